//! Selects records by address, HTTP status, media type, language and length.

use regex::Regex;

use super::Error;
use super::count::Outcome;
use super::globs::Globs;
use super::statuses::Statuses;
use crate::metadata::short_code;

/// The records to keep. By default those with status `2xx` that are pages.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Filters {
    mime: Vec<String>,
    statuses: Statuses,
    languages: Vec<&'static str>,
    min_words: u64,
    url: Option<Regex>,
    names: Globs,
}

impl Filters {
    /// Creates an empty filter.
    pub fn new() -> Filters {
        Filters::default()
    }

    /// Sets media types, such as `text/plain` or `text/*`. By default HTML and XHTML pages, and the text of WET records.
    pub fn mime(mut self, types: impl IntoIterator<Item = String>) -> Filters {
        self.mime = types.into_iter().collect();
        self
    }

    /// Sets HTTP statuses; by default `2xx`. Records without a status are kept.
    pub fn status(mut self, statuses: Statuses) -> Filters {
        self.statuses = statuses;
        self
    }

    /// Sets languages by codes of ISO 639-1 or 639-3: of the identified language, else of the declared one.
    ///
    /// # Errors
    ///
    /// If a code is not that of a language that tamis identifies.
    pub fn languages<'a>(mut self, codes: impl IntoIterator<Item = &'a str>) -> Result<Filters, Error> {
        let known = |code: &'a str| short_code(code).ok_or_else(|| Error::Language(code.to_owned()));
        self.languages = codes.into_iter().map(known).collect::<Result<_, _>>()?;
        Ok(self)
    }

    /// Sets the minimum number of words. A letter of a script without spaces counts as half a word.
    pub fn min_words(mut self, words: u64) -> Filters {
        self.min_words = words;
        self
    }

    /// Sets a pattern for the address.
    pub fn url(mut self, pattern: Regex) -> Filters {
        self.url = Some(pattern);
        self
    }

    /// Sets patterns for the names of files that are found in folders: one of `include`, if there is any, and none of
    /// `exclude`. `*.html` fits in every folder, `news/*.html` below the named one; a folder that `exclude` fits is left
    /// out whole.
    ///
    /// # Errors
    ///
    /// If a pattern is invalid.
    pub fn files(mut self, include: &[String], exclude: &[String]) -> Result<Filters, Error> {
        self.names = Globs::new(include, exclude)?;
        Ok(self)
    }

    pub(super) fn names(&self) -> &Globs {
        &self.names
    }

    /// Whether the language of each page must be known.
    pub(super) fn need_language(&self) -> bool {
        !self.languages.is_empty()
    }

    /// Whether the words of each page must be counted.
    pub(super) fn count_words(&self) -> bool {
        self.min_words > 0
    }

    pub(super) fn wants_url(&self, url: &str) -> Result<(), Outcome> {
        let wanted = self.url.as_ref().is_none_or(|pattern| pattern.is_match(url));
        if wanted { Ok(()) } else { Err(Outcome::Url) }
    }

    pub(super) fn wants_status(&self, status: Option<u16>) -> Result<(), Outcome> {
        let wanted = status.is_none_or(|status| self.statuses.has(status));
        if wanted { Ok(()) } else { Err(Outcome::Status) }
    }

    /// Whether the media type (lower case, without parameters) is wanted.
    pub(super) fn wants_mime(&self, media: &str, is_page: bool) -> Result<(), Outcome> {
        if self.mime.is_empty() {
            return if is_page { Ok(()) } else { Err(Outcome::NotHtml) };
        }
        let fits = |wanted: &String| match wanted.strip_suffix('*') {
            Some(start) => media.starts_with(&start.to_ascii_lowercase()),
            None => media.eq_ignore_ascii_case(wanted),
        };
        if self.mime.iter().any(fits) { Ok(()) } else { Err(Outcome::Mime) }
    }

    pub(super) fn wants_language(&self, language: Option<&str>) -> Result<(), Outcome> {
        let code = |tag: &str| short_code(tag.split(['-', '_']).next().unwrap_or_default());
        let wanted =
            self.languages.is_empty() || language.and_then(code).is_some_and(|own| self.languages.contains(&own));
        if wanted { Ok(()) } else { Err(Outcome::Language) }
    }

    pub(super) fn wants_words(&self, words: u64) -> Result<(), Outcome> {
        if words >= self.min_words { Ok(()) } else { Err(Outcome::Words) }
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
        assert_eq!((all.wants_status(Some(204)), all.wants_status(Some(404))), (Ok(()), Err(Outcome::Status)));
        assert_eq!(all.wants_language(None), Ok(()));
        assert_eq!(all.wants_words(0), Ok(()));
        assert_eq!(all.wants_mime("text/html", true), Ok(()));
        assert_eq!(all.wants_mime("image/png", false), Err(Outcome::NotHtml));
    }

    #[test]
    fn each_filter_gives_its_own_outcome() {
        let filters = Filters::new()
            .mime(["text/*".into()])
            .status("200".parse().unwrap())
            .languages(["por"])
            .unwrap()
            .min_words(3)
            .url(Regex::new("^https://tea").unwrap());
        assert_eq!(filters.wants_url("https://tea.example/"), Ok(()));
        assert_eq!(filters.wants_url("https://mud.example/tea"), Err(Outcome::Url));
        assert_eq!((filters.wants_status(Some(404)), filters.wants_status(None)), (Err(Outcome::Status), Ok(())));
        assert_eq!(
            (filters.wants_mime("text/plain", false), filters.wants_mime("image/png", false)),
            (Ok(()), Err(Outcome::Mime))
        );
        assert_eq!(
            (filters.wants_language(Some("pt-BR")), filters.wants_language(None)),
            (Ok(()), Err(Outcome::Language))
        );
        assert_eq!((filters.wants_words(3), filters.wants_words(2)), (Ok(()), Err(Outcome::Words)));
    }

    #[test]
    fn languages_have_codes_of_two_or_three_letters() {
        for (code, tag) in
            [("no", "nb-NO"), ("nor", "no"), ("zho", "zh-Hans"), ("cmn", "zh"), ("FAS", "fa"), ("eng", "en_GB")]
        {
            let filters = Filters::new().languages([code]).unwrap();
            assert_eq!(filters.wants_language(Some(tag)), Ok(()), "{code} {tag}");
            assert_eq!(filters.wants_language(Some("de")), Err(Outcome::Language), "{code}");
        }
        for unknown in ["english", "xx", "e", "", "en-GB"] {
            assert!(matches!(Filters::new().languages([unknown]), Err(Error::Language(_))), "{unknown}");
        }
    }

    #[test]
    fn letters_of_scripts_without_spaces_count_as_half_words() {
        assert_eq!(words("Boil the water."), 3);
        assert_eq!(words("烧开水，泡茶。"), 2);
        assert_eq!(words(""), 0);
    }
}
