//! Decimals by schoolbook arithmetic on digits, from the rules alone: a text is a number in plain or scientific notation;
//! past 18 digits behind the point it is rounded half away from zero; more than 20 before it are too many.

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Model {
    /// The number in units of 10⁻¹⁸: negative?, and its digits without leading zeros.
    Units(bool, String),
    /// No number.
    NotANumber,
    /// Too large a number.
    TooLarge,
}

/// Digits behind the point.
const SCALE: i64 = 18;
/// Digits in all.
const MOST: usize = 38;

/// The number that a text says.
#[must_use]
pub fn parse(text: &[u8]) -> Model {
    number(text).unwrap_or(Model::NotANumber)
}

fn number(text: &[u8]) -> Option<Model> {
    let text = std::str::from_utf8(text).ok()?.trim_matches(|letter: char| letter.is_ascii_whitespace());
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, signed(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some(Model::Units(false, String::new()));
    }
    // The value is the digits times ten to this power, in units.
    let power = exponent.saturating_sub(i64::try_from(fraction.len()).ok()?).saturating_add(SCALE);
    let length = i64::try_from(significant.len()).ok()?;
    if length.saturating_add(power) > i64::try_from(MOST).ok()? {
        return Some(Model::TooLarge);
    }
    let units = if power >= 0 {
        format!("{significant}{}", "0".repeat(usize::try_from(power).ok()?))
    } else {
        let kept = usize::try_from(length.saturating_add(power)).ok();
        let (kept, dropped) = kept.map_or(("", "0"), |kept| significant.split_at(kept));
        if dropped.as_bytes()[0] >= b'5' { plus_one(kept) } else { kept.to_owned() }
    };
    if units.len() > MOST {
        return Some(Model::TooLarge);
    }
    Some(Model::Units(negative && !units.is_empty(), units))
}

/// A whole number with a sign; far out it stays far out.
fn signed(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let magnitude = digits.parse().unwrap_or(i64::MAX / 2);
    Some(if negative { -magnitude } else { magnitude })
}

fn plus_one(digits: &str) -> String {
    let nines = digits.len() - digits.trim_end_matches('9').len();
    let (head, _) = digits.split_at(digits.len() - nines);
    let carried = match head.as_bytes() {
        [] => "1".to_owned(),
        [init @ .., last] => format!("{}{}", String::from_utf8_lossy(init), char::from(last + 1)),
    };
    carried + &"0".repeat(nines)
}
