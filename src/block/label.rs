//! The model's verdict on a block: how likely it is content, and why.

use std::fmt;

/// The model's verdict on a block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Label {
    /// The probability that the block, or the table or list that it is judged with, is main content, in thousandths. A
    /// doubtful block between two kept ones is kept although it is below the threshold.
    pub probability: u16,
    /// The features with the largest weights, in thousandths of log-odds: positive speaks for content.
    pub because: Vec<(&'static str, i32)>,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "probability {:.3}", f32::from(self.probability) / 1000.0)?;
        for (at, (name, weight)) in self.because.iter().enumerate() {
            write!(f, "{} {name} {:+.2}", if at == 0 { ":" } else { "," }, *weight as f32 / 1000.0)?;
        }
        Ok(())
    }
}
