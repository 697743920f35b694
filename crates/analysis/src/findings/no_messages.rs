//! `WS-NO-MESSAGES`: connection time without any message. No ratio says it, since there is nothing to divide by.

use ledger::Decimal;

use super::idle_ratio::{ACCRUAL, evidence, unpriced_lambda};
use super::saving::paid_costs;
use super::{Context, Finding, Saving, Severity};
use crate::apis::Api;
use crate::rules::NO_MESSAGES;
use crate::settings::Key;
use crate::text::grouped;

pub(super) fn find(context: &Context<'_>) -> Vec<Finding> {
    let mute = context.apis.iter().filter(|api| api.messages.is_zero());
    let judged = mute.filter_map(|api| {
        let settings = context.settings_of(api);
        let context = &Context { settings: &settings, ..*context };
        (api.minutes >= settings.value(Key::FloorMinutes)).then(|| finding(api, context))
    });
    judged.collect()
}

const MODEL: &str = "Expected saving: connections that carry no message at all are taken to serve no one, so it is the \
                     cost of their minutes. Low is 0, because they may be held open on purpose.";

fn finding(api: &Api, context: &Context<'_>) -> Finding {
    let paid = paid_costs(api, context.basis);
    let saving = Saving::modelled(paid.minutes, paid.minutes, context);
    let floor = context.settings.get(Key::FloorMinutes).describe();
    let at_stake = saving.map_or(Decimal::ZERO, |saving| saving.expected);
    let mut assumptions = vec![
        format!("Judged from {floor}."),
        paid.given_back(context).unwrap_or_else(|| MODEL.to_owned()),
        unpriced_lambda("runs on connect and disconnect", api, context),
    ];
    assumptions.extend(paid.remark(context));
    assumptions.extend(context.projection());
    assumptions.push(ACCRUAL.to_owned());
    Finding {
        rule: NO_MESSAGES.id,
        class: None,
        severity: Severity::of(at_stake, context.settings),
        account: api.account.clone(),
        region: api.region.clone(),
        api_id: api.api_id.clone(),
        stage: api.stage.clone(),
        title: format!("{} connection minutes without a single message", grouped(api.minutes, 0)),
        evidence: evidence(api, context),
        monthly_saving: saving,
        assumptions,
        may_not_claim: NO_MESSAGES.not_claimed(None),
        advice: "Find out what opens these connections: monitors and clients that reconnect for ever are common causes. \
                 The gateway closes a connection after 10 silent minutes, so they are opened again and again; ConnectCount \
                 in CloudWatch shows how often."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::Severity;
    use crate::summary::tests::summarize;
    use crate::testing::{minutes, number};

    #[test]
    fn minutes_without_messages_are_a_signal_of_their_own() {
        let summary = summarize([minutes(1_000_000_000, "250")]);
        let finding = &summary.findings[0];
        assert_eq!((finding.rule, finding.class, finding.severity), ("WS-NO-MESSAGES", None, Severity::Medium));
        let saving = finding.monthly_saving.unwrap();
        assert_eq!((saving.low, saving.expected, saving.high), (number("0"), number("250"), number("250")));
        assert_eq!(finding.title, "1,000,000,000 connection minutes without a single message");
        assert_eq!(summary.ratio.minutes_per_message, None);
    }

    #[test]
    fn minutes_for_which_money_is_given_back_promise_no_saving() {
        let summary = summarize([minutes(1_000_000_000, "-744")]);
        let finding = &summary.findings[0];
        assert_eq!((finding.rule, finding.severity), ("WS-NO-MESSAGES", Severity::Info));
        assert_eq!((finding.monthly_saving, summary.monthly_saving()), (None, None));
        let reason =
            "No saving is priced: the minutes cost -744.00 USD, less than nothing. Look into the bill for the reason.";
        assert!(finding.assumptions.iter().any(|line| line == reason), "{:?}", finding.assumptions);
        assert!(!finding.assumptions.iter().any(|line| line.contains("Expected saving")));
    }

    #[test]
    fn few_minutes_are_not_judged() {
        let summary = summarize([minutes(99_999, "0.02")]);
        assert!(summary.findings.is_empty());
    }
}
