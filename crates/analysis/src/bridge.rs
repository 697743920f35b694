//! From our layers to the total that Cost Explorer shows.

use classify::Charge;
use ledger::{Decimal, Row};

use crate::CostBasis;

/// The steps from the three layers to everything that the bill holds for the selected products, all on the chosen
/// cost basis. They add up to the total exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bridge {
    /// The three layers.
    pub layers: Decimal,
    /// Usage-like cost of all other meters.
    pub other_meters: Decimal,
    /// On-demand value of plan-covered usage, which an unblended basis shows; 0 on an amortized one.
    pub covered_on_demand: Decimal,
    /// What takes that value back.
    pub negation: Decimal,
    /// Discounts in rows of their own.
    pub discounts: Decimal,
    /// Credits.
    pub credits: Decimal,
    /// Refunds.
    pub refunds: Decimal,
    /// Taxes.
    pub tax: Decimal,
    /// Fees.
    pub fees: Decimal,
    /// Charges that no rule knows.
    pub other: Decimal,
    /// Everything.
    pub total: Decimal,
}

impl Bridge {
    pub(crate) fn add(&mut self, row: &Row<'_>, basis: CostBasis) {
        let cost = basis.cost(row);
        let step = match row.charge {
            _ if basis.hides(row) => &mut self.covered_on_demand,
            Charge::Usage | Charge::SavingsPlanCovered | Charge::Discounted => {
                let in_layers = row.meter.is_websocket() || row.meter.is_lambda();
                if in_layers { &mut self.layers } else { &mut self.other_meters }
            }
            Charge::SavingsPlanNegation => &mut self.negation,
            Charge::Discount => &mut self.discounts,
            Charge::Credit => &mut self.credits,
            Charge::Refund => &mut self.refunds,
            Charge::Tax => &mut self.tax,
            Charge::Fee => &mut self.fees,
            Charge::Other => &mut self.other,
        };
        *step = step.plus(cost);
        self.total = self.total.plus(cost);
    }

    /// The steps in their order, each with its key in the JSON contract, without the total.
    #[must_use]
    pub const fn steps(&self) -> [(&'static str, Decimal); 10] {
        [
            ("layers", self.layers),
            ("other_meters", self.other_meters),
            ("covered_on_demand", self.covered_on_demand),
            ("negation", self.negation),
            ("discounts", self.discounts),
            ("credits", self.credits),
            ("refunds", self.refunds),
            ("tax", self.tax),
            ("fees", self.fees),
            ("other", self.other),
        ]
    }

    /// Do the steps add up to the total?
    #[must_use]
    pub fn closes(&self) -> bool {
        self.steps().into_iter().map(|(_, cost)| cost).sum::<Decimal>() == self.total
    }
}

#[cfg(test)]
mod tests {
    use classify::{Charge, Meter};
    use ledger::Sums;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{messages, minutes, number, row, sums, usage};

    fn bridge(rows: &[Row<'static>], basis: CostBasis) -> Bridge {
        let mut bridge = Bridge::default();
        for row in rows {
            bridge.add(row, basis);
        }
        bridge
    }

    #[test]
    fn each_charge_is_a_step() {
        // 100 GB-seconds' worth covered by a plan at 0.83: unblended 1.00 and −1.00, amortized 0.83 and 0.
        let lambda = usage(Meter::LambdaDuration, 0, "0");
        let covered = Sums { amortized: Some(number("0.83")), ..sums(60_000, "1") };
        let negation = Sums { amortized: Some(Decimal::ZERO), ..sums(0, "-1") };
        let rows = [
            messages(18_000_000, "18"),
            minutes(21_600_000, "5.4"),
            usage(Meter::RestRequests, 1_000_000, "3.5"),
            Row { charge: Charge::SavingsPlanCovered, sums: covered, ..lambda },
            Row { charge: Charge::SavingsPlanNegation, sums: negation, ..lambda },
            Row { charge: Charge::Discount, ..messages(0, "-2") },
            Row { charge: Charge::Credit, ..messages(0, "-3") },
            Row { charge: Charge::Refund, ..messages(0, "-0.5") },
            Row { charge: Charge::Tax, ..messages(0, "1.9") },
            Row { charge: Charge::Fee, ..messages(0, "4") },
            Row { charge: Charge::Other, ..messages(0, "0.01") },
        ];
        let unblended = bridge(&rows, CostBasis::Unblended);
        assert_eq!((unblended.layers, unblended.other_meters), (number("23.4"), number("3.5")));
        assert_eq!((unblended.covered_on_demand, unblended.negation), (number("1"), number("-1")));
        assert_eq!(
            (unblended.discounts, unblended.credits, unblended.refunds),
            (number("-2"), number("-3"), number("-0.5"))
        );
        assert_eq!((unblended.tax, unblended.fees, unblended.other), (number("1.9"), number("4"), number("0.01")));
        // 23.4 + 3.5 + 1 − 1 − 2 − 3 − 0.5 + 1.9 + 4 + 0.01
        assert_eq!(unblended.total, number("27.31"));
        assert!(unblended.closes());

        let amortized = bridge(&rows, CostBasis::Amortized);
        assert_eq!(
            (amortized.layers, amortized.covered_on_demand, amortized.negation),
            (number("24.23"), Decimal::ZERO, Decimal::ZERO)
        );
        assert_eq!(amortized.total, number("28.14"));
        assert!(amortized.closes());
    }

    fn any_row() -> impl Strategy<Value = Row<'static>> {
        let cost = || (-10i128.pow(30)..10i128.pow(30)).prop_map(|units| Decimal::from_units(units).unwrap());
        (0..Meter::ALL.len(), 0..Charge::ALL.len(), cost(), cost()).prop_map(|(meter, charge, unblended, amortized)| {
            Row {
                meter: Meter::ALL[meter],
                charge: Charge::ALL[charge],
                sums: Sums { rows: 1, unblended: Some(unblended), amortized: Some(amortized), ..Sums::default() },
                ..row()
            }
        })
    }

    proptest! {
        #[test]
        fn always_closes(rows in prop::collection::vec(any_row(), 0..40)) {
            for basis in [CostBasis::Unblended, CostBasis::Amortized] {
                let bridge = bridge(&rows, basis);
                prop_assert!(bridge.closes());
                prop_assert_eq!(bridge.total, rows.iter().map(|row| basis.cost(row)).sum::<Decimal>());
            }
        }
    }
}
