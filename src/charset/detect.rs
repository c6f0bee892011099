//! Detects an encoding from the content alone.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

const ESCAPE: u8 = 0x1B;

/// Returns the length of the prefix that every ASCII-compatible encoding decodes alike.
///
/// It ends at an escape byte, which switches character sets in ISO-2022-JP.
pub(super) fn plain_ascii_up_to(bytes: &[u8]) -> usize {
    let ascii = Encoding::ascii_valid_up_to(bytes);
    memchr::memchr(ESCAPE, &bytes[..ascii]).unwrap_or(ascii)
}

/// Guesses the encoding of a window that begins with a non-ASCII byte and is not UTF-8.
pub(super) fn guess(window: &[u8], ends_here: bool, tld: Option<&[u8]>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(window, ends_here);
    // ASCII with escapes is ISO-2022-JP, or UTF-8 with stray control characters.
    let utf8 = if window.is_ascii() { Utf8Detection::Allow } else { Utf8Detection::Deny };
    detector.guess(tld, utf8)
}
