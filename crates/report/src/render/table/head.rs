//! The answer in sentences, what it is about, and whether it is complete.

use std::fmt::Write;

use analysis::{Period, Severity, amount};
use chrono::{DateTime, NaiveDate};

use super::View;
use crate::render::grid::{Grid, Side};
use crate::render::safe;
use crate::render::words::{bytes, count, counted, paragraph};

/// So many lines of damage are shown; stderr and the JSON have them all.
const MOST_DAMAGE: usize = 5;

/// A bill sees silence only: connections that are pushed to or pinged look used.
const NOTHING_FOUND: &str =
    "No finding. A bill shows idle connections by their silence: those that are pushed to or pinged often look used.";

pub(super) fn section(view: &View<'_>) -> String {
    let mut text = incomplete(view);
    text.push_str(&view.paint.bold(paragraph("", &cost(view)).trim_end()));
    text.push('\n');
    for sentence in [lambda(view), findings(view)].into_iter().flatten() {
        text.push_str(&paragraph("", &sentence));
    }
    text.push('\n');
    text.push_str(&facts(view));
    text
}

/// What is missing, above everything else.
fn incomplete(view: &View<'_>) -> String {
    let source = view.source;
    if source.complete {
        return String::new();
    }
    let mut text = format!(
        "{}\n",
        view.paint.alarm("INCOMPLETE: part of the bill could not be read. Every amount below may be short.")
    );
    for line in source.damage.iter().take(MOST_DAMAGE) {
        text.push_str(&paragraph("  ", &safe::shortened(&safe::prose(line), 400)));
    }
    if source.damage.len() > MOST_DAMAGE {
        let _ = writeln!(text, "  and {} more", source.damage.len() - MOST_DAMAGE);
    }
    if source.unparsed_rows > 0 {
        let lost = counted(source.unparsed_rows, "line item");
        let _ = writeln!(text, "  {lost} could not be read and are in no total");
    }
    text.push('\n');
    text
}

fn cost(view: &View<'_>) -> String {
    let layers = &view.summary.layers;
    let when = when(&view.summary.period);
    if !layers.has_websocket_usage() {
        return format!("There is no WebSocket usage {when}.");
    }
    let (total, messages, minutes) = (layers.websocket_cost(), layers.messages.cost, layers.connection_minutes.cost);
    if total.is_zero() {
        return format!("WebSocket APIs were used {when} at no cost: see the free tier and the bridge below.");
    }
    format!(
        "WebSocket APIs cost {} {} {when}: {} for messages and {} for connection minutes.",
        amount(total),
        view.currency,
        amount(messages),
        amount(minutes)
    )
}

/// `in October 2026`, `so far in October 2026 (…)`, `from September to October 2026`.
fn when(period: &Period) -> String {
    let name = |day: NaiveDate| day.format("%B %Y").to_string();
    let (Some(start), Some(end)) = (period.start, period.end) else {
        return "in this bill".to_owned();
    };
    let last = end.pred_opt().unwrap_or(end);
    let months = match (name(start), name(last)) {
        (first, last) if first == last => format!("in {first}"),
        (first, last) => format!("from {first} to {last}"),
    };
    match period.data_through.filter(|_| !period.ended) {
        Some(through) => format!("so far {months} (data through {})", instant(through)),
        None => months,
    }
}

fn instant(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |time| time.format("%Y-%m-%d %H:%M UTC").to_string())
}

fn lambda(view: &View<'_>) -> Option<String> {
    let (cost, linked) = (view.summary.layers.lambda.cost, view.summary.layers.lambda.linked_cost);
    let of_apis = if linked.is_zero() {
        "the bill ties none of them to an API".to_owned()
    } else {
        format!("{} of it are of workloads that the configuration names", amount(linked))
    };
    let sentence = format!(
        "Lambda cost {} {} over all functions; {of_apis}. A Savings Plan can cover its duration \
         and provisioned concurrency, and nothing of a WebSocket API.",
        amount(cost),
        view.currency
    );
    (!cost.is_zero()).then_some(sentence)
}

fn findings(view: &View<'_>) -> Option<String> {
    let findings = &view.summary.findings;
    if findings.is_empty() {
        return view.summary.layers.has_websocket_usage().then(|| NOTHING_FOUND.to_owned());
    }
    let by_severity = |severity: Severity| {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        (count > 0).then(|| format!("{count} {}", severity.name()))
    };
    let counts: Vec<String> = Severity::ALL.into_iter().rev().filter_map(by_severity).collect();
    let mut sentence = format!("{}: {}.", counted(findings.len() as u64, "finding"), counts.join(", "));
    if let Some(saving) = view.summary.monthly_saving() {
        let _ = write!(
            sentence,
            " Closing connections that may be idle would save {} {} a month (modelled, after discounts; from {} to {}, the \
             latter with their messages).",
            amount(saving.expected),
            view.currency,
            amount(saving.low),
            amount(saving.high)
        );
    }
    Some(sentence)
}

fn facts(view: &View<'_>) -> String {
    let (summary, source) = (view.summary, view.source);
    let mut grid = Grid::new(&[Side::Left, Side::Left]);
    grid.row(["Period".to_owned(), period(&summary.period, !summary.meters.is_empty())]);
    let payers =
        if summary.payers > 1 { format!(" of {}", counted(summary.payers as u64, "payer")) } else { String::new() };
    let accounts = if summary.accounts == 0 {
        "none with API Gateway or Lambda".to_owned()
    } else {
        count(summary.accounts as u64)
    };
    grid.row(["Accounts".to_owned(), format!("{accounts}{payers}")]);
    let basis = summary.cost_basis.name();
    let costs = if summary.meters.is_empty() { basis.to_owned() } else { format!("{basis}, in {}", view.currency) };
    grid.row(["Costs".to_owned(), costs]);
    let layout = source.layout.unwrap_or("nothing");
    let unread = if source.complete { "" } else { " (INCOMPLETE)" };
    grid.row([
        "Read".to_owned(),
        format!(
            "{layout}, {}, {}, {}, {} of them API Gateway or Lambda{unread}",
            counted(source.files, "file"),
            bytes(source.bytes),
            counted(source.rows, "line item"),
            count(source.matched_rows)
        ),
    ]);
    grid.lines().join("\n") + "\n"
}

fn period(period: &Period, has_rows: bool) -> String {
    let (Some(start), Some(end)) = (period.start, period.end) else { return "none".to_owned() };
    let last = end.pred_opt().unwrap_or(end);
    if !has_rows {
        return format!("{start} to {last}");
    }
    let state = match (period.ended, period.is_final) {
        (false, _) => "still running",
        (true, false) => "ended, not yet invoiced in full",
        (true, true) => "final",
    };
    format!("{start} to {last}, {state}")
}
