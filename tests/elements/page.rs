//! Random pages: trees written with all their tags, so that the parser builds the same tree.

use std::fmt::Write;

use crate::random::Random;

#[derive(Debug, Clone)]
pub enum Node {
    Text(String),
    Element(Element),
}

#[derive(Debug, Clone)]
pub struct Element {
    pub name: &'static str,
    pub classes: Vec<&'static str>,
    pub attributes: Vec<&'static str>,
    pub children: Vec<Node>,
}

/// The content model of an element, after the HTML Standard.
#[derive(Clone, Copy, PartialEq)]
enum Content {
    Flow,
    Phrasing,
    /// Phrasing content in a link, which must not contain another link.
    Link,
    Items,
    Rows,
    Cells,
}

pub const CLASSES: &[&str] = &["a", "b", "c", "d", "e"];
pub const ATTRIBUTES: &[&str] = &["data-x", "data-y"];
const FLOW: &[&str] =
    &["div", "div", "div", "p", "p", "section", "ul", "h2", "aside", "article", "main", "table", "span"];
const PHRASING: &[&str] = &["span", "b", "a"];
pub const WORDS: &[&str] = &["promo", "buy", "more"];

impl Element {
    pub fn new(name: &'static str) -> Element {
        Element { name, classes: Vec::new(), attributes: Vec::new(), children: Vec::new() }
    }

    /// Whether the text before, inside and after it belongs to different blocks.
    pub fn is_block(&self) -> bool {
        !PHRASING.contains(&self.name)
    }

    pub fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|known| known.split('=').next() == Some(attribute))
    }

    fn content(&self) -> Content {
        match self.name {
            "p" | "h2" | "span" | "b" => Content::Phrasing,
            "a" => Content::Link,
            "ul" => Content::Items,
            "table" => Content::Rows,
            "tr" => Content::Cells,
            _ => Content::Flow,
        }
    }

    fn write(&self, html: &mut String) {
        write!(html, "<{}", self.name).unwrap();
        if !self.classes.is_empty() {
            write!(html, " class=\"{}\"", self.classes.join(" ")).unwrap();
        }
        if self.name == "a" {
            html.push_str(" href=\"/\"");
        }
        for attribute in &self.attributes {
            write!(html, " {attribute}").unwrap();
        }
        html.push('>');
        for child in &self.children {
            match child {
                Node::Text(text) => write!(html, " {text}").unwrap(),
                Node::Element(element) => element.write(html),
            }
        }
        write!(html, "</{}>", self.name).unwrap();
    }
}

/// Returns a page as HTML. Every text begins with a space.
pub fn html(body: &Element) -> String {
    let mut html = String::new();
    body.write(&mut html);
    html
}

pub fn random(random: &mut Random) -> Element {
    let mut body = Element::new("body");
    let mut words = 0;
    let mut room = 4 + random.below(30);
    while room > 0 {
        body.children.push(node(random, Content::Flow, 0, &mut words, &mut room));
    }
    body
}

fn node(random: &mut Random, content: Content, depth: usize, words: &mut usize, room: &mut usize) -> Node {
    *room = room.saturating_sub(1);
    let name = match content {
        Content::Items => "li",
        Content::Rows => "tr",
        Content::Cells => "td",
        _ if depth > 8 || random.once_in(3) => return Node::Text(text(random, words)),
        Content::Flow => random.one_of(FLOW),
        Content::Phrasing => random.one_of(PHRASING),
        Content::Link => random.one_of(&PHRASING[..2]),
    };
    let mut element = Element::new(name);
    element.classes = random.several(0, 2, |random| random.one_of(CLASSES));
    element.classes.dedup();
    if random.once_in(12) {
        element.attributes.push(random.one_of(ATTRIBUTES));
    }
    if random.once_in(40) {
        element.attributes.push(random.one_of(&["hidden", "itemprop=articleBody"]));
    }
    let inner = match element.content() {
        // Content of a paragraph stays phrasing content.
        Content::Phrasing if content == Content::Link => Content::Link,
        Content::Phrasing if content == Content::Flow && name == "span" && random.once_in(3) => Content::Flow,
        own => own,
    };
    for _ in 0..random.below(4) {
        if *room > 0 {
            element.children.push(node(random, inner, depth + 1, words, room));
        }
    }
    Node::Element(element)
}

fn text(random: &mut Random, words: &mut usize) -> String {
    *words += 1;
    let number = *words;
    match random.below(12) {
        0 => random.one_of(WORDS).to_owned(),
        1 | 2 => format!("{} w{number}", random.one_of(WORDS)),
        3 => format!("w{number} {}", random.one_of(WORDS)),
        // Lengths above the limits for prose, for removal by a generic rule, and for held text.
        4 => format!("w{number}{}", " prose of some length".repeat(5)),
        5 if random.once_in(4) => format!("w{number}{}", " very long".repeat(240)),
        6 if random.once_in(8) => format!("w{number}{}", " very long".repeat(450)),
        _ => format!("w{number}"),
    }
}
