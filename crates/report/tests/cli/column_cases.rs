//! Every optional column, what is said where it is missing, and which values may be others then.

/// A column that an export may lack.
pub(crate) struct Case {
    /// Its names: in legacy CSV, elsewhere in a CUR, in FOCUS.
    pub(crate) names: [&'static str; 3],
    /// What is said of its loss in `source.notes` or `notes`; empty where others say the same.
    pub(crate) loss: &'static str,
    /// Which values may be others then, by the beginnings of their paths.
    pub(crate) differs: &'static [&'static str],
    /// Is it said wherever the column is missing, even where this bill happens not to need it?
    pub(crate) is_always_said: bool,
}

const fn case(names: [&'static str; 3], loss: &'static str, differs: &'static [&'static str]) -> Case {
    Case { names, loss, differs, is_always_said: false }
}

const fn always(names: [&'static str; 3], loss: &'static str, differs: &'static [&'static str]) -> Case {
    Case { is_always_said: true, ..case(names, loss, differs) }
}

/// What depends on which meter usage is of, where that is no WebSocket meter.
pub(crate) const TELLING: &[&str] =
    &["meters.", "other.", "bridge.layers", "bridge.other_meters", "layers.lambda.", "findings."];

#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    always(["lineItem/ResourceId", "line_item_resource_id", "ResourceId"], "no cost for each API", &["apis.", "findings."]),
    always(["lineItem/UsageAccountId", "line_item_usage_account_id", "SubAccountId"], "no usage accounts", &["apis."]),
    always(["bill/PayerAccountId", "bill_payer_account_id", "BillingAccountId"], "no payers", &[]),
    always(["lineItem/CurrencyCode", "line_item_currency_code", "BillingCurrency"], "no currency", &["findings.evidence.unit", "findings.title"]),
    case(["product/regionCode", "product_region_code", "RegionId"], "Regions are told by ARNs", &["meters.", "findings."]),
    case(["product/region", "product_region", ""], "", &[]),
    case(["", "product", ""], "", &[]),
    case(["lineItem/UsageEndDate", "line_item_usage_end_date", ""], "", &[]),
    case(["identity/TimeInterval", "identity_time_interval", ""], "", &[]),
    always(["", "", "ChargePeriodEnd"], "how long usage took", &["apis.connections_by_hour_of_week", "apis.last_use", "findings."]),
    always(["bill/BillingPeriodStartDate", "bill_billing_period_start_date", "BillingPeriodStart"], "count in the month of their usage", &[]),
    case(["identity/LineItemId", "identity_line_item_id", ""], "", &[]),
    case(["lineItem/Operation", "line_item_operation", "x_Operation"], "is tied to no kind of API", &["findings.", "meters.", "other."]),
    case(["product/servicecode", "product_servicecode", ""], "what is data transfer", &[]),
    always(["lineItem/UnblendedRate", "line_item_unblended_rate", ""], "tiers cannot be told apart", &["apis.parity_minutes_per_message", "ratio.parity_minutes_per_message", "findings."]),
    case(["", "", "ListUnitPrice"], "", &[]),
    case(["", "", "ContractedUnitPrice"], "", &[]),
    case(["pricing/RateCode", "pricing_rate_code", "SkuPriceId"], "", &[]),
    case(["lineItem/LineItemDescription", "line_item_line_item_description", "ChargeDescription"], "units alone tell", TELLING),
    case(["bill/InvoiceId", "bill_invoice_id", "InvoiceId"], "Whether the bill is final is not known", &["period.final"]),
    case(["reservation/ReservationARN", "reservation_reservation_a_r_n", ""], "", &[]),
    always(["lineItem/NetUnblendedCost", "line_item_net_unblended_cost", ""], "null here: net_unblended, net_amortized", &[]),
    always(["pricing/publicOnDemandCost", "pricing_public_on_demand_cost", ""], "null here: public_on_demand", &[]),
    case(["savingsPlan/SavingsPlanEffectiveCost", "savings_plan_savings_plan_effective_cost", ""], "no amortized cost where a Savings Plan covers", &[]),
    case(["savingsPlan/NetSavingsPlanEffectiveCost", "savings_plan_net_savings_plan_effective_cost", ""], "no net amortized cost where a Savings Plan covers", &[]),
    case(["savingsPlan/TotalCommitmentToDate", "savings_plan_total_commitment_to_date", ""], "", &[]),
    case(["savingsPlan/UsedCommitment", "savings_plan_used_commitment", ""], "", &[]),
    case(["reservation/EffectiveCost", "reservation_effective_cost", ""], "no amortized cost where a reservation covers", &[]),
    case(["reservation/NetEffectiveCost", "reservation_net_effective_cost", ""], "no net amortized cost where a reservation covers", &[]),
    case(["reservation/UnusedAmortizedUpfrontFeeForBillingPeriod", "reservation_unused_amortized_upfront_fee_for_billing_period", ""], "", &[]),
    case(["reservation/NetUnusedAmortizedUpfrontFeeForBillingPeriod", "reservation_net_unused_amortized_upfront_fee_for_billing_period", ""], "", &[]),
    case(["reservation/UnusedRecurringFee", "reservation_unused_recurring_fee", ""], "", &[]),
    case(["reservation/NetUnusedRecurringFee", "reservation_net_unused_recurring_fee", ""], "", &[]),
    case(["", "", "ServiceName"], "", &[]),
    case(["", "", "x_ServiceCode"], "", &[]),
    case(["", "", "ConsumedQuantity"], "", &[]),
    case(["", "", "PricingQuantity"], "", &[]),
    case(["", "", "x_UsageType"], "no usage types", TELLING),
    case(["", "", "SkuMeter"], "no usage types", TELLING),
    always(["", "", "ChargeClass"], "corrections of earlier months", &["bridge.other", "bridge.refunds", "meters.charge", "findings.evidence.value", "findings.title"]),
    always(["", "", "CommitmentDiscountStatus"], "left unused of a commitment", &[]),
    case(["", "", "CommitmentDiscountCategory"], "", &[]),
    case(["", "", "CommitmentDiscountType"], "", &[]),
    case(["", "", "PricingCategory"], "", &[]),
    case(["", "", "ConsumedUnit"], "", TELLING),
    case(["", "", "PricingUnit"], "", &[]),
    always(["", "", "BilledCost"], "no billed cost", &[]),
    always(["", "", "ListCost"], "no cost at list prices", &[]),
];

/// What no report can be read without.
#[rustfmt::skip]
pub(crate) const REQUIRED: [[&str; 3]; 6] = [
    ["lineItem/LineItemType", "line_item_line_item_type", "ChargeCategory"],
    ["lineItem/ProductCode", "line_item_product_code", ""],
    ["lineItem/UsageType", "line_item_usage_type", ""],
    ["lineItem/UsageAmount", "line_item_usage_amount", ""],
    ["lineItem/UnblendedCost", "line_item_unblended_cost", "EffectiveCost"],
    ["lineItem/UsageStartDate", "line_item_usage_start_date", "ChargePeriodStart"],
];
