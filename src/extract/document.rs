//! Cleans a page that is in memory, in one call.

use std::io;

use super::Cleaner;
use super::options::Options;
use super::reason::Reason;
use super::report::Report;
use super::sink::Sink;
use crate::block::Block;
use crate::error::Error;
use crate::write::{self, Out, Writer};

/// A cleaned page.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Document {
    /// The kept blocks in the format of the options, headline first.
    pub text: String,
    /// Headline, site, address, encoding and problems.
    pub report: Report,
    /// All blocks in page order, including the dropped ones.
    pub blocks: Vec<LabelledBlock>,
}

/// A block, and the reason if it was dropped.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LabelledBlock {
    /// The block.
    pub block: Block,
    /// `None` for kept blocks.
    pub reason: Option<Reason>,
}

/// Cleans a page that is in memory.
///
/// ```
/// let page = "<title>Tea</title><p>Boil water.<p hidden>Secret";
/// let document = tamis::clean(page.as_bytes(), &tamis::Options::new())?;
/// assert_eq!(document.text, "Tea\n\nBoil water.\n");
/// assert_eq!(document.blocks.last().and_then(|b| b.reason.as_ref()).map(|r| r.id()), Some("not-content"));
/// # Ok::<(), tamis::Error>(())
/// ```
///
/// # Errors
///
/// None today; the signature leaves room.
pub fn clean(page: &[u8], options: &Options) -> Result<Document, Error> {
    let collector = Collector {
        writer: write::writer(options.output_format(), options.form()),
        front_matter: options.writes_front_matter(),
        text: Out::default(),
        blocks: Vec::new(),
    };
    let mut cleaner = Cleaner::new(options, collector);
    // Writes in chunks, so that no limit depends on getting the page in one piece.
    for chunk in page.chunks(64 << 10) {
        cleaner.write(chunk)?;
    }
    let (report, collector) = cleaner.finish()?;
    Ok(Document { text: collector.text.into_string(), report, blocks: collector.blocks })
}

struct Collector {
    writer: Box<dyn Writer>,
    front_matter: bool,
    text: Out,
    blocks: Vec<LabelledBlock>,
}

impl Sink for Collector {
    fn begin(&mut self, known: &Report) -> io::Result<()> {
        if self.front_matter {
            write::push_front_matter(&known.summary(), &mut self.text);
        }
        self.writer.begin(&known.summary(), &mut self.text);
        Ok(())
    }

    fn wants_beginning(&self) -> bool {
        self.front_matter || self.writer.wants_beginning()
    }

    fn block(&mut self, block: &Block) -> io::Result<()> {
        self.writer.block(block, &mut self.text);
        self.blocks.push(LabelledBlock { block: block.clone(), reason: None });
        Ok(())
    }

    fn dropped(&mut self, block: &Block, reason: &Reason) -> io::Result<()> {
        self.blocks.push(LabelledBlock { block: block.clone(), reason: Some(reason.clone()) });
        Ok(())
    }

    fn wants_dropped(&self) -> bool {
        true
    }

    fn simplified(&self) -> u64 {
        self.writer.simplified()
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        self.writer.finish(&report.summary(), &mut self.text);
        Ok(())
    }
}
