//! Parquet exports.
//!
//! Most are read by `direct`, which takes pages apart for selected rows alone; the others, and whatever the fast path is
//! held against, through arrow-rs:
//!
//! - `source`: the bytes of a [`crate::bytes::ByteSource`] as parquet asks for them
//! - `footer`: what a footer says of the rows, without reading one
//! - `schema`: which columns are there, as which types they are asked for
//! - `select`: the rows of a row group whose product code is selected, from that column alone
//! - `records`: selected rows through arrow-rs, pages of nested columns checked first
//! - `cells`: values of arrow arrays as texts, numbers and times
//! - `tags`: the tags of selected rows
//! - `rows`: the selected rows of a row group to batches

mod cells;
mod direct;
mod footer;
mod records;
mod rows;
mod schema;
mod select;
mod source;
mod tags;

use std::ops::Range;

use select::BLOCK;

use crate::unit::UnitReader;
use direct::{DirectGroup, read_rows};
use rows::read_group;

#[cfg(feature = "internals")]
pub use direct::kernels;
pub(crate) use rows::{damaged_page, peek};
pub(crate) use schema::ParquetFile;
pub use source::Chunks;

/// Rows that are read at once where a row group is cut: several threads share a large one.
const RANGE: u32 = 32 * BLOCK;

/// A part of a file that one worker reads: a row group, or rows of one.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    group: usize,
    rows: Range<u32>,
    /// How to read it fast; `None` for the plain way.
    direct: Option<DirectGroup>,
}

impl Part {
    /// The row group.
    pub(crate) fn group(&self) -> usize {
        self.group
    }

    /// Reads it.
    pub(crate) fn read(&self, file: &ParquetFile, unit: &mut UnitReader<'_>) {
        match &self.direct {
            Some(direct) => read_rows(file, direct, self.group, self.rows.clone(), unit),
            None => read_group(file, self.group, unit),
        }
    }
}

/// The parts of a file, each with its share of the file's bytes. By `reference` all of it is read the plain way.
pub(crate) fn parts(file: &ParquetFile, reference: bool) -> Vec<(Part, u64)> {
    let mut parts = Vec::new();
    for group in 0..file.groups() {
        let rows = u32::try_from(file.rows(group)).ok();
        let direct = if reference { None } else { DirectGroup::of(file, group) };
        let (Some(direct), Some(rows)) = (direct, rows) else {
            parts.push((Part { group, rows: 0..0, direct: None }, file.bytes(group)));
            continue;
        };
        let count = rows.div_ceil(RANGE).max(1);
        parts.extend((0..count).map(|at| {
            let range = at * RANGE..((at + 1) * RANGE).min(rows);
            (Part { group, rows: range, direct: Some(direct.clone()) }, file.bytes(group) / u64::from(count))
        }));
    }
    parts
}
