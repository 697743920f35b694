//! Notices that two files repeat the same rows, or that one file holds rows twice.
//!
//! Without a manifest nothing says which files belong together, and adding up a file and its copy (or its older
//! version) doubles the bill. The pair (line item id, interval) is unique among the rows of one delivery, so two files
//! that share a pair repeat each other. Only a sample is kept, the smallest fingerprints of each file: files of up to
//! [`KEPT`] selected rows are compared row by row; of larger ones an overlap is found when it is larger than about one
//! row in [`KEPT`]. Memory is 24 bytes a kept fingerprint.
//!
//! Within a file the same pair with the same content is the same row again, as where a file was appended to itself.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::columns::{FileColumns, Role, Text};

/// What tells a row of some files from the others: its line item id, where all files have them, else what it says in the
/// columns that all of them have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Identity {
    /// The id of a row that has one; what the row says where it has none.
    #[default]
    LineItemId,
    /// What a row says in these columns.
    Row(FileColumns),
}

impl Identity {
    /// Of files with these columns.
    pub(crate) fn of(columns: &FileColumns) -> Self {
        if columns.has(Role::LineItemId) { Self::LineItemId } else { Self::Row(columns.clone()) }
    }

    /// May a column tell rows apart?
    pub(crate) fn holds(&self, role: Role) -> bool {
        match self {
            Self::LineItemId => true,
            Self::Row(columns) => columns.has(role),
        }
    }
}

/// How many fingerprints of a file are kept.
pub(crate) const KEPT: usize = 4096;

/// A row of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    fingerprint: u64,
    /// What else the row says.
    content: u64,
    /// How often it is there.
    times: u32,
}

/// The smallest fingerprints of the rows of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample {
    kept: Vec<Kept>,
    bound: Option<u64>,
}

impl Sample {
    /// Adds a row, by its line item id and interval, and what else it says.
    pub(crate) fn add(&mut self, line_item_id: &[u8], interval: (i64, i64), content: impl FnOnce() -> u64) {
        let both = (u128::from(interval.0.cast_unsigned()) << 64) | u128::from(interval.1.cast_unsigned());
        let fingerprint = xxh3_64_with_seed(&both.to_le_bytes(), xxh3_64(line_item_id));
        // The greatest is kept whole, so that each of its copies is counted.
        if self.bound.is_none_or(|bound| fingerprint <= bound) {
            self.kept.push(Kept { fingerprint, content: content(), times: 1 });
            if self.kept.len() >= 2 * KEPT {
                self.settle();
            }
        }
    }

    /// Adds the rows of another part of the same file.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.kept.extend_from_slice(&other.kept);
        self.settle();
    }

    fn settle(&mut self) {
        self.kept.sort_unstable();
        self.kept.dedup_by(|row, before| {
            let is_same = (row.fingerprint, row.content) == (before.fingerprint, before.content);
            before.times = before.times.saturating_add(if is_same { row.times } else { 0 });
            is_same
        });
        self.kept.truncate(KEPT);
        if self.kept.len() == KEPT {
            self.bound = self.kept.last().map(|row| row.fingerprint);
        }
    }

    /// How many rows are kept, each once, and how many of them are there again.
    pub(crate) fn doubled(&mut self) -> Doubled {
        self.settle();
        let rows = self.kept.iter().filter(|row| row.times > 1).count();
        Doubled { rows, compared: self.kept.len() }
    }
}

/// Rows that are in one file more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Doubled {
    /// How many rows are there again.
    pub(crate) rows: usize,
    /// Of so many that were looked at.
    pub(crate) compared: usize,
}

impl Doubled {
    /// Are they so many that rows were appended that were there already? Rows with ids are told apart by them, and a few
    /// twice may be as AWS wrote them. Rows without any may say the same more often, those that name no resource may all but
    /// a few.
    pub(crate) fn is_appended(self, identity: &Identity) -> bool {
        const FEWEST: usize = 16;
        match identity {
            Identity::LineItemId => self.rows * 20 > self.compared,
            Identity::Row(columns) if columns.has(Role::Text(Text::ResourceId)) => {
                self.rows * 4 > self.compared && self.compared >= FEWEST
            }
            Identity::Row(_) => self.rows == self.compared && self.compared >= FEWEST,
        }
    }
}

/// Two files that repeat the same rows, by their positions, and how many of their kept fingerprints agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repeat {
    pub(crate) files: (usize, usize),
    pub(crate) rows: usize,
}

/// Every pair of samples that share a row: at most one pair for each second file, in order.
pub(crate) fn find(mut samples: Vec<Sample>) -> Vec<Repeat> {
    samples.iter_mut().for_each(Sample::settle);
    let mut all: Vec<(u64, usize)> = samples
        .iter()
        .enumerate()
        .flat_map(|(file, sample)| sample.kept.iter().map(move |row| (row.fingerprint, file)))
        .collect();
    all.sort_unstable();
    all.dedup();
    let mut found: Vec<Repeat> = Vec::new();
    for pair in all.windows(2) {
        let ((left, first), (right, second)) = (pair[0], pair[1]);
        if left != right {
            continue;
        }
        match found.iter_mut().find(|repeat| repeat.files == (first, second)) {
            Some(repeat) => repeat.rows += 1,
            None => found.push(Repeat { files: (first, second), rows: 1 }),
        }
    }
    found.sort_by_key(|repeat| repeat.files);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(rows: std::ops::Range<u32>) -> Sample {
        let mut sample = Sample::default();
        rows.for_each(|row| sample.add(&row.to_le_bytes(), (0, 3600), || row.into()));
        sample
    }

    #[test]
    fn finds_a_copy_and_an_older_version() {
        assert_eq!(find(vec![sample(0..100), sample(100..200)]), []);
        assert_eq!(find(vec![sample(0..100), sample(0..100)]), [Repeat { files: (0, 1), rows: 100 }]);
        assert_eq!(find(vec![sample(0..100), sample(500..600), sample(99..150)]), [Repeat { files: (0, 2), rows: 1 }]);
    }

    #[test]
    fn large_files_are_sampled_within_bounds() {
        let large = sample(0..200_000);
        assert!(large.kept.len() < 2 * KEPT);
        let found = find(vec![large, sample(150_000..200_000)]);
        assert!(found.len() == 1 && found[0].rows > 500, "{found:?}");
    }

    #[test]
    fn rows_that_are_there_again_are_counted_in_every_part() {
        let ids = Identity::LineItemId;
        for (rows, again, is_appended) in
            [(0..5000u32, 0..5000u32, true), (0..5000, 0..500, true), (0..5000, 0..50, false)]
        {
            let mut whole = sample(rows.clone());
            again.clone().for_each(|row| whole.add(&row.to_le_bytes(), (0, 3600), || row.into()));
            let mut parts = sample(rows.start..2500);
            parts.merge(&sample(2500..rows.end));
            parts.merge(&sample(again.clone()));
            let (doubled, of_parts) = (whole.doubled(), parts.doubled());
            assert_eq!((doubled, doubled.is_appended(&ids)), (of_parts, is_appended));
            // Of 5,000 rows the 4,096 with the smallest fingerprints are looked at.
            assert_eq!(doubled.compared, KEPT);
            let expected = again.len() * KEPT / 5000;
            assert!(doubled.rows.abs_diff(expected) < 60, "{doubled:?}");
        }
        let mut older = sample(0..20);
        (0..20u32).for_each(|row| older.add(&row.to_le_bytes(), (0, 3600), || 99));
        assert_eq!(older.doubled().rows, 0, "rows that differ in what they say are no copies");
    }

    #[test]
    fn parts_of_a_file_merge_to_the_same_sample() {
        let mut parts = sample(0..10_000);
        parts.merge(&sample(10_000..20_000));
        let mut whole = sample(0..20_000);
        whole.settle();
        assert_eq!(parts.kept, whole.kept);
    }
}
