//! A set of hashes. They are numbers that look random already, and most of the time they are all different.

/// Hashes, each in the first free place from the one that its highest bits name.
#[derive(Debug, Default)]
pub(super) struct Hashes {
    /// A power of two of them; 0 is free.
    places: Vec<u64>,
    count: usize,
}

/// Places at first. At most half of them are taken.
const FIRST: usize = 64;

/// A hash that finds no place so near to its own is not remembered: hashes made to meet cost little time.
const FURTHEST: usize = 128;

impl Hashes {
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn contains(&self, hash: u64) -> bool {
        self.count > 0 && self.place(hash.max(1)).is_some_and(|at| self.places[at] != 0)
    }

    pub fn insert(&mut self, hash: u64) {
        if self.count * 2 >= self.places.len() {
            self.grow();
        }
        self.put(hash.max(1));
    }

    fn put(&mut self, hash: u64) {
        if let Some(at) = self.place(hash) {
            self.count += usize::from(self.places[at] == 0);
            self.places[at] = hash;
        }
    }

    /// Where the hash is, or would be.
    fn place(&self, hash: u64) -> Option<usize> {
        let mask = self.places.len() - 1;
        let first = hash.rotate_left(self.places.len().trailing_zeros()) as usize & mask;
        (first..first + FURTHEST).map(|at| at & mask).find(|&at| self.places[at] == 0 || self.places[at] == hash)
    }

    fn grow(&mut self) {
        let places = vec![0; (self.places.len() * 2).max(FIRST)];
        let old = std::mem::replace(&mut self.places, places);
        self.count = 0;
        old.into_iter().filter(|&hash| hash != 0).for_each(|hash| self.put(hash));
    }
}

impl FromIterator<u64> for Hashes {
    fn from_iter<I: IntoIterator<Item = u64>>(all: I) -> Self {
        let mut hashes = Hashes::default();
        all.into_iter().for_each(|hash| hashes.insert(hash));
        hashes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_in_and_nothing_else() {
        let hash = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let hashes: Hashes = (0..5000).chain(100..200).map(hash).collect();
        assert_eq!(hashes.len(), 5000);
        assert!((0..5000).all(|number| hashes.contains(hash(number))));
        assert!(!(5000..20_000).any(|number| hashes.contains(hash(number))));
    }

    #[test]
    fn hashes_that_meet_are_forgotten_rather_than_looked_for() {
        let hashes: Hashes = (0..10_000).collect();
        assert!(hashes.len() < 10_000 && hashes.contains(5) && !hashes.contains(10_001));
    }
}
