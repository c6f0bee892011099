//! Labels blocks as main content or not: blocks in page order go in, the same blocks come out a few later, each with
//! its probability.
//!
//! ```text
//! block → measure → features (own, page so far) → wait for the blocks ahead → model → repeats → label
//! ```
//!
//! What waits is bounded by a number of blocks and of bytes. Nothing assumes a language or a script.

mod class;
mod features;
mod measure;
mod model;
mod repeats;
mod state;
mod title;

use std::collections::VecDeque;
use std::sync::Arc;

use features::{Ahead, COUNT, EMPTY, Row, Seen};
use measure::Measure;
use model::ANY;
pub use model::Model;
use repeats::Repeats;
use state::State;

use crate::block::{Around, Block, BlockKind, Label, Mark, Trail};

/// How the classifier is set.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub model: Arc<Model>,
    /// Blocks that a label waits for, and the bytes of text they may hold.
    pub lookahead: usize,
    pub max_bytes: usize,
    /// The probability above which a block is kept.
    pub threshold: f32,
    /// Whether labels say which features weighed most.
    pub explains: bool,
}

/// Where labelled blocks go. `P` is what the caller gave along with a block.
pub(crate) trait LabelSink<P> {
    /// A block with its label, and whether it is kept.
    fn labelled(&mut self, block: Block, payload: P, fate: Fate);
    /// The features of a block, for training.
    fn features(&mut self, block: &Block, row: &[f32]);
}

/// What becomes of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    Kept(Label),
    Dropped(Label),
    /// The text was kept before.
    Repeated,
    /// The block only passed through, in its place; whether the one before it was kept.
    Passed {
        after_kept: bool,
    },
}

/// Words of kept text after which nothing more is held back for want of better.
const ENOUGH: f32 = 30.0;

/// A page of more blocks is no article: a list without end, or made to cost time. Its further blocks are labelled by the
/// first trees only, which keeps a page of tiny blocks above 2 MB/s.
const MANY: u32 = 10_000;
const FEW: usize = 24;

/// Words of a page that is too short to judge.
const WHOLE: f32 = 50.0;

/// Bytes of blocks that may be held back for want of better.
const MOST_HELD: usize = 32 << 10;

/// Bytes of addresses and the like that come with these blocks; menus have a tenth of it.
const MOST_HELD_STRINGS: usize = 512 << 10;

/// Blocks of one sort that may wait for their turn without being labelled, and the bytes they may hold.
const MOST_PASSING: usize = 1024;
const MOST_PASSING_BYTES: usize = 256 << 10;

/// The thresholds that are tried when hardly anything was kept.
const LOWER: [f32; 3] = [0.3, 0.15, 0.0];

/// Labels the blocks of one page.
pub(crate) struct Classifier<P> {
    settings: Settings,
    /// The threshold, in log-odds.
    decision: f32,
    state: State,
    ring: VecDeque<Waiting<P>>,
    /// Blocks in the ring that are to be labelled, and the bytes of all.
    waiting: usize,
    bytes: usize,
    /// Bytes of addresses and the like that come with them, wanted or not.
    strings: usize,
    repeats: Repeats,
    /// Rows to be used again, so that labels cost no allocation.
    rows: Vec<BoxedRow>,
    /// Labelled blocks that wait until enough is kept; `None` once it is.
    first: Option<Vec<Held<P>>>,
    /// Bytes of the labelled blocks among them, and of what comes with these.
    first_bytes: usize,
    first_strings: usize,
    /// What passes through, each sort by itself: whether decided blocks come depends on whether somebody wants to see
    /// what rules dropped, and nothing else may depend on that.
    passing: [Room; 2],
    thinned: bool,
    kept_words: f32,
    last_kept: bool,
}

type BoxedRow = Box<Row>;

/// Bytes that a block takes, addresses aside: not every sink wants those, and all are to get the same text.
fn size(block: &Block) -> usize {
    size_of::<Block>() + block.text.len() + block.marks.len() * size_of::<Mark>()
}

/// A block on its way.
struct Waiting<P> {
    block: Block,
    payload: P,
    measured: Result<Measured, Passing>,
}

/// A labelled block that waits until enough is kept.
type Held<P> = (Block, P, Result<Known, Passing>);

/// Why a block is not labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    /// It is decided.
    Decided,
    /// It goes with its neighbours, as it is nothing but images.
    Along,
}

/// What waits of one sort.
#[derive(Debug, Default, Clone, Copy)]
struct Room {
    blocks: usize,
    bytes: usize,
}

impl Room {
    /// False if it is full.
    fn takes(&mut self, block: &Block) -> bool {
        let size = Room::of(block);
        let fits = self.blocks < MOST_PASSING && self.bytes + size <= MOST_PASSING_BYTES;
        if fits {
            (self.blocks, self.bytes) = (self.blocks + 1, self.bytes + size);
        }
        fits
    }

    fn gives(&mut self, block: &Block) {
        (self.blocks, self.bytes) = (self.blocks - 1, self.bytes - Room::of(block));
    }

    /// Addresses weigh here: whoever gets images wants those, too.
    fn of(block: &Block) -> usize {
        size(block) + block.marks.iter().map(|mark| mark.kind.bytes()).sum::<usize>()
    }
}

struct Measured {
    measure: Measure,
    trail: Box<Trail>,
    row: Box<Row>,
    marked: bool,
}

/// What is known of a labelled block.
struct Known {
    probability: f32,
    label: Label,
    /// What the model sees of it, should it be asked again.
    row: BoxedRow,
    words: f32,
    forced: bool,
    /// The page says that it is not shown, so nothing makes up for its label.
    hidden: bool,
}

impl<P> Classifier<P> {
    pub fn new(settings: Settings) -> Self {
        Classifier {
            decision: model::log_odds(settings.threshold),
            settings,
            state: State::new(),
            ring: VecDeque::new(),
            waiting: 0,
            bytes: 0,
            strings: 0,
            repeats: Repeats::default(),
            rows: Vec::new(),
            first: Some(Vec::new()),
            first_bytes: 0,
            first_strings: 0,
            passing: [Room::default(); 2],
            thinned: false,
            kept_words: 0.0,
            last_kept: false,
        }
    }

    /// The title that the page gives itself.
    pub fn title(&mut self, title: &str) {
        self.state.title.set(title);
    }

    /// Takes a block that is to be labelled.
    pub fn push(&mut self, mut block: Block, payload: P, sink: &mut impl LabelSink<P>) {
        let trail = block.trail.take().unwrap_or_default();
        let marked = trail.ends > self.state.ends;
        let measure = Measure::of(&block);
        let mut row = self.rows.pop().unwrap_or_else(|| Box::new(EMPTY));
        self.state.step(&block, &trail);
        features::fill_known(&mut row, &block, &measure, &trail, &self.state);
        self.state.pass(&block, &measure, &trail, marked);
        self.bytes += size(&block);
        self.strings += block.strings as usize;
        self.waiting += 1;
        self.ring.push_back(Waiting { block, payload, measured: Ok(Measured { measure, trail, row, marked }) });
        let most = self.settings.max_bytes;
        while self.waiting > self.settings.lookahead || self.bytes.max(self.strings) > most && self.waiting > 1 {
            self.label_next(sink);
        }
    }

    /// Takes a block that is not to be labelled, to come out in its place among the others.
    pub fn pass(&mut self, block: Block, payload: P, passing: Passing, sink: &mut impl LabelSink<P>) {
        if self.waiting == 0 && self.first.is_none() {
            return sink.labelled(block, payload, Fate::Passed { after_kept: self.last_kept });
        }
        if !self.passing[passing as usize].takes(&block) {
            // Out of turn, rather than without bound; and kept, as nobody knows about the block before.
            return sink.labelled(block, payload, Fate::Passed { after_kept: true });
        }
        self.ring.push_back(Waiting { block, payload, measured: Err(passing) });
    }

    /// Labels what waits, as something comes that cannot.
    pub fn flush(&mut self, sink: &mut impl LabelSink<P>) {
        while !self.ring.is_empty() {
            self.label_next(sink);
        }
        self.settle(false, sink);
    }

    /// Labels what still waits at the end of the page.
    pub fn finish(&mut self, sink: &mut impl LabelSink<P>) {
        while !self.ring.is_empty() {
            self.label_next(sink);
        }
        self.settle(true, sink);
    }

    /// Passes on what is decided, labels the next block, and passes on what follows it decided.
    ///
    /// One block, however many are decided: it depends on them when a label is given, not what it is.
    fn label_next(&mut self, sink: &mut impl LabelSink<P>) {
        self.pass_on(sink);
        if let Some(Waiting { block, payload, measured: Ok(measured) }) = self.ring.pop_front() {
            let Measured { measure, trail, mut row, .. } = measured;
            self.waiting -= 1;
            self.bytes -= size(&block);
            self.strings -= block.strings as usize;
            let after = self.ring.iter().filter_map(|waiting| {
                let measured = waiting.measured.as_ref().ok()?;
                let heading = matches!(waiting.block.kind, BlockKind::Heading(_));
                Some(Seen { measure: &measured.measure, trail: &measured.trail, heading, marked: measured.marked })
            });
            let (ahead, next) = Ahead::of(&trail, after);
            features::fill_ahead(&mut row, &trail, &ahead, &next);
            sink.features(&block, &row[..COUNT]);
            let trees = if self.state.blocks > MANY { FEW } else { usize::MAX };
            let probability = self.settings.model.probability(&row, trees, [self.decision; 2]);
            let mut label = Label { probability: thousandths(probability), because: Vec::new() };
            if self.settings.explains {
                let strongest = self.settings.model.strongest(&row, 3).into_iter();
                label.because = strongest.map(|(name, weight)| (name, (weight * 1000.0) as i32)).collect();
            }
            let hidden = trail.around.has(Around::NOT_SHOWN);
            let known = Known { probability, label, row, words: measure.words, forced: trail.kept, hidden };
            self.release(block, payload, Ok(known), sink);
        }
        self.pass_on(sink);
    }

    /// Passes on the decided blocks before the next that is to be labelled.
    fn pass_on(&mut self, sink: &mut impl LabelSink<P>) {
        while let Some(&Err(passing)) = self.ring.front().map(|next| &next.measured)
            && let Some(Waiting { block, payload, .. }) = self.ring.pop_front()
        {
            self.release(block, payload, Err(passing), sink);
        }
    }

    /// Passes a labelled block on, or holds it while too little was kept.
    fn release(&mut self, block: Block, payload: P, known: Result<Known, Passing>, sink: &mut impl LabelSink<P>) {
        let Some(first) = &mut self.first else {
            return self.decide(block, payload, known, self.settings.threshold, sink);
        };
        if let Ok(known) = &known {
            let counts = known.probability > self.settings.threshold || known.forced;
            self.kept_words += if counts { known.words } else { 0.0 };
            self.first_bytes += size(&block);
            self.first_strings += block.strings as usize;
        }
        first.push((block, payload, known));
        if self.kept_words >= ENOUGH {
            self.settle(false, sink);
        } else if self.first_bytes > MOST_HELD || self.first_strings > MOST_HELD_STRINGS {
            self.thin_out(sink);
        }
    }

    /// Lets the less likely half of the held blocks go, so that a page of menus ends with its best blocks in hand.
    fn thin_out(&mut self, sink: &mut impl LabelSink<P>) {
        let Some(first) = self.first.take() else { return };
        let likely = |known: &Known| if known.forced { f32::INFINITY } else { known.probability };
        let mut all: Vec<f32> = first.iter().filter_map(|(_, _, known)| known.as_ref().ok().map(likely)).collect();
        all.sort_by(f32::total_cmp);
        let median = all.get(all.len() / 2).copied().unwrap_or_default().min(self.settings.threshold);
        let mut rest = Vec::new();
        (self.first_bytes, self.first_strings, self.thinned) = (0, 0, true);
        for (block, payload, known) in first {
            match known {
                Ok(known) if likely(&known) > median => {
                    self.first_bytes += size(&block);
                    self.first_strings += block.strings as usize;
                    rest.push((block, payload, Ok(known)));
                }
                known => self.decide(block, payload, known, f32::INFINITY, sink),
            }
        }
        self.first = Some(rest);
    }

    /// Decides about the first blocks; at the end of a page of which hardly anything was kept, with lower thresholds.
    fn settle(&mut self, ends: bool, sink: &mut impl LabelSink<P>) {
        let Some(mut first) = self.first.take() else { return };
        let mut threshold = self.settings.threshold;
        let total: f32 = first.iter().filter_map(|(_, _, known)| known.as_ref().ok()).map(|known| known.words).sum();
        if ends && !self.thinned && total < WHOLE {
            // A page of a few lines has no boilerplate but what rules know.
            threshold = 0.0;
        } else if ends {
            // Other decisions than the one that evaluation ended early for.
            for known in first.iter_mut().filter_map(|(_, _, known)| known.as_mut().ok()) {
                known.probability = self.settings.model.probability(&known.row, usize::MAX, ANY);
                known.label.probability = thousandths(known.probability);
            }
            for lower in LOWER {
                let known = first.iter().filter_map(|(_, _, known)| known.as_ref().ok());
                let words: f32 = known.filter(|k| k.probability > threshold || k.forced).map(|k| k.words).sum();
                if words < ENOUGH && (lower > 0.0 || words == 0.0) {
                    threshold = threshold.min(lower);
                }
            }
        }
        for (block, payload, known) in first {
            let hidden = known.as_ref().is_ok_and(|known| known.hidden);
            let threshold = if hidden { self.settings.threshold } else { threshold };
            self.decide(block, payload, known, threshold, sink);
        }
    }

    fn decide(
        &mut self,
        block: Block,
        payload: P,
        known: Result<Known, Passing>,
        threshold: f32,
        sink: &mut impl LabelSink<P>,
    ) {
        let known = match known {
            Err(passing) => {
                self.passing[passing as usize].gives(&block);
                return sink.labelled(block, payload, Fate::Passed { after_kept: self.last_kept });
            }
            Ok(known) => known,
        };
        let fate = if known.probability <= threshold && !known.forced {
            Fate::Dropped(known.label)
        } else if !known.forced && self.repeats.is_repeated(&block.text) {
            Fate::Repeated
        } else {
            Fate::Kept(known.label)
        };
        self.rows.push(known.row);
        self.last_kept = matches!(fate, Fate::Kept(_));
        sink.labelled(block, payload, fate);
    }
}

fn thousandths(probability: f32) -> u16 {
    (probability * 1000.0) as u16
}

/// The names of the features, in the order of the rows.
#[cfg(feature = "training")]
pub fn feature_names() -> impl Iterator<Item = &'static str> {
    features::names()
}
