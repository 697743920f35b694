//! What is known of one delivery.

use std::collections::BTreeSet;

use cur_ingest::{Damage, Delivery, DeliverySurvey, FileSurvey, RowCount};

use super::{Chosen, Inspected, Lost, PeriodFrom};
use crate::losses::{Loss, losses};
use crate::{Coverage, Interval, Ledger, Section};

pub(super) fn of_export(delivery: &Delivery, seen: DeliverySurvey) -> Inspected {
    let period_from = match (delivery.month_is_certain, delivery.by_manifest) {
        (false, _) => PeriodFrom::Rows,
        (true, true) => PeriodFrom::Manifest,
        (true, false) => PeriodFrom::Path,
    };
    let is_file = delivery.files.first().is_some_and(|file| file.display() == delivery.place);
    let chosen = match (delivery.by_manifest, is_file) {
        (true, _) => Chosen::Manifest,
        (false, true) => Chosen::Named,
        (false, false) => Chosen::Folder,
    };
    let rows = seen.files.iter().map(|file| file.rows).fold(RowCount::Told(0), RowCount::and);
    let damage: BTreeSet<String> = delivery.damage.iter().chain(&seen.damage).map(Damage::to_string).collect();
    Inspected {
        period: delivery.month.map(|month| month.to_string()),
        period_from,
        id: delivery.id.clone(),
        chosen,
        place: delivery.place.clone(),
        payers: seen.payers.into_iter().collect(),
        layout: delivery.layout,
        granularity: delivery.granularity,
        resource_ids: delivery.resource_ids,
        currencies: seen.currencies.into_iter().collect(),
        starts: seen.starts,
        files: seen.files.len() as u64,
        bytes: seen.files.iter().map(|file| file.bytes).sum(),
        bytes_needed: seen.files.iter().map(|file| file.bytes_needed).sum(),
        rows,
        lost: losses(&seen.columns).into_iter().map(|loss| lost(loss, &seen.files)).collect(),
        causes: damage.into_iter().collect(),
        data_files: seen.files,
    }
}

/// In how many files an answer is lost.
fn lost(loss: Loss, files: &[FileSurvey]) -> Lost {
    let lacks = |file: &&FileSurvey| losses(&file.columns).iter().any(|other| other.columns == loss.columns);
    Lost { files: files.iter().filter(lacks).count() as u64, loss }
}

pub(super) fn of_ledger(coverage: &Coverage, ledger: &Ledger, name: &str) -> Inspected {
    let own = |month: &str| month == coverage.billing_period || coverage.months.iter().any(|other| other == month);
    let series = || ledger.series().filter(|series| series.shared().section == Section::Items);
    let series = || {
        series()
            .filter(|series| own(series.shared().billing_period) && series.shared().payer == coverage.payer.as_deref())
    };
    let currencies: BTreeSet<&str> = series().filter_map(|series| series.shared().currency).collect();
    let usage = || series().filter(|series| series.shared().charge.is_usage());
    let starts = || usage().flat_map(|series| series.intervals().map(Interval::start));
    let mut causes = coverage.damage.clone();
    if coverage.unparsed_rows > 0 {
        causes.push(format!("{}: {} line items could not be read and are in no total", name, coverage.unparsed_rows));
    }
    Inspected {
        period: Some(coverage.billing_period.clone()).filter(|month| !month.is_empty()),
        period_from: PeriodFrom::Ledger,
        id: coverage.delivery.clone(),
        chosen: Chosen::Ledger,
        place: name.to_owned(),
        payers: coverage.payer.iter().cloned().collect(),
        layout: Some(coverage.layout),
        resource_ids: coverage.has_resource_ids,
        currencies: currencies.into_iter().map(str::to_owned).collect(),
        starts: starts().min().zip(starts().max()),
        files: coverage.files,
        bytes: coverage.bytes,
        rows: RowCount::Told(coverage.rows),
        causes,
        ..Inspected::default()
    }
}
