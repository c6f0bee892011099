//! Where the blocks of a document go: the trait that formatters and collectors implement.

use std::io;

use super::reason::Reason;
use super::report::Report;
use crate::block::Block;

/// Receives the blocks of one document, in order.
///
/// Implemented by [`Formatter`](crate::Formatter), which makes text of them. An error ends the document.
pub trait Sink: Send + 'static {
    /// Takes note of what is known of the page when the first kept block comes; without one, when the page has ended.
    /// Called only if [`wants_beginning`](Sink::wants_beginning) says so. The rest comes with [`finish`](Sink::finish).
    ///
    /// # Errors
    ///
    /// As for [`block`](Sink::block).
    fn begin(&mut self, known: &Report) -> io::Result<()> {
        let _ = known;
        Ok(())
    }

    /// Takes a kept block.
    ///
    /// # Errors
    ///
    /// Any error ends the document and comes back from [`Cleaner::write`](crate::Cleaner::write).
    fn block(&mut self, block: &Block) -> io::Result<()>;

    /// Takes a block that was dropped, and why. Called only if [`wants_dropped`](Sink::wants_dropped) says so.
    ///
    /// # Errors
    ///
    /// As for [`block`](Sink::block).
    fn dropped(&mut self, block: &Block, reason: &Reason) -> io::Result<()> {
        let _ = (block, reason);
        Ok(())
    }

    /// Whether what is known before the first block is to be gathered and handed over; that costs time.
    fn wants_beginning(&self) -> bool {
        false
    }

    /// Whether dropped blocks are to be built and handed over; that costs time.
    fn wants_dropped(&self) -> bool {
        false
    }

    /// Whether link targets and images are wanted; resolving them costs time.
    fn wants_targets(&self) -> bool {
        true
    }

    /// Blocks that the sink has written with less than they have; counted as
    /// [`Degraded::simplified_blocks`](crate::Degraded::simplified_blocks).
    fn simplified(&self) -> u64 {
        0
    }

    /// Takes what the model sees of a block, kept or not, in the order of `feature_names`. For training.
    #[doc(hidden)]
    fn features(&mut self, block: &Block, row: &[f32]) {
        let _ = (block, row);
    }

    /// Takes note of the end of the document.
    ///
    /// # Errors
    ///
    /// As for [`block`](Sink::block).
    fn finish(&mut self, report: &Report) -> io::Result<()> {
        let _ = report;
        Ok(())
    }
}
