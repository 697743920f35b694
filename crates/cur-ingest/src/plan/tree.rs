//! The files below a folder.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::UNIX_EPOCH;

use super::ending::{OTHER_ENDING, holds_data, is_data, may_be_data};
use super::pattern::is_pattern;
use super::{DataFile, Excludes, Plan, Skip};
use crate::bytes::{ByteSource, LocalFile};
use crate::damage::Damage;

/// A file that may hold line items.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) file: DataFile,
    /// The same place for every way of naming it.
    pub(crate) canonical: PathBuf,
    /// Seconds since 1970-01-01 UTC.
    pub(crate) modified: u64,
    /// Was the file itself named?
    pub(crate) named: bool,
}

/// A file that is called a manifest.
#[derive(Debug, Clone)]
pub(crate) struct ManifestFile {
    pub(crate) path: PathBuf,
    /// The same place for every way of naming it.
    pub(crate) canonical: PathBuf,
    /// The folder that the user named, in the same way.
    pub(crate) root: PathBuf,
    pub(crate) bytes: u64,
    pub(crate) modified: u64,
}

/// Everything below the inputs, in order of paths, each file once.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) data: Vec<Found>,
    /// Files that are to be left out.
    pub(crate) excluded: Vec<Found>,
    pub(crate) manifests: Vec<ManifestFile>,
    /// Files that were come upon once more: inputs may overlap.
    again: usize,
}

impl Tree {
    fn found(&self) -> usize {
        self.data.len() + self.excluded.len() + self.manifests.len() + self.again
    }

    fn exclude(&mut self, found: Found, plan: &mut Plan) {
        plan.skipped.push(Skip { path: found.file.display(), reason: super::EXCLUDED.to_owned() });
        self.excluded.push(found);
    }
}

/// Folders below folders: deeper is a loop of links.
pub(super) const DEEPEST: usize = 32;

/// Walks the inputs.
pub(crate) fn find(inputs: &[PathBuf], excludes: &Excludes, plan: &mut Plan) -> Tree {
    let mut tree = Tree::default();
    let mut seen = BTreeSet::new();
    for input in inputs {
        if is_stdin(input) {
            match stdin() {
                Ok(found) if seen.insert(found.canonical.clone()) => tree.data.push(found),
                Ok(_) => {}
                Err(damage) => plan.damage.push(damage),
            }
            continue;
        }
        match std::fs::metadata(input) {
            Ok(meta) if meta.is_dir() => below(input, excludes, &mut tree, &mut seen, plan),
            Ok(meta) if !meta.is_file() => {
                let what = "neither a file nor a folder: a pipe or a device cannot be read twice; give a file, or pipe it in and give `-`";
                plan.damage.push(Damage::file(&input.to_string_lossy(), what));
            }
            Ok(meta) => {
                let canonical = canonical(input);
                if seen.insert(canonical.clone()) {
                    let file = DataFile::at(input.clone(), meta.len());
                    let found = Found { file, canonical, modified: modified(&meta), named: true };
                    let folder = input.parent().unwrap_or(Path::new(""));
                    let root = found.canonical.parent().unwrap_or(Path::new("")).to_owned();
                    if excludes.hold_below(folder, &root, Path::new(input.file_name().unwrap_or_default())) {
                        tree.exclude(found, plan);
                    } else {
                        tree.data.push(found);
                    }
                }
            }
            Err(_) if is_pattern(input) => {
                let what = "no file and no folder is called so, and as a pattern it matches none";
                plan.damage.push(Damage::file(&input.to_string_lossy(), what));
            }
            Err(error) => plan.damage.push(Damage::file(&input.to_string_lossy(), unopened(&error))),
        }
    }
    plan.notes.extend(excludes.idle().map(|pattern| {
        format!(
            "--exclude {} matches nothing of what is given; patterns are matched against paths below the folders that \
             are given",
            crate::damage::printable(pattern)
        )
    }));
    tree.data.sort_by(|left, right| left.file.cmp(&right.file));
    tree.manifests.sort_by(|left, right| left.path.cmp(&right.path));
    tree
}

/// Walks a folder; one that yields nothing is damage.
fn below(folder: &Path, excludes: &Excludes, tree: &mut Tree, seen: &mut BTreeSet<PathBuf>, plan: &mut Plan) {
    let before = (tree.found(), plan.damage.len());
    let skipped = plan.skipped.len();
    let mut walk = Walk { given: folder, root: canonical(folder), excludes, tree, seen, plan };
    walk.folder(folder, 0);
    if let Some(metadata) = metadata_beside(folder) {
        walk.folder(&metadata, 1);
    }
    if (tree.found(), plan.damage.len()) == before {
        let what = match plan.skipped.get(skipped) {
            Some(skip) => format!("nothing in it is read: {}: {}", skip.path, skip.reason),
            None => nothing_there(folder),
        };
        plan.damage.push(Damage::file(&folder.to_string_lossy(), what));
    }
}

/// Why something cannot be opened, with the fix.
pub(crate) fn unopened(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied; give yourself the right to read it".to_owned(),
        _ => format!("cannot be opened: {error}"),
    }
}

fn nothing_there(folder: &Path) -> String {
    let is_empty = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty {
        return "the folder is empty; give the folder of an export".to_owned();
    }
    "no file of an export is in this folder or below it (they end in .csv, .csv.gz, .csv.zip, .csv.zst or .parquet); give the folder of an export".to_owned()
}

fn modified(meta: &std::fs::Metadata) -> u64 {
    meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_secs())
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Does the user mean standard input?
#[must_use]
pub fn is_stdin(input: &Path) -> bool {
    input.as_os_str() == "-"
}

/// What comes through standard input, taken in once, whoever asks for it. The error says what is wrong and the fix.
pub fn standard_input() -> Result<Arc<LocalFile>, String> {
    static TAKEN: OnceLock<Result<Arc<LocalFile>, String>> = OnceLock::new();
    let take = || {
        let mut stdin = std::io::stdin().lock();
        if stdin.is_terminal() {
            return Err("`-` stands for what is piped in, and nothing is".to_owned());
        }
        LocalFile::spooled(&mut stdin).map(Arc::new).map_err(|error| {
            format!("cannot be kept in a temporary file: {error}; make room, or let TMPDIR name a place that has it")
        })
    };
    TAKEN.get_or_init(take).clone()
}

fn stdin() -> Result<Found, Damage> {
    let spooled = standard_input().map_err(|what| Damage::file(STDIN, what))?;
    let file = DataFile { path: STDIN.into(), bytes: spooled.length(), spooled: Some(spooled) };
    Ok(Found { file, canonical: "-".into(), modified: 0, named: true })
}

/// How standard input is called in messages.
pub const STDIN: &str = "standard input";

struct Walk<'a> {
    /// The folder that the user gave, as it was given.
    given: &'a Path,
    root: PathBuf,
    excludes: &'a Excludes,
    tree: &'a mut Tree,
    seen: &'a mut BTreeSet<PathBuf>,
    plan: &'a mut Plan,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        if !self.seen.insert(canonical(folder)) {
            self.tree.again += 1;
            return;
        }
        if depth > DEEPEST {
            let what = format!("more than {DEEPEST} folders deep: not read; give a folder further down");
            return self.plan.damage.push(Damage::file(&folder.to_string_lossy(), what));
        }
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.plan.damage.push(Damage::file(&folder.to_string_lossy(), unopened(&error))),
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
            // Hidden files, and what Spark and Hadoop leave beside the data.
            if name.starts_with(['.', '_']) {
                if may_be_data(&name) || holds_data(&path, depth) {
                    self.skip(&path, "hidden: its name begins with a point or an underscore");
                }
                continue;
            }
            match std::fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => self.folder(&path, depth + 1),
                Ok(meta) if !meta.is_file() => {
                    if is_data(&name) {
                        self.skip(&path, "neither a file nor a folder: a pipe or a device is not read");
                    }
                }
                Ok(meta) => self.file(path, &name, &meta),
                Err(error) if is_data(&name) => {
                    self.plan.damage.push(Damage::file(&path.to_string_lossy(), unopened(&error)));
                }
                Err(_) => {}
            }
        }
    }

    fn file(&mut self, path: PathBuf, name: &str, meta: &std::fs::Metadata) {
        let is_manifest = name.ends_with("manifest.json");
        if !(is_manifest || is_data(name)) {
            if may_be_data(name) {
                self.skip(&path, OTHER_ENDING);
            }
            return;
        }
        let canonical = canonical(&path);
        if !self.seen.insert(canonical.clone()) {
            self.tree.again += 1;
            return;
        }
        let (modified, bytes) = (modified(meta), meta.len());
        if self.is_excluded(&path) {
            if !is_manifest {
                let file = DataFile::at(path, bytes);
                self.tree.exclude(Found { file, canonical, modified, named: false }, self.plan);
            }
        } else if is_manifest {
            self.tree.manifests.push(ManifestFile { path, canonical, root: self.root.clone(), bytes, modified });
        } else {
            self.tree.data.push(Found { file: DataFile::at(path, bytes), canonical, modified, named: false });
        }
    }

    fn skip(&mut self, path: &Path, reason: &str) {
        self.plan.skipped.push(Skip { path: path.to_string_lossy().into_owned(), reason: reason.to_owned() });
    }

    /// Is a file to be left out, or a folder above it up to the one that was given?
    fn is_excluded(&self, path: &Path) -> bool {
        let Ok(relative) = path.strip_prefix(self.given) else { return false };
        self.excludes.hold_below(self.given, &self.root, relative)
    }
}

/// The manifests of a Data Exports folder lie beside its data: `export/metadata/BILLING_PERIOD=…` to
/// `export/data/BILLING_PERIOD=…`. They are read with it.
#[must_use]
pub fn metadata_beside(folder: &Path) -> Option<PathBuf> {
    let folder = canonical(folder);
    let data = folder.ancestors().take(3).find(|above| above.file_name().is_some_and(|name| name == "data"))?;
    let below: PathBuf = folder.strip_prefix(data).ok()?.components().take(1).collect();
    Some(data.parent()?.join("metadata").join(below)).filter(|metadata| metadata.is_dir())
}

/// Every file that paths lead to, links followed, of data and of manifests, whether or not it counts. Standard input is
/// none.
#[must_use]
pub fn files_of(inputs: &[PathBuf]) -> BTreeSet<PathBuf> {
    let files: Vec<PathBuf> = inputs.iter().filter(|input| !is_stdin(input)).cloned().collect();
    let tree = find(&files, &Excludes::default(), &mut Plan::default());
    let manifests = tree.manifests.into_iter().map(|manifest| manifest.canonical);
    tree.data.into_iter().map(|found| found.canonical).chain(manifests).collect()
}
