//! What belongs together, as the configuration says, and what it says nothing about.

use analysis::amount;

use super::View;
use crate::render::grid::{Grid, Side};
use crate::render::safe;
use crate::render::words::count;

pub(super) fn section(view: &View<'_>) -> Option<String> {
    let workloads = &view.summary.workloads;
    if workloads.is_empty() {
        return None;
    }
    let mut grid =
        Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Right, Side::Right, Side::Right, Side::Right]);
    let head = |name: &str| format!("{name} ({})", view.currency);
    let heads = ["workload", "APIs", "functions"].map(str::to_owned).into_iter();
    grid.row(heads.chain([head("msg"), head("min"), head("Lambda"), head("all")]));
    for workload in workloads {
        let name = safe::cell(&workload.name, 40);
        let (apis, functions) = (count(workload.api_ids.len() as u64), count(workload.functions as u64));
        let costs = [workload.message_cost, workload.minute_cost, workload.lambda_cost, workload.cost()].map(amount);
        grid.row([name, apis, functions].into_iter().chain(costs));
    }
    let costs = view.answer().in_no_workload();
    grid.row(["(in none)".to_owned(), String::new(), String::new()].into_iter().chain(costs.map(amount)));
    Some(view.table("WORKLOADS", &grid.lines()))
}
