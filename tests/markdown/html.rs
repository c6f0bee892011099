//! Turns HTML into a form in which two pages are equal if they read alike: one tag or text a line.

use std::collections::BTreeMap;

/// Elements at whose borders white space means nothing.
const BLOCKS: [&str; 23] = [
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
    "hr",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "div",
    "section",
    "input",
];

/// The page with tags and texts on lines of their own, white space collapsed but in `pre`.
pub fn normal(html: &str) -> String {
    let mut out = Lines::default();
    let mut rest = html;
    while !rest.is_empty() {
        let (text, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        out.text(&decoded(text));
        let end = end_of_tag(tag);
        if end > 0 {
            out.tag(&tag[1..end - 1]);
        }
        rest = &tag[end..];
    }
    out.end_text(true);
    out.lines.join("\n")
}

/// Whether an element stands in the normal form with nothing in it. Cells may be empty.
pub fn has_empty_element(normal: &str) -> bool {
    let lines: Vec<&str> = normal.lines().collect();
    lines.windows(2).any(|pair| {
        let name = |line: &str| line.trim_matches(['<', '>']).split(' ').next().unwrap_or_default().to_owned();
        let closes = pair[1].strip_prefix("</").map(|rest| rest.trim_end_matches('>').to_owned());
        pair[0].starts_with('<')
            && closes.is_some_and(|closed| closed == name(pair[0]) && !["td", "th"].contains(&&*closed))
    })
}

#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    text: String,
    preformatted: bool,
}

impl Lines {
    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends a run of text; `edge` says that white space behind it means nothing.
    fn end_text(&mut self, edge: bool) {
        let text = std::mem::take(&mut self.text);
        if self.preformatted {
            return self.lines.extend((!text.is_empty()).then(|| format!("{text:?}")));
        }
        if self.lines.last().is_some_and(|line| line.starts_with("<code")) {
            let words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            return self.lines.extend((!words.is_empty()).then(|| format!("{words:?}")));
        }
        let mut words =
            text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let blank = |c: char| matches!(c, ' ' | '\n' | '\t' | '\r');
        if words.is_empty() && !text.is_empty() && !edge && !self.at_edge() {
            words.push(' ');
        } else if !words.is_empty() {
            if text.starts_with(blank) && !self.at_edge() {
                words.insert(0, ' ');
            }
            if text.ends_with(blank) && !edge {
                words.push(' ');
            }
        }
        if !words.is_empty() {
            self.lines.push(format!("{words:?}"));
        }
    }

    /// Whether white space at this place means nothing.
    fn at_edge(&self) -> bool {
        self.lines.last().is_none_or(|line| {
            let name = line.trim_start_matches(['<', '/']).trim_end_matches('>');
            line.ends_with(" \"")
                || BLOCKS.contains(&name.split(' ').next().unwrap_or_default()) && line.starts_with('<')
        })
    }

    fn tag(&mut self, source: &str) {
        let source = source.trim_end_matches('/').trim();
        let (name, attributes) = source.split_once([' ', '\n']).unwrap_or((source, ""));
        let bare = name.trim_start_matches('/');
        self.end_text(BLOCKS.contains(&bare));
        match name {
            "pre" => self.preformatted = true,
            "/pre" => self.preformatted = false,
            // What a renderer may leave out.
            "tbody" | "/tbody" => return,
            _ => {}
        }
        let mut line = format!("<{name}");
        for (name, value) in attributes_of(attributes) {
            line += &format!(" {name}={value:?}");
        }
        self.lines.push(line + ">");
    }
}

/// Where the tag at the beginning ends, quoted values passed over.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The attributes by name; of what is not quoted, only that it is there.
fn attributes_of(mut source: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    loop {
        source = source.trim_start_matches(['=', ' ', '\n', '"']);
        if source.is_empty() {
            return found;
        }
        let (mut name, mut rest) = source.split_at(source.find(['=', ' ', '\n']).unwrap_or(source.len()));
        let mut value = "";
        if let Some(quoted) = rest.strip_prefix("=\"") {
            (value, rest) = quoted.split_once('"').unwrap_or((quoted, ""));
        }
        // Two ways to say where the text of a cell stands.
        if let Some(aligned) = value.strip_prefix("text-align: ").filter(|_| name == "style") {
            (name, value) = ("align", aligned);
        }
        found.insert(name.to_owned(), decoded(value).split_ascii_whitespace().collect::<Vec<_>>().join(" "));
        source = rest;
    }
}

fn decoded(text: &str) -> String {
    ["&lt;<", "&gt;>", "&quot;\"", "&#39;'", "&#x27;'", "&amp;&"].iter().fold(text.to_owned(), |text, entry| {
        let (reference, c) = entry.split_at(entry.len() - 1);
        text.replace(reference, c)
    })
}
