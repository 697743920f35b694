//! `report rules` and `report explain RULE` say what a finding rests on; the page of the documentation is its output.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::report;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

fn json(arguments: &[&str]) -> Value {
    let run = report(&[arguments, &["--format", "json"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&run.stdout).unwrap()
}

fn ids(rules: &Value) -> Vec<&str> {
    rules["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect()
}

#[test]
fn every_rule_comes_with_what_fires_it_and_what_it_may_not_say() {
    let document = json(&["rules"]);
    assert_eq!((document["schema_version"].as_u64(), document["command"].as_str()), (Some(1), Some("rules")));
    let run = report(&["rules"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    for rule in document["rules"].as_array().unwrap() {
        assert!(run.stdout.contains(rule["id"].as_str().unwrap()));
        for key in ["fires", "classes", "settings", "severity", "saving", "may_say", "may_not_claim"] {
            assert!(rule.get(key).is_some(), "{key} of {rule}");
        }
    }
    // DESIGN: ratio ≥ parity, ≥ 2 × parity, > 10 minutes; floors of 100,000 minutes and 1,000 messages; bands of money.
    for part in [
        "ratio.rivals = 1 × parity (default)",
        "ratio.dwarfs = 2 × parity (default)",
        "ratio.silent = 10 minutes per message (default)",
        "floor.minutes = 100,000 minutes (default)",
        "floor.messages = 1,000 messages (default)",
        "severity.low = 25 a month (default)",
        "severity.critical = 10,000 a month",
    ] {
        let text: String = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 118));
}

#[test]
fn every_finding_has_its_rule_and_says_what_the_rule_says() {
    let rules = json(&["rules"]);
    let summary = json(&["summary", SAMPLE]);
    for finding in summary["findings"].as_array().unwrap() {
        let rule = rules["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == finding["rule"]).unwrap();
        let texts = |value: &Value| -> BTreeSet<String> {
            value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        assert!(texts(&rule["may_not_claim"]).is_subset(&texts(&finding["may_not_claim"])), "{finding}");
    }
}

#[test]
fn one_rule_is_explained_however_it_is_written() {
    for name in ["WS-IDLE-RATIO", "ws-idle-ratio"] {
        let run = report(&["explain", name]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        assert!(run.stdout.starts_with("WS-IDLE-RATIO  ") && !run.stdout.contains("UNKNOWN-USAGE"), "{}", run.stdout);
    }
    assert_eq!(ids(&json(&["explain", "WS-IDLE-RATIO"])), ["WS-IDLE-RATIO"]);
}

#[test]
fn what_looks_like_a_rule_gets_the_nearest_one_named() {
    for (typed, nearest) in [("WS-IDLE-RATOI", Some("WS-IDLE-RATIO")), ("NONSENSE", None), ("Request", None)] {
        let document = json(&["explain", typed]);
        assert_eq!(document["nearest_rule"].as_str(), nearest, "{typed}");
        assert_eq!(document["usage_type"], typed);
        let table = report(&["explain", typed]).stdout;
        assert_eq!(table.contains("the nearest is"), nearest.is_some(), "{table}");
    }
    // With a product it is a usage type, whatever it looks like.
    let document = json(&["explain", "WS-IDLE-RATIO", "--product", "AWSLambda"]);
    assert_eq!((document["command"].as_str(), document["nearest_rule"].as_str()), (Some("explain"), None));
}

#[test]
fn the_page_of_the_documentation_is_what_is_printed() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md")).unwrap();
    let printed = report(&["rules", "--format", "markdown"]).stdout;
    assert_eq!(page, printed, "docs/rules.md: print it again with `report rules --format markdown -o docs/rules.md`");
}
