//! Usage type → meter.

use classify::{Meter, Product, UsageType, known_suffixes, meter};

/// Product, suffix as AWS writes it, meter and rule.
pub(crate) const KNOWN: &[(Product, &str, Meter, &str)] = &[
    (Product::ApiGateway, "ApiGatewayMessage", Meter::Messages, "METER-WS-MESSAGES"),
    (Product::ApiGateway, "ApiGatewayMinute", Meter::ConnectionMinutes, "METER-WS-MINUTES"),
    (Product::ApiGateway, "ApiGatewayRequest", Meter::RestRequests, "METER-REST-REQUESTS"),
    (Product::ApiGateway, "ApiGatewayHttpRequest", Meter::HttpRequests, "METER-HTTP-REQUESTS"),
    (Product::ApiGateway, "ApiGatewayCacheUsage:0.5GB", Meter::Cache, "METER-REST-CACHE"),
    (Product::ApiGateway, "ApiGatewayCacheUsage:1.55GB", Meter::Cache, "METER-REST-CACHE"),
    (Product::ApiGateway, "ApiGatewayCacheUsage:6.05GB", Meter::Cache, "METER-REST-CACHE"),
    (Product::ApiGateway, "ApiGatewayCacheUsage:13.5GB", Meter::Cache, "METER-REST-CACHE"),
    (Product::ApiGateway, "ApiGatewayCacheUsage:28.4GB", Meter::Cache, "METER-REST-CACHE"),
    (Product::ApiGateway, "ApiGatewayCacheUsage:58.2GB", Meter::Cache, "METER-REST-CACHE"),
    (Product::ApiGateway, "ApiGatewayCacheUsage:118GB", Meter::Cache, "METER-REST-CACHE"),
    (Product::ApiGateway, "ApiGatewayCacheUsage:237GB", Meter::Cache, "METER-REST-CACHE"),
    (Product::Lambda, "Lambda-GB-Second", Meter::LambdaDuration, "METER-LAMBDA-DURATION"),
    (Product::Lambda, "Lambda-GB-Second-ARM", Meter::LambdaDuration, "METER-LAMBDA-DURATION"),
    (Product::Lambda, "Request", Meter::LambdaRequests, "METER-LAMBDA-REQUESTS"),
    (Product::Lambda, "Request-ARM", Meter::LambdaRequests, "METER-LAMBDA-REQUESTS"),
    (Product::Lambda, "Lambda-Provisioned-Concurrency", Meter::LambdaProvisioned, "METER-LAMBDA-PC-RESERVED"),
    (Product::Lambda, "Lambda-Provisioned-Concurrency-ARM", Meter::LambdaProvisioned, "METER-LAMBDA-PC-RESERVED"),
    (Product::Lambda, "Lambda-Provisioned-GB-Second", Meter::LambdaProvisioned, "METER-LAMBDA-PC-DURATION"),
    (Product::Lambda, "Lambda-Provisioned-GB-Second-ARM", Meter::LambdaProvisioned, "METER-LAMBDA-PC-DURATION"),
    (Product::Lambda, "Lambda-Storage-GB-Second", Meter::LambdaStorage, "METER-LAMBDA-STORAGE"),
    (Product::Lambda, "Lambda-Storage-GB-Second-ARM", Meter::LambdaStorage, "METER-LAMBDA-STORAGE"),
    (Product::Lambda, "Lambda-Edge-GB-Second", Meter::LambdaEdge, "METER-LAMBDA-EDGE-DURATION"),
    (Product::Lambda, "Lambda-Edge-Request", Meter::LambdaEdge, "METER-LAMBDA-EDGE-REQUESTS"),
    (Product::Lambda, "Lambda-SnapStart-Cached-GB-S", Meter::LambdaSnapstart, "METER-LAMBDA-SNAPSTART-CACHE"),
    (Product::Lambda, "Lambda-SnapStart-Restored-GB", Meter::LambdaSnapstart, "METER-LAMBDA-SNAPSTART-RESTORE"),
    (Product::Lambda, "Lambda-Streaming-Response-Processed-Bytes", Meter::LambdaStreaming, "METER-LAMBDA-STREAMING"),
    (
        Product::Lambda,
        "Lambda-Streaming-Response-Processed-Bytes-ARM",
        Meter::LambdaStreaming,
        "METER-LAMBDA-STREAMING",
    ),
];

/// Usage, meter and rule of what is no plain suffix: transfer, and what stays other.
pub(crate) const OTHERWISE: &[(UsageType<'static>, Meter, &str)] = &[
    (api("USE1-DataTransfer-Out-Bytes"), Meter::DataTransfer, "METER-TRANSFER-NAME"),
    (api("APN2-DataTransfer-Out-Bytes"), Meter::DataTransfer, "METER-TRANSFER-NAME"),
    (api("DataTransfer-Out-Bytes"), Meter::DataTransfer, "METER-TRANSFER-NAME"),
    (lambda("USW2-DataTransfer-In-Bytes"), Meter::DataTransfer, "METER-TRANSFER-NAME"),
    (lambda("USW2-DataTransfer-Regional-Bytes"), Meter::DataTransfer, "METER-TRANSFER-NAME"),
    (lambda("DataTransfer-xAZ-In"), Meter::DataTransfer, "METER-TRANSFER-NAME"),
    (lambda("USW2-USE1-AWS-Out-Bytes"), Meter::DataTransfer, "METER-TRANSFER-BYTES"),
    (lambda("USW2-EU-AWS-In-Bytes"), Meter::DataTransfer, "METER-TRANSFER-BYTES"),
    (api("EU-Something-New-Bytes"), Meter::DataTransfer, "METER-TRANSFER-BYTES"),
    (under_transfer(api("USE1-ApiGatewayMinute")), Meter::DataTransfer, "METER-TRANSFER-SERVICE"),
    (
        under_transfer(lambda("USE2-Lambda-Streaming-Response-Processed-Bytes")),
        Meter::DataTransfer,
        "METER-TRANSFER-SERVICE",
    ),
    (UsageType { usage_type: None, ..websocket("") }, Meter::Other, "METER-WS-ABSENT"),
    (websocket("  "), Meter::Other, "METER-WS-ABSENT"),
    (UsageType { usage_type: None, ..lambda("") }, Meter::Other, "METER-ABSENT"),
    (UsageType { usage_type: None, ..api("") }, Meter::Other, "METER-ABSENT"),
    (lambda(" "), Meter::Other, "METER-ABSENT"),
    (websocket("USE1-ApiGatewayTelepathy"), Meter::Other, "METER-WS-UNKNOWN"),
    (websocket("ApiGatewayWebSocket"), Meter::Other, "METER-WS-UNKNOWN"),
    (api("USE1-ApiGatewayPortal"), Meter::Other, "METER-UNKNOWN"),
    (lambda("Lambda-Durable-Operations"), Meter::Other, "METER-UNKNOWN"),
];

const fn of(product: Product, usage_type: &'static str) -> UsageType<'static> {
    UsageType { product, usage_type: Some(usage_type), operation: None, service_code: None }
}

const fn api(usage_type: &'static str) -> UsageType<'static> {
    of(Product::ApiGateway, usage_type)
}

const fn lambda(usage_type: &'static str) -> UsageType<'static> {
    of(Product::Lambda, usage_type)
}

const fn websocket(usage_type: &'static str) -> UsageType<'static> {
    UsageType { operation: Some("ApiGatewayWebSocket"), ..api(usage_type) }
}

const fn under_transfer(usage: UsageType<'static>) -> UsageType<'static> {
    UsageType { service_code: Some("AWSDataTransfer"), ..usage }
}

/// The rows around a usage type must not matter to a known suffix.
const OPERATIONS: [Option<&str>; 4] = [None, Some("ApiGatewayWebSocket"), Some("Invoke"), Some("RunInstances")];

#[test]
fn every_known_suffix_has_its_meter_under_every_prefix() {
    for &(product, suffix, expected, rule) in KNOWN {
        for prefix in ["", "USE1-", "USE2-", "EU-", "APS3-", "UGW1-", "CNN1-", "ZZZ99-", "Global-"] {
            let text = format!("{prefix}{suffix}");
            for operation in OPERATIONS {
                let usage =
                    UsageType { product, usage_type: Some(&text), operation, service_code: Some(product.code()) };
                let decision = meter(usage);
                assert_eq!((decision.value, decision.rule.id), (expected, rule), "{text} under {operation:?}");
            }
        }
    }
}

#[test]
fn every_row_of_the_table_is_in_this_test() {
    for product in Product::ALL {
        for pattern in known_suffixes(product) {
            let head = pattern.trim_end_matches('*');
            let tested = KNOWN.iter().any(|&(own, suffix, ..)| {
                own == product && if head == pattern { suffix == pattern } else { suffix.starts_with(head) }
            });
            assert!(tested, "{pattern}");
        }
    }
}

#[test]
fn case_does_not_matter() {
    for &(product, suffix, expected, _) in KNOWN {
        for text in [suffix.to_uppercase(), suffix.to_lowercase(), format!("use1-{}", suffix.to_lowercase())] {
            let usage = UsageType { product, usage_type: Some(&text), operation: None, service_code: None };
            assert_eq!(meter(usage).value, expected, "{text}");
        }
    }
}

#[test]
fn transfer_and_the_unknown_have_rules_of_their_own() {
    for &(usage, expected, rule) in OTHERWISE {
        let decision = meter(usage);
        assert_eq!((decision.value, decision.rule.id), (expected, rule), "{usage:?}");
    }
}

#[test]
fn a_suffix_belongs_to_one_product() {
    for &(product, suffix, ..) in KNOWN {
        let other = if product == Product::Lambda { Product::ApiGateway } else { Product::Lambda };
        let value = meter(of(other, suffix)).value;
        assert!(matches!(value, Meter::Other | Meter::DataTransfer), "{suffix} under {other:?} is {value:?}");
    }
}

#[test]
fn what_looks_like_a_meter_is_not_one() {
    for usage in [
        // Names that a looser match would take.
        api("USE1-Request"),
        api("Request"),
        lambda("USE1-ApiGatewayRequest"),
        lambda("Lambda-Request"),
        lambda("USE2-Lambda-Requests"),
        lambda("Lambda-Edge-Request-Extra"),
        lambda("Lambda-GB-Second-RISCV"),
        lambda("Lambda-Storage-Duration"),
        lambda("USE2-ProcessedBytes"),
        lambda("AWS-Lambda-Duration"),
        lambda("USE2-EU-Request"),
        api("USE1-ApiGatewayMinutes"),
        api("USE1-ApiGatewayHttpRequests"),
        api("USE1-ApiGatewayCacheUsage"),
        api("MyApiGatewayMinute"),
        api("-ApiGatewayMinute"),
        // Meters of AppSync and IoT Core, and a column of theirs.
        api("USE1-ConnectionMinutes"),
        api("USE1-ConnectionDuration"),
        api("USE1-EventAPI-ConnectionDuration"),
        api("USE1-Messages"),
        api("iswebsocket"),
        // Names that others have made up.
        api("ApiGatewayWebSocket-ConnMinutes"),
        api("ApiGatewayWebSocket"),
    ] {
        assert_eq!(meter(usage).value, Meter::Other, "{usage:?}");
    }
}

#[test]
fn the_operation_never_makes_a_meter() {
    for usage in [websocket("USE1-ApiGatewayRequest"), websocket("USE1-DataTransfer-Out-Bytes")] {
        assert!(!meter(usage).value.is_websocket(), "{usage:?}");
    }
    assert_eq!(meter(api("USE1-ApiGatewayMinute")).value, Meter::ConnectionMinutes);
}
