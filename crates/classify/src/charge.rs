//! Line item type → charge.

use crate::rule::{Decision, Rule};

/// What kind of charge a line item is. Names are those of the JSON contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Charge {
    /// `Usage` and `FlatRateSubscription`.
    Usage,
    /// `SavingsPlanCoveredUsage`.
    SavingsPlanCovered,
    /// `DiscountedUsage` (covered by a reservation).
    Discounted,
    /// `SavingsPlanNegation`: takes back the on-demand cost of covered usage, with negative usage.
    SavingsPlanNegation,
    /// Every type named `*Discount`.
    Discount,
    /// `Credit`.
    Credit,
    /// `Refund`.
    Refund,
    /// `Tax`.
    Tax,
    /// Every type named `*Fee`.
    Fee,
    /// A type that no rule knows. Its cost is kept, its quantity is not.
    Other,
}

static UNKNOWN: Rule = Rule { id: "CHARGE-UNKNOWN", says: "placeholder", source: "§8.1" };

impl Charge {
    /// Every charge, in the order of the JSON contract.
    pub const ALL: [Self; 10] = [
        Self::Usage,
        Self::SavingsPlanCovered,
        Self::Discounted,
        Self::SavingsPlanNegation,
        Self::Discount,
        Self::Credit,
        Self::Refund,
        Self::Tax,
        Self::Fee,
        Self::Other,
    ];

    /// The name in the JSON contract and in the ledger.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::SavingsPlanCovered => "savings_plan_covered",
            Self::Discounted => "discounted",
            Self::SavingsPlanNegation => "savings_plan_negation",
            Self::Discount => "discount",
            Self::Credit => "credit",
            Self::Refund => "refund",
            Self::Tax => "tax",
            Self::Fee => "fee",
            Self::Other => "other",
        }
    }

    /// The charge of a [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|charge| charge.name() == name)
    }

    /// Does the quantity of such rows count as usage? Only these charges carry real usage amounts.
    #[must_use]
    pub const fn is_usage(self) -> bool {
        matches!(self, Self::Usage | Self::SavingsPlanCovered | Self::Discounted)
    }
}

/// The charge of a `line_item_line_item_type`, and the rule that says so.
#[must_use]
pub fn charge(_line_item_type: &str) -> Decision<Charge> {
    Decision { value: Charge::Other, rule: &UNKNOWN }
}
