//! Decodes character references (`&amp;` `&#1610;` `&notit;`) and line ends in text that may be cut anywhere.
//!
//! Source: HTML Standard, "character reference state" and "preprocessing the input stream". The `htmlize` crate has the
//! standard's table of names.

use std::borrow::Cow;

use htmlize::ENTITIES;

/// Longest name in the table, without `&` and `;`.
const NAME_MAX: usize = 31;
/// Longest name that is valid without `;`.
const BARE_NAME_MAX: usize = 6;

/// Decodes text that arrives in pieces.
///
/// Passes output to a callback at once; only an incomplete reference is held.
#[derive(Debug, Default)]
pub(super) struct TextDecoder {
    pending: Pending,
    /// Whether the last character was a carriage return: a line feed after it is part of the same line end.
    after_return: bool,
    /// Buffer for decoded text, empty between pieces. One long text costs the next stages less than many short ones.
    decoded: String,
}

/// The incomplete reference at the end of the last piece.
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
    /// Whether text without references and carriage returns remains as it is.
    pub fn is_idle(&self) -> bool {
        matches!(self.pending, Pending::None) && !self.after_return
    }

    /// Decodes the next piece: references and line ends.
    pub fn push(&mut self, text: &str, out: &mut impl FnMut(&str)) {
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
            // References often follow one another.
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

    /// Decodes line ends only, for scripts, styles and other raw text.
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

    /// Ends a run of text: decodes an incomplete reference as far as it goes.
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

    /// Continues the pending reference. Returns the rest of the text.
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
                let run = read_digits(text, *base, value);
                let rest = &text[run..];
                if rest.is_empty() { rest } else { self.resolve(rest, out) }
            }
        }
    }

    /// Ends the pending reference before `rest`. Returns the rest of the text.
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

/// Decodes a reference that is complete, given the text after `&`. Returns the rest of the text.
fn whole_reference<'a>(text: &'a str, out: &mut String) -> Option<&'a str> {
    if let Some((expansion, length)) = common(text.as_bytes()) {
        out.push(expansion);
        return Some(&text[length..]);
    }
    if let Some(number) = text.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let (digits, base) = hex.map_or((number, 10), |digits| (digits, 16));
        let mut value = 0;
        let run = read_digits(digits, base, &mut value);
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

/// Decodes the most common references; also returns their length.
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

/// Reads further digits into `value`, which saturates. Returns the number of digits.
fn read_digits(text: &str, base: u32, value: &mut u32) -> usize {
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

/// Returns the length of the name at the start of the text; one byte more than the longest name is enough.
fn name_run(text: &str) -> usize {
    text.bytes().take(NAME_MAX + 1).take_while(u8::is_ascii_alphanumeric).count()
}

/// Decodes a named reference before `rest`. Returns the rest of the text.
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

/// Returns whether decoding changes nothing.
pub(super) fn is_plain(value: &[u8]) -> bool {
    memchr::memchr2(b'&', b'\r', value).is_none()
}

/// Decodes an attribute value. There, a name without `;` stays undecoded before `=`, a letter or a digit.
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
        // If only a prefix of the name is known, a letter or a digit follows it.
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

/// Returns the longest prefix of `name` that is valid without a semicolon: its expansion and length.
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
    fn attribute_values_keep_names_without_semicolon_in_queries() {
        assert_eq!(decode_attribute("?a=1&copy=2&amp;b&lt"), "?a=1&copy=2&b<");
        assert_eq!(decode_attribute("&notit; &notin; &not"), "&notit; ∉ ¬");
        assert_eq!(decode_attribute("&#38;&#x26"), "&&");
        assert_eq!(decode_attribute("a&"), "a&");
        assert_eq!(decode_attribute("a\r\nb"), "a\nb");
        assert!(matches!(decode_attribute("plain"), Cow::Borrowed(_)));
    }
}
