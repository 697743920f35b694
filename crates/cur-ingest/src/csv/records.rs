//! Header and records to batches, through the plain `csv` reader.

use std::io::{self, Read};

use csv::{ByteRecord, Position, ReaderBuilder};
use memchr::memchr2;

use super::head::{CsvHead, HeadError, Record};
use super::quoting::{Broken, QuoteCheck};
use crate::batch::{LineItemBatch, NULL, interval_cell, number_cell, time_cell};
use crate::columns::{Role, Text, clip, is_known};
use crate::damage::{BadCell, Place};
use crate::product_map::JsonRegions;
use crate::tags::{TagChoice, TagReader};
use crate::unit::UnitReader;

type Records<'a> = csv::Reader<QuoteCheck<&'a mut dyn Read>>;

fn open(text: &mut dyn Read) -> Records<'_> {
    // The header is read as a record, so that records and lines are counted from the top of the file.
    ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 16).from_reader(QuoteCheck::new(text))
}

fn read_head(records: &mut Records<'_>) -> Result<CsvHead, HeadError> {
    let mut record = ByteRecord::new();
    match records.read_byte_record(&mut record) {
        Ok(true) => CsvHead::of(&record),
        Ok(false) => Err(HeadError::NoHeader),
        Err(error) => Err(HeadError::Io(io_error(error))),
    }
}

/// What the beginning of a text tells, beside what its records do.
pub(crate) struct Beginning {
    pub(crate) head: CsvHead,
    /// Bytes of the records that were read, inflated.
    pub(crate) bytes: u64,
    pub(crate) end: End,
}

/// Where the reading of records ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// At the end of the text.
    Text,
    /// Before it: as many were read as were asked for.
    Asked,
    /// The text could not be read any further.
    Failed,
}

/// Takes each record that is looked at.
pub(crate) type Each<'e> = dyn FnMut(&CsvHead, &ByteRecord) + 'e;

/// Reads the header and up to `rows` records, as [`read`] does. Whether another one follows is found out, too.
pub(crate) fn begin(
    text: &mut dyn Read,
    rows: u64,
    unit: &mut UnitReader<'_>,
    each: &mut Each<'_>,
) -> Result<Beginning, HeadError> {
    let mut records = open(text);
    let head = read_head(&mut records)?;
    unit.begin(&head.columns);
    let start = records.position().byte();
    let (end, byte) = read_records(&mut records, &head, rows, unit, each);
    Ok(Beginning { head, bytes: byte.saturating_sub(start), end })
}

/// Reads a whole text through the plain `csv` reader. What was good before damage stays counted.
pub(crate) fn read(text: &mut dyn Read, unit: &mut UnitReader<'_>) {
    let mut records = open(text);
    match read_head(&mut records) {
        Ok(head) => {
            unit.begin(&head.columns);
            read_records(&mut records, &head, u64::MAX, unit, &mut |_, _| {});
        }
        Err(error) => unit.damaged(Place::File, error.to_string()),
    }
}

/// Reads so many records, at most. Returns how that ended, and at which byte.
fn read_records(
    records: &mut Records<'_>,
    head: &CsvHead,
    most: u64,
    unit: &mut UnitReader<'_>,
    each: &mut Each<'_>,
) -> (End, u64) {
    let mut cells = Cells::new(head, unit.selection.tags());
    let mut record = ByteRecord::new();
    let mut last = Place::File;
    let mut left = most;
    let end = loop {
        match records.read_byte_record(&mut record) {
            Ok(true) if left == 0 => break End::Asked,
            Ok(true) => {
                left -= 1;
                unit.tally.rows += 1;
                let place = place(record.position());
                last = if record.len() == head.names.len() { place } else { Place::File };
                cells.take(&record, place, unit);
                each(head, &record);
            }
            Ok(false) => {
                if records.get_ref().ends_open() {
                    report_open_end(last, head, unit);
                }
                break End::Text;
            }
            Err(error) => {
                let after = place(Some(records.position()));
                unit.damaged(after, io_message(&io_error(error)));
                break End::Failed;
            }
        }
    };
    for broken in records.get_ref().broken() {
        report_quoting(*broken, unit);
    }
    let behind = Some(&record).filter(|_| end == End::Asked).and_then(ByteRecord::position);
    (end, behind.unwrap_or(records.position()).byte())
}

/// A text that is cut within its last column has as many fields as any. Where that column is a number of ours, a part of
/// it looks like a whole one.
pub(super) fn report_open_end(last: Place, head: &CsvHead, unit: &mut UnitReader<'_>) {
    let end = head.names.len().saturating_sub(1);
    let number = head.columns.found().iter().any(|(role, at)| *at == end && matches!(role, Role::Number(_)));
    if number && last != Place::File {
        let name = clip(&head.names[end]);
        let what =
            format!("the last row has no line end, so `{name}` may be cut short, and rows after it; fetch it again");
        unit.damaged(last, what);
    }
}

pub(super) fn report_quoting(broken: Broken, unit: &mut UnitReader<'_>) {
    match broken {
        Broken::TextAfterQuote { line, byte } => unit.damaged(
            Place::Line { line, byte },
            "text follows a closing quote, so a quote before it opens or closes in the wrong place; rows around it may be missing",
        ),
        Broken::NeverClosed { line, byte } => {
            unit.damaged(Place::Line { line, byte }, "a quote opens here and never closes: the text is cut short, and rows after it are missing");
        }
    }
}

fn place(position: Option<&Position>) -> Place {
    position.map_or(Place::File, |at| Place::Record { record: at.record() + 1, line: at.line(), byte: at.byte() })
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// What an inflater's error means to someone who has the file.
pub(super) fn io_message(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            "the compressed data ends too early: the file is truncated; fetch it again".to_owned()
        }
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            format!("the compressed data is damaged ({error}); fetch the file again")
        }
        io::ErrorKind::FileTooLarge => {
            format!("{error}: a quote that never closes, or no report at all; the rest is not read")
        }
        _ => format!("cannot be read: {error}"),
    }
}

/// Takes selected records apart.
pub(super) struct Cells<'h> {
    head: &'h CsvHead,
    pub(super) product: usize,
    /// FOCUS: where the service's name is, beside its code.
    pub(super) service: Option<usize>,
    regions: JsonRegions,
    tags: Option<TagReader<'h>>,
    id: Option<usize>,
}

impl<'h> Cells<'h> {
    pub(super) fn new(head: &'h CsvHead, tags: &'h TagChoice) -> Self {
        let columns = &head.columns;
        Self {
            head,
            product: columns.position(Role::Text(Text::ProductCode)).unwrap_or_default(),
            service: columns.position(Role::Text(Text::ServiceName)),
            regions: JsonRegions::default(),
            tags: TagReader::new(columns.tags(), tags),
            id: columns.position(Role::LineItemId),
        }
    }

    pub(super) fn take(&mut self, record: &impl Record, place: Place, unit: &mut UnitReader<'_>) {
        let wanted = self.head.names.len();
        let code = record.field(self.product).unwrap_or_default();
        let selects = |at| record.field(at).is_some_and(|name| unit.selection.holds(name.trim_ascii()));
        let selected = unit.selection.holds(code.trim_ascii()) || self.service.is_some_and(selects);
        unit.tally.matched += u64::from(selected);
        // A row of another product too: one with too many fields may have swallowed the next.
        if record.fields() != wanted {
            return unit.unparsed(place, format!("the row has {} fields, the header has {wanted}", record.fields()));
        }
        if !selected {
            if Self::may_be_header(&code) {
                self.second_header(record, place, unit);
            } else if !code.is_ascii() && std::str::from_utf8(&code).is_err() {
                let name = &self.head.names[self.product];
                unit.unparsed(place, BadCell::new(name, &code, "UTF-8 text"));
            }
            return;
        }
        match self.push(record, unit.batch) {
            Ok(()) => {
                unit.batch.commit(1);
                let id = self.id.and_then(|id| record.field(id));
                unit.sample(unit.batch.len() - 1, id.as_deref());
                unit.emit_full();
            }
            Err(bad) => {
                unit.batch.roll_back();
                unit.unparsed(place, bad);
            }
        }
    }

    /// Is what stands for a product code the name of a column? Then texts have been put together, headers and all.
    pub(super) fn may_be_header(code: &[u8]) -> bool {
        let looks_so = memchr2(b'/', b'_', code).is_some() || code.eq_ignore_ascii_case(b"ServiceName");
        looks_so && std::str::from_utf8(code).is_ok_and(is_known)
    }

    fn second_header(&self, record: &impl Record, place: Place, unit: &mut UnitReader<'_>) {
        let name = |at: usize| String::from_utf8_lossy(&record.field(at).unwrap_or_default()).trim().to_owned();
        if self.head.names.iter().enumerate().all(|(at, known)| name(at) == *known) {
            unit.tally.rows -= 1;
        } else {
            unit.damaged(
                place,
                "a second header with other columns: rows behind it are read by the first; give the files apart",
            );
        }
    }

    fn push(&mut self, record: &impl Record, batch: &mut LineItemBatch) -> Result<(), BadCell> {
        for &(role, position) in self.head.columns.found() {
            let field = record.field(position).unwrap_or_default();
            let cell = self.head.cell(&field);
            let name = || self.head.names[position].as_str();
            match role {
                Role::Text(text) => {
                    let lossy;
                    let cell = if text == Text::Description {
                        // Only looked at for the words "free tier": a broken letter in it must not cost a row.
                        lossy = String::from_utf8_lossy(cell);
                        lossy.trim()
                    } else {
                        utf8(name(), cell)?
                    };
                    let column = batch.text_mut(text);
                    let key = match column.keys.last() {
                        _ if cell.is_empty() => NULL,
                        // Much of a row is as in the row before.
                        Some(&last) if last != NULL && column.dictionary.get(last) == cell => last,
                        _ => column.dictionary.key(cell),
                    };
                    column.keys.push(key);
                }
                Role::Number(number) => batch.number_mut(number).values.push(number_cell(name(), cell)?),
                Role::Time(time) => batch.time_mut(time).push(time_cell(name(), utf8(name(), cell)?)?),
                Role::Interval => batch.intervals_mut().push(interval_cell(name(), utf8(name(), cell)?)?),
                Role::ProductMap if self.head.columns.position(Role::Text(Text::ProductRegion)).is_none() => {
                    let region = self.regions.region(utf8(name(), cell)?);
                    let column = batch.text_mut(Text::ProductRegion);
                    let key = region.map_or(NULL, |region| column.dictionary.key(region));
                    column.keys.push(key);
                }
                Role::LineItemId | Role::ProductMap => {}
            }
        }
        if let Some(tags) = &mut self.tags {
            let text = tags.read(|position, into| {
                // People write anything into tags: a broken letter in one must not cost a row.
                let field = record.field(position).unwrap_or_default();
                into.cell(&String::from_utf8_lossy(self.head.cell(&field)));
            });
            let column = batch.text_mut(Text::Tags);
            let key = text.map_or(NULL, |text| column.dictionary.key(text));
            column.keys.push(key);
        }
        Ok(())
    }
}

/// A cell as text, without blanks around it.
fn utf8<'a>(name: &str, cell: &'a [u8]) -> Result<&'a str, BadCell> {
    std::str::from_utf8(cell).map(str::trim).map_err(|_| BadCell::new(name, cell, "UTF-8 text"))
}
