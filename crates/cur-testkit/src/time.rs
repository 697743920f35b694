//! UTC times to the second, and the calendar month that a bill covers.

use std::fmt::{self, Write as _};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    /// Midnight (UTC) of a date of the proleptic Gregorian calendar.
    #[must_use]
    pub const fn of_date(year: i64, month: i64, day: i64) -> Self {
        // Days from civil: years start in March, so that the leap day is the last of its year.
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self((era * 146_097 + day_of_era - 719_468) * DAY)
    }

    /// So many hours later.
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        Self(self.0 + hours * HOUR)
    }

    /// Year, month (1–12) and day (1–31).
    #[must_use]
    pub const fn date(self) -> (i64, i64, i64) {
        let days = self.0.div_euclid(DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day)
    }

    /// Hour of the day, 0–23.
    #[must_use]
    pub const fn hour_of_day(self) -> i64 {
        self.0.rem_euclid(DAY) / HOUR
    }

    /// Saturday or Sunday?
    #[must_use]
    pub const fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday.
        self.0.div_euclid(DAY).rem_euclid(7) == 2 || self.0.div_euclid(DAY).rem_euclid(7) == 3
    }

    /// Appends `2026-10-01T00:00:00Z`, with `.000` before the `Z` if asked.
    pub fn push_iso(self, millis: bool, out: &mut String) {
        let (year, month, day) = self.date();
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / HOUR, second / 60 % 60, second % 60);
        let fraction = if millis { ".000" } else { "" };
        let _ = write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z");
    }

    /// Appends `2026-10-01 00:00:00`.
    pub fn push_spaced(self, out: &mut String) {
        let mut text = self.to_string();
        text.truncate(text.len() - 1);
        out.push_str(&text.replace('T', " "));
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push_iso(false, &mut text);
        f.write_str(&text)
    }
}

/// A calendar month in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarMonth {
    /// Year.
    pub year: i64,
    /// 1–12.
    pub month: i64,
}

impl CalendarMonth {
    /// A month; months beyond December run into the next year.
    #[must_use]
    pub const fn new(year: i64, month: i64) -> Self {
        Self { year: year + (month - 1).div_euclid(12), month: (month - 1).rem_euclid(12) + 1 }
    }

    /// Its first moment.
    #[must_use]
    pub const fn start(self) -> Time {
        Time::of_date(self.year, self.month, 1)
    }

    /// The first moment after it.
    #[must_use]
    pub const fn end(self) -> Time {
        self.plus(1).start()
    }

    /// So many months later (earlier, if negative).
    #[must_use]
    pub const fn plus(self, months: i64) -> Self {
        Self::new(self.year, self.month + months)
    }

    /// How many hours it has.
    #[must_use]
    pub const fn hours(self) -> i64 {
        (self.end().0 - self.start().0) / HOUR
    }
}

/// `2026-10`.
impl fmt::Display for CalendarMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_round_trip() {
        for day in -800_000..800_000 {
            let time = Time(day * DAY);
            let (year, month, of_month) = time.date();
            assert_eq!(Time::of_date(year, month, of_month), time);
        }
        assert_eq!(Time::of_date(2026, 10, 1).to_string(), "2026-10-01T00:00:00Z");
        assert_eq!(Time::of_date(2024, 2, 29).plus_hours(25).to_string(), "2024-03-01T01:00:00Z");
    }

    #[test]
    fn months_have_their_hours() {
        for (year, month, hours) in [(2026, 10, 744), (2026, 2, 672), (2024, 2, 696), (2026, 12, 744), (2026, 4, 720)] {
            assert_eq!(CalendarMonth::new(year, month).hours(), hours);
        }
        assert_eq!(CalendarMonth::new(2026, 1).plus(-1).to_string(), "2025-12");
        assert!(Time::of_date(2026, 10, 3).is_weekend() && !Time::of_date(2026, 10, 5).is_weekend());
    }
}
