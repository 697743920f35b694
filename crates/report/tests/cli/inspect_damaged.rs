//! `inspect` on every damaged fixture: one cause for each damage, as far as the first rows show it, and the exit code of
//! `summary`; behind the first rows nothing is read.

use std::fs;
use std::path::{Path, PathBuf};

use cur_testkit::{Container, CsvOptions, DAMAGES, Layout, Month, ParquetOptions};
use serde_json::Value;

use crate::damaged;
use crate::harness::{Run, command, report, run};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn json(out: &Run) -> Value {
    serde_json::from_str(&out.stdout).unwrap()
}

fn texts(of: &Value) -> Vec<&str> {
    of.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// What `inspect` says of a damaged fixture.
struct Told {
    /// Its folder below `fixtures/damaged`.
    name: &'static str,
    /// `{at}` stands for the folder; what follows `…` is left open.
    causes: &'static [&'static str],
}

#[test]
fn every_damage_has_its_cause_and_the_exit_code_of_summary() {
    assert_eq!(TOLD.len(), DAMAGES.len());
    for damage in DAMAGES {
        let told = TOLD.iter().find(|told| told.name == damage.name).unwrap_or_else(|| panic!("{}", damage.name));
        let folder = format!("fixtures/damaged/{}", told.name);
        let out = run(command(&["inspect", &folder, "--format", "json"]).current_dir(root()));
        let code = damaged::code(told.name);
        assert_eq!(out.code, Some(code), "{}", told.name);
        let document = json(&out);
        assert_eq!(document["sound"], code == 0, "{}", told.name);
        let causes = texts(&document["causes"]);
        assert_eq!(causes.len(), told.causes.len(), "{}: {causes:#?}", told.name);
        for (cause, expected) in causes.iter().zip(told.causes) {
            let expected = expected.replace("{at}", &folder);
            match expected.split_once('…') {
                Some((start, _)) => assert!(cause.starts_with(start), "{cause}\n{expected}"),
                None => assert_eq!(*cause, expected),
            }
            assert!(out.stderr.contains(cause), "{}: {}", told.name, out.stderr);
        }
        // The same for a person: the causes first, in whole words, and nothing about them on stderr.
        let table = run(command(&["inspect", &folder]).current_dir(root()));
        assert_eq!(table.code, Some(code), "{}", told.name);
        let said: String = table.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        for cause in causes.iter().filter(|cause| cause.len() < 500) {
            assert!(said.contains(&cause.split_whitespace().collect::<Vec<_>>().join(" ")), "{cause}\n{said}");
        }
        assert!(table.stderr.lines().count() <= 1, "{}", table.stderr);
        let was_read = document["work"]["looked_at"]["bytes"] != 0;
        let unread = said.matches("What lies behind them was not read").count();
        assert_eq!(unread, usize::from(was_read), "{}", table.stdout);
    }
}

#[rustfmt::skip]
const TOLD: &[Told] = &[
    Told { name: "csv-header-only", causes: &["{at}/ws-report-00001.csv: holds a header and no line item; give the other files of the month, or wait for the next delivery"] },
    Told { name: "csv-missing-column", causes: &["{at}/ws-report-00001.csv: lacks the required column `lineItem/UsageType` (the nearest there is `lineItem/UsageTyp`); it has …"] },
    Told { name: "csv-mixed-currencies", causes: &["the first rows are in several currencies, which cannot be added up (EUR and USD in {at}/ws-report-00001.csv); AWS bills a payer in one currency, so some of these files are not its export as AWS delivered it: give those of one currency on their own"] },
    Told { name: "csv-not-a-csv", causes: &["{at}/ws-report-00001.csv: not a cost and usage report: …"] },
    Told { name: "csv-not-utf8-key", causes: &["{at}/ws-report-00001.csv: record 6 (line 6, byte 4473): column `lineItem/UsageType` holds `USE1-ApiGateway\u{fffd}Minute`, expected UTF-8 text"] },
    Told { name: "csv-not-utf8", causes: &[] },
    Told { name: "csv-text-after-quote", causes: &["{at}/ws-report-00001.csv: line 6 (byte 4916): text follows a closing quote, …"] },
    Told { name: "csv-too-few-fields", causes: &["{at}/ws-report-00001.csv: record 6 (line 6, byte 4473): the row has 10 fields, the header has 58"] },
    Told { name: "csv-too-many-fields", causes: &["{at}/ws-report-00001.csv: record 6 (line 6, byte 4473): the row has 60 fields, the header has 58"] },
    Told { name: "csv-unclosed-quote", causes: &["{at}/ws-report-00001.csv: line 9 (byte 8442): a quote opens here and never closes: the text is cut short, and rows after it are missing"] },
    Told { name: "csv-unreadable-number", causes: &["{at}/ws-report-00001.csv: record 6 (line 6, byte 4473): column `lineItem/UnblendedCost` holds `12,34 USD`, …"] },
    Told { name: "csv-unreadable-time", causes: &["{at}/ws-report-00001.csv: record 6 (line 6, byte 4473): column `identity/TimeInterval` holds `31 June/noon`, …"] },
    Told { name: "csv-zero-bytes", causes: &["{at}/ws-report-00001.csv: the file is empty; fetch it again"] },
    Told { name: "focus-gzip-truncated", causes: &["{at}/ws-report-00001.csv.gz: record 3 (line 3, byte 2213): the compressed data ends too early: the file is truncated; fetch it again"] },
    Told { name: "focus-missing-column", causes: &["{at}/focus-00001.csv: lacks the required column `EffectiveCost`; it has …"] },
    Told { name: "focus-parquet-cut-short", causes: &["{at}/ws-report-00001.snappy.parquet: damaged or truncated Parquet file (Invalid Parquet file. Corrupt footer); fetch it again"] },
    Told { name: "focus-without-cost", causes: &["{at}: line items without an `EffectiveCost`, which FOCUS requires, among the first rows: 4; they count 0"] },
    Told { name: "folder-empty", causes: &["{at}: no file of an export is in this folder or below it …"] },
    Told { name: "folder-something-else", causes: &["{at}: no file of an export is in this folder or below it …"] },
    Told { name: "gzip-flipped-byte", causes: &["{at}/ws-report-00001.csv.gz: record 4 (line 10, byte 6934): the compressed data is damaged (corrupt gzip stream does not have a matching checksum); fetch the file again"] },
    Told { name: "gzip-truncated", causes: &["{at}/ws-report-00001.csv.gz: record 3 (line 3, byte 2591): the compressed data ends too early: the file is truncated; fetch it again"] },
    Told { name: "gzip-wrong-checksum", causes: &["{at}/ws-report-00001.csv.gz: record 9 (line 9, byte 6968): the compressed data is damaged (corrupt gzip stream does not have a matching checksum); fetch the file again"] },
    Told { name: "manifest-missing-file", causes: &["s3://example-billing/exports/daily/ws-report/data/BILLING_PERIOD=2026-10/ws-report-00002.csv: missing: the manifest {at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json names it; fetch it into {at}/data/BILLING_PERIOD=2026-10"] },
    Told { name: "manifest-not-json", causes: &["{at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json: the manifest is not the JSON of one …"] },
    Told { name: "manifest-outside", causes: &[
        "/etc/passwd: missing: the manifest {at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json names it, and it is not among the files given; what lies outside of them is never read",
        "{at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json: the manifest names `../../../../../../../../etc/passwd`, which leads outside the export; it is not read",
        "{at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json: the manifest names `s3://example-billing/exports/daily/ws-report/../../../../etc…",
    ] },
    Told { name: "manifest-zero-byte-file", causes: &["{at}/data/BILLING_PERIOD=2026-10/ws-report-00002.csv: empty, but the manifest names it; fetch it again"] },
    Told { name: "parquet-cut-short", causes: &["{at}/ws-report-00001.snappy.parquet: damaged or truncated Parquet file (Invalid Parquet file. Corrupt footer); fetch it again"] },
    Told { name: "parquet-of-text", causes: &["{at}/ws-report-00001.snappy.parquet: named .parquet, but it does not begin as a Parquet file does (`PAR1`); fetch it again"] },
    Told { name: "repeated-chunk", causes: &["{at}/data/BILLING_PERIOD=2026-10/ws-report-00002.csv: repeats 4 of the compared first rows of {at}/data/BILLING_PERIOD=2026-10/ws-report-00001.csv, and no manifest says which of the two counts; take the older one away, or give the export's folder with its manifest"] },
    Told { name: "two-deliveries", causes: &[] },
    Told { name: "zip-truncated", causes: &["{at}/ws-report-00001.csv.zip: damaged or truncated zip archive: it has no end record: the file is cut short; fetch it again"] },
];

const ROWS: u64 = 30_000;

fn inspect(file: &Path, bytes: &[u8]) -> (Option<i32>, Value) {
    fs::write(file, bytes).unwrap();
    let out = report(&["inspect", file.to_str().unwrap(), "--format", "json"]);
    (out.code, json(&out))
}

fn looked_at(document: &Value) -> u64 {
    document["work"]["looked_at"]["bytes"].as_u64().unwrap()
}

/// A file whose bytes are no longer what they were, from a place on.
fn broken(sound: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    bytes[at..at + 5000].fill(b'"');
    bytes
}

/// Damage far behind the first rows is neither seen nor looked for, whatever the file is; a reading finds it.
#[test]
fn what_lies_behind_the_first_rows_is_not_read() {
    let month = Month::of_rows(61, ROWS);
    for container in [Container::Plain, Container::Gzip, Container::Zstd(1 << 20), Container::Zip] {
        let layout = Layout::Cur2Csv(CsvOptions { container, ..CsvOptions::default() });
        let at = tempfile::tempdir().unwrap();
        let file = at.path().join(format!("report{}", layout.suffix()));
        let sound = layout.encode_month(&month).unwrap();
        let bytes = broken(&sound, sound.len() * 3 / 4);
        let (code, document) = inspect(&file, &bytes);
        assert_eq!(code, Some(0), "{container:?}: {}", document["causes"]);
        assert!(looked_at(&document) * 4 < bytes.len() as u64, "{container:?}: {}", document["work"]);
        assert_eq!(document["work"]["looked_at"]["rows"], 1000);
        assert_eq!(inspect(&file, &sound), (code, document), "{container:?}: the damage cannot be seen");
        fs::write(&file, &bytes).unwrap();
        assert_eq!(report(&["summary", file.to_str().unwrap()]).code, Some(2), "{container:?}: a reading finds it");
    }
}

/// In Parquet one column lies behind the other, so damage anywhere may be on a page that is looked at. What `inspect` finds,
/// a reading finds too; and it finds more.
#[test]
fn of_parquet_only_footers_and_first_pages_are_read() {
    let month = Month::of_rows(62, ROWS);
    let pages = Some(1000);
    for layout in [
        Layout::Cur2Parquet(ParquetOptions { page_rows: pages, ..ParquetOptions::default() }),
        Layout::LegacyParquet(ParquetOptions { page_rows: pages, ..ParquetOptions::legacy() }),
    ] {
        let at = tempfile::tempdir().unwrap();
        let file = at.path().join("report.parquet");
        let sound = layout.encode_month(&month).unwrap();
        let (code, document) = inspect(&file, &sound);
        assert_eq!((code, &document["work"]["rows_exact"]), (Some(0), &Value::Bool(true)));
        assert!(looked_at(&document) * 4 < sound.len() as u64, "{}", document["work"]);
        let mut found_by_reading_alone = 0;
        for place in 1..16 {
            let (code, _) = inspect(&file, &broken(&sound, sound.len() / 17 * place));
            let reading = report(&["summary", file.to_str().unwrap(), "-q", "-o", "/dev/null"]).code;
            assert!(code <= reading, "{place}: inspect {code:?}, summary {reading:?}");
            found_by_reading_alone += u32::from(code < reading);
        }
        assert!(found_by_reading_alone > 0);
    }
}
