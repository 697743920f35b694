//! A baseline for a document.

use std::fmt::Write;

use analysis::baseline::Baseline;

use super::sections::{head, notes, sections};
use crate::render::answer::INCOMPLETE;
use crate::render::markdown::escaped;
use crate::source::Source;

/// The baseline as Markdown.
pub(crate) fn baseline(answer: &Baseline, source: &Source) -> String {
    let mut text = format!("# Baseline\n\n{}.\n\n", escaped(&head(answer)));
    if !source.complete {
        let _ = writeln!(text, "> **{INCOMPLETE}**\n");
    }
    for section in sections(answer) {
        let columns = section.head.len();
        let _ = writeln!(
            text,
            "## {}\n\n| {} |\n|---|{}",
            section.title,
            section.head.join(" | "),
            "--:|".repeat(columns - 1)
        );
        for row in section.rows {
            let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        text.push('\n');
    }
    let _ = writeln!(text, "## To know\n");
    for note in notes(answer) {
        let _ = writeln!(text, "- {}.", escaped(&note));
    }
    text
}
