//! Commitments as JSON, in the manners of `summary`'s contract.

use analysis::commitments::{BucketLine, Commitment, Commitments, Sizing};
use serde::Serialize;

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
    months: &'a [String],
    buckets: Vec<BucketBlock>,
    total: Number,
    observed_discount: Option<Number>,
    sizings: Vec<SizingBlock<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct BucketBlock {
    bucket: &'static str,
    meter: Option<&'static str>,
    on_demand: Number,
    cost: Number,
}

#[derive(Serialize)]
struct SizingBlock<'a> {
    payer: Option<&'a str>,
    hours: usize,
    discount: Option<Number>,
    discount_source: &'static str,
    private_discount: Option<Number>,
    best: Option<CommitmentBlock>,
    floor: CommitmentBlock,
    curve: Vec<CommitmentBlock>,
}

#[derive(Serialize)]
struct CommitmentBlock {
    per_hour: Number,
    utilization: Option<Number>,
    coverage: Option<Number>,
    monthly_cost: Option<Number>,
    monthly_saving: Option<Number>,
}

/// The answer as JSON with a newline at its end.
pub(crate) fn commitments(answer: &Commitments, source: &Source) -> Result<String, serde_json::Error> {
    pretty(&Document {
        schema_version: SCHEMA_VERSION,
        command: "commitments",
        currency: answer.currency.as_deref(),
        cost_basis: answer.cost_basis.name(),
        source: SourceBlock::of(source),
        months: &answer.months,
        buckets: answer.buckets.iter().map(BucketBlock::of).collect(),
        total: Number(answer.total()),
        observed_discount: quotient(answer.observed_discount),
        sizings: answer.sizings.iter().map(SizingBlock::of).collect(),
        notes: &answer.notes,
    })
}

impl BucketBlock {
    fn of(line: &BucketLine) -> Self {
        Self {
            bucket: line.bucket.name(),
            meter: line.meter.map(classify::Meter::name),
            on_demand: Number(line.on_demand),
            cost: Number(line.cost),
        }
    }
}

impl<'a> SizingBlock<'a> {
    fn of(sizing: &'a Sizing) -> Self {
        Self {
            payer: sizing.payer.as_deref(),
            hours: sizing.hours,
            discount: quotient(Some(sizing.discount)),
            discount_source: sizing.discount_source.name(),
            private_discount: quotient(Some(sizing.private_discount)),
            best: sizing.best.as_ref().map(CommitmentBlock::of),
            floor: CommitmentBlock::of(&sizing.floor),
            curve: sizing.curve.iter().map(CommitmentBlock::of).collect(),
        }
    }
}

impl CommitmentBlock {
    fn of(commitment: &Commitment) -> Self {
        Self {
            per_hour: Number(commitment.per_hour),
            utilization: quotient(commitment.utilization),
            coverage: quotient(commitment.coverage),
            monthly_cost: quotient(Some(commitment.monthly_cost)),
            monthly_saving: quotient(Some(commitment.monthly_saving)),
        }
    }
}
