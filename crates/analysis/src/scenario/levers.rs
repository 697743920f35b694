//! What would bring a scenario's cost down, each lever alone and all of them one after another.
//!
//! A lever changes what the feature does, and the cost follows from that: quantities change, never percentages, so what two
//! levers save together is less than the sum of what each saves alone.

use classify::Meter;
use ledger::Decimal;

use super::{
    Heartbeat, INCREMENT_KB, LONGEST_SILENCE, LayerName, MOST_COST, MOST_UNITS, MessageSizes, Month, NoProjection,
    Projection, Scenario, project,
};
use crate::prices::{PriceList, PriceSource, Priced};

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levers {
    /// Close a connection so many minutes after its user's last action.
    pub close_after: Option<Decimal>,
    /// Minutes of a connection in which its user is there; needed for `close_after`.
    pub active_minutes: Option<Decimal>,
    /// Seconds between two heartbeats.
    pub heartbeat_seconds: Option<Decimal>,
    /// Put so many messages into one.
    pub batch: Option<Decimal>,
    /// Ask by HTTP API every so many seconds instead of holding a connection.
    pub poll_seconds: Option<Decimal>,
}

/// A lever. The order is that in which they act on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lever {
    /// Close connections that no one uses.
    CloseInactive,
    /// Send heartbeats less often.
    Heartbeat,
    /// Keep each message within an increment of 32 KB.
    FitIncrement,
    /// Put several messages into one.
    Batch,
}

impl Lever {
    /// Every lever, in the order in which they act.
    pub const ALL: [Self; 4] = [Self::CloseInactive, Self::Heartbeat, Self::FitIncrement, Self::Batch];

    /// The name in the JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CloseInactive => "close_inactive",
            Self::Heartbeat => "heartbeat_interval",
            Self::Batch => "batching",
            Self::FitIncrement => "fit_32_kb",
        }
    }

    /// The scenario with the lever pulled; else why it cannot be, or does nothing.
    fn pull(self, scenario: &Scenario, levers: &Levers) -> Result<Scenario, String> {
        match self {
            Self::CloseInactive => close_inactive(scenario, levers),
            Self::Heartbeat => heartbeat(scenario, levers),
            Self::Batch => batch(scenario, levers),
            Self::FitIncrement => fit(scenario),
        }
    }
}

/// What a lever does alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// Which.
    pub lever: Lever,
    /// A month with it.
    pub month: Month,
    /// What it saves in a month.
    pub saving: Decimal,
    /// Connection minutes saved × rate and messages saved × rate, in words.
    pub formula: String,
    /// What it costs elsewhere, or cannot be told.
    pub side_effects: Vec<String>,
}

/// Asking instead of being told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polling {
    /// Seconds between two requests.
    pub seconds: Option<Decimal>,
    /// Requests of a month at that interval, and their cost with the functions behind them.
    pub asked: Option<(Decimal, Decimal)>,
    /// Seconds from which on asking costs less than the connection with all that is sent over it.
    pub break_even_seconds: Option<Decimal>,
    /// The same for a connection over which nothing is sent.
    pub break_even_seconds_idle: Option<Decimal>,
    /// Price of one request, and where it comes from; `None` where no list has it.
    pub price: Option<(Decimal, PriceSource)>,
}

/// All levers of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeverReport {
    /// The scenario as it is.
    pub before: Projection,
    /// Each lever alone.
    pub pulled: Vec<Pulled>,
    /// Levers that do nothing here or lack a number, and why.
    pub idle: Vec<(Lever, String)>,
    /// A month with all of them.
    pub combined: Month,
    /// What they save together.
    pub combined_saving: Decimal,
    /// The alternative to holding a connection.
    pub polling: Polling,
}

impl LeverReport {
    /// What price lists that were given hold no price of, so that built-in prices are used.
    #[must_use]
    pub fn gaps(&self) -> Vec<String> {
        let of_requests = self
            .polling
            .price
            .as_ref()
            .and_then(|(_, source)| source.gap(Priced::of(Meter::HttpRequests), &self.before.scenario.region));
        self.before.gaps().into_iter().chain(of_requests).collect()
    }

    /// What the levers save alone, added up: more than together where they act on the same units.
    #[must_use]
    pub fn sum_of_single(&self) -> Decimal {
        self.pulled.iter().map(|pulled| pulled.saving).sum()
    }
}

/// Prices what would bring a scenario's cost down.
///
/// # Errors
/// As of [`project`].
pub fn levers(scenario: &Scenario, levers: &Levers, prices: &PriceList) -> Result<LeverReport, NoProjection> {
    let before = project(scenario, prices, 1)?;
    let (mut pulled, mut idle) = (Vec::new(), Vec::new());
    let mut together = scenario.clone();
    for lever in Lever::ALL {
        let changed = match lever.pull(scenario, levers) {
            Ok(changed) => changed,
            Err(reason) => {
                idle.push((lever, reason));
                continue;
            }
        };
        let month = project(&changed, prices, 1)?.first;
        pulled.push(Pulled {
            lever,
            saving: before.first.total().minus(month.total()),
            formula: formula(&before.first, &month),
            side_effects: side_effects(lever, scenario, &changed),
            month,
        });
        // What one has done to the scenario may leave the next nothing to do.
        if let Ok(more) = lever.pull(&together, levers) {
            together = more;
        }
    }
    let combined = project(&together, prices, 1)?.first;
    Ok(LeverReport {
        combined_saving: before.first.total().minus(combined.total()),
        polling: polling(&before, levers, prices)?,
        before,
        pulled,
        idle,
        combined,
    })
}

fn close_inactive(scenario: &Scenario, levers: &Levers) -> Result<Scenario, String> {
    let (Some(after), Some(active)) = (levers.close_after, levers.active_minutes) else {
        return Err(
            "give close_after_minutes and active_minutes: no bill and no scenario tells how long users are there"
                .to_owned(),
        );
    };
    let lifetime = active.plus(after).min(scenario.lifetime);
    if lifetime == scenario.lifetime {
        return Err("connections end before they would be closed".to_owned());
    }
    // Pushes are spread over the life of a connection.
    let share = lifetime.over(scenario.lifetime).unwrap_or(Decimal::ONE);
    Ok(Scenario { lifetime, messages: scenario.messages.times(share), ..scenario.clone() })
}

fn heartbeat(scenario: &Scenario, levers: &Levers) -> Result<Scenario, String> {
    let Some(own) = scenario.heartbeat else { return Err("there is no heartbeat".to_owned()) };
    // A minute before the gateway would close the connection.
    let longest = Decimal::from_int((LONGEST_SILENCE - 1) * 60);
    let seconds = levers.heartbeat_seconds.unwrap_or(longest);
    if seconds <= own.seconds {
        return Err("heartbeats are not sent more often than that".to_owned());
    }
    Ok(Scenario { heartbeat: Some(Heartbeat { seconds, ..own }), ..scenario.clone() })
}

fn batch(scenario: &Scenario, levers: &Levers) -> Result<Scenario, String> {
    let Some(count) = levers.batch else {
        return Err(
            "give batch_messages: how many messages may wait for each other is for the feature to say".to_owned()
        );
    };
    let MessageSizes::Average(size) = scenario.sizes else {
        return Err("only messages of one size can be put together here; give average_message_kb".to_owned());
    };
    let together = size.times(count);
    if together > Decimal::from_int(super::LARGEST_MESSAGE_KB) {
        return Err("so many messages together are larger than API Gateway takes (128 KB)".to_owned());
    }
    let messages = scenario.messages.over(count).unwrap_or(scenario.messages);
    let changed = Scenario { messages, sizes: MessageSizes::Average(together), ..scenario.clone() };
    let is_less =
        changed.messages.times(changed.sizes.increments()) < scenario.messages.times(scenario.sizes.increments());
    if is_less { Ok(changed) } else { Err("together they are metered as often as alone".to_owned()) }
}

fn fit(scenario: &Scenario) -> Result<Scenario, String> {
    if scenario.sizes.increments() == Decimal::ONE {
        return Err("every message fits into 32 KB".to_owned());
    }
    let sizes = MessageSizes::Average(Decimal::from_int(INCREMENT_KB));
    Ok(Scenario { sizes, ..scenario.clone() })
}

fn formula(before: &Month, after: &Month) -> String {
    let layers = [
        (LayerName::Messages, before.messages.quantity.minus(after.messages.quantity), "messages"),
        (LayerName::ConnectionMinutes, before.minutes.quantity.minus(after.minutes.quantity), "connection minutes"),
        (
            LayerName::Lambda,
            before.quantities.invocations.minus(after.quantities.invocations),
            "invocations with their duration",
        ),
    ];
    let parts = layers.into_iter().filter(|(_, fewer, _)| !fewer.is_zero()).map(|(layer, fewer, unit)| {
        let cost = before.cost_of(layer).minus(after.cost_of(layer));
        format!("{} {unit} = {}", crate::text::grouped(fewer, 0), crate::text::amount(cost))
    });
    let parts: Vec<String> = parts.collect();
    parts.join(" + ")
}

fn side_effects(lever: Lever, before: &Scenario, after: &Scenario) -> Vec<String> {
    let mut effects = Vec::new();
    match lever {
        Lever::CloseInactive => {
            effects.push(
                "a user who comes back opens a connection again: each runs the functions on $connect and $disconnect once \
                 more, and what was sent meanwhile has to be fetched"
                    .to_owned(),
            );
            effects.push("messages are taken to be spread evenly over a connection's life".to_owned());
        }
        Lever::Heartbeat => {
            effects.push("a connection that died is noticed later".to_owned());
            let silence = Decimal::from_int(LONGEST_SILENCE * 60);
            if after.heartbeat.is_some_and(|heartbeat| heartbeat.seconds >= silence) {
                effects.push(
                    "API Gateway closes a connection after 10 silent minutes, before such a heartbeat".to_owned(),
                );
            }
        }
        Lever::Batch => {
            effects.push("a message waits until its batch is full, or for as long as you let it".to_owned());
            if before.lambda.is_some() {
                effects.push("functions run once for a batch, as long as they did for one message".to_owned());
            }
        }
        Lever::FitIncrement => {
            effects.push(
                "messages have to be made smaller: compressed, cut to what changed, or their bulk fetched apart"
                    .to_owned(),
            );
        }
    }
    effects
}

/// Asking by HTTP API against a connection.
fn polling(before: &Projection, levers: &Levers, prices: &PriceList) -> Result<Polling, NoProjection> {
    let scenario = &before.scenario;
    let request = Priced::of(Meter::HttpRequests);
    let missing = || NoProjection::Price { priced: request, region: scenario.region.clone() };
    let Some((tiers, source)) = prices.get(&scenario.region, request) else {
        // Nothing depends on it but this alternative.
        return if levers.poll_seconds.is_some() { Err(missing()) } else { Ok(Polling::unknown()) };
    };
    let price = tiers.marginal(Decimal::ZERO);
    // One request runs a function as one message does.
    let function = scenario.lambda.map_or(Decimal::ZERO, |functions| {
        let invocations = before.first.quantities.invocations;
        let each = before.first.cost_of(LayerName::Lambda).over(invocations).unwrap_or_default();
        each.times(functions.per_message.max(Decimal::ONE))
    });
    let each = price.plus(function);
    let seconds = scenario.connections.times(scenario.lifetime).times(Decimal::from_int(60));
    let asked = levers.poll_seconds.and_then(|every| {
        let requests = seconds.over(every)?;
        Some((requests, tiers.cost(requests).plus(requests.times(function))))
    });
    if asked.is_some_and(|(requests, _)| requests > Decimal::from_int(MOST_UNITS)) {
        return Err(NoProjection::TooMany { month: 1 });
    }
    let most = Decimal::from_int(MOST_COST);
    // Once a second is the most that may be asked for.
    if asked.is_some_and(|(_, cost)| cost > most) || each.times(seconds) > most {
        return Err(NoProjection::TooDear { month: 1 });
    }
    let of_seconds = |cost: Decimal| each.times(seconds).over(cost);
    Ok(Polling {
        seconds: levers.poll_seconds,
        asked,
        break_even_seconds: of_seconds(before.first.total()),
        break_even_seconds_idle: of_seconds(before.first.minutes.cost),
        price: Some((price, source.clone())),
    })
}

impl Polling {
    const fn unknown() -> Self {
        Self { seconds: None, asked: None, break_even_seconds: None, break_even_seconds_idle: None, price: None }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Functions;
    use super::*;
    use crate::scenario::testing::{aws_example, functions};
    use crate::testing::number;

    fn report(scenario: &Scenario, asked: &Levers) -> LeverReport {
        levers(scenario, asked, &PriceList::built_in()).unwrap()
    }

    /// A dashboard left open for eight hours, pushed to every 5 seconds, its user there for one.
    fn dashboard() -> Scenario {
        Scenario {
            connections: number("100000"),
            lifetime: number("480"),
            messages: number("5760"),
            sizes: MessageSizes::Average(number("1")),
            ..aws_example()
        }
    }

    #[test]
    fn closing_saves_the_minutes_and_every_push_and_together_levers_save_less_than_their_sum() {
        let asked = Levers {
            close_after: Some(number("15")),
            active_minutes: Some(number("45")),
            batch: Some(number("6")),
            ..Levers::default()
        };
        let report = report(&dashboard(), &asked);
        // 576 M messages and 48 M minutes; seven of eight hours less: 504 M × 1.00 and 42 M × 0.25 per million.
        let close = &report.pulled[0];
        assert_eq!((close.lever, close.saving), (Lever::CloseInactive, number("514.5")));
        assert_eq!(close.formula, "504,000,000 messages = 504.00 + 42,000,000 connection minutes = 10.50");
        // Six messages of 1 KB in one: 480 M fewer.
        let batch = &report.pulled[1];
        assert_eq!((batch.lever, batch.saving), (Lever::Batch, number("480")));
        // 12 M messages and 6 M minutes are left: 588 − 13.5.
        assert_eq!(report.combined_saving, number("574.5"));
        assert!(report.combined_saving < report.sum_of_single());
        assert_eq!(report.combined.total(), number("13.5"));
        let idle: Vec<Lever> = report.idle.iter().map(|(lever, _)| *lever).collect();
        assert_eq!(idle, [Lever::Heartbeat, Lever::FitIncrement]);
    }

    #[test]
    fn a_minutes_heartbeat_becomes_one_in_nine() {
        let scenario = Scenario {
            connections: number("1000"),
            lifetime: number("540"),
            messages: Decimal::ZERO,
            heartbeat: Some(Heartbeat { seconds: number("60"), is_answered: true }),
            ..aws_example()
        };
        let report = report(&scenario, &Levers::default());
        // 540 pings and pongs become 60 of each: 960 fewer for each of a thousand.
        assert_eq!((report.pulled[0].lever, report.pulled[0].saving), (Lever::Heartbeat, number("0.96")));
        assert_eq!(report.combined_saving, number("0.96"));
    }

    #[test]
    fn large_messages_are_kept_within_an_increment() {
        let scenario = Scenario { sizes: MessageSizes::Average(number("40")), ..aws_example() };
        let report = report(&scenario, &Levers { batch: Some(number("2")), ..Levers::default() });
        // 40 KB are two increments: half of 36.00. Two of them are 80 KB, three increments for two messages instead of four.
        let savings: Vec<_> = report.pulled.iter().map(|pulled| (pulled.lever, pulled.saving.to_string())).collect();
        assert_eq!(savings, [(Lever::FitIncrement, "18".to_owned()), (Lever::Batch, "9".to_owned())]);
        // What fits into 32 KB is metered as often in pairs of 64 KB.
        assert_eq!(report.combined_saving, number("18"));
        let too_many = Levers { batch: Some(number("4")), ..Levers::default() };
        let (lever, reason) = &levers(&scenario, &too_many, &PriceList::built_in()).unwrap().idle[2];
        assert!(*lever == Lever::Batch && reason.contains("128 KB"), "{reason}");
    }

    #[test]
    fn asking_beats_an_idle_socket_from_four_minutes_on_and_with_a_function_from_nearly_five() {
        let idle = Scenario { messages: Decimal::ZERO, ..aws_example() };
        let polling = report(&idle, &Levers { poll_seconds: Some(number("300")), ..Levers::default() }).polling;
        // 1.00 per million requests against 0.25 per million minutes.
        assert_eq!(polling.break_even_seconds_idle, Some(number("240")));
        // 21.6 M minutes hold 4.32 M intervals of five minutes.
        assert_eq!(polling.asked, Some((number("4320000"), number("4.32"))));
        // 1.20 with a request of Lambda: 4.8 minutes, before its duration.
        let functions = Functions { memory: number("128"), duration: number("1"), ..functions() };
        let with = report(&Scenario { lambda: Some(functions), ..idle }, &Levers::default()).polling;
        let seconds = with.break_even_seconds_idle.unwrap();
        assert!(seconds > number("288") && seconds < number("289"), "{seconds}");
    }

    #[test]
    fn more_requests_or_higher_costs_than_can_be_are_refused_and_not_cut() {
        let silent = |connections: &str| Scenario {
            messages: Decimal::ZERO,
            connections: number(connections),
            lifetime: number("44640"),
            ..aws_example()
        };
        let asked = |scenario: &Scenario, poll: Option<&str>| {
            levers(scenario, &Levers { poll_seconds: poll.map(number), ..Levers::default() }, &PriceList::built_in())
        };
        // 10^12 connections of 2,678,400 seconds: 2.7 × 10^18 requests, one a second.
        let many = silent("1000000000000");
        assert_eq!(asked(&many, Some("1")), Err(NoProjection::TooMany { month: 1 }));
        assert!(asked(&many, Some("3600")).is_ok());
        // 10^8 of them, and for each answer 10^12 invocations of at least 0.20 per million: 5 × 10^19 once a second.
        let functions = Functions { per_message: number("1000000000000"), ..functions() };
        let dear = Scenario { lambda: Some(functions), ..silent("100000000") };
        assert_eq!(asked(&dear, None), Err(NoProjection::TooDear { month: 1 }));
    }
}
