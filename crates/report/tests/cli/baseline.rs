//! `report baseline`.

use serde_json::{Value, json};

use crate::dollars::{PAYER, csv, rows, write};
use crate::harness::{report, same_of_a_ledger};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

fn answer(arguments: &[&str]) -> Value {
    let out = report(&[&["baseline", "--format", "json", "--quiet"], arguments].concat());
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

#[test]
fn a_year_is_twelve_times_the_usage_of_the_summary() {
    let answer = answer(&[SAMPLE]);
    let summary = report(&["summary", SAMPLE, "--format", "json", "--quiet"]).stdout;
    let summary: Value = serde_json::from_str(&summary).unwrap();
    let bridge = |step: &str| summary["bridge"][step].as_f64().unwrap();
    let annual = answer["annual"].as_f64().unwrap();
    assert!((annual - 12.0 * (bridge("layers") + bridge("other_meters"))).abs() < 1e-6);
    assert_eq!(answer["discounts"]["rows"], summary["bridge"]["discounts"]);
    // Nothing grows: every month is the month.
    assert!((answer["years"][0]["total"].as_f64().unwrap() - annual).abs() < 1e-3);
    assert_eq!(answer["years"][1]["growth"], json!(0.02));
    let saving = summary["findings"][0]["monthly_saving"]["expected"].clone();
    assert_eq!(answer["idle"][0]["expected"], saving);
}

#[test]
fn a_running_month_is_projected_and_months_are_compared() {
    let at = tempfile::tempdir().unwrap();
    // September whole, with a dollar an hour; of October ten days.
    let september: Vec<_> = rows(PAYER, 0..720)
        .into_iter()
        .map(|row| {
            let cells = row.0.map(|cell| cell.replace("2026-10", "2026-09").replace("2026-09-31", "2026-10-01"));
            crate::dollars::Row(cells.map(|cell| cell.replace(&format!("{PAYER}-"), "s-")))
        })
        .collect();
    write(&at.path().join("BILLING_PERIOD=2026-09/a.csv"), csv(&september, &[]));
    write(&at.path().join("BILLING_PERIOD=2026-10/b.csv"), csv(&rows(PAYER, 0..240), &[]));
    let answer = answer(&[at.path().to_str().unwrap()]);
    assert_eq!((&answer["month"], &answer["ended"]), (&json!("2026-09"), &json!(true)));
    assert_eq!(answer["annual"], json!(12 * 720));
    // 240 hours of 744.
    let costs: Vec<&Value> = answer["months"].as_array().unwrap().iter().map(|month| &month["cost"]).collect();
    assert_eq!(costs, [&json!(720), &json!(744)]);
}

#[test]
fn a_ledger_says_what_its_export_says_in_every_format() {
    same_of_a_ledger("baseline", SAMPLE);
    let masked = report(&["baseline", SAMPLE, "--mask", "--quiet"]).stdout;
    assert!(masked.contains("(account-1)") && !masked.contains("111122223333"), "{masked}");
}

#[test]
fn growth_that_no_one_has_is_refused() {
    assert_eq!(answer(&[SAMPLE, "--growth", "-0.1,0.5"])["years"].as_array().unwrap().len(), 2);
    for wrong in ["2", "5%", "-0.6", "x"] {
        let out = report(&["baseline", SAMPLE, "--growth", wrong]);
        assert!(
            out.code == Some(2) && out.stderr.contains("give a share between -0.5 and 1"),
            "{wrong}: {}",
            out.stderr
        );
    }
}
