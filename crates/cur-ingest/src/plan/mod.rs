//! From paths to the deliveries that count.
//!
//! - `pattern`: patterns of paths
//! - `tree`: the files below a folder, and what came through a pipe; `ending`: what their names say
//! - `manifest`: what a manifest says
//! - `claim`: which local files a manifest means; `newest`: which of several manifests of an export counts
//! - `gaps`: files that are missing by their numbers, where there is no manifest
//! - `open`: what a file is; `look`: what its header or footer and its first rows
//!   (`first_rows`) say
//! - `peek`: payer, month, layout and granularity of deliveries from such looks
//! - `choose`: one delivery per payer and month
//!
//! ```text
//! paths ─ tree ─┬─ manifests ─ claim ─┬─ peek ─ choose ─ Plan
//!               └─ data files ────────┘
//! ```

mod choose;
mod claim;
mod ending;
mod first_rows;
mod gaps;
mod look;
mod manifest;
mod newest;
mod open;
mod pattern;
mod peek;
mod tree;

use std::cmp::Ordering;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use crate::bytes::{ByteSource, LocalFile};
use crate::columns::FileColumns;
use crate::damage::Damage;
use crate::select::Selection;
use crate::{Layout, Month};

pub(crate) use look::{Extent, Look, Looker, product_over};
pub(crate) use open::{FileKind, open_source};
pub use pattern::{Excludes, expand};
pub(crate) use peek::Peeker;
pub use tree::{STDIN, files_of, is_stdin, metadata_beside, standard_input};

/// Which billing periods to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PeriodChoice {
    /// The newest one.
    #[default]
    Newest,
    /// Every one.
    All,
    /// One month.
    Month(Month),
}

/// How long the interval of an export's usage rows is, the finest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granularity {
    /// One hour.
    Hourly,
    /// Up to a day.
    Daily,
    /// Longer.
    Monthly,
}

impl Granularity {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Monthly => "monthly",
        }
    }

    /// Of an interval in seconds.
    #[must_use]
    pub fn of(span: i64) -> Self {
        match span {
            ..3_601 => Self::Hourly,
            3_601..86_401 => Self::Daily,
            _ => Self::Monthly,
        }
    }
}

/// A file that counts.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Where it is.
    pub path: PathBuf,
    /// Bytes as stored.
    pub bytes: u64,
    /// What came through a pipe and has no path.
    pub(crate) spooled: Option<Arc<LocalFile>>,
}

impl PartialEq for DataFile {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for DataFile {}

impl PartialOrd for DataFile {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DataFile {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.path, self.bytes).cmp(&(&other.path, other.bytes))
    }
}

impl DataFile {
    /// A file of the local file system.
    pub(crate) fn at(path: PathBuf, bytes: u64) -> Self {
        Self { path, bytes, spooled: None }
    }

    /// Its bytes.
    pub(crate) fn source(&self) -> io::Result<Arc<dyn ByteSource>> {
        Ok(match &self.spooled {
            Some(spooled) => Arc::clone(spooled) as Arc<dyn ByteSource>,
            None => Arc::new(LocalFile::open(&self.path)?),
        })
    }

    /// The path as text, for messages.
    #[must_use]
    pub fn display(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }
}

/// One delivery of one billing period of one export.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Assembly or execution id; without a manifest the name of the folder or file.
    pub id: String,
    /// Billing period.
    pub month: Option<Month>,
    /// Does a manifest or the path say so? Else the first rows did, and others may name other months.
    pub month_is_certain: bool,
    /// Payer account id, as the first rows have it.
    pub payer: Option<String>,
    /// Layout of its files; `None` when no file of it could be looked at.
    pub layout: Option<Layout>,
    /// How long the intervals of its usage rows are.
    pub granularity: Option<Granularity>,
    /// The columns of the files that were looked into; of a delivery with a manifest these are the first ones only.
    pub columns: FileColumns,
    /// Do its files have a column of resource ids?
    pub resource_ids: bool,
    /// Was it chosen by a manifest?
    pub by_manifest: bool,
    /// Where it is: its manifest, else the folder of its files, or the first of files that were named one by one.
    pub place: String,
    /// The files that count, in order of their paths.
    pub files: Vec<DataFile>,
    /// What is wrong with it before anything is read: a file that the manifest names and that is not there.
    pub damage: Vec<Damage>,
}

/// Something found that does not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skip {
    /// Path.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl Skip {
    /// What to say where nothing else was found.
    #[must_use]
    pub fn cause(&self) -> String {
        match self.reason.as_str() {
            peek::EMPTY => format!("{}: the file is empty; fetch it again", self.path),
            peek::NO_ROWS => format!(
                "{}: holds a header and no line item; give the other files of the month, or wait for the next delivery",
                self.path
            ),
            reason => format!("{}: not read: {reason}", self.path),
        }
    }
}

/// What to read.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The deliveries that count, in order of month, payer and id.
    pub deliveries: Vec<Delivery>,
    /// Deliveries of billing periods that were not asked for, in the same order; some were not looked into.
    pub other_periods: Vec<Delivery>,
    /// What was found and does not count.
    pub skipped: Vec<Skip>,
    /// Choices that were made.
    pub notes: Vec<String>,
    /// Damage outside of any delivery.
    pub damage: Vec<Damage>,
}

/// How newer is told from older: a time in the name of a folder, else the time of modification, else the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Stamp {
    pub(crate) named: String,
    pub(crate) modified: u64,
    pub(crate) name: String,
}

impl Stamp {
    pub(crate) fn of(folder: &Path, modified: u64) -> Self {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { named: time_in_name(&name), modified, name }
    }

    /// Do times in names or those of files tell which of two is newer?
    pub(crate) fn is_told_from(&self, other: &Self) -> bool {
        let by_name = self.named != other.named && !self.named.is_empty() && !other.named.is_empty();
        by_name || self.modified != other.modified
    }
}

/// The digits of a time that a name begins with: `20261101T031500Z-4f0c…`, `2026-11-01T03:15:00.000Z-4f0c…` or
/// `2026-11-01T03-15-00.000Z-4f0c…`.
fn time_in_name(name: &str) -> String {
    let Some((date, rest)) = name.split_once(['T', 't']) else { return String::new() };
    let is_of_clock = |letter: char| letter.is_ascii_digit() || letter == ':' || letter == '-';
    let clock = rest.split(|letter: char| !is_of_clock(letter)).next().unwrap_or_default();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_date = date.chars().all(|letter| letter.is_ascii_digit() || letter == '-');
    let (date, clock) = (digits(date), digits(clock));
    if is_date && date.len() == 8 && clock.len() == 6 { date + &clock } else { String::new() }
}

/// Why a file does not count that was to be left out.
pub const EXCLUDED: &str = "excluded by --exclude";

/// Finds what counts among files and folders; `-` is standard input.
#[must_use]
pub fn plan(inputs: &[PathBuf], period: PeriodChoice, selection: &Selection, excludes: &Excludes) -> Plan {
    plan_with(inputs, period, &mut Peeker::new(selection), excludes)
}

/// The same with a peeker of the caller's, which keeps what it saw.
pub(crate) fn plan_with(
    inputs: &[PathBuf],
    period: PeriodChoice,
    peeker: &mut Peeker<'_>,
    excludes: &Excludes,
) -> Plan {
    let mut plan = Plan::default();
    let found = tree::find(inputs, excludes, &mut plan);
    peeker.bytes().fetch_add(found.manifests.iter().map(|manifest| manifest.bytes).sum(), Relaxed);
    let claimed = claim::by_manifests(&found, &mut plan);
    let mut candidates = newest::within_exports(claimed.claims, &mut plan);
    candidates.extend(peeker.group(claimed.rest, &mut plan));
    choose::period(&mut candidates, period, peeker, &mut plan);
    choose::per_payer(candidates, peeker, &mut plan);
    peeker.strangers(&claimed.unnamed, &mut plan);
    plan.skipped.sort();
    plan.skipped.dedup();
    plan.damage.sort();
    plan.damage.dedup();
    plan
}

/// A delivery that may count, with what the choice looks at.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) delivery: Delivery,
    pub(crate) stamp: Stamp,
    /// Was it gathered from a folder without a manifest?
    pub(crate) loose: bool,
}

/// The folder of a file, as text.
pub(crate) fn folder_of(path: &Path) -> String {
    path.parent().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The billing period that a path names: `BILLING_PERIOD=2026-10`, `20261001-20261101`, `year=2026/month=10`.
pub(crate) fn month_in_path(path: &Path) -> Option<Month> {
    let mut year = None;
    let mut found = None;
    for part in path.components() {
        let part = part.as_os_str().to_string_lossy().to_ascii_lowercase();
        if let Some(month) = part.strip_prefix("billing_period=") {
            found = Month::parse(month).or(found);
        } else if let Some(text) = part.strip_prefix("year=") {
            year = text.parse::<i32>().ok();
        } else if let (Some(text), Some(year)) = (part.strip_prefix("month="), year) {
            found = text.parse().ok().and_then(|month| Month::new(year, month)).or(found);
        } else {
            found = month_of_range(&part).or(found);
        }
    }
    found
}

/// `20261001-20261101`.
pub(crate) fn month_of_range(text: &str) -> Option<Month> {
    let (start, end) = text.split_once('-')?;
    let is_date = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_date(start) || !is_date(end) {
        return None;
    }
    Month::new(start[..4].parse().ok()?, start[4..6].parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_paths() {
        for (path, month) in [
            ("p/export/data/BILLING_PERIOD=2026-10/x.parquet", "2026-10"),
            ("p/export/data/billing_period=2026-10/x.parquet", "2026-10"),
            ("p/report/20261001-20261101/assembly/report-1.csv.gz", "2026-10"),
            ("p/report/report/year=2026/month=7/report-0.snappy.parquet", "2026-07"),
            ("p/report/report/year=2026/month=07/report-0.snappy.parquet", "2026-07"),
        ] {
            assert_eq!(month_in_path(Path::new(path)).unwrap().to_string(), month, "{path}");
        }
        assert_eq!(month_in_path(Path::new("p/month=7/2026/x.csv")), None);
    }

    #[test]
    fn times_in_names() {
        assert_eq!(time_in_name("20261101T031500Z-4f0c"), "20261101031500");
        assert_eq!(time_in_name("2026-11-01T03:15:00.000Z-4f0c"), "20261101031500");
        assert_eq!(time_in_name("2026-11-01T03-15-00.000Z-4f0c"), "20261101031500");
        assert_eq!(time_in_name("4f0cT123"), "");
        assert_eq!(time_in_name("123e4567-e89b-12d3-a456-426614174000"), "");
    }
}
