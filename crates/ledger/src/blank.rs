//! Amounts that are left empty where there should be one.
//!
//! AWS writes `0` where nothing is due. A cell may be empty where nothing was used and nothing is due, or where a column
//! says nothing of a line item; usage with a quantity and no cost, or with a cost and no quantity, has lost one of them.

use cur_ingest::{LineItemBatch, Number};

use crate::Sums;
use crate::amortize::Rule;

/// The columns that are looked at.
const COLUMNS: [&str; 4] = [
    "lineItem/UsageAmount",
    "lineItem/UnblendedCost",
    "savingsPlan/SavingsPlanEffectiveCost",
    "ConsumedQuantity` and `PricingQuantity",
];

/// How many line items lack an amount, by column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Blank([u64; COLUMNS.len()]);

impl Blank {
    /// Looks at a line item of usage and its sums.
    pub(crate) fn add(&mut self, batch: &LineItemBatch, row: usize, rule: Rule, sums: &Sums) {
        let is_empty = |column| {
            let column = batch.number(column);
            column.present && column.values.get(row).copied().flatten().is_none()
        };
        let [quantity, cost, covered, _] = &mut self.0;
        let costs = !sums.unblended.unwrap_or_default().is_zero();
        *quantity += u64::from(costs && is_empty(Number::UsageAmount));
        *cost += u64::from(!sums.quantity.is_zero() && is_empty(Number::UnblendedCost));
        *covered += u64::from(costs && rule == Rule::Covered && is_empty(Number::SavingsPlanEffectiveCost));
    }

    /// The same of FOCUS, whose cost is looked at elsewhere.
    pub(crate) fn add_focus(&mut self, batch: &LineItemBatch, row: usize, sums: &Sums) {
        let is_empty = |column| batch.number(column).values.get(row).copied().flatten().is_none();
        let has_none = || is_empty(Number::UsageAmount) && is_empty(Number::PricingQuantity);
        self.0[3] += u64::from(!sums.own_cost().is_zero() && has_none());
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(count, more)| *count += more);
    }

    /// What to say, one sentence a column.
    pub(crate) fn told(self) -> impl Iterator<Item = String> {
        let told = |(count, name): (u64, &str)| {
            format!(
                "usage with an empty `{name}` and another amount: {count} line items; they count 0 there; fetch the export again"
            )
        };
        self.0.into_iter().zip(COLUMNS).filter(|(count, _)| *count > 0).map(told)
    }
}
