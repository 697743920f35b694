//! What the hours of an API tell: a fixed cadence, a floor at night, connections by hour of the week.
//!
//! Only hourly data has hours. All of it rests on minutes being posted in the hour in which they accrue, which AWS does not
//! document.

use ledger::Decimal;

/// Seconds of an hour.
pub(crate) const HOUR: i64 = 3_600;
/// Seconds of a day.
pub(crate) const DAY: i64 = 24 * HOUR;
/// Hours of a week.
pub(crate) const WEEK: usize = 168;
/// 1970-01-01 was a Thursday: 72 hours behind a Monday's midnight.
const THURSDAY: i64 = 72;
/// So many hours are quiet, and so many busy.
const FEW: usize = 4;

/// Usage in one hour, in thousandths of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hour {
    /// Its start, seconds since 1970-01-01 UTC.
    pub(crate) start: i64,
    /// Connection minutes.
    pub(crate) minutes: i64,
    /// Messages.
    pub(crate) messages: i64,
}

/// A time, seconds since 1970-01-01 UTC; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

impl Window {
    fn holds(self, hour: &Hour) -> bool {
        (self.start..self.end).contains(&hour.start)
    }

    /// The full days in it.
    fn days(self) -> Option<Self> {
        let start = self.start.div_euclid(DAY) + i64::from(self.start.rem_euclid(DAY) > 0);
        let end = self.end.div_euclid(DAY);
        (start < end).then_some(Self { start: start * DAY, end: end * DAY })
    }
}

/// How steady messages keep pace with connection minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cadence {
    /// Hours with enough messages.
    pub(crate) hours: usize,
    /// Those of them near the median.
    pub(crate) steady: usize,
    /// The median of connection minutes per message.
    pub(crate) minutes_per_message: Decimal,
}

/// The cadence of hours with at least `messages` messages; `None` where there is no such hour.
pub(crate) fn cadence(hours: &[Hour], window: Window, messages: Decimal, tolerance: Decimal) -> Option<Cadence> {
    let enough = |hour: &&Hour| window.holds(hour) && hour.minutes > 0 && units(hour.messages) >= messages;
    let per_minute = |hour: &Hour| Decimal::from_int(hour.messages).over(Decimal::from_int(hour.minutes));
    let mut rates: Vec<Decimal> = hours.iter().filter(enough).filter_map(per_minute).collect();
    rates.sort_unstable();
    let median = median(&rates)?;
    let near = |rate: &&Decimal| rate.minus(median).abs() <= median.times(tolerance);
    let steady = rates.iter().filter(near).count();
    Some(Cadence { hours: rates.len(), steady, minutes_per_message: Decimal::ONE.over(median)? })
}

/// The quietest and the busiest hours of the median day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Night {
    /// Full days that were looked at.
    pub(crate) days: usize,
    /// Connection minutes in one of the four quietest hours, and in one of the four busiest.
    pub(crate) quiet_minutes: Decimal,
    /// See above.
    pub(crate) busy_minutes: Decimal,
    /// Messages per connection minute in these hours.
    pub(crate) quiet_messages: Decimal,
    /// See above.
    pub(crate) busy_messages: Decimal,
    /// Connection minutes in an hour, over all of them.
    pub(crate) mean_minutes: Decimal,
}

/// The median day of the full days in a window; `None` where it has no connection minutes.
pub(crate) fn night(hours: &[Hour], window: Window) -> Option<Night> {
    let window = window.days()?;
    let days = usize::try_from((window.end - window.start) / DAY).ok()?;
    // What is not there is zero: a bill has no row for an hour without usage.
    let mut by_hour = vec![(vec![0i64; days], vec![0i64; days]); 24];
    for hour in hours.iter().filter(|hour| window.holds(hour)) {
        let day = usize::try_from((hour.start - window.start) / DAY).ok()?;
        let (minutes, messages) = by_hour.get_mut(usize::try_from(hour.start.rem_euclid(DAY) / HOUR).ok()?)?;
        minutes[day] += hour.minutes;
        messages[day] += hour.messages;
    }
    let typical = |mut values: Vec<i64>| {
        values.sort_unstable();
        let middle: Vec<Decimal> = middle(&values).iter().copied().map(units).collect();
        median(&middle).unwrap_or_default()
    };
    let mut day: Vec<(Decimal, Decimal)> =
        by_hour.into_iter().map(|(minutes, messages)| (typical(minutes), typical(messages))).collect();
    day.sort_unstable();
    let sum = |hours: &[(Decimal, Decimal)]| {
        let minutes: Decimal = hours.iter().map(|hour| hour.0).sum();
        let messages: Decimal = hours.iter().map(|hour| hour.1).sum();
        (minutes, messages)
    };
    let (quiet, busy, all) = (sum(&day[..FEW]), sum(&day[day.len() - FEW..]), sum(&day));
    let few = Decimal::from_int(4);
    Some(Night {
        days,
        quiet_minutes: quiet.0.over(few)?,
        busy_minutes: busy.0.over(few)?,
        quiet_messages: quiet.1.over(quiet.0)?,
        busy_messages: busy.1.over(busy.0)?,
        mean_minutes: all.0.over(Decimal::from_int(24))?,
    })
}

/// Average connections by hour of the week, from Monday 00:00 UTC on: connection minutes ÷ 60 of the mean such hour in the
/// window. `None` where the window has no such hour.
pub(crate) fn connections_by_hour_of_week(hours: &[Hour], window: Window) -> Vec<Option<Decimal>> {
    let slot = |start: i64| usize::try_from((start.div_euclid(HOUR) + THURSDAY).rem_euclid(168)).unwrap_or_default();
    let mut minutes = vec![0i64; WEEK];
    let mut times = vec![0i64; WEEK];
    for hour in hours.iter().filter(|hour| window.holds(hour)) {
        minutes[slot(hour.start)] += hour.minutes;
    }
    let mut start = window.start.div_euclid(HOUR) * HOUR;
    while start < window.end {
        times[slot(start)] += 1;
        start += HOUR;
    }
    let average = |(minutes, times): (i64, i64)| units(minutes).over(Decimal::from_int(60 * times));
    minutes.into_iter().zip(times).map(average).collect()
}

/// Thousandths as units.
fn units(thousandths: i64) -> Decimal {
    Decimal::from_units(i128::from(thousandths) * 10i128.pow(15)).unwrap_or_default()
}

/// The middle of ordered values, or the mean of the two in the middle.
fn median(ordered: &[Decimal]) -> Option<Decimal> {
    match *middle(ordered) {
        [one] => Some(one),
        [left, right] => left.plus(right).over(Decimal::from_int(2)),
        _ => None,
    }
}

/// The one or the two values in the middle of ordered ones.
fn middle<T>(ordered: &[T]) -> &[T] {
    let half = ordered.len().saturating_sub(1) / 2;
    &ordered[half..ordered.len() - half]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OCTOBER, number};

    const MONTH: Window = Window { start: OCTOBER, end: OCTOBER + 31 * DAY };

    fn hours(days: i64, usage: impl Fn(i64) -> (i64, i64)) -> Vec<Hour> {
        let hour = |hour| {
            let (minutes, messages) = usage(hour % 24);
            Hour { start: OCTOBER + hour * HOUR, minutes: minutes * 1_000, messages: messages * 1_000 }
        };
        (0..days * 24).map(hour).collect()
    }

    #[test]
    fn a_fixed_cadence_is_the_same_in_every_hour() {
        // A message every 30 seconds of each connection, whatever their number is.
        let steady = hours(3, |hour| (1_000 + hour * 100, 2 * (1_000 + hour * 100)));
        let found = cadence(&steady, MONTH, number("1000"), number("0.1")).unwrap();
        assert_eq!((found.hours, found.steady, found.minutes_per_message), (72, 72, number("0.5")));
        // Hours of 1, 2, 3, … messages a minute: only those within a tenth of the median (12.5) are near it.
        let uneven = hours(1, |hour| (1_000, 1_000 * (hour + 1)));
        let found = cadence(&uneven, MONTH, number("1000"), number("0.1")).unwrap();
        assert_eq!((found.hours, found.steady), (24, 2));
        assert_eq!(cadence(&steady, MONTH, number("1000000"), number("0.1")), None);
    }

    #[test]
    fn the_median_day_has_quiet_and_busy_hours() {
        // 100 connections at night, 400 in four hours of the day; messages only by day.
        let usage = |hour| if (10..14).contains(&hour) { (24_000, 48_000) } else { (6_000, 600) };
        let night = night(&hours(9, usage), Window { start: OCTOBER + 1, end: OCTOBER + 9 * DAY }).unwrap();
        assert_eq!(night.days, 8);
        assert_eq!((night.quiet_minutes, night.busy_minutes), (number("6000"), number("24000")));
        assert_eq!((night.quiet_messages, night.busy_messages), (number("0.1"), number("2")));
        // (4 × 24,000 + 20 × 6,000) ÷ 24
        assert_eq!(night.mean_minutes, number("9000"));
        assert!(super::night(&[], MONTH).is_none());
    }

    #[test]
    fn a_week_begins_on_monday() {
        // 2026-10-01 is a Thursday.
        let one = [Hour { start: OCTOBER, minutes: 120_000, messages: 0 }];
        let week = connections_by_hour_of_week(&one, Window { start: OCTOBER, end: OCTOBER + 14 * DAY });
        assert_eq!(week.len(), WEEK);
        // 120 minutes in two such hours are one connection.
        assert_eq!(week[72], Some(Decimal::ONE));
        assert_eq!(week[0], Some(Decimal::ZERO));
        let short = connections_by_hour_of_week(&one, Window { start: OCTOBER, end: OCTOBER + DAY });
        assert_eq!((short[72], short[71]), (Some(number("2")), None));
    }
}
