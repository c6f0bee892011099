//! Turns blocks into an HTML document of the few elements that carry the page's meaning.
//!
//! Elements and attributes are those written here; none of the page's own markup passes. All text is escaped, all
//! addresses are checked. Address, language and title are written as far as they are known before the first block.

mod inline;
mod tags;
#[cfg(test)]
mod tests;

use super::address::allowed;
use super::nesting::Nesting;
use super::pieces::is_seen;
use super::{Form, Out, Summary, Writer, code_language, foreign_language, language_tag};
use crate::block::{Block, BlockKind, Container, Direction};
use inline::{push_code, push_inline};
use tags::HtmlTags;

#[derive(Debug, Default)]
pub(super) struct Html {
    form: Form,
    begun: bool,
    /// The language declared around the blocks.
    language: Option<String>,
    /// The direction of the article, which its first block sets.
    direction: Option<Direction>,
    nesting: Nesting,
}

impl Writer for Html {
    fn wants_beginning(&self) -> bool {
        true
    }

    fn begin(&mut self, known: &Summary<'_>, out: &mut Out) {
        self.begun = true;
        self.language = known.text("lang").and_then(language_tag).map(str::to_owned);
        out.raw("<!DOCTYPE html>\n<html");
        if let Some(language) = &self.language {
            out.attribute("lang", language);
        }
        out.raw(">\n<head>\n<meta charset=\"utf-8\">\n<title>");
        out.text(known.text("title").or(known.url).unwrap_or_default());
        out.raw("</title>\n");
        if let Some(url) = known.url.and_then(allowed) {
            out.raw("<link rel=\"canonical\"");
            out.attribute("href", &url);
            out.raw(">\n");
        }
        out.raw("</head>\n<body>\n");
    }

    fn block(&mut self, block: &Block, out: &mut Out) {
        if !is_seen(block, self.form) {
            return;
        }
        if !self.begun {
            self.begin(&Summary::default(), out);
        }
        if self.direction.is_none() {
            self.begin_article(Some(block), out);
        }
        let bare = self.nesting.enter(block, &mut HtmlTags, out);
        self.push_block(block, bare, out);
    }

    fn finish(&mut self, summary: &Summary<'_>, out: &mut Out) {
        if !self.begun {
            self.begin(summary, out);
        }
        if self.direction.is_none() {
            self.begin_article(None, out);
        }
        self.nesting.leave(0, &mut HtmlTags, out);
        out.raw("</article>\n</body>\n</html>\n");
        *self = Html::new(self.form);
    }
}

impl Html {
    pub fn new(form: Form) -> Self {
        Html { form, ..Html::default() }
    }

    /// Begins the article in the direction of its first block, and in its language if the page declares one.
    fn begin_article(&mut self, first: Option<&Block>, out: &mut Out) {
        out.raw("<article");
        if self.language.is_some()
            && let Some(language) = first.and_then(|block| foreign_language(block, self.language.as_deref()))
        {
            out.attribute("lang", language);
            self.language = Some(language.to_owned());
        }
        let direction = first.map_or(Direction::Auto, direction);
        self.direction = Some(direction);
        out.attribute("dir", direction_name(direction));
        out.raw(">\n");
    }

    fn push_block(&self, block: &Block, bare: bool, out: &mut Out) {
        let in_figure = matches!(block.containers.last(), Some(Container::Figure { .. }));
        match &block.kind {
            BlockKind::Break => out.raw("<hr>\n"),
            BlockKind::Title => self.push_element("h1", block, out),
            BlockKind::Heading(level) => {
                let name = ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(*level).clamp(1, 6) - 1];
                self.push_element(name, block, out);
            }
            BlockKind::Preformatted(language) => {
                out.raw("<pre");
                self.push_declarations(block, out);
                out.raw("><code");
                if let Some(language) = code_language(language.as_deref()) {
                    out.attribute("class", &format!("language-{language}"));
                }
                out.raw(">");
                push_code(block, self.form, out);
                out.raw("</code></pre>\n");
            }
            BlockKind::Caption if in_figure => self.push_element("figcaption", block, out),
            _ if !bare => self.push_element("p", block, out),
            // An image alone has no language.
            _ if !block.text.is_empty() && self.is_declared(block) => self.push_element("span", block, out),
            _ => push_inline(block, self.form, out),
        }
    }

    fn push_element(&self, name: &'static str, block: &Block, out: &mut Out) {
        out.extend(["<", name]);
        self.push_declarations(block, out);
        out.raw(">");
        push_inline(block, self.form, out);
        out.extend(["</", name, ">"]);
        out.raw(if name == "span" { "" } else { "\n" });
    }

    /// Whether the block's language or direction differs from the article's.
    fn is_declared(&self, block: &Block) -> bool {
        foreign_language(block, self.language.as_deref()).is_some() || Some(direction(block)) != self.direction
    }

    fn push_declarations(&self, block: &Block, out: &mut Out) {
        if let Some(language) = foreign_language(block, self.language.as_deref()) {
            out.attribute("lang", language);
        }
        if Some(direction(block)) != self.direction {
            out.attribute("dir", direction_name(direction(block)));
        }
    }
}

/// Returns the direction of the block; the first letter decides where none is declared.
fn direction(block: &Block) -> Direction {
    block.direction.unwrap_or(Direction::Auto)
}

fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::LeftToRight => "ltr",
        Direction::RightToLeft => "rtl",
        Direction::Auto => "auto",
    }
}
