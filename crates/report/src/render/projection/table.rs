//! Scenarios for a person.

use analysis::amount;
use analysis::scenario::{LayerName, Month, Projection};

use super::Projections;
use super::told::{LAYERS, assumptions, facts, layers, name, prices, sources};
use crate::render::grid::{Grid, Side};
use crate::render::paint::Paint;
use crate::render::safe;
use crate::render::words::{paragraph, plain};

/// Characters of a scenario's name.
const NAME: usize = 40;

/// The projections, at most 118 columns wide.
pub(crate) fn projections(all: Projections<'_>, color: bool) -> String {
    let paint = Paint { color };
    let mut sections: Vec<String> = all.projections.iter().map(|one| section(one, all, paint)).collect();
    if all.projections.len() > 1 {
        sections.push(comparison(all, paint));
    }
    sections.join("\n")
}

fn section(projection: &Projection, all: Projections<'_>, paint: Paint) -> String {
    let scenario = &projection.scenario;
    let head = format!("{}  {}", safe::cell(&scenario.name, NAME), safe::cell(&scenario.region, NAME));
    let mut text = format!("{}\n", paint.bold(&head));
    let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Right, Side::Right, Side::Left]);
    let scaled = projection.scaled.as_ref();
    let of_scaled = |cell: &dyn Fn(&Month) -> String| scaled.map_or_else(String::new, |scaled| cell(&scaled.month));
    let times = scaled.map_or_else(String::new, |scaled| format!("× {}", plain(scaled.factor)));
    let cost = format!("{} a month", all.currency);
    grid.row(["", "quantity", &cost, &times, &times, ""].map(str::to_owned));
    for (at, layer) in layers(&projection.first).enumerate() {
        let other = |cell: &dyn Fn(&analysis::scenario::Layer) -> String| {
            of_scaled(&|month| layers(month).nth(at).map(cell).unwrap_or_default())
        };
        let widest = scaled.and_then(|scaled| layers(&scaled.month).nth(at)).unwrap_or(layer);
        grid.row([
            name(layer).to_owned(),
            plain(layer.quantity.round(0)),
            amount(layer.cost),
            other(&|layer| plain(layer.quantity.round(0))),
            other(&|layer| amount(layer.cost)),
            prices(widest),
        ]);
    }
    let sum = |name: &str, cost: &dyn Fn(&Month) -> String| {
        [name.to_owned(), String::new(), cost(&projection.first), String::new(), of_scaled(cost), String::new()]
    };
    if !projection.first.lambda.is_empty() {
        grid.row(sum("API Gateway", &|month| amount(month.gateway())));
    }
    grid.row(sum("Total", &|month| amount(month.total())));
    if scaled.is_none() {
        grid.drop_column(4);
        grid.drop_column(3);
    }
    for line in grid.lines() {
        text.extend(["  ", line.as_str(), "\n"]);
    }
    text.push_str(&months(projection));
    text.push('\n');
    for fact in facts(projection) {
        text.push_str(&paragraph("- ", &format!("{}.", safe::prose(&fact))));
    }
    text.push_str(&paragraph("- ", &format!("Prices: {}.", safe::prose(&sources(projection)))));
    text.push_str(&paragraph("- ", &format!("Assumes: {}.", assumptions(&projection.scenario).join("; "))));
    text
}

/// Month by month, where there are several.
fn months(projection: &Projection) -> String {
    if projection.months.len() < 2 {
        return String::new();
    }
    let mut grid = Grid::new(&[Side::Right; 5]);
    grid.row(["month", "messages", "connection minutes", "Lambda", "total"].map(str::to_owned));
    for (at, month) in projection.months.iter().enumerate() {
        let costs = LAYERS.map(|layer| amount(month.cost_of(layer)));
        grid.row([(at + 1).to_string()].into_iter().chain(costs).chain([amount(month.total())]));
    }
    if projection.scenario.lambda.is_none() {
        grid.drop_column(3);
    }
    let lines = grid.lines().into_iter().map(|line| format!("  {line}\n"));
    format!("\n{}", lines.collect::<String>())
}

fn comparison(all: Projections<'_>, paint: Paint) -> String {
    let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Right, Side::Right, Side::Right]);
    grid.row(["", "messages", "connection minutes", "Lambda", "total", "against the first"].map(str::to_owned));
    let first = all.projections.first().map(|one| one.first.total()).unwrap_or_default();
    for (at, projection) in all.projections.iter().enumerate() {
        let month = &projection.first;
        let change = month.total().minus(first);
        let sign = if change > ledger::Decimal::ZERO { "+" } else { "" };
        let change = if at == 0 { String::new() } else { format!("{sign}{}", amount(change)) };
        let costs = LAYERS.map(|layer: LayerName| amount(month.cost_of(layer)));
        let name = safe::cell(&projection.scenario.name, NAME);
        grid.row([name].into_iter().chain(costs).chain([amount(month.total()), change]));
    }
    let mut text = format!("{}\n", paint.bold(&format!("Side by side, {} a month", all.currency)));
    for line in grid.lines() {
        text.extend(["  ", line.as_str(), "\n"]);
    }
    text
}
