//! Both views of `report config show`.

use serde::Serialize;

use super::grid::{Grid, Side};
use super::json::{SCHEMA_VERSION, pretty};
use super::number::Number;
use super::paint::Paint;
use super::safe;
use crate::config::{Cell, Shown};

#[derive(Serialize)]
struct ShowDocument<'a> {
    schema_version: u32,
    command: &'static str,
    file: Option<&'a str>,
    settings: Vec<LineBlock<'a>>,
    entries: Vec<EntryBlock<'a>>,
}

#[derive(Serialize)]
struct LineBlock<'a> {
    key: &'static str,
    value: CellBlock<'a>,
    unit: Option<&'static str>,
    default: CellBlock<'a>,
    origin: &'a str,
}

#[derive(Serialize)]
struct EntryBlock<'a> {
    section: &'static str,
    says: &'a str,
    origin: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum CellBlock<'a> {
    Text(&'a str),
    Switch(bool),
    Number(Number),
    Unset(()),
}

impl<'a> CellBlock<'a> {
    fn of(cell: &'a Cell) -> Self {
        match cell {
            Cell::Text(text) => Self::Text(text),
            Cell::Switch(on) => Self::Switch(*on),
            Cell::Number(number) => Self::Number(Number(*number)),
            Cell::Unset(_) => Self::Unset(()),
        }
    }
}

/// The configuration as JSON; what has no value is null.
pub(crate) fn json(shown: &Shown) -> Result<String, serde_json::Error> {
    let settings = shown.lines.iter().map(|line| LineBlock {
        key: line.key,
        value: CellBlock::of(&line.value),
        unit: Some(line.unit).filter(|unit| !unit.is_empty()),
        default: CellBlock::of(&line.default),
        origin: &line.origin,
    });
    let entries = shown.entries.iter();
    pretty(&ShowDocument {
        schema_version: SCHEMA_VERSION,
        command: "config show",
        file: shown.file.as_deref(),
        settings: settings.collect(),
        entries: entries
            .map(|entry| EntryBlock { section: entry.section, says: &entry.says, origin: &entry.origin })
            .collect(),
    })
}

/// The configuration for a person.
pub(crate) fn table(shown: &Shown, color: bool) -> String {
    let paint = Paint { color };
    let mut grid = Grid::new(&[Side::Left; 5]);
    grid.row(["key", "value", "unit", "default", "origin"].map(str::to_owned));
    for line in &shown.lines {
        let (value, default) = (cell(&line.value), cell(&line.default));
        grid.row([line.key.to_owned(), value, line.unit.to_owned(), default, safe::cell(&line.origin, 60)]);
    }
    let file = shown.file.as_deref().map_or_else(
        || "No configuration file: --config or REPORT_CONFIG names one; none is looked for.".to_owned(),
        |file| format!("Configuration file: {}", safe::prose(file)),
    );
    let mut text = format!("{}\n\n{}\n", paint.bold(&file), grid.lines().join("\n"));
    if !shown.entries.is_empty() {
        let mut grid = Grid::new(&[Side::Left; 3]);
        grid.row(["section", "entry", "origin"].map(str::to_owned));
        for entry in &shown.entries {
            grid.row([entry.section.to_owned(), safe::cell(&entry.says, 80), safe::cell(&entry.origin, 60)]);
        }
        text.extend(["\n", &grid.lines().join("\n"), "\n"]);
    }
    text
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => safe::cell(text, 20),
        Cell::Switch(on) => on.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Unset(meaning) => (*meaning).to_owned(),
    }
}
