//! Selected rows of a row group through arrow-rs, nested columns too.

use std::iter;
use std::sync::Arc;

use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, RowGroups, RowSelection};
use parquet::arrow::{ProjectionMask, parquet_to_arrow_field_levels};
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageIterator, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::serialized_reader::SerializedPageReader;

use super::direct::Hybrid;
use super::schema::{ParquetFile, plain};
use super::select::BLOCK;
use super::source::Chunks;

/// Batches of some columns and rows of a row group.
pub(super) fn records(
    file: &ParquetFile,
    group: usize,
    columns: ProjectionMask,
    rows: RowSelection,
) -> std::result::Result<ParquetRecordBatchReader, String> {
    let schema = file.metadata.schema();
    parquet_to_arrow_field_levels(file.metadata.parquet_schema(), columns, Some(schema.fields()))
        .and_then(|levels| {
            ParquetRecordBatchReader::try_new_with_row_groups(
                &levels,
                &CheckedGroup { file, group },
                BLOCK as usize,
                Some(rows),
            )
        })
        .map_err(|error| plain(&error))
}

/// A row group whose pages are looked at before arrow-rs takes them: it skips rows of a nested column by their repetition
/// levels, and where a page has fewer of them than it says, it goes on without end.
struct CheckedGroup<'a> {
    file: &'a ParquetFile,
    group: usize,
}

impl RowGroups for CheckedGroup<'_> {
    fn num_rows(&self) -> usize {
        usize::try_from(self.file.rows(self.group)).unwrap_or_default()
    }

    fn column_chunks(&self, column: usize) -> Result<Box<dyn PageIterator>> {
        let meta = self.metadata().row_group(self.group).column(column);
        let pages = SerializedPageReader::new(Arc::new(self.file.chunks.clone()), meta, self.num_rows(), None)?;
        let levels = u16::try_from(meta.column_descr().max_rep_level()).unwrap_or_default();
        let width = u8::try_from(u16::BITS - levels.leading_zeros()).unwrap_or_default();
        let pages: Box<dyn PageReader> = if width == 0 { Box::new(pages) } else { Box::new(Checked { pages, width }) };
        Ok(Box::new(OneChunk(iter::once(Ok(pages)))))
    }

    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(iter::once(self.metadata().row_group(self.group)))
    }

    fn metadata(&self) -> &ParquetMetaData {
        self.file.metadata.metadata()
    }
}

/// The chunk of a column in one row group.
struct OneChunk(iter::Once<Result<Box<dyn PageReader>>>);

impl Iterator for OneChunk {
    type Item = Result<Box<dyn PageReader>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl PageIterator for OneChunk {}

/// Pages of a nested column.
struct Checked {
    pages: SerializedPageReader<Chunks>,
    /// Bits of a repetition level.
    width: u8,
}

impl Iterator for Checked {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Checked {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        if page.as_ref().is_some_and(|page| !has_its_levels(page, self.width)) {
            let what = "the repetition levels of a page end before its values";
            return Err(ParquetError::General(what.to_owned()));
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn supports_deferred_dictionary(&self) -> bool {
        self.pages.supports_deferred_dictionary()
    }

    fn take_deferred_dictionary(&mut self) -> Result<Option<Page>> {
        self.pages.take_deferred_dictionary()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

/// Does a page have as many repetition levels, of `width` bits each, as it has values?
fn has_its_levels(page: &Page, width: u8) -> bool {
    let (levels, values) = match page {
        Page::DictionaryPage { .. } => return true,
        Page::DataPage { buf, num_values, rep_level_encoding: Encoding::RLE, .. } => {
            (Hybrid::behind_length(buf, width).map(|(levels, _)| levels), *num_values)
        }
        // Packed bits alone, the first encoding there was.
        Page::DataPage { buf, num_values, .. } => {
            return buf.len() as u64 * 8 >= u64::from(*num_values) * u64::from(width);
        }
        Page::DataPageV2 { buf, num_values, rep_levels_byte_len, .. } => {
            let end = usize::try_from(*rep_levels_byte_len).ok().filter(|&end| end <= buf.len());
            (end.and_then(|end| Hybrid::new(buf.slice(..end), width)), *num_values)
        }
    };
    let Some(mut levels) = levels else { return false };
    values.checked_sub(1).is_none_or(|last| levels.get(last as usize).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(levels: &[u8], num_values: u32, encoding: Encoding) -> Page {
        let mut bytes = Vec::new();
        if encoding == Encoding::RLE {
            bytes.extend(u32::try_from(levels.len()).unwrap().to_le_bytes());
        }
        bytes.extend(levels);
        Page::DataPage {
            buf: bytes.into(),
            num_values,
            encoding: Encoding::PLAIN,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: encoding,
            statistics: None,
        }
    }

    fn page_v2(levels: &[u8], num_values: u32, rep_levels_byte_len: u32) -> Page {
        Page::DataPageV2 {
            buf: levels.to_vec().into(),
            num_values,
            encoding: Encoding::PLAIN,
            num_nulls: 0,
            num_rows: 1,
            def_levels_byte_len: 0,
            rep_levels_byte_len,
            is_compressed: false,
            statistics: None,
        }
    }

    #[test]
    fn a_page_has_its_repetition_levels_or_is_damage() {
        // Five times 1, then eight packed ones.
        let levels = [10, 1, 3, 0b1010_1010];
        #[expect(deprecated, reason = "old files have it")]
        let packed = Encoding::BIT_PACKED;
        for (values, expected) in [(0, true), (1, true), (13, true), (14, false), (u32::MAX, false)] {
            assert_eq!(has_its_levels(&page(&levels, values, Encoding::RLE), 1), expected, "{values}");
            assert_eq!(has_its_levels(&page_v2(&levels, values, 4), 1), expected, "{values}");
        }
        assert!(!has_its_levels(&page_v2(&levels, 1, 5), 1));
        assert!(!has_its_levels(&page_v2(&levels, 13, 3), 1));
        // A run of nothing, and a level of two bits where one is all there are.
        assert!(!has_its_levels(&page(&[0, 0, 10, 1], 1, Encoding::RLE), 1));
        assert!(!has_its_levels(&page(&[10, 2], 1, Encoding::RLE), 1));
        assert!(has_its_levels(&page(&[10, 2], 5, Encoding::RLE), 2));
        assert!(has_its_levels(&page(&levels, 32, packed), 1));
        assert!(!has_its_levels(&page(&levels, 33, packed), 1));
        assert!(!has_its_levels(&page(&levels, 32, packed), 2));
    }
}
