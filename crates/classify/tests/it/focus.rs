//! FOCUS: meter, unit, operation and description → meter; category, class and commitment → charge.

use classify::{
    Charge, FocusCharge, FocusUsage, LINE_ITEM_TYPES, Meter, Product, charge, focus_charge, focus_meter,
    known_suffixes, region_of_sku_meter,
};

const fn of(product: Product) -> FocusUsage<'static> {
    FocusUsage { product, usage_type: None, sku_meter: None, operation: None, unit: None, description: None }
}

const fn api(operation: Option<&'static str>, unit: &'static str, description: &'static str) -> FocusUsage<'static> {
    FocusUsage { operation, unit: Some(unit), description: Some(description), ..of(Product::ApiGateway) }
}

const fn lambda(unit: &'static str, description: &'static str) -> FocusUsage<'static> {
    FocusUsage { operation: Some("Invoke"), unit: Some(unit), description: Some(description), ..of(Product::Lambda) }
}

const WEBSOCKET: Option<&str> = Some("ApiGatewayWebSocket");
const REST: Option<&str> = Some("ApiGatewayRequest");

/// Usage without a usage type, its meter and rule. Descriptions marked `seen` stand in real exports.
pub(crate) const TOLD: &[(FocusUsage<'static>, Meter, &str)] = &[
    // Units of the price list.
    (api(WEBSOCKET, "Messages", ""), Meter::Messages, "METER-FOCUS-WS-MESSAGES-UNIT"),
    (api(None, "messages", ""), Meter::Messages, "METER-FOCUS-WS-MESSAGES-UNIT"),
    (api(WEBSOCKET, "minutes", ""), Meter::ConnectionMinutes, "METER-FOCUS-WS-MINUTES-UNIT"),
    (api(None, "Minute", "WebSocket Messages"), Meter::ConnectionMinutes, "METER-FOCUS-WS-MINUTES-UNIT"),
    // Descriptions of the price list, in a unit that says nothing.
    (api(WEBSOCKET, "", "WebSocket Connection Minutes"), Meter::ConnectionMinutes, "METER-FOCUS-WS-MINUTES"),
    (api(None, "Units", "$0.25 per million connection minutes"), Meter::ConnectionMinutes, "METER-FOCUS-WS-MINUTES"),
    (api(WEBSOCKET, "", "WebSocket Messages"), Meter::Messages, "METER-FOCUS-WS-MESSAGES"),
    (api(None, "", "$1.00 per million messages"), Meter::Messages, "METER-FOCUS-WS-MESSAGES"),
    (api(None, "Requests", "HTTP API Requests"), Meter::HttpRequests, "METER-FOCUS-HTTP"),
    (api(Some("ApiGatewayHttpApi"), "Requests", ""), Meter::HttpRequests, "METER-FOCUS-HTTP-OPERATION"),
    (api(None, "Requests", "API calls received"), Meter::RestRequests, "METER-FOCUS-REST"),
    // Seen with a usage type beside it; the operation is AWS's.
    (api(REST, "Requests", "API Gateway Requests - Free Tier"), Meter::RestRequests, "METER-FOCUS-REST-OPERATION"),
    (api(Some("RunInstances"), "Hours", ""), Meter::Cache, "METER-FOCUS-CACHE"),
    (api(None, "", "API Gateway cache, 0.5 GB"), Meter::Cache, "METER-FOCUS-CACHE"),
    // Seen.
    (
        api(None, "GB", "$0.085 per GB - next 40 TB / month data transfer out"),
        Meter::DataTransfer,
        "METER-FOCUS-TRANSFER",
    ),
    (api(WEBSOCKET, "GB", ""), Meter::DataTransfer, "METER-FOCUS-API-GB"),
    (api(WEBSOCKET, "", ""), Meter::Other, "METER-FOCUS-WS-UNTOLD"),
    (api(WEBSOCKET, "Units", "WebSocket something"), Meter::Other, "METER-FOCUS-WS-UNTOLD"),
    // REST or HTTP: nothing tells.
    (api(None, "Requests", "$3.50/million requests"), Meter::Other, "METER-FOCUS-UNTOLD"),
    (of(Product::Lambda), Meter::Other, "METER-FOCUS-UNTOLD"),
    (lambda("Requests", ""), Meter::Other, "METER-FOCUS-UNTOLD"),
    // Seen.
    (
        lambda("Seconds", "AWS Lambda - Total Compute - US West (Oregon)-Tier-1"),
        Meter::LambdaDuration,
        "METER-FOCUS-LAMBDA-DURATION",
    ),
    (
        lambda("Seconds", "AWS Lambda - Compute Free Tier - 400,000 GB-Seconds - US West (Oregon)"),
        Meter::LambdaDuration,
        "METER-FOCUS-LAMBDA-DURATION",
    ),
    (
        lambda("Lambda-GB-Seconds", "AWS Lambda - Total Compute (Provisioned) - US West (Oregon)"),
        Meter::LambdaProvisioned,
        "METER-FOCUS-LAMBDA-PROVISIONED",
    ),
    (
        lambda("Requests", "AWS Lambda - Total Requests - US East (Ohio)"),
        Meter::LambdaRequests,
        "METER-FOCUS-LAMBDA-REQUESTS",
    ),
    (
        lambda("Requests", "AWS Lambda - Requests Free Tier - 1,000,000 Requests - US West (Oregon)"),
        Meter::LambdaRequests,
        "METER-FOCUS-LAMBDA-REQUESTS",
    ),
    (
        lambda("GB", "$0.00 per GB - US West (Oregon) data transfer from EU (Paris)"),
        Meter::DataTransfer,
        "METER-FOCUS-TRANSFER",
    ),
    // Made up after the price list's groups.
    (lambda("Requests", "AWS Lambda - Total Requests (Edge)"), Meter::LambdaEdge, "METER-FOCUS-LAMBDA-EDGE"),
    (lambda("GB-s", "AWS Lambda - SnapStart cache"), Meter::LambdaSnapstart, "METER-FOCUS-LAMBDA-SNAPSTART"),
    (lambda("GB-s", "AWS Lambda - Ephemeral Storage Duration"), Meter::LambdaStorage, "METER-FOCUS-LAMBDA-STORAGE"),
    (lambda("GB", "AWS Lambda - Streaming data transfer"), Meter::LambdaStreaming, "METER-FOCUS-LAMBDA-STREAMING"),
];

const fn category(category: &'static str) -> FocusCharge<'static> {
    FocusCharge {
        category: Some(category),
        class: None,
        commitment_status: None,
        commitment_kind: None,
        pricing_category: None,
    }
}

const fn correction(charge: FocusCharge<'static>) -> FocusCharge<'static> {
    FocusCharge { class: Some("Correction"), ..charge }
}

const USED: FocusCharge<'static> =
    FocusCharge { commitment_status: Some("Used"), pricing_category: Some("Committed"), ..category("Usage") };

/// Charges with their rules.
pub(crate) const CHARGED: &[(FocusCharge<'static>, Charge, &str)] = &[
    (category("Usage"), Charge::Usage, "CHARGE-FOCUS-USAGE"),
    (category(" usage "), Charge::Usage, "CHARGE-FOCUS-USAGE"),
    (FocusCharge { pricing_category: Some("Standard"), ..category("Usage") }, Charge::Usage, "CHARGE-FOCUS-USAGE"),
    (USED, Charge::SavingsPlanCovered, "CHARGE-FOCUS-COVERED"),
    (FocusCharge { commitment_status: None, ..USED }, Charge::SavingsPlanCovered, "CHARGE-FOCUS-COVERED"),
    (FocusCharge { pricing_category: None, ..USED }, Charge::SavingsPlanCovered, "CHARGE-FOCUS-COVERED"),
    (FocusCharge { commitment_kind: Some("Spend"), ..USED }, Charge::SavingsPlanCovered, "CHARGE-FOCUS-COVERED"),
    (FocusCharge { commitment_kind: Some("Usage"), ..USED }, Charge::Discounted, "CHARGE-FOCUS-RESERVED"),
    (FocusCharge { commitment_kind: Some("Reserved Instance"), ..USED }, Charge::Discounted, "CHARGE-FOCUS-RESERVED"),
    (FocusCharge { commitment_status: Some("Unused"), ..USED }, Charge::Fee, "CHARGE-FOCUS-UNUSED"),
    (category("Tax"), Charge::Tax, "CHARGE-FOCUS-TAX"),
    (correction(category("Tax")), Charge::Tax, "CHARGE-FOCUS-TAX"),
    (correction(category("Usage")), Charge::Refund, "CHARGE-FOCUS-CORRECTION"),
    (correction(category("Credit")), Charge::Refund, "CHARGE-FOCUS-CORRECTION"),
    (correction(category("Adjustment")), Charge::Refund, "CHARGE-FOCUS-CORRECTION"),
    (category("Credit"), Charge::Credit, "CHARGE-FOCUS-CREDIT"),
    (category("Purchase"), Charge::Fee, "CHARGE-FOCUS-PURCHASE"),
    (category("Adjustment"), Charge::Other, "CHARGE-FOCUS-ADJUSTMENT"),
    (category("Levy"), Charge::Other, "CHARGE-FOCUS-UNKNOWN"),
    (category(""), Charge::Other, "CHARGE-FOCUS-UNKNOWN"),
];

#[test]
fn without_a_usage_type_unit_and_description_tell() {
    for (usage, expected, rule) in TOLD {
        let decision = focus_meter(*usage);
        assert_eq!((decision.value, decision.rule.id), (*expected, *rule), "{usage:?}");
    }
}

#[test]
fn categories_classes_and_commitments_tell_the_charge() {
    for (said, expected, rule) in CHARGED {
        let decision = focus_charge(*said);
        assert_eq!((decision.value, decision.rule.id), (*expected, *rule), "{said:?}");
        assert!(!decision.value.is_usage() || said.category.unwrap().trim().eq_ignore_ascii_case("usage"));
    }
    // No charge of FOCUS is one that only the line item types of a Cost and Usage Report can tell.
    for only_there in [Charge::SavingsPlanNegation, Charge::Discount] {
        assert!(LINE_ITEM_TYPES.iter().any(|text| charge(text).value == only_there));
        assert!(CHARGED.iter().all(|charged| charged.1 != only_there));
    }
}

#[test]
fn a_usage_type_goes_first_wherever_it_stands() {
    for product in Product::ALL {
        for suffix in known_suffixes(product) {
            let usage_type = format!("EUW2-{}", suffix.replace('*', "0.5GB"));
            let misleading = FocusUsage { unit: Some("GB"), description: Some("data transfer"), ..of(product) };
            let in_column = focus_meter(FocusUsage { usage_type: Some(&usage_type), ..misleading });
            let in_meter = focus_meter(FocusUsage { sku_meter: Some(&usage_type), ..misleading });
            assert_ne!(in_column.value, Meter::Other, "{usage_type}");
            assert!(!in_column.rule.id.contains("FOCUS"), "{usage_type}");
            assert_eq!(in_column, in_meter, "{usage_type}");
        }
    }
}

#[test]
fn an_unknown_usage_type_is_not_guessed_from_words() {
    let words = FocusUsage { unit: Some("Messages"), ..api(WEBSOCKET, "", "WebSocket Messages") };
    for (usage, meter, rule) in [
        (FocusUsage { usage_type: Some("Telepathy"), ..words }, Meter::Other, "METER-WS-UNKNOWN"),
        (FocusUsage { usage_type: Some("USE1-ApiGatewayTelepathy"), ..words }, Meter::Other, "METER-WS-UNKNOWN"),
        (FocusUsage { sku_meter: Some("USE1-ApiGatewayTelepathy"), ..words }, Meter::Other, "METER-WS-UNKNOWN"),
        // What is no usage type by its shape says nothing.
        (FocusUsage { sku_meter: Some("Messaging"), ..words }, Meter::Messages, "METER-FOCUS-WS-MESSAGES-UNIT"),
        (FocusUsage { usage_type: Some(" "), ..words }, Meter::Messages, "METER-FOCUS-WS-MESSAGES-UNIT"),
    ] {
        let decision = focus_meter(usage);
        assert_eq!((decision.value, decision.rule.id), (meter, rule), "{usage:?}");
    }
}

#[test]
fn only_a_prefix_tells_a_region() {
    assert_eq!(region_of_sku_meter(" EU-Request "), Some("eu-west-1"));
    for bare in ["Request", "Compute", "ZZ9-Request", ""] {
        assert_eq!(region_of_sku_meter(bare), None, "{bare}");
    }
}

#[test]
fn services_are_known_by_code_and_by_name() {
    for product in Product::ALL {
        for text in [product.code(), product.service_name(), &product.service_name().to_uppercase()] {
            assert_eq!(Product::from_code_or_name(text), Some(product), "{text}");
        }
        assert_eq!(Product::from_code(product.service_name()), None);
    }
    assert_eq!(Product::from_code_or_name("Amazon Elastic Compute Cloud"), None);
}
