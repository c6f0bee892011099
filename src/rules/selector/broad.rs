//! Detects selectors that are probably too broad: they match the whole page, or parts of unrelated words.

use super::SelectorList;
use super::syntax::{Combinator, Complex, Part, Simple};
use crate::html::{Tag, tags};

const PAGE: [(Tag, &str); 4] = [(tags::HTML, "html"), (tags::HEAD, "head"), (tags::BODY, "body"), (tags::MAIN, "main")];

impl SelectorList {
    /// Returns the whole-page element that the list matches, by its name or because the selector has no condition.
    pub(crate) fn whole_page(&self) -> Option<&'static str> {
        PAGE.iter().find(|(tag, _)| self.0.iter().any(|complex| can_be(complex, *tag))).map(|(_, name)| *name)
    }

    /// Returns the value of the first `[class*="…"]` or `[id*="…"]` that is shorter than `least` characters.
    pub(crate) fn short_piece_of_name(&self, least: usize) -> Option<&str> {
        self.0.iter().find_map(|complex| short_piece(complex, least))
    }
}

/// Returns whether the selector can match this element with no condition but its name.
fn can_be(complex: &Complex, tag: Tag) -> bool {
    let Some((subject, before)) = complex.steps.split_last() else { return false };
    let is_named = subject.parts.contains(&Part::Simple(Simple::Type(tag)));
    // A selector with a combinator matches the page only by name.
    (before.is_empty() && subject.combinator == Combinator::Descendant || is_named)
        && subject.parts.iter().all(|part| allows(part, tag))
}

fn allows(part: &Part, tag: Tag) -> bool {
    match part {
        Part::Simple(Simple::Type(name)) => *name == tag,
        Part::Simple(Simple::Root) => tag == tags::HTML,
        Part::Simple(Simple::Nth(_)) => true,
        // `body` can have any class, but a selector with a class targets something smaller.
        Part::Simple(Simple::Class(_) | Simple::Id(_) | Simple::Attribute(_)) => false,
        Part::Is(list) => list.iter().any(|complex| can_be(complex, tag)),
        Part::Not(list) => !list.iter().any(|complex| can_be(complex, tag)),
    }
}

fn short_piece(complex: &Complex, least: usize) -> Option<&str> {
    complex.steps.iter().flat_map(|step| &step.parts).find_map(|part| match part {
        Part::Simple(Simple::Attribute(test)) => test.piece_of_name().filter(|piece| {
            // A value with hyphens or underscores around it is a whole word.
            let is_word = |c: char| !c.is_alphanumeric();
            piece.chars().count() < least && !(piece.starts_with(is_word) && piece.ends_with(is_word))
        }),
        Part::Simple(_) => None,
        Part::Is(list) | Part::Not(list) => list.iter().find_map(|complex| short_piece(complex, least)),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::selector::parse;

    #[test]
    fn selectors_that_match_the_whole_page() {
        let whole = |text: &str| parse(text).unwrap().whole_page();
        assert_eq!(whole("body"), Some("body"));
        assert_eq!(whole(".a, html > body"), Some("body"));
        assert_eq!(whole(":is(main, article)"), Some("main"));
        assert_eq!(whole("*"), Some("html"));
        assert_eq!(whole(":not(.a)"), Some("html"));
        assert_eq!(whole(":root"), Some("html"));
        for narrow in ["p", ".a", "body.single", "main > *", "[hidden]", ":not(html, head, body, main)", "div ~ p"] {
            assert_eq!(whole(narrow), None, "{narrow}");
        }
    }

    #[test]
    fn substrings_of_names_that_are_too_short() {
        let short = |text: &str| parse(text).unwrap().short_piece_of_name(4).map(str::to_owned);
        assert_eq!(short("p, [class*='ad']").as_deref(), Some("ad"));
        assert_eq!(short(":not([id*=ad])").as_deref(), Some("ad"));
        for fine in ["[class*='share']", "[class='ad']", "[href*='ad']", "[class*='-ad-']", "[class^='ad']"] {
            assert_eq!(short(fine), None, "{fine}");
        }
    }
}
