//! The tags of selected rows.
//!
//! Always through arrow-rs: in most layouts they are in a map, and they are read only where someone asks for them.

use arrow_array::ArrayRef;

use super::cells;
use super::records::records;
use super::rows::missing_rows;
use super::schema::{ParquetFile, plain};
use super::select::of_rows;
use crate::batch::{Dictionary, LineItemBatch, NULL};
use crate::columns::Text;
use crate::tags::TagReader;
use crate::unit::UnitReader;

/// The tags of rows, in their order.
#[derive(Debug, Default)]
pub(crate) struct TagTexts {
    texts: Dictionary,
    keys: Vec<u32>,
    /// How many rows have been handed over.
    next: usize,
}

impl TagTexts {
    /// Reads those of these rows of a row group that are asked for. Without them no row is read: it would count as one
    /// without tags.
    pub(crate) fn read(
        file: &ParquetFile,
        group: usize,
        rows: &[u32],
        unit: &mut UnitReader<'_>,
    ) -> Result<Self, String> {
        let Some(reader) = TagReader::new(file.columns.tags(), unit.selection.tags()) else {
            return Ok(Self::default());
        };
        Self::of(file, group, rows, reader).map_err(|error| missing_rows(&error, rows.len(), unit))
    }

    fn of(file: &ParquetFile, group: usize, rows: &[u32], mut tags: TagReader<'_>) -> Result<Self, String> {
        let name = |position: usize| file.metadata.schema().field(position).name();
        let positions: Vec<usize> = tags.positions().collect();
        let columns = file.projection_at(positions.iter().copied());
        let reader = records(file, group, columns, of_rows(rows))?;
        let mut read = Self { keys: Vec::with_capacity(rows.len()), ..Self::default() };
        for batch in reader {
            let batch = batch.map_err(|error| plain(&error))?;
            let arrays: Vec<(usize, &ArrayRef)> = positions
                .iter()
                .filter_map(|&position| Some((position, batch.column_by_name(name(position))?)))
                .collect();
            for row in 0..batch.num_rows() {
                let text = tags.read(|position, into| {
                    let Some((_, array)) = arrays.iter().find(|(at, _)| *at == position) else { return };
                    if !cells::is_text(array) {
                        cells::map_entries(array, row, |key, value| into.entry(key, value));
                    } else if let Some(text) = cells::text(array, row) {
                        into.cell(&text);
                    }
                });
                let key = text.map_or(NULL, |text| read.texts.key(text));
                read.keys.push(key);
            }
        }
        if read.keys.len() == rows.len() { Ok(read) } else { Err("tags end before the other columns".to_owned()) }
    }

    /// Hands over those of the next rows.
    pub(crate) fn put(&mut self, rows: usize, batch: &mut LineItemBatch) {
        let keys = self.keys.get(self.next..self.next + rows).unwrap_or_default();
        let column = batch.text_mut(Text::Tags);
        for &key in keys {
            let key = if key == NULL { NULL } else { column.dictionary.key(self.texts.get(key)) };
            column.keys.push(key);
        }
        self.next += rows;
    }
}
