//! Reads the JSON-LD of a page: finds the article among the nodes and reads its properties.
//!
//! Sources: JSON-LD 1.1 (scripts, `@graph`, `@id`) and schema.org. Common syntax errors are repaired; other invalid JSON
//! is ignored. The walk uses a capped queue, so depth costs no stack beyond the 128 levels that the parser allows.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::byline;
use super::found::{Found, Match, Source};
use super::json::Budget;

/// Maximum memory for reading one script; small objects take a hundred times their text.
const BYTES: usize = 1 << 20;

/// The members to read from nodes.
const NAMES: &[&str] = &[
    "@graph",
    "@id",
    "@list",
    "@type",
    "@value",
    "articleSection",
    "author",
    "contentUrl",
    "creator",
    "dateCreated",
    "dateModified",
    "datePublished",
    "description",
    "familyName",
    "givenName",
    "headline",
    "image",
    "inLanguage",
    "isAccessibleForFree",
    "keywords",
    "license",
    "mainEntity",
    "mainEntityOfPage",
    "name",
    "publisher",
    "thumbnailUrl",
    "type",
    "uploadDate",
    "url",
];

/// Maximum number of nodes read per script; an article with its authors and parts has a few dozen.
const NODES: usize = 2048;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NodeKind {
    Article,
    /// The page, or what it is about: a film, a recipe, an event.
    Page,
    Site,
    Other,
}

/// Returns how certainly an article is the page's.
fn match_of(node: &Value, found: &Found) -> Match {
    let text = |key: &str| node.get(key).and_then(string);
    let url = text("url").or_else(|| node.get("mainEntityOfPage").and_then(address)).or_else(|| text("@id"));
    let page = found.url.get().or(found.address.as_ref());
    let same_page = url.zip(page).and_then(|(url, page)| Some(path(&url)? == path(page)?));
    let headline = text("headline").or_else(|| text("name"));
    let is_titled = headline.as_deref().map(|headline| found.titles.are_about(headline));
    match (same_page, is_titled) {
        (Some(true), _) => Match::Address,
        (_, Some(Some(true))) => Match::Headline,
        (Some(false), Some(Some(false))) => Match::None,
        _ => Match::Unknown,
    }
}

/// Returns the part of an address that identifies a page: without scheme, `www.`, query, fragment and last slash.
fn path(address: &str) -> Option<&str> {
    let rest = address.trim().split_once("//").map(|(_, rest)| rest)?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    Some(rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/'))
}

/// Returns whether a script of this type holds JSON-LD.
pub(crate) fn is_json_ld(kind: &str) -> bool {
    kind.as_bytes().windows(7).any(|part| part.eq_ignore_ascii_case(b"ld+json"))
}

/// Reads one script; returns whether all of it fit the limits.
pub(super) fn read(script: &str, found: &mut Found) -> bool {
    let (documents, whole) = documents(script);
    let nodes = nodes(&documents);
    let named: BTreeMap<&str, &Value> =
        nodes.iter().filter_map(|node| Some((node.get("@id")?.as_str()?, *node))).collect();
    let reader = NodeReader { named };
    let of_kind = |kind: NodeKind| nodes.iter().filter(move |node| kind_of(node) == kind);
    // Of equal matches the first counts, one with a headline before one without.
    let rated = of_kind(NodeKind::Article).map(|node| {
        let is_titled = node.get("headline").or_else(|| node.get("name")).is_some();
        (match_of(node, found), is_titled, *node)
    });
    let best = rated
        .filter(|(is_page, ..)| *is_page > Match::None)
        .reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best });
    if let Some((is_page, _, article)) = best
        && found.article.is_none_or(|known| known < is_page)
    {
        if found.article.replace(is_page).is_some() {
            found.forget_article();
        }
        reader.read_work(article, Source::JsonLd, found);
    }
    for page in of_kind(NodeKind::Page).take(4) {
        reader.read_work(page, Source::Page, found);
    }
    for site in of_kind(NodeKind::Site).take(1) {
        if let Some(name) = site.get("name").and_then(string).and_then(|name| found.line(&name)) {
            found.site.offer(Source::Meta, name);
        }
    }
    whole
}

/// Returns the content of the script and whether it is complete.
fn documents(script: &str) -> (Vec<Value>, bool) {
    let mut budget = Budget::new(NAMES, BYTES);
    let mut json = serde_json::Deserializer::from_str(script.trim());
    if let Ok(document) = budget.read(&mut json)
        && json.end().is_ok()
    {
        return (vec![document], !budget.exceeded);
    }
    let text = mended(script);
    let mut budget = Budget::new(NAMES, BYTES);
    let mut json = serde_json::Deserializer::from_str(&text);
    let documents = std::iter::from_fn(|| budget.read(&mut json).ok()).take(NODES).collect();
    (documents, !budget.exceeded)
}

/// Returns the nodes that can describe the page: top-level ones, those in graphs, and main entities.
fn nodes(documents: &[Value]) -> Vec<&Value> {
    let mut queue: VecDeque<&Value> = documents.iter().collect();
    let mut nodes = Vec::new();
    while let Some(value) = queue.pop_front() {
        if nodes.len() >= NODES {
            break;
        }
        match value {
            Value::Array(values) => queue.extend(values.iter().take(NODES)),
            Value::Object(node) => {
                nodes.push(value);
                queue.extend(["@graph", "mainEntity", "mainEntityOfPage"].iter().filter_map(|key| node.get(*key)));
            }
            _ => {}
        }
    }
    nodes
}

fn kind_of(node: &Value) -> NodeKind {
    let kind = |name: &str| {
        let name = name.rsplit(['/', ':']).next().unwrap_or(name);
        match name {
            "Article" | "Report" | "LiveBlogPosting" | "SocialMediaPosting" | "Review" | "ClaimReview" => {
                NodeKind::Article
            }
            _ if name.ends_with("Article") || name.ends_with("BlogPosting") => NodeKind::Article,
            "WebSite" => NodeKind::Site,
            "WebPage"
            | "Recipe"
            | "Movie"
            | "Book"
            | "Event"
            | "Product"
            | "CreativeWork"
            | "NewsMediaOrganization"
            | "VideoObject"
            | "PodcastEpisode"
            | "QAPage"
            | "DiscussionForumPosting"
            | "Course"
            | "Dataset" => NodeKind::Page,
            _ if name.ends_with("Page") => NodeKind::Page,
            _ => NodeKind::Other,
        }
    };
    match node.get("@type").or_else(|| node.get("type")) {
        Some(Value::String(name)) => kind(name),
        Some(Value::Array(names)) => {
            let kinds = || names.iter().filter_map(Value::as_str).map(kind);
            [NodeKind::Article, NodeKind::Page, NodeKind::Site]
                .into_iter()
                .find(|wanted| kinds().any(|kind| kind == *wanted))
                .unwrap_or(NodeKind::Other)
        }
        _ => NodeKind::Other,
    }
}

/// Returns a value's text: the value itself, its `@value`, or that of the first in a list.
fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.first().filter(|value| !value.is_array()).and_then(string),
        Value::Object(node) => node.get("@value").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

/// Returns a truth value, as a boolean or as text: "False", "http://schema.org/False".
fn truth(value: &Value) -> Option<bool> {
    if let Value::Bool(value) = value {
        return Some(*value);
    }
    let text = string(value)?.to_ascii_lowercase();
    match text.rsplit('/').next() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    }
}

/// Returns a value's address: the value itself, that of a node, or that of the first in a list.
fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => values.first().filter(|value| !value.is_array()).and_then(address),
        Value::Object(node) => ["url", "contentUrl", "@id"]
            .iter()
            .find_map(|key| node.get(*key).and_then(Value::as_str))
            .map(str::to_owned),
        _ => None,
    }
}

struct NodeReader<'a> {
    /// Nodes by `@id`.
    named: BTreeMap<&'a str, &'a Value>,
}

impl NodeReader<'_> {
    fn read_work(&self, node: &Value, source: Source, found: &mut Found) {
        let text = |key: &str| node.get(key).and_then(string);
        let is_article = source == Source::JsonLd;
        if is_article && found.titles.data.is_none() {
            found.titles.data = text("headline").or_else(|| text("name")).and_then(|title| found.line(&title));
        }
        let mut dates = ["datePublished", "dateCreated", "uploadDate"].into_iter().filter_map(text);
        if let Some(date) = dates.find_map(|date| found.date(&date)) {
            found.published.offer(source, date);
        }
        if let Some(date) = text("dateModified").and_then(|date| found.date(&date)) {
            found.modified.offer(source, date);
        }
        if !found.has_authors(source) {
            for with_organisations in [false, true] {
                let mut names = Vec::new();
                for key in ["author", "creator"] {
                    if names.is_empty()
                        && let Some(value) = node.get(key)
                    {
                        self.names(value, 0, with_organisations, found, &mut names);
                    }
                }
                let source = if with_organisations { Source::Organisation } else { source };
                if !found.has_authors(source) {
                    found.add_names(source, names);
                }
            }
        }
        if let Some(name) =
            node.get("publisher").and_then(|publisher| self.name(publisher)).and_then(|name| found.line(&name))
        {
            found.site.offer(Source::Page, name);
        }
        let line = |key: &str| text(key).and_then(|value| found.line(&value));
        let (description, section) = (line("description"), line("articleSection"));
        if let Some(description) = description {
            found.description.offer(source, description);
        }
        if let Some(section) = section {
            found.section.offer(source, section);
        }
        if let Some(language) = text("inLanguage") {
            found.language.offer(Source::Page, language);
        }
        if let Some(image) =
            node.get("image").or_else(|| node.get("thumbnailUrl")).and_then(|image| self.address(image))
        {
            found.image.offer(source, image);
        }
        if let Some(is_free) = node.get("isAccessibleForFree").and_then(truth) {
            found.paywalled.offer(source, !is_free);
        }
        if let Some(licence) = node.get("license").and_then(address) {
            found.licence.offer(source, licence);
        }
        if is_article && let Some(url) = text("url").or_else(|| node.get("mainEntityOfPage").and_then(address)) {
            found.url.offer(Source::Page, url);
        }
        match node.get("keywords") {
            Some(Value::Array(tags)) => tags.iter().filter_map(Value::as_str).for_each(|tag| found.tags(source, tag)),
            Some(Value::String(tags)) => found.tags(source, tags),
            _ => {}
        }
    }

    /// Returns the node that a bare `@id` refers to, else the value itself.
    fn resolved<'b>(&'b self, value: &'b Value) -> &'b Value {
        let reference = value.as_object().filter(|node| !node.contains_key("name") && !node.contains_key("url"));
        let id = reference.and_then(|node| node.get("@id")).and_then(Value::as_str);
        id.and_then(|id| self.named.get(id)).copied().unwrap_or(value)
    }

    fn address(&self, value: &Value) -> Option<String> {
        address(self.resolved(value))
    }

    fn name(&self, value: &Value) -> Option<String> {
        match self.resolved(value) {
            Value::Object(node) => node.get("name").and_then(string),
            value => string(value),
        }
    }

    /// Adds the names of authors: strings, nodes, references to nodes, and lists of these.
    fn names(&self, value: &Value, depth: usize, with_organisations: bool, found: &Found, names: &mut Vec<String>) {
        match self.resolved(value) {
            Value::Array(values) if depth < 3 => {
                let values = values.iter().take(byline::NAMES);
                values.for_each(|value| self.names(value, depth + 1, with_organisations, found, names));
            }
            Value::Object(node) if !with_organisations && is_organisation(node) => {}
            Value::Object(node) => {
                let whole = ["name", "@list", "@value"].iter().find_map(|key| node.get(*key)).filter(|_| depth < 3);
                match whole {
                    Some(name) => self.names(name, depth + 1, with_organisations, found, names),
                    None => {
                        let part = |key: &str| node.get(key).and_then(Value::as_str);
                        if let (Some(given), Some(family)) = (part("givenName"), part("familyName")) {
                            names.push(format!("{given} {family}"));
                        }
                    }
                }
            }
            Value::String(name) if !name.contains("://") => {
                names.extend(found.line(name).map(|name| byline::names(&name, false)).unwrap_or_default());
            }
            _ => {}
        }
    }
}

fn is_organisation(node: &serde_json::Map<String, Value>) -> bool {
    node.get("@type").and_then(string).is_some_and(|kind| kind.ends_with("Organization"))
}

/// Repairs common syntax errors: comments around the JSON, line feeds in strings, trailing commas, unknown escapes.
fn mended(script: &str) -> String {
    let mut text = script.trim();
    for start in ["<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA["] {
        text = text.strip_prefix(start).unwrap_or(text).trim_start();
    }
    for end in [";", "//-->", "-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", ";"] {
        text = text.strip_suffix(end).unwrap_or(text).trim_end();
    }
    let mut json = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        if escaped {
            escaped = false;
            if !matches!(c, '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') {
                json.pop();
            }
            json.push(if c.is_control() { ' ' } else { c });
            continue;
        }
        match c {
            '"' => in_string = !in_string,
            '\\' if in_string => escaped = true,
            '\u{FEFF}' => continue,
            ']' | '}' if !in_string => {
                let kept = json.trim_end().len();
                if json[..kept].ends_with(',') {
                    json.truncate(kept - 1);
                }
            }
            _ => {}
        }
        json.push(if in_string && c.is_control() { ' ' } else { c });
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_syntax_errors_are_repaired() {
        let text = mended("<!-- {\"a\": \"b\nc\\'d\", \"e\": [1, 2, ],} -->");
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(serde_json::json!({"a": "b c'd", "e": [1, 2]})));
    }

    fn authors(script: &str) -> Vec<String> {
        let mut found = Found { value_bytes: 4096, ..Found::default() };
        read(script, &mut found);
        found.metadata(None).authors
    }

    #[test]
    fn authors_are_strings_nodes_references_and_lists_of_these() {
        let of = |author: &str| authors(&format!(r#"{{"@type":"NewsArticle","headline":"T","author":{author}}}"#));
        assert_eq!(of(r#""Ann Lee""#), ["Ann Lee"]);
        assert_eq!(of(r#"{"name":"Ann Lee and Bo Li"}"#), ["Ann Lee", "Bo Li"]);
        assert_eq!(of(r#"[{"name":["Ann Lee"]},{"name":"Bo Li"}]"#), ["Ann Lee", "Bo Li"]);
        let graph = r##"{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@id":"#a","@type":"Person","name":"Ann Lee"}]}"##;
        assert_eq!(authors(graph), ["Ann Lee"]);
    }
}
