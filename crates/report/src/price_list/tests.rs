use classify::Meter;

use super::*;

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Prices of a Region in the form that AWS publishes; the messages have two tiers.
const JSON: &str = r#"{
  "formatVersion": "v1.0", "offerCode": "AmazonApiGateway", "version": "20261001", "publicationDate": "2026-10-01T00:00:00Z",
  "products": {
    "AAA": {"sku": "AAA", "productFamily": "WebSocket", "attributes": {"servicecode": "AmazonApiGateway", "regionCode": "ap-northeast-2",
      "usagetype": "APN2-ApiGatewayMessage", "operation": "ApiGatewayWebSocket"}},
    "BBB": {"sku": "BBB", "attributes": {"usagetype": "APN2-ApiGatewayMinute", "operation": "ApiGatewayWebSocket"}},
    "CCC": {"sku": "CCC", "attributes": {"usagetype": "APN2-ApiGatewayCacheUsage:0.5GB", "operation": ""}}
  },
  "terms": {"OnDemand": {
    "AAA": {"AAA.JRTCKXETXF": {"priceDimensions": {
      "AAA.JRTCKXETXF.1": {"beginRange": "1000000000", "endRange": "Inf", "pricePerUnit": {"USD": "0.0000009400"}},
      "AAA.JRTCKXETXF.2": {"beginRange": "0", "endRange": "1000000000", "pricePerUnit": {"USD": "0.0000011400"}}}}},
    "BBB": {"BBB.JRTCKXETXF": {"priceDimensions": {
      "BBB.JRTCKXETXF.1": {"beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "0.0000002850"}}}}},
    "CCC": {"CCC.JRTCKXETXF": {"priceDimensions": {
      "CCC.JRTCKXETXF.1": {"beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "0.02"}}}}}
  }}
}"#;

const CSV: &str = "\"FormatVersion\",\"v1.0\"\n\"Disclaimer\",\"for information\"\n\"Publication Date\",\"2026-10-01T00:00:00Z\"\n\
\"Version\",\"20261001\"\n\"OfferCode\",\"AmazonApiGateway\"\n\
\"SKU\",\"OfferTermCode\",\"RateCode\",\"TermType\",\"StartingRange\",\"EndingRange\",\"Unit\",\"PricePerUnit\",\"Currency\",\"serviceCode\",\"usageType\",\"operation\",\"Region Code\"\n\
\"AAA\",\"JRTCKXETXF\",\"1\",\"OnDemand\",\"0\",\"1000000000\",\"Messages\",\"0.0000011400\",\"USD\",\"AmazonApiGateway\",\"APN2-ApiGatewayMessage\",\"ApiGatewayWebSocket\",\"ap-northeast-2\"\n\
\"AAA\",\"JRTCKXETXF\",\"2\",\"OnDemand\",\"1000000000\",\"Inf\",\"Messages\",\"0.0000009400\",\"USD\",\"AmazonApiGateway\",\"APN2-ApiGatewayMessage\",\"ApiGatewayWebSocket\",\"ap-northeast-2\"\n\
\"BBB\",\"JRTCKXETXF\",\"1\",\"OnDemand\",\"0\",\"Inf\",\"Minutes\",\"0.0000002850\",\"USD\",\"AmazonApiGateway\",\"APN2-ApiGatewayMinute\",\"ApiGatewayWebSocket\",\"\"\n";

fn written(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let at = tempfile::tempdir().unwrap();
    let path = at.path().join(name);
    std::fs::write(&path, text).unwrap();
    (at, path)
}

#[test]
fn both_forms_of_an_offer_file_say_the_same() {
    for (name, text) in [("index.json", JSON), ("index.csv", CSV)] {
        let (_at, path) = written(name, text);
        let list = read(&[path]).unwrap();
        let price = |meter| list.get("ap-northeast-2", Priced::of(meter)).unwrap();
        let (messages, source) = price(Meter::Messages);
        // 1.1 billion messages: 1,000 M at 1.14 and 100 M at 0.94 per million.
        assert_eq!(messages.cost(number("1100000000")), number("1234"), "{name}");
        assert!(source.describe().ends_with("of 2026-10-01T00:00:00Z"), "{}", source.describe());
        assert_eq!(price(Meter::ConnectionMinutes).0, &Tiers::flat(number("0.000000285")), "{name}");
        // What the file does not have stays.
        assert!(list.get("us-east-1", Priced::of(Meter::Messages)).is_some());
    }
}

#[test]
fn files_that_are_no_price_lists_are_refused_with_the_reason() {
    for (text, said) in [
        (JSON.replace("AmazonApiGateway", "AmazonEC2"), "this is the offer file of AmazonEC2"),
        (JSON.replace("USD", "CNY"), "holds no price in USD of a meter that is known"),
        (JSON.replace("\"1000000000\", \"endRange\"", "\"2000000000\", \"endRange\""), "leave a gap or overlap"),
        (JSON.replace("0.0000011400", "free"), "the pricePerUnit of rate AAA.JRTCKXETXF.2 is no number"),
        ("{}".to_owned(), "this is no offer file (missing field `offerCode` at line 1 column 2)"),
        ("a,b\n".to_owned(), "no line of it begins with SKU"),
        (CSV.replace("StartingRange", "Start"), "it has no column StartingRange"),
        (CSV.replace("0.0000002850", "x"), "PricePerUnit of line 9 is no number"),
        (String::new(), "no line of it begins with SKU"),
        (
            JSON.replace("0.0000009400", "-0.00000094"),
            "in ap-northeast-2 (SKU AAA) is -0.00000094, and none is below 0",
        ),
        (CSV.replace("0.0000002850", "1e19"), "is 10000000000000000000 a unit, and none is above 1000; fetch"),
    ] {
        let (_at, path) = written("index", &text);
        let errors = read(std::slice::from_ref(&path)).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert!(errors[0].starts_with(&path.display().to_string()) && errors[0].contains(said), "{errors:?}");
        assert!(errors[0].ends_with("give an offer file of AmazonApiGateway or AWSLambda, index.json or index.csv"));
    }
}

#[test]
fn a_file_that_was_cut_short_is_refused_wherever_it_ends() {
    // In the last line, which ends in an empty field: without its quotes it says the same, and nothing is missing.
    let whole = CSV.trim_end();
    let begin = whole.rfind('\n').unwrap() + 1;
    for end in (begin + 1..whole.len()).filter(|&end| end != whole.len() - 2) {
        let (_at, path) = written("index.csv", &whole[..end]);
        let errors = read(&[path]).unwrap_err();
        assert!(errors[0].contains(": line 9 ") && errors[0].contains("fetch it again"), "{end}: {errors:?}");
    }
    let (_at, path) = written("index.csv", whole);
    assert!(read(&[path]).is_ok());
    // Without quotes, in the middle of a price.
    let bare = whole.replace('"', "");
    let (_at, path) = written("index.csv", &bare[..bare.rfind("2850").unwrap()]);
    let errors = read(&[path]).unwrap_err();
    assert!(errors[0].contains(": line 9 has 8 fields, and the header 13: "), "{errors:?}");
    // Too long is as wrong.
    let (_at, path) = written("index.csv", &format!("{whole},\"x\"\n"));
    assert!(read(&[path]).unwrap_err()[0].contains(": line 9 has 14 fields, and the header 13: "));
}

#[test]
fn blanks_around_cells_say_nothing() {
    let in_csv = CSV.replace("\",\"", " \",\" ");
    let in_json = JSON
        .replace("\": \"", "\": \" ")
        .replace("\", \"", " \", \"")
        .replace("\"},", " \"},")
        .replace("\"}}", " \"}}");
    let in_json = in_json.replace("\"sku\": \" ", "\"sku\": \"");
    let (_json, json) = written("index.json", JSON);
    let expected: Vec<_> = read(&[json])
        .unwrap()
        .iter()
        .map(|(region, priced, tiers, _)| (region.to_owned(), priced, tiers.clone()))
        .collect();
    for (name, text) in [("index.csv", in_csv), ("index.json", in_json)] {
        let (_at, path) = written(name, &text);
        let list = read(&[path]).unwrap();
        let found: Vec<_> =
            list.iter().map(|(region, priced, tiers, _)| (region.to_owned(), priced, tiers.clone())).collect();
        assert_eq!(found, expected, "{name}: {text}");
    }
}
