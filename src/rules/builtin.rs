//! The built-in rule files, embedded unchanged. A test checks that all are listed and valid.

macro_rules! embedded {
    ($($path:literal,)*) => {
        /// Names and sources, generic files first.
        pub(crate) const FILES: &[(&str, &str)] =
            &[$((concat!("builtin:", $path), include_str!(concat!("../../rules/", $path)))),*];
    };
}

embedded! {
    "generic/comments.toml",
    "generic/notices.toml",
    "generic/page.toml",
    "generic/furniture.toml",
    "generic/tools.toml",
    "lang/ar.toml",
    "lang/bn.toml",
    "lang/cs.toml",
    "lang/da.toml",
    "lang/de.toml",
    "lang/el.toml",
    "lang/en.toml",
    "lang/es.toml",
    "lang/fa.toml",
    "lang/fi.toml",
    "lang/fr.toml",
    "lang/he.toml",
    "lang/hi.toml",
    "lang/hu.toml",
    "lang/id.toml",
    "lang/it.toml",
    "lang/ja.toml",
    "lang/ko.toml",
    "lang/nl.toml",
    "lang/pl.toml",
    "lang/pt.toml",
    "lang/ro.toml",
    "lang/ru.toml",
    "lang/sv.toml",
    "lang/th.toml",
    "lang/tr.toml",
    "lang/uk.toml",
    "lang/ur.toml",
    "lang/vi.toml",
    "lang/zh.toml",
    "family/amp.toml",
    "family/arabic-aggregator.toml",
    "family/blogger.toml",
    "family/discourse.toml",
    "family/drupal.toml",
    "family/mediawiki.toml",
    "family/medium.toml",
    "family/phpbb.toml",
    "family/phpbb2.toml",
    "family/substack.toml",
    "family/wayback.toml",
    "family/wordpress.toml",
}
