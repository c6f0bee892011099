//! Links with a meaning of their own: references to notes, ways back from them, permalinks of headings; and the notes.

use url::Url;

use super::frame::LinkSign;
use super::{Builder, Frame};
use crate::block::MarkKind;
use crate::block::notes::{self, is_blank, is_note, is_sign};
use crate::html::{Element, Tag, tags};

impl Builder {
    pub(super) fn link(&mut self, element: Element<'_>, frame: &mut Frame, base: Option<&Url>) {
        let href = element.attribute("href");
        let name = href.as_deref().and_then(|href| fragment(href, base));
        self.name_note(element);
        if self.around.in_note() && name.is_some_and(|name| leads_back(element, name)) {
            frame.silent = true;
            return;
        }
        let Some(href) = href.as_deref() else { return };
        let target = self.resolve(href, base);
        if let Some(name) = name {
            if let Some(number) = self.notes.of_reference(name, is_reference(element)) {
                self.push_mark(frame, MarkKind::NoteReference { number, target });
                return;
            }
            frame.link = if self.around.in_note() {
                Some(LinkSign::WayBack)
            } else if self.around.inside.raised && !self.is_silent() {
                self.reference = Some(name.to_owned()).filter(|name| name.len() <= MOST_NAME);
                Some(LinkSign::Reference)
            } else {
                None
            };
        }
        if self.around.in_heading() && href.contains('#') {
            frame.link = Some(LinkSign::Permalink);
        }
        self.link_start = self.inline.position().0;
        let title = self.title(element);
        self.push_mark(frame, MarkKind::Link { target, title });
    }

    /// Decides what a link is by its text, before its mark closes.
    pub(super) fn end_link(&mut self, sign: LinkSign, has_mark: bool) {
        let text = self.inline.text_from(self.link_start);
        match sign {
            LinkSign::Permalink if is_permalink(text) => self.inline.forget(self.link_start),
            LinkSign::WayBack if notes::is_way_back(text) => self.inline.forget(self.link_start),
            LinkSign::Reference if has_mark && is_sign(text) && text.contains(|c: char| c.is_ascii_digit()) => {
                let name = self.reference.take();
                if let Some(number) = name.and_then(|name| self.notes.of_reference(&name, true)) {
                    self.inline.make_reference(number);
                }
            }
            _ => {}
        }
    }

    /// Turns a block that begins with a named element into a note.
    pub(super) fn name_note(&mut self, element: Element<'_>) {
        // The note ends with the innermost boundary.
        if !self.inline.is_empty() || !self.around.inside.bounded || self.around.in_note() {
            return;
        }
        let name = element.attribute("id").or_else(|| element.attribute("name").filter(|_| element.tag() == tags::A));
        if let Some(number) = name.and_then(|name| self.notes.of_note(&name)) {
            self.around.note(number);
        }
    }

    /// Turns an element that has just opened into a note, if it has the name of one.
    pub(super) fn begin_note(&mut self, element: Element<'_>, tag: Tag, name: &str) {
        let may_be = match tag {
            tags::LI | tags::P | tags::DD | tags::ASIDE | tags::TABLE | tags::TR => true,
            tags::DIV => is_note(name) || is_declared_note(element),
            _ => false,
        };
        if may_be
            && !self.around.in_note()
            && let Some(number) = self.notes.of_note(name)
        {
            self.around.note(number);
        }
    }
}

/// Maximum bytes of the name of a note.
const MOST_NAME: usize = 256;

/// Returns the name of the place in this page that a link leads to.
fn fragment<'a>(href: &'a str, base: Option<&Url>) -> Option<&'a str> {
    let (page, name) = href.trim().split_once('#')?;
    let is_here = |base: &Url| base.as_str().split('#').next() == Some(page);
    (!name.is_empty() && (page.is_empty() || base.is_some_and(is_here))).then_some(name)
}

/// Whether the page says that the link is a reference to a note: by its role or by a common class name.
fn is_reference(element: Element<'_>) -> bool {
    const CLASSES: [&str; 8] = [
        "footnote-ref",
        "footnoteRef",
        "footnote-reference",
        "footnote-link",
        "fnref",
        "noteref",
        "endnote-ref",
        "note-ref",
    ];
    let has = |name, words: &[&str]| {
        element.attribute(name).is_some_and(|value| value.split_ascii_whitespace().any(|word| words.contains(&word)))
    };
    has("role", &["doc-noteref"])
        || has("epub:type", &["noteref"])
        || has("rel", &["footnote"])
        || has("class", &CLASSES)
}

fn is_declared_note(element: Element<'_>) -> bool {
    let has = |name, part: &str| element.attribute(name).is_some_and(|value| value.contains(part));
    has("role", "doc-footnote")
        || has("role", "doc-endnote")
        || has("epub:type", "footnote")
        || has("class", "footnote")
}

/// Whether a link in a note leads back to its reference.
fn leads_back(element: Element<'_>, name: &str) -> bool {
    let has = |attribute, part: &str| element.attribute(attribute).is_some_and(|value| value.contains(part));
    name.contains("ref") && name.contains(|c: char| c.is_ascii_digit())
        || has("role", "doc-backlink")
        || has("rev", "footnote")
        || has("class", "backref")
        || has("class", "backlink")
}

/// Whether a link with this text leads to the heading that it is in.
fn is_permalink(text: &str) -> bool {
    let sign = text.trim_matches(is_blank).to_ascii_lowercase();
    let signs = ["", "#", "##", "¶", "§", "🔗", "⚓", "∞", "☍", "⌗", "link", "anchor", "permalink", "[#]", "[¶]"];
    !text.is_empty() && signs.contains(&&*sign)
}
