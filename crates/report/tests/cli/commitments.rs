//! `report commitments`.

use serde_json::{Value, json};

use crate::dollars::{PAYER, csv, rows, write};
use crate::harness::{report, same_of_a_ledger};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

fn answer(arguments: &[&str]) -> Value {
    let out = report(&[&["commitments", "--format", "json", "--quiet"], arguments].concat());
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

fn sum(buckets: &Value, of: impl Fn(&Value) -> bool) -> f64 {
    buckets.as_array().unwrap().iter().filter(|line| of(line)).map(|line| line["cost"].as_f64().unwrap()).sum()
}

#[test]
fn every_dollar_of_the_bridge_is_in_one_bucket() {
    let answer = answer(&[SAMPLE]);
    let summary = report(&["summary", SAMPLE, "--format", "json", "--quiet"]).stdout;
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(answer["total"], summary["bridge"]["total"]);
    assert!((sum(&answer["buckets"], |_| true) - answer["total"].as_f64().unwrap()).abs() < 1e-6);
    // The two meters of a WebSocket API, and whatever else is of API Gateway, are in no plan.
    let never = |meter: &str| {
        let lines = answer["buckets"].as_array().unwrap().iter();
        lines.filter(|line| line["meter"] == meter).all(|line| line["bucket"] == "never_coverable")
    };
    assert!(never("messages") && never("connection_minutes") && never("rest_requests") && never("data_transfer"));
    let covered = sum(&answer["buckets"], |line| line["bucket"] == "covered");
    let meters = summary["meters"].as_array().unwrap().iter();
    let by_meter: f64 = meters
        .filter(|row| row["charge"] == "savings_plan_covered")
        .map(|row| row["amortized"].as_f64().unwrap())
        .sum();
    assert!(covered > 0.0 && (covered - by_meter).abs() < 1e-6);
    // The sample's plan takes 12 % off, in rates that are rounded, and its private discount 10 %.
    let observed = answer["observed_discount"].as_f64().unwrap();
    assert!((observed - 0.12).abs() < 0.0001, "{observed}");
    assert_eq!(answer["sizings"][0]["discount_source"], json!("bill"));
    assert_eq!(answer["sizings"][0]["private_discount"], json!(0.1));
}

#[test]
fn a_ledger_says_what_its_export_says_in_every_format() {
    same_of_a_ledger("commitments", SAMPLE);
    let masked = report(&["commitments", SAMPLE, "--mask", "--quiet"]).stdout;
    assert!(masked.contains("of payer account-1,") && !masked.contains("111122223333"), "{masked}");
}

#[test]
fn a_given_discount_counts_and_a_wrong_one_is_refused() {
    let given = answer(&[SAMPLE, "--plan-discount", "0.17"]);
    assert_eq!(
        (&given["sizings"][0]["discount"], &given["sizings"][0]["discount_source"]),
        (&json!(0.17), &json!("given"))
    );
    for wrong in ["0", "1", "17", "-0.1", "17%", ""] {
        let out = report(&["commitments", SAMPLE, "--plan-discount", wrong]);
        assert_eq!(out.code, Some(2), "{wrong}");
    }
}

#[test]
fn a_bill_without_hours_of_lambda_sizes_nothing_and_says_why() {
    let at = tempfile::tempdir().unwrap();
    let path = write(&at.path().join("month.csv"), csv(&rows(PAYER, 0..48), &[]));
    let answer = answer(&[&path]);
    assert_eq!((&answer["sizings"], &answer["total"]), (&json!([]), &json!(48)));
    assert!(answer["notes"].to_string().contains("No hours of Lambda are here, so that no commitment can be sized"));
}
