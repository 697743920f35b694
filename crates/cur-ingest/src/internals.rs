//! What benches and fuzz targets call and nobody else: single readers on bytes in memory, and single kernels. Built with
//! the feature `internals` only, and no part of what this crate promises.

use std::sync::Arc;

use crate::batch::LineItemBatch;
use crate::bytes::ByteSource;
pub use crate::csv::kernels as text;
use crate::csv::{self, Container, Entry, Inflate};
use crate::damage::{Damage, Place};
use crate::parquet::{self, Chunks, ParquetFile};
use crate::repeats::Identity;
use crate::select::Selection;
use crate::shield::{UNDECODABLE, shielded};
use crate::unit::{Tally, UnitReader};
use crate::{Decimal, DecimalError, FileColumns, Sink};

pub use crate::parquet::kernels as pages;

/// How to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By the reference path.
    Plainly,
    /// By the fast path.
    Fast,
    /// The same, inflating on a thread of its own.
    Ahead,
    /// A plain text cut into parts of about so many bytes.
    Parts(u64),
}

/// What reading one file told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Line items, of all products.
    pub rows: u64,
    /// Those of the selected products.
    pub matched: u64,
    /// Those that could not be read.
    pub unparsed: u64,
    /// What is wrong, in order of its place.
    pub damage: Vec<Damage>,
    /// The columns that the file has.
    pub columns: FileColumns,
    /// Fingerprints of its rows, as text.
    pub sample: String,
}

/// Reads a CSV file, or an error that is the file's as a whole.
pub fn read_csv(source: &Arc<dyn ByteSource>, way: Way, selection: &Selection, sink: &mut dyn Sink) -> Told {
    let mut file = FileReader { selection, sink, batch: LineItemBatch::default(), tally: Tally::default() };
    let container = csv::detect(source.as_ref()).unwrap_or(Container::Empty);
    let cut = match (way, container) {
        (Way::Parts(bytes), Container::Plain) => csv::ranges(source, bytes.max(1)),
        _ => None,
    };
    if let Some((head, ranges)) = cut {
        for range in ranges {
            file.unit(|unit| csv::read_part(source, &head, range, unit));
        }
        return file.told();
    }
    let entries = csv::entries(source, container).unwrap_or_else(|error| {
        file.tally.damage.push(Damage::file("file", error.to_string()));
        Vec::new()
    });
    for entry in entries {
        file.unit(|unit| read_entry(source, container, &entry, way, unit));
    }
    file.told()
}

fn read_entry(source: &Arc<dyn ByteSource>, container: Container, entry: &Entry, way: Way, unit: &mut UnitReader<'_>) {
    let inflate = match way {
        Way::Plainly => Inflate::Plainly,
        Way::Ahead => Inflate::Ahead,
        Way::Fast | Way::Parts(_) => Inflate::Fast,
    };
    let read = csv::with_text(source, container, entry, inflate, |text| match way {
        Way::Plainly => csv::read_plainly(text, unit),
        _ => csv::read(text, unit),
    });
    if let Err(error) = read {
        unit.damaged(Place::File, error.to_string());
    }
}

/// Reads a Parquet file; [`Way::Plainly`] by the reference path, else by the fast one.
pub fn read_parquet(source: &Arc<dyn ByteSource>, way: Way, selection: &Selection, sink: &mut dyn Sink) -> Told {
    let mut reader = FileReader { selection, sink, batch: LineItemBatch::default(), tally: Tally::default() };
    let opened = shielded(|| ParquetFile::open(Chunks(Arc::clone(source))).map_err(|error| error.to_string()));
    match opened.unwrap_or_else(|| Err(UNDECODABLE.to_owned())) {
        Ok(file) => {
            for (part, _) in parquet::parts(&file, way == Way::Plainly) {
                reader.unit(|unit| part.read(&file, unit));
            }
        }
        Err(error) => reader.tally.damage.push(Damage::file("file", error)),
    }
    reader.told()
}

/// Reads a Parquet file and hands over its first batch alone, to whoever wants one to work on.
pub fn with_first_batch(source: &Arc<dyn ByteSource>, selection: &Selection, take: impl FnOnce(&LineItemBatch)) {
    let Ok(file) = ParquetFile::open(Chunks(Arc::clone(source))) else { return };
    let mut take = Some(take);
    let mut batch = LineItemBatch::default();
    let mut unit = UnitReader {
        path: "file",
        selection,
        sample_rows: None,
        batch: &mut batch,
        emit: &mut |batch| {
            if let Some(take) = take.take() {
                take(batch);
            }
        },
        tally: Tally::default(),
    };
    if let Some((part, _)) = parquet::parts(&file, false).first() {
        part.read(&file, &mut unit);
    }
    unit.finish();
}

/// [`Decimal::parse`] without its short cut.
pub fn decimal_of_any_text(text: &[u8]) -> Result<Decimal, DecimalError> {
    Decimal::parse_any(text)
}

/// [`Decimal::from_f64`] without its short cut; the double must be finite.
pub fn decimal_of_any_double(value: f64) -> Result<Decimal, DecimalError> {
    Decimal::of_any_double(value)
}

/// Reads the units of a file one after the other.
struct FileReader<'a> {
    selection: &'a Selection,
    sink: &'a mut dyn Sink,
    batch: LineItemBatch,
    tally: Tally,
}

impl FileReader<'_> {
    fn unit(&mut self, read: impl FnOnce(&mut UnitReader<'_>)) {
        self.batch.begin_unit();
        self.sink.begin_unit();
        let mut unit = UnitReader {
            path: "file",
            selection: self.selection,
            sample_rows: Some(&Identity::LineItemId),
            batch: &mut self.batch,
            emit: &mut |batch| self.sink.take(batch),
            tally: Tally::default(),
        };
        if shielded(|| read(&mut unit)).is_none() {
            unit.batch.roll_back();
            unit.damaged(Place::File, UNDECODABLE);
        }
        let tally = unit.finish();
        self.tally.merge(tally);
    }

    fn told(mut self) -> Told {
        self.tally.damage.sort();
        Told {
            rows: self.tally.rows,
            matched: self.tally.matched,
            unparsed: self.tally.unparsed,
            damage: self.tally.damage,
            columns: self.tally.columns.unwrap_or_default(),
            sample: format!("{:?}", self.tally.sample),
        }
    }
}
