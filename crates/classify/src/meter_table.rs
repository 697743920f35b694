//! The table of meters: which usage types belong to which meter.

use crate::usage_type::{fits, split};
use crate::{Meter, Product, Rule, UsageType, ascii};

/// What a row looks at.
#[derive(Debug)]
pub(crate) enum Looks {
    /// The service code is this one.
    ServiceCode(&'static str),
    /// The usage type contains this.
    Contains(&'static str),
    /// The product is this one, and the suffix fits one of these patterns.
    Suffix(Product, &'static [&'static str]),
    /// The usage type ends so.
    EndsWith(&'static str),
    /// There is no usage type, the product is this one, and the operation too.
    AbsentUnder(Product, &'static str),
    /// There is no usage type.
    Absent,
    /// The product is this one, and the operation too.
    Operation(Product, &'static str),
    /// Nothing: the row takes what is left.
    Anything,
}

/// A line item's usage, made ready for the rows: absent and blank texts are empty.
#[derive(Debug)]
pub(crate) struct Seen<'a> {
    product: Product,
    usage_type: &'a str,
    suffix: &'a str,
    operation: &'a str,
    service_code: &'a str,
}

impl<'a> Seen<'a> {
    pub(crate) fn new(usage: UsageType<'a>) -> Self {
        let text = |text| ascii::present(text).unwrap_or_default();
        let usage_type = text(usage.usage_type);
        Self {
            product: usage.product,
            usage_type,
            suffix: split(usage_type).1,
            operation: text(usage.operation),
            service_code: text(usage.service_code),
        }
    }

    fn is_under(&self, product: Product, operation: &str) -> bool {
        self.product == product && self.operation.eq_ignore_ascii_case(operation)
    }
}

/// One row: what it looks at, the meter that follows, and the rule in words.
#[derive(Debug)]
pub(crate) struct Row {
    looks: Looks,
    pub(crate) meter: Meter,
    pub(crate) rule: Rule,
}

impl Row {
    pub(crate) fn takes(&self, seen: &Seen<'_>) -> bool {
        match self.looks {
            Looks::ServiceCode(code) => seen.service_code.eq_ignore_ascii_case(code),
            Looks::Contains(part) => ascii::contains(seen.usage_type, part),
            Looks::Suffix(product, patterns) => {
                seen.product == product && patterns.iter().any(|pattern| fits(seen.suffix, pattern))
            }
            Looks::EndsWith(tail) => ascii::ends_with(seen.usage_type, tail),
            Looks::AbsentUnder(product, operation) => seen.usage_type.is_empty() && seen.is_under(product, operation),
            Looks::Absent => seen.usage_type.is_empty(),
            Looks::Operation(product, operation) => seen.is_under(product, operation),
            Looks::Anything => true,
        }
    }

    /// The suffixes that this row takes for a product.
    pub(crate) fn suffixes(&self, product: Product) -> &'static [&'static str] {
        match self.looks {
            Looks::Suffix(own, patterns) if own == product => patterns,
            _ => &[],
        }
    }
}

const fn row(looks: Looks, meter: Meter, id: &'static str, says: &'static str, source: &'static str) -> Row {
    Row { looks, meter, rule: Rule { id, says, source } }
}

/// The rows in the order in which they are tried; the last one takes everything.
///
/// The order is part of the meaning: transfer goes out first, because such rows carry the product code and the
/// operation of what was called; Lambda's streaming suffix ends in `-Bytes` and stands above the row that looks at
/// that ending.
pub(crate) static METERS: [Row; 22] = [
    row(
        Looks::ServiceCode("AWSDataTransfer"),
        Meter::DataTransfer,
        "METER-TRANSFER-SERVICE",
        "Service code `AWSDataTransfer` makes a row data transfer, whatever its product code and operation say.",
        "§1.4",
    ),
    row(
        Looks::Contains("DataTransfer"),
        Meter::DataTransfer,
        "METER-TRANSFER-NAME",
        "A usage type that contains `DataTransfer` is data transfer.",
        "§1.4",
    ),
    row(
        Looks::Suffix(Product::ApiGateway, &["ApiGatewayMessage"]),
        Meter::Messages,
        "METER-WS-MESSAGES",
        "API Gateway suffix `ApiGatewayMessage` counts WebSocket messages, in units of 32 KB, both ways.",
        "§1.2",
    ),
    row(
        Looks::Suffix(Product::ApiGateway, &["ApiGatewayMinute"]),
        Meter::ConnectionMinutes,
        "METER-WS-MINUTES",
        "API Gateway suffix `ApiGatewayMinute` counts the minutes that WebSocket clients are connected.",
        "§1.2",
    ),
    row(
        Looks::Suffix(Product::ApiGateway, &["ApiGatewayRequest"]),
        Meter::RestRequests,
        "METER-REST-REQUESTS",
        "API Gateway suffix `ApiGatewayRequest` counts REST API requests.",
        "§1.2",
    ),
    row(
        Looks::Suffix(Product::ApiGateway, &["ApiGatewayHttpRequest"]),
        Meter::HttpRequests,
        "METER-HTTP-REQUESTS",
        "API Gateway suffix `ApiGatewayHttpRequest` counts HTTP API requests.",
        "§1.2",
    ),
    row(
        Looks::Suffix(Product::ApiGateway, &["ApiGatewayCacheUsage:*"]),
        Meter::Cache,
        "METER-REST-CACHE",
        "API Gateway suffix `ApiGatewayCacheUsage:` with any size counts hours of a REST API cache.",
        "§1.2",
    ),
    row(
        Looks::Suffix(Product::Lambda, &["Lambda-GB-Second", "Lambda-GB-Second-ARM"]),
        Meter::LambdaDuration,
        "METER-LAMBDA-DURATION",
        "Lambda suffix `Lambda-GB-Second`, with or without `-ARM`, counts on-demand duration.",
        "§2.2",
    ),
    row(
        Looks::Suffix(Product::Lambda, &["Request", "Request-ARM"]),
        Meter::LambdaRequests,
        "METER-LAMBDA-REQUESTS",
        "Lambda suffix `Request`, with or without `-ARM`, counts invocations.",
        "§2.2",
    ),
    row(
        Looks::Suffix(Product::Lambda, &["Lambda-Provisioned-Concurrency", "Lambda-Provisioned-Concurrency-ARM"]),
        Meter::LambdaProvisioned,
        "METER-LAMBDA-PC-RESERVED",
        "Lambda suffix `Lambda-Provisioned-Concurrency`, with or without `-ARM`, counts concurrency held ready.",
        "§2.2",
    ),
    row(
        Looks::Suffix(Product::Lambda, &["Lambda-Provisioned-GB-Second", "Lambda-Provisioned-GB-Second-ARM"]),
        Meter::LambdaProvisioned,
        "METER-LAMBDA-PC-DURATION",
        "Lambda suffix `Lambda-Provisioned-GB-Second`, with or without `-ARM`, counts duration on provisioned \
         concurrency, which is not on-demand duration.",
        "§2.2",
    ),
    row(
        Looks::Suffix(Product::Lambda, &["Lambda-Storage-GB-Second", "Lambda-Storage-GB-Second-ARM"]),
        Meter::LambdaStorage,
        "METER-LAMBDA-STORAGE",
        "Lambda suffix `Lambda-Storage-GB-Second`, with or without `-ARM`, counts ephemeral storage above 512 MB.",
        "§2.2",
    ),
    row(
        Looks::Suffix(Product::Lambda, &["Lambda-Edge-GB-Second"]),
        Meter::LambdaEdge,
        "METER-LAMBDA-EDGE-DURATION",
        "Lambda suffix `Lambda-Edge-GB-Second` counts Lambda@Edge duration.",
        "§2.2",
    ),
    row(
        Looks::Suffix(Product::Lambda, &["Lambda-Edge-Request"]),
        Meter::LambdaEdge,
        "METER-LAMBDA-EDGE-REQUESTS",
        "Lambda suffix `Lambda-Edge-Request` counts Lambda@Edge invocations, which are not Lambda requests.",
        "§2.2",
    ),
    row(
        Looks::Suffix(Product::Lambda, &["Lambda-SnapStart-Cached-GB-S"]),
        Meter::LambdaSnapstart,
        "METER-LAMBDA-SNAPSTART-CACHE",
        "Lambda suffix `Lambda-SnapStart-Cached-GB-S` counts cached snapshots.",
        "§2.2",
    ),
    row(
        Looks::Suffix(Product::Lambda, &["Lambda-SnapStart-Restored-GB"]),
        Meter::LambdaSnapstart,
        "METER-LAMBDA-SNAPSTART-RESTORE",
        "Lambda suffix `Lambda-SnapStart-Restored-GB` counts restored snapshots.",
        "§2.2",
    ),
    row(
        Looks::Suffix(
            Product::Lambda,
            &["Lambda-Streaming-Response-Processed-Bytes", "Lambda-Streaming-Response-Processed-Bytes-ARM"],
        ),
        Meter::LambdaStreaming,
        "METER-LAMBDA-STREAMING",
        "Lambda suffix `Lambda-Streaming-Response-Processed-Bytes`, with or without `-ARM`, counts streamed responses, \
         although it ends like data transfer.",
        "§2.2",
    ),
    row(
        Looks::EndsWith("-Bytes"),
        Meter::DataTransfer,
        "METER-TRANSFER-BYTES",
        "A usage type that ends in `-Bytes`, such as `USW2-USE1-AWS-Out-Bytes`, is data transfer.",
        "§1.4",
    ),
    row(
        Looks::AbsentUnder(Product::ApiGateway, "ApiGatewayWebSocket"),
        Meter::Other,
        "METER-WS-ABSENT",
        "Operation `ApiGatewayWebSocket` without a usage type is WebSocket cost that cannot be told apart into messages, \
         minutes and transfer: shown as other.",
        "§1.2",
    ),
    row(
        Looks::Absent,
        Meter::Other,
        "METER-ABSENT",
        "A row without a usage type, as some tax and fee rows are, meters nothing: its cost is kept as other.",
        "§8.1",
    ),
    row(
        Looks::Operation(Product::ApiGateway, "ApiGatewayWebSocket"),
        Meter::Other,
        "METER-WS-UNKNOWN",
        "An unknown usage type under operation `ApiGatewayWebSocket` may be a new WebSocket meter: its cost is kept and \
         shown as other.",
        "§1.2",
    ),
    row(
        Looks::Anything,
        Meter::Other,
        "METER-UNKNOWN",
        "No rule knows this usage type: its cost is kept and shown as other.",
        "§1.2",
    ),
];
