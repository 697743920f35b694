//! The selected rows of a range of a row group to batches.

use std::collections::VecDeque;
use std::ops::Range;

use arrow_schema::{DataType, TimeUnit};
use parquet::basic::Type as Physical;

use super::chunk::{Chunk, ENDS_EARLY, Found, MISSING, PAST_DICTIONARY, is_direct};
use crate::Decimal;
use crate::batch::{Interval, LineItemBatch, NULL, interval_cell, number_cell, time_cell};
use crate::columns::{Role, Text};
use crate::damage::{BadCell, Place};
use crate::parquet::cells;
use crate::parquet::rows::{damaged_page, drop_bad, map_regions, missing_rows};
use crate::parquet::schema::ParquetFile;
use crate::parquet::select::Selected;
use crate::parquet::tags::TagTexts;
use crate::timestamp::DAY;
use crate::unit::{BATCH_ROWS, UnitReader};

/// A row group that can be read here: which leaf columns play which roles.
#[derive(Debug, Clone)]
pub(crate) struct DirectGroup {
    columns: Vec<(Role, usize, Form)>,
}

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Double,
    /// Nanoseconds of the day and Julian day.
    Int96,
    /// So many in a second.
    Ticks(i64),
}

impl DirectGroup {
    /// `None` where a column needs the plain way.
    pub(crate) fn of(file: &ParquetFile, group: usize) -> Option<Self> {
        let schema = file.metadata.parquet_schema();
        let meta = file.metadata.metadata().row_group(group);
        let mut columns = Vec::new();
        for &(role, position) in file.columns.found() {
            if role == Role::ProductMap {
                continue;
            }
            let leaf = (0..schema.num_columns()).find(|&leaf| schema.get_column_root_idx(leaf) == position)?;
            let chunk = meta.column(leaf);
            let kind = file.metadata.schema().field(position).data_type();
            columns.push((role, leaf, form(role, kind, chunk.column_type()).filter(|_| is_direct(chunk))?));
        }
        Some(Self { columns })
    }
}

/// The form of a column by its type as arrow is asked for it.
fn form(role: Role, kind: &DataType, physical: Physical) -> Option<Form> {
    let is_text = match kind {
        DataType::Utf8 => true,
        DataType::Dictionary(_, values) => **values == DataType::Utf8,
        _ => false,
    };
    match (role, kind, physical) {
        (_, _, Physical::BYTE_ARRAY) => is_text.then_some(Form::Text),
        (Role::Number(_) | Role::Text(_), DataType::Float64, Physical::DOUBLE) => Some(Form::Double),
        (Role::Time(_), DataType::Timestamp(TimeUnit::Second, None), Physical::INT96) => Some(Form::Int96),
        (Role::Time(_), DataType::Timestamp(unit, _), Physical::INT64) => Some(Form::Ticks(match unit {
            TimeUnit::Second => 1,
            TimeUnit::Millisecond => 1_000,
            TimeUnit::Microsecond => 1_000_000,
            TimeUnit::Nanosecond => 1_000_000_000,
        })),
        _ => None,
    }
}

/// Reads some rows of a row group. What was good before damage stays counted.
pub(crate) fn read_rows(
    file: &ParquetFile,
    direct: &DirectGroup,
    group: usize,
    rows: Range<u32>,
    unit: &mut UnitReader<'_>,
) {
    unit.begin(&file.columns);
    let all = Group { file, direct, number: group, ahead: DENSE };
    let selected = match select(all, rows.clone(), unit) {
        Ok(selected) => selected,
        Err(error) => return unit.damaged(Place::RowGroup(group), damaged_page(&error)),
    };
    unit.tally.rows += u64::from(selected.seen);
    unit.tally.matched += selected.rows.len() as u64;
    unit.tally.pruned += u64::from(selected.pruned(rows.end));
    let is_dense = selected.rows.len() * DENSE_ROWS >= rows.len();
    let some = Group { ahead: if is_dense { DENSE } else { SPARSE }, ..all };
    if let Err(error) = read_selected(some, &selected, unit) {
        unit.damaged(Place::RowGroup(group), damaged_page(&error));
    }
}

/// What to say of a product code that may have been one of ours.
const NO_TEXT: &str = "a product code that is not UTF-8 text: its rows are in no total; fetch the file again";

/// Bytes that are read at once where all pages are wanted, and where few are.
const DENSE: usize = 1 << 17;
const SPARSE: usize = 1 << 13;
/// A selected row in fewer rows than this and hardly a page has none.
const DENSE_ROWS: usize = 2048;

/// A row group, and how to read its columns.
#[derive(Clone, Copy)]
struct Group<'a> {
    file: &'a ParquetFile,
    direct: &'a DirectGroup,
    number: usize,
    /// Bytes to read at once.
    ahead: usize,
}

fn open(Group { file, direct, number, ahead }: Group<'_>, wanted: Role) -> Result<Option<Column>, String> {
    let meta = file.metadata.metadata().row_group(number);
    let rows = usize::try_from(meta.num_rows()).unwrap_or_default();
    let Some(&(role, leaf, form)) = direct.columns.iter().find(|(role, ..)| *role == wanted) else { return Ok(None) };
    let chunk = Chunk::open(&file.chunks, meta.column(leaf), rows, ahead)?.ok_or("a column of another kind")?;
    Ok(Some(Column { role, form, name: file.name(role).to_owned(), chunk, known: Known::default() }))
}

/// The selected rows of a range, from their product code, and in FOCUS from the service's name too; the region code tells
/// whose product map is looked at.
fn select(group: Group<'_>, rows: Range<u32>, unit: &mut UnitReader<'_>) -> Result<Selected, String> {
    let codes = open(group, Role::Text(Text::ProductCode))?;
    let mut codes = codes.ok_or("the product code is not there")?.chunk;
    let is_text = std::cell::Cell::new(true);
    let selection = unit.selection;
    let is_selected = |code: &[u8]| {
        is_text.set(is_text.get() && std::str::from_utf8(code).is_ok());
        selection.holds(code.trim_ascii())
    };
    let mut selected = Selected { seen: rows.end - rows.start, ..Selected::default() };
    codes.select(rows.start as usize..rows.end as usize, is_selected, &mut selected.rows)?;
    if let Some(names) = open(group, Role::Text(Text::ServiceName))? {
        let mut names = names.chunk;
        names.select(rows.start as usize..rows.end as usize, is_selected, &mut selected.rows)?;
        selected.rows.sort_unstable();
        selected.rows.dedup();
    }
    if !is_text.get() {
        unit.damaged(Place::RowGroup(group.number), NO_TEXT);
    }
    if group.file.needs_map() {
        if let Some(mut regions) = open(group, Role::Text(Text::RegionCode))? {
            regions.each_text(&selected.rows, |row, region| {
                if region.is_none_or(str::is_empty) {
                    selected.without_region.push(row);
                }
            })?;
        } else {
            selected.without_region.clone_from(&selected.rows);
        }
    }
    Ok(selected)
}

fn read_selected(group: Group<'_>, selected: &Selected, unit: &mut UnitReader<'_>) -> Result<(), String> {
    if selected.rows.is_empty() {
        return Ok(());
    }
    let mut columns = Vec::new();
    let roles = group.direct.columns.iter().map(|(role, ..)| *role).filter(|role| *role != Role::LineItemId);
    for role in roles {
        columns.extend(open(group, role)?);
    }
    let mut reader = Reader {
        group: group.number,
        columns,
        ids: if unit.sample_rows.is_some() { open(group, Role::LineItemId)? } else { None },
        regions: map_regions(group.file, group.number, selected)?,
        tags: TagTexts::read(group.file, group.number, &selected.rows, unit)?,
    };
    for (at, rows) in selected.rows.chunks(BATCH_ROWS).enumerate() {
        if let Err(error) = reader.take(rows, unit) {
            unit.batch.roll_back();
            return Err(missing_rows(&error, selected.rows.len() - at * BATCH_ROWS, unit));
        }
        unit.emit_full();
    }
    Ok(())
}

/// The columns of a row group, read side by side.
struct Reader {
    group: usize,
    columns: Vec<Column>,
    ids: Option<Column>,
    /// Regions out of the product map by row of the group.
    regions: VecDeque<(u32, String)>,
    tags: TagTexts,
}

impl Reader {
    /// Takes some rows over into the batch.
    fn take(&mut self, rows: &[u32], unit: &mut UnitReader<'_>) -> Result<(), String> {
        let before = unit.batch.len();
        let mut bad = Vec::new();
        for column in &mut self.columns {
            column.push(rows, unit.batch, &mut bad)?;
        }
        if !self.regions.is_empty() {
            let column = unit.batch.text_mut(Text::ProductRegion);
            for &row in rows {
                let region = self.regions.pop_front_if(|(at, _)| *at == row);
                column.keys.push(region.map_or(NULL, |(_, region)| column.dictionary.key(&region)));
            }
        }
        self.tags.put(rows.len(), unit.batch);
        unit.batch.commit(rows.len());
        if unit.sample_rows.is_some() {
            sample(rows, before, self.ids.as_mut(), unit)?;
        }
        drop_bad(self.group, rows, before, bad, unit);
        Ok(())
    }
}

fn sample(rows: &[u32], before: usize, ids: Option<&mut Column>, unit: &mut UnitReader<'_>) -> Result<(), String> {
    let mut at = before;
    let mut take = |id: Option<&[u8]>| {
        unit.sample(at, id);
        at += 1;
    };
    let Some(ids) = ids else {
        for _ in rows {
            take(None);
        }
        return Ok(());
    };
    ids.each_bytes(rows, |_, id| {
        take(id);
        Ok(())
    })
}

/// A column with what is known of its dictionary's entries.
struct Column {
    role: Role,
    form: Form,
    name: String,
    chunk: Chunk,
    known: Known,
}

/// What the entries of a dictionary mean, each worked out at its first use.
#[derive(Default)]
struct Known {
    keys: Slots<u32>,
    numbers: Slots<Option<Decimal>>,
    times: Slots<Option<i64>>,
    intervals: Slots<Option<Interval>>,
}

/// One place for each entry of a dictionary, empty until it is worked out.
type Slots<T> = Vec<Option<T>>;

/// Dictionaries of more entries than this hold values that hardly repeat: to work one out is no dearer than to keep it.
const KEPT_ENTRIES: usize = 1 << 14;

type Bad = Vec<(usize, BadCell)>;

impl Column {
    fn push(&mut self, rows: &[u32], batch: &mut LineItemBatch, bad: &mut Bad) -> Result<(), String> {
        let Self { role, form, name, chunk, known } = self;
        let before = batch.len();
        match *role {
            Role::Text(text) => {
                let column = batch.text_mut(text);
                let key_of = |bytes: &[u8]| {
                    if *form == Form::Double {
                        // A price of FOCUS: one that is no number is none.
                        let price = number_of(*form, bytes, name)?.ok().flatten();
                        return Ok(Ok(price.map_or(NULL, |price| column.dictionary.key(&price.to_string()))));
                    }
                    match utf8(bytes)?.trim() {
                        "" => Ok(Ok(NULL)),
                        text => Ok(Ok(column.dictionary.key(text))),
                    }
                };
                each(rows, chunk, &mut known.keys, key_of, |at, key| {
                    put(&mut column.keys, before + at, NULL, key.unwrap_or(NULL));
                })
            }
            Role::Number(number) => {
                let values = &mut batch.number_mut(number).values;
                let number = |bytes: &[u8]| number_of(*form, bytes, name);
                each(rows, chunk, &mut known.numbers, number, |at, cell| {
                    put(values, before + at, None, good(at, cell, bad));
                })
            }
            Role::Time(time) => {
                let values = batch.time_mut(time);
                let time = |bytes: &[u8]| time_of(*form, bytes, name);
                each(rows, chunk, &mut known.times, time, |at, cell| {
                    put(values, before + at, None, good(at, cell, bad));
                })
            }
            Role::Interval => {
                let values = batch.intervals_mut();
                let interval = |bytes: &[u8]| Ok(interval_cell(name, utf8(bytes)?));
                each(rows, chunk, &mut known.intervals, interval, |at, cell| {
                    put(values, before + at, None, good(at, cell, bad));
                })
            }
            Role::LineItemId | Role::ProductMap => Ok(()),
        }
    }

    /// The bytes of some rows; `None` for null.
    fn each_bytes(
        &mut self,
        rows: &[u32],
        mut take: impl FnMut(u32, Option<&[u8]>) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut left = rows;
        while !left.is_empty() {
            let (here, rest) = left.split_at(self.chunk.find(left)?);
            let found = self.chunk.found();
            for (at, &row) in here.iter().enumerate() {
                take(row, self.chunk.bytes(&found, at)?)?;
            }
            left = rest;
        }
        Ok(())
    }

    /// The texts of some rows; `None` for null.
    fn each_text(&mut self, rows: &[u32], mut take: impl FnMut(u32, Option<&str>)) -> Result<(), String> {
        self.each_bytes(rows, |row, bytes| {
            take(row, bytes.map(utf8).transpose()?);
            Ok(())
        })
    }
}

/// Puts the value of a row into a column of the batch; nulls before it are written now.
fn put<T: Clone>(values: &mut Vec<T>, row: usize, null: T, value: T) {
    if values.len() < row {
        values.resize(row, null);
    }
    values.push(value);
}

/// Works a column's values out, once for each entry of its dictionary. Nulls are passed over.
fn each<T: Copy>(
    rows: &[u32],
    chunk: &mut Chunk,
    known: &mut Slots<T>,
    mut work_out: impl FnMut(&[u8]) -> Result<Result<T, BadCell>, String>,
    mut take: impl FnMut(usize, Result<T, BadCell>),
) -> Result<(), String> {
    if chunk.dictionary().len() <= KEPT_ENTRIES {
        known.resize(chunk.dictionary().len(), None);
    }
    let mut at = 0;
    while at < rows.len() {
        let end = at + chunk.find(&rows[at..])?;
        match chunk.found() {
            Found::Nulls => {}
            Found::Entries(entries) => {
                for (at, &entry) in (at..end).zip(entries).filter(|(_, entry)| **entry != MISSING) {
                    if let Some(Some(value)) = known.get(entry as usize) {
                        take(at, Ok(*value));
                    } else {
                        let value = work_out(chunk.dictionary().get(entry).ok_or(PAST_DICTIONARY)?)?;
                        if let (Ok(value), Some(slot)) = (&value, known.get_mut(entry as usize)) {
                            *slot = Some(*value);
                        }
                        take(at, value);
                    }
                }
            }
            found @ (Found::Texts(_, places) | Found::Fixed(_, _, places)) => {
                for (at, &place) in (at..end).zip(places).filter(|(_, place)| **place != MISSING) {
                    take(at, work_out(found.plain(place).ok_or(ENDS_EARLY)?)?);
                }
            }
        }
        at = end;
    }
    Ok(())
}

/// A cell, or nothing where it cannot be read, which is noted.
fn good<T>(at: usize, cell: Result<Option<T>, BadCell>, bad: &mut Bad) -> Option<T> {
    cell.unwrap_or_else(|error| {
        bad.push((at, error));
        None
    })
}

fn utf8(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|_| "a text that is not UTF-8".to_owned())
}

type Cell<T> = Result<Result<Option<T>, BadCell>, String>;

fn number_of(form: Form, bytes: &[u8], name: &str) -> Cell<Decimal> {
    Ok(match (form, <[u8; 8]>::try_from(bytes)) {
        (Form::Double, Ok(bytes)) => cells::decimal(Decimal::from_f64(f64::from_le_bytes(bytes)), name),
        (Form::Text, _) => number_cell(name, utf8(bytes)?.as_bytes()),
        _ => return Err("a number of another width".to_owned()),
    })
}

fn time_of(form: Form, bytes: &[u8], name: &str) -> Cell<i64> {
    /// The Julian day of 1970-01-01.
    const EPOCH: i64 = 2_440_588;
    Ok(match (form, bytes.first_chunk::<8>(), bytes.get(8..).and_then(|day| <[u8; 4]>::try_from(day).ok())) {
        (Form::Text, ..) => time_cell(name, utf8(bytes)?.trim()),
        (Form::Ticks(ticks), Some(bytes), _) => Ok(Some(i64::from_le_bytes(*bytes).div_euclid(ticks))),
        (Form::Int96, Some(nanos), Some(day)) => {
            let days = i64::from(i32::from_le_bytes(day)) - EPOCH;
            Ok(Some(days * DAY + i64::from_le_bytes(*nanos) / 1_000_000_000))
        }
        _ => return Err("a time of another width".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn int96_of_any_day_is_a_time() {
        let time = |nanos: i64, day: i32| {
            let bytes = [&nanos.to_le_bytes()[..], &day.to_le_bytes()].concat();
            time_of(Form::Int96, &bytes, "time").unwrap().unwrap().unwrap()
        };
        assert_eq!(time(0, 2_440_588), 0);
        assert_eq!(time(3_600_000_000_000, 2_440_589), 90_000);
        // Damaged days: microseconds in 64 bits would begin anew, and might end in a year like any other.
        assert_eq!(time(0, i32::MAX), (i64::from(i32::MAX) - 2_440_588) * DAY);
        assert_eq!(time(-1, i32::MIN), (i64::from(i32::MIN) - 2_440_588) * DAY);
    }
}
