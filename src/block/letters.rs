//! A table of names by their first two letters. Most names of a page have no entry, which this finds out fast.

const LETTERS: usize = 26;

/// Names, each with a value.
#[derive(Debug)]
pub(super) struct ByLetters<T>(Vec<Vec<(&'static [u8], T)>>);

impl<T> ByLetters<T> {
    /// Panics if a name does not begin with two small letters.
    pub fn new(names: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut lists: Vec<Vec<_>> = (0..LETTERS * LETTERS).map(|_| Vec::new()).collect();
        for (name, value) in names {
            let at = place(name.as_bytes()).unwrap_or_else(|| panic!("`{name}` must begin with two small letters"));
            lists[at].push((name.as_bytes(), value));
        }
        ByLetters(lists)
    }

    /// Returns the names with the first two letters of this one.
    pub fn like(&self, name: &[u8]) -> &[(&'static [u8], T)] {
        place(name).map_or(&[], |at| self.0[at].as_slice())
    }
}

fn place(name: &[u8]) -> Option<usize> {
    let letter = |byte: u8| Some(usize::from(byte.wrapping_sub(b'a'))).filter(|&at| at < LETTERS);
    let [first, second, ..] = name else { return None };
    Some(letter(*first)? * LETTERS + letter(*second)?)
}
