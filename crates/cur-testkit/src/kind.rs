//! Catalogue of what AWS sells, as far as months use it: the texts that a bill writes for each.

use crate::amount::Rate;
use crate::region::Region;

/// Product code of API Gateway.
pub const API_GATEWAY: &str = "AmazonApiGateway";
/// Product code of Lambda.
pub const LAMBDA: &str = "AWSLambda";

/// Something sold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// `line_item_product_code`.
    pub(crate) code: &'static str,
    /// `product['servicename']` and, for our purposes, `product['product_name']`.
    pub(crate) name: &'static str,
    /// `product_servicecode`.
    pub(crate) service: &'static str,
    /// Usage type after the Region's prefix.
    pub(crate) suffix: &'static str,
    /// Is the prefix left out in us-east-1?
    pub(crate) bare: bool,
    pub(crate) operation: &'static str,
    pub(crate) family: &'static str,
    pub(crate) unit: &'static str,
    /// `{rate}` and `{location}` are filled in.
    pub(crate) description: &'static str,
    pub(crate) rate: Rate,
    /// `{region}`, `{account}` and `{id}` are filled in; none for rows without a resource.
    pub(crate) resource: Option<&'static str>,
    /// Name of the meter in the JSON contract; of no meaning for other products.
    pub(crate) meter: &'static str,
    /// Mean quantity of an hour, in millionths, and is it a whole number?
    pub(crate) base: u64,
    pub(crate) whole: bool,
    /// Covered by a reservation, at this effective rate?
    pub(crate) reserved: Option<Rate>,
}

impl Kind {
    pub(crate) fn usage_type(&self, region: Region) -> String {
        if self.bare { region.bare_usage_type(self.suffix) } else { region.gateway_usage_type(self.suffix) }
    }
}

const GATEWAY: Kind = Kind {
    code: API_GATEWAY,
    name: "Amazon API Gateway",
    service: API_GATEWAY,
    suffix: "",
    bare: false,
    operation: "ApiGatewayWebSocket",
    family: "WebSocket",
    unit: "Messages",
    description: "",
    rate: Rate::FREE,
    resource: None,
    meter: "other",
    base: 0,
    whole: true,
    reserved: None,
};

const FUNCTION: Kind = Kind {
    code: LAMBDA,
    name: "AWS Lambda",
    service: LAMBDA,
    bare: true,
    operation: "Invoke",
    family: "Serverless",
    unit: "Lambda-GB-Second",
    resource: Some("arn:aws:lambda:{region}:{account}:function:{id}"),
    whole: false,
    ..GATEWAY
};

pub(crate) const MESSAGES: Kind = Kind {
    suffix: "ApiGatewayMessage",
    description: "${rate} per million WebSocket Messages - {location}",
    meter: "messages",
    ..GATEWAY
};
pub(crate) const MINUTES: Kind = Kind {
    suffix: "ApiGatewayMinute",
    unit: "minutes",
    description: "${rate} per million WebSocket Connection Minutes - {location}",
    meter: "connection_minutes",
    ..GATEWAY
};
/// What no one has heard of yet.
pub(crate) const UNKNOWN_WEBSOCKET: Kind = Kind {
    suffix: "ApiGatewayFoo",
    description: "${rate} per foo - {location}",
    rate: Rate(12_345),
    resource: Some("arn:aws:apigateway:{region}::/apis/{id}/stages/prod"),
    base: 9_000_000_000,
    ..GATEWAY
};
pub(crate) const DURATION: Kind = Kind {
    suffix: "Lambda-GB-Second",
    description: "AWS Lambda - Total Compute - {location}-Tier-1",
    rate: Rate(166_667),
    meter: "lambda_duration",
    ..FUNCTION
};
pub(crate) const DURATION_ARM: Kind = Kind { suffix: "Lambda-GB-Second-ARM", rate: Rate(133_334), ..DURATION };
pub(crate) const REQUESTS: Kind = Kind {
    suffix: "Request",
    unit: "Requests",
    description: "AWS Lambda - Total Requests - {location}",
    rate: Rate(2_000),
    meter: "lambda_requests",
    ..FUNCTION
};
pub(crate) const REQUESTS_ARM: Kind = Kind { suffix: "Request-ARM", ..REQUESTS };

const REST_ARN: Option<&str> = Some("arn:aws:apigateway:{region}::/restapis/{id}/stages/v1");
const TRANSFER: Kind = Kind {
    service: "AWSDataTransfer",
    family: "Data Transfer",
    unit: "GB",
    description: "$0.090 per GB - first 10 TB / month data transfer out beyond the global free tier",
    rate: Rate(900_000_000),
    meter: "data_transfer",
    base: 35_000,
    whole: false,
    ..GATEWAY
};
const LAMBDA_TRANSFER: Kind = Kind { code: LAMBDA, name: "AWS Lambda", operation: "Invoke", base: 4_000, ..TRANSFER };

/// Rows of the selected products that are no WebSocket meter and no ordinary Lambda meter.
pub(crate) const NEIGHBOURS: [(Region, Kind); 18] = [
    (
        Region::UsEast1,
        Kind {
            suffix: "ApiGatewayRequest",
            operation: "ApiGatewayRequest",
            family: "API Calls",
            unit: "Requests",
            description: "API calls received",
            rate: Rate(35_000),
            resource: REST_ARN,
            meter: "rest_requests",
            base: 120_000_000_000,
            ..GATEWAY
        },
    ),
    (
        Region::EuWest1,
        Kind {
            suffix: "ApiGatewayHttpRequest",
            operation: "ApiGatewayHttpApi",
            family: "API Calls",
            unit: "Requests",
            description: "HTTP API Requests",
            rate: Rate(11_100),
            resource: Some("arn:aws:apigateway:{region}::/apis/{id}/stages/$default"),
            meter: "http_requests",
            base: 80_000_000_000,
            ..GATEWAY
        },
    ),
    (
        Region::UsEast1,
        Kind {
            suffix: "ApiGatewayCacheUsage:1.55GB",
            operation: "RunInstances",
            family: "Amazon API Gateway Cache",
            unit: "Hrs",
            description: "$0.038 per Hour of Cache 1.6 GB memory",
            rate: Rate(380_000_000),
            resource: REST_ARN,
            meter: "cache",
            base: 195_797,
            whole: false,
            ..GATEWAY
        },
    ),
    (
        Region::UsWest2,
        Kind { suffix: "DataTransfer-Out-Bytes", operation: "ApiGatewayRequest", resource: REST_ARN, ..TRANSFER },
    ),
    (
        Region::UsEast1,
        Kind {
            suffix: "DataTransfer-Out-Bytes",
            bare: true,
            resource: Some("arn:aws:apigateway:{region}::/apis/{id}/stages/prod"),
            ..TRANSFER
        },
    ),
    (Region::UsWest2, Kind { suffix: "DataTransfer-Out-Bytes", ..LAMBDA_TRANSFER }),
    (Region::UsWest2, Kind { suffix: "USE1-AWS-Out-Bytes", rate: Rate(200_000_000), ..LAMBDA_TRANSFER }),
    (Region::UsWest2, Kind { suffix: "EU-AWS-In-Bytes", rate: Rate::FREE, ..LAMBDA_TRANSFER }),
    (
        Region::UsEast1,
        Kind { suffix: "DataTransfer-Regional-Bytes", bare: true, rate: Rate(100_000_000), ..LAMBDA_TRANSFER },
    ),
    (
        Region::UsEast1,
        Kind {
            suffix: "Lambda-Provisioned-Concurrency",
            description: "AWS Lambda - Provisioned Concurrency - {location}",
            rate: Rate(41_667),
            meter: "lambda_provisioned",
            base: 7_200_000_000,
            ..FUNCTION
        },
    ),
    (
        Region::EuWest1,
        Kind {
            suffix: "Lambda-Provisioned-GB-Second-ARM",
            description: "AWS Lambda - Provisioned Duration ARM - {location}",
            rate: Rate(77_778),
            meter: "lambda_provisioned",
            base: 913_277_000,
            ..FUNCTION
        },
    ),
    (
        Region::UsWest2,
        Kind {
            suffix: "Lambda-Storage-GB-Second",
            description: "AWS Lambda - Ephemeral Storage - {location}",
            rate: Rate(309),
            meter: "lambda_storage",
            base: 600_123_000,
            ..FUNCTION
        },
    ),
    (
        Region::UsEast1,
        Kind {
            suffix: "Lambda-Edge-GB-Second",
            description: "AWS Lambda@Edge - Compute",
            rate: Rate(500_100),
            meter: "lambda_edge",
            base: 55_300_000,
            ..FUNCTION
        },
    ),
    (
        Region::EuWest1,
        Kind {
            suffix: "Lambda-Edge-Request",
            unit: "Request",
            description: "AWS Lambda@Edge - Requests",
            rate: Rate(6_000),
            meter: "lambda_edge",
            base: 4_400_000_000,
            whole: true,
            ..FUNCTION
        },
    ),
    (
        Region::UsEast1,
        Kind {
            suffix: "Lambda-SnapStart-Cached-GB-S",
            description: "AWS Lambda - SnapStart cache - {location}",
            rate: Rate(15_046),
            meter: "lambda_snapstart",
            base: 3_600_000_000,
            ..FUNCTION
        },
    ),
    (
        Region::UsEast1,
        Kind {
            suffix: "Lambda-SnapStart-Restored-GB",
            description: "AWS Lambda - SnapStart restore - {location}",
            rate: Rate(1_397_998),
            meter: "lambda_snapstart",
            base: 12_500_000,
            ..FUNCTION
        },
    ),
    (
        Region::UsWest2,
        Kind {
            suffix: "Lambda-Streaming-Response-Processed-Bytes",
            unit: "GB",
            description: "AWS Lambda - Streaming Response Processed Bytes - {location}",
            rate: Rate(80_000_000),
            meter: "lambda_streaming",
            base: 70_000,
            ..FUNCTION
        },
    ),
    (
        Region::ApNortheast2,
        Kind {
            suffix: "ApiGatewayRequest",
            operation: "ApiGatewayRequest",
            family: "API Calls",
            unit: "Requests",
            description: "API Gateway, REST calls received (Seoul)",
            rate: Rate(35_000),
            resource: REST_ARN,
            meter: "rest_requests",
            base: 2_000_000_000,
            ..GATEWAY
        },
    ),
];
