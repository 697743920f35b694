//! The three layers: quantity × rate = cost, and the share of each.

use analysis::{amount, grouped};
use ledger::Decimal;

use super::View;
use crate::render::grid::{Grid, Side};
use crate::render::words::{percent, quotient};

pub(super) fn section(view: &View<'_>) -> Option<String> {
    let layers = &view.summary.layers;
    let lambda = &layers.lambda;
    if layers.cost().is_zero() && !layers.has_websocket_usage() && lambda.requests.is_zero() {
        return None;
    }
    let currency = &view.currency;
    let mut grid = Grid::new(&[
        Side::Left,
        Side::Right,
        Side::Left,
        Side::Left,
        Side::Right,
        Side::Left,
        Side::Right,
        Side::Right,
    ]);
    let rate_head = format!("{currency} per million");
    grid.row(["", "quantity", "unit", "", &rate_head, "", &format!("cost ({currency})"), "share"].map(str::to_owned));
    let mut line = |name: &str, quantity: Decimal, unit: &str, rate: Option<Decimal>, cost: Decimal, share: String| {
        let cells = [name, &grouped(quantity, 0), unit, "×", &quotient(rate, 6), "=", &amount(cost), &share];
        grid.row(cells.map(str::to_owned));
    };
    let share = |cost| percent(layers.share(cost));
    let (messages, minutes) = (&layers.messages, &layers.connection_minutes);
    line(
        "Messages",
        messages.quantity,
        "messages of 32 KB",
        messages.per_million(),
        messages.cost,
        share(messages.cost),
    );
    line("Connection time", minutes.quantity, "minutes", minutes.per_million(), minutes.cost, share(minutes.cost));
    line(
        "Lambda requests",
        lambda.requests,
        "requests",
        lambda.requests_per_million(),
        lambda.request_cost,
        share(lambda.request_cost),
    );
    line(
        "Lambda duration",
        lambda.gb_seconds,
        "GB-seconds",
        lambda.gb_seconds_per_million(),
        lambda.duration_cost,
        share(lambda.duration_cost),
    );
    let other = lambda.other_cost();
    if !other.is_zero() {
        grid.row(["Lambda, other meters", "", "", "", "", "", &amount(other), &share(other)].map(str::to_owned));
    }
    grid.row(["Three layers", "", "", "", "", "", &amount(layers.cost()), &share(layers.cost())].map(str::to_owned));
    Some(view.table("LAYERS", &grid.lines()))
}
