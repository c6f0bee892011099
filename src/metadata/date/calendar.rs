//! Converts days of the Hijri, Persian, Buddhist and East Asian calendars to the Gregorian calendar.
//!
//! The Hijri calendar is the tabular one (leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of thirty): by
//! observation, and by Umm al-Qura, a month may begin a day earlier or later. The Persian calendar uses the leap years
//! of the 33-year rule, which agree with the equinox from 1799 to 2256. Day numbers count from 0001-01-01 (day 1), as
//! in Reingold and Dershowitz, *Calendrical Calculations*.

use crate::date::from_day_number;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Gregorian,
    Hijri,
    Persian,
    /// Gregorian months, years counted from 544 BC.
    Buddhist,
}

/// Day numbers of 1 Muharram 1 (16 July 622 Julian) and of 1 Farvardin 1 by the 33-year rule.
const HIJRI_EPOCH: i64 = 227_015;
const PERSIAN_EPOCH: i64 = 226_895;

impl Calendar {
    /// Returns the calendar of a bare year. Hijri years count from 1420 (1999), the time of the web; the Persian years
    /// of that time are below them.
    pub(super) fn of_year(year: i32) -> Calendar {
        match year {
            1300..=1419 => Calendar::Persian,
            1420..=1500 => Calendar::Hijri,
            2443..=2643 => Calendar::Buddhist,
            _ => Calendar::Gregorian,
        }
    }

    /// Converts a day to the Gregorian calendar; `None` if it does not exist.
    pub(super) fn to_gregorian(self, year: i32, month: u8, day: u8) -> Option<(i32, u8, u8)> {
        let (years, months) = (i64::from(year) - 1, i64::from(month) - 1);
        if !(1..=12).contains(&month) || day < 1 || !(1..=9999).contains(&year) {
            return None;
        }
        match self {
            Calendar::Gregorian => (day <= days_in_month(year, month)).then_some((year, month, day)),
            Calendar::Buddhist => Calendar::Gregorian.to_gregorian(year - 543, month, day),
            Calendar::Hijri => {
                let before = (59 * months + 1) / 2 + 354 * years + (11 * years + 14) / 30;
                (day <= 30).then(|| from_day_number(HIJRI_EPOCH - 1 + before + i64::from(day)))
            }
            Calendar::Persian => {
                let of_months = if months < 7 { 31 * months } else { 30 * months + 6 };
                let leap_years = (8 * (years + 1) + 21) / 33;
                let before = 365 * years + leap_years + of_months;
                (day <= 31).then(|| from_day_number(PERSIAN_EPOCH - 1 + before + i64::from(day)))
            }
        }
    }
}

/// Returns the year before the first one of a Japanese era or of the Republic of China.
pub(super) fn era(name: &str) -> Option<i32> {
    match name {
        "令和" => Some(2018),
        "平成" => Some(1988),
        "昭和" => Some(1925),
        "民國" | "民国" => Some(1911),
        _ => None,
    }
}

/// Returns the number of days in a Gregorian month; 0 if there is no such month.
pub(super) fn days_in_month(year: i32, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_persian_new_year_is_at_the_equinox() {
        let new_year = |year| Calendar::Persian.to_gregorian(year, 1, 1);
        for (year, day) in [(1375, 20), (1376, 21), (1399, 20), (1400, 21), (1402, 21), (1403, 20), (1404, 21)] {
            assert_eq!(new_year(year), Some((year + 621, 3, day)), "{year}");
        }
        assert_eq!(Calendar::Persian.to_gregorian(1403, 12, 30), Some((2025, 3, 20)));
        assert_eq!(Calendar::Persian.to_gregorian(1403, 5, 12), Some((2024, 8, 2)));
    }

    #[test]
    fn tabular_hijri_days_are_within_one_day_of_the_announced_ones() {
        // Saudi Arabia announced 11 March 2024, 7 July 2024 and 1 March 2025.
        assert_eq!(Calendar::Hijri.to_gregorian(1445, 9, 1), Some((2024, 3, 11)));
        assert_eq!(Calendar::Hijri.to_gregorian(1446, 1, 1), Some((2024, 7, 8)));
        assert_eq!(Calendar::Hijri.to_gregorian(1446, 9, 1), Some((2025, 3, 1)));
    }
}
