//! Reads from attributes what role an element without a meaning of its own plays: drawn as a block, around code, beside
//! code.
//!
//! Programs that colour code agree on few class names. A name counts without its case, hyphens and underscores.

use crate::html::{Element, NameSet, Tag, Value, tags};

const CLASS: NameSet = NameSet::all(&["class"]);
const LANGUAGES: [&str; 2] = ["data-lang", "data-language"];
const LANGUAGE: NameSet = NameSet::all(&LANGUAGES);

/// The role of an element with regard to code.
///
/// Of several, the last in this order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CodeRole {
    /// May hold a source text: other things have such names, too.
    Highlight,
    /// Holds one source text, and what belongs to it: language, line numbers, a button to copy.
    Wrapper,
    /// Is code itself, like a `pre`.
    Source,
    /// A bar of buttons.
    Bar,
    /// Line numbers.
    Gutter,
}

/// Returns the role that a class name gives, and whether it does so only next to code.
fn of_name(name: &str) -> Option<(CodeRole, bool)> {
    Some(match name {
        "codeblock"
        | "codebox"
        | "codeexample"
        | "codehilite"
        | "codesnippet"
        | "codetoolbar"
        | "codewrapper"
        | "crayonsyntax"
        | "gist"
        | "highlighterrouge"
        | "prismcode"
        | "sourcecode"
        | "themecodeblock"
        | "wpblockcode"
        | "wpblocksyntaxhighlightercode" => (CodeRole::Wrapper, false),
        "highlight" | "highlighter" => (CodeRole::Highlight, false),
        "crayonpre" | "hljsln" | "jsfilelinecontainer" | "syntaxhighlighter" => (CodeRole::Source, false),
        "blobnum"
        | "crayonnum"
        | "crayonnums"
        | "difflinenum"
        | "hljslnnumbers"
        | "lineno"
        | "linenodiv"
        | "linenos"
        | "linenr"
        | "linenumberswrapper"
        | "linesnum"
        | "lnlinks"
        | "lnt"
        | "reactsyntaxhighlighterlinenumber"
        | "rougegutter"
        | "sourcelineno" => (CodeRole::Gutter, false),
        "codelinenumber" | "gl" | "gutter" | "gutterline" | "linenumber" | "linenumbers" | "ln" => {
            (CodeRole::Gutter, true)
        }
        "btnclipboard" | "clipboard" | "clipboardcopy" | "codecopy" | "copy" | "copybtn" | "copybutton"
        | "copycode" | "copycodebtn" | "copycodebutton" | "copytoclipboard" | "lang" | "languagename" | "toolbar" => {
            (CodeRole::Bar, true)
        }
        "cnblogscodetoolbar" | "codeheader" | "crayontoolbar" => (CodeRole::Bar, false),
        _ => return None,
    })
}

/// Where an element is with regard to code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    In,
    /// At the beginning of an element that may hold code, or surely does.
    Beside {
        surely: bool,
    },
    Elsewhere,
}

/// Returns the role of an element.
pub(super) fn of_code(element: Element<'_>, place: Place) -> Option<CodeRole> {
    use tags::*;
    let tag = element.tag();
    let holds = matches!(tag, DIV | FIGURE | TABLE | TD | SECTION) || tag.is_custom();
    let names = element.attributes().names();
    if holds && names.meets(LANGUAGE) && LANGUAGES.iter().any(|name| element.attribute(name).is_some()) {
        return Some(CodeRole::Highlight);
    }
    if !holds && !matches!(tag, SPAN | A | TH | I | B | TR | P | CODE) || !names.meets(CLASS) {
        return None;
    }
    let classes = element.attributes().value("class")?.source();
    let roles = classes.split(u8::is_ascii_whitespace).filter(|class| may_count(class)).filter_map(|class| {
        let class = std::str::from_utf8(class).ok()?;
        let mut letters = [0; LONGEST];
        let (role, ambiguous) = match of_name(plain(class, &mut letters)) {
            Some(found) => found,
            None if class.starts_with("codeLineNumber_") => (CodeRole::Gutter, true),
            None if class.starts_with("highlight-") || is_language(class) => (CodeRole::Highlight, false),
            None => return None,
        };
        let counts = match role {
            CodeRole::Highlight | CodeRole::Wrapper | CodeRole::Source => holds,
            _ if !ambiguous || place == Place::In => true,
            CodeRole::Gutter => place != Place::Elsewhere && matches!(tag, TD | TH | SPAN | A),
            CodeRole::Bar => place != Place::Elsewhere && matches!(tag, SPAN | A),
        };
        counts.then_some(role)
    });
    roles.max()
}

/// Whether a class name begins like one that counts; this sorts out nearly all names of a page.
fn may_count(class: &[u8]) -> bool {
    let [first, second, ..] = class else { return false };
    matches!(
        (first | 0x20, second | 0x20),
        (b'b' | b'c' | b'g', b'l')
            | (b'b', b't')
            | (b'c', b'n' | b'o' | b'r')
            | (b'd' | b'g' | b'h' | b'l', b'i')
            | (b'g', b'u')
            | (b'h', b'l')
            | (b'j', b's')
            | (b'l', b'a' | b'n')
            | (b'p', b'r')
            | (b'r', b'e' | b'o')
            | (b's' | b't', b'o')
            | (b's', b'y')
            | (b't', b'h')
            | (b'w', b'p')
    )
}

fn is_language(class: &str) -> bool {
    class.starts_with("language-") || class.starts_with("lang-")
}

/// Whether a button copies code, by what its names say.
pub(super) fn copies(element: Element<'_>) -> bool {
    let says = |name| {
        element.attribute(name).is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            value.contains("copy") || value.contains("clipboard")
        })
    };
    ["class", "aria-label", "title", "data-bi-name"].into_iter().any(says)
}

/// Bytes of the longest class name above, with hyphens.
const LONGEST: usize = 40;

/// Writes a class name in lower case without hyphens and underscores; nothing of one that is too long.
fn plain<'a>(class: &str, letters: &'a mut [u8; LONGEST]) -> &'a str {
    let mut length = 0;
    if class.len() <= LONGEST {
        for byte in class.bytes().filter(|byte| !matches!(byte, b'-' | b'_')) {
            letters[length] = byte.to_ascii_lowercase();
            length += 1;
        }
    }
    std::str::from_utf8(&letters[..length]).unwrap_or_default()
}

/// Whether the page draws an inline element as a block.
pub(super) fn is_drawn_as_block(element: Element<'_>) -> bool {
    // Nearly all styles say something else.
    let style = element.attributes().value("style").filter(|style| says(*style, b"isplay"));
    let Some(style) = style.map(Value::decode) else { return false };
    let is_block = |value: &str| {
        let value = value.trim_start();
        ["block", "flex", "grid", "table", "list-item"].iter().any(|kind| {
            value.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind))
                && !value.starts_with("table-")
        })
    };
    let mut entries = style.split(';').filter_map(|entry| entry.split_once(':'));
    entries.any(|(name, value)| name.trim().eq_ignore_ascii_case("display") && is_block(value))
}

fn says(value: Value<'_>, word: &[u8]) -> bool {
    memchr::memmem::find(value.source(), word).is_some()
}

/// Whether the element is the root of a shadow tree, which a browser shows at once in place of its parent's content.
pub(super) fn is_shadow_root(element: Element<'_>) -> bool {
    let declares = |name| element.attribute(name).is_some();
    element.tag() == tags::TEMPLATE && (declares("shadowrootmode") || declares("shadowroot"))
}

/// Custom elements that are part of a line wherever they stand.
pub(super) const INLINE: [Tag; 5] = [
    Tag::new("g-emoji"),
    Tag::new("local-time"),
    Tag::new("mjx-container"),
    Tag::new("relative-time"),
    Tag::new("time-ago"),
];

/// Whether text directly in the element is part of a line, so that custom elements in it are too.
pub(super) fn holds_a_line(tag: Tag) -> bool {
    use tags::*;
    tag.is_heading() || matches!(tag, P | LI | DD | DT | TD | TH | FIGCAPTION | CAPTION | SUMMARY | LEGEND | ADDRESS)
}
