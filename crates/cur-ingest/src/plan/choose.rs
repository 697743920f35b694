//! One delivery per payer and month, among several exports.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::peek::Peeker;
use super::{Candidate, PeriodChoice, Plan, Skip};
use crate::Month;
use crate::account::has_lost_digits;
use crate::damage::Damage;

/// Keeps the months that are asked for, and looks into what is kept.
pub(crate) fn period(candidates: &mut Vec<Candidate>, choice: PeriodChoice, peeker: &mut Peeker<'_>, plan: &mut Plan) {
    // Without a month in manifest or path only the rows can tell.
    for candidate in candidates.iter_mut().filter(|candidate| candidate.delivery.month.is_none()) {
        peeker.look(candidate);
    }
    let months =
        candidates.iter().filter(|candidate| !candidate.delivery.files.is_empty() || candidate.delivery.by_manifest);
    let months: BTreeSet<Month> = months.filter_map(|candidate| candidate.delivery.month).collect();
    let wanted = match choice {
        PeriodChoice::All => None,
        PeriodChoice::Newest => months.last().copied(),
        PeriodChoice::Month(month) => Some(month),
    };
    let all_certain = candidates.iter().all(|candidate| candidate.delivery.month_is_certain);
    if let (PeriodChoice::Newest, Some(newest)) = (choice, wanted)
        && all_certain
        && months.len() > 1
    {
        let all: Vec<_> = months.iter().map(ToString::to_string).collect();
        plan.notes.push(format!(
            "{} billing periods are here ({}); the newest, {newest}, is taken",
            months.len(),
            all.join(", ")
        ));
    }
    let all_certain = candidates.iter().all(|candidate| candidate.delivery.month_is_certain);
    if let PeriodChoice::Month(month) = choice
        && all_certain
        && !months.is_empty()
        && !months.contains(&month)
    {
        let all: Vec<_> = months.iter().map(ToString::to_string).collect();
        let what = format!("no delivery of the billing period {month} is here; there is {}", all.join(", "));
        plan.damage.push(Damage::file("--period", what));
    }
    if let Some(wanted) = wanted {
        // Where only the first rows tell the month, others may name another: those files are read, whatever is asked for.
        let is_other =
            |candidate: &mut Candidate| candidate.delivery.month_is_certain && candidate.delivery.month != Some(wanted);
        plan.other_periods = candidates.extract_if(.., is_other).map(|candidate| candidate.delivery).collect();
    }
    for candidate in candidates {
        peeker.look(candidate);
    }
}

/// Among several exports of one payer and month the one that says most counts: hourly before daily, with resource ids
/// before without, CUR 2.0 before legacy before FOCUS, with a manifest before without, then the newest.
pub(crate) fn per_payer(candidates: Vec<Candidate>, peeker: &mut Peeker<'_>, plan: &mut Plan) {
    let mut groups: BTreeMap<Group, Vec<Candidate>> = BTreeMap::new();
    for candidate in candidates {
        let key = (candidate.delivery.month, candidate.delivery.payer.clone());
        groups.entry(key).or_default().push(candidate);
    }
    leave_out_nameless(&mut groups, plan);
    let mut loose: BTreeSet<String> = BTreeSet::new();
    for ((month, payer), mut group) in groups {
        peeker.look_through(&mut group);
        group.sort_by_key(rank);
        let mut group = group.into_iter();
        let Some(best) = group.next() else { continue };
        for other in group {
            skip_lesser(&other, &best, month, payer.as_deref(), plan);
        }
        if best.loose {
            loose.insert(crate::damage::printable(&best.delivery.place));
        }
        plan.deliveries.push(best.delivery);
    }
    plan.notes.extend(unproven(&loose));
    for deliveries in [&mut plan.deliveries, &mut plan.other_periods] {
        deliveries
            .sort_by(|left, right| (&left.month, &left.payer, &left.id).cmp(&(&right.month, &right.payer, &right.id)));
    }
}

type Group = (Option<Month>, Option<String>);

/// What names no payer may be the same bill as what does, beside it: it is not read, and that is damage.
fn leave_out_nameless(groups: &mut BTreeMap<Group, Vec<Candidate>>, plan: &mut Plan) {
    let is_nameless = |payer: &Option<String>| payer.as_ref().is_none_or(|payer| has_lost_digits(payer));
    let named: BTreeSet<Option<Month>> =
        groups.keys().filter(|(_, payer)| !is_nameless(payer)).map(|(month, _)| *month).collect();
    let doubtful = groups.extract_if(.., |(month, payer), _| is_nameless(payer) && named.contains(month));
    for candidate in doubtful.flat_map(|(_, group)| group) {
        let payer = match &candidate.delivery.payer {
            None => "names no payer",
            Some(_) => "names its payer by a number such as 1.2E+11, which has lost its last digits",
        };
        let what = format!(
            "{payer}, beside files of the same month that name one: whether it is the same bill cannot be told, so it is not \
             read; give it on its own"
        );
        let readable = candidate.delivery.layout.is_some();
        let damage =
            if readable { vec![Damage::file(&candidate.delivery.place, what)] } else { candidate.delivery.damage };
        plan.damage.extend(damage);
    }
}

/// How many folders are named in a note.
const NAMED: usize = 3;

/// Without a manifest only the numbers of files can tell that one is missing.
fn unproven(folders: &BTreeSet<String>) -> Option<String> {
    let mut names: Vec<&str> = folders.iter().take(NAMED).map(String::as_str).collect();
    let more = format!("{} more", folders.len() - names.len());
    if folders.len() > names.len() {
        names.push(&more);
    }
    let places = names.join(", ");
    (!names.is_empty())
        .then(|| format!("no manifest is beside the files of {places}: that none is missing cannot be shown"))
}

type Rank = (bool, bool, Option<super::Granularity>, Reverse<bool>, Option<u8>, Reverse<bool>, Reverse<super::Stamp>);

fn rank(candidate: &Candidate) -> Rank {
    let delivery = &candidate.delivery;
    (
        delivery.layout.is_none(),
        delivery.granularity.is_none(),
        delivery.granularity,
        Reverse(delivery.resource_ids),
        delivery.layout.map(crate::Layout::rank),
        Reverse(delivery.by_manifest),
        Reverse(candidate.stamp.clone()),
    )
}

fn skip_lesser(other: &Candidate, best: &Candidate, month: Option<Month>, payer: Option<&str>, plan: &mut Plan) {
    if other.delivery.layout.is_none() {
        // Nothing of it could be read: that is damage, whatever else there is.
        plan.damage.extend(other.delivery.damage.iter().cloned());
        return;
    }
    let (ours, theirs) = (&best.delivery, &other.delivery);
    if is_undecided(best, other) {
        let what = format!(
            "holds {} of the same payer as {}, which is read, and neither names nor times of files tell which of the two \
             exports counts; leave one out with --exclude",
            month.map_or_else(|| "a month".to_owned(), |month| month.to_string()),
            best.delivery.place,
        );
        plan.damage.push(Damage::file(&other.delivery.place, what));
    }
    if is_a_guess(best, other) {
        let what = format!(
            "holds {} of the same payer as {}, and no manifest and no name of a delivery says which counts; {} is \
             read: give the one that counts, or all files one by one if they belong together",
            month.map_or_else(|| "a month".to_owned(), |month| month.to_string()),
            best.delivery.place,
            best.delivery.files.first().map(super::DataFile::display).unwrap_or_default(),
        );
        plan.damage.push(Damage::file(&other.delivery.place, what));
    }
    let named_apart = !other.loose && !theirs.by_manifest && !is_a_guess(best, other);
    let reason = if theirs.granularity != ours.granularity {
        format!("{} export of a payer whose {} export is read", word(other), word(best))
    } else if theirs.resource_ids != ours.resource_ids {
        "export without resource ids of a payer whose export with them is read".to_owned()
    } else if theirs.layout != ours.layout {
        let name = |layout: Option<crate::Layout>| layout.map_or("unknown", crate::Layout::name);
        format!("{} export of a payer whose {} export is read", name(theirs.layout), name(ours.layout))
    } else {
        OLDER.to_owned()
    };
    if named_apart {
        // What a user names is read, or said to be missed.
        let what = format!("{reason} ({}); give one of the two", ours.place);
        plan.damage.push(Damage::file(&theirs.place, what));
    }
    plan.skipped.extend(theirs.files.iter().map(|file| Skip { path: file.display(), reason: reason.clone() }));
    let month = month.map_or_else(|| "an unknown month".to_owned(), |month| month.to_string());
    let payer = payer.unwrap_or("unknown");
    let how = if reason != OLDER {
        ""
    } else if best.stamp.named != other.stamp.named {
        ", by the times in their names"
    } else {
        ", by the times of their files, or else by their names"
    };
    plan.notes.push(format!(
        "two deliveries of {month} for payer {payer}: {} is read, {} is not ({reason}{how}); leave one out with --exclude to \
         decide it yourself",
        crate::damage::printable(&best.delivery.place),
        crate::damage::printable(&other.delivery.place),
    ));
}

/// Why a delivery does not count beside a newer one of the same kind.
pub(super) const OLDER: &str = "older delivery";

/// Is it a guess which of two deliveries counts? Files of one folder that look like two exports may be one, and so may
/// files without usage, which do not tell how long their intervals are. Else two deliveries must not be told apart by
/// nothing but when their files were written: folders that AWS writes are called after the time or the id of a delivery.
fn is_a_guess(best: &Candidate, other: &Candidate) -> bool {
    if best.delivery.by_manifest || other.delivery.by_manifest {
        return false;
    }
    let unknown = best.delivery.granularity.is_none() || other.delivery.granularity.is_none();
    if unknown || best.delivery.place == other.delivery.place {
        return true;
    }
    let is_named = |candidate: &Candidate| {
        let name = &candidate.stamp.name;
        !candidate.stamp.named.is_empty()
            || (name.len() >= 32 && name.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-'))
    };
    kind(best) == kind(other) && !(is_named(best) && is_named(other))
}

/// Do two exports with manifests differ in nothing that tells which one counts?
fn is_undecided(best: &Candidate, other: &Candidate) -> bool {
    let by_manifests = best.delivery.by_manifest && other.delivery.by_manifest;
    by_manifests && kind(best) == kind(other) && !best.stamp.is_told_from(&other.stamp)
}

fn kind(candidate: &Candidate) -> (Option<super::Granularity>, bool, Option<u8>) {
    let delivery = &candidate.delivery;
    (delivery.granularity, delivery.resource_ids, delivery.layout.map(crate::Layout::rank))
}

fn word(candidate: &Candidate) -> &'static str {
    candidate.delivery.granularity.map_or("unknown", super::Granularity::name)
}
