//! Which bytes of a text are quotes, commas and line ends, 64 at a time, and which of them stand inside quotes.
//!
//! ```text
//!  64 bytes ── equal to a quote, comma, line end? (16 at once) ── four words of a bit for each byte
//!      quotes ── xor of all before ── inside quotes ──┬── commas and line ends outside: fields and records
//!                                                     └── a quote that neither opens nor closes: odd, look closer
//! ```
//!
//! Every quote is taken to open or to close. That is so where each one that opens stands where a field begins, and each
//! one that closes where one ends; a doubled quote inside a field closes it and opens it again at once. Whatever else
//! stands at a quote is marked as odd, and the record has to be taken apart.

use wide::u8x16;

/// Bytes that are looked at at once.
pub(super) const BLOCK: usize = 64;

/// What stands in a block: a bit for each byte.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    /// Commas outside quotes.
    pub(super) commas: u64,
    /// Line ends (either byte of them) outside quotes.
    pub(super) ends: u64,
    /// Line feeds inside quotes.
    pub(super) breaks: u64,
    /// Bytes at which a quote is neither at the beginning nor at the end of a field.
    pub(super) odd: u64,
}

/// What one block leaves to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Carry {
    /// All ones inside quotes.
    inside: u64,
    /// Was the last byte a comma or a line end, or a quote that closed, or any quote? One or zero.
    separator: u64,
    closed: u64,
}

impl Carry {
    /// Before the first byte of a record.
    pub(super) const RECORD: Self = Self { inside: 0, separator: 1, closed: 0 };
}

/// Where quotes, commas, line feeds and carriage returns stand in a block.
pub(super) type Bytes = [u64; 4];

const WANTED: [u8; 4] = [b'"', b',', b'\n', b'\r'];

impl Marks {
    /// Of a block with these bytes.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what is inlined is compiled for the machine's vectors too")]
    pub(super) fn of([quotes, commas, feeds, returns]: Bytes, carry: &mut Carry) -> Self {
        let ends = feeds | returns;
        let separators = commas | ends;
        if quotes | carry.inside | carry.closed == 0 {
            // Most blocks: nothing is quoted, nothing can be odd.
            *carry = Carry { inside: 0, separator: separators >> (BLOCK - 1), closed: 0 };
            return Self { commas, ends, breaks: 0, odd: 0 };
        }
        let inside = xor_before(quotes) ^ carry.inside;
        let opening = quotes & inside;
        let closing = quotes & !inside;
        // A quote may open behind a separator, or behind one that closed: the two are a doubled quote then.
        let may_open = (separators | closing) << 1 | carry.separator | carry.closed;
        // What stands behind a quote that closed must end the field, or double the quote.
        let behind = closing << 1 | carry.closed;
        let odd = (opening & !may_open) | (behind & !(separators | quotes));
        *carry = Carry {
            inside: 0u64.wrapping_sub(inside >> (BLOCK - 1)),
            separator: separators >> (BLOCK - 1),
            closed: closing >> (BLOCK - 1),
        };
        Self { commas: commas & !inside, ends: ends & !inside, breaks: feeds & inside, odd }
    }
}

/// The bytes of a block, on every machine.
#[inline]
pub(super) fn bytes(block: &[u8; BLOCK]) -> Bytes {
    const WIDTH: usize = 16;
    let mut found = Bytes::default();
    for (at, bytes) in block.as_chunks::<WIDTH>().0.iter().enumerate() {
        let lanes = u8x16::new(*bytes);
        for (found, wanted) in found.iter_mut().zip(WANTED) {
            let equal = lanes.simd_eq(u8x16::splat(wanted)).to_bitmask();
            *found |= u64::from(equal) << (at * WIDTH);
        }
    }
    found
}

/// The same where the machine has vectors of 32 bytes.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn bytes_avx2(block: &[u8; BLOCK]) -> Bytes {
    use std::arch::x86_64::{__m256i, _mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_set1_epi8};
    const WIDTH: usize = 32;
    let mut found = Bytes::default();
    for (at, bytes) in block.as_chunks::<WIDTH>().0.iter().enumerate() {
        let lanes: __m256i = bytemuck::cast(*bytes);
        for (found, wanted) in found.iter_mut().zip(WANTED) {
            let equal = _mm256_movemask_epi8(_mm256_cmpeq_epi8(lanes, _mm256_set1_epi8(wanted.cast_signed())));
            *found |= u64::from(equal.cast_unsigned()) << (at * WIDTH);
        }
    }
    found
}

/// Each bit the exclusive or of itself and all below it.
#[inline]
const fn xor_before(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ bits << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Vec<[bool; 4]> {
        let mut carry = Carry::RECORD;
        let mut all = Vec::new();
        for part in text.as_bytes().chunks(BLOCK) {
            let mut block = [0; BLOCK];
            block[..part.len()].copy_from_slice(part);
            let Marks { commas, ends, breaks, odd } = Marks::of(bytes(&block), &mut carry);
            all.extend((0..part.len()).map(|at| [commas, ends, breaks, odd].map(|word| word >> at & 1 == 1)));
        }
        all
    }

    /// The places of each kind, as a line of text: comma, end, break, odd.
    fn said(text: &str) -> String {
        let letter = |[comma, end, breaks, odd]: [bool; 4]| match (odd, comma, end, breaks) {
            (true, ..) => '!',
            (_, true, ..) => ',',
            (_, _, true, _) => '$',
            (_, _, _, true) => '^',
            _ => '.',
        };
        marks(text).into_iter().map(letter).collect()
    }

    #[test]
    fn what_stands_inside_quotes_separates_nothing() {
        assert_eq!(said("a,b\nc"), ".,.$.");
        assert_eq!(said("\"a,\n\",b\r\n"), "...^.,.$$");
        assert_eq!(said("\"a\"\"b,\",c\n"), ".......,.$");
        assert_eq!(said("\"\",\"\"\n"), "..,..$");
        assert_eq!(said("\"\"\"a\"\"\"\n"), ".......$");
    }

    #[test]
    fn quotes_out_of_place_are_odd() {
        assert_eq!(said("a\"b,\n"), ".!..^");
        assert_eq!(said("\"a\"b,\n"), "...!,$");
        assert_eq!(said("\"\"a\"\n"), "..!!^");
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn wide_vectors_find_the_same_bytes() {
        if !std::arch::is_x86_feature_detected!("avx2") {
            return;
        }
        for seed in 0..200usize {
            let block = std::array::from_fn(|at| b"\",\n\ra\0,\xff"[(at * (seed + 7) + seed / 8) % 8]);
            #[expect(unsafe_code, reason = "the machine has just been asked")]
            // SAFETY: the feature that the function needs has been detected.
            let wide = unsafe { bytes_avx2(&block) };
            assert_eq!(bytes(&block), wide);
        }
    }

    #[test]
    fn blocks_go_on_where_the_last_one_ended() {
        for before in 0..130 {
            let text = format!("{}\"a,\"\"\n\",b\n", "x,".repeat(before));
            let expected = format!("{}......^.,.$", ".,".repeat(before));
            let expected = expected.replacen("......^.", ".....^.", 1);
            assert_eq!(said(&text), expected, "{before}");
        }
    }
}
