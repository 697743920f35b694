//! Exact amounts: money and quantities as they stand in a bill.

use std::fmt::{self, Write as _};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// Digits after the point that an [`Amount`] holds.
const SCALE: u32 = 18;
const ONE: i128 = 10i128.pow(SCALE);
/// Digits after the point that a bill writes.
const WRITTEN_SCALE: u32 = 10;
/// So many significant digits survive text → double → shortest text, whatever they are.
const WRITTEN_DIGITS: u32 = 15;
/// Largest integer below which every integer is a double.
const EXACT_IN_DOUBLE: i128 = 1 << 53;

/// A decimal in units of 10⁻¹⁸: dollars, messages, minutes, GB-seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i128);

impl Amount {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// A number of units of 10⁻¹⁸.
    #[must_use]
    pub const fn from_units(units: i128) -> Self {
        Self(units)
    }

    /// The number of units of 10⁻¹⁸.
    #[must_use]
    pub const fn units(self) -> i128 {
        self.0
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self(value as i128 * ONE)
    }

    /// A number of millionths.
    #[must_use]
    pub const fn millionths(value: i64) -> Self {
        Self(value as i128 * (ONE / 1_000_000))
    }

    /// Parses plain decimals with at most 18 digits after the point (`-12.5`); `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) || fraction.len() > 18 {
            return None;
        }
        let units = format!("{whole}{fraction:0<18}").parse::<i128>().ok()?;
        Some(Self(sign * units))
    }

    /// What this quantity costs at `rate`, as a bill writes it ([`written`](Self::written)).
    #[must_use]
    pub fn at(self, rate: Rate) -> Self {
        let per = 10i128.pow(WRITTEN_SCALE);
        let rate = i128::from(rate.0);
        Self(self.0 / per * rate + div_half_away(self.0 % per * rate, per)).written()
    }

    /// So many thousandths of it, as a bill writes it.
    #[must_use]
    pub fn permille(self, thousandths: u32) -> Self {
        Self(div_half_away(self.0 * i128::from(thousandths), 1000)).written()
    }

    /// `part` ÷ `whole` of it, as a bill writes it; zero when `whole` is.
    #[must_use]
    pub fn share(self, part: Self, whole: Self) -> Self {
        // Millionths are fine enough for a share, and keep the product within 128 bits.
        let unit = ONE / 1_000_000;
        let (part, whole) = (part.0 / unit, whole.0 / unit);
        if whole == 0 {
            return Self::ZERO;
        }
        let rest = div_half_away(self.0 % whole * part, whole);
        Self(self.0 / whole * part + rest).written()
    }

    /// Rounded, half away from zero, to what a bill writes: 10 digits after the point and at most 15 significant
    /// ones, so that the same number written as text and as a double is the same decimal.
    #[must_use]
    pub fn written(self) -> Self {
        let digits = self.0.unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
        let dropped = (SCALE - WRITTEN_SCALE).max(digits.saturating_sub(WRITTEN_DIGITS));
        let step = 10i128.pow(dropped);
        Self(div_half_away(self.0, step) * step)
    }

    /// Is it as [`written`](Self::written) makes it?
    #[must_use]
    pub fn is_written(self) -> bool {
        self == self.written()
    }

    /// The nearest double. For a [`written`](Self::written) amount its shortest text is the amount's own.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the first cast is exact, the second branch is the nearest double")]
    pub fn to_f64(self) -> f64 {
        let (mut digits, mut scale) = (self.0, SCALE);
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        if digits.abs() < EXACT_IN_DOUBLE {
            // Both operands are exact, so the division rounds once: correctly.
            digits as f64 / 10f64.powi(i32::try_from(scale).unwrap_or_default())
        } else {
            self.to_string().parse().unwrap_or(f64::NAN)
        }
    }

    /// With ten digits after the point (`0.0000002500`), as legacy bills write.
    pub fn push_fixed(self, out: &mut String) {
        let units = div_half_away(self.0, 10i128.pow(SCALE - WRITTEN_SCALE));
        let one = 10u128.pow(WRITTEN_SCALE);
        let sign = if units < 0 { "-" } else { "" };
        let magnitude = units.unsigned_abs();
        let _ = write!(out, "{sign}{}.{:010}", magnitude / one, magnitude % one);
    }

    /// As Java writes a double (`2.5E-7`, `0.25`, `1.2345678E7`), which real bills hold too.
    pub fn push_scientific(self, out: &mut String) {
        let digits = self.0.unsigned_abs().to_string();
        let exponent = i64::try_from(digits.len()).unwrap_or_default() - 1 - i64::from(SCALE);
        if self.0 == 0 || (-3..7).contains(&exponent) {
            let _ = write!(out, "{self}");
            if self.0 % ONE == 0 {
                out.push_str(".0");
            }
            return;
        }
        let (first, rest) = digits.split_at(1);
        let rest = rest.trim_end_matches('0');
        let sign = if self.0 < 0 { "-" } else { "" };
        let _ = write!(out, "{sign}{first}.{}E{exponent}", if rest.is_empty() { "0" } else { rest });
    }
}

/// A price of one unit, in units of 10⁻¹⁰ dollars: `Rate(2_500)` is $0.25 per million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(pub i64);

impl Rate {
    /// Nothing.
    pub const FREE: Self = Self(0);

    /// The price of one unit, in dollars.
    #[must_use]
    pub const fn amount(self) -> Amount {
        Amount(self.0 as i128 * 10i128.pow(SCALE - WRITTEN_SCALE))
    }

    /// As a bill writes it: `0.0000002500`.
    #[must_use]
    pub fn text(self) -> String {
        let mut text = String::new();
        self.amount().push_fixed(&mut text);
        text
    }
}

/// Plain decimals without trailing zeros.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let (whole, fraction) = (magnitude / ONE.unsigned_abs(), magnitude % ONE.unsigned_abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:018}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::ZERO, Add::add)
    }
}

fn div_half_away(value: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (value / divisor, value % divisor);
    if rest.abs() * 2 >= divisor { quotient + value.signum() } else { quotient }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn text_round_trips() {
        for text in ["0", "1", "-1", "0.5", "-0.0000002500", "5000000000.25", "0.000000000000000001"] {
            assert_eq!(Amount::parse(&amount(text).to_string()), Some(amount(text)), "{text}");
        }
        for text in ["", "-", ".5", "1e3", "1,000", "0.0000000000000000001"] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
    }

    #[test]
    fn written_amounts_keep_fifteen_digits_and_ten_places() {
        for (text, expected) in [
            ("1.23456789012", "1.2345678901"),
            ("123456789012.3456", "123456789012.346"),
            ("-0.00000000005", "-0.0000000001"),
            ("0.00000000004", "0"),
            ("999999999999999.9", "1000000000000000"),
        ] {
            assert_eq!(amount(text).written().to_string(), expected);
            assert!(amount(expected).is_written());
        }
    }

    #[test]
    fn doubles_give_the_amount_back() {
        let mut prng = crate::prng::Prng::new(7);
        for _ in 0..200_000 {
            let bits = u32::try_from(prng.below(90)).unwrap() + 1;
            let raw = i128::from(prng.next()) << 30 >> (94 - bits.min(94));
            let value = Amount::from_units(raw).written();
            let shortest = value.to_f64().to_string();
            assert_eq!(Amount::parse(&shortest), Some(value), "{value}");
        }
    }

    #[test]
    fn costs_are_quantity_times_rate() {
        assert_eq!(Amount::whole(5_000_000_000).at(Rate(2_500)).to_string(), "1250");
        assert_eq!(Amount::millionths(577_649_625).at(Rate(166_667)).to_string(), "0.009627513");
        assert_eq!(Amount::whole(-3).at(Rate(10_000)).to_string(), "-0.000003");
        assert_eq!(amount("100").share(amount("1"), amount("3")).to_string(), "33.3333333333");
        assert_eq!(amount("12.5").permille(900).to_string(), "11.25");
    }

    #[test]
    fn other_notations_are_the_same_number() {
        let texts = |text: &str| {
            let (mut fixed, mut scientific) = (String::new(), String::new());
            amount(text).push_fixed(&mut fixed);
            amount(text).push_scientific(&mut scientific);
            (fixed, scientific)
        };
        assert_eq!(texts("0.00000025"), ("0.0000002500".to_owned(), "2.5E-7".to_owned()));
        assert_eq!(texts("-12345678"), ("-12345678.0000000000".to_owned(), "-1.2345678E7".to_owned()));
        assert_eq!(texts("0"), ("0.0000000000".to_owned(), "0.0".to_owned()));
        assert_eq!(texts("1.5"), ("1.5000000000".to_owned(), "1.5".to_owned()));
        assert_eq!(texts("10000000"), ("10000000.0000000000".to_owned(), "1.0E7".to_owned()));
    }
}
