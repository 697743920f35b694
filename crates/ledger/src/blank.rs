//! Amounts that are left empty where there should be one.
//!
//! AWS writes `0` where nothing is due. A cell may be empty where nothing was used and nothing is due, or where a column
//! says nothing of a line item; usage with a quantity and no cost, or with a cost and no quantity, has lost one of them.

use cur_ingest::{LineItemBatch, Number};

use crate::Sums;
use crate::amortize::Rule;

/// The columns that are looked at.
const COLUMNS: [&str; 8] = [
    "lineItem/UsageAmount",
    "lineItem/UnblendedCost",
    "savingsPlan/SavingsPlanEffectiveCost",
    "ConsumedQuantity` and `PricingQuantity",
    "lineItem/NetUnblendedCost",
    "savingsPlan/NetSavingsPlanEffectiveCost",
    "reservation/EffectiveCost",
    "reservation/NetEffectiveCost",
];

/// How many line items lack an amount, by column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Blank {
    usage: [u64; COLUMNS.len()],
    /// What is no usage, and says no cost.
    others: u64,
}

impl Blank {
    /// Looks at a line item of usage and its sums.
    pub(crate) fn add(&mut self, batch: &LineItemBatch, row: usize, rule: Rule, sums: &Sums) {
        let is_empty = |column| {
            let column = batch.number(column);
            column.present && column.values.get(row).copied().flatten().is_none()
        };
        let costs = !sums.unblended.unwrap_or_default().is_zero();
        let amortized = !sums.amortized.unwrap_or_default().is_zero();
        let used = !sums.quantity.is_zero();
        let is_lost = [
            costs && is_empty(Number::UsageAmount),
            used && is_empty(Number::UnblendedCost),
            costs && rule == Rule::Covered && is_empty(Number::SavingsPlanEffectiveCost),
            false,
            costs && is_empty(Number::NetUnblendedCost),
            amortized && rule == Rule::Covered && is_empty(Number::NetSavingsPlanEffectiveCost),
            used && rule == Rule::Discounted && is_empty(Number::ReservationEffectiveCost),
            amortized && rule == Rule::Discounted && is_empty(Number::NetReservationEffectiveCost),
        ];
        self.usage.iter_mut().zip(is_lost).for_each(|(count, is_lost)| *count += u64::from(is_lost));
    }

    /// Looks at a line item that is no usage: a tax, a fee, a discount or what takes back covered usage says nothing but its
    /// cost.
    pub(crate) fn add_other(&mut self, batch: &LineItemBatch, row: usize) {
        let cost = batch.number(Number::UnblendedCost);
        self.others += u64::from(cost.present && cost.values.get(row).copied().flatten().is_none());
    }

    /// The same of FOCUS, whose cost is looked at elsewhere.
    pub(crate) fn add_focus(&mut self, batch: &LineItemBatch, row: usize, sums: &Sums) {
        let is_empty = |column| batch.number(column).values.get(row).copied().flatten().is_none();
        let has_none = || is_empty(Number::UsageAmount) && is_empty(Number::PricingQuantity);
        self.usage[3] += u64::from(!sums.own_cost().is_zero() && has_none());
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.usage.iter_mut().zip(other.usage).for_each(|(count, more)| *count += more);
        self.others += other.others;
    }

    /// What to say, one sentence a column.
    pub(crate) fn told(self) -> impl Iterator<Item = String> {
        let told = |(count, name): (u64, &str)| {
            format!(
                "usage with an empty `{name}` and another amount: {count} line items; they count 0 there; fetch the export again"
            )
        };
        let others = (self.others > 0).then(|| {
            format!(
                "line items that are no usage, with an empty `lineItem/UnblendedCost`: {}; they count 0 there; fetch the \
                 export again",
                self.others
            )
        });
        self.usage.into_iter().zip(COLUMNS).filter(|(count, _)| *count > 0).map(told).chain(others)
    }
}
