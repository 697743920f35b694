//! The newest delivery of an export's month, among its manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::choose::OLDER;
use super::claim::Claim;
use super::{Candidate, Plan, Skip};
use crate::Month;
use crate::damage::Damage;

/// Among the manifests of one export and month the newest counts.
pub(crate) fn within_exports(claims: Vec<Claim>, plan: &mut Plan) -> Vec<Candidate> {
    let mut exports: BTreeMap<(String, Option<Month>), Vec<Claim>> = BTreeMap::new();
    for claim in claims {
        exports.entry((claim.manifest.export.clone(), claim.manifest.month)).or_default().push(claim);
    }
    exports.into_values().filter_map(|claims| newest(claims, plan)).collect()
}

fn newest(mut claims: Vec<Claim>, plan: &mut Plan) -> Option<Candidate> {
    let copies = copies(&claims);
    let newest = copies.iter().reduce(|best, copy| if is_newer(copy, best) { copy } else { best })?;
    plan.damage.extend(copies.iter().filter_map(|copy| undecided(copy, newest)));
    match stale(newest.latest, &claims) {
        Some(Stale::ByName(damage)) => plan.damage.push(damage),
        Some(Stale::ByFiles(note)) => plan.notes.push(note),
        None => {}
    }
    let at = claims.iter().position(|claim| std::ptr::eq(claim, newest.latest))?;
    let newest = claims.swap_remove(at);
    for older in &claims {
        skip_older(&older.candidate, &newest.candidate, plan);
    }
    Some(newest.candidate)
}

/// A place that holds deliveries of the month: the folder of the month, or a copy of it elsewhere.
struct Copy<'a> {
    /// The newest of its deliveries.
    latest: &'a Claim,
    /// The ids of all of them.
    holds: BTreeSet<&'a str>,
}

/// Each pointer with the deliveries below it, and each delivery that no pointer is above.
fn copies(claims: &[Claim]) -> Vec<Copy<'_>> {
    let pointers: Vec<&Claim> = claims.iter().filter(|claim| is_pointer(claim, claims)).collect();
    let own = |claim: &'_ Claim| pointers.iter().any(|pointer| std::ptr::eq(*pointer, claim));
    let nearest = |claim: &Claim| {
        let above = pointers.iter().enumerate().filter(|(_, pointer)| is_below(claim, pointer));
        above.max_by_key(|(_, pointer)| folder(pointer).components().count()).map(|(at, _)| at)
    };
    let mut copies: Vec<Copy<'_>> =
        pointers.iter().map(|latest| Copy { latest, holds: id(latest).into_iter().collect() }).collect();
    for claim in claims.iter().filter(|claim| !own(claim)) {
        match nearest(claim) {
            Some(at) => copies[at].holds.extend(id(claim)),
            None => copies.push(Copy { latest: claim, holds: id(claim).into_iter().collect() }),
        }
    }
    copies
}

/// Is this manifest the copy of the newest that AWS keeps in the folder of the month, above those of the single
/// deliveries? Legacy reports have one; data exports have one only where it is the newest that was not overwritten, so
/// there it must say the same as one of those.
fn is_pointer(claim: &Claim, all: &[Claim]) -> bool {
    let mut below = all.iter().filter(|other| is_below(other, claim));
    if claim.manifest.is_legacy { below.next().is_some() } else { below.any(|other| is_same(claim, other)) }
}

fn folder(claim: &Claim) -> &Path {
    claim.manifest.path.parent().unwrap_or(Path::new(""))
}

/// Does a manifest lie in a folder below another's?
fn is_below(claim: &Claim, other: &Claim) -> bool {
    folder(claim) != folder(other) && folder(claim).starts_with(folder(other))
}

fn id(claim: &Claim) -> Option<&str> {
    claim.manifest.id.as_deref()
}

/// Do both name one delivery?
fn is_same(left: &Claim, right: &Claim) -> bool {
    left.manifest.id.is_some() && left.manifest.id == right.manifest.id
}

/// A place that holds the other's newest delivery beside a newer one of its own is the newer place. Times in names are told
/// apart by themselves; where one of two has none, both are told by their files.
fn is_newer(copy: &Copy<'_>, other: &Copy<'_>) -> bool {
    if let Some(newer) = told_by_deliveries(copy, other) {
        return newer;
    }
    let (left, right) = (&copy.latest.candidate.stamp, &other.latest.candidate.stamp);
    if left.named.is_empty() == right.named.is_empty() {
        left > right
    } else {
        (left.modified, &left.name) > (right.modified, &right.name)
    }
}

/// Is a place newer than another, by the deliveries that they hold? `None`: those do not tell.
fn told_by_deliveries(copy: &Copy<'_>, other: &Copy<'_>) -> Option<bool> {
    if is_same(copy.latest, other.latest) {
        return None;
    }
    let holds = |copy: &Copy<'_>, claim: &Claim| id(claim).is_some_and(|id| copy.holds.contains(id));
    match (holds(copy, other.latest), holds(other, copy.latest)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// How a pointer is older than a delivery below it.
enum Stale {
    ByName(Damage),
    /// Times of files tell less: copying may change them.
    ByFiles(String),
}

/// How much newer the files below must be, in seconds: what was fetched in one go differs by less.
const FETCHED_TOGETHER: u64 = 3600;

/// What to say where the manifest above points to another delivery than the newest of those below it: it was fetched before
/// them.
fn stale(pointer: &Claim, all: &[Claim]) -> Option<Stale> {
    let others = all.iter().filter(|other| is_below(other, pointer) && !is_same(other, pointer));
    let newest = others.max_by(|left, right| left.candidate.stamp.cmp(&right.candidate.stamp))?;
    let (above, below) = (&pointer.candidate.stamp, &newest.candidate.stamp);
    let (place, other) = (&pointer.candidate.delivery.place, &newest.candidate.delivery.place);
    if !above.named.is_empty() && above.named < below.named {
        let what = format!(
            "points to an older delivery than {other}, which lies below it and is not read; fetch this manifest again, or \
             leave the newer delivery out with --exclude"
        );
        return Some(Stale::ByName(Damage::file(place, what)));
    }
    let is_told = above.named.is_empty() || below.named.is_empty();
    (is_told && above.modified.saturating_add(FETCHED_TOGETHER) < below.modified).then(|| {
        Stale::ByFiles(format!(
            "{place} says which delivery of the month counts, and its file is older than {other}, which is not read; fetch it \
             again if it may be out of date"
        ))
    })
}

/// What to say where nothing tells which of two deliveries of an export is the newer one.
fn undecided(older: &Copy<'_>, newest: &Copy<'_>) -> Option<Damage> {
    if std::ptr::eq(older.latest, newest.latest) {
        return None;
    }
    let (left, right) = (older.latest, newest.latest);
    let is_told =
        || told_by_deliveries(older, newest).is_some() || left.candidate.stamp.is_told_from(&right.candidate.stamp);
    let read = &right.candidate.delivery.place;
    let what = match is_same(left, right) {
        true if left.manifest.keys == right.manifest.keys => return None,
        true => {
            format!("names other files than {read}, which is read, and both are of the same delivery; fetch both again")
        }
        false if is_told() => return None,
        false => format!(
            "names a delivery of the same export and month as {read}, which is read, and neither names nor times of files \
             tell which is newer; leave the older one out with --exclude"
        ),
    };
    Some(Damage::file(&left.candidate.delivery.place, what))
}

fn skip_older(older: &Candidate, newest: &Candidate, plan: &mut Plan) {
    for file in &older.delivery.files {
        if !newest.delivery.files.contains(file) {
            plan.skipped.push(Skip { path: file.display(), reason: OLDER.to_owned() });
        }
    }
}
