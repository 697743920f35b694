//! `WS-NIGHT-FLOOR`: connections that stay when their users leave, and `WS-ALWAYS-ON`: connections that stay and are used.

use ledger::Decimal;

use super::evidence::whole;
use super::idle_ratio::{ACCRUAL, unpriced_lambda};
use super::saving::paid_costs;
use super::{Context, Evidence, EvidenceKind, Finding, HoursNotJudged, Saving, Severity};
use crate::apis::Api;
use crate::hours::{Night, night};
use crate::rules::{ALWAYS_ON, NIGHT_FLOOR};
use crate::settings::Key;
use crate::text::grouped;

pub(super) fn find(context: &Context<'_>, not_judged: &mut HoursNotJudged) -> Vec<Finding> {
    let settings = context.settings;
    let mut findings = Vec::new();
    for (api, found) in context.of_judged(|api| context.settled(api).map(|window| night(&api.hours, window))) {
        // An API without settled hours is counted by the rule before.
        let Some(found) = found else { continue };
        let found = found.filter(|night| whole(night.days) >= settings.value(Key::NightDays));
        let Some(found) = found else {
            not_judged.few_days += 1;
            continue;
        };
        let Some(share) = found.quiet_minutes.over(found.busy_minutes) else { continue };
        if share < settings.value(Key::NightShare) {
            continue;
        }
        let falls = found.quiet_messages <= found.busy_messages.times(settings.value(Key::NightMessagesShare));
        findings.push(if falls { floor(api, &found, context) } else { always_on(api, &found, context) });
    }
    findings
}

fn floor(api: &Api, night: &Night, context: &Context<'_>) -> Finding {
    let saving = saving(api, night, context);
    let at_stake = saving.map_or(Decimal::ZERO, |saving| saving.expected);
    let paid = paid_costs(api, context.basis);
    let mut assumptions = thresholds(context);
    assumptions.push(paid.given_back(context).unwrap_or_else(|| MODEL.to_owned()));
    assumptions.push(unpriced_lambda("would no longer run", api, context));
    assumptions.extend(paid.remark(context));
    assumptions.extend(context.projection());
    assumptions.push(ACCRUAL.to_owned());
    Finding {
        rule: NIGHT_FLOOR.id,
        severity: Severity::of(at_stake, context.settings),
        title: format!(
            "{}: the quietest hours keep {} % of the busiest hours' connections, with {} % of their messages per minute",
            NIGHT_FLOOR.title,
            percent(night.quiet_minutes, night.busy_minutes),
            percent(night.quiet_messages, night.busy_messages)
        ),
        monthly_saving: saving,
        assumptions,
        may_not_claim: NIGHT_FLOOR.not_claimed(None),
        advice:
            "Close connections whose user has gone: let the client disconnect when the page is hidden or nothing was \
                 touched for a while, or close them from the server; reconnecting costs a message."
                .to_owned(),
        ..blank(api, night, context)
    }
}

const MODEL: &str = "Expected saving: users are taken to send as many messages per minute in the quiet hours as in the \
                     busy ones, so what is open beyond their messages is left open, at night as by day: the paid cost of \
                     minutes × quiet ÷ mean connections × (1 − quiet ÷ busy messages per minute). High is everything \
                     that is open in the quiet hours, around the clock, with its messages. Low is 0: it may be wanted.";

fn always_on(api: &Api, night: &Night, context: &Context<'_>) -> Finding {
    let mut assumptions = thresholds(context);
    assumptions.push(ACCRUAL.to_owned());
    Finding {
        rule: ALWAYS_ON.id,
        title: format!(
            "{}: the quietest hours keep {} % of the busiest hours' connections, and messages keep pace",
            ALWAYS_ON.title,
            percent(night.quiet_minutes, night.busy_minutes)
        ),
        assumptions,
        may_not_claim: ALWAYS_ON.not_claimed(None),
        advice:
            "If people are at the other end and live in few time zones, find out who is connected at night; access \
                 logs or a count of sessions by age tell."
                .to_owned(),
        ..blank(api, night, context)
    }
}

/// What both say.
fn blank(api: &Api, night: &Night, context: &Context<'_>) -> Finding {
    let rate = |name, value| Evidence::quotient(name, Some(value), "messages per minute");
    let open = |name, minutes: Decimal| {
        let open = minutes.over(Decimal::from_int(60));
        Evidence::quotient(name, open, "connections").map(|value| value.of_kind(EvidenceKind::Model))
    };
    let evidence = [
        Some(Evidence::count("judged_days", night.days, "days")),
        open("quiet_connections", night.quiet_minutes),
        open("busy_connections", night.busy_minutes),
        open("mean_connections", night.mean_minutes),
        rate("quiet_messages_per_minute", night.quiet_messages),
        rate("busy_messages_per_minute", night.busy_messages),
        Some(Evidence::sum("minute_cost", api.minute_cost, context.unit())),
    ];
    Finding {
        rule: "",
        class: None,
        severity: Severity::Info,
        account: api.account.clone(),
        region: api.region.clone(),
        api_id: api.api_id.clone(),
        stage: api.stage.clone(),
        title: String::new(),
        evidence: evidence.into_iter().flatten().collect(),
        monthly_saving: None,
        assumptions: Vec::new(),
        may_not_claim: Vec::new(),
        advice: String::new(),
    }
}

/// The share of all minutes that is open in the quiet hours beyond what their messages need.
fn saving(api: &Api, night: &Night, context: &Context<'_>) -> Option<Saving> {
    let of_all = |minutes: Decimal| Some(minutes.over(night.mean_minutes)?.min(Decimal::ONE));
    let unused = Decimal::ONE.minus(night.quiet_messages.over(night.busy_messages)?);
    let paid = paid_costs(api, context.basis);
    let expected = paid.minutes.times(of_all(night.quiet_minutes.times(unused))?);
    let messages = night.quiet_minutes.times(night.quiet_messages).times(Decimal::from_int(24));
    let of_messages = messages.times(whole(night.days)).over(api.messages)?.min(Decimal::ONE);
    let high = paid.minutes.times(of_all(night.quiet_minutes)?).plus(paid.messages.times(of_messages));
    Saving::modelled(expected, high, context)
}

fn thresholds(context: &Context<'_>) -> Vec<String> {
    let settings = context.settings;
    vec![format!(
        "The four quietest and the four busiest hours (UTC) of the median settled day, of at least {}, judged from {} and {}.",
        settings.get(Key::NightDays).describe(),
        settings.get(Key::NightShare).describe(),
        settings.get(Key::NightMessagesShare).describe()
    )]
}

fn percent(part: Decimal, whole: Decimal) -> String {
    let share = part.times(Decimal::from_int(100)).over(whole);
    share.map_or_else(|| "0".to_owned(), |share| grouped(share, 0))
}

#[cfg(test)]
mod tests {
    use crate::summary::tests::summarize;
    use crate::testing::{by_hour, number};
    use crate::{Finding, Severity};

    fn rules(findings: &[Finding]) -> Vec<&str> {
        findings
            .iter()
            .map(|finding| finding.rule)
            .filter(|rule| rule.contains("NIGHT") || rule.contains("ALWAYS"))
            .collect()
    }

    #[test]
    fn connections_that_stay_without_their_messages_are_a_floor() {
        let usage = |hour| if (8..20).contains(&hour) { (100_000, 200_000) } else { (60_000, 12_000) };
        let summary = summarize(by_hour("1", usage));
        assert_eq!(rules(&summary.findings), ["WS-NIGHT-FLOOR"]);
        let finding = summary.findings.iter().find(|finding| finding.rule == "WS-NIGHT-FLOOR").unwrap();
        assert_eq!(
            finding.title,
            "Night floor: the quietest hours keep 60 % of the busiest hours' connections, with 10 % of their messages per minute"
        );
        // Quiet 0.2 and busy 2 messages a minute: 0.9 of 60,000 minutes an hour are left open, of 80,000 in the mean, and
        // all minutes cost 744.
        let saving = finding.monthly_saving.unwrap();
        assert_eq!(saving.expected, number("502.2"));
        assert_eq!(finding.severity, Severity::Medium);
        // Given back, they cost nothing that could be saved.
        let summary = summarize(by_hour("-1", usage));
        let finding = summary.findings.iter().find(|finding| finding.rule == "WS-NIGHT-FLOOR").unwrap();
        assert_eq!((finding.monthly_saving, finding.severity), (None, Severity::Info));
        assert!(finding.assumptions.iter().any(|line| line.contains("less than nothing")));
    }

    #[test]
    fn connections_that_stay_and_are_used_are_always_on() {
        let summary = summarize(by_hour("1", |hour| (60_000 + hour * 1_000, 60_000 + hour * 1_000)));
        assert_eq!(rules(&summary.findings), ["WS-ALWAYS-ON"]);
        let finding = summary.findings.iter().find(|finding| finding.rule == "WS-ALWAYS-ON").unwrap();
        assert_eq!((finding.severity, finding.monthly_saving), (Severity::Info, None));
    }

    #[test]
    fn a_quiet_night_says_nothing() {
        let usage = |hour| if (8..20).contains(&hour) { (100_000, 200_000) } else { (10_000, 20_000) };
        assert!(rules(&summarize(by_hour("1", usage)).findings).is_empty());
    }
}
