//! A rule is what decided: its id is stable, and `report explain` prints it.

use crate::charge_table::CHARGES;
use crate::focus_charge_table::FOCUS_CHARGES;
use crate::focus_meter_table::FOCUS_METERS;
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

/// Every rule of this crate, in the order in which they are tried: those for meters, then those for charges, then both for
/// FOCUS.
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

const METER_RULES: usize = METERS.len();
const CHARGE_RULES: usize = METER_RULES + CHARGES.len();
const FOCUS_METER_RULES: usize = CHARGE_RULES + FOCUS_METERS.len();
const ALL_RULES: usize = FOCUS_METER_RULES + FOCUS_CHARGES.len();

/// The rules of all tables in one list, gathered at compile time: the tables own their rules, so that a row is complete
/// where it stands and cannot be missing here.
const fn all() -> [&'static Rule; ALL_RULES] {
    let mut rules = [&METERS[0].rule; ALL_RULES];
    let mut at = 0;
    while at < ALL_RULES {
        rules[at] = if at < METER_RULES {
            &METERS[at].rule
        } else if at < CHARGE_RULES {
            &CHARGES[at - METER_RULES].rule
        } else if at < FOCUS_METER_RULES {
            &FOCUS_METERS[at - CHARGE_RULES].rule
        } else {
            &FOCUS_CHARGES[at - FOCUS_METER_RULES].rule
        };
        at += 1;
    }
    rules
}
