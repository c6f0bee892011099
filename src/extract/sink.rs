//! The trait that formatters and collectors implement to receive the blocks of a document.

use std::io;

use super::reason::Reason;
use super::report::Report;
use crate::block::Block;

/// Receives the blocks of one document, in order.
///
/// [`Formatter`](crate::Formatter) implements it to write text. An error ends the document.
pub trait Sink {
    /// Receives what is known of the page when the first kept block comes, or at the end of a page without one. Called
    /// only if [`wants_beginning`](Sink::wants_beginning) returns true. [`finish`](Sink::finish) gets the complete
    /// report.
    ///
    /// # Errors
    ///
    /// As for [`block`](Sink::block).
    fn begin(&mut self, known: &Report) -> io::Result<()> {
        let _ = known;
        Ok(())
    }

    /// Receives a kept block.
    ///
    /// # Errors
    ///
    /// Any error ends the document; [`Cleaner::write`](crate::Cleaner::write) returns it.
    fn block(&mut self, block: &Block) -> io::Result<()>;

    /// Receives a dropped block and the reason. Called only if [`wants_dropped`](Sink::wants_dropped) returns true.
    ///
    /// # Errors
    ///
    /// As for [`block`](Sink::block).
    fn dropped(&mut self, block: &Block, reason: &Reason) -> io::Result<()> {
        let _ = (block, reason);
        Ok(())
    }

    /// Whether to collect what is known before the first block and call [`begin`](Sink::begin); this costs time.
    fn wants_beginning(&self) -> bool {
        false
    }

    /// Whether to build dropped blocks and pass them on; this costs time.
    fn wants_dropped(&self) -> bool {
        false
    }

    /// Whether to resolve link targets and images; this costs time.
    fn wants_targets(&self) -> bool {
        true
    }

    /// Returns the number of blocks that the sink has simplified; reported as
    /// [`Degraded::simplified_blocks`](crate::Degraded::simplified_blocks).
    fn simplified(&self) -> u64 {
        0
    }

    /// Receives the features of a block, kept or not, in the order of `feature_names`.
    #[doc(hidden)]
    fn features(&mut self, block: &Block, row: &[f32]) {
        let _ = (block, row);
    }

    /// Receives the report at the end of the document.
    ///
    /// # Errors
    ///
    /// As for [`block`](Sink::block).
    fn finish(&mut self, report: &Report) -> io::Result<()> {
        let _ = report;
        Ok(())
    }
}
