//! A tiny generator of repeatable numbers (`SplitMix64`), so that no dependency can change a fixture.

/// `SplitMix64`. Same seed, same numbers, for ever.
#[derive(Debug, Clone)]
pub struct Prng(u64);

impl Prng {
    /// A generator that starts from `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number below `bound` (0 when `bound` is 0). The bias of the modulo does not matter here.
    pub const fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.next() % bound }
    }

    /// One of `choices`; `None` of none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let at = self.below(choices.len() as u64);
        choices.get(usize::try_from(at).ok()?)
    }

    /// Brings the items into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).unwrap_or_default();
            items.swap(last, other);
        }
    }
}

/// 64 bits that depend on both, without any state: noise of a row by its place.
#[must_use]
pub(crate) const fn hash2(first: u64, second: u64) -> u64 {
    mix(mix(first).wrapping_add(second).wrapping_add(0x9E37_79B9_7F4A_7C15))
}

/// 64 bits of a text (FNV-1a, mixed).
#[must_use]
pub(crate) fn hash_text(text: &str) -> u64 {
    mix(text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)))
}

/// `length` letters and digits that depend on `seed` only, in base 32 as AWS's line item ids.
#[must_use]
pub(crate) fn base32(seed: u64, length: usize) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    letters(seed, length, LETTERS)
}

/// `length` hexadecimal digits that depend on `seed` only.
#[must_use]
pub(crate) fn hex(seed: u64, length: usize) -> String {
    letters(seed, length, b"0123456789abcdef")
}

fn letters(seed: u64, length: usize, alphabet: &[u8]) -> String {
    let mut prng = Prng::new(seed);
    (0..length).filter_map(|_| prng.pick(alphabet).copied().map(char::from)).collect()
}

const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_splitmix64() {
        // The reference sequence of the algorithm's authors for seed 1234567.
        let mut prng = Prng::new(1_234_567);
        assert_eq!([prng.next(), prng.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn shuffling_loses_nothing() {
        let mut items: Vec<u32> = (0..100).collect();
        Prng::new(3).shuffle(&mut items);
        assert!(!items.is_sorted());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn texts_are_repeatable() {
        assert_eq!(base32(5, 52), base32(5, 52));
        assert_ne!(base32(5, 52), base32(6, 52));
        assert_eq!(hex(1, 8).len(), 8);
        assert_eq!(Prng::new(1).below(0), 0);
    }
}
