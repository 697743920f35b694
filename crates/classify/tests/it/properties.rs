//! What must hold for any text.

use classify::{
    Product, ResourceKind, UsageType, charge, explain, meter, region_of_prefix, region_of_usage_type, resource,
};
use proptest::prelude::*;

use crate::meters::KNOWN;

fn product() -> impl Strategy<Value = Product> {
    prop::sample::select(&Product::ALL[..])
}

/// Any text at all, and texts that come close to what the rules look at.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "arn:aws:",
        "apigateway:",
        "execute-api:",
        "lambda:",
        "us-east-1:",
        ":",
        "/",
        "/apis/",
        "/restapis/",
        "stages/",
        "function:",
        "-",
        "-Bytes",
        "DataTransfer",
        "ApiGatewayMinute",
        "Request",
        "Lambda-",
        "-ARM",
        "Discount",
        "Fee",
        "USE1",
        "EU",
        "Global",
        "a1b2c3d4e5",
        "é",
        "\u{0}",
        " ",
        "*",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat()),
        (any::<String>(), "[ -~]{0,20}").prop_map(|(left, right)| left + &right),
    ]
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(product in product(), a in text(), b in text(), c in text()) {
        let usage = UsageType { product, usage_type: Some(&a), operation: Some(&b), service_code: Some(&c) };
        let _ = (meter(usage), charge(&a), region_of_prefix(&a), region_of_usage_type(product, &a));
        prop_assert_eq!(explain(&a, None, Some(&b)).readings().count(), 2);
    }

    #[test]
    fn a_resource_borrows_from_its_text(product in product(), text in text()) {
        let Some(found) = resource(product, &text) else {
            prop_assert!(text.trim().is_empty());
            return Ok(());
        };
        prop_assert!(!found.name.is_empty() && text.contains(found.name));
        if found.kind == ResourceKind::Unknown {
            prop_assert_eq!(found.name, text.as_str());
            prop_assert_eq!((found.stage, found.region), (None, None));
        }
        for part in [found.stage, found.region].into_iter().flatten() {
            prop_assert!(!part.is_empty() && text.contains(part));
        }
    }

    #[test]
    fn a_known_suffix_keeps_its_meter_under_any_prefix(
        prefix in "[A-Z0-9]{2,5}",
        (product, suffix, expected, rule) in prop::sample::select(KNOWN),
        operation in prop::option::of(text()),
    ) {
        let text = format!("{prefix}-{suffix}");
        let usage = UsageType { product, usage_type: Some(&text), operation: operation.as_deref(), service_code: None };
        let decision = meter(usage);
        prop_assert_eq!((decision.value, decision.rule.id), (expected, rule));
        prop_assert_eq!(region_of_usage_type(product, &text), region_of_prefix(&prefix));
    }

    #[test]
    fn any_arn_of_an_api_gives_its_id_back(
        id in "[a-z0-9]{1,12}",
        stage in prop::option::of("[A-Za-z0-9_-]{1,20}"),
        partition in prop::sample::select(vec!["aws", "aws-cn", "aws-us-gov"]),
    ) {
        let below = stage.as_ref().map(|stage| format!("/stages/{stage}")).unwrap_or_default();
        for (collection, kind) in [("apis", ResourceKind::Api), ("restapis", ResourceKind::RestApi)] {
            let arn = format!("arn:{partition}:apigateway:eu-west-1::/{collection}/{id}{below}");
            let found = resource(Product::ApiGateway, &arn);
            let parts = found.map(|found| (found.kind, found.name, found.stage, found.region));
            prop_assert_eq!(parts, Some((kind, id.as_str(), stage.as_deref(), Some("eu-west-1"))));
        }
    }
}
