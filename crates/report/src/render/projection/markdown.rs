//! Scenarios for a comment or a chat.

use std::fmt::Write;

use analysis::amount;
use analysis::scenario::Projection;

use super::Projections;
use super::told::{LAYERS, assumptions, facts, layers, name, prices, sources};
use crate::render::markdown::escaped;
use crate::render::words::plain;

/// The projections as Markdown.
pub(crate) fn projections(all: Projections<'_>) -> String {
    let mut text = String::new();
    for projection in all.projections {
        section(&mut text, projection, all.currency);
    }
    if all.projections.len() > 1 {
        let _ = writeln!(
            text,
            "## Side by side\n\n| {} a month | messages | connection minutes | Lambda | total |\n|---|--:|--:|--:|--:|",
            escaped(all.currency)
        );
        for projection in all.projections {
            let costs = LAYERS.map(|layer| escaped(&amount(projection.first.cost_of(layer)))).join(" | ");
            let total = escaped(&amount(projection.first.total()));
            let _ = writeln!(text, "| {} | {costs} | {total} |", escaped(&projection.scenario.name));
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn section(text: &mut String, projection: &Projection, currency: &str) {
    let scenario = &projection.scenario;
    let _ = writeln!(text, "## {} ({})\n", escaped(&scenario.name), escaped(&scenario.region));
    let mut columns = vec![(format!("{} a month", escaped(currency)), &projection.first)];
    if let Some(scaled) = &projection.scaled {
        columns.push((format!("× {}", plain(scaled.factor)), &scaled.month));
    }
    let heads: Vec<String> = columns.iter().map(|(head, _)| format!("quantity | {head}")).collect();
    let _ = writeln!(text, "| | {} | price |\n|---|{}---|", heads.join(" | "), "--:|--:|".repeat(columns.len()));
    for (at, layer) in layers(&projection.first).enumerate() {
        let cells = columns.iter().filter_map(|(_, month)| layers(month).nth(at));
        let widest = columns.last().and_then(|(_, month)| layers(month).nth(at)).unwrap_or(layer);
        let cells: Vec<String> = cells
            .map(|layer| format!("{} | {}", plain(layer.quantity.round(0)), escaped(&amount(layer.cost))))
            .collect();
        let _ = writeln!(text, "| {} | {} | {} |", name(layer), cells.join(" | "), prices(widest));
    }
    let totals = columns.iter().map(|(_, month)| format!(" | **{}** |", escaped(&amount(month.total()))));
    let _ = writeln!(text, "| **Total** |{} |\n", totals.collect::<String>());
    if projection.months.len() > 1 {
        let _ = writeln!(text, "| month | messages | connection minutes | Lambda | total |\n|--:|--:|--:|--:|--:|");
        for (at, month) in projection.months.iter().enumerate() {
            let costs = LAYERS.map(|layer| escaped(&amount(month.cost_of(layer)))).join(" | ");
            let _ = writeln!(text, "| {} | {costs} | {} |", at + 1, escaped(&amount(month.total())));
        }
        text.push('\n');
    }
    for fact in facts(projection) {
        let _ = writeln!(text, "- {}.", escaped(&fact));
    }
    let _ = writeln!(text, "- Prices: {}.", escaped(&sources(projection)));
    let _ = writeln!(text, "- Assumes: {}.\n", escaped(&assumptions(scenario).join("; ")));
}
