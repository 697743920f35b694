//! The series of a ledger, each read once: its total, and as few rows as say the same.
//!
//! An hourly ledger holds hundreds of rows in a row that mean the same to every tally but those of time. They are the many,
//! so they are read side by side; what follows reads the few.

use std::cmp::Ordering;

use ledger::{Decimal, Interval, Ledger, Row, Section, Series, Total};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

/// A series that has been read.
#[derive(Debug)]
pub(crate) struct Digest<'a> {
    pub(crate) series: Series<'a>,
    /// The sum over all its intervals.
    pub(crate) total: Total,
    /// Its runs.
    pub(crate) runs: Vec<Row<'a>>,
}

/// The series that hold every dollar of the selected products once, in the ledger's order.
pub(crate) fn digests(ledger: &Ledger) -> Vec<Digest<'_>> {
    let items = ledger.series().filter(|series| series.shared().section == Section::Items);
    let items: Vec<_> = items.collect();
    items.par_iter().map(Digest::of).collect()
}

impl<'a> Digest<'a> {
    fn of(series: &Series<'a>) -> Self {
        let mut total = Total::default();
        let mut runs = Vec::new();
        for run in self::runs(series) {
            total.merge(&run.total);
            runs.push(run.row(series));
        }
        Self { series: *series, total, runs }
    }
}

/// Neighbours in time, added up.
struct Run<'a> {
    latest: Interval<'a>,
    total: Total,
}

impl<'a> Run<'a> {
    /// It stands at its latest interval, which tells the tier that was used last.
    fn row(&self, series: &Series<'a>) -> Row<'a> {
        let (interval_start, grain) = (self.latest.start(), self.latest.grain());
        Row { interval_start, grain, sums: self.total.sums(), ..*series.shared() }
    }
}

/// The runs of a series. Intervals whose cost or quantity has another sign stay apart: what was free or taken back says
/// nothing about a rate.
fn runs<'a>(series: &Series<'a>) -> impl Iterator<Item = Run<'a>> {
    let mut intervals = series.intervals().peekable();
    std::iter::from_fn(move || {
        let mut run = Run { latest: intervals.next()?, total: Total::default() };
        run.total.add(run.latest);
        while let Some(next) = intervals.next_if(|next| signs(*next) == signs(run.latest)) {
            run.total.add(next);
            run.latest = next;
        }
        Some(run)
    })
}

fn signs(interval: Interval<'_>) -> (Ordering, Ordering) {
    let sign = |value: Decimal| value.cmp(&Decimal::ZERO);
    (sign(interval.own_cost()), sign(interval.quantity()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OCTOBER, ledger, messages, minutes};

    fn all(rows: &[Row<'static>]) -> Vec<(i64, String, u64)> {
        let ledger = ledger(rows.iter().copied());
        let all = ledger.series().flat_map(|series| Digest::of(&series).runs);
        all.map(|run| (run.interval_start - OCTOBER, run.sums.own_cost().to_string(), run.sums.rows)).collect()
    }

    #[test]
    fn neighbours_that_differ_in_time_only_are_one() {
        let later = |row: &Row<'static>, by| Row { interval_start: OCTOBER + by, ..*row };
        let (paid, free) = (messages(10, "1.5"), messages(10, "0"));
        let rows = [paid, later(&paid, 1), later(&paid, 2), later(&free, 3), later(&paid, 4), minutes(1, "1")];
        assert_eq!(
            all(&rows),
            [(2, "4.5".to_owned(), 3), (3, "0".to_owned(), 1), (4, "1.5".to_owned(), 1), (0, "1".to_owned(), 1)]
        );
        assert_eq!(all(&[]), []);
    }
}
