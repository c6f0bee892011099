//! Reads what attributes declare: alignment, programming language.

use crate::block::Alignment;
use crate::html::{Element, tags};

/// Maximum bytes of a language's name; every block within the element holds a copy.
pub(super) const LANGUAGE_MAX: usize = 32;

/// Returns the programming language that an element of code or around code declares: `language-rust`, `brush: rust`,
/// `data-lang`.
pub(super) fn language(element: Element<'_>) -> Option<String> {
    let classes = element.attribute("class").unwrap_or_default();
    let names = || classes.split([' ', '\t', '\n', '\r', ';']).filter(|name| !name.is_empty());
    let prefixed = |name: &str| {
        PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).filter(|rest| is_language(rest)).map(str::to_owned)
    };
    let data = || {
        let attribute = |name| Some(element.attribute(name)?.trim().to_owned()).filter(|value| is_language(value));
        DATA.into_iter().find_map(attribute)
    };
    // The name follows as a class of its own.
    let following = || {
        let is_sign = |name: &&str| {
            matches!(*name, "brush:" | "sourceCode" | "hljs" | "syntaxhighlighter" | "prettyprint" | "EnlighterJSRAW")
                || *name == "highlight" && matches!(element.tag(), tags::FIGURE | tags::PRE)
        };
        if let [name, "hljs"] = names().collect::<Vec<_>>()[..] {
            return Some(name.to_owned()).filter(|name| is_language(name));
        }
        let mut names = names();
        names.find(is_sign).and(names.next()).filter(|name| is_language(name)).map(str::to_owned)
    };
    names().find_map(prefixed).or_else(data).or_else(following)
}

const DATA: [&str; 5] =
    ["data-lang", "data-language", "data-enlighter-language", "data-code-language", "data-code-block-lang"];

/// What precedes the name of a language in a class. The longer of two with one beginning comes first.
const PREFIXES: [&str; 13] = [
    "language-",
    "lang-",
    "lang:",
    "highlight-source-",
    "highlight-text-",
    "highlight-",
    "brush:",
    "src-",
    "syntax-",
    "prism-",
    "type-",
    "code-lang-",
    "hljs-lang-",
];

/// Whether the text may name a programming language, rather than a part of the page or no language at all.
pub(super) fn is_language(name: &str) -> bool {
    const OTHERS: [&str; 20] = [
        "auto",
        "box",
        "block",
        "code",
        "default",
        "hljs",
        "highlight",
        "highlighted",
        "linenums",
        "none",
        "nohighlight",
        "notranslate",
        "numberLines",
        "line-numbers",
        "undefined",
        "unknown",
        "wrap",
        "wrapper",
        "container",
        "theme",
    ];
    (1..=LANGUAGE_MAX).contains(&name.len()) && !OTHERS.contains(&name)
}

pub(super) fn alignment(element: Element<'_>) -> Option<Alignment> {
    let style = element.attribute("style");
    let declared = style.as_deref().and_then(|style| {
        style.split(';').filter_map(|entry| entry.split_once(':')).find(|(name, _)| name.trim() == "text-align")
    });
    let value =
        declared.map(|(_, value)| value.to_owned()).or_else(|| Some(element.attribute("align")?.into_owned()))?;
    match &*value.trim().to_ascii_lowercase() {
        "left" => Some(Alignment::Left),
        "center" => Some(Alignment::Center),
        "right" => Some(Alignment::Right),
        _ => None,
    }
}
