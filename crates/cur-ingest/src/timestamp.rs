//! Times as bills write them, in seconds since 1970-01-01 UTC.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};

/// Seconds of a day.
pub const DAY: i64 = 86_400;
/// Seconds of an hour.
pub const HOUR: i64 = 3_600;

/// A calendar month, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month of a year: months 1 to 12, years 2000 to 2100, since no bill is from elsewhere.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1..=12).contains(&month) && (2000..=2100).contains(&year)).then_some(Self { year, month })
    }

    /// The month that a time falls into.
    #[must_use]
    pub fn of(seconds: i64) -> Option<Self> {
        let date = DateTime::from_timestamp(seconds, 0)?;
        Self::new(date.year(), date.month())
    }

    /// `YYYY-MM`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        Self::new(digits(year)?, digits(month)?)
    }

    /// Its first second.
    #[must_use]
    pub fn start(self) -> i64 {
        midnight(NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default())
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }
}

/// `YYYY-MM`.
impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Parses `2026-10-01T00:00:00Z`, with a blank for the `T`, with fractions of a second, with `Z`, ` UTC`, an offset or
/// no zone at all (UTC then), or a date alone (midnight). Fractions are cut off.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let date = NaiveDate::from_ymd_opt(digits(text.get(..4)?)?, digits(text.get(5..7)?)?, digits(text.get(8..10)?)?)?;
    if text.get(4..5)? != "-" || text.get(7..8)? != "-" {
        return None;
    }
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return Some(midnight(date));
    }
    let clock = rest.strip_prefix(['T', ' ', 't'])?;
    let (hour, minute): (i64, i64) = (digits(clock.get(..2)?)?, digits(clock.get(3..5)?)?);
    let (second, zone): (i64, &str) = match clock.get(5..)?.strip_prefix(':') {
        Some(rest) => (digits(rest.get(..2)?)?, rest.get(2..)?),
        None => (0, clock.get(5..)?),
    };
    if clock.get(2..3)? != ":" || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let offset =
        zone_offset(zone.strip_prefix('.').map_or(zone, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit())))?;
    Some(midnight(date) + hour * HOUR + minute * 60 + second - offset)
}

/// Parses `start/end`, the form of `identity/TimeInterval`.
#[must_use]
pub fn parse_interval(text: &str) -> Option<(i64, i64)> {
    let (start, end) = text.split_once('/')?;
    let (start, end) = (parse(start)?, parse(end)?);
    (start <= end).then_some((start, end))
}

/// `2026-10-01T00:00:00Z`.
#[must_use]
pub fn format(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0)
        .map_or_else(|| seconds.to_string(), |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn midnight(date: NaiveDate) -> i64 {
    NaiveDateTime::from(date).and_utc().timestamp()
}

/// Seconds east of UTC.
fn zone_offset(zone: &str) -> Option<i64> {
    let zone = zone.trim();
    if matches!(zone, "" | "Z" | "z" | "UTC") {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let minutes = rest.get(2..)?;
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let (hours, minutes): (i64, i64) = (digits(rest.get(..2)?)?, if minutes.is_empty() { 0 } else { digits(minutes)? });
    (hours <= 14 && minutes <= 59).then(|| sign * (hours * HOUR + minutes * 60))
}

/// A number of digits only.
fn digits<N: std::str::FromStr>(text: &str) -> Option<N> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_every_spelling_of_a_time() {
        for text in [
            "2026-10-01T00:00:00Z",
            "2026-10-01T00:00:00.000Z",
            "2026-10-01 00:00:00",
            "2026-10-01 00:00:00.000",
            "2026-10-01 00:00:00.000 UTC",
            "2026-10-01T00:00:00+00:00",
            "2026-10-01T02:00:00+02:00",
            "2026-09-30T19:00:00-0500",
            "2026-10-01T00:00",
            "2026-10-01",
            " 2026-10-01 ",
        ] {
            assert_eq!(parse(text), Some(1_790_812_800), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-30",
            "2026-10-01T24:00:00Z",
            "2026-10-01T00:61:00Z",
            "2026/10/01",
            "20261001T000000Z",
            "2026-10-01T00:00:00X",
            "2026-10-01T00:00:00+00:9000000000000000000",
            "é026-10-01",
            "2026-10-0é",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn intervals_and_months() {
        assert_eq!(parse_interval("2026-10-01T00:00:00Z/2026-10-01T01:00:00Z"), Some((1_790_812_800, 1_790_816_400)));
        assert_eq!(parse_interval("2026-10-01T01:00:00Z/2026-10-01T00:00:00Z"), None);
        assert_eq!(Month::of(1_790_812_800).unwrap().to_string(), "2026-10");
        assert_eq!(Month::of(1_790_812_799).unwrap().to_string(), "2026-09");
        assert_eq!(Month::parse("2026-12").unwrap().next().to_string(), "2027-01");
        assert_eq!(Month::parse("2026-1"), None);
        assert_eq!(Month::parse("2026-10").unwrap().start(), 1_790_812_800);
        assert_eq!(format(1_790_812_800), "2026-10-01T00:00:00Z");
    }
}
