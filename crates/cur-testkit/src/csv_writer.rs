//! CSV files, of every generation.

use std::io::{self, Write};

use crate::amount::Amount;
use crate::columns::{Column, ColumnChoice, MapForm};
use crate::container::{Container, Packer};
use crate::field::{Cell, push_json};
use crate::record::Record;

/// How numbers are written. Always the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NumberForm {
    /// Without trailing zeros: `0.00000025`.
    #[default]
    Plain,
    /// Ten digits after the point: `0.0000002500`.
    Fixed,
    /// As Java writes a double: `2.5E-7`.
    Scientific,
}

/// Who wrote a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// AWS: an empty cell for nothing, ISO times, quotes where they are needed.
    #[default]
    Aws,
    /// A database, as the FOCUS sample of the FinOps Foundation was exported: a bare `NULL` for nothing, times as
    /// `2026-10-01 00:00:00`, texts and times in quotes, numbers bare.
    Database,
}

/// How a CSV file is written.
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a file format")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CsvOptions {
    /// What it is packed in.
    pub container: Container,
    /// Which columns.
    pub columns: ColumnChoice,
    /// How CUR 2.0 holds maps.
    pub maps: MapForm,
    /// How numbers are written.
    pub numbers: NumberForm,
    /// Milliseconds in times (`…T00:00:00.000Z`)?
    pub millis: bool,
    /// Carriage return and line feed after each row?
    pub crlf: bool,
    /// A byte-order mark before the header?
    pub bom: bool,
    /// Quotes around every cell? (AWS's dialect only.)
    pub quote_all: bool,
    /// Who wrote it.
    pub dialect: Dialect,
}

/// Writes line items as CSV rows.
pub(crate) struct CsvWriter<W: Write> {
    /// None only while a zip archive goes over to its next entry.
    rows: Option<csv::Writer<Packer<W>>>,
    columns: Vec<Column>,
    options: CsvOptions,
    entry: String,
    rows_of_entry: usize,
    entries: usize,
    cell: String,
}

impl<W: Write> CsvWriter<W> {
    /// Opens a file and writes its header; `entry` is the name, without suffix, of entries of a zip archive.
    pub(crate) fn open(options: &CsvOptions, columns: Vec<Column>, out: W, entry: &str) -> io::Result<Self> {
        let packer = Packer::open(options.container, out, &format!("{entry}.csv"))?;
        let mut writer = Self {
            rows: None,
            columns,
            options: options.clone(),
            entry: entry.to_owned(),
            rows_of_entry: 0,
            entries: 1,
            cell: String::new(),
        };
        writer.start(packer)?;
        Ok(writer)
    }

    /// The byte-order mark and the header.
    fn start(&mut self, mut packer: Packer<W>) -> io::Result<()> {
        if self.options.bom {
            packer.write_all("\u{feff}".as_bytes())?;
        }
        let style = match (self.options.dialect, self.options.quote_all) {
            // This dialect's quotes tell a text from a number, which only we know: they are part of the cells.
            (Dialect::Database, _) => csv::QuoteStyle::Never,
            (Dialect::Aws, true) => csv::QuoteStyle::Always,
            (Dialect::Aws, false) => csv::QuoteStyle::Necessary,
        };
        let terminator = if self.options.crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut rows = csv::WriterBuilder::new().quote_style(style).terminator(terminator).from_writer(packer);
        for column in &self.columns {
            self.cell.clear();
            match self.options.dialect {
                Dialect::Aws => self.cell.push_str(&column.name),
                Dialect::Database => push_quoted(&column.name, &mut self.cell),
            }
            rows.write_field(&self.cell)?;
        }
        rows.write_record(None::<&[u8]>)?;
        self.rows = Some(rows);
        Ok(())
    }

    pub(crate) fn write(&mut self, record: &Record) -> io::Result<()> {
        if self.options.container.rows_of_entry().is_some_and(|most| self.rows_of_entry >= most) {
            self.next_entry()?;
        }
        self.rows_of_entry += 1;
        let Some(rows) = &mut self.rows else { return Ok(()) };
        for column in &self.columns {
            self.cell.clear();
            let cell = column.of(record);
            match self.options.dialect {
                Dialect::Aws => push_cell(&cell, &self.options, &mut self.cell),
                Dialect::Database => push_database_cell(&cell, &self.options, &mut self.cell),
            }
            rows.write_field(&self.cell)?;
        }
        rows.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn next_entry(&mut self) -> io::Result<()> {
        let Some(rows) = self.rows.take() else { return Ok(()) };
        let mut packer = rows.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        self.entries += 1;
        self.rows_of_entry = 0;
        packer.next_entry(&format!("{}-part{}.csv", self.entry, self.entries))?;
        self.start(packer)
    }

    /// Writes what is left and closes the file.
    pub(crate) fn finish(self) -> io::Result<W> {
        let rows = self.rows.ok_or_else(|| io::Error::other("the file is closed already"))?;
        rows.into_inner().map_err(|error| io::Error::other(error.to_string()))?.finish()
    }
}

fn push_cell(cell: &Cell<'_>, options: &CsvOptions, out: &mut String) {
    match cell {
        Cell::Null => {}
        Cell::Text(text) => out.push_str(text),
        Cell::Made(text) => out.push_str(text),
        Cell::Span(start, end) => {
            // The interval has no milliseconds even where the times of the row have.
            start.push_iso(false, out);
            out.push('/');
            end.push_iso(false, out);
        }
        Cell::Time(time) => time.push_iso(options.millis, out),
        Cell::Number(amount) => push_number(*amount, options.numbers, out),
        Cell::Texts(_) | Cell::Numbers(_) => push_json(cell, out),
    }
}

fn push_database_cell(cell: &Cell<'_>, options: &CsvOptions, out: &mut String) {
    let mut text = String::new();
    match cell {
        Cell::Number(amount) => return push_number(*amount, options.numbers, out),
        Cell::Time(time) => time.push_spaced(&mut text),
        Cell::Texts(entries) if entries.is_empty() => {}
        Cell::Numbers(entries) if entries.is_empty() => {}
        _ => push_cell(cell, options, &mut text),
    }
    if text.is_empty() { out.push_str("NULL") } else { push_quoted(&text, out) }
}

fn push_quoted(text: &str, out: &mut String) {
    out.push('"');
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}

fn push_number(amount: Amount, form: NumberForm, out: &mut String) {
    match form {
        NumberForm::Plain => out.push_str(&amount.to_string()),
        NumberForm::Fixed => amount.push_fixed(out),
        NumberForm::Scientific => amount.push_scientific(out),
    }
}
