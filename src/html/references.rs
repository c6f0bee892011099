//! Decodes character references (`&amp;` `&#1610;` `&notit;`) and line ends, split at any byte.
//!
//! Source: HTML Standard, "character reference state" and "preprocessing the input stream". The table of names is
//! the standard's, from the `htmlize` crate.

use std::borrow::Cow;

use htmlize::ENTITIES;

/// Longest name in the table, without `&` and `;`.
const NAME_MAX: usize = 31;
/// Longest name that is also known without `;`.
const BARE_NAME_MAX: usize = 6;

/// Decodes a text that comes in pieces.
///
/// Every piece of output goes to a callback at once; only an unfinished reference is kept back.
#[derive(Debug, Default)]
pub(super) struct TextDecoder {
    pending: Pending,
    /// The last character was a carriage return, so a line feed right after it is part of the same line end.
    after_return: bool,
    /// Decoded text, empty between pieces: what comes after this decoder takes one long text sooner than many short
    /// ones.
    decoded: String,
}

#[derive(Debug, Default)]
enum Pending {
    #[default]
    None,
    /// `&` and the letters and digits after it.
    Name(String),
    /// `&#`.
    Number,
    /// `&#x` or `&#X`.
    Hex(char),
    /// Digits of a number in base 10 or 16.
    Digits { base: u32, value: u32 },
}

impl TextDecoder {
    /// Decodes references and line ends.
    pub fn push(&mut self, text: &str, out: &mut impl FnMut(&str)) {
        let is_plain = matches!(self.pending, Pending::None) && !self.after_return;
        if is_plain && self::is_plain(text.as_bytes()) {
            return emit(text, out);
        }
        let mut decoded = std::mem::take(&mut self.decoded);
        self.decode(text, &mut decoded);
        self.hand_on(decoded, out);
    }

    fn hand_on(&mut self, mut decoded: String, out: &mut impl FnMut(&str)) {
        emit(&decoded, out);
        decoded.clear();
        self.decoded = decoded;
    }

    fn decode(&mut self, mut text: &str, out: &mut String) {
        while !text.is_empty() {
            if !matches!(self.pending, Pending::None) {
                text = self.resume(text, out);
                continue;
            }
            text = self.skip_line_feed(text);
            // References often follow each other.
            let at = if text.starts_with('&') { Some(0) } else { memchr::memchr2(b'&', b'\r', text.as_bytes()) };
            let Some(at) = at else { return out.push_str(text) };
            out.push_str(&text[..at]);
            let is_reference = text.as_bytes()[at] == b'&';
            text = &text[at + 1..];
            if !is_reference {
                out.push('\n');
                self.after_return = true;
            } else if let Some(rest) = whole_reference(text, out) {
                text = rest;
            } else {
                self.pending = Pending::Name(String::new());
            }
        }
    }

    /// Decodes line ends only: the content of scripts, styles and other raw text.
    pub fn push_raw(&mut self, mut text: &str, out: &mut impl FnMut(&str)) {
        while !text.is_empty() {
            text = self.skip_line_feed(text);
            let end = memchr::memchr(b'\r', text.as_bytes());
            emit(&text[..end.unwrap_or(text.len())], out);
            let Some(end) = end else { return };
            out("\n");
            self.after_return = true;
            text = &text[end + 1..];
        }
    }

    /// Ends a run of text: what looked like the start of a reference stands as far as it goes.
    pub fn flush(&mut self, out: &mut impl FnMut(&str)) {
        self.after_return = false;
        if !matches!(self.pending, Pending::None) {
            let mut decoded = std::mem::take(&mut self.decoded);
            self.resolve("", &mut decoded);
            self.hand_on(decoded, out);
        }
    }

    fn skip_line_feed<'a>(&mut self, text: &'a str) -> &'a str {
        let is_part = std::mem::take(&mut self.after_return) && text.as_bytes().first() == Some(&b'\n');
        &text[usize::from(is_part)..]
    }

    /// Continues a reference with the next piece of text and gives what is left of that.
    fn resume<'a>(&mut self, text: &'a str, out: &mut String) -> &'a str {
        match &mut self.pending {
            Pending::None => text,
            Pending::Name(name) if name.is_empty() && text.starts_with('#') => {
                self.pending = Pending::Number;
                &text[1..]
            }
            Pending::Name(name) => {
                let room = NAME_MAX + 1 - name.len();
                let run = text.bytes().take(room).take_while(u8::is_ascii_alphanumeric).count();
                name.push_str(&text[..run]);
                let rest = &text[run..];
                if rest.is_empty() && name.len() <= NAME_MAX { rest } else { self.resolve(rest, out) }
            }
            Pending::Number => {
                if let Some(x) = text.chars().next().filter(|x| matches!(x, 'x' | 'X')) {
                    self.pending = Pending::Hex(x);
                    &text[1..]
                } else if text.starts_with(|c: char| c.is_ascii_digit()) {
                    self.pending = Pending::Digits { base: 10, value: 0 };
                    text
                } else {
                    self.resolve(text, out)
                }
            }
            Pending::Hex(_) => {
                if text.starts_with(|c: char| c.is_ascii_hexdigit()) {
                    self.pending = Pending::Digits { base: 16, value: 0 };
                    text
                } else {
                    self.resolve(text, out)
                }
            }
            Pending::Digits { base, value } => {
                let run = go_on(text, *base, value);
                let rest = &text[run..];
                if rest.is_empty() { rest } else { self.resolve(rest, out) }
            }
        }
    }

    /// Decides a reference, given the text right after it; gives what is left of that text.
    fn resolve<'a>(&mut self, rest: &'a str, out: &mut String) -> &'a str {
        match std::mem::take(&mut self.pending) {
            Pending::None => rest,
            Pending::Number => {
                out.push_str("&#");
                rest
            }
            Pending::Hex(x) => {
                out.push_str("&#");
                out.push(x);
                rest
            }
            Pending::Digits { value, .. } => {
                out.push(code_point(value));
                rest.strip_prefix(';').unwrap_or(rest)
            }
            Pending::Name(name) => resolve_name(&name, rest, out),
        }
    }
}

/// Decides a reference all of which is there, given the text after `&`; gives what is left of that text.
fn whole_reference<'a>(text: &'a str, out: &mut String) -> Option<&'a str> {
    if let Some((expansion, length)) = common(text.as_bytes()) {
        out.push(expansion);
        return Some(&text[length..]);
    }
    if let Some(number) = text.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let (digits, base) = hex.map_or((number, 10), |digits| (digits, 16));
        let mut value = 0;
        let run = go_on(digits, base, &mut value);
        let after = *digits.as_bytes().get(run)?;
        if run == 0 {
            return None;
        }
        out.push(code_point(value));
        return Some(&digits[run + usize::from(after == b';')..]);
    }
    let run = name_run(text);
    if run == text.len() {
        return None;
    }
    let (name, rest) = text.split_at(run);
    Some(resolve_name(name, rest, out))
}

/// The names that nearly all references have, and the length of the reference.
fn common(bytes: &[u8]) -> Option<(char, usize)> {
    match bytes {
        [b'a', b'm', b'p', b';', ..] => Some(('&', 4)),
        [b'n', b'b', b's', b'p', b';', ..] => Some(('\u{A0}', 5)),
        [b'q', b'u', b'o', b't', b';', ..] => Some(('"', 5)),
        [b'l', b't', b';', ..] => Some(('<', 3)),
        [b'g', b't', b';', ..] => Some(('>', 3)),
        _ => None,
    }
}

/// Reads on in a number, and gives how many digits there were. The largest number stands for all that are larger.
fn go_on(text: &str, base: u32, value: &mut u32) -> usize {
    for (at, byte) in text.bytes().enumerate() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' | b'A'..=b'F' if base == 16 => (byte | 0x20) - b'a' + 10,
            _ => return at,
        };
        *value = value.saturating_mul(base).saturating_add(u32::from(digit));
    }
    text.len()
}

/// Bytes of the name at the beginning of the text, as far as one may be a name.
fn name_run(text: &str) -> usize {
    text.bytes().take(NAME_MAX + 1).take_while(u8::is_ascii_alphanumeric).count()
}

/// Decides a reference by name, given the text right after the name; gives what is left of that text.
fn resolve_name<'a>(name: &str, rest: &'a str, out: &mut String) -> &'a str {
    if rest.starts_with(';')
        && let Some(expansion) = lookup(name, ";")
    {
        out.push_str(expansion);
        return &rest[1..];
    }
    let (expansion, length) = bare_prefix(name).unwrap_or(("&", 0));
    out.push_str(expansion);
    out.push_str(&name[length..]);
    rest
}

/// Whether decoding changes nothing.
pub(super) fn is_plain(value: &[u8]) -> bool {
    memchr::memchr2(b'&', b'\r', value).is_none()
}

/// Decodes a whole attribute value, where a bare name before `=` or a letter or digit stays as it is.
pub(crate) fn decode_attribute(value: &str) -> Cow<'_, str> {
    if is_plain(value.as_bytes()) {
        return Cow::Borrowed(value);
    }
    let mut decoded = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let after = &rest[1..];
        if let Some((expansion, length)) = common(after.as_bytes()) {
            decoded.push(expansion);
            rest = &after[length..];
            continue;
        }
        let run = name_run(after);
        let next = after.as_bytes().get(run).copied();
        let bare_stays = next != Some(b';') || lookup(&after[..run], ";").is_none();
        // What is left of a longer name is a letter or digit, too.
        let stays = run > 0
            && bare_stays
            && (next == Some(b'=')
                || run > BARE_NAME_MAX
                || bare_prefix(&after[..run]).is_none_or(|(_, length)| length < run));
        let end = if stays { 1 + run } else { 1 + memchr::memchr(b'&', after.as_bytes()).unwrap_or(after.len()) };
        if stays {
            decoded.push_str(&rest[..end]);
        } else {
            let mut decoder = TextDecoder::default();
            decoder.decode(&rest[..end], &mut decoded);
            decoder.flush(&mut |piece| decoded.push_str(piece));
        }
        rest = &rest[end..];
    }
    decoded.push_str(rest);
    if decoded.contains('\r') && value.contains('\r') {
        decoded = decoded.replace("\r\n", "\n").replace('\r', "\n");
    }
    Cow::Owned(decoded)
}

fn emit(text: &str, out: &mut impl FnMut(&str)) {
    if !text.is_empty() {
        out(text);
    }
}

fn lookup(name: &str, end: &str) -> Option<&'static str> {
    let mut key = [0; NAME_MAX + 3];
    let length = 1 + name.len() + end.len();
    let key = key.get_mut(..length)?;
    key[0] = b'&';
    key[1..=name.len()].copy_from_slice(name.as_bytes());
    key[1 + name.len()..].copy_from_slice(end.as_bytes());
    ENTITIES.get(key).and_then(|expansion| std::str::from_utf8(expansion).ok())
}

/// The longest beginning of `name` that is known without a semicolon, and its length.
fn bare_prefix(name: &str) -> Option<(&'static str, usize)> {
    let longest = name.len().min(BARE_NAME_MAX);
    (2..=longest).rev().find_map(|length| Some((lookup(&name[..length], "")?, length)))
}

/// The standard's "numeric character reference end state".
fn code_point(value: u32) -> char {
    const C1: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match value {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9F => C1[value as usize - 0x80],
        _ => char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_text(source: &str, expected: &str) {
        for cut in (0..=source.len()).filter(|&cut| source.is_char_boundary(cut)) {
            let mut decoder = TextDecoder::default();
            let mut decoded = String::new();
            decoder.push(&source[..cut], &mut |piece| decoded.push_str(piece));
            decoder.push(&source[cut..], &mut |piece| decoded.push_str(piece));
            decoder.flush(&mut |piece| decoded.push_str(piece));
            assert_eq!(decoded, expected, "{source:?} cut at {cut}");
        }
    }

    #[test]
    fn named() {
        assert_text("a &amp; b &lt;&eacute;&nbsp;&zwnj;", "a & b <é\u{A0}\u{200C}");
        assert_text("&ampamp; &amp &AMP", "&amp; & &");
        assert_text("I'm &notit; I tell you", "I'm ¬it; I tell you");
        assert_text("&notin; &NotEqualTilde; &CounterClockwiseContourIntegral;", "∉ ≂̸ ∳");
        assert_text("&unknown; & &; &x", "&unknown; & &; &x");
        assert_text("&&amp;&", "&&&");
        assert_text(
            "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;&amp;",
            "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;&",
        );
    }

    #[test]
    fn numeric() {
        assert_text("&#65;&#x42;&#X43&#1610;z", "ABCيz");
        assert_text("&#0;&#xD800;&#x110000;&#99999999999999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}");
        assert_text("&#x80;&#150;&#x81;", "€–\u{81}");
        assert_text("&#;&#x;&#xg;&#", "&#;&#x;&#xg;&#");
        assert_text("&#000000000000000000000000000000000065;", "A");
    }

    #[test]
    fn line_ends() {
        assert_text("a\r\nb\rc\nd\r\r\n&#13;", "a\nb\nc\nd\n\n\r");
        assert_text("&amp\r\n;", "&\n;");
    }

    #[test]
    fn attribute_values_keep_bare_names_in_queries() {
        assert_eq!(decode_attribute("?a=1&copy=2&amp;b&lt"), "?a=1&copy=2&b<");
        assert_eq!(decode_attribute("&notit; &notin; &not"), "&notit; ∉ ¬");
        assert_eq!(decode_attribute("&#38;&#x26"), "&&");
        assert_eq!(decode_attribute("a&"), "a&");
        assert_eq!(decode_attribute("a\r\nb"), "a\nb");
        assert!(matches!(decode_attribute("plain"), Cow::Borrowed(_)));
    }
}
