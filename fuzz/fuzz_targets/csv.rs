//! CSV texts, plain, cut into parts, and in gzip: the fast path must give what the reference path gives, place for place.

#![no_main]

use std::io::Write;

use bytes::Bytes;
use cur_ingest::internals::Way;
use flate2::Compression;
use flate2::write::GzEncoder;
use fuzz::{Format, Reading, begin, lines, read, seeds};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: begin(seeds::csv), |input: &[u8]| {
    // Too few bytes for an input are none.
    let _ = check(input);
});

fn check(input: &[u8]) -> Result<()> {
    let mut input = Unstructured::new(input);
    let (packing, size): (u8, u16) = (input.arbitrary()?, input.arbitrary()?);
    let text = lines::text(&mut input)?;
    let plain = agree(&Bytes::from(text.clone()), Way::Fast);
    match packing % 8 {
        0..3 => {}
        3 | 4 => in_parts(&text, u64::from(size).max(text.len() as u64 / 40), &plain),
        5 => drop(agree(&gzip(&text, usize::from(size)), Way::Fast)),
        6 => {
            let packed = agree(&gzip(&text, usize::from(size)), Way::Ahead);
            assert!(packed == plain || !is_plain(&text), "packed, {packed:#?}, and not, {plain:#?}");
        }
        // Cut short or damaged.
        _ => {
            let mut packed = gzip(&text, 1 << 20).to_vec();
            let at = usize::from(size) % packed.len();
            if size & 0x8000 == 0 {
                packed.truncate(at);
            } else {
                packed[at] ^= packing >> 3 | 1;
            }
            drop(agree(&packed.into(), Way::Fast));
        }
    }
    Ok(())
}

/// Reads by the reference path and by another, which must give the same.
fn agree(bytes: &Bytes, way: Way) -> Reading {
    let (reference, fast) = (read(bytes, Format::Csv, Way::Plainly), read(bytes, Format::Csv, way));
    assert!(reference == fast, "{way:?} gives {fast:#?}, not {reference:#?}");
    fast
}

/// A text cut into parts gives the same, or says that something is wrong: a part may begin within quotes, whose records
/// look like any.
fn in_parts(text: &[u8], bytes: u64, whole: &Reading) {
    let parts = read(&Bytes::copy_from_slice(text), Format::Csv, Way::Parts(bytes));
    if parts.told.damage.is_empty() || !whole.told.damage.is_empty() && same_counts(&parts, whole) {
        assert!(same_counts(&parts, whole) && parts.rows == whole.rows, "in parts {parts:#?}, whole {whole:#?}");
        assert_eq!(parts.told.damage.is_empty(), whole.told.damage.is_empty());
    }
}

fn same_counts(left: &Reading, right: &Reading) -> bool {
    let counts = |reading: &Reading| (reading.told.rows, reading.told.matched, reading.told.unparsed);
    counts(left) == counts(right) && left.facts == right.facts
}

/// Members of so many bytes of text, the last of none.
fn gzip(text: &[u8], member: usize) -> Bytes {
    let mut packed = Vec::new();
    for piece in text.chunks(member.max(64)).chain([&b""[..]]) {
        let mut encoder = GzEncoder::new(packed, Compression::fast());
        encoder.write_all(piece).expect("memory takes everything");
        packed = encoder.finish().expect("memory takes everything");
    }
    packed.into()
}

/// Does nothing at its beginning make another container of it?
fn is_plain(text: &[u8]) -> bool {
    !matches!(text, [] | [0x1f, 0x8b, ..] | [b'P', b'K' | b'A', ..] | [0x28, 0xb5, ..])
}
