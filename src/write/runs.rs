//! Finds the next byte of a sort in a text: pieces without any are passed over at once.

/// Which bytes are of the sort.
pub(super) type Sort = [bool; 256];

/// The sort of these bytes, and of those from one to another.
pub(super) const fn sort(bytes: &[u8], ranges: &[(u8, u8)]) -> Sort {
    let mut sort = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        sort[bytes[at] as usize] = true;
        at += 1;
    }
    let mut at = 0;
    while at < ranges.len() {
        let mut byte = ranges[at].0 as usize;
        while byte <= ranges[at].1 as usize {
            sort[byte] = true;
            byte += 1;
        }
        at += 1;
    }
    sort
}

/// Where the first byte of the sort is.
#[inline]
pub(super) fn find(bytes: &[u8], sort: &Sort) -> Option<usize> {
    // Half the instructions of a byte at a time. Comparing all with each byte of the sort takes more.
    const PIECE: usize = 8;
    let (pieces, _) = bytes.as_chunks::<PIECE>();
    let any = |piece: &[u8; PIECE]| piece.iter().fold(false, |any, &byte| any | sort[usize::from(byte)]);
    let start = PIECE * pieces.iter().take_while(|piece| !any(piece)).count();
    bytes[start..].iter().position(|&byte| sort[usize::from(byte)]).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::{Sort, find, sort};

    #[test]
    fn the_first_of_a_sort_is_found_wherever_it_stands() {
        const SORT: Sort = sort(b"b", &[(b'x', b'z')]);
        for length in 0..40 {
            let mut text = vec![b'a'; length];
            assert_eq!(find(&text, &SORT), None);
            for at in (0..length).rev() {
                text[at] = b"bxyz"[at % 4];
                assert_eq!(find(&text, &SORT), Some(at));
            }
        }
    }
}
