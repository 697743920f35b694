//! The files below a folder.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::UNIX_EPOCH;

use super::ending::{OTHER_ENDING, holds_data, is_data, is_manifest, may_be_data};
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

/// Walks the inputs. Their order does not matter: what lies below a folder that is given is met in that folder, and in the
/// outermost of several.
pub(crate) fn find(inputs: &[PathBuf], excludes: &Excludes, plan: &mut Plan) -> Tree {
    let (folders, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
        inputs.iter().partition(|input| !is_stdin(input) && input.is_dir());
    let mut roots: Vec<Root> = folders.into_iter().map(|folder| Root::of(folder)).collect();
    roots.sort_by(|left, right| left.canonical.cmp(&right.canonical));
    let mut tree = Tree::default();
    let mut seen = BTreeSet::new();
    for root in &roots {
        Walk { root, roots: &roots, excludes, tree: &mut tree, seen: &mut seen, plan }.all();
    }
    for input in others {
        match named(input) {
            Ok(found) if !seen.insert(found.canonical.clone()) => {}
            Ok(found) if !is_stdin(input) && is_left_out(&found, &roots, excludes) => tree.exclude(found, plan),
            Ok(found) => tree.data.push(found),
            Err(damage) => plan.damage.push(damage),
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

/// A folder that was given.
struct Root {
    /// As it was given.
    given: PathBuf,
    canonical: PathBuf,
}

impl Root {
    fn of(folder: &Path) -> Self {
        Self { given: folder.to_owned(), canonical: canonical(folder) }
    }

    /// Is a place below it to be left out, or a folder between?
    fn leaves_out(&self, place: &Path, excludes: &Excludes) -> bool {
        let relative = place.strip_prefix(&self.canonical);
        relative.is_ok_and(|relative| excludes.hold_below(&self.given, &self.canonical, relative))
    }
}

/// A file that was itself named, or standard input.
fn named(input: &Path) -> Result<Found, Damage> {
    if is_stdin(input) {
        return stdin();
    }
    let damaged = |what: &str| Damage::file(&input.to_string_lossy(), what);
    let meta = match std::fs::metadata(input) {
        Ok(meta) => meta,
        Err(_) if is_pattern(input) => {
            return Err(damaged("no file and no folder is called so, and as a pattern it matches none"));
        }
        Err(error) => return Err(damaged(&unopened(&error))),
    };
    if !meta.is_file() {
        return Err(damaged(
            "neither a file nor a folder: a pipe or a device cannot be read twice; give a file, or pipe it in and give `-`",
        ));
    }
    let file = DataFile::at(input.to_owned(), meta.len());
    Ok(Found { file, canonical: canonical(input), modified: modified(&meta), named: true })
}

/// Is a named file to be left out, by its own name or as below a folder that is given too?
fn is_left_out(found: &Found, roots: &[Root], excludes: &Excludes) -> bool {
    let own = Root::of(found.file.path.parent().unwrap_or(Path::new("")));
    let name = found.file.path.file_name().unwrap_or_default();
    let by_name = excludes.hold_below(&own.given, &own.canonical, Path::new(name));
    roots.iter().fold(by_name, |held, root| root.leaves_out(&found.canonical, excludes) || held)
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
    root: &'a Root,
    /// All folders that were given.
    roots: &'a [Root],
    excludes: &'a Excludes,
    tree: &'a mut Tree,
    seen: &'a mut BTreeSet<PathBuf>,
    plan: &'a mut Plan,
}

impl Walk<'_> {
    /// Walks the folder that was given; one that yields nothing is damage.
    fn all(&mut self) {
        let given = &self.root.given;
        let before = (self.tree.found(), self.plan.damage.len());
        let skipped = self.plan.skipped.len();
        self.folder(given, 0);
        if let Some(metadata) = metadata_beside(given) {
            self.folder(&metadata, 1);
        }
        if (self.tree.found(), self.plan.damage.len()) == before {
            let what = match self.plan.skipped.get(skipped) {
                Some(skip) => format!("nothing in it is read: {}: {}", skip.path, skip.reason),
                None => nothing_there(given),
            };
            self.plan.damage.push(Damage::file(&given.to_string_lossy(), what));
        }
    }

    fn folder(&mut self, folder: &Path, depth: usize) {
        let place = canonical(folder);
        if !self.seen.insert(place.clone()) {
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
                    if is_data(&name) || is_manifest(&name) {
                        self.skip(&path, "neither a file nor a folder: a pipe or a device is not read");
                    }
                }
                Ok(meta) => self.file(path, &place, &meta),
                Err(error) if is_data(&name) || is_manifest(&name) => {
                    self.plan.damage.push(Damage::file(&path.to_string_lossy(), unopened(&error)));
                }
                Err(_) => {}
            }
        }
    }

    /// A file in a folder, of which this is the place.
    fn file(&mut self, path: PathBuf, place: &Path, meta: &std::fs::Metadata) {
        let written = path.file_name().unwrap_or_default();
        let name = written.to_string_lossy().to_ascii_lowercase();
        let is_manifest = is_manifest(&name);
        if !(is_manifest || is_data(&name)) {
            if may_be_data(&name) {
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
        if self.is_excluded(&path, &place.join(written)) {
            if !is_manifest {
                let file = DataFile::at(path, bytes);
                self.tree.exclude(Found { file, canonical, modified, named: false }, self.plan);
            }
        } else if is_manifest {
            let root = self.root.canonical.clone();
            self.tree.manifests.push(ManifestFile { path, canonical, root, bytes, modified });
        } else {
            self.tree.data.push(Found { file: DataFile::at(path, bytes), canonical, modified, named: false });
        }
    }

    fn skip(&mut self, path: &Path, reason: &str) {
        self.plan.skipped.push(Skip { path: path.to_string_lossy().into_owned(), reason: reason.to_owned() });
    }

    /// Is a file to be left out, or a folder above it up to one that was given? Links may have led to it from elsewhere.
    fn is_excluded(&self, path: &Path, place: &Path) -> bool {
        let Root { given, canonical } = self.root;
        let relative = path.strip_prefix(given);
        let by_path = relative.is_ok_and(|relative| self.excludes.hold_below(given, canonical, relative));
        self.roots.iter().fold(by_path, |held, root| root.leaves_out(place, self.excludes) || held)
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
