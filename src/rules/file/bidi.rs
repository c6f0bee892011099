//! Refuses bidi controls in a rule file: with them, a line reads differently from what it says ("Trojan Source").

use super::table::WITHOUT_BIDI;
use crate::rules::diagnostic::{RuleError, bidi_control};

/// Refuses bidi controls in strings, and in comments, which could look like code.
pub(super) fn check(file: &str, source: &str) -> Result<(), RuleError> {
    match bidi_control(source) {
        None => Ok(()),
        Some((at, c)) => Err(RuleError::new(
            file,
            source,
            at..at + c.len_utf8(),
            format!("bidi control U+{:04X} in a rule file", u32::from(c)),
        )
        .with_help(WITHOUT_BIDI)),
    }
}
