//! Time without usage between times with usage: an outage, or line items that are not in the export.
//!
//! A bill has no row for an hour without usage, so that something is missing shows only where usage is regular. What is often
//! unused is unused, and no gap is seen in it.

use chrono::DateTime;

use crate::hours::{DAY, HOUR};

/// Days are regular where at most one in so many is without usage: less than the one in three and a half of weekends.
const DAYS: i64 = 5;
/// The same for hours: less than quiet hours of a night.
const HOURS: i64 = 20;
/// So many stretches are said; the others are counted.
const SAID: usize = 3;

/// Days, or hours where no whole day is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Gaps {
    /// Starts, in order, seconds since 1970-01-01 UTC.
    starts: Vec<i64>,
    /// Seconds of one.
    unit: i64,
    /// First and last with usage.
    ends: (i64, i64),
}

impl Gaps {
    /// Finds them between the starts of intervals with usage, in order; hours only where intervals are hourly.
    pub(crate) fn find(starts: &[i64], hourly: bool) -> Self {
        let days = Self::of(starts, DAY, DAYS);
        if hourly && days.starts.is_empty() { Self::of(starts, HOUR, HOURS) } else { days }
    }

    fn of(starts: &[i64], unit: i64, regular: i64) -> Self {
        let whole = |start: &i64| start.div_euclid(unit);
        let Some((first, last)) = starts.first().map(whole).zip(starts.last().map(whole)) else {
            return Self::default();
        };
        let mut used: Vec<i64> = starts.iter().map(whole).collect();
        used.dedup();
        let all = last - first + 1;
        let missing = all - i64::try_from(used.len()).unwrap_or(i64::MAX);
        let is_regular = missing.saturating_mul(regular) <= all;
        let starts = used.windows(2).filter(|_| missing > 0 && is_regular);
        let starts = starts.flat_map(|pair| pair[0] + 1..pair[1]).map(|at| at * unit).collect();
        Self { starts, unit, ends: (first * unit, last * unit) }
    }

    /// The same without what begins at or behind a time, and without what is in `others`.
    pub(crate) fn within(&self, end: i64, others: &Self) -> Self {
        let is_other = |start: i64| {
            let at = others.starts.partition_point(|&other| other + others.unit <= start);
            others.starts.get(at).is_some_and(|&other| other <= start)
        };
        let starts = self.starts.iter().copied().filter(|&start| start < end && !is_other(start)).collect();
        Self { starts, ..*self }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// `2 of the 31 days from 2026-10-01 to 2026-10-31 (2026-10-13 to 2026-10-14)`.
    pub(crate) fn said(&self) -> String {
        let (noun, count) = (if self.unit == DAY { "days" } else { "hours" }, self.starts.len());
        let all = (self.ends.1 - self.ends.0) / self.unit + 1;
        let mut stretches = self.stretches();
        let more = stretches.split_off(stretches.len().min(SAID)).len();
        let mut said: Vec<String> = stretches.into_iter().map(|stretch| self.stretch(stretch)).collect();
        if more > 0 {
            said.push(format!("and {more} more"));
        }
        let (first, last) = (self.time(self.ends.0), self.time(self.ends.1));
        format!("{count} of the {all} {noun} from {first} to {last} ({})", said.join(", "))
    }

    /// Firsts and lasts of neighbours.
    fn stretches(&self) -> Vec<(i64, i64)> {
        let mut stretches: Vec<(i64, i64)> = Vec::new();
        for &start in &self.starts {
            match stretches.last_mut() {
                Some(last) if last.1 + self.unit == start => last.1 = start,
                _ => stretches.push((start, start)),
            }
        }
        stretches
    }

    fn stretch(&self, (first, last): (i64, i64)) -> String {
        if first == last { self.time(first) } else { format!("{} to {}", self.time(first), self.time(last)) }
    }

    fn time(&self, start: i64) -> String {
        let form = if self.unit == DAY { "%Y-%m-%d" } else { "%Y-%m-%dT%HZ" };
        DateTime::from_timestamp(start, 0).map_or_else(String::new, |time| time.format(form).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::OCTOBER;

    fn days(of: impl IntoIterator<Item = i64>) -> Vec<i64> {
        of.into_iter().map(|day| OCTOBER + day * DAY).collect()
    }

    fn hours(of: impl IntoIterator<Item = i64>) -> Vec<i64> {
        of.into_iter().map(|hour| OCTOBER + hour * HOUR).collect()
    }

    const NONE: i64 = i64::MAX;

    #[test]
    fn days_missing_in_regular_use_are_gaps() {
        let gaps = Gaps::find(&days((0..31).filter(|day| ![4, 12, 13].contains(day))), false);
        assert_eq!(
            gaps.said(),
            "3 of the 31 days from 2026-10-01 to 2026-10-31 (2026-10-05, 2026-10-13 to 2026-10-14)"
        );
        // Seven of 31 days are more than one in five: it is used on some days and not on others.
        assert!(Gaps::find(&days((0..31).filter(|day| day % 7 > 1)), false).is_empty());
        assert!(Gaps::find(&days(0..31), false).is_empty());
        assert!(Gaps::find(&days([3]), false).is_empty() && Gaps::find(&[], true).is_empty());
    }

    #[test]
    fn hours_are_looked_at_where_no_day_is_missing() {
        let gaps = Gaps::find(&hours((0..744).filter(|hour| ![30, 31, 400, 500, 600].contains(hour))), true);
        assert_eq!(
            gaps.said(),
            "5 of the 744 hours from 2026-10-01T00Z to 2026-10-31T23Z (2026-10-02T06Z to 2026-10-02T07Z, \
             2026-10-17T16Z, 2026-10-21T20Z, and 1 more)"
        );
        let starts = hours((0..744).filter(|hour| hour / 24 != 9 && *hour != 30));
        assert!(Gaps::find(&starts, true).said().starts_with("1 of the 31 days"));
        assert!(Gaps::find(&hours((0..744).filter(|hour| hour % 24 > 2)), true).is_empty());
    }

    #[test]
    fn what_is_not_settled_or_said_already_is_left_out() {
        let all = Gaps::find(&days((0..31).filter(|day| ![4, 12, 25].contains(day))), false);
        let others = Gaps::find(&days((0..31).filter(|day| *day != 12)), false);
        let left = all.within(OCTOBER + 25 * DAY, &others);
        assert_eq!(left.starts, days([4]));
        assert_eq!(all.within(NONE, &Gaps::default()), all);
        // Hours of a day that is missing everywhere.
        let hourly = Gaps::of(&hours((0..744).filter(|hour| hour / 24 != 12 && *hour != 30)), HOUR, HOURS);
        assert_eq!(hourly.within(NONE, &others).starts, hours([30]));
    }
}
