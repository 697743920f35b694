//! Scenarios as JSON, in the manners of `summary`'s contract.

use analysis::scenario::{LayerName, Month, Projection};
use serde::Serialize;

use super::Projections;
use super::told::{assumptions, facts};
use crate::render::json::{SCHEMA_VERSION, pretty};
use crate::render::number::{Number, quotient};

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    command: &'static str,
    currency: &'a str,
    scenarios: Vec<ScenarioBlock<'a>>,
}

#[derive(Serialize)]
struct ScenarioBlock<'a> {
    name: &'a str,
    region: &'a str,
    layers: LayersBlock,
    gateway_total: Number,
    total: Number,
    minutes_per_message: Option<Number>,
    parity_minutes_per_message: Option<Number>,
    parity_messages_per_connection: Option<Number>,
    connections: Number,
    months: Vec<MonthBlock>,
    scaled: Option<ScaledBlock>,
    prices: Vec<PriceBlock>,
    facts: Vec<String>,
    assumptions: Vec<String>,
}

#[derive(Serialize)]
struct LayersBlock {
    messages: LayerBlock,
    connection_minutes: LayerBlock,
    lambda: LambdaBlock,
}

#[derive(Serialize)]
struct LayerBlock {
    quantity: Number,
    free: Number,
    cost: Number,
}

/// The quantity of Lambda is invocations.
#[derive(Serialize)]
struct LambdaBlock {
    quantity: Number,
    gb_seconds: Number,
    cost: Number,
}

#[derive(Serialize)]
struct MonthBlock {
    month: usize,
    layers: LayersBlock,
    total: Number,
}

#[derive(Serialize)]
struct ScaledBlock {
    scale: Number,
    layers: LayersBlock,
    total: Number,
    grows_most: &'static str,
}

#[derive(Serialize)]
struct PriceBlock {
    meter: &'static str,
    architecture: Option<&'static str>,
    source: String,
    tiers: Vec<TierBlock>,
}

#[derive(Serialize)]
struct TierBlock {
    up_to: Option<Number>,
    price: Number,
}

/// The projections as JSON with a newline at its end.
pub(crate) fn projections(all: Projections<'_>) -> Result<String, serde_json::Error> {
    let scenarios = all.projections.iter().map(ScenarioBlock::of).collect();
    pretty(&Document { schema_version: SCHEMA_VERSION, command: "forecast", currency: all.currency, scenarios })
}

impl<'a> ScenarioBlock<'a> {
    fn of(projection: &'a Projection) -> Self {
        let Projection { scenario, first, .. } = projection;
        let months = projection.months.iter().enumerate();
        Self {
            name: &scenario.name,
            region: &scenario.region,
            layers: LayersBlock::of(first),
            gateway_total: Number(first.gateway()),
            total: Number(first.total()),
            minutes_per_message: quotient(first.minutes.quantity.over(first.messages.quantity)),
            parity_minutes_per_message: quotient(projection.crossover.map(|at| at.minutes_per_message)),
            parity_messages_per_connection: quotient(projection.crossover.map(|at| at.messages_per_connection)),
            connections: Number(first.quantities.connections),
            months: months
                .map(|(at, month)| MonthBlock {
                    month: at + 1,
                    layers: LayersBlock::of(month),
                    total: Number(month.total()),
                })
                .collect(),
            scaled: projection.scaled.as_ref().map(|scaled| ScaledBlock {
                scale: Number(scaled.factor),
                layers: LayersBlock::of(&scaled.month),
                total: Number(scaled.month.total()),
                grows_most: match scaled.grows_most {
                    LayerName::Messages => "messages",
                    LayerName::ConnectionMinutes => "connection_minutes",
                    LayerName::Lambda => "lambda",
                },
            }),
            prices: projection.prices.iter().map(PriceBlock::of).collect(),
            facts: facts(projection),
            assumptions: assumptions(scenario),
        }
    }
}

impl LayersBlock {
    fn of(month: &Month) -> Self {
        let layer = |layer: &analysis::scenario::Layer| LayerBlock {
            quantity: Number(layer.quantity),
            free: Number(layer.free),
            cost: Number(layer.cost),
        };
        Self {
            messages: layer(&month.messages),
            connection_minutes: layer(&month.minutes),
            lambda: LambdaBlock {
                quantity: Number(month.quantities.invocations),
                gb_seconds: Number(month.quantities.gb_seconds),
                cost: Number(month.cost_of(LayerName::Lambda)),
            },
        }
    }
}

impl PriceBlock {
    fn of((priced, tiers, source): &(analysis::Priced, analysis::Tiers, analysis::PriceSource)) -> Self {
        let tiers = tiers.tiers().iter();
        let has_kinds = priced.meter == classify::Meter::LambdaDuration;
        Self {
            meter: priced.meter.name(),
            architecture: has_kinds.then_some(if priced.arm { "arm64" } else { "x86_64" }),
            source: source.describe(),
            tiers: tiers.map(|tier| TierBlock { up_to: tier.up_to.map(Number), price: Number(tier.price) }).collect(),
        }
    }
}
