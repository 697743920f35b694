//! One charge of a bill through the month: how much in each hour, at which rates.

use std::sync::Arc;

use crate::amount::{Amount, Rate};
use crate::behaviour::Clients;
use crate::item::Line;
use crate::prng::hash2;
use crate::time::Time;

/// How much of something is used in an hour, as a pure function of the hour.
#[derive(Debug, Clone)]
pub(crate) enum Flow {
    /// Connection minutes of an API.
    Minutes(Clients),
    /// Messages of an API.
    Messages(Clients),
    /// Invocations that messages cause, so many for a thousand.
    Invocations { clients: Clients, permille: u64 },
    /// GB-seconds of such invocations, each of `mb_millis` MB × ms.
    Duration { clients: Clients, permille: u64, mb_millis: u64 },
    /// Anything else: about `base` millionths in so many thousandths of the hours.
    Steady { base: u64, whole: bool, presence: u64, seed: u64 },
}

impl Flow {
    /// Quantity in an hour, and the part of it that idle connections caused.
    pub(crate) fn hour(&self, start: Time, hour: i64) -> (Amount, Amount) {
        match self {
            Self::Minutes(clients) => {
                let load = clients.hour(start, hour);
                (count(load.minutes), count(load.idle_minutes))
            }
            Self::Messages(clients) => {
                let load = clients.hour(start, hour);
                (count(load.messages), count(load.idle_messages))
            }
            Self::Invocations { clients, permille } => {
                let load = clients.hour(start, hour);
                (count(load.messages * permille / 1000), count(load.idle_messages * permille / 1000))
            }
            Self::Duration { clients, permille, mb_millis } => {
                let load = clients.hour(start, hour);
                let spread = 970 + hash2(clients.seed ^ 0xD0, hour.unsigned_abs()) % 61;
                let duration = |messages: u64| millionths(messages * permille / 1000 * mb_millis / 1024 * spread);
                (duration(load.messages), duration(load.idle_messages))
            }
            Self::Steady { base, whole, presence, seed } => {
                let noise = hash2(*seed, hour.unsigned_abs());
                if noise % 1000 >= *presence {
                    return (Amount::ZERO, Amount::ZERO);
                }
                let amount = base / 2 + (noise >> 12) % (base + 1);
                let amount = if *whole { count(amount.div_ceil(1_000_000)) } else { millionths(amount) };
                (amount, Amount::ZERO)
            }
        }
    }
}

/// A rung of a price ladder.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// Holds until the pool has used so much; none for ever.
    pub(crate) upto: Option<Amount>,
    pub(crate) rate: Rate,
    /// The public rate: that of the first paid tier, whatever the step.
    pub(crate) public: Rate,
    /// Effective rate of a reservation that covers the usage.
    pub(crate) reserved: Option<Rate>,
    pub(crate) line: Arc<Line>,
}

/// What a Savings Plan covers of a charge.
#[derive(Debug, Clone)]
pub(crate) struct Covered {
    pub(crate) per_hour: Amount,
    /// Only from 02:00 to 04:59 UTC, when commitment is left?
    pub(crate) night_only: bool,
    pub(crate) on_demand: Rate,
    pub(crate) plan: Rate,
    pub(crate) line: Arc<Line>,
    /// Which negation takes its on-demand cost back.
    pub(crate) negation: usize,
}

impl Covered {
    pub(crate) fn of(&self, quantity: Amount, time: Time) -> Amount {
        let covers = !self.night_only || (2..5).contains(&time.hour_of_day());
        if covers { quantity.min(self.per_hour) } else { Amount::ZERO }
    }
}

/// A charge through the month.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) flow: Flow,
    /// Which pool's usage decides on the step; none where there is one step.
    pub(crate) pool: Option<usize>,
    pub(crate) steps: Vec<Step>,
    pub(crate) covered: Option<Covered>,
    /// The discount and the tax that its cost adds to.
    pub(crate) group: Option<usize>,
}

/// Charges of one account, product and usage type, which are discounted and taxed together.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// Discount in thousandths.
    pub(crate) discount: u32,
    /// The discount row of a day, where discounts are rows.
    pub(crate) discount_line: Option<Arc<Line>>,
    /// The tax row of the month, and the tax in thousandths.
    pub(crate) tax: Option<(Arc<Line>, u32)>,
}

fn count(value: u64) -> Amount {
    Amount::whole(i64::try_from(value).unwrap_or(i64::MAX))
}

fn millionths(value: u64) -> Amount {
    Amount::millionths(i64::try_from(value).unwrap_or(i64::MAX))
}
