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
    as_cost_explorer(view, &mut grid);
    let invoiced = [
        (view.summary.billed_total, "The same as billed (BilledCost)"),
        (view.summary.list_total, "The same at list prices (ListCost)"),
    ];
    for (total, name) in invoiced {
        if let Some(total) = total {
            grid.row([name.to_owned(), amount(total)]);
        }
    }
    let mut lines = grid.lines();
    if !absent.is_empty() {
        lines.push(format!("(nothing under: {})", absent.join(", ")));
    }
    Some(view.table(&format!("BRIDGE TO COST EXPLORER ({})", view.currency), &lines))
}

/// The total as Cost Explorer shows it, which FOCUS cannot tell.
fn as_cost_explorer(view: &View<'_>, grid: &mut Grid) {
    let (bridge, basis) = (&view.summary.bridge, view.summary.cost_basis);
    let (Some(unblended), Some(tax)) = (view.summary.unblended_total, view.summary.unblended_tax) else { return };
    if basis != CostBasis::Unblended {
        if !basis.is_net() {
            // Unblended books what a plan pays for under the plan.
            let plan = unblended.minus(bridge.total);
            if !plan.is_zero() {
                grid.row(["What unblended books under Savings Plans".to_owned(), amount(plan)]);
            }
        }
        grid.row(["The same unblended, Cost Explorer's default view".to_owned(), amount(unblended)]);
    }
    if !tax.is_zero() {
        let name = "Unblended without tax: Cost Explorer filtered by service";
        grid.row([name.to_owned(), amount(unblended.minus(tax))]);
    }
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
