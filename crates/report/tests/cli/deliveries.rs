//! Which files belong together and which of several deliveries counts, where that is hard to tell.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::dollars::{OTHER, PAYER, Row, csv, dollars, rows, summary, total, write};

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
    for (name, payer) in [
        ("number", "12345678901"),
        ("float", "12345678901.0"),
        ("dashes", "0123-4567-8901"),
        ("quote", "'012345678901"),
        ("formula", "\"=\"\"012345678901\"\"\""),
        ("thousands", "\"12,345,678,901\""),
    ] {
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

/// A manifest of a data export (`arn`) or of a legacy report, of one file.
fn manifest(arn: bool, id: &str, key: &str) -> String {
    if arn {
        format!(
            "{{\"executionId\":\"{id}\",\"exportArn\":\"arn:aws:bcm-data-exports:us-east-1:{PAYER}:export/x\",\
             \"dataFiles\":[\"s3://b/{key}\"]}}"
        )
    } else {
        legacy_manifest("x", id, key)
    }
}

fn legacy_manifest(report: &str, id: &str, key: &str) -> String {
    format!(
        "{{\"assemblyId\":\"{id}\",\"reportName\":\"{report}\",\"account\":\"{PAYER}\",\"bucket\":\"b\",\
         \"reportKeys\":[\"{key}\"],\"billingPeriod\":{{\"start\":\"20261001T000000.000Z\"}}}}"
    )
}

/// A legacy report's month below a folder: deliveries of so many hours, and the copy of one of their manifests above.
fn legacy_month(root: &Path, deliveries: &[(&str, usize)], pointer: &str, seconds: u64) {
    let month = "r/20261001-20261101";
    for (id, hours) in deliveries {
        write(&root.join(format!("{month}/{id}/x-1.csv")), csv(&rows(PAYER, 0..*hours), &[]));
        let text = manifest(false, id, &format!("{month}/{id}/x-1.csv"));
        let own = root.join(format!("{month}/{id}/x-Manifest.json"));
        write(&own, &text);
        // Those of single deliveries are the newest files, as where they were fetched last.
        touch(&own, seconds + 50);
        if *id == pointer {
            let above = root.join(format!("{month}/x-Manifest.json"));
            write(&above, &text);
            touch(&above, seconds);
        }
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

#[test]
fn a_legacy_month_that_is_there_twice_is_told_by_its_pointers() {
    let at = tempfile::tempdir().unwrap();
    let path = |name: &str| at.path().join(name);
    let both = [("aaaa", 48), ("bbbb", 96)];
    // At two depths, and the delivery that does not count was fetched last.
    for (root, seconds) in [("twice/m", 1_793_000_000), ("twice/deep/er/m", 1_793_500_000)] {
        legacy_month(&path(root), &both, "bbbb", seconds);
        touch(&path(&format!("{root}/r/20261001-20261101/aaaa/x-Manifest.json")), 1_793_900_000);
    }
    assert_eq!(dollars(&[path("twice").to_str().unwrap()]), "96");
    // A copy from before the second delivery, though it was made after it.
    legacy_month(&path("stale/old"), &both[..1], "aaaa", 1_793_800_000);
    legacy_month(&path("stale/z/new"), &both, "bbbb", 1_793_000_000);
    assert_eq!(dollars(&[path("stale").to_str().unwrap()]), "96");
    // A report that was sent back to its first delivery says so above, too.
    legacy_month(&path("back/m"), &both, "aaaa", 1_793_000_000);
    assert_eq!(dollars(&[path("back").to_str().unwrap()]), "48");
}

#[test]
fn ids_of_executions_tell_which_is_newer() {
    let at = tempfile::tempdir().unwrap();
    let data = "data/BILLING_PERIOD=2026-10";
    for (root, id, hours, seconds) in [
        ("left", "2026-11-02T03:15:00.000Z-1f", 96, 1_793_000_000),
        ("right", "2026-11-01T03:15:00.000Z-2e", 48, 1_793_900_000),
    ] {
        let path = |name: &str| at.path().join(root).join("e").join(name);
        write(&path(&format!("{data}/x.csv")), csv(&rows(PAYER, 0..hours), &[]));
        let own = path("metadata/BILLING_PERIOD=2026-10/x-Manifest.json");
        write(&own, manifest(true, id, &format!("e/{data}/x.csv")));
        touch(&own, seconds);
    }
    assert_eq!(dollars(&[at.path().to_str().unwrap()]), "96");
}

#[test]
fn one_delivery_has_one_list_of_files() {
    let at = tempfile::tempdir().unwrap();
    let data = "data/BILLING_PERIOD=2026-10";
    for (root, file, hours) in [("left", "x-1.csv", 48), ("right", "x-2.csv", 96)] {
        let path = |name: &str| at.path().join(root).join("e").join(name);
        write(&path(&format!("{data}/{file}")), csv(&rows(PAYER, 0..hours), &[]));
        let key = format!("e/{data}/{file}");
        write(
            &path("metadata/BILLING_PERIOD=2026-10/x-Manifest.json"),
            manifest(true, "2026-11-02T03:15:00Z-1f", &key),
        );
    }
    let out = summary(&[at.path().to_str().unwrap()]);
    assert_eq!(out.code, Some(2));
    assert!(out.stderr.contains("names other files than "), "{}", out.stderr);
    assert!(out.stderr.contains("both are of the same delivery; fetch both again"), "{}", out.stderr);
}

#[test]
fn two_exports_of_a_payer_are_told_by_something_or_not_at_all() {
    let at = tempfile::tempdir().unwrap();
    let own = |report: &str| at.path().join(format!("{report}/20261001-20261101/{report}-Manifest.json"));
    for (report, hours) in [("one", 48), ("two", 96)] {
        let key = format!("{report}/20261001-20261101/{report}-1.csv");
        write(&at.path().join(&key), csv(&rows(PAYER, 0..hours), &[]));
        write(&own(report), legacy_manifest(report, &format!("id-{report}"), &key));
        touch(&own(report), 1_793_000_000);
    }
    let folder = at.path().to_str().unwrap();
    let out = summary(&[folder]);
    assert_eq!(out.code, Some(2));
    assert!(
        out.stderr.contains("neither names nor times of files tell which of the two exports counts; leave one out"),
        "{}",
        out.stderr
    );
    assert_eq!(dollars(&[folder, "--exclude", "two"]), "48");
    touch(&own("two"), 1_793_000_001);
    assert_eq!(dollars(&[folder]), "96");
}

#[test]
fn rows_that_were_appended_to_themselves_are_refused() {
    let at = tempfile::tempdir().unwrap();
    let once = rows(PAYER, 0..96);
    for without in [&[][..], &["identity_line_item_id"]] {
        let twice = write(&at.path().join("twice.csv"), csv(&[once.clone(), once.clone()].concat(), without));
        let out = summary(&[&twice]);
        assert_eq!(out.code, Some(2), "{}", out.stdout);
        let said = format!("error: {twice}: 96 of 96 compared rows are there more than once; fetch the export again");
        assert!(out.stderr.starts_with(&said), "{}", out.stderr);
    }
    // As `cat a.csv a.csv` leaves it; the header between is a record that is none.
    let text = csv(&once, &[]);
    let mut packed = Vec::new();
    for _ in 0..2 {
        let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        member.write_all(text.as_bytes()).unwrap();
        packed.extend(member.finish().unwrap());
    }
    let path = write(&at.path().join("members.csv.gz"), &packed);
    let out = summary(&[&path]);
    assert!(out.code == Some(2) && out.stderr.contains("96 of 96 compared rows"), "{}", out.stderr);
    // One row again may be as it was written: it counts, and that is said; not where it holds much of the money.
    let many = rows(PAYER, 0..192);
    let again =
        |cost: &str| [many[1..].to_vec(), vec![many[0].clone().with("line_item_unblended_cost", cost); 2]].concat();
    let path = write(&at.path().join("one.csv"), csv(&again("1"), &[]));
    let out = summary(&[&path]);
    assert_eq!((out.code, total(&out).as_str()), (Some(0), "193"));
    let dear = summary(&[&write(&at.path().join("dear.csv"), csv(&again("3"), &[]))]);
    assert!(dear.code == Some(2) && dear.stderr.contains("1 of 192 compared rows are there"), "{}", dear.stderr);
    assert!(out.stdout.contains("1 of 192 compared rows are there more than once"), "{}", out.stdout);
    // Another version of a row, as corrections are, is no copy; nor are rows that nothing tells apart but two of them.
    let corrected = once.iter().cloned().map(|row| row.with("line_item_line_item_type", "Refund")).collect::<Vec<_>>();
    let path = write(&at.path().join("corrected.csv"), csv(&[once.clone(), corrected].concat(), &[]));
    assert_eq!(dollars(&[&path]), "192");
    // Without ids and resources rows may say the same; with resources a quarter of them is too many.
    let some = |without: &[&str]| csv(&[once.clone(), once[..40].to_vec()].concat(), without);
    let unnamed = some(&["identity_line_item_id", "line_item_resource_id"]);
    assert_eq!(dollars(&[&write(&at.path().join("unnamed.csv"), unnamed)]), "136");
    let out = summary(&[&write(&at.path().join("some.csv"), some(&["identity_line_item_id"]))]);
    assert!(
        out.code == Some(2) && out.stderr.contains("40 of 96 compared rows are there more than once"),
        "{}",
        out.stderr
    );
}

#[test]
fn amounts_that_are_not_there_are_missed() {
    let at = tempfile::tempdir().unwrap();
    let plain = rows(PAYER, 0..24);
    for (column, name) in
        [("line_item_unblended_cost", "lineItem/UnblendedCost"), ("line_item_usage_amount", "lineItem/UsageAmount")]
    {
        let mut some = plain.clone();
        some[3] = some[3].clone().with(column, "");
        some[7] = some[7].clone().with(column, " ");
        let path = write(&at.path().join("some.csv"), csv(&some, &[]));
        let out = summary(&[&path]);
        assert_eq!(out.code, Some(2));
        let said = format!("usage with an empty `{name}` and another amount: 2 line items; they count 0 there");
        assert!(out.stderr.contains(&said), "{}", out.stderr);
    }
    // Where neither is there, nothing was used and nothing is due.
    let nothing = |row: &Row| row.clone().with("line_item_unblended_cost", "").with("line_item_usage_amount", "");
    let path = write(&at.path().join("none.csv"), csv(&[plain.clone(), vec![nothing(&plain[0])]].concat(), &[]));
    assert_eq!(dollars(&[&path]), "24");
}

#[test]
fn a_packed_folder_in_an_archive_is_no_entry() {
    let at = tempfile::tempdir().unwrap();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, text) in [("export/", String::new()), ("export/a.csv", csv(&rows(PAYER, 0..24), &[]))] {
        archive.start_file(name, packed).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.windows(9).any(|window| window == b"export/\x03\x00"), "the folder is packed");
    assert_eq!(dollars(&[&write(&at.path().join("month.csv.zip"), bytes)]), "24");
}

/// An export of two chunks with a manifest; the second chunk is this text.
fn two_chunks(root: &Path, second: &str) -> String {
    let month = "BILLING_PERIOD=2026-10";
    write(&root.join(format!("e/data/{month}/x-00001.csv")), csv(&rows(PAYER, 0..48), &[]));
    write(&root.join(format!("e/data/{month}/x-00002.csv")), second);
    let keys = format!("e/data/{month}/x-00001.csv\",\"s3://b/e/data/{month}/x-00002.csv");
    write(&root.join(format!("e/metadata/{month}/x-Manifest.json")), manifest(true, "a", &keys));
    root.join("e").to_str().unwrap().to_owned()
}

#[test]
fn what_a_manifest_names_is_compared_too() {
    let at = tempfile::tempdir().unwrap();
    let rest = rows(PAYER, 48..96);
    assert_eq!(dollars(&[&two_chunks(at.path(), &csv(&rest, &[]))]), "96");
    // The first chunk under the name of the second.
    let out = summary(&[&two_chunks(at.path(), &csv(&rows(PAYER, 0..48), &[]))]);
    assert_eq!((out.code, total(&out).as_str()), (Some(2), "48"));
    assert!(out.stderr.contains("byte for byte; it is counted once, the manifest names both"), "{}", out.stderr);
    // A chunk of an older delivery, which was cut elsewhere.
    let out = summary(&[&two_chunks(at.path(), &csv(&rows(PAYER, 40..96), &[]))]);
    let said = "repeats 8 of the compared rows of";
    assert!(out.code == Some(2) && out.stdout.is_empty() && out.stderr.contains(said), "{}", out.stderr);
    assert!(out.stderr.contains("manifests name both"), "{}", out.stderr);
    let out = summary(&[&two_chunks(at.path(), &csv(&[rest.clone(), rest].concat(), &[]))]);
    assert!(out.code == Some(2) && out.stderr.contains("48 of 48 compared rows are there more"), "{}", out.stderr);
}

#[test]
fn rows_without_ids_may_say_the_same_now_and_then() {
    let at = tempfile::tempdir().unwrap();
    let path = |name: &str| at.path().join(name);
    let text = |rows: &[Row]| csv(rows, &["identity_line_item_id"]);
    write(&path("two/x-00001.csv"), text(&rows(PAYER, 0..48)));
    write(&path("two/x-00002.csv"), text(&rows(PAYER, 47..96)));
    let out = summary(&[path("two").to_str().unwrap()]);
    assert_eq!((out.code, total(&out).as_str()), (Some(0), "97"), "{}", out.stderr);
    assert!(out.stdout.contains("1 of the compared rows say the same as rows of"), "{}", out.stdout);
    write(&path("two/x-00002.csv"), text(&rows(PAYER, 10..58)));
    let out = summary(&[path("two").to_str().unwrap()]);
    assert!(out.code == Some(2) && out.stderr.contains("repeats 38 of the compared rows"), "{}", out.stderr);
    // Ids that were emptied, or all replaced by one, tell no rows apart.
    for id in ["", "anonymous"] {
        let equal = |hours: std::ops::Range<usize>| -> Vec<Row> {
            rows(PAYER, hours).into_iter().map(|row| row.with("identity_line_item_id", id)).collect()
        };
        let two = |hours: std::ops::Range<usize>| {
            equal(hours)
                .into_iter()
                .flat_map(|row| [row.clone(), row.with("line_item_usage_amount", "9999")])
                .collect::<Vec<_>>()
        };
        let again = [two(0..48), equal(0..8)].concat();
        let file = write(&path("blank.csv"), csv(&again, &[]));
        assert_eq!(dollars(&[&file]), "104", "{id:?}");
        let twice = write(&path("twice.csv"), csv(&[two(0..48), two(0..48)].concat(), &[]));
        let out = summary(&[&twice]);
        assert!(out.code == Some(2) && out.stderr.contains("96 of 96 compared rows"), "{id:?} {}", out.stderr);
    }
}

#[test]
fn a_pointer_that_is_older_than_a_delivery_below_it_is_damage() {
    let at = tempfile::tempdir().unwrap();
    let deliveries = [("20261101T000000Z", 48), ("20261103T000000Z", 96)];
    legacy_month(&at.path().join("new"), &deliveries, "20261103T000000Z", 1_793_000_000);
    assert_eq!(dollars(&[at.path().join("new").to_str().unwrap()]), "96");
    legacy_month(&at.path().join("old"), &deliveries, "20261101T000000Z", 1_793_000_000);
    let out = summary(&[at.path().join("old").to_str().unwrap()]);
    assert_eq!((out.code, total(&out).as_str()), (Some(2), "48"));
    assert!(out.stderr.contains("points to an older delivery than"), "{}", out.stderr);
    // Where only times of files say so, it is told.
    legacy_month(&at.path().join("ids"), &[("aaaa", 48), ("bbbb", 96)], "aaaa", 1_793_000_000);
    let newer = at.path().join("ids/r/20261001-20261101/bbbb/x-Manifest.json");
    let folder = at.path().join("ids");
    assert!(!summary(&[folder.to_str().unwrap()]).stdout.contains("if it may be out of date"));
    touch(&newer, 1_793_090_000);
    let out = summary(&[folder.to_str().unwrap()]);
    assert_eq!((out.code, total(&out).as_str()), (Some(0), "48"), "{}", out.stderr);
    assert!(out.stdout.contains("fetch it again if it may be out of date"), "{}", out.stdout);
}

#[test]
fn another_payers_file_among_those_of_a_manifest_is_missed() {
    let at = tempfile::tempdir().unwrap();
    let path = |name: &str| at.path().join(name);
    write(&path("x-00001.csv"), csv(&rows(PAYER, 0..48), &[]));
    write(&path("x-Manifest.json"), manifest(true, "a", "x-00001.csv"));
    write(&path("x-00002.csv"), csv(&rows(PAYER, 0..24), &[]));
    let folder = at.path().to_str().unwrap();
    assert_eq!(dollars(&[folder]), "48", "an older chunk of the same export");
    write(&path("x-00002.csv"), csv(&rows(OTHER, 0..24), &[]));
    let out = summary(&[folder]);
    assert_eq!((out.code, total(&out).as_str()), (Some(2), "48"));
    assert!(out.stderr.contains(&format!("holds the bill of payer {OTHER}, of whom nothing else")), "{}", out.stderr);
}

#[test]
fn numbers_of_legacy_reports_are_missed_without_zeros_before_them() {
    let at = tempfile::tempdir().unwrap();
    for (number, hours) in [(1, 0..24), (2, 24..48), (4, 72..96)] {
        write(&at.path().join(format!("20261001-20261101/x/r-{number}.csv")), csv(&rows(PAYER, hours), &[]));
    }
    let out = summary(&[at.path().to_str().unwrap()]);
    assert_eq!((out.code, total(&out).as_str()), (Some(2), "72"));
    assert!(out.stderr.contains("r-3 is missing among the numbered files"), "{}", out.stderr);
}

#[test]
fn costs_beside_the_unblended_one_are_missed_too() {
    let at = tempfile::tempdir().unwrap();
    let kinds = ["Usage", "SavingsPlanCoveredUsage", "DiscountedUsage", "Tax", "EdpDiscount", "SavingsPlanNegation"];
    let base: Vec<Row> =
        (0..60).map(|hour| Row::of(PAYER, hour).with("line_item_line_item_type", kinds[hour % kinds.len()])).collect();
    let more = [
        "line_item_net_unblended_cost",
        "savings_plan_savings_plan_effective_cost",
        "savings_plan_net_savings_plan_effective_cost",
        "reservation_effective_cost",
        "reservation_net_effective_cost",
    ];
    // Each of them says 0.5; the second row of a kind leaves this column empty.
    let text = |kind: &str, empty: &str| {
        let mut lines = Vec::new();
        for (at, line) in csv(&base, &[]).lines().enumerate() {
            let is_second = at > kinds.len() && kinds[(at - 1) % kinds.len()] == kind && at <= 2 * kinds.len();
            let cell = |column: &&str| if is_second && *column == empty { "" } else { "0.5" }.to_owned();
            let cells: Vec<String> = if at == 0 {
                more.iter().map(|name| (*name).to_owned()).collect()
            } else {
                more.iter().map(cell).collect()
            };
            lines.push(format!("{line},{}\n", cells.join(",")));
        }
        lines.concat()
    };
    let said = |kind: &str, empty: &str| {
        let out = summary(&[&write(&at.path().join("x.csv"), text(kind, empty))]);
        (out.code, out.stderr)
    };
    assert_eq!(said("Usage", "nothing").0, Some(0));
    for (kind, empty, name) in [
        ("Usage", more[0], "lineItem/NetUnblendedCost"),
        ("SavingsPlanCoveredUsage", more[1], "savingsPlan/SavingsPlanEffectiveCost"),
        ("SavingsPlanCoveredUsage", more[2], "savingsPlan/NetSavingsPlanEffectiveCost"),
        ("DiscountedUsage", more[3], "reservation/EffectiveCost"),
        ("DiscountedUsage", more[4], "reservation/NetEffectiveCost"),
    ] {
        let (code, stderr) = said(kind, empty);
        let expected = format!("usage with an empty `{name}` and another amount: 1 line items");
        assert!(code == Some(2) && stderr.contains(&expected), "{kind} {empty}: {stderr}");
    }
    // What is another kind's says nothing of usage.
    assert_eq!(said("Usage", more[1]).0, Some(0));
    for kind in ["Tax", "EdpDiscount", "SavingsPlanNegation"] {
        let mut some = base.clone();
        let at_kind = kinds.iter().position(|name| *name == kind).unwrap();
        some[at_kind] = some[at_kind].clone().with("line_item_unblended_cost", "");
        let out = summary(&[&write(&at.path().join("y.csv"), csv(&some, &[]))]);
        let expected = "line items that are no usage, with an empty `lineItem/UnblendedCost`: 1;";
        assert!(out.code == Some(2) && out.stderr.contains(expected), "{kind}: {}", out.stderr);
    }
}
