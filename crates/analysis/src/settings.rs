//! Every threshold of the analysis, in one table.

use std::fmt;

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

/// One line of the table.
#[derive(Debug, Clone, Copy)]
struct Line {
    key: Key,
    name: &'static str,
    unit: &'static str,
    /// A number, or empty for a setting that has no value unless it is given one.
    default: &'static str,
    /// The least and the greatest value.
    range: (i64, i64),
}

const fn line(key: Key, name: &'static str, unit: &'static str, default: &'static str, range: (i64, i64)) -> Line {
    Line { key, name, unit, default, range }
}

/// Any number from 0 that leaves room to multiply by what a bill holds.
const NOT_NEGATIVE: (i64, i64) = (0, 1_000_000_000_000);

/// A part of a whole.
const SHARE: (i64, i64) = (0, 1);

/// Every setting, in the order of [`Key`]. To add one: a variant of [`Key`] and a line here. Flags, variables, the
/// configuration file and `report config` follow from the line.
const TABLE: [Line; 18] = [
    line(Key::RatioRivals, "ratio.rivals", "× parity", "1", NOT_NEGATIVE),
    line(Key::RatioDwarfs, "ratio.dwarfs", "× parity", "2", NOT_NEGATIVE),
    // A connection closes after 10 minutes without a message, so more minutes per message mean that many carry few.
    line(Key::RatioSilent, "ratio.silent", "minutes per message", "10", NOT_NEGATIVE),
    line(Key::FloorMinutes, "floor.minutes", "minutes", "100000", NOT_NEGATIVE),
    line(Key::FloorMessages, "floor.messages", "messages", "1000", NOT_NEGATIVE),
    line(Key::SeverityLow, "severity.low", "a month", "25", NOT_NEGATIVE),
    line(Key::SeverityMedium, "severity.medium", "a month", "100", NOT_NEGATIVE),
    line(Key::SeverityHigh, "severity.high", "a month", "1000", NOT_NEGATIVE),
    line(Key::SeverityCritical, "severity.critical", "a month", "10000", NOT_NEGATIVE),
    // AWS adds to a day's line items for a while after it is over.
    line(Key::SettleLagDays, "settle_lag_days", "days", "2", (0, 31)),
    line(Key::CadenceTolerance, "cadence.tolerance", "of the median", "0.1", SHARE),
    line(Key::CadenceMessages, "cadence.messages", "messages in an hour", "1000", NOT_NEGATIVE),
    line(Key::CadenceHours, "cadence.hours", "hours", "24", NOT_NEGATIVE),
    line(Key::CadenceShare, "cadence.share", "of those hours", "0.95", SHARE),
    // A connection ends after two hours, so no heartbeat is rarer. Without a value none is known.
    line(Key::HeartbeatSeconds, "heartbeat_seconds", "seconds", "", (1, 7_200)),
    line(Key::NightShare, "night.share", "of the busiest hours' minutes", "0.5", SHARE),
    line(Key::NightMessagesShare, "night.messages_share", "of the busiest hours' messages per minute", "0.5", SHARE),
    line(Key::NightDays, "night.days", "days", "7", NOT_NEGATIVE),
];

/// Settings that must rise, and whether two of them may be the same, with the reason.
const ORDERS: [(&[Key], bool, &str); 2] = [
    (&[Key::RatioRivals, Key::RatioDwarfs], true, "what dwarfs messages rivals them too"),
    (
        &[Key::SeverityLow, Key::SeverityMedium, Key::SeverityHigh, Key::SeverityCritical],
        false,
        "each band of severity begins above the one before",
    ),
];

/// The word for no value, where a setting may have none.
pub const NO_VALUE: &str = "none";

impl Key {
    /// Every setting, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|line| line.key)
    }

    /// The setting of a [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|line| line.name == name).map(|line| line.key)
    }

    /// Key of the configuration, such as `ratio.dwarfs`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        TABLE[self as usize].name
    }

    /// The environment variable that sets it, such as `REPORT_RATIO_DWARFS`.
    #[must_use]
    pub fn variable(self) -> String {
        format!("REPORT_{}", self.name().to_uppercase().replace('.', "_"))
    }

    /// May it differ from API to API? Thresholds of ratio and volume may; what money is worth is one for the bill.
    #[must_use]
    pub fn is_per_api(self) -> bool {
        self.name().starts_with("ratio.") || self.name().starts_with("floor.")
    }

    /// A number within the setting's range, or [`NO_VALUE`] where it may have none.
    pub fn parse(self, text: &str) -> Result<Option<Decimal>, SettingError> {
        let line = &TABLE[self as usize];
        if text == NO_VALUE && line.default.is_empty() {
            return Ok(None);
        }
        let value: Decimal = text.parse().map_err(|_| SettingError::NoNumber { key: self, text: text.to_owned() })?;
        let (least, most) = line.range;
        if value < Decimal::from_int(least) || value > Decimal::from_int(most) {
            return Err(SettingError::OutOfRange { key: self, text: text.to_owned() });
        }
        Ok(Some(value))
    }
}

/// Why a value cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingError {
    /// It is no number.
    NoNumber {
        /// Of what.
        key: Key,
        /// What was given.
        text: String,
    },
    /// It is below the least or above the greatest value.
    OutOfRange {
        /// Of what.
        key: Key,
        /// What was given.
        text: String,
    },
    /// Two settings are in the wrong order.
    Disorder {
        /// What should be less.
        lower: Box<Setting>,
        /// What should be more.
        upper: Box<Setting>,
        /// Why.
        reason: &'static str,
    },
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoNumber { key, text } => {
                let Line { name, unit, default, .. } = TABLE[*key as usize];
                let example = if default.is_empty() { "30" } else { default };
                write!(f, "{name} is `{text}`, which is no number; give {unit} as a number such as {example}")?;
                if default.is_empty() { write!(f, ", or \"{NO_VALUE}\"") } else { Ok(()) }
            }
            Self::OutOfRange { key, text } => {
                let Line { name, range: (least, most), .. } = TABLE[*key as usize];
                let most = grouped(Decimal::from_int(most), 0);
                write!(f, "{name} is {text}; give a number from {least} to {most}")
            }
            Self::Disorder { lower, upper, reason } => {
                let is = if lower.value == upper.value { "is not above" } else { "is below" };
                let (lower, upper) = (lower.describe(), upper.describe());
                write!(f, "{upper} {is} {lower}, but {reason}; change one of them")
            }
        }
    }
}

impl std::error::Error for SettingError {}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The table in this file.
    Default,
    /// The user, by the means named here, such as `report.toml:3`.
    Set(String),
}

impl Origin {
    /// The origin in words.
    #[must_use]
    pub fn describe(&self) -> &str {
        match self {
            Self::Default => "default",
            Self::Set(by) => by,
        }
    }
}

/// One setting with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Key of the configuration, such as `ratio.dwarfs`.
    pub name: &'static str,
    /// Unit of the value.
    pub unit: &'static str,
    /// The value; `None` where the setting may have none.
    pub value: Option<Decimal>,
    /// The value unless something sets it.
    pub default: Option<Decimal>,
    /// Where the value comes from.
    pub origin: Origin,
}

impl Setting {
    /// Key, value and origin in words: `ratio.dwarfs = 2 × parity (default)`.
    #[must_use]
    pub fn describe(&self) -> String {
        let origin = self.origin.describe();
        let Some(value) = self.value else { return format!("{} = {NO_VALUE} ({origin})", self.name) };
        format!("{} = {} {} ({origin})", self.name, in_full(value), self.unit)
    }
}

/// A number with thousands separators and as many digits after the point as it has.
fn in_full(value: Decimal) -> String {
    let places = value.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
    grouped(value, u32::try_from(places).unwrap_or(0))
}

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    table: Vec<Setting>,
}

impl Default for Settings {
    fn default() -> Self {
        let setting = |Line { name, unit, default, .. }: Line| {
            let default = default.parse().ok();
            Setting { name, unit, value: default, default, origin: Origin::Default }
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

    /// The value of a setting that always has one.
    #[must_use]
    pub fn value(&self, key: Key) -> Decimal {
        self.get(key).value.unwrap_or_default()
    }

    /// Changes a setting to a value that [`Key::parse`] took.
    pub fn set(&mut self, key: Key, value: Option<Decimal>, origin: Origin) {
        let setting = &mut self.table[key as usize];
        setting.value = value;
        setting.origin = origin;
    }

    /// Every setting, in the order of [`Key`].
    pub fn iter(&self) -> impl Iterator<Item = &Setting> {
        self.table.iter()
    }

    /// Refuses settings that contradict each other, each pair once.
    #[must_use]
    pub fn contradictions(&self) -> Vec<SettingError> {
        let pairs = ORDERS.iter().flat_map(|(keys, may_equal, reason)| {
            keys.windows(2).filter_map(move |pair| {
                let (lower, upper) = (self.get(pair[0]), self.get(pair[1]));
                let wrong = lower.value > upper.value || (!may_equal && lower.value == upper.value);
                let pair = || (Box::new(lower.clone()), Box::new(upper.clone()));
                wrong.then(pair).map(|(lower, upper)| SettingError::Disorder { lower, upper, reason })
            })
        });
        pairs.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_keys_and_its_defaults_are_in_range() {
        for (at, line) in TABLE.iter().enumerate() {
            assert_eq!(line.key as usize, at);
            assert_eq!(Key::from_name(line.name), Some(line.key));
            assert!(line.default.is_empty() || line.key.parse(line.default).is_ok(), "{}", line.name);
        }
        assert_eq!(Settings::default().contradictions(), []);
    }

    #[test]
    fn a_setting_tells_its_origin() {
        let mut settings = Settings::default();
        assert_eq!(settings.get(Key::RatioDwarfs).describe(), "ratio.dwarfs = 2 × parity (default)");
        settings.set(Key::RatioDwarfs, "2.5".parse().ok(), Origin::Set("report.toml:3".to_owned()));
        assert_eq!(settings.get(Key::RatioDwarfs).describe(), "ratio.dwarfs = 2.5 × parity (report.toml:3)");
        assert_eq!(settings.get(Key::FloorMinutes).describe(), "floor.minutes = 100,000 minutes (default)");
        assert_eq!(Key::RatioDwarfs.variable(), "REPORT_RATIO_DWARFS");
    }

    #[test]
    fn what_no_threshold_can_be_is_refused() {
        let error = |text| Key::FloorMinutes.parse(text).unwrap_err().to_string();
        assert_eq!(error("-1"), "floor.minutes is -1; give a number from 0 to 1,000,000,000,000");
        assert_eq!(error("1e13"), "floor.minutes is 1e13; give a number from 0 to 1,000,000,000,000");
        for text in ["", "many", "none", "nan", "inf", "1,000"] {
            assert!(error(text).ends_with("give minutes as a number such as 100000"), "{}", error(text));
        }
        assert_eq!(Key::HeartbeatSeconds.parse("none"), Ok(None));
        assert!(Key::HeartbeatSeconds.parse("0").is_err() && Key::NightShare.parse("1.01").is_err());
        assert_eq!(Key::RatioDwarfs.parse("2.50"), Ok("2.5".parse().ok()));
    }

    #[test]
    fn settings_that_contradict_each_other_are_named_with_their_origins() {
        let mut settings = Settings::default();
        let set = |settings: &mut Settings, key, text: &str| {
            settings.set(key, text.parse().ok(), Origin::Set("r.toml:1".to_owned()));
        };
        set(&mut settings, Key::RatioDwarfs, "1");
        assert_eq!(settings.contradictions(), [], "the same multiple is no contradiction");
        set(&mut settings, Key::RatioDwarfs, "0.5");
        set(&mut settings, Key::SeverityMedium, "1000");
        let errors: Vec<String> = settings.contradictions().iter().map(ToString::to_string).collect();
        assert_eq!(
            errors,
            [
                "ratio.dwarfs = 0.5 × parity (r.toml:1) is below ratio.rivals = 1 × parity (default), but what dwarfs \
                 messages rivals them too; change one of them",
                "severity.high = 1,000 a month (default) is not above severity.medium = 1,000 a month (r.toml:1), but \
                 each band of severity begins above the one before; change one of them",
            ]
        );
    }
}
