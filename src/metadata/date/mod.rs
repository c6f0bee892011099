//! Turns what people and programs write for a date into ISO 8601: any digits, twenty languages, four calendars.
//!
//! ```text
//! text → tokens (numbers, words, signs) → forms (which numbers are day, month, year) → calendar → Moment
//! ```
//!
//! A crate for dates would bring arithmetic and time zones, which nobody asks for here; what is hard is the reading,
//! and that is what no crate does. Nothing looks at the clock, so "two hours ago" is no date.

mod calendar;
mod change;
mod clock;
mod forms;
mod months;
mod tokens;

use std::fmt;

pub(super) use change::begins_with_change;
pub(super) use forms::{Order, find};
pub(super) use tokens::{digit, has_numbers, may_have_numbers};

/// A day in the Gregorian calendar, with the time and the zone where the page tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    year: i32,
    month: u8,
    day: u8,
    time: Option<Time>,
}

/// Hour, minute and second, and minutes east of Greenwich.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Time {
    hour: u8,
    minute: u8,
    second: u8,
    zone: Option<i16>,
}

impl Moment {
    /// A day that exists, within the time that pages can be of.
    fn day(year: i32, month: u8, day: u8) -> Option<Moment> {
        let exists = (1000..=2199).contains(&year) && day >= 1 && day <= calendar::days_in_month(year, month);
        exists.then_some(Moment { year, month, day, time: None })
    }

    /// The moment so many seconds after the beginning of 1970 in Greenwich.
    fn since_1970(seconds: i64) -> Option<Moment> {
        let (year, month, day) = calendar::from_day_number(seconds.div_euclid(86_400) + calendar::DAY_OF_1970);
        let rest = seconds.rem_euclid(86_400) as u32;
        let time = Time {
            hour: (rest / 3600) as u8,
            minute: (rest / 60 % 60) as u8,
            second: (rest % 60) as u8,
            zone: Some(0),
        };
        Some(Moment { time: Some(time), ..Moment::day(year, month, day)? })
    }

    /// Whether a page of the web can have been published then; text that has no label is held to this.
    pub(super) fn is_of_the_web(self) -> bool {
        (1991..=2099).contains(&self.year)
    }
}

/// ISO 8601, as much of it as is known.
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
