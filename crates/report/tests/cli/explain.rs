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
