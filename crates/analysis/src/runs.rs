//! The intervals of a series, as few rows as say the same.
//!
//! An hourly ledger holds hundreds of rows in a row that mean the same to every tally but those of time.

use std::cmp::Ordering;

use ledger::{Decimal, Row, Series, Sums};

/// The runs of a series: neighbours in time, added up. Intervals whose cost or quantity has another sign stay apart: what
/// was free or taken back says nothing about a rate. A run stands at its latest interval, which tells the tier that was
/// used last.
pub(crate) fn runs<'a>(series: &Series<'a>) -> impl Iterator<Item = Row<'a>> {
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
    (sign(sums.unblended), sign(sums.quantity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OCTOBER, ledger, messages, minutes};

    fn all(rows: &[Row<'static>]) -> Vec<(i64, String, u64)> {
        let ledger = ledger(rows.iter().copied());
        let all = ledger.series().flat_map(|series| runs(&series).collect::<Vec<_>>());
        all.map(|run| (run.interval_start - OCTOBER, run.sums.unblended.to_string(), run.sums.rows)).collect()
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
