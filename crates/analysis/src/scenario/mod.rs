//! What a feature would cost, from what it does instead of from a bill.
//!
//! A [`Scenario`] says how many connections there are, how long they live and what is sent over them. `quantities` makes
//! metered units of that, [`project`] their cost at given prices, [`levers()`] what would bring it down. Everything is arithmetic on what was given: nothing here is
//! estimated, and what a scenario leaves out counts nothing.

mod levers;
mod projection;
mod quantities;
#[cfg(test)]
mod testing;

use ledger::Decimal;

pub use levers::{Lever, LeverReport, Levers, Polling, Pulled, levers};
pub use projection::{
    Crossover, Layer, LayerName, MOST_COST, MOST_UNITS, Month, NoProjection, Projection, Scaled, project,
};
pub use quantities::Quantities;

/// Metered size of a message, in KB: <https://aws.amazon.com/api-gateway/pricing/>.
pub const INCREMENT_KB: i64 = 32;
/// The largest message, in KB: <https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>.
pub const LARGEST_MESSAGE_KB: i64 = 128;
/// How long API Gateway keeps a connection, in minutes (same page).
pub const LONGEST_CONNECTION: i64 = 120;
/// How long it keeps one over which nothing is sent, in minutes (same page).
pub const LONGEST_SILENCE: i64 = 10;

/// What a feature does in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// AWS Region, such as `us-east-1`.
    pub region: String,
    /// Connections that clients open in a month.
    pub connections: Decimal,
    /// How long one lives on average, in minutes. API Gateway closes one after two hours: longer ones are reconnects.
    pub lifetime: Decimal,
    /// Messages over one connection in either direction, before fan-out.
    pub messages: Decimal,
    /// How large messages are.
    pub sizes: MessageSizes,
    /// Further messages out for each of these: fan-out and replies.
    pub fan_out: Decimal,
    /// What keeps a connection open.
    pub heartbeat: Option<Heartbeat>,
    /// The functions behind it.
    pub lambda: Option<Functions>,
    /// Growth from one month to the next: 0.05 is 5 %.
    pub growth: Decimal,
    /// So many times as much: from a pilot to production.
    pub scale: Option<Decimal>,
    /// Are the free tiers of API Gateway and Lambda taken off?
    pub free_tier: bool,
}

/// How large messages are, in KB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageSizes {
    /// On average.
    Average(Decimal),
    /// Sizes, each with its share of all messages.
    Shares(Vec<(Decimal, Decimal)>),
}

/// Messages that keep a connection open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat {
    /// Seconds between two.
    pub seconds: Decimal,
    /// Is each answered?
    pub is_answered: bool,
}

/// Functions behind a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Functions {
    /// Invocations for each message.
    pub per_message: Decimal,
    /// Invocations for each heartbeat.
    pub per_heartbeat: Decimal,
    /// Invocations when a connection opens.
    pub on_connect: Decimal,
    /// Invocations when one closes.
    pub on_disconnect: Decimal,
    /// MB.
    pub memory: Decimal,
    /// Milliseconds of one invocation.
    pub duration: Decimal,
    /// On Arm processors?
    pub arm: bool,
}
