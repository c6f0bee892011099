//! Recognises datelines: lines made only of the title, the site, the author, a place, a date or a time.

use crate::extract::output::Page;

/// Maximum length of a dateline, in bytes.
const LINE_MAX: usize = 240;

/// Maximum number of parts that are neither a name of the page nor a date, such as a place or a day of the week, and of
/// words in one.
const MOST_PLACES: usize = 2;
const PLACE_WORDS: usize = 3;

/// Maximum number of words without digits in a date: `miércoles 12 de marzo de 2024`.
const DATE_WORDS: usize = 4;

/// Whether a line consists of names of the page, and of a date with at most two places beside it.
pub(super) fn is_dateline(line: &str, page: &mut Page) -> bool {
    if line.len() > LINE_MAX {
        return false;
    }
    page.fold_names();
    let context = page.context();
    let mut rest = line;
    // A title may have any separator in it.
    for name in [context.title, context.site, context.author].into_iter().flatten().filter(|name| name.len() > 2) {
        rest = rest.strip_prefix(name).unwrap_or(rest);
        rest = rest.trim_end().strip_suffix(name).unwrap_or(rest);
    }
    let is_named = rest.len() < line.len();
    let (mut dates, mut places, mut named) = (false, 0, is_named);
    for part in rest.split(is_separator).flat_map(|part| part.split(" - ")).map(str::trim) {
        let part = part.trim_matches(|c: char| !c.is_alphanumeric());
        if part.is_empty() {
            continue;
        }
        if page.has_name(part) {
            named = true;
            continue;
        }
        let is_numeric = |word: &&str| word.chars().any(char::is_numeric);
        let words = part.split_whitespace().filter(|word| !is_numeric(word)).count();
        if part.chars().any(char::is_numeric) {
            // `Founded: 1902` is a fact.
            if words > DATE_WORDS || has_label(part) {
                return false;
            }
            dates = true;
        } else if words <= PLACE_WORDS && part.split_whitespace().all(is_name) {
            places += 1;
        } else {
            return false;
        }
    }
    // The parser decides whether the numbers are a date.
    let is_dated = dates && places <= MOST_PLACES && page.metadata.date(rest).is_some();
    is_dated || named && !dates && places == 0
}

fn is_separator(c: char) -> bool {
    matches!(c, '|' | '·' | '•' | '–' | '—' | ',' | '،' | '、' | '(' | ')' | '[' | ']' | ';' | '›' | '»')
}

/// Whether a colon follows a letter.
fn has_label(part: &str) -> bool {
    part.split_once(':').is_some_and(|(before, _)| before.trim_end().ends_with(char::is_alphabetic))
}

/// Whether a word can be that of a place: it begins with a capital, or its script has none.
fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}
