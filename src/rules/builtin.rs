//! The rule files that come with tamis, embedded as they are. A test holds that all are listed and good.

/// Names and sources, generic files first.
pub(super) const FILES: &[(&str, &str)] = &[
    ("builtin:generic/page.toml", include_str!("../../rules/generic/page.toml")),
    ("builtin:generic/tools.toml", include_str!("../../rules/generic/tools.toml")),
];
