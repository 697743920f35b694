//! Which columns a Parquet file has, and as which types they are asked for.

use std::fmt;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::basic::Type as PhysicalType;

use super::source::Chunks;
use crate::columns::{ColumnError, Columns, Role, Text, clip};

/// A Parquet file whose footer has been read.
#[derive(Debug, Clone)]
pub(crate) struct ParquetFile {
    pub(crate) chunks: Chunks,
    pub(crate) metadata: ArrowReaderMetadata,
    pub(crate) columns: Columns,
}

/// Why a Parquet file cannot be read at all.
#[derive(Debug)]
pub(crate) enum FileError {
    /// The footer is missing or damaged.
    Footer(String),
    /// Its columns are not ours.
    Columns(ColumnError),
    /// A column has a type that cannot be what its name says.
    Type { column: String, found: String, expected: &'static str },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Footer(what) => {
                write!(f, "damaged or truncated Parquet file ({what}); fetch it again")
            }
            Self::Columns(error) => write!(f, "{error}"),
            Self::Type { column, found, expected } => {
                write!(f, "column `{column}` has the type {found}, expected {expected}")
            }
        }
    }
}

/// The text of a parquet error without its layers of prefixes.
pub(crate) fn plain(error: &impl fmt::Display) -> String {
    let mut text = error.to_string();
    for prefix in ["External: ", "Parquet argument error: ", "Parquet error: ", "Arrow: ", "EOF: ", "Parquet error: "] {
        if let Some(rest) = text.strip_prefix(prefix) {
            text = rest.to_owned();
        }
    }
    crate::damage::printable(&text)
}

impl ParquetFile {
    /// Reads the footer.
    pub(crate) fn open(chunks: Chunks) -> Result<Self, FileError> {
        let footer = |error: &dyn fmt::Display| FileError::Footer(plain(&error));
        // An embedded Arrow schema would be a second opinion on types; the file's own types decide.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(&chunks, options.clone()).map_err(|error| footer(&error))?;
        let columns = Columns::resolve(&metadata.schema().fields().iter().map(|field| field.name().as_str()))
            .map_err(FileError::Columns)?;
        let asked = asked_schema(&metadata, &columns)?;
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options.with_schema(asked))
            .map_err(|error| footer(&error))?;
        Ok(Self { chunks, metadata, columns })
    }

    /// Number of row groups.
    pub(crate) fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// Rows that the footer promises for a row group.
    pub(crate) fn rows(&self, group: usize) -> u64 {
        u64::try_from(self.metadata.metadata().row_group(group).num_rows()).unwrap_or_default()
    }

    /// Stored bytes of the read columns of a row group.
    pub(crate) fn bytes(&self, group: usize) -> u64 {
        u64::try_from(self.metadata.metadata().row_group(group).compressed_size()).unwrap_or_default()
    }

    /// The columns of some roles.
    pub(crate) fn projection(&self, wanted: impl Fn(Role) -> bool) -> ProjectionMask {
        let roots = self.columns.found().iter().filter(|(role, _)| wanted(*role)).map(|(_, position)| *position);
        ProjectionMask::roots(self.metadata.parquet_schema(), roots)
    }

    /// The columns at these places.
    pub(crate) fn projection_at(&self, positions: impl IntoIterator<Item = usize>) -> ProjectionMask {
        ProjectionMask::roots(self.metadata.parquet_schema(), positions)
    }

    /// Is the product attribute `region` to be had from the product map alone?
    pub(crate) fn needs_map(&self) -> bool {
        self.columns.position(Role::ProductMap).is_some()
            && self.columns.position(Role::Text(Text::ProductRegion)).is_none()
    }

    /// The file's own name of a column.
    pub(crate) fn name(&self, role: Role) -> &str {
        self.columns.position(role).map_or("", |position| self.metadata.schema().field(position).name())
    }
}

/// The file's schema with texts of few distinct values as dictionaries, and `INT96` times in seconds (in 64 bits
/// nanoseconds end in 2262 and wrap, and damaged days may pass microseconds too).
fn asked_schema(metadata: &ArrowReaderMetadata, columns: &Columns) -> Result<Arc<Schema>, FileError> {
    let mut fields: Vec<Arc<Field>> = metadata.schema().fields().iter().cloned().collect();
    for &(role, position) in columns.found() {
        let field = &fields[position];
        check_type(role, field)?;
        let asked = match (role, field.data_type()) {
            (Role::Text(Text::ResourceId) | Role::LineItemId, DataType::Binary) => DataType::Utf8,
            (Role::Text(Text::ResourceId) | Role::LineItemId, _) => continue,
            // Old writers leave the mark "UTF-8" out; a dictionary of unmarked bytes would stay one of bytes.
            (Role::Text(_) | Role::Interval, DataType::Binary) => DataType::Utf8,
            (Role::Text(_) | Role::Interval, DataType::Utf8) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            (Role::Time(_), DataType::Timestamp(TimeUnit::Nanosecond, None)) if is_int96(metadata, position) => {
                DataType::Timestamp(TimeUnit::Second, None)
            }
            _ => continue,
        };
        fields[position] = Arc::new(field.as_ref().clone().with_data_type(asked));
    }
    Ok(Arc::new(Schema::new(fields)))
}

fn is_int96(metadata: &ArrowReaderMetadata, position: usize) -> bool {
    let root = metadata.parquet_schema().root_schema();
    let field = root.get_fields().get(position);
    field.is_some_and(|field| field.is_primitive() && field.get_physical_type() == PhysicalType::INT96)
}

fn check_type(role: Role, field: &Field) -> Result<(), FileError> {
    let kind = field.data_type();
    let is_text = matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Binary | DataType::LargeBinary);
    let is_whole = matches!(kind, DataType::Int32 | DataType::Int64 | DataType::UInt32 | DataType::UInt64);
    let is_number = is_whole || matches!(kind, DataType::Float32 | DataType::Float64 | DataType::Decimal128(..));
    let (fits, expected) = match role {
        // Rates are text in every real file, but a tool in between may have made numbers of them.
        Role::Text(_) | Role::LineItemId => (is_text || is_number, "text"),
        Role::Interval => (is_text, "text"),
        Role::Number(_) => (is_text || is_number, "a number"),
        Role::Time(_) => (is_text || matches!(kind, DataType::Timestamp(..) | DataType::Date32), "a time"),
        Role::ProductMap => (true, "a map"),
    };
    if fits {
        return Ok(());
    }
    Err(FileError::Type { column: clip(field.name()), found: clip(&kind.to_string()), expected })
}
