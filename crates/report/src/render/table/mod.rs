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

use super::answer::{self, Answer};
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
    let view = View { summary, source, paint: Paint { color }, currency: answer::currency(summary) };
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
    /// The sentences that other formats say too.
    fn answer(&self) -> Answer<'_> {
        Answer { summary: self.summary, source: self.source, currency: &self.currency }
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
    let notes = view.answer().notes();
    if notes.is_empty() {
        return None;
    }
    let lines = notes.into_iter().map(|note| paragraph("- ", &safe::prose(note)));
    Some(view.heading("NOTES") + &lines.collect::<String>())
}
