//! The APIs by cost.

use analysis::{Api, amount};
use ledger::Decimal;

use super::View;
use crate::render::grid::{Grid, Side};
use crate::render::safe;
use crate::render::words::{WIDTH, counted, millions, quotient};

/// So many APIs get a line of their own.
const MOST: usize = 15;
/// Characters of an API and its stage.
const NAME: usize = 28;
/// Characters of an account's id or name.
const ACCOUNT: usize = 20;
/// Columns to leave out, in this order, where lines would become too long: what tells who is idle goes late.
const SPARE: [&str; 3] = ["avg open", "× parity", "account"];

pub(super) fn section(view: &View<'_>) -> Option<String> {
    if view.summary.apis.is_empty() {
        return None;
    }
    let mut apis: Vec<&Api> = view.summary.apis.iter().collect();
    apis.sort_by(|left, right| right.cost().cmp(&left.cost()).then(right.minutes.cmp(&left.minutes)));
    let head = heads(view);
    let mut grid = Grid::new(&[
        Side::Left,
        Side::Left,
        Side::Left,
        Side::Right,
        Side::Right,
        Side::Right,
        Side::Right,
        Side::Right,
        Side::Right,
        Side::Right,
    ]);
    grid.row(head.clone());
    for api in apis.iter().take(MOST) {
        grid.row(line(view, api));
    }
    if let Some(rest) = apis.get(MOST..).filter(|rest| !rest.is_empty()) {
        grid.row(rest_line(rest));
    }
    let mut head: Vec<String> = head.to_vec();
    if view.summary.accounts <= 1 {
        drop_column(&mut grid, &mut head, "account");
    }
    for name in SPARE {
        if grid.width() > WIDTH {
            drop_column(&mut grid, &mut head, name);
        }
    }
    Some(view.table("APIS BY COST", &grid.lines()))
}

fn drop_column(grid: &mut Grid, head: &mut Vec<String>, name: &str) {
    if let Some(at) = head.iter().position(|head| head == name) {
        head.remove(at);
        grid.drop_column(at);
    }
}

fn heads(view: &View<'_>) -> [String; 10] {
    let currency = &view.currency;
    [
        "API / stage".to_owned(),
        "account".to_owned(),
        "region".to_owned(),
        "msgs (M)".to_owned(),
        "mins (M)".to_owned(),
        "min/msg".to_owned(),
        "× parity".to_owned(),
        "avg open".to_owned(),
        format!("msg ({currency})"),
        format!("min ({currency})"),
    ]
}

fn line(view: &View<'_>, api: &Api) -> [String; 10] {
    let text =
        |value: &Option<String>, most| value.as_deref().map_or_else(|| "-".to_owned(), |value| safe::cell(value, most));
    [
        safe::cell(&api.name(), NAME),
        view.answer().account(api.account.as_deref(), ACCOUNT).unwrap_or_else(|| "-".to_owned()),
        text(&api.region, 14),
        millions(api.messages),
        millions(api.minutes),
        quotient(api.minutes_per_message, 2),
        quotient(api.times_parity(), 2),
        quotient(api.average_concurrent_connections, 1),
        cost(api, api.message_cost),
        cost(api, api.minute_cost),
    ]
}

/// Usage that costs nothing says why.
fn cost(api: &Api, cost: Decimal) -> String {
    if api.is_free() { "free tier".to_owned() } else { amount(cost) }
}

fn rest_line(rest: &[&Api]) -> [String; 10] {
    let sum = |value: fn(&Api) -> Decimal| rest.iter().map(|api| value(api)).sum::<Decimal>();
    let (messages, minutes) = (sum(|api| api.messages), sum(|api| api.minutes));
    [
        format!("{} more", counted(rest.len() as u64, "API")),
        String::new(),
        String::new(),
        millions(messages),
        millions(minutes),
        quotient(minutes.over(messages), 2),
        String::new(),
        String::new(),
        amount(sum(|api| api.message_cost)),
        amount(sum(|api| api.minute_cost)),
    ]
}
