//! The spend of a baseline as one table: a row for each meter and Region.

use analysis::baseline::{Baseline, on_every_basis};

use crate::render::csv::{harmless, line};

/// The table, with its head. All amounts are of a month but `annual`, which is on the cost basis of the answer.
pub(crate) fn baseline(answer: &Baseline) -> String {
    const HEAD: [&str; 11] = [
        "month",
        "meter",
        "region",
        "currency",
        "quantity",
        "unblended",
        "net",
        "amortized",
        "net_amortized",
        "cost_basis",
        "annual",
    ];
    let mut text = line(HEAD.map(str::to_owned));
    let currency = answer.summary.currency.as_deref().unwrap_or_default();
    for own in &answer.lines {
        let costs = on_every_basis(own, &answer.summary.period);
        let [unblended, net, amortized, net_amortized] =
            costs.map(|(_, cost)| cost.map(|cost| cost.to_string()).unwrap_or_default());
        text.push_str(&line([
            answer.month.clone(),
            own.meter.name().to_owned(),
            harmless(own.region.as_deref().unwrap_or_default()),
            harmless(currency),
            answer.summary.period_monthly(own.sums.quantity).to_string(),
            unblended,
            net,
            amortized,
            net_amortized,
            answer.summary.cost_basis.name().to_owned(),
            own.annual.to_string(),
        ]));
    }
    text
}
