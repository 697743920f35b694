//! What the configuration says about single APIs.

use std::borrow::Cow;

use ledger::Decimal;

use crate::apis::Api;
use crate::findings::Finding;
use crate::settings::{Key, Origin, Settings};

/// Which APIs an entry speaks about: those that agree in all that it names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiPlace {
    /// API id.
    pub api_id: String,
    /// Usage account id; `None`: any.
    pub account: Option<String>,
    /// AWS Region code; `None`: any.
    pub region: Option<String>,
    /// Stage; `None`: any.
    pub stage: Option<String>,
}

/// May both mean the same? What is not named means anything.
pub(crate) fn compatible(left: Option<&String>, right: Option<&String>) -> bool {
    left.is_none() || right.is_none() || left == right
}

/// Does an entry that names this, or nothing, speak about that?
pub(crate) fn covers(named: Option<&String>, actual: Option<&str>) -> bool {
    named.is_none_or(|named| Some(named.as_str()) == actual)
}

impl ApiPlace {
    /// Can both speak about one API?
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.api_id == other.api_id
            && compatible(self.account.as_ref(), other.account.as_ref())
            && compatible(self.region.as_ref(), other.region.as_ref())
            && compatible(self.stage.as_ref(), other.stage.as_ref())
    }

    fn holds(&self, [account, region, api_id, stage]: [Option<&str>; 4]) -> bool {
        api_id == Some(self.api_id.as_str())
            && covers(self.account.as_ref(), account)
            && covers(self.region.as_ref(), region)
            && covers(self.stage.as_ref(), stage)
    }
}

/// What holds for some APIs instead of what holds for all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiOverride {
    /// Which APIs.
    pub place: ApiPlace,
    /// Settings that [`Key::is_per_api`] allows, each with its origin.
    pub values: Vec<(Key, Decimal, String)>,
    /// Rules whose findings are left out.
    pub ignore: Vec<&'static str>,
    /// Why they are.
    pub reason: Option<String>,
    /// Where it is written, such as `report.toml:12`.
    pub origin: String,
}

impl ApiOverride {
    /// The settings of these APIs.
    #[must_use]
    pub fn settings(&self, all: &Settings) -> Settings {
        let mut settings = all.clone();
        for (key, value, origin) in &self.values {
            settings.set(*key, Some(*value), Origin::Set(origin.clone()));
        }
        settings
    }

    /// The values, each with its origin.
    fn describe(&self) -> Option<String> {
        let settings = self.settings(&Settings::default());
        let values: Vec<String> = self.values.iter().map(|(key, ..)| settings.get(*key).describe()).collect();
        (!values.is_empty()).then(|| format!("For this API alone: {}.", values.join(", ")))
    }
}

/// The settings of one API: those of all, unless an entry speaks about it.
pub(crate) fn settings_of<'s>(api: &Api, all: &'s Settings, overrides: &[ApiOverride]) -> Cow<'s, Settings> {
    let place = [&api.account, &api.region, &api.api_id, &api.stage].map(Option::as_deref);
    let entries = overrides.iter().filter(|entry| entry.place.holds(place));
    entries.fold(Cow::Borrowed(all), |settings, entry| Cow::Owned(entry.settings(&settings)))
}

/// Takes out the findings that the configuration wants ignored, with a note for each; tells the others what holds for
/// their API alone; and notes entries about no API.
pub(crate) fn apply(findings: &mut Vec<Finding>, apis: &[Api], overrides: &[ApiOverride]) -> Vec<String> {
    let mut notes = Vec::new();
    findings.retain_mut(|finding| {
        let place = [&finding.account, &finding.region, &finding.api_id, &finding.stage].map(Option::as_deref);
        let entry = overrides.iter().find(|entry| entry.ignore.contains(&finding.rule) && entry.place.holds(place));
        if let Some(entry) = entry {
            let reason = entry.reason.as_deref().unwrap_or("no reason given");
            let stage = finding.stage.as_deref().map_or_else(String::new, |stage| format!("/{stage}"));
            notes.push(format!(
                "Ignored, as {} asks ({reason}): {} ({}) of {}{stage}: {}.",
                entry.origin,
                finding.rule,
                finding.severity.name(),
                entry.place.api_id,
                finding.title
            ));
        }
        if entry.is_none() {
            let own = overrides.iter().filter(|entry| entry.place.holds(place));
            finding.assumptions.extend(own.filter_map(ApiOverride::describe));
        }
        entry.is_none()
    });
    let of_api = |api: &Api| [&api.account, &api.region, &api.api_id, &api.stage].map(Clone::clone);
    for entry in overrides {
        let found = apis.iter().map(of_api).any(|place| {
            let [account, region, api_id, stage] = &place;
            entry.place.holds([account.as_deref(), region.as_deref(), api_id.as_deref(), stage.as_deref()])
        });
        if !found {
            notes.push(format!("{}: no API of this bill is the {} of this entry.", entry.origin, entry.place.api_id));
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ledger, messages, minutes};
    use crate::{Summary, SummaryRequest, summary};

    fn summarize(overrides: Vec<ApiOverride>) -> Summary {
        let rows = [messages(1_000_000, "1"), minutes(20_000_000, "5")];
        summary(&ledger(rows), &SummaryRequest { overrides, ..SummaryRequest::default() }).unwrap()
    }

    fn entry(stage: &str) -> ApiOverride {
        let place = ApiPlace { api_id: "abc123".to_owned(), stage: Some(stage.to_owned()), ..ApiPlace::default() };
        ApiOverride { place, origin: "r.toml:7".to_owned(), ..ApiOverride::default() }
    }

    #[test]
    fn a_threshold_of_one_api_is_judged_and_told_with_its_origin() {
        let silent = |stage: &str, value: i64| {
            let values = vec![(Key::RatioSilent, Decimal::from_int(value), "r.toml:9".to_owned())];
            summarize(vec![ApiOverride { values, ..entry(stage) }]).findings[0].clone()
        };
        // 20 minutes a message are 5 times parity: dwarfs, unless silent begins below 20.
        assert_eq!(silent("prod", 30).class, Some(crate::Class::Dwarfs));
        let told = silent("prod", 15).assumptions[0].clone();
        assert!(told.contains("ratio.silent = 15 minutes per message (r.toml:9)"), "{told}");
        let told = silent("prod", 30).assumptions;
        let line = "For this API alone: ratio.silent = 30 minutes per message (r.toml:9).";
        assert!(told.iter().any(|told| told == line), "{told:?}");
        assert_eq!(silent("dev", 30).class, Some(crate::Class::Silent));
    }

    #[test]
    fn an_ignored_finding_becomes_a_note() {
        let ignoring = |stage: &str| ApiOverride {
            ignore: vec!["WS-IDLE-RATIO"],
            reason: Some("rare alerts".to_owned()),
            ..entry(stage)
        };
        let summary = summarize(vec![ignoring("prod")]);
        assert!(summary.findings.is_empty());
        let note = "Ignored, as r.toml:7 asks (rare alerts): WS-IDLE-RATIO (info) of abc123/prod: Long silences: 20.0 \
                    connection minutes per message, 5.0 times parity.";
        assert!(summary.notes.iter().any(|line| line == note), "{:?}", summary.notes);
        let other = summarize(vec![ignoring("dev")]);
        assert_eq!(other.findings.len(), 1);
        assert!(other.notes.contains(&"r.toml:7: no API of this bill is the abc123 of this entry.".to_owned()));
    }
}
