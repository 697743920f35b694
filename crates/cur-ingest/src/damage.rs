//! What went wrong while reading, where, and what to do about it.

use std::fmt;

use crate::columns::clip;

/// A place inside a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A record of a CSV file. Records count from 1 with the header as record 1, lines from 1, bytes from 0 in the
    /// inflated text.
    Record {
        /// Record number.
        record: u64,
        /// Line number; a quoted newline makes a record span lines.
        line: u64,
        /// Offset of its first byte.
        byte: u64,
    },
    /// A line of a CSV file, from 1, where no record can be named.
    Line {
        /// Line number.
        line: u64,
        /// Offset of the byte in the inflated text, from 0.
        byte: u64,
    },
    /// A row group of a Parquet file, from 0.
    RowGroup(usize),
    /// A row of a row group, both from 0.
    Row {
        /// Row group.
        group: usize,
        /// Row inside the row group.
        row: u64,
    },
}

/// One thing wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// Path (or the key that a manifest names), made safe to print.
    pub path: String,
    /// Where in the file.
    pub place: Place,
    /// What is wrong, what was expected, and the fix where there is one.
    pub what: String,
}

impl Damage {
    /// Damage to a file as a whole.
    pub fn file(path: &str, what: impl Into<String>) -> Self {
        Self::at(path, Place::File, what)
    }

    /// Damage at a place.
    pub fn at(path: &str, place: Place, what: impl Into<String>) -> Self {
        Self { path: printable(path), place, what: printable(&what.into()) }
    }

    /// The same behind so many records and lines of the same text. Bytes are counted from its beginning already.
    pub(crate) fn behind(mut self, records: u64, lines: u64) -> Self {
        match &mut self.place {
            Place::Record { record, line, .. } => (*record, *line) = (*record + records, *line + lines),
            Place::Line { line, .. } => *line += lines,
            Place::File | Place::RowGroup(_) | Place::Row { .. } => {}
        }
        self
    }
}

/// `path: record 7 (line 9, byte 1234): what`.
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path)?;
        match self.place {
            Place::File => {}
            Place::Record { record, line, byte } => write!(f, "record {record} (line {line}, byte {byte}): ")?,
            Place::Line { line, byte } => write!(f, "line {line} (byte {byte}): ")?,
            Place::RowGroup(group) => write!(f, "row group {group}: ")?,
            Place::Row { group, row } => write!(f, "row group {group}, row {row}: ")?,
        }
        f.write_str(&self.what)
    }
}

/// A text with its control characters replaced.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

/// A cell of a selected row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadCell {
    pub(crate) column: String,
    pub(crate) value: String,
    pub(crate) expected: &'static str,
}

impl BadCell {
    pub(crate) fn new(column: &str, value: &[u8], expected: &'static str) -> Self {
        Self { column: clip(column), value: clip(&String::from_utf8_lossy(value)), expected }
    }
}

impl fmt::Display for BadCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column `{}` holds `{}`, expected {}", self.column, self.value, self.expected)
    }
}
