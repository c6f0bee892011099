//! Tests the element stage: which rule removes which part of a page, and why.
//!
//! The tables have one case per line: a page and the outcome of its blocks. The property test compares random pages
//! under random rule files with a reference that has the whole tree in memory; `TAMIS_RANDOM_PAGES=200000` runs more of
//! them (use a release build).

mod bounds;
mod compare;
mod content;
mod drops;
mod events;
mod page;
mod precedence;
mod property;
mod random;
mod reference;
mod rules;
mod scopes;
mod selector;
mod shrink;
mod table;
mod trees;
