//! The rules by which rows of FOCUS come out of a line item.
//!
//! | line item type | rows | why |
//! |---|---|---|
//! | `Usage` | `Usage` | *spec* |
//! | `SavingsPlanCoveredUsage`, `DiscountedUsage` | `Usage`, `Committed`, `Used`, `BilledCost` 0, `EffectiveCost` the net effective cost | *spec*, Discount Handling: billed 0 where the commitment covers the whole row, the amortized share in the effective cost; *sample* |
//! | `SavingsPlanNegation` | none | it takes back an on-demand cost that `BilledCost` never had; *spec*: no negation in a separate row |
//! | `EdpDiscount`, `PrivateRateDiscount`, `BundledDiscount`, any `*Discount` that the net costs hold already | none | *spec*: discounts are applied to the rows they pertain to; *dictionary*: `BilledCost` is inclusive of all discounts, `x_Discounts` names them row by row |
//! | any other `*Discount` | `Credit` | *spec*: reductions that are awarded after the fact are credits |
//! | `Credit` | `Credit`, priced `Other`, `One-Time`, pricing quantity 0, consumed quantity null | *sample* |
//! | `Refund` | `Adjustment`, `Correction` | *notes* (refund → adjustment), *spec* (correction of an invoiced period); *unverified* |
//! | `Tax` | `Tax`, quantities null, Region empty | *exports* |
//! | `SavingsPlanUpfrontFee`, `SavingsPlanRecurringFee`, `RIFee` | `Purchase` with `EffectiveCost` 0; what the fee leaves unused once more as `Usage`, `Unused` | *spec* |
//! | `Fee` | `Purchase` | *notes* |
//! | anything else | `Adjustment` | *spec*: charges that fall into no other category |
//!
//! `ListCost` is the public price of the row's own tier (*sample*: the next tier of data transfer lists at 0.085), so 0 in
//! the free tier; the CUR's public cost is another number. Without a unit price it is `BilledCost` (*spec*). Every cost of
//! a tax row is what is billed, though the *spec* wants each computed from the same cost of the taxed rows: the CUR has one
//! amount of tax, and what AWS writes is *unverified*. `ContractedCost` is the list cost after negotiated discounts, before
//! commitments (*dictionary*). Quantities: the *dictionary* says that consumed is billed quantity, so both are the usage
//! amount, on `Usage` rows; purchases must have a pricing quantity (*spec*).

use std::sync::Arc;

use super::row::{Commitment, FocusRow};
use super::table::FocusVersion;
use crate::amount::Amount;
use crate::item::{LineItem, Text};

/// The rows of FOCUS that a line item becomes: none, one, or two.
#[must_use]
pub fn focus_rows(item: &LineItem, version: FocusVersion) -> Vec<FocusRow> {
    let kind = item.line.line_item_type.as_ref();
    match kind {
        "Usage" | "FlatRateSubscription" => vec![usage(item)],
        "SavingsPlanCoveredUsage" => vec![plan_covered(item)],
        "DiscountedUsage" => vec![reserved(item)],
        "SavingsPlanNegation" => Vec::new(),
        "Credit" => vec![FocusRow {
            pricing_category: Some("Other"),
            pricing_quantity: Some(Amount::ZERO),
            ..row(item, "Credit", "One-Time")
        }],
        "Refund" => vec![FocusRow { class: Some("Correction"), ..row(item, "Adjustment", "One-Time") }],
        "Tax" => vec![row(item, "Tax", "One-Time")],
        "SavingsPlanUpfrontFee" | "SavingsPlanRecurringFee" | "RIFee" => commitment_fee(item, version),
        "Fee" => vec![FocusRow {
            pricing_category: Some("Standard"),
            pricing_quantity: Some(item.usage_amount),
            ..row(item, "Purchase", "One-Time")
        }],
        _ if kind.ends_with("Discount") => discount(item),
        _ => vec![row(item, "Adjustment", "One-Time")],
    }
}

/// A row without quantities and prices: every cost is what is billed.
fn row(item: &LineItem, category: &'static str, frequency: &'static str) -> FocusRow {
    let billed = item.net_unblended_cost.unwrap_or(item.unblended_cost);
    let (interval, usage) = (item.interval, (item.usage_start, item.usage_end));
    FocusRow {
        line: Arc::clone(&item.line),
        // A day's row says its whole day, as the export's granularity wants it; a tax row its month.
        charge_period: if usage.1.0 - usage.0.0 > interval.1.0 - interval.0.0 { usage } else { interval },
        invoice_id: item.invoice_id.clone(),
        category,
        class: None,
        frequency,
        pricing_category: None,
        commitment: None,
        resource_id: item.line.resource_id.clone(),
        pricing_quantity: None,
        consumed_quantity: None,
        list_unit_price: None,
        contracted_unit_price: None,
        billed,
        effective: billed,
        list: billed,
        contracted: billed,
        discount: None,
    }
}

/// Usage at the price of its tier, less what was negotiated.
fn usage(item: &LineItem) -> FocusRow {
    let row = row(item, "Usage", "Usage-Based");
    let list_unit_price = rate(item.line.unblended_rate.as_ref());
    let net_rate = rate(item.line.net_unblended_rate.as_ref());
    FocusRow {
        pricing_category: Some("Standard"),
        pricing_quantity: Some(item.usage_amount),
        consumed_quantity: Some(item.usage_amount),
        list_unit_price,
        contracted_unit_price: net_rate.or(list_unit_price),
        // The unblended cost is the quantity at the rate of the row's tier, which is what FOCUS calls the list price.
        list: if list_unit_price.is_some() { item.unblended_cost } else { row.billed },
        discount: item.net_unblended_cost.and_then(|net| taken_off(item.unblended_cost, net)),
        ..row
    }
}

/// Usage that a Savings Plan pays: on-demand price, nothing billed.
fn plan_covered(item: &LineItem) -> FocusRow {
    let row = usage(item);
    let (gross, net) = item.plan_effective_cost.unwrap_or_default();
    let arn = item.line.savings_plan.as_ref().map(|plan| plan.arn.clone());
    FocusRow {
        pricing_category: Some("Committed"),
        commitment: arn.map(|id| plan(id, Some("Used"), gross)),
        // What was negotiated holds for the on-demand price of covered usage as well.
        contracted: row.billed,
        billed: Amount::ZERO,
        effective: net.unwrap_or(gross),
        discount: net.and_then(|net| taken_off(gross, net)),
        ..row
    }
}

/// Usage that a reservation pays. Its own rate is 0, so the public price is the list price; what was negotiated for it is
/// not known, and the contracted price null, which is among the conformance gaps of the *dictionary*.
fn reserved(item: &LineItem) -> FocusRow {
    let row = usage(item);
    let (gross, net) = item.reservation_effective_cost.unwrap_or_default();
    let list = item.public_on_demand_cost.unwrap_or(row.billed);
    let arn = item.line.reservation.as_ref().map(|reservation| reservation.arn.clone());
    FocusRow {
        pricing_category: Some("Committed"),
        commitment: arn.map(|id| Commitment {
            id,
            category: "Usage",
            kind: "Reserved Instance",
            status: Some("Used"),
            quantity: item.usage_amount,
        }),
        list_unit_price: rate(item.line.pricing.public_rate.as_ref()),
        contracted_unit_price: None,
        list,
        contracted: list,
        effective: net.unwrap_or(gross),
        discount: net.and_then(|net| taken_off(gross, net)),
        ..row
    }
}

/// The hourly fee of a Savings Plan, and the part of its commitment that nothing used.
fn commitment_fee(item: &LineItem, version: FocusVersion) -> Vec<FocusRow> {
    let Some(arn) = item.line.savings_plan.as_ref().map(|plan| plan.arn.clone()) else {
        return vec![row(item, "Purchase", "Recurring")];
    };
    let (total, used) = item.plan_commitment.unwrap_or_default();
    let fee = FocusRow {
        // *dictionary*, migration: purchases of commitments are `Committed` in 1.0, `Standard` in 1.2.
        pricing_category: Some(if version == FocusVersion::V1_0 { "Committed" } else { "Standard" }),
        commitment: Some(plan(arn.clone(), None, total)),
        resource_id: Some(arn.clone()),
        pricing_quantity: Some(item.usage_amount),
        effective: Amount::ZERO,
        ..row(item, "Purchase", "Recurring")
    };
    let unused = (total - used).written();
    if unused <= Amount::ZERO {
        return vec![fee];
    }
    let left = FocusRow {
        category: "Usage",
        frequency: "Usage-Based",
        pricing_category: Some("Committed"),
        commitment: Some(plan(arn, Some("Unused"), unused)),
        pricing_quantity: Some(Amount::ZERO),
        // *dictionary*, migration: 0 in 1.0, null in 1.2.
        consumed_quantity: (version == FocusVersion::V1_0).then_some(Amount::ZERO),
        billed: Amount::ZERO,
        effective: fee.billed.share(unused, total),
        list: Amount::ZERO,
        contracted: Amount::ZERO,
        ..fee.clone()
    };
    vec![fee, left]
}

/// A discount row: none where the net costs of the rows that it discounts hold it already.
fn discount(item: &LineItem) -> Vec<FocusRow> {
    if item.net_unblended_cost == Some(Amount::ZERO) {
        return Vec::new();
    }
    vec![row(item, "Credit", "One-Time")]
}

/// Type of a Savings Plan as the *sample* writes it.
fn plan(id: Text, status: Option<&'static str>, quantity: Amount) -> Commitment {
    Commitment { id, category: "Spend", kind: "Savings Plan", status, quantity }
}

fn taken_off(gross: Amount, net: Amount) -> Option<Amount> {
    (net != gross).then_some((net - gross).written())
}

fn rate(text: Option<&Text>) -> Option<Amount> {
    text.and_then(|text| Amount::parse(text))
}
