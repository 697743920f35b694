//! The selected rows of a row group to batches.

use std::collections::VecDeque;

use arrow_array::{Array, ArrayRef, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::cells;
use super::records::records;
use super::schema::{ParquetFile, plain};
use super::select::{BLOCK, Selected, of_blocks, of_rows};
use super::tags::TagTexts;
use crate::batch::{NULL, interval_cell};
use crate::columns::{Role, Text};
use crate::damage::{BadCell, Place};
use crate::product_map::JsonRegions;
use crate::unit::UnitReader;

/// Reads a row group. What was good before damage stays counted.
pub(crate) fn read_group(file: &ParquetFile, group: usize, unit: &mut UnitReader<'_>) {
    unit.begin(&file.columns);
    let promised = file.rows(group);
    let selected = match Selected::find(file, group, unit.selection) {
        Ok(selected) => selected,
        Err(error) => return unit.damaged(Place::RowGroup(group), damaged_page(&error)),
    };
    unit.tally.rows += u64::from(selected.seen);
    if u64::from(selected.seen) != promised {
        let what = format!("the footer promises {promised} rows, {} are there; fetch the file again", selected.seen);
        unit.damaged(Place::RowGroup(group), what);
    }
    unit.tally.matched += selected.rows.len() as u64;
    if let Err(error) = read_selected(file, group, &selected, unit) {
        unit.damaged(Place::RowGroup(group), damaged_page(&error));
    }
}

pub(crate) fn damaged_page(error: &str) -> String {
    format!("cannot be decoded ({error}); fetch the file again")
}

/// Reads some columns of the first rows of a file, for a look at what it holds.
pub(crate) fn peek(
    file: &ParquetFile,
    rows: usize,
    wanted: impl Fn(Role) -> bool,
    unit: &mut UnitReader<'_>,
) -> Result<(), String> {
    unit.begin(&file.columns);
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file.chunks.clone(), file.metadata.clone())
        .with_projection(file.projection(|role| role != Role::ProductMap && wanted(role)))
        .with_batch_size(rows)
        .with_limit(rows)
        .build()
        .map_err(|error| plain(&error))?;
    let mut columns = Converter::new(file, VecDeque::new(), TagTexts::default());
    for batch in reader {
        let batch = batch.map_err(|error| plain(&error))?;
        let all: Vec<usize> = (0..batch.num_rows()).collect();
        columns.take(&batch, &all, unit);
    }
    Ok(())
}

/// Columns that a batch carries.
fn is_read(role: Role) -> bool {
    !matches!(role, Role::LineItemId)
}

fn read_selected(
    file: &ParquetFile,
    group: usize,
    selected: &Selected,
    unit: &mut UnitReader<'_>,
) -> Result<(), String> {
    let blocks = selected.blocks();
    unit.tally.pruned += u64::from(selected.pruned(selected.seen));
    if blocks.is_empty() {
        return Ok(());
    }
    let regions = map_regions(file, group, selected)?;
    let tags = TagTexts::read(file, group, &selected.rows, unit)?;
    let sample = unit.sample_rows.is_some();
    let wanted = |role| role != Role::ProductMap && (is_read(role) || sample);
    let reader = records(file, group, file.projection(wanted), of_blocks(&blocks, selected.seen))?;
    let mut converter = Converter::new(file, regions, tags);
    let mut rows = Compressed { rows: &selected.rows, blocks: &blocks, next: 0, block: 0 };
    let mut start = 0;
    let mut failed = None;
    for batch in reader {
        match batch {
            Ok(batch) => {
                let end = start + batch.num_rows();
                let (positions, absolute) = rows.within(start, end);
                converter.place(group, absolute);
                converter.take(&batch, &positions, unit);
                unit.emit_full();
                start = end;
            }
            Err(error) => {
                failed = Some(plain(&error));
                break;
            }
        }
    }
    let unread = selected.rows.len() - rows.next;
    if unread > 0 {
        let what = failed.unwrap_or_else(|| "a column ends before the others".to_owned());
        return Err(missing_rows(&what, unread, unit));
    }
    failed.map_or(Ok(()), Err)
}

/// Counts selected rows that cannot be read.
pub(super) fn missing_rows(what: &str, rows: usize, unit: &mut UnitReader<'_>) -> String {
    unit.tally.unparsed += rows as u64;
    format!("{what}; {rows} selected rows are missing")
}

/// Selected rows as positions in the stream of decoded blocks.
struct Compressed<'a> {
    rows: &'a [u32],
    blocks: &'a [u32],
    next: usize,
    block: usize,
}

impl<'a> Compressed<'a> {
    /// The selected rows of decoded positions `start..end`, relative to `start`, and the same as rows of the group.
    fn within(&mut self, start: usize, end: usize) -> (Vec<usize>, &'a [u32]) {
        let first = self.next;
        let mut positions = Vec::new();
        while let Some(&row) = self.rows.get(self.next) {
            while self.blocks.get(self.block).is_some_and(|&block| block < row / BLOCK) {
                self.block += 1;
            }
            let at = self.block * BLOCK as usize + (row % BLOCK) as usize;
            if at >= end {
                break;
            }
            positions.push(at - start);
            self.next += 1;
        }
        (positions, &self.rows[first..self.next])
    }
}

/// The attribute `region` of the product map, one for each selected row without a region code.
pub(super) fn map_regions(
    file: &ParquetFile,
    group: usize,
    selected: &Selected,
) -> Result<VecDeque<(u32, String)>, String> {
    if !file.needs_map() || selected.without_region.is_empty() {
        return Ok(VecDeque::new());
    }
    let map = file.projection(|role| role == Role::ProductMap);
    let reader = records(file, group, map, of_rows(&selected.without_region))?;
    let mut json = JsonRegions::default();
    let mut rows = selected.without_region.iter();
    let mut regions = VecDeque::new();
    for batch in reader {
        let batch = batch.map_err(|error| plain(&error))?;
        let map = batch.column_by_name(file.name(Role::ProductMap)).ok_or("the product map is not there")?;
        for (at, row) in (0..map.len()).zip(rows.by_ref()) {
            let region = match cells::map_value(map, at, "region") {
                Some(region) => Some(region),
                None if map.data_type().is_nested() => None,
                None => cells::text(map, at).and_then(|text| json.region(&text).map(str::to_owned)),
            };
            regions.extend(region.map(|region| (*row, region)));
        }
    }
    Ok(regions)
}

/// Turns record batches into rows of our batch.
struct Converter<'f> {
    file: &'f ParquetFile,
    /// Per text column: the last arrow dictionary, held so that its address stays its own, and our key per entry.
    dictionaries: Vec<Option<(ArrayRef, Vec<Option<u32>>)>>,
    /// Regions out of the product map by row of the group.
    regions: VecDeque<(u32, String)>,
    tags: TagTexts,
    group: usize,
    absolute: Vec<u32>,
}

/// An entry whose key is not known yet.
const UNKNOWN: Option<u32> = None;

impl<'f> Converter<'f> {
    fn new(file: &'f ParquetFile, regions: VecDeque<(u32, String)>, tags: TagTexts) -> Self {
        let dictionaries = (0..Text::COUNT).map(|_| None).collect();
        Self { file, dictionaries, regions, tags, group: 0, absolute: Vec::new() }
    }

    /// Says which rows of the group the next positions are.
    fn place(&mut self, group: usize, absolute: &[u32]) {
        self.group = group;
        self.absolute.clear();
        self.absolute.extend_from_slice(absolute);
    }

    fn take(&mut self, batch: &RecordBatch, positions: &[usize], unit: &mut UnitReader<'_>) {
        if positions.is_empty() {
            return;
        }
        let before = unit.batch.len();
        let mut bad: Vec<(usize, BadCell)> = Vec::new();
        for &(role, _) in self.file.columns.found() {
            let name = self.file.name(role);
            let Some(array) = batch.column_by_name(name) else { continue };
            match role {
                Role::Text(text) => self.texts(text, array, positions, unit),
                Role::Number(number) => {
                    let values = &mut unit.batch.number_mut(number).values;
                    convert(positions, values, &mut bad, |row| cells::number(array, row, name));
                }
                Role::Time(time) => {
                    convert(positions, unit.batch.time_mut(time), &mut bad, |row| cells::time(array, row, name));
                }
                Role::Interval => {
                    let mut last: (String, Option<(i64, i64)>) = (String::new(), None);
                    convert(positions, unit.batch.intervals_mut(), &mut bad, |row| {
                        let text = cells::text(array, row).unwrap_or_default();
                        if text != last.0 {
                            last = (text.to_string(), interval_cell(name, &text)?);
                        }
                        Ok(last.1)
                    });
                }
                Role::LineItemId | Role::ProductMap => {}
            }
        }
        self.mapped_regions(unit);
        self.tags.put(positions.len(), unit.batch);
        unit.batch.commit(positions.len());
        self.sample(batch, positions, unit);
        drop_bad(self.group, &self.absolute, before, bad, unit);
    }

    fn texts(&mut self, column: Text, array: &ArrayRef, positions: &[usize], unit: &mut UnitReader<'_>) {
        let target = unit.batch.text_mut(column);
        let key_of = |target: &mut crate::batch::TextColumn, text: &str| match text.trim() {
            "" => NULL,
            text => target.dictionary.key(text),
        };
        let cache = &mut self.dictionaries[column.index()];
        for &row in positions {
            let key = if let Some((values, entry)) = cells::entry(array, row) {
                let same = cache.as_ref().is_some_and(|(held, _)| std::sync::Arc::ptr_eq(held, values));
                if !same {
                    *cache = Some((std::sync::Arc::clone(values), vec![UNKNOWN; values.len()]));
                }
                let known = cache.as_mut().map(|(_, keys)| &mut keys[entry]);
                match known {
                    Some(Some(key)) => *key,
                    Some(slot) => {
                        let key = cells::text_of_value(values, entry).map_or(NULL, |text| key_of(target, &text));
                        *slot = Some(key);
                        key
                    }
                    None => NULL,
                }
            } else {
                cells::text(array, row).map_or(NULL, |text| key_of(target, &text))
            };
            target.keys.push(key);
        }
    }

    /// Fills the product's region from its map, where the file keeps it there.
    fn mapped_regions(&mut self, unit: &mut UnitReader<'_>) {
        if self.regions.is_empty() {
            return;
        }
        let column = unit.batch.text_mut(Text::ProductRegion);
        for &row in &self.absolute {
            let region = self.regions.pop_front_if(|(at, _)| *at == row);
            let key = region.map_or(NULL, |(_, region)| column.dictionary.key(&region));
            column.keys.push(key);
        }
    }

    fn sample(&self, batch: &RecordBatch, positions: &[usize], unit: &mut UnitReader<'_>) {
        if unit.sample_rows.is_none() {
            return;
        }
        let ids = batch.column_by_name(self.file.name(Role::LineItemId));
        let first = unit.batch.len() - positions.len();
        for (at, &row) in positions.iter().enumerate() {
            let id = ids.and_then(|ids| cells::text(ids, row));
            unit.sample(first + at, id.as_ref().map(|id| id.as_bytes()));
        }
    }
}

/// Takes rows with cells that cannot be read out of the batch again; `rows` are the rows of the group that begin at
/// `before` in the batch.
pub(super) fn drop_bad(
    group: usize,
    rows: &[u32],
    before: usize,
    mut bad: Vec<(usize, BadCell)>,
    unit: &mut UnitReader<'_>,
) {
    bad.sort_by_key(|(at, _)| *at);
    bad.dedup_by_key(|(at, _)| *at);
    for (at, cell) in &bad {
        let row = rows.get(*at).copied().unwrap_or_default();
        unit.unparsed(Place::Row { group, row: row.into() }, cell);
    }
    let rows: Vec<usize> = bad.iter().map(|(at, _)| before + at).collect();
    unit.batch.remove(&rows);
}

/// Converts the cells of some rows; a bad one is noted and null.
fn convert<T>(
    positions: &[usize],
    target: &mut Vec<Option<T>>,
    bad: &mut Vec<(usize, BadCell)>,
    mut cell: impl FnMut(usize) -> Result<Option<T>, BadCell>,
) {
    for (at, &row) in positions.iter().enumerate() {
        let value = cell(row).unwrap_or_else(|error| {
            bad.push((at, error));
            None
        });
        target.push(value);
    }
}
