//! `report levers` of a bill.

use serde_json::{Value, json};

use crate::dollars::{PAYER, Row, csv, rows, write};
use crate::harness::{report, same_of_a_ledger};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

fn answer(arguments: &[&str]) -> Value {
    let out = report(&[&["levers", "--format", "json", "--quiet"], arguments].concat());
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

/// October: a thousand minutes and a hundred messages an hour, a dollar each.
fn month(at: &std::path::Path) -> String {
    let minutes = rows(PAYER, 0..744).into_iter().map(|row| row.with("line_item_usage_amount", "1000"));
    let message = |row: Row| {
        let id = format!("m-{}", row.0[0]);
        row.with("identity_line_item_id", &id)
            .with("line_item_usage_type", "USE1-ApiGatewayMessage")
            .with("line_item_usage_amount", "100")
    };
    let all: Vec<Row> = minutes.chain(rows(PAYER, 0..744).into_iter().map(message)).collect();
    // The last hour ends in November.
    write(&at.join("october.csv"), csv(&all, &[]).replace("2026-10-32", "2026-11-01"))
}

#[test]
fn each_lever_is_a_range_and_together_no_unit_is_saved_twice() {
    let at = tempfile::tempdir().unwrap();
    let bill = month(at.path());
    let all = answer(&[&bill, "--batch", "4"]);
    let api = &all["apis"][0];
    assert_eq!(
        (&api["messages"], &api["connection_minutes"], &api["cost"]),
        (&json!(74400), &json!(744_000), &json!(1488))
    );
    let levers = api["levers"].as_array().unwrap();
    let savings: Vec<[&Value; 4]> = levers
        .iter()
        .map(|lever| [&lever["lever"], &lever["saving"]["low"], &lever["saving"]["expected"], &lever["saving"]["high"]])
        .collect();
    // Each message keeps its connection for five minutes: 372,000 of 744,000 are left. Three of four messages go.
    let expected = [
        [json!("close_silent"), json!(0), json!(372), json!(744)],
        [json!("batching"), json!(0), json!(558), json!(558)],
    ];
    assert_eq!(savings, expected.each_ref().map(<[Value; 4]>::each_ref));
    assert!(levers[0]["formula"].as_str().unwrap().starts_with("expected 372,000 connection minutes × 1,000"));
    // With a quarter of the messages more would be silent, but closing acts first.
    assert_eq!((&api["together"]["expected"], &api["together"]["high"]), (&json!(930), &json!(1302)));
    assert_eq!(all["total"], api["together"]);
    // A request a minute for each of 744,000 minutes, at the list's 1.00 per million; 44.64 seconds' worth of 1,488.
    let polling = &api["polling"];
    assert_eq!((&polling["requests"], &polling["cost"]), (&json!(744_000), &json!(0.744)));
    assert_eq!(polling["break_even_seconds"], json!(0.03));
    let idle: Vec<&str> =
        api["not_judged"].as_array().unwrap().iter().map(|idle| idle["lever"].as_str().unwrap()).collect();
    assert_eq!(idle, ["close_inactive", "heartbeat_interval"]);
    assert!(api["not_judged"][1]["reason"].as_str().unwrap().contains("no steady pace"), "{api}");
    // At ten minutes for each message nothing is shown to be silent for longer.
    let ten = answer(&[&bill, "--close-after", "10"]);
    assert_eq!((&ten["apis"][0]["levers"], &ten["total"]["high"]), (&json!([]), &json!(0)));
}

#[test]
fn what_the_findings_say_and_rest_requests_are_levers() {
    let all = answer(&[SAMPLE]);
    let summary = report(&["summary", SAMPLE, "--format", "json", "--quiet"]).stdout;
    let summary: Value = serde_json::from_str(&summary).unwrap();
    // The night floor is reckoned once.
    let findings = summary["findings"].as_array().unwrap();
    let night = findings.iter().find(|finding| finding["rule"] == "WS-NIGHT-FLOOR").unwrap();
    let inactive = &all["apis"][0]["levers"][0];
    assert_eq!(inactive["lever"], json!("close_inactive"));
    assert_eq!(inactive["saving"]["expected"], night["monthly_saving"]["expected"]);
    let number = |value: &Value| value.as_f64().unwrap();
    let rest = all["rest_to_http"].as_array().unwrap();
    assert!(!rest.is_empty());
    for own in rest {
        let http = number(&own["requests"]) * number(&own["http_price_per_million"]) / 1e6;
        assert!((number(&own["cost"]) - http - number(&own["saving"]["expected"])).abs() < 1e-4, "{own}");
    }
    let apis = all["apis"].as_array().unwrap();
    let expected: f64 = apis.iter().map(|api| number(&api["together"]["expected"])).sum::<f64>()
        + rest.iter().map(|own| number(&own["saving"]["expected"])).sum::<f64>();
    assert!((expected - number(&all["total"]["expected"])).abs() < 1e-4);
    for api in apis {
        let range = &api["together"];
        assert!(
            number(&range["expected"]) <= number(&range["high"])
                && number(&range["high"]) <= number(&api["cost"]) + 1e-4
        );
    }
}

#[test]
fn a_ledger_says_what_its_export_says_in_every_format() {
    same_of_a_ledger("levers", SAMPLE);
    let masked = report(&["levers", SAMPLE, "--mask", "--quiet"]).stdout;
    assert!(masked.contains("account-") && !masked.contains("210000000001"), "{masked}");
    for (flag, wrong) in [("--close-after", "11"), ("--heartbeat", "600"), ("--batch", "1"), ("--poll", "0")] {
        let out = report(&["levers", SAMPLE, flag, wrong]);
        assert!(out.code == Some(2) && out.stderr.contains(flag) && out.stdout.is_empty(), "{}", out.stderr);
    }
    let out = report(&["levers"]);
    assert!(out.code == Some(2) && out.stderr.contains("--scenario <FILE>"), "{}", out.stderr);
}
