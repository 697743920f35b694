//! Findings on workloads whose truth is known: none accuses the healthy, and the money at stake is the truth's.

use cur_testkit::{Behaviour, Delivery, Discount, Granularity, Layout, Month, MonthOptions, Placement, Scenario};
use serde_json::Value;

use crate::harness::report;

/// Findings of a month with one API, and what its idle connections carried in truth.
fn month(behaviour: Behaviour) -> (Vec<Value>, f64) {
    let options = MonthOptions { discount: Discount::None, savings_plan: false, ..MonthOptions::new(4) };
    month_of(behaviour, &options)
}

fn month_of(behaviour: Behaviour, options: &MonthOptions) -> (Vec<Value>, f64) {
    let month = Month::new(options, &Scenario::of_one(behaviour, 200_000));
    let at = tempfile::tempdir().unwrap();
    Delivery::new(Layout::cur2_parquet(), Placement::Loose).write(&month, at.path()).unwrap();
    let out = report(&["summary", at.path().to_str().unwrap(), "--format", "json"]);
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    let answer: Value = serde_json::from_str(&out.stdout).unwrap();
    let findings = answer["findings"].as_array().unwrap().clone();
    let idle = month.truth().idle.values().map(|idle| (idle.minute_cost + idle.message_cost).to_f64()).sum();
    (findings, idle)
}

fn text(finding: &Value) -> String {
    let lists = ["assumptions", "may_not_claim"].map(|key| finding[key].to_string());
    format!("{} {} {}", finding["title"], finding["advice"], lists.join(" ")).to_lowercase()
}

#[test]
fn healthy_workloads_are_not_accused() {
    let healthy = [
        Behaviour::ConsumerChat,
        Behaviour::UsedDashboard,
        Behaviour::GlobalTicker,
        Behaviour::Telemetry,
        Behaviour::Game,
        Behaviour::RarePush,
    ];
    for behaviour in healthy {
        let (findings, idle) = month(behaviour);
        assert!(idle == 0.0, "{behaviour:?} is healthy");
        for finding in findings.iter().filter(|finding| finding["severity"] != "info") {
            let said = text(finding);
            assert!(said.contains("lead to the same") || said.contains("look the same"), "{behaviour:?}: {said}");
            assert!(
                !finding["title"].to_string().to_lowercase().contains("idle"),
                "{behaviour:?}: {}",
                finding["title"]
            );
            assert_eq!(finding["monthly_saving"]["low"], 0, "{behaviour:?}: a healthy API may save nothing");
        }
    }
}

#[test]
fn the_money_at_stake_is_the_truths() {
    let idle = [
        (Behaviour::IdleDashboard, false),
        (Behaviour::SilentTabs, true),
        (Behaviour::PingedTabs { every_minutes: 9 }, true),
        (Behaviour::PingedTabs { every_minutes: 1 }, false),
        (Behaviour::MinutesOnly, true),
    ];
    for (behaviour, flagged) in idle {
        let (findings, truth) = month(behaviour);
        assert!(truth > 0.0, "{behaviour:?} is idle");
        let rules = ["WS-IDLE-RATIO", "WS-NO-MESSAGES"];
        let found = findings.iter().find(|finding| rules.iter().any(|rule| finding["rule"] == *rule));
        assert_eq!(found.is_some(), flagged, "{behaviour:?}: {findings:?}");
        let Some(finding) = found else { continue };
        let saving = |key: &str| finding["monthly_saving"][key].as_f64().unwrap();
        let (low, expected, high) = (saving("low"), saving("expected"), saving("high"));
        let near = (expected / truth - 1.0).abs() <= 0.2;
        assert!(near || (low..=high).contains(&truth), "{behaviour:?}: {truth} is not within {low}..{high}");
    }
}

/// The rules that speak of how connections are used.
const SIGNALS: [&str; 5] = ["WS-IDLE-RATIO", "WS-NO-MESSAGES", "WS-FIXED-CADENCE", "WS-NIGHT-FLOOR", "WS-ALWAYS-ON"];

#[test]
fn every_abandoned_workload_is_caught_and_no_healthy_one_is_called_a_heartbeat() {
    println!("how often in 3 months: {SIGNALS:?}");
    for behaviour in Behaviour::SIMULATED {
        let mut fired = [0; SIGNALS.len()];
        for seed in 4..7 {
            let options = MonthOptions { discount: Discount::None, savings_plan: false, ..MonthOptions::new(seed) };
            let (findings, _) = month_of(behaviour, &options);
            for (count, rule) in fired.iter_mut().zip(SIGNALS) {
                *count += usize::from(findings.iter().any(|finding| finding["rule"] == rule));
            }
            for finding in findings.iter().filter(|finding| finding["rule"] == "WS-FIXED-CADENCE") {
                let title = finding["title"].as_str().unwrap();
                assert!(title.starts_with("Fixed cadence") && !title.to_lowercase().contains("heartbeat"), "{title}");
                assert_eq!(finding["severity"], "info");
            }
            let told = findings.iter().any(|finding| SIGNALS.iter().any(|rule| finding["rule"] == *rule));
            assert!(told || !behaviour.idles(), "{behaviour:?} is abandoned, and nothing says anything");
        }
        println!("{:<24}{:<12}{fired:?}", behaviour.name(), if behaviour.idles() { "abandoned" } else { "healthy" });
    }
}

#[test]
fn days_and_months_have_no_hours() {
    for granularity in [Granularity::Daily, Granularity::Monthly] {
        let options = MonthOptions { granularity, ..MonthOptions::new(4) };
        let (findings, _) = month_of(Behaviour::IdleDashboard, &options);
        let hourly = ["WS-FIXED-CADENCE", "WS-NIGHT-FLOOR", "WS-ALWAYS-ON"];
        assert!(findings.iter().all(|finding| hourly.iter().all(|rule| finding["rule"] != *rule)), "{findings:?}");
    }
}
