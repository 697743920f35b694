//! When each API was used: a small frame of WebSocket usage per API and interval.
//!
//! The one file that knows polars. It holds quantities and never money, as whole thousandths of a unit: integer sums
//! do not depend on how the frame is split over threads, so the answer is the same on every machine.

use classify::Meter;
use ledger::{Decimal, Grain};
use polars::prelude::{Column, DataFrame, IntoLazy, PolarsResult, col, len, lit};

use crate::gaps::Gaps;
use crate::hours::{HOUR, Hour};
use crate::survey::SummaryError;

/// Thousandths of a unit beyond which a single row counts no higher, so that a year of them fits 64 bits: 10⁹ minutes
/// in an hour are 18 million connections.
const MOST: i128 = 1 << 50;
/// A century of them: a bill with more is wrong in its dates, and needs no table of them.
const MOST_HOURS: usize = 876_600;
/// 10¹⁸ units of a [`Decimal`] are 1,000 thousandths.
const THOUSANDTH: i128 = 10i128.pow(15);

/// When one API was used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Activity {
    /// Start of the first interval with connection minutes, seconds since 1970-01-01 UTC.
    pub(crate) first_use: Option<i64>,
    /// Start of the last interval with any usage.
    pub(crate) last_use: Option<i64>,
    /// Intervals with any usage.
    pub(crate) intervals: u64,
    /// Is all its usage hourly?
    pub(crate) hourly: bool,
    /// Share of its connection minutes in hours without a single message; only where all is hourly.
    pub(crate) silent_share: Option<Decimal>,
    /// Where it has no usage between times with usage.
    pub(crate) gaps: Gaps,
}

/// Usage of one API in one interval.
#[derive(Debug, Clone, Copy)]
struct Used {
    start: i64,
    grain: Grain,
    minutes: i64,
    messages: i64,
}

/// Collects the intervals of each API.
#[derive(Debug, Default)]
pub(crate) struct ActivityTally {
    apis: Vec<Vec<Used>>,
}

impl ActivityTally {
    /// Adds usage of the API with this number: start, length and quantity of intervals, in order of time.
    pub(crate) fn add(&mut self, api: u32, meter: Meter, intervals: impl Iterator<Item = (i64, Grain, Decimal)>) {
        let used = intervals.filter_map(|(start, grain, quantity)| {
            let quantity = thousandths(quantity);
            let (minutes, messages) = if meter == Meter::Messages { (0, quantity) } else { (quantity, 0) };
            (quantity > 0).then_some(Used { start, grain, minutes, messages })
        });
        let api = api as usize;
        if self.apis.len() <= api {
            self.apis.resize_with(api + 1, Vec::new);
        }
        merge(&mut self.apis[api], used);
    }

    /// Where no API at all has usage.
    pub(crate) fn gaps(&self) -> Gaps {
        let used = || self.apis.iter().flatten();
        let hour = |used: &Used| used.start.div_euclid(HOUR);
        let ends = used().map(hour).min().zip(used().map(hour).max());
        let Some((first, hours)) = ends.and_then(|(first, last)| Some((first, usize::try_from(last - first).ok()?)))
        else {
            return Gaps::default();
        };
        if hours > MOST_HOURS {
            return Gaps::default();
        }
        let mut is_used = vec![false; hours + 1];
        for used in used() {
            if let Some(is_used) = usize::try_from(hour(used) - first).ok().and_then(|at| is_used.get_mut(at)) {
                *is_used = true;
            }
        }
        let starts: Vec<i64> =
            (first..).zip(is_used).filter(|(_, is_used)| *is_used).map(|(hour, _)| hour * HOUR).collect();
        gaps(&starts, used().map(|used| used.grain).max())
    }

    /// The activity of each API, by its number, with its hours where all its usage is hourly; APIs without usage have the
    /// default.
    pub(crate) fn finish(self, apis: usize) -> Result<Vec<(Activity, Vec<Hour>)>, SummaryError> {
        let mut all = vec![(Activity::default(), Vec::new()); apis];
        if self.apis.iter().all(Vec::is_empty) {
            return Ok(all);
        }
        let failed = |error: polars::error::PolarsError| SummaryError::Activity(error.to_string());
        let frame = self.frame().and_then(reduce).map_err(failed)?;
        for (api, activity) in read(&frame).map_err(failed)? {
            if let Some(slot) = all.get_mut(api as usize) {
                slot.0 = activity;
            }
        }
        for ((activity, hours), used) in all.iter_mut().zip(self.apis) {
            let starts: Vec<i64> = used.iter().map(|used| used.start).collect();
            // An hour without usage is nothing special in a small API.
            activity.gaps = gaps(&starts, used.iter().map(|used| used.grain.max(Grain::Day)).max());
            if activity.hourly {
                let hour = |used: Used| Hour { start: used.start, minutes: used.minutes, messages: used.messages };
                *hours = used.into_iter().map(hour).collect();
            }
        }
        Ok(all)
    }

    fn frame(&self) -> PolarsResult<DataFrame> {
        let rows = || (0u32..).zip(&self.apis).flat_map(|(api, used)| used.iter().map(move |used| (api, used)));
        let column = |value: fn(&Used) -> i64| rows().map(|(_, used)| value(used)).collect::<Vec<i64>>();
        let api: Vec<u32> = rows().map(|(api, _)| api).collect();
        DataFrame::new(
            api.len(),
            vec![
                Column::new("api".into(), api),
                Column::new("start".into(), column(|used| used.start)),
                Column::new("hourly".into(), column(|used| i64::from(used.grain == Grain::Hour))),
                Column::new("minutes".into(), column(|used| used.minutes)),
                Column::new("messages".into(), column(|used| used.messages)),
            ],
        )
    }
}

/// Gaps between the starts of intervals, in order, of which the longest is so long.
fn gaps(starts: &[i64], longest: Option<Grain>) -> Gaps {
    match longest {
        Some(Grain::Hour) => Gaps::find(starts, true),
        Some(Grain::Day) => Gaps::find(starts, false),
        // Months have none between them, and an API used in one and not in another is not regular.
        Some(Grain::Month) | None => Gaps::default(),
    }
}

/// Merges usage into what is known, both in order of time; one entry for each interval.
fn merge(known: &mut Vec<Used>, more: impl Iterator<Item = Used>) {
    let mut old = std::mem::take(known).into_iter().peekable();
    for used in more {
        while let Some(before) = old.next_if(|before| before.start <= used.start) {
            known.push(before);
        }
        match known.last_mut() {
            Some(last) if last.start == used.start => {
                last.minutes = last.minutes.saturating_add(used.minutes);
                last.messages = last.messages.saturating_add(used.messages);
                last.grain = last.grain.max(used.grain);
            }
            _ => known.push(used),
        }
    }
    known.extend(old);
}

/// From intervals to APIs.
fn reduce(frame: DataFrame) -> PolarsResult<DataFrame> {
    let has_minutes = || col("minutes").gt(lit(0i64));
    let is_silent = || col("messages").eq(lit(0i64));
    frame
        .lazy()
        .group_by([col("api")])
        .agg([
            col("start").filter(has_minutes()).min().alias("first_use"),
            col("start").max().alias("last_use"),
            len().alias("intervals"),
            col("hourly").min(),
            col("minutes").sum(),
            col("minutes").filter(is_silent()).sum().alias("silent"),
        ])
        .collect()
}

fn read(frame: &DataFrame) -> PolarsResult<Vec<(u32, Activity)>> {
    let (api, intervals) = (frame.column("api")?.u32()?, frame.column("intervals")?.u32()?);
    let (first, last) = (frame.column("first_use")?.i64()?, frame.column("last_use")?.i64()?);
    let (minutes, silent) = (frame.column("minutes")?.i64()?, frame.column("silent")?.i64()?);
    let hourly = frame.column("hourly")?.i64()?;
    let row = |at: usize| {
        let hourly = hourly.get(at) == Some(1);
        let share = || Decimal::from_int(silent.get(at)?).over(Decimal::from_int(minutes.get(at)?));
        let activity = Activity {
            first_use: first.get(at),
            last_use: last.get(at),
            intervals: intervals.get(at).map_or(0, u64::from),
            hourly,
            silent_share: if hourly { share() } else { None },
            gaps: Gaps::default(),
        };
        Some((api.get(at)?, activity))
    };
    Ok((0..frame.height()).filter_map(row).collect())
}

/// A quantity in whole thousandths; what is below one counts as one, since it was used.
fn thousandths(quantity: Decimal) -> i64 {
    let units = quantity.units();
    if units <= 0 {
        return 0;
    }
    i64::try_from((units / THOUSANDTH).clamp(1, MOST)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use ledger::Row;

    use super::*;
    use crate::testing::{OCTOBER, messages, minutes, number};

    fn at(hour: i64, row: &Row<'static>) -> Row<'static> {
        Row { interval_start: OCTOBER + hour * HOUR, grain: Grain::Hour, ..*row }
    }

    fn activity(rows: &[Row<'static>]) -> Activity {
        let mut tally = ActivityTally::default();
        for row in rows {
            tally.add(0, row.meter, std::iter::once((row.interval_start, row.grain, row.sums.quantity)));
        }
        tally.finish(1).unwrap().remove(0).0
    }

    #[test]
    fn tells_the_share_of_minutes_in_hours_without_a_message() {
        let rows = [
            at(5, &messages(3, "0")),
            at(6, &minutes(100, "0")),
            at(6, &messages(1, "0")),
            at(7, &minutes(200, "0")),
            at(8, &minutes(100, "0")),
        ];
        let activity = activity(&rows);
        assert_eq!(activity.first_use, Some(OCTOBER + 6 * HOUR));
        assert_eq!(activity.last_use, Some(OCTOBER + 8 * HOUR));
        assert_eq!(activity.intervals, 4);
        // 300 of 400 minutes are in hours 7 and 8.
        assert_eq!(activity.silent_share, Some(number("0.75")));
    }

    #[test]
    fn daily_data_tells_no_share() {
        let activity = activity(&[at(0, &minutes(10, "0")), minutes(10, "0")]);
        assert_eq!((activity.hourly, activity.silent_share, activity.intervals), (false, None, 1));
    }

    #[test]
    fn without_minutes_there_is_no_first_use() {
        let activity = activity(&[at(1, &messages(1, "0"))]);
        assert_eq!((activity.first_use, activity.last_use), (None, Some(OCTOBER + HOUR)));
        assert_eq!(activity.silent_share, None);
        assert_eq!(ActivityTally::default().finish(1).unwrap(), [(Activity::default(), Vec::new())]);
    }

    #[test]
    fn absurd_and_tiny_quantities_stay_in_bounds() {
        assert_eq!(thousandths(Decimal::MAX), 1 << 50);
        assert_eq!(thousandths(number("0.000001")), 1);
        assert_eq!(thousandths(-Decimal::ONE), 0);
        assert_eq!(thousandths(number("2.5")), 2500);
    }
}
