//! Numbers in sentences.

use ledger::Decimal;

/// A number with thousands separators and exactly so many digits after the point, rounded half away from zero.
#[must_use]
pub fn grouped(value: Decimal, digits: u32) -> String {
    let rounded = value.round(digits);
    let plain = rounded.abs().to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::with_capacity(plain.len() * 4 / 3 + 2);
    if rounded < Decimal::ZERO {
        text.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if digits > 0 {
        text.push('.');
        text.push_str(fraction);
        text.extend(std::iter::repeat_n('0', (digits as usize).saturating_sub(fraction.len())));
    }
    text
}

/// An amount of money to the cent. What is less than a cent but not nothing says so: `<0.01`.
#[must_use]
pub fn amount(value: Decimal) -> String {
    let rounded = grouped(value, 2);
    match (rounded.as_str(), value.is_zero()) {
        ("0.00", false) => (if value < Decimal::ZERO { ">-0.01" } else { "<0.01" }).to_owned(),
        _ => rounded,
    }
}

/// An amount with its currency: `1,234.50 USD`. `None`: the bill names no currency.
pub(crate) fn money(value: Decimal, currency: Option<&str>) -> String {
    match currency {
        Some(currency) => format!("{} {currency}", amount(value)),
        None => amount(value),
    }
}

/// One noun, or several: `1 API`, `2 APIs`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(Decimal::from_int(i64::try_from(count).unwrap_or(i64::MAX)), 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_by_thousands() {
        for (value, digits, expected) in [
            ("0", 0, "0"),
            ("0", 2, "0.00"),
            ("999", 0, "999"),
            ("1000", 0, "1,000"),
            ("1234567.895", 2, "1,234,567.90"),
            ("-1234.5", 1, "-1,234.5"),
            ("-0.004", 2, "0.00"),
            ("999.999", 2, "1,000.00"),
            ("0.25", 6, "0.250000"),
        ] {
            assert_eq!(grouped(value.parse().unwrap(), digits), expected);
        }
    }

    #[test]
    fn small_amounts_are_not_nothing() {
        for (value, expected) in
            [("0", "0.00"), ("0.004", "<0.01"), ("-0.004", ">-0.01"), ("0.005", "0.01"), ("1234.5", "1,234.50")]
        {
            assert_eq!(amount(value.parse().unwrap()), expected);
        }
    }

    #[test]
    fn counts_nouns() {
        assert_eq!(counted(1, "API"), "1 API");
        assert_eq!(counted(1200, "API"), "1,200 APIs");
    }
}
