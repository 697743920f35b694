//! `inspect` and billing periods: which are there, which one is taken, and what of it is certain.

use std::fs;
use std::path::Path;

use cur_testkit::{Delivery, Layout, Placement};
use serde_json::{Value, json};

use crate::harness::report;
use crate::inspect::{inspected, month_of};

/// Three months of an export; the oldest lacks a file that its manifest names.
fn three_months(at: &Path) {
    for (number, seed) in [(8, 81), (9, 82), (10, 83)] {
        let delivery =
            Delivery { rows_per_file: Some(500), ..Delivery::new(Layout::cur2_csv(), Placement::DataExportsOverwrite) };
        let written = delivery.write(&month_of(number, seed), at).unwrap();
        if number == 8 {
            fs::remove_file(&written.files[0]).unwrap();
        }
    }
}

#[test]
fn every_billing_period_is_listed_and_the_one_that_summary_takes_is_marked() {
    let at = tempfile::tempdir().unwrap();
    three_months(at.path());
    let folder = at.path().to_str().unwrap();
    let periods = |document: &Value| -> Vec<(String, bool, u64)> {
        let periods = document["periods"].as_array().unwrap().iter();
        periods
            .map(|period| {
                let month = period["period"].as_str().unwrap().to_owned();
                (month, period["taken"].as_bool().unwrap(), period["causes"].as_u64().unwrap())
            })
            .collect()
    };
    let expected = |taken: [bool; 3]| -> Vec<(String, bool, u64)> {
        let months = ["2026-08", "2026-09", "2026-10"].map(str::to_owned);
        months.into_iter().zip(taken).zip([1, 0, 0]).map(|((month, taken), causes)| (month, taken, causes)).collect()
    };
    for (arguments, taken, code) in [
        (&[][..], [false, false, true], 0),
        (&["--period", "2026-09"], [false, true, false], 0),
        (&["--period", "2026-08"], [true, false, false], 2),
        (&["--period", "all"], [true, true, true], 2),
    ] {
        let arguments = [&[folder], arguments].concat();
        let (told, document, said) = inspected(&arguments);
        assert_eq!((told, periods(&document)), (Some(code), expected(taken)), "{arguments:?} {said}");
        let summary = report(&[&["summary", "--format", "json"], &arguments[..]].concat());
        assert_eq!(summary.code, Some(code), "{arguments:?}");
        let summary: Value = serde_json::from_str(&summary.stdout).unwrap();
        let read = |document: &Value| {
            let deliveries = document.as_array().unwrap().iter();
            deliveries.map(|delivery| (delivery["period"].clone(), delivery["id"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(read(&document["deliveries"]), read(&summary["source"]["deliveries"]), "{arguments:?}");
        assert_eq!(document["work"]["files"], summary["source"]["files"], "{arguments:?}");
    }
    let (code, document, _) = inspected(&[folder, "--period", "2026-07"]);
    let cause = "--period: no delivery of the billing period 2026-07 is here; there is 2026-08, 2026-09, 2026-10";
    assert_eq!((code, &document["causes"]), (Some(2), &json!([cause])));
    let table = report(&["inspect", folder]).stdout;
    let lines: Vec<&str> = table.lines().skip_while(|line| *line != "BILLING PERIODS").skip(2).take(3).collect();
    assert!(lines[0].ends_with("not taken: --period 2026-08 takes it; 1 thing is wrong with it already"), "{table}");
    assert!(lines[1].ends_with("not taken: --period 2026-09 takes it") && lines[2].ends_with("  taken"), "{table}");
}

/// What neither manifest nor path dates is read whatever is asked for, and is not said to be taken for that.
#[test]
fn a_period_that_first_rows_name_is_read_and_not_taken() {
    let at = tempfile::tempdir().unwrap();
    for (month, seed) in [(9, 91), (10, 92)] {
        let text = Layout::cur2_csv().encode_month(&month_of(month, seed)).unwrap();
        fs::write(at.path().join(format!("{month}.csv")), text).unwrap();
    }
    let folder = at.path().to_str().unwrap();
    for (choice, taken) in [(None, [false, true]), (Some("2026-09"), [true, false]), (Some("all"), [true, true])] {
        let period: Vec<&str> = choice.into_iter().flat_map(|choice| ["--period", choice]).collect();
        let (code, document, _) = inspected(&[&[folder], &period[..]].concat());
        let summary = report(&[&["summary", folder, "--format", "json"], &period[..]].concat());
        assert_eq!((code, summary.code), (Some(0), Some(0)), "{choice:?}");
        let periods = document["periods"].as_array().unwrap();
        assert_eq!([&periods[0]["taken"], &periods[1]["taken"]], taken.each_ref(), "{choice:?}");
        assert!(periods.iter().all(|period| period["read"] == true), "{choice:?}");
        let summary: Value = serde_json::from_str(&summary.stdout).unwrap();
        let choices = |notes: &Value| -> Vec<String> {
            let notes = notes.as_array().unwrap().iter().map(|note| note.as_str().unwrap().to_owned());
            notes.filter(|note| note.contains("billing periods are here")).collect()
        };
        assert_eq!(choices(&document["notes"]), choices(&summary["source"]["notes"]), "{choice:?}");
    }
    let (code, document, _) = inspected(&[folder, "--period", "2026-08"]);
    assert_eq!((code, &document["causes"]), (Some(0), &json!([])), "only a reading tells");
    let note = "the first rows are of 2026-09, 2026-10: whether line items of the billing period 2026-08 follow is not known \
                before they are read";
    assert!(document["notes"].as_array().unwrap().contains(&json!(note)), "{}", document["notes"]);
}

#[test]
fn damage_of_another_month_brings_none_of_its_counts() {
    let at = tempfile::tempdir().unwrap();
    let text = |number, seed| Layout::cur2_csv().encode_month(&month_of(number, seed)).unwrap();
    fs::write(at.path().join("10.csv"), text(10, 92)).unwrap();
    let folder = at.path().to_str().unwrap();
    let source = |arguments: &[&str]| -> Value {
        let summary = report(&[&["summary", folder, "--format", "json"], arguments].concat());
        serde_json::from_str::<Value>(&summary.stdout).unwrap()["source"].clone()
    };
    let alone = source(&[]);
    let mut september = text(9, 91);
    september.extend(b"one,field,more\n");
    fs::write(at.path().join("9.csv"), september).unwrap();
    let both = source(&["--period", "2026-10"]);
    for count in ["files", "bytes", "rows", "matched_rows", "layout"] {
        assert_eq!(both[count], alone[count], "{count}");
    }
    assert_eq!((&alone["complete"], &both["complete"]), (&json!(true), &json!(false)));
    assert!(report(&["summary", folder, "-v"]).stderr.contains("note: read for 2026-10: delivery "));
}

#[test]
fn every_billing_period_that_is_here_is_counted() {
    let at = tempfile::tempdir().unwrap();
    let delivery = Delivery::new(Layout::cur2_csv(), Placement::DataExportsOverwrite);
    delivery.write(&month_of(8, 81), &at.path().join("export")).unwrap();
    for (number, seed) in [(9, 91), (10, 92)] {
        let text = Layout::cur2_csv().encode_month(&month_of(number, seed)).unwrap();
        fs::write(at.path().join(format!("{number}.csv")), text).unwrap();
    }
    let folder = at.path().to_str().unwrap();
    let note = json!("3 billing periods are here (2026-08, 2026-09, 2026-10); the newest, 2026-10, is taken");
    let summary: Value = serde_json::from_str(&report(&["summary", folder, "--format", "json"]).stdout).unwrap();
    let (_, inspected, _) = inspected(&[folder]);
    for notes in [&summary["source"]["notes"], &inspected["notes"]] {
        assert!(notes.as_array().unwrap().contains(&note), "{notes}");
    }
}
