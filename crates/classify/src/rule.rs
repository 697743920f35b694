//! A rule is what decided: its id is stable, and `report explain` prints it.

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

/// Every rule of this crate, in the order in which they are documented.
pub const RULES: &[&Rule] = &[];
