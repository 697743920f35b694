//! The header of a text, and a record that has been taken apart.

use std::borrow::Cow;
use std::io;

use csv::ByteRecord;

use super::records::io_message;
use crate::columns::{ColumnError, Columns};

/// The header of a CSV text, and the roles that its columns play.
#[derive(Debug, Clone)]
pub(crate) struct CsvHead {
    pub(crate) columns: Columns,
    pub(super) names: Vec<String>,
}

/// Why a header cannot be read.
#[derive(Debug)]
pub(crate) enum HeadError {
    Io(io::Error),
    Columns(ColumnError),
    NoHeader,
    NotUtf8,
    Packed,
    TooWide(usize),
}

/// More columns than any report has: the widest real ones have some hundreds.
const MOST_COLUMNS: usize = 10_000;

impl std::fmt::Display for HeadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => f.write_str(&io_message(error)),
            Self::Columns(error) => write!(f, "{error}"),
            Self::NotUtf8 => f.write_str("the header holds zero bytes, as UTF-16 text does; save it as UTF-8"),
            Self::Packed => f.write_str("holds a packed file and no text; unpack it"),
            Self::TooWide(columns) => write!(f, "the header has {columns} columns, which no report has"),
            Self::NoHeader => f.write_str("holds no text, not even a header; fetch it again"),
        }
    }
}

/// A record that has been taken apart.
pub(super) trait Record {
    /// How many fields it has.
    fn fields(&self) -> usize;
    /// A field, without its quotes.
    fn field(&self, at: usize) -> Option<Cow<'_, [u8]>>;
}

impl Record for ByteRecord {
    fn fields(&self) -> usize {
        self.len()
    }

    fn field(&self, at: usize) -> Option<Cow<'_, [u8]>> {
        self.get(at).map(Cow::Borrowed)
    }
}

impl CsvHead {
    pub(super) fn of(record: &impl Record) -> Result<Self, HeadError> {
        if record.fields() > MOST_COLUMNS {
            return Err(HeadError::TooWide(record.fields()));
        }
        let names = || (0..record.fields()).filter_map(|at| record.field(at));
        // What a gzip, zip or zstd file begins with.
        let packed: [&[u8]; 3] = [b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd"];
        if names().next().is_some_and(|name| packed.iter().any(|magic| name.starts_with(magic))) {
            return Err(HeadError::Packed);
        }
        if names().any(|name| name.contains(&0)) {
            return Err(HeadError::NotUtf8);
        }
        let names: Vec<String> = names().map(|name| String::from_utf8_lossy(&name).trim().to_owned()).collect();
        let columns = Columns::resolve(&names.iter().map(String::as_str)).map_err(HeadError::Columns)?;
        Ok(Self { columns, names })
    }

    /// How many fields a row has.
    pub(crate) fn width(&self) -> usize {
        self.names.len()
    }

    /// A cell, or nothing where FOCUS writes that there is none.
    pub(crate) fn cell<'c>(&self, cell: &'c [u8]) -> &'c [u8] {
        if self.columns.is_focus() && cell == b"NULL" { &[] } else { cell }
    }
}
