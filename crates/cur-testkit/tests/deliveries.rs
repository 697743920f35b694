//! Folders and manifests as AWS leaves them.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::Path;

use cur_testkit::{Container, CsvOptions, Delivery, Layout, Month, ParquetOptions, Placement, Written, files_below};
use serde_json::Value;

fn write(delivery: &Delivery, month: &Month, folder: &Path) -> (Written, Vec<String>) {
    let written = delivery.write(month, folder).unwrap();
    assert_eq!(written.truth, month.truth());
    let files = files_below(folder).unwrap().iter().map(|path| path.to_str().unwrap().to_owned()).collect();
    (written, files)
}

fn manifest(written: &Written) -> Value {
    serde_json::from_slice(&fs::read(written.manifests.first().unwrap()).unwrap()).unwrap()
}

fn gzip() -> Layout {
    Layout::LegacyCsv(CsvOptions { container: Container::Gzip, ..CsvOptions::default() })
}

#[test]
fn legacy_deliveries_name_their_files_in_two_manifests() {
    let (month, folder) = (Month::small(1), tempfile::tempdir().unwrap());
    let delivery = Delivery { rows_per_file: Some(2_000), ..Delivery::new(gzip(), Placement::LegacyCreateNew) };
    let (written, files) = write(&delivery, &month, folder.path());
    let assembly = delivery.version_id(&month);
    assert!(files.contains(&format!("20261001-20261101/{assembly}/ws-report-00002.csv.gz")), "{files:?}");
    assert!(files.contains(&format!("20261001-20261101/{assembly}/ws-report-Manifest.json")));
    assert!(files.contains(&"20261001-20261101/ws-report-Manifest.json".to_owned()));
    let manifest = manifest(&written);
    assert_eq!(manifest["assemblyId"], assembly.as_str());
    assert_eq!(manifest["compression"], "GZIP");
    assert_eq!(manifest["billingPeriod"]["start"], "20261001T000000.000Z");
    let first = &manifest["reportKeys"][0];
    assert_eq!(first, &format!("exports/daily/ws-report/20261001-20261101/{assembly}/ws-report-00001.csv.gz"));
    assert_eq!(manifest["columns"][0]["category"], "identity");
    assert_eq!(manifest["reportKeys"].as_array().unwrap().len(), written.files.len());
}

#[test]
fn data_exports_name_their_files_by_address() {
    let (month, folder) = (Month::small(1), tempfile::tempdir().unwrap());
    let delivery =
        Delivery { empty_chunks: 2, ..Delivery::new(Layout::cur2_parquet(), Placement::DataExportsCreateNew) };
    let (written, files) = write(&delivery, &month, folder.path());
    let execution = delivery.version_id(&month);
    assert!(
        files.contains(&format!("data/BILLING_PERIOD=2026-10/{execution}/ws-report-00003.snappy.parquet")),
        "{files:?}"
    );
    assert!(files.contains(&format!("metadata/BILLING_PERIOD=2026-10/{execution}/ws-report-Manifest.json")));
    let manifest = manifest(&written);
    let address = format!(
        "s3://example-billing/exports/daily/ws-report/data/BILLING_PERIOD=2026-10/{execution}/ws-report-00001.snappy.parquet"
    );
    assert_eq!(manifest["dataFiles"], serde_json::json!([address]));
    assert!(manifest.get("billingPeriod").is_none());
    assert_eq!(written.files.len(), 3);
    let named = Delivery { name_empty_chunks: true, ..delivery };
    let again = tempfile::tempdir().unwrap();
    let (written, _) = write(&named, &month, again.path());
    assert_eq!(self::manifest(&written)["dataFiles"].as_array().unwrap().len(), 3);
}

#[test]
fn other_placements_have_their_own_folders() {
    let month = Month::small(1);
    for (placement, layout, expected) in [
        (Placement::LegacyOverwrite, gzip(), "20261001-20261101/ws-report-00001.csv.gz"),
        (
            Placement::Athena,
            Layout::LegacyParquet(ParquetOptions::legacy()),
            "year=2026/month=10/ws-report-00001.snappy.parquet",
        ),
        (Placement::DataExportsOverwrite, Layout::cur2_csv(), "data/BILLING_PERIOD=2026-10/ws-report-00001.csv"),
        (Placement::Loose, Layout::cur2_csv(), "ws-report-00001.csv"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let without = Delivery { manifest: false, ..Delivery::new(layout.clone(), placement) };
        assert_eq!(write(&without, &month, folder.path()).1, [expected]);
        let (written, files) = write(&Delivery::new(layout, placement), &month, folder.path());
        assert_eq!(written.manifests.len(), usize::from(placement != Placement::Loose));
        assert_eq!(files.len(), 1 + written.manifests.len());
    }
}

#[test]
fn later_deliveries_stand_beside_earlier_ones() {
    let (month, folder) = (Month::small(1), tempfile::tempdir().unwrap());
    let first = Delivery::new(Layout::cur2_csv(), Placement::DataExportsCreateNew);
    let second = Delivery { version: 1, ..first.clone() };
    assert!(first.version_id(&month) < second.version_id(&month));
    first.write(&month, folder.path()).unwrap();
    assert_eq!(write(&second, &month, folder.path()).1.len(), 4);
}

#[test]
fn empty_chunks_have_a_header_and_no_rows() {
    let (month, folder) = (Month::small(1), tempfile::tempdir().unwrap());
    let delivery = Delivery { empty_chunks: 1, ..Delivery::new(Layout::cur2_csv(), Placement::DataExportsOverwrite) };
    let (written, _) = write(&delivery, &month, folder.path());
    let text = fs::read_to_string(written.files.last().unwrap()).unwrap();
    assert_eq!(text.lines().count(), 1);
    assert!(text.starts_with("bill_bill_type,"));
}
