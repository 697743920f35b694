//! What FOCUS says of a line item → meter and charge.
//!
//! FOCUS has no line item types, and outside of AWS's 1.0 no usage type: what is metered is told by the SKU's meter, the
//! operation, the unit and the description, as far as they tell it.

use crate::focus_charge_table::FOCUS_CHARGES;
use crate::focus_meter_table::FOCUS_METERS;
use crate::usage_type::split;
use crate::{Charge, Decision, Meter, Product, UsageType, ascii, meter, region_of_prefix};

/// What FOCUS says of a line item's usage, as the rules see it.
#[derive(Debug, Clone, Copy)]
pub struct FocusUsage<'a> {
    /// The product the row belongs to.
    pub product: Product,
    /// `x_UsageType`, a column of AWS's 1.0.
    pub usage_type: Option<&'a str>,
    /// `SkuMeter`, a column of 1.2, which AWS fills with the usage type.
    pub sku_meter: Option<&'a str>,
    /// `x_Operation`, a column of AWS.
    pub operation: Option<&'a str>,
    /// `ConsumedUnit`, or else `PricingUnit`.
    pub unit: Option<&'a str>,
    /// `ChargeDescription`.
    pub description: Option<&'a str>,
}

/// What FOCUS says of the kind of a charge.
#[derive(Debug, Clone, Copy, Default)]
pub struct FocusCharge<'a> {
    /// `ChargeCategory`.
    pub category: Option<&'a str>,
    /// `ChargeClass`.
    pub class: Option<&'a str>,
    /// `CommitmentDiscountStatus`.
    pub commitment_status: Option<&'a str>,
    /// `CommitmentDiscountCategory`, or else `CommitmentDiscountType`.
    pub commitment_kind: Option<&'a str>,
    /// `PricingCategory`.
    pub pricing_category: Option<&'a str>,
}

/// The meter of a FOCUS row, and the rule that says so.
///
/// A usage type goes first, and where AWS's own column has one that no rule knows, nothing else is asked: a new meter must
/// not be taken for an old one because of a word in its description.
///
/// ```
/// use classify::{FocusUsage, Meter, Product, focus_meter};
///
/// let mut usage = FocusUsage {
///     product: Product::Lambda,
///     usage_type: None,
///     sku_meter: None,
///     operation: None,
///     unit: Some("Requests"),
///     description: Some("AWS Lambda - Total Requests - US East (Ohio)"),
/// };
/// assert_eq!(focus_meter(usage).value, Meter::LambdaRequests);
///
/// usage.sku_meter = Some("USE2-Lambda-Edge-Request");
/// assert_eq!(focus_meter(usage).value, Meter::LambdaEdge);
/// ```
#[must_use]
pub fn focus_meter(usage: FocusUsage<'_>) -> Decision<Meter> {
    let FocusUsage { product, operation, .. } = usage;
    let own = ascii::present(usage.usage_type);
    let sku_meter = ascii::present(usage.sku_meter);
    if let Some(usage_type) = own.or(sku_meter) {
        let decision = meter(UsageType { product, usage_type: Some(usage_type), operation, service_code: None });
        let is_usage_type = own.is_some() || split(usage_type).0.is_some();
        if is_usage_type || decision.value != Meter::Other {
            return decision;
        }
    }
    let last = &FOCUS_METERS[FOCUS_METERS.len() - 1];
    let row = FOCUS_METERS.iter().find(|row| row.takes(&usage)).unwrap_or(last);
    Decision { value: row.meter, rule: &row.rule }
}

/// The charge of a FOCUS row, and the rule that says so.
///
/// ```
/// use classify::{Charge, FocusCharge, focus_charge};
///
/// let usage = FocusCharge { category: Some("Usage"), ..FocusCharge::default() };
/// assert_eq!(focus_charge(usage).value, Charge::Usage);
/// let covered = FocusCharge { commitment_status: Some("Used"), ..usage };
/// assert_eq!(focus_charge(covered).value, Charge::SavingsPlanCovered);
/// ```
#[must_use]
pub fn focus_charge(charge: FocusCharge<'_>) -> Decision<Charge> {
    let last = &FOCUS_CHARGES[FOCUS_CHARGES.len() - 1];
    let row = FOCUS_CHARGES.iter().find(|row| row.takes(&charge)).unwrap_or(last);
    Decision { value: row.charge, rule: &row.rule }
}

/// Every rule for charges of FOCUS, in the order in which they are tried, with the charge that follows.
pub fn focus_charges() -> impl Iterator<Item = Decision<Charge>> {
    FOCUS_CHARGES.iter().map(|row| Decision { value: row.charge, rule: &row.rule })
}

/// The Region that the prefix of a SKU's meter tells. Whether AWS keeps Lambda's meters bare in us-east-1 there was not
/// seen, so a bare one tells none.
///
/// ```
/// assert_eq!(classify::region_of_sku_meter("USW2-ApiGatewayMinute"), Some("us-west-2"));
/// assert_eq!(classify::region_of_sku_meter("Lambda-GB-Second"), None);
/// ```
#[must_use]
pub fn region_of_sku_meter(sku_meter: &str) -> Option<&'static str> {
    split(sku_meter.trim()).0.and_then(region_of_prefix)
}
