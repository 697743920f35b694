//! What a Savings Plan covers, could cover and never can.
//!
//! Compute Savings Plans cover Lambda duration and provisioned concurrency at a discount and Lambda requests at none; no plan
//! of any type covers API Gateway (`docs/domain.md` §8.5).

use std::collections::BTreeMap;

use classify::{Charge, Meter};
use ledger::{Decimal, Row};

use crate::cost::CostBasis;

/// Where a dollar belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bucket {
    /// A plan covers it.
    Covered,
    /// A plan would cover it at a discount; it is on demand.
    Coverable,
    /// A plan would cover it at the price on demand: it consumes commitment and saves nothing.
    CoverableForNothing,
    /// No plan covers it.
    Never,
    /// It is no usage: discounts, credits, refunds, taxes, fees.
    NoUsage,
}

impl Bucket {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Covered, Self::Coverable, Self::CoverableForNothing, Self::Never, Self::NoUsage];

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Coverable => "coverable",
            Self::CoverableForNothing => "coverable_for_nothing",
            Self::Never => "never_coverable",
            Self::NoUsage => "no_usage",
        }
    }

    /// In words.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Covered => "Covered now",
            Self::Coverable => "Coverable at a discount, on demand",
            Self::CoverableForNothing => "Coverable, but nothing is saved",
            Self::Never => "Never coverable by any plan",
            Self::NoUsage => "No usage: discounts, credits, tax, fees",
        }
    }

    fn of(row: &Row<'_>) -> Self {
        match row.charge {
            Charge::SavingsPlanCovered => Self::Covered,
            Charge::Usage if is_discounted(row.meter) => Self::Coverable,
            Charge::Usage if row.meter == Meter::LambdaRequests => Self::CoverableForNothing,
            Charge::Usage | Charge::Discounted => Self::Never,
            _ => Self::NoUsage,
        }
    }
}

/// Has a plan a lower price for a meter than the one on demand?
pub(super) const fn is_discounted(meter: Meter) -> bool {
    matches!(meter, Meter::LambdaDuration | Meter::LambdaProvisioned)
}

/// The dollars of a meter in a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketLine {
    /// Where they belong.
    pub bucket: Bucket,
    /// What is metered; `None` where it is no usage.
    pub meter: Option<Meter>,
    /// At prices on demand, before discounts in rows of their own.
    pub on_demand: Decimal,
    /// On the cost basis of the answer.
    pub cost: Decimal,
}

/// Every dollar once.
#[derive(Debug, Default)]
pub(super) struct BucketTally(BTreeMap<(Bucket, Option<Meter>), (Decimal, Decimal)>);

impl BucketTally {
    pub(super) fn add(&mut self, row: &Row<'_>, basis: CostBasis) {
        let bucket = Bucket::of(row);
        let meter = Some(row.meter).filter(|_| bucket != Bucket::NoUsage);
        let (on_demand, cost) = self.0.entry((bucket, meter)).or_default();
        // What a plan's row takes back was never paid on demand.
        let is_usage = bucket != Bucket::NoUsage;
        *on_demand = on_demand.plus(if is_usage { on_demand_of(row) } else { basis.cost(row) });
        *cost = cost.plus(basis.cost(row));
    }

    pub(super) fn finish(self) -> Vec<BucketLine> {
        let line = |((bucket, meter), (on_demand, cost))| BucketLine { bucket, meter, on_demand, cost };
        self.0.into_iter().map(line).collect()
    }
}

/// What a row costs on demand. FOCUS tells it as the cost at list prices.
pub(super) fn on_demand_of(row: &Row<'_>) -> Decimal {
    row.sums.unblended.or(row.sums.list).unwrap_or_else(|| row.sums.own_cost())
}
