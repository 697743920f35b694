//! Which local files a manifest means.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::manifest::{Key, Manifest};
use super::tree::{Found, ManifestFile, Tree};
use super::{Candidate, DataFile, Delivery, Plan, Skip, Stamp};
use crate::columns::FileColumns;
use crate::damage::Damage;

/// A manifest and the files that are there of those that it names.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) manifest: Manifest,
    pub(crate) candidate: Candidate,
    /// Every file that it names and that is there, those without a byte among them.
    named: Vec<PathBuf>,
}

/// What manifests make of the files.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub(crate) claims: Vec<Claim>,
    /// The data files that lie apart from all of them.
    pub(crate) rest: Vec<Found>,
    /// Those that lie in their folders, and that none of them names.
    pub(crate) unnamed: Vec<Found>,
}

/// Reads every manifest and gives each the files that it names.
pub(crate) fn by_manifests(tree: &Tree, plan: &mut Plan) -> Claimed {
    let paths = [by_path(&tree.data), by_path(&tree.excluded)];
    let mut claims = Vec::new();
    let mut claimed: BTreeSet<PathBuf> = BTreeSet::new();
    let mut territory: BTreeSet<Territory> = BTreeSet::new();
    for file in &tree.manifests {
        match Manifest::read(&file.path, file.bytes) {
            Ok(manifest) => {
                let claim = claim(manifest, file, &paths);
                claimed.extend(claim.named.iter().cloned());
                territory.extend(territories(&claim));
                claims.push(claim);
            }
            Err(damage) => plan.damage.push(damage),
        }
    }
    let (mut rest, mut unnamed) = (Vec::new(), Vec::new());
    for found in &tree.data {
        let path = &found.file.path;
        if claimed.contains(path) {
            continue;
        }
        if !found.named && lies_in(path, &territory) {
            let reason = if found.file.bytes == 0 {
                "empty, and not named by the manifest"
            } else {
                "not named by the manifest"
            };
            plan.skipped.push(Skip { path: found.file.display(), reason: reason.to_owned() });
            unnamed.push(found.clone());
        } else {
            rest.push(found.clone());
        }
    }
    Claimed { claims, rest, unnamed }
}

fn by_path(files: &[Found]) -> Paths<'_> {
    files.iter().map(|found| (found.canonical.as_path(), &found.file)).collect()
}

/// What lies at which path.
type Paths<'a> = BTreeMap<&'a Path, &'a DataFile>;

/// What to say of a file that is left out although its delivery is not.
const EXCLUDED_PART: &str = "excluded by --exclude, but the manifest names it: its month is not read whole; leave the whole \
                             delivery out, or nothing of it";

/// How many missing files are named; the rest are counted.
const NAMED_FILES: usize = 20;

fn claim(manifest: Manifest, file: &ManifestFile, paths: &[Paths<'_>; 2]) -> Claim {
    let (mut files, lost) = found(&manifest, file, paths);
    let mut damage = manifest.damage.clone();
    damage.extend(lost);
    let named = files.iter().map(|file| file.path.clone()).collect();
    for file in files.iter().filter(|file: &&DataFile| file.bytes == 0) {
        damage.push(Damage::file(&file.display(), "empty, but the manifest names it; fetch it again"));
    }
    files.retain(|file| file.bytes > 0);
    files.sort();
    files.dedup();
    let folder = file.path.parent().unwrap_or(Path::new(""));
    let of_files = files.first().and_then(|file| file.path.parent()).unwrap_or(folder);
    let mut stamp = Stamp::of(of_files, file.modified);
    if stamp.named.is_empty() {
        stamp.named = Stamp::of(folder, 0).named;
    }
    if stamp.named.is_empty() {
        // Where deliveries overwrite each other no folder is called after one, but the id of an execution is.
        stamp.named = super::time_in_name(manifest.id.as_deref().unwrap_or_default());
    }
    let delivery = Delivery {
        id: manifest.id.clone().unwrap_or_else(|| stamp.name.clone()),
        month: manifest.month,
        month_is_certain: manifest.month.is_some(),
        payer: None,
        layout: None,
        granularity: None,
        columns: FileColumns::default(),
        resource_ids: false,
        by_manifest: true,
        place: file.path.display().to_string(),
        files,
        damage,
    };
    Claim { candidate: Candidate { delivery, stamp, loose: false }, manifest, named }
}

/// The files that are there of those that a manifest names, and what to say of the others.
fn found(manifest: &Manifest, file: &ManifestFile, [paths, excluded]: &[Paths<'_>; 2]) -> (Vec<DataFile>, Vec<Damage>) {
    let mut files: Vec<DataFile> = Vec::new();
    let mut missing: Vec<&Key> = Vec::new();
    let mut left_out: Vec<DataFile> = Vec::new();
    let mut homes: BTreeMap<Option<&Path>, PathBuf> = BTreeMap::new();
    for key in &manifest.keys {
        // One local file does not stand for two keys.
        match locate(&key.path, file, paths).filter(|file| !files.contains(file)) {
            Some(file) => {
                let home = file.path.parent().unwrap_or(Path::new("")).to_owned();
                homes.insert(key.path.parent(), home);
                files.push(file);
            }
            None if let Some(file) = locate(&key.path, file, excluded) => left_out.push(file),
            None => missing.push(key),
        }
    }
    let missing = missing.into_iter().map(|key| lost(key, file, homes.get(&key.path.parent())));
    let left_out = left_out.iter().map(|file| Damage::file(&file.display(), EXCLUDED_PART));
    let mut damage = shortened(missing, file, "are missing; fetch them");
    damage.extend(shortened(left_out, file, "are excluded by --exclude"));
    (files, damage)
}

/// The first of many, and how many more there are.
fn shortened(all: impl ExactSizeIterator<Item = Damage>, manifest: &ManifestFile, what: &str) -> Vec<Damage> {
    let more = all.len().saturating_sub(NAMED_FILES);
    let mut damage: Vec<Damage> = all.take(NAMED_FILES).collect();
    if more > 0 {
        let what = format!("{more} more files that the manifest names {what}");
        damage.push(Damage::file(&manifest.path.to_string_lossy(), what));
    }
    damage
}

/// What to say of a file that is not there; `home` is where its neighbours are.
fn lost(key: &Key, manifest: &ManifestFile, home: Option<&PathBuf>) -> Damage {
    let manifest = manifest.path.display();
    let what = match home {
        _ if key.is_rooted() => format!(
            "missing: the manifest {manifest} names it, and it is not among the files given; what lies outside of them \
             is never read"
        ),
        Some(home) => format!("missing: the manifest {manifest} names it; fetch it into {}", home.display()),
        None => format!("missing: the manifest {manifest} names it; fetch it into the folder of the export"),
    };
    Damage::file(&key.written, what)
}

/// The local file of a key. The key is known from the bucket down, the local path from some folder down, so the key's
/// longest ending that exists below a folder above the manifest is taken.
///
/// A shortened key must not contradict the place where it is found: below a folder that the key knows under another
/// parent lies another delivery's file of the same name.
fn locate(key: &Path, manifest: &ManifestFile, paths: &Paths<'_>) -> Option<DataFile> {
    let parts: Vec<_> = key.iter().collect();
    for dropped in 0..parts.len() {
        let ending: PathBuf = parts[dropped..].iter().collect();
        for above in manifest.canonical.ancestors().skip(1) {
            let local = above.join(&ending);
            let fits = match above.file_name() {
                // The folder that the user gave may be called anything, after the bucket too.
                Some(name) if above == manifest.root && super::month_in_path(Path::new(name)).is_none() => true,
                Some(name) if dropped > 0 => parts[dropped - 1] == name || !parts.contains(&name),
                _ => true,
            };
            if let (true, Some(file)) = (fits, paths.get(local.as_path())) {
                return Some((*file).clone());
            }
            if above == manifest.root || above.as_os_str().is_empty() {
                break;
            }
        }
    }
    None
}

/// A folder in which every data file belongs to one export; with the folders right below it, or without.
type Territory = (PathBuf, bool);

fn lies_in(path: &Path, territory: &BTreeSet<Territory>) -> bool {
    let folder = path.parent().unwrap_or(Path::new(""));
    let above = folder.parent().unwrap_or(Path::new(""));
    [false, true].into_iter().any(|deep| territory.contains(&(folder.to_owned(), deep)))
        || territory.contains(&(above.to_owned(), true))
}

/// The territories of a manifest's export: its own folder and those of its files. Where each delivery has a folder of
/// its own, the folder of the month that holds them all.
fn territories(claim: &Claim) -> Vec<Territory> {
    let own = claim.manifest.path.parent().map(Path::to_owned);
    let of_files = claim.candidate.delivery.files.iter().filter_map(|file| file.path.parent().map(Path::to_owned));
    own.into_iter()
        .chain(of_files)
        .map(|folder| match folder.parent() {
            Some(month) if is_delivery_folder(&folder, claim) => (month.to_owned(), true),
            _ => {
                let names_month =
                    folder.file_name().is_some_and(|name| super::month_in_path(Path::new(name)).is_some());
                (folder, names_month)
            }
        })
        .collect()
}

/// Is a folder called after the delivery in it?
fn is_delivery_folder(folder: &Path, claim: &Claim) -> bool {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let id = claim.manifest.id.as_deref().unwrap_or_default();
    super::month_in_path(Path::new(&name)).is_none()
        && (!super::time_in_name(&name).is_empty() || (!id.is_empty() && name.contains(id)))
}
