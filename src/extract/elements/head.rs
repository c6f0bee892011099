//! Reads what extraction needs from the page's head: addresses, titles, the site's name, the generator.
//!
//! [`metadata`](crate::metadata) reads what is only reported.

use std::borrow::Cow;

use url::Url;

use crate::extract::output::Page;
use crate::html::{Element, tags};

#[derive(Debug)]
pub(super) struct Head {
    base: Option<Url>,
}

impl Head {
    pub fn new(url: Option<&Url>) -> Head {
        Head { base: url.cloned() }
    }

    pub fn base(&self) -> Option<&Url> {
        self.base.as_ref()
    }

    /// Reads an element that opens. Returns the generator's name, if the element gives it.
    pub fn open<'a>(&mut self, element: Element<'a>, page: &mut Page) -> Option<Cow<'a, str>> {
        let has = |name: &str, token: &str| element.attributes().has_token(name, token);
        let content = || element.attribute("content");
        match element.tag() {
            tags::LINK if has("rel", "canonical") => self.address(element.attribute("href").as_deref(), page),
            tags::BASE => self.rebase(element.attribute("href").as_deref()),
            tags::META if has("property", "og:url") => self.address(content().as_deref(), page),
            tags::META if has("property", "og:title") => {
                page.headline.open_graph_title(content().as_deref().unwrap_or_default());
            }
            tags::META if has("property", "og:site_name") => {
                page.headline.site_name(content().as_deref().unwrap_or_default());
            }
            tags::META if has("name", "generator") => return content(),
            _ => {}
        }
        None
    }

    /// Sets the page's address, unless the caller or an earlier element gave one.
    fn address(&mut self, address: Option<&str>, page: &mut Page) {
        let Some(url) = address.and_then(|address| Url::parse(address.trim()).ok()).filter(Url::has_host) else {
            return;
        };
        self.base.get_or_insert_with(|| url.clone());
        page.url.get_or_insert(url);
    }

    fn rebase(&mut self, address: Option<&str>) {
        let Some(address) = address.map(str::trim) else { return };
        let url = match &self.base {
            Some(base) => base.join(address).ok(),
            None => Url::parse(address).ok(),
        };
        if let Some(url) = url.filter(Url::has_host) {
            self.base = Some(url);
        }
    }
}
