//! Every rule, in one table: what fires it, on which settings, and what it may and may not say.
//!
//! Findings take their id, their fixed titles and their `may_not_claim` from here, and `report rules` and
//! `report explain` print it, so a rule cannot say one thing and do another. To add a rule: an entry here, a line in
//! [`RULES`], and a file in `findings/` that computes it.

use crate::findings::Class;
use crate::settings::Key;

/// One rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable id, such as `WS-IDLE-RATIO`.
    pub id: &'static str,
    /// What it is about, in a few words. Findings of some rules begin with it.
    pub title: &'static str,
    /// What fires it, once for each of what.
    pub fires: &'static str,
    /// Is a finding about one API? Such a rule may be ignored for one.
    pub of_one_api: bool,
    /// The settings that it is judged on, in the order in which they are asked.
    pub settings: &'static [Key],
    /// What decides on the severity.
    pub severity: SeverityBy,
    /// How the monthly saving comes about; `None`: a finding never has one.
    pub saving: Option<&'static str>,
    /// What a finding says.
    pub may_say: &'static [&'static str],
    /// What no finding of it may claim.
    pub may_not_claim: &'static [&'static str],
    /// Its classes, rising; empty where it has none.
    pub classes: &'static [ClassRule],
}

/// One class of a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct ClassRule {
    /// The class.
    pub class: Class,
    /// What its findings begin with.
    pub title: &'static str,
    /// What makes it this class, above what fires the rule.
    pub fires: &'static str,
    /// The setting that it begins at.
    pub setting: Key,
    /// What it says beyond the rule.
    pub may_say: &'static str,
    /// What it may not claim beyond the rule.
    pub may_not_claim: &'static [&'static str],
}

/// What decides on the severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeverityBy {
    /// An amount of money in a month, named here, in the bands of the settings `severity.…`.
    Money(&'static str),
    /// Nothing: it is always information.
    Info,
}

impl SeverityBy {
    /// The bands, where there are any.
    #[must_use]
    pub const fn settings(self) -> &'static [Key] {
        match self {
            Self::Money(_) => &[Key::SeverityLow, Key::SeverityMedium, Key::SeverityHigh, Key::SeverityCritical],
            Self::Info => &[],
        }
    }
}

impl Rule {
    /// The rule of an id, however its letters are written.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }

    /// The ids of the rules about single APIs.
    pub fn ids_of_one_api() -> impl Iterator<Item = &'static str> {
        RULES.iter().filter(|rule| rule.of_one_api).map(|rule| rule.id)
    }

    /// What a finding of this class may not claim.
    pub(crate) fn not_claimed(&self, class: Option<Class>) -> Vec<String> {
        let of_class = class.and_then(|class| self.class(class)).map_or(&[][..], |class| class.may_not_claim);
        self.may_not_claim.iter().chain(of_class).map(|&line| line.to_owned()).collect()
    }

    /// One of its classes.
    pub(crate) fn class(&self, class: Class) -> Option<&ClassRule> {
        self.classes.iter().find(|rule| rule.class == class)
    }
}

/// Every rule, those of WebSocket cost first.
pub static RULES: [&Rule; 9] = [
    &IDLE_RATIO,
    &NO_MESSAGES,
    &NIGHT_FLOOR,
    &FIXED_CADENCE,
    &ALWAYS_ON,
    &UNKNOWN_WEBSOCKET_USAGE,
    &FREE_TIER,
    &UNKNOWN_USAGE,
    &UNKNOWN_CHARGE,
];

/// What no bill can show.
const NO_DURATIONS: &str = "How long single connections live and who holds them: the bill has no data per connection.";

/// Of any usage type that no rule of classification knows.
const NO_MEANING: &str = "What this usage type meters: no rule knows it, so it is in no layer and in no ratio. Its cost is \
                          among the other meters.";

/// Of both rules about the quiet hours of a day.
const NIGHT_SETTINGS: &[Key] = &[
    Key::FloorMinutes,
    Key::FloorMessages,
    Key::SettleLagDays,
    Key::NightDays,
    Key::NightShare,
    Key::NightMessagesShare,
];

/// `findings/idle_ratio`
pub(crate) static IDLE_RATIO: Rule = Rule {
    id: "WS-IDLE-RATIO",
    title: "Connection time against messages",
    fires: "an API whose connection minutes per message reach one of the classes below, if it has enough of both to be \
            judged. Parity is the number of minutes that cost as much as one message, at the bill's own marginal rates \
            of that payer and Region",
    of_one_api: true,
    settings: &[Key::FloorMinutes, Key::FloorMessages],
    severity: SeverityBy::Money("the expected saving, or the cost of the minutes where there is no parity"),
    saving: Some(
        "Expected: cost of minutes × (1 − parity ÷ ratio), which takes connections in real use to stay at or below \
         parity. Low is 0. High is the whole cost of minutes and messages.",
    ),
    may_say: &["That connection time costs more than the messages that it is there for, and how much more."],
    may_not_claim: &[
        "That connections are idle or unwanted: rare notifications, always-on devices and batched messages lead to the \
         same ratio.",
        NO_DURATIONS,
    ],
    classes: &[
        ClassRule {
            class: Class::Rivals,
            title: "Connection time rivals messages",
            fires: "minutes per message ÷ parity is at least the setting",
            setting: Key::RatioRivals,
            may_say: "Connection time costs as much as messages, or more. At most medium.",
            may_not_claim: &[],
        },
        ClassRule {
            class: Class::Dwarfs,
            title: "Connection time dwarfs messages",
            fires: "minutes per message ÷ parity is at least the setting",
            setting: Key::RatioDwarfs,
            may_say: "Connection time costs a multiple of messages: the classic sign of idle connections, and no proof.",
            may_not_claim: &[],
        },
        ClassRule {
            class: Class::Silent,
            title: "Long silences",
            fires: "minutes per message are above the setting, whatever the parity",
            setting: Key::RatioSilent,
            may_say: "The gateway closes a connection after 10 minutes without a message, so above 10 minutes per \
                      message many connections carry few messages or none, and above 20 some carry none. Protocol \
                      pings that are not billed would break this bound (unverified).",
            may_not_claim: &[
                "Whether silent connections wait for something on purpose, such as an alert that rarely comes.",
            ],
        },
    ],
};

/// `findings/no_messages`
pub(crate) static NO_MESSAGES: Rule = Rule {
    id: "WS-NO-MESSAGES",
    title: "Connection minutes without a single message",
    fires: "an API with enough connection minutes and no message at all: there is no ratio to judge it by",
    of_one_api: true,
    settings: &[Key::FloorMinutes],
    severity: SeverityBy::Money("the expected saving"),
    saving: Some("Expected and high: the cost of its minutes. Low is 0, because they may be held open on purpose."),
    may_say: &["That connections are paid for which carried nothing that is billed as a message."],
    may_not_claim: &[
        "That no one needs these connections: standby devices, alarms that did not go off and health checks look the \
         same.",
        NO_DURATIONS,
        "Whether the messages of this API are billed in rows that name no resource.",
    ],
    classes: &[],
};

/// `findings/night_floor`, where messages fall too
pub(crate) static NIGHT_FLOOR: Rule = Rule {
    id: "WS-NIGHT-FLOOR",
    title: "Night floor",
    fires: "an API large enough to be judged, with hourly usage, whose connections stay in the quietest hours of its median \
            settled day while messages per minute fall",
    of_one_api: true,
    settings: NIGHT_SETTINGS,
    severity: SeverityBy::Money("the expected saving"),
    saving: Some(
        "Expected: what is open in the quiet hours beyond their messages, if users sent as many messages per minute as in \
         the busy hours, around the clock. Low is 0. High is all that is open in the quiet hours, around the clock, with \
         its messages.",
    ),
    may_say: &["That connections stay when their users seem to leave, in hours of UTC."],
    may_not_claim: &[
        "That nobody uses them: standby screens, alarms and users in other time zones look alike.",
        NO_DURATIONS,
    ],
    classes: &[],
};

/// `findings/cadence`
pub(crate) static FIXED_CADENCE: Rule = Rule {
    id: "WS-FIXED-CADENCE",
    title: "Fixed cadence",
    fires: "an API large enough to be judged, with hourly usage, whose messages per connection minute hardly change from \
            one settled hour to the next",
    of_one_api: true,
    settings: &[
        Key::FloorMinutes,
        Key::FloorMessages,
        Key::SettleLagDays,
        Key::CadenceMessages,
        Key::CadenceHours,
        Key::CadenceShare,
        Key::CadenceTolerance,
        Key::HeartbeatSeconds,
    ],
    severity: SeverityBy::Info,
    saving: None,
    may_say: &[
        "The interval that the pace implies, and twice it, if each message is answered.",
        "\"Heartbeats\", only where heartbeat_seconds names one of these intervals.",
    ],
    may_not_claim: &[
        "That these are heartbeats, unless heartbeat_seconds names their interval, and even then that all of them are: \
         pushes, telemetry and games keep a steady pace too.",
        "Whether anyone is at the other end: a pinged connection of nobody looks like this.",
    ],
    classes: &[],
};

/// `findings/night_floor`, where messages keep pace
pub(crate) static ALWAYS_ON: Rule = Rule {
    id: "WS-ALWAYS-ON",
    title: "Always on",
    fires: "an API large enough to be judged, with hourly usage, whose connections stay in the quietest hours of its median \
            settled day, and messages per minute too",
    of_one_api: true,
    settings: NIGHT_SETTINGS,
    severity: SeverityBy::Info,
    saving: None,
    may_say: &["That its use does not follow the day of one time zone."],
    may_not_claim: &[
        "That these connections idle: devices, tickers and users around the world look like this.",
        "That they do not: connections of nobody that are pinged or pushed to all the time look like this too.",
    ],
    classes: &[],
};

/// `findings/unknown_usage`, under the operation of WebSocket APIs
pub(crate) static UNKNOWN_WEBSOCKET_USAGE: Rule = Rule {
    id: "WS-UNKNOWN-USAGE",
    title: "Unknown WebSocket usage type",
    fires: "usage under the operation of WebSocket APIs that is neither messages nor minutes, for each usage type and Region",
    of_one_api: false,
    settings: &[],
    severity: SeverityBy::Money("its cost"),
    saving: None,
    may_say: &["That AWS bills WebSocket APIs on something that this program does not know, and what it costs."],
    may_not_claim: &[NO_MEANING],
    classes: &[],
};

/// `findings/free_tier`
pub(crate) static FREE_TIER: Rule = Rule {
    id: "WS-FREE-TIER",
    title: "Free tier",
    fires: "WebSocket usage inside the free tier, for each payer and Region",
    of_one_api: false,
    settings: &[],
    severity: SeverityBy::Info,
    saving: None,
    may_say: &["That cost 0 is not \"no usage\", and what the same usage costs at paid rates."],
    may_not_claim: &[
        "When the free tier ends: it lasts 12 months from the payer's sign-up, which the bill does not tell.",
    ],
    classes: &[],
};

/// `findings/unknown_usage`, elsewhere
pub(crate) static UNKNOWN_USAGE: Rule = Rule {
    id: "UNKNOWN-USAGE",
    title: "Unknown usage type",
    fires: "any other usage of the two products that no rule of classification knows, for each usage type and Region",
    of_one_api: false,
    settings: &[],
    severity: SeverityBy::Info,
    saving: None,
    may_say: &["That such a usage type is there, and what it costs."],
    may_not_claim: &[NO_MEANING],
    classes: &[],
};

/// `findings/unknown_charge`
pub(crate) static UNKNOWN_CHARGE: Rule = Rule {
    id: "UNKNOWN-CHARGE",
    title: "Unknown line item types",
    fires: "line item types that no rule of classification knows, for each product",
    of_one_api: false,
    settings: &[],
    severity: SeverityBy::Info,
    saving: None,
    may_say: &["That such line items are there, and what they cost."],
    may_not_claim: &[
        "What these line items charge for: their type is not one that AWS documents. Their cost is in the bridge's last \
         step, and their quantity in no total.",
    ],
    classes: &[],
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_found_however_they_are_written() {
        let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
        assert_eq!(Rule::by_id("ws-idle-ratio").map(|rule| rule.id), Some("WS-IDLE-RATIO"));
        assert_eq!(Rule::by_id("WS-IDLE"), None);
    }

    #[test]
    fn every_rule_says_what_it_may_and_may_not() {
        for rule in RULES {
            assert!(!rule.may_say.is_empty() && !rule.may_not_claim.is_empty(), "{}", rule.id);
            assert!(rule.id.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-'), "{}", rule.id);
            assert!(!rule.fires.ends_with('.') && !rule.title.ends_with('.'), "{}", rule.id);
        }
    }

    #[test]
    fn a_class_adds_to_what_the_rule_may_not_claim() {
        assert_eq!(IDLE_RATIO.not_claimed(Some(Class::Dwarfs)).len(), 2);
        assert_eq!(IDLE_RATIO.not_claimed(Some(Class::Silent)).len(), 3);
        assert_eq!(IDLE_RATIO.not_claimed(None).len(), 2);
    }
}
