//! What the numbers point at, by severity: evidence, saving, what else it may be, what to do next.

use std::collections::HashSet;
use std::fmt::Write;

use analysis::{Evidence, EvidenceKind, Finding, amount, grouped};
use ledger::Decimal;

use super::View;
use crate::render::safe;
use crate::render::words::{WIDTH, paragraph};

/// So many findings are told in full; the JSON has them all.
const MOST: usize = 20;
/// Characters of a title: it may quote a name of any length.
const TITLE: usize = 300;

pub(super) fn section(view: &View<'_>) -> Option<String> {
    let findings = &view.summary.findings;
    if findings.is_empty() {
        return None;
    }
    let mut said = HashSet::new();
    let mut text = view.heading("FINDINGS");
    text.push_str("Numbers are read from the bill unless marked as model or assumed.\n");
    for (at, finding) in findings.iter().take(MOST).enumerate() {
        text.push('\n');
        text.push_str(&one(view, at + 1, finding, &mut said));
    }
    if findings.len() > MOST {
        let _ = writeln!(text, "\nand {} more: --format json has them all", findings.len() - MOST);
    }
    Some(text)
}

/// What was said for an earlier finding is not repeated: the eye should find what is new.
fn one<'a>(view: &View<'_>, number: usize, finding: &'a Finding, said: &mut HashSet<&'a str>) -> String {
    let tag = view.paint.severity(finding.severity, &finding.severity.name().to_uppercase());
    let class = finding.class.map_or_else(String::new, |class| format!(" {}", class.name()));
    let mut text = format!("{number}. {tag}  {}{class}  {}", finding.rule, place(view, finding));
    text.truncate(text.trim_end().len());
    text.push('\n');
    // Colour goes around the paragraph, so that no line break falls into its codes.
    let title = paragraph("   ", &safe::shortened(&safe::prose(&finding.title), TITLE));
    text.push_str(&view.paint.bold(title.trim_end()));
    text.push('\n');
    text.push_str(&saving(view, finding));
    text.push_str(&paragraph("   Evidence     ", &evidence(view, &finding.evidence)));
    let advice = std::slice::from_ref(&finding.advice);
    let parts: [(&str, &'a [String]); 3] =
        [("Next", advice), ("Assumes", &finding.assumptions), ("Cannot show", &finding.may_not_claim)];
    let mut repeats = false;
    for (label, lines) in parts {
        let fresh: Vec<&str> = lines.iter().map(String::as_str).filter(|line| said.insert(line)).collect();
        repeats |= fresh.len() < lines.len();
        for (at, line) in fresh.into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            text.push_str(&paragraph(&format!("   {label:<12} - "), &safe::prose(line)));
        }
    }
    if repeats {
        text.push_str("   The rest is as in the findings above.\n");
    }
    text
}

fn saving(view: &View<'_>, finding: &Finding) -> String {
    let Some(saving) = finding.monthly_saving else { return String::new() };
    let range = format!(
        "{} {} a month expected, from {} to {} ({})",
        amount(saving.expected),
        view.currency,
        amount(saving.low),
        amount(saving.high),
        saving.kind.name()
    );
    paragraph("   Saving       ", &range)
}

/// API, stage, Region and account, as far as the finding has them.
fn place(view: &View<'_>, finding: &Finding) -> String {
    let stage = finding.stage.as_deref().map_or_else(String::new, |stage| format!("/{stage}"));
    let api = finding.api_id.as_deref().map(|api| safe::cell(&format!("{api}{stage}"), 40));
    let text = |value: &Option<String>| value.as_deref().map(|value| safe::cell(value, 20));
    let parts = [api, text(&finding.region), view.account(finding.account.as_deref(), 20)];
    safe::shortened(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "), WIDTH / 2)
}

/// `connection minutes 21,600,000; minute cost 5.40 USD; …`
fn evidence(view: &View<'_>, evidence: &[Evidence]) -> String {
    evidence.iter().map(|evidence| number(view, evidence)).collect::<Vec<_>>().join("; ")
}

fn number(view: &View<'_>, evidence: &Evidence) -> String {
    let name = evidence.name.replace('_', " ");
    let value = if view.summary.currency.as_ref() == Some(&evidence.unit) {
        format!("{} {}", amount(evidence.value), view.currency)
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

/// As many digits as a person can use: at most four, one for what is large.
fn digits(value: Decimal) -> u32 {
    let places = value.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
    let most = if value.abs() >= Decimal::from_int(100) { 1 } else { 4 };
    u32::try_from(places).unwrap_or(most).min(most)
}
