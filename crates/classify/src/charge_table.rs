//! The table of charges: which line item types belong to which charge.

use crate::{Charge, Rule, ascii};

/// What a row looks at in a line item type.
#[derive(Debug)]
pub(crate) enum Looks {
    /// It is one of these.
    Is(&'static [&'static str]),
    /// It ends so: AWS adds kinds of discounts and fees, and the last word tells.
    EndsWith(&'static str),
    /// Nothing: the row takes what is left.
    Anything,
}

/// One row: what it looks at, the charge that follows, and the rule in words.
#[derive(Debug)]
pub(crate) struct Row {
    looks: Looks,
    pub(crate) charge: Charge,
    pub(crate) rule: Rule,
}

impl Row {
    pub(crate) fn takes(&self, line_item_type: &str) -> bool {
        match self.looks {
            Looks::Is(types) => types.iter().any(|known| known.eq_ignore_ascii_case(line_item_type)),
            Looks::EndsWith(word) => ascii::ends_with(line_item_type, word),
            Looks::Anything => true,
        }
    }
}

const fn row(looks: Looks, charge: Charge, id: &'static str, says: &'static str) -> Row {
    Row { looks, charge, rule: Rule { id, says, source: "§8.1" } }
}

/// The rows in the order in which they are tried; the last one takes everything.
pub(crate) static CHARGES: [Row; 11] = [
    row(
        Looks::Is(&["Usage"]),
        Charge::Usage,
        "CHARGE-USAGE",
        "Type `Usage` is usage at the on-demand or free-tier rate, and its quantity counts.",
    ),
    row(
        Looks::Is(&["FlatRateSubscription", "FlateRateSubscription"]),
        Charge::Usage,
        "CHARGE-FLAT-RATE",
        "Type `FlatRateSubscription`, also in the documentation's spelling `FlateRateSubscription`, is usage, and its \
         quantity counts.",
    ),
    row(
        Looks::Is(&["SavingsPlanCoveredUsage"]),
        Charge::SavingsPlanCovered,
        "CHARGE-SP-COVERED",
        "Type `SavingsPlanCoveredUsage` is usage that a Savings Plan covers, shown at its on-demand cost, and its \
         quantity counts.",
    ),
    row(
        Looks::Is(&["DiscountedUsage"]),
        Charge::Discounted,
        "CHARGE-DISCOUNTED",
        "Type `DiscountedUsage` is usage that a reservation covers, not a discount, and its quantity counts.",
    ),
    row(
        Looks::Is(&["SavingsPlanNegation"]),
        Charge::SavingsPlanNegation,
        "CHARGE-SP-NEGATION",
        "Type `SavingsPlanNegation` takes the on-demand cost of covered usage back; its negative quantity never counts.",
    ),
    row(
        Looks::EndsWith("Discount"),
        Charge::Discount,
        "CHARGE-DISCOUNT",
        "Every type that ends in `Discount`, such as `EdpDiscount` or `PrivateRateDiscount`, is a discount; its \
         quantity never counts.",
    ),
    row(
        Looks::Is(&["Credit"]),
        Charge::Credit,
        "CHARGE-CREDIT",
        "Type `Credit` is a credit; its quantity never counts.",
    ),
    row(
        Looks::Is(&["Refund"]),
        Charge::Refund,
        "CHARGE-REFUND",
        "Type `Refund` is a refund; its quantity never counts.",
    ),
    row(
        Looks::Is(&["Tax"]),
        Charge::Tax,
        "CHARGE-TAX",
        "Type `Tax` is tax, even where the row names a usage type; its amount of 1.0 never counts.",
    ),
    row(
        Looks::EndsWith("Fee"),
        Charge::Fee,
        "CHARGE-FEE",
        "Every type that ends in `Fee`, such as `RIFee` or `SavingsPlanRecurringFee`, is a fee; its quantity never \
         counts.",
    ),
    row(
        Looks::Anything,
        Charge::Other,
        "CHARGE-UNKNOWN",
        "No rule knows this line item type: its cost is kept and shown as other, its quantity never counts.",
    ),
];
