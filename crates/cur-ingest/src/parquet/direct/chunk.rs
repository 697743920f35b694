//! The pages of a column chunk, and where in them the value of a row is.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

use super::hybrid::Hybrid;
use super::marks::Marks;
use super::window::Window;
use crate::parquet::schema::plain;
use crate::parquet::source::Chunks;

/// The place of a value that is null.
pub(super) const MISSING: u32 = u32::MAX;

/// Where the values of some rows of a page are.
pub(super) enum Found<'a> {
    /// All of them are null.
    Nulls,
    /// Entries of the dictionary, or [`MISSING`].
    Entries(&'a [u32]),
    /// Bytes of the page with the starts of values, or [`MISSING`]. Each value is behind its length.
    Texts(&'a [u8], &'a [u32]),
    /// Bytes of the page with the starts of values of that width, or [`MISSING`].
    Fixed(&'a [u8], usize, &'a [u32]),
}

/// One column of a row group, read at ascending rows.
pub(super) struct Chunk {
    pages: SerializedPageReader<Window>,
    physical: Physical,
    nullable: bool,
    /// Rows of the row group.
    rows: usize,
    /// First row of the current page, and the row behind its last.
    start: usize,
    end: usize,
    page: Option<OpenPage>,
    dictionary: Dictionary,
    places: Vec<u32>,
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
    marks: Marks,
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

pub(super) const ENDS_EARLY: &str = "a page ends before its values, or holds values that cannot be";
pub(super) const PAST_DICTIONARY: &str = "an index past the dictionary";

impl Chunk {
    /// `None` where only the plain way can read it: nested, or of another type.
    pub(super) fn open(
        chunks: &Chunks,
        meta: &ColumnChunkMetaData,
        rows: usize,
        ahead: usize,
    ) -> Result<Option<Self>, String> {
        if !is_direct(meta) {
            return Ok(None);
        }
        let pages = SerializedPageReader::new(Arc::new(Window::new(chunks, meta, ahead)), meta, rows, None);
        let mut chunk = Self {
            pages: pages.map_err(|error| plain(&error))?,
            physical: meta.column_type(),
            nullable: meta.column_descr().max_def_level() == 1,
            rows,
            start: 0,
            end: 0,
            page: None,
            dictionary: Dictionary::default(),
            places: Vec::new(),
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

    /// Finds the values of the first of these rows and of those that share its page; how many they are. Rows are asked for
    /// in ascending order; pages without one of them are not inflated.
    pub(super) fn find(&mut self, rows: &[u32]) -> Result<usize, String> {
        let Some(&first) = rows.first() else { return Ok(0) };
        self.turn_to(first as usize)?;
        let here = &rows[..rows.partition_point(|&row| (row as usize) < self.end)];
        let page = self.page.as_mut().ok_or(ENDS_EARLY)?;
        page.find(self.start, here, &mut self.places).ok_or(ENDS_EARLY)?;
        Ok(here.len())
    }

    /// What [`find`](Self::find) has found last.
    pub(super) fn found(&self) -> Found<'_> {
        match self.page.as_ref().map(|page| (&page.marks, &page.values)) {
            None | Some((Marks::None, _)) => Found::Nulls,
            Some((_, Values::Entries(_))) => Found::Entries(&self.places),
            Some((_, Values::Texts { bytes, .. })) => Found::Texts(bytes, &self.places),
            Some((_, Values::Fixed { bytes, width })) => Found::Fixed(bytes, *width, &self.places),
        }
    }

    /// The bytes of one of the values found; `None` for null.
    pub(super) fn bytes<'a>(&'a self, found: &Found<'a>, at: usize) -> Result<Option<&'a [u8]>, String> {
        let place = match found {
            Found::Nulls => MISSING,
            found => *found.places().get(at).ok_or(ENDS_EARLY)?,
        };
        Ok(match found {
            _ if place == MISSING => None,
            Found::Entries(_) => Some(self.dictionary.get(place).ok_or(PAST_DICTIONARY)?),
            found => Some(found.plain(place).ok_or(ENDS_EARLY)?),
        })
    }

    /// Adds those rows of a range to `rows` whose dictionary entry is a hit, or whose bytes are.
    pub(super) fn select(
        &mut self,
        range: Range<usize>,
        is_hit: impl Fn(&[u8]) -> bool,
        rows: &mut Vec<u32>,
    ) -> Result<(), String> {
        let entries = (0u32..).take(self.dictionary.len());
        let hits: Vec<bool> = entries.map(|entry| self.dictionary.get(entry).is_some_and(&is_hit)).collect();
        let mut row = range.start;
        while row < range.end {
            self.turn_to(row)?;
            let (start, end) = (self.start, self.end.min(range.end));
            if let Some(OpenPage { marks: Marks::All, values: Values::Entries(entries) }) = self.page.as_mut() {
                entries.matching(row - start..end - start, &hits, |at| rows.extend(u32::try_from(start + at)))?;
            } else {
                let all: Vec<u32> = (row..end).filter_map(|row| u32::try_from(row).ok()).collect();
                self.find(&all)?;
                self.select_found(&all, &hits, &is_hit, rows)?;
            }
            row = end;
        }
        Ok(())
    }

    fn select_found(
        &self,
        all: &[u32],
        hits: &[bool],
        is_hit: impl Fn(&[u8]) -> bool,
        rows: &mut Vec<u32>,
    ) -> Result<(), String> {
        match self.found() {
            Found::Nulls => {}
            Found::Entries(entries) => {
                for (&row, &entry) in all.iter().zip(entries).filter(|(_, entry)| **entry != MISSING) {
                    if *hits.get(entry as usize).ok_or(PAST_DICTIONARY)? {
                        rows.push(row);
                    }
                }
            }
            found => {
                for (&row, &place) in all.iter().zip(found.places()).filter(|(_, place)| **place != MISSING) {
                    if is_hit(found.plain(place).ok_or(ENDS_EARLY)?) {
                        rows.push(row);
                    }
                }
            }
        }
        Ok(())
    }

    /// Goes to the page of a row.
    fn turn_to(&mut self, row: usize) -> Result<(), String> {
        while row >= self.end {
            self.page = None;
            let next = self.pages.peek_next_page().map_err(|error| plain(&error))?;
            let Some(next) = next else { return Err("a column ends before the others".to_owned()) };
            let rows = match (next.num_rows, next.num_levels) {
                (Some(rows), Some(values)) if rows != values => {
                    return Err(format!("a page of {rows} rows says that it has {values} values"));
                }
                (rows, values) => rows.or(values).ok_or("a page does not say how many rows it has")?,
            };
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
        let rows = self.end - self.start;
        let (marks, values, encoding) = match page {
            Page::DataPage { buf, encoding, def_level_encoding, .. } => {
                if !self.nullable {
                    (None, buf, encoding)
                } else if def_level_encoding == Encoding::RLE {
                    let (marks, end) = Hybrid::behind_length(&buf, 1).ok_or(ENDS_EARLY)?;
                    (Some(marks), buf.slice(end..), encoding)
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
                // The levels are believed, not the number of nulls that stands beside them.
                let has_levels = self.nullable && (num_nulls > 0 || start < end);
                let marks = has_levels.then(|| Hybrid::new(buf.slice(start..end), 1)).flatten();
                (marks, buf.slice(end..), encoding)
            }
            Page::DictionaryPage { .. } => return Err("a second dictionary".to_owned()),
        };
        let marks = match marks {
            Some(marks) => Marks::of(marks, rows).ok_or(ENDS_EARLY)?,
            None => Marks::All,
        };
        Ok(OpenPage { marks, values: self.encoded(encoding, values)? })
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

impl<'a> Found<'a> {
    fn places(&self) -> &'a [u32] {
        match self {
            Self::Nulls => &[],
            Self::Entries(places) | Self::Texts(_, places) | Self::Fixed(_, _, places) => places,
        }
    }

    /// The bytes of a value that is written out; `None` where the page ends before it.
    #[inline]
    pub(super) fn plain(&self, place: u32) -> Option<&'a [u8]> {
        let place = place as usize;
        match self {
            Self::Texts(bytes, _) => {
                let length = bytes.get(place.checked_sub(4)?..place)?.try_into().ok().map(u32::from_le_bytes)?;
                bytes.get(place..place.checked_add(length as usize)?)
            }
            Self::Fixed(bytes, width, _) => bytes.get(place..place.checked_add(*width)?),
            Self::Nulls | Self::Entries(_) => None,
        }
    }
}

impl OpenPage {
    /// Where the values of some rows are, in ascending order; `None` where the page ends before them.
    fn find(&mut self, start: usize, rows: &[u32], places: &mut Vec<u32>) -> Option<()> {
        places.clear();
        let start = u32::try_from(start).ok()?;
        match &self.marks {
            Marks::None => {
                places.resize(rows.len(), MISSING);
                return Some(());
            }
            Marks::All => places.extend(rows.iter().map(|&row| row - start)),
            Marks::Some(ranks) => {
                places.extend(rows.iter().map(|&row| ranks.number((row - start) as usize).unwrap_or(MISSING)));
            }
        }
        match &mut self.values {
            Values::Entries(entries) => entries.get_all(places)?,
            Values::Fixed { bytes, width } => {
                let width = u32::try_from(*width).ok()?;
                for place in places.iter_mut().filter(|place| **place != MISSING) {
                    *place = place.checked_mul(width).filter(|&place| ((place + width) as usize) <= bytes.len())?;
                }
            }
            Values::Texts { bytes, number, at } => {
                for place in places.iter_mut().filter(|place| **place != MISSING) {
                    while *number < *place as usize {
                        *at = text(bytes, *at)?.1;
                        *number += 1;
                    }
                    *place = u32::try_from(text(bytes, *at)?.0).ok()?;
                }
            }
        }
        Some(())
    }
}
