//! `report explain` says what was decided and by which rule.

use crate::harness::report;

#[test]
fn tells_meter_rule_and_what_becomes_of_charges() {
    let run = report(&["explain", "USE1-ApiGatewayMinute", "--product", "amazonapigateway"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    for part in
        ["USE1-ApiGatewayMinute of AmazonApiGateway is metered as", "rule", "SavingsPlanNegation", "EdpDiscount"]
    {
        assert!(run.stdout.contains(part), "{part} in {}", run.stdout);
    }
}

#[test]
fn json_names_every_part() {
    let run = report(&["explain", "Request", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["command"], "explain");
    assert_eq!(document["usage_type"], "Request");
    assert!(document["operation"].is_null());
    for key in ["product_code", "meter", "region", "rule", "says", "source"] {
        assert!(document["readings"][0].get(key).is_some(), "{key}");
    }
    assert!(run.stdout.ends_with("}\n"));
}

#[test]
fn hostile_usage_types_do_not_reach_the_terminal() {
    let run = report(&["explain", "\u{1b}]0;x\u{7}"]);
    assert_eq!(run.code, Some(0));
    assert!(!run.stdout.contains('\u{1b}') && run.stdout.contains("\\u{1b}]0;x\\u{7}"));
}

#[test]
fn an_unselected_product_is_refused_by_name() {
    let run = report(&["explain", "BoxUsage", "--product", "AmazonEC2"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--product") && run.stderr.contains("AmazonApiGateway"), "{}", run.stderr);
}

#[test]
fn a_description_of_focus_is_read_as_one() {
    let text = "AWS Lambda - Total Requests - US East (Ohio)";
    let run = report(&["explain", text]);
    let headline =
        format!("{text} of AWSLambda, a description in FOCUS without a usage type, is metered as\nlambda_requests.");
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.starts_with(&headline), "{}", run.stdout);
    assert!(run.stdout.contains("METER-FOCUS-LAMBDA-REQUESTS") && run.stdout.contains("CHARGE-FOCUS-CORRECTION"));
    let run = report(&["explain", text, "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (&document["read_as"], &document["readings"][0]["meter"]),
        (&"description".into(), &"lambda_requests".into())
    );

    // What `SkuMeter` holds is a usage type like any other.
    let run = report(&["explain", "USW2-ApiGatewayMinute", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["read_as"], "usage_type");
    assert_eq!(document["readings"][0]["region"], "us-west-2");
}
