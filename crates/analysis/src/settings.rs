//! Every threshold of the analysis, in one table.

use ledger::Decimal;

use crate::text::grouped;

/// Names a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// `ratio.rivals`
    RatioRivals,
    /// `ratio.dwarfs`
    RatioDwarfs,
    /// `ratio.silent`
    RatioSilent,
    /// `floor.minutes`
    FloorMinutes,
    /// `floor.messages`
    FloorMessages,
    /// `severity.low`
    SeverityLow,
    /// `severity.medium`
    SeverityMedium,
    /// `severity.high`
    SeverityHigh,
    /// `severity.critical`
    SeverityCritical,
    /// `settle_lag_days`
    SettleLagDays,
    /// `cadence.tolerance`
    CadenceTolerance,
    /// `cadence.messages`
    CadenceMessages,
    /// `cadence.hours`
    CadenceHours,
    /// `cadence.share`
    CadenceShare,
    /// `heartbeat_seconds`
    HeartbeatSeconds,
    /// `night.share`
    NightShare,
    /// `night.messages_share`
    NightMessagesShare,
    /// `night.days`
    NightDays,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The table in this file.
    Default,
    /// The user, by the means named here, such as `report.toml`.
    Set(String),
}

/// One setting with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Key of the configuration, such as `ratio.dwarfs`.
    pub name: &'static str,
    /// Unit of the value.
    pub unit: &'static str,
    /// The value.
    pub value: Decimal,
    /// Where the value comes from.
    pub origin: Origin,
}

impl Setting {
    /// Key, value and origin in words: `ratio.dwarfs = 2 × parity (default)`.
    #[must_use]
    pub fn describe(&self) -> String {
        let origin = match &self.origin {
            Origin::Default => "default",
            Origin::Set(by) => by,
        };
        let places = self.value.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
        let value = grouped(self.value, u32::try_from(places).unwrap_or(0));
        format!("{} = {value} {} ({origin})", self.name, self.unit)
    }
}

/// Key, name, unit, default; in the order of [`Key`].
const TABLE: [(Key, &str, &str, &str); 18] = [
    (Key::RatioRivals, "ratio.rivals", "× parity", "1"),
    (Key::RatioDwarfs, "ratio.dwarfs", "× parity", "2"),
    // A connection closes after 10 minutes without a message, so more minutes per message mean that many carry few.
    (Key::RatioSilent, "ratio.silent", "minutes per message", "10"),
    (Key::FloorMinutes, "floor.minutes", "minutes", "100000"),
    (Key::FloorMessages, "floor.messages", "messages", "1000"),
    (Key::SeverityLow, "severity.low", "a month", "25"),
    (Key::SeverityMedium, "severity.medium", "a month", "100"),
    (Key::SeverityHigh, "severity.high", "a month", "1000"),
    (Key::SeverityCritical, "severity.critical", "a month", "10000"),
    // AWS adds to a day's line items for a while after it is over.
    (Key::SettleLagDays, "settle_lag_days", "days", "2"),
    (Key::CadenceTolerance, "cadence.tolerance", "of the median", "0.1"),
    (Key::CadenceMessages, "cadence.messages", "messages in an hour", "1000"),
    (Key::CadenceHours, "cadence.hours", "hours", "24"),
    (Key::CadenceShare, "cadence.share", "of those hours", "0.95"),
    // Zero: none is known.
    (Key::HeartbeatSeconds, "heartbeat_seconds", "seconds", "0"),
    (Key::NightShare, "night.share", "of the busiest hours' minutes", "0.5"),
    (Key::NightMessagesShare, "night.messages_share", "of the busiest hours' messages per minute", "0.5"),
    (Key::NightDays, "night.days", "days", "7"),
];

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    table: Vec<Setting>,
}

impl Default for Settings {
    fn default() -> Self {
        let setting = |(_, name, unit, value): (_, _, _, &str)| {
            let value = value.parse().unwrap_or_default();
            Setting { name, unit, value, origin: Origin::Default }
        };
        Self { table: TABLE.into_iter().map(setting).collect() }
    }
}

impl Settings {
    /// A setting.
    #[must_use]
    pub fn get(&self, key: Key) -> &Setting {
        &self.table[key as usize]
    }

    /// The value of a setting.
    #[must_use]
    pub fn value(&self, key: Key) -> Decimal {
        self.get(key).value
    }

    /// Changes a setting.
    pub fn set(&mut self, key: Key, value: Decimal, origin: Origin) {
        let setting = &mut self.table[key as usize];
        setting.value = value;
        setting.origin = origin;
    }

    /// Every setting, in the order of [`Key`].
    pub fn iter(&self) -> impl Iterator<Item = &Setting> {
        self.table.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_keys() {
        for (at, (key, _, _, value)) in TABLE.iter().enumerate() {
            assert_eq!(*key as usize, at);
            assert!(value.parse::<Decimal>().is_ok(), "{value}");
        }
    }

    #[test]
    fn a_setting_tells_its_origin() {
        let mut settings = Settings::default();
        assert_eq!(settings.get(Key::RatioDwarfs).describe(), "ratio.dwarfs = 2 × parity (default)");
        settings.set(Key::RatioDwarfs, "2.5".parse().unwrap(), Origin::Set("report.toml".to_owned()));
        assert_eq!(settings.get(Key::RatioDwarfs).describe(), "ratio.dwarfs = 2.5 × parity (report.toml)");
        assert_eq!(settings.get(Key::FloorMinutes).describe(), "floor.minutes = 100,000 minutes (default)");
    }
}
