//! Every key of a scenario, with its bounds.

use analysis::scenario::{LARGEST_MESSAGE_KB, LONGEST_CONNECTION};

/// A key whose value is a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct NumberKey {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    /// From, and up to.
    pub(super) bounds: (Bound, Option<i64>),
    /// An example.
    pub(super) example: &'static str,
}

/// Where a value begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// At nothing or above.
    Zero,
    /// Above nothing.
    AboveZero,
    /// At this or above.
    From(i64),
    /// Anything above −1: what shrinks does not shrink by more than all of it.
    AboveMinusOne,
}

const fn number(name: &'static str, unit: &'static str, from: Bound, example: &'static str) -> NumberKey {
    NumberKey { name, unit, bounds: (from, None), example }
}

const fn up_to(key: NumberKey, most: i64) -> NumberKey {
    NumberKey { bounds: (key.bounds.0, Some(most)), ..key }
}

pub(super) const CONNECTIONS: NumberKey =
    number("connections_per_month", "connections opened in a month", Bound::Zero, "30000");
/// No longer than a month of 31 days: what stays open longer counts again in the next.
pub(super) const LIFETIME: NumberKey =
    up_to(number("connection_minutes", "minutes that one lives within a month", Bound::Zero, "720"), 44_640);
pub(super) const MESSAGES: NumberKey =
    number("messages_per_connection", "messages over one connection, either way", Bound::Zero, "600");
pub(super) const SIZE: NumberKey =
    up_to(number("average_message_kb", "KB of a message", Bound::AboveZero, "4"), LARGEST_MESSAGE_KB);
pub(super) const FAN_OUT: NumberKey =
    number("messages_out_per_message_in", "further messages out for each message", Bound::Zero, "3");
/// Two heartbeats of a connection are never further apart than it lives.
pub(super) const HEARTBEAT: NumberKey = up_to(
    number("heartbeat_seconds", "seconds between two heartbeats", Bound::From(1), "300"),
    LONGEST_CONNECTION * 60,
);
pub(super) const GROWTH: NumberKey =
    number("growth_per_month", "growth from month to month, 0.05 for 5 %", Bound::AboveMinusOne, "0.05");
pub(super) const SCALE: NumberKey = number("scale", "times as much", Bound::AboveZero, "100");

pub(super) const PER_MESSAGE: NumberKey =
    number("invocations_per_message", "invocations for each message", Bound::Zero, "1");
pub(super) const PER_HEARTBEAT: NumberKey =
    number("invocations_per_heartbeat", "invocations for each heartbeat", Bound::Zero, "1");
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub(super) const MEMORY: NumberKey = up_to(number("memory_mb", "MB of memory", Bound::From(128), "512"), 10_240);
pub(super) const DURATION: NumberKey =
    up_to(number("duration_ms", "milliseconds of one invocation", Bound::AboveZero, "20"), 900_000);

pub(super) const SHARE_SIZE: NumberKey =
    up_to(number("kb", "KB of a message", Bound::AboveZero, "4"), LARGEST_MESSAGE_KB);
pub(super) const SHARE: NumberKey = up_to(number("share", "of all messages", Bound::AboveZero, "0.9"), 1);

/// The keys of `[[scenario]]`.
pub(super) const SCENARIO: [&str; 15] = [
    "name",
    "region",
    CONNECTIONS.name,
    LIFETIME.name,
    MESSAGES.name,
    SIZE.name,
    SIZES,
    FAN_OUT.name,
    HEARTBEAT.name,
    HEARTBEAT_REPLY,
    GROWTH.name,
    SCALE.name,
    FREE_TIER,
    LAMBDA,
    LEVERS,
];
/// A list of sizes with their shares.
pub(super) const SIZES: &str = "message_sizes";
/// Is each heartbeat answered?
pub(super) const HEARTBEAT_REPLY: &str = "heartbeat_reply";
/// Are free tiers taken off?
pub(super) const FREE_TIER: &str = "free_tier";
/// The table of the functions.
pub(super) const LAMBDA: &str = "lambda";

/// The keys of `[scenario.lambda]`.
pub(super) const FUNCTIONS: [&str; 7] =
    [PER_MESSAGE.name, PER_HEARTBEAT.name, ON_CONNECT, ON_DISCONNECT, MEMORY.name, DURATION.name, ARCHITECTURE];
/// Is there a function on `$connect`?
pub(super) const ON_CONNECT: &str = "on_connect";
/// Is there one on `$disconnect`?
pub(super) const ON_DISCONNECT: &str = "on_disconnect";
/// Which processors it runs on.
pub(super) const ARCHITECTURE: &str = "architecture";

/// The table of what may be done.
pub(super) const LEVERS: &str = "levers";

pub(super) const CLOSE_AFTER: NumberKey =
    number("close_after_minutes", "minutes after the user's last action", Bound::AboveZero, "15");
pub(super) const ACTIVE: NumberKey =
    number("active_minutes", "minutes of a connection in which its user is there", Bound::Zero, "45");
pub(super) const BATCH: NumberKey = number("batch_messages", "messages put into one", Bound::From(2), "6");
pub(super) const POLL: NumberKey = number("poll_seconds", "seconds between two requests", Bound::From(1), "300");

/// The keys of `[scenario.levers]`.
pub(super) const LEVER: [&str; 5] = [CLOSE_AFTER.name, ACTIVE.name, HEARTBEAT.name, BATCH.name, POLL.name];
