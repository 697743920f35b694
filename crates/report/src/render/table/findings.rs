//! What the numbers point at, by severity: evidence, saving, what else it may be, what to do next.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use analysis::Finding;

use super::View;
use crate::render::safe;
use crate::render::words::paragraph;

/// So many findings are told in full; the JSON has them all.
const MOST: usize = 20;
/// Characters of a title: it may quote a name of any length.
const TITLE: usize = 300;

pub(super) fn section(view: &View<'_>) -> Option<String> {
    let findings = &view.summary.findings;
    if findings.is_empty() {
        return None;
    }
    let mut said = HashMap::new();
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
fn one<'a>(view: &View<'_>, number: usize, finding: &'a Finding, said: &mut HashMap<&'a str, usize>) -> String {
    let tag = view.paint.severity(finding.severity, &finding.severity.name().to_uppercase());
    let class = finding.class.map_or_else(String::new, |class| format!(" {}", class.name()));
    let mut text = format!("{number}. {tag}  {}{class}  {}", finding.rule, view.answer().place(finding));
    text.truncate(text.trim_end().len());
    text.push('\n');
    // Colour goes around the paragraph, so that no line break falls into its codes.
    let title = paragraph("   ", &safe::shortened(&safe::prose(&finding.title), TITLE));
    text.push_str(&view.paint.bold(title.trim_end()));
    text.push('\n');
    text.push_str(&saving(view, finding));
    text.push_str(&paragraph("   Evidence     ", &view.answer().evidence(&finding.evidence)));
    let advice = std::slice::from_ref(&finding.advice);
    let parts: [(&str, &'a [String]); 3] =
        [("Next", advice), ("Assumes", &finding.assumptions), ("Cannot show", &finding.may_not_claim)];
    let mut repeats = BTreeSet::new();
    for (label, lines) in parts {
        let mut fresh: Vec<&str> = Vec::new();
        for line in lines {
            match *said.entry(line).or_insert(number) {
                first if first == number => fresh.push(line),
                first => drop(repeats.insert(first)),
            }
        }
        for (at, line) in fresh.into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            text.push_str(&paragraph(&format!("   {label:<12} - "), &safe::prose(line)));
        }
    }
    if !repeats.is_empty() {
        let numbers: Vec<String> = repeats.iter().map(ToString::to_string).collect();
        let noun = if numbers.len() == 1 { "finding" } else { "findings" };
        text.push_str(&paragraph("   ", &format!("The rest is as in {noun} {}.", numbers.join(", "))));
    }
    text
}

fn saving(view: &View<'_>, finding: &Finding) -> String {
    view.answer().saving(finding).map_or_else(String::new, |range| paragraph("   Saving       ", &range))
}
