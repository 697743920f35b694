//! Workloads: what belongs together, as the configuration says.

use serde_json::Value;

use crate::harness::{config_file, report};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

fn summary(arguments: &[&str]) -> Value {
    let out = report(&[&["summary", SAMPLE, "--format", "json"], arguments].concat());
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

#[test]
fn links_change_no_total() {
    let (_at, path) = config_file(
        "[[workload]]\nname = \"all of one account\"\napi_ids = [\"whr5fc5olq\", \"vtteojtkdx\"]\nfunctions = [\"*\"]\naccount = \"210000000001\"\n\
         [[workload]]\nname = \"trading\"\napi_ids = [\"rneh6xc53h\"]\nfunctions = [\"*\"]\naccount = \"210000000002\"\nregion = \"us-west-2\"\n",
    );
    for basis in ["amortized", "unblended"] {
        let with = summary(&["--config", &path, "--cost", basis]);
        let without = summary(&["--cost", basis]);
        for key in ["bridge", "meters", "other", "ratio", "period"] {
            assert_eq!(with[key], without[key], "{key}");
        }
        let lambda = |report: &Value, key: &str| report["layers"]["lambda"][key].as_f64().unwrap();
        assert_eq!(lambda(&with, "cost").to_bits(), lambda(&without, "cost").to_bits());
        assert!((lambda(&with, "linked_cost") + lambda(&with, "unlinked_cost") - lambda(&with, "cost")).abs() < 1e-6);
        assert_eq!(lambda(&without, "linked_cost").to_bits(), 0);
        let costs =
            with["workloads"].as_array().unwrap().iter().map(|workload| workload["lambda_cost"].as_f64().unwrap());
        assert!((costs.sum::<f64>() - lambda(&with, "linked_cost")).abs() < 1e-6);
        let api = |id: &str| with["apis"].as_array().unwrap().iter().find(|api| api["api_id"] == id).unwrap().clone();
        assert_eq!(
            (api("whr5fc5olq")["workload"].as_str(), &api("whr5fc5olq")["lambda_cost"]),
            (Some("all of one account"), &Value::Null)
        );
        assert_eq!(api("rneh6xc53h")["lambda_cost"], with["workloads"][1]["lambda_cost"]);
        assert_eq!(api("fduofclpma")["workload"], Value::Null);
    }
    let table = report(&["summary", SAMPLE, "--config", &path]).stdout;
    assert!(table.contains("\nWORKLOADS\n") && table.contains("\n(in none)"), "{table}");
}

#[test]
fn suggestions_can_be_pasted() {
    let out = report(&["workloads", "suggest", SAMPLE]);
    assert_eq!((out.code, out.stderr.as_str()), (Some(0), ""));
    assert!(out.stdout.starts_with("# Guesses"), "{}", out.stdout);
    let (_at, path) = config_file(&out.stdout);
    let checked = report(&["config", "check", &path]);
    assert_eq!(checked.code, Some(0), "{}", checked.stderr);
    let with = summary(&["--config", &path]);
    assert_eq!(with["bridge"], summary(&[])["bridge"]);
    let masked = report(&["workloads", "suggest", SAMPLE, "--mask"]).stdout;
    assert!(!masked.contains("2100000000"), "{masked}");
    assert!(masked.starts_with("# Account ids are masked (--mask): to show, not to paste."), "{masked}");
}

#[test]
fn markdown_has_what_is_in_no_workload_and_a_wrong_region_is_named() {
    let (_at, path) = config_file(
        "[[workload]]\nname = \"a\"\nregion = \"us-east1\"\napi_ids = [\"vtteojtkdx\"]\nfunctions = [\"*\"]\n",
    );
    let text = report(&["summary", SAMPLE, "--config", &path, "--format", "markdown"]).stdout;
    let rows = |name: &str| -> Vec<String> {
        let row = text.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap();
        row.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    // Nothing is in the workload, so all of the layers is in none: the sample's 3,112.42, 3,548.73 and 502.08.
    assert_eq!(rows("a")[4..8], ["0.00", "0.00", "0.00", "0.00"]);
    assert_eq!(rows("(in none)")[4..8], ["3,112.42", "3,548.73", "502.08", "7,163.24"]);
    for note in
        ["no API of this bill in Region us-east1 is vtteojtkdx.", "no function of this bill in Region us-east1 matches"]
    {
        assert!(text.contains(note), "{note} in {text}");
    }
}

#[test]
fn what_is_in_two_workloads_is_refused_by_name() {
    let two = |first: &str, second: &str| {
        let (_at, path) =
            config_file(&format!("[[workload]]\nname = \"a\"\n{first}\n[[workload]]\nname = \"b\"\n{second}\n"));
        let out = report(&["summary", SAMPLE, "--config", &path]);
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""));
        out.stderr.replace(&path, "F")
    };
    let error = two("functions = [\"*\"]", "functions = [\"*\"]");
    assert!(
        error.starts_with("error: function ") && error.contains("is in two workloads, a (F:1) and b (F:4)"),
        "{error}"
    );
    let error = two("api_ids = [\"x\"]", "api_ids = [\"x\"]");
    assert_eq!(error, "error: F:4: API x is in workload b and in workload a of F:1; name it in one of them\n");
}
