//! The Gregorian calendar: days as dates, times as text.

/// The number of 1970-01-01; day 1 is 0001-01-01.
pub(crate) const DAY_OF_1970: i64 = 719_163;

/// Converts a day number to year, month and day. Counts years from March, so that the leap day comes last.
pub(crate) fn from_day_number(number: i64) -> (i32, u8, u8) {
    let days = number + 305;
    let (cycle, in_cycle) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (in_cycle - in_cycle / 1460 + in_cycle / 36_524 - in_cycle / 146_096) / 365;
    let in_year = in_cycle - (365 * year + year / 4 - year / 100);
    let from_march = (5 * in_year + 2) / 153;
    let day = in_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + 400 * cycle + i64::from(month <= 2);
    (i32::try_from(year).unwrap_or(0), month as u8, day as u8)
}

/// Formats a time as `2024-05-31T01:16:46Z`.
#[cfg(any(feature = "batch", test))]
pub(crate) fn iso_date(time: std::time::SystemTime) -> String {
    let seconds = time.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = from_day_number(DAY_OF_1970 + (seconds / 86400) as i64);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn day_numbers_are_dates() {
        assert_eq!(from_day_number(1), (1, 1, 1));
        assert_eq!(from_day_number(DAY_OF_1970), (1970, 1, 1));
        assert_eq!(from_day_number(DAY_OF_1970 + 11_016), (2000, 2, 29));
        assert_eq!(from_day_number(DAY_OF_1970 + 19_782), (2024, 2, 29));
    }

    #[test]
    fn times_are_written_as_dates() {
        let date = |seconds| iso_date(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(date(0), "1970-01-01T00:00:00Z");
        assert_eq!(date(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(date(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(date(1_717_118_206), "2024-05-31T01:16:46Z");
    }
}
