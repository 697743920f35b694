//! `--from` and `--to`.

use serde_json::{Value, json};

use crate::harness::report;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

fn summary(flags: &[&str]) -> Value {
    let out = report(&[&["summary", SAMPLE, "--format", "json", "--quiet"], flags].concat());
    assert_eq!((out.code, out.stderr.as_str()), (Some(0), ""), "{flags:?}");
    serde_json::from_str(&out.stdout).unwrap()
}

fn quantity(report: &Value, layer: &str) -> f64 {
    report["layers"][layer]["quantity"].as_f64().unwrap()
}

#[test]
fn the_days_of_a_month_add_up_to_it() {
    let whole = summary(&[]);
    assert_eq!(whole["period"]["kept_out"], Value::Null);
    let parts = [("2026-10-01", "2026-10-10"), ("2026-10-11", "T-1d"), ("T", "2026-10-31")];
    let parts: Vec<Value> = parts.iter().map(|(from, to)| summary(&["--from", from, "--to", to])).collect();
    for layer in ["messages", "connection_minutes"] {
        let sum: f64 = parts.iter().map(|part| quantity(part, layer)).sum();
        assert!((sum - quantity(&whole, layer)).abs() < 1.0, "{layer}: {sum}");
    }
    let first = &parts[0]["period"];
    assert_eq!((&first["start"], &first["end"]), (&json!("2026-10-01"), &json!("2026-10-11")));
    assert!(!first["kept_out"].as_array().unwrap().is_empty(), "the sample has tax and fees of the month");
    let note = |report: &Value| {
        report["notes"].as_array().unwrap().iter().any(|note| note.as_str().unwrap().starts_with("Kept out"))
    };
    assert!(note(&parts[0]) && !note(&whole));
    assert_eq!(parts[2]["period"]["start"], json!("2026-10-31"));
}

#[test]
fn a_window_of_the_month_is_the_month() {
    let (mut window, whole) = (summary(&["--from", "2026-10-01", "--to", "2026-10-31"]), summary(&[]));
    assert_eq!(window["period"]["kept_out"], json!([]));
    window["period"]["kept_out"] = Value::Null;
    assert_eq!(window, whole);
}

#[test]
fn every_format_names_the_days() {
    for format in ["table", "markdown"] {
        let out = report(&["summary", SAMPLE, "--from", "T-6d", "--format", format, "--quiet"]);
        assert_eq!(out.code, Some(0));
        assert!(out.stdout.contains("2026-10-25 to 2026-10-31"), "{format}: {}", out.stdout);
    }
    let out = report(&["summary", SAMPLE, "--from", "T-6d", "--format", "csv", "--quiet"]);
    assert!(out.stdout.lines().nth(1).unwrap().starts_with("2026-10-25,2026-11-01,"), "{}", out.stdout);
}

#[test]
fn a_window_that_cannot_be_is_refused_by_name() {
    let refused = |flags: &[&str]| {
        let out = report(&[&["summary", SAMPLE, "--quiet"], flags].concat());
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""), "{flags:?}");
        out.stderr
    };
    assert!(refused(&["--from", "yesterday"]).contains("give a day such as 2026-10-05, T for the last day with data"));
    assert!(refused(&["--period", "2026-10", "--from", "2026-11-02", "--to", "2026-11-03"]).contains(
        "the window 2026-11-02 to 2026-11-03 holds no day of the data, which is of 2026-10-01 to 2026-10-31"
    ));
    assert!(
        refused(&["--from", "2026-10-09", "--to", "2026-10-02"])
            .contains("the window ends on 2026-10-02, before it begins on 2026-10-09")
    );
    let other_month = refused(&["--to", "2026-09-03"]);
    assert!(
        other_month.starts_with(
            "error: the window to 2026-09-03: no delivery of the billing period 2026-09 is here; there is 2026-10"
        ),
        "{other_month}"
    );
    let later = refused(&["--from", "2030-01-01", "--to", "2030-01-05"]);
    assert!(later.starts_with("error: the window 2030-01-01 to 2030-01-05: no delivery of"), "{later}");
    // Whoever names the period is told so.
    let named = refused(&["--period", "2030-01", "--to", "2030-01-05"]);
    assert!(named.starts_with("error: --period: no delivery of the billing period 2030-01"), "{named}");
}

#[test]
fn a_ledger_without_the_window_names_it_too() {
    let at = tempfile::tempdir().unwrap();
    let ledger = at.path().join("l.parquet");
    assert_eq!(report(&["ledger", SAMPLE, "-o", ledger.to_str().unwrap()]).code, Some(0));
    let out = report(&["summary", ledger.to_str().unwrap(), "--to", "2030-01-01"]);
    let expected = "error: the window to 2030-01-01: no line item of API Gateway or Lambda of the billing period 2030-01 \
                    is here; there is 2026-10\n";
    assert_eq!((out.code, out.stderr.as_str()), (Some(2), expected));
}

#[test]
fn usage_without_a_time_of_its_own_is_of_its_whole_billing_period() {
    use crate::dollars::{PAYER, csv, dollars, rows, write};

    let at = tempfile::tempdir().unwrap();
    let times = ["identity_time_interval", "line_item_usage_start_date", "line_item_usage_end_date"];
    let mut some = rows(PAYER, 0..48);
    some[30] = times.iter().fold(some[30].clone(), |row, column| row.with(column, ""));
    let path = write(&at.path().join("month.csv"), csv(&some, &[]));
    assert_eq!(dollars(&[&path]), "48");
    for (day, of_day) in [("2026-10-01", "24"), ("2026-10-02", "23")] {
        assert_eq!(dollars(&[&path, "--from", day, "--to", day]), of_day);
    }
    let out = report(&["summary", "--format", "json", &path, "--from", "2026-10-01", "--to", "2026-10-01"]);
    let json: Value = serde_json::from_str(&out.stdout).unwrap();
    let kept_out = &json["period"]["kept_out"][0];
    assert_eq!((kept_out["rows"].to_string(), kept_out["cost"].to_string()), ("1".to_owned(), "1".to_owned()));
}
