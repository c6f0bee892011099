//! Every format as other programs read it: HTML and rendered Markdown by a browser's parser, TEI by an XML parser and
//! our RELAX NG schema, JSON by several parsers.
//!
//! * `valid`: corpus pages and real ones are written without parse errors.
//! * `words`: a page has the same words in every format.
//! * `safety`: no field of a block or of the metadata can put active content into the output, for any reader.
//! * `xss`: no page can put active content into the output.
//!
//! Tests that need `TAMIS_DATA` (default `../shared`) or another program print a message when skipped.
//! `TAMIS_ALL_PAGES=1` takes all pages and payloads instead of a sample; meant for release builds.

mod data;
mod parsed;
mod relaxng;
mod safety;
mod valid;
mod words;
mod xss;
