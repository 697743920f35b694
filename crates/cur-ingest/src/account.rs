//! Account ids, as they were before a spreadsheet took them for numbers.

use std::borrow::Cow;

/// Digits of an account id: <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html>.
const DIGITS: usize = 12;
/// Fewer digits are no account id that lost its zeros: one in a hundred thousand begins with more than four.
const FEWEST: usize = 8;

/// The one spelling of an account id: twelve digits. Leading zeros come back that a number has lost, and `.0` and dashes
/// go. What is no account id of AWS, and one in the form of a power, whose last digits may be lost, stays as it is.
///
/// ```
/// assert_eq!(cur_ingest::account_id("12345678"), "000012345678");
/// assert_eq!(cur_ingest::account_id("1234-5678-9012"), "123456789012");
/// assert_eq!(cur_ingest::account_id("123456789012.0"), "123456789012");
/// assert_eq!(cur_ingest::account_id("1.23457E+11"), "1.23457E+11");
/// ```
#[must_use]
pub fn account_id(text: &str) -> Cow<'_, str> {
    if text.len() == DIGITS && is_digits(text) {
        return Cow::Borrowed(text);
    }
    if let [first, second, third] = text.split('-').collect::<Vec<_>>()[..]
        && [first, second, third].iter().all(|part| part.len() == DIGITS / 3 && is_digits(part))
    {
        return Cow::Owned([first, second, third].concat());
    }
    let number = match text.split_once('.') {
        Some((number, zeros)) if zeros.bytes().all(|digit| digit == b'0') => number,
        Some(_) => return Cow::Borrowed(text),
        None => text,
    };
    if (FEWEST..=DIGITS).contains(&number.len()) && is_digits(number) {
        return Cow::Owned(format!("{number:0>DIGITS$}"));
    }
    Cow::Borrowed(text)
}

/// Is this an account id in the form of a power, such as `1.23457E+11`? Its last digits may be lost.
pub(crate) fn has_lost_digits(text: &str) -> bool {
    let Some((mantissa, power)) = text.split_once(['E', 'e']) else { return false };
    let power = power.strip_prefix('+').unwrap_or(power);
    let digits = mantissa.replacen('.', "", 1);
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
        for (text, is_power) in
            [("1.1E11", true), ("1.23457E+11", true), ("1e11", true), ("12E", false), ("E11", false), ("abcdef", false)]
        {
            assert_eq!(has_lost_digits(text), is_power, "{text}");
        }
    }
}
