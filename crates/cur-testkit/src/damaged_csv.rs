//! Damage to CSV files.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::behaviour::Behaviour;
use crate::columns::ColumnChoice;
use crate::container::Container;
use crate::csv_writer::CsvOptions;
use crate::damaged::CSV;
use crate::item::LineItem;
use crate::kind::API_GATEWAY;
use crate::layout::Layout;
use crate::month::Month;
use crate::options::{Discount, MonthOptions};
use crate::scenario::Scenario;

/// Four hours of one API and of two other charges.
pub(crate) fn small_month() -> Month {
    let options = MonthOptions {
        hours_of_data: Some(4),
        discount: Discount::None,
        savings_plan: false,
        is_final: false,
        ..MonthOptions::new(77)
    };
    Month::new(&options, &Scenario { unrelated: 2, ..Scenario::of_one(Behaviour::ConsumerChat, 1_000) })
}

/// Its line items, without tags: the damage shall be the only trouble.
pub(crate) fn small_items(month: &Month) -> impl Iterator<Item = LineItem> + '_ {
    month.items().map(|mut item| {
        Arc::make_mut(&mut item.line).tags.clear();
        item
    })
}

pub(crate) fn lean() -> ColumnChoice {
    ColumnChoice { lean: true, ..ColumnChoice::default() }
}

/// The line items of the first two hours, or of the last two: for a damaged chunk and a whole one beside it.
pub(crate) fn half(month: &Month, late: bool) -> impl Iterator<Item = LineItem> + '_ {
    let middle = month.bill().period_start.plus_hours(2);
    small_items(month).filter(move |item| (item.usage_start >= middle) == late)
}

fn layout(container: Container) -> Layout {
    Layout::LegacyCsv(CsvOptions { container, columns: lean(), ..CsvOptions::default() })
}

/// The small month as legacy CSV, whole.
pub(crate) fn small_csv() -> io::Result<String> {
    let month = small_month();
    let bytes = layout(Container::Plain).encode(month.options(), small_items(&month))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// Writes two packed chunks, the first of them damaged.
pub(crate) fn packed(folder: &Path, container: Container, damage: impl Fn(&mut Vec<u8>)) -> io::Result<()> {
    two_chunks(folder, &layout(container), damage)
}

/// Writes two chunks; `damage` turns the bytes of the first into something else.
pub(crate) fn two_chunks(folder: &Path, layout: &Layout, damage: impl Fn(&mut Vec<u8>)) -> io::Result<()> {
    let month = small_month();
    for (number, late) in [(1, false), (2, true)] {
        let mut bytes = layout.encode(month.options(), half(&month, late))?;
        if !late {
            damage(&mut bytes);
        }
        fs::write(folder.join(format!("ws-report-0000{number}{}", layout.suffix())), bytes)?;
    }
    Ok(())
}

/// The small month with a change to its third selected row; `change` gets the header and the cells.
pub(crate) fn changed(change: impl Fn(&[String], &mut Vec<String>)) -> io::Result<String> {
    let text = small_csv()?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let (mut header, mut selected) = (Vec::new(), 0);
    for record in reader.records() {
        let mut row: Vec<String> = record?.iter().map(str::to_owned).collect();
        if header.is_empty() {
            header.clone_from(&row);
        } else if row.iter().any(|cell| cell == API_GATEWAY) {
            selected += 1;
            if selected == 3 {
                change(&header, &mut row);
            }
        }
        writer.write_record(&row)?;
    }
    let bytes = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// The small month with one cell of its third selected row replaced.
pub(crate) fn csv_row(column: &str, value: &str) -> io::Result<String> {
    changed(|header, row| set(header, row, column, value))
}

fn set(header: &[String], row: &mut [String], column: &str, value: &str) {
    let at = header.iter().position(|name| name == column);
    if let Some(cell) = at.and_then(|at| row.get_mut(at)) {
        value.clone_into(cell);
    }
}

pub(crate) fn unreadable_time(folder: &Path) -> io::Result<()> {
    let text = changed(|header, row| {
        set(header, row, "identity/TimeInterval", "31 June/noon");
        set(header, row, "lineItem/UsageStartDate", "31 June, noon");
    })?;
    fs::write(folder.join(CSV), text)
}

pub(crate) fn header_only(folder: &Path) -> io::Result<()> {
    let text = small_csv()?;
    let header = text.split_inclusive('\n').next().unwrap_or_default();
    fs::write(folder.join(CSV), header)
}

pub(crate) fn mixed_currencies(folder: &Path) -> io::Result<()> {
    fs::write(folder.join(CSV), csv_row("lineItem/CurrencyCode", "EUR")?)
}

pub(crate) fn not_a_csv(folder: &Path) -> io::Result<()> {
    let prose = "Dear finance team,\n\nplease find attached the bill of October. It is not attached.\n\nKind regards\n";
    fs::write(folder.join(CSV), prose)
}

pub(crate) fn text_after_quote(folder: &Path) -> io::Result<()> {
    let text = csv_row("lineItem/LineItemDescription", "MARK")?;
    fs::write(folder.join(CSV), text.replacen("MARK", "\"quoted, and\" more", 1))
}

/// The selected rows of the small month, the last of them cut within a quoted cell.
pub(crate) fn unclosed_quote(folder: &Path) -> io::Result<()> {
    let month = small_month();
    let layout = Layout::LegacyCsv(CsvOptions { quote_all: true, columns: lean(), ..CsvOptions::default() });
    let selected = small_items(&month).filter(|item| item.line.meaning.matched);
    let text = String::from_utf8(layout.encode(month.options(), selected)?).map_err(io::Error::other)?;
    let end = text.rfind("WebSocket").unwrap_or(text.len());
    fs::write(folder.join(CSV), text.get(..end).unwrap_or_default())
}
