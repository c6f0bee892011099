//! SHA-1 digests in the form of WARC, identifiers derived from them, and hashes of texts.

use sha1_smol::Sha1;
use sha2::{Digest as _, Sha256};

/// Returns `sha1:` and the digest in base 32, the form of `WARC-Block-Digest`.
pub fn labelled(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digest = Sha1::from(bytes).digest().bytes();
    let mut text = String::from("sha1:");
    // 160 bits make 32 letters of 5 bits.
    for five in digest.chunks(5) {
        let bits = five.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        text.extend((0..8).map(|at| char::from(LETTERS[(bits >> (35 - 5 * at)) as usize & 31])));
    }
    text
}

/// A hash of a text; 128 bits make collisions implausible.
pub type TextHash = [u8; 16];

/// Returns the SHA-256 of a text, in hexadecimal digits.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the first half of the SHA-256 of a text.
pub fn text_hash(text: &str) -> TextHash {
    Sha256::digest(text).first_chunk().copied().unwrap_or_default()
}

/// Returns a fingerprint of the bytes, in hexadecimal digits.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha1::from(bytes).digest().to_string()
}

/// Derives a UUID from a text (RFC 9562, version 5, in the namespace of URLs).
pub fn uuid(text: &str) -> String {
    const NAMESPACE: [u8; 16] =
        [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
    let mut hash = Sha1::new();
    hash.update(&NAMESPACE);
    hash.update(text.as_bytes());
    let mut bytes = hash.digest().bytes();
    bytes[6] = bytes[6] & 0x0F | 0x50;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex: String = bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_match_the_published_ones() {
        // FIPS 180-1, and Common Crawl's digest of an empty payload.
        assert_eq!(labelled(b""), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
        assert_eq!(labelled(b"abc"), "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5");
        assert_eq!(fingerprint(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }

    #[test]
    fn the_same_text_has_the_same_uuid() {
        // Python: uuid.uuid5(uuid.NAMESPACE_URL, "https://tea.example/")
        assert_eq!(uuid("https://tea.example/"), "1d60edd7-1048-5727-9c33-c4a0f1e57656");
    }
}
