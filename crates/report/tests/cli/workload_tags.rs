//! Workloads by tags, in every layout that has them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cur_testkit::{Delivery, Layout, Month, Placement, Tag};
use serde_json::Value;

use crate::harness::{config_file, report};

const TAGGED: &str = "[[workload]]\nname = \"realtime\"\ntags = { Team = \"real*\", Environment = \"prod\" }\n";

fn write(month: &Month, layout: Layout, root: &Path) {
    fs::create_dir_all(root).unwrap();
    Delivery::new(layout, Placement::Loose).write(month, root).unwrap();
}

fn summary(arguments: &[&str]) -> Value {
    let out = report(&[&["summary", "--format", "json"], arguments].concat());
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Ids of the APIs and names of the functions that carry both tags, by what the generator gave them.
fn carriers(month: &Month) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut apis, mut functions) = (BTreeSet::new(), BTreeSet::new());
    for item in month.items() {
        let line = &item.line;
        let has = |tag, wanted: &str| line.tags.iter().any(|(own, value)| *own == tag && value == wanted);
        if !has(Tag::Team, "realtime") || !has(Tag::Environment, "prod") || !line.meaning.matched {
            continue;
        }
        let arn = line.resource_id.as_deref().unwrap_or_default();
        match (line.meaning.meter, arn.rsplit_once(":function:")) {
            ("messages" | "connection_minutes", _) => {
                apis.extend(line.meaning.api.as_ref().and_then(|api| api.api_id.as_ref()).map(ToString::to_string));
            }
            (meter, Some((place, name))) if meter.starts_with("lambda") => {
                functions.insert(format!("{place} {name}"));
            }
            _ => {}
        }
    }
    (apis, functions)
}

#[test]
fn tags_tie_what_carries_them_and_change_no_total() {
    let month = Month::small(11);
    let (apis, functions) = carriers(&month);
    assert!(!apis.is_empty() && !functions.is_empty(), "the month has something to find");
    let (_at, config) = config_file(TAGGED);
    for layout in [Layout::legacy_csv(), Layout::legacy_parquet(), Layout::cur2_csv(), Layout::cur2_parquet()] {
        let at = tempfile::tempdir().unwrap();
        let export = at.path().join("export");
        write(&month, layout, &export);
        let (with, without) = (summary(&[text(&export), "--config", &config]), summary(&[text(&export)]));
        for key in ["bridge", "meters", "other", "ratio", "period", "findings"] {
            assert_eq!(with[key], without[key], "{key}");
        }
        let workload = &with["workloads"][0];
        let found: BTreeSet<String> =
            workload["api_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        assert_eq!(found, apis);
        assert_eq!(workload["functions"].as_u64(), Some(functions.len() as u64));
        for api in with["apis"].as_array().unwrap() {
            let id = api["api_id"].as_str().unwrap_or_default();
            assert_eq!(api["workload"].as_str(), apis.contains(id).then_some("realtime"), "{id}");
        }
        // The stored form gives the same answer, with the tags and without them.
        let ledger = at.path().join("ledger.parquet");
        let stored = report(&["ledger", text(&export), "--config", &config, "-o", text(&ledger)]);
        assert_eq!(stored.code, Some(0), "{}", stored.stderr);
        for (arguments, mut expected) in
            [(vec![text(&ledger), "--config", &config], with), (vec![text(&ledger)], without)]
        {
            let mut read = summary(&arguments);
            read["source"].take();
            expected["source"].take();
            assert_eq!(read, expected);
        }
    }
}

#[test]
fn a_ledger_without_the_tags_is_refused() {
    let at = tempfile::tempdir().unwrap();
    let (export, ledger) = (at.path().join("export"), at.path().join("ledger.parquet"));
    write(&Month::small(11), Layout::cur2_parquet(), &export);
    assert_eq!(report(&["ledger", text(&export), "-o", text(&ledger)]).code, Some(0));
    let (_config, config) = config_file(TAGGED);
    let out = report(&["summary", text(&ledger), "--config", &config]);
    assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""));
    let expected = "the ledger has no column for the tag `Environment` or `Team`, which the configuration names";
    assert!(out.stderr.contains(expected), "{}", out.stderr);
}

#[test]
fn tags_that_are_not_there_are_said_by_name() {
    let at = tempfile::tempdir().unwrap();
    let month = Month::small(11);
    let (_config, config) = config_file("[[workload]]\nname = \"a\"\ntags = { Owner = \"x\" }\n");
    for (layout, expected) in [
        (Layout::legacy_csv(), Some("Without `resourceTags/user:Owner`: nothing is told by the tag `Owner`")),
        (Layout::cur2_csv(), None),
    ] {
        let export = at.path().join(if expected.is_some() { "legacy" } else { "cur2" });
        write(&month, layout, &export);
        let out = report(&["summary", text(&export), "--config", &config, "--format", "json"]).stdout;
        assert!(out.contains("Tag Owner: neither a WebSocket nor a Lambda line item carries it"), "{out}");
        assert!(out.contains("workload a: nothing of this bill carries Owner=x."), "{out}");
        assert_eq!(out.contains("nothing is told by the tag"), expected.is_some());
        assert!(expected.is_none_or(|expected| out.contains(expected)), "{out}");
    }
}

#[test]
fn two_workloads_that_tags_tie_to_one_thing_are_refused() {
    let at = tempfile::tempdir().unwrap();
    write(&Month::small(11), Layout::cur2_parquet(), at.path());
    let (_config, config) = config_file(&format!("{TAGGED}[[workload]]\nname = \"all\"\ntags = {{ Team = \"*\" }}\n"));
    let out = report(&["summary", text(at.path()), "--config", &config]);
    assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""));
    assert!(out.stderr.contains("is in two workloads, realtime ("), "{}", out.stderr);
}
