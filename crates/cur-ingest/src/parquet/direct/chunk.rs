//! The pages of a column chunk, and where in them the value of a row is.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

use super::hybrid::Hybrid;
use crate::parquet::schema::plain;
use crate::parquet::source::Chunks;

/// Where the value of a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    /// An entry of the dictionary.
    Entry(u32),
    /// Bytes of the page, from the start of its values.
    Plain {
        start: u32,
        end: u32,
    },
}

/// One column of a row group, read at ascending rows.
pub(super) struct Chunk {
    pages: SerializedPageReader<Chunks>,
    physical: Physical,
    nullable: bool,
    /// Rows of the row group.
    rows: usize,
    /// First row of the current page, and the row behind its last.
    start: usize,
    end: usize,
    page: Option<OpenPage>,
    dictionary: Dictionary,
}

/// The entries of a chunk's dictionary.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    bytes: Bytes,
    count: usize,
    /// Bytes of an entry, where all have as many; else where each of them is.
    width: Option<usize>,
    entries: Vec<(u32, u32)>,
}

impl Dictionary {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn get(&self, entry: u32) -> Option<&[u8]> {
        let entry = entry as usize;
        if let Some(width) = self.width {
            let start = entry.checked_mul(width)?;
            return self.bytes.get(start..start + width);
        }
        let &(start, end) = self.entries.get(entry)?;
        self.bytes.get(start as usize..end as usize)
    }
}

struct OpenPage {
    /// Marks of values that are there; `None` where all are.
    marks: Option<Hybrid>,
    /// Values before `counted`, a position in the page.
    values_before: usize,
    counted: usize,
    values: Values,
}

enum Values {
    Entries(Hybrid),
    /// Texts: each behind its length. The next one, by number and place.
    Texts {
        bytes: Bytes,
        number: usize,
        at: usize,
    },
    /// Values of so many bytes.
    Fixed {
        bytes: Bytes,
        width: usize,
    },
}

const ENDS_EARLY: &str = "a page ends before its values";

impl Chunk {
    /// `None` where only the plain way can read it: nested, or of another type.
    pub(super) fn open(chunks: &Chunks, meta: &ColumnChunkMetaData, rows: usize) -> Result<Option<Self>, String> {
        if !is_direct(meta) {
            return Ok(None);
        }
        let pages = SerializedPageReader::new(Arc::new(chunks.clone()), meta, rows, None);
        let mut chunk = Self {
            pages: pages.map_err(|error| plain(&error))?,
            physical: meta.column_type(),
            nullable: meta.column_descr().max_def_level() == 1,
            rows,
            start: 0,
            end: 0,
            page: None,
            dictionary: Dictionary::default(),
        };
        while let Some(next) = chunk.pages.peek_next_page().map_err(|error| plain(&error))? {
            if !next.is_dict {
                break;
            }
            if let Some(Page::DictionaryPage { buf, num_values, .. }) =
                chunk.pages.get_next_page().map_err(|error| plain(&error))?
            {
                chunk.dictionary = dictionary(buf, num_values as usize, chunk.physical)?;
            }
        }
        Ok(Some(chunk))
    }

    pub(super) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The bytes of a plain value that [`value`](Self::value) has found last.
    pub(super) fn plain(&self, start: u32, end: u32) -> &[u8] {
        let (start, end) = (start as usize, end as usize);
        let bytes = match self.page.as_ref().map(|page| &page.values) {
            Some(Values::Texts { bytes, .. } | Values::Fixed { bytes, .. }) => bytes.get(start..end),
            _ => None,
        };
        bytes.unwrap_or_default()
    }

    /// The value of a row. Rows are asked for in ascending order; pages without one of them are not inflated.
    pub(super) fn value(&mut self, row: usize) -> Result<Value, String> {
        self.turn_to(row)?;
        let position = row - self.start;
        let page = self.page.as_mut().ok_or(ENDS_EARLY)?;
        page.value(position).ok_or_else(|| ENDS_EARLY.to_owned())
    }

    /// The values of the first of these rows and of those that share its page.
    pub(super) fn values(&mut self, rows: &[u32], values: &mut Vec<Value>) -> Result<(), String> {
        values.clear();
        let Some(&first) = rows.first() else { return Ok(()) };
        self.turn_to(first as usize)?;
        let here = &rows[..rows.partition_point(|&row| (row as usize) < self.end)];
        let page = self.page.as_mut().ok_or(ENDS_EARLY)?;
        page.values(self.start, here, values).ok_or_else(|| ENDS_EARLY.to_owned())
    }

    /// The dictionary entries of this row and the seven behind it, where they can be had at once.
    pub(super) fn eight(&mut self, row: usize) -> Option<[u32; 8]> {
        if row + 8 > self.end {
            return None;
        }
        match self.page.as_mut() {
            Some(OpenPage { marks: None, values: Values::Entries(entries), .. }) => entries.eight(row - self.start),
            _ => None,
        }
    }

    /// The rows behind this one whose values are surely the same end here.
    pub(super) fn same_to(&mut self, row: usize) -> usize {
        let (start, end) = (self.start, self.end);
        let Some(page) = self.page.as_mut() else { return row + 1 };
        match (&page.marks, &mut page.values) {
            (None, Values::Entries(entries)) => {
                entries.repeated_to(row - start).map_or(row + 1, |to| (start + to).min(end))
            }
            _ => row + 1,
        }
    }

    /// Goes to the page of a row.
    fn turn_to(&mut self, row: usize) -> Result<(), String> {
        while row >= self.end {
            self.page = None;
            let next = self.pages.peek_next_page().map_err(|error| plain(&error))?;
            let Some(next) = next else { return Err("a column ends before the others".to_owned()) };
            let rows = next.num_rows.or(next.num_levels).ok_or("a page does not say how many rows it has")?;
            let end = self.end.checked_add(rows).filter(|&end| end <= self.rows);
            (self.start, self.end) = (self.end, end.ok_or("a page has more rows than its row group")?);
            if row >= self.end {
                self.pages.skip_next_page().map_err(|error| plain(&error))?;
            } else {
                let page = self.pages.get_next_page().map_err(|error| plain(&error))?;
                self.page = Some(self.opened(page.ok_or(ENDS_EARLY)?)?);
            }
        }
        Ok(())
    }

    fn opened(&self, page: Page) -> Result<OpenPage, String> {
        let (marks, values, encoding) = match page {
            Page::DataPage { buf, encoding, def_level_encoding, .. } => {
                if !self.nullable {
                    (None, buf, encoding)
                } else if def_level_encoding == Encoding::RLE {
                    let length = buf.get(..4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
                    let end = length.and_then(|length| usize::try_from(length).ok()?.checked_add(4));
                    let end = end.filter(|&end| end <= buf.len()).ok_or(ENDS_EARLY)?;
                    (Hybrid::new(buf.slice(4..end), 1), buf.slice(end..), encoding)
                } else {
                    return Err(format!("null marks in the encoding {def_level_encoding}"));
                }
            }
            Page::DataPageV2 { buf, encoding, num_nulls, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let start = rep_levels_byte_len as usize;
                let end = start + def_levels_byte_len as usize;
                if end > buf.len() {
                    return Err(ENDS_EARLY.to_owned());
                }
                let marks = (self.nullable && num_nulls > 0).then(|| Hybrid::new(buf.slice(start..end), 1)).flatten();
                (marks, buf.slice(end..), encoding)
            }
            Page::DictionaryPage { .. } => return Err("a second dictionary".to_owned()),
        };
        let mut page = OpenPage { marks, values_before: 0, counted: 0, values: self.encoded(encoding, values)? };
        page.forget_marks_of_all(self.end - self.start);
        Ok(page)
    }

    fn encoded(&self, encoding: Encoding, bytes: Bytes) -> Result<Values, String> {
        match encoding {
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
                // A page of nulls alone may lack even the width.
                let width = bytes.first().copied().unwrap_or_default();
                let entries = Hybrid::new(bytes.slice(bytes.len().min(1)..), width);
                entries.map(Values::Entries).ok_or_else(|| "dictionary entries of more than 32 bits".to_owned())
            }
            Encoding::PLAIN => Ok(match fixed_width(self.physical) {
                Some(width) => Values::Fixed { bytes, width },
                None => Values::Texts { bytes, number: 0, at: 0 },
            }),
            other => Err(format!("the encoding {other}")),
        }
    }
}

/// Can a chunk be read here? Its pages' encodings are listed in the footer, which is believed: a page of another one is an
/// error later.
pub(super) fn is_direct(meta: &ColumnChunkMetaData) -> bool {
    let known = |encoding| {
        matches!(encoding, Encoding::PLAIN | Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY | Encoding::RLE)
    };
    let column = meta.column_descr();
    column.max_rep_level() == 0
        && column.max_def_level() <= 1
        && matches!(column.physical_type(), Physical::BYTE_ARRAY | Physical::DOUBLE | Physical::INT96 | Physical::INT64)
        && meta.encodings().all(known)
}

fn fixed_width(physical: Physical) -> Option<usize> {
    match physical {
        Physical::DOUBLE | Physical::INT64 => Some(8),
        Physical::INT96 => Some(12),
        _ => None,
    }
}

fn dictionary(bytes: Bytes, count: usize, physical: Physical) -> Result<Dictionary, String> {
    let width = fixed_width(physical);
    let mut entries = Vec::new();
    if let Some(width) = width {
        if count.checked_mul(width).is_none_or(|end| end > bytes.len()) {
            return Err(ENDS_EARLY.to_owned());
        }
    } else {
        entries.reserve(count.min(bytes.len()));
        let mut at = 0;
        for _ in 0..count {
            let (start, end) = text(&bytes, at).ok_or(ENDS_EARLY)?;
            let place = |at: usize| u32::try_from(at).map_err(|_| "a dictionary of more than 4 GiB");
            entries.push((place(start)?, place(end)?));
            at = end;
        }
    }
    Ok(Dictionary { bytes, count, width, entries })
}

/// Start and end of the text whose length is here.
fn text(bytes: &Bytes, at: usize) -> Option<(usize, usize)> {
    let length: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    let end = (at + 4).checked_add(usize::try_from(u32::from_le_bytes(length)).ok()?)?;
    (end <= bytes.len()).then_some((at + 4, end))
}

fn plain_value(start: usize, end: usize) -> Option<Value> {
    Some(Value::Plain { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
}

impl OpenPage {
    /// One run of marks that says "there" to the end is no mark.
    fn forget_marks_of_all(&mut self, rows: usize) {
        let Some(marks) = &mut self.marks else { return };
        if rows > 0 && marks.get(0) == Some(1) && marks.repeated_to(0).is_some_and(|to| to >= rows) {
            self.marks = None;
        }
    }

    fn values(&mut self, start: usize, rows: &[u32], values: &mut Vec<Value>) -> Option<()> {
        let positions = rows.iter().map(|&row| row as usize - start);
        let first = rows.first().map_or(0, |&row| row as usize - start);
        let nulls_to = self.nulls_to(first)?;
        match (&self.marks, &mut self.values) {
            (None, Values::Entries(entries)) => {
                for position in positions {
                    values.push(Value::Entry(entries.get(position)?));
                }
            }
            _ => {
                for position in positions {
                    values.push(if position < nulls_to { Value::Null } else { self.value(position)? });
                }
            }
        }
        Some(())
    }

    /// The end of the nulls that begin at a position, where they are one run: their marks need no look for each row.
    fn nulls_to(&mut self, position: usize) -> Option<usize> {
        let Some(marks) = &mut self.marks else { return Some(0) };
        // Marks are passed in order, so what lies before is counted first.
        self.values_before += marks.ones(self.counted, position)?;
        self.counted = position;
        Some(if marks.get(position)? == 0 { marks.repeated_to(position).unwrap_or_default() } else { 0 })
    }

    #[inline]
    fn value(&mut self, position: usize) -> Option<Value> {
        let number = match &mut self.marks {
            None => position,
            Some(marks) => {
                self.values_before += marks.ones(self.counted, position)?;
                self.counted = position;
                if marks.get(position)? == 0 {
                    return Some(Value::Null);
                }
                self.values_before
            }
        };
        match &mut self.values {
            Values::Entries(entries) => entries.get(number).map(Value::Entry),
            Values::Fixed { bytes, width } => {
                let start = number.checked_mul(*width)?;
                let end = start.checked_add(*width)?;
                (end <= bytes.len()).then(|| plain_value(start, end))?
            }
            Values::Texts { bytes, number: next, at } => {
                while *next < number {
                    *at = text(bytes, *at)?.1;
                    *next += 1;
                }
                let (start, end) = text(bytes, *at)?;
                plain_value(start, end)
            }
        }
    }
}
