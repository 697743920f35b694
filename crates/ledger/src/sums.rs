//! What is summed, exactly.

use cur_ingest::Decimal;

/// Exact sums over line items. A cost is `None` where the export has no column for it: absent is not zero, and a sum
/// over rows with and without the column is absent too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sums {
    /// Number of line items.
    pub rows: u64,
    /// Usage amount in the meter's own unit; only usage-like charges count.
    pub quantity: Decimal,
    /// `line_item_unblended_cost`.
    pub unblended: Decimal,
    /// `line_item_net_unblended_cost`.
    pub net_unblended: Option<Decimal>,
    /// Amortized cost.
    pub amortized: Option<Decimal>,
    /// Net amortized cost.
    pub net_amortized: Option<Decimal>,
    /// `pricing_public_on_demand_cost`.
    pub public_on_demand: Option<Decimal>,
}

impl Default for Sums {
    /// The sum over nothing: every cost present and zero.
    fn default() -> Self {
        let zero = Some(Decimal::ZERO);
        Self {
            rows: 0,
            quantity: Decimal::ZERO,
            unblended: Decimal::ZERO,
            net_unblended: zero,
            amortized: zero,
            net_amortized: zero,
            public_on_demand: zero,
        }
    }
}

impl Sums {
    /// Adds other sums; `None` when a sum leaves the bounds of `DECIMAL(38,18)`, and then nothing is changed.
    #[must_use]
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        Some(Self {
            rows: self.rows.checked_add(other.rows)?,
            quantity: self.quantity.checked_add(other.quantity)?,
            unblended: self.unblended.checked_add(other.unblended)?,
            net_unblended: add_present(self.net_unblended, other.net_unblended)?,
            amortized: add_present(self.amortized, other.amortized)?,
            net_amortized: add_present(self.net_amortized, other.net_amortized)?,
            public_on_demand: add_present(self.public_on_demand, other.public_on_demand)?,
        })
    }

    /// Adds other sums, staying at the bounds of `DECIMAL(38,18)`. For sums over rows of a ledger, whose building is
    /// checked.
    pub fn add(&mut self, other: &Self) {
        let plus = |left: Option<Decimal>, right: Option<Decimal>| Some(left?.plus(right?));
        self.rows += other.rows;
        self.quantity = self.quantity.plus(other.quantity);
        self.unblended = self.unblended.plus(other.unblended);
        self.net_unblended = plus(self.net_unblended, other.net_unblended);
        self.amortized = plus(self.amortized, other.amortized);
        self.net_amortized = plus(self.net_amortized, other.net_amortized);
        self.public_on_demand = plus(self.public_on_demand, other.public_on_demand);
    }
}

/// Outer `None`: overflow. Inner `None`: the column is absent on one side.
#[expect(clippy::option_option, reason = "overflow and absence are two different answers")]
fn add_present(left: Option<Decimal>, right: Option<Decimal>) -> Option<Option<Decimal>> {
    match (left, right) {
        (Some(left), Some(right)) => left.checked_add(right).map(Some),
        _ => Some(None),
    }
}
