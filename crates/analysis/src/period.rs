//! The billing periods of a ledger, and how far their data reaches.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate, NaiveTime};
use ledger::{Coverage, Decimal};

use crate::window::Span;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The time that an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day of the first billing period, or of the window that is asked for; `None` for an empty ledger.
    pub start: Option<NaiveDate>,
    /// Day after the last billing period, or after the window.
    pub end: Option<NaiveDate>,
    /// Exclusive end of the latest usage, seconds since 1970-01-01 UTC; the period's end for monthly exports.
    pub data_through: Option<i64>,
    /// Does the data reach the period's end?
    pub ended: bool,
    /// Does every selected line item carry an invoice id?
    pub is_final: bool,
    /// Is there a column of invoice ids wherever there are selected line items? Else whether the bill is final is not known.
    pub names_invoices: bool,
    /// The billing periods, `YYYY-MM`, ordered.
    pub months: Vec<String>,
    /// First day of the first billing period, whatever window is asked for.
    pub(crate) data_from: Option<NaiveDate>,
}

impl Period {
    /// The period of these deliveries and of the months that rows name.
    pub(crate) fn of(coverage: &[Coverage], in_rows: &BTreeSet<&str>) -> Self {
        let mut months = in_rows.clone();
        months.extend(coverage.iter().map(|delivery| delivery.billing_period.as_str()));
        let dated: Vec<(&str, NaiveDate)> =
            months.iter().filter_map(|month| Some((*month, first_day(month)?))).collect();
        let start = dated.first().map(|&(_, day)| day);
        let end = dated.last().and_then(|&(_, day)| next_month(day));
        let data_through = dated.iter().filter_map(|&(month, day)| reach(coverage, month, day)).max();
        let is_final = !coverage.is_empty() && coverage.iter().all(|delivery| delivery.rows_without_invoice == Some(0));
        // What is invoiced in full has ended, however long before its end the last usage was.
        let is_closed = is_final && coverage.iter().any(|delivery| delivery.matched_rows > 0);
        let reaches_end = matches!((data_through, end), (Some(through), Some(end)) if through >= seconds(end));
        let ended = is_closed || reaches_end;
        let names_invoices =
            coverage.iter().all(|delivery| delivery.rows_without_invoice.is_some() || delivery.matched_rows == 0);
        Self {
            start,
            end,
            data_through,
            ended,
            is_final,
            names_invoices,
            months: months.into_iter().map(str::to_owned).collect(),
            data_from: start,
        }
    }

    /// Start of the window that data covers, seconds since 1970-01-01 UTC: where data begins, at least the window's start.
    pub(crate) fn window_start(&self) -> Option<i64> {
        self.start.max(self.data_from).map(seconds)
    }

    /// Exclusive end of the window that data covers: where data ends, at most the period's end.
    pub(crate) fn window_end(&self) -> Option<i64> {
        let end = seconds(self.end?);
        Some(self.data_through.filter(|_| !self.ended).map_or(end, |through| through.min(end)))
    }

    /// Exclusive end of the settled days: full UTC days that end at least so many days before the data does. AWS adds to
    /// younger ones, unless the bill is final.
    pub(crate) fn settled_end(&self, lag_days: Decimal) -> Option<i64> {
        let end = self.window_end()?;
        if self.is_final {
            return Some(end);
        }
        let through = self.data_through?;
        let lag = i64::try_from(lag_days.times(Decimal::from_int(DAY)).units() / Decimal::ONE.units()).ok()?;
        Some(through.checked_sub(lag)?.div_euclid(DAY).checked_mul(DAY)?.min(end))
    }

    /// Days that data covers.
    #[must_use]
    pub fn days_covered(&self) -> Option<Decimal> {
        let seconds = self.window_end()? - self.window_start()?;
        Decimal::from_int(seconds).over(Decimal::from_int(DAY))
    }

    /// Days of the month of the last day: what a month means in a projection.
    #[must_use]
    pub fn days_of_month(&self) -> Option<i64> {
        let last = self.end?.pred_opt()?;
        Some(i64::from(last.num_days_in_month()))
    }

    /// Does it begin and end with a month?
    #[must_use]
    pub fn is_of_months(&self) -> bool {
        [self.start, self.end].iter().flatten().all(|day| day.day() == 1)
    }

    /// The same with these days alone. How far data reaches stays what it is: what settles is told by it.
    pub(crate) fn within(self, span: Span) -> Self {
        let end = span.last.succ_opt();
        let reaches_end = matches!((self.data_through, end), (Some(through), Some(end)) if through >= seconds(end));
        let is_inside = self.ended && matches!((end, self.end), (Some(end), Some(last)) if end <= last);
        Self { start: Some(span.first), end, ended: is_inside || reaches_end, ..self }
    }

    /// An amount of this period, projected to a month: the days of the last billing period ÷ the days covered. An
    /// ended month projects to itself.
    pub(crate) fn monthly(&self, amount: Decimal) -> Decimal {
        let projected = || {
            let covered = self.days_covered().filter(|&days| days > Decimal::ZERO)?;
            let month = Decimal::from_int(self.days_of_month()?);
            if month == covered { Some(amount) } else { amount.times(month).over(covered) }
        };
        projected().unwrap_or(amount)
    }

    /// Does [`monthly`](Self::monthly) change anything?
    pub(crate) fn is_projected(&self) -> bool {
        self.monthly(Decimal::ONE) != Decimal::ONE
    }
}

/// How far the deliveries of a month reach. A delivery without daily or hourly usage rows reaches the month's end.
fn reach(coverage: &[Coverage], month: &str, first: NaiveDate) -> Option<i64> {
    let of_month = coverage.iter().filter(|delivery| delivery.billing_period == month);
    of_month.filter_map(|delivery| delivery.data_through).max().or_else(|| next_month(first).map(seconds))
}

pub(crate) fn first_day(month: &str) -> Option<NaiveDate> {
    let (year, month) = month.split_once('-')?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
}

pub(crate) fn next_month(first: NaiveDate) -> Option<NaiveDate> {
    first.checked_add_months(Months::new(1))
}

/// Midnight UTC, seconds since 1970-01-01.
pub(crate) fn seconds(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OCTOBER, coverage};

    fn period(deliveries: &[Coverage]) -> Period {
        Period::of(deliveries, &BTreeSet::new())
    }

    #[test]
    fn a_whole_month_has_ended_and_projects_to_itself() {
        let delivery = Coverage { data_through: Some(OCTOBER + 31 * DAY), ..coverage("2026-10") };
        let period = period(&[delivery]);
        assert_eq!(period.start, NaiveDate::from_ymd_opt(2026, 10, 1));
        assert_eq!(period.end, NaiveDate::from_ymd_opt(2026, 11, 1));
        assert!(period.ended && period.is_final);
        assert_eq!(period.monthly(Decimal::from_int(7)), Decimal::from_int(7));
    }

    #[test]
    fn a_running_month_is_projected_from_the_days_that_data_covers() {
        let delivery =
            Coverage { data_through: Some(OCTOBER + 10 * DAY), rows_without_invoice: Some(3), ..coverage("2026-10") };
        let period = period(&[delivery]);
        assert!(!period.ended && !period.is_final);
        // 10 of 31 days: 100 becomes 310.
        assert_eq!(period.monthly(Decimal::from_int(100)), Decimal::from_int(310));
    }

    #[test]
    fn a_monthly_export_reaches_the_end_of_its_period() {
        let period = period(&[coverage("2026-10")]);
        assert_eq!(period.data_through, Some(OCTOBER + 31 * DAY));
        assert!(period.ended);
    }

    #[test]
    fn several_months_project_to_one() {
        let period = period(&[coverage("2026-09"), coverage("2026-10")]);
        assert_eq!(period.start, NaiveDate::from_ymd_opt(2026, 9, 1));
        assert_eq!(period.months, ["2026-09", "2026-10"]);
        // 61 days covered, a month of 31 days.
        assert_eq!(period.monthly(Decimal::from_int(61)), Decimal::from_int(31));
    }

    #[test]
    fn what_is_invoiced_in_full_has_ended() {
        let early = |invoiced: bool| {
            let without = u64::from(!invoiced);
            let through = Some(OCTOBER + 20 * DAY);
            period(&[Coverage { data_through: through, rows_without_invoice: Some(without), ..coverage("2026-10") }])
        };
        let (open, closed) = (early(false), early(true));
        assert_eq!((open.ended, open.days_covered()), (false, Some(Decimal::from_int(20))));
        assert_eq!((closed.ended, closed.days_covered()), (true, Some(Decimal::from_int(31))));
        assert_eq!(closed.data_through, open.data_through);
        // A week of it has ended too; a window that goes on behind it has not.
        let day = |day| NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
        let week = closed.clone().within(Span { first: day(20), last: day(26) });
        assert_eq!((week.ended, week.days_covered()), (true, Some(Decimal::from_int(7))));
        let later = closed.within(Span { first: day(20), last: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap() });
        assert!(!later.ended);
    }

    #[test]
    fn nothing_is_known_of_an_empty_ledger() {
        let period = period(&[]);
        assert_eq!((period.start, period.data_through, period.ended, period.is_final), (None, None, false, false));
        assert_eq!(period.monthly(Decimal::ONE), Decimal::ONE);
    }
}
