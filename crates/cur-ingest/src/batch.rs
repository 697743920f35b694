//! Typed batches of selected line items.
//!
//! Texts are numbers into dictionaries that live as long as a unit of work, so that whoever consumes a batch does its
//! work once per distinct text and not once per row. The worker owns one batch and reuses it.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use crate::columns::{Number, Text, Time};
use crate::damage::BadCell;
use crate::{Decimal, timestamp};

/// Distinct texts of one column, numbered in the order of their first appearance.
#[derive(Debug, Default)]
pub struct Dictionary {
    texts: String,
    ends: Vec<usize>,
    index: HashTable<u32>,
}

impl Dictionary {
    /// The text of a number.
    #[must_use]
    pub fn get(&self, key: u32) -> &str {
        let key = key as usize;
        let start = if key == 0 { 0 } else { self.ends.get(key - 1).copied().unwrap_or_default() };
        let end = self.ends.get(key).copied().unwrap_or(start);
        self.texts.get(start..end).unwrap_or_default()
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The number of a text, new or known.
    pub(crate) fn key(&mut self, text: &str) -> u32 {
        let hash = xxh3_64(text.as_bytes());
        if let Some(&key) = self.index.find(hash, |&key| self.get(key) == text) {
            return key;
        }
        let key = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        let Self { texts, ends, index } = self;
        let rehash = |&key: &u32| {
            let key = key as usize;
            let start = if key == 0 { 0 } else { ends[key - 1] };
            xxh3_64(&texts.as_bytes()[start..ends[key]])
        };
        index.insert_unique(hash, key, rehash);
        key
    }

    fn clear(&mut self) {
        self.texts.clear();
        self.ends.clear();
        self.index.clear();
    }
}

/// The key of a null (or empty) text.
pub const NULL: u32 = u32::MAX;

/// A column of texts.
#[derive(Debug, Default)]
pub struct TextColumn {
    /// Does the file have this column?
    pub present: bool,
    /// The distinct texts so far in this unit.
    pub dictionary: Dictionary,
    /// One number per row; [`NULL`] for null and for empty. Rows behind the last number are null.
    pub keys: Vec<u32>,
}

/// A column of numbers.
#[derive(Debug, Default)]
pub struct NumberColumn {
    /// Does the file have this column?
    pub present: bool,
    /// One value per row; `None` for an empty cell. Rows behind the last value have none.
    pub values: Vec<Option<Decimal>>,
}

/// Start and end of an interval, seconds since 1970-01-01 UTC; the end is exclusive.
pub type Interval = (i64, i64);

/// Selected line items of one unit of work.
#[derive(Debug, Default)]
pub struct LineItemBatch {
    texts: [TextColumn; Text::COUNT],
    numbers: [NumberColumn; Number::COUNT],
    times: [Vec<Option<i64>>; Time::COUNT],
    intervals: Vec<Option<Interval>>,
    has_interval: bool,
    is_focus: bool,
    rows: usize,
}

impl LineItemBatch {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// A column of texts.
    #[must_use]
    pub fn text(&self, column: Text) -> &TextColumn {
        &self.texts[column.index()]
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(&self, column: Number) -> &NumberColumn {
        &self.numbers[column.index()]
    }

    /// A column of times, seconds since 1970-01-01 UTC; `None` for an empty cell. Rows behind the last value have none.
    #[must_use]
    pub fn time(&self, column: Time) -> &[Option<i64>] {
        &self.times[column.index()]
    }

    /// The intervals of `identity/TimeInterval`. Rows behind the last one have none.
    #[must_use]
    pub fn intervals(&self) -> &[Option<Interval>] {
        &self.intervals
    }

    /// Does the file have `identity/TimeInterval`?
    #[must_use]
    pub fn has_interval(&self) -> bool {
        self.has_interval
    }

    /// Are these line items of FOCUS, whose columns say in other ways what a line item is?
    #[must_use]
    pub fn is_focus(&self) -> bool {
        self.is_focus
    }

    /// Forgets rows and dictionaries: the next unit begins.
    pub(crate) fn begin_unit(&mut self) {
        self.clear_rows();
        for column in &mut self.texts {
            column.dictionary.clear();
            column.present = false;
        }
        for column in &mut self.numbers {
            column.present = false;
        }
        self.has_interval = false;
        self.is_focus = false;
    }

    /// Forgets the rows; dictionaries stay.
    pub(crate) fn clear_rows(&mut self) {
        self.truncate(0);
    }

    pub(crate) fn mark_text(&mut self, column: Text) {
        self.texts[column.index()].present = true;
    }

    pub(crate) fn mark_number(&mut self, column: Number) {
        self.numbers[column.index()].present = true;
    }

    pub(crate) fn mark_interval(&mut self) {
        self.has_interval = true;
    }

    pub(crate) fn mark_family(&mut self, is_focus: bool) {
        self.is_focus = is_focus;
    }

    pub(crate) fn text_mut(&mut self, column: Text) -> &mut TextColumn {
        &mut self.texts[column.index()]
    }

    pub(crate) fn number_mut(&mut self, column: Number) -> &mut NumberColumn {
        &mut self.numbers[column.index()]
    }

    pub(crate) fn time_mut(&mut self, column: Time) -> &mut Vec<Option<i64>> {
        &mut self.times[column.index()]
    }

    pub(crate) fn intervals_mut(&mut self) -> &mut Vec<Option<Interval>> {
        &mut self.intervals
    }

    /// Ends a row (or many): columns that were not written now get nulls. Those without any value stay without: an export has
    /// many columns that say nothing, and to write that takes longer than to read the others.
    pub(crate) fn commit(&mut self, rows: usize) {
        self.rows += rows;
        let rows = self.rows;
        self.texts.iter_mut().for_each(|column| fill(&mut column.keys, rows, NULL));
        self.numbers.iter_mut().for_each(|column| fill(&mut column.values, rows, None));
        self.times.iter_mut().for_each(|column| fill(column, rows, None));
        fill(&mut self.intervals, rows, None);
    }

    /// Takes back what was written of a row that cannot be read.
    pub(crate) fn roll_back(&mut self) {
        self.truncate(self.rows);
    }

    /// Takes out committed rows, given in ascending order.
    pub(crate) fn remove(&mut self, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        self.texts.iter_mut().for_each(|column| remove(&mut column.keys, rows));
        self.numbers.iter_mut().for_each(|column| remove(&mut column.values, rows));
        self.times.iter_mut().for_each(|column| remove(column, rows));
        remove(&mut self.intervals, rows);
        self.rows -= rows.len();
    }

    fn truncate(&mut self, rows: usize) {
        self.texts.iter_mut().for_each(|column| column.keys.truncate(rows));
        self.numbers.iter_mut().for_each(|column| column.values.truncate(rows));
        self.times.iter_mut().for_each(|column| column.truncate(rows));
        self.intervals.truncate(rows);
        self.rows = rows;
    }
}

fn fill<T: Clone>(values: &mut Vec<T>, rows: usize, null: T) {
    if !values.is_empty() && values.len() < rows {
        values.resize(rows, null);
    }
}

fn remove<T>(values: &mut Vec<T>, rows: &[usize]) {
    let mut at = 0;
    values.retain(|_| {
        at += 1;
        rows.binary_search(&(at - 1)).is_err()
    });
}

/// Parses a cell of text into a number; an empty cell is `None`.
pub(crate) fn number_cell(name: &str, cell: &[u8]) -> Result<Option<Decimal>, BadCell> {
    if cell.trim_ascii().is_empty() {
        return Ok(None);
    }
    Decimal::parse(cell).map(Some).map_err(|error| {
        BadCell::new(
            name,
            cell,
            match error {
                crate::DecimalError::NotANumber => "a number such as 0.25 or 2.5E-7",
                crate::DecimalError::TooLarge => "a number of at most 20 digits before the point",
            },
        )
    })
}

/// Parses a cell of text into a time; an empty cell is `None`.
pub(crate) fn time_cell(name: &str, cell: &str) -> Result<Option<i64>, BadCell> {
    if cell.trim().is_empty() {
        return Ok(None);
    }
    timestamp::parse(cell)
        .map(Some)
        .ok_or_else(|| BadCell::new(name, cell.as_bytes(), "a time such as 2026-10-01T00:00:00Z"))
}

/// Parses a cell of text into an interval; an empty cell is `None`.
pub(crate) fn interval_cell(name: &str, cell: &str) -> Result<Option<Interval>, BadCell> {
    if cell.trim().is_empty() {
        return Ok(None);
    }
    timestamp::parse_interval(cell).map(Some).ok_or_else(|| {
        BadCell::new(name, cell.as_bytes(), "an interval such as 2026-10-01T00:00:00Z/2026-10-01T01:00:00Z")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionaries_number_texts_once() {
        let mut dictionary = Dictionary::default();
        let keys: Vec<_> = ["a", "", "b", "a", ""].iter().map(|text| dictionary.key(text)).collect();
        assert_eq!(keys, [0, 1, 2, 0, 1]);
        assert_eq!((dictionary.get(0), dictionary.get(1), dictionary.get(2)), ("a", "", "b"));
        for number in 0..5000 {
            assert_eq!(dictionary.key(&format!("t{number}")), number + 3);
        }
        assert_eq!(dictionary.key("t4999"), 5002);
        dictionary.clear();
        assert!(dictionary.is_empty());
        assert_eq!(dictionary.key("b"), 0);
    }

    #[test]
    fn rows_roll_back_and_are_removed() {
        let mut batch = LineItemBatch::default();
        for row in 0..5i64 {
            batch.number_mut(Number::UsageAmount).values.push(Some(Decimal::from_int(row)));
            if row == 2 {
                batch.roll_back();
            } else {
                batch.commit(1);
            }
        }
        let values = |batch: &LineItemBatch| -> Vec<String> {
            batch.number(Number::UsageAmount).values.iter().map(|value| value.unwrap().to_string()).collect()
        };
        assert_eq!(values(&batch), ["0", "1", "3", "4"]);
        batch.remove(&[0, 2]);
        assert_eq!(values(&batch), ["1", "4"]);
        assert_eq!((batch.len(), batch.text(Text::Payer).keys.len()), (2, 0), "what is never written takes no room");
    }
}
