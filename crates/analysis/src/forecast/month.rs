//! The months that are forecast.

use chrono::{DateTime, Datelike, NaiveDate};

use crate::period::{next_month, seconds};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A month of which days are forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MonthSpan {
    /// Its first day, since 1970-01-01.
    pub(super) first: i64,
    /// The day after its last one.
    pub(super) end: i64,
    /// Forecast days before it and up to its end.
    pub(super) before: usize,
    pub(super) through: usize,
}

impl MonthSpan {
    /// `YYYY-MM`.
    pub(super) fn name(self) -> String {
        date(self.first).map_or_else(String::new, |first| first.format("%Y-%m").to_string())
    }

    /// Forecast days in it.
    pub(super) const fn days(self) -> usize {
        self.through - self.before
    }
}

/// The month that a day is in, where it is not its first, and so many months behind it.
pub(super) fn months(settled: i64, behind: u32) -> Vec<MonthSpan> {
    let Some(mut first) = date(settled).and_then(|day| day.with_day(1)) else { return Vec::new() };
    let is_running = day_number(first) < settled;
    let count = behind + u32::from(is_running);
    let mut spans = Vec::new();
    for _ in 0..count {
        let Some(next) = next_month(first) else { break };
        let (start, end) = (day_number(first), day_number(next));
        let ahead = |day: i64| usize::try_from(day - settled).unwrap_or_default();
        spans.push(MonthSpan { first: start, end, before: ahead(start.max(settled)), through: ahead(end) });
        first = next;
    }
    spans
}

/// A day by its number since 1970-01-01.
pub(super) fn date(day: i64) -> Option<NaiveDate> {
    DateTime::from_timestamp(day.checked_mul(DAY)?, 0).map(|time| time.date_naive())
}

fn day_number(day: NaiveDate) -> i64 {
    seconds(day).div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::OCTOBER;

    const OCTOBER_1: i64 = OCTOBER / DAY;

    fn told(settled: i64, behind: u32) -> Vec<(String, usize, usize)> {
        months(settled, behind).into_iter().map(|month| (month.name(), month.before, month.days())).collect()
    }

    #[test]
    fn the_running_month_comes_before_those_behind_it() {
        let month = |name: &str, before, days| (name.to_owned(), before, days);
        // 24 of 31 days are settled.
        assert_eq!(
            told(OCTOBER_1 + 24, 2),
            [month("2026-10", 0, 7), month("2026-11", 7, 30), month("2026-12", 37, 31)]
        );
        // On the first of a month nothing of it is settled, so it lies behind all of the last one.
        assert_eq!(told(OCTOBER_1 + 31, 1), [month("2026-11", 0, 30)]);
        assert_eq!(told(OCTOBER_1 + 5, 0), [month("2026-10", 0, 26)]);
    }
}
