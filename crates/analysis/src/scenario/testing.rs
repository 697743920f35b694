//! Scenarios for tests.

use ledger::Decimal;

use super::{MessageSizes, Scenario};
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
