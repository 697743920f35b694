//! Billing Region prefix → Region.

use crate::Product;

/// The Region of a billing prefix such as `USE1` or `EU`; `None` where the table does not hold it.
#[must_use]
pub fn region_of_prefix(_prefix: &str) -> Option<&'static str> {
    None
}

/// The Region that a usage type tells by its prefix. Lambda's usage types are bare in us-east-1.
#[must_use]
pub fn region_of_usage_type(_product: Product, _usage_type: &str) -> Option<&'static str> {
    None
}
