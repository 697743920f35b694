//! Severity is money.

use ledger::Decimal;

use crate::settings::{Key, Settings};

/// How much money is at stake in a month, in the bands of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Below all bands.
    Info,
    /// From `severity.low`.
    Low,
    /// From `severity.medium`.
    Medium,
    /// From `severity.high`.
    High,
    /// From `severity.critical`.
    Critical,
}

impl Severity {
    /// Every severity, rising.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The name on the command line and in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity of a [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }

    /// The band of a monthly amount.
    pub(super) fn of(monthly: Decimal, settings: &Settings) -> Self {
        let bands = [
            (Key::SeverityCritical, Self::Critical),
            (Key::SeverityHigh, Self::High),
            (Key::SeverityMedium, Self::Medium),
            (Key::SeverityLow, Self::Low),
        ];
        let reached = bands.into_iter().find(|&(key, _)| monthly >= settings.value(key));
        reached.map_or(Self::Info, |(_, severity)| severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::number;

    #[test]
    fn bands_begin_at_their_settings() {
        let settings = Settings::default();
        for (monthly, severity) in [
            ("-5", Severity::Info),
            ("24.999999", Severity::Info),
            ("25", Severity::Low),
            ("100", Severity::Medium),
            ("999.99", Severity::Medium),
            ("1000", Severity::High),
            ("10000", Severity::Critical),
        ] {
            assert_eq!(Severity::of(number(monthly), &settings), severity, "{monthly}");
        }
    }
}
