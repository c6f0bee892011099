//! The assembly: the whole route on one screen.
//!
//! ```text
//! bytes → Decoder → str → Tokenizer → Noscript → SiteGate → TreeBuilder
//!                                                 (rules)    (stack)
//!       → ElementStage → BlockFilter → Output → Sink
//!         (elements/)  (blocks/)    (output/)
//! ```
//!
//! The tree keeps the only stack: one frame (`elements::Frame`) for each open element, with what every stage needs to
//! know of it. Plain text goes straight from the decoder to the block filter.

mod adapters;
mod blocks;
mod document;
mod elements;
mod event;
mod formatter;
mod in_force;
mod options;
mod output;
mod reason;
mod report;
mod sink;
mod site_gate;

pub use adapters::{CleanReader, CleanWriter};
pub use document::{Document, LabelledBlock, clean};
pub use formatter::Formatter;
pub use options::{Extract, Favor, InputForm, Options};
pub use reason::Reason;
pub use report::Report;
pub use sink::Sink;

use std::fmt;

use crate::block::PlainText;
use crate::charset::Decoder;
use crate::error::Error;
use crate::html::{Noscript, Tokenizer, TreeBuilder};
use blocks::BlockFilter;
use elements::ElementStage;
use in_force::RulesInForce;
use output::Output;
use site_gate::SiteGate;

/// Cleans one document, chunk by chunk.
///
/// The output is the same for any chunk sizes. Blocks are written as soon as they are decided.
///
/// ```
/// let options = tamis::Options::new();
/// let mut cleaner = tamis::Cleaner::new(&options, tamis::Formatter::new(&options, Vec::new()));
/// for chunk in ["<h1>Tea</h1><p>Boil wa", "ter.</p><nav><a href=/>Home</a></nav>"] {
///     cleaner.write(chunk.as_bytes())?;
/// }
/// let (report, formatter) = cleaner.finish()?;
/// assert_eq!(formatter.into_inner(), b"Tea\n\nBoil water.\n");
/// assert_eq!(report.title.as_deref(), Some("Tea"));
/// # Ok::<(), tamis::Error>(())
/// ```
#[must_use = "without `finish` the last blocks are missing"]
pub struct Cleaner<S: Sink> {
    decoder: Decoder,
    route: Route<S>,
}

enum Route<S: Sink> {
    Html(Box<(Tokenizer, Noscript<SiteGate<S>>)>),
    Text(Box<(PlainText, BlockFilter<S>)>),
}

impl<S: Sink> Cleaner<S> {
    /// Begins a document.
    pub fn new(options: &Options, sink: S) -> Self {
        let limits = options.limits();
        let decoder = Decoder::new(options.label(), options.tld());
        let mut filter = BlockFilter::new(options, Output::new(options, sink));
        let route = match options.input_form() {
            InputForm::Html => {
                let tree = TreeBuilder::new(limits, ElementStage::new(options, filter));
                let stages = Noscript::new(limits, SiteGate::new(options, tree));
                Route::Html(Box::new((Tokenizer::new(limits), stages)))
            }
            InputForm::Text => {
                filter.use_rules(RulesInForce::new(options.select_rules(None)));
                Route::Text(Box::new((PlainText::new(limits), filter)))
            }
        };
        Cleaner { decoder, route }
    }

    /// Takes the next bytes of the document, as they come.
    ///
    /// # Errors
    ///
    /// [`Error::Sink`] if the sink failed; the document cannot be continued then.
    pub fn write(&mut self, chunk: &[u8]) -> Result<(), Error> {
        match &mut self.route {
            Route::Html(route) => {
                let (tokenizer, stages) = &mut **route;
                self.decoder.push(chunk, &mut |text| tokenizer.push(text, stages));
                stages.sink().elements().output().take_error()
            }
            Route::Text(route) => {
                let (plain, filter) = &mut **route;
                self.decoder.push(chunk, &mut |text| plain.push(text, &mut |block| filter.finished_block(block)));
                filter.output.take_error()
            }
        }
    }

    /// Reaches the sink between writes.
    pub fn with_sink<T>(&mut self, reach: impl FnOnce(&mut S) -> T) -> T {
        match &mut self.route {
            Route::Html(route) => reach(route.1.sink().elements().output().sink()),
            Route::Text(route) => reach(route.1.output.sink()),
        }
    }

    /// Ends the document and gives the report and the sink back.
    ///
    /// # Errors
    ///
    /// [`Error::Sink`] if the sink failed.
    pub fn finish(self) -> Result<(Report, S), Error> {
        let Cleaner { mut decoder, route } = self;
        match route {
            Route::Html(route) => {
                let (mut tokenizer, mut noscript) = *route;
                decoder.finish(&mut |text| tokenizer.push(text, &mut noscript));
                let cut = tokenizer.finish(&mut noscript);
                noscript.finish();
                let mut tree = noscript.into_sink().into_tree();
                tree.finish();
                let flattened = tree.flattened();
                let elements = tree.into_sink();
                let reads_metadata = elements.reads_metadata();
                let mut filter = elements.into_filter();
                let wants_targets = filter.output.sink().wants_targets();
                let missed = tokenizer.attributes_missed();
                let report = &mut filter.output.report;
                report.cut = cut;
                report.degraded.overlong_tokens = tokenizer.overlong_tokens();
                report.degraded.cut_attributes = tokenizer.attributes_cut();
                report.degraded.missed_attributes = missed.text
                    + if wants_targets { missed.addresses } else { 0 }
                    + if reads_metadata { missed.metadata } else { 0 };
                report.degraded.flattened_elements = flattened;
                filter.finish(decoder.encoding())
            }
            Route::Text(route) => {
                let (mut plain, mut filter) = *route;
                decoder.finish(&mut |text| plain.push(text, &mut |block| filter.finished_block(block)));
                plain.finish(&mut |block| filter.finished_block(block));
                filter.finish(decoder.encoding())
            }
        }
    }
}

impl<S: Sink> fmt::Debug for Cleaner<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cleaner").finish_non_exhaustive()
    }
}
