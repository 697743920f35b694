//! Commitments for a comment or a chat.

use std::fmt::Write;

use analysis::commitments::Commitments;

use super::told::{SIZING_HEAD, bucket_head, bucket_rows, head, sizing_head, sizing_rows};
use crate::render::answer::INCOMPLETE;
use crate::render::markdown::escaped;
use crate::source::Source;

/// The answer as Markdown.
pub(crate) fn commitments(answer: &Commitments, source: &Source) -> String {
    let mut text = format!("## {}\n\n", escaped(&head(answer)));
    if !source.complete {
        let _ = writeln!(text, "> **{INCOMPLETE}**\n");
    }
    let _ = writeln!(text, "| | {} |\n|---|--:|--:|--:|", bucket_head(answer).join(" | "));
    for (is_meter, name, cells) in bucket_rows(answer) {
        let name = if is_meter { name } else { format!("**{name}**") };
        let _ = writeln!(text, "| {name} | {} |", cells.map(|cell| escaped(&cell)).join(" | "));
    }
    text.push('\n');
    for sizing in &answer.sizings {
        let _ = writeln!(text, "{}.\n", escaped(&sizing_head(sizing)));
        let _ = writeln!(text, "| {} |\n|---|--:|--:|--:|--:|--:|", SIZING_HEAD.join(" | "));
        for row in sizing_rows(sizing) {
            let _ = writeln!(text, "| {} |", row.map(|cell| escaped(&cell)).join(" | "));
        }
        text.push('\n');
    }
    for note in &answer.notes {
        let _ = writeln!(text, "- {}.", escaped(note));
    }
    text
}
