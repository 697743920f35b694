//! Levers of a bill for a comment or a document.

use std::fmt::Write;

use analysis::levers::BillLevers;

use super::told::{HEAD, MOST_APIS, head, name, notes, rest, rows, sentences};
use crate::render::answer::INCOMPLETE;
use crate::render::markdown::escaped;
use crate::source::Source;

/// The levers as Markdown.
pub(crate) fn levers(answer: &BillLevers, source: &Source) -> String {
    let mut text = format!("# Levers\n\n{}.\n\n", escaped(&head(answer)));
    if !source.complete {
        let _ = writeln!(text, "> **{INCOMPLETE}**\n");
    }
    for api in answer.apis.iter().take(MOST_APIS) {
        let _ = writeln!(text, "## {}\n", escaped(&name(api)));
        table(&mut text, &rows(api));
        for sentence in sentences(api) {
            let _ = writeln!(text, "- {}.", escaped(&sentence));
        }
        text.push('\n');
    }
    if !answer.rest.is_empty() {
        text.push_str("## REST APIs\n\n");
        table(&mut text, &rest(answer));
    }
    let _ = writeln!(text, "## To know\n");
    for note in notes(answer) {
        let _ = writeln!(text, "- {}.", escaped(&note));
    }
    text
}

fn table(text: &mut String, rows: &[[String; 4]]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(text, "| {} |\n|---|--:|--:|--:|", HEAD.join(" | "));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text.push('\n');
}
