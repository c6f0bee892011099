//! Reads from attributes what role an element without a meaning of its own plays: drawn as a block, around code, beside
//! code.
//!
//! Programs that colour code agree on few class names. A name counts without its case, hyphens and underscores.

use std::sync::LazyLock;

use crate::block::letters::ByLetters;
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

/// Class names without their hyphens and underscores: the role, and whether the name gives it only next to code. An
/// entry ending in `*` is the beginning of a name as the page writes it.
const NAMES: &[(CodeRole, bool, &str)] = &[
    (
        CodeRole::Wrapper,
        false,
        "codeblock codebox codeexample codehilite codesnippet codetoolbar codewrapper crayonsyntax gist \
         highlighterrouge prismcode sourcecode themecodeblock wpblockcode wpblocksyntaxhighlightercode",
    ),
    (CodeRole::Highlight, false, "highlight highlighter highlight-* language-* lang-*"),
    (CodeRole::Source, false, "crayonpre hljsln jsfilelinecontainer syntaxhighlighter"),
    (
        CodeRole::Gutter,
        false,
        "blobnum crayonnum crayonnums difflinenum hljslnnumbers lineno linenodiv linenos linenr \
         linenumberswrapper linesnum lnlinks lnt reactsyntaxhighlighterlinenumber rougegutter sourcelineno",
    ),
    (CodeRole::Gutter, true, "codeLineNumber_* codelinenumber gl gutter gutterline linenumber linenumbers ln"),
    (
        CodeRole::Bar,
        true,
        "btnclipboard clipboard clipboardcopy codecopy copy copybtn copybutton copycode copycodebtn \
         copycodebutton copytoclipboard lang languagename toolbar",
    ),
    (CodeRole::Bar, false, "cnblogscodetoolbar codeheader crayontoolbar"),
];

/// The role that a name gives, and whether it does so only next to code.
type Meaning = (CodeRole, bool);

static ROLES: LazyLock<ByLetters<Meaning>> = LazyLock::new(|| {
    let meant = |(role, ambiguous, names): &'static (CodeRole, bool, &str)| {
        names.split_ascii_whitespace().map(|name| (name, (*role, *ambiguous)))
    };
    ByLetters::new(NAMES.iter().flat_map(meant))
});

fn of_name(class: &[u8]) -> Option<Meaning> {
    let beginning = [class.first()?.to_ascii_lowercase(), class.get(1)?.to_ascii_lowercase()];
    let like = ROLES.like(&beginning);
    if like.is_empty() {
        return None;
    }
    let mut letters = [0; LONGEST];
    let plain = plain(class, &mut letters);
    // A whole name means more than a beginning: `language-name` is a bar.
    let is_whole = |(name, _): &&(&[u8], Meaning)| plain == *name;
    let begins = |(name, _): &&(&[u8], Meaning)| name.strip_suffix(b"*").is_some_and(|start| class.starts_with(start));
    like.iter().find(is_whole).or_else(|| like.iter().find(begins)).map(|(_, meaning)| *meaning)
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
    let roles = classes.split(u8::is_ascii_whitespace).filter_map(|class| {
        let (role, ambiguous) = of_name(class)?;
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
fn plain<'a>(class: &[u8], letters: &'a mut [u8; LONGEST]) -> &'a [u8] {
    let mut length = 0;
    if class.len() <= LONGEST {
        for byte in class.iter().filter(|byte| !matches!(byte, b'-' | b'_')) {
            letters[length] = byte.to_ascii_lowercase();
            length += 1;
        }
    }
    &letters[..length]
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
