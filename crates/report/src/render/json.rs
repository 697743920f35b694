//! The JSON of `summary`: a stable contract. Keys come in the order of these structs and never disappear.

use analysis::{
    Api, Bridge, Evidence, Finding, KeptOut, Layers, MeterRow, OtherUsage, Ratio, Saving, Summary, WorkloadCost,
};
use chrono::{DateTime, SecondsFormat};
use serde::Serialize;

use super::number::{Number, quotient};
use super::safe;
use crate::source::Source;

/// The version of the contract.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// The summary as pretty-printed JSON with a newline at its end.
pub(crate) fn summary(summary: &Summary, source: &Source) -> Result<String, serde_json::Error> {
    pretty(&SummaryDocument::of(summary, source))
}

/// Pretty-printed JSON with a newline at its end.
pub(super) fn pretty(document: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = safe::json(&serde_json::to_string_pretty(document)?);
    text.push('\n');
    Ok(text)
}

#[derive(Serialize)]
struct SummaryDocument<'a> {
    schema_version: u32,
    command: &'static str,
    period: PeriodBlock,
    currency: Option<&'a str>,
    cost_basis: &'static str,
    source: SourceBlock<'a>,
    layers: LayersBlock,
    ratio: RatioBlock,
    apis: Vec<ApiBlock<'a>>,
    workloads: Vec<WorkloadBlock<'a>>,
    bridge: BridgeBlock,
    meters: Vec<MeterBlock<'a>>,
    other: Vec<OtherBlock<'a>>,
    findings: Vec<FindingBlock<'a>>,
    notes: &'a [String],
}

impl<'a> SummaryDocument<'a> {
    fn of(summary: &'a Summary, source: &'a Source) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            command: "summary",
            period: PeriodBlock::of(summary),
            currency: summary.currency.as_deref(),
            cost_basis: summary.cost_basis.name(),
            source: SourceBlock::of(source),
            layers: LayersBlock::of(&summary.layers),
            ratio: RatioBlock::of(&summary.ratio),
            apis: summary.apis.iter().map(|api| ApiBlock::of(api, summary)).collect(),
            workloads: summary.workloads.iter().map(WorkloadBlock::of).collect(),
            bridge: BridgeBlock::of(&summary.bridge),
            meters: summary.meters.iter().map(MeterBlock::of).collect(),
            other: summary.other.iter().map(OtherBlock::of).collect(),
            findings: summary.findings.iter().map(FindingBlock::of).collect(),
            notes: &summary.notes,
        }
    }
}

#[derive(Serialize)]
struct PeriodBlock {
    start: Option<String>,
    end: Option<String>,
    data_through: Option<String>,
    ended: bool,
    r#final: bool,
    kept_out: Option<Vec<KeptOutBlock>>,
}

#[derive(Serialize)]
struct KeptOutBlock {
    charge: &'static str,
    rows: u64,
    cost: Number,
}

impl PeriodBlock {
    fn of(summary: &Summary) -> Self {
        let period = &summary.period;
        let kept_out =
            |out: &KeptOut| KeptOutBlock { charge: out.charge.name(), rows: out.rows, cost: Number(out.cost) };
        Self {
            start: period.start.map(|day| day.to_string()),
            end: period.end.map(|day| day.to_string()),
            data_through: period.data_through.and_then(instant),
            ended: period.ended,
            r#final: period.is_final,
            kept_out: summary.kept_out.as_ref().map(|all| all.iter().map(kept_out).collect()),
        }
    }
}

#[derive(Serialize)]
pub(super) struct SourceBlock<'a> {
    layout: Option<&'static str>,
    deliveries: Vec<DeliveryBlock<'a>>,
    files: u64,
    bytes: u64,
    rows: u64,
    matched_rows: u64,
    unparsed_rows: u64,
    skipped: Vec<SkippedBlock<'a>>,
    notes: Vec<&'a str>,
    complete: bool,
}

#[derive(Serialize)]
struct DeliveryBlock<'a> {
    period: &'a str,
    id: &'a str,
    files: u64,
}

#[derive(Serialize)]
struct SkippedBlock<'a> {
    path: &'a str,
    reason: &'a str,
}

impl<'a> SourceBlock<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        let delivery = |delivery: &'a crate::source::Delivery| DeliveryBlock {
            period: &delivery.period,
            id: &delivery.id,
            files: delivery.files,
        };
        let skipped = |skipped: &'a ledger::Skipped| SkippedBlock { path: &skipped.path, reason: &skipped.reason };
        Self {
            layout: source.layout,
            deliveries: source.deliveries.iter().map(delivery).collect(),
            files: source.files,
            bytes: source.bytes,
            rows: source.rows,
            matched_rows: source.matched_rows,
            unparsed_rows: source.unparsed_rows,
            skipped: source.skipped.iter().map(skipped).collect(),
            notes: source.notes(),
            complete: source.complete,
        }
    }
}

#[derive(Serialize)]
struct LayersBlock {
    messages: MeterLayerBlock,
    connection_minutes: MeterLayerBlock,
    lambda: LambdaBlock,
}

#[derive(Serialize)]
struct MeterLayerBlock {
    quantity: Number,
    cost: Number,
}

#[derive(Serialize)]
struct LambdaBlock {
    cost: Number,
    requests: Number,
    gb_seconds: Number,
    linked_cost: Number,
    unlinked_cost: Number,
}

impl LayersBlock {
    fn of(layers: &Layers) -> Self {
        let meter = |layer: &analysis::MeterLayer| MeterLayerBlock {
            quantity: Number(layer.quantity),
            cost: Number(layer.cost),
        };
        let lambda = &layers.lambda;
        Self {
            messages: meter(&layers.messages),
            connection_minutes: meter(&layers.connection_minutes),
            lambda: LambdaBlock {
                cost: Number(lambda.cost),
                requests: Number(lambda.requests),
                gb_seconds: Number(lambda.gb_seconds),
                linked_cost: Number(lambda.linked_cost),
                unlinked_cost: Number(lambda.unlinked_cost),
            },
        }
    }
}

#[derive(Serialize)]
struct RatioBlock {
    minutes_per_message: Option<Number>,
    cost_ratio: Option<Number>,
    parity_minutes_per_message: Option<Number>,
    parity_source: Option<&'static str>,
    average_concurrent_connections: Option<Number>,
}

impl RatioBlock {
    fn of(ratio: &Ratio) -> Self {
        Self {
            minutes_per_message: quotient(ratio.minutes_per_message),
            cost_ratio: quotient(ratio.cost_ratio),
            parity_minutes_per_message: quotient(ratio.parity_minutes_per_message),
            parity_source: ratio.parity_source.map(analysis::RateSource::name),
            average_concurrent_connections: quotient(ratio.average_concurrent_connections),
        }
    }
}

#[derive(Serialize)]
struct ApiBlock<'a> {
    account: Option<&'a str>,
    account_name: Option<&'a str>,
    region: Option<&'a str>,
    api_id: Option<&'a str>,
    stage: Option<&'a str>,
    workload: Option<&'a str>,
    messages: Number,
    minutes: Number,
    message_cost: Number,
    minute_cost: Number,
    lambda_cost: Option<Number>,
    minutes_per_message: Option<Number>,
    parity_minutes_per_message: Option<Number>,
    cost_ratio: Option<Number>,
    average_concurrent_connections: Option<Number>,
    first_use: Option<String>,
    last_use: Option<String>,
    active_hours: Option<u64>,
    connections_by_hour_of_week: Option<Vec<Option<Number>>>,
}

impl<'a> ApiBlock<'a> {
    fn of(api: &'a Api, summary: &'a Summary) -> Self {
        Self {
            account: api.account.as_deref(),
            account_name: api.account.as_ref().and_then(|id| summary.account_names.get(id)).map(String::as_str),
            region: api.region.as_deref(),
            api_id: api.api_id.as_deref(),
            stage: api.stage.as_deref(),
            workload: api.workload.as_deref(),
            messages: Number(api.messages),
            minutes: Number(api.minutes),
            message_cost: Number(api.message_cost),
            minute_cost: Number(api.minute_cost),
            lambda_cost: api.lambda_cost.map(Number),
            minutes_per_message: quotient(api.minutes_per_message),
            parity_minutes_per_message: quotient(api.parity_minutes_per_message),
            cost_ratio: quotient(api.cost_ratio),
            average_concurrent_connections: quotient(api.average_concurrent_connections),
            first_use: api.first_use.and_then(instant),
            last_use: api.last_use.and_then(instant),
            active_hours: api.hourly.then_some(api.active_intervals),
            connections_by_hour_of_week: api
                .connections_by_hour_of_week
                .as_ref()
                .map(|week| week.iter().copied().map(quotient).collect()),
        }
    }
}

/// A time as RFC 3339, UTC.
fn instant(seconds: i64) -> Option<String> {
    Some(DateTime::from_timestamp(seconds, 0)?.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[derive(Serialize)]
struct WorkloadBlock<'a> {
    name: &'a str,
    api_ids: &'a [String],
    functions: usize,
    message_cost: Number,
    minute_cost: Number,
    lambda_cost: Number,
}

impl<'a> WorkloadBlock<'a> {
    fn of(workload: &'a WorkloadCost) -> Self {
        Self {
            name: &workload.name,
            api_ids: &workload.api_ids,
            functions: workload.functions,
            message_cost: Number(workload.message_cost),
            minute_cost: Number(workload.minute_cost),
            lambda_cost: Number(workload.lambda_cost),
        }
    }
}

#[derive(Serialize)]
struct BridgeBlock {
    layers: Number,
    other_meters: Number,
    covered_on_demand: Number,
    negation: Number,
    discounts: Number,
    credits: Number,
    refunds: Number,
    tax: Number,
    fees: Number,
    other: Number,
    total: Number,
}

impl BridgeBlock {
    fn of(bridge: &Bridge) -> Self {
        Self {
            layers: Number(bridge.layers),
            other_meters: Number(bridge.other_meters),
            covered_on_demand: Number(bridge.covered_on_demand),
            negation: Number(bridge.negation),
            discounts: Number(bridge.discounts),
            credits: Number(bridge.credits),
            refunds: Number(bridge.refunds),
            tax: Number(bridge.tax),
            fees: Number(bridge.fees),
            other: Number(bridge.other),
            total: Number(bridge.total),
        }
    }
}

#[derive(Serialize)]
struct MeterBlock<'a> {
    product_code: &'static str,
    meter: &'static str,
    charge: &'static str,
    region: Option<&'a str>,
    rows: u64,
    quantity: Number,
    unblended: Option<Number>,
    net_unblended: Option<Number>,
    amortized: Option<Number>,
    net_amortized: Option<Number>,
    public_on_demand: Option<Number>,
    billed: Option<Number>,
    list: Option<Number>,
}

impl<'a> MeterBlock<'a> {
    fn of(row: &'a MeterRow) -> Self {
        Self {
            product_code: row.product.code(),
            meter: row.meter.name(),
            charge: row.charge.name(),
            region: row.region.as_deref(),
            rows: row.sums.rows,
            quantity: Number(row.sums.quantity),
            unblended: row.sums.unblended.map(Number),
            net_unblended: row.sums.net_unblended.map(Number),
            amortized: row.sums.amortized.map(Number),
            net_amortized: row.sums.net_amortized.map(Number),
            public_on_demand: row.sums.public_on_demand.map(Number),
            billed: row.sums.billed.map(Number),
            list: row.sums.list.map(Number),
        }
    }
}

#[derive(Serialize)]
struct OtherBlock<'a> {
    product_code: &'static str,
    usage_type: Option<&'a str>,
    rows: u64,
    unblended: Option<Number>,
    cost: Number,
}

impl<'a> OtherBlock<'a> {
    fn of(other: &'a OtherUsage) -> Self {
        Self {
            product_code: other.product.code(),
            usage_type: other.usage_type.as_deref(),
            rows: other.rows,
            unblended: other.unblended.map(Number),
            cost: Number(other.cost),
        }
    }
}

#[derive(Serialize)]
struct FindingBlock<'a> {
    rule: &'static str,
    class: Option<&'static str>,
    severity: &'static str,
    account: Option<&'a str>,
    region: Option<&'a str>,
    api_id: Option<&'a str>,
    stage: Option<&'a str>,
    title: &'a str,
    evidence: Vec<EvidenceBlock<'a>>,
    monthly_saving: Option<SavingBlock>,
    assumptions: &'a [String],
    may_not_claim: &'a [String],
    advice: &'a str,
}

#[derive(Serialize)]
struct EvidenceBlock<'a> {
    name: &'static str,
    value: Number,
    unit: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct SavingBlock {
    low: Number,
    expected: Number,
    high: Number,
    kind: &'static str,
}

impl<'a> FindingBlock<'a> {
    fn of(finding: &'a Finding) -> Self {
        let evidence = |evidence: &'a Evidence| EvidenceBlock {
            name: evidence.name,
            value: Number(evidence.value),
            unit: &evidence.unit,
            kind: evidence.kind.name(),
        };
        let saving = |saving: Saving| SavingBlock {
            low: Number(saving.low),
            expected: Number(saving.expected),
            high: Number(saving.high),
            kind: saving.kind.name(),
        };
        Self {
            rule: finding.rule,
            class: finding.class.map(analysis::Class::name),
            severity: finding.severity.name(),
            account: finding.account.as_deref(),
            region: finding.region.as_deref(),
            api_id: finding.api_id.as_deref(),
            stage: finding.stage.as_deref(),
            title: &finding.title,
            evidence: finding.evidence.iter().map(evidence).collect(),
            monthly_saving: finding.monthly_saving.map(saving),
            assumptions: &finding.assumptions,
            may_not_claim: &finding.may_not_claim,
            advice: &finding.advice,
        }
    }
}

#[cfg(test)]
mod tests;
