//! Parses rendered Markdown, or HTML written by tamis, into elements and text as browsers do.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, CommentToken, DoctypeToken, Tag, TagToken, Token, TokenSink, TokenSinkResult,
    Tokenizer,
};
use pulldown_cmark::{Options, Parser, html};

/// The elements of rendered Markdown without raw HTML.
const ELEMENTS: [&str; 35] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "em",
    "strong",
    "a",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "br",
    "del",
    "input",
    // Written by tamis, where Markdown has no syntax.
    "ins",
    "kbd",
    "mark",
    "sub",
    "sup",
    // Around formulas and footnotes.
    "span",
    "div",
    "section",
];

/// The attributes of these elements.
const ATTRIBUTES: [&str; 19] = [
    "id",
    "href",
    "src",
    "alt",
    "title",
    "class",
    "style",
    "start",
    "align",
    "type",
    "disabled",
    "checked",
    // Around formulas and footnotes.
    "aria-label",
    "data-math-style",
    "data-footnote-ref",
    "data-footnote-backref",
    "data-footnote-backref-idx",
    "data-footnotes",
    "role",
];

/// Further elements of our HTML.
const ELEMENTS_OF_HTML: [&str; 13] =
    ["html", "head", "meta", "title", "link", "body", "article", "aside", "dl", "dt", "dd", "figure", "figcaption"];
const ATTRIBUTES_OF_HTML: [&str; 7] = ["lang", "dir", "charset", "rel", "value", "colspan", "rowspan"];

const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

#[derive(Debug, Default)]
pub struct Rendered {
    /// All text, without elements.
    pub text: String,
    tags: Vec<Tag>,
    /// Comments and the like.
    others: Vec<String>,
}

/// Returns forbidden content of the Markdown for any reader: CommonMark or GitHub's, with and without formulas and
/// footnotes, each by two engines. An extension can hide what a reader without it sees.
pub fn harm(markdown: &str) -> Vec<String> {
    let ways = (0..8).map(|way| (way & 1 != 0, way & 2 != 0, way & 4 != 0));
    let pages = ways.flat_map(|(github, formulas, footnotes)| {
        let mut options = if github {
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
        } else {
            Options::empty()
        };
        options.set(Options::ENABLE_MATH, formulas);
        options.set(Options::ENABLE_FOOTNOTES, footnotes);
        let mut page = String::new();
        html::push_html(&mut page, Parser::new_ext(markdown, options));
        let mut options = comrak::Options::default();
        options.extension.table = github;
        options.extension.strikethrough = github;
        options.extension.tasklist = github;
        options.extension.math_dollars = formulas;
        options.extension.math_code = formulas;
        options.extension.footnotes = footnotes;
        options.render.r#unsafe = true;
        [page, comrak::markdown_to_html(markdown, &options)]
    });
    pages.flat_map(|page| read(page).harm()).collect()
}

/// Renders as GitHub does, with raw HTML passed through.
pub fn render(markdown: &str) -> Rendered {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH;
    let mut page = String::new();
    html::push_html(&mut page, Parser::new_ext(markdown, options));
    read(page)
}

pub fn read(page: String) -> Rendered {
    let tokenizer = Tokenizer::new(Collector::default(), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(page));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.take()
}

impl Rendered {
    /// Returns forbidden content of a document that tamis wrote as HTML.
    pub fn harm_of_html(&self) -> Vec<String> {
        let mut harm = self.harm();
        harm.retain(|harm| {
            let is_name = |name: &&str| *harm == format!("<{name}>");
            let is_attribute = |name: &&str| harm.starts_with(&format!("{name}="));
            harm != "<!DOCTYPE>"
                && !ELEMENTS_OF_HTML.iter().any(is_name)
                && !ATTRIBUTES_OF_HTML.iter().any(is_attribute)
        });
        harm
    }

    pub fn harm(&self) -> Vec<String> {
        let of_tags = self.tags.iter().flat_map(|tag| {
            let strange = (!ELEMENTS.contains(&&*tag.name)).then(|| format!("<{}>", tag.name));
            let attributes = tag.attrs.iter().map(|attribute| (&*attribute.name.local, &*attribute.value));
            strange.into_iter().chain(
                attributes
                    .filter(|&(name, value)| !is_harmless(name, value))
                    .map(|(name, value)| format!("{name}={value:?}")),
            )
        });
        self.others.iter().cloned().chain(of_tags).collect()
    }
}

fn is_harmless(name: &str, value: &str) -> bool {
    match name {
        "href" | "src" => scheme(value).is_none_or(|scheme| SCHEMES.contains(&&*scheme)),
        // The renderer aligns table cells with these styles.
        "style" => matches!(value, "text-align: left" | "text-align: right" | "text-align: center"),
        _ => ATTRIBUTES.contains(&name),
    }
}

/// Returns the scheme as browsers read it: without leading control characters and spaces, and without line breaks.
fn scheme(address: &str) -> Option<String> {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    let address: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

#[derive(Default)]
struct Collector(RefCell<Rendered>);

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut rendered = self.0.borrow_mut();
        match token {
            CharacterTokens(text) => rendered.text.push_str(&text),
            TagToken(tag) => rendered.tags.push(tag),
            CommentToken(text) => rendered.others.push(format!("<!--{text}-->")),
            DoctypeToken(_) => rendered.others.push("<!DOCTYPE>".to_owned()),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
