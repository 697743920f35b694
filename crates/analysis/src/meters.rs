//! Every dollar of the selected products once, by meter.

use std::collections::BTreeMap;

use classify::{Charge, Meter, Product};
use ledger::{Decimal, Row, Sums};

use crate::cost::CostBasis;

/// The sums of one product × meter × charge × Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterRow {
    /// The product.
    pub product: Product,
    /// What is metered.
    pub meter: Meter,
    /// What kind of charge.
    pub charge: Charge,
    /// AWS Region code.
    pub region: Option<String>,
    /// Line items, quantity in the meter's unit, and every cost column; a column that is absent in any row is `None`.
    pub sums: Sums,
}

/// The sums of one usage type that no rule knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherUsage {
    /// The product.
    pub product: Product,
    /// Usage type as the bill has it; taxes and fees may have none.
    pub usage_type: Option<String>,
    /// Line items.
    pub rows: u64,
    /// Unblended cost; `None` where any of the rows is of FOCUS.
    pub unblended: Option<Decimal>,
    /// Cost on the chosen basis.
    pub cost: Decimal,
}

/// Collects [`MeterRow`]s and [`OtherUsage`]s. Keys are names, so that their order is the order of the output.
#[derive(Debug, Default)]
pub(crate) struct MeterTally<'a> {
    meters: BTreeMap<(&'static str, &'static str, &'static str, Option<&'a str>), MeterRow>,
    other: BTreeMap<(&'static str, Option<&'a str>), OtherUsage>,
}

impl<'a> MeterTally<'a> {
    pub(crate) fn add(&mut self, row: &Row<'a>, basis: CostBasis) {
        let key = (row.product.code(), row.meter.name(), row.charge.name(), row.region);
        let entry = self.meters.entry(key).or_insert_with(|| MeterRow {
            product: row.product,
            meter: row.meter,
            charge: row.charge,
            region: row.region.map(str::to_owned),
            sums: Sums::default(),
        });
        entry.sums.add(&row.sums);
        if row.meter == Meter::Other {
            let entry = self.other.entry((row.product.code(), row.usage_type)).or_insert_with(|| OtherUsage {
                product: row.product,
                usage_type: row.usage_type.map(str::to_owned),
                rows: 0,
                unblended: Some(Decimal::ZERO),
                cost: Decimal::ZERO,
            });
            entry.rows += row.sums.rows;
            entry.unblended = entry.unblended.zip(row.sums.unblended).map(|(sum, more)| sum.plus(more));
            entry.cost = entry.cost.plus(basis.cost(row));
        }
    }

    pub(crate) fn finish(self) -> (Vec<MeterRow>, Vec<OtherUsage>) {
        (self.meters.into_values().collect(), self.other.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{messages, minutes, number, sums, usage};

    fn tally(rows: &[Row<'static>]) -> (Vec<MeterRow>, Vec<OtherUsage>) {
        let mut tally = MeterTally::default();
        for row in rows {
            tally.add(row, CostBasis::Amortized);
        }
        tally.finish()
    }

    #[test]
    fn is_ordered_by_names_with_null_first() {
        let rows = [
            minutes(1, "1"),
            Row { region: None, ..messages(1, "1") },
            messages(1, "1"),
            Row { charge: Charge::Tax, ..messages(0, "0.1") },
            usage(Meter::LambdaRequests, 1, "1"),
        ];
        let (meters, _) = tally(&rows);
        let keys: Vec<_> = meters
            .iter()
            .map(|row| (row.product.code(), row.meter.name(), row.charge.name(), row.region.as_deref()))
            .collect();
        let region = Some("us-east-1");
        assert_eq!(
            keys,
            [
                ("AWSLambda", "lambda_requests", "usage", region),
                ("AmazonApiGateway", "connection_minutes", "usage", region),
                ("AmazonApiGateway", "messages", "tax", region),
                ("AmazonApiGateway", "messages", "usage", None),
                ("AmazonApiGateway", "messages", "usage", region),
            ]
        );
    }

    #[test]
    fn a_column_that_is_absent_in_one_row_is_absent_in_the_sum() {
        let bare = Sums { net_unblended: None, ..sums(2, "2") };
        let (meters, _) = tally(&[messages(1, "1"), Row { sums: bare, ..messages(0, "0") }]);
        assert_eq!(meters[0].sums.unblended, Some(number("3")));
        assert_eq!(meters[0].sums.net_unblended, None);
        assert_eq!(meters[0].sums.amortized, Some(number("3")));
    }

    #[test]
    fn unknown_usage_types_are_listed_with_their_dollars() {
        let unknown = Row { usage_type: Some("USE1-Portal"), ..usage(Meter::Other, 1, "125") };
        let tax = Row { usage_type: None, charge: Charge::Tax, ..usage(Meter::Other, 0, "0.50") };
        let (_, other) = tally(&[unknown, tax, unknown]);
        assert_eq!(other.len(), 2);
        assert_eq!((other[0].usage_type.as_deref(), other[0].unblended), (None, Some(number("0.5"))));
        assert_eq!((other[1].usage_type.as_deref(), other[1].rows), (Some("USE1-Portal"), 2));
        assert_eq!((other[1].unblended, other[1].cost), (Some(number("250")), number("250")));
    }
}
