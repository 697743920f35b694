//! A month of a payer that two places hold: each would count it once, and the total twice.

use std::collections::{BTreeMap, BTreeSet};

use cur_ingest::{Delivery, Granularity, Layout};

use crate::Coverage;
use crate::store::Stored;

/// A billing period and the payer of it.
pub(crate) type PayerMonth = (String, Option<String>);

/// What a delivery, a stored ledger or one of its files holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held {
    /// The input that it came with; the deliveries of all exports have one.
    pub(crate) part: usize,
    /// Where it is.
    pub(crate) name: String,
    /// Which export its files may be parts of; `None`: it is whole as it is.
    pub(crate) parts_of: Option<PartsOf>,
    /// Is it a stored ledger?
    pub(crate) is_stored: bool,
    /// The months of payers that it is for, whether a line item of ours is there or not.
    pub(crate) covers: BTreeSet<PayerMonth>,
    /// Those of its selected line items.
    pub(crate) items: BTreeSet<PayerMonth>,
}

/// What files without a manifest have in common where they may be parts of one export: AWS cuts an export of several
/// payers into files as it comes, so two groups of files may hold rows of one payer. Their rows are compared one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartsOf {
    /// Their folder; empty for files that were named one by one, which belong together wherever they lie.
    folder: String,
    kind: (Option<Layout>, Option<Granularity>, bool),
}

impl PartsOf {
    fn of(delivery: &Delivery) -> Option<Self> {
        let named = delivery.files.first().is_some_and(|file| file.display() == delivery.place);
        let folder = if named { String::new() } else { delivery.place.clone() };
        let kind = (delivery.layout, delivery.granularity, delivery.resource_ids);
        (!delivery.by_manifest).then_some(Self { folder, kind })
    }
}

impl Held {
    /// A delivery of an export among all that are read.
    pub(crate) fn of_delivery(delivery: &Delivery, all: &[Delivery]) -> Self {
        let shares_its_place = all.iter().filter(|other| other.place == delivery.place).count() > 1;
        let first = delivery.files.first().filter(|_| shares_its_place);
        let name = first.map_or_else(|| delivery.place.clone(), cur_ingest::DataFile::display);
        Self { name, parts_of: PartsOf::of(delivery), ..Self::default() }
    }

    /// A stored ledger and each of its files.
    pub(crate) fn of_stored(part: usize, name: String, stored: &Stored) -> Vec<Self> {
        let held = Self { part, is_stored: true, ..Self::default() };
        let covers = stored.ledger.coverage().iter().flat_map(covered).collect();
        let files = stored.files.iter().map(|(path, items)| Self {
            name: path.display().to_string(),
            items: items.clone(),
            ..held.clone()
        });
        std::iter::once(Self { name, covers, ..held.clone() }).chain(files).collect()
    }
}

/// The billing periods that a delivery may speak of.
pub(crate) fn covered_months(coverage: &Coverage) -> impl Iterator<Item = &str> {
    let own = Some(coverage.billing_period.as_str()).filter(|_| coverage.months.is_empty());
    coverage.months.iter().map(String::as_str).chain(own)
}

/// The months of payers that a delivery is for.
pub(crate) fn covered(coverage: &Coverage) -> impl Iterator<Item = PayerMonth> {
    covered_months(coverage).map(|month| (month.to_owned(), coverage.payer.clone()))
}

/// What to say where something is counted twice, and the payers that it names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Doubles {
    pub(crate) causes: Vec<String>,
    pub(crate) payers: BTreeSet<String>,
}

/// Inputs that are for the same month of the same payer. The plan has looked at the deliveries of exports already.
pub(crate) fn of_inputs(held: &[Held]) -> Doubles {
    find(held, |held| held.covers.iter().collect(), |first, second| first.part != second.part)
}

/// Places that hold line items of the same month of the same payer. A merged file holds those of several payers, and its
/// first rows, by which deliveries are chosen, name one of them.
pub(crate) fn of_items(held: &[Held], keeps: impl Fn(&str) -> bool) -> Doubles {
    find(
        held,
        |held| items_of(held, &keeps),
        |first, second| first.parts_of.is_none() || first.parts_of != second.parts_of,
    )
}

fn items_of(held: &Held, keeps: impl Fn(&str) -> bool) -> BTreeSet<&PayerMonth> {
    let kept = || held.items.iter().filter(|(month, _)| keeps(month));
    let named: BTreeSet<&str> = kept().filter(|(_, payer)| payer.is_some()).map(|(month, _)| month.as_str()).collect();
    // A row that names no payer, among rows that do, is no sign of a bill that another holds.
    kept().filter(|(month, payer)| payer.is_some() || !named.contains(month.as_str())).collect()
}

fn find<'h>(
    held: &'h [Held],
    of: impl Fn(&'h Held) -> BTreeSet<&'h PayerMonth>,
    clash: impl Fn(&Held, &Held) -> bool,
) -> Doubles {
    let mut holders: BTreeMap<&PayerMonth, Vec<usize>> = BTreeMap::new();
    let mut found: BTreeMap<(usize, usize, &str), BTreeSet<&str>> = BTreeMap::new();
    for (second, own) in held.iter().enumerate() {
        for payer_month in of(own) {
            let earlier = holders.entry(payer_month).or_default();
            if let Some(&first) = earlier.iter().find(|&&first| clash(&held[first], own)) {
                let payer = payer_month.1.as_deref().unwrap_or(UNKNOWN);
                found.entry((second, first, &payer_month.0)).or_default().insert(payer);
            }
            earlier.push(second);
        }
    }
    let cause = |((second, first, month), payers): (&(usize, usize, &str), &BTreeSet<&str>)| {
        let (first, second) = (&held[*first], &held[*second]);
        let (payers, fix) = (payers_of(payers), fix(first, second));
        format!("{}: holds {month} of {payers}, and so does {}; {fix}", second.name, first.name)
    };
    let payers = found.values().flatten().filter(|&&payer| payer != UNKNOWN).map(|&payer| payer.to_owned()).collect();
    Doubles { causes: found.iter().map(cause).collect(), payers }
}

/// What a payer is called that no row names.
const UNKNOWN: &str = "unknown";
/// So many payers are named.
const NAMED: usize = 3;

/// `payer 1`, `payers 1 and 2`, `payers 1, 2, 3 and 4 more`.
fn payers_of(payers: &BTreeSet<&str>) -> String {
    let mut named: Vec<String> = payers.iter().take(NAMED).map(|payer| (*payer).to_owned()).collect();
    if payers.len() > NAMED {
        named.push(format!("{} more", payers.len() - NAMED));
    }
    match named.split_last() {
        Some((last, others)) if !others.is_empty() => format!("payers {} and {last}", others.join(", ")),
        _ => format!("payer {}", named.concat()),
    }
}

fn fix(first: &Held, second: &Held) -> &'static str {
    let kind = |held: &Held| held.parts_of.as_ref().map(|parts_of| parts_of.kind);
    if first.is_stored && second.is_stored {
        "give one of the two"
    } else if kind(first).is_some() && kind(first) == kind(second) {
        "give one of the two, leave one out with --exclude, or give all files one by one if they belong together"
    } else {
        "give one of the two, or leave one out with --exclude"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(part: usize, name: &str, items: &[(&str, Option<&str>)]) -> Held {
        let items = items.iter().map(|(month, payer)| ((*month).to_owned(), payer.map(str::to_owned)));
        Held { part, name: name.to_owned(), items: items.collect(), ..Held::default() }
    }

    const A: Option<&str> = Some("1");
    const B: Option<&str> = Some("2");

    #[test]
    fn a_payer_of_two_places_is_named_with_both() {
        let all = [held(0, "ab", &[("2026-10", A), ("2026-10", B)]), held(0, "b", &[("2026-10", B), ("2026-09", A)])];
        let found = of_items(&all, |_| true);
        let expected =
            "b: holds 2026-10 of payer 2, and so does ab; give one of the two, or leave one out with --exclude";
        assert_eq!(found.causes, [expected]);
        assert_eq!(found.payers, BTreeSet::from(["2".to_owned()]));
        assert_eq!(
            of_items(&all, |month| month == "2026-09"),
            Doubles::default(),
            "nothing of that month is there twice"
        );
        assert_eq!(of_inputs(&all), Doubles::default(), "they are for different payers by their first rows");
    }

    #[test]
    fn parts_of_one_export_may_share_a_payer() {
        let part = |folder: &str, granularity| PartsOf {
            folder: folder.to_owned(),
            kind: (Some(Layout::Cur2Csv), Some(granularity), true),
        };
        let loose = |name, parts_of| Held { parts_of, ..held(0, name, &[("2026-10", A)]) };
        let first = loose("x/1", Some(part("x", Granularity::Hourly)));
        let same = loose("x/2", Some(part("x", Granularity::Hourly)));
        assert_eq!(of_items(&[first.clone(), same.clone()], |_| true), Doubles::default());
        for other in [
            loose("y", Some(part("y", Granularity::Hourly))),
            loose("z", Some(part("x", Granularity::Daily))),
            loose("m", None),
        ] {
            let found = of_items(&[first.clone(), same.clone(), other.clone()], |_| true);
            let start = format!("{}: holds 2026-10 of payer 1, and so does x/1; give one of the two", other.name);
            assert!(found.causes.len() == 1 && found.causes[0].starts_with(&start), "{:?}", found.causes);
            assert_eq!(found.causes[0].ends_with("one by one if they belong together"), other.name == "y");
        }
        assert_eq!(of_items(&[loose("m", None), loose("n", None)], |_| true).causes.len(), 1);
    }

    #[test]
    fn rows_without_a_payer_are_told_apart_only_where_no_row_has_one() {
        let all =
            [held(0, "a", &[("2026-10", A), ("2026-10", None)]), held(0, "b", &[("2026-10", B), ("2026-10", None)])];
        assert_eq!(of_items(&all, |_| true), Doubles::default());
        let all = [held(0, "a", &[("2026-10", None)]), held(1, "b", &[("2026-10", None)])];
        let found = of_items(&all, |_| true);
        assert!(found.causes[0].starts_with("b: holds 2026-10 of payer unknown, and so does a;"), "{:?}", found.causes);
        assert!(found.payers.is_empty());
    }

    #[test]
    fn many_payers_are_counted() {
        for (payers, expected) in [
            (&["1"][..], "payer 1"),
            (&["1", "2"], "payers 1 and 2"),
            (&["1", "2", "3"], "payers 1, 2 and 3"),
            (&["1", "2", "3", "4", "5"], "payers 1, 2, 3 and 2 more"),
        ] {
            assert_eq!(payers_of(&payers.iter().copied().collect()), expected);
        }
    }
}
