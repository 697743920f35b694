//! Decimals from text and from doubles: the short cuts against the general ways, and these against a model that works on
//! digits.

#![no_main]

use cur_ingest::internals::{decimal_of_any_double, decimal_of_any_text};
use cur_ingest::{Decimal, DecimalError};
use fuzz::model::{self, Model};
use libfuzzer_sys::fuzz_target;

/// What bytes of the first half stand for, in a text of digits.
const LETTERS: &[u8] = b"0123456789012345678900000009999955555-+..eE ";

fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    match kind % 4 {
        0 => text(rest),
        1 => {
            let letters: Vec<u8> = rest.iter().map(|byte| LETTERS[usize::from(*byte) % LETTERS.len()]).collect();
            text(&letters);
        }
        2 => rest.chunks_exact(8).for_each(|bytes| {
            double(f64::from_le_bytes(bytes.try_into().expect("eight bytes")));
        }),
        // Doubles of few digits, and their neighbours.
        _ => rest.chunks_exact(9).for_each(|bytes| {
            let digits = i64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")) >> (bytes[8] >> 2 & 63);
            let places = bytes[8] % 30;
            let near: f64 = format!("{digits}e-{places}").parse().expect("a number");
            [near, near.next_up(), near.next_down(), near * 3.0].into_iter().for_each(double);
        }),
    }
});

fn modelled(value: Result<Decimal, DecimalError>) -> Model {
    match value {
        Ok(value) if value.is_zero() => Model::Units(false, String::new()),
        Ok(value) => Model::Units(value.units() < 0, value.units().unsigned_abs().to_string()),
        Err(DecimalError::NotANumber) => Model::NotANumber,
        Err(DecimalError::TooLarge) => Model::TooLarge,
    }
}

fn text(text: &[u8]) {
    let (short, general) = (Decimal::parse(text), decimal_of_any_text(text));
    assert_eq!(short, general, "{:?}", String::from_utf8_lossy(text));
    assert_eq!(modelled(general), model::parse(text), "{:?}", String::from_utf8_lossy(text));
    if let Ok(value) = short {
        assert_eq!(value.to_string().parse(), Ok(value));
    }
}

fn double(value: f64) {
    if !value.is_finite() {
        assert_eq!(Decimal::from_f64(value), Err(DecimalError::NotANumber));
        return;
    }
    let (short, general) = (Decimal::from_f64(value), decimal_of_any_double(value));
    assert_eq!(short, general, "{value:e}");
    // The standard library's shortest digits; where two texts are as short and as near, it may take the other.
    let shortest = format!("{value:e}");
    let texts = [Some(shortest.clone()), neighbour(&shortest, -1), neighbour(&shortest, 1)];
    let mut texts = texts.into_iter().flatten().filter(|text| text.parse() == Ok(value));
    assert!(texts.any(|text| model::parse(text.as_bytes()) == modelled(general)), "{value:e} is {general:?}");
}

/// The text of a number with another last digit.
fn neighbour(text: &str, step: i8) -> Option<String> {
    let (mantissa, exponent) = text.split_once('e')?;
    let (last, digits) = mantissa.as_bytes().split_last()?;
    let last = last.checked_add_signed(step).filter(u8::is_ascii_digit)?;
    Some(format!("{}{}e{exponent}", String::from_utf8_lossy(digits), char::from(last)))
}
