//! Times and intervals from text: what RFC 3339 allows means what chrono makes of it, and what was written is read again.

#![no_main]

use chrono::{DateTime, Timelike};
use cur_ingest::timestamp::{format, parse, parse_interval};
use libfuzzer_sys::fuzz_target;

/// What bytes stand for, where texts are made of tokens.
const TOKENS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "-",
    ":",
    ".",
    "T",
    " ",
    "Z",
    "+",
    "/",
    "t",
    "z",
    " UTC",
    "2026-10-01",
    "T00:00:00",
    "23:59:60",
    "+02:00",
    "-0500",
    ".123",
    "2024-02-29",
    "é",
];

fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    if kind % 4 == 0 {
        check(&String::from_utf8_lossy(rest));
    } else {
        let tokens: Vec<&str> = rest.iter().map(|byte| TOKENS[usize::from(*byte) % TOKENS.len()]).collect();
        check(&tokens.concat());
    }
});

fn check(text: &str) {
    let time = parse(text);
    // A leap second is the next minute here; chrono keeps it apart.
    if text.is_ascii()
        && let Ok(expected) = DateTime::parse_from_rfc3339(text)
        && expected.nanosecond() < 1_000_000_000
        && expected.offset().local_minus_utc().abs() <= 14 * 3600
    {
        assert_eq!(time, Some(expected.timestamp()), "{text:?}");
    }
    // Years of four digits.
    if let Some(time) = time.filter(|time| (-62_135_596_800..253_402_300_800).contains(time)) {
        assert_eq!(parse(&format(time)), Some(time), "{text:?} is {}", format(time));
    }
    if let Some((start, end)) = parse_interval(text) {
        let (first, second) = text.split_once('/').expect("an interval has two times");
        assert!(start <= end && parse(first) == Some(start) && parse(second) == Some(end), "{text:?}");
    }
}
