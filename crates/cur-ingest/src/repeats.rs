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
/// How many are kept of all files together, and of each at least.
const KEPT_IN_ALL: usize = 1 << 20;
const KEPT_AT_LEAST: usize = 64;

/// How many fingerprints are kept of each of so many files.
pub(crate) fn kept_of(files: usize) -> usize {
    (KEPT_IN_ALL / files.max(1)).clamp(KEPT_AT_LEAST, KEPT)
}

/// A row of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    fingerprint: u64,
    /// What else the row says.
    content: u64,
    /// How often it is there.
    times: u32,
    /// What it costs, whatever its sign, in millionths.
    cost: i64,
}

/// What a row says beside what tells it from others.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Said {
    /// A fingerprint of it; `None`: the row has no line item id, and all that it says tells it from others.
    pub(crate) content: Option<u64>,
    /// What it costs, in millionths.
    pub(crate) cost: i64,
}

/// The smallest fingerprints of the rows of a file.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    kept: Vec<Kept>,
    bound: Option<u64>,
    size: usize,
}

impl Default for Sample {
    fn default() -> Self {
        Self::of_size(KEPT)
    }
}

impl Sample {
    /// An empty one that keeps so many.
    pub(crate) const fn of_size(size: usize) -> Self {
        Self { kept: Vec::new(), bound: None, size }
    }

    /// An empty one for another part of the same file, which keeps no row that this one would not.
    pub(crate) const fn go_on(&self) -> Self {
        Self { kept: Vec::new(), bound: self.bound, size: self.size }
    }

    /// Adds a row, by its line item id and interval, and what else it says.
    pub(crate) fn add(&mut self, line_item_id: &[u8], interval: (i64, i64), said: impl FnOnce() -> Said) {
        let both = (u128::from(interval.0.cast_unsigned()) << 64) | u128::from(interval.1.cast_unsigned());
        let fingerprint = xxh3_64_with_seed(&both.to_le_bytes(), xxh3_64(line_item_id));
        // The greatest is kept whole, so that each of its copies is counted.
        if self.bound.is_none_or(|bound| fingerprint <= bound) {
            let Said { content, cost } = said();
            let content = content.map_or(WITHOUT_ID, |content| content.max(WITHOUT_ID + 1));
            self.kept.push(Kept { fingerprint, content, times: 1, cost: cost.saturating_abs() });
            if self.kept.len() >= 2 * self.size {
                self.settle();
            }
        }
    }

    /// Adds the rows of another part of the same file.
    pub(crate) fn merge(&mut self, mut other: Self) {
        if !other.kept.is_empty() {
            self.kept.append(&mut other.kept);
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.kept.sort_unstable();
        self.kept.dedup_by(|row, before| {
            let is_same = (row.fingerprint, row.content) == (before.fingerprint, before.content);
            before.times = before.times.saturating_add(if is_same { row.times } else { 0 });
            is_same
        });
        self.kept.truncate(self.size);
        if self.kept.len() == self.size {
            self.bound = self.kept.last().map(|row| row.fingerprint);
        }
    }

    /// How many rows are kept, each once, and how many of them are there again.
    pub(crate) fn doubled(&mut self) -> Doubled {
        self.settle();
        let again = || self.kept.iter().filter(|row| row.times > 1);
        let cost = |row: &Kept| i128::from(row.cost);
        let costs = again().map(cost).sum::<i128>() * 100 > self.kept.iter().map(cost).sum::<i128>();
        Doubled { rows: again().count(), compared: self.kept.len(), by_ids: self.is_told_by_ids(), costs }
    }

    /// Do line item ids tell its rows apart? Not where they are left empty, or were all replaced by one.
    fn is_told_by_ids(&self) -> bool {
        let with_ids = self.kept.iter().filter(|row| row.content != WITHOUT_ID).count();
        let other = self.kept.windows(2).filter(|pair| pair[0].fingerprint != pair[1].fingerprint).count();
        2 * with_ids > self.kept.len() && 2 * (other + 1) > self.kept.len()
    }
}

/// The content of a row that has no line item id.
const WITHOUT_ID: u64 = 0;

/// Rows that are in one file more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Doubled {
    /// How many rows are there again.
    pub(crate) rows: usize,
    /// Of so many that were looked at.
    pub(crate) compared: usize,
    /// Are rows told apart by their ids?
    pub(crate) by_ids: bool,
    /// Do they hold more than a hundredth of what the compared rows cost?
    pub(crate) costs: bool,
}

/// The fewest rows without ids of which a share can say anything.
const FEWEST: usize = 16;

impl Doubled {
    /// Are they so many that rows were appended that were there already? Rows with ids are told apart by them, and a few
    /// twice that cost little may be as AWS wrote them. Rows without any may say the same more often, those that name no
    /// resource may all but a few.
    pub(crate) fn is_appended(self, columns: &FileColumns) -> bool {
        if self.by_ids {
            return self.rows * 20 > self.compared || self.rows > 0 && self.costs;
        }
        let is_share = if columns.has(Role::Text(Text::ResourceId)) {
            self.rows * 4 > self.compared
        } else {
            self.rows == self.compared
        };
        is_share && self.compared >= FEWEST
    }
}

/// Two files that repeat the same rows, by their positions, and how many of their kept fingerprints agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repeat {
    pub(crate) files: (usize, usize),
    pub(crate) rows: usize,
    /// Of so many, the rows of the smaller one.
    pub(crate) compared: usize,
    /// Are rows told apart by their ids?
    pub(crate) by_ids: bool,
}

impl Repeat {
    /// Must one of the two not count? Rows with ids are in one file only. Others may say the same now and then: a quarter
    /// of a file must, or all of a small one.
    pub(crate) fn is_copy(&self) -> bool {
        let share = if self.compared < FEWEST { self.rows == self.compared } else { self.rows * 4 > self.compared };
        self.by_ids || share
    }
}

/// Every pair of samples that share a row: at most one pair for each second file, in order.
pub(crate) fn find(mut samples: Vec<Sample>) -> Vec<Repeat> {
    samples.iter_mut().for_each(Sample::settle);
    let by_ids = samples.iter().all(|sample| sample.kept.is_empty() || sample.is_told_by_ids());
    // The same id with other amounts is an older version of the row, but only where ids tell rows apart.
    let key = |row: &Kept| if by_ids { row.fingerprint } else { row.fingerprint ^ row.content.rotate_left(1) };
    let mut all: Vec<(u64, usize)> = samples
        .iter()
        .enumerate()
        .flat_map(|(file, sample)| sample.kept.iter().map(move |row| (key(row), file)))
        .collect();
    all.sort_unstable();
    all.dedup();
    let mut found: Vec<Repeat> = Vec::new();
    for pair in all.windows(2) {
        let ((left, first), (right, second)) = (pair[0], pair[1]);
        if left != right {
            continue;
        }
        if let Some(repeat) = found.iter_mut().find(|repeat| repeat.files == (first, second)) {
            repeat.rows += 1;
            continue;
        }
        let compared = samples[first].kept.len().min(samples[second].kept.len());
        found.push(Repeat { files: (first, second), rows: 1, compared, by_ids });
    }
    found.sort_by_key(|repeat| repeat.files);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(row: u32) -> Said {
        Said { content: Some(row.into()), cost: 1 }
    }

    fn sample(rows: std::ops::Range<u32>) -> Sample {
        let mut sample = Sample::default();
        rows.for_each(|row| sample.add(&row.to_le_bytes(), (0, 3600), || said(row)));
        sample
    }

    #[test]
    fn finds_a_copy_and_an_older_version() {
        assert_eq!(find(vec![sample(0..100), sample(100..200)]), []);
        assert_eq!(
            find(vec![sample(0..100), sample(0..100)]),
            [Repeat { files: (0, 1), rows: 100, compared: 100, by_ids: true }]
        );
        assert_eq!(
            find(vec![sample(0..100), sample(500..600), sample(99..150)]),
            [Repeat { files: (0, 2), rows: 1, compared: 51, by_ids: true }]
        );
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
        let columns = FileColumns::default();
        for (rows, again, is_appended) in
            [(0..5000u32, 0..5000u32, true), (0..5000, 0..500, true), (0..5000, 0..30, false)]
        {
            let mut whole = sample(rows.clone());
            again.clone().for_each(|row| whole.add(&row.to_le_bytes(), (0, 3600), || said(row)));
            let mut parts = sample(rows.start..2500);
            parts.merge(sample(2500..rows.end));
            parts.merge(sample(again.clone()));
            let (doubled, of_parts) = (whole.doubled(), parts.doubled());
            assert_eq!((doubled, doubled.is_appended(&columns)), (of_parts, is_appended));
            // Of 5,000 rows the 4,096 with the smallest fingerprints are looked at.
            assert_eq!(doubled.compared, KEPT);
            let expected = again.len() * KEPT / 5000;
            assert!(doubled.rows.abs_diff(expected) < 60, "{doubled:?}");
        }
        let mut older = sample(0..20);
        (0..20u32).for_each(|row| older.add(&row.to_le_bytes(), (0, 3600), || said(99)));
        assert_eq!(older.doubled().rows, 0, "rows that differ in what they say are no copies");
    }

    #[test]
    fn ids_that_are_all_the_same_tell_no_rows_apart() {
        let hours = |content: std::ops::Range<u32>| {
            let mut sample = Sample::default();
            content.for_each(|row| sample.add(b"anonymous", (i64::from(row % 24), 0), || said(row)));
            sample
        };
        let doubled = hours(0..240).doubled();
        assert_eq!((doubled.rows, doubled.compared, doubled.by_ids), (0, 240, false));
        let found = find(vec![hours(0..240), hours(230..470)]);
        assert!(found.len() == 1 && found[0].rows == 10 && !found[0].is_copy(), "{found:?}");
        assert!(find(vec![hours(0..240), hours(0..240)])[0].is_copy());
    }

    #[test]
    fn few_rows_that_cost_much_are_appended_too() {
        let mut sample = sample(0..1000);
        (0..9).for_each(|_| sample.add(b"x", (0, 3600), || Said { content: Some(7), cost: 1000 }));
        let doubled = sample.doubled();
        assert!(doubled.rows == 1 && doubled.is_appended(&FileColumns::default()), "{doubled:?}");
    }

    #[test]
    fn many_files_keep_fewer_rows_each() {
        assert_eq!([kept_of(0), kept_of(256), kept_of(1024), kept_of(1_000_000)], [4096, 4096, 1024, 64]);
    }

    #[test]
    fn parts_of_a_file_merge_to_the_same_sample() {
        let mut parts = sample(0..10_000);
        parts.merge(sample(10_000..20_000));
        let mut whole = sample(0..20_000);
        whole.settle();
        assert_eq!(parts.kept, whole.kept);
    }
}
