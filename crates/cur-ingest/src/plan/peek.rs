//! Payer, month, layout and granularity of deliveries, from the first rows of their files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::look::{Look, Looker};
use super::tree::Found;
use super::{Candidate, DataFile, Delivery, Granularity, Plan, Skip, Stamp, folder_of, gaps};
use crate::columns::FileColumns;
use crate::damage::Damage;
use crate::select::Selection;
use crate::{Layout, Month};

/// Why a file without a byte does not count.
pub(crate) const EMPTY: &str = "empty";
/// Why a file of nothing but a header does not count: AWS writes such files where a month has fewer parts than before.
pub(crate) const NO_ROWS: &str = "no rows";

/// How many files that no manifest names are looked into.
const STRANGERS: usize = 100;

/// How many rows are looked at.
const ROWS: u64 = 1000;

/// Looks into files, and keeps what each look told.
#[derive(Debug)]
pub(crate) struct Peeker<'a> {
    looker: Looker<'a>,
    /// Keep fingerprints of the rows of files without a manifest?
    samples: bool,
    /// What each look told.
    pub(crate) looks: BTreeMap<PathBuf, Look>,
}

/// What files without a manifest are put together by.
type GroupKey = (String, Option<Month>, Option<String>, Layout, bool, Option<Granularity>);

impl<'a> Peeker<'a> {
    pub(crate) fn new(selection: &'a Selection) -> Self {
        let looker = Looker::new(selection, Arc::new(AtomicU64::new(0)));
        Self { looker, samples: false, looks: BTreeMap::new() }
    }

    /// One that keeps fingerprints, too, by which files that repeat each other are told.
    pub(crate) fn sampling(selection: &'a Selection) -> Self {
        Self { samples: true, ..Self::new(selection) }
    }

    /// Counts the bytes that the looks take.
    pub(crate) fn bytes(&self) -> &Arc<AtomicU64> {
        &self.looker.bytes
    }

    /// Completes a delivery from the first of its files that can be looked into.
    pub(crate) fn look(&mut self, candidate: &mut Candidate) {
        let delivery = &mut candidate.delivery;
        if delivery.layout.is_some() {
            return;
        }
        for file in &delivery.files {
            let Ok(look) = self.file(file) else { continue };
            let seen = [&delivery.columns, &look.columns].into_iter().filter(|columns| !columns.is_unknown());
            delivery.columns = FileColumns::of_all(seen);
            delivery.layout = delivery.layout.or(Some(look.layout));
            delivery.resource_ids |= look.resource_ids;
            delivery.payer = delivery.payer.take().or(look.rows.payer);
            delivery.month = delivery.month.or(look.month);
            delivery.granularity = delivery.granularity.or(look.granularity);
            if delivery.payer.is_some() && delivery.granularity.is_some() {
                return;
            }
        }
    }

    /// Files without a manifest: those of one folder, month, payer, layout and granularity are one delivery.
    pub(crate) fn group(&mut self, files: Vec<Found>, plan: &mut Plan) -> Vec<Candidate> {
        let gaps = gaps::find(&files);
        self.looker.sample = self.samples;
        let mut groups: BTreeMap<GroupKey, Vec<(Found, FileColumns)>> = BTreeMap::new();
        let mut unsure: Vec<(Found, Look)> = Vec::new();
        for found in files {
            if found.file.bytes == 0 && !found.named {
                plan.skipped.push(Skip { path: found.file.display(), reason: EMPTY.to_owned() });
                continue;
            }
            match self.file(&found.file) {
                Err(damage) => plan.damage.push(damage),
                Ok(look) if look.rows.count == 0 && look.sound && !found.named => {
                    plan.skipped.push(Skip { path: found.file.display(), reason: NO_ROWS.to_owned() });
                }
                Ok(look) if look.granularity.is_none() => unsure.push((found, look)),
                Ok(look) => groups.entry(key(&found, &look)).or_default().push((found, look.columns)),
            }
        }
        self.settle(&mut groups, &mut unsure);
        // A file that begins with taxes and fees does not tell its granularity: it belongs to its neighbours.
        for (found, look) in unsure {
            let own = key(&found, &look);
            let neighbour = groups.keys().find(|other| {
                (&other.0, &other.1, &other.2, &other.3, &other.4) == (&own.0, &own.1, &own.2, &own.3, &own.4)
            });
            let neighbour = neighbour.cloned().unwrap_or(own);
            groups.entry(neighbour).or_default().push((found, look.columns));
        }
        self.looker.sample = false;
        let damage = |key: &GroupKey| gaps.get(&key.0).cloned().unwrap_or_default();
        groups.into_iter().map(|(key, files)| candidate(damage(&key), key, files)).collect()
    }

    /// Files of a payer of whom nothing is read, in the folder of another's manifest, which does not name them: no older
    /// chunks, but another bill.
    pub(crate) fn strangers(&mut self, unnamed: &[Found], plan: &mut Plan) {
        for found in unnamed.iter().filter(|found| found.file.bytes > 0).take(STRANGERS) {
            let Ok(look) = self.looker.file(&found.file, ROWS) else { continue };
            let of_month = || plan.deliveries.iter().filter(|delivery| delivery.month == look.month);
            let is_known = || of_month().any(|delivery| delivery.payer == look.rows.payer || delivery.payer.is_none());
            let Some(payer) = look.rows.payer.as_ref().filter(|_| of_month().next().is_some() && !is_known()) else {
                continue;
            };
            let what = format!(
                "holds the bill of payer {payer}, of whom nothing else is read, and no manifest beside it names it; give it \
                 on its own, or leave it out with --exclude"
            );
            plan.damage.push(Damage::file(&found.file.display(), what));
        }
    }

    /// Files of one folder that look like exports of two granularities may begin with rows that say nothing of the others:
    /// all of their rows are asked. A file that holds no usage of ours does not say how long its intervals are.
    fn settle(&mut self, groups: &mut BTreeMap<GroupKey, Vec<(Found, FileColumns)>>, unsure: &mut Vec<(Found, Look)>) {
        let is_beside = |key: &GroupKey, other: &GroupKey| {
            (&key.0, &key.1, &key.2, &key.3, &key.4) == (&other.0, &other.1, &other.2, &other.3, &other.4)
        };
        let keys: Vec<GroupKey> = groups.keys().cloned().collect();
        let mixed = keys.iter().filter(|key| keys.iter().any(|other| is_beside(key, other) && other.5 < key.5));
        for key in mixed {
            for (found, columns) in groups.remove(key).unwrap_or_default() {
                let granularity = self.looker.granularity(&found.file);
                let look = self.looks.get(&found.file.path).cloned();
                if let (None, Some(look)) = (granularity, look) {
                    unsure.push((found, Look { granularity, ..look }));
                } else {
                    let mut key = key.clone();
                    key.5 = granularity;
                    groups.entry(key).or_default().push((found, columns));
                }
            }
        }
    }

    /// The same for deliveries without a manifest that lie in several folders.
    pub(crate) fn look_through(&mut self, group: &mut [Candidate]) {
        let finest = group.iter().filter_map(|candidate| candidate.delivery.granularity).min();
        let is_coarse = |candidate: &&mut Candidate| {
            candidate.delivery.granularity > finest && candidate.delivery.granularity.is_some()
        };
        let loose = group.iter_mut().filter(|candidate| !candidate.delivery.by_manifest);
        for candidate in loose.filter(is_coarse) {
            let delivery = &mut candidate.delivery;
            delivery.granularity = delivery.files.iter().find_map(|file| self.looker.granularity(file));
        }
    }

    fn file(&mut self, file: &DataFile) -> Result<Look, Damage> {
        let look = self.looker.file(file, ROWS)?;
        self.looks.insert(file.path.clone(), look.clone());
        Ok(look)
    }
}

fn key(found: &Found, look: &Look) -> GroupKey {
    // Files that were named one by one belong together wherever they lie.
    let folder = if found.named { String::new() } else { folder_of(&found.file.path) };
    (folder, look.month, look.rows.payer.clone(), look.layout, look.resource_ids, look.granularity)
}

fn candidate(damage: Vec<Damage>, key: GroupKey, mut files: Vec<(Found, FileColumns)>) -> Candidate {
    // Those that did not tell their granularity came last.
    files.sort_by(|(left, _), (right, _)| left.file.cmp(&right.file));
    let (folder, month, payer, layout, resource_ids, granularity) = key;
    let modified = files.iter().map(|(found, _)| found.modified).max().unwrap_or_default();
    let first = files.first().map(|(found, _)| found.file.path.clone()).unwrap_or_default();
    let is_loose = !folder.is_empty();
    let place = if folder.is_empty() { first.to_string_lossy().into_owned() } else { folder };
    let stamp = Stamp::of(Path::new(&place), modified);
    let delivery = Delivery {
        id: stamp.name.clone(),
        month,
        month_is_certain: super::month_in_path(&first).is_some(),
        payer,
        layout: Some(layout),
        granularity,
        columns: FileColumns::of_all(files.iter().map(|(_, columns)| columns)),
        resource_ids,
        by_manifest: false,
        place,
        files: files.into_iter().map(|(found, _)| found.file).collect(),
        damage,
    };
    Candidate { delivery, stamp, loose: is_loose }
}
