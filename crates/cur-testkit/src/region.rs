//! The Regions that months use, with their WebSocket prices.

use crate::amount::Rate;

/// A Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// us-east-1: API Gateway usage types start with `USE1-`, Lambda's are bare.
    UsEast1,
    /// us-west-2.
    UsWest2,
    /// eu-west-1, whose prefix is `EU`.
    EuWest1,
    /// ap-northeast-2.
    ApNortheast2,
}

impl Region {
    /// Every Region here.
    pub const ALL: [Self; 4] = [Self::UsEast1, Self::UsWest2, Self::EuWest1, Self::ApNortheast2];

    /// `us-east-1`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UsEast1 => "us-east-1",
            Self::UsWest2 => "us-west-2",
            Self::EuWest1 => "eu-west-1",
            Self::ApNortheast2 => "ap-northeast-2",
        }
    }

    /// The prefix of its usage types.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::UsEast1 => "USE1",
            Self::UsWest2 => "USW2",
            Self::EuWest1 => "EU",
            Self::ApNortheast2 => "APN2",
        }
    }

    /// `US East (N. Virginia)`.
    #[must_use]
    pub const fn location(self) -> &'static str {
        match self {
            Self::UsEast1 => "US East (N. Virginia)",
            Self::UsWest2 => "US West (Oregon)",
            Self::EuWest1 => "EU (Ireland)",
            Self::ApNortheast2 => "Asia Pacific (Seoul)",
        }
    }

    /// A usage type of API Gateway: always prefixed.
    #[must_use]
    pub fn gateway_usage_type(self, suffix: &str) -> String {
        format!("{}-{suffix}", self.prefix())
    }

    /// A usage type of a service that leaves the prefix out in us-east-1, as Lambda does.
    #[must_use]
    pub fn bare_usage_type(self, suffix: &str) -> String {
        if self == Self::UsEast1 { suffix.to_owned() } else { self.gateway_usage_type(suffix) }
    }

    /// Price of a message below and above a billion a month.
    #[must_use]
    pub const fn message_rates(self) -> (Rate, Rate) {
        match self {
            Self::UsEast1 | Self::UsWest2 => (Rate(10_000), Rate(8_000)),
            Self::EuWest1 | Self::ApNortheast2 => (Rate(11_400), Rate(9_400)),
        }
    }

    /// Price of a connection minute.
    #[must_use]
    pub const fn minute_rate(self) -> Rate {
        match self {
            Self::UsEast1 | Self::UsWest2 => Rate(2_500),
            Self::EuWest1 | Self::ApNortheast2 => Rate(2_850),
        }
    }
}
