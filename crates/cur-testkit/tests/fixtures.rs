//! What is committed under `fixtures/` is what the code writes.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use cur_testkit::{DAMAGES, files_below, write_damaged, write_sample};
use parquet::file::reader::SerializedFileReader;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// The two folders hold the same files with the same bytes.
fn assert_same(committed: &Path, written: &Path, regenerate: &str) {
    assert_eq!(files_below(committed).unwrap(), files_below(written).unwrap(), "regenerate with `{regenerate}`");
    for path in files_below(written).unwrap() {
        let same = fs::read(committed.join(&path)).unwrap() == fs::read(written.join(&path)).unwrap();
        assert!(same, "`{}` differs: regenerate with `{regenerate}`", path.display());
    }
}

#[test]
fn the_sample_is_what_the_code_writes() {
    let folder = tempfile::tempdir().unwrap();
    write_sample(folder.path()).unwrap();
    assert_same(&fixtures().join("sample"), folder.path(), "cargo run -p cur-testkit -- sample fixtures/sample");
}

#[test]
fn the_damaged_exports_are_what_the_code_writes() {
    let folder = tempfile::tempdir().unwrap();
    write_damaged(folder.path()).unwrap();
    assert_same(&fixtures().join("damaged"), folder.path(), "cargo run -p cur-testkit -- damaged fixtures/damaged");
}

#[test]
fn the_list_of_damages_and_the_folders_match_both_ways() {
    let mut folders: Vec<String> = fs::read_dir(fixtures().join("damaged"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    let names: Vec<&str> = DAMAGES.iter().map(|damage| damage.name).collect();
    assert_eq!(folders, names);
    assert!(DAMAGES.iter().all(|damage| !damage.description.is_empty()));
}

fn damaged(name: &str, file: &str) -> Vec<u8> {
    fs::read(fixtures().join("damaged").join(name).join(file)).unwrap()
}

#[test]
fn each_damage_is_one() {
    for name in ["gzip-flipped-byte", "gzip-truncated", "gzip-wrong-checksum"] {
        let unpack = |file| {
            let bytes = damaged(name, file);
            flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut Vec::new())
        };
        assert!(unpack("ws-report-00001.csv.gz").is_err(), "{name}");
        assert!(unpack("ws-report-00002.csv.gz").is_ok(), "{name}");
    }
    let archive = |file| zip::ZipArchive::new(Cursor::new(damaged("zip-truncated", file)));
    assert!(archive("ws-report-00001.csv.zip").is_err() && archive("ws-report-00002.csv.zip").is_ok());
    for name in ["parquet-cut-short", "parquet-of-text"] {
        let open = |file| SerializedFileReader::new(Bytes::from(damaged(name, file)));
        assert!(open("ws-report-00001.snappy.parquet").is_err(), "{name}");
        assert!(open("ws-report-00002.snappy.parquet").is_ok(), "{name}");
    }
    for name in ["csv-not-utf8", "csv-not-utf8-key"] {
        assert!(String::from_utf8(damaged(name, "ws-report-00001.csv")).is_err(), "{name}");
    }
    for (name, text) in [
        ("csv-missing-column", "lineItem/UsageTyp,"),
        ("csv-unreadable-number", "12,34 USD"),
        ("csv-unreadable-time", "31 June, noon"),
        ("csv-mixed-currencies", ",EUR,"),
        ("csv-text-after-quote", "\"quoted, and\" more"),
    ] {
        assert!(String::from_utf8(damaged(name, "ws-report-00001.csv")).unwrap().contains(text), "{name}");
    }
    let manifest = |name: &str| damaged(name, "metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json");
    assert!(serde_json::from_slice::<serde_json::Value>(&manifest("manifest-not-json")).is_err());
    for name in ["manifest-missing-file", "manifest-outside", "manifest-zero-byte-file"] {
        let manifest: serde_json::Value = serde_json::from_slice(&manifest(name)).unwrap();
        assert!(manifest["dataFiles"].as_array().unwrap().len() > 1, "{name}");
    }
}

#[test]
fn selected_rows_stay_readable_beside_the_damage() {
    for damage in DAMAGES.iter().filter(|damage| damage.name.starts_with("csv-too")) {
        let text = damaged(damage.name, "ws-report-00001.csv");
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_slice());
        let cells = reader.headers().unwrap().len();
        let selected = reader.records().filter(|record| {
            let record = record.as_ref().unwrap();
            record.len() == cells && record.iter().any(|cell| cell == "AmazonApiGateway")
        });
        assert_eq!(Some(selected.count() as u64), damage.good_rows, "{}", damage.name);
    }
}
