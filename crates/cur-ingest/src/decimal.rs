//! Exact decimals: 128-bit integers at scale 10⁻¹⁸.
//!
//! Every amount, quantity and rate of a bill is held this way, so sums do not depend on the order of rows or on the
//! number of threads. Text is parsed exactly; a double becomes its shortest round-trip decimal and is then treated as
//! text; digits past the 18th round half away from zero.

use std::fmt;
use std::iter::Sum;
use std::ops::Neg;

use arrow_buffer::i256;

/// Digits after the point that a [`Decimal`] holds.
pub const SCALE: u32 = 18;
/// 10¹⁸: the units of one.
const ONE: i128 = 1_000_000_000_000_000_000;
/// The largest magnitude in units: what `DECIMAL(38,18)` holds.
const MAX_UNITS: i128 = 99_999_999_999_999_999_999_999_999_999_999_999_999;

/// A number with 18 digits after the point and at most 20 before it, as `DECIMAL(38,18)` holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i128);

/// Why a text is not a [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalError {
    /// Not a number in plain or scientific notation.
    NotANumber,
    /// More than 20 digits before the point.
    TooLarge,
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "not a number",
            Self::TooLarge => "a number of more than 20 digits before the point",
        })
    }
}

impl std::error::Error for DecimalError {}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(ONE);
    /// The largest value.
    pub const MAX: Self = Self(MAX_UNITS);

    /// A whole number.
    #[must_use]
    pub const fn from_int(value: i64) -> Self {
        Self(value as i128 * ONE)
    }

    /// A number of units of 10⁻¹⁸; `None` beyond `DECIMAL(38,18)`.
    #[must_use]
    pub const fn from_units(units: i128) -> Option<Self> {
        if units > MAX_UNITS || units < -MAX_UNITS { None } else { Some(Self(units)) }
    }

    /// The number of units of 10⁻¹⁸.
    #[must_use]
    pub const fn units(self) -> i128 {
        self.0
    }

    /// An unscaled integer with `scale` digits after the point (a Parquet `DECIMAL`), rounded half away from zero
    /// past 18 digits; `None` when it does not fit.
    #[must_use]
    pub fn from_scaled(unscaled: i128, scale: i32) -> Option<Self> {
        let shift = i32::try_from(SCALE).ok()? - scale;
        let units = if shift >= 0 {
            unscaled.checked_mul(10i128.checked_pow(shift.unsigned_abs())?)?
        } else {
            match 10i128.checked_pow(shift.unsigned_abs()) {
                Some(divisor) => div_half_away(unscaled, divisor),
                None => 0,
            }
        };
        Self::from_units(units)
    }

    /// Parses plain (`0.25`, `-.5`, `+3`) or scientific (`2.5E-7`) notation. Blanks around the number are ignored;
    /// grouping separators, `NaN` and infinities are not numbers.
    pub fn parse(text: &[u8]) -> Result<Self, DecimalError> {
        if let Some(few) = parse_few_digits(text) {
            return Ok(few);
        }
        Self::parse_any(text)
    }

    /// The general way, which holds for every text.
    pub(crate) fn parse_any(text: &[u8]) -> Result<Self, DecimalError> {
        let text = text.trim_ascii();
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        let (mantissa, exponent) = match digits.iter().position(|&byte| byte == b'e' || byte == b'E') {
            Some(at) => (&digits[..at], parse_exponent(&digits[at + 1..])?),
            None => (digits, 0),
        };
        let units = mantissa_units(mantissa, exponent)?;
        Ok(Self(if negative { -units } else { units }))
    }

    /// The shortest decimal that round-trips to this double, exactly; NaN and infinities are not numbers.
    pub fn from_f64(value: f64) -> Result<Self, DecimalError> {
        if !value.is_finite() {
            return Err(DecimalError::NotANumber);
        }
        if let Some(few) = double_of_few_digits(value) {
            return Ok(few);
        }
        Self::of_any_double(value)
    }

    /// The general way, which holds for every finite double.
    pub(crate) fn of_any_double(value: f64) -> Result<Self, DecimalError> {
        Self::parse_any(zmij::Buffer::new().format_finite(value).as_bytes())
    }

    /// As [`from_f64`](Self::from_f64), for a single-precision number.
    pub fn from_f32(value: f32) -> Result<Self, DecimalError> {
        if !value.is_finite() {
            return Err(DecimalError::NotANumber);
        }
        Self::parse(zmij::Buffer::new().format_finite(value).as_bytes())
    }

    /// The nearest double: for models, charts and frames, never for money that is shown.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a double is what the caller asks for")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// The sum, `None` beyond `DECIMAL(38,18)`.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(units) => Self::from_units(units),
            None => None,
        }
    }

    /// The sum, at the bounds of `DECIMAL(38,18)` where it would pass them. For sums of a few numbers that came from
    /// a ledger, whose own sums are checked.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        match self.checked_add(other) {
            Some(sum) => sum,
            None if self.0 < 0 => Self(-MAX_UNITS),
            None => Self::MAX,
        }
    }

    /// The difference, bounded as [`plus`](Self::plus).
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        self.plus(Self(-other.0))
    }

    /// The product, rounded half away from zero at 18 digits, bounded as [`plus`](Self::plus).
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        if let Some(product) = self.0.checked_mul(other.0) {
            return Self(div_half_away(product, ONE).clamp(-MAX_UNITS, MAX_UNITS));
        }
        let product = i256::from_i128(self.0).wrapping_mul(i256::from_i128(other.0));
        Self::from_wide(wide_div_half_away(product, i256::from_i128(ONE)))
    }

    /// The quotient, rounded half away from zero at 18 digits; `None` for division by zero or out of bounds.
    #[must_use]
    pub fn over(self, divisor: Self) -> Option<Self> {
        if divisor.0 == 0 {
            return None;
        }
        if let Some(units) = over_in_steps(self.0.unsigned_abs(), divisor.0.unsigned_abs()) {
            return Self::from_units(if (self.0 < 0) == (divisor.0 < 0) { units } else { -units });
        }
        self.over_wide(divisor)
    }

    /// [`over`](Self::over) of any numbers but zero, in 256 bits.
    fn over_wide(self, divisor: Self) -> Option<Self> {
        let numerator = i256::from_i128(self.0).wrapping_mul(i256::from_i128(ONE));
        wide_div_half_away(numerator, i256::from_i128(divisor.0)).to_i128().and_then(Self::from_units)
    }

    /// Rounded half away from zero to `digits` digits after the point.
    #[must_use]
    pub fn round(self, digits: u32) -> Self {
        if digits >= SCALE {
            return self;
        }
        let step = 10i128.pow(SCALE - digits);
        Self(div_half_away(self.0, step) * step)
    }

    /// Is it zero?
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The magnitude.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    fn from_wide(units: i256) -> Self {
        match units.to_i128() {
            Some(units) => Self(units.clamp(-MAX_UNITS, MAX_UNITS)),
            None if units.is_negative() => Self(-MAX_UNITS),
            None => Self::MAX,
        }
    }
}

/// Plain decimals: no exponent, no trailing zeros, no point without digits behind it.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let (whole, fraction) = (magnitude / ONE.unsigned_abs(), magnitude % ONE.unsigned_abs());
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{whole}")?;
        if fraction == 0 {
            return Ok(());
        }
        let digits = format!("{fraction:018}");
        write!(f, ".{}", digits.trim_end_matches('0'))
    }
}

impl std::str::FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text.as_bytes())
    }
}

impl Neg for Decimal {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

/// Bounded as [`Decimal::plus`].
impl Sum for Decimal {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::ZERO, Self::plus)
    }
}

/// Plain notation of at most 18 digits, which fit 64 bits. `None` for everything else.
fn parse_few_digits(text: &[u8]) -> Option<Decimal> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.len() > 19 {
        return None;
    }
    let (mut value, mut count, mut point) = (0u64, 0u32, None);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b'.' if point.is_none() => point = Some(count),
            _ => return None,
        }
    }
    // Nineteen digits could pass 64 bits once multiplied, and a point alone is no number.
    if count == 0 || count > SCALE {
        return None;
    }
    let fraction = count - point.unwrap_or(count);
    let units = i128::from(value) * i128::from(POWERS[(SCALE - fraction) as usize]);
    Some(Decimal(if negative { -units } else { units }))
}

/// Powers of ten.
const POWERS: [u64; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < 19 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// A double whose shortest decimal has at most 15 digits, of which most have few behind the point.
///
/// A whole number below 10¹⁵ divided by a power of ten up to 10²² is rounded correctly, so the quotient is the double of
/// that decimal. Decimals of up to 15 digits are told apart by their doubles, so if one is found, it is the shortest.
#[expect(clippy::cast_possible_truncation, reason = "checked to be below 10¹⁵")]
#[expect(clippy::cast_precision_loss, reason = "whole numbers below 10¹⁵ are exact doubles")]
#[expect(clippy::float_cmp, reason = "equality to the last bit is the question")]
fn double_of_few_digits(value: f64) -> Option<Decimal> {
    const MOST: f64 = 1e15;
    let places = match value.abs() {
        magnitude if magnitude < 1.0 => 15,
        magnitude if magnitude < 1e5 => 10,
        magnitude if magnitude < 1e10 => 5,
        _ => 0,
    };
    let power = POWERS[places];
    let scaled = (value * power as f64).round();
    if scaled.abs() >= MOST || scaled / power as f64 != value {
        return None;
    }
    Some(Decimal(i128::from(scaled as i64) * i128::from(POWERS[SCALE as usize - places])))
}

fn parse_exponent(text: &[u8]) -> Result<i32, DecimalError> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(DecimalError::NotANumber);
    }
    // Beyond a few thousand the value is zero or too large whatever the digits are.
    let magnitude = digits.iter().fold(0i32, |value, digit| (value * 10 + i32::from(digit - b'0')).min(100_000));
    Ok(if negative { -magnitude } else { magnitude })
}

/// The units of a mantissa such as `12.5` times ten to the exponent.
fn mantissa_units(mantissa: &[u8], exponent: i32) -> Result<i128, DecimalError> {
    let point = mantissa.iter().position(|&byte| byte == b'.');
    let (whole, fraction) = match point {
        Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
        None => (mantissa, &[][..]),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(DecimalError::NotANumber);
    }
    if !whole.iter().chain(fraction).all(u8::is_ascii_digit) {
        return Err(DecimalError::NotANumber);
    }
    // Place value of the first digit, counted in powers of ten of a unit.
    let first =
        i64::try_from(whole.len()).map_err(|_| DecimalError::TooLarge)? - 1 + i64::from(exponent) + i64::from(SCALE);
    let mut units: i128 = 0;
    let mut place = first;
    for &byte in whole.iter().chain(fraction) {
        let digit = i128::from(byte - b'0');
        match place {
            0.. => {
                // The powers of ten of leading zeros do not count, so the magnitude is checked as it grows.
                units =
                    units.checked_mul(10).and_then(|units| units.checked_add(digit)).ok_or(DecimalError::TooLarge)?;
                if units > MAX_UNITS {
                    return Err(DecimalError::TooLarge);
                }
            }
            -1 => {
                units += i128::from(digit >= 5);
                break;
            }
            _ => break,
        }
        place -= 1;
    }
    // Fewer digits than places: the rest are zeros.
    while place >= 0 && units != 0 {
        units = units.checked_mul(10).ok_or(DecimalError::TooLarge)?;
        if units > MAX_UNITS {
            return Err(DecimalError::TooLarge);
        }
        place -= 1;
    }
    if units > MAX_UNITS { Err(DecimalError::TooLarge) } else { Ok(units) }
}

/// Division that rounds half away from zero.
fn div_half_away(value: i128, divisor: i128) -> i128 {
    let quotient = value / divisor;
    // A product is cheaper than a second division.
    let rest = value - quotient * divisor;
    let up = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs();
    if up { quotient + if (value < 0) == (divisor < 0) { 1 } else { -1 } } else { quotient }
}

/// A quotient of magnitudes in units, nine digits at a time: a division in 256 bits takes ten times as long. `None` where a
/// step might not fit, which takes a divisor of 10¹¹ or a quotient of 10²⁰.
fn over_in_steps(value: u128, divisor: u128) -> Option<i128> {
    const STEP: u128 = 10u128.pow(SCALE / 2);
    let mut quotient = value / divisor;
    let mut rest = value - quotient * divisor;
    for _ in 0..2 {
        let wider = rest.checked_mul(STEP)?;
        let step = wider / divisor;
        quotient = quotient.checked_mul(STEP)?.checked_add(step)?;
        rest = wider - step * divisor;
    }
    i128::try_from(quotient + u128::from(rest >= divisor - rest)).ok()
}

/// As [`div_half_away`], in 256 bits.
fn wide_div_half_away(value: i256, divisor: i256) -> i256 {
    let (Some(quotient), Some(rest)) = (value.checked_div(divisor), value.checked_rem(divisor)) else {
        return i256::ZERO;
    };
    let (rest, magnitude) = (rest.wrapping_abs(), divisor.wrapping_abs());
    if rest < magnitude.wrapping_sub(rest) {
        return quotient;
    }
    let step = if value.is_negative() == divisor.is_negative() { i256::ONE } else { i256::MINUS_ONE };
    quotient.wrapping_add(step)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn steps_and_256_bits_are_the_same_quotient(
            value in any::<i128>(), divisor in any::<i128>(), narrow in 0u32..120, other in 0u32..120,
        ) {
            let (value, divisor) = (value >> narrow, divisor >> other);
            prop_assume!(divisor != 0);
            let bounded = |units: i128| Decimal(units.clamp(-MAX_UNITS, MAX_UNITS));
            let (value, divisor) = (bounded(value), bounded(divisor));
            prop_assert_eq!(value.over(divisor), value.over_wide(divisor));
            let product = i256::from_i128(value.0).wrapping_mul(i256::from_i128(divisor.0));
            let product = Decimal::from_wide(wide_div_half_away(product, i256::from_i128(ONE)));
            prop_assert_eq!(value.times(divisor), product);
        }
    }

    fn parsed(text: &str) -> String {
        Decimal::parse(text.as_bytes()).map_or_else(|error| error.to_string(), |value| value.to_string())
    }

    #[test]
    fn parses_what_bills_hold() {
        for (text, expected) in [
            ("0", "0"),
            ("-0", "0"),
            ("+3", "3"),
            (" 1.50 ", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-.5", "-0.5"),
            ("0.0000002500", "0.00000025"),
            ("2.5E-7", "0.00000025"),
            ("2.5e+3", "2500"),
            ("1E2", "100"),
            ("0E50", "0"),
            ("000000000000000000000000000001", "1"),
            ("577.649625", "577.649625"),
            ("0.1234567890123456785", "0.123456789012345679"),
            ("-0.1234567890123456785", "-0.123456789012345679"),
            ("0.12345678901234567849999", "0.123456789012345678"),
            ("5e-19", "0.000000000000000001"),
            ("4.9e-19", "0"),
            ("1e-400", "0"),
            ("99999999999999999999", "99999999999999999999"),
            ("99999999999999999999.999999999999999999", "99999999999999999999.999999999999999999"),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn few_digits_are_read_as_by_the_general_way(text in "[-+]?[0-9]{0,12}[.]?[0-9]{0,12}") {
            prop_assert_eq!(Decimal::parse(text.as_bytes()), Decimal::parse_any(text.as_bytes()));
        }

        #[test]
        fn doubles_of_few_digits_are_read_as_by_the_general_way(
            digits in -10_000_000_000_000_000i64..10_000_000_000_000_000, places in 0u32..20, any in any::<f64>(),
        ) {
            let near: f64 = format!("{digits}e-{places}").parse().unwrap();
            for value in [near, near.next_up(), near * 3.0, any] {
                if value.is_finite() {
                    prop_assert_eq!(Decimal::from_f64(value), Decimal::of_any_double(value), "{}", value);
                }
            }
        }
    }

    #[test]
    fn refuses_what_is_not_a_number() {
        for text in ["", " ", "-", ".", "e5", "1e", "1e+", "1,000", "NaN", "inf", "0x1", "1.2.3", "--1", "1 2", "1e1.5"]
        {
            assert_eq!(Decimal::parse(text.as_bytes()), Err(DecimalError::NotANumber), "{text}");
        }
        for text in ["100000000000000000000", "1e20", "9e400", "99999999999999999999.9999999999999999999"] {
            assert_eq!(Decimal::parse(text.as_bytes()), Err(DecimalError::TooLarge), "{text}");
        }
    }

    #[test]
    fn doubles_become_their_shortest_decimal() {
        for (value, expected) in [
            (0.1, "0.1"),
            (1e-7, "0.0000001"),
            (-2.5e-7, "-0.00000025"),
            (1e15, "1000000000000000"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-0.0, "0"),
            (5e-324, "0"),
        ] {
            assert_eq!(Decimal::from_f64(value).unwrap().to_string(), expected);
        }
        assert_eq!(Decimal::from_f64(f64::NAN), Err(DecimalError::NotANumber));
        assert_eq!(Decimal::from_f64(1e300), Err(DecimalError::TooLarge));
        assert_eq!(Decimal::from_f32(0.1).unwrap().to_string(), "0.1");
    }

    #[test]
    fn rescales_stored_decimals() {
        assert_eq!(Decimal::from_scaled(12345, 2).unwrap().to_string(), "123.45");
        assert_eq!(Decimal::from_scaled(-5, 19).unwrap().to_string(), "-0.000000000000000001");
        assert_eq!(Decimal::from_scaled(4, 19).unwrap(), Decimal::ZERO);
        assert_eq!(Decimal::from_scaled(7, -2).unwrap().to_string(), "700");
        assert_eq!(Decimal::from_scaled(i128::MAX, 0), None);
        assert_eq!(Decimal::from_scaled(i128::MAX, 60), Some(Decimal::ZERO));
    }

    #[test]
    fn quotients_and_products_round_half_away_from_zero() {
        let number = |text: &str| Decimal::parse(text.as_bytes()).unwrap();
        assert_eq!(number("1").over(number("3")).unwrap().round(6).to_string(), "0.333333");
        assert_eq!(number("-2").over(number("3")).unwrap().round(6).to_string(), "-0.666667");
        assert_eq!(number("0.0000005").round(6).to_string(), "0.000001");
        assert_eq!(number("-0.0000005").round(6).to_string(), "-0.000001");
        assert_eq!(number("21600000").times(number("0.00000025")).to_string(), "5.4");
        assert_eq!(number("1").over(Decimal::ZERO), None);
        assert_eq!(number("99999999999999999999").times(number("-99")).to_string(), (-Decimal::MAX).to_string());
    }

    proptest::proptest! {
        #[test]
        fn text_round_trips(units in -MAX_UNITS..=MAX_UNITS) {
            let value = Decimal::from_units(units).unwrap();
            proptest::prop_assert_eq!(Decimal::parse(value.to_string().as_bytes()), Ok(value));
        }

        #[test]
        fn never_panics_on_any_text(text in "[-+0-9eE. ]{0,60}") {
            let _ = Decimal::parse(text.as_bytes());
        }

        #[test]
        fn scientific_and_plain_agree(digits in 1i64..1_000_000_000, exponent in 0usize..12) {
            let plain = Decimal::from_int(digits).over(Decimal::from_int(10i64.pow(u32::try_from(exponent).unwrap()))).unwrap();
            proptest::prop_assert_eq!(Decimal::parse(format!("{digits}e-{exponent}").as_bytes()), Ok(plain));
        }
    }
}
