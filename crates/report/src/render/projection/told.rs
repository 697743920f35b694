//! The sentences about a scenario.

use std::cmp::Ordering;

use analysis::scenario::{
    Functions, INCREMENT_KB, LONGEST_CONNECTION, LONGEST_SILENCE, Layer, LayerName, MessageSizes, Month, Projection,
    Scenario,
};
use analysis::{PriceSource, amount};
use classify::Meter;
use ledger::Decimal;

use crate::render::words::plain;

const MILLION: Decimal = Decimal::from_int(1_000_000);

/// `1 per million to 1,000,000,000, then 0.8`
pub(super) fn prices(layer: &Layer) -> String {
    let mut text = String::new();
    let mut reached = layer.free;
    for (at, (part, price)) in layer.parts.iter().enumerate() {
        let price = plain(price.times(MILLION));
        match at {
            0 => text = format!("{price} per million"),
            _ => text = format!("{text} to {}, then {price}", plain(reached)),
        }
        reached = reached.plus(*part);
    }
    if layer.free > Decimal::ZERO {
        let paid = if text.is_empty() { String::new() } else { format!(", then {text}") };
        text = format!("{} free{paid}", plain(layer.free));
    }
    text
}

/// A meter's name and the unit of its quantity.
pub(super) fn name(layer: &Layer) -> &'static str {
    match layer.priced.meter {
        Meter::Messages => "Messages of 32 KB",
        Meter::ConnectionMinutes => "Connection minutes",
        Meter::LambdaRequests => "Lambda requests",
        _ if layer.priced.arm => "Lambda GB-seconds, Arm",
        _ => "Lambda GB-seconds",
    }
}

/// Every meter of a month.
pub(super) fn layers(month: &Month) -> impl Iterator<Item = &Layer> {
    [&month.messages, &month.minutes].into_iter().chain(&month.lambda)
}

/// What to know about a scenario's answer, fact by fact.
pub(super) fn facts(projection: &Projection) -> Vec<String> {
    let Projection { scenario, first, .. } = projection;
    let mut facts: Vec<String> =
        [balance(projection), silence(scenario), reconnects(scenario, first)].into_iter().flatten().collect();
    facts.extend(heartbeats(projection));
    facts.extend(projection.gaps());
    if let Some(scaled) = &projection.scaled {
        let more = scaled.month.cost_of(scaled.grows_most).minus(first.cost_of(scaled.grows_most));
        let word = if more > Decimal::ZERO { "grow" } else { "change" };
        facts.push(format!(
            "At {} times the size {} {word} most: {} more a month",
            plain(scaled.factor),
            scaled.grows_most.name(),
            amount(more)
        ));
    }
    facts
}

/// Which of the two meters costs more, and where they cost the same.
fn balance(projection: &Projection) -> Option<String> {
    let (messages, minutes) = (&projection.first.messages, &projection.first.minutes);
    let crossover = projection.crossover?;
    if minutes.quantity.is_zero() {
        return None;
    }
    let (more, by) = match messages.cost.cmp(&minutes.cost) {
        Ordering::Equal => ("both meters cost the same", None),
        Ordering::Greater => ("messages dominate", messages.cost.over(minutes.cost)),
        Ordering::Less => ("connection minutes dominate", minutes.cost.over(messages.cost)),
    };
    let by = by.map_or_else(String::new, |by| format!(", {} times the other meter", plain(by.round(1))));
    let sent = match minutes.quantity.over(messages.quantity) {
        Some(each) if each == Decimal::ONE => "One metered message in a minute of connection".to_owned(),
        Some(each) => format!("One metered message in {} minutes of connection", plain(each.round(3))),
        None => "No message at all".to_owned(),
    };
    Some(format!(
        "{sent}: {more}{by}. A message costs as much as {} connection minutes, so minutes cost more below {} metered \
         messages a connection",
        plain(crossover.minutes_per_message),
        plain(crossover.messages_per_connection.round(2))
    ))
}

/// Do connections live as long as the scenario says?
fn silence(scenario: &Scenario) -> Option<String> {
    let longest = Decimal::from_int(LONGEST_SILENCE);
    let sent = scenario.messages.times(Decimal::ONE.plus(scenario.fan_out));
    let kept = longest.times(sent.plus(Decimal::ONE));
    let beats = scenario.heartbeat.is_some_and(|heartbeat| heartbeat.seconds <= longest.times(Decimal::from_int(60)));
    (!beats && scenario.lifetime > kept).then(|| {
        format!(
            "API Gateway closes a connection after {LONGEST_SILENCE} silent minutes, so {} messages keep one open for at most {} \
             of the {} minutes: the rest are reconnects, or need a heartbeat",
            plain(sent),
            plain(kept),
            plain(scenario.lifetime)
        )
    })
}

fn reconnects(scenario: &Scenario, first: &Month) -> Option<String> {
    let each = first.quantities.connections.over(scenario.connections)?;
    (each > Decimal::ONE).then(|| {
        format!(
            "API Gateway closes every connection after {LONGEST_CONNECTION} minutes: one of {} minutes is {} connections, {} in \
             all",
            plain(scenario.lifetime),
            plain(each),
            plain(first.quantities.connections)
        )
    })
}

fn heartbeats(projection: &Projection) -> Option<String> {
    let (heartbeat, first) = (projection.scenario.heartbeat?, &projection.first);
    let share = first.quantities.heartbeats.over(first.quantities.messages)?;
    Some(format!(
        "{} of the messages are heartbeats{} ({} %)",
        plain(first.quantities.heartbeats),
        if heartbeat.is_answered { " and their answers" } else { "" },
        plain(share.times(Decimal::from_int(100)).round(1))
    ))
}

/// What the numbers take for granted.
pub(super) fn assumptions(scenario: &Scenario) -> Vec<String> {
    let mut assumed = Vec::new();
    match &scenario.sizes {
        MessageSizes::Average(size) => assumed.push(format!(
            "every message is as large as the average of {} KB: {} metered for each, in increments of {INCREMENT_KB} KB",
            plain(*size),
            plain(scenario.sizes.increments())
        )),
        MessageSizes::Shares(_) => assumed.push(format!(
            "messages are of the sizes given: {} metered for each, in increments of {INCREMENT_KB} KB",
            plain(scenario.sizes.increments())
        )),
    }
    if scenario.heartbeat.is_some() {
        assumed.push(
            "a heartbeat is a message, as protocol pings cannot be sent through API Gateway (unverified)".to_owned(),
        );
    }
    match scenario.lambda {
        Some(Functions { per_message, per_heartbeat, memory, duration, .. }) => assumed.push(format!(
            "{} invocations for each message before fan-out, {} for each heartbeat, of {} MB for {} ms",
            plain(per_message),
            plain(per_heartbeat),
            plain(memory),
            plain(duration)
        )),
        None => assumed.push("no Lambda functions".to_owned()),
    }
    assumed.push(if scenario.free_tier { "free tiers are taken off" } else { "no free tier" }.to_owned());
    assumed
        .push("opening and closing a connection are no messages, which AWS does not document (unverified)".to_owned());
    assumed
}

/// Where the prices are from, each source once.
pub(in crate::render) fn sources(projection: &Projection) -> String {
    let mut sources: Vec<String> = Vec::new();
    for source in projection.prices.iter().map(|(_, _, source)| PriceSource::describe(source)) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources.join("; ")
}

/// The layers in the order of every view.
pub(super) const LAYERS: [LayerName; 3] = [LayerName::Messages, LayerName::ConnectionMinutes, LayerName::Lambda];
