//! Labels blocks as main content or not: blocks enter in page order and leave a few blocks later with their
//! probability.
//!
//! ```text
//! block → measure → features (own, page so far) → wait for the blocks ahead → model → repeats → label
//! ```
//!
//! A limit on blocks and bytes bounds what waits. Nothing assumes a language or a script.

mod between;
mod class;
mod features;
mod measure;
mod model;
mod model_file;
mod passing;
mod repeats;
mod state;
mod title;
mod unit;

use std::collections::VecDeque;
use std::iter;
use std::sync::Arc;

use between::{Between, Extent, Step, Verdict};
use features::{Ahead, COUNT, EMPTY, Following, Row};
use measure::{Ending, Measure};
use model::ANY;
pub use model::Model;
pub(crate) use passing::Passing;
use passing::Room;
use repeats::Repeats;
use state::PageState;
use unit::{Member, REMEMBERED, Unit, UnitId};

use crate::block::{Around, Block, BlockKind, DomPath, Label, Mark};

#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub model: Arc<Model>,
    /// Maximum blocks that a label waits for, and maximum bytes of text they hold.
    pub lookahead: usize,
    pub max_bytes: usize,
    pub threshold: f32,
    pub explains: bool,
}

/// Receives labelled blocks. `P` is the caller's data for a block.
pub(crate) trait LabelSink<P> {
    fn labelled(&mut self, block: Block, payload: P, fate: Fate);
    /// Receives the features of a block, for training.
    fn features(&mut self, block: &Block, row: &[f32]);
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    Kept(Label),
    Dropped(Label),
    /// The text repeats a kept one.
    Repeated,
    /// The block passes through unlabelled, in order; `after_kept` is whether the labelled block before it was kept.
    Passed {
        after_kept: bool,
    },
}

/// Kept words after which the fallback is off.
const ENOUGH: f32 = 30.0;

/// Blocks of a page after which only the first [`FEW`] trees label: such a page is an endless list or built to cost
/// time, not an article. This keeps a page of tiny blocks above 2 MB/s.
const MANY: u32 = 10_000;
const FEW: usize = 24;

/// Maximum probability of blocks of another article, below the first.
const ANOTHER_ARTICLE: f32 = 0.1;

/// Words below which a page is too short to classify.
const WHOLE: f32 = 50.0;

/// Maximum bytes of blocks held for the fallback.
const MOST_HELD: usize = 32 << 10;

/// Maximum bytes of addresses and the like in these blocks; menus have a tenth of it.
const MOST_HELD_STRINGS: usize = 512 << 10;

/// The thresholds of the fallback, used when hardly anything was kept.
const LOWER: [f32; 3] = [0.3, 0.15, 0.0];

pub(crate) struct Classifier<P> {
    settings: Settings,
    /// The threshold in log-odds.
    decision: f32,
    state: PageState,
    ring: VecDeque<Waiting<P>>,
    /// Number of blocks in the ring to label, and bytes of all of them.
    waiting: usize,
    bytes: usize,
    /// Bytes of addresses and the like in these blocks, whether the caller wants them or not.
    strings: usize,
    /// The table or list that the last label was in.
    unit: Unit<P>,
    between: Between<P>,
    repeats: Repeats,
    /// The last tables and lists that repeat a kept one, and whether the last block that the model keeps does.
    repeating: VecDeque<UnitId>,
    last_repeats: bool,
    /// Rows to reuse, so that labels need no allocation.
    rows: Vec<BoxedRow>,
    /// Labelled blocks held until enough is kept; `None` once it is.
    first: Option<Vec<Held<P>>>,
    /// Bytes of the labelled blocks among them, and of their addresses and the like.
    first_bytes: usize,
    first_strings: usize,
    /// Pass-through blocks, each kind separately: decided blocks come only if the caller wants to see what rules
    /// dropped, and nothing else may depend on that.
    passing: [Room; 2],
    thinned: bool,
    kept_words: f32,
    last_kept: bool,
}

type BoxedRow = Box<Row>;

/// Returns the bytes of a block without its addresses: not every sink wants those, but all must get the same text.
fn size(block: &Block) -> usize {
    size_of::<Block>() + block.text.len() + block.marks.len() * size_of::<Mark>()
}

struct Waiting<P> {
    block: Block,
    payload: P,
    measured: Result<Measured, Passing>,
}

type Held<P> = (Block, P, Result<Known, Passing>);

struct Measured {
    measure: Measure,
    trail: Box<DomPath>,
    row: Box<Row>,
    marked: bool,
    in_another_article: bool,
}

struct Known {
    probability: f32,
    label: Label,
    /// The row, kept in case the model evaluates it again.
    row: BoxedRow,
    words: f32,
    forced: bool,
    /// Whether it ends in a colon, and whether all of it is links.
    announces: bool,
    linked: bool,
    /// Whether the page hides the block, which excludes it from the fallback.
    hidden: bool,
    /// Set if it is judged with the rest of its table or list.
    unit: Option<Member>,
}

impl Known {
    fn judge(&mut self, probability: f32, member: Member) {
        (self.probability, self.unit) = (probability, Some(member));
        self.label.probability = thousandths(probability);
    }
}

impl<P> Classifier<P> {
    pub fn new(settings: Settings) -> Self {
        Classifier {
            decision: model::log_odds(settings.threshold),
            settings,
            state: PageState::new(),
            ring: VecDeque::new(),
            waiting: 0,
            bytes: 0,
            strings: 0,
            unit: Unit::new(),
            between: Between::new(),
            repeats: Repeats::default(),
            repeating: VecDeque::new(),
            last_repeats: false,
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

    pub fn title(&mut self, title: &str) {
        self.state.title.set(title);
    }

    pub fn push(&mut self, mut block: Block, payload: P, sink: &mut impl LabelSink<P>) {
        let trail = block.trail.take().unwrap_or_default();
        let marked = trail.ends > self.state.ends;
        let measure = Measure::of(&block);
        let mut row = self.rows.pop().unwrap_or_else(|| Box::new(EMPTY));
        self.state.step(&block, &measure, &trail);
        let in_another_article = self.state.is_in_another_article(&trail);
        features::fill_known(&mut row, &block, &measure, &trail, &self.state);
        self.state.pass(&block, &measure, &trail, marked);
        self.bytes += size(&block);
        self.strings += block.strings as usize;
        self.waiting += 1;
        self.ring.push_back(Waiting {
            block,
            payload,
            measured: Ok(Measured { measure, trail, row, marked, in_another_article }),
        });
        let most = self.settings.max_bytes;
        while self.waiting > self.settings.lookahead || self.bytes.max(self.strings) > most && self.waiting > 1 {
            self.label_next(sink);
        }
    }

    /// Adds a pass-through block, which comes out in order among the others.
    pub fn pass(&mut self, block: Block, payload: P, passing: Passing, sink: &mut impl LabelSink<P>) {
        if self.waiting == 0 && !self.unit.is_waiting() && !self.between.is_holding() && self.first.is_none() {
            return sink.labelled(block, payload, Fate::Passed { after_kept: self.last_kept });
        }
        if !self.passing[passing as usize].takes(&block) {
            // Out of order, to stay within bounds, and kept, since the label of the block before is unknown.
            return sink.labelled(block, payload, Fate::Passed { after_kept: true });
        }
        self.ring.push_back(Waiting { block, payload, measured: Err(passing) });
    }

    /// Labels the waiting blocks before something that cannot wait.
    pub fn flush(&mut self, sink: &mut impl LabelSink<P>) {
        while !self.ring.is_empty() {
            self.label_next(sink);
        }
        self.end_units(sink);
        self.settle(false, sink);
    }

    pub fn finish(&mut self, sink: &mut impl LabelSink<P>) {
        while !self.ring.is_empty() {
            self.label_next(sink);
        }
        self.end_units(sink);
        self.settle(true, sink);
    }

    /// Releases the decided blocks before the next label, that label, and the decided blocks after it.
    ///
    /// Only one label at a time: pass-through blocks may delay a label, never change it.
    fn label_next(&mut self, sink: &mut impl LabelSink<P>) {
        self.pass_on(sink);
        if let Some(Waiting { block, payload, measured: Ok(measured) }) = self.ring.pop_front() {
            let Measured { measure, trail, mut row, in_another_article, .. } = measured;
            self.waiting -= 1;
            self.bytes -= size(&block);
            self.strings -= block.strings as usize;
            let after = self.ring.iter().filter_map(|waiting| {
                let measured = waiting.measured.as_ref().ok()?;
                let heading = matches!(waiting.block.kind, BlockKind::Heading(_));
                Some(Following { measure: &measured.measure, trail: &measured.trail, heading, marked: measured.marked })
            });
            let (ahead, next) = Ahead::of(&trail, features::unit_level(&block, &trail), after);
            features::fill_ahead(&mut row, &trail, &ahead, &next);
            sink.features(&block, &row[..COUNT]);
            let trees = if self.state.blocks > MANY { FEW } else { usize::MAX };
            let probability = self.settings.model.probability(&row, trees, [self.decision; 2]);
            let probability = if in_another_article { probability.min(ANOTHER_ARTICLE) } else { probability };
            let mut label = Label { probability: thousandths(probability), because: Vec::new() };
            if self.settings.explains {
                let strongest = self.settings.model.strongest(&row, trees, 3).into_iter();
                label.because = strongest.map(|(name, weight)| (name, (weight * 1000.0) as i32)).collect();
            }
            let hidden = trail.around.has(Around::NOT_SHOWN);
            let (announces, linked) = (measure.ending == Ending::Colon, measure.link_share() >= 1.0);
            let (words, forced) = (measure.words, trail.kept);
            let known = Known { probability, label, row, words, forced, announces, linked, hidden, unit: None };
            self.judge(block, payload, known, sink);
        }
        self.pass_on(sink);
    }

    fn pass_on(&mut self, sink: &mut impl LabelSink<P>) {
        while let Some(&Err(passing)) = self.ring.front().map(|next| &next.measured)
            && let Some(Waiting { block, payload, .. }) = self.ring.pop_front()
        {
            let held = (block, payload, Err(passing));
            if self.unit.is_waiting() {
                self.unit.pass(held);
            } else if self.between.is_holding() {
                self.between.hold(held);
            } else {
                self.release(held, sink);
            }
        }
    }

    /// Judges a block with the rest of its table or list.
    fn judge(&mut self, block: Block, payload: P, mut known: Known, sink: &mut impl LabelSink<P>) {
        let id = UnitId::of(&block);
        if self.unit.id() != id {
            self.decide_unit(true, sink);
            self.unit.begin(id);
        }
        if let Some(probability) = self.unit.decided() {
            known.judge(probability, Member::Other);
            let verdict = Verdict {
                extent: Extent::Long,
                probability,
                kept: self.keeps(&known),
                announces: false,
                linked: false,
            };
            self.judged(iter::once((block, payload, Ok(known))), verdict, sink);
        } else if id.is_some() {
            let size = size(&block).max(block.strings as usize);
            if self.unit.add((block, payload, known), size, self.settings.max_bytes) {
                self.decide_unit(false, sink);
            }
        } else {
            let verdict = Verdict {
                extent: Extent::of_block(&block, known.words),
                probability: known.probability,
                kept: self.keeps(&known),
                announces: known.announces,
                linked: known.linked,
            };
            self.judged(iter::once((block, payload, Ok(known))), verdict, sink);
        }
    }

    fn keeps(&self, known: &Known) -> bool {
        known.probability > self.settings.threshold || known.forced
    }

    /// Decides on the unit whose blocks wait: at its end, or once it has enough.
    fn decide_unit(&mut self, ended: bool, sink: &mut impl LabelSink<P>) {
        let Some((blocks, probability)) = self.unit.decide() else { return };
        let kept = blocks.iter().any(|(_, _, known)| known.as_ref().is_ok_and(|known| self.keeps(known)));
        let extent = self.unit.id().filter(|_| ended).map_or(Extent::Long, Extent::of_unit);
        let verdict = Verdict { extent, probability, kept, announces: false, linked: false };
        self.judged(blocks, verdict, sink);
    }

    /// Releases what stands between kept blocks, and the block or unit that decides on it.
    fn judged(&mut self, blocks: impl IntoIterator<Item = Held<P>>, verdict: Verdict, sink: &mut impl LabelSink<P>) {
        let threshold = self.settings.threshold;
        let step = self.between.step(verdict, threshold);
        if step == Step::Hold {
            return blocks.into_iter().for_each(|held| self.between.hold(held));
        }
        for (block, payload, mut known) in self.between.take().into_iter().chain(blocks) {
            if let (Step::Keep, Ok(known)) = (step, &mut known)
                && Between::<P>::keeps(&block, known.probability, threshold, verdict.extent)
            {
                known.probability = known.probability.max(threshold.next_up());
                if let Some(id) = UnitId::of(&block) {
                    self.unit.keep(id, known.probability);
                }
            }
            self.release((block, payload, known), sink);
        }
    }

    fn end_units(&mut self, sink: &mut impl LabelSink<P>) {
        self.decide_unit(true, sink);
        self.between.take().into_iter().for_each(|held| self.release(held, sink));
    }

    /// Decides on a block, or holds it while too little is kept.
    fn release(&mut self, (block, payload, known): Held<P>, sink: &mut impl LabelSink<P>) {
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

    /// Decides on the less likely half of the held blocks, so that a page of menus ends with its best blocks held.
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

    /// Decides on the held blocks, with lower thresholds at the end of a page that kept hardly anything.
    fn settle(&mut self, ends: bool, sink: &mut impl LabelSink<P>) {
        let Some(mut first) = self.first.take() else { return };
        let mut threshold = self.settings.threshold;
        let total: f32 = first.iter().filter_map(|(_, _, known)| known.as_ref().ok()).map(|known| known.words).sum();
        if ends && !self.thinned && total < WHOLE {
            // A page of a few lines has no boilerplate except what rules recognise.
            threshold = 0.0;
        } else if ends {
            // The early exit of the evaluation assumed another threshold.
            let known = first.iter_mut().filter_map(|(_, _, known)| known.as_mut().ok());
            for known in known.filter(|known| known.unit.is_none()) {
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
        } else if !known.forced && self.is_repeated(&block, known.unit.as_ref()) {
            Fate::Repeated
        } else {
            Fate::Kept(known.label)
        };
        self.rows.push(known.row);
        self.last_kept = matches!(fate, Fate::Kept(_));
        sink.labelled(block, payload, fate);
    }

    /// Whether a block that is to be kept repeats a kept text, by itself or with its whole table or list.
    fn is_repeated(&mut self, block: &Block, unit: Option<&Member>) -> bool {
        self.last_repeats = match unit {
            // The examples of a manual are much alike; in a copy of the page, the text before them repeats as well.
            None => {
                let follows = !matches!(block.kind, BlockKind::Preformatted(_)) || self.last_repeats;
                self.repeats.is_repeated(&block.text) && follows
            }
            Some(Member::Other) => UnitId::of(block).is_some_and(|id| self.repeating.contains(&id)),
            Some(Member::First(text)) => {
                let repeats = self.repeats.is_repeated(text);
                if let Some(id) = UnitId::of(block).filter(|_| repeats) {
                    self.repeating.truncate(REMEMBERED - 1);
                    self.repeating.push_front(id);
                }
                repeats
            }
        };
        self.last_repeats
    }
}

fn thousandths(probability: f32) -> u16 {
    (probability * 1000.0) as u16
}

/// Returns the names of the features, in row order.
#[cfg(feature = "training")]
pub fn feature_names() -> impl Iterator<Item = &'static str> {
    features::names()
}
