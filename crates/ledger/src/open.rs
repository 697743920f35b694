//! From what the user named to a ledger.

use std::fmt;
use std::path::PathBuf;

use crate::{Ledger, Skipped};

/// Which billing periods to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PeriodChoice {
    /// The newest one.
    #[default]
    Newest,
    /// Every one.
    All,
    /// One month, `YYYY-MM`.
    Month(String),
}

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// Which billing periods.
    pub period: PeriodChoice,
    /// Number of threads; `None`: one per core.
    pub threads: Option<usize>,
}

/// Is told how far the reading is. Calls come from several threads.
pub trait Progress: Sync {
    /// The work is planned: so many bytes in so many files.
    fn planned(&self, bytes: u64, files: u64);
    /// So many bytes more have been read.
    fn advance(&self, bytes: u64);
}

/// No one is told.
impl Progress for () {
    fn planned(&self, _bytes: u64, _files: u64) {}
    fn advance(&self, _bytes: u64) {}
}

/// A ledger and what was left out on the way to it.
#[derive(Debug)]
pub struct Opened {
    /// The ledger; what is known of each delivery's reading is in its coverage.
    pub ledger: Ledger,
    /// Everything found that does not count, and why.
    pub skipped: Vec<Skipped>,
    /// Remarks on choices that were made, such as the newest of several periods.
    pub notes: Vec<String>,
    /// Damage that belongs to no delivery that was read, such as an input path that cannot be opened.
    pub damage: Vec<String>,
}

/// Nothing can be answered from these inputs: one message per cause, each with its path and the fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenError {
    /// What is wrong, one entry per cause.
    pub causes: Vec<String>,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.causes.join("\n"))
    }
}

impl std::error::Error for OpenError {}

/// Reads exports (files, folders) or stored ledgers into one ledger.
pub fn open(_inputs: &[PathBuf], _options: &OpenOptions, _progress: &dyn Progress) -> Result<Opened, OpenError> {
    Err(OpenError { causes: vec!["nothing is read yet".to_owned()] })
}
