//! The built-in rule files, embedded unchanged: all that are in `rules/`, as the build script lists them.

/// Names and sources, generic files first.
pub(super) const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));
