//! Selects records by address, HTTP status, media type, language and length.

use regex::Regex;

use super::count::Fate;

/// The records to keep. An empty filter keeps all.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Media types, such as `text/plain` or `text/*`. By default HTML and XHTML pages, and the text of WET records.
    pub mime: Vec<String>,
    /// HTTP statuses. Records without a status are kept.
    pub status: Vec<u16>,
    /// Languages (BCP 47; only the first subtag counts): the identified language, else the declared one.
    pub languages: Vec<String>,
    /// Minimum number of words. A letter of a script without spaces counts as half a word.
    pub min_words: u64,
    /// Pattern for the address.
    pub url: Option<Regex>,
}

impl Filters {
    pub(super) fn wants_url(&self, url: &str) -> Result<(), Fate> {
        let wanted = self.url.as_ref().is_none_or(|pattern| pattern.is_match(url));
        if wanted { Ok(()) } else { Err(Fate::Url) }
    }

    pub(super) fn wants_status(&self, status: Option<u16>) -> Result<(), Fate> {
        let wanted = self.status.is_empty() || status.is_none_or(|status| self.status.contains(&status));
        if wanted { Ok(()) } else { Err(Fate::Status) }
    }

    /// Whether the media type (lower case, without parameters) is wanted.
    pub(super) fn wants_mime(&self, media: &str, is_page: bool) -> Result<(), Fate> {
        if self.mime.is_empty() {
            return if is_page { Ok(()) } else { Err(Fate::NotHtml) };
        }
        let fits = |wanted: &String| match wanted.strip_suffix('*') {
            Some(start) => media.starts_with(&start.to_ascii_lowercase()),
            None => media.eq_ignore_ascii_case(wanted),
        };
        if self.mime.iter().any(fits) { Ok(()) } else { Err(Fate::Mime) }
    }

    pub(super) fn wants_language(&self, language: Option<&str>) -> Result<(), Fate> {
        let first = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let wanted = self.languages.is_empty()
            || language.is_some_and(|own| self.languages.iter().any(|wanted| first(wanted) == first(own)));
        if wanted { Ok(()) } else { Err(Fate::Language) }
    }

    pub(super) fn wants_words(&self, words: u64) -> Result<(), Fate> {
        if words >= self.min_words { Ok(()) } else { Err(Fate::Words) }
    }
}

/// Counts words for [`Filters::min_words`].
pub fn words(text: &str) -> u64 {
    let spaceless = |c: char| {
        matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
    };
    let of_letters = text.chars().filter(|c| spaceless(*c)).count() as u64 / 2;
    let has_letters = |word: &&str| word.chars().any(|c| c.is_alphanumeric() && !spaceless(c));
    let spaced = text.split_whitespace().filter(has_letters).count() as u64;
    spaced + of_letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_filter_keeps_all_pages() {
        let all = Filters::default();
        assert_eq!(all.wants_status(Some(404)), Ok(()));
        assert_eq!(all.wants_language(None), Ok(()));
        assert_eq!(all.wants_words(0), Ok(()));
        assert_eq!(all.wants_mime("text/html", true), Ok(()));
        assert_eq!(all.wants_mime("image/png", false), Err(Fate::NotHtml));
    }

    #[test]
    fn each_filter_gives_its_own_fate() {
        let filters = Filters {
            mime: vec!["text/*".into()],
            status: vec![200],
            languages: vec!["pt".into()],
            min_words: 3,
            url: Some(Regex::new("^https://tea").unwrap()),
        };
        assert_eq!(filters.wants_url("https://tea.example/"), Ok(()));
        assert_eq!(filters.wants_url("https://mud.example/tea"), Err(Fate::Url));
        assert_eq!((filters.wants_status(Some(404)), filters.wants_status(None)), (Err(Fate::Status), Ok(())));
        assert_eq!(
            (filters.wants_mime("text/plain", false), filters.wants_mime("image/png", false)),
            (Ok(()), Err(Fate::Mime))
        );
        assert_eq!(
            (filters.wants_language(Some("pt-BR")), filters.wants_language(None)),
            (Ok(()), Err(Fate::Language))
        );
        assert_eq!((filters.wants_words(3), filters.wants_words(2)), (Ok(()), Err(Fate::Words)));
    }

    #[test]
    fn letters_of_scripts_without_spaces_count_as_half_words() {
        assert_eq!(words("Boil the water."), 3);
        assert_eq!(words("烧开水，泡茶。"), 2);
        assert_eq!(words(""), 0);
    }
}
