//! The numbers of a finding.

use ledger::Decimal;

use crate::QUOTIENT_DIGITS;

/// How a number came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// Read from the bill.
    Bill,
    /// Modelled; the model is named among the assumptions.
    Model,
    /// Assumed; a setting or another source changes it.
    Assumed,
}

impl EvidenceKind {
    /// The name in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bill => "bill",
            Self::Model => "model",
            Self::Assumed => "assumed",
        }
    }
}

/// A count as a number to reckon with.
pub(super) fn whole(count: impl TryInto<i64>) -> Decimal {
    Decimal::from_int(count.try_into().unwrap_or(i64::MAX))
}

/// One number of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Stable name, such as `minutes_per_message`.
    pub name: &'static str,
    /// The number; quotients are rounded as they are output.
    pub value: Decimal,
    /// Its unit.
    pub unit: String,
    /// How it came about.
    pub kind: EvidenceKind,
}

impl Evidence {
    /// A sum of the bill, exact.
    pub(super) fn sum(name: &'static str, value: Decimal, unit: impl Into<String>) -> Self {
        Self { name, value, unit: unit.into(), kind: EvidenceKind::Bill }
    }

    /// A count of things that the bill has.
    pub(super) fn count(name: &'static str, count: usize, unit: &str) -> Self {
        Self::sum(name, whole(count), unit)
    }

    /// A quotient of sums of the bill.
    pub(super) fn quotient(name: &'static str, value: Option<Decimal>, unit: impl Into<String>) -> Option<Self> {
        Some(Self::sum(name, value?.round(QUOTIENT_DIGITS), unit))
    }

    /// The same number, of another kind.
    pub(super) fn of_kind(self, kind: EvidenceKind) -> Self {
        Self { kind, ..self }
    }
}
