//! A window of days within the billing periods that were read.
//!
//! What has an hour or a day of its own is inside or outside. What belongs to a whole billing period (tax, fees, everything
//! in a monthly export) is inside only where the window holds all of that period; else it is kept out, and said.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate};
use classify::Charge;
use ledger::{Coverage, Decimal, Grain, Ledger, Row, Section};

use crate::cost::CostBasis;
use crate::period::{first_day, next_month, seconds};
use crate::survey::SummaryError;

/// A day as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// This day, UTC.
    Date(NaiveDate),
    /// So many days before the last day with data.
    BeforeLast(u32),
}

impl Day {
    fn resolve(self, last: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Date(day) => Some(day),
            Self::BeforeLast(days) => last.checked_sub_days(Days::new(days.into())),
        }
    }
}

impl FromStr for Day {
    type Err = &'static str;

    /// `2026-10-05`, `T` for the last day with data, or `T-7d`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str =
            "give a day such as 2026-10-05, T for the last day with data, or T-7d for seven days before it";
        if text == "T" {
            return Ok(Self::BeforeLast(0));
        }
        if let Some(days) = text.strip_prefix("T-").and_then(|days| days.strip_suffix('d')) {
            let digits = days.bytes().all(|byte| byte.is_ascii_digit());
            return days.parse().ok().filter(|_| digits).map(Self::BeforeLast).ok_or(EXPECTED);
        }
        let written = text.len() == 10;
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| written).map(Self::Date).ok_or(EXPECTED)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(day) => write!(f, "{day}"),
            Self::BeforeLast(0) => f.write_str("T"),
            Self::BeforeLast(days) => write!(f, "T-{days}d"),
        }
    }
}

/// The days that are asked for, both of them included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// The first; `None`: the first of the last one's month.
    pub from: Option<Day>,
    /// The last; `None`: the last day with data.
    pub to: Option<Day>,
}

/// Line items of billing periods that a window holds a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// What kind of charge they are.
    pub charge: Charge,
    /// Line items.
    pub rows: u64,
    /// Their cost on the basis of the answer.
    pub cost: Decimal,
}

/// Days, both of them included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

impl Window {
    /// The days, in a ledger; an error where it has none of them.
    pub(crate) fn resolve(&self, ledger: &Ledger) -> Result<Span, SummaryError> {
        let Some(data) = days_with_data(ledger) else { return Err(SummaryError::NoDays) };
        let outside = |first: String, last: String| SummaryError::OutsideData {
            window: [first, last],
            data: [data.first, data.last],
        };
        let asked = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        let days = || {
            let last = self.to.unwrap_or(Day::BeforeLast(0)).resolve(data.last)?;
            let first = self.from.map_or_else(|| first_of_month(last), |day| day.resolve(data.last))?;
            Some(Span { first, last })
        };
        let span = days().ok_or_else(|| outside(asked(self.from), asked(self.to)))?;
        if span.last < span.first {
            return Err(SummaryError::NoWindow([span.first, span.last]));
        }
        if span.last < data.first || span.first > data.last {
            return Err(outside(span.first.to_string(), span.last.to_string()));
        }
        Ok(span)
    }
}

impl Span {
    /// The rows of these days as a ledger of their own, and those of their billing periods that no day tells.
    pub(crate) fn cut(self, ledger: &Ledger) -> Result<(Ledger, Vec<Row<'_>>), SummaryError> {
        let rows = ledger.rows().filter(|row| self.holds(row));
        let coverage = ledger.coverage().iter().filter(|delivery| self.touches(&delivery.billing_period));
        let coverage: Vec<Coverage> = coverage.cloned().collect();
        let inside = Ledger::from_rows(rows, coverage).map_err(|_| SummaryError::TooLarge)?;
        let is_kept_out = |row: &Row<'_>| {
            row.section == Section::Items && is_whole(row) && self.touches(row.billing_period) && !self.holds(row)
        };
        Ok((inside, ledger.rows().filter(is_kept_out).collect()))
    }

    fn holds(self, row: &Row<'_>) -> bool {
        if is_whole(row) {
            return month(row.billing_period).is_some_and(|month| self.first <= month.first && month.last <= self.last);
        }
        self.has(row.interval_start)
    }

    /// Does a time lie on one of these days?
    fn has(self, time: i64) -> bool {
        let (start, end) = (seconds(self.first), seconds(self.last.succ_opt().unwrap_or(self.last)));
        (start..end).contains(&time)
    }

    fn touches(self, billing_period: &str) -> bool {
        month(billing_period).is_some_and(|month| self.first <= month.last && month.first <= self.last)
    }
}

/// Adds rows up by charge.
pub(crate) fn kept_out(rows: &[Row<'_>], basis: CostBasis) -> Vec<KeptOut> {
    let mut by_charge: BTreeMap<Charge, KeptOut> = BTreeMap::new();
    for row in rows {
        let nothing = || KeptOut { charge: row.charge, rows: 0, cost: Decimal::ZERO };
        let sum = by_charge.entry(row.charge).or_insert_with(nothing);
        sum.rows += row.sums.rows;
        sum.cost = sum.cost.plus(basis.cost(row));
    }
    by_charge.into_values().collect()
}

/// Does it belong to its billing period as a whole? Tax is charged once for all of it, on whatever day it is dated, and
/// usage of another month that is billed in this one has no day here.
fn is_whole(row: &Row<'_>) -> bool {
    let is_elsewhere = || month(row.billing_period).is_some_and(|month| !month.has(row.interval_start));
    row.grain == Grain::Month || row.charge == Charge::Tax || is_elsewhere()
}

fn month(billing_period: &str) -> Option<Span> {
    let first = first_day(billing_period)?;
    Some(Span { first, last: next_month(first)?.pred_opt()? })
}

fn first_of_month(day: NaiveDate) -> Option<NaiveDate> {
    chrono::Datelike::with_day(&day, 1)
}

/// From the first day of the first billing period to the last day that data reaches.
fn days_with_data(ledger: &Ledger) -> Option<Span> {
    let periods = || ledger.coverage().iter().map(|delivery| delivery.billing_period.as_str());
    let named = ledger.series().map(|series| series.shared().billing_period);
    let months: Vec<Span> = periods().chain(named).filter_map(month).collect();
    let through = ledger.coverage().iter().filter_map(|delivery| delivery.data_through).max();
    let last_day = |through: i64| Some(DateTime::from_timestamp(through.checked_sub(1)?, 0)?.date_naive());
    // Usage behind the last billing period belongs to that as a whole.
    let end = months.iter().map(|month| month.last).max()?;
    let last = through.and_then(last_day).map_or(end, |last| last.min(end));
    Some(Span { first: months.iter().map(|month| month.first).min()?, last })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use classify::Meter;
    use proptest::prelude::*;

    use super::*;
    use crate::summary::{Summary, SummaryRequest, summary};
    use crate::testing::{OCTOBER, coverage, messages, minutes, number, row, sums, usage};

    const DAY: i64 = 86_400;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn of_october(rows: &[Row<'static>], days: i64) -> Ledger {
        let delivery = Coverage { data_through: Some(OCTOBER + days * DAY), ..coverage("2026-10") };
        Ledger::from_rows(rows.iter().copied(), vec![delivery]).unwrap()
    }

    fn within(ledger: &Ledger, from: &str, to: &str) -> Result<Summary, SummaryError> {
        let window = Some(Window { from: Some(day(from)), to: Some(day(to)) });
        summary(ledger, &SummaryRequest { window, ..SummaryRequest::default() })
    }

    fn on(number: i64, row: &Row<'static>) -> Row<'static> {
        Row { interval_start: OCTOBER + (number - 1) * DAY, ..*row }
    }

    fn tax(cost: &str) -> Row<'static> {
        Row { charge: Charge::Tax, grain: Grain::Month, sums: sums(0, cost), ..row() }
    }

    #[test]
    fn days_are_read_and_nothing_else() {
        assert_eq!("T-7d".parse(), Ok(Day::BeforeLast(7)));
        assert_eq!("T".parse(), Ok(Day::BeforeLast(0)));
        assert_eq!(Day::BeforeLast(7).to_string(), "T-7d");
        for text in [
            "",
            "t",
            "T-",
            "T-d",
            "T-7",
            "T--7d",
            "T-+7d",
            "T-99999999999d",
            "2026-10",
            "2026-10-32",
            "26-10-01",
            "2026-1-001",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_window_holds_its_days_and_keeps_out_what_belongs_to_the_month() {
        let rows = [on(4, &messages(10, "1")), on(5, &messages(20, "2")), on(6, &minutes(30, "3")), tax("0.5")];
        let summary = within(&of_october(&rows, 31), "2026-10-05", "2026-10-06").unwrap();
        assert_eq!((summary.bridge.total, summary.layers.messages.quantity), (number("5"), number("20")));
        let kept_out = summary.kept_out.unwrap();
        assert_eq!(kept_out, [KeptOut { charge: Charge::Tax, rows: 1, cost: number("0.5") }]);
        assert_eq!(summary.period.start.unwrap().to_string(), "2026-10-05");
        assert_eq!(summary.period.end.unwrap().to_string(), "2026-10-07");
        // Two of the 31 days of October.
        assert_eq!(summary.period.days_covered(), Some(number("2")));
        assert_eq!(summary.period.days_of_month(), Some(31));
        assert!(summary.period.ended);
    }

    #[test]
    fn usage_of_another_month_belongs_to_the_month_that_bills_it() {
        // On the 30th of September and the 1st of November, billed in October.
        let rows = [on(0, &messages(10, "1")), on(5, &messages(20, "2")), on(32, &messages(40, "4"))];
        let ledger = of_october(&rows, 32);
        let whole = within(&ledger, "2026-10-01", "2026-10-31").unwrap();
        assert_eq!((whole.bridge.total, whole.kept_out), (number("7"), Some(vec![])));
        let day = within(&ledger, "2026-10-05", "2026-10-05").unwrap();
        let kept_out = KeptOut { charge: Charge::Usage, rows: 2, cost: number("5") };
        assert_eq!((day.bridge.total, day.kept_out), (number("2"), Some(vec![kept_out])));
        // The last day with data is one of the billing period.
        let last = within(&ledger, "T", "T").unwrap();
        assert_eq!(last.period.start.unwrap().to_string(), "2026-10-31");
        assert!(matches!(within(&ledger, "2026-11-01", "2026-11-01"), Err(SummaryError::OutsideData { .. })));
    }

    #[test]
    fn days_count_back_from_the_last_with_data() {
        let rows = [on(3, &messages(10, "1")), on(9, &messages(20, "2")), on(10, &messages(40, "4"))];
        let ledger = of_october(&rows, 10);
        let total = |from, to| within(&ledger, from, to).unwrap().bridge.total;
        assert_eq!(total("T-1d", "T"), number("6"));
        assert_eq!(total("T-7d", "T-1d"), number("3"));
        let open = |from, to| {
            let window = Some(Window { from, to });
            summary(&ledger, &SummaryRequest { window, ..SummaryRequest::default() }).unwrap().bridge.total
        };
        assert_eq!(open(None, None), number("7"), "from the first of the month to the last day with data");
        assert_eq!(open(Some(day("2026-10-10")), None), number("4"));
    }

    #[test]
    fn what_is_kept_out_of_days_without_items_has_its_currency() {
        let rows = [on(1, &messages(10, "1")), on(9, &messages(10, "1")), tax("0.5")];
        let summary = within(&of_october(&rows, 31), "2026-10-05", "2026-10-06").unwrap();
        assert!(summary.meters.is_empty());
        assert_eq!(summary.currency.as_deref(), Some("USD"));
        assert!(summary.notes.iter().any(|note| note.contains("tax 0.50 USD (1 line item)")), "{:?}", summary.notes);
    }

    #[test]
    fn tax_belongs_to_its_month_whatever_its_day() {
        let dated = Row { grain: Grain::Day, ..tax("0.5") };
        let summary = within(&of_october(&[on(1, &messages(10, "1")), dated], 31), "2026-10-01", "2026-10-01").unwrap();
        assert_eq!(summary.bridge.total, number("1"));
        assert_eq!(summary.kept_out.unwrap(), [KeptOut { charge: Charge::Tax, rows: 1, cost: number("0.5") }]);
    }

    #[test]
    fn days_before_the_data_are_not_counted() {
        let ledger = of_october(&[on(1, &messages(10, "1"))], 31);
        let from = |from| within(&ledger, from, "2026-10-05").unwrap();
        let early = from("2026-09-25");
        assert_eq!(early.period.days_covered(), Some(number("5")));
        assert_eq!(early.period.start.unwrap().to_string(), "2026-09-25");
        let note = "The window begins on 2026-09-25, before the data: its first billing period begins on 2026-10-01.";
        assert!(early.notes.iter().any(|said| said == note), "{:#?}", early.notes);
        assert!(!from("2026-10-01").notes.iter().any(|said| said.contains("before the data")));
    }

    #[test]
    fn a_window_without_data_is_refused_with_the_days_that_there_are() {
        let ledger = of_october(&[on(3, &messages(10, "1"))], 10);
        let refused = |from, to| within(&ledger, from, to).unwrap_err().to_string();
        assert_eq!(
            refused("2026-11-01", "2026-11-05"),
            "the window 2026-11-01 to 2026-11-05 holds no day of the data, which is of 2026-10-01 to 2026-10-10"
        );
        assert_eq!(
            refused("2026-10-05", "2026-10-04"),
            "the window ends on 2026-10-04, before it begins on 2026-10-05"
        );
    }

    #[test]
    fn a_window_of_the_whole_month_is_the_month() {
        let rows = [on(1, &messages(10, "1")), on(31, &minutes(20, "2")), tax("0.5")];
        let ledger = of_october(&rows, 31);
        let whole = summary(&ledger, &SummaryRequest::default()).unwrap();
        let windowed = within(&ledger, "2026-10-01", "2026-10-31").unwrap();
        assert_eq!(windowed.kept_out, Some(Vec::new()));
        assert_eq!(Summary { kept_out: None, ..windowed }, whole);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn the_days_and_what_is_kept_out_are_the_month(
            rows in prop::collection::vec((0..Meter::ALL.len(), 0..Charge::ALL.len(), 0i64..31, 0i64..1_000, any::<bool>()), 1..40),
        ) {
            let row = |&(meter, charge, day, cost, whole): &(usize, usize, i64, i64, bool)| Row {
                charge: Charge::ALL[charge],
                grain: if whole { Grain::Month } else { Grain::Day },
                interval_start: if whole { OCTOBER } else { OCTOBER + day * DAY },
                ..usage(Meter::ALL[meter], cost, &cost.to_string())
            };
            let rows: Vec<_> = rows.iter().map(row).collect();
            let ledger = of_october(&rows, 31);
            let by_meter = |summary: &Summary| {
                let mut sums: BTreeMap<_, Decimal> = BTreeMap::new();
                for row in &summary.meters {
                    let sum = sums.entry((row.meter, row.charge)).or_default();
                    *sum = sum.plus(row.sums.unblended.unwrap());
                }
                sums
            };
            let whole = summary(&ledger, &SummaryRequest::default()).unwrap();
            let (mut added, mut total) = (BTreeMap::new(), Decimal::ZERO);
            let mut out = None;
            for day in 1..=31 {
                let day = format!("2026-10-{day:02}");
                let one = within(&ledger, &day, &day).unwrap();
                total = total.plus(one.bridge.total);
                for (key, cost) in by_meter(&one) {
                    let sum: &mut Decimal = added.entry(key).or_default();
                    *sum = sum.plus(cost);
                }
                let kept_out = one.kept_out.unwrap();
                prop_assert!(out.is_none_or(|out| out == kept_out), "the same for every day");
                out = Some(kept_out);
            }
            let out: Decimal = out.unwrap().iter().map(|kept_out| kept_out.cost).sum();
            prop_assert_eq!(total.plus(out), whole.bridge.total);
            for (key, cost) in added {
                prop_assert!(cost <= by_meter(&whole)[&key]);
            }
        }
    }
}
