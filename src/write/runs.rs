//! Finds the next byte of a set in a text, eight bytes at a time.

pub(super) type ByteSet = [bool; 256];

/// Returns the set of single bytes and inclusive ranges.
pub(super) const fn set(bytes: &[u8], ranges: &[(u8, u8)]) -> ByteSet {
    let mut set = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        set[bytes[at] as usize] = true;
        at += 1;
    }
    let mut at = 0;
    while at < ranges.len() {
        let mut byte = ranges[at].0 as usize;
        while byte <= ranges[at].1 as usize {
            set[byte] = true;
            byte += 1;
        }
        at += 1;
    }
    set
}

#[inline]
pub(super) fn find(bytes: &[u8], set: &ByteSet) -> Option<usize> {
    // Half the instructions of one byte at a time; comparing with each byte of the set takes more.
    const PIECE: usize = 8;
    let (pieces, _) = bytes.as_chunks::<PIECE>();
    let any = |piece: &[u8; PIECE]| piece.iter().fold(false, |any, &byte| any | set[usize::from(byte)]);
    let start = PIECE * pieces.iter().take_while(|piece| !any(piece)).count();
    bytes[start..].iter().position(|&byte| set[usize::from(byte)]).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::{ByteSet, find, set};

    #[test]
    fn the_first_byte_of_the_set_is_found_at_any_position() {
        const SET: ByteSet = set(b"b", &[(b'x', b'z')]);
        for length in 0..40 {
            let mut text = vec![b'a'; length];
            assert_eq!(find(&text, &SET), None);
            for at in (0..length).rev() {
                text[at] = b"bxyz"[at % 4];
                assert_eq!(find(&text, &SET), Some(at));
            }
        }
    }
}
