//! Values of arrow arrays as texts, numbers and times.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};

use crate::batch::{number_cell, time_cell};
use crate::damage::BadCell;
use crate::timestamp::DAY;
use crate::{Decimal, DecimalError};

/// The text in a row; `None` for null. Numbers are written in plain decimals.
pub(crate) fn text(array: &ArrayRef, row: usize) -> Option<Cow<'_, str>> {
    if array.is_null(row) {
        return None;
    }
    match array.data_type() {
        DataType::Utf8 => Some(Cow::Borrowed(array.as_string::<i32>().value(row))),
        DataType::LargeUtf8 => Some(Cow::Borrowed(array.as_string::<i64>().value(row))),
        DataType::Binary => Some(String::from_utf8_lossy(array.as_binary::<i32>().value(row))),
        DataType::LargeBinary => Some(String::from_utf8_lossy(array.as_binary::<i64>().value(row))),
        DataType::Dictionary(..) => {
            let (values, key) = entry(array, row)?;
            text_of_value(values, key)
        }
        _ => number(array, row, "").ok().flatten().map(|number| Cow::Owned(number.to_string())),
    }
}

/// The dictionary of an array and the entry of a row; `None` for null and for an array without a dictionary.
pub(crate) fn entry(array: &ArrayRef, row: usize) -> Option<(&ArrayRef, usize)> {
    let array = array.as_dictionary_opt::<Int32Type>()?;
    if array.is_null(row) {
        return None;
    }
    let key = usize::try_from(array.keys().value(row)).ok()?;
    (key < array.values().len() && array.values().is_valid(key)).then(|| (array.values(), key))
}

/// The text of a dictionary entry.
pub(crate) fn text_of_value(values: &ArrayRef, key: usize) -> Option<Cow<'_, str>> {
    values.as_string_opt::<i32>().map(|values| Cow::Borrowed(values.value(key)))
}

/// The number in a row; `None` for null and for empty text.
pub(crate) fn number(array: &ArrayRef, row: usize, name: &str) -> Result<Option<Decimal>, BadCell> {
    if array.is_null(row) {
        return Ok(None);
    }
    let whole = |value: i128| Decimal::from_scaled(value, 0).ok_or(DecimalError::TooLarge);
    let value = match array.data_type() {
        DataType::Float64 => Decimal::from_f64(array.as_primitive::<Float64Type>().value(row)),
        DataType::Float32 => Decimal::from_f32(array.as_primitive::<Float32Type>().value(row)),
        DataType::Int32 => whole(array.as_primitive::<Int32Type>().value(row).into()),
        DataType::Int64 => whole(array.as_primitive::<Int64Type>().value(row).into()),
        DataType::UInt32 => whole(array.as_primitive::<UInt32Type>().value(row).into()),
        DataType::UInt64 => whole(array.as_primitive::<UInt64Type>().value(row).into()),
        DataType::Decimal128(_, scale) => {
            let value = array.as_primitive::<Decimal128Type>().value(row);
            Decimal::from_scaled(value, i32::from(*scale)).ok_or(DecimalError::TooLarge)
        }
        _ => return number_cell(name, text(array, row).unwrap_or_default().as_bytes()),
    };
    decimal(value, name)
}

/// A number, or why it is none.
pub(super) fn decimal(value: Result<Decimal, DecimalError>, name: &str) -> Result<Option<Decimal>, BadCell> {
    value.map(Some).map_err(|error| match error {
        DecimalError::NotANumber => BadCell::new(name, b"NaN or an infinity", "a finite number"),
        DecimalError::TooLarge => BadCell::new(name, b"a larger one", "a number of at most 20 digits before the point"),
    })
}

/// The time in a row, seconds since 1970-01-01 UTC; `None` for null and for empty text.
pub(crate) fn time(array: &ArrayRef, row: usize, name: &str) -> Result<Option<i64>, BadCell> {
    if array.is_null(row) {
        return Ok(None);
    }
    Ok(Some(match array.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => array.as_primitive::<TimestampSecondType>().value(row),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            array.as_primitive::<TimestampMillisecondType>().value(row).div_euclid(1_000)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            array.as_primitive::<TimestampMicrosecondType>().value(row).div_euclid(1_000_000)
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            array.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(1_000_000_000)
        }
        DataType::Date32 => i64::from(array.as_primitive::<Date32Type>().value(row)) * DAY,
        _ => return time_cell(name, text(array, row).unwrap_or_default().trim()),
    }))
}

/// Hands over the entries of the map of a row, those without a value left out. Tools that know no maps write lists of keys
/// and values instead; what is neither has no entries.
pub(crate) fn map_entries(array: &ArrayRef, row: usize, mut take: impl FnMut(&str, &str)) {
    if array.is_null(row) {
        return;
    }
    let list = || Some(array.as_list_opt::<i32>()?.value(row).as_struct_opt()?.clone());
    let Some(entries) = array.as_map_opt().map(|map| map.value(row)).or_else(list) else { return };
    if let [keys, values] = entries.columns()
        && is_text(keys)
        && is_text(values)
    {
        for at in 0..entries.len() {
            if let (Some(key), Some(value)) = (text(keys, at), text(values, at)) {
                take(&key, &value);
            }
        }
    }
}

/// Are the values of an array texts?
pub(crate) fn is_text(array: &ArrayRef) -> bool {
    let is = |kind: &DataType| {
        matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Binary | DataType::LargeBinary)
    };
    matches!(array.data_type(), DataType::Dictionary(key, values) if **key == DataType::Int32 && is(values))
        || is(array.data_type())
}

/// The value of a key in the map of a row; `None` where the array is no map or the key is not in it.
pub(crate) fn map_value(array: &ArrayRef, row: usize, wanted: &str) -> Option<String> {
    let map = array.as_map_opt()?;
    if map.is_null(row) {
        return None;
    }
    let entries = map.value(row);
    let (keys, values) = (entries.columns().first()?, entries.columns().get(1)?);
    let at = (0..entries.len()).find(|&at| text(keys, at).is_some_and(|key| key == wanted))?;
    text(values, at).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::builder::{ListBuilder, MapBuilder, StringBuilder, StructBuilder};
    use arrow_array::{BooleanArray, ListArray};
    use arrow_schema::{Field, Fields};

    use super::*;

    fn said(array: &ArrayRef) -> Vec<String> {
        let mut said = Vec::new();
        for row in 0..array.len() {
            map_entries(array, row, |key, value| said.push(format!("{row} {key}={value}")));
        }
        said
    }

    fn list(fields: &Fields) -> ListArray {
        let mut list = ListBuilder::new(StructBuilder::from_fields(fields.clone(), 1));
        for at in 0..fields.len() {
            list.values().field_builder::<StringBuilder>(at).unwrap().append_value(format!("v{at}"));
        }
        list.values().append(true);
        list.append(true);
        list.append(false);
        list.finish()
    }

    #[test]
    fn maps_and_lists_of_keys_and_values_have_entries() {
        let mut map = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
        map.keys().append_value("a");
        map.values().append_value("1");
        map.keys().append_value("b");
        map.values().append_null();
        map.append(true).unwrap();
        map.append(false).unwrap();
        assert_eq!(said(&(Arc::new(map.finish()) as ArrayRef)), ["0 a=1"]);
        let field = |name: &str| Field::new(name, DataType::Utf8, true);
        let pairs: ArrayRef = Arc::new(list(&Fields::from(vec![field("key"), field("value")])));
        assert_eq!(said(&pairs), ["0 v0=v1"]);
        let others: [ArrayRef; 2] =
            [Arc::new(list(&Fields::from(vec![field("one")]))), Arc::new(BooleanArray::from(vec![true]))];
        assert!(others.iter().all(|other| said(other).is_empty() && !is_text(other)));
    }
}
