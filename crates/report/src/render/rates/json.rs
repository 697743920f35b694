//! Rates as JSON, in the manners of `summary`'s contract.

use analysis::{Listed, PaidTier, RateCard, RateLine};
use classify::Meter;
use ledger::Decimal;
use serde::Serialize;

use super::told::notes;
use crate::render::json::{SCHEMA_VERSION, SourceBlock, pretty};
use crate::render::number::{Number, quotient};
use crate::source::Source;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    command: &'static str,
    currency: Option<&'a str>,
    source: SourceBlock<'a>,
    rates: Vec<RateBlock<'a>>,
    loose_discounts: Number,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct RateBlock<'a> {
    payer: Option<&'a str>,
    region: Option<&'a str>,
    meter: &'static str,
    architecture: Option<&'static str>,
    billing_period: &'a str,
    quantity: Number,
    free: Number,
    paid: Number,
    cost: Number,
    after_discounts: Option<Number>,
    per_million: Option<Number>,
    per_million_after_discounts: Option<Number>,
    marginal_per_million: Option<Number>,
    source: Option<&'static str>,
    tiers: Vec<TierBlock<'a>>,
    list: Option<ListBlock>,
    against_list: Option<Number>,
}

#[derive(Serialize)]
struct TierBlock<'a> {
    rate: Option<&'a str>,
    quantity: Number,
    cost: Number,
    after_discounts: Option<Number>,
}

#[derive(Serialize)]
struct ListBlock {
    source: String,
    cost: Number,
    marginal_per_million: Number,
    to_next_tier: Option<Number>,
}

/// The rates as JSON with a newline at its end.
pub(crate) fn rates(card: &RateCard, source: &Source) -> Result<String, serde_json::Error> {
    pretty(&Document {
        schema_version: SCHEMA_VERSION,
        command: "rates",
        currency: card.currency.as_deref(),
        source: SourceBlock::of(source),
        rates: card.lines.iter().map(RateBlock::of).collect(),
        loose_discounts: Number(card.loose_discounts),
        notes: notes(card),
    })
}

impl<'a> RateBlock<'a> {
    fn of(line: &'a RateLine) -> Self {
        let has_kinds = line.priced.meter == Meter::LambdaDuration;
        Self {
            payer: line.payer.as_deref(),
            region: line.region.as_deref(),
            meter: line.priced.meter.name(),
            architecture: has_kinds.then_some(if line.priced.arm { "arm64" } else { "x86_64" }),
            billing_period: &line.billing_period,
            quantity: Number(line.quantity),
            free: Number(line.free),
            paid: Number(line.paid),
            cost: Number(line.cost),
            after_discounts: line.after_discounts.map(Number),
            per_million: quotient(line.gross_per_million()),
            per_million_after_discounts: quotient(line.net_per_million()),
            marginal_per_million: quotient(line.marginal.map(|rate| rate.per_million)),
            source: line.marginal.map(|rate| rate.source.name()),
            tiers: line.tiers.iter().map(TierBlock::of).collect(),
            list: line.list.as_ref().map(ListBlock::of),
            against_list: quotient(line.against_list()),
        }
    }
}

impl<'a> TierBlock<'a> {
    fn of(tier: &'a PaidTier) -> Self {
        Self {
            rate: tier.rate.as_deref(),
            quantity: Number(tier.quantity),
            cost: Number(tier.cost),
            after_discounts: tier.after_discounts.map(Number),
        }
    }
}

impl ListBlock {
    fn of(list: &Listed) -> Self {
        Self {
            source: list.source.describe(),
            cost: Number(list.cost),
            marginal_per_million: Number(list.marginal.times(Decimal::from_int(1_000_000))),
            to_next_tier: list.to_next_tier.map(Number),
        }
    }
}
