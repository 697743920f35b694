//! A baseline as JSON, in the manners of `summary`'s contract.

use analysis::baseline::{Baseline, MonthSpend, SpendLine, UnitCost, Year, on_every_basis, unit_costs};
use analysis::commitments::Bucket;
use analysis::{Finding, RateLine};
use ledger::Decimal;
use serde::Serialize;

use super::sections::notes;
use crate::render::json::{SCHEMA_VERSION, SourceBlock, pretty};
use crate::render::number::{Number, quotient};
use crate::source::Source;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    command: &'static str,
    month: &'a str,
    ended: bool,
    currency: Option<&'a str>,
    cost_basis: &'static str,
    source: SourceBlock<'a>,
    annual: Number,
    spend: Vec<SpendBlock<'a>>,
    units: Vec<UnitBlock>,
    rates: Vec<RateBlock<'a>>,
    discounts: DiscountsBlock,
    buckets: Vec<BucketBlock>,
    months: Vec<MonthBlock<'a>>,
    years: Vec<YearBlock>,
    idle: Vec<IdleBlock<'a>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct SpendBlock<'a> {
    meter: &'static str,
    region: Option<&'a str>,
    quantity: Number,
    unblended: Option<Number>,
    net: Option<Number>,
    amortized: Option<Number>,
    net_amortized: Option<Number>,
    annual: Number,
}

#[derive(Serialize)]
struct UnitBlock {
    api: Option<String>,
    cost: Number,
    lambda: Option<Number>,
    per_thousand_connection_hours: Option<Number>,
    per_million_messages: Option<Number>,
}

impl UnitBlock {
    fn of(unit: UnitCost) -> Self {
        Self {
            api: unit.api,
            cost: Number(unit.cost),
            lambda: unit.lambda.map(Number),
            per_thousand_connection_hours: quotient(unit.per_thousand_hours),
            per_million_messages: quotient(unit.per_million_messages),
        }
    }
}

#[derive(Serialize)]
struct RateBlock<'a> {
    payer: Option<&'a str>,
    region: Option<&'a str>,
    meter: String,
    per_million: Option<Number>,
    per_million_after_discounts: Option<Number>,
    list_marginal_per_million: Option<Number>,
    list_source: Option<String>,
    against_list: Option<Number>,
    to_next_tier: Option<Number>,
}

#[derive(Serialize)]
struct DiscountsBlock {
    rows: Number,
    inside_net: Option<Number>,
    by_plans: Number,
    credits: Number,
}

#[derive(Serialize)]
struct BucketBlock {
    bucket: &'static str,
    on_demand: Number,
    cost: Number,
}

#[derive(Serialize)]
struct MonthBlock<'a> {
    month: &'a str,
    ended: bool,
    messages: Number,
    connection_minutes: Number,
    lambda_gb_seconds: Number,
    cost: Number,
}

#[derive(Serialize)]
struct YearBlock {
    growth: Number,
    last_month: Option<Number>,
    total: Option<Number>,
}

#[derive(Serialize)]
struct IdleBlock<'a> {
    rule: &'static str,
    api_id: Option<&'a str>,
    low: Number,
    expected: Number,
    high: Number,
}

/// The baseline as JSON with a newline at its end.
pub(crate) fn baseline(answer: &Baseline, source: &Source) -> Result<String, serde_json::Error> {
    let discounts = answer.discounts();
    let buckets = Bucket::ALL.map(|bucket| {
        let (on_demand, cost) = answer.commitments.of(bucket);
        BucketBlock { bucket: bucket.name(), on_demand: Number(on_demand), cost: Number(cost) }
    });
    pretty(&Document {
        schema_version: SCHEMA_VERSION,
        command: "baseline",
        month: &answer.month,
        ended: answer.ended,
        currency: answer.summary.currency.as_deref(),
        cost_basis: answer.summary.cost_basis.name(),
        source: SourceBlock::of(source),
        annual: Number(answer.annual()),
        spend: answer.lines.iter().map(|line| SpendBlock::of(line, answer)).collect(),
        units: unit_costs(&answer.summary).into_iter().map(UnitBlock::of).collect(),
        rates: answer.rates.lines.iter().map(RateBlock::of).collect(),
        discounts: DiscountsBlock {
            rows: Number(discounts.rows),
            inside_net: discounts.inside_net.map(Number),
            by_plans: Number(discounts.by_plans),
            credits: Number(discounts.credits),
        },
        buckets: buckets.into(),
        months: answer.months.iter().map(MonthBlock::of).collect(),
        years: answer.years.iter().map(YearBlock::of).collect(),
        idle: answer.summary.findings.iter().filter_map(IdleBlock::of).collect(),
        notes: notes(answer),
    })
}

impl<'a> SpendBlock<'a> {
    fn of(line: &'a SpendLine, answer: &Baseline) -> Self {
        let costs = on_every_basis(line, &answer.summary.period);
        let [unblended, net, amortized, net_amortized] = costs.map(|(_, cost)| cost.map(Number));
        Self {
            meter: line.meter.name(),
            region: line.region.as_deref(),
            quantity: Number(answer.summary.period_monthly(line.sums.quantity)),
            unblended,
            net,
            amortized,
            net_amortized,
            annual: Number(line.annual),
        }
    }
}

impl<'a> RateBlock<'a> {
    fn of(line: &'a RateLine) -> Self {
        let list = line.list.as_ref();
        Self {
            payer: line.payer.as_deref(),
            region: line.region.as_deref(),
            meter: line.priced.describe(),
            per_million: quotient(line.gross_per_million()),
            per_million_after_discounts: quotient(line.net_per_million()),
            list_marginal_per_million: list.map(|list| Number(list.marginal.times(Decimal::from_int(1_000_000)))),
            list_source: list.map(|list| list.source.describe()),
            against_list: quotient(line.against_list()),
            to_next_tier: list.and_then(|list| list.to_next_tier).map(Number),
        }
    }
}

impl<'a> MonthBlock<'a> {
    fn of(month: &'a MonthSpend) -> Self {
        let [messages, connection_minutes, lambda_gb_seconds] = month.quantities.map(Number);
        Self {
            month: &month.month,
            ended: month.ended,
            messages,
            connection_minutes,
            lambda_gb_seconds,
            cost: Number(month.cost),
        }
    }
}

impl YearBlock {
    fn of(year: &Year) -> Self {
        Self {
            growth: Number(year.growth),
            last_month: quotient(Some(year.last_month)),
            total: quotient(Some(year.total)),
        }
    }
}

impl<'a> IdleBlock<'a> {
    fn of(finding: &'a Finding) -> Option<Self> {
        let saving = finding.monthly_saving?;
        Some(Self {
            rule: finding.rule,
            api_id: finding.api_id.as_deref(),
            low: Number(saving.low),
            expected: Number(saving.expected),
            high: Number(saving.high),
        })
    }
}
