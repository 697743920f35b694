//! The list of rules.

use std::collections::BTreeSet;

use classify::{LINE_ITEM_TYPES, RULES, charge, meter, rule};

use crate::focus::{CHARGED, TOLD};
use crate::meters::{KNOWN, OTHERWISE};

#[test]
fn ids_are_unique_and_lead_to_their_rule() {
    for (at, each) in RULES.iter().enumerate() {
        assert!(RULES[..at].iter().all(|other| other.id != each.id), "{}", each.id);
        assert_eq!(rule(each.id), Some(*each));
        assert_eq!(rule(&each.id.to_lowercase()), Some(*each));
    }
    assert_eq!(rule("METER-WS"), None);
}

#[test]
fn a_rule_is_one_sentence_with_a_source() {
    for each in RULES {
        assert!(each.says.ends_with('.') && !each.says.contains(". "), "{}: {}", each.id, each.says);
        assert!(!each.says.contains("  "), "{}: {}", each.id, each.says);
        assert!(each.source.starts_with('§'), "{}: {}", each.id, each.source);
        assert!(each.id.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-'), "{}", each.id);
    }
}

#[test]
fn every_rule_is_reached_and_every_decision_is_listed() {
    let meters = KNOWN.iter().map(|known| known.3).chain(OTHERWISE.iter().map(|otherwise| otherwise.2));
    let unlisted = ["FlatRateSubscription", "SomethingNew"];
    let charges = LINE_ITEM_TYPES.iter().chain(&unlisted).map(|text| charge(text).rule.id);
    let focus = TOLD.iter().map(|told| told.2).chain(CHARGED.iter().map(|charged| charged.2));
    let reached: BTreeSet<_> = meters.chain(charges).chain(focus).collect();
    let listed: BTreeSet<_> = RULES.iter().map(|each| each.id).collect();
    assert_eq!(reached, listed);
    for &(usage, ..) in OTHERWISE {
        assert!(RULES.contains(&meter(usage).rule));
    }
}
