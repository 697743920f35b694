//! The columns of a stored ledger.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// Texts of a row, in order. `delivery`, `fact`, `value` and `detail` are filled in coverage rows only.
pub(super) const TEXTS: [&str; 20] = [
    "section",
    "billing_period",
    "currency",
    "payer",
    "account",
    "region",
    "product_code",
    "meter",
    "usage_type",
    "operation",
    "resource",
    "stage",
    "charge",
    "rate",
    "grain",
    "delivery",
    "fact",
    "value",
    "detail",
    "ledger",
];

/// Sums of a row, in order, each `DECIMAL(38,18)`.
pub(super) const AMOUNTS: [&str; 8] =
    ["quantity", "unblended", "net_unblended", "amortized", "net_amortized", "public_on_demand", "billed", "list"];

/// Start of the interval.
pub(super) const INTERVAL_START: &str = "interval_start";
/// Number of line items.
pub(super) const ROWS: &str = "rows";
/// What the column `rate` holds for free-tier usage.
pub(super) const FREE_TIER: &str = "free-tier";
/// What the column `section` holds for coverage rows.
pub(super) const COVERAGE: &str = "coverage";
/// The version of this table, in the column `ledger`.
pub(super) const VERSION: &str = "2";

/// The type of an amount.
pub(super) const AMOUNT: DataType = DataType::Decimal128(38, 18);

/// The type of the interval's start.
pub(super) fn time() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// What stands before a tag's key in the name of its column.
pub(super) const TAG: &str = "tag:";

/// The schema as we write it, with a column for each tag key.
pub(super) fn schema(tag_keys: &[String]) -> SchemaRef {
    let mut fields: Vec<Field> = TEXTS.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    fields.push(Field::new(INTERVAL_START, time(), true));
    fields.push(Field::new(ROWS, DataType::Int64, true));
    fields.extend(AMOUNTS.iter().map(|name| Field::new(*name, AMOUNT, true)));
    fields.extend(tag_keys.iter().map(|key| Field::new(format!("{TAG}{key}"), DataType::Utf8, true)));
    Arc::new(Schema::new(fields))
}
