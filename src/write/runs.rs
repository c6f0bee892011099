//! Finds the next byte of a sort in a text: whole pieces without any are passed over at once.

/// Bytes that every processor compares at once.
const PIECE: usize = 16;

/// Where the first byte is that is one of the sort. Tests must be plain comparisons, joined without short cuts, so that
/// they are made for many bytes at once.
#[inline]
pub(super) fn find(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let (pieces, _) = bytes.as_chunks::<PIECE>();
    let any = |piece: &[u8; PIECE]| piece.iter().fold(false, |any, &byte| any | is(byte));
    let start = PIECE * pieces.iter().take_while(|piece| !any(piece)).count();
    // What is left over is the end of a piece that begins before.
    if bytes.len() - start < PIECE && bytes.last_chunk().is_some_and(|piece| !any(piece)) {
        return None;
    }
    bytes[start..].iter().position(|&byte| is(byte)).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_first_of_a_sort_is_found_wherever_it_stands() {
        for length in 0..100 {
            let mut text = vec![b'a'; length];
            assert_eq!(find(&text, |byte| byte == b'b'), None);
            for at in (0..length).rev() {
                text[at] = b'b';
                assert_eq!(find(&text, |byte| byte == b'b'), Some(at));
            }
        }
    }
}
