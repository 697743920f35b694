//! The series of a ledger, each read once: its sums, and as few rows as say the same.
//!
//! An hourly ledger holds hundreds of rows in a row that mean the same to every tally but those of time. They are the many,
//! so they are read side by side; what follows reads the few.

use std::cmp::Ordering;

use ledger::{Decimal, Ledger, Row, Section, Series, Sums};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

/// A series that has been read.
#[derive(Debug)]
pub(crate) struct Digest<'a> {
    pub(crate) series: Series<'a>,
    /// Its sums over all intervals.
    pub(crate) sums: Sums,
    /// The sums without their signs; `None` where they leave the bounds.
    pub(crate) magnitude: Option<Sums>,
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
        let mut sums = Sums::default();
        let mut magnitude = Some(Sums::default());
        for (_, _, more) in series.intervals() {
            sums.add(&more);
            magnitude = magnitude.and_then(|sum| sum.checked_add(&magnitudes(&more)));
        }
        Self { series: *series, sums, magnitude, runs: runs(series).collect() }
    }
}

/// The sums without their signs. While these add up within bounds, no sum over any of the rows can leave them, so
/// every later addition is exact.
fn magnitudes(sums: &Sums) -> Sums {
    // A column that is absent in one row must not hide the magnitude of the others.
    let present = |value: Option<Decimal>| Some(value.unwrap_or_default().abs());
    Sums {
        rows: sums.rows,
        quantity: sums.quantity.abs(),
        unblended: present(sums.unblended),
        net_unblended: present(sums.net_unblended),
        amortized: present(sums.amortized),
        net_amortized: present(sums.net_amortized),
        public_on_demand: present(sums.public_on_demand),
        billed: present(sums.billed),
        list: present(sums.list),
    }
}

/// The runs of a series: neighbours in time, added up. Intervals whose cost or quantity has another sign stay apart: what
/// was free or taken back says nothing about a rate. A run stands at its latest interval, which tells the tier that was
/// used last.
fn runs<'a>(series: &Series<'a>) -> impl Iterator<Item = Row<'a>> {
    let shared = *series.shared();
    let mut intervals = series.intervals().peekable();
    std::iter::from_fn(move || {
        let (interval_start, grain, sums) = intervals.next()?;
        let mut run = Row { interval_start, grain, sums, ..shared };
        while let Some((start, _, more)) = intervals.next_if(|(_, _, more)| signs(more) == signs(&run.sums)) {
            run.sums.add(&more);
            run.interval_start = run.interval_start.max(start);
        }
        Some(run)
    })
}

fn signs(sums: &Sums) -> (Ordering, Ordering) {
    let sign = |value: Decimal| value.cmp(&Decimal::ZERO);
    (sign(sums.own_cost()), sign(sums.quantity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OCTOBER, ledger, messages, minutes};

    fn all(rows: &[Row<'static>]) -> Vec<(i64, String, u64)> {
        let ledger = ledger(rows.iter().copied());
        let all = ledger.series().flat_map(|series| runs(&series).collect::<Vec<_>>());
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
