//! Scenarios as one table: a row for each scenario, size, month and meter.

use analysis::scenario::Month;

use super::Projections;
use super::told::layers;
use crate::render::csv::{harmless, line};

const HEAD: [&str; 9] = ["scenario", "region", "scale", "month", "currency", "meter", "quantity", "free", "cost"];

/// The table, with its head.
pub(crate) fn projections(all: Projections<'_>) -> String {
    let mut text = line(HEAD.map(str::to_owned));
    for projection in all.projections {
        let scenario = &projection.scenario;
        let mut add = |scale: &str, number: usize, month: &Month| {
            for layer in layers(month) {
                text.push_str(&line([
                    harmless(&scenario.name),
                    harmless(&scenario.region),
                    scale.to_owned(),
                    number.to_string(),
                    all.currency.to_owned(),
                    layer.priced.meter.name().to_owned(),
                    layer.quantity.to_string(),
                    layer.free.to_string(),
                    layer.cost.to_string(),
                ]));
            }
        };
        for (at, month) in projection.months.iter().enumerate() {
            add("1", at + 1, month);
        }
        if let Some(scaled) = &projection.scaled {
            add(&scaled.factor.to_string(), 1, &scaled.month);
        }
    }
    text
}
