//! The files below a folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{DataFile, Plan, Skip};
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
    pub(crate) manifests: Vec<ManifestFile>,
}

/// Folders below folders: deeper is a loop of links.
const DEEPEST: usize = 32;
const ENDINGS: [&str; 5] = [".csv", ".gz", ".zip", ".parquet", ".zst"];

/// Walks the inputs.
pub(crate) fn find(inputs: &[PathBuf], plan: &mut Plan) -> Tree {
    let mut tree = Tree::default();
    let mut seen = BTreeSet::new();
    for input in inputs {
        let before = (tree.data.len() + tree.manifests.len(), plan.damage.len());
        match std::fs::metadata(input) {
            Ok(meta) if meta.is_dir() => {
                let mut walk = Walk { root: canonical(input), tree: &mut tree, seen: &mut seen, plan };
                walk.folder(input, 0);
                walk.metadata_beside(input);
                if (tree.data.len() + tree.manifests.len(), plan.damage.len()) == before {
                    plan.damage.push(Damage::file(&input.to_string_lossy(), nothing_there(input)));
                }
            }
            Ok(meta) if !meta.is_file() => {
                let what = "neither a file nor a folder: a pipe or a device cannot be read twice; give a file";
                plan.damage.push(Damage::file(&input.to_string_lossy(), what));
            }
            Ok(meta) => {
                let canonical = canonical(input);
                if seen.insert(canonical.clone()) {
                    let file = DataFile { path: input.clone(), bytes: meta.len() };
                    tree.data.push(Found { file, canonical, modified: modified(&meta), named: true });
                }
            }
            Err(error) => plan.damage.push(Damage::file(&input.to_string_lossy(), unopened(&error))),
        }
    }
    tree.data.sort_by(|left, right| left.file.cmp(&right.file));
    tree.manifests.sort_by(|left, right| left.path.cmp(&right.path));
    tree
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

struct Walk<'a> {
    root: PathBuf,
    tree: &'a mut Tree,
    seen: &'a mut BTreeSet<PathBuf>,
    plan: &'a mut Plan,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        if !self.seen.insert(canonical(folder)) {
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
                if is_data(&name) {
                    let reason = "hidden: its name begins with a point or an underscore".to_owned();
                    self.plan.skipped.push(Skip { path: path.to_string_lossy().into_owned(), reason });
                }
                continue;
            }
            match std::fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => self.folder(&path, depth + 1),
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
        let canonical = canonical(&path);
        if !(is_manifest || is_data(name)) || !self.seen.insert(canonical.clone()) {
            return;
        }
        let (modified, bytes) = (modified(meta), meta.len());
        if is_manifest {
            self.tree.manifests.push(ManifestFile { path, canonical, root: self.root.clone(), bytes, modified });
        } else {
            self.tree.data.push(Found { file: DataFile { path, bytes }, canonical, modified, named: false });
        }
    }

    /// The manifests of a Data Exports folder lie beside its data: `export/metadata/BILLING_PERIOD=…` to
    /// `export/data/BILLING_PERIOD=…`.
    fn metadata_beside(&mut self, folder: &Path) {
        let folder = canonical(folder);
        for above in folder.ancestors().take(3) {
            if above.file_name().is_some_and(|name| name == "data")
                && let Some(export) = above.parent()
                && let Ok(below) = folder.strip_prefix(above)
            {
                let metadata = export.join("metadata").join(below.components().take(1).collect::<PathBuf>());
                if metadata.is_dir() {
                    self.folder(&metadata, 1);
                }
                return;
            }
        }
    }
}

fn is_data(name: &str) -> bool {
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}
