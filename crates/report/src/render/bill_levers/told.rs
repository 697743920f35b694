//! Levers of a bill in words.

use analysis::levers::{ApiLevers, BillLever, BillLevers};
use analysis::{Saving, amount, grouped};
use ledger::Decimal;

use crate::render::words::plain;

/// So many APIs are shown, the most expensive ones.
pub(super) const MOST_APIS: usize = 10;
/// The heads of the columns of savings.
pub(super) const HEAD: [&str; 4] = ["saved a month", "at least", "expected", "at most"];

pub(super) const fn title(lever: BillLever) -> &'static str {
    match lever {
        BillLever::CloseInactive => "close connections whose users have gone",
        BillLever::CloseSilent => "close silent connections",
        BillLever::Heartbeat => "fewer heartbeats",
        BillLever::Batch => "several messages in one",
    }
}

/// What all of them come to.
pub(super) fn head(answer: &BillLevers) -> String {
    let currency = answer.summary.currency.as_deref().unwrap_or("the bill's currency");
    let gateway: Decimal = answer.apis.iter().map(|api| api.cost).sum();
    format!(
        "WebSocket APIs cost {} {currency} a month after discounts; levers would save {} expected, from {} to {}, at the \
         rates of the bill",
        amount(gateway),
        amount(answer.total.expected),
        amount(answer.total.low),
        amount(answer.total.high)
    )
}

/// An API and what it costs.
pub(super) fn name(api: &ApiLevers) -> String {
    let places = [Some(api.api.as_str()), api.region.as_deref(), api.account.as_deref()];
    let places: Vec<&str> = places.into_iter().flatten().collect();
    format!(
        "{}: {} for {} messages and {} connection minutes",
        places.join(", "),
        amount(api.cost),
        grouped(api.messages, 0),
        grouped(api.minutes, 0)
    )
}

/// A row for each lever of an API, and for all.
pub(super) fn rows(api: &ApiLevers) -> Vec<[String; 4]> {
    let row = |name: &str, saving: Saving| {
        [name.to_owned(), amount(saving.low), amount(saving.expected), amount(saving.high)]
    };
    let mut rows: Vec<[String; 4]> = api.pulled.iter().map(|pulled| row(title(pulled.lever), pulled.saving)).collect();
    if api.pulled.len() > 1 {
        rows.push(row("together", api.together));
    }
    rows
}

/// What is to be said below its rows.
pub(super) fn sentences(api: &ApiLevers) -> Vec<String> {
    let of_pulled = api.pulled.iter().map(|pulled| format!("{}: {}", title(pulled.lever), pulled.formula));
    let of_idle = api.idle.iter().map(|(lever, reason)| format!("{}: {reason}", title(*lever)));
    of_pulled.chain(of_idle).chain(polling(api)).collect()
}

fn polling(api: &ApiLevers) -> Option<String> {
    let polling = api.polling.as_ref()?;
    let seconds = |seconds: Decimal| plain(seconds.round(if seconds < Decimal::ONE { 2 } else { 0 }));
    let (price, source) = polling.price.as_ref()?;
    let (requests, cost) = polling.asked?;
    let idle = polling
        .break_even_seconds_idle
        .map(|even| format!(", of the minutes alone from {} seconds on", seconds(even)))
        .unwrap_or_default();
    Some(format!(
        "asking by HTTP API instead: {} requests, {} every {} seconds without their functions, at {} per million ({}); less \
         than the connection from {} seconds on{idle}",
        grouped(requests, 0),
        amount(cost),
        seconds(polling.seconds?),
        plain(price.times(Decimal::from_int(1_000_000))),
        source.describe(),
        seconds(polling.break_even_seconds?)
    ))
}

/// REST requests, a row for each payer and Region.
pub(super) fn rest(answer: &BillLevers) -> Vec<[String; 4]> {
    let row = |rest: &analysis::levers::RestToHttp| {
        let name = format!(
            "{} REST API requests of {} as those of HTTP APIs",
            grouped(rest.requests, 0),
            [Some(rest.region.as_str()), rest.payer.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ")
        );
        [name, amount(rest.saving.low), amount(rest.saving.expected), amount(rest.saving.high)]
    };
    answer.rest.iter().map(row).collect()
}

/// What to know beside the numbers.
pub(super) fn notes(answer: &BillLevers) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(more) = answer.apis.len().checked_sub(MOST_APIS).filter(|more| *more > 0) {
        notes.push(format!("{more} APIs that cost less are in the JSON and CSV"));
    }
    for lever in answer.levers() {
        notes.push(format!("{}: {}", title(lever), lever.side_effects().join("; ")));
    }
    notes.extend(answer.assumptions.iter().cloned());
    notes.extend(answer.gaps.iter().map(|gap| gap.trim_end_matches('.').to_owned()));
    notes.extend(answer.summary.notes.iter().map(|note| note.trim_end_matches('.').to_owned()));
    notes
}
