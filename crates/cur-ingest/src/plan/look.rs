//! What a file's header or footer and its first rows say.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::first_rows::FirstRows;
use super::open::{FileKind, opened};
use super::{DataFile, Granularity};
use crate::batch::LineItemBatch;
use crate::bytes::{ByteSource, Counted};
use crate::columns::{Columns, FileColumns, Number, Role, Text};
use crate::csv::{self, Beginning, Container, End, Entry, Inflate};
use crate::damage::{Damage, Place};
use crate::parquet::{self, ParquetFile};
use crate::repeats::Identity;
use crate::select::Selection;
use crate::shield::{UNDECODABLE, shielded};
use crate::unit::{Tally, UnitReader};
use crate::{Layout, Month};

/// What is known of a file without reading it.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) format: &'static str,
    pub(crate) layout: Layout,
    pub(crate) columns: FileColumns,
    /// How many columns it has, known or not.
    pub(crate) width: usize,
    pub(crate) resource_ids: bool,
    pub(crate) extent: Extent,
    pub(crate) rows: FirstRows,
    pub(crate) month: Option<Month>,
    pub(crate) granularity: Option<Granularity>,
    /// Was everything that was looked at readable?
    pub(crate) sound: bool,
    /// What is wrong in its first rows.
    pub(crate) damage: Option<Damage>,
}

/// How much of a file there is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extent {
    /// Rows of all products, where a footer or the file's end tells them.
    pub(crate) rows: Option<u64>,
    /// So many rows were found to take so many bytes as stored.
    pub(crate) measure: Option<(u64, u64)>,
    /// Stored bytes of what a reading needs, at most.
    pub(crate) needed: u64,
    /// First and last start of the usage of any product, by the footer's statistics.
    pub(crate) starts: Option<(i64, i64)>,
}

/// Looks into files, with one batch for all.
#[derive(Debug)]
pub(crate) struct Looker<'a> {
    selection: &'a Selection,
    batch: LineItemBatch,
    /// Bytes that the looks took.
    pub(crate) bytes: Arc<AtomicU64>,
    /// Keep fingerprints of rows?
    pub(crate) sample: bool,
    identity: Identity,
}

impl<'a> Looker<'a> {
    pub(crate) fn new(selection: &'a Selection, bytes: Arc<AtomicU64>) -> Self {
        Self { selection, batch: LineItemBatch::default(), bytes, sample: false, identity: Identity::default() }
    }

    /// The header or footer of a file, and up to so many rows.
    pub(crate) fn file(&mut self, file: &DataFile, rows: u64) -> Result<Look, Damage> {
        let bytes = Arc::clone(&self.bytes);
        let (source, kind) = opened(file, |source| Arc::new(Counted::new(source, bytes)))?;
        self.batch.begin_unit();
        let look = match kind {
            FileKind::Parquet(parquet) => Ok(self.parquet(file, &parquet, rows)),
            FileKind::Csv(container, entries) => {
                let text = CsvFile { file, source: &source, container };
                let look = shielded(|| self.csv(&text, &entries, rows));
                look.unwrap_or_else(|| Err(Damage::file(&file.display(), UNDECODABLE)))
            }
        };
        self.batch.clear_rows();
        look
    }

    /// How long the intervals of its selected usage rows are, by all of them; `None` where it has none that can be read.
    pub(crate) fn granularity(&mut self, file: &DataFile) -> Option<Granularity> {
        let bytes = Arc::clone(&self.bytes);
        let (source, kind) = opened(file, |source| Arc::new(Counted::new(source, bytes))).ok()?;
        let path = file.display();
        let mut rows = FirstRows::default();
        let mut unit = UnitReader {
            path: &path,
            selection: self.selection,
            sample_rows: None,
            batch: &mut self.batch,
            emit: &mut |batch| rows.batch(batch),
            tally: Tally::default(),
        };
        // What is damaged is told by the reading that counts.
        match kind {
            FileKind::Csv(container, entries) => {
                for entry in &entries {
                    unit.batch.begin_unit();
                    let read =
                        || csv::with_text(&source, container, entry, Inflate::Fast, |text| csv::read(text, &mut unit));
                    if shielded(read).is_none() {
                        unit.batch.roll_back();
                    }
                    unit.emit_rest();
                }
            }
            FileKind::Parquet(parquet) => {
                for (part, _) in parquet::parts(&parquet, false) {
                    unit.batch.begin_unit();
                    if shielded(|| part.read(&parquet, &mut unit)).is_none() {
                        unit.batch.roll_back();
                    }
                    unit.emit_rest();
                }
            }
        }
        unit.batch.clear_rows();
        rows.granularity()
    }

    fn csv(&mut self, of: &CsvFile<'_>, entries: &[Entry], rows: u64) -> Result<Look, Damage> {
        // The first entry of an archive may hold nothing but a header.
        let mut without_rows: Option<Look> = None;
        let mut unopened = None;
        let mut told = true;
        for (at, entry) in entries.iter().enumerate() {
            match self.text(of, entry, rows) {
                Ok(mut look) if look.rows.count > 0 => {
                    let inflated = entries.iter().map(Entry::inflated).fold(0, u64::saturating_add);
                    if inflated > 0 {
                        look.extent.measure =
                            look.extent.measure.map(|(rows, text)| (rows, product_over(text, of.file.bytes, inflated)));
                    }
                    look.extent.rows = look.extent.rows.filter(|_| at + 1 == entries.len());
                    return Ok(look.beside(unopened));
                }
                Ok(look) => {
                    told &= look.extent.rows.is_some();
                    without_rows = without_rows.or(Some(look));
                }
                Err(damage) => unopened = unopened.or(Some(damage)),
            }
        }
        match (without_rows, unopened) {
            (Some(mut look), unopened) => {
                look.extent.rows = look.extent.rows.filter(|_| told);
                Ok(look.beside(unopened))
            }
            (None, Some(damage)) => Err(damage),
            (None, None) => Err(Damage::file(&of.file.display(), "holds nothing; fetch it again")),
        }
    }

    fn text(&mut self, of: &CsvFile<'_>, entry: &Entry, rows: u64) -> Result<Look, Damage> {
        let path = of.file.display();
        let mut first = FirstRows::default();
        let mut unit = UnitReader {
            path: &path,
            selection: self.selection,
            sample_rows: self.sample.then_some(&self.identity),
            batch: &mut self.batch,
            emit: &mut |_| {},
            tally: Tally::default(),
        };
        let before = self.bytes.load(Ordering::Relaxed);
        let mut delivered = 0;
        let beginning = csv::with_text(of.source, of.container, entry, Inflate::Sparingly, |text| {
            let mut text = Measured { text, bytes: 0 };
            let beginning = csv::begin(&mut text, rows, &mut unit, &mut |head, record| {
                let cell = |role| {
                    let at = head.columns.position(role)?;
                    std::str::from_utf8(head.cell(record.get(at)?)).ok().map(str::trim).filter(|cell| !cell.is_empty())
                };
                first.csv(cell);
            });
            delivered = text.bytes;
            beginning
        });
        let stored = self.bytes.load(Ordering::Relaxed) - before;
        let beginning = beginning
            .map_err(|error| Damage::file(&path, error.to_string()))?
            .map_err(|error| Damage::file(&path, error.to_string()))?;
        // The batch stays: it says more of the selected rows.
        let tally = std::mem::take(&mut unit.tally);
        let columns = &beginning.head.columns;
        let bytes = match of.container {
            // The size of an entry in the archive says nothing of the others.
            Container::Zip | Container::Plain => beginning.bytes,
            _ => product_over(beginning.bytes, stored.min(of.file.bytes), delivered),
        };
        let extent = Extent {
            rows: (beginning.end == End::Text && tally.damage.is_empty()).then_some(tally.rows),
            measure: (first.count > 0 && bytes > 0).then_some((first.count, bytes)),
            needed: of.file.bytes,
            starts: None,
        };
        let sound = tally.damage.iter().all(|damage| !matches!(damage.place, Place::Line { .. }))
            && beginning.end != End::Failed;
        let damage = cause(&tally, &beginning);
        first.selected(&self.batch, self.selection);
        first.sample = tally.sample;
        let (format, width) = (of.container.name(), beginning.head.width());
        let seen = Seen { format, columns, width, extent, sound, damage };
        Ok(Look::of(first, Layout::of_csv(columns), &of.file.path, seen))
    }

    fn parquet(&mut self, file: &DataFile, parquet: &ParquetFile, rows: u64) -> Look {
        let path = file.display();
        let mut first = FirstRows::default();
        let mut unit = UnitReader {
            path: &path,
            selection: self.selection,
            sample_rows: self.sample.then_some(&self.identity),
            batch: &mut self.batch,
            emit: &mut |_| {},
            tally: Tally::default(),
        };
        let limit = usize::try_from(rows).unwrap_or(usize::MAX);
        let has_id = parquet.columns.position(Role::LineItemId).is_some();
        let wanted = |role| match role {
            Role::LineItemId => self.sample,
            // Without an id the whole row tells it from others.
            _ => is_looked_at(role) || (self.sample && !has_id),
        };
        let peek = || parquet::peek(parquet, limit, wanted, &mut unit);
        let peeked = if limit == 0 { Some(Ok(())) } else { shielded(peek) };
        let sample = std::mem::take(&mut unit.tally.sample);
        self.batch.roll_back();
        first.batch(&self.batch);
        first.selected(&self.batch, self.selection);
        first.sample = sample;
        let damage = match peeked {
            Some(Ok(())) => None,
            Some(Err(what)) => Some(parquet::damaged_page(&what)),
            None => Some(UNDECODABLE.to_owned()),
        };
        let damage = damage.map(|what| Damage::file(&path, format!("its first rows: {what}")));
        let extent = shielded(|| parquet.extent()).unwrap_or_default();
        let extent = Extent { needed: extent.needed.min(file.bytes), ..extent };
        let sound = damage.is_none() && (first.count > 0 || extent.rows == Some(0));
        let columns = &parquet.columns;
        let seen = Seen { format: "parquet", columns, width: parquet.width(), extent, sound, damage };
        Look::of(first, Layout::of_parquet(columns), &file.path, seen)
    }
}

/// What of a row is looked at: of Parquet the other columns are not even opened.
fn is_looked_at(role: Role) -> bool {
    match role {
        Role::Text(text) => {
            matches!(text, Text::Payer | Text::Currency | Text::LineItemType | Text::ProductCode | Text::ServiceName)
        }
        Role::Number(number) => number == Number::EffectiveCost,
        Role::Time(_) | Role::Interval => true,
        Role::LineItemId | Role::ProductMap => false,
    }
}

/// A CSV file that is looked into.
struct CsvFile<'a> {
    file: &'a DataFile,
    source: &'a Arc<dyn ByteSource>,
    container: Container,
}

/// The one thing that is wrong with the first rows, of everything that reading them met: a text that cannot be read any
/// further explains rows that were cut before it, and so does a misplaced quote.
fn cause(tally: &Tally, beginning: &Beginning) -> Option<Damage> {
    let last = || tally.damage.iter().rfind(|damage| matches!(damage.place, Place::Record { .. }));
    let failed = (beginning.end == End::Failed).then(last).flatten();
    let quote = || tally.damage.iter().find(|damage| matches!(damage.place, Place::Line { .. }));
    if let Some(damage) = failed.or_else(quote) {
        return Some(damage.clone());
    }
    let mut damage = tally.damage.first()?.clone();
    if tally.unparsed > 1 {
        damage.what = format!("{}; of its first rows {} cannot be read", damage.what, tally.unparsed);
    }
    Some(damage)
}

/// `left` × `right` ÷ `over`; nothing over nothing is nothing.
pub(crate) fn product_over(left: u64, right: u64, over: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    u64::try_from(product.checked_div(u128::from(over)).unwrap_or_default()).unwrap_or(u64::MAX)
}

/// Counts the bytes of a text.
struct Measured<'t> {
    text: &'t mut dyn Read,
    bytes: u64,
}

impl Read for Measured<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.text.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

/// What a header or footer told.
struct Seen<'c> {
    format: &'static str,
    columns: &'c Columns,
    width: usize,
    extent: Extent,
    sound: bool,
    damage: Option<Damage>,
}

impl Look {
    /// What is known of an archive one entry of which cannot be opened.
    fn beside(mut self, unopened: Option<Damage>) -> Self {
        if unopened.is_some() {
            self.sound = false;
            self.extent.rows = None;
            self.damage = unopened;
        }
        self
    }

    fn of(rows: FirstRows, layout: Layout, path: &Path, seen: Seen<'_>) -> Self {
        let Seen { format, columns, width, extent, sound, damage } = seen;
        Self {
            format,
            layout,
            columns: columns.of_file(),
            width,
            resource_ids: columns.has_resource_ids(),
            extent,
            month: super::month_in_path(path).or(rows.month),
            granularity: rows.granularity(),
            rows,
            sound,
            damage,
        }
    }
}
