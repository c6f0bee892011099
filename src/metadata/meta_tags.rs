//! Reads `meta` and `link` elements: Open Graph, Twitter cards, Dublin Core and names that publishers commonly use.

use std::borrow::Cow;

use super::found::{Found, Source};
use crate::html::{Element, tags};

pub(super) fn read_meta(element: Element<'_>, found: &mut Found) {
    let key = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| element.attribute(key));
    let Some(key) = key.filter(|key| key.len() <= 64) else { return };
    let Some(property) = property(&key.trim().to_ascii_lowercase()) else { return };
    let Some(content) = element.attribute("content").filter(|content| !content.trim().is_empty()) else { return };
    offer(property, &content, found);
}

/// Returns whether an address is that of a Creative Commons licence or waiver.
pub(super) fn is_creative_commons(address: &[u8]) -> bool {
    let schemes: [&[u8]; 3] = [b"https://", b"http://", b"//"];
    let host = schemes.iter().find_map(|scheme| address.strip_prefix(*scheme));
    let host = host.map(|host| host.strip_prefix(b"www.").unwrap_or(host));
    host.and_then(|host| host.strip_prefix(b"creativecommons.org/")).is_some_and(|path| {
        let paths: [&[u8]; 2] = [b"licenses/", b"publicdomain/"];
        paths.iter().any(|start| path.len() > start.len() && path.starts_with(start))
    })
}

/// Reads a `link` or an `a` element with a `rel`.
pub(super) fn read_link(element: Element<'_>, found: &mut Found) {
    let Some(rel) = element.attribute("rel") else { return };
    let is = |name: &str| rel.split_ascii_whitespace().any(|token| token.eq_ignore_ascii_case(name));
    let address =
        || element.attribute("href").map(|address| address.trim().to_owned()).filter(|address| !address.is_empty());
    if element.tag() == tags::LINK && is("canonical") {
        if let Some(address) = address() {
            found.url.offer(Source::JsonLd, address);
        }
    } else if element.tag() == tags::LINK && is("amphtml") {
        if let Some(address) = address() {
            found.amp.offer(Source::Meta, address);
        }
    } else if element.tag() == tags::LINK && is("alternate") {
        if let (Some(language), Some(address)) = (element.attribute("hreflang"), address()) {
            found.alternate(&language, &address);
        }
    } else if is("license")
        && let Some(address) = address()
    {
        found.licence.offer(if element.tag() == tags::LINK { Source::Meta } else { Source::Class }, address);
    } else if is("image_src")
        && let Some(address) = address()
    {
        found.image.offer(Source::DublinCore, address);
    }
}

#[derive(Debug, Clone, Copy)]
enum MetaProperty {
    Title(Source),
    Authors(Source),
    Published(Source),
    Modified(Source),
    Site(Source),
    Url,
    Description(Source),
    Image(Source),
    Section(Source),
    Tags(Source),
    Licence,
    Language(Source),
    PageType,
    ContentTier,
}

fn property(key: &str) -> Option<MetaProperty> {
    use MetaProperty::{
        Authors, ContentTier, Description, Image, Language, Licence, Modified, PageType, Published, Section, Site,
        Tags, Title, Url,
    };
    use Source::{Class, DublinCore, Meta, Microdata, OpenGraph, Twitter};
    // Two vocabularies have two prefixes each.
    let key = match (key.strip_prefix("og:article:"), key.strip_prefix("dcterms.")) {
        (Some(rest), _) => Cow::from(format!("article:{rest}")),
        (_, Some(rest)) => Cow::from(format!("dc.{rest}")),
        _ => Cow::from(key),
    };
    Some(match &*key {
        "og:title" => Title(OpenGraph),
        "twitter:title" => Title(Twitter),
        "title" | "dc.title" | "citation_title" | "sailthru.title" | "parsely-title" => Title(Meta),
        "headline" => Title(Microdata),
        "article:author" => Authors(OpenGraph),
        "author" | "authors" | "article.author" | "parsely-author" | "sailthru.author" | "byl"
        | "cxenseparse:author" => Authors(Meta),
        "dc.creator" | "dc.creator.personalname" | "creator" | "citation_author" => Authors(DublinCore),
        "twitter:data1" | "twitter:creator" => Authors(Twitter),
        "article:published_time" | "og:published_time" | "article:published" | "article.published" => {
            Published(OpenGraph)
        }
        "datepublished" => Published(Microdata),
        "date"
        | "pubdate"
        | "publishdate"
        | "publish-date"
        | "publish_date"
        | "publication_date"
        | "published-date"
        | "published_date"
        | "parsely-pub-date"
        | "sailthru.date"
        | "citation_publication_date"
        | "citation_online_date"
        | "bt:pubdate"
        | "cxenseparse:recs:publishtime"
        | "article_date_original"
        | "originalpublicationdate" => Published(Meta),
        "dc.date" | "dc.date.issued" | "dc.date.created" | "dc.issued" | "dc.created" | "dc.available"
        | "citation_date" => Published(DublinCore),
        "article:modified_time" | "og:updated_time" | "og:modified_time" | "article.updated" => Modified(OpenGraph),
        "datemodified" => Modified(Microdata),
        "last-modified" | "lastmod" | "revised" | "modified" | "date.modified" => Modified(Meta),
        "dc.date.modified" | "dc.modified" => Modified(DublinCore),
        "og:site_name" => Site(OpenGraph),
        "application-name" | "apple-mobile-web-app-title" | "dc.publisher" | "copyright-holder" => Site(Class),
        "og:url" => Url,
        "og:description" => Description(OpenGraph),
        "description" => Description(Meta),
        "twitter:description" => Description(Twitter),
        "dc.description" | "sailthru.description" => Description(DublinCore),
        "og:image" | "og:image:url" | "og:image:secure_url" => Image(OpenGraph),
        "twitter:image" | "twitter:image:src" => Image(Twitter),
        "thumbnail" | "parsely-image-url" | "sailthru.image.full" => Image(DublinCore),
        "article:section" => Section(OpenGraph),
        "section" | "articlesection" | "parsely-section" | "category" | "cxenseparse:section" => Section(Meta),
        "article:tag" => Tags(OpenGraph),
        "news_keywords" => Tags(Microdata),
        "keywords" | "parsely-tags" | "sailthru.tags" => Tags(Meta),
        "dc.subject" | "dc.keywords" => Tags(DublinCore),
        "license" | "dc.license" | "dc.rights.license" | "cc:license" => Licence,
        "content-language" => Language(Meta),
        "dc.language" | "language" => Language(DublinCore),
        "og:type" => PageType,
        "article:content_tier" => ContentTier,
        "og:locale" => Language(Twitter),
        _ => return by_last_part(&key),
    })
}

/// Returns what a key in one of many vocabularies means by its last part, compared by its letters: `x:article_author`.
fn by_last_part(key: &str) -> Option<MetaProperty> {
    const OTHERS: [&str; 9] =
        ["web", "video:", "book:", "music:", "product:", "profile:", "event:", "og:video:", "og:image:"];
    let may_match =
        ["author", "byline", "creat", "date", "modif", "publi", "time"].iter().any(|part| key.contains(part));
    if !may_match || OTHERS.iter().any(|other| key.starts_with(other)) {
        return None;
    }
    let last = key.rsplit([':', '.', ' ']).next().unwrap_or(key);
    let letters: String = last.chars().filter(char::is_ascii_alphanumeric).collect();
    // The name of a program may precede: "rbauthors".
    let is = |names: &[&str]| names.iter().any(|name| letters.ends_with(name) && letters.len() <= name.len() + 8);
    if is(&["author", "authors", "authorname", "byline"]) {
        Some(MetaProperty::Authors(Source::DublinCore))
    } else if is(&[
        "modifiedtime",
        "modifieddate",
        "datemodified",
        "lastmodified",
        "updatedtime",
        "updatedat",
        "updatedate",
        "lastupdated",
    ]) {
        Some(MetaProperty::Modified(Source::DublinCore))
    } else if is(&[
        "published",
        "publishedtime",
        "publishedat",
        "publisheddate",
        "publishtime",
        "publishdate",
        "datepublished",
        "datepublish",
        "publicationdate",
        "publicationtime",
        "pubdate",
        "postdate",
        "releasedate",
        "displaydate",
        "ptime",
        "pdate",
        "created",
        "createdat",
        "createat",
        "createdate",
        "datecreated",
        "creationdate",
        "timestamp",
    ]) {
        Some(MetaProperty::Published(Source::DublinCore))
    } else {
        None
    }
}

fn offer(property: MetaProperty, content: &str, found: &mut Found) {
    let line = || found.line(content);
    match property {
        MetaProperty::Title(source) => {
            let title = line();
            let titles = &mut found.titles;
            let slot = match source {
                Source::OpenGraph => &mut titles.open_graph,
                Source::Twitter => &mut titles.twitter,
                _ => &mut titles.meta,
            };
            if slot.is_none() {
                *slot = title;
            }
        }
        // The first line of a card is the author or the reading time.
        MetaProperty::Authors(Source::Twitter)
            if content.chars().any(char::is_numeric) || content.contains('@') || !content.trim().contains(' ') => {}
        MetaProperty::Authors(source) => found.authors(source, content),
        MetaProperty::Published(source) => {
            if let Some(date) = found.date(content) {
                found.published.offer(source, date);
            }
        }
        MetaProperty::Modified(source) => {
            if let Some(date) = found.date(content) {
                found.modified.offer(source, date);
            }
        }
        MetaProperty::Tags(source) => found.tags(source, content),
        MetaProperty::Language(source) => found.language.offer(source, content.trim().to_owned()),
        MetaProperty::Url => found.url.offer(Source::OpenGraph, content.trim().to_owned()),
        MetaProperty::Image(source) => found.image.offer(source, content.trim().to_owned()),
        MetaProperty::PageType => {
            if let Some(page_type) = line().filter(|page_type| page_type.len() <= 64) {
                found.page_type.offer(Source::OpenGraph, page_type);
            }
        }
        MetaProperty::ContentTier => match content.trim().to_ascii_lowercase().as_str() {
            "free" => found.paywalled.offer(Source::OpenGraph, false),
            "locked" => found.paywalled.offer(Source::OpenGraph, true),
            _ => {}
        },
        MetaProperty::Licence => {
            if let Some(licence) = line() {
                found.licence.offer(Source::Meta, licence);
            }
        }
        MetaProperty::Site(source) => {
            if let Some(site) = line() {
                found.site.offer(source, site);
            }
        }
        MetaProperty::Description(source) => {
            if let Some(description) = line() {
                found.description.offer(source, description);
            }
        }
        MetaProperty::Section(source) => {
            if let Some(section) = line().filter(|section| !section.contains("://")) {
                found.section.offer(source, section);
            }
        }
    }
}
