//! Makes of all that was found what is reported: the best value of each property, addresses resolved.

use url::Url;

use super::Metadata;
use super::found::Found;
use super::title::split_site;

/// What is known so far. `url` is the address of the page.
pub(super) fn known(found: &Found, url: Option<&Url>) -> Metadata {
    let canonical = found.url.get().and_then(|address| absolute(url, address));
    let host = url.and_then(Url::host_str).map(str::to_owned);
    let host =
        host.or_else(|| Url::parse(canonical.as_deref()?).ok()?.host_str().map(str::to_owned)).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let from_title = || found.titles.window.as_deref().and_then(split_site).map(|(_, site)| site.to_owned());
    let site = found.site.get().cloned().or_else(from_title);
    let language = found.language.get().map(|language| language.replace('_', "-"));
    Metadata {
        title: found.titles.best(site.as_deref(), host),
        authors: found.best_authors(site.as_deref(), host),
        published: found.published.get().map(ToString::to_string),
        modified: found.modified.get().map(ToString::to_string),
        canonical,
        lang: language.filter(|language| language.len() <= 35),
        lang_identified: None,
        description: found.description.get().cloned(),
        image: found.image.get().and_then(|address| absolute(url, address)),
        section: found.section.get().cloned(),
        tags: found.best_tags(),
        licence: found.licence.get().cloned(),
        site,
    }
}

/// An address of the web that a page gives, resolved; none for anything else.
fn absolute(base: Option<&Url>, address: &str) -> Option<String> {
    let url = match base {
        Some(base) => base.join(address.trim()).ok()?,
        None => Url::parse(address.trim()).ok()?,
    };
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.into())
}
