//! Parses dates as people and programs write them into ISO 8601: any digits, more than forty languages, four calendars.
//!
//! ```text
//! text → tokens (numbers, words, signs) → forms (which numbers are day, month, year) → calendar → Moment
//! ```
//!
//! No date crate: they offer arithmetic and time zones, which are not needed here, but do not parse such text. The
//! system clock is not read, so "two hours ago" is not a date.

mod calendar;
mod clock;
mod forms;
mod months;
mod sense;
mod tokens;

use std::fmt;

use crate::date::{DAY_OF_1970, from_day_number};
pub(super) use forms::{Order, find, find_in_prose};
pub(super) use months::is_month;
pub(super) use sense::{begins_with_sense, ends_with_change, parts};
pub(super) use tokens::{digit, has_numbers, may_have_numbers};

/// A Gregorian day, with the time and the time zone if the page states them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    year: i32,
    month: u8,
    day: u8,
    time: Option<Time>,
}

/// A time of day. `zone` is in minutes east of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Time {
    hour: u8,
    minute: u8,
    second: u8,
    zone: Option<i16>,
}

impl Moment {
    /// Returns the day, if it exists and its year is plausible.
    fn day(year: i32, month: u8, day: u8) -> Option<Moment> {
        let exists = (1000..=2199).contains(&year) && day >= 1 && day <= calendar::days_in_month(year, month);
        exists.then_some(Moment { year, month, day, time: None })
    }

    /// Converts a Unix timestamp.
    fn since_1970(seconds: i64) -> Option<Moment> {
        let (year, month, day) = from_day_number(seconds.div_euclid(86_400) + DAY_OF_1970);
        let rest = seconds.rem_euclid(86_400) as u32;
        let time = Time {
            hour: (rest / 3600) as u8,
            minute: (rest / 60 % 60) as u8,
            second: (rest % 60) as u8,
            zone: Some(0),
        };
        Some(Moment { time: Some(time), ..Moment::day(year, month, day)? })
    }

    /// Returns whether a web page can have this date. Required of dates in unlabelled text.
    pub(super) fn is_of_the_web(self) -> bool {
        (1991..=2099).contains(&self.year)
    }
}

/// Writes ISO 8601, without the parts that are unknown.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)?;
        let Some(Time { hour, minute, second, zone }) = self.time else { return Ok(()) };
        write!(f, "T{hour:02}:{minute:02}:{second:02}")?;
        match zone {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(zone) => {
                let sign = if zone < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", zone.unsigned_abs() / 60, zone.unsigned_abs() % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests;
