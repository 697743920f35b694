//! The layouts, and a file of any of them.

use std::io::{self, Write};

use crate::columns::{self, Column, MapForm};
use crate::csv_writer::{CsvOptions, CsvWriter, NumberForm};
use crate::item::LineItem;
use crate::month::Month;
use crate::options::MonthOptions;
use crate::parquet_writer::{Codec, ParquetOptions, ParquetWriter};

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

    /// Is it the older report?
    #[must_use]
    pub const fn is_legacy(&self) -> bool {
        matches!(self, Self::LegacyCsv(_) | Self::LegacyParquet(_))
    }

    /// What comes after the name of a file.
    #[must_use]
    pub const fn suffix(&self) -> &'static str {
        match self {
            Self::LegacyCsv(csv) | Self::Cur2Csv(csv) => csv.container.suffix(),
            Self::LegacyParquet(parquet) | Self::Cur2Parquet(parquet) => match parquet.codec {
                Codec::Snappy => ".snappy.parquet",
                _ => ".parquet",
            },
        }
    }

    pub(crate) fn columns(&self, options: &MonthOptions) -> Vec<Column> {
        match self {
            Self::LegacyCsv(csv) => columns::legacy_csv(options, &csv.columns),
            Self::LegacyParquet(parquet) => columns::legacy_parquet(options, &parquet.columns),
            Self::Cur2Csv(csv) => columns::cur2(options, &csv.columns, csv.maps),
            Self::Cur2Parquet(parquet) => columns::cur2(options, &parquet.columns, parquet.maps),
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
pub struct ChunkWriter<W: Write + Send>(Inner<W>);

enum Inner<W: Write + Send> {
    Csv(Box<CsvWriter<W>>),
    Parquet(Box<ParquetWriter<W>>),
}

impl<W: Write + Send> ChunkWriter<W> {
    /// Opens a file of that layout in `out`; `entry` is the name, without suffix, of entries of a zip archive.
    pub fn open(layout: &Layout, options: &MonthOptions, out: W, entry: &str) -> io::Result<Self> {
        let columns = layout.columns(options);
        Ok(Self(match layout {
            Layout::LegacyCsv(csv) | Layout::Cur2Csv(csv) => {
                Inner::Csv(Box::new(CsvWriter::open(csv, columns, out, entry)?))
            }
            Layout::LegacyParquet(parquet) => {
                Inner::Parquet(Box::new(ParquetWriter::open(parquet, columns, true, out)?))
            }
            Layout::Cur2Parquet(parquet) => {
                Inner::Parquet(Box::new(ParquetWriter::open(parquet, columns, false, out)?))
            }
        }))
    }

    /// Writes a line item.
    pub fn write(&mut self, item: LineItem) -> io::Result<()> {
        match &mut self.0 {
            Inner::Csv(csv) => csv.write(&item),
            Inner::Parquet(parquet) => parquet.write(item),
        }
    }

    /// Closes the file and hands the target back.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Inner::Csv(csv) => csv.finish(),
            Inner::Parquet(parquet) => parquet.finish(),
        }
    }
}

/// Every layout with every option that changes bytes and not the month, named. What they hold is the same line items.
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

fn every_csv() -> Vec<(&'static str, CsvOptions)> {
    use crate::columns::{ColumnChoice, ColumnOrder};
    use crate::container::Container;
    let plain = CsvOptions { numbers: NumberForm::Fixed, ..CsvOptions::default() };
    let packed = |container| CsvOptions { container, ..plain.clone() };
    vec![
        ("plain", plain.clone()),
        ("gzip", packed(Container::Gzip)),
        ("gzip-members", packed(Container::GzipMembers(100_003))),
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
        ("micros-decimal", ParquetOptions { times: TimeForm::Micros, numbers: NumericForm::Decimal, ..plain.clone() }),
        ("nanos-json", ParquetOptions { times: TimeForm::Nanos, maps: MapForm::Json, ..plain.clone() }),
        ("millis-flat", ParquetOptions { times: TimeForm::Millis, maps: MapForm::Flat, ..plain.clone() }),
        (
            "all-text",
            ParquetOptions { times: TimeForm::Text, numbers: NumericForm::Text, maps: MapForm::Json, ..plain },
        ),
    ]
}
