//! Which rows of a page have a value.

use super::hybrid::Hybrid;

/// Which rows of a page have a value: the others are null.
pub(super) enum Marks {
    All,
    None,
    Some(Ranks),
}

/// A bit for each row, and how many are set before each word of them.
pub(super) struct Ranks {
    words: Vec<u64>,
    before: Vec<u32>,
}

impl Marks {
    /// From definition levels of one bit; `None` where they end before the rows.
    pub(super) fn of(mut levels: Hybrid, rows: usize) -> Option<Self> {
        if rows > 0 && levels.repeated_to(0)?.is_some_and(|to| to >= rows) {
            return Some(if levels.get(0)? == 1 { Self::All } else { Self::None });
        }
        let words = levels.bits(rows)?;
        let mut before = Vec::with_capacity(words.len());
        let mut set = 0;
        for word in &words {
            before.push(set);
            set += word.count_ones();
        }
        Some(Self::Some(Ranks { words, before }))
    }
}

impl Ranks {
    /// The number of the value of a row among those that are there.
    #[inline]
    pub(super) fn number(&self, row: usize) -> Option<u32> {
        let (word, bit) = (*self.words.get(row / 64)?, row % 64);
        (word >> bit & 1 == 1).then(|| self.before[row / 64] + (word & ((1 << bit) - 1)).count_ones())
    }
}
