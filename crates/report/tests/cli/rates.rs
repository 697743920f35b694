//! `report rates`: what each meter is paid for, against the list.

use serde_json::Value;

use crate::harness::{report, sample};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

fn json(arguments: &[&str]) -> Value {
    let out = report(&[&["rates", SAMPLE, "--format", "json"], arguments].concat());
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

fn line<'v>(card: &'v Value, region: &str, meter: &str) -> &'v Value {
    let lines = card["rates"].as_array().unwrap();
    lines.iter().find(|line| line["region"] == region && line["meter"] == meter).unwrap()
}

#[test]
fn the_sample_is_paid_for_at_ten_per_cent_below_the_list() {
    // The generator bills us-east-1 at list prices less an EDP discount of 10 %, two tiers of messages.
    let card = json(&[]);
    let messages = line(&card, "us-east-1", "messages");
    assert_eq!(messages["against_list"].to_string(), "-0.1");
    assert_eq!(messages["marginal_per_million"].to_string(), "0.72");
    let tiers: Vec<String> =
        messages["tiers"].as_array().unwrap().iter().map(|tier| tier["rate"].as_str().unwrap().to_owned()).collect();
    assert_eq!(tiers, ["0.000001", "0.0000008"]);
    assert_eq!(messages["tiers"][0]["quantity"].to_string(), "1000000000");
    assert_eq!(line(&card, "us-east-1", "connection_minutes")["marginal_per_million"].to_string(), "0.225");
    // No verified list price of Ireland is built in: null, not a guess.
    assert!(line(&card, "eu-west-1", "messages")["list"].is_null());
    // The same from a ledger, apart from where it was read.
    let at = tempfile::tempdir().unwrap();
    let ledger = at.path().join("ledger.parquet");
    assert_eq!(report(&["ledger", SAMPLE, "-o", ledger.to_str().unwrap()]).code, Some(0));
    let of_ledger = report(&["rates", ledger.to_str().unwrap(), "--format", "json"]);
    let of_ledger: Value = serde_json::from_str(&of_ledger.stdout).unwrap();
    assert_eq!(of_ledger["rates"], card["rates"]);
}

#[test]
fn a_price_list_is_what_the_bill_is_held_against() {
    let at = tempfile::tempdir().unwrap();
    let list = at.path().join("index.csv");
    let head = "OfferCode,AmazonApiGateway\nPublication Date,2026-10-01\nSKU,TermType,StartingRange,EndingRange,PricePerUnit,Currency,usageType,operation\n";
    let rows = "A,OnDemand,0,Inf,0.0000012,USD,EU-ApiGatewayMessage,ApiGatewayWebSocket\n\
                B,OnDemand,0,Inf,0.0000003,USD,EU-ApiGatewayMinute,ApiGatewayWebSocket\n";
    std::fs::write(&list, format!("{head}{rows}")).unwrap();
    let list = list.to_str().unwrap();
    let card = json(&["--price-list", list]);
    let messages = line(&card, "eu-west-1", "messages");
    assert_eq!(messages["list"]["marginal_per_million"].to_string(), "1.2");
    // 1.026 paid against 1.2 per million: 14.5 % below.
    assert_eq!(messages["against_list"].to_string(), "-0.145");
    let said = card["notes"].to_string();
    assert!(said.contains(&format!("price list {list} of 2026-10-01")), "{said}");
    // The list of us-east-1 stays.
    assert_eq!(line(&card, "us-east-1", "messages")["against_list"].to_string(), "-0.1");
    // `summary` takes it for what the bill has no paid rows of; here it has them, and nothing changes.
    let summary = |arguments: &[&str]| report(&[&["summary", SAMPLE, "--format", "json"], arguments].concat()).stdout;
    assert!(summary(&["--price-list", list]) == summary(&[]));
    let refused = report(&["rates", SAMPLE, "--price-list", SAMPLE]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
    assert!(refused.stderr.contains("the price list cannot be read: it is a folder"), "{}", refused.stderr);
}

#[test]
fn every_format_says_the_same() {
    let table = report(&["rates", SAMPLE]);
    assert_eq!(table.code, Some(0));
    let row = "us-east-1       connection minutes  11,339,047,108       0.25      0.225   0.225       0.25    -10 %";
    assert!(table.stdout.contains(row), "{}", table.stdout);
    assert!(table.stdout.lines().all(|line| line.chars().count() <= 118));
    let markdown = report(&["rates", SAMPLE, "--format", "markdown"]).stdout;
    let row = "| us-east-1 | connection minutes | 11,339,047,108 | 0.25 | 0.225 | 0.225 | 0.25 | -10 % |";
    assert!(markdown.contains(row), "{markdown}");
    let csv = report(&["rates", SAMPLE, "--format", "csv"]).stdout;
    assert!(csv.contains("us-east-1,connection_minutes,,2026-10,USD,11339047108,0,11339047108,2834.761777,2551.2855993,0.225,bill,2834.761777,0.25"), "{csv}");
    let masked = report(&["rates", SAMPLE, "--mask", "--format", "csv"]).stdout;
    assert!(masked.contains("account-1,us-east-1,") && !masked.contains("111122223333"), "{masked}");
}

#[test]
fn offer_files_as_aws_publishes_them_are_read() {
    let Some(lists) = sample("price-list/offers/v1.0/aws/AWSLambda/current") else { return };
    for name in ["index.csv", "index-v2.csv"] {
        let path = format!("{lists}/eu-west-1/{name}");
        let out = report(&["rates", SAMPLE, "--price-list", &path]);
        assert_eq!(out.code, Some(0), "{}", out.stderr);
    }
    for (name, said) in [
        ("default/empty.csv", "holds no price, as AWS's files for Regions without the service do"),
        ("region_index.json", "this is no offer file (missing field `offerCode`"),
    ] {
        let out = report(&["rates", SAMPLE, "--price-list", &format!("{lists}/{name}")]);
        assert_eq!(out.code, Some(2));
        assert!(out.stderr.contains(said), "{}", out.stderr);
    }
}

#[test]
fn built_in_prices_in_place_of_what_a_price_list_lacks_are_told() {
    let at = tempfile::tempdir().unwrap();
    let list = at.path().join("index.csv");
    let text = "OfferCode,AmazonApiGateway\nSKU,TermType,StartingRange,EndingRange,PricePerUnit,Currency,usageType,operation\n\
                A,OnDemand,0,Inf,0.000002,USD,USE1-ApiGatewayMessage,ApiGatewayWebSocket\n";
    std::fs::write(&list, text).unwrap();
    let list = list.to_str().unwrap();
    let gap = format!(
        "Price list {list} holds no price above 0 of connection minutes in us-east-1: the built-in list price of 2025-10 \
         is used"
    );
    let out = report(&["rates", SAMPLE, "--format", "json", "--price-list", list]);
    assert!(out.stderr.contains(&format!("warning: {gap}\n")), "{}", out.stderr);
    let card: Value = serde_json::from_str(&out.stdout).unwrap();
    assert!(card["notes"].as_array().unwrap().contains(&Value::from(gap.as_str())), "{}", card["notes"]);
    assert!(!card["notes"].to_string().contains("above 0 of messages"), "{}", card["notes"]);
    // The bill pays for minutes, so no answer of `summary` comes by that price.
    let out = report(&["summary", SAMPLE, "--price-list", list]);
    assert!(out.code == Some(0) && !out.stderr.contains("holds no price"), "{}", out.stderr);
}
