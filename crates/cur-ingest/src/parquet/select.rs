//! The rows of a row group whose product code is selected, from that column alone.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReaderBuilder, RowSelection, RowSelector};

use super::cells;
use super::schema::ParquetFile;
use crate::columns::{Role, Text};
use crate::select::Selection;

/// Rows are decoded in blocks of this many: a block without a selected row is skipped.
pub(crate) const BLOCK: u32 = 8192;

/// The selected rows of a row group.
#[derive(Debug, Default)]
pub(crate) struct Selected {
    /// Positions in the row group, ascending.
    pub(crate) rows: Vec<u32>,
    /// Those of them without a region code, whose product map is looked at.
    pub(crate) without_region: Vec<u32>,
    /// Rows that were there.
    pub(crate) seen: u32,
}

impl Selected {
    /// Finds them: by the product code, and in FOCUS by the service's name too. The region code is read along, since it is as
    /// cheap as the product code.
    pub(crate) fn find(file: &ParquetFile, group: usize, selection: &Selection) -> Result<Self, String> {
        let code = Role::Text(Text::ProductCode);
        let (name, region) = (Role::Text(Text::ServiceName), Role::Text(Text::RegionCode));
        let mask = file.projection(|role| role == code || role == name || role == region);
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file.chunks.clone(), file.metadata.clone())
            .with_row_groups(vec![group])
            .with_batch_size(BLOCK as usize)
            .with_projection(mask)
            .build()
            .map_err(|error| super::schema::plain(&error))?;
        let mut selected = Self::default();
        for batch in reader {
            let batch = batch.map_err(|error| super::schema::plain(&error))?;
            let codes = batch.column_by_name(file.name(code)).ok_or("the product code is not there")?;
            let names = batch.column_by_name(file.name(name));
            let mut rows = selected_rows(codes, selection);
            if let Some(names) = names {
                rows.extend(selected_rows(names, selection));
                rows.sort_unstable();
                rows.dedup();
            }
            selected.add(&rows, batch.column_by_name(file.name(region)));
            selected.seen += u32::try_from(batch.num_rows()).unwrap_or_default();
        }
        Ok(selected)
    }

    fn add(&mut self, rows: &[usize], regions: Option<&ArrayRef>) {
        for &row in rows {
            let position = self.seen + u32::try_from(row).unwrap_or_default();
            self.rows.push(position);
            if regions.is_none_or(|regions| cells::text(regions, row).is_none_or(|region| region.is_empty())) {
                self.without_region.push(position);
            }
        }
    }

    /// Rows of blocks without a selected row, in what was seen up to row `end`.
    pub(crate) fn pruned(&self, end: u32) -> u32 {
        let decoded: u32 = self.blocks().iter().map(|block| ((block + 1) * BLOCK).min(end) - block * BLOCK).sum();
        self.seen - decoded
    }

    /// The blocks that hold a selected row, ascending.
    pub(crate) fn blocks(&self) -> Vec<u32> {
        let mut blocks: Vec<u32> = self.rows.iter().map(|row| row / BLOCK).collect();
        blocks.dedup();
        blocks
    }
}

/// The rows of an array whose texts are selected.
fn selected_rows(codes: &ArrayRef, selection: &Selection) -> Vec<usize> {
    if let Some(codes) = codes.as_dictionary_opt::<Int32Type>()
        && let Some(values) = codes.values().as_string_opt::<i32>()
    {
        let hits: Vec<bool> = (0..values.len())
            .map(|at| values.is_valid(at) && selection.holds(values.value(at).trim().as_bytes()))
            .collect();
        if !hits.contains(&true) {
            return Vec::new();
        }
        let is_hit = |key: Option<i32>| key.and_then(|key| hits.get(usize::try_from(key).ok()?)) == Some(&true);
        return codes.keys().iter().enumerate().filter(|(_, key)| is_hit(*key)).map(|(row, _)| row).collect();
    }
    let is_hit = |row: &usize| cells::text(codes, *row).is_some_and(|code| selection.holds(code.trim().as_bytes()));
    (0..codes.len()).filter(is_hit).collect()
}

/// What the reader is asked to decode: whole blocks of a row group of so many rows.
pub(crate) fn of_blocks(blocks: &[u32], rows: u32) -> RowSelection {
    let mut selectors: Vec<RowSelector> = Vec::new();
    let mut next = 0;
    for block in blocks {
        let (start, end) = (block * BLOCK, ((block + 1) * BLOCK).min(rows));
        if start > next {
            selectors.push(RowSelector::skip((start - next) as usize));
        }
        selectors.push(RowSelector::select((end - start) as usize));
        next = end;
    }
    selectors.into()
}

/// What the reader is asked to decode: single rows, ascending.
pub(crate) fn of_rows(rows: &[u32]) -> RowSelection {
    let mut selectors: Vec<RowSelector> = Vec::new();
    let mut next = 0;
    for &row in rows {
        if row > next {
            selectors.push(RowSelector::skip((row - next) as usize));
        }
        selectors.push(RowSelector::select(1));
        next = row + 1;
    }
    selectors.into()
}
