//! `WS-FIXED-CADENCE`: messages keep the same pace per connection in every hour.

use ledger::Decimal;

use super::evidence::whole;
use super::idle_ratio::ACCRUAL;
use super::{Context, Evidence, EvidenceKind, Finding, HoursNotJudged, Severity};
use crate::apis::Api;
use crate::hours::{Cadence, cadence};
use crate::rules::FIXED_CADENCE;
use crate::settings::{Key, Settings};
use crate::text::grouped;

pub(super) fn find(context: &Context<'_>, not_judged: &mut HoursNotJudged) -> Vec<Finding> {
    let settings = context.settings;
    let (floor, tolerance) = (settings.value(Key::CadenceMessages), settings.value(Key::CadenceTolerance));
    let cadence = |api: &Api| context.settled(api).map(|window| cadence(&api.hours, window, floor, tolerance));
    let mut findings = Vec::new();
    for (api, found) in context.of_judged(cadence) {
        let Some(found) = found else {
            not_judged.add(api);
            continue;
        };
        let found = found.filter(|found| whole(found.hours) >= settings.value(Key::CadenceHours));
        let Some(found) = found else {
            not_judged.few_hours += 1;
            continue;
        };
        if whole(found.steady) >= whole(found.hours).times(settings.value(Key::CadenceShare)) {
            findings.push(finding(api, &found, context));
        }
    }
    findings
}

/// How the title begins where a cadence is that of the heartbeats that the user has named.
pub(crate) const HEARTBEATS: &str = "Heartbeats";

/// The intervals that a cadence may come from: one message each time, or one and its answer.
struct Intervals {
    single: Decimal,
    answered: Decimal,
}

impl Intervals {
    fn of(cadence: &Cadence) -> Self {
        let single = cadence.minutes_per_message.times(Decimal::from_int(60));
        Self { single, answered: single.times(Decimal::from_int(2)) }
    }

    /// Is one of them the heartbeat that the user has named?
    fn heartbeat(&self, settings: &Settings) -> Option<Decimal> {
        let named = settings.value(Key::HeartbeatSeconds);
        let near = named.times(settings.value(Key::CadenceTolerance));
        let is_near = |interval: Decimal| interval.minus(named).abs() <= near;
        (named > Decimal::ZERO && (is_near(self.single) || is_near(self.answered))).then_some(named)
    }
}

fn finding(api: &Api, cadence: &Cadence, context: &Context<'_>) -> Finding {
    let intervals = Intervals::of(cadence);
    let heartbeat = intervals.heartbeat(context.settings);
    let every = grouped(intervals.single, 1);
    let title = match heartbeat {
        Some(seconds) => format!(
            "{HEARTBEATS}: a message every {every} seconds of each connection, as the {} seconds named would give",
            grouped(seconds, 0)
        ),
        None => format!("{}: a message every {every} seconds of each connection, in every hour", FIXED_CADENCE.title),
    };
    let seconds =
        |name, value| Evidence::quotient(name, Some(value), "seconds").map(|value| value.of_kind(EvidenceKind::Model));
    let evidence = [
        Some(Evidence::count("judged_hours", cadence.hours, "hours")),
        Some(Evidence::count("steady_hours", cadence.steady, "hours")),
        Evidence::quotient("median_minutes_per_message", Some(cadence.minutes_per_message), "minutes per message"),
        seconds("interval_seconds", intervals.single),
        seconds("interval_seconds_if_answered", intervals.answered),
        Some(Evidence::sum("message_cost", api.message_cost, context.unit())),
    ];
    Finding {
        rule: FIXED_CADENCE.id,
        class: None,
        severity: Severity::Info,
        account: api.account.clone(),
        region: api.region.clone(),
        api_id: api.api_id.clone(),
        stage: api.stage.clone(),
        title,
        evidence: evidence.into_iter().flatten().collect(),
        monthly_saving: None,
        assumptions: assumptions(heartbeat.is_some(), context.settings),
        may_not_claim: FIXED_CADENCE.not_claimed(None),
        advice: ADVICE.to_owned(),
    }
}

const ADVICE: &str = "Look into the client for a timer of this length (or of twice the length, if each message is \
                      answered). If it is a heartbeat, set heartbeat_seconds, and lengthen it: anything below 10 minutes \
                      keeps a connection open, and each one is billed as a message, with its Lambda.";

fn assumptions(named: bool, settings: &Settings) -> Vec<String> {
    let mut lines = vec![
        format!(
            "Judged over settled hours with at least {}, of which there must be {}; {} lie within {}.",
            settings.get(Key::CadenceMessages).describe(),
            settings.get(Key::CadenceHours).describe(),
            settings.get(Key::CadenceShare).describe(),
            settings.get(Key::CadenceTolerance).describe()
        ),
        "Every connection is taken to send alike; a message is a metered unit of 32 KB.".to_owned(),
    ];
    if named {
        lines.push(format!("Named by {}.", settings.get(Key::HeartbeatSeconds).describe()));
    }
    lines.push(ACCRUAL.to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use crate::settings::{Key, Origin};
    use crate::summary::summary;
    use crate::summary::tests::summarize;
    use crate::testing::{by_hour, ledger, messages, minutes, number};
    use crate::{Finding, SummaryRequest};

    fn found(findings: &[Finding]) -> Option<&Finding> {
        findings.iter().find(|finding| finding.rule == super::FIXED_CADENCE.id)
    }

    #[test]
    fn a_steady_pace_gives_its_interval_and_no_name() {
        let rows = by_hour("0.001", |hour| (10_000 + 100 * hour, 20_000 + 200 * hour));
        let summary = summarize(rows);
        let finding = found(&summary.findings).unwrap();
        assert_eq!(finding.title, "Fixed cadence: a message every 30.0 seconds of each connection, in every hour");
        assert!(!format!("{}{}", finding.title, finding.evidence.len()).to_lowercase().contains("heartbeat"));
        let answered = finding.evidence.iter().find(|value| value.name == "interval_seconds_if_answered").unwrap();
        assert_eq!(answered.value, number("60"));
        assert_eq!(finding.severity, crate::Severity::Info);
    }

    #[test]
    fn only_a_named_interval_is_a_heartbeat() {
        let rows = by_hour("0.001", |hour| (10_000 + 100 * hour, 20_000 + 200 * hour));
        for (named, is_heartbeat) in [("60", true), ("30", true), ("45", false)] {
            let mut request = SummaryRequest::default();
            request.settings.set(Key::HeartbeatSeconds, Some(number(named)), Origin::Set("--set".to_owned()));
            let summary = summary(&ledger(rows.clone()), &request).unwrap();
            assert_eq!(found(&summary.findings).unwrap().title.starts_with("Heartbeats"), is_heartbeat, "{named}");
        }
    }

    #[test]
    fn an_uneven_pace_is_none_and_days_are_not_judged() {
        let rows = by_hour("0.001", |hour| (10_000, 2_000 * (1 + hour)));
        assert!(found(&summarize(rows).findings).is_none());
        let summary = summarize([minutes(1_000_000, "0.25"), messages(2_000_000, "2")]);
        assert!(found(&summary.findings).is_none());
        let note = "Fixed cadence and night floor not judged: 1 API has usage that is not hourly.";
        assert!(summary.notes.iter().any(|line| line == note), "{:?}", summary.notes);
    }
}
