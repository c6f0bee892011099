//! Element names as numbers, and the properties that the HTML Standard gives them.

use crate::hash::mix;

/// A lower-case element name as a number, so that comparing and hashing are cheap.
///
/// Names in [`tags`] have consecutive small numbers, so that a `match` over them is a jump. Other names of up to twelve
/// letters and digits 1 to 6 are packed at five bits a character and never collide; longer or unusual names are hashed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(u64);

const PACKED: u64 = 1 << 62;
const HASHED: u64 = 1 << 63;

impl Tag {
    /// Returns the tag of a name in any case.
    pub const fn new(name: &str) -> Tag {
        Tag::from_bytes(name.as_bytes())
    }

    pub(super) const fn from_bytes(bytes: &[u8]) -> Tag {
        match pack(bytes) {
            Some(packed) => match known(packed) {
                Some(number) => Tag(number as u64),
                None => Tag(packed | PACKED),
            },
            None => match hashed(bytes) {
                FOREIGN_OBJECT => tags::FOREIGN_OBJECT,
                ANNOTATION_XML => tags::ANNOTATION_XML,
                hash => Tag(hash),
            },
        }
    }

    /// Returns the name in lower case; a placeholder for names with other characters that do not affect parsing.
    pub(super) fn name(self) -> String {
        match self {
            Tag(number) if number & HASHED != 0 => "x".to_owned(),
            Tag(number) if number & PACKED != 0 => unpack(number),
            Tag(number) => NAMES[number as usize].to_owned(),
        }
    }

    pub(crate) fn number(self) -> u64 {
        self.0
    }

    #[inline]
    pub(crate) fn traits(self) -> Traits {
        TRAITS.get(self.0 as usize).copied().unwrap_or_default()
    }

    /// Whether HTML has no element of this name: mostly a custom element, whose name has a hyphen.
    pub(crate) const fn is_custom(self) -> bool {
        self.0 & HASHED != 0
    }

    /// Whether this is one of `h1` to `h6`.
    pub const fn is_heading(self) -> bool {
        matches!(self, tags::H1 | tags::H2 | tags::H3 | tags::H4 | tags::H5 | tags::H6)
    }
}

/// Writes the name, or a number for a hashed one.
impl std::fmt::Debug for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 & HASHED != 0 { write!(f, "#{:x}", self.0 & !HASHED) } else { f.write_str(&self.name()) }
    }
}

/// A set of properties of an element name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traits(u16);

impl Traits {
    /// Never has content or an end tag.
    pub const VOID: u16 = 1;
    /// In the standard's "special" category: an unrelated end tag does not reach past it.
    pub const SPECIAL: u16 = 1 << 1;
    /// Its start tag closes an open `p`.
    pub const CLOSES_P: u16 = 1 << 2;
    /// Ends the search for an element "in scope".
    pub const SCOPE: u16 = 1 << 3;
    /// Its end tag closes the element only if that is in scope, implied end tags included.
    pub const SCOPED_END: u16 = 1 << 4;
    /// Text before, inside and after it is in different blocks.
    pub const BLOCK: u16 = 1 << 5;
    /// Allowed in the head; its start tag does not begin the body.
    pub const HEAD: u16 = 1 << 6;
    /// Its start tag inside `svg` or `math` ends the foreign content.
    pub const BREAKOUT: u16 = 1 << 7;

    pub const fn has(self, traits: u16) -> bool {
        self.0 & traits != 0
    }
}

/// Length of the longest name that can be packed.
const LONGEST: usize = 12;

/// Packs a name at five bits a character; `None` if it is too long or has other characters.
const fn pack(bytes: &[u8]) -> Option<u64> {
    if bytes.is_empty() || bytes.len() > LONGEST || !bytes[0].is_ascii_alphabetic() {
        return None;
    }
    let mut packed: u64 = 0;
    let mut at = 0;
    while at < bytes.len() {
        let code = match bytes[at] {
            b @ b'a'..=b'z' => b - b'a' + 6,
            b @ b'A'..=b'Z' => b - b'A' + 6,
            b @ b'1'..=b'6' => b - b'1',
            _ => return None,
        };
        packed = packed << 5 | code as u64;
        at += 1;
    }
    Some(packed)
}

/// Returns the FNV-1a hash of the name in lower case.
const fn hashed(bytes: &[u8]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at].to_ascii_lowercase() as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash | HASHED
}

/// The two names in [`tags`] that cannot be packed.
const FOREIGN_OBJECT: u64 = hashed(b"foreignobject");
const ANNOTATION_XML: u64 = hashed(b"annotation-xml");

fn unpack(packed: u64) -> String {
    let codes = (0..LONGEST).rev().map(|at| (packed >> (5 * at) & 31) as u8);
    let letter = |code| char::from(if code < 6 { b'1' + code } else { b'a' + code - 6 });
    codes.skip_while(|&code| code == 0).map(letter).collect()
}

macro_rules! tags {
    ($($constant:ident = $name:literal;)*) => {
        /// The element names that this crate mentions.
        pub(crate) mod tags {
            use super::Tag;
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Number { $($constant),* }
            $(pub const $constant: Tag = Tag(Number::$constant as u64 + 1);)*
        }
        /// The names by number; no tag has the number 0.
        const NAMES: &[&str] = &["", $($name),*];
    };
}

tags! {
    A = "a"; ADDRESS = "address"; ANNOTATION = "annotation"; ANNOTATION_XML = "annotation-xml"; APPLET = "applet";
    AREA = "area"; ARTICLE = "article"; ASIDE = "aside"; AUDIO = "audio"; B = "b"; BASE = "base";
    BASEFONT = "basefont"; BGSOUND = "bgsound"; BIG = "big"; BLOCKQUOTE = "blockquote"; BODY = "body"; BR = "br";
    BUTTON = "button"; CANVAS = "canvas"; CAPTION = "caption"; CENTER = "center"; CITE = "cite"; CODE = "code";
    COL = "col"; COLGROUP = "colgroup"; DATALIST = "datalist"; DD = "dd"; DEL = "del"; DESC = "desc";
    DETAILS = "details"; DFN = "dfn"; DIALOG = "dialog"; DIR = "dir"; DIV = "div"; DL = "dl"; DT = "dt"; EM = "em";
    EMBED = "embed"; FIELDSET = "fieldset"; FIGCAPTION = "figcaption"; FIGURE = "figure"; FONT = "font";
    FOOTER = "footer"; FOREIGN_OBJECT = "foreignobject"; FORM = "form"; FRAME = "frame"; FRAMESET = "frameset";
    H1 = "h1"; H2 = "h2"; H3 = "h3"; H4 = "h4"; H5 = "h5"; H6 = "h6"; HEAD = "head"; HEADER = "header";
    HGROUP = "hgroup"; HR = "hr"; HTML = "html"; I = "i"; IFRAME = "iframe"; IMAGE = "image"; IMG = "img";
    INPUT = "input"; INS = "ins"; KBD = "kbd"; KEYGEN = "keygen"; LEGEND = "legend"; LI = "li"; LINK = "link";
    LISTING = "listing"; MAIN = "main"; MARK = "mark"; MARQUEE = "marquee"; MATH = "math"; MENU = "menu";
    META = "meta"; MI = "mi"; MN = "mn"; MO = "mo"; MS = "ms"; MTEXT = "mtext"; NAV = "nav";
    NOBR = "nobr"; NOEMBED = "noembed"; NOFRAMES = "noframes"; NOSCRIPT = "noscript"; OBJECT = "object"; OL = "ol";
    OPTGROUP = "optgroup"; OPTION = "option"; P = "p"; PARAM = "param"; PICTURE = "picture";
    PLAINTEXT = "plaintext"; PRE = "pre"; Q = "q"; RB = "rb"; RP = "rp"; RT = "rt"; RTC = "rtc"; RUBY = "ruby";
    S = "s"; SAMP = "samp"; SCRIPT = "script"; SEARCH = "search"; SECTION = "section"; SELECT = "select";
    SMALL = "small"; SOURCE = "source"; SPAN = "span"; STRIKE = "strike"; STRONG = "strong"; STYLE = "style";
    SUB = "sub"; SUMMARY = "summary"; SUP = "sup"; SVG = "svg"; TABLE = "table"; TBODY = "tbody"; TD = "td";
    TEMPLATE = "template"; TEXTAREA = "textarea"; TFOOT = "tfoot"; TH = "th"; THEAD = "thead"; TIME = "time";
    TITLE = "title"; TR = "tr"; TRACK = "track"; TT = "tt"; U = "u"; UL = "ul"; VAR = "var"; VIDEO = "video";
    WBR = "wbr"; XMP = "xmp";
}

const SLOTS: usize = 512;

const fn slot(packed: u64) -> usize {
    (mix(0, packed) >> 55) as usize
}

const fn known(packed: u64) -> Option<u8> {
    let mut at = slot(packed);
    while NUMBERS[at].1 != 0 {
        if NUMBERS[at].0 == packed {
            return Some(NUMBERS[at].1);
        }
        at = (at + 1) % SLOTS;
    }
    None
}

/// A hash table with open addressing from packed names to numbers.
static NUMBERS: [(u64, u8); SLOTS] = {
    let mut table = [(0, 0); SLOTS];
    let mut number = 1;
    while number < NAMES.len() {
        if let Some(packed) = pack(NAMES[number].as_bytes()) {
            let mut at = slot(packed);
            while table[at].1 != 0 {
                at = (at + 1) % SLOTS;
            }
            table[at] = (packed, number as u8);
        }
        number += 1;
    }
    table
};

static TRAITS: [Traits; NAMES.len()] = {
    let mut table = [Traits(0); NAMES.len()];
    let mut number = 1;
    while number < NAMES.len() {
        table[number] = Traits(traits_of(Tag(number as u64)));
        number += 1;
    }
    table
};

const fn traits_of(tag: Tag) -> u16 {
    use tags::*;
    const VOID: u16 = Traits::VOID;
    const SPECIAL: u16 = Traits::SPECIAL;
    const SCOPED: u16 = Traits::SCOPED_END | SPECIAL;
    const BLOCK: u16 = Traits::BLOCK;
    const SECTIONING: u16 = SCOPED | BLOCK | Traits::CLOSES_P;
    const BREAKOUT: u16 = Traits::BREAKOUT;
    const HEAD_ONLY: u16 = Traits::HEAD;
    match tag {
        ADDRESS | ARTICLE | ASIDE | DETAILS | FIELDSET | FIGCAPTION | FIGURE | FOOTER | FORM | HEADER | HGROUP
        | MAIN | NAV | SEARCH | SECTION | SUMMARY | DIALOG | DIR => SECTIONING,
        BLOCKQUOTE | CENTER | DIV | DL | MENU | OL | UL | PRE | LISTING | H1 | H2 | H3 | H4 | H5 | H6 => {
            SECTIONING | BREAKOUT
        }
        P | LI | DD | DT => SECTIONING | BREAKOUT,
        TABLE => SECTIONING | BREAKOUT | Traits::SCOPE,
        PLAINTEXT | XMP => SECTIONING,
        HR => VOID | SPECIAL | BLOCK | Traits::CLOSES_P | BREAKOUT,
        CAPTION | TD | TH => SCOPED | BLOCK | Traits::SCOPE,
        TR | TBODY | THEAD | TFOOT => SCOPED | BLOCK,
        COLGROUP => SPECIAL,
        COL => VOID | SPECIAL,
        HTML => SPECIAL | Traits::SCOPE | HEAD_ONLY,
        HEAD => SPECIAL | HEAD_ONLY | BLOCK | BREAKOUT,
        BODY | FRAMESET => SPECIAL | BLOCK | BREAKOUT,
        TITLE => SPECIAL | HEAD_ONLY | BLOCK,
        SCRIPT | STYLE | NOFRAMES => SPECIAL | HEAD_ONLY,
        NOSCRIPT => SPECIAL | HEAD_ONLY,
        TEMPLATE => SPECIAL | HEAD_ONLY | Traits::SCOPE,
        META => VOID | SPECIAL | HEAD_ONLY | BREAKOUT,
        BASE | BASEFONT | BGSOUND | LINK => VOID | SPECIAL | HEAD_ONLY,
        BR | EMBED | IMG => VOID | SPECIAL | BREAKOUT,
        IMAGE | AREA | KEYGEN | WBR | FRAME | INPUT | PARAM | SOURCE | TRACK => VOID | SPECIAL,
        APPLET | MARQUEE | OBJECT => SCOPED | Traits::SCOPE,
        SELECT => SCOPED | Traits::SCOPE | BLOCK,
        BUTTON => SCOPED,
        TEXTAREA => SPECIAL | BLOCK,
        IFRAME | NOEMBED => SPECIAL,
        OPTION | OPTGROUP | LEGEND | VIDEO | AUDIO => BLOCK,
        RUBY | B | BIG | CODE | EM | I | NOBR | S | SMALL | SPAN | STRONG | STRIKE | SUB | SUP | TT | U | VAR => {
            BREAKOUT
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_never_collide() {
        assert_eq!(Tag::new("BlockQuote"), tags::BLOCKQUOTE);
        assert_eq!(Tag::new("My-Element"), Tag::new("my-element"));
        assert_ne!(Tag::new("b"), Tag::new("bb"));
        assert_eq!(format!("{:?}", Tag::new("H1")), "h1");
        assert_ne!(Tag::new("h1"), Tag::new("h2"));
        assert_ne!(Tag::new("1h"), Tag::new("h"));
        assert_ne!(Tag::new("abcdefghijklm"), Tag::new("abcdefghijkl"));
    }

    #[test]
    fn a_table_cell_is_a_scope_and_a_paragraph_is_not() {
        assert!(tags::TD.traits().has(Traits::SCOPE));
        assert!(!tags::P.traits().has(Traits::SCOPE));
        assert!(tags::P.traits().has(Traits::CLOSES_P));
        assert!(!Tag::new("x-y").traits().has(u16::MAX));
    }
}
