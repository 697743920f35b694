//! Damage to FOCUS files.

use std::fs;
use std::io;
use std::path::Path;

use crate::container::Container;
use crate::csv_writer::CsvOptions;
use crate::damaged_csv::{lean, small_items, small_month, two_chunks};
use crate::focus::FocusTable;
use crate::layout::Layout;
use crate::parquet_writer::ParquetOptions;

/// Name of the only data file.
const CSV: &str = "focus-00001.csv";

fn csv(container: Container) -> Layout {
    Layout::FocusCsv(
        FocusTable::AWS_1_2,
        CsvOptions { container, millis: true, columns: lean(), ..CsvOptions::default() },
    )
}

/// The small month, whole.
fn text() -> io::Result<String> {
    let month = small_month();
    let bytes = csv(Container::Plain).encode(month.options(), small_items(&month))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

pub(crate) fn missing_column(folder: &Path) -> io::Result<()> {
    fs::write(folder.join(CSV), text()?.replacen("EffectiveCost", "AmortizedCost", 1))
}

/// One of the two meters has no effective cost, as exports of a query that joined nothing to it.
pub(crate) fn without_cost(folder: &Path) -> io::Result<()> {
    let text = text()?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers()?.clone();
    let place = |name: &str| header.iter().position(|column| column == name);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header)?;
    for record in reader.records() {
        let record = record?;
        let is_minutes = record.iter().any(|cell| cell.ends_with("ApiGatewayMinute"));
        let cells = record.iter().enumerate();
        let cells = cells.map(|(at, cell)| if is_minutes && place("EffectiveCost") == Some(at) { "" } else { cell });
        writer.write_record(cells)?;
    }
    let bytes = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    fs::write(folder.join(CSV), bytes)
}

pub(crate) fn cut_gzip(folder: &Path) -> io::Result<()> {
    two_chunks(folder, &csv(Container::Gzip), |bytes| bytes.truncate(bytes.len() * 2 / 3))
}

pub(crate) fn cut_parquet(folder: &Path) -> io::Result<()> {
    let options = ParquetOptions { columns: lean(), ..ParquetOptions::focus() };
    two_chunks(folder, &Layout::FocusParquet(FocusTable::AWS_1_0, options), |bytes| bytes.truncate(bytes.len() / 2))
}
