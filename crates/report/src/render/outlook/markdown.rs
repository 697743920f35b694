//! A forecast for a comment or a chat.

use std::fmt::Write;

use analysis::forecast::BillForecast;

use super::told::{
    API_HEAD, HEAD, TEST_HEAD, api_cells, head, largest, month_cells, months, name, notes, test_cells, total_cells,
};
use crate::render::answer::INCOMPLETE;
use crate::render::markdown::escaped;
use crate::source::Source;

/// The forecast as Markdown.
pub(crate) fn forecast(forecast: &BillForecast, source: &Source) -> String {
    let mut text = format!("## Forecast\n\n{}.\n\n", escaped(&head(forecast)));
    if !source.complete {
        let _ = writeln!(text, "> **{INCOMPLETE}**\n");
    }
    for (at, month) in months(forecast).into_iter().enumerate() {
        let _ = writeln!(text, "| {month} | {} |\n|---|--:|--:|--:|--:|--:|", HEAD.join(" | "));
        for layer in &forecast.layers {
            if let Some(month) = layer.outlook.as_ref().ok().and_then(|outlook| outlook.months.get(at)) {
                row(&mut text, name(layer.quantity), &month_cells(month));
            }
        }
        if let Some(total) = forecast.total.get(at) {
            row(&mut text, "**Total**", &total_cells(total));
        }
        text.push('\n');
    }
    let _ = writeln!(text, "| Back-test | {} |\n|---|--:|--:|---|---|", TEST_HEAD.join(" | "));
    for layer in &forecast.layers {
        if let Ok(outlook) = &layer.outlook {
            row(&mut text, name(layer.quantity), &test_cells(outlook));
        }
    }
    text.push('\n');
    let (apis, more) = largest(forecast);
    if let Some(month) = months(forecast).first().filter(|_| !apis.is_empty()) {
        let _ = writeln!(text, "{month} by API:\n\n| {} |\n|---|---|---|--:|--:|--:|--:|", API_HEAD.join(" | "));
        for api in apis {
            let _ = writeln!(text, "| {} |", api_cells(api).map(|cell| escaped(&cell)).join(" | "));
        }
        if more > 0 {
            let _ = writeln!(text, "\n{more} more APIs are in the JSON and the CSV.");
        }
        text.push('\n');
    }
    for note in notes(forecast) {
        let _ = writeln!(text, "- {}.", escaped(&note));
    }
    text
}

fn row(text: &mut String, name: &str, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
    let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
}
