//! Levers of a bill as JSON, in the manners of `summary`'s contract.

use analysis::Saving;
use analysis::levers::{ApiLevers, BillLevers, BillPulled, RestToHttp};
use analysis::scenario::Polling;
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
    cost_basis: &'static str,
    source: SourceBlock<'a>,
    apis: Vec<ApiBlock<'a>>,
    rest_to_http: Vec<RestBlock<'a>>,
    total: SavingBlock,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct ApiBlock<'a> {
    account: Option<&'a str>,
    region: Option<&'a str>,
    api: &'a str,
    messages: Number,
    connection_minutes: Number,
    cost: Number,
    levers: Vec<LeverBlock<'a>>,
    not_judged: Vec<IdleBlock<'a>>,
    together: SavingBlock,
    polling: Option<PollingBlock>,
}

#[derive(Serialize)]
struct LeverBlock<'a> {
    lever: &'static str,
    saving: SavingBlock,
    formula: &'a str,
    side_effects: &'static [&'static str],
}

#[derive(Serialize)]
struct IdleBlock<'a> {
    lever: &'static str,
    reason: &'a str,
}

#[derive(Serialize)]
struct SavingBlock {
    low: Number,
    expected: Number,
    high: Number,
    kind: &'static str,
}

#[derive(Serialize)]
struct PollingBlock {
    seconds: Option<Number>,
    requests: Option<Number>,
    cost: Option<Number>,
    break_even_seconds: Option<Number>,
    break_even_seconds_idle: Option<Number>,
    price_per_million: Option<Number>,
    price_source: Option<String>,
}

#[derive(Serialize)]
struct RestBlock<'a> {
    payer: Option<&'a str>,
    region: &'a str,
    requests: Number,
    cost: Number,
    http_price_per_million: Number,
    saving: SavingBlock,
}

/// The levers as JSON with a newline at its end.
pub(crate) fn levers(answer: &BillLevers, source: &Source) -> Result<String, serde_json::Error> {
    pretty(&Document {
        schema_version: SCHEMA_VERSION,
        command: "levers",
        currency: answer.summary.currency.as_deref(),
        cost_basis: answer.summary.cost_basis.name(),
        source: SourceBlock::of(source),
        apis: answer.apis.iter().map(ApiBlock::of).collect(),
        rest_to_http: answer.rest.iter().map(RestBlock::of).collect(),
        total: SavingBlock::of(answer.total),
        notes: notes(answer),
    })
}

impl<'a> ApiBlock<'a> {
    fn of(api: &'a ApiLevers) -> Self {
        let idle =
            |(lever, reason): &'a (analysis::levers::BillLever, String)| IdleBlock { lever: lever.name(), reason };
        Self {
            account: api.account.as_deref(),
            region: api.region.as_deref(),
            api: &api.api,
            messages: Number(api.messages),
            connection_minutes: Number(api.minutes),
            cost: Number(api.cost),
            levers: api.pulled.iter().map(LeverBlock::of).collect(),
            not_judged: api.idle.iter().map(idle).collect(),
            together: SavingBlock::of(api.together),
            polling: api.polling.as_ref().map(PollingBlock::of),
        }
    }
}

impl<'a> LeverBlock<'a> {
    fn of(pulled: &'a BillPulled) -> Self {
        Self {
            lever: pulled.lever.name(),
            saving: SavingBlock::of(pulled.saving),
            formula: &pulled.formula,
            side_effects: pulled.lever.side_effects(),
        }
    }
}

impl SavingBlock {
    fn of(saving: Saving) -> Self {
        Self {
            low: Number(saving.low),
            expected: Number(saving.expected),
            high: Number(saving.high),
            kind: saving.kind.name(),
        }
    }
}

impl PollingBlock {
    fn of(polling: &Polling) -> Self {
        let million = ledger::Decimal::from_int(1_000_000);
        Self {
            seconds: polling.seconds.map(Number),
            requests: polling.asked.map(|(requests, _)| Number(requests)),
            cost: quotient(polling.asked.map(|(_, cost)| cost)),
            break_even_seconds: quotient(polling.break_even_seconds),
            break_even_seconds_idle: quotient(polling.break_even_seconds_idle),
            price_per_million: polling.price.as_ref().map(|(price, _)| Number(price.times(million))),
            price_source: polling.price.as_ref().map(|(_, source)| source.describe()),
        }
    }
}

impl<'a> RestBlock<'a> {
    fn of(rest: &'a RestToHttp) -> Self {
        Self {
            payer: rest.payer.as_deref(),
            region: &rest.region,
            requests: Number(rest.requests),
            cost: Number(rest.cost),
            http_price_per_million: Number(rest.price.times(ledger::Decimal::from_int(1_000_000))),
            saving: SavingBlock::of(rest.saving),
        }
    }
}
