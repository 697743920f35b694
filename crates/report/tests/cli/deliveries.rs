//! Which files belong together and which of several deliveries counts, where that is hard to tell. Every row here costs one
//! dollar, so that a total is a number of rows.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::harness::{Run, report};

const PAYER: &str = "012345678901";
const OTHER: &str = "222222222222";

/// The columns of a CUR 2.0 export that matter here.
const COLUMNS: [&str; 14] = [
    "identity_line_item_id",
    "identity_time_interval",
    "bill_payer_account_id",
    "bill_billing_period_start_date",
    "line_item_usage_account_id",
    "line_item_line_item_type",
    "line_item_product_code",
    "line_item_usage_type",
    "line_item_usage_start_date",
    "line_item_usage_end_date",
    "line_item_currency_code",
    "line_item_resource_id",
    "line_item_usage_amount",
    "line_item_unblended_cost",
];

/// A row of connection minutes of an hour of 2026-10.
#[derive(Clone)]
struct Row([String; COLUMNS.len()]);

impl Row {
    fn of(payer: &str, hour: usize) -> Self {
        let time = |hour: usize| format!("2026-10-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24);
        let (start, end) = (time(hour), time(hour + 1));
        Self([
            format!("{payer}-{hour}"),
            format!("{start}/{end}"),
            payer.to_owned(),
            "2026-10-01T00:00:00Z".to_owned(),
            payer.to_owned(),
            "Usage".to_owned(),
            "AmazonApiGateway".to_owned(),
            "USE1-ApiGatewayMinute".to_owned(),
            start,
            end,
            "USD".to_owned(),
            "arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5".to_owned(),
            (hour + 1).to_string(),
            "1".to_owned(),
        ])
    }

    fn with(mut self, column: &str, value: &str) -> Self {
        let at = COLUMNS.iter().position(|name| *name == column).unwrap();
        value.clone_into(&mut self.0[at]);
        self
    }

    /// Of another product, and a day long: storage is metered so in hourly exports too.
    fn of_storage(payer: &str, day: usize) -> Self {
        Self::of(payer, 24 * day)
            .with("identity_line_item_id", &format!("storage-{day}"))
            .with(
                "identity_time_interval",
                &format!("2026-10-{:02}T00:00:00Z/2026-10-{:02}T00:00:00Z", day + 1, day + 2),
            )
            .with("line_item_usage_end_date", &format!("2026-10-{:02}T00:00:00Z", day + 2))
            .with("line_item_product_code", "AmazonS3")
    }
}

fn rows(payer: &str, hours: std::ops::Range<usize>) -> Vec<Row> {
    hours.map(|hour| Row::of(payer, hour)).collect()
}

/// A text of these rows, without these columns.
fn csv(rows: &[Row], without: &[&str]) -> String {
    let kept: Vec<usize> = (0..COLUMNS.len()).filter(|&at| !without.contains(&COLUMNS[at])).collect();
    let line = |cells: &dyn Fn(usize) -> String| kept.iter().map(|&at| cells(at)).collect::<Vec<_>>().join(",") + "\n";
    let head = line(&|at| COLUMNS[at].to_owned());
    rows.iter().fold(head, |text, row| text + &line(&|at| row.0[at].clone()))
}

fn write(path: &Path, text: impl AsRef<[u8]>) -> String {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn summary(arguments: &[&str]) -> Run {
    report(&[&["summary", "--format", "json"], arguments].concat())
}

/// The whole dollars of a run without a warning.
fn dollars(arguments: &[&str]) -> String {
    let out = summary(arguments);
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    total(&out)
}

fn total(out: &Run) -> String {
    let json: serde_json::Value = serde_json::from_str(&out.stdout).unwrap_or_else(|_| panic!("{}", out.stderr));
    json["bridge"]["total"].to_string()
}

#[test]
fn files_of_an_hourly_export_that_begin_with_days_belong_to_it() {
    let at = tempfile::tempdir().unwrap();
    let path = |name: &str| at.path().join(name);
    let first = write(&path("p/part-1.csv"), csv(&rows(PAYER, 0..48), &[]));
    let storage: Vec<Row> = (0..1100)
        .map(|row| Row::of_storage(PAYER, row % 29).with("identity_line_item_id", &format!("s{row}")))
        .collect();
    let second = write(&path("p/part-2.csv"), csv(&[storage.clone(), rows(PAYER, 48..96)].concat(), &[]));
    let third = write(&path("p/part-3.csv"), csv(&storage, &[]));
    assert_eq!(dollars(&[path("p").to_str().unwrap()]), "96");
    for order in [[&first, &second, &third], [&third, &second, &first]] {
        assert_eq!(dollars(&order.map(String::as_str)), "96");
    }
    // In folders of their own nothing says that they are one export.
    fs::create_dir_all(path("q/a")).unwrap();
    fs::create_dir_all(path("q/b")).unwrap();
    fs::copy(&first, path("q/a/part-1.csv")).unwrap();
    fs::copy(&second, path("q/b/part-2.csv")).unwrap();
    let out = summary(&[path("q/a").to_str().unwrap(), path("q/b").to_str().unwrap()]);
    assert_eq!(out.code, Some(2), "{}", out.stderr);
    assert!(out.stderr.contains("no manifest and no name of a delivery says which counts"), "{}", out.stderr);
}

#[test]
fn what_is_named_is_read_or_missed() {
    let at = tempfile::tempdir().unwrap();
    let first = write(&at.path().join("a.csv"), csv(&rows(PAYER, 0..48), &[]));
    let second = write(&at.path().join("b.csv"), csv(&rows(PAYER, 48..96), &["line_item_resource_id"]));
    let out = summary(&[&first, &second]);
    assert_eq!((out.code, total(&out).as_str()), (Some(2), "48"));
    let said = format!(
        "{second}: export without resource ids of a payer whose export with them is read ({first}); give one of the two"
    );
    assert!(out.stderr.contains(&said), "{}", out.stderr);
}

#[test]
fn one_payer_in_several_spellings_is_one_payer() {
    let at = tempfile::tempdir().unwrap();
    let path = |name: &str| at.path().join(name);
    for (name, payer) in [("number", "12345678901"), ("float", "12345678901.0"), ("dashes", "0123-4567-8901")] {
        let spelt = |rows: Vec<Row>| -> Vec<Row> {
            let columns = ["bill_payer_account_id", "line_item_usage_account_id"];
            rows.into_iter().map(|row| columns.iter().fold(row, |row, column| row.with(column, payer))).collect()
        };
        // The same rows twice: an export and what someone saved out of a spreadsheet.
        let one = write(&path(&format!("{name}/one.csv")), csv(&rows(PAYER, 0..24), &[]));
        let two = write(&path(&format!("{name}/two.csv")), csv(&spelt(rows(PAYER, 0..24)), &[]));
        let out = summary(&[&one, &two]);
        assert_eq!(out.code, Some(2), "{name}: {}", out.stderr);
        assert!(out.stderr.contains("repeats 24 of the compared rows"), "{name}: {}", out.stderr);
        // And so they are where there are no ids to compare: an account is the same account, too.
        let no_ids = ["identity_line_item_id"];
        let one = write(&path(&format!("{name}/three.csv")), csv(&rows(PAYER, 0..24), &no_ids));
        let two = write(&path(&format!("{name}/four.csv")), csv(&spelt(rows(PAYER, 0..24)), &no_ids));
        let out = summary(&[&one, &two]);
        assert!(out.code == Some(2) && out.stderr.contains("repeats 24"), "{name}: {}", out.stderr);
        let alone = summary(&[&two]);
        assert!(alone.stdout.contains("\"012345678901\""), "{}", alone.stdout);
    }
    let lost: Vec<Row> =
        rows(PAYER, 24..48).into_iter().map(|row| row.with("bill_payer_account_id", "1.23457E+10")).collect();
    let whole = write(&path("lost/whole.csv"), csv(&rows(PAYER, 0..24), &[]));
    let lost = write(&path("lost/lost.csv"), csv(&lost, &[]));
    let out = summary(&[&whole, &lost]);
    assert_eq!((out.code, total(&out).as_str()), (Some(2), "24"));
    assert!(
        out.stderr.contains("names its payer by a number such as 1.2E+11, which has lost its last digits"),
        "{}",
        out.stderr
    );
    assert_eq!(dollars(&[&lost]), "24");
}

#[test]
fn repeated_rows_are_found_where_one_file_has_no_ids() {
    let at = tempfile::tempdir().unwrap();
    write(&at.path().join("a.csv"), csv(&rows(PAYER, 0..24), &[]));
    write(&at.path().join("b.csv"), csv(&rows(PAYER, 12..36), &["identity_line_item_id"]));
    let out = summary(&[at.path().to_str().unwrap()]);
    assert_eq!(out.code, Some(2), "{}", out.stderr);
    assert!(out.stderr.contains("b.csv: repeats 12 of the compared rows of "), "{}", out.stderr);
    // Rows that are no copies are added up.
    write(&at.path().join("b.csv"), csv(&rows(PAYER, 24..48), &["identity_line_item_id"]));
    assert_eq!(dollars(&[at.path().to_str().unwrap()]), "48");
}

/// An archive of stored entries.
fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn entries_of_an_archive_are_compared_and_none_is_lost() {
    let at = tempfile::tempdir().unwrap();
    let (one, two) = (csv(&rows(PAYER, 0..48), &[]), csv(&rows(PAYER, 48..96), &[]));
    let good = zip(&[("one.csv", &one), ("two.csv", &two)]);
    let path = write(&at.path().join("month.csv.zip"), &good);
    assert_eq!(dollars(&[&path]), "96");
    write(&at.path().join("month.csv.zip"), zip(&[("one.csv", &one), ("copy.csv", &one)]));
    let out = summary(&[&path]);
    assert_eq!(out.code, Some(2));
    let said = format!("{path} (copy.csv): repeats 48 of the compared rows of {path} (one.csv)");
    assert!(out.stderr.contains(&said), "{}", out.stderr);
    let cut = two.trim_end().rsplit_once(',').unwrap().0;
    write(&at.path().join("month.csv.zip"), zip(&[("one.csv", &one), ("two.csv", &format!("{cut}\n"))]));
    let out = summary(&[&path]);
    assert!(out.stderr.contains(&format!("{path} (two.csv): record 49")), "{}", out.stderr);

    write(&at.path().join("month.csv.zip"), zip(&[("one.csv.zip", &String::from_utf8_lossy(b"PK\x03\x04 and more"))]));
    let out = summary(&[&path]);
    assert!(out.stderr.contains(&format!("{path}: holds a packed file and no text; unpack it")), "{}", out.stderr);

    let lost = |archive: &[u8]| {
        write(&at.path().join("month.csv.zip"), archive);
        let out = summary(&[&path]);
        assert_eq!(out.code, Some(2), "{}", out.stdout);
        out.stderr
    };
    let end = good.len() - 22;
    let first = good.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let second = first + 1 + good[first + 1..].windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    // Both sizes of the second entry are nothing.
    let mut sizes = good.clone();
    sizes[second + 20..second + 28].fill(0);
    assert!(lost(&sizes).contains("it holds data that its directory names no entry for"));
    // The end counts one entry and ends its directory there.
    let mut counts = good.clone();
    (counts[end + 8], counts[end + 10]) = (1, 1);
    let said = lost(&counts);
    assert!(said.contains("damaged or truncated zip archive: "), "{said}");
    let length = u32::try_from(second - first).unwrap();
    counts[end + 12..end + 16].copy_from_slice(&length.to_le_bytes());
    let said = lost(&counts);
    assert!(said.contains("damaged or truncated zip archive: "), "{said}");
}

fn manifest(arn: bool, id: &str, key: &str) -> String {
    if arn {
        format!(
            "{{\"executionId\":\"{id}\",\"exportArn\":\"arn:aws:bcm-data-exports:us-east-1:{PAYER}:export/x\",\
             \"dataFiles\":[\"s3://b/{key}\"]}}"
        )
    } else {
        format!(
            "{{\"assemblyId\":\"{id}\",\"reportName\":\"x\",\"account\":\"{PAYER}\",\"bucket\":\"b\",\
             \"reportKeys\":[\"{key}\"],\"billingPeriod\":{{\"start\":\"20261001T000000.000Z\"}}}}"
        )
    }
}

fn touch(path: &Path, seconds: u64) {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn the_newest_manifest_counts_wherever_it_lies() {
    let at = tempfile::tempdir().unwrap();
    let path = |name: &str| at.path().join(name);
    let month = "metadata/BILLING_PERIOD=2026-10";
    let data = "data/BILLING_PERIOD=2026-10";
    write(&path(&format!("e/{data}/x.csv")), csv(&rows(PAYER, 0..48), &[]));
    write(&path(&format!("e/{data}/20261103T000000Z-b/x.csv")), csv(&rows(PAYER, 0..96), &[]));
    let above = path(&format!("e/{month}/x-Manifest.json"));
    let below = path(&format!("e/{month}/20261103T000000Z-b/x-Manifest.json"));
    write(&above, manifest(true, "a", &format!("e/{data}/x.csv")));
    write(&below, manifest(true, "b", &format!("e/{data}/20261103T000000Z-b/x.csv")));
    let folder = path("e");
    let folder = folder.to_str().unwrap();
    // Written over until the export was switched to new files for each delivery, and the other way about.
    touch(&above, 1_793_000_000);
    touch(&below, 1_793_700_000);
    assert_eq!(dollars(&[folder]), "96");
    touch(&above, 1_793_800_000);
    assert_eq!(dollars(&[folder]), "48");
    touch(&above, 1_793_700_000);
    let out = summary(&[folder]);
    assert_eq!(out.code, Some(2));
    assert!(out.stderr.contains("neither names nor times of files tell which is newer"), "{}", out.stderr);
}

#[test]
fn a_legacy_report_keeps_a_copy_of_its_newest_manifest_above() {
    let at = tempfile::tempdir().unwrap();
    let path = |name: &str| at.path().join(name);
    for (id, hours) in [("aaaa", 48), ("bbbb", 96)] {
        write(&path(&format!("r/20261001-20261101/{id}/x-1.csv")), csv(&rows(PAYER, 0..hours), &[]));
        let text = manifest(false, id, &format!("r/20261001-20261101/{id}/x-1.csv"));
        write(&path(&format!("r/20261001-20261101/{id}/x-Manifest.json")), &text);
        touch(&path(&format!("r/20261001-20261101/{id}/x-Manifest.json")), 1_793_000_000);
        // The last one written says the same above.
        write(&path("r/20261001-20261101/x-Manifest.json"), &text);
    }
    assert_eq!(dollars(&[path("r").to_str().unwrap()]), "96");
}

#[test]
fn a_pattern_of_what_to_leave_out_may_be_written_as_a_path() {
    let at = tempfile::tempdir().unwrap();
    write(&at.path().join("cur1/a.csv"), csv(&rows(PAYER, 0..24), &[]));
    write(&at.path().join("cur2/b.csv"), csv(&rows(OTHER, 0..48), &[]));
    let folder = at.path().to_str().unwrap();
    assert_eq!(dollars(&[folder]), "72");
    let absolute = format!("{folder}/cur1");
    for pattern in ["cur1", "cur1/", "./cur1", "./cur1/", "cur1/*", &absolute, &format!("{absolute}/")] {
        let out = summary(&[folder, "--exclude", pattern]);
        assert_eq!((out.code, total(&out).as_str()), (Some(0), "48"), "{pattern}");
        assert!(!out.stderr.contains("matches nothing"), "{pattern}: {}", out.stderr);
    }
    let out = summary(&[folder, "--exclude", "cur3"]);
    assert_eq!(total(&out), "72");
    assert!(out.stderr.contains("note: --exclude cur3 matches nothing of what is given"), "{}", out.stderr);
}

#[test]
fn what_overlaps_is_read_once_in_any_order() {
    let at = tempfile::tempdir().unwrap();
    let file = write(&at.path().join("cur/a.csv"), csv(&rows(PAYER, 0..24), &[]));
    let (outer, inner) = (at.path().to_str().unwrap(), at.path().join("cur"));
    let inner = inner.to_str().unwrap();
    for inputs in
        [[outer, inner], [inner, outer], [outer, outer], [inner, inner], [&file, &file], [&file, outer], [outer, &file]]
    {
        assert_eq!(dollars(&inputs), "24", "{inputs:?}");
    }
    let stored = tempfile::tempdir().unwrap();
    let ledger = stored.path().join("month.parquet");
    let (ledger, dotted) = (ledger.to_str().unwrap(), format!("{}/./month.parquet", stored.path().display()));
    assert_eq!(report(&["ledger", &file, "-o", ledger]).code, Some(0));
    assert_eq!(dollars(&[ledger, &dotted, ledger]), "24");
}

#[test]
fn what_may_belong_to_an_export_and_is_not_read_is_listed() {
    let at = tempfile::tempdir().unwrap();
    let text = csv(&rows(PAYER, 0..24), &[]);
    write(&at.path().join("a.csv"), &text);
    let others = ["b.csv.part", "c.csv.1", "d.csv.bz2", "e.csv.Z", "f.tsv", "g.parq", "h.csv.xz"];
    for name in others {
        write(&at.path().join(name), &text);
    }
    write(&at.path().join("_old/i.csv"), &text);
    write(&at.path().join(".hidden/deep/j.csv"), &text);
    write(&at.path().join(".git/config"), "");
    write(&at.path().join("notes.txt"), "");
    let out = summary(&[at.path().to_str().unwrap()]);
    assert_eq!((out.code, total(&out).as_str()), (Some(0), "24"));
    let json: serde_json::Value = serde_json::from_str(&out.stdout).unwrap();
    let skipped = json["source"]["skipped"].as_array().unwrap();
    let mut names: Vec<String> = skipped
        .iter()
        .map(|skip| Path::new(skip["path"].as_str().unwrap()).file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(names, [&[".hidden", "_old"][..], &others[..]].concat());
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_match_no_pattern() {
    use std::os::unix::ffi::OsStrExt;

    let at = tempfile::tempdir().unwrap();
    write(&at.path().join("a.csv"), csv(&rows(PAYER, 0..24), &[]));
    fs::write(at.path().join(std::ffi::OsStr::from_bytes(b"b\xff.csv")), csv(&rows(PAYER, 24..48), &[])).unwrap();
    assert_eq!(dollars(&[&format!("{}/*.csv", at.path().display())]), "24");
    assert_eq!(dollars(&[at.path().to_str().unwrap()]), "48");
}

#[cfg(unix)]
#[test]
fn a_pipe_among_files_is_said() {
    let at = tempfile::tempdir().unwrap();
    let pipe = at.path().join("a.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let out = summary(&[at.path().to_str().unwrap()]);
    assert_eq!(out.code, Some(2));
    assert!(
        out.stderr.contains("a.csv: neither a file nor a folder: a pipe or a device is not read"),
        "{}",
        out.stderr
    );
}

#[test]
fn damage_is_said_before_a_bill_is_refused_for_what_it_made_of_it() {
    let at = tempfile::tempdir().unwrap();
    let stored = flate2::Compression::none();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), stored);
    packed.write_all(csv(&rows(PAYER, 0..24), &[]).as_bytes()).unwrap();
    let mut packed = packed.finish().unwrap();
    let currency = packed.windows(3).rposition(|window| window == b"USD").unwrap();
    packed[currency + 2] = b'X';
    let path = write(&at.path().join("month.csv.gz"), &packed);
    let out = summary(&[&path]);
    assert_eq!(out.code, Some(2));
    assert!(out.stderr.starts_with(&format!("warning: {path}: record 26")), "{}", out.stderr);
    assert!(out.stderr.contains("matching checksum") && out.stderr.contains("error: the bill mixes currencies"));
}
