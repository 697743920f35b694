//! The physical schema of Parquet files.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{Type, TypePtr};

use crate::columns::{Column, MapForm};
use crate::field::Sort;

/// How times are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeForm {
    /// INT96, as CUR 2.0 has it: nanoseconds of the day and Julian day.
    #[default]
    Int96,
    /// INT64, milliseconds, UTC, as legacy reports have it.
    Millis,
    /// INT64, microseconds, UTC.
    Micros,
    /// INT64, nanoseconds, UTC.
    Nanos,
    /// Text, `2026-10-01T00:00:00Z`.
    Text,
}

/// How numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NumericForm {
    /// DOUBLE.
    #[default]
    Double,
    /// DECIMAL(38, 18) in 16 bytes.
    Decimal,
    /// Plain decimals as text.
    Text,
}

/// How texts are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextForm {
    /// Bytes that are marked as text.
    #[default]
    Marked,
    /// Bytes alone, as some tools write them.
    Bare,
}

/// Precision and scale of [`NumericForm::Decimal`].
const PRECISION: i32 = 38;
const SCALE: i32 = 18;

/// The forms that a file uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Forms {
    pub(crate) times: TimeForm,
    pub(crate) numbers: NumericForm,
    pub(crate) texts: TextForm,
    pub(crate) maps: MapForm,
}

/// Name of the message type of a legacy report's file, and of all others.
pub(crate) const LEGACY_MESSAGE: &str = "com.amazon.aws.origami.datawriter.parquet.ParquetDataWriter$";
pub(crate) const SPARK_MESSAGE: &str = "spark_schema";

/// The message type of a file with these columns.
pub(crate) fn schema(name: &str, columns: &[Column], forms: Forms) -> Result<TypePtr> {
    let fields = columns.iter().map(|column| column_type(column, forms)).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder(name).with_fields(fields).build()?))
}

fn column_type(column: &Column, forms: Forms) -> Result<TypePtr> {
    let repetition = if column.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    let name = &column.name;
    match column.field.sort() {
        Sort::Text => text(name, forms, repetition),
        Sort::Number => number(name, forms, repetition),
        Sort::Time => time(name, forms, repetition),
        Sort::Texts | Sort::Numbers if forms.maps != MapForm::Map => text(name, forms, repetition),
        Sort::Texts => map(name, forms, text("value", forms, Repetition::OPTIONAL)?),
        Sort::Numbers => map(name, forms, number("value", forms, Repetition::OPTIONAL)?),
    }
}

fn text(name: &str, forms: Forms, repetition: Repetition) -> Result<TypePtr> {
    let builder = Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_repetition(repetition);
    let mark = (forms.texts == TextForm::Marked).then_some(LogicalType::String);
    Ok(Arc::new(builder.with_logical_type(mark).build()?))
}

fn number(name: &str, forms: Forms, repetition: Repetition) -> Result<TypePtr> {
    let builder = match forms.numbers {
        NumericForm::Text => return text(name, forms, repetition),
        NumericForm::Double => Type::primitive_type_builder(name, Physical::DOUBLE),
        NumericForm::Decimal => Type::primitive_type_builder(name, Physical::FIXED_LEN_BYTE_ARRAY)
            .with_length(16)
            .with_precision(PRECISION)
            .with_scale(SCALE)
            .with_logical_type(Some(LogicalType::decimal(SCALE, PRECISION))),
    };
    Ok(Arc::new(builder.with_repetition(repetition).build()?))
}

fn time(name: &str, forms: Forms, repetition: Repetition) -> Result<TypePtr> {
    let unit = match forms.times {
        TimeForm::Text => return text(name, forms, repetition),
        TimeForm::Int96 => {
            let builder = Type::primitive_type_builder(name, Physical::INT96);
            return Ok(Arc::new(builder.with_repetition(repetition).build()?));
        }
        TimeForm::Millis => TimeUnit::MILLIS,
        TimeForm::Micros => TimeUnit::MICROS,
        TimeForm::Nanos => TimeUnit::NANOS,
    };
    let builder = Type::primitive_type_builder(name, Physical::INT64).with_repetition(repetition);
    Ok(Arc::new(builder.with_logical_type(Some(LogicalType::timestamp(true, unit))).build()?))
}

/// A map as Spark writes it: `key_value` with a required key.
fn map(name: &str, forms: Forms, value: TypePtr) -> Result<TypePtr> {
    let entries = Type::group_type_builder("key_value")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![text("key", forms, Repetition::REQUIRED)?, value])
        .build()?;
    let map = Type::group_type_builder(name)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::Map))
        .with_converted_type(ConvertedType::MAP)
        .with_fields(vec![Arc::new(entries)])
        .build()?;
    Ok(Arc::new(map))
}
