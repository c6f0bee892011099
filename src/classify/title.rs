//! Tells how much of a short text stands in the page's title, by groups of three letters, in any script.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use super::hash::{Same, mix};

/// The most letters of a title, and of a text that is compared with it.
const MOST_TITLE: usize = 300;
const MOST_TEXT: usize = 240;

/// The groups of three letters of the title.
#[derive(Debug, Default)]
pub(super) struct Title {
    groups: HashSet<u64, BuildHasherDefault<Same>>,
}

impl Title {
    pub fn set(&mut self, title: &str) {
        self.groups = groups(title, MOST_TITLE).collect();
    }

    /// Share of the groups of the text or of the title, whichever has fewer, that stand in both; -1 if not known.
    pub fn overlap(&self, text: &str) -> f32 {
        if self.groups.is_empty() || text.len() > 4 * MOST_TEXT {
            return -1.0;
        }
        let (mut all, mut found) = (0usize, 0usize);
        for group in groups(text, MOST_TEXT) {
            all += 1;
            found += usize::from(self.groups.contains(&group));
        }
        match all.min(self.groups.len()) {
            0 => -1.0,
            fewer => (found as f32 / fewer as f32).min(1.0),
        }
    }
}

/// Three letters in a row, words run together. Letters are compared as they are: not every script has capitals.
fn groups(text: &str, most: usize) -> impl Iterator<Item = u64> {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).take(most);
    let mut last = (0u64, 0u64);
    letters.filter_map(move |c| {
        let (first, second) = last;
        last = (second, u64::from(c));
        (first != 0).then(|| mix(mix(first, second), u64::from(c)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_overlaps_its_title_and_other_text_does_not() {
        let mut title = Title::default();
        title.set("Old library opens again - The Kettle");
        assert_eq!(title.overlap("Old library opens again"), 1.0);
        assert!(title.overlap("Tram drivers go on strike") < 0.2);
        title.set("المكتبة القديمة تفتح أبوابها من جديد");
        assert_eq!(title.overlap("المكتبة القديمة تفتح أبوابها"), 1.0);
    }
}
