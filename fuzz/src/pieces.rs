//! Cuts a page into pieces, like a network, and cleans it piece by piece.

use std::fmt::Debug;

use tamis::{Cleaner, Formatter, Options, Report};

/// How a page is cut, encoded in one byte so that a fuzzer can choose.
#[derive(Debug, Clone, Copy)]
pub enum Cuts {
    Whole,
    Every(usize),
    /// Random pieces, seeded by the number. They may be empty.
    Anywhere(u32),
}

impl Cuts {
    /// Decodes a byte: small ones are fixed sizes, the others seed random sequences.
    pub fn new(byte: u8) -> Cuts {
        match byte {
            0..32 => Cuts::Every(usize::from(byte) + 1),
            _ => Cuts::Anywhere(u32::from(byte)),
        }
    }

    /// Returns the pieces, which together make up `page`.
    pub fn of(self, page: &[u8]) -> impl Iterator<Item = &[u8]> {
        let (mut rest, mut state) = (page, 0u32);
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let size = match self {
                Cuts::Whole => rest.len(),
                Cuts::Every(size) => size,
                Cuts::Anywhere(start) => {
                    // A linear congruential generator is irregular enough.
                    state = state.wrapping_mul(1_664_525).wrapping_add(start * 2 + 1_013_904_223);
                    // Mostly small pieces, some of a few hundred bytes.
                    let most = if state >> 30 == 0 { 600 } else { 12 };
                    (state >> 8) as usize % most
                }
            };
            let (piece, after) = rest.split_at(size.min(rest.len()));
            rest = after;
            Some(piece)
        })
    }
}

/// Returns output and report of a page in these pieces.
pub fn clean(page: &[u8], options: &Options, cuts: Cuts) -> (Vec<u8>, Report) {
    let mut cleaner = Cleaner::new(options, Formatter::new(options, Vec::new()));
    for piece in cuts.of(page) {
        cleaner.write(piece).expect("writing to memory does not fail");
    }
    let (report, formatter) = cleaner.finish().expect("writing to memory does not fail");
    (formatter.into_inner(), report)
}

/// Returns the output of the page, after asserting that it does not depend on the cuts.
#[track_caller]
pub fn same_in_pieces(page: &[u8], options: &Options, cuts: Cuts) -> (String, Report) {
    let (whole, report) = clean(page, options, Cuts::Whole);
    let (pieces, report_of_pieces) = clean(page, options, cuts);
    let whole = String::from_utf8(whole).expect("output is UTF-8");
    let what = format!("depends on the cuts {cuts:?}");
    assert_same(&whole, &String::from_utf8_lossy(&pieces), &format!("the output {what}"));
    assert_equal(&report, &report_of_pieces, &format!("the report {what}"));
    (whole, report)
}

/// Asserts that two texts are equal; shows the first difference, because whole pages are too long.
#[track_caller]
pub fn assert_same(one: &str, other: &str, what: &str) {
    let at = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let bytes = text.as_bytes();
        String::from_utf8_lossy(&bytes[at.saturating_sub(60)..bytes.len().min(at + 60)]).into_owned()
    };
    assert!(one == other, "{what}, at byte {at}:\n  {:?}\n  {:?}", around(one), around(other));
}

#[track_caller]
pub fn assert_equal<T: PartialEq + Debug>(one: &T, other: &T, what: &str) {
    if one != other {
        assert_same(&format!("{one:#?}"), &format!("{other:#?}"), what);
    }
}
