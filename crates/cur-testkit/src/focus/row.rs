//! One row of FOCUS.

use std::sync::Arc;

use crate::amount::Amount;
use crate::item::{Line, Text};
use crate::time::Time;

/// One row of FOCUS: what it says in columns of its own, and the line from which the rest is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FocusRow {
    /// Texts that FOCUS has from the CUR: accounts, SKU, usage type, operation, tags.
    pub line: Arc<Line>,
    /// `ChargePeriodStart` and exclusive `ChargePeriodEnd`.
    pub charge_period: (Time, Time),
    /// `InvoiceId` (1.2); none until the month is final.
    pub invoice_id: Option<Arc<str>>,
    /// `ChargeCategory`: `Usage`, `Purchase`, `Tax`, `Credit` or `Adjustment`.
    pub category: &'static str,
    /// `ChargeClass`: `Correction` or none.
    pub class: Option<&'static str>,
    /// `ChargeFrequency`: `Usage-Based`, `One-Time` or `Recurring`.
    pub frequency: &'static str,
    /// `PricingCategory`: `Standard`, `Committed`, `Other` or none.
    pub pricing_category: Option<&'static str>,
    /// The commitment that pays the row, or that the row buys or leaves unused.
    pub commitment: Option<Commitment>,
    /// `ResourceId`.
    pub resource_id: Option<Text>,
    /// `PricingQuantity`, in `PricingUnit`.
    pub pricing_quantity: Option<Amount>,
    /// `ConsumedQuantity`, in `ConsumedUnit`, which is `PricingUnit`.
    pub consumed_quantity: Option<Amount>,
    /// `ListUnitPrice`, in the bill's currency for one unit.
    pub list_unit_price: Option<Amount>,
    /// `ContractedUnitPrice`, in the bill's currency for one unit.
    pub contracted_unit_price: Option<Amount>,
    /// `BilledCost`, in the bill's currency (as every cost).
    pub billed: Amount,
    /// `EffectiveCost`.
    pub effective: Amount,
    /// `ListCost`.
    pub list: Amount,
    /// `ContractedCost`.
    pub contracted: Amount,
    /// `x_Discounts`: what negotiated discounts took off the row, negative; none where there are none.
    pub discount: Option<Amount>,
}

/// The `CommitmentDiscount*` columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// `CommitmentDiscountId`: the ARN.
    pub id: Text,
    /// `CommitmentDiscountCategory`: `Spend` of a Savings Plan, `Usage` of a reservation.
    pub category: &'static str,
    /// `CommitmentDiscountType`.
    pub kind: &'static str,
    /// `CommitmentDiscountStatus`: `Used` or `Unused`; none on purchases.
    pub status: Option<&'static str>,
    /// `CommitmentDiscountQuantity` (1.2): committed money for a plan, the row's quantity for a reservation.
    pub quantity: Amount,
}
