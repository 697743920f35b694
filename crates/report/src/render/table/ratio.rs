//! The ratio against parity, in words and numbers.

use analysis::{RateSource, grouped};
use ledger::Decimal;

use super::View;
use crate::render::grid::{Grid, Side};
use crate::render::words::quotient;

pub(super) fn section(view: &View<'_>) -> Option<String> {
    if !view.summary.layers.has_websocket_usage() {
        return None;
    }
    let mut grid = Grid::new(&[Side::Right, Side::Left]);
    for (number, words) in
        [Some(measured(view)), Some(parity(view)), multiple(view), costs(view), open(view)].into_iter().flatten()
    {
        grid.row([number, words]);
    }
    Some(view.table("RATIO", &grid.lines()))
}

fn measured(view: &View<'_>) -> (String, String) {
    let ratio = view.summary.ratio.minutes_per_message;
    let words =
        if ratio.is_some() { "connection minutes per message" } else { "no message was billed, so there is no ratio" };
    (quotient(ratio, 2), words.to_owned())
}

/// What one message is worth in minutes.
fn parity(view: &View<'_>) -> (String, String) {
    let ratio = &view.summary.ratio;
    let rates = |source: &str| {
        let (message, minute) = (quotient(ratio.message_rate, 4), quotient(ratio.minute_rate, 4));
        format!(
            "is parity: a message costs so many minutes ({message} ÷ {minute} {} per million, {source})",
            view.currency
        )
    };
    let words = match ratio.parity_source {
        Some(RateSource::Bill) => rates("last tier, after discounts"),
        Some(RateSource::BuiltIn | RateSource::PriceList) => rates("list prices, in part or whole"),
        None => "no parity to hold it against: see the notes".to_owned(),
    };
    (quotient(ratio.parity_minutes_per_message, 2), words)
}

fn multiple(view: &View<'_>) -> Option<(String, String)> {
    let ratio = &view.summary.ratio;
    let multiple = ratio.minutes_per_message?.over(ratio.parity_minutes_per_message?)?;
    let words = if multiple < Decimal::ONE {
        "times parity: messages outweigh connection time"
    } else {
        "times parity: connection time outweighs messages"
    };
    Some((grouped(multiple, 2), words.to_owned()))
}

fn costs(view: &View<'_>) -> Option<(String, String)> {
    let currency = &view.currency;
    let words = format!("{currency} of connection minutes for each {currency} of messages");
    Some((grouped(view.summary.ratio.cost_ratio?, 2), words))
}

fn open(view: &View<'_>) -> Option<(String, String)> {
    let open = view.summary.ratio.average_concurrent_connections?;
    Some((grouped(open, 1), "connections open on average".to_owned()))
}
