//! What is known about the reading, as one block.

use std::collections::BTreeSet;

use ledger::{Coverage, Opened, Skipped};

/// One delivery that counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Delivery {
    /// Billing period, `YYYY-MM`.
    pub(crate) period: String,
    /// Assembly id, execution id, or a name where there is no manifest.
    pub(crate) id: String,
    /// Files read.
    pub(crate) files: u64,
}

/// Where the numbers come from, and whether all of it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Source {
    /// The layout of all deliveries, `mixed` where they differ, `None` without any.
    pub(crate) layout: Option<&'static str>,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) rows: u64,
    pub(crate) matched_rows: u64,
    pub(crate) unparsed_rows: u64,
    pub(crate) skipped: Vec<Skipped>,
    /// Remarks on choices, ordered.
    pub(crate) remarks: Vec<String>,
    /// What could not be read, with its place, ordered.
    pub(crate) damage: Vec<String>,
    /// Was everything read?
    pub(crate) complete: bool,
}

impl Source {
    pub(crate) fn of(opened: &Opened) -> Self {
        let coverage = opened.ledger.coverage();
        let total = |count: fn(&Coverage) -> u64| coverage.iter().map(count).fold(0, u64::saturating_add);
        let mut deliveries: Vec<Delivery> = coverage.iter().map(delivery).collect();
        deliveries.sort();
        let skipped = coverage.iter().flat_map(|delivery| &delivery.skipped);
        let remarks = coverage.iter().flat_map(|delivery| &delivery.notes).chain(&opened.notes);
        let damage = coverage.iter().flat_map(|delivery| &delivery.damage);
        let unparsed_rows = total(|delivery| delivery.unparsed_rows);
        Self {
            layout: layout(coverage),
            deliveries,
            files: total(|delivery| delivery.files),
            bytes: total(|delivery| delivery.bytes),
            rows: total(|delivery| delivery.rows),
            matched_rows: total(|delivery| delivery.matched_rows),
            unparsed_rows,
            skipped: ordered(skipped),
            remarks: ordered(remarks),
            damage: ordered(damage),
            complete: coverage.iter().all(Coverage::is_complete),
        }
    }

    /// Remarks and damage together, ordered: the notes of the JSON contract.
    pub(crate) fn notes(&self) -> Vec<&str> {
        let all: BTreeSet<&str> = self.remarks.iter().chain(&self.damage).map(String::as_str).collect();
        all.into_iter().collect()
    }
}

fn delivery(coverage: &Coverage) -> Delivery {
    Delivery { period: coverage.billing_period.clone(), id: coverage.delivery.clone(), files: coverage.files }
}

fn layout(coverage: &[Coverage]) -> Option<&'static str> {
    // What is listed for its damage alone has no files here; it speaks where nothing else does.
    let read = coverage.iter().any(|delivery| delivery.files > 0);
    let mut layouts =
        coverage.iter().filter(|delivery| delivery.files > 0 || !read).map(|delivery| delivery.layout.name());
    let first = layouts.next()?;
    Some(if layouts.all(|layout| layout == first) { first } else { "mixed" })
}

/// Each once, ordered.
fn ordered<'a, T: Ord + Clone + 'a>(all: impl Iterator<Item = &'a T>) -> Vec<T> {
    all.cloned().collect::<BTreeSet<T>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use ledger::Layout;

    use super::*;
    use crate::testing::{coverage, opened};

    #[test]
    fn several_deliveries_are_one_source() {
        let first = Coverage { files: 2, notes: vec!["b".to_owned()], ..coverage() };
        let second = Coverage {
            layout: Layout::LegacyCsv,
            delivery: "d0".to_owned(),
            notes: vec!["a".to_owned()],
            ..coverage()
        };
        let source = Source::of(&opened([], vec![first, second]));
        assert_eq!((source.layout, source.files, source.complete), (Some("mixed"), 3, true));
        assert_eq!(source.notes(), ["a", "b"]);
        assert_eq!(source.deliveries[0].id, "d0");
    }

    #[test]
    fn damage_anywhere_makes_it_incomplete() {
        let damaged = Coverage { damage: vec!["x.gz: ends early".to_owned()], ..coverage() };
        let source = Source::of(&opened([], vec![damaged]));
        assert!(!source.complete);
        assert_eq!(source.notes(), ["x.gz: ends early"]);
        let unparsed = Coverage { unparsed_rows: 1, ..coverage() };
        assert!(!Source::of(&opened([], vec![unparsed])).complete);
    }
}
