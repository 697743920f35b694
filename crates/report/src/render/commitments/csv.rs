//! The buckets as one table: a row for each bucket and meter.

use analysis::commitments::Commitments;

use crate::render::csv::{harmless, line};

/// The table, with its head.
pub(crate) fn commitments(answer: &Commitments) -> String {
    let mut text = line(["bucket", "meter", "currency", "on_demand", answer.cost_basis.name()].map(str::to_owned));
    let currency = answer.currency.as_deref().unwrap_or_default();
    for own in &answer.buckets {
        text.push_str(&line([
            own.bucket.name().to_owned(),
            own.meter.map_or_else(String::new, |meter| meter.name().to_owned()),
            harmless(currency),
            own.on_demand.to_string(),
            own.cost.to_string(),
        ]));
    }
    text
}
