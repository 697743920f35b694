//! Decimals as JSON numbers: plain, no exponent, no trailing zeros, not a digit lost.

use analysis::QUOTIENT_DIGITS;
use ledger::Decimal;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A number as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number(pub(crate) Decimal);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = RawValue::from_string(self.0.to_string()).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

/// A quotient, rounded as the contract says.
pub(crate) fn quotient(value: Option<Decimal>) -> Option<Number> {
    value.map(|value| Number(value.round(QUOTIENT_DIGITS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_a_digit_is_lost() {
        for text in ["0", "-0.000000000000000001", "99999999999999999999.999999999999999999", "1000000000000000000"] {
            assert_eq!(serde_json::to_string(&Number(text.parse().unwrap())).unwrap(), text);
        }
        let third = Decimal::ONE.over(Decimal::from_int(3));
        assert_eq!(serde_json::to_string(&quotient(third)).unwrap(), "0.333333");
        assert_eq!(serde_json::to_string(&quotient(None)).unwrap(), "null");
    }
}
