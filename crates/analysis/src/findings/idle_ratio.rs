//! `WS-IDLE-RATIO`: connection time against messages.

use ledger::Decimal;

use super::evidence::whole;
use super::saving::{PaidCosts, paid_costs};
use super::{Context, Evidence, EvidenceKind, Finding, HoursNotJudged, Saving, Severity};
use crate::apis::Api;
use crate::rates::RateSource;
use crate::rules::IDLE_RATIO;
use crate::settings::Key;
use crate::text::{grouped, money};

/// Above so many minutes per message, some connections carry no message at all: twice the 10 minutes after which the
/// gateway closes a silent connection.
const BOUND_OF_NONE: Decimal = Decimal::from_int(20);

/// What kind of ratio it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Connection time costs as much as messages, or more.
    Rivals,
    /// Connection time costs a multiple of messages.
    Dwarfs,
    /// More minutes per message than a connection can be silent.
    Silent,
}

impl Class {
    /// The name in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rivals => "rivals",
            Self::Dwarfs => "dwarfs",
            Self::Silent => "silent",
        }
    }
}

/// APIs that were not judged, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NotJudged {
    /// Fewer minutes than `floor.minutes`.
    pub(crate) few_minutes: usize,
    /// Some messages, but fewer than `floor.messages`.
    pub(crate) few_messages: usize,
    /// Cost of the minutes of both.
    pub(crate) minute_cost: Decimal,
    /// Large enough, but without parity, and not above `ratio.silent`.
    pub(crate) no_parity: usize,
    /// Those whose hours were not judged.
    pub(crate) hours: HoursNotJudged,
}

pub(super) fn find(context: &Context<'_>) -> (Vec<Finding>, NotJudged) {
    let (mut findings, mut not_judged) = (Vec::new(), NotJudged::default());
    for api in context.apis {
        let settings = context.settings_of(api);
        let context = &Context { settings: &settings, ..*context };
        let floor_minutes = api.minutes < context.settings.value(Key::FloorMinutes);
        let floor_messages = api.messages < context.settings.value(Key::FloorMessages);
        if floor_minutes || (floor_messages && !api.messages.is_zero()) {
            let count = if floor_minutes { &mut not_judged.few_minutes } else { &mut not_judged.few_messages };
            *count += 1;
            not_judged.minute_cost = not_judged.minute_cost.plus(api.minute_cost);
        } else if let Some(ratio) = api.minutes_per_message {
            match class(ratio, api.parity_minutes_per_message, context) {
                Some(class) => findings.push(finding(api, ratio, class, context)),
                None => not_judged.no_parity += usize::from(api.parity_minutes_per_message.is_none()),
            }
        }
    }
    (findings, not_judged)
}

/// The highest class that a ratio reaches.
fn class(ratio: Decimal, parity: Option<Decimal>, context: &Context<'_>) -> Option<Class> {
    let reaches = |key| parity.is_some_and(|parity| ratio >= parity.times(context.settings.value(key)));
    if ratio > context.settings.value(Key::RatioSilent) {
        Some(Class::Silent)
    } else if reaches(Key::RatioDwarfs) {
        Some(Class::Dwarfs)
    } else if reaches(Key::RatioRivals) {
        Some(Class::Rivals)
    } else {
        None
    }
}

fn finding(api: &Api, ratio: Decimal, class: Class, context: &Context<'_>) -> Finding {
    let paid = paid_costs(api, context.basis);
    let saving = api.parity_minutes_per_message.and_then(|parity| saving(ratio, parity, &paid, context));
    let at_stake = saving.map_or_else(|| context.period.monthly(paid.minutes), |saving| saving.expected);
    let mut severity = Severity::of(at_stake, context.settings);
    if class == Class::Rivals {
        severity = severity.min(Severity::Medium);
    }
    Finding {
        rule: IDLE_RATIO.id,
        class: Some(class),
        severity,
        account: api.account.clone(),
        region: api.region.clone(),
        api_id: api.api_id.clone(),
        stage: api.stage.clone(),
        title: title(api, ratio, class),
        evidence: evidence(api, context),
        monthly_saving: saving,
        assumptions: assumptions(api, ratio, class, &paid, context),
        may_not_claim: IDLE_RATIO.not_claimed(Some(class)),
        advice: ADVICE.to_owned(),
    }
}

/// Minutes above parity are taken as avoidable: cost × (1 − parity ÷ ratio).
fn saving(ratio: Decimal, parity: Decimal, paid: &PaidCosts, context: &Context<'_>) -> Option<Saving> {
    let avoidable = Decimal::ONE.minus(parity.over(ratio)?).max(Decimal::ZERO);
    Saving::modelled(paid.minutes.times(avoidable), paid.minutes.plus(paid.messages), context)
}

fn title(api: &Api, ratio: Decimal, class: Class) -> String {
    let ratio_text = grouped(ratio, 1);
    let multiple = api.times_parity();
    let against = multiple.map_or_else(String::new, |multiple| format!(", {} times parity", grouped(multiple, 1)));
    let minutes = if class == Class::Silent { "connection minutes" } else { "minutes" };
    let begins = IDLE_RATIO.class(class).map_or(IDLE_RATIO.title, |class| class.title);
    format!("{begins}: {ratio_text} {minutes} per message{against}")
}

/// The numbers that tell an API's connection time.
pub(super) fn evidence(api: &Api, context: &Context<'_>) -> Vec<Evidence> {
    let unit = context.unit();
    let per_million = api.minute_cost.times(Decimal::from_int(1_000_000)).over(api.minutes);
    let parity_kind = match api.rates.source() {
        Some(source) if source.is_list() => EvidenceKind::Assumed,
        _ => EvidenceKind::Bill,
    };
    let parity =
        Evidence::quotient("parity_minutes_per_message", api.parity_minutes_per_message, "minutes per message");
    let open = Evidence::quotient("average_concurrent_connections", api.average_concurrent_connections, "connections");
    let silent = Evidence::quotient("silent_hours_share", api.silent_share, "of minutes");
    let hours = api.hourly.then(|| Evidence::sum("active_hours", whole(api.active_intervals), "hours"));
    [
        Some(Evidence::sum("connection_minutes", api.minutes, "minutes")),
        Evidence::quotient("minute_rate", per_million, format!("{unit} per million minutes")),
        Some(Evidence::sum("minute_cost", api.minute_cost, unit.clone())),
        Some(Evidence::sum("messages", api.messages, "messages")),
        Some(Evidence::sum("message_cost", api.message_cost, unit)),
        Evidence::quotient("minutes_per_message", api.minutes_per_message, "minutes per message"),
        parity.map(|evidence| evidence.of_kind(parity_kind)),
        open.map(|evidence| evidence.of_kind(EvidenceKind::Model)),
        silent.map(|evidence| evidence.of_kind(EvidenceKind::Model)),
        hours,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn assumptions(api: &Api, ratio: Decimal, class: Class, paid: &PaidCosts, context: &Context<'_>) -> Vec<String> {
    let settings = context.settings;
    let threshold = IDLE_RATIO.class(class).map_or(Key::RatioSilent, |class| class.setting);
    let floors = (settings.get(Key::FloorMinutes).describe(), settings.get(Key::FloorMessages).describe());
    let mut lines = vec![format!(
        "Class {} from {}; judged from {} and {}.",
        class.name(),
        settings.get(threshold).describe(),
        floors.0,
        floors.1
    )];
    if class == Class::Silent {
        lines.push(reading_of_silence(ratio));
    }
    lines.extend(paid.given_back(context).map_or_else(|| saving_model(api, ratio), |reason| vec![reason]));
    lines.push(unpriced_lambda("would no longer run", api, context));
    lines.extend(paid.remark(context));
    if api.rates.source().is_some_and(RateSource::is_list) {
        lines.push("Parity uses list prices: the bill has no paid rows for one of the meters here.".to_owned());
    }
    lines.extend(context.projection());
    lines.push(ACCRUAL.to_owned());
    lines
}

/// Why no finding prices Lambda, and what it costs where the configuration says so.
pub(super) fn unpriced_lambda(which: &str, api: &Api, context: &Context<'_>) -> String {
    match api.lambda_cost {
        None => format!("Lambda that {which} is not priced: the bill ties no function to an API."),
        Some(cost) => {
            let cost = money(cost, context.currency);
            format!(
                "Lambda that {which} is not priced: its functions cost {cost} (linked by the configuration), and no bill \
                 tells which of their runs are of idle connections."
            )
        }
    }
}

/// What concurrency and silent hours rest on.
pub(super) const ACCRUAL: &str = "Average connections and silent hours take minutes to be posted in the hour in which \
                                  they accrue, which AWS does not document.";

/// What the bounds of 10 and 20 minutes per message mean.
fn reading_of_silence(ratio: Decimal) -> String {
    let bounds = "The gateway closes a connection after 10 minutes without a message, so one with k messages lives at \
                  most 10 × (k + 1) silent minutes: above 10 minutes per message many carry few messages or none, \
                  above 20 some carry none";
    let here = if ratio > BOUND_OF_NONE { "so here" } else { "not reached here" };
    format!("{bounds} ({here}). Protocol pings that are not billed would break this bound (unverified).")
}

fn saving_model(api: &Api, ratio: Decimal) -> Vec<String> {
    let Some(parity) = api.parity_minutes_per_message else {
        return vec!["No saving is priced without parity; severity goes by the cost of the minutes.".to_owned()];
    };
    let (parity, ratio) = (grouped(parity, 2), grouped(ratio, 2));
    vec![
        format!("Expected saving = cost of minutes × (1 − parity {parity} ÷ ratio {ratio}), at least 0."),
        "The model takes connections in real use to stay at or below parity. Low is 0, because a high ratio can be \
         normal. High is the whole cost of minutes and messages: if every connection were abandoned, its pushes and \
         heartbeats would go too."
            .to_owned(),
    ]
}

const ADVICE: &str = "Ask the owner whether clients wait for rare messages on purpose. If not, see in the access logs \
                      how long connections live, and close them in the application after some minutes without user \
                      activity (in the client, or by DELETE @connections): the gateway's own limits of 10 silent \
                      minutes and 2 hours cannot be changed.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::tests::summarize;
    use crate::testing::{messages, minutes, number};
    use crate::{Summary, SummaryRequest};

    fn findings(summary: &Summary) -> Vec<&Finding> {
        summary.findings.iter().filter(|finding| finding.rule == IDLE_RATIO.id).collect()
    }

    #[test]
    fn each_class_begins_at_its_bound() {
        // 1 M messages at 1.00 and N minutes at 0.25 per M: parity is 4.
        for (minutes_per_message, cost, expected) in [
            (3_999_999, "0.99999975", None),
            (4_000_000, "1", Some(Class::Rivals)),
            (7_999_999, "1.99999975", Some(Class::Rivals)),
            (8_000_000, "2", Some(Class::Dwarfs)),
            (10_000_000, "2.5", Some(Class::Dwarfs)),
            (10_000_001, "2.50000025", Some(Class::Silent)),
        ] {
            let summary = summarize([messages(1_000_000, "1"), minutes(minutes_per_message, cost)]);
            let class = findings(&summary).first().and_then(|finding| finding.class);
            assert_eq!(class, expected, "{minutes_per_message}");
        }
    }

    #[test]
    fn the_minutes_above_parity_are_the_expected_saving() {
        // Ratio 16, parity 4: 4,000 × (1 − 4/16) = 3,000; at most 4,000 + 1,000.
        let summary = summarize([messages(1_000_000_000, "1000"), minutes(16_000_000_000, "4000")]);
        let finding = findings(&summary)[0];
        let expected =
            Saving { low: number("0"), expected: number("3000"), high: number("5000"), kind: EvidenceKind::Model };
        assert_eq!(finding.monthly_saving, Some(expected));
        assert_eq!((finding.class, finding.severity), (Some(Class::Silent), Severity::High));
        assert_eq!(finding.title, "Long silences: 16.0 connection minutes per message, 4.0 times parity");
        assert!(finding.assumptions.iter().any(|line| line.contains("above 20 some carry none (not reached here)")));
        assert!(finding.may_not_claim[0].contains("rare notifications"));
    }

    #[test]
    fn no_saving_is_below_nothing_or_above_its_most() {
        // Minutes are given back: whatever parity is made of them, nothing is saved.
        let summary = summarize([messages(1_000_000_000, "1000"), minutes(16_000_000_000, "-4000")]);
        let finding = findings(&summary)[0];
        assert_eq!((finding.monthly_saving, finding.severity), (None, Severity::Info));
        assert!(finding.assumptions.iter().any(|line| line.contains("-4,000.00 USD, less than nothing")));
        // Messages are given back: ratio 16 against the list's parity of 4 leaves 3,000 of the minutes' 4,000 avoidable, and
        // all of it is no less than that.
        let summary = summarize([messages(1_000_000_000, "-3000"), minutes(16_000_000_000, "4000")]);
        let saving = findings(&summary)[0].monthly_saving.unwrap();
        assert!(saving.low <= saving.expected && saving.expected <= saving.high, "{saving:?}");
    }

    #[test]
    fn rivals_are_at_most_medium() {
        // Ratio 6, parity 4: 30,000 × (1 − 4/6) = 10,000 a month would be critical.
        let summary = summarize([messages(20_000_000_000, "20000"), minutes(120_000_000_000, "30000")]);
        let finding = findings(&summary)[0];
        assert_eq!(finding.monthly_saving.map(|saving| saving.expected), Some(number("10000")));
        assert_eq!((finding.class, finding.severity), (Some(Class::Rivals), Severity::Medium));
    }

    #[test]
    fn small_apis_are_not_judged_and_counted() {
        let summary = summarize([messages(999, "0.000999"), minutes(1_000_000, "0.25")]);
        assert!(findings(&summary).is_empty());
        let note = summary.notes.iter().find(|note| note.contains("not judged")).unwrap();
        assert!(
            note.contains("1 API has some messages but fewer than floor.messages = 1,000 messages (default)"),
            "{note}"
        );
        assert!(note.contains("0.25 USD"), "{note}");
    }

    #[test]
    fn savings_are_worth_what_is_paid_after_discounts() {
        // 10 % off in the net column: 0.9 × 4,000 × (1 − 4/16) = 2,700. Parity stays 4: both meters are discounted.
        let net = |row: ledger::Row<'static>, net: &str| ledger::Row {
            sums: ledger::Sums { net_unblended: Some(number(net)), ..row.sums },
            ..row
        };
        let rows = [net(messages(1_000_000_000, "1000"), "900"), net(minutes(16_000_000_000, "4000"), "3600")];
        let summary = summarize(rows);
        let finding = findings(&summary)[0];
        assert_eq!(
            finding.monthly_saving.map(|saving| (saving.expected, saving.high)),
            Some((number("2700"), number("4500")))
        );
        assert!(finding.assumptions.iter().any(|line| line.contains("90 % of the amortized cost of minutes is paid")));
        let request = SummaryRequest { cost: crate::CostBasis::Net, ..SummaryRequest::default() };
        let summary = crate::summary(&crate::testing::ledger(rows), &request).unwrap();
        assert_eq!(findings(&summary)[0].monthly_saving.map(|saving| saving.expected), Some(number("2700")));
    }
}
