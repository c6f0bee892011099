//! Turns the names of an element (class, id, role, itemprop) into hints about its content.
//!
//! Names are split into words: `postBody`, `post-body` and `post_body` are two each. A word counts if it starts with an
//! entry of the lists below; an entry ending in `$` must match the whole word. Most pages name their elements in
//! English, the rest in the author's language in Latin letters, so the lists hold both.

use std::cell::Cell;
use std::sync::LazyLock;

use super::letters::ByLetters;
use crate::hash::hash;

/// Hints from the names of elements, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hints(pub u16);

impl Hints {
    pub const COMMENT: u16 = 1;
    /// Other pages: related, popular, next, teasers.
    pub const RELATED: u16 = 1 << 1;
    pub const SHARE: u16 = 1 << 2;
    /// Site navigation, headers and footers.
    pub const NAV: u16 = 1 << 3;
    /// Metadata of the article: author, date, tags, captions.
    pub const META: u16 = 1 << 4;
    /// Advertising, notices, pop-ups.
    pub const AD: u16 = 1 << 5;
    pub const BODY: u16 = 1 << 6;
    /// The article body by name: `article-body`, `entry-content`.
    pub const STRONG: u16 = 1 << 7;
    pub const POST: u16 = 1 << 8;
    pub const PRODUCT: u16 = 1 << 9;
    pub const CARD: u16 = 1 << 10;
    pub const HIDDEN: u16 = 1 << 11;
    /// A note of the text itself, whatever its other names: `admonition warning`.
    pub const ADMONITION: u16 = 1 << 12;

    pub const AGAINST: u16 = Self::COMMENT | Self::RELATED | Self::SHARE | Self::NAV | Self::META | Self::AD;

    pub fn any(self, hints: u16) -> bool {
        self.0 & hints != 0
    }
}

const WORDS: &[(u16, &str)] = &[
    (
        Hints::COMMENT,
        "comment coment komment kommentar disqus respond repl feedback yorum pinglun discuss guestbook \
         livefyre komentar reageer reactie opinion$ opinions$ talk$",
    ),
    (
        Hints::RELATED,
        "relat recommend popular trend latest more similar teaser promo outbrain taboola next prev also most \
         recent suggest further readmore onward topstor headlines mehr weiter empfohlen verwandt lesetipp \
         aussi lire$ plus$ relacion destac leia mais correlat leggi powiazan ilgili benzer pohozhie xiangguan \
         tuijian remen hot$ carousel slider swiper also$ featured spotlight discover",
    ),
    (
        Hints::SHARE,
        "shar social follow facebook twitter whatsapp telegram pinterest linkedin addthis print email tool \
         button btn subscri newsletter login signup signin register bookmark like$ likes$ vote rating teilen \
         partag compart condivi paylas udostepn podel fenxiang rss app$ download action",
    ),
    (
        Hints::NAV,
        "nav menu breadcrumb bread$ crumb paginat pager header masthead search tab$ tabs$ skip sidebar side$ \
         rail$ aside foot copyright legal impressum toc$ widget portlet topbar bottom$ pied$ cabecera rodape \
         kopf fuss seiten leftcol rightcol sub$ categor filter sort account cart$ basket archive links$ \
         blogroll calendar weather lang$ languages$ site$ top$ toolbar jump",
    ),
    (
        Hints::META,
        "author byline bio$ biograph dateline date$ time publi meta tag caption credit source info$ infos$ \
         label topic keyword autor auteur autore datum fecha fuente quelle kicker eyebrow tarih yazar avatar \
         profile user gallery thumb fig$ figure legend view count reading permalink posted updated",
    ),
    (
        Hints::AD,
        "sponsor advert ad$ ads$ adv$ banner cookie consent gdpr modal popup overlay hidden hide disclaimer \
         notice alert message paywall subscription werbung anzeige publicid pubblicita reklam guanggao donat \
         support premium offer lightbox tooltip dropdown loading error warning screen sr$ visually offscreen \
         noprint print$ nocontent poll survey quiz form$ contact",
    ),
    (
        Hints::BODY,
        "article body content entry hentry main page text blog story paragraph prose markdown news detail \
         artikel inhalt beitrag contenu corps texte article contenido cuerpo nota$ noticia texto conteudo \
         materia contenuto articolo testo corpo tresc artykul haber icerik metin novost stat tekst zhengwen \
         neirong wenzhang xinwen berita isi$ noidung lead intro summary abstract chapter wiki doc$ docs$ \
         documentation readme rich wysiwyg copy$ editor writeup single",
    ),
    (Hints::ADMONITION, "admonition callout"),
    (
        Hints::STRONG,
        "articlebody storybody entrycontent postbody postcontent articletext articlecontent bodytext newstext \
         bodycontent maincontent contentbody artikeltext articulo",
    ),
    (Hints::POST, "post thread topic answer question forum reply message qa$"),
    (
        Hints::PRODUCT,
        "product descri spec feature review price sku shop produkt produit item$ ingredient recipe \
         instruction step",
    ),
    (
        Hints::CARD,
        "card tile item grid list row$ col$ cell box block module component feed stream excerpt snippet \
         preview headline title",
    ),
];

static BY_LETTERS: LazyLock<ByLetters<u16>> = LazyLock::new(|| {
    let entries = WORDS.iter().flat_map(|(hint, words)| words.split_ascii_whitespace().map(|word| (word, *hint)));
    ByLetters::new(entries)
});

/// First and second words of pairs that name an article body.
const STRONG_FIRST: [&str; 12] =
    ["article", "entry", "post", "story", "news", "body", "content", "rich", "single", "main", "blog", "artikel"];
const STRONG_SECOND: [&str; 9] = ["body", "content", "text", "main", "article", "inhalt", "copy", "detail", "wrapper"];

/// Maximum words read of an attribute, and letters read of a word.
const MOST_WORDS: usize = 12;
const LONGEST: usize = 16;

/// The hints of an element's names, and the hash of the first word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Named {
    pub hints: Hints,
    pub first: u32,
}

impl Named {
    pub fn add(&mut self, more: Named) {
        self.hints.0 |= more.hints.0;
        if self.first == 0 {
            self.first = more.first;
        }
    }
}

/// Reads names and caches the results: pages repeat their names.
#[derive(Debug)]
pub(crate) struct NameReader {
    read: Vec<Cell<(u64, Named)>>,
}

/// A power of two.
const REMEMBERED: usize = 1024;

impl NameReader {
    pub fn new() -> Self {
        NameReader { read: vec![Cell::new((0, Named::default())); REMEMBERED] }
    }

    /// Returns the hints of a class, id, role or itemprop value.
    pub fn read(&self, value: &[u8]) -> Named {
        let key = hash(value).max(1);
        let slot = &self.read[(key >> 40) as usize % REMEMBERED];
        let (known, named) = slot.get();
        if known == key {
            return named;
        }
        let mut words = Words::default();
        words.read(value);
        if words.named.hints.any(Hints::ADMONITION) {
            words.named.hints.0 = words.named.hints.0 & !Hints::AGAINST | Hints::BODY;
        }
        slot.set((key, words.named));
        words.named
    }
}

#[derive(Default)]
struct Words {
    named: Named,
    count: usize,
    after_first: bool,
}

impl Words {
    /// Splits names into words: any capitals followed by any small letters.
    fn read(&mut self, names: &[u8]) {
        let mut rest = names;
        while let Some(&first) = rest.first().filter(|_| self.count < MOST_WORDS) {
            let capitals = rest.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
            let small = rest[capitals..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
            let (word, after) = rest.split_at(capitals + small);
            if word.is_empty() {
                self.after_first &= !first.is_ascii_whitespace();
                rest = &rest[1..];
                continue;
            }
            rest = after;
            let mut lower = [0; LONGEST];
            let length = word.len().min(LONGEST);
            lower[..length].copy_from_slice(&word[..length]);
            lower[..capitals.min(length)].make_ascii_lowercase();
            self.word(&lower[..length]);
        }
    }

    fn word(&mut self, word: &[u8]) {
        self.count += 1;
        if word.len() < 2 {
            return;
        }
        if self.named.first == 0 {
            self.named.first = (hash(word) >> 32) as u32;
        }
        let mut hints = 0;
        for &(entry, hint) in BY_LETTERS.like(word) {
            let fits = match entry {
                [whole @ .., b'$'] => word == whole,
                beginning => word.starts_with(beginning),
            };
            if fits {
                hints |= hint;
            }
        }
        if self.after_first && STRONG_SECOND.iter().any(|second| word.starts_with(second.as_bytes())) {
            hints |= Hints::STRONG;
        }
        self.after_first = STRONG_FIRST.iter().any(|first| word == first.as_bytes());
        self.named.hints.0 |= hints;
    }
}
