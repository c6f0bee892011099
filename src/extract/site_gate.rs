//! Holds back the head's tokens until the page's site is known, so that the site's rules see every token.
//!
//! The first canonical link, `og:url` or `<base>` names the site. Without one, the gate opens when the body starts or
//! after 64 KiB. Scripts and styles in the head pass at once, because no rule looks into them; JSON-LD waits.

use url::Url;

use super::elements::ElementStage;
use super::options::Options;
use super::sink::Sink;
use crate::html::{StartTag, Tag, TextKind, TokenBuffer, TokenSink, Traits, TreeBuilder, tags};
use crate::metadata;

/// Passes tokens to the tree once the site is known.
pub(super) struct SiteGate<S: Sink> {
    tree: TreeBuilder<ElementStage<S>>,
    /// Buffered tokens; `None` once the gate is open.
    waiting: Option<TokenBuffer>,
    max_bytes: usize,
    in_noscript: bool,
    in_title: bool,
    /// Whether the tokens are inside a script with JSON-LD.
    in_data: bool,
}

impl<S: Sink> SiteGate<S> {
    pub fn new(options: &Options, mut tree: TreeBuilder<ElementStage<S>>) -> Self {
        let waits = options.waits_for_site();
        if !waits {
            tree.sink().choose_rules(None);
        }
        SiteGate {
            tree,
            waiting: waits.then(TokenBuffer::default),
            max_bytes: options.limits().head_bytes,
            in_noscript: false,
            in_title: false,
            in_data: false,
        }
    }

    pub fn elements(&mut self) -> &mut ElementStage<S> {
        self.tree.sink()
    }

    pub fn into_tree(mut self) -> TreeBuilder<ElementStage<S>> {
        self.open(None);
        self.tree
    }

    fn open(&mut self, url: Option<&Url>) {
        if let Some(mut waiting) = self.waiting.take() {
            self.tree.sink().choose_rules(url);
            waiting.replay(&mut self.tree);
        }
    }

    fn open_if_full(&mut self) {
        if self.waiting.as_ref().is_some_and(|waiting| waiting.len() > self.max_bytes) {
            self.open(None);
        }
    }
}

impl<S: Sink> TokenSink for SiteGate<S> {
    fn start_tag(&mut self, start: StartTag<'_>) {
        let Some(waiting) = &mut self.waiting else { return self.tree.start_tag(start) };
        waiting.start_tag(start);
        self.in_noscript |= start.tag == tags::NOSCRIPT;
        self.in_title = start.tag == tags::TITLE;
        self.in_data = is_json_ld(start);
        if let Some(url) = address(start) {
            self.open(Some(&url));
        } else if !start.tag.traits().has(Traits::HEAD) && !self.in_noscript {
            self.open(None);
        } else {
            self.open_if_full();
        }
    }

    fn end_tag(&mut self, tag: Tag) {
        let Some(waiting) = &mut self.waiting else { return self.tree.end_tag(tag) };
        waiting.end_tag(tag);
        self.in_noscript &= tag != tags::NOSCRIPT;
        self.in_title &= tag != tags::TITLE;
        self.open_if_full();
    }

    fn text(&mut self, text: &str, kind: TextKind) {
        let Some(waiting) = &mut self.waiting else { return self.tree.text(text, kind) };
        match kind {
            TextKind::Script if self.in_data => waiting.text(text, kind),
            TextKind::RawText | TextKind::Script => {}
            _ => waiting.text(text, kind),
        }
        let body_text = kind == TextKind::Data && !self.in_title && !self.in_noscript;
        if body_text && !text.trim_ascii().is_empty() {
            self.open(None);
        } else {
            self.open_if_full();
        }
    }
}

fn is_json_ld(start: StartTag<'_>) -> bool {
    start.tag == tags::SCRIPT && start.attributes.get("type").is_some_and(|kind| metadata::is_json_ld(&kind))
}

/// Returns the page's own address, if this element gives it.
pub(super) fn address(start: StartTag<'_>) -> Option<Url> {
    let get = |name| start.attributes.get(name);
    let is = |name, token| start.attributes.has_token(name, token);
    let found = match start.tag {
        tags::LINK if is("rel", "canonical") => get("href"),
        tags::META if is("property", "og:url") || is("name", "og:url") => get("content"),
        tags::BASE => get("href"),
        _ => None,
    }?;
    Url::parse(found.trim()).ok().filter(|url| url.has_host())
}
