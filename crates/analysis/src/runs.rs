//! Rows that differ only in their interval, as one row.
//!
//! An hourly ledger holds hundreds of rows in a row that mean the same to every tally but those of time. They are
//! neighbours, since the interval is the last part of a row's key.

use ledger::{Decimal, Row};

/// Sums up neighbours.
#[derive(Debug, Default)]
pub(crate) struct Runs<'a> {
    open: Option<Row<'a>>,
}

impl<'a> Runs<'a> {
    /// Takes the next row. Gives back the run that it ends, if it does not belong to that.
    pub(crate) fn push(&mut self, row: &Row<'a>) -> Option<Row<'a>> {
        match &mut self.open {
            Some(run) if continues(run, row) => {
                run.sums.add(&row.sums);
                // A run stands at its latest interval, which tells the tier that was used last.
                run.interval_start = run.interval_start.max(row.interval_start);
                None
            }
            open => open.replace(*row),
        }
    }

    /// The last run.
    pub(crate) fn finish(self) -> Option<Row<'a>> {
        self.open
    }
}

/// Does this row differ from the run in its interval only? Rows whose cost or quantity has another sign stay apart:
/// what was free or taken back says nothing about a rate.
fn continues(run: &Row<'_>, row: &Row<'_>) -> bool {
    let sign = |value: Decimal| value.cmp(&Decimal::ZERO);
    key(run) == key(row)
        && sign(run.sums.unblended) == sign(row.sums.unblended)
        && sign(run.sums.quantity) == sign(row.sums.quantity)
}

/// Everything but interval and sums. Every field is named, so that a new one cannot be forgotten here.
fn key<'a>(row: &Row<'a>) -> impl PartialEq + use<'a> {
    let &Row {
        section,
        billing_period,
        currency,
        payer,
        account,
        region,
        product,
        meter,
        usage_type,
        operation,
        resource,
        stage,
        charge,
        rate,
        interval_start: _,
        grain: _,
        sums: _,
    } = row;
    let place = (billing_period, currency, payer, account, region);
    (section, place, product, meter, (usage_type, operation, resource, stage), charge, rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OCTOBER, messages, minutes};

    fn runs(rows: &[Row<'static>]) -> Vec<(i64, String, u64)> {
        let mut runs = Runs::default();
        let mut all: Vec<_> = rows.iter().filter_map(|row| runs.push(row)).collect();
        all.extend(runs.finish());
        all.iter().map(|run| (run.interval_start - OCTOBER, run.sums.unblended.to_string(), run.sums.rows)).collect()
    }

    #[test]
    fn neighbours_that_differ_in_time_only_are_one() {
        let later = |row: &Row<'static>, by| Row { interval_start: OCTOBER + by, ..*row };
        let (paid, free) = (messages(10, "1.5"), messages(10, "0"));
        let rows = [paid, later(&paid, 1), later(&paid, 2), later(&free, 3), later(&paid, 4), minutes(1, "1")];
        assert_eq!(
            runs(&rows),
            [(2, "4.5".to_owned(), 3), (3, "0".to_owned(), 1), (4, "1.5".to_owned(), 1), (0, "1".to_owned(), 1)]
        );
        assert_eq!(runs(&[]), []);
    }
}
