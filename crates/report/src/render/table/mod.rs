//! The person's view of `summary`: the answer at one glance, then what it is made of.
//!
//! Sections in order, one file each: `head` (the answer in sentences, what it is about, whether it is complete),
//! `layers`, `ratio`, `apis`, `workloads`, `bridge`, `findings`, and the notes here.

mod apis;
mod bridge;
mod findings;
mod head;
mod layers;
mod ratio;
#[cfg(test)]
mod tests;
mod workloads;

use analysis::Summary;

use super::paint::Paint;
use super::safe;
use super::words::paragraph;
use crate::source::Source;

/// What every section sees.
struct View<'a> {
    summary: &'a Summary,
    source: &'a Source,
    paint: Paint,
    /// The currency as a unit for column heads and sentences.
    currency: String,
}

/// The summary for a person, at most 118 columns wide.
pub(crate) fn summary(summary: &Summary, source: &Source, color: bool) -> String {
    let currency =
        summary.currency.as_deref().map_or_else(|| "no currency named".to_owned(), |code| safe::cell(code, 8));
    let view = View { summary, source, paint: Paint { color }, currency };
    let sections = [
        layers::section(&view),
        ratio::section(&view),
        apis::section(&view),
        workloads::section(&view),
        bridge::section(&view),
        findings::section(&view),
        notes(&view),
    ];
    let mut text = head::section(&view);
    for section in sections.into_iter().flatten() {
        text.push('\n');
        text.push_str(&section);
    }
    text
}

impl View<'_> {
    /// The name of an account, or its id.
    fn account(&self, id: Option<&str>, most: usize) -> Option<String> {
        let name = id.and_then(|id| self.summary.account_names.get(id)).map(String::as_str);
        name.or(id).map(|text| safe::cell(text, most))
    }

    /// A heading on its own line.
    fn heading(&self, text: &str) -> String {
        format!("{}\n", self.paint.bold(text))
    }

    /// The lines of a grid below their heading; the heads of the columns are part of the grid.
    fn table(&self, heading: &str, lines: &[String]) -> String {
        let mut text = self.heading(heading);
        for line in lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

fn notes(view: &View<'_>) -> Option<String> {
    const ROUNDED: &str =
        "Amounts are rounded one by one here, so printed parts may miss a printed sum by a cent; the JSON is exact.";
    let rounded = (!view.summary.meters.is_empty()).then_some(ROUNDED);
    let told = view.summary.notes.iter().chain(&view.source.remarks).map(String::as_str);
    let notes: Vec<&str> = rounded.into_iter().chain(told).collect();
    if notes.is_empty() {
        return None;
    }
    let lines = notes.into_iter().map(|note| paragraph("- ", &safe::prose(note)));
    Some(view.heading("NOTES") + &lines.collect::<String>())
}
