//! The views of `report levers --scenario`.

use std::fmt::Write;

use analysis::amount;
use analysis::scenario::{Lever, LeverReport, Polling};
use ledger::Decimal;
use serde::Serialize;

use super::csv::{harmless, line};
use super::grid::{Grid, Side};
use super::json::{SCHEMA_VERSION, pretty};
use super::markdown::escaped;
use super::number::{Number, quotient};
use super::paint::Paint;
use super::projection::sources;
use super::safe;
use super::words::{paragraph, percent, plain};

/// Characters of a scenario's name.
const NAME: usize = 40;

const fn title(lever: Lever) -> &'static str {
    match lever {
        Lever::CloseInactive => "close connections that no one uses",
        Lever::Heartbeat => "fewer heartbeats",
        Lever::FitIncrement => "messages within 32 KB",
        Lever::Batch => "several messages in one",
    }
}

/// A row for each lever, and for all: what it is, what is left, what it saves, which share.
fn rows(report: &LeverReport) -> Vec<[String; 4]> {
    let before = report.before.first.total();
    let row = |name: &str, total: Decimal, saving: Decimal| {
        [name.to_owned(), amount(total), amount(saving), percent(saving.over(before))]
    };
    let mut rows = vec![row("as it is", before, Decimal::ZERO)];
    rows.extend(report.pulled.iter().map(|pulled| row(title(pulled.lever), pulled.month.total(), pulled.saving)));
    if report.pulled.len() > 1 {
        rows.push(row("all together", report.combined.total(), report.combined_saving));
    }
    rows
}

/// The sentences below the table.
fn sentences(report: &LeverReport, currency: &str) -> Vec<String> {
    let mut told = Vec::new();
    for pulled in &report.pulled {
        told.push(format!(
            "{}: {} {currency} a month. {}",
            title(pulled.lever),
            pulled.formula,
            effects(&pulled.side_effects)
        ));
    }
    for (lever, reason) in &report.idle {
        told.push(format!("{}: nothing. {}", title(*lever), capital(reason)));
    }
    if report.pulled.len() > 1 && report.combined_saving != report.sum_of_single() {
        told.push(format!(
            "Alone they save {} added up, together {}: what one has saved the next cannot save again",
            amount(report.sum_of_single()),
            amount(report.combined_saving)
        ));
    }
    told.extend(polling(&report.polling, report.before.first.total()));
    let mut prices = sources(&report.before);
    if let Some((price, source)) = &report.polling.price {
        let each = plain(price.times(Decimal::from_int(1_000_000)));
        let _ = write!(prices, "; HTTP API requests at {each} per million, {}", source.describe());
    }
    told.push(format!("Prices: {prices}"));
    told.extend(report.gaps());
    told
}

fn effects(effects: &[String]) -> String {
    effects.iter().map(|effect| capital(effect)).collect::<Vec<_>>().join(". ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn polling(polling: &Polling, total: Decimal) -> Option<String> {
    let seconds = |seconds: Decimal| format!("{} seconds", plain(seconds.round(0)));
    let even = polling.break_even_seconds?;
    let idle = polling
        .break_even_seconds_idle
        .map_or_else(String::new, |even| format!(" (from {} on where nothing is sent over it)", seconds(even)));
    let asked = polling.seconds.zip(polling.asked).map_or_else(String::new, |(every, (requests, cost))| {
        let word = if cost < total { "less" } else { "more" };
        let by = cost.minus(total).abs();
        format!(
            ". Every {}: {} requests, {} with their functions, {} {word} than as it is",
            seconds(every),
            plain(requests.round(0)),
            amount(cost),
            amount(by)
        )
    });
    Some(format!(
        "Asking by HTTP API instead costs less than the connection where once in {} or less often is enough{idle}{asked}. \
         Answers come as late as the interval is long, and each is a request of its own",
        seconds(even)
    ))
}

/// The levers for a person.
pub(crate) fn table(reports: &[LeverReport], currency: &str, color: bool) -> String {
    let paint = Paint { color };
    let section = |report: &LeverReport| {
        let scenario = &report.before.scenario;
        let head = format!("{}  {}", safe::cell(&scenario.name, NAME), safe::cell(&scenario.region, NAME));
        let mut text = format!("{}\n", paint.bold(&head));
        let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Right]);
        grid.row([String::new(), format!("{currency} a month"), "saves".to_owned(), "share".to_owned()]);
        for row in rows(report) {
            grid.row(row);
        }
        for line in grid.lines() {
            text.extend(["  ", line.as_str(), "\n"]);
        }
        text.push('\n');
        for told in sentences(report, currency) {
            text.push_str(&paragraph("- ", &format!("{}.", safe::prose(&told))));
        }
        text
    };
    reports.iter().map(section).collect::<Vec<_>>().join("\n")
}

/// The levers for a comment or a chat.
pub(crate) fn markdown(reports: &[LeverReport], currency: &str) -> String {
    let mut text = String::new();
    for (at, report) in reports.iter().enumerate() {
        let scenario = &report.before.scenario;
        let gap = if at == 0 { "" } else { "\n" };
        let _ = writeln!(text, "{gap}## {} ({})\n", escaped(&scenario.name), escaped(&scenario.region));
        let _ = writeln!(text, "| | {} a month | saves | share |\n|---|--:|--:|--:|", escaped(currency));
        for row in rows(report) {
            let _ = writeln!(text, "| {} |", row.map(|cell| escaped(&cell)).join(" | "));
        }
        text.push('\n');
        for told in sentences(report, currency) {
            let _ = writeln!(text, "- {}.", escaped(&told));
        }
    }
    text
}

/// The levers as one table: a row for each, and one for all.
pub(crate) fn csv(reports: &[LeverReport], currency: &str) -> String {
    let head = ["scenario", "region", "currency", "lever", "total", "saving"];
    let mut text = line(head.map(str::to_owned));
    for report in reports {
        let scenario = &report.before.scenario;
        let mut add = |lever: &str, total: Decimal, saving: Decimal| {
            text.push_str(&line([
                harmless(&scenario.name),
                harmless(&scenario.region),
                currency.to_owned(),
                lever.to_owned(),
                total.to_string(),
                saving.to_string(),
            ]));
        };
        for pulled in &report.pulled {
            add(pulled.lever.name(), pulled.month.total(), pulled.saving);
        }
        add("all", report.combined.total(), report.combined_saving);
    }
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    command: &'static str,
    currency: &'a str,
    scenarios: Vec<ReportBlock<'a>>,
}

#[derive(Serialize)]
struct ReportBlock<'a> {
    name: &'a str,
    region: &'a str,
    total: Number,
    levers: Vec<LeverBlock<'a>>,
    not_priced: Vec<IdleBlock<'a>>,
    combined: CombinedBlock,
    polling: PollingBlock,
    price_source: String,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct LeverBlock<'a> {
    lever: &'static str,
    total: Number,
    saving: Number,
    formula: &'a str,
    side_effects: &'a [String],
}

#[derive(Serialize)]
struct IdleBlock<'a> {
    lever: &'static str,
    reason: &'a str,
}

#[derive(Serialize)]
struct CombinedBlock {
    total: Number,
    saving: Number,
    sum_of_single: Number,
}

#[derive(Serialize)]
struct PollingBlock {
    seconds: Option<Number>,
    requests: Option<Number>,
    cost: Option<Number>,
    break_even_seconds: Option<Number>,
    break_even_seconds_idle: Option<Number>,
    request_price: Option<Number>,
    price_source: Option<String>,
}

/// The levers as JSON with a newline at its end.
pub(crate) fn json(reports: &[LeverReport], currency: &str) -> Result<String, serde_json::Error> {
    let scenarios = reports.iter().map(ReportBlock::of).collect();
    pretty(&Document { schema_version: SCHEMA_VERSION, command: "levers", currency, scenarios })
}

impl<'a> ReportBlock<'a> {
    fn of(report: &'a LeverReport) -> Self {
        let lever = |pulled: &'a analysis::scenario::Pulled| LeverBlock {
            lever: pulled.lever.name(),
            total: Number(pulled.month.total()),
            saving: Number(pulled.saving),
            formula: &pulled.formula,
            side_effects: &pulled.side_effects,
        };
        let polling = &report.polling;
        Self {
            name: &report.before.scenario.name,
            region: &report.before.scenario.region,
            total: Number(report.before.first.total()),
            levers: report.pulled.iter().map(lever).collect(),
            not_priced: report.idle.iter().map(|(lever, reason)| IdleBlock { lever: lever.name(), reason }).collect(),
            combined: CombinedBlock {
                total: Number(report.combined.total()),
                saving: Number(report.combined_saving),
                sum_of_single: Number(report.sum_of_single()),
            },
            polling: PollingBlock {
                seconds: polling.seconds.map(Number),
                requests: polling.asked.map(|(requests, _)| Number(requests)),
                cost: polling.asked.map(|(_, cost)| Number(cost)),
                break_even_seconds: quotient(polling.break_even_seconds),
                break_even_seconds_idle: quotient(polling.break_even_seconds_idle),
                request_price: polling.price.as_ref().map(|(price, _)| Number(*price)),
                price_source: polling.price.as_ref().map(|(_, source)| source.describe()),
            },
            price_source: sources(&report.before),
            notes: report.gaps(),
        }
    }
}
