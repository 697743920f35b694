//! Rates for a comment or a chat.

use std::fmt::Write;

use analysis::RateCard;

use super::told::{HEAD, cells, notes};
use crate::render::answer::INCOMPLETE;
use crate::render::markdown::escaped;
use crate::source::Source;

/// The rates as Markdown.
pub(crate) fn rates(card: &RateCard, source: &Source) -> String {
    let currency = card.currency.as_deref().unwrap_or("no currency");
    let mut text = format!("## Rates, {} per million units\n\n", escaped(currency));
    if !source.complete {
        let _ = writeln!(text, "> **{INCOMPLETE}**\n");
    }
    let _ = writeln!(text, "| {} |\n|---|---|---|--:|--:|--:|--:|--:|--:|", HEAD.join(" | "));
    for line in &card.lines {
        let _ = writeln!(text, "| {} |", cells(line).map(|cell| escaped(&cell)).join(" | "));
    }
    text.push('\n');
    for note in notes(card) {
        let _ = writeln!(text, "- {}.", escaped(&note));
    }
    text
}
