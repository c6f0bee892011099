//! A RELAX NG validator by derivatives of a pattern with respect to attributes, text and child elements.
//!
//! It supports the XML syntax that our schema uses; anything else panics. A child is validated against each element
//! pattern with its name, so no ambiguity needs tracking. Source: J. Clark, "An algorithm for RELAX NG validation";
//! here without name classes, interleave and lists.

use std::collections::HashMap;
use std::rc::Rc;

use roxmltree::{Document, Node};

/// Allowed content.
#[derive(Debug, Clone, PartialEq)]
enum Pattern {
    Empty,
    NotAllowed,
    Text,
    Choice(Rc<Pattern>, Rc<Pattern>),
    Group(Rc<Pattern>, Rc<Pattern>),
    OneOrMore(Rc<Pattern>),
    Attribute(String, Rc<Values>),
    Element(String, Rc<Pattern>),
    /// By name, so that patterns can be recursive.
    Ref(String),
}

/// Allowed values of an attribute or an element.
#[derive(Debug, PartialEq)]
enum Values {
    Any,
    OneOf(Vec<String>),
    Type(String),
}

pub struct Schema {
    start: Rc<Pattern>,
    defined: HashMap<String, Rc<Pattern>>,
    namespace: String,
}

impl Schema {
    /// Parses a schema in XML syntax.
    pub fn read(source: &str) -> Schema {
        let document = Document::parse(source).expect("the schema is XML");
        let grammar = document.root_element();
        let mut schema = Schema {
            start: Rc::new(Pattern::NotAllowed),
            defined: HashMap::new(),
            namespace: grammar.attribute("ns").expect("the grammar has a namespace").to_owned(),
        };
        for child in grammar.children().filter(Node::is_element) {
            let pattern = group(child);
            match child.tag_name().name() {
                "start" => schema.start = pattern,
                "define" => {
                    let name = child.attribute("name").expect("has a name");
                    assert!(schema.defined.insert(name.to_owned(), pattern).is_none(), "{name} is defined twice");
                }
                other => panic!("{other} is not supported"),
            }
        }
        schema
    }

    /// Returns the first fault of the document, if any.
    pub fn fault(&self, document: &Document<'_>) -> Option<String> {
        let (left, mut faults) = (&self.start, Vec::new());
        let after = self.by_child(left, document.root_element(), &mut faults);
        (!self.is_nullable(&after)).then(|| faults.pop().unwrap_or_else(|| "the root is another element".to_owned()))
    }

    /// Whether attributes and content of the element match the pattern.
    fn is_valid(&self, element: Node<'_, '_>, content: &Rc<Pattern>, faults: &mut Vec<String>) -> bool {
        let place = || {
            let at = element.document().text_pos_at(element.range().start);
            format!("<{}> at {at}", element.tag_name().name())
        };
        let mut left = content.clone();
        for attribute in element.attributes() {
            left = self.by_attribute(&left, attribute.name(), attribute.value());
            if *left == Pattern::NotAllowed {
                faults.push(format!("{}: attribute {}={:?}", place(), attribute.name(), attribute.value()));
                return false;
            }
        }
        for child in element.children() {
            let before = faults.len();
            left = match child {
                text if text.is_text() => self.by_text(&left, text.text().unwrap_or_default()),
                child if child.is_element() => self.by_child(&left, child, faults),
                _ => left,
            };
            if *left == Pattern::NotAllowed {
                if faults.len() == before {
                    faults.push(format!("{}: {:?} is not allowed here", place(), child.tag_name().name()));
                }
                return false;
            }
        }
        let ends = self.is_nullable(&left);
        if !ends {
            faults.push(format!("{} is not complete", place()));
        }
        ends
    }

    fn is_nullable(&self, pattern: &Pattern) -> bool {
        match pattern {
            Pattern::Empty | Pattern::Text => true,
            Pattern::NotAllowed | Pattern::Attribute(..) | Pattern::Element(..) => false,
            Pattern::Choice(a, b) => self.is_nullable(a) || self.is_nullable(b),
            Pattern::Group(a, b) => self.is_nullable(a) && self.is_nullable(b),
            Pattern::OneOrMore(a) => self.is_nullable(a),
            Pattern::Ref(name) => self.is_nullable(self.named(name)),
        }
    }

    fn named(&self, name: &str) -> &Rc<Pattern> {
        self.defined.get(name).unwrap_or_else(|| panic!("{name} is not defined"))
    }

    fn by_child(&self, pattern: &Rc<Pattern>, child: Node<'_, '_>, faults: &mut Vec<String>) -> Rc<Pattern> {
        let name = child.tag_name();
        self.by(pattern, &mut |pattern| match pattern {
            Pattern::Element(expected, content) => {
                *expected == name.name()
                    && name.namespace() == Some(&self.namespace)
                    && self.is_valid(child, content, faults)
            }
            _ => false,
        })
    }

    /// Ignores white space between elements.
    fn by_text(&self, pattern: &Rc<Pattern>, text: &str) -> Rc<Pattern> {
        if text.trim().is_empty() {
            return pattern.clone();
        }
        self.by(pattern, &mut |pattern| *pattern == Pattern::Text)
    }

    /// Returns the pattern after a child accepted by `takes`.
    fn by(&self, pattern: &Rc<Pattern>, takes: &mut dyn FnMut(&Pattern) -> bool) -> Rc<Pattern> {
        let nothing = Rc::new(Pattern::NotAllowed);
        match &**pattern {
            Pattern::Text if takes(pattern) => pattern.clone(),
            Pattern::Element(..) if takes(pattern) => Rc::new(Pattern::Empty),
            Pattern::Ref(name) => self.by(self.named(name), takes),
            Pattern::Choice(a, b) => choice(self.by(a, takes), self.by(b, takes)),
            Pattern::OneOrMore(a) => sequence(self.by(a, takes), choice(pattern.clone(), Rc::new(Pattern::Empty))),
            Pattern::Group(a, b) => {
                let first = sequence(self.by(a, takes), b.clone());
                if self.is_nullable(a) { choice(first, self.by(b, takes)) } else { first }
            }
            _ => nothing,
        }
    }

    /// Matches attributes in any order.
    fn by_attribute(&self, pattern: &Rc<Pattern>, name: &str, value: &str) -> Rc<Pattern> {
        match &**pattern {
            Pattern::Attribute(expected, values) if expected == name && values.allow(value) => Rc::new(Pattern::Empty),
            Pattern::Ref(defined) => self.by_attribute(self.named(defined), name, value),
            Pattern::Choice(a, b) => choice(self.by_attribute(a, name, value), self.by_attribute(b, name, value)),
            Pattern::Group(a, b) => choice(
                sequence(self.by_attribute(a, name, value), b.clone()),
                sequence(a.clone(), self.by_attribute(b, name, value)),
            ),
            _ => Rc::new(Pattern::NotAllowed),
        }
    }
}

impl Values {
    fn allow(&self, value: &str) -> bool {
        match self {
            Values::Any => true,
            Values::OneOf(values) => values.iter().any(|allowed| allowed == value),
            Values::Type(name) => match &**name {
                "integer" => is_digits(value.strip_prefix('-').unwrap_or(value)),
                "positiveInteger" => is_digits(value) && !value.starts_with('0'),
                // With the one-word pattern, the only one in use.
                "token" => !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || c.is_control()),
                "NMTOKEN" => {
                    !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-:".contains(&b))
                }
                "anyURI" => is_uri(value),
                "language" => value
                    .split('-')
                    .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())),
                "date" => value.len() == 10 && value.split('-').all(is_digits),
                "dateTime" => {
                    value.len() >= 19 && value.as_bytes()[10] == b'T' && value[..10].split('-').all(is_digits)
                }
                other => panic!("the type {other} is not supported"),
            },
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Checks what validators demand of a URI besides its characters: the port is a number.
fn is_uri(value: &str) -> bool {
    let host = value.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
    let host = host.rsplit('@').next().unwrap_or("");
    !value.contains([' ', '\t', '\n']) && host.split_once(':').is_none_or(|(_, port)| is_digits(port))
}

/// Returns the children of a schema element as a sequence.
fn group(parent: Node<'_, '_>) -> Rc<Pattern> {
    let children = parent.children().filter(Node::is_element).map(pattern);
    children.reduce(sequence).unwrap_or_else(|| Rc::new(Pattern::Empty))
}

fn pattern(node: Node<'_, '_>) -> Rc<Pattern> {
    let name = || node.attribute("name").expect("has a name").trim_start_matches("xml:").to_owned();
    let empty = || Rc::new(Pattern::Empty);
    match node.tag_name().name() {
        "empty" => empty(),
        "text" => Rc::new(Pattern::Text),
        "ref" => Rc::new(Pattern::Ref(name())),
        "group" => group(node),
        "optional" => choice(group(node), empty()),
        "oneOrMore" => Rc::new(Pattern::OneOrMore(group(node))),
        "zeroOrMore" => choice(Rc::new(Pattern::OneOrMore(group(node))), empty()),
        "choice" => {
            node.children().filter(Node::is_element).map(pattern).reduce(choice).expect("a choice of something")
        }
        "element" => Rc::new(Pattern::Element(name(), group(node))),
        "attribute" => Rc::new(Pattern::Attribute(name(), Rc::new(values(node)))),
        other => panic!("{other} is not supported"),
    }
}

fn values(attribute: Node<'_, '_>) -> Values {
    let values: Vec<Node<'_, '_>> =
        attribute.descendants().filter(|node| matches!(node.tag_name().name(), "value" | "data")).collect();
    match values[..] {
        [] => Values::Any,
        [only] if only.tag_name().name() == "data" => Values::Type(only.attribute("type").unwrap().to_owned()),
        _ => Values::OneOf(values.iter().map(|node| node.text().unwrap().to_owned()).collect()),
    }
}

fn choice(a: Rc<Pattern>, b: Rc<Pattern>) -> Rc<Pattern> {
    match (&*a, &*b) {
        (Pattern::NotAllowed, _) => b,
        (_, Pattern::NotAllowed) => a,
        _ if a == b => a,
        _ => Rc::new(Pattern::Choice(a, b)),
    }
}

fn sequence(a: Rc<Pattern>, b: Rc<Pattern>) -> Rc<Pattern> {
    match (&*a, &*b) {
        (Pattern::NotAllowed, _) | (_, Pattern::Empty) => a,
        (_, Pattern::NotAllowed) | (Pattern::Empty, _) => b,
        _ => Rc::new(Pattern::Group(a, b)),
    }
}
