//! What a manifest says.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::month_of_range;
use crate::Month;
use crate::bytes::{ByteSource, LocalFile};
use crate::damage::Damage;

/// A manifest of a legacy report or of a data export.
#[derive(Debug, Clone)]
pub(crate) struct Manifest {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Assembly or execution id.
    pub(crate) id: Option<String>,
    /// What tells exports apart: ARN of the export, id of the report, or its name.
    pub(crate) export: String,
    /// Billing period, from the manifest or from its path.
    pub(crate) month: Option<Month>,
    /// Is it of a legacy report?
    pub(crate) is_legacy: bool,
    /// Keys of the data files, each once.
    pub(crate) keys: BTreeSet<Key>,
    /// Keys that name no place inside the bucket.
    pub(crate) damage: Vec<Damage>,
}

/// The key of a data file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// As folders and name, from the bucket down.
    pub(crate) path: PathBuf,
    /// As the manifest has it.
    pub(crate) written: String,
}

impl Key {
    /// A path of some file system rather than a key of a bucket: some tools write keys like that, and nothing else tells
    /// one from the other.
    pub(crate) fn is_rooted(&self) -> bool {
        self.written.starts_with('/')
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    assembly_id: Option<String>,
    execution_id: Option<String>,
    export_arn: Option<String>,
    report_id: Option<String>,
    report_name: Option<String>,
    bucket: Option<String>,
    account: Option<String>,
    billing_period: Option<Period>,
    report_keys: Option<Vec<String>>,
    data_files: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Period {
    start: Option<String>,
}

/// The longest key that S3 knows, in bytes.
const LONGEST_KEY: usize = 1024;
/// Larger than any manifest: a few kilobytes of columns and one line for each file.
const LARGEST: u64 = 64 << 20;

impl Manifest {
    /// Reads and checks a manifest.
    pub(crate) fn read(path: &Path, bytes: u64) -> Result<Self, Damage> {
        let shown = path.to_string_lossy();
        let damaged = |what: String| Damage::file(&shown, what);
        if bytes > LARGEST {
            return Err(damaged("too large for a manifest".to_owned()));
        }
        let source = LocalFile::open(path).map_err(|error| damaged(super::tree::unopened(&error)))?;
        let text =
            source.read_range(0..source.length()).map_err(|error| damaged(format!("cannot be read: {error}")))?;
        let written: Written = serde_json::from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text))
            .map_err(|error| damaged(format!("the manifest is not the JSON of one ({error}); fetch it again")))?;
        Self::checked(path, written).map_err(|what| damaged(what.to_owned()))
    }

    fn checked(path: &Path, written: Written) -> Result<Self, &'static str> {
        let named = [written.data_files, written.report_keys].into_iter().flatten().find(|keys| !keys.is_empty());
        let keys =
            named.ok_or("the manifest names no file, neither in `dataFiles` nor in `reportKeys`; fetch it again")?;
        // A report id may have been copied, and a name is often the same: payer and bucket tell exports apart.
        let own = written.export_arn.or(written.report_id).or(written.report_name);
        let export = [own, written.account, written.bucket.clone()].map(Option::unwrap_or_default).join(" ");
        let mut month = written.billing_period.and_then(|period| month_of_start(&period.start?));
        month = month.or_else(|| super::month_in_path(path));
        let mut manifest = Self {
            path: path.to_owned(),
            is_legacy: written.assembly_id.is_some() && written.execution_id.is_none(),
            id: written.execution_id.or(written.assembly_id),
            export,
            month,
            keys: BTreeSet::new(),
            damage: Vec::new(),
        };
        let mut places = BTreeSet::new();
        for key in keys {
            match key_path(&key, written.bucket.as_deref()) {
                Some(path) => {
                    // One place in several spellings is one file.
                    if places.insert(path.clone()) {
                        manifest.keys.insert(Key { path, written: key });
                    }
                }
                None => manifest.damage.push(Damage::file(
                    &path.to_string_lossy(),
                    format!(
                        "the manifest names `{}`, which {}; it is not read",
                        crate::columns::clip(&key),
                        if key.len() > LONGEST_KEY {
                            "is longer than any key of S3"
                        } else {
                            "leads outside the export"
                        },
                    ),
                )),
            }
        }
        manifest.month =
            manifest.month.or_else(|| manifest.keys.iter().find_map(|key| super::month_in_path(&key.path)));
        Ok(manifest)
    }
}

/// `20261001T000000.000Z`, or with dashes.
fn month_of_start(text: &str) -> Option<Month> {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(8).collect();
    month_of_range(&format!("{digits}-{digits}"))
}

/// A key as a path: `s3://bucket/prefix/…`, `prefix/…` or, as some tools write it, `/prefix/…`. `None` if it leaves
/// the folder that it is relative to.
fn key_path(key: &str, bucket: Option<&str>) -> Option<PathBuf> {
    let below = key.strip_prefix("s3://").unwrap_or(key);
    let mut path: PathBuf =
        bucket.filter(|bucket| !bucket.is_empty() && below == key).map(PathBuf::from).unwrap_or_default();
    for part in Path::new(below.trim_start_matches('/')).components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            _ => return None,
        }
    }
    // A backslash is a separator on some systems and part of no key that AWS writes.
    (path.file_name().is_some() && key.len() <= LONGEST_KEY && !below.contains('\\') && !below.contains('\0'))
        .then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_every_spelling() {
        assert_eq!(key_path("s3://b/p/x.csv", None), Some("b/p/x.csv".into()));
        assert_eq!(key_path("p/x.csv", Some("b")), Some("b/p/x.csv".into()));
        assert_eq!(key_path("/p/x.csv", Some("")), Some("p/x.csv".into()));
        for outside in ["../x.csv", "p/../../x.csv", "s3://b/../x", "", "/", "..\\x.csv", "p/x\0.csv"] {
            assert_eq!(key_path(outside, None), None, "{outside}");
        }
    }

    #[test]
    fn months_of_starts() {
        assert_eq!(month_of_start("20261001T000000.000Z"), Month::new(2026, 10));
        assert_eq!(month_of_start("2026-10-01T00:00:00.000Z"), Month::new(2026, 10));
        assert_eq!(month_of_start("soon"), None);
    }
}
