//! Scenarios for tests.

use ledger::Decimal;

use super::{Functions, MessageSizes, Scenario};
use crate::testing::number;

/// The example of <https://aws.amazon.com/api-gateway/pricing/>.
pub(crate) fn aws_example() -> Scenario {
    Scenario {
        name: "chat".to_owned(),
        region: "us-east-1".to_owned(),
        connections: number("30000"),
        lifetime: number("720"),
        messages: number("600"),
        sizes: MessageSizes::Average(number("32")),
        fan_out: Decimal::ZERO,
        heartbeat: None,
        lambda: None,
        growth: Decimal::ZERO,
        scale: None,
        free_tier: false,
    }
}

/// Functions of a quarter of a GB that run for 20 ms for every message, and when a connection opens and closes.
pub(crate) fn functions() -> Functions {
    Functions {
        per_message: Decimal::ONE,
        per_heartbeat: Decimal::ZERO,
        on_connect: Decimal::ONE,
        on_disconnect: Decimal::ONE,
        memory: number("256"),
        duration: number("20"),
        arm: false,
    }
}
