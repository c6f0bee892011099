//! Parses output into elements and text with third-party parsers.

use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use html5ever::tokenizer::TokenizerOpts;
use html5ever::{local_name, ns, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

#[derive(Debug, Default)]
pub struct Parsed {
    pub elements: Vec<Element>,
    /// Text of the body, with spaces around block elements.
    pub text: String,
    /// Comments and processing instructions.
    pub others: Vec<String>,
    pub errors: Vec<String>,
}

/// Elements that do not end a word.
const INLINE: [&str; 26] = [
    "a", "abbr", "add", "code", "del", "desc", "em", "foreign", "formula", "graphic", "hi", "img", "input", "ins",
    "kbd", "mark", "q", "ref", "s", "span", "strong", "sub", "sup", "u", "rt", "ruby",
];

/// Elements whose content is ignored.
const SILENT: [&str; 6] = ["head", "title", "teiHeader", "standOff", "desc", "formula"];

impl Element {
    /// Whether its text counts as words of the page. Formulas and media titles do not, in any format.
    fn is_silent(&self) -> bool {
        let is_beside = |(name, value): &(String, String)| {
            matches!((&**name, &**value), ("class", "math" | "media") | ("type", "media"))
        };
        SILENT.contains(&&*self.name) || self.attributes.iter().any(is_beside)
    }
}

struct End {
    name: String,
    silent: bool,
}

pub fn html(page: &str) -> Parsed {
    let tokenizer = TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() };
    let dom = parse_document(RcDom::default(), ParseOpts { tokenizer, ..ParseOpts::default() }).one(page);
    let errors = dom.errors.borrow().iter().map(ToString::to_string).collect();
    let mut parsed = Parsed { errors, ..Parsed::default() };
    // Remaining nodes, and the ends of elements.
    let mut rest: Vec<Result<Handle, End>> = vec![Ok(dom.document.clone())];
    let mut silent = 0;
    while let Some(next) = rest.pop() {
        let node = match next {
            Ok(node) => node,
            Err(end) => {
                parsed.border(&end.name);
                silent -= u32::from(end.silent);
                continue;
            }
        };
        match &node.data {
            NodeData::Text { contents } if silent == 0 => parsed.text.push_str(&contents.borrow()),
            NodeData::Comment { contents } => parsed.others.push(contents.to_string()),
            NodeData::ProcessingInstruction { contents, .. } => parsed.others.push(contents.to_string()),
            NodeData::Element { name, attrs, template_contents, .. } => {
                let attributes = attrs.borrow();
                let attributes = attributes.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                let is_html = name.ns == ns!(html) && name.local != local_name!("template");
                let name = if is_html { name.local.to_string() } else { format!("{}:{}", name.ns, name.local) };
                let element = Element { name, attributes };
                let end = End { name: element.name.clone(), silent: element.is_silent() };
                parsed.border(&end.name);
                silent += u32::from(end.silent);
                rest.push(Err(end));
                rest.extend(template_contents.borrow().iter().cloned().map(Ok));
                parsed.elements.push(element);
            }
            _ => {}
        }
        rest.extend(node.children.borrow().iter().rev().cloned().map(Ok));
    }
    parsed
}

/// Renders Markdown as GitHub does, with raw HTML passed through, and parses it as browsers do.
pub fn markdown(text: &str) -> Parsed {
    use pulldown_cmark::{Options, Parser, html::push_html};
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut page = "<!DOCTYPE html><title></title>".to_owned();
    push_html(&mut page, Parser::new_ext(text, options));
    html(&page)
}

pub fn xml(document: &str) -> Result<Parsed, roxmltree::Error> {
    let document = roxmltree::Document::parse(document)?;
    let mut parsed = Parsed::default();
    let mut rest: Vec<Result<roxmltree::Node<'_, '_>, End>> = vec![Ok(document.root())];
    let mut silent = 0;
    while let Some(next) = rest.pop() {
        let node = match next {
            Ok(node) => node,
            Err(end) => {
                parsed.border(&end.name);
                silent -= u32::from(end.silent);
                continue;
            }
        };
        let name = node.tag_name().name();
        if node.is_text() && silent == 0 {
            parsed.text.push_str(node.text().unwrap_or_default());
        } else if node.is_comment() || node.is_pi() {
            parsed.others.push(format!("{node:?}"));
        } else if node.is_element() {
            let attributes = node.attributes().map(|a| (a.name().to_owned(), a.value().to_owned())).collect();
            let element = Element { name: name.to_owned(), attributes };
            // In TEI, `head` is a heading.
            let end = End { name: name.to_owned(), silent: name != "head" && element.is_silent() };
            parsed.border(name);
            silent += u32::from(end.silent);
            rest.push(Err(end));
            parsed.elements.push(element);
        }
        rest.extend(node.children().rev().map(Ok));
    }
    Ok(parsed)
}

impl Parsed {
    fn border(&mut self, element: &str) {
        if !INLINE.contains(&element) {
            self.text.push(' ');
        }
    }

    /// Returns forbidden content: elements and attributes outside the allowed ones, comments, active addresses.
    pub fn harm(&self, elements: &[&str], attributes: &[&str]) -> Vec<String> {
        let mut harm = self.others.clone();
        for element in &self.elements {
            if !elements.contains(&&*element.name) {
                harm.push(format!("<{}>", element.name));
            }
            for (name, value) in &element.attributes {
                let is_harmless = match &**name {
                    "href" | "src" | "target" | "url" => leads_nowhere_bad(value),
                    "style" => matches!(&**value, "text-align: left" | "text-align: center" | "text-align: right"),
                    _ => true,
                };
                if !attributes.contains(&&**name) || !is_harmless {
                    harm.push(format!("<{} {name}={value:?}>", element.name));
                }
            }
        }
        harm
    }
}

/// Whether a browser follows the address to a page, a mailbox, or nowhere.
fn leads_nowhere_bad(address: &str) -> bool {
    let page = url::Url::parse("https://page.example/").unwrap();
    page.join(address).map_or(true, |url| matches!(url.scheme(), "http" | "https" | "mailto"))
}

#[test]
fn harm_is_detected() {
    let allowed = |page: &str| html(&format!("<!DOCTYPE html>{page}")).harm(&["html", "head", "body", "a"], &["href"]);
    assert!(allowed("<a href=/b>c</a>").is_empty());
    for page in [
        "<script>",
        "<a onclick=b>",
        "<a href=' java\nscript:b'>",
        "<a href='vbscript:b'>",
        "<!-- -->",
        "<svg>",
        "<math><a>",
        "<template><a>",
    ] {
        assert!(!allowed(page).is_empty(), "{page}");
    }
    assert!(!html("<p></i>").errors.is_empty());
    assert!(!xml("<a target='data:b'/>").unwrap().harm(&["a"], &["target"]).is_empty());
}
