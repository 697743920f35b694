//! The file of scenarios: `[[scenario]]` entries of TOML, or one `[scenario]`.
//!
//! - `keys`: every key with its unit, its bounds and its default
//! - `entry`: one scenario of its table
//! - `run`: from scenarios and prices to a report

mod entry;
mod keys;
mod run;

use std::path::Path;

use analysis::scenario::{Levers, Scenario};
use toml::de::{DeTable, DeValue};

use crate::config::reader::Reader;
use crate::config::unknown;
use crate::document::{self, Document};

pub(crate) use run::run;

/// A scenario, and what may be done about its cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) scenario: Scenario,
    pub(crate) levers: Levers,
}

/// Reads a file. Every error names its place in it.
pub(crate) fn read(path: &Path) -> Result<Vec<Entry>, Vec<String>> {
    let kind = Document { what: "scenario", expected: "a TOML file", by: "--scenario", most: document::MOST };
    let text = document::text(path, kind).map_err(|error| vec![error])?;
    of(&path.display().to_string(), &text)
}

fn of(path: &str, text: &str) -> Result<Vec<Entry>, Vec<String>> {
    let mut reader = Reader::new(path, text);
    let table = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        vec![format!("{}: this is no TOML: {}", reader.place(&span), error.message())]
    })?;
    let mut scenarios: Vec<Entry> = Vec::new();
    for (key, value) in table.get_ref() {
        if key.get_ref() != "scenario" {
            reader.error(&key.span(), &unknown(key.get_ref(), std::iter::once("scenario")));
            continue;
        }
        let entries = match value.get_ref() {
            DeValue::Array(entries) => entries.iter().collect(),
            _ => vec![value],
        };
        for entry in entries {
            let DeValue::Table(table) = entry.get_ref() else {
                reader.wrong_type(entry, "scenario", "a table", "[[scenario]] and its keys below it");
                continue;
            };
            let number = scenarios.len() + 1;
            if let Some((scenario, levers)) = entry::of(&mut reader, table, &entry.span(), number) {
                if scenarios.iter().any(|other| other.scenario.name == scenario.name) {
                    let what = format!("there is a scenario {} already; give this one another name", scenario.name);
                    reader.error(&entry.span(), &what);
                }
                scenarios.push(Entry { scenario, levers });
            }
        }
    }
    if scenarios.is_empty() && reader.errors.is_empty() {
        return Err(vec![format!("{path}: holds no scenario; begin one with [[scenario]]")]);
    }
    if reader.errors.is_empty() { Ok(scenarios) } else { Err(reader.errors) }
}

#[cfg(test)]
mod tests;
