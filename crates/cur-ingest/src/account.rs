//! Account ids, as they were before a spreadsheet took them for numbers.

use std::borrow::Cow;

/// Digits of an account id: <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html>.
const DIGITS: usize = 12;
/// Fewer digits are no account id that lost its zeros: one in a hundred thousand begins with more than four.
const FEWEST: usize = 8;

/// The one spelling of an account id: twelve digits. Leading zeros come back that a number has lost; `.0`, dashes, commas
/// between thousands, quotes, signs and zeros too many go. What is no account id of AWS, and one in the form of a power,
/// whose last digits may be lost, stays as it is.
///
/// ```
/// assert_eq!(cur_ingest::account_id("12345678"), "000012345678");
/// assert_eq!(cur_ingest::account_id("1234-5678-9012"), "123456789012");
/// assert_eq!(cur_ingest::account_id("1234–5678–9012"), "123456789012");
/// assert_eq!(cur_ingest::account_id("123456789012.0"), "123456789012");
/// assert_eq!(cur_ingest::account_id("=\"123456789012\""), "123456789012");
/// assert_eq!(cur_ingest::account_id("1.23457E+11"), "1.23457E+11");
/// ```
#[must_use]
pub fn account_id(text: &str) -> Cow<'_, str> {
    if text.len() == DIGITS && is_digits(text) {
        return Cow::Borrowed(text);
    }
    bare(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// What stands between thousands: in English, in German, in French and in Switzerland.
const THOUSANDS: [char; 7] = [',', '.', ' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}'];

/// The twelve digits, where there are as many.
fn bare(text: &str) -> Option<String> {
    // What a spreadsheet takes for the beginning of a text, and blanks.
    let is_wrapping = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '\'' | '"' | '-' | '\u{2018}' | '\u{2019}' | '`' | '=' | '+' | '\u{feff}')
    };
    // The digits of wide scripts stand at the places of the others.
    let narrow = |letter: char| match letter {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(letter) - 0xff10 + u32::from(b'0')).unwrap_or(letter),
        // Dashes that an editor puts in the place of the plain one.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => '-',
        other => other,
    };
    let text: String = text.chars().map(narrow).collect();
    let text = text.trim_matches(is_wrapping);
    let thousands = || THOUSANDS.into_iter().find_map(|between| joined(text, between, 3));
    let whole = || {
        let (number, zeros) = text.split_once('.').unwrap_or((text, ""));
        let number = || joined(number, ',', 3).unwrap_or_else(|| number.to_owned());
        zeros.bytes().all(|digit| digit == b'0').then(number)
    };
    let number = joined(text, '-', DIGITS / 3).or_else(thousands).or_else(whole)?;
    if !is_digits(&number) || number.len() < FEWEST {
        return None;
    }
    let number = match number.len().checked_sub(DIGITS) {
        Some(extra) if number.bytes().take(extra).all(|digit| digit == b'0') => number.get(extra..)?,
        Some(_) => return None,
        None => &number,
    };
    Some(format!("{number:0>DIGITS$}"))
}

/// Groups of so many digits put together; only the first may be shorter, and only among thousands.
fn joined(text: &str, between: char, digits: usize) -> Option<String> {
    let (first, rest) = text.split_once(between)?;
    let is_group = |group: &str| group.len() == digits && is_digits(group);
    let begins = is_group(first) || (between != '-' && is_digits(first) && first.len() < digits);
    (begins && rest.split(between).all(is_group)).then(|| text.replace(between, ""))
}

/// Is this an account id in the form of a power, such as `1.23457E+11`? Its last digits may be lost.
pub(crate) fn has_lost_digits(text: &str) -> bool {
    let Some((mantissa, power)) = text.split_once(['E', 'e']) else { return false };
    let power = power.strip_prefix('+').unwrap_or(power);
    let digits = mantissa.replacen(['.', ','], "", 1);
    is_digits(power) && is_digits(&digits)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_did_is_undone_and_nothing_else() {
        for (written, id) in [
            ("012345678901", "012345678901"),
            ("12345678901", "012345678901"),
            ("12345678901.0", "012345678901"),
            ("0123-4567-8901", "012345678901"),
            ("'012345678901", "012345678901"),
            ("=\"012345678901\"", "012345678901"),
            (" +12,345,678,901 ", "012345678901"),
            ("12.345.678.901", "012345678901"),
            ("12\u{202f}345\u{202f}678\u{202f}901", "012345678901"),
            ("-012345678901", "012345678901"),
            ("0012345678901", "012345678901"),
            ("\u{ff10}\u{ff11}\u{ff12}345678901", "012345678901"),
            ("12,34,56,78,901", "12,34,56,78,901"),
            ("'team-a'", "'team-a'"),
            ("1234567", "1234567"),
            ("1234567890123", "1234567890123"),
            ("12345678901.5", "12345678901.5"),
            ("1.1E11", "1.1E11"),
            ("123-4567-8901", "123-4567-8901"),
            ("/providers/Microsoft.Billing/1", "/providers/Microsoft.Billing/1"),
            ("", ""),
        ] {
            assert_eq!(account_id(written), id, "{written}");
        }
    }

    #[test]
    fn powers_have_lost_digits() {
        for (text, is_power) in [
            ("1.1E11", true),
            ("1.23457E+11", true),
            ("1e11", true),
            ("1,1E11", true),
            ("12E", false),
            ("E11", false),
            ("abcdef", false),
        ] {
            assert_eq!(has_lost_digits(text), is_power, "{text}");
        }
    }
}
