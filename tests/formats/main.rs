//! Every format as other programs read it: HTML and rendered Markdown by a browser's parser, TEI by an XML parser and our
//! RELAX NG schema, JSON by several parsers.
//!
//! * `valid`: pages of the corpus, and real ones, come out without a parse error.
//! * `words`: they have the same words in every format.
//! * `safety`: whatever stands in any field of a block or of the metadata, nothing in the output is alive, for any reader.
//! * `xss`: whatever a page holds, nothing in the output is alive.
//!
//! What needs `TAMIS_DATA` (default `../shared`) or another program says so when it skips. `TAMIS_ALL_PAGES=1` takes all
//! pages and payloads instead of a sample; meant for release builds.

mod data;
mod parsed;
mod relaxng;
mod safety;
mod valid;
mod words;
mod xss;
