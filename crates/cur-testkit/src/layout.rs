//! The layouts, and a file of any of them.

use std::io::{self, Write};

use crate::columns::{self, Column, ColumnChoice, MapForm};
use crate::csv_writer::{CsvOptions, CsvWriter, Dialect, NumberForm};
use crate::focus::{FocusTable, focus_rows};
use crate::item::LineItem;
use crate::month::Month;
use crate::options::MonthOptions;
use crate::parquet_schema::{LEGACY_MESSAGE, SPARK_MESSAGE};
use crate::parquet_writer::{Codec, ParquetOptions, ParquetWriter};
use crate::record::Record;

/// A generation of the report, its file format, and every option of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// Legacy report, CSV.
    LegacyCsv(CsvOptions),
    /// Legacy report, Parquet.
    LegacyParquet(ParquetOptions),
    /// CUR 2.0, CSV.
    Cur2Csv(CsvOptions),
    /// CUR 2.0, Parquet.
    Cur2Parquet(ParquetOptions),
    /// FOCUS, CSV.
    FocusCsv(FocusTable, CsvOptions),
    /// FOCUS, Parquet.
    FocusParquet(FocusTable, ParquetOptions),
}

impl Layout {
    /// Legacy CSV as AWS writes it, but not packed.
    #[must_use]
    pub fn legacy_csv() -> Self {
        Self::LegacyCsv(CsvOptions { numbers: NumberForm::Fixed, ..CsvOptions::default() })
    }

    /// Legacy Parquet as AWS writes it.
    #[must_use]
    pub fn legacy_parquet() -> Self {
        Self::LegacyParquet(ParquetOptions::legacy())
    }

    /// CUR 2.0 CSV, not packed.
    #[must_use]
    pub fn cur2_csv() -> Self {
        Self::Cur2Csv(CsvOptions { millis: true, ..CsvOptions::default() })
    }

    /// CUR 2.0 Parquet as AWS writes it.
    #[must_use]
    pub fn cur2_parquet() -> Self {
        Self::Cur2Parquet(ParquetOptions::default())
    }

    /// FOCUS CSV as AWS writes it, but not packed.
    #[must_use]
    pub fn focus_csv(table: FocusTable) -> Self {
        Self::FocusCsv(table, CsvOptions { millis: true, ..CsvOptions::default() })
    }

    /// FOCUS Parquet as AWS writes it.
    #[must_use]
    pub fn focus_parquet(table: FocusTable) -> Self {
        Self::FocusParquet(table, ParquetOptions::focus())
    }

    /// FOCUS 1.0 CSV without any column of AWS, in the dialect of a database.
    #[must_use]
    pub fn focus_plain() -> Self {
        let options = CsvOptions { dialect: Dialect::Database, numbers: NumberForm::Fixed, ..CsvOptions::default() };
        Self::FocusCsv(FocusTable::PLAIN_1_0, options)
    }

    /// The table of FOCUS; none of a CUR.
    #[must_use]
    pub const fn focus_table(&self) -> Option<FocusTable> {
        match self {
            Self::FocusCsv(table, _) | Self::FocusParquet(table, _) => Some(*table),
            _ => None,
        }
    }

    /// Is it the older report?
    #[must_use]
    pub const fn is_legacy(&self) -> bool {
        matches!(self, Self::LegacyCsv(_) | Self::LegacyParquet(_))
    }

    /// What comes after the name of a file.
    #[must_use]
    pub const fn suffix(&self) -> &'static str {
        match self {
            Self::LegacyCsv(csv) | Self::Cur2Csv(csv) | Self::FocusCsv(_, csv) => csv.container.suffix(),
            Self::LegacyParquet(parquet) | Self::Cur2Parquet(parquet) | Self::FocusParquet(_, parquet) => {
                match parquet.codec {
                    Codec::Snappy => ".snappy.parquet",
                    _ => ".parquet",
                }
            }
        }
    }

    /// The names of its columns, in their order.
    #[must_use]
    pub fn column_names(&self, options: &MonthOptions) -> Vec<String> {
        self.columns(options).into_iter().map(|column| column.name).collect()
    }

    /// The same layout with other columns.
    #[must_use]
    pub fn with_columns(mut self, choice: ColumnChoice) -> Self {
        match &mut self {
            Self::LegacyCsv(csv) | Self::Cur2Csv(csv) | Self::FocusCsv(_, csv) => csv.columns = choice,
            Self::LegacyParquet(parquet) | Self::Cur2Parquet(parquet) | Self::FocusParquet(_, parquet) => {
                parquet.columns = choice;
            }
        }
        self
    }

    pub(crate) fn columns(&self, options: &MonthOptions) -> Vec<Column> {
        match self {
            Self::LegacyCsv(csv) => columns::legacy_csv(options, &csv.columns),
            Self::LegacyParquet(parquet) => columns::legacy_parquet(options, &parquet.columns),
            Self::Cur2Csv(csv) => columns::cur2(options, &csv.columns, csv.maps),
            Self::Cur2Parquet(parquet) => columns::cur2(options, &parquet.columns, parquet.maps),
            Self::FocusCsv(table, csv) => columns::focus(*table, options, &csv.columns),
            Self::FocusParquet(table, parquet) => columns::focus(*table, options, &parquet.columns),
        }
    }

    /// One file of some line items, in memory.
    pub fn encode(&self, options: &MonthOptions, items: impl IntoIterator<Item = LineItem>) -> io::Result<Vec<u8>> {
        let mut file = ChunkWriter::open(self, options, Vec::new(), "report-00001")?;
        for item in items {
            file.write(item)?;
        }
        file.finish()
    }

    /// One file of a whole month, in memory.
    pub fn encode_month(&self, month: &Month) -> io::Result<Vec<u8>> {
        self.encode(month.options(), month.items())
    }
}

/// A file that is being written.
pub struct ChunkWriter<W: Write + Send> {
    file: File<W>,
    focus: Option<FocusTable>,
}

enum File<W: Write + Send> {
    Csv(Box<CsvWriter<W>>),
    Parquet(Box<ParquetWriter<W>>),
}

impl<W: Write + Send> ChunkWriter<W> {
    /// Opens a file of that layout in `out`; `entry` is the name, without suffix, of entries of a zip archive.
    pub fn open(layout: &Layout, options: &MonthOptions, out: W, entry: &str) -> io::Result<Self> {
        let columns = layout.columns(options);
        let file = match layout {
            Layout::LegacyCsv(csv) | Layout::Cur2Csv(csv) | Layout::FocusCsv(_, csv) => {
                File::Csv(Box::new(CsvWriter::open(csv, columns, out, entry)?))
            }
            Layout::LegacyParquet(parquet) => {
                File::Parquet(Box::new(ParquetWriter::open(parquet, LEGACY_MESSAGE, columns, out)?))
            }
            Layout::Cur2Parquet(parquet) | Layout::FocusParquet(_, parquet) => {
                File::Parquet(Box::new(ParquetWriter::open(parquet, SPARK_MESSAGE, columns, out)?))
            }
        };
        Ok(Self { file, focus: layout.focus_table() })
    }

    /// Writes a line item: of FOCUS the rows that it becomes, which can be none.
    pub fn write(&mut self, item: LineItem) -> io::Result<()> {
        let Some(table) = self.focus else { return self.file.write(Record::Item(item)) };
        focus_rows(&item, table.version).into_iter().try_for_each(|row| self.file.write(Record::Focus(row)))
    }

    /// Closes the file and hands the target back.
    pub fn finish(self) -> io::Result<W> {
        match self.file {
            File::Csv(csv) => csv.finish(),
            File::Parquet(parquet) => parquet.finish(),
        }
    }
}

impl<W: Write + Send> File<W> {
    fn write(&mut self, record: Record) -> io::Result<()> {
        match self {
            Self::Csv(csv) => csv.write(&record),
            Self::Parquet(parquet) => parquet.write(record),
        }
    }
}

/// Every layout of a CUR with every option that changes bytes and not the month, named. What they hold is the same line
/// items.
#[must_use]
pub fn every_layout() -> Vec<(String, Layout)> {
    let mut all = Vec::new();
    for (name, csv) in every_csv() {
        all.push((format!("legacy-csv-{name}"), Layout::LegacyCsv(csv.clone())));
        all.push((format!("cur2-csv-{name}"), Layout::Cur2Csv(csv)));
    }
    all.push((
        "cur2-csv-flat".to_owned(),
        Layout::Cur2Csv(CsvOptions { maps: MapForm::Flat, ..CsvOptions::default() }),
    ));
    for (name, parquet) in every_parquet() {
        all.push((format!("cur2-parquet-{name}"), Layout::Cur2Parquet(parquet.clone())));
        let times = if parquet.times == crate::TimeForm::Int96 { crate::TimeForm::Millis } else { parquet.times };
        let legacy = ParquetOptions { times, statistics: false, pages_v2: name != "row-groups", ..parquet };
        all.push((format!("legacy-parquet-{name}"), Layout::LegacyParquet(legacy)));
    }
    all
}

/// Every table of FOCUS in every form, named. What they hold is what the same line items are in FOCUS.
#[must_use]
pub fn every_focus_layout() -> Vec<(String, Layout)> {
    let mut all = Vec::new();
    for table in FocusTable::ALL {
        let name = table.name();
        for (form, csv) in every_focus_csv(table) {
            all.push((format!("{name}-{form}"), Layout::FocusCsv(table, csv)));
        }
        if table.aws_columns {
            for (form, parquet) in every_focus_parquet() {
                all.push((format!("{name}-{form}"), Layout::FocusParquet(table, parquet)));
            }
        }
    }
    all
}

fn every_focus_csv(table: FocusTable) -> Vec<(&'static str, CsvOptions)> {
    use crate::columns::ColumnOrder;
    use crate::container::Container;
    let plain = if table.aws_columns {
        CsvOptions { millis: true, ..CsvOptions::default() }
    } else {
        CsvOptions { dialect: Dialect::Database, numbers: NumberForm::Fixed, ..CsvOptions::default() }
    };
    let order = ColumnChoice { order: ColumnOrder::Shuffled(9), ..ColumnChoice::default() };
    vec![
        ("csv", plain.clone()),
        ("csv-gzip", CsvOptions { container: Container::Gzip, ..plain.clone() }),
        ("csv-crlf-bom", CsvOptions { crlf: true, bom: true, ..plain.clone() }),
        ("csv-scientific", CsvOptions { numbers: NumberForm::Scientific, ..plain.clone() }),
        ("csv-shuffled", CsvOptions { columns: order, ..plain }),
    ]
}

fn every_focus_parquet() -> Vec<(&'static str, ParquetOptions)> {
    use crate::parquet_schema::{NumericForm, TimeForm};
    let plain = ParquetOptions::focus();
    vec![
        ("parquet", plain.clone()),
        ("parquet-row-groups", ParquetOptions { row_group_rows: Some(700), ..plain.clone() }),
        ("parquet-decimal", ParquetOptions { numbers: NumericForm::Decimal, ..plain.clone() }),
        ("parquet-text", ParquetOptions { times: TimeForm::Text, maps: MapForm::Json, ..plain }),
    ]
}

fn every_csv() -> Vec<(&'static str, CsvOptions)> {
    use crate::columns::ColumnOrder;
    use crate::container::Container;
    let plain = CsvOptions { numbers: NumberForm::Fixed, ..CsvOptions::default() };
    let packed = |container| CsvOptions { container, ..plain.clone() };
    vec![
        ("plain", plain.clone()),
        ("gzip", packed(Container::Gzip)),
        ("gzip-members", packed(Container::GzipMembers(100_003))),
        ("zstd", packed(Container::Zstd(100_003))),
        ("zip", packed(Container::Zip)),
        ("zip-entries", packed(Container::ZipEntries(500))),
        ("crlf-bom", CsvOptions { crlf: true, bom: true, millis: true, ..plain.clone() }),
        ("quoted", CsvOptions { quote_all: true, numbers: NumberForm::Plain, ..plain.clone() }),
        ("scientific", CsvOptions { numbers: NumberForm::Scientific, ..plain.clone() }),
        (
            "shuffled",
            CsvOptions {
                columns: ColumnChoice { order: ColumnOrder::Shuffled(9), ..ColumnChoice::default() },
                ..plain
            },
        ),
    ]
}

fn every_parquet() -> Vec<(&'static str, ParquetOptions)> {
    use crate::parquet_schema::{NumericForm, TextForm, TimeForm};
    let plain = ParquetOptions::default();
    let with = |codec| ParquetOptions { codec, ..plain.clone() };
    vec![
        ("snappy", plain.clone()),
        ("uncompressed", with(Codec::None)),
        ("gzip", with(Codec::Gzip)),
        ("zstd", with(Codec::Zstd)),
        ("lz4", with(Codec::Lz4Raw)),
        ("brotli", with(Codec::Brotli)),
        ("no-dictionary", ParquetOptions { dictionary: false, ..plain.clone() }),
        ("bare-texts", ParquetOptions { texts: TextForm::Bare, ..plain.clone() }),
        ("row-groups", ParquetOptions { row_group_rows: Some(700), ..plain.clone() }),
        ("small-pages", ParquetOptions { page_rows: Some(101), ..plain.clone() }),
        ("micros-decimal", ParquetOptions { times: TimeForm::Micros, numbers: NumericForm::Decimal, ..plain.clone() }),
        ("nanos-json", ParquetOptions { times: TimeForm::Nanos, maps: MapForm::Json, ..plain.clone() }),
        ("millis-flat", ParquetOptions { times: TimeForm::Millis, maps: MapForm::Flat, ..plain.clone() }),
        (
            "all-text",
            ParquetOptions { times: TimeForm::Text, numbers: NumericForm::Text, maps: MapForm::Json, ..plain },
        ),
    ]
}
