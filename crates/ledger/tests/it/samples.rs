//! Real exports, where they are at hand: `CUR_SAMPLES` or `../shared/data` beside the project.

use std::path::PathBuf;

use crate::{damage, open};

/// The folder of a sample; says so where it is not there.
pub(crate) fn sample(name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("CUR_SAMPLES").map_or(beside, PathBuf::from).join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no sample {name} (set CUR_SAMPLES to the folder that has it)");
    None
}

/// Rows, layout and month of a sample; none of them holds a row of the selected products, so nothing may be found.
fn check(name: &str, rows: u64, layout: &str, month: &str) {
    let Some(path) = sample(name) else { return };
    let opened = open(&[&path]).unwrap();
    assert_eq!(damage(&opened), [] as [&str; 0]);
    let [coverage] = opened.ledger.coverage() else { panic!("one delivery expected") };
    assert_eq!((coverage.rows, coverage.matched_rows, coverage.unparsed_rows), (rows, 0, 0));
    assert_eq!((coverage.layout.name(), coverage.billing_period.as_str()), (layout, month));
    assert_eq!(opened.ledger.len(), 0, "no meters are invented");
}

#[test]
fn a_real_legacy_csv() {
    check("legacy-csv", 1281, "legacy-csv", "2023-11");
}

#[test]
fn a_real_legacy_parquet() {
    check("legacy-parquet", 91_264, "legacy-parquet", "2018-12");
}

#[test]
fn buckets_with_manifests() {
    check("keboola/legacy-zip-bucket", 3, "legacy-csv", "2024-01");
    check("keboola/cur2-gzip-bucket", 4, "cur2-csv", "2024-09");
    check("keboola/cur2-gzip-bucket/data/BILLING_PERIOD=2024-09", 4, "cur2-csv", "2024-09");
}

#[test]
fn files_made_to_break_readers_break_nothing() {
    for folder in ["parquet-testing/bad_data", "parquet-testing/data", "csv-spectrum/csvs", "gzip-multimember"] {
        let Some(folder) = sample(folder) else { return };
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let error = open(&[&path]).unwrap_err();
            assert!(error.causes.iter().all(|cause| cause.contains(&*path.to_string_lossy())), "{error}");
        }
    }
}

#[test]
fn a_whole_legacy_parquet_is_conserved() {
    // All products selected: the sums must be those of the file. Computed with DuckDB from the same file:
    // SELECT count(*), sum(CAST(CAST(line_item_unblended_cost AS VARCHAR) AS DECIMAL(38,18))) …
    let Some(path) = sample("legacy-parquet") else { return };
    let selection = cur_ingest::Selection::of(["AmazonEC2", "AmazonS3", "AWSCloudTrail", "AmazonRDS"]);
    let plan = cur_ingest::plan(&[path], cur_ingest::PeriodChoice::All, &selection, &cur_ingest::Excludes::default());
    let options = cur_ingest::ScanOptions { selection: &selection, threads: None, progress: &(), reference: false };
    let results = cur_ingest::scan(&plan.deliveries, options, |_| Total::default());
    let (sinks, scanned) = &results[0];
    assert_eq!(scanned.unparsed_rows, 0);
    let rows: u64 = sinks.iter().map(|sink| sink.rows).sum();
    let cost: cur_ingest::Decimal = sinks.iter().map(|sink| sink.cost).sum();
    assert_eq!(rows, scanned.matched_rows);
    assert_eq!((rows.to_string(), cost.to_string()), (EXPECTED.0.to_owned(), EXPECTED.1.to_owned()));
}

/// Rows and unblended cost of the four products above.
const EXPECTED: (&str, &str) = ("77536", "365.187356741");

#[derive(Default)]
struct Total {
    rows: u64,
    cost: cur_ingest::Decimal,
}

impl cur_ingest::Sink for Total {
    fn begin_unit(&mut self) {}

    fn take(&mut self, batch: &cur_ingest::LineItemBatch) {
        self.rows += batch.len() as u64;
        let costs = &batch.number(cur_ingest::Number::UnblendedCost).values;
        self.cost = self.cost.plus(costs.iter().flatten().copied().sum());
    }
}
