//! Reads what the page's head says that extraction needs: addresses, titles, the site's name, the generator.
//!
//! What is only to be reported is [metadata](crate::metadata).

use std::borrow::Cow;

use url::Url;

use crate::extract::output::Page;
use crate::html::{Element, tags};

/// What was read of the head so far.
#[derive(Debug)]
pub(super) struct Head {
    /// What links are resolved against.
    base: Option<Url>,
}

impl Head {
    pub fn new(url: Option<&Url>) -> Head {
        Head { base: url.cloned() }
    }

    pub fn base(&self) -> Option<&Url> {
        self.base.as_ref()
    }

    /// An element has opened; gives the name of the generator, if it tells that.
    pub fn open<'a>(&mut self, element: Element<'a>, page: &mut Page) -> Option<Cow<'a, str>> {
        let has = |name: &str, token: &str| element.attribute(name).is_some_and(|value| has_token(&value, token));
        let content = || element.attribute("content");
        match element.tag() {
            tags::LINK if has("rel", "canonical") => self.address(element.attribute("href").as_deref(), page),
            tags::BASE => self.rebase(element.attribute("href").as_deref()),
            tags::META => match element.attribute("property") {
                Some(property) if has_token(&property, "og:url") => self.address(content().as_deref(), page),
                Some(property) if has_token(&property, "og:title") => {
                    page.headline.open_graph_title(content().as_deref().unwrap_or_default());
                }
                Some(property) if has_token(&property, "og:site_name") => {
                    page.headline.site_name(content().as_deref().unwrap_or_default());
                }
                _ if has("name", "generator") => return content(),
                _ => {}
            },
            _ => {}
        }
        None
    }

    /// The page's own address, if the caller gave none and it is the first.
    fn address(&mut self, address: Option<&str>, page: &mut Page) {
        let Some(url) = address.and_then(|address| Url::parse(address.trim()).ok()).filter(Url::has_host) else {
            return;
        };
        self.base.get_or_insert_with(|| url.clone());
        page.url.get_or_insert(url);
    }

    /// The address of a `base` element.
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

/// Whether a token, in whatever case, is among those of a value.
fn has_token(value: &str, token: &str) -> bool {
    value.split_ascii_whitespace().any(|found| found.eq_ignore_ascii_case(token))
}
