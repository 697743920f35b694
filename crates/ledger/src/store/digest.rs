//! The digest of a stored ledger: what tells damage that still decodes from what was written.
//!
//! It covers the name and the kind of every column and every cell of every row, in the order of the file, and nothing of
//! how they are stored: pages, row groups, batches and codecs may differ. Each column has a hash of its own, into which
//! its cells flow as they come, so memory does not grow with the rows; the digest is the hash of those hashes.

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Decimal128Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, PrimitiveArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Schema, TimeUnit};
use xxhash_rust::xxh3::Xxh3;

use super::schema::{AMOUNT, VERSION};

/// The name of the digest in the footer.
pub(super) const DIGEST: &str = "ledger:digest";
/// The kind of digest, before its digits.
const KIND: &str = "xxh3-128:";

/// What a column of a ledger holds.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Time,
    Count,
    Amount,
}

impl Kind {
    fn of(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Utf8 => Self::Text,
            DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => Self::Time,
            DataType::Int64 => Self::Count,
            amount if *amount == AMOUNT => Self::Amount,
            _ => return None,
        })
    }

    const fn mark(self) -> u8 {
        match self {
            Self::Text => 0,
            Self::Time => 1,
            Self::Count => 2,
            Self::Amount => 3,
        }
    }
}

/// The digest as rows come in.
pub(super) struct Digest {
    columns: Vec<Column>,
    rows: u64,
}

/// The hash of a column, in two parts, so that cells that stand together in memory are hashed where they are.
struct Column {
    kind: Kind,
    /// Name and type, and which cells are null; of texts their lengths, so that none can lend a letter to its neighbour.
    shape: Xxh3,
    /// The cells that are not null, one behind the other.
    values: Xxh3,
    /// For what has to be put together first.
    bytes: Vec<u8>,
}

impl Digest {
    /// Of rows with these columns. The error names a column that no ledger has.
    pub(super) fn of(schema: &Schema) -> Result<Self, String> {
        let column = |field: &arrow_schema::FieldRef| {
            let (name, data_type) = (field.name(), field.data_type());
            let kind = Kind::of(data_type)
                .ok_or_else(|| format!("column `{name}` has the type {data_type}, which no column of a ledger has"))?;
            let mut shape = Xxh3::new();
            shape.update(&[kind.mark()]);
            shape.update(name.as_bytes());
            Ok(Column { kind, shape, values: Xxh3::new(), bytes: Vec::new() })
        };
        let columns = schema.fields().iter().map(column).collect::<Result<_, String>>()?;
        Ok(Self { columns, rows: 0 })
    }

    /// Adds the next rows, which have the columns of the first.
    pub(super) fn add(&mut self, batch: &RecordBatch) {
        self.rows += batch.num_rows() as u64;
        for (column, array) in self.columns.iter_mut().zip(batch.columns()) {
            match column.kind {
                Kind::Text => column.texts(array.as_string()),
                Kind::Time => column.numbers::<TimestampMicrosecondType>(array.as_primitive()),
                Kind::Count => column.numbers::<Int64Type>(array.as_primitive()),
                Kind::Amount => column.numbers::<Decimal128Type>(array.as_primitive()),
            }
        }
    }

    /// The digest as the footer has it.
    pub(super) fn text(&self) -> String {
        let mut whole = Xxh3::new();
        whole.update(VERSION.as_bytes());
        whole.update(&self.rows.to_le_bytes());
        for part in self.columns.iter().flat_map(|column| [&column.shape, &column.values]) {
            whole.update(&part.digest128().to_le_bytes());
        }
        format!("{KIND}{:032x}", whole.digest128())
    }
}

impl Column {
    fn texts(&mut self, array: &StringArray) {
        self.bytes.clear();
        for text in array {
            // A column of a batch holds less than 2 GiB; null is a length that no text has.
            let length = text.map_or(u32::MAX, |text| u32::try_from(text.len()).unwrap_or(u32::MAX - 1));
            self.bytes.extend_from_slice(&length.to_le_bytes());
        }
        self.shape.update(&self.bytes);
        if array.null_count() == 0 {
            let bounds = array.value_offsets();
            let bound = |at: Option<&i32>| at.and_then(|&at| usize::try_from(at).ok()).unwrap_or_default();
            self.values.update(&array.value_data()[bound(bounds.first())..bound(bounds.last())]);
        } else {
            self.bytes.clear();
            array.iter().flatten().for_each(|text| self.bytes.extend_from_slice(text.as_bytes()));
            self.values.update(&self.bytes);
        }
    }

    fn numbers<T: ArrowPrimitiveType>(&mut self, array: &PrimitiveArray<T>) {
        self.bytes.clear();
        match array.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => self.bytes.resize(array.len(), 1),
            Some(nulls) => self.bytes.extend(nulls.iter().map(u8::from)),
        }
        self.shape.update(&self.bytes);
        // Arrow's memory is little-endian, as the file is.
        let memory = array.values().inner().as_slice();
        if array.null_count() == 0 {
            self.values.update(memory);
        } else {
            self.bytes.clear();
            let cells = memory.chunks_exact(size_of::<T::Native>()).enumerate().filter(|(at, _)| array.is_valid(*at));
            cells.for_each(|(_, cell)| self.bytes.extend_from_slice(cell));
            self.values.update(&self.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Decimal128Array, Int64Array, TimestampMicrosecondArray};
    use arrow_schema::Field;

    use super::super::schema::time;
    use super::*;

    type Cells<'a> = (&'a [Option<&'a str>], &'a [Option<i64>]);

    /// A text and each kind of number.
    fn batch(name: &str, (texts, numbers): Cells<'_>) -> RecordBatch {
        let fields = [(name, DataType::Utf8), ("t", time()), ("n", DataType::Int64), ("a", AMOUNT)];
        let fields = fields.map(|(name, data_type)| Field::new(name, data_type, true));
        let times = TimestampMicrosecondArray::from(numbers.to_vec()).with_timezone("UTC");
        let amounts: Decimal128Array = numbers.iter().map(|number| number.map(i128::from)).collect();
        let amounts = amounts.with_precision_and_scale(38, 18).unwrap();
        let columns: [ArrayRef; 4] = [
            Arc::new(StringArray::from(texts.to_vec())),
            Arc::new(times),
            Arc::new(Int64Array::from(numbers.to_vec())),
            Arc::new(amounts),
        ];
        RecordBatch::try_new(Arc::new(Schema::new(fields.to_vec())), columns.to_vec()).unwrap()
    }

    fn digest(batches: &[RecordBatch]) -> String {
        let mut digest = Digest::of(&batches[0].schema()).unwrap();
        for batch in batches {
            digest.add(batch);
        }
        digest.text()
    }

    const TEXTS: [Option<&str>; 5] = [Some("a"), None, Some(""), Some("bc"), Some("d")];
    const NUMBERS: [Option<i64>; 5] = [None, Some(0), Some(-1), None, Some(i64::MAX)];

    #[test]
    fn rows_may_come_in_any_batches() {
        let whole = batch("x", (&TEXTS, &NUMBERS));
        for size in 1..5 {
            let parts: Vec<_> = (0..5).step_by(size).map(|at| whole.slice(at, size.min(5 - at))).collect();
            assert_eq!(digest(&parts), digest(std::slice::from_ref(&whole)), "{size} rows in a batch");
        }
    }

    #[test]
    fn every_cell_name_and_place_counts() {
        let changed = |at: usize, text: Option<&'static str>| {
            let mut texts = TEXTS;
            texts[at] = text;
            batch("x", (&texts, &NUMBERS))
        };
        let number = |at: usize, number: Option<i64>| {
            let mut numbers = NUMBERS;
            numbers[at] = number;
            batch("x", (&TEXTS, &numbers))
        };
        let swapped = batch("x", (&TEXTS, &NUMBERS)).project(&[0, 2, 1, 3]).unwrap();
        let all = [
            batch("x", (&TEXTS, &NUMBERS)),
            batch("y", (&TEXTS, &NUMBERS)),
            batch("x", (&TEXTS[..4], &NUMBERS[..4])),
            batch("x", (&[Some("a"), None, Some("b"), Some("c"), Some("d")], &NUMBERS)),
            changed(1, Some("")),
            changed(2, None),
            changed(4, Some("e")),
            number(0, Some(0)),
            number(1, None),
            number(2, Some(1)),
            swapped,
        ];
        let distinct: std::collections::BTreeSet<String> =
            all.iter().map(|batch| digest(std::slice::from_ref(batch))).collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn a_column_of_another_type_is_named() {
        let schema = Schema::new(vec![Field::new("rows", DataType::Int32, true)]);
        let error = Digest::of(&schema).err().unwrap();
        assert_eq!(error, "column `rows` has the type Int32, which no column of a ledger has");
    }
}
