//! Parses the date in a text: decides which numbers are day, month and year.

use super::calendar::{self, Calendar};
use super::clock;
use super::months::{self, Month};
use super::tokens::{Placed, Token, tokens};
use super::{Moment, Time};

/// The order of a numeric date, guessed from the page's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Order {
    /// 31/12/2024, as in most of the world.
    #[default]
    DayMonthYear,
    /// 12/31/2024, as in the United States.
    MonthDayYear,
    /// 24.12.31, as in East Asia and Hungary.
    YearMonthDay,
}

impl Order {
    /// Returns the order for a language tag (BCP 47). `country` is the last label of the host.
    pub(crate) fn of(language: &str, country: &str) -> Order {
        let mut parts = language.split(['-', '_']);
        let base = parts.next().unwrap_or_default().to_ascii_lowercase();
        let region = parts.find(|part| part.len() == 2).unwrap_or(country).to_ascii_lowercase();
        match base.as_str() {
            "zh" | "ja" | "ko" | "hu" | "lt" | "mn" => Order::YearMonthDay,
            "en" | "" if matches!(region.as_str(), "us" | "ph" | "com" | "org" | "net") || region.len() > 3 => {
                Order::MonthDayYear
            }
            "en" if region.is_empty() => Order::MonthDayYear,
            "fil" | "tl" => Order::MonthDayYear,
            _ => Order::DayMonthYear,
        }
    }
}

/// A date and its token range.
struct DateMatch {
    moment: Moment,
    calendar: Calendar,
    start: usize,
    end: usize,
    /// A time inside the date, before the year.
    time: Option<Time>,
}

/// Returns the first date in a text and the time near it. A Gregorian date beats one of another calendar.
pub(crate) fn find(text: &str, language: &str, order: Order) -> Option<Moment> {
    parse(text, language, order, false)
}

/// Does the same for a text that nothing says to be a date: a number without separators is none.
pub(crate) fn find_in_prose(text: &str, language: &str, order: Order) -> Option<Moment> {
    parse(text, language, order, true)
}

fn parse(text: &str, language: &str, order: Order, is_prose: bool) -> Option<Moment> {
    let tokens = tokens(text);
    let language = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let parser = DateParser { tokens: &tokens, language: &language, order, is_prose };
    if let Some(moment) = parser.seconds() {
        return Some(moment);
    }
    let mut at = 0;
    let mut best: Option<DateMatch> = None;
    while at < tokens.len() {
        match parser.date_at(at) {
            Some(found) => {
                at = found.end;
                if best
                    .as_ref()
                    .is_none_or(|best| best.calendar != Calendar::Gregorian && found.calendar == Calendar::Gregorian)
                {
                    best = Some(found);
                }
            }
            None => at += 1,
        }
    }
    let found = best?;
    let time = found.time.or_else(|| clock::after(&tokens, found.end)).or_else(|| clock::before(&tokens, found.start));
    Some(Moment { time, ..found.moment })
}

/// The years 2001, since which timestamps have ten digits, to 2040.
const LEAST_SECONDS: u64 = 1_000_000_000;
const MOST_SECONDS: u64 = 2_208_988_800;

struct DateParser<'a> {
    tokens: &'a [Placed],
    language: &'a str,
    order: Order,
    is_prose: bool,
}

impl DateParser<'_> {
    fn number(&self, at: usize) -> Option<(u64, u8)> {
        match self.tokens.get(at)?.token {
            Token::Number(value, digits) => Some((value, digits)),
            _ => None,
        }
    }

    fn word(&self, at: usize) -> Option<&str> {
        match &self.tokens.get(at)?.token {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    fn sign(&self, at: usize) -> Option<char> {
        match self.tokens.get(at)?.token {
            Token::Sign(c) => Some(c),
            _ => None,
        }
    }

    /// Parses a text that is only a Unix timestamp in seconds or milliseconds.
    fn seconds(&self) -> Option<Moment> {
        let [Placed { token: Token::Number(value, digits), .. }] = self.tokens else { return None };
        let seconds = match digits {
            10 => *value,
            13 => value / 1000,
            _ => return None,
        };
        // A telephone number is more likely than a page of the far future.
        let is_plausible = !self.is_prose && (LEAST_SECONDS..MOST_SECONDS).contains(&seconds);
        is_plausible.then(|| Moment::since_1970(i64::try_from(seconds).ok()?)).flatten()
    }

    fn date_at(&self, at: usize) -> Option<DateMatch> {
        // A date does not begin inside a longer number.
        if self.tokens[at].glued
            && at > 0
            && matches!(self.sign(at - 1), Some('.' | '-' | '/' | ':'))
            && self.number(at.wrapping_sub(2)).is_some()
        {
            return None;
        }
        self.with_units(at)
            .or_else(|| self.year_first(at))
            .or_else(|| self.compact(at))
            .or_else(|| self.day_and_name(at))
            .or_else(|| self.name_and_day(at))
            .or_else(|| self.year_and_name(at))
            .or_else(|| self.numeric(at))
    }

    /// Converts a parsed date to the Gregorian calendar.
    fn found(&self, year: u64, month: Month, day: u64, start: usize, end: usize) -> Option<DateMatch> {
        let year = i32::try_from(year).ok()?;
        let calendar = match month.calendar {
            Calendar::Gregorian => match Calendar::of_year(year) {
                // Only Thai dates combine Gregorian months with the years of another calendar.
                Calendar::Buddhist => Calendar::Buddhist,
                _ => Calendar::Gregorian,
            },
            other => other,
        };
        let (year, month, day) = calendar.to_gregorian(year, month.number, u8::try_from(day).ok()?)?;
        Some(DateMatch { moment: Moment::day(year, month, day)?, calendar, start, end, time: None })
    }

    /// Converts a date of three numbers; the year determines the calendar.
    fn bare(&self, year: u64, month: u64, day: u64, start: usize, end: usize) -> Option<DateMatch> {
        let calendar = Calendar::of_year(i32::try_from(year).ok()?);
        self.found(year, Month { number: u8::try_from(month).ok()?, calendar }, day, start, end)
    }

    /// 2024年5月3日, 令和6年5月3日, 2024년 5월 3일, ngày 3 tháng 5 năm 2024.
    fn with_units(&self, at: usize) -> Option<DateMatch> {
        if self.word(at + 1) == Some("tháng") {
            let (day, month) = (self.number(at)?.0, self.number(at + 2)?.0);
            let at_year = (at + 3..at + 5).find(|&at| self.number(at).is_some())?;
            return self.bare(self.number(at_year)?.0, month, day, at, at_year + 1);
        }
        let (year, digits) = self.number(at)?;
        let is = |at: usize, units: &[&str]| self.word(at).is_some_and(|word| units.contains(&word));
        if !(is(at + 1, &["年", "년"]) && is(at + 3, &["月", "월"])) {
            return None;
        }
        let (month, day) = (self.number(at + 2)?.0, self.number(at + 4)?.0);
        let end = at + 5 + usize::from(is(at + 5, &["日", "号", "號", "일"]));
        let era = || calendar::era(&format!("{}{}", self.word(at.checked_sub(2)?)?, self.word(at - 1)?));
        let year = match era() {
            Some(before) if digits <= 3 => year + before as u64,
            _ => year,
        };
        self.bare(year, month, day, at, end)
    }

    /// 2024-05-03, 2024/5/3, 2024. 5. 3.
    fn year_first(&self, at: usize) -> Option<DateMatch> {
        let (year, digits) = self.number(at)?;
        let separator = self.sign(at + 1).filter(|c| matches!(c, '-' | '/' | '.' | '−'))?;
        if digits != 4 || self.sign(at + 3) != Some(separator) || separator == '.' && self.continues(at + 5, '.') {
            return None;
        }
        self.bare(year, self.number(at + 2)?.0, self.number(at + 4)?.0, at, at + 5)
    }

    /// Returns whether one more number follows, as in a version or a telephone number.
    fn continues(&self, at: usize, separator: char) -> bool {
        self.sign(at) == Some(separator)
            && self.tokens.get(at + 1).is_some_and(|next| next.glued && matches!(next.token, Token::Number(..)))
    }

    /// 20240503.
    fn compact(&self, at: usize) -> Option<DateMatch> {
        let (value, 8) = self.number(at)? else { return None };
        if self.is_prose {
            return None;
        }
        let found = self.bare(value / 10_000, value / 100 % 100, value % 100, at, at + 1)?;
        found.moment.is_of_the_web().then_some(found)
    }

    /// Parses a month, which may have a second name after a slash; also returns its end.
    fn month(&self, at: usize) -> Option<(Month, usize)> {
        let (mut month, mut end) = self.month_name(at)?;
        let is_double = matches!(self.sign(end), Some('/' | '(' | '-'));
        if let Some((second, after)) = is_double.then(|| self.month_name(end + 1)).flatten() {
            if second.calendar == Calendar::Gregorian {
                month = second;
            }
            end = after + usize::from(self.sign(after) == Some(')'));
        }
        Some((month, end))
    }

    fn month_name(&self, at: usize) -> Option<(Month, usize)> {
        let first = self.word(at)?;
        // All names of two words are Arabic.
        if !first.is_ascii()
            && let Some(second) = self.word(at + 1)
            && let Some(month) = months::month(&format!("{first} {second}"), self.language)
        {
            return Some((month, at + 2));
        }
        // Thai abbreviations have points inside.
        if let (Some('.'), Some(second)) = (self.sign(at + 1), self.word(at + 2))
            && first.chars().count() + second.chars().count() <= 4
            && let Some(month) = months::month(&format!("{first}{second}"), self.language)
        {
            return Some((month, at + 3));
        }
        months::month(first, self.language).map(|month| (month, at + 1))
    }

    /// Skips separators between the parts of a date: signs and short words such as "de", "of", "la".
    fn skip(&self, mut at: usize, max_words: usize) -> usize {
        let mut words = 0;
        loop {
            if matches!(self.sign(at), Some('.' | ',' | '،' | '-' | '’' | '\'' | '‘' | 'º' | 'ª' | '°' | '/')) {
                at += 1;
            } else if words < max_words
                && self.word(at).is_some_and(|word| word.chars().count() <= 4)
                && self.month_name(at).is_none()
            {
                words += 1;
                at += 1;
            } else {
                return at;
            }
        }
    }

    /// Parses a year of four digits, or of two for 1990 to 2069.
    fn year(&self, at: usize) -> Option<u64> {
        match self.number(at)? {
            (year, 4) => Some(year),
            (year, 2) if !(70..90).contains(&year) => Some(if year < 70 { 2000 + year } else { 1900 + year }),
            _ => None,
        }
    }

    /// 3 May 2024, 3. Mai 2024, 1er mai 2024, 3 de mayo de 2024, ٣ أيار/مايو ٢٠٢٤.
    fn day_and_name(&self, at: usize) -> Option<DateMatch> {
        let (day, 1 | 2) = self.number(at)? else { return None };
        let (month, end) = self.month(self.skip(at + 1, 2))?;
        let at_year = self.skip(end, 2);
        let year = self.year(at_year)?;
        // "3 May 10:15" has no year.
        if self.sign(at_year + 1) == Some(':') {
            return None;
        }
        self.found(year, month, day, at, at_year + 1)
    }

    /// May 3, 2024; May 3rd 2024; Fri Apr 28 19:20:36 CEST 2023.
    fn name_and_day(&self, at: usize) -> Option<DateMatch> {
        let (month, end) = self.month(at)?;
        let at_day = self.skip(end, 0);
        let (day, 1 | 2) = self.number(at_day)? else { return None };
        let mut next = self.skip(at_day + 1, 1);
        let mut time = None;
        if let Some((found, end)) = clock::time_at(self.tokens, next) {
            (time, next) = (Some(found), self.skip(end, 1));
        }
        let (year, 4) = self.number(next)? else { return None };
        Some(DateMatch { time, ..self.found(year, month, day, at, next + 1)? })
    }

    /// 2024 m. gegužės 3 d., 2024. május 3., 2024. gada 3. maijs.
    fn year_and_name(&self, at: usize) -> Option<DateMatch> {
        let (year, 4) = self.number(at)? else { return None };
        let at_unit = self.skip(at + 1, 0);
        if self.word(at_unit) == Some("gada") {
            let (day, 1 | 2) = self.number(at_unit + 1)? else { return None };
            let (month, end) = self.month(self.skip(at_unit + 2, 0))?;
            return self.found(year, month, day, at, end);
        }
        let (month, end) = self.month(self.skip(at + 1, 1))?;
        let at_day = self.skip(end, 0);
        let (day, 1 | 2) = self.number(at_day)? else { return None };
        self.found(year, month, day, at, at_day + 1)
    }

    /// 3/5/2024 and 3.5.24. The page's order decides where both numbers could be the month.
    fn numeric(&self, at: usize) -> Option<DateMatch> {
        let (first, 1 | 2) = self.number(at)? else { return None };
        let separator = self.sign(at + 1).filter(|c| matches!(c, '-' | '/' | '.' | '−'))?;
        let (second, 1 | 2) = self.number(at + 2)? else { return None };
        if self.sign(at + 3) != Some(separator) || self.continues(at + 5, separator) {
            return None;
        }
        let (last, digits) = self.number(at + 4)?;
        if digits == 2 && self.order == Order::YearMonthDay && separator != '/' {
            return self.bare(2000 + first, second, last, at, at + 5);
        }
        let year = self.year(at + 4)?;
        let month_first = self.order == Order::MonthDayYear && separator != '.';
        let (day, month) = match (first, second) {
            (_, 13..) => (second, first),
            (13.., _) => (first, second),
            _ if month_first => (second, first),
            _ => (first, second),
        };
        self.bare(year, month, day, at, at + 5)
    }
}
