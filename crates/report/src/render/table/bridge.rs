//! From the layers to the total that Cost Explorer shows.

use analysis::{CostBasis, amount};

use super::View;
use crate::render::grid::{Grid, Side};

pub(super) fn section(view: &View<'_>) -> Option<String> {
    let (bridge, basis) = (&view.summary.bridge, view.summary.cost_basis);
    if view.summary.meters.is_empty() {
        return None;
    }
    let mut grid = Grid::new(&[Side::Left, Side::Right]);
    let mut absent = Vec::new();
    for (key, cost) in bridge.steps() {
        if cost.is_zero() && key != "layers" {
            absent.push(label(key).1);
        } else {
            grid.row([label(key).0.to_owned(), amount(cost)]);
        }
    }
    grid.row([format!("Total of API Gateway and Lambda, {}", basis.name()), amount(bridge.total)]);
    if basis != CostBasis::Unblended {
        let name = "The same unblended, Cost Explorer's default view";
        grid.row([name.to_owned(), amount(view.summary.unblended_total)]);
    }
    let mut lines = grid.lines();
    if !absent.is_empty() {
        lines.push(format!("(nothing under: {})", absent.join(", ")));
    }
    Some(view.table(&format!("BRIDGE TO COST EXPLORER ({})", view.currency), &lines))
}

/// A step in words, long and short.
fn label(key: &str) -> (&'static str, &'static str) {
    match key {
        "layers" => ("Three layers", "layers"),
        "other_meters" => ("Other meters (REST, HTTP, cache, data transfer, unknown)", "other meters"),
        "covered_on_demand" => ("Plan-covered Lambda at its on-demand value", "plan-covered"),
        "negation" => ("Savings Plan negation, which takes that back", "negation"),
        "discounts" => ("Discounts in rows of their own", "discounts"),
        "credits" => ("Credits", "credits"),
        "refunds" => ("Refunds", "refunds"),
        "tax" => ("Tax", "tax"),
        "fees" => ("Fees", "fees"),
        _ => ("Unknown line item types", "unknown charges"),
    }
}
