//! From what the user named to what would be read of it, before anything is.
//!
//! - `found`: everything that is there, and which billing periods of it are taken
//! - `delivery`: what is known of one delivery

mod delivery;
mod found;

use std::collections::BTreeSet;
use std::path::PathBuf;

use cur_ingest::{FileSurvey, Granularity, Layout, Progress, RowCount};

use crate::Skipped;
use crate::losses::Loss;
use crate::open::{OpenOptions, ledger_files, once};
use found::Found;

/// What [`open`](crate::open) would read, and what keeps it from that.
#[derive(Debug, Clone, Default)]
pub struct Inspection {
    /// Every billing period that is here, ascending.
    pub periods: Vec<InspectedPeriod>,
    /// The deliveries that would be read, in order of period, payer and id.
    pub deliveries: Vec<Inspected>,
    /// What was found and does not count.
    pub skipped: Vec<Skipped>,
    /// What is known to be missing, unreadable or refused and is no single delivery's, each with its place and the fix.
    pub causes: Vec<String>,
    /// Payers that these causes name, as the bill has them.
    pub payers: BTreeSet<String>,
    /// Choices that were made.
    pub notes: Vec<String>,
    /// Part files of stored ledgers.
    pub ledger_files: u64,
    /// Their bytes.
    pub ledger_bytes: u64,
    /// Bytes that were read of exports to know all this; ledgers are read whole.
    pub bytes_read: u64,
}

/// First rows that were looked at, in files that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LookedAt {
    /// Files of which rows were looked at.
    pub files: u64,
    /// The rows.
    pub rows: u64,
}

/// How much there is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Files of exports and of ledgers.
    pub files: u64,
    /// Their bytes as stored.
    pub bytes: u64,
    /// Those that are taken in, at most: of Parquet the columns that are needed.
    pub bytes_needed: u64,
    /// Line items of all products; those that a ledger was made of among them.
    pub rows: RowCount,
}

/// A billing period that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectedPeriod {
    /// `YYYY-MM`.
    pub month: String,
    /// Would an answer be about it?
    pub taken: bool,
    /// Would its files be read? Those of another period are too, where their first rows alone say which period it is: rows
    /// behind them may be of the one that is taken.
    pub read: bool,
    /// Deliveries in it: those that count, and where it is not read all that may.
    pub deliveries: u64,
    /// Their files.
    pub files: u64,
    /// Bytes of these, as stored.
    pub bytes: u64,
    /// What is known to be wrong with it; of a period that is not read only what manifests and numbers of files tell.
    pub causes: u64,
}

/// A delivery that would be read.
#[derive(Debug, Clone, Default)]
pub struct Inspected {
    /// Billing period, `YYYY-MM`.
    pub period: Option<String>,
    /// What says so.
    pub period_from: PeriodFrom,
    /// Assembly or execution id; without a manifest the name of the folder or file.
    pub id: String,
    /// What says which files belong to it.
    pub chosen: Chosen,
    /// Path of the manifest, folder, first file or ledger that says so.
    pub place: String,
    /// Payers that the rows looked at name.
    pub payers: Vec<String>,
    /// Layout; `None` where no file of it can be opened.
    pub layout: Option<Layout>,
    /// How long the intervals of usage are, by the rows looked at.
    pub granularity: Option<Granularity>,
    /// Is there a column of resource ids?
    pub resource_ids: bool,
    /// Currencies that the rows looked at name.
    pub currencies: Vec<String>,
    /// First and last start of usage, seconds since 1970-01-01 UTC, where statistics of every footer or a ledger tell them.
    pub starts: Option<(i64, i64)>,
    /// Files that are there.
    pub files: u64,
    /// Their bytes as stored.
    pub bytes: u64,
    /// Stored bytes that a reading takes in, at most; 0 of a ledger.
    pub bytes_needed: u64,
    /// Line items of all products.
    pub rows: RowCount,
    /// Each file; none of a ledger.
    pub data_files: Vec<FileSurvey>,
    /// Answers that are lost with columns that files lack.
    pub lost: Vec<Lost>,
    /// What is known to be missing or unreadable, each with its place and the fix.
    pub causes: Vec<String>,
}

/// An answer that is lost with columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The columns, and the answer.
    pub loss: Loss,
    /// How many files lack them.
    pub files: u64,
}

/// What says which billing period a delivery is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PeriodFrom {
    /// Its manifest, or the path of that.
    Manifest,
    /// The path of its files.
    Path,
    /// Its first rows: others may name other periods.
    #[default]
    Rows,
    /// The ledger.
    Ledger,
}

/// What says which files belong to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Chosen {
    /// A manifest.
    Manifest,
    /// They lie in one folder.
    #[default]
    Folder,
    /// Whoever named them one by one, or piped them in.
    Named,
    /// A ledger, which was made of them.
    Ledger,
}

impl Inspection {
    /// Is nothing known to be wrong with what would be read?
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.all_causes().is_empty()
    }

    /// Everything that is known to be wrong, ordered.
    #[must_use]
    pub fn all_causes(&self) -> Vec<&str> {
        let own = self.deliveries.iter().flat_map(|delivery| &delivery.causes);
        let all: BTreeSet<&str> = self.causes.iter().chain(own).map(String::as_str).collect();
        all.into_iter().collect()
    }

    /// The first rows that were looked at.
    #[must_use]
    pub fn looked_at(&self) -> LookedAt {
        let files = self.deliveries.iter().flat_map(|delivery| &delivery.data_files);
        let rows = files.map(|file| file.rows_looked_at).filter(|&rows| rows > 0);
        rows.fold(LookedAt::default(), |all, rows| LookedAt { files: all.files + 1, rows: all.rows + rows })
    }

    /// How much there is to be read.
    #[must_use]
    pub fn work(&self) -> Work {
        let exports = || self.deliveries.iter().filter(|delivery| delivery.chosen != Chosen::Ledger);
        let total = |count: fn(&Inspected) -> u64| exports().map(count).fold(0, u64::saturating_add);
        Work {
            files: total(|delivery| delivery.files) + self.ledger_files,
            bytes: total(|delivery| delivery.bytes) + self.ledger_bytes,
            bytes_needed: total(|delivery| delivery.bytes_needed) + self.ledger_bytes,
            rows: self.deliveries.iter().map(|delivery| delivery.rows).fold(RowCount::Told(0), RowCount::and),
        }
    }
}

/// Finds out what [`open`](crate::open) would read of exports (files, folders) and stored ledgers. Of exports manifests,
/// headers, footers and first rows are read alone.
#[must_use]
pub fn inspect(inputs: &[PathBuf], options: &OpenOptions, progress: &dyn Progress) -> Inspection {
    let mut found = Found::default();
    let (stored, exports): (Vec<_>, Vec<_>) =
        once(inputs).map(|input| (input, ledger_files(input))).partition(|(_, files)| files.is_some());
    if !exports.is_empty() {
        let exports: Vec<PathBuf> = exports.into_iter().map(|(input, _)| input.clone()).collect();
        found.add_exports(&exports, options, progress);
    }
    for (input, files) in stored {
        found.add_ledger(input, &files.unwrap_or_default());
    }
    found.take(options.period)
}
