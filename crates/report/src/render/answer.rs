//! The answer in sentences, for every format that people read.

use std::fmt::Write;

use analysis::{Evidence, EvidenceKind, Finding, Period, Severity, Summary, WorkloadCost, amount, grouped};
use chrono::{DateTime, NaiveDate};
use ledger::Decimal;

use super::safe;
use super::words::{WIDTH, bytes, count, counted};
use crate::source::Source;

/// A bill sees silence only: connections that are pushed to or pinged look used.
const NOTHING_FOUND: &str =
    "No finding. A bill shows idle connections by their silence: those that are pushed to or pinged often look used.";

/// What stands above a report of which a part is missing.
pub(super) const INCOMPLETE: &str = "INCOMPLETE: part of the bill could not be read. Every amount below may be short.";

/// So many lines of damage are shown; stderr and the JSON have them all.
const MOST_DAMAGE: usize = 5;

/// What is to be told.
#[derive(Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) summary: &'a Summary,
    pub(super) source: &'a Source,
    /// The currency as a unit, as [`currency`] gives it.
    pub(super) currency: &'a str,
}

/// The currency as a unit for column heads and sentences.
pub(super) fn currency(summary: &Summary) -> String {
    summary.currency.as_deref().map_or_else(|| "no currency named".to_owned(), |code| safe::cell(code, 8))
}

impl<'a> Answer<'a> {
    /// What is missing, line by line; nothing where all was read.
    pub(super) fn damage(self) -> Vec<String> {
        let source = self.source;
        if source.complete {
            return Vec::new();
        }
        let mut lines: Vec<String> = source.damage.iter().take(MOST_DAMAGE).cloned().collect();
        if source.damage.len() > MOST_DAMAGE {
            lines.push(format!("and {} more", source.damage.len() - MOST_DAMAGE));
        }
        if source.unparsed_rows > 0 {
            let lost = counted(source.unparsed_rows, "line item");
            lines.push(format!("{lost} could not be read and are in no total"));
        }
        lines
    }

    /// What the WebSocket APIs cost.
    pub(super) fn headline(self) -> String {
        let layers = &self.summary.layers;
        let when = when(&self.summary.period);
        if !layers.has_websocket_usage() {
            return format!("There is no WebSocket usage {when}.");
        }
        let (total, messages, minutes) =
            (layers.websocket_cost(), layers.messages.cost, layers.connection_minutes.cost);
        if total.is_zero() {
            return format!("WebSocket APIs were used {when} at no cost: see the free tier and the bridge below.");
        }
        format!(
            "WebSocket APIs cost {} {} {when}: {} for messages and {} for connection minutes.",
            amount(total),
            self.currency,
            amount(messages),
            amount(minutes)
        )
    }

    /// What Lambda costs, where it was used.
    pub(super) fn lambda(self) -> Option<String> {
        let layer = &self.summary.layers.lambda;
        if layer.cost.is_zero() {
            let is_used = !layer.requests.is_zero() || !layer.gb_seconds.is_zero();
            return is_used.then(|| format!("Lambda was used at no {} cost.", self.summary.cost_basis.name()));
        }
        let (cost, linked) = (layer.cost, layer.linked_cost);
        let of_apis = if linked.is_zero() {
            "the bill ties none of them to an API".to_owned()
        } else {
            format!("{} of it are of workloads that the configuration names", amount(linked))
        };
        Some(format!(
            "Lambda cost {} {} over all functions; {of_apis}. A Savings Plan can cover its duration \
             and provisioned concurrency, and nothing of a WebSocket API.",
            amount(cost),
            self.currency
        ))
    }

    /// What is in no workload: messages, minutes, Lambda, all.
    pub(super) fn in_no_workload(self) -> [Decimal; 4] {
        let (layers, workloads) = (&self.summary.layers, &self.summary.workloads);
        let rest = |whole: Decimal, part: fn(&WorkloadCost) -> Decimal| whole.minus(workloads.iter().map(part).sum());
        [
            rest(layers.messages.cost, |workload| workload.message_cost),
            rest(layers.connection_minutes.cost, |workload| workload.minute_cost),
            layers.lambda.unlinked_cost,
            rest(layers.cost(), WorkloadCost::cost),
        ]
    }

    /// How many findings there are, and what they may save together.
    pub(super) fn findings(self) -> Option<String> {
        let findings = &self.summary.findings;
        if findings.is_empty() {
            return self.summary.layers.has_websocket_usage().then(|| NOTHING_FOUND.to_owned());
        }
        let by_severity = |severity: Severity| {
            let count = findings.iter().filter(|finding| finding.severity == severity).count();
            (count > 0).then(|| format!("{count} {}", severity.name()))
        };
        let counts: Vec<String> = Severity::ALL.into_iter().rev().filter_map(by_severity).collect();
        let mut sentence = format!("{}: {}.", counted(findings.len() as u64, "finding"), counts.join(", "));
        if let Some(saving) = self.summary.monthly_saving() {
            let _ = write!(
                sentence,
                " Closing connections that may be idle would save {} {} a month (modelled, after discounts; from {} to {}, the \
                 latter with their messages).",
                amount(saving.expected),
                self.currency,
                amount(saving.low),
                amount(saving.high)
            );
        }
        Some(sentence)
    }

    /// What the answer is about: names and what to say of each.
    pub(super) fn facts(self) -> [(&'static str, String); 4] {
        let (summary, source) = (self.summary, self.source);
        let payers =
            if summary.payers > 1 { format!(" of {}", counted(summary.payers as u64, "payer")) } else { String::new() };
        let accounts = if summary.accounts == 0 {
            "none with API Gateway or Lambda".to_owned()
        } else {
            count(summary.accounts as u64)
        };
        let basis = summary.cost_basis.name();
        let costs = if summary.meters.is_empty() { basis.to_owned() } else { format!("{basis}, in {}", self.currency) };
        let unread = if source.complete { "" } else { " (INCOMPLETE)" };
        let read = format!(
            "{}, {}, {}, {}, {} of them API Gateway or Lambda{unread}",
            source.layout.unwrap_or("nothing"),
            counted(source.files, "file"),
            bytes(source.bytes),
            counted(source.rows, "line item"),
            count(source.matched_rows)
        );
        [
            ("Period", period(&summary.period, !summary.meters.is_empty())),
            ("Accounts", format!("{accounts}{payers}")),
            ("Costs", costs),
            ("Read", read),
        ]
    }

    /// Remarks on the answer and on its reading.
    pub(super) fn notes(self) -> Vec<&'a str> {
        const ROUNDED: &str = "Amounts are rounded one by one here, so printed parts may miss a printed sum by a cent; the JSON is exact.";
        let rounded = (!self.summary.meters.is_empty()).then_some(ROUNDED);
        let told = self.summary.notes.iter().chain(&self.source.remarks).map(String::as_str);
        rounded.into_iter().chain(told).collect()
    }

    /// `1,814.11 USD a month expected, from 0.00 to 2,373.21 (model)`
    pub(super) fn saving(self, finding: &Finding) -> Option<String> {
        let saving = finding.monthly_saving?;
        Some(format!(
            "{} {} a month expected, from {} to {} ({})",
            amount(saving.expected),
            self.currency,
            amount(saving.low),
            amount(saving.high),
            saving.kind.name()
        ))
    }

    /// The name of an account, or its id.
    pub(super) fn account(self, id: Option<&str>, most: usize) -> Option<String> {
        let name = id.and_then(|id| self.summary.account_names.get(id)).map(String::as_str);
        name.or(id).map(|text| safe::cell(text, most))
    }

    /// API, stage, Region and account, as far as the finding has them.
    pub(super) fn place(self, finding: &Finding) -> String {
        let stage = finding.stage.as_deref().map_or_else(String::new, |stage| format!("/{stage}"));
        let api = finding.api_id.as_deref().map(|api| safe::cell(&format!("{api}{stage}"), 40));
        let text = |value: &Option<String>| value.as_deref().map(|value| safe::cell(value, 20));
        let parts = [api, text(&finding.region), self.account(finding.account.as_deref(), 20)];
        safe::shortened(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "), WIDTH / 2)
    }

    /// `connection minutes 21,600,000; minute cost 5.40 USD; …`
    pub(super) fn evidence(self, evidence: &[Evidence]) -> String {
        evidence.iter().map(|evidence| self.number(evidence)).collect::<Vec<_>>().join("; ")
    }

    fn number(self, evidence: &Evidence) -> String {
        let name = evidence.name.replace('_', " ");
        let value = if self.summary.currency.as_ref() == Some(&evidence.unit) {
            format!("{} {}", amount(evidence.value), self.currency)
        } else {
            let value = grouped(evidence.value, digits(evidence.value));
            // `messages 5 messages` says it twice.
            let unit = if name.ends_with(&evidence.unit) { "" } else { &evidence.unit };
            format!("{value} {}", safe::prose(unit)).trim_end().to_owned()
        };
        match evidence.kind {
            EvidenceKind::Bill => format!("{name} {value}"),
            kind => format!("{name} {value} ({})", kind.name()),
        }
    }
}

/// `in October 2026`, `so far in October 2026 (…)`, `from September to October 2026`.
fn when(period: &Period) -> String {
    let name = |day: NaiveDate| day.format("%B %Y").to_string();
    let (Some(start), Some(end)) = (period.start, period.end) else {
        return "in this bill".to_owned();
    };
    let last = end.pred_opt().unwrap_or(end);
    let months = match (name(start), name(last)) {
        _ if !period.is_of_months() && start == last => format!("on {start}"),
        _ if !period.is_of_months() => format!("from {start} to {last}"),
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

fn period(period: &Period, has_rows: bool) -> String {
    let (Some(start), Some(end)) = (period.start, period.end) else { return "none".to_owned() };
    let last = end.pred_opt().unwrap_or(end);
    if !has_rows {
        return format!("{start} to {last}");
    }
    let state = match (period.ended, period.is_final) {
        (false, _) => "still running",
        (true, true) => "final",
        (true, false) if period.names_invoices => "ended, not yet invoiced in full",
        (true, false) => "ended, without invoice ids",
    };
    format!("{start} to {last}, {state}")
}

/// As many digits as a person can use: at most four, one for what is large.
fn digits(value: Decimal) -> u32 {
    let places = value.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
    let most = if value.abs() >= Decimal::from_int(100) { 1 } else { 4 };
    u32::try_from(places).unwrap_or(most).min(most)
}
