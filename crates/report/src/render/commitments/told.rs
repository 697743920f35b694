//! What all views of commitments say.

use analysis::amount;
use analysis::commitments::{Bucket, Commitment, Commitments, DiscountSource, Sizing};
use classify::Meter;
use ledger::Decimal;

use crate::render::words::{count, percent, plain};

/// What the answer is of, in a line.
pub(super) fn head(answer: &Commitments) -> String {
    let currency = answer.currency.as_deref().unwrap_or("no currency named");
    format!("Savings Plans and the bill of {}, in {currency}", answer.months.join(", "))
}

/// Heads of the columns of buckets.
pub(super) fn bucket_head(answer: &Commitments) -> [String; 3] {
    ["on demand", answer.cost_basis.name(), "share"].map(str::to_owned)
}

/// A row of each bucket, and below it of each of its meters: whether it is a meter, its name, its cells.
pub(super) fn bucket_rows(answer: &Commitments) -> Vec<(bool, String, [String; 3])> {
    let total = answer.total();
    let cells = |on_demand: Decimal, cost: Decimal| [amount(on_demand), amount(cost), percent(cost.over(total))];
    let mut rows = Vec::new();
    for bucket in Bucket::ALL {
        let (on_demand, cost) = answer.of(bucket);
        rows.push((false, bucket.describe().to_owned(), cells(on_demand, cost)));
        let own = answer.buckets.iter().filter(|line| line.bucket == bucket);
        let meters =
            own.filter_map(|line| Some((true, name(line.meter?).to_owned(), cells(line.on_demand, line.cost))));
        rows.extend(meters);
    }
    rows.push((
        false,
        "Total of API Gateway and Lambda".to_owned(),
        [String::new(), amount(total), percent(total.over(total))],
    ));
    rows
}

fn name(meter: Meter) -> &'static str {
    match meter {
        Meter::Messages => "WebSocket messages",
        Meter::ConnectionMinutes => "WebSocket connection minutes",
        Meter::RestRequests => "REST API requests",
        Meter::HttpRequests => "HTTP API requests",
        Meter::Cache => "REST API cache",
        Meter::DataTransfer => "Data transfer",
        Meter::LambdaDuration => "Lambda duration",
        Meter::LambdaRequests => "Lambda requests",
        Meter::LambdaProvisioned => "Lambda provisioned concurrency",
        Meter::LambdaStorage => "Lambda ephemeral storage",
        Meter::LambdaEdge => "Lambda@Edge",
        Meter::LambdaSnapstart => "Lambda SnapStart",
        Meter::LambdaStreaming => "Lambda response streaming",
        Meter::Other => "Unknown usage types",
    }
}

/// What a sizing is of, in a sentence.
pub(super) fn sizing_head(sizing: &Sizing) -> String {
    let payer = sizing.payer.as_deref().map(|payer| format!(" of payer {payer}")).unwrap_or_default();
    let hours = count(u64::try_from(sizing.hours).unwrap_or(u64::MAX));
    let discount = percent(Some(sizing.discount));
    let source = match sizing.discount_source {
        DiscountSource::Bill => "as plans do in this bill",
        DiscountSource::Given => "as given",
        DiscountSource::Assumed => "assumed: without upfront payment; --plan-discount sets another",
    };
    let private = if sizing.private_discount.is_zero() {
        String::new()
    } else {
        format!("; private discounts of {} are off all amounts a month", percent(Some(sizing.private_discount)))
    };
    format!("Lambda on demand{payer}, {hours} settled hours; a plan takes {discount} off ({source}){private}")
}

/// Heads of the columns of commitments.
pub(super) const SIZING_HEAD: [&str; 6] = ["", "an hour", "used", "covers", "cost a month", "saving a month"];

/// The rows of a sizing: the floor, the curve, and in it the best.
pub(super) fn sizing_rows(sizing: &Sizing) -> Vec<[String; 6]> {
    let row = |name: &str, commitment: &Commitment| {
        [
            name.to_owned(),
            plain(commitment.per_hour),
            percent(commitment.utilization),
            percent(commitment.coverage),
            amount(commitment.monthly_cost),
            amount(commitment.monthly_saving),
        ]
    };
    let mut rows = vec![row("used in 99 of 100 hours", &sizing.floor)];
    for commitment in &sizing.curve {
        let is_best = sizing.best.is_some_and(|best| best.per_hour == commitment.per_hour);
        rows.push(row(if is_best { "costs least" } else { "" }, commitment));
    }
    rows
}
