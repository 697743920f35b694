//! The table of charges for FOCUS rows: which categories, classes and commitments belong to which charge.

use crate::{Charge, FocusCharge, Rule, ascii};

/// What a row asks of the commitment.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Commitment {
    /// Nothing.
    Any,
    /// It covers the row.
    Covers,
    /// It is one of usage: a reservation.
    Reservation,
    /// The row is what was left of it.
    Unused,
}

/// One row: what it looks at, the charge that follows, and the rule in words.
#[derive(Debug)]
pub(crate) struct Row {
    /// The category; empty for any.
    category: &'static str,
    is_correction: bool,
    commitment: Commitment,
    pub(crate) charge: Charge,
    pub(crate) rule: Rule,
}

impl Row {
    pub(crate) fn takes(&self, charge: &FocusCharge<'_>) -> bool {
        let is = |text: Option<&str>, word| ascii::present(text).is_some_and(|text| text.eq_ignore_ascii_case(word));
        let covers = || is(charge.commitment_status, "Used") || is(charge.pricing_category, "Committed");
        let is_reservation = || {
            let kind = ascii::present(charge.commitment_kind).unwrap_or_default();
            kind.eq_ignore_ascii_case("Usage") || ascii::contains(kind, "reserv")
        };
        (self.category.is_empty() || is(charge.category, self.category))
            && (!self.is_correction || is(charge.class, "Correction"))
            && match self.commitment {
                Commitment::Any => true,
                Commitment::Covers => covers(),
                Commitment::Reservation => covers() && is_reservation(),
                Commitment::Unused => is(charge.commitment_status, "Unused"),
            }
    }
}

const fn row(
    category: &'static str,
    commitment: Commitment,
    charge: Charge,
    id: &'static str,
    says: &'static str,
) -> Row {
    Row { category, is_correction: false, commitment, charge, rule: Rule { id, says, source: "§7.7" } }
}

const fn correction(row: Row) -> Row {
    Row { is_correction: true, ..row }
}

/// The rows in the order in which they are tried; the last one takes everything.
pub(crate) static FOCUS_CHARGES: [Row; 10] = [
    row(
        "Tax",
        Commitment::Any,
        Charge::Tax,
        "CHARGE-FOCUS-TAX",
        "Category `Tax` is tax, also where it corrects an earlier month; its quantity never counts.",
    ),
    correction(row(
        "",
        Commitment::Any,
        Charge::Refund,
        "CHARGE-FOCUS-CORRECTION",
        "Class `Correction` takes back or adds to an earlier month, as a refund does; its quantity never counts.",
    )),
    row(
        "Credit",
        Commitment::Any,
        Charge::Credit,
        "CHARGE-FOCUS-CREDIT",
        "Category `Credit` is a credit; its quantity never counts.",
    ),
    row(
        "Purchase",
        Commitment::Any,
        Charge::Fee,
        "CHARGE-FOCUS-PURCHASE",
        "Category `Purchase`, such as a commitment's fee, is a fee; its quantity never counts.",
    ),
    row(
        "Adjustment",
        Commitment::Any,
        Charge::Other,
        "CHARGE-FOCUS-ADJUSTMENT",
        "Category `Adjustment` may be a discount, a rounding or anything else: its cost is kept and shown as other, its \
         quantity never counts.",
    ),
    row(
        "Usage",
        Commitment::Unused,
        Charge::Fee,
        "CHARGE-FOCUS-UNUSED",
        "Category `Usage` with commitment status `Unused` is what was paid for a commitment and not used: a fee, without a \
         quantity.",
    ),
    row(
        "Usage",
        Commitment::Reservation,
        Charge::Discounted,
        "CHARGE-FOCUS-RESERVED",
        "Category `Usage` under a used commitment of usage, a reservation, is usage, and its quantity counts.",
    ),
    row(
        "Usage",
        Commitment::Covers,
        Charge::SavingsPlanCovered,
        "CHARGE-FOCUS-COVERED",
        "Category `Usage` with commitment status `Used` or pricing category `Committed` is usage that a Savings Plan covers, \
         at what the plan pays for it, and its quantity counts.",
    ),
    row(
        "Usage",
        Commitment::Any,
        Charge::Usage,
        "CHARGE-FOCUS-USAGE",
        "Category `Usage` is usage after all discounts, and its quantity counts.",
    ),
    row(
        "",
        Commitment::Any,
        Charge::Other,
        "CHARGE-FOCUS-UNKNOWN",
        "No rule knows this charge category: its cost is kept and shown as other, its quantity never counts.",
    ),
];
