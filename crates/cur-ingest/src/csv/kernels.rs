//! The kernels of reading a text, each alone, for benches.

use std::io::{self, Read};

use memchr::memchr_iter;

use super::glance::Glances;
use super::quoting::QuoteCheck;
use super::split::Split;

/// Finds the records of a text and the field number `field` in each. Returns how many records and fields there are; what
/// stands behind the last line end is passed over.
#[must_use]
pub fn find_records(text: &[u8], field: usize) -> (usize, usize) {
    let mut glances = Glances::new(field, 0);
    let (mut at, mut records, mut fields) = (0, 0, 0);
    while let Some(glance) = glances.next(text, at) {
        (at, records, fields) = (glance.end + 1, records + 1, fields + glance.fields);
    }
    (records, fields)
}

/// Takes every record of a text apart. Returns how many fields there are.
#[must_use]
pub fn split_records(text: &[u8]) -> usize {
    let mut split = Split::default();
    let (mut at, mut fields) = (0, 0);
    while at < text.len() {
        let Some(end) = split.record(text, at, true) else { break };
        (at, fields) = (end + 1, fields + split.fields());
    }
    fields
}

/// Passes a text through the check of its quoting, as the reference path does. Returns what was found.
pub fn check_quoting(text: &[u8]) -> io::Result<usize> {
    let mut check = QuoteCheck::new(text);
    let mut piece = vec![0; 1 << 16];
    while check.read(&mut piece)? > 0 {}
    Ok(check.broken().len())
}

/// Counts commas and line ends, the least that any reader must do.
#[must_use]
pub fn count_ends(text: &[u8]) -> usize {
    memchr_iter(b',', text).count() + memchr_iter(b'\n', text).count()
}
