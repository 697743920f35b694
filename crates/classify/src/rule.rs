//! A rule is what decided: its id is stable, and `report explain` prints it.

use crate::charge_table::CHARGES;
use crate::meter_table::METERS;

/// One row of the tables of this crate: what was looked at, what follows, and where the fact comes from.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable id, such as `METER-WS-MINUTES`.
    pub id: &'static str,
    /// One sentence: what the rule looks at and what it concludes.
    pub says: &'static str,
    /// Section of `docs/domain.md` that holds the evidence.
    pub source: &'static str,
}

/// A value and the rule that chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<T> {
    /// What was decided.
    pub value: T,
    /// The rule that decided it.
    pub rule: &'static Rule,
}

/// Every rule of this crate, in the order in which they are tried: first those for meters, then those for charges.
pub const RULES: &[&Rule] = &all();

/// The rule of an id, compared without regard to case.
///
/// ```
/// assert_eq!(classify::rule("meter-ws-minutes").map(|rule| rule.id), Some("METER-WS-MINUTES"));
/// ```
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// The rules of both tables in one list, gathered at compile time: the tables own their rules, so that a row is
/// complete where it stands and cannot be missing here.
const fn all() -> [&'static Rule; METERS.len() + CHARGES.len()] {
    let mut rules = [&METERS[0].rule; METERS.len() + CHARGES.len()];
    let mut row = 0;
    while row < METERS.len() {
        rules[row] = &METERS[row].rule;
        row += 1;
    }
    row = 0;
    while row < CHARGES.len() {
        rules[METERS.len() + row] = &CHARGES[row].rule;
        row += 1;
    }
    rules
}
