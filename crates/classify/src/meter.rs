//! Usage type → meter.

use crate::meter_table::{METERS, Seen};
use crate::{Decision, Product};

/// What a line item meters. Names are those of the JSON contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meter {
    /// WebSocket messages, in metered units of 32 KB.
    Messages,
    /// WebSocket connection minutes.
    ConnectionMinutes,
    /// REST API requests.
    RestRequests,
    /// HTTP API requests.
    HttpRequests,
    /// REST API cache hours.
    Cache,
    /// Data transfer under a selected product's code, in GB.
    DataTransfer,
    /// Lambda on-demand duration, in GB-seconds.
    LambdaDuration,
    /// Lambda invocations.
    LambdaRequests,
    /// Lambda provisioned concurrency: reservation and duration.
    LambdaProvisioned,
    /// Lambda ephemeral storage above 512 MB.
    LambdaStorage,
    /// Lambda@Edge duration and requests.
    LambdaEdge,
    /// Lambda `SnapStart` cache and restore.
    LambdaSnapstart,
    /// Lambda response streaming.
    LambdaStreaming,
    /// A usage type that no rule knows. Its dollars are kept and shown.
    Other,
}

/// What the bill says of a line item's usage, as the rules see it.
#[derive(Debug, Clone, Copy)]
pub struct UsageType<'a> {
    /// The product the row belongs to.
    pub product: Product,
    /// `line_item_usage_type`; tax and fee rows may have none.
    pub usage_type: Option<&'a str>,
    /// `line_item_operation`.
    pub operation: Option<&'a str>,
    /// `product_servicecode`: `AWSDataTransfer` on transfer rows.
    pub service_code: Option<&'a str>,
}

impl Meter {
    /// Every meter, in the order of the JSON contract.
    pub const ALL: [Self; 14] = [
        Self::Messages,
        Self::ConnectionMinutes,
        Self::RestRequests,
        Self::HttpRequests,
        Self::Cache,
        Self::DataTransfer,
        Self::LambdaDuration,
        Self::LambdaRequests,
        Self::LambdaProvisioned,
        Self::LambdaStorage,
        Self::LambdaEdge,
        Self::LambdaSnapstart,
        Self::LambdaStreaming,
        Self::Other,
    ];

    /// The name in the JSON contract and in the ledger.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::ConnectionMinutes => "connection_minutes",
            Self::RestRequests => "rest_requests",
            Self::HttpRequests => "http_requests",
            Self::Cache => "cache",
            Self::DataTransfer => "data_transfer",
            Self::LambdaDuration => "lambda_duration",
            Self::LambdaRequests => "lambda_requests",
            Self::LambdaProvisioned => "lambda_provisioned",
            Self::LambdaStorage => "lambda_storage",
            Self::LambdaEdge => "lambda_edge",
            Self::LambdaSnapstart => "lambda_snapstart",
            Self::LambdaStreaming => "lambda_streaming",
            Self::Other => "other",
        }
    }

    /// The meter of a [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meter| meter.name() == name)
    }

    /// One of the two WebSocket meters?
    #[must_use]
    pub const fn is_websocket(self) -> bool {
        matches!(self, Self::Messages | Self::ConnectionMinutes)
    }

    /// One of the Lambda meters?
    #[must_use]
    pub const fn is_lambda(self) -> bool {
        matches!(
            self,
            Self::LambdaDuration
                | Self::LambdaRequests
                | Self::LambdaProvisioned
                | Self::LambdaStorage
                | Self::LambdaEdge
                | Self::LambdaSnapstart
                | Self::LambdaStreaming
        )
    }
}

/// The meter of a usage type, and the rule that says so.
///
/// Looks at the usage only: a tax or credit row that names a usage type gets that meter, and its
/// [`charge`](crate::charge()) tells that it is no usage.
///
/// ```
/// use classify::{Meter, Product, UsageType, meter};
///
/// let mut usage = UsageType {
///     product: Product::ApiGateway,
///     usage_type: Some("USE1-ApiGatewayMinute"),
///     operation: Some("ApiGatewayWebSocket"),
///     service_code: None,
/// };
/// assert_eq!(meter(usage).value, Meter::ConnectionMinutes);
///
/// usage.usage_type = Some("USE1-DataTransfer-Out-Bytes");
/// assert_eq!(meter(usage).value, Meter::DataTransfer);
///
/// usage.usage_type = Some("USE1-ApiGatewayTelepathy");
/// assert_eq!(meter(usage).value, Meter::Other);
/// assert_eq!(meter(usage).rule.id, "METER-WS-UNKNOWN");
/// ```
#[must_use]
pub fn meter(usage: UsageType<'_>) -> Decision<Meter> {
    let seen = Seen::new(usage);
    let last = &METERS[METERS.len() - 1];
    let row = METERS.iter().find(|row| row.takes(&seen)).unwrap_or(last);
    Decision { value: row.meter, rule: &row.rule }
}

/// The usage type suffixes of a product that have a meter, as AWS writes them. A `*` at the end stands for any size.
pub fn known_suffixes(product: Product) -> impl Iterator<Item = &'static str> {
    METERS.iter().flat_map(move |row| row.suffixes(product)).copied()
}

#[cfg(test)]
mod tests {
    use super::Meter;

    #[test]
    fn names_lead_back_to_their_meter() {
        for meter in Meter::ALL {
            assert_eq!(Meter::from_name(meter.name()), Some(meter));
        }
        assert_eq!(Meter::from_name("Messages"), None);
    }
}
