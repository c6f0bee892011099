//! Collects the text and marks of one block, collapses white space and strips invisible control characters.

use super::notes::is_sign;
use super::{Mark, MarkKind};
use crate::limits::Limits;

#[derive(Debug)]
pub(super) struct Inline {
    text: String,
    marks: Vec<Mark>,
    /// Indexes into `marks` of the open ones, outermost first.
    open: Vec<usize>,
    pending_space: bool,
    /// Whether the block holds an image, a formula or the like.
    has_object: bool,
    has_formula: bool,
    /// Bytes of addresses and alternative texts in the marks.
    mark_bytes: usize,
    /// Number of blocks into which the innermost link with an address has continued.
    continued: usize,
    max_text: usize,
    max_marks: usize,
}

/// Start of a mark that covers no character yet.
const NOT_STARTED: usize = usize::MAX;

/// A block with less room than this is full; any character fits into it.
const ROOM: usize = 4;

impl Inline {
    pub fn new(limits: &Limits) -> Self {
        Inline {
            text: String::new(),
            marks: Vec::new(),
            open: Vec::new(),
            pending_space: false,
            has_object: false,
            has_formula: false,
            mark_bytes: 0,
            continued: 0,
            max_text: limits.block_text_bytes.max(16 * ROOM),
            max_marks: limits.block_marks.max(16),
        }
    }

    /// Whether the block shows nothing: no character, no image or the like.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && !self.has_object
    }

    pub fn is_full(&self) -> bool {
        self.room() < ROOM || self.marks.len() >= self.max_marks
    }

    fn room(&self) -> usize {
        self.max_text.saturating_sub(self.text.len() + self.mark_bytes)
    }

    /// Adds text with its white space collapsed; returns what is left when the block is full.
    pub fn push<'t>(&mut self, text: &'t str) -> &'t str {
        let mut rest = text;
        while !rest.is_empty() && !self.is_full() {
            let blank =
                rest.bytes().position(|byte| BYTE_CLASSES[usize::from(byte)] != ByteClass::Space).unwrap_or(rest.len());
            self.pending_space |= blank > 0;
            rest = &rest[blank..];
            let run = plain_run(rest.as_bytes());
            if run > 0 {
                let taken = self.push_visible(&rest[..run]);
                rest = &rest[taken..];
            } else {
                rest = rest.trim_start_matches(is_left_out_of_line);
            }
        }
        rest
    }

    /// Adds text unchanged, as the content of `pre`; returns what is left when the block is full.
    pub fn push_verbatim<'t>(&mut self, text: &'t str) -> &'t str {
        let mut rest = text;
        while !rest.is_empty() && !self.is_full() {
            let run = verbatim_run(rest.as_bytes());
            let taken = self.push_fitting(&rest[..run]);
            rest = &rest[taken..];
            if taken == run {
                rest = rest.trim_start_matches(is_left_out_of_code);
            }
        }
        rest
    }

    /// Adds a line break, unless at the beginning of a block; returns whether it has.
    pub fn line_break(&mut self) -> bool {
        self.pending_space = false;
        let has_begun = !self.is_empty();
        if has_begun {
            self.text.push('\n');
        }
        has_begun
    }

    /// Whether a line break, and after it at most white space, is the last of the text.
    pub fn ends_with_blank_line(&self) -> bool {
        self.text.rfind('\n').is_some_and(|last| self.text[last..].trim().is_empty())
    }

    /// Whether the next text would follow the end of a sentence without a space.
    pub fn ends_sentence(&self) -> bool {
        !self.pending_space && self.text.ends_with(['.', '!', '?', ':', ';', '…', '。', '！', '？', '؟', '।', '۔'])
    }

    /// Begins a new line of code, unless one has begun; returns whether it has added a line feed.
    pub fn begin_line(&mut self) -> bool {
        let is_open = !self.text.is_empty() && !self.text.ends_with('\n');
        if is_open {
            self.text.push('\n');
        }
        is_open
    }

    /// Adds a separator that the page draws by other means, such as the space between two cells.
    pub fn space(&mut self) {
        self.pending_space = true;
    }

    /// Opens a mark. Returns false where it would add nothing: one of its kind is open already (two for emphasis).
    pub fn open_mark(&mut self, kind: MarkKind) -> bool {
        let most = if matches!(kind, MarkKind::Emphasis | MarkKind::Strong) { 2 } else { 1 };
        if self.open.iter().filter(|&&index| is_same_kind(&self.marks[index].kind, &kind)).count() >= most {
            return false;
        }
        self.mark_bytes += kind.bytes();
        if kind.is_link() {
            self.continued = 0;
        }
        self.reopen_mark(kind);
        true
    }

    fn reopen_mark(&mut self, kind: MarkKind) {
        self.open.push(self.marks.len());
        self.marks.push(Mark { start: NOT_STARTED, end: NOT_STARTED, kind });
    }

    pub fn close_mark(&mut self) {
        let Some(index) = self.open.pop() else { return };
        let image = self.marks[index + 1..].iter().find(|mark| matches!(mark.kind, MarkKind::Image { .. }));
        if let (MarkKind::Link { .. }, NOT_STARTED, Some(image)) =
            (&self.marks[index].kind, self.marks[index].start, image)
        {
            let at = image.start;
            (self.marks[index].start, self.marks[index].end) = (at, at);
        } else if self.marks[index].start == NOT_STARTED {
            let mark = self.marks.remove(index);
            self.mark_bytes = self.mark_bytes.saturating_sub(mark.kind.bytes());
        } else {
            let mark = &mut self.marks[index];
            mark.end = self.text.len();
            if let MarkKind::Link { title, .. } = &mut mark.kind
                && !title.is_empty()
                && says(&self.text[mark.start..], title)
            {
                title.clear();
            }
            if let MarkKind::NoteReference { target, .. } = &mut mark.kind
                && !is_sign(&self.text[mark.start..])
            {
                mark.kind = MarkKind::Link { target: std::mem::take(target), title: String::new() };
            }
        }
    }

    pub fn object(&mut self, kind: MarkKind) {
        self.emit_pending_space();
        self.has_formula |= matches!(kind, MarkKind::Math { .. });
        let at = self.text.len();
        self.mark_bytes += kind.bytes();
        self.has_object = true;
        self.marks.push(Mark { start: at, end: at, kind });
    }

    /// Returns the lengths of text and marks, for [`rewind`](Self::rewind).
    pub fn position(&self) -> (usize, usize) {
        (self.text.len(), self.marks.len())
    }

    /// Returns the text from a position on.
    pub fn text_from(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    /// Removes the beginning of the text, with the space after it.
    pub fn cut_beginning(&mut self, bytes: usize) {
        let space = self.text[bytes..].len() - self.text[bytes..].trim_start().len();
        let cut = bytes + space;
        self.text.drain(..cut);
        for place in self.marks.iter_mut().flat_map(|mark| [&mut mark.start, &mut mark.end]) {
            if *place != NOT_STARTED {
                *place = place.saturating_sub(cut);
            }
        }
    }

    /// Turns the open link into a reference to a note.
    pub fn make_reference(&mut self, number: u32) {
        if let Some(&index) = self.open.last()
            && let MarkKind::Link { target, .. } = &mut self.marks[index].kind
        {
            let target = std::mem::take(target);
            self.marks[index].kind = MarkKind::NoteReference { number, target };
        }
    }

    /// Removes the text from a position on. The marks in it are left with nothing to cover.
    pub fn forget(&mut self, start: usize) {
        self.pending_space |= self.text[start..].starts_with(' ');
        self.text.truncate(start);
        for mark in &mut self.marks {
            match mark.start {
                NOT_STARTED => {}
                at if at >= start && !mark.kind.is_between() && mark.end == NOT_STARTED => mark.start = NOT_STARTED,
                _ => mark.start = mark.start.min(start),
            }
            if mark.end != NOT_STARTED {
                mark.end = mark.end.min(start);
            }
        }
    }

    /// Removes everything after a position; must not cross marks opened or closed since.
    pub fn rewind(&mut self, (text, marks): (usize, usize)) {
        if self.open.last().is_none_or(|&index| index < marks) && text <= self.text.len() && marks <= self.marks.len() {
            // A space before becomes pending again, so that it precedes what follows.
            self.pending_space |= self.text[text..].starts_with(' ');
            self.text.truncate(text);
            self.marks.truncate(marks);
            for &index in &self.open {
                if self.marks[index].start != NOT_STARTED && self.marks[index].start >= text {
                    self.marks[index].start = NOT_STARTED;
                }
            }
        }
    }

    /// Drops the white space and marks of a block that shows nothing.
    pub fn reset(&mut self) {
        self.pending_space = false;
        let are_open = self.marks.len() == self.open.len() && self.marks.iter().all(|mark| mark.start == NOT_STARTED);
        if !are_open {
            self.take_marks(0, 0);
        } else if !self.marks.is_empty() {
            // They stay where they are: each boundary between elements ends such a block.
            self.continued += 1;
            self.mark_bytes = 0;
            self.marks.iter_mut().for_each(|mark| shorten(&mut mark.kind, self.continued > CONTINUED));
        }
    }

    /// Takes the text and marks out. Open marks continue in the next block.
    pub fn take(&mut self, verbatim: bool) -> (String, Vec<Mark>) {
        self.pending_space = false;
        let (start, text) = match verbatim {
            // The last line feed ends the last line; further ones are empty lines.
            true => (0, self.text.strip_suffix('\n').unwrap_or(&self.text)),
            false => {
                let formulas = || self.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Math { .. }));
                let start = self.text.len() - self.text.trim_start().len();
                let start = formulas().next().map_or(start, |mark| start.min(mark.start));
                let end = formulas().next_back().map_or(0, |mark| mark.end).max(self.text.trim_end().len());
                (start, self.text.get(start..end).unwrap_or_default())
            }
        };
        // A copy of the exact size; the buffer stays for the next block.
        let text = text.to_owned();
        self.text.clear();
        let marks = if self.marks.is_empty() { Vec::new() } else { self.take_marks(start, text.len()) };
        (text, marks)
    }

    /// Takes the marks out, shifted to a text of `length` bytes that begins at `start`.
    fn take_marks(&mut self, start: usize, length: usize) -> Vec<Mark> {
        self.continued += 1;
        let is_endless = self.continued > CONTINUED;
        let mut reopened: Vec<MarkKind> = self.open.iter().map(|&index| self.marks[index].kind.clone()).collect();
        reopened.iter_mut().for_each(|kind| shorten(kind, is_endless));
        let mut marks = std::mem::take(&mut self.marks);
        (self.has_object, self.has_formula, self.mark_bytes) = (false, false, 0);
        marks.retain(|mark| mark.start != NOT_STARTED);
        for mark in &mut marks {
            mark.start = mark.start.saturating_sub(start).min(length);
            mark.end = if mark.end == NOT_STARTED { length } else { mark.end.saturating_sub(start).min(length) };
        }
        marks.retain(|mark| {
            let holds_image = matches!(mark.kind, MarkKind::Link { .. });
            mark.start < mark.end || mark.kind.is_between() || holds_image
        });
        // The sort is stable: of two marks over the same characters, the one opened first stays outside.
        marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
        self.open.clear();
        for kind in reopened {
            self.reopen_mark(kind);
        }
        marks
    }

    /// Adds as much as fits, after any pending space; returns how many bytes.
    fn push_visible(&mut self, text: &str) -> usize {
        self.emit_pending_space();
        self.push_fitting(text)
    }

    /// Adds as much as fits. Where a block is cut depends on its characters alone, not on the pieces they come in.
    fn push_fitting(&mut self, text: &str) -> usize {
        let room = self.room();
        if text.is_empty() || room < ROOM {
            return 0;
        }
        let last = (room - ROOM + 1).min(text.len());
        let fits = (last..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        self.begin_open_marks();
        self.text.push_str(&text[..fits]);
        fits
    }

    fn emit_pending_space(&mut self) {
        let begun = !self.text.is_empty() || self.has_formula;
        if std::mem::take(&mut self.pending_space) && begun && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
    }

    fn begin_open_marks(&mut self) {
        for &index in self.open.iter().rev() {
            if self.marks[index].start != NOT_STARTED {
                break;
            }
            self.marks[index].start = self.text.len();
        }
    }
}

/// Maximum bytes of a title that continues in the next block; each block holds a copy.
const REOPENED_TITLE: usize = 512;

/// Maximum blocks in which a link keeps its address. Anything longer than a news card was never meant as one link.
const CONTINUED: usize = 64;

/// Shortens a mark that continues in the next block.
fn shorten(kind: &mut MarkKind, is_endless: bool) {
    if let MarkKind::Link { target, title } = kind {
        if is_endless {
            target.clear();
        }
        if is_endless || title.len() > REOPENED_TITLE {
            title.clear();
        }
    }
}

/// Whether the text contains the title, ignoring case.
fn says(text: &str, title: &str) -> bool {
    text == title || text.to_lowercase().contains(&title.to_lowercase())
}

/// Whether both are links or both the same emphasis: links do not nest. Images are never compared.
fn is_same_kind(a: &MarkKind, b: &MarkKind) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// How a byte is treated where white space collapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteClass {
    Plain,
    Space,
    /// A control character, or the lead byte of a character that may be stripped.
    Odd,
}

const BYTE_CLASSES: [ByteClass; 256] = {
    let mut classes = [ByteClass::Plain; 256];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\x0C' | b'\r' => ByteClass::Space,
            0..=0x1F | 0x7F | 0xC2 | 0xEF => ByteClass::Odd,
            _ => ByteClass::Plain,
        };
        byte += 1;
    }
    classes
};

fn is_plain(byte: u8) -> bool {
    BYTE_CLASSES[usize::from(byte)] == ByteClass::Plain
}

/// Returns the length of the longest prefix to copy unchanged: plain bytes with single spaces between words.
fn plain_run(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += whole_pieces(&bytes[at..], |byte, next| {
            is_odd(byte, next) | (byte == b' ') & ((next <= b' ') | (next == 0x7F) | (next == 0xC2) | (next == 0xEF))
        });
        at += bytes[at..].iter().position(|&byte| !is_plain(byte)).unwrap_or(bytes.len() - at);
        match bytes[at..] {
            // A space at the very start, or before something that may be stripped, takes the slow path.
            [b' ', next, ..] if at > 0 && is_plain(next) => at += 1,
            [0xC2 | 0xEF, ..] if !begins_left_out(&bytes[at..]) => at += 1,
            _ => return at,
        }
    }
}

/// Returns the length of the longest prefix of `pre` content in which nothing is stripped.
fn verbatim_run(bytes: &[u8]) -> usize {
    let is_line = |byte| (byte == b'\n') | (byte == b'\t');
    let mut at = 0;
    loop {
        at += whole_pieces(&bytes[at..], |byte, next| is_odd(byte, next) & !is_line(byte));
        match bytes[at..] {
            [byte, ..] if is_line(byte) || !begins_left_out(&bytes[at..]) => at += 1,
            _ => return at,
        }
    }
}

/// Whether the byte may begin something to strip; false for a space.
#[inline]
fn is_odd(byte: u8, next: u8) -> bool {
    (byte < b' ') | (byte == 0x7F) | (byte == 0xC2) & ((next < 0xA0) | (next == 0xAD)) | (byte == 0xEF) & (next == 0xBB)
}

/// Whether the text begins with a character that [is stripped](is_left_out).
fn begins_left_out(bytes: &[u8]) -> bool {
    matches!(bytes, [0..=0x1F | 0x7F, ..] | [0xC2, 0x80..=0x9F | 0xAD, ..] | [0xEF, 0xBB, 0xBF, ..])
}

/// Returns the length of the longest prefix of 16-byte pieces without a byte that `stops`, given the byte and its next.
/// The processor compares a whole piece at once.
#[inline]
fn whole_pieces(bytes: &[u8], stops: impl Fn(u8, u8) -> bool) -> usize {
    const PIECE: usize = 16;
    let (pieces, _) = bytes.as_chunks::<PIECE>();
    let (nexts, _) = bytes.get(1..).unwrap_or_default().as_chunks::<PIECE>();
    let goes_on = |(piece, next): &(&[u8; PIECE], &[u8; PIECE])| {
        !piece.iter().zip(*next).fold(false, |any, (&byte, &next)| any | stops(byte, next))
    };
    PIECE * pieces.iter().zip(nexts).take_while(goes_on).count()
}

fn is_left_out_of_line(c: char) -> bool {
    is_left_out(c) && !c.is_ascii_whitespace()
}

fn is_left_out_of_code(c: char) -> bool {
    is_left_out(c) && !matches!(c, '\n' | '\t')
}

/// Whether to strip a character: control characters, soft hyphens and stray byte order marks. Joiners and bidi marks
/// belong to the text.
pub(super) fn is_left_out(c: char) -> bool {
    c.is_control() || matches!(c, '\u{AD}' | '\u{FEFF}')
}

/// Returns the text on one line: no control characters, white space collapsed.
pub(super) fn one_line(text: &str) -> String {
    let text = text.trim_ascii();
    if plain_run(text.as_bytes()) == text.len() {
        return text.to_owned();
    }
    let words = text.split_ascii_whitespace().map(|word| word.replace(is_left_out, ""));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_text(source: &str, expected: &str) {
        for cut in (0..=source.len()).filter(|&cut| source.is_char_boundary(cut)) {
            let mut inline = Inline::new(&Limits::default());
            inline.push(&source[..cut]);
            inline.push(&source[cut..]);
            assert_eq!(inline.take(false).0, expected, "{source:?} cut at {cut}");
        }
    }

    #[test]
    fn a_full_block_is_cut_at_the_same_character_for_any_piece_size() {
        let limits = Limits { block_text_bytes: 64, ..Limits::default() };
        let source = "wörd 漢字  \u{1}x ".repeat(30);
        let texts = |size: usize, verbatim: bool| {
            let (mut inline, mut texts) = (Inline::new(&limits), Vec::new());
            let chars: Vec<char> = source.chars().collect();
            for piece in chars.chunks(size) {
                let piece: String = piece.iter().collect();
                let mut rest = piece.as_str();
                loop {
                    rest = if verbatim { inline.push_verbatim(rest) } else { inline.push(rest) };
                    if !inline.is_full() {
                        break;
                    }
                    texts.push(inline.take(verbatim).0);
                }
            }
            texts
        };
        for verbatim in [false, true] {
            assert!(texts(1, verbatim).len() > 4);
            assert!(texts(1, verbatim).iter().all(|text| text.len() <= 64));
            assert_eq!(texts(1, verbatim), texts(7, verbatim));
            assert_eq!(texts(1, verbatim), texts(1000, verbatim));
        }
    }

    #[test]
    fn long_text_reads_like_single_characters() {
        let pieces =
            ["word", " ", "  ", "\n", "\t", "é", "\u{A0}", "\u{AD}", "\u{85}", "\0", "漢字，", "\u{FEFF}", "\u{FEF0}"];
        let mut seed = 7_usize;
        for _ in 0..400 {
            let mut text = String::new();
            for _ in 0..60 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let piece = seed >> 33;
                // Mostly words, so that whole pieces are plain.
                text.push_str(pieces.get(piece % 40).copied().unwrap_or("word "));
            }
            let read = |by_character: bool, verbatim: bool| {
                let mut inline = Inline::new(&Limits::default());
                let ends = text
                    .char_indices()
                    .map(|(at, c)| at + c.len_utf8())
                    .filter(|&end| by_character || end == text.len());
                let mut start = 0;
                for end in ends {
                    let piece = &text[std::mem::replace(&mut start, end)..end];
                    let rest = if verbatim { inline.push_verbatim(piece) } else { inline.push(piece) };
                    assert_eq!(rest, "");
                }
                inline.take(verbatim).0
            };
            for verbatim in [false, true] {
                assert_eq!(read(false, verbatim), read(true, verbatim), "{text:?}");
            }
            let kept: String = text.chars().filter(|&c| matches!(c, '\n' | '\t') || !is_left_out(c)).collect();
            assert_eq!(read(false, true), kept.strip_suffix('\n').unwrap_or(&kept));
        }
    }

    #[test]
    fn white_space_collapses_around_stripped_characters() {
        assert_text("  a  b\t\nc ", "a b c");
        assert_text("Myers \u{96} South", "Myers South");
        assert_text("co\u{AD}op \u{FEFF} x\0y", "coop xy");
        assert_text("می\u{200C}خواهم \u{200F}«é» ｆ", "می\u{200C}خواهم \u{200F}«é» ｆ");
        assert_text("a\u{A0}b", "a\u{A0}b");
    }
}
