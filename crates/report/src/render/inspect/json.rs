//! The JSON of `inspect`: keys come in the order of these structs and never disappear.

use chrono::{DateTime, SecondsFormat};
use ledger::{Chosen, FileSurvey, Inspected, InspectedPeriod, Inspection, Lost, PeriodFrom, RowCount, Skipped};
use serde::Serialize;

use crate::render::json::{SCHEMA_VERSION, pretty};

/// What would be read, as pretty-printed JSON with a newline at its end.
pub(crate) fn json(inspection: &Inspection) -> Result<String, serde_json::Error> {
    pretty(&Document {
        schema_version: SCHEMA_VERSION,
        command: "inspect",
        sound: inspection.is_sound(),
        causes: inspection.all_causes(),
        periods: inspection.periods.iter().map(PeriodBlock::of).collect(),
        work: WorkBlock::of(inspection),
        deliveries: inspection.deliveries.iter().map(DeliveryBlock::of).collect(),
        skipped: inspection.skipped.iter().map(SkippedBlock::of).collect(),
        notes: &inspection.notes,
    })
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    command: &'static str,
    sound: bool,
    causes: Vec<&'a str>,
    periods: Vec<PeriodBlock<'a>>,
    work: WorkBlock,
    deliveries: Vec<DeliveryBlock<'a>>,
    skipped: Vec<SkippedBlock<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct PeriodBlock<'a> {
    period: &'a str,
    taken: bool,
    read: bool,
    deliveries: u64,
    files: u64,
    bytes: u64,
    causes: u64,
}

impl<'a> PeriodBlock<'a> {
    fn of(period: &'a InspectedPeriod) -> Self {
        let InspectedPeriod { month, taken, read, deliveries, files, bytes, causes } = period;
        let (taken, read, deliveries) = (*taken, *read, *deliveries);
        Self { period: month, taken, read, deliveries, files: *files, bytes: *bytes, causes: *causes }
    }
}

#[derive(Serialize)]
struct WorkBlock {
    files: u64,
    bytes: u64,
    bytes_needed: u64,
    rows: Option<u64>,
    rows_exact: Option<bool>,
    looked_at: LookedAtBlock,
}

#[derive(Serialize)]
struct LookedAtBlock {
    bytes: u64,
    files: u64,
    rows: u64,
}

impl WorkBlock {
    fn of(inspection: &Inspection) -> Self {
        let work = inspection.work();
        let (rows, rows_exact) = rows(work.rows);
        let looked_at = inspection.looked_at();
        Self {
            files: work.files,
            bytes: work.bytes,
            bytes_needed: work.bytes_needed,
            rows,
            rows_exact,
            looked_at: LookedAtBlock { bytes: inspection.bytes_read, files: looked_at.files, rows: looked_at.rows },
        }
    }
}

#[derive(Serialize)]
struct DeliveryBlock<'a> {
    period: Option<&'a str>,
    period_from: &'static str,
    id: &'a str,
    chosen_by: &'static str,
    place: &'a str,
    payers: &'a [String],
    layout: Option<&'static str>,
    granularity: Option<&'static str>,
    resource_ids: bool,
    currencies: &'a [String],
    first_start: Option<String>,
    last_start: Option<String>,
    starts_from: Option<&'static str>,
    files: u64,
    bytes: u64,
    bytes_needed: Option<u64>,
    rows: Option<u64>,
    rows_exact: Option<bool>,
    missing_columns: Option<Vec<MissingBlock<'a>>>,
    causes: &'a [String],
    data_files: Vec<FileBlock<'a>>,
}

impl<'a> DeliveryBlock<'a> {
    fn of(delivery: &'a Inspected) -> Self {
        let (rows, rows_exact) = rows(delivery.rows);
        let is_ledger = delivery.chosen == Chosen::Ledger;
        let starts_from = delivery.starts.map(|_| if is_ledger { "ledger" } else { "statistics" });
        // What columns an export lacked, a ledger says in its notes.
        let known = !is_ledger && delivery.layout.is_some();
        Self {
            period: delivery.period.as_deref(),
            period_from: match delivery.period_from {
                PeriodFrom::Manifest => "manifest",
                PeriodFrom::Path => "path",
                PeriodFrom::Rows => "rows",
                PeriodFrom::Ledger => "ledger",
            },
            id: &delivery.id,
            chosen_by: match delivery.chosen {
                Chosen::Manifest => "manifest",
                Chosen::Folder => "folder",
                Chosen::Named => "name",
                Chosen::Ledger => "ledger",
            },
            place: &delivery.place,
            payers: &delivery.payers,
            layout: delivery.layout.map(ledger::Layout::name),
            granularity: delivery.granularity.map(ledger::Granularity::name),
            resource_ids: delivery.resource_ids,
            currencies: &delivery.currencies,
            first_start: delivery.starts.and_then(|(first, _)| time(first)),
            last_start: delivery.starts.and_then(|(_, last)| time(last)),
            starts_from,
            files: delivery.files,
            bytes: delivery.bytes,
            bytes_needed: (!is_ledger).then_some(delivery.bytes_needed),
            rows,
            rows_exact,
            missing_columns: known.then(|| delivery.lost.iter().map(MissingBlock::of).collect()),
            causes: &delivery.causes,
            data_files: delivery.data_files.iter().map(FileBlock::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct MissingBlock<'a> {
    columns: &'a [&'static str],
    renamed: Option<&'a str>,
    answer: &'static str,
    files: u64,
}

impl<'a> MissingBlock<'a> {
    fn of(Lost { loss, files }: &'a Lost) -> Self {
        Self { columns: &loss.columns, renamed: loss.renamed.as_deref(), answer: loss.answer, files: *files }
    }
}

#[derive(Serialize)]
struct FileBlock<'a> {
    path: &'a str,
    format: Option<&'static str>,
    bytes: u64,
    bytes_needed: Option<u64>,
    columns: Option<u64>,
    rows: Option<u64>,
    rows_exact: Option<bool>,
    rows_looked_at: u64,
}

impl<'a> FileBlock<'a> {
    fn of(file: &'a FileSurvey) -> Self {
        let (rows, rows_exact) = rows(file.rows);
        Self {
            path: &file.path,
            format: file.format,
            bytes: file.bytes,
            bytes_needed: file.format.map(|_| file.bytes_needed),
            columns: file.format.map(|_| file.width as u64),
            rows,
            rows_exact,
            rows_looked_at: file.rows_looked_at,
        }
    }
}

#[derive(Serialize)]
struct SkippedBlock<'a> {
    path: &'a str,
    reason: &'a str,
}

impl<'a> SkippedBlock<'a> {
    fn of(skipped: &'a Skipped) -> Self {
        Self { path: &skipped.path, reason: &skipped.reason }
    }
}

fn rows(rows: RowCount) -> (Option<u64>, Option<bool>) {
    match rows {
        RowCount::Told(rows) => (Some(rows), Some(true)),
        RowCount::Guessed(rows) => (Some(rows), Some(false)),
        RowCount::Unknown => (None, None),
    }
}

fn time(seconds: i64) -> Option<String> {
    DateTime::from_timestamp(seconds, 0).map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}
