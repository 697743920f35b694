//! Parquet files, of every generation, by the low-level column writers: INT96, which real exports hold, cannot be
//! written from Arrow, and an Arrow schema, which real exports lack, must not be embedded.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, Int64Type, Int96,
    Int96Type,
};
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};

use crate::amount::Amount;
use crate::columns::{Column, ColumnChoice, MapForm};
use crate::field::{Cell, Field, Sort, push_json};
use crate::parquet_schema::{Forms, NumericForm, TextForm, TimeForm, schema};
use crate::record::Record;
use crate::time::Time;

const DAY: i64 = 24 * 3600;
const JULIAN_DAY_OF_EPOCH: i64 = 2_440_588;

/// How the pages of a Parquet file are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Codec {
    /// Not at all.
    None,
    /// Snappy, as AWS writes it.
    #[default]
    Snappy,
    /// Gzip.
    Gzip,
    /// Zstandard.
    Zstd,
    /// LZ4, raw blocks.
    Lz4Raw,
    /// Brotli.
    Brotli,
}

impl Codec {
    /// Every codec.
    pub const ALL: [Self; 6] = [Self::None, Self::Snappy, Self::Gzip, Self::Zstd, Self::Lz4Raw, Self::Brotli];

    fn compression(self) -> Compression {
        match self {
            Self::None => Compression::UNCOMPRESSED,
            Self::Snappy => Compression::SNAPPY,
            Self::Gzip => Compression::GZIP(GzipLevel::default()),
            Self::Zstd => Compression::ZSTD(ZstdLevel::default()),
            Self::Lz4Raw => Compression::LZ4_RAW,
            Self::Brotli => Compression::BROTLI(BrotliLevel::default()),
        }
    }
}

/// How a Parquet file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParquetOptions {
    /// Compression of the pages.
    pub codec: Codec,
    /// Dictionaries?
    pub dictionary: bool,
    /// Column statistics in the footer? (Legacy reports have none.)
    pub statistics: bool,
    /// Data pages of the second version? (Legacy reports have them.)
    pub pages_v2: bool,
    /// How times are stored.
    pub times: TimeForm,
    /// How numbers are stored.
    pub numbers: NumericForm,
    /// How texts are stored.
    pub texts: TextForm,
    /// How CUR 2.0 stores maps.
    pub maps: MapForm,
    /// Which columns.
    pub columns: ColumnChoice,
    /// Rows of a row group; none for one row group (of at most a million rows) a file, as AWS writes it.
    pub row_group_rows: Option<usize>,
    /// Rows of a page; none for pages as large as AWS writes them, which small files have one of.
    pub page_rows: Option<usize>,
}

impl ParquetOptions {
    /// As FOCUS is written.
    #[must_use]
    pub fn focus() -> Self {
        Self { times: TimeForm::Millis, ..Self::default() }
    }

    /// As legacy reports are written.
    #[must_use]
    pub fn legacy() -> Self {
        Self { statistics: false, pages_v2: true, times: TimeForm::Millis, ..Self::default() }
    }
}

/// As CUR 2.0 is written.
impl Default for ParquetOptions {
    fn default() -> Self {
        Self {
            codec: Codec::Snappy,
            dictionary: true,
            statistics: true,
            pages_v2: false,
            times: TimeForm::Int96,
            numbers: NumericForm::Double,
            texts: TextForm::Marked,
            maps: MapForm::Map,
            columns: ColumnChoice::default(),
            row_group_rows: None,
            page_rows: None,
        }
    }
}

/// Rows held before they are written, where the file has one row group: memory has to end somewhere.
const MOST_ROWS: usize = 1_000_000;

/// Writes line items as Parquet rows. Holds the rows of one row group.
pub(crate) struct ParquetWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Column>,
    forms: Forms,
    rows: Vec<Record>,
    row_group_rows: usize,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Opens a file whose message type has that name.
    pub(crate) fn open(options: &ParquetOptions, message: &str, columns: Vec<Column>, out: W) -> io::Result<Self> {
        let forms = Forms { times: options.times, numbers: options.numbers, texts: options.texts, maps: options.maps };
        let statistics = if options.statistics { EnabledStatistics::Chunk } else { EnabledStatistics::None };
        let version = if options.pages_v2 { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
        let mut properties = WriterProperties::builder()
            // Our own name: that of the library has its version, which must not decide on a fixture's bytes.
            .set_created_by("cur-testkit".to_owned())
            .set_writer_version(version)
            .set_compression(options.codec.compression())
            .set_dictionary_enabled(options.dictionary)
            .set_statistics_enabled(statistics)
            .set_offset_index_disabled(true);
        if let Some(rows) = options.page_rows {
            // The writer looks at the length of a page once a batch.
            properties = properties.set_data_page_row_count_limit(rows.max(1)).set_write_batch_size(rows.max(1));
        }
        let file = SerializedFileWriter::new(out, schema(message, &columns, forms)?, Arc::new(properties.build()))?;
        let row_group_rows = options.row_group_rows.unwrap_or(MOST_ROWS).max(1);
        Ok(Self { file, columns, forms, rows: Vec::new(), row_group_rows })
    }

    pub(crate) fn write(&mut self, record: Record) -> io::Result<()> {
        self.rows.push(record);
        if self.rows.len() >= self.row_group_rows {
            self.write_row_group()?;
        }
        Ok(())
    }

    fn write_row_group(&mut self) -> io::Result<()> {
        let mut group = self.file.next_row_group()?;
        for column in &self.columns {
            write_column(&mut group, column, self.forms, &self.rows)?;
        }
        group.close()?;
        self.rows.clear();
        Ok(())
    }

    /// Writes what is left and the footer. A file without rows has no row group.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        if !self.rows.is_empty() {
            self.write_row_group()?;
        }
        Ok(self.file.into_inner()?)
    }
}

type Group<'a, W> = SerializedRowGroupWriter<'a, W>;

fn write_column<W: Write + Send>(
    group: &mut Group<'_, W>,
    column: &Column,
    forms: Forms,
    rows: &[Record],
) -> Result<()> {
    let leaf = Leaf { column, rows };
    match (column.field.sort(), forms.numbers, forms.times) {
        (Sort::Number, NumericForm::Double, _) => {
            leaf.write::<DoubleType, W>(group, |cell| number(cell).map(Amount::to_f64), &0.0)
        }
        (Sort::Number, NumericForm::Decimal, _) => {
            leaf.write::<FixedLenByteArrayType, W>(group, |cell| number(cell).map(decimal), &decimal(Amount::ZERO))
        }
        (Sort::Number, NumericForm::Text, _) => {
            leaf.write::<ByteArrayType, W>(group, |cell| number(cell).map(number_text), &number_text(Amount::ZERO))
        }
        (Sort::Time, _, TimeForm::Int96) => {
            leaf.write::<Int96Type, W>(group, |cell| time(cell).map(int96), &Int96::new())
        }
        (Sort::Time, _, TimeForm::Millis) => leaf.write_times(group, 1_000),
        (Sort::Time, _, TimeForm::Micros) => leaf.write_times(group, 1_000_000),
        (Sort::Time, _, TimeForm::Nanos) => leaf.write_times(group, 1_000_000_000),
        (Sort::Texts | Sort::Numbers, ..) if forms.maps == MapForm::Map => write_map(group, column, forms, rows),
        _ => leaf.write::<ByteArrayType, W>(group, text, &ByteArray::from("")),
    }
}

/// A column of one value a row.
struct Leaf<'a> {
    column: &'a Column,
    rows: &'a [Record],
}

impl Leaf<'_> {
    /// Writes times as so many parts of a second.
    fn write_times<W: Write + Send>(&self, group: &mut Group<'_, W>, parts: i64) -> Result<()> {
        self.write::<Int64Type, W>(group, |cell| time(cell).map(|time| time.0 * parts), &0)
    }

    /// Writes the column; `value` makes a value of a cell, none of an empty one, which is `empty` where the column is
    /// required.
    fn write<T: DataType, W: Write + Send>(
        &self,
        group: &mut Group<'_, W>,
        value: impl Fn(&Cell<'_>) -> Option<T::T>,
        empty: &T::T,
    ) -> Result<()> {
        if matches!(self.column.field, Field::Empty(_)) && !self.column.required {
            // A third of the columns: not worth a look at every row.
            return write_values::<T, W>(group, &[], Some(&vec![0; self.rows.len()]), None);
        }
        let mut values = Vec::with_capacity(self.rows.len());
        let mut defined = Vec::with_capacity(self.rows.len());
        for record in self.rows {
            let value = value(&self.column.of(record));
            defined.push(i16::from(value.is_some()));
            match value {
                Some(value) => values.push(value),
                None if self.column.required => values.push(empty.clone()),
                None => {}
            }
        }
        let levels = (!self.column.required).then_some(defined.as_slice());
        write_values::<T, W>(group, &values, levels, None)
    }
}

/// A map: one leaf of keys, one of values. A line item without entries has an empty map, not a null.
fn write_map<W: Write + Send>(group: &mut Group<'_, W>, column: &Column, forms: Forms, rows: &[Record]) -> Result<()> {
    let (mut keys, mut texts, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut defined, mut repeated) = (Vec::new(), Vec::new());
    for record in rows {
        let before = keys.len();
        match column.of(record) {
            Cell::Texts(entries) => {
                for (key, value) in entries {
                    keys.push(ByteArray::from(key));
                    texts.push(ByteArray::from(value.as_ref()));
                }
            }
            Cell::Numbers(entries) => {
                for (key, value) in entries {
                    keys.push(ByteArray::from(key));
                    numbers.push(value);
                }
            }
            _ => {}
        }
        let entries = keys.len() - before;
        repeated.extend((0..entries.max(1)).map(|entry| i16::from(entry > 0)));
        defined.extend((0..entries.max(1)).map(|_| if entries == 0 { 1i16 } else { 2 }));
    }
    write_values::<ByteArrayType, W>(group, &keys, Some(&defined), Some(&repeated))?;
    // A value is one level deeper than its key, since it could be null.
    let defined: Vec<i16> = defined.into_iter().map(|level| if level == 2 { 3 } else { level }).collect();
    let levels = (Some(defined.as_slice()), Some(repeated.as_slice()));
    if column.field.sort() == Sort::Texts {
        return write_values::<ByteArrayType, W>(group, &texts, levels.0, levels.1);
    }
    match forms.numbers {
        NumericForm::Double => {
            let values: Vec<f64> = numbers.into_iter().map(Amount::to_f64).collect();
            write_values::<DoubleType, W>(group, &values, levels.0, levels.1)
        }
        NumericForm::Decimal => {
            let values: Vec<FixedLenByteArray> = numbers.into_iter().map(decimal).collect();
            write_values::<FixedLenByteArrayType, W>(group, &values, levels.0, levels.1)
        }
        NumericForm::Text => {
            let values: Vec<ByteArray> = numbers.into_iter().map(number_text).collect();
            write_values::<ByteArrayType, W>(group, &values, levels.0, levels.1)
        }
    }
}

fn write_values<T: DataType, W: Write + Send>(
    group: &mut Group<'_, W>,
    values: &[T::T],
    defined: Option<&[i16]>,
    repeated: Option<&[i16]>,
) -> Result<()> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(values, defined, repeated)?;
    column.close()
}

fn number(cell: &Cell<'_>) -> Option<Amount> {
    if let Cell::Number(amount) = cell { Some(*amount) } else { None }
}

fn time(cell: &Cell<'_>) -> Option<Time> {
    if let Cell::Time(time) = cell { Some(*time) } else { None }
}

/// Whatever the cell is, as text.
fn text(cell: &Cell<'_>) -> Option<ByteArray> {
    let mut out = String::new();
    match cell {
        Cell::Null => return None,
        Cell::Text(text) => return Some(ByteArray::from(*text)),
        Cell::Made(text) => return Some(ByteArray::from(text.as_str())),
        Cell::Span(start, end) => {
            start.push_iso(false, &mut out);
            out.push('/');
            end.push_iso(false, &mut out);
        }
        Cell::Time(time) => time.push_iso(false, &mut out),
        Cell::Number(amount) => out.push_str(&amount.to_string()),
        Cell::Texts(_) | Cell::Numbers(_) => push_json(cell, &mut out),
    }
    Some(ByteArray::from(out.into_bytes()))
}

fn number_text(amount: Amount) -> ByteArray {
    ByteArray::from(amount.to_string().into_bytes())
}

fn decimal(amount: Amount) -> FixedLenByteArray {
    FixedLenByteArray::from(amount.units().to_be_bytes().to_vec())
}

fn int96(time: Time) -> Int96 {
    let day = u32::try_from(time.0.div_euclid(DAY) + JULIAN_DAY_OF_EPOCH).unwrap_or_default();
    let nanos = time.0.rem_euclid(DAY).unsigned_abs() * 1_000_000_000;
    let [low @ .., a, b, c, d] = nanos.to_le_bytes();
    let mut value = Int96::new();
    value.set_data(u32::from_le_bytes(low), u32::from_le_bytes([a, b, c, d]), day);
    value
}
