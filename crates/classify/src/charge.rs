//! Line item type → charge.

use crate::Decision;
use crate::charge_table::CHARGES;

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

/// The line item types that AWS documents or that were seen in bills; [`charge`] knows more by their last word.
pub const LINE_ITEM_TYPES: &[&str] = &[
    "Usage",
    "FlatRateSubscription",
    "SavingsPlanCoveredUsage",
    "DiscountedUsage",
    "SavingsPlanNegation",
    "Discount",
    "BundledDiscount",
    "EdpDiscount",
    "PrivateRateDiscount",
    "RiVolumeDiscount",
    "SppDiscount",
    "Credit",
    "Refund",
    "Tax",
    "Fee",
    "RIFee",
    "SavingsPlanRecurringFee",
    "SavingsPlanUpfrontFee",
];

/// The charge of a `line_item_line_item_type`, and the rule that says so.
///
/// ```
/// use classify::{Charge, charge};
///
/// assert_eq!(charge("EdpDiscount").value, Charge::Discount);
/// assert_eq!(charge("DiscountedUsage").value, Charge::Discounted);
/// assert_eq!(charge("SomethingNew").rule.id, "CHARGE-UNKNOWN");
/// ```
#[must_use]
pub fn charge(line_item_type: &str) -> Decision<Charge> {
    let line_item_type = line_item_type.trim();
    let last = &CHARGES[CHARGES.len() - 1];
    let row = CHARGES.iter().find(|row| row.takes(line_item_type)).unwrap_or(last);
    Decision { value: row.charge, rule: &row.rule }
}

#[cfg(test)]
mod tests {
    use super::{Charge, LINE_ITEM_TYPES, charge};

    #[test]
    fn every_line_item_type_has_its_charge() {
        for (line_item_type, expected, id) in [
            ("Usage", Charge::Usage, "CHARGE-USAGE"),
            ("FlatRateSubscription", Charge::Usage, "CHARGE-FLAT-RATE"),
            ("FlateRateSubscription", Charge::Usage, "CHARGE-FLAT-RATE"),
            ("SavingsPlanCoveredUsage", Charge::SavingsPlanCovered, "CHARGE-SP-COVERED"),
            ("DiscountedUsage", Charge::Discounted, "CHARGE-DISCOUNTED"),
            ("SavingsPlanNegation", Charge::SavingsPlanNegation, "CHARGE-SP-NEGATION"),
            ("Discount", Charge::Discount, "CHARGE-DISCOUNT"),
            ("BundledDiscount", Charge::Discount, "CHARGE-DISCOUNT"),
            ("EdpDiscount", Charge::Discount, "CHARGE-DISCOUNT"),
            ("PrivateRateDiscount", Charge::Discount, "CHARGE-DISCOUNT"),
            ("RiVolumeDiscount", Charge::Discount, "CHARGE-DISCOUNT"),
            ("SppDiscount", Charge::Discount, "CHARGE-DISCOUNT"),
            ("Credit", Charge::Credit, "CHARGE-CREDIT"),
            ("Refund", Charge::Refund, "CHARGE-REFUND"),
            ("Tax", Charge::Tax, "CHARGE-TAX"),
            ("Fee", Charge::Fee, "CHARGE-FEE"),
            ("RIFee", Charge::Fee, "CHARGE-FEE"),
            ("SavingsPlanUpfrontFee", Charge::Fee, "CHARGE-FEE"),
            ("SavingsPlanRecurringFee", Charge::Fee, "CHARGE-FEE"),
        ] {
            for text in [line_item_type.to_owned(), line_item_type.to_lowercase(), format!(" {line_item_type} ")] {
                let decision = charge(&text);
                assert_eq!((decision.value, decision.rule.id), (expected, id), "{text}");
            }
        }
    }

    #[test]
    fn what_no_rule_knows_is_other() {
        for text in ["", " ", "UsageDiscounted", "Discounts", "Fees", "TaxRefund", "Usage2", "消費税"] {
            let decision = charge(text);
            assert_eq!((decision.value, decision.rule.id), (Charge::Other, "CHARGE-UNKNOWN"), "{text}");
        }
    }

    #[test]
    fn the_listed_types_are_known_and_stand_once() {
        for (at, line_item_type) in LINE_ITEM_TYPES.iter().enumerate() {
            assert_ne!(charge(line_item_type).value, Charge::Other, "{line_item_type}");
            assert!(!LINE_ITEM_TYPES[..at].contains(line_item_type), "{line_item_type}");
        }
    }

    #[test]
    fn only_four_types_carry_a_quantity() {
        let counted: Vec<_> = LINE_ITEM_TYPES.iter().filter(|text| charge(text).value.is_usage()).collect();
        assert_eq!(counted, [&"Usage", &"FlatRateSubscription", &"SavingsPlanCoveredUsage", &"DiscountedUsage"]);
    }

    #[test]
    fn names_lead_back_to_their_charge() {
        for value in Charge::ALL {
            assert_eq!(Charge::from_name(value.name()), Some(value));
        }
        assert_eq!(Charge::from_name("Usage"), None);
    }
}
