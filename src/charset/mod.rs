//! Decodes bytes in any encoding of the web into text, as they arrive.
//!
//! The encoding comes from the first of these: byte order mark, the caller's label (HTTP header, archive record),
//! `<meta>` within the first 4 KiB, the content itself. A declaration that the bytes contradict loses, in both
//! directions: valid UTF-8 under a legacy declaration is UTF-8, and bytes that cannot be UTF-8 under `utf-8` fall to the
//! next declaration, then to detection. Browsers obey the declaration; whoever cleans files wants letters.
//!
//! All candidates agree on ASCII, so ASCII passes through before the decision; only a non-ASCII byte can make the
//! decoder wait, for at most 16 KiB. The decision is made once, however the bytes are cut.

#[cfg(test)]
mod conformance;
mod detect;
mod evidence;
mod prescan;

use encoding_rs::{Decoder as EncodingDecoder, Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

use evidence::{Evidence, Verdict};
pub(crate) use prescan::charset_parameter;

/// Bytes searched for `<meta>`.
///
/// The standard requires 1,024 bytes; 4 KiB finds a seventh more declarations on real pages without delay.
const WINDOW: usize = 4 << 10;

/// Maximum size of the pieces of text passed on, in bytes.
const TEXT_BUFFER: usize = 16 << 10;

/// How the decoder chose its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodingSource {
    /// A byte order mark at the start of the document.
    Bom,
    /// The caller's label.
    Label,
    /// A `<meta>` element within the first 4 KiB.
    Meta,
    /// The bytes, which are UTF-8 or UTF-16.
    Evidence,
    /// Detection by letter frequencies.
    Guess,
}

impl EncodingSource {
    /// Returns the word for it in outputs.
    pub fn name(self) -> &'static str {
        match self {
            EncodingSource::Bom => "bom",
            EncodingSource::Label | EncodingSource::Meta => "declared",
            EncodingSource::Evidence => "evidence",
            EncodingSource::Guess => "guess",
        }
    }
}

/// Decodes one document in chunks.
///
/// The text does not depend on the chunk sizes. Malformed sequences become U+FFFD.
pub struct Decoder {
    phase: Phase,
    label: Option<&'static Encoding>,
    /// Top-level domain in lower case, a hint for the guess between legacy encodings.
    tld: Option<Box<[u8]>>,
    /// The first bytes of the document, at most [`WINDOW`], for the `<meta>` prescan.
    head: Vec<u8>,
    /// Bytes not decoded yet: the start of the document, or the bytes from the first non-ASCII byte on.
    held: Vec<u8>,
    evidence: Evidence,
    /// Whether bytes were passed on as ASCII before the decision.
    ascii_passed: bool,
    /// Length of `head` at which the next prescan is due.
    next_prescan: usize,
    text: String,
}

enum Phase {
    /// Fewer than four bytes so far: a byte order mark is possible.
    Start,
    Ascii,
    /// A non-ASCII byte has come.
    Undecided,
    Decided(EncodingDecoder, EncodingSource),
}

impl Decoder {
    /// Creates a decoder. `label` comes from the transport, `tld` is the last label of the page's host.
    pub fn new(label: Option<&'static Encoding>, tld: Option<&str>) -> Self {
        let tld = tld.filter(|tld| tld.bytes().all(|b| b.is_ascii_lowercase()));
        Decoder {
            phase: Phase::Start,
            label,
            tld: tld.map(|tld| tld.as_bytes().into()),
            head: Vec::new(),
            held: Vec::new(),
            evidence: Evidence::default(),
            ascii_passed: false,
            next_prescan: 0,
            text: String::with_capacity(TEXT_BUFFER),
        }
    }

    /// Returns the chosen encoding and its source; `None` as long as all is ASCII and nothing is declared.
    pub fn encoding(&self) -> Option<(&'static Encoding, EncodingSource)> {
        match &self.phase {
            Phase::Decided(decoder, source) => Some((decoder.encoding(), *source)),
            _ => None,
        }
    }

    /// Decodes the next bytes and passes their text to `out`.
    pub fn push(&mut self, mut bytes: &[u8], out: &mut impl FnMut(&str)) {
        while !bytes.is_empty() {
            if let Phase::Decided(decoder, _) = &mut self.phase {
                return decode(decoder, &mut self.text, bytes, false, out);
            }
            // In small pieces, because they may be held.
            let (piece, rest) = bytes.split_at(bytes.len().min(TEXT_BUFFER));
            self.push_undecided(piece, out);
            bytes = rest;
        }
    }

    fn push_undecided(&mut self, bytes: &[u8], out: &mut impl FnMut(&str)) {
        if self.head.len() < WINDOW {
            let room = WINDOW - self.head.len();
            self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
        let mut bytes = bytes;
        if matches!(self.phase, Phase::Start) {
            self.held.extend_from_slice(bytes);
            if self.held.len() < 4 || self.begin(out) {
                return;
            }
            bytes = &[];
        }
        self.scan(bytes, false, out);
    }

    /// Ends the document: makes the decision if it is open, and decodes the held bytes.
    pub fn finish(&mut self, out: &mut impl FnMut(&str)) {
        if matches!(self.phase, Phase::Start) && self.begin(out) {
            return self.finish(out);
        }
        match &mut self.phase {
            Phase::Decided(decoder, _) => decode(decoder, &mut self.text, &[], true, out),
            _ => {
                self.scan(&[], true, out);
                match &self.phase {
                    Phase::Decided(..) => self.finish(out),
                    // Pure ASCII: the report still names the declared encoding.
                    _ => {
                        if let Some((encoding, source)) = self.declared(true) {
                            self.phase = Phase::Decided(encoding.new_decoder_without_bom_handling(), source);
                        }
                    }
                }
            }
        }
    }

    /// Decides by the first bytes, in `held`, if possible: byte order mark, label, UTF-16 without a mark.
    fn begin(&mut self, out: &mut impl FnMut(&str)) -> bool {
        self.phase = Phase::Ascii;
        if let Some((encoding, bom_length)) = Encoding::for_bom(&self.held) {
            self.held.drain(..bom_length);
            self.decide(encoding, EncodingSource::Bom, out);
        } else if let Some(encoding) = self.label.filter(|label| !label.is_ascii_compatible() || *label == ISO_2022_JP)
        {
            self.decide(encoding, EncodingSource::Label, out);
        } else {
            match self.held[..] {
                _ if self.label.is_some() => {}
                [0, b'<', 0, _, ..] => self.decide(UTF_16BE, EncodingSource::Evidence, out),
                [b'<', 0, _, 0, ..] => self.decide(UTF_16LE, EncodingSource::Evidence, out),
                _ => {}
            }
        }
        matches!(self.phase, Phase::Decided(..))
    }

    /// Passes ASCII on and holds the rest until there is enough for a decision.
    fn scan(&mut self, bytes: &[u8], last: bool, out: &mut impl FnMut(&str)) {
        if matches!(self.phase, Phase::Ascii) {
            // Only the start of the document can be in `held` here.
            if !self.held.is_empty() {
                let held = std::mem::take(&mut self.held);
                self.pass_ascii(&held, out);
            }
            self.pass_ascii(bytes, out);
        } else {
            self.held.extend_from_slice(bytes);
        }
        if !matches!(self.phase, Phase::Undecided) {
            return;
        }
        let verdict = self.evidence.weigh(&self.held, last);
        let head_complete = last || self.head.len() == WINDOW;
        let Some(declared) = self.declared_by(head_complete) else { return };
        if let Some((encoding, source)) = declared
            && self.evidence.agrees(encoding)
        {
            return self.decide(encoding, source, out);
        }
        let Some(verdict) = verdict else { return };
        match (declared, verdict) {
            (Some((encoding, source)), _) if encoding == UTF_8 && verdict != Verdict::NotUtf8 => {
                self.decide(encoding, source, out);
            }
            (Some((encoding, source)), _) if encoding != UTF_8 && !verdict.contradicts(encoding) => {
                self.decide(encoding, source, out);
            }
            (_, Verdict::Utf8(_)) => self.decide(UTF_8, EncodingSource::Evidence, out),
            _ if !head_complete => {}
            // The transport's `utf-8` is wrong; the page's own declaration may be right.
            (Some((_, EncodingSource::Label)), _) if self.legacy_meta().is_some() => {
                let encoding = self.legacy_meta().unwrap_or(UTF_8);
                self.decide(encoding, EncodingSource::Meta, out);
            }
            _ if last || self.held.len() >= evidence::WINDOW => {
                let window = &self.held[..self.held.len().min(evidence::WINDOW)];
                let ends_here = last && window.len() == self.held.len();
                let encoding = detect::guess(window, ends_here, self.tld.as_deref());
                self.decide(encoding, EncodingSource::Guess, out);
            }
            _ => {}
        }
    }

    /// Returns what transport or page declare; the outer `None` as long as a declaration may still come.
    fn declared_by(&mut self, head_complete: bool) -> Option<Option<(&'static Encoding, EncodingSource)>> {
        if self.label.is_none() && !head_complete && self.head.len() < self.next_prescan {
            return None;
        }
        // Growing steps keep the cost of one-byte chunks linear.
        self.next_prescan = self.head.len() + self.head.len() / 4 + 16;
        let declared = self.declared(head_complete);
        (declared.is_some() || head_complete).then_some(declared)
    }

    fn declared(&self, head_complete: bool) -> Option<(&'static Encoding, EncodingSource)> {
        let label = self.label.map(|label| (label, EncodingSource::Label));
        let meta = || Some((prescan::prescan(&self.head, head_complete)?, EncodingSource::Meta));
        label.or_else(meta)
    }

    fn legacy_meta(&self) -> Option<&'static Encoding> {
        prescan::prescan(&self.head, true).filter(|encoding| *encoding != UTF_8)
    }

    fn pass_ascii(&mut self, bytes: &[u8], out: &mut impl FnMut(&str)) {
        let ascii = &bytes[..detect::plain_ascii_up_to(bytes)];
        for piece in ascii.chunks(TEXT_BUFFER) {
            self.ascii_passed = true;
            out(std::str::from_utf8(piece).unwrap_or_default());
        }
        if ascii.len() < bytes.len() {
            self.phase = Phase::Undecided;
            self.held.extend_from_slice(&bytes[ascii.len()..]);
        }
    }

    fn decide(&mut self, encoding: &'static Encoding, source: EncodingSource, out: &mut impl FnMut(&str)) {
        // `replacement` turns a whole document into one U+FFFD, to protect scripts in a browser. No scripts run here,
        // and the ASCII before has been passed on already, so such a document is read as UTF-8.
        let encoding = if encoding == REPLACEMENT && self.ascii_passed { UTF_8 } else { encoding };
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let held = std::mem::take(&mut self.held);
        decode(&mut decoder, &mut self.text, &held, false, out);
        self.head = Vec::new();
        self.phase = Phase::Decided(decoder, source);
    }
}

fn decode(decoder: &mut EncodingDecoder, text: &mut String, mut bytes: &[u8], last: bool, out: &mut impl FnMut(&str)) {
    if decoder.encoding() == UTF_8 {
        bytes = pass_valid(decoder, text, bytes, out);
    }
    decode_by_copy(decoder, text, bytes, last, out);
}

/// Passes UTF-8 on without a copy, up to the first malformed or incomplete sequence. Returns the rest.
fn pass_valid<'b>(
    decoder: &mut EncodingDecoder,
    text: &mut String,
    mut bytes: &'b [u8],
    out: &mut impl FnMut(&str),
) -> &'b [u8] {
    // The decoder may hold the beginning of a character, which the next bytes end.
    let is_between = |decoder: &EncodingDecoder| decoder.latin1_byte_compatible_up_to(&[]).is_some();
    while !is_between(decoder)
        && let Some((first, rest)) = bytes.split_at_checked(1)
    {
        decode_by_copy(decoder, text, first, false, out);
        bytes = rest;
    }
    let mut valid = match simdutf8::compat::from_utf8(bytes) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    };
    let malformed = &bytes[valid.len()..];
    while !valid.is_empty() {
        let mut end = valid.len().min(TEXT_BUFFER);
        while !valid.is_char_boundary(end) {
            end -= 1;
        }
        out(&valid[..end]);
        valid = &valid[end..];
    }
    malformed
}

fn decode_by_copy(
    decoder: &mut EncodingDecoder,
    text: &mut String,
    mut bytes: &[u8],
    last: bool,
    out: &mut impl FnMut(&str),
) {
    loop {
        text.clear();
        let (result, read, _) = decoder.decode_to_string(bytes, text, last);
        if !text.is_empty() {
            out(text);
        }
        match result {
            encoding_rs::CoderResult::InputEmpty => return,
            encoding_rs::CoderResult::OutputFull => bytes = &bytes[read..],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode_in_chunks(bytes: &[u8], size: usize, label: Option<&str>) -> (String, Option<&'static str>) {
        let label = label.map(|label| Encoding::for_label(label.as_bytes()).unwrap());
        let mut decoder = Decoder::new(label, None);
        let mut text = String::new();
        for chunk in bytes.chunks(size) {
            decoder.push(chunk, &mut |piece| text.push_str(piece));
        }
        decoder.finish(&mut |piece| text.push_str(piece));
        (text, decoder.encoding().map(|(encoding, _)| encoding.name()))
    }

    #[track_caller]
    fn assert_decodes(bytes: &[u8], label: Option<&str>, text: &str, encoding: Option<&str>) {
        for size in [1, 2, 3, 7, 4096, bytes.len().max(1)] {
            assert_eq!(
                decode_in_chunks(bytes, size, label),
                (text.to_owned(), encoding.map(|name| Encoding::for_label(name.as_bytes()).unwrap().name())),
                "chunks of {size}"
            );
        }
    }

    #[test]
    fn byte_order_mark_wins_over_label_and_meta() {
        assert_decodes(
            b"\xEF\xBB\xBF<meta charset=koi8-r>\xC3\xA9",
            Some("windows-1251"),
            "<meta charset=koi8-r>é",
            Some("utf-8"),
        );
        assert_decodes(b"\xFF\xFEa\0\xE9\0", None, "aé", Some("utf-16le"));
        assert_decodes(b"\xFE\xFF\0a\0\xE9", Some("utf-8"), "aé", Some("utf-16be"));
    }

    #[test]
    fn label_wins_over_meta() {
        assert_decodes(
            b"<meta charset=utf-8>\xC7",
            Some("windows-1256"),
            "<meta charset=utf-8>ا",
            Some("windows-1256"),
        );
    }

    #[test]
    fn meta_after_the_first_non_ascii_byte_still_counts() {
        assert_decodes(
            b"<!-- \xC7 --><meta charset=windows-1256>\xC8",
            None,
            "<!-- ا --><meta charset=windows-1256>ب",
            Some("windows-1256"),
        );
    }

    #[test]
    fn meta_beyond_four_kibibytes_is_ignored() {
        let mut page = vec![b' '; 5000];
        page.extend_from_slice("<meta charset=windows-1251>é".as_bytes());
        let text = String::from_utf8(page.clone()).unwrap();
        assert_decodes(&page, None, &text, Some("utf-8"));
    }

    #[test]
    fn utf_8_and_legacy_encodings_are_detected_from_content() {
        assert_decodes("<p>مرحبا".as_bytes(), None, "<p>مرحبا", Some("utf-8"));
        let greek = "<p>Καλημέρα σας, τι κάνετε σήμερα; Είμαι πολύ καλά, ευχαριστώ.";
        assert_decodes(&encoding_rs::WINDOWS_1253.encode(greek).0, None, greek, Some("windows-1253"));
    }

    #[test]
    fn escape_sequences_of_iso_2022_jp_are_not_ascii() {
        let text = "<p>日本語の文章です。";
        let bytes = encoding_rs::ISO_2022_JP.encode(text).0;
        assert_decodes(&bytes, None, text, Some("iso-2022-jp"));
    }

    #[test]
    fn valid_utf_8_beats_a_legacy_declaration() {
        for (declared, text) in
            [("iso-8859-1", "é"), ("shift_jis", "図書館が開館"), ("windows-1251", "Да"), ("gbk", "中文的书")]
        {
            let page = format!("<meta charset={declared}><p>{text}");
            assert_decodes(page.as_bytes(), None, &page, Some("utf-8"));
            assert_decodes(page.as_bytes(), Some(declared), &page, Some("utf-8"));
        }
        // In Arabic, a letter and a question mark can be valid UTF-8.
        assert_decodes(b"\xD1\xBF", Some("windows-1256"), "ر؟", Some("windows-1256"));
    }

    #[test]
    fn bytes_that_cannot_be_utf_8_beat_its_declaration() {
        let text = "<meta charset=windows-1251><p>Наука и жизнь города";
        let bytes = encoding_rs::WINDOWS_1251.encode(text).0;
        assert_decodes(&bytes, Some("utf-8"), text, Some("windows-1251"));
        let text = "<meta charset=utf-8><p>Grüße aus Köln, wo die Bäume blühen und die Straßen voll sind.";
        assert_decodes(&encoding_rs::WINDOWS_1252.encode(text).0, None, text, Some("windows-1252"));
        assert_decodes(&encoding_rs::WINDOWS_1252.encode(text).0, Some("utf-8"), text, Some("windows-1252"));
    }

    /// The second byte of a letter and the first of the next look like a letter in UTF-8.
    #[test]
    fn pairs_across_letters_are_no_evidence_for_utf_8() {
        let text = "<p>Наука и жизнь большого города на реке";
        let bytes = encoding_rs::EUC_JP.encode(&format!("<meta charset=euc-jp>{text}")).0.into_owned();
        assert_decodes(&bytes, Some("utf-8"), &format!("<meta charset=euc-jp>{text}"), Some("euc-jp"));
    }

    #[test]
    fn a_few_broken_sequences_do_not_change_the_encoding() {
        let page = b"<p>\xC3\xA9t\xC3\xA9 \xE2\x80 caf\xE9 d\xC3\xA9j\xC3\xA0";
        let text = "<p>été \u{FFFD} caf\u{FFFD} déjà";
        for label in [None, Some("utf-8"), Some("iso-8859-1")] {
            assert_decodes(page, label, text, Some("utf-8"));
        }
    }

    #[test]
    fn only_the_window_after_the_first_letter_decides() {
        let far = " ".repeat(evidence::WINDOW);
        let page = format!("<meta charset=utf-8>\u{e9}{far}");
        let bytes: Vec<u8> = page.bytes().chain(*b"\xE4\xF6\xFC").collect();
        assert_decodes(&bytes, None, &format!("{page}\u{FFFD}\u{FFFD}\u{FFFD}"), Some("utf-8"));
    }

    #[test]
    fn ascii_is_passed_on_at_once() {
        let mut decoder = Decoder::new(None, None);
        let mut text = String::new();
        decoder.push(b"<p>Hello, ", &mut |piece| text.push_str(piece));
        assert_eq!(text, "<p>Hello, ");
    }

    #[test]
    fn utf_16_without_a_mark_is_detected_by_its_zero_bytes() {
        assert_decodes(b"<\0p\0>\0\x44\x06", None, "<p>ل", Some("utf-16le"));
        assert_decodes(b"\0<\0p\0>\x06\x44", None, "<p>ل", Some("utf-16be"));
    }

    #[test]
    fn invalid_bytes_become_replacement_characters() {
        assert_decodes(
            b"<meta charset=utf-8>\xC3\xA9a\xFFb\xE2\x82",
            None,
            "<meta charset=utf-8>éa\u{FFFD}b\u{FFFD}",
            Some("utf-8"),
        );
    }

    #[test]
    fn documents_shorter_than_a_byte_order_mark() {
        assert_decodes(b"", None, "", None);
        assert_decodes(b"a", None, "a", None);
        assert_decodes(b"\xEF\xBB\xBF", None, "", Some("utf-8"));
        assert_decodes("é".as_bytes(), None, "é", Some("utf-8"));
    }
}
