//! Compiles a phrase with placeholders, such as `{n} comments` or `{site} - `, into a small matcher for folded text.

use std::borrow::Cow;
use std::ops::Range;

use super::Context;
use super::gate::End;
use super::letters::numbers_as_one;
use super::normalise::{core, fold, fold_phrase, is_lead, is_trail};
use super::prefix_set::{Prefix, first};
use crate::rules::file::{PLACEHOLDERS, Phrase};

/// Minimum length of a title or site name, in characters.
const SHORTEST_NAME: usize = 3;

const DATE_MAX: usize = 80;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Number,
    Title,
    Site,
    Author,
    Date,
}

/// A folded phrase, split at its placeholders.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pieces: Vec<Piece>,
}

/// The names of a document, folded. Unknown or too short names are empty.
#[derive(Debug, Default)]
pub(super) struct Names {
    title: Name,
    site: Name,
    author: Name,
    heads: End,
    tails: End,
}

#[derive(Debug, Default)]
struct Name {
    raw: Option<String>,
    forms: Vec<String>,
}

impl Template {
    /// Splits a phrase. With `whole`, marks at the ends are ignored, as in a folded block.
    pub(super) fn new(phrase: &Phrase, whole: bool) -> Template {
        let folded = phrase.folded.as_deref().map_or_else(|| Cow::Owned(fold_phrase(&phrase.text)), Cow::Borrowed);
        let mut pieces = Vec::with_capacity(1);
        let mut rest = &*folded;
        while let Some(at) = rest.bytes().position(|byte| (1..=PLACEHOLDERS.len()).contains(&byte.into())) {
            if at > 0 {
                pieces.push(Piece::Literal(rest[..at].to_owned()));
            }
            pieces.push(match PLACEHOLDERS[usize::from(rest.as_bytes()[at]) - 1] {
                "n" => Piece::Number,
                "title" => Piece::Title,
                "site" => Piece::Site,
                "author" => Piece::Author,
                _ => Piece::Date,
            });
            rest = &rest[at + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.to_owned()));
        }
        trim_ends(&mut pieces, whole);
        Template { pieces }
    }

    pub(super) fn literal(&self) -> Option<&str> {
        match &self.pieces[..] {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Returns the text of a phrase without placeholders, otherwise the template.
    pub(super) fn into_literal(mut self) -> Result<String, Template> {
        match &mut self.pieces[..] {
            [Piece::Literal(text)] => Ok(std::mem::take(text)),
            _ => Err(self),
        }
    }

    /// Returns the letters it begins with; `None` if it begins with a name.
    pub(super) fn head(&self) -> Option<Prefix> {
        first_letters(self.pieces.iter(), str::chars)
    }

    /// Returns the letters it ends with, last first; `None` if it ends with a name.
    pub(super) fn tail(&self) -> Option<Prefix> {
        first_letters(self.pieces.iter().rev(), |text| text.chars().rev())
    }

    pub(super) fn has_only_numbers(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece, Piece::Literal(_) | Piece::Number))
    }

    pub(super) fn needs_names(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Title | Piece::Site | Piece::Author))
    }

    /// Returns the phrase with `{n}` for every number, including literal ones.
    pub(super) fn number_key(&self) -> String {
        let mut key = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => push_numbered(text, &mut key),
                _ => key.push_str("{n}"),
            }
        }
        // `{n}{n}` and `1{n}` match one number in a block.
        while key.contains("{n}{n}") {
            key = key.replace("{n}{n}", "{n}");
        }
        key
    }

    /// Estimates the maximum length of a match, in bytes.
    pub(super) fn longest(&self, names: &Names) -> usize {
        let longest = |name: &Name| name.forms.first().map_or(0, String::len);
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => text.len(),
                Piece::Number => 24,
                Piece::Title => longest(&names.title),
                Piece::Site => longest(&names.site),
                Piece::Author => longest(&names.author),
                Piece::Date => DATE_MAX,
            })
            .sum()
    }

    /// Returns the end of a match at `at` that `accept` takes.
    pub(super) fn match_at(
        &self,
        text: &str,
        at: usize,
        names: &Names,
        accept: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        match_pieces(&self.pieces, text, at, names, accept)
    }

    pub(super) fn starts<'t>(&'t self, text: &'t str, names: &'t Names) -> Vec<usize> {
        let of_forms = |name: &Name| {
            name.forms.iter().flat_map(|form| text.match_indices(form.as_str()).map(|(at, _)| at)).collect()
        };
        match self.pieces.first() {
            None => Vec::new(),
            Some(Piece::Literal(literal)) => text.match_indices(literal.as_str()).map(|(at, _)| at).collect(),
            Some(Piece::Number) => numbers(text).map(|number| number.start).collect(),
            Some(Piece::Title) => of_forms(&names.title),
            Some(Piece::Site) => of_forms(&names.site),
            Some(Piece::Author) => of_forms(&names.author),
            Some(Piece::Date) => words(text).collect(),
        }
    }
}

/// Returns the letters that pieces begin with, as far as they are known.
fn first_letters<'p, C>(pieces: impl Iterator<Item = &'p Piece> + Clone, chars: fn(&'p str) -> C) -> Option<Prefix>
where
    C: Iterator<Item = char> + Clone,
{
    if matches!(pieces.clone().next(), Some(Piece::Title | Piece::Site | Piece::Author)) {
        return None;
    }
    // A date may begin with the name of a day in any language.
    let known = pieces.map_while(move |piece| match piece {
        Piece::Literal(text) => Some(chars(text)),
        Piece::Number => Some(chars("0")),
        _ => None,
    });
    Some(first_of(known.flatten()))
}

impl Names {
    /// Sets the names of a document; cheap if they are unchanged.
    pub(super) fn set(&mut self, context: &Context<'_>) {
        let mut changed = self.title.set(context.title);
        changed |= self.site.set(context.site);
        changed |= self.author.set(context.author);
        if changed {
            let forms = || self.title.forms.iter().chain(&self.site.forms).chain(&self.author.forms);
            let heads: Vec<_> = forms().map(|form| Some(first_of(form.chars()))).collect();
            let tails: Vec<_> = forms().map(|form| Some(first_of(form.chars().rev()))).collect();
            (self.heads, self.tails) = (End::new(&heads, is_lead), End::new(&tails, is_trail));
        }
    }

    pub(super) fn heads(&self) -> &End {
        &self.heads
    }

    pub(super) fn tails(&self) -> &End {
        &self.tails
    }
}

fn first_of(letters: impl Iterator<Item = char> + Clone) -> Prefix {
    first(numbers_as_one(letters.map(Some)).flatten())
}

impl Name {
    /// Sets the name. Returns whether it changed.
    fn set(&mut self, raw: Option<&str>) -> bool {
        if self.raw.as_deref() == raw {
            return false;
        }
        self.raw = raw.map(str::to_owned);
        self.forms.clear();
        let mut folded = String::new();
        fold(raw.unwrap_or_default(), &mut folded);
        let bare = folded[core(&folded)].to_owned();
        if bare.chars().count() >= SHORTEST_NAME {
            if bare != folded {
                self.forms.push(folded);
            }
            self.forms.push(bare);
        }
        true
    }
}

fn match_pieces(
    pieces: &[Piece],
    text: &str,
    at: usize,
    names: &Names,
    accept: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else {
        return accept(at).then_some(at);
    };
    let literal = |literal: &str| {
        let after = text.get(at..)?.starts_with(literal).then_some(at + literal.len())?;
        match_pieces(rest, text, after, names, accept)
    };
    let name = |name: &Name| name.forms.iter().find_map(|form| literal(form));
    match piece {
        Piece::Literal(text) => literal(text),
        Piece::Number => match_pieces(rest, text, number_end(text, at)?, names, accept),
        Piece::Title => name(&names.title),
        Piece::Site => name(&names.site),
        Piece::Author => name(&names.author),
        Piece::Date => date_ends(text, at).into_iter().find_map(|end| match_pieces(rest, text, end, names, accept)),
    }
}

fn trim_ends(pieces: &mut Vec<Piece>, whole: bool) {
    if let [Piece::Literal(text)] = &mut pieces[..] {
        trim(text);
        if whole {
            keep(text, core(text));
        }
        return;
    }
    if let Some(Piece::Literal(text)) = pieces.first_mut() {
        text.drain(..text.len() - text.trim_start().len());
        if whole {
            // A letter after the text keeps `core` from trimming that end.
            text.push('x');
            text.drain(..core(text).start);
            text.pop();
        }
    }
    if let Some(Piece::Literal(text)) = pieces.last_mut() {
        text.truncate(text.trim_end().len());
        if whole {
            text.insert(0, 'x');
            keep(text, 1..core(text).end);
        }
    }
    pieces.retain(|piece| !matches!(piece, Piece::Literal(text) if text.is_empty()));
}

fn trim(text: &mut String) {
    text.truncate(text.trim_end().len());
    text.drain(..text.len() - text.trim_start().len());
}

fn keep(text: &mut String, range: Range<usize>) {
    text.truncate(range.end);
    text.drain(..range.start);
}

/// Returns where a date that begins at `at` may end, longest first: up to eight words with two numbers among them, such
/// as `monday 25 august 2025 07:25` or `25.08.2025`.
fn date_ends(text: &str, at: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut numbers, mut end) = (0, at);
    for word in text[at..].split_inclusive(' ').take(8) {
        let bare = word.trim_end_matches([' ', ',']);
        numbers += bare.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).count();
        if numbers >= 2 && end + bare.len() - at <= DATE_MAX {
            ends.push(end + bare.len());
        }
        end += word.len();
    }
    ends.reverse();
    ends
}

fn words(text: &str) -> impl Iterator<Item = usize> {
    let after_space = text.match_indices(' ').map(|(at, _)| at + 1);
    std::iter::once(0).chain(after_space)
}

/// Writes folded text to `out` with `{n}` for every number.
pub(super) fn number_key(text: &str, out: &mut String) {
    out.clear();
    push_numbered(text, out);
}

fn push_numbered(text: &str, out: &mut String) {
    let mut from = 0;
    for number in numbers(text) {
        out.push_str(&text[from..number.start]);
        out.push_str("{n}");
        from = number.end;
    }
    out.push_str(&text[from..]);
}

fn numbers(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
        from = number_end(text, start)?;
        Some(start..from)
    })
}

/// Returns the end of the number at `at`: digits, with single separators between digits.
fn number_end(text: &str, at: usize) -> Option<usize> {
    let digits = |at: usize| {
        let rest = text.get(at..)?;
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        (length > 0).then_some(at + length)
    };
    let mut end = digits(at)?;
    while let Some(separator) = text[end..].chars().next().filter(|c| matches!(c, '.' | ',' | '٬' | '٫'))
        && let Some(next) = digits(end + separator.len_utf8())
    {
        end = next;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Template {
        Template::new(&Phrase { text: text.into(), ..Phrase::default() }, true)
    }

    #[test]
    fn a_phrase_is_cut_at_its_placeholders() {
        let found = template("• {site} — {n} Posts:");
        let literal = |text: &str| Piece::Literal(text.to_owned());
        assert_eq!(found.pieces, [Piece::Site, literal(" - "), Piece::Number, literal(" posts")]);
        assert!(found.needs_names());
        assert_eq!(template("{other} {N}").literal(), Some("{other} {n}"));
    }

    #[test]
    fn numbers_have_separators_inside_only() {
        let found: Vec<&str> =
            numbers("1.234,5 x 7. 8٬9").collect::<Vec<_>>().into_iter().map(|r| &"1.234,5 x 7. 8٬9"[r]).collect();
        assert_eq!(found, ["1.234,5", "7", "8٬9"]);
    }

    #[test]
    fn a_date_is_a_few_words_with_numbers() {
        let names = Names::default();
        let matches =
            |phrase: &str, text: &str| template(phrase).match_at(text, 0, &names, &|end| end == text.len()).is_some();
        assert!(matches("{date} | site", "monday 25 august 2025 07:25 | site"));
        assert!(matches("stand: {date}", "stand: 25.08.2025, 14:05 uhr"));
        assert!(!matches("stand: {date}", "stand: heute"));
    }

    #[test]
    fn short_and_unknown_names_match_nothing() {
        let mut names = Names::default();
        names.set(&Context { title: Some("ab"), ..Context::default() });
        for phrase in ["{title}", "{site}"] {
            assert_eq!(template(phrase).match_at("ab", 0, &names, &|_| true), None);
        }
        names.set(&Context { title: Some("Abc."), ..Context::default() });
        assert_eq!(template("{title}").match_at("abc", 0, &names, &|end| end == 3), Some(3));
    }
}
