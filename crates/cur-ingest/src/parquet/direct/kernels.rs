//! The kernels of reading pages, each alone, for benches.

use bytes::Bytes;

use super::hybrid::Hybrid;

/// Counts those of so many values of `width` bits that are a hit; `None` where the bytes are damaged.
#[must_use]
pub fn count_hits(bytes: &Bytes, width: u8, count: usize, hits: &[bool]) -> Option<usize> {
    let mut found = 0;
    Hybrid::new(bytes.clone(), width)?.matching(0..count, hits, |_| found += 1).ok()?;
    Some(found)
}

/// Puts the values of `width` bits in place of their positions, which ascend; `None` where the bytes end before them.
pub fn decode_hybrid(bytes: &Bytes, width: u8, positions: &mut [u32]) -> Option<()> {
    Hybrid::new(bytes.clone(), width)?.get_all(positions)
}
