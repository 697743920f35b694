//! Resource id → API and stage, or function.

use classify::{Product, Resource, ResourceKind, resource};

const fn found<'a>(kind: ResourceKind, name: &'a str, stage: Option<&'a str>, region: Option<&'a str>) -> Resource<'a> {
    Resource { kind, name, stage, region }
}

const fn rest<'a>(name: &'a str, stage: Option<&'a str>, region: Option<&'a str>) -> Resource<'a> {
    found(ResourceKind::RestApi, name, stage, region)
}

const fn api<'a>(name: &'a str, stage: Option<&'a str>, region: Option<&'a str>) -> Resource<'a> {
    found(ResourceKind::Api, name, stage, region)
}

const fn function<'a>(name: &'a str, region: Option<&'a str>) -> Resource<'a> {
    found(ResourceKind::Function, name, None, region)
}

fn check(product: Product, cases: &[(&str, Resource<'_>)]) {
    for (text, expected) in cases {
        assert_eq!(resource(product, text), Some(*expected), "{text}");
    }
}

#[test]
fn arns_of_apis() {
    let (east, cn, gov) = (Some("us-east-1"), Some("cn-north-1"), Some("us-gov-west-1"));
    let prod = Some("prod");
    let cases = [
        ("arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5/stages/prod", rest("a1b2c3d4e5", prod, east)),
        ("arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5", rest("a1b2c3d4e5", None, east)),
        ("arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5/stages/prod", api("a1b2c3d4e5", prod, east)),
        ("arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5/stages/$default", api("a1b2c3d4e5", Some("$default"), east)),
        ("arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5", api("a1b2c3d4e5", None, east)),
        ("arn:aws:apigateway:us-east-1::apis/a1b2c3d4e5/stages/prod", api("a1b2c3d4e5", prod, east)),
        ("arn:aws:apigateway:us-east-1::restapis/a1b2c3d4e5", rest("a1b2c3d4e5", None, east)),
        ("arn:aws:apigateway:us-east-1:111122223333:/apis/abc123", api("abc123", None, east)),
        ("arn:aws-cn:apigateway:cn-north-1::/apis/a1b2c3d4e5/stages/prod", api("a1b2c3d4e5", prod, cn)),
        ("arn:aws-us-gov:apigateway:us-gov-west-1::/restapis/a1b2c3d4e5", rest("a1b2c3d4e5", None, gov)),
        ("arn:aws:apigateway:::/apis/a1b2c3d4e5", api("a1b2c3d4e5", None, None)),
        (" arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5 ", api("a1b2c3d4e5", None, east)),
    ];
    check(Product::ApiGateway, &cases);
    check(Product::Lambda, &cases);
}

#[test]
fn arns_of_calls() {
    let east = Some("us-east-1");
    let prod = Some("prod");
    check(
        Product::ApiGateway,
        &[
            ("arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5", api("a1b2c3d4e5", None, east)),
            ("arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/prod", api("a1b2c3d4e5", prod, east)),
            ("arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/prod/POST/$connect", api("a1b2c3d4e5", prod, east)),
            ("arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*/*", api("a1b2c3d4e5", None, east)),
            ("arn:aws:execute-api::111122223333:a1b2c3d4e5/", api("a1b2c3d4e5", None, None)),
        ],
    );
}

#[test]
fn bare_ids_of_apis() {
    check(
        Product::ApiGateway,
        &[
            ("a1b2c3d4e5", api("a1b2c3d4e5", None, None)),
            ("a1b2c3d4e5/prod", api("a1b2c3d4e5", Some("prod"), None)),
            ("a1b2c3d4e5/$default", api("a1b2c3d4e5", Some("$default"), None)),
        ],
    );
}

#[test]
fn functions() {
    let east = Some("us-east-1");
    let cases = [
        ("arn:aws:lambda:us-east-1:111122223333:function:chat", function("chat", east)),
        ("arn:aws:lambda:us-east-1:111122223333:function:chat:live", function("chat", east)),
        ("arn:aws:lambda:us-east-1:111122223333:function:chat:$LATEST", function("chat", east)),
        ("arn:aws-cn:lambda:cn-northwest-1:111122223333:function:chat:7", function("chat", Some("cn-northwest-1"))),
        ("arn:aws:lambda::111122223333:function:chat", function("chat", None)),
    ];
    check(Product::Lambda, &cases);
    check(Product::ApiGateway, &cases);
    check(
        Product::Lambda,
        &[
            ("chat-Handler_2", function("chat-Handler_2", None)),
            ("chat:live", function("chat", None)),
            ("a1b2c3d4e5", function("a1b2c3d4e5", None)),
        ],
    );
}

#[test]
fn a_blank_id_names_nothing() {
    for product in Product::ALL {
        for text in ["", " ", "\t\n", "\u{a0}"] {
            assert_eq!(resource(product, text), None, "{text:?}");
        }
    }
}

#[test]
fn other_shapes_keep_their_whole_text() {
    let long = "x".repeat(1 << 20);
    let long_arn = format!("arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5/stages/{}", "/".repeat(1 << 20));
    for text in [
        "arn:",
        "arn:aws:apigateway",
        "arn:aws:apigateway:us-east-1::",
        "arn:aws:apigateway:us-east-1::/apis",
        "arn:aws:apigateway:us-east-1::/apis/",
        "arn:aws:apigateway:us-east-1::/apis//stages/prod",
        "arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5/stages/",
        "arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5/stages/prod/more",
        "arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5/routes/r1",
        "arn:aws:apigateway:us-east-1::/domainnames/example.com",
        "arn:aws:apigateway:us east 1::/apis/a1b2c3d4e5",
        "arn:azure:apigateway:us-east-1::/apis/a1b2c3d4e5",
        "arn:aws:execute-api:us-east-1:111122223333:",
        "arn:aws:execute-api:us-east-1:111122223333:/prod",
        "arn:aws:lambda:us-east-1:111122223333:function:",
        "arn:aws:lambda:us-east-1:111122223333:function:chat:",
        "arn:aws:lambda:us-east-1:111122223333:function:chat:live:more",
        "arn:aws:lambda:us-east-1:111122223333:layer:chat:3",
        "arn:aws:s3:::bucket/key",
        "A1B2C3D4E5/prod",
        "a1b2c3d4e5/",
        "a1b2c3d4e5/prod/GET",
        "\u{0}\u{1}\u{7f}",
        "日本語の関数",
        &long,
        &long_arn,
    ] {
        for product in Product::ALL {
            let expected = found(ResourceKind::Unknown, text, None, None);
            assert_eq!(resource(product, text), Some(expected), "{text:.80}");
        }
    }
}

#[test]
fn a_bare_text_is_read_as_the_product_names_things() {
    for text in ["a1b2c3d4e", "a1b2c3d4e5f", "A1B2C3D4E5", "my-chat-api"] {
        let expected = found(ResourceKind::Unknown, text, None, None);
        assert_eq!(resource(Product::ApiGateway, text), Some(expected), "{text}");
        assert_eq!(resource(Product::Lambda, text), Some(function(text, None)), "{text}");
    }
}

#[test]
fn a_function_name_has_at_most_64_characters() {
    let (longest, too_long) = ("f".repeat(64), "f".repeat(65));
    assert_eq!(resource(Product::Lambda, &longest), Some(function(&longest, None)));
    let expected = found(ResourceKind::Unknown, &too_long, None, None);
    assert_eq!(resource(Product::Lambda, &too_long), Some(expected));
}
