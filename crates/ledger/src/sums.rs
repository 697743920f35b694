//! What is summed, exactly.

use cur_ingest::Decimal;

/// Exact sums over line items. A cost is `None` where the export has no column for it: absent is not zero, and a sum
/// over rows with and without the column is absent too. A Cost and Usage Report knows no billed and no list cost, FOCUS
/// only these and the net amortized one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sums {
    /// Number of line items.
    pub rows: u64,
    /// Usage amount in the meter's own unit; only usage-like charges count.
    pub quantity: Decimal,
    /// `line_item_unblended_cost`.
    pub unblended: Option<Decimal>,
    /// `line_item_net_unblended_cost`.
    pub net_unblended: Option<Decimal>,
    /// Amortized cost.
    pub amortized: Option<Decimal>,
    /// Net amortized cost; FOCUS: `EffectiveCost`.
    pub net_amortized: Option<Decimal>,
    /// `pricing_public_on_demand_cost`.
    pub public_on_demand: Option<Decimal>,
    /// FOCUS: `BilledCost`.
    pub billed: Option<Decimal>,
    /// FOCUS: `ListCost`.
    pub list: Option<Decimal>,
}

impl Default for Sums {
    /// The sum over nothing: every cost present and zero.
    fn default() -> Self {
        let zero = Some(Decimal::ZERO);
        Self {
            rows: 0,
            quantity: Decimal::ZERO,
            unblended: zero,
            net_unblended: zero,
            amortized: zero,
            net_amortized: zero,
            public_on_demand: zero,
            billed: zero,
            list: zero,
        }
    }
}

impl Sums {
    /// The cost that every line item has: unblended, or in FOCUS the effective one. Not for sums over both.
    #[must_use]
    pub fn own_cost(&self) -> Decimal {
        self.unblended.or(self.net_amortized).unwrap_or_default()
    }

    /// Adds other sums; `None` when a sum leaves the bounds of `DECIMAL(38,18)`, and then nothing is changed.
    #[must_use]
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        Some(Self {
            rows: self.rows.checked_add(other.rows)?,
            quantity: self.quantity.checked_add(other.quantity)?,
            unblended: add_present(self.unblended, other.unblended)?,
            net_unblended: add_present(self.net_unblended, other.net_unblended)?,
            amortized: add_present(self.amortized, other.amortized)?,
            net_amortized: add_present(self.net_amortized, other.net_amortized)?,
            public_on_demand: add_present(self.public_on_demand, other.public_on_demand)?,
            billed: add_present(self.billed, other.billed)?,
            list: add_present(self.list, other.list)?,
        })
    }

    /// Adds other sums, staying at the bounds of `DECIMAL(38,18)`. For sums over rows of a ledger, whose building is
    /// checked.
    pub fn add(&mut self, other: &Self) {
        let plus = |left: Option<Decimal>, right: Option<Decimal>| Some(left?.plus(right?));
        self.rows += other.rows;
        self.quantity = self.quantity.plus(other.quantity);
        self.unblended = plus(self.unblended, other.unblended);
        self.net_unblended = plus(self.net_unblended, other.net_unblended);
        self.amortized = plus(self.amortized, other.amortized);
        self.net_amortized = plus(self.net_amortized, other.net_amortized);
        self.public_on_demand = plus(self.public_on_demand, other.public_on_demand);
        self.billed = plus(self.billed, other.billed);
        self.list = plus(self.list, other.list);
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
