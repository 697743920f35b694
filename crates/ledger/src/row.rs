//! One row of the ledger: its key and its sums.

use classify::{Charge, Meter, Product};

use crate::Sums;

/// What part of the ledger a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The sums that hold every dollar of the selected products once.
    Items,
    /// Plan-eligible Lambda by hour. Repeats dollars of `Items` and is never added to them.
    Hourly,
    /// Other products, only when asked for. No total holds it.
    Beside,
}

impl Section {
    /// The name in the stored ledger.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Hourly => "hourly",
            Self::Beside => "beside",
        }
    }
}

/// How long the interval of a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// One hour, UTC.
    Hour,
    /// One day, UTC.
    Day,
    /// A calendar month, UTC.
    Month,
}

impl Grain {
    /// The name in the stored ledger.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

/// The unblended rate of a row, part of its key: distinct paid rates are distinct tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rate<'a> {
    /// The row names no rate.
    None,
    /// Usage inside the free tier: cost and rate are zero, the usage is real.
    FreeTier,
    /// The rate as canonical plain decimal text (no exponent, no trailing zeros); text that is no number is kept.
    Text(&'a str),
}

/// One row of the ledger, its texts borrowed from the table.
///
/// Rows come ordered by their fields in the order of this struct, nulls first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row<'a> {
    /// Which part of the ledger.
    pub section: Section,
    /// Billing period, `YYYY-MM`.
    pub billing_period: &'a str,
    /// Currency code of the amounts.
    pub currency: Option<&'a str>,
    /// Payer account id.
    pub payer: Option<&'a str>,
    /// Usage account id.
    pub account: Option<&'a str>,
    /// AWS Region code, such as `us-east-1`.
    pub region: Option<&'a str>,
    /// The product.
    pub product: Product,
    /// What is metered; follows from product, usage type, operation and service code.
    pub meter: Meter,
    /// Usage type as the bill has it.
    pub usage_type: Option<&'a str>,
    /// Operation; only kept where the meter is [`Meter::Other`], to tell what the unknown usage type belongs to.
    pub operation: Option<&'a str>,
    /// API id, function name, or the resource id's own text where its shape is unknown.
    pub resource: Option<&'a str>,
    /// Stage of an API, where the resource id names one.
    pub stage: Option<&'a str>,
    /// What kind of charge.
    pub charge: Charge,
    /// Unblended rate.
    pub rate: Rate<'a>,
    /// The tags that were asked for, as [`tag_values`](crate::tag_values) takes them apart.
    pub tags: Option<&'a str>,
    /// Start of the interval, seconds since 1970-01-01 UTC.
    pub interval_start: i64,
    /// Length of the interval.
    pub grain: Grain,
    /// The sums over all line items with this key.
    pub sums: Sums,
}
