//! From what a feature does to metered units.

use ledger::Decimal;

use super::projection::MOST_UNITS;
use super::{INCREMENT_KB, LONGEST_CONNECTION, MessageSizes, Scenario};

/// Metered units of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quantities {
    /// Metered messages: increments of 32 KB.
    pub messages: Decimal,
    /// Of these, heartbeats and their answers.
    pub heartbeats: Decimal,
    /// Connection minutes.
    pub minutes: Decimal,
    /// Connections as API Gateway sees them, each of at most two hours.
    pub connections: Decimal,
    /// Invocations.
    pub invocations: Decimal,
    /// GB-seconds.
    pub gb_seconds: Decimal,
}

impl Quantities {
    /// Those of a scenario's first month.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let Scenario { connections, lifetime, .. } = *scenario;
        let own = connections.times(scenario.messages);
        let sent = own.times(Decimal::ONE.plus(scenario.fan_out));
        let beats = scenario.heartbeat.map_or(Decimal::ZERO, |heartbeat| {
            let seconds = lifetime.times(Decimal::from_int(60));
            connections.times(floor(seconds.over(heartbeat.seconds).unwrap_or_default()))
        });
        let is_answered = scenario.heartbeat.is_some_and(|heartbeat| heartbeat.is_answered);
        let heartbeats = if is_answered { beats.plus(beats) } else { beats };
        let opened = connections.times(pieces(lifetime));
        let mut quantities = Self {
            messages: sent.times(scenario.sizes.increments()).plus(heartbeats),
            heartbeats,
            minutes: connections.times(lifetime),
            connections: opened,
            ..Self::default()
        };
        if let Some(functions) = scenario.lambda {
            let edges = opened.times(functions.on_connect.plus(functions.on_disconnect));
            let invocations = own.times(functions.per_message).plus(beats.times(functions.per_heartbeat)).plus(edges);
            let gigabytes = functions.memory.over(Decimal::from_int(1024)).unwrap_or_default();
            // AWS bills whole milliseconds.
            let seconds = ceiling(functions.duration).over(Decimal::from_int(1000)).unwrap_or_default();
            quantities.invocations = invocations;
            quantities.gb_seconds = invocations.times(gigabytes).times(seconds);
        }
        quantities
    }

    /// Are there more than can be?
    pub(super) fn are_too_many(self) -> bool {
        let most = Decimal::from_int(MOST_UNITS);
        [self.messages, self.minutes, self.connections, self.invocations, self.gb_seconds]
            .iter()
            .any(|units| *units > most)
    }

    /// So many times as much.
    #[must_use]
    pub fn times(self, factor: Decimal) -> Self {
        Self {
            messages: self.messages.times(factor),
            heartbeats: self.heartbeats.times(factor),
            minutes: self.minutes.times(factor),
            connections: self.connections.times(factor),
            invocations: self.invocations.times(factor),
            gb_seconds: self.gb_seconds.times(factor),
        }
    }
}

impl MessageSizes {
    /// Metered messages for each message.
    #[must_use]
    pub fn increments(&self) -> Decimal {
        match self {
            Self::Average(size) => increments(*size),
            Self::Shares(shares) => shares.iter().map(|&(size, share)| increments(size).times(share)).sum(),
        }
    }
}

/// Metered messages of one of so many KB.
fn increments(size: Decimal) -> Decimal {
    ceiling(size.over(Decimal::from_int(INCREMENT_KB)).unwrap_or_default()).max(Decimal::ONE)
}

/// Connections that one of so many minutes is made of.
pub(super) fn pieces(lifetime: Decimal) -> Decimal {
    ceiling(lifetime.over(Decimal::from_int(LONGEST_CONNECTION)).unwrap_or_default()).max(Decimal::ONE)
}

/// Of a number that is not negative.
fn floor(value: Decimal) -> Decimal {
    let near = value.round(0);
    if near > value { near.minus(Decimal::ONE) } else { near }
}

fn ceiling(value: Decimal) -> Decimal {
    let near = value.round(0);
    if near < value { near.plus(Decimal::ONE) } else { near }
}

#[cfg(test)]
mod tests {
    use super::super::{Functions, Heartbeat};
    use super::*;
    use crate::scenario::testing::{aws_example, functions};
    use crate::testing::number;

    #[test]
    fn the_example_of_the_pricing_page() {
        let quantities = Quantities::of(&aws_example());
        assert_eq!((quantities.messages, quantities.minutes), (number("18000000"), number("21600000")));
        // 720 minutes are six connections of two hours.
        assert_eq!(quantities.connections, number("180000"));
        assert_eq!(quantities.invocations, Decimal::ZERO);
    }

    #[test]
    fn messages_are_metered_in_increments_each_rounded_up() {
        for (size, increments) in [("1", "1"), ("32", "1"), ("32.01", "2"), ("33", "2"), ("64", "2"), ("128", "4")] {
            assert_eq!(MessageSizes::Average(number(size)).increments(), number(increments), "{size} KB");
        }
        // Nine small ones and one of 40 KB are eleven.
        let shares = vec![(number("2"), number("0.9")), (number("40"), number("0.1"))];
        assert_eq!(MessageSizes::Shares(shares).increments(), number("1.1"));
    }

    #[test]
    fn fan_out_and_answered_heartbeats_count() {
        let scenario = Scenario {
            connections: number("10"),
            lifetime: number("10"),
            messages: number("6"),
            fan_out: number("2"),
            heartbeat: Some(Heartbeat { seconds: number("45"), is_answered: true }),
            ..aws_example()
        };
        let quantities = Quantities::of(&scenario);
        // 60 messages and 120 out for them; 600 s ÷ 45 s are 13 heartbeats a connection, answered.
        assert_eq!(quantities.heartbeats, number("260"));
        assert_eq!(quantities.messages, number("440"));
    }

    #[test]
    fn a_heartbeat_a_minute_costs_four_times_the_connection() {
        // PRODUCT: 43,200 messages in 30 days, 0.0432 against 0.0108.
        let scenario = Scenario {
            connections: Decimal::ONE,
            lifetime: number("43200"),
            messages: Decimal::ZERO,
            heartbeat: Some(Heartbeat { seconds: number("60"), is_answered: false }),
            ..aws_example()
        };
        let quantities = Quantities::of(&scenario);
        assert_eq!((quantities.messages, quantities.minutes), (number("43200"), number("43200")));
        assert_eq!(quantities.connections, number("360"));
    }

    #[test]
    fn functions_run_for_messages_heartbeats_and_both_ends() {
        let functions = Functions {
            per_message: number("0.5"),
            per_heartbeat: Decimal::ONE,
            memory: number("512"),
            duration: number("19.2"),
            ..functions()
        };
        let scenario = Scenario {
            connections: number("100"),
            lifetime: number("240"),
            messages: number("10"),
            heartbeat: Some(Heartbeat { seconds: number("3600"), is_answered: true }),
            lambda: Some(functions),
            ..aws_example()
        };
        // 500 for messages, 400 heartbeats, 200 connections opened and closed.
        let quantities = Quantities::of(&scenario);
        assert_eq!(quantities.invocations, number("1300"));
        // Half a GB for 20 ms each.
        assert_eq!(quantities.gb_seconds, number("13"));
    }
}
