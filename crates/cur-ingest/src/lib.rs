//! Finds the delivery that counts and reads its line items, exactly and with their place, from any CUR layout.

mod decimal;

pub use decimal::{Decimal, DecimalError, SCALE};
