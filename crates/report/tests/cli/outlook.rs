//! `report forecast` from a bill.

use std::path::Path;

use serde_json::{Value, json};

use crate::dollars::{OTHER, PAYER, Row, csv, rows, write};
use crate::harness::{Run, report, same_of_a_ledger};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

fn forecast(arguments: &[&str]) -> Run {
    report(&[&["forecast", "--format", "json", "--quiet"], arguments].concat())
}

fn answer(arguments: &[&str]) -> Value {
    let out = forecast(arguments);
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

/// So many days of October with 100 connection minutes an hour, each hour at one cent a minute.
fn steady(payer: &str, days: usize) -> Vec<Row> {
    rows(payer, 0..24 * days).into_iter().map(|row| row.with("line_item_usage_amount", "100")).collect()
}

/// Days of messages: 60 million each, at 1.00 a million up to a billion of the month and 0.80 behind it.
fn messages(days: u64) -> Vec<Row> {
    let cost = |millions: u64| millions.min(1000) * 100 + millions.saturating_sub(1000) * 80;
    let day = |day: u64| {
        let time = |day: u64| format!("2026-10-{day:02}T00:00:00Z");
        let cents = cost(60 * day) - cost(60 * (day - 1));
        let cells = [
            ("identity_line_item_id", format!("m{day}")),
            ("identity_time_interval", format!("{}/{}", time(day), time(day + 1))),
            ("line_item_usage_start_date", time(day)),
            ("line_item_usage_end_date", time(day + 1)),
            ("line_item_usage_type", "USE1-ApiGatewayMessage".to_owned()),
            ("line_item_usage_amount", "60000000".to_owned()),
            ("line_item_unblended_cost", format!("{}.{:02}", cents / 100, cents % 100)),
        ];
        cells.iter().fold(Row::of(PAYER, 0), |row, (column, value)| row.with(column, value))
    };
    (1..=days).map(day).collect()
}

fn written(at: &Path, rows: &[Row]) -> String {
    write(&at.join("month.csv"), csv(rows, &[]))
}

#[test]
fn a_steady_month_goes_on_to_its_end_and_beyond() {
    let at = tempfile::tempdir().unwrap();
    // Of 22 days the last two are not settled.
    let path = written(at.path(), &steady(PAYER, 22));
    let answer = answer(&[&path]);
    assert_eq!(
        answer["history"],
        json!({"start": "2026-10-01", "settled_end": "2026-10-21", "days": 20, "unsettled_days": 2})
    );
    let layer = &answer["layers"][0];
    assert_eq!((&layer["meter"], &layer["confidence"]), (&json!("connection_minutes"), &json!("back-tested")));
    // 2,400 minutes and 24.00 a day.
    let october = json!({
        "month": "2026-10", "so_far": 48000, "quantity": 74400, "quantity_80": [74400, 74400], "cost": 744,
        "cost_80": [744, 744], "crossings": []
    });
    assert_eq!(layer["months"][0], october);
    // Farther ahead than days are known there is no interval.
    let november = json!({
        "month": "2026-11", "so_far": 0, "quantity": 72000, "quantity_80": null, "cost": 720, "cost_80": null, "crossings": []
    });
    assert_eq!(layer["months"][1], november);
    assert_eq!(layer["back_test"]["error"], json!(0));
    assert_eq!(answer["total"][0], json!({"month": "2026-10", "so_far": 480, "cost": 744, "cost_80": [744, 744]}));
    assert_eq!(answer["apis"][0]["layers"][0]["months"][0]["quantity"], json!(74400));
}

#[test]
fn tiers_are_passed_where_the_months_units_pass_them() {
    let at = tempfile::tempdir().unwrap();
    let path = written(at.path(), &messages(22));
    let answer = answer(&[&path]);
    let months = &answer["layers"][0]["months"];
    // 31 × 60 M = 1,860 M: 1,000.00 + 860 × 0.80. The tier was passed on the 17th, among the settled days.
    assert_eq!((&months[0]["quantity"], &months[0]["cost"]), (&json!(1_860_000_000), &json!(1688)));
    assert_eq!(months[0]["crossings"], json!([]));
    // 30 × 60 M = 1,800 M: 1,000.00 + 800 × 0.80, and a billion is full on the 17th.
    assert_eq!((&months[1]["quantity"], &months[1]["cost"]), (&json!(1_800_000_000), &json!(1640)));
    assert_eq!(months[1]["crossings"], json!([{"region": "us-east-1", "units": 1_000_000_000, "day": "2026-11-17"}]));
    let table = report(&["forecast", &path, "--quiet"]).stdout;
    assert!(
        table.contains(
            "Messages in us-east-1 pass 1,000,000,000 of 2026-11 about 2026-11-17, where the next tier begins."
        ),
        "{table}"
    );
}

#[test]
fn too_little_is_refused_with_what_would_help() {
    let at = tempfile::tempdir().unwrap();
    let refused = |rows: &[Row], arguments: &[&str]| {
        let path = written(at.path(), rows);
        let out = forecast(&[&[path.as_str()], arguments].concat());
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""));
        out.stderr.replace(&path, "PATH")
    };
    assert_eq!(
        refused(&steady(PAYER, 9), &[]),
        "error: PATH: 7 settled days before 2026-10-08 are too few for a forecast, which takes at least 8: give earlier months too, \
         or wait\n"
    );
    let monthly: Vec<Row> = steady(PAYER, 1)[..1]
        .iter()
        .map(|row| {
            row.clone()
                .with("identity_time_interval", "2026-10-01T00:00:00Z/2026-11-01T00:00:00Z")
                .with("line_item_usage_end_date", "2026-11-01T00:00:00Z")
        })
        .collect();
    assert!(refused(&monthly, &[]).starts_with("error: PATH: a monthly export says nothing about days"));
    let other: Vec<Row> =
        steady(PAYER, 20).into_iter().map(|row| row.with("line_item_usage_type", "USE1-ApiGatewayRequest")).collect();
    assert!(
        refused(&other, &[])
            .starts_with("error: PATH: there is nothing to forecast: the bill holds no WebSocket messages")
    );
    assert!(
        refused(&steady(PAYER, 20), &["--months", "13"])
            .starts_with("error: --months 13: a bill is forecast for 12 months")
    );
    let out = report(&["forecast"]);
    assert!(out.code == Some(2) && out.stderr.contains("<PATH|--scenario <FILE>>"), "{}", out.stderr);
}

#[test]
fn what_is_hardly_known_says_so() {
    let at = tempfile::tempdir().unwrap();
    let path = written(at.path(), &steady(PAYER, 12));
    let answer = answer(&[&path, "--months", "2"]);
    let layer = &answer["layers"][0];
    assert_eq!(
        (&layer["confidence"], &layer["model"], &layer["back_test"]),
        (&json!("low"), &json!("last-week"), &json!(null))
    );
    assert_eq!(layer["months"].as_array().unwrap().len(), 3);
    assert_eq!(layer["months"][0]["quantity"], json!(74400));
    assert!(
        answer["notes"].to_string().contains("Connection minutes: low confidence, less than two weeks are settled")
    );
}

#[test]
fn an_api_that_is_too_young_has_a_reason_and_no_number() {
    let at = tempfile::tempdir().unwrap();
    let young = |row: Row| row.with("line_item_resource_id", "arn:aws:apigateway:us-east-1::/apis/young00001");
    let late: Vec<Row> =
        rows(OTHER, 24 * 15..24 * 22).into_iter().map(|row| young(row).with("bill_payer_account_id", PAYER)).collect();
    let path = written(at.path(), &[steady(PAYER, 22), late].concat());
    let answer = answer(&[&path]);
    let apis = answer["apis"].as_array().unwrap();
    let young = apis.iter().find(|api| api["api_id"] == "young00001").unwrap();
    assert_eq!(young["layers"][0]["reason"], json!("5 settled days with usage, where a forecast takes at least 8"));
    assert_eq!(young["layers"][0]["months"], json!([]));
}

#[test]
fn a_ledger_says_what_its_export_says_in_every_format() {
    same_of_a_ledger("forecast", SAMPLE);
    let masked = report(&["forecast", SAMPLE, "--mask", "--format", "csv", "--quiet"]).stdout;
    assert!(masked.contains(",account-2,") && !masked.contains("210000000001"), "{masked}");
}

#[test]
fn months_behind_a_missing_one_are_left_out() {
    let at = tempfile::tempdir().unwrap();
    let august: Vec<Row> = steady(PAYER, 22)
        .into_iter()
        .map(|row| Row(row.0.map(|cell| cell.replace("2026-10", "2026-08").replace("012345678901-", "a-"))))
        .collect();
    write(&at.path().join("BILLING_PERIOD=2026-08/a.csv"), csv(&august, &[]));
    write(&at.path().join("BILLING_PERIOD=2026-10/b.csv"), csv(&steady(PAYER, 22), &[]));
    let answer = answer(&[at.path().to_str().unwrap()]);
    assert_eq!(answer["history"]["start"], json!("2026-10-01"));
    assert!(
        answer["notes"]
            .to_string()
            .contains("No line item of 2026-09 is here, so that what lies before 2026-10-01 is left out"),
        "{}",
        answer["notes"]
    );
}
