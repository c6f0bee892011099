//! The fuzz targets of tamis: one function per target, from bytes to assertions.
//!
//! An engine calls the functions through `fuzz_targets/`; `tests/replay.rs` calls them with all seeds. A function that
//! returns has found no fault.

#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod blocks;
mod charset;
mod extract;
mod markdown;
mod pieces;
mod rendered;
mod rules;
pub mod seeds;
mod selectors;
mod settings;
mod warc;

pub use blocks::blocks;
pub use charset::charset;
pub use extract::extract;
pub use markdown::markdown;
pub use rules::rules;
pub use selectors::selectors;
pub use warc::warc;

/// The function of a target.
pub type Target = fn(&[u8]);

/// All targets, by name.
pub const TARGETS: [(&str, Target); 7] = [
    ("extract", extract),
    ("markdown", markdown),
    ("blocks", blocks),
    ("charset", charset),
    ("rules", rules),
    ("selectors", selectors),
    ("warc", warc),
];
