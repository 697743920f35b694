//! `report forecast --scenario` and `report levers --scenario`: what a feature would cost, without a bill.

use std::path::PathBuf;

use serde_json::Value;

use crate::harness::{Run, report};

const AWS_EXAMPLE: &str = "[scenario]\nname = \"AWS\"\nregion = \"us-east-1\"\nconnections_per_month = 30000\n\
                           connection_minutes = 720\nmessages_per_connection = 600\naverage_message_kb = 32\n";

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let at = tempfile::tempdir().unwrap();
    let path = at.path().join("scenario.toml");
    std::fs::write(&path, text).unwrap();
    (at, path)
}

fn forecast(text: &str, arguments: &[&str]) -> Run {
    let (_at, path) = file(text);
    report(&[&["forecast", "--scenario", path.to_str().unwrap()], arguments].concat())
}

fn json(text: &str, arguments: &[&str]) -> Value {
    let out = forecast(text, &[&["--format", "json"], arguments].concat());
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    serde_json::from_str(&out.stdout).unwrap()
}

#[test]
fn the_example_of_the_pricing_page() {
    let out = json(AWS_EXAMPLE, &[]);
    let scenario = &out["scenarios"][0];
    let layer = |name: &str| {
        let layer = &scenario["layers"][name];
        (layer["quantity"].to_string(), layer["cost"].to_string())
    };
    assert_eq!(layer("messages"), ("18000000".to_owned(), "18".to_owned()));
    assert_eq!(layer("connection_minutes"), ("21600000".to_owned(), "5.4".to_owned()));
    assert_eq!(scenario["total"].to_string(), "23.4");
    let table = forecast(AWS_EXAMPLE, &[]);
    assert_eq!(table.code, Some(0));
    for line in [
        "  Messages of 32 KB   18,000,000        18.00  1 per million",
        "  Connection minutes  21,600,000         5.40  0.25 per million",
        "  Total                                 23.40",
    ] {
        assert!(table.stdout.lines().any(|printed| printed == line), "{}", table.stdout);
    }
    assert!(table.stdout.lines().all(|line| line.chars().count() <= 118));
}

#[test]
fn a_billion_and_a_half_and_a_message_of_33_kb() {
    let many = AWS_EXAMPLE.replace("30000", "2500000");
    let messages = |text: &str| json(text, &[])["scenarios"][0]["layers"]["messages"]["cost"].to_string();
    assert_eq!(messages(&many), "1400");
    assert_eq!(messages(&AWS_EXAMPLE.replace("kb = 32", "kb = 33")), "36");
    let table = forecast(&many, &[]);
    assert!(table.stdout.contains("1 per million to 1,000,000,000, then 0.8"), "{}", table.stdout);
}

/// Opened at sign-in and left open all day: pushed to every five seconds, and abandoned with a heartbeat.
const DASHBOARDS: &str = r#"
[[scenario]]
name = "pushed every 5 s"
region = "us-east-1"
connections_per_month = 100000
connection_minutes = 480
messages_per_connection = 5760
scale = 10

[[scenario]]
name = "abandoned"
region = "us-east-1"
connections_per_month = 100000
connection_minutes = 480
messages_per_connection = 0
heartbeat_seconds = 540
growth_per_month = 0.1
"#;

#[test]
fn a_dashboard_is_dominated_by_messages_until_its_user_walks_away() {
    let out = json(DASHBOARDS, &[]);
    let cost = |at: usize, layer: &str| out["scenarios"][at]["layers"][layer]["cost"].as_f64().unwrap();
    // Twelve messages a minute are 48 times the minute at 1.00 and 0.25 per million.
    assert!((cost(0, "messages") / cost(0, "connection_minutes") - 48.0).abs() < 1e-9);
    // One heartbeat in nine minutes: 53 a connection, 5.30 against 12.00.
    assert!((cost(1, "messages") - 5.3).abs() < 1e-9 && (cost(1, "connection_minutes") - 12.0).abs() < 1e-9);
    // Both cost the same at one message in four minutes: 120 in 480.
    assert_eq!(out["scenarios"][1]["parity_messages_per_connection"].to_string(), "120");
    assert_eq!(out["scenarios"][0]["scaled"]["grows_most"], "messages");
    // 5,760 M: 1,000 at 1.00 and 4,760 at 0.80.
    assert_eq!(out["scenarios"][0]["scaled"]["layers"]["messages"]["cost"].to_string(), "4808");
    // What grows is told for a year, what does not for a month.
    let months = |at: usize| out["scenarios"][at]["months"].as_array().unwrap().len();
    assert_eq!((months(0), months(1)), (1, 12));
    let table = forecast(DASHBOARDS, &["--months", "2"]).stdout;
    for said in [
        "messages dominate, 48 times the other meter",
        "connection minutes dominate, 2.3 times the other meter",
        "At 10 times the size messages grow most: 4,232.00 more a month",
        "one of 480 minutes is 4 connections, 400,000 in all",
        "Side by side, USD a month",
    ] {
        assert!(table.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{said}: {table}");
    }
}

#[test]
fn every_format_says_the_same() {
    let at = tempfile::tempdir().unwrap();
    let path = |name: &str| at.path().join(name).to_str().unwrap().to_owned();
    let (markdown, csv) = (path("a.md"), path("a.csv"));
    let out = forecast(AWS_EXAMPLE, &["--export", &markdown, "--export", &csv, "-o", &path("a.json")]);
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    let markdown = std::fs::read_to_string(markdown).unwrap();
    assert!(markdown.contains("| Messages of 32 KB | 18,000,000 | 18.00 | 1 per million |"), "{markdown}");
    assert!(markdown.contains("| **Total** | | **23.40** | |"), "{markdown}");
    let csv = std::fs::read_to_string(csv).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines,
        [
            "scenario,region,scale,month,currency,meter,quantity,free,cost",
            "AWS,us-east-1,1,1,USD,messages,18000000,0,18",
            "AWS,us-east-1,1,1,USD,connection_minutes,21600000,0,5.4",
        ]
    );
}

#[test]
fn a_region_without_a_price_takes_a_price_list() {
    let text = AWS_EXAMPLE.replace("us-east-1", "ap-northeast-2");
    let out = forecast(&text, &[]);
    assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""));
    assert!(
        out.stderr.contains("no price of messages in ap-northeast-2 is known; give the offer file"),
        "{}",
        out.stderr
    );
    let at = tempfile::tempdir().unwrap();
    let list = at.path().join("index.csv");
    let head = "\"OfferCode\",\"AmazonApiGateway\"\nSKU,TermType,StartingRange,EndingRange,PricePerUnit,Currency,usageType,operation\n";
    let rows = "A,OnDemand,0,1000000000,0.00000114,USD,APN2-ApiGatewayMessage,ApiGatewayWebSocket\n\
                A,OnDemand,1000000000,Inf,0.00000094,USD,APN2-ApiGatewayMessage,ApiGatewayWebSocket\n\
                B,OnDemand,0,Inf,0.000000285,USD,APN2-ApiGatewayMinute,ApiGatewayWebSocket\n";
    std::fs::write(&list, format!("{head}{rows}")).unwrap();
    let list = list.to_str().unwrap();
    let out = json(&text, &["--price-list", list]);
    // 18 M at 1.14 and 21.6 M at 0.285 per million.
    assert_eq!(out["scenarios"][0]["total"].to_string(), "26.676");
    assert_eq!(out["scenarios"][0]["prices"][0]["source"], format!("price list {list}"));
    let refused = forecast(&text, &["--price-list", list, "-o", list]);
    assert!(refused.code == Some(2) && refused.stderr.contains("it is what is read"), "{}", refused.stderr);
}

#[test]
fn bad_input_prints_nothing_but_why() {
    for (text, said) in [
        ("", "holds no scenario; begin one with [[scenario]]"),
        ("[scenario]\nregion = 5\n", "region must be a text, not an integer"),
        ("[scenario", "this is no TOML"),
        (
            &AWS_EXAMPLE.replace("30000", "1000000000000").replace("= 600", "= 1000000"),
            "scenario AWS: more than 100,000,000,000,000,000 metered units in month 1",
        ),
    ] {
        let out = forecast(text, &[]);
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""), "{text}");
        assert!(out.stderr.starts_with("error: ") && out.stderr.contains(said), "{}", out.stderr);
    }
    let none = report(&["forecast"]);
    assert!(none.code == Some(2) && none.stderr.contains("--scenario <FILE>"), "{}", none.stderr);
    let months = forecast(AWS_EXAMPLE, &["--months", "0"]);
    assert!(months.code == Some(2) && months.stderr.contains("0 is not in 1..=60"), "{}", months.stderr);
}

#[test]
fn on_top_of_a_bill_its_own_rates_are_paid() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");
    let out = json(AWS_EXAMPLE, &[sample]);
    // The sample is past a billion messages in us-east-1, and has 10 % off: 18 M at 0.72 and 21.6 M at 0.225 per million.
    assert_eq!(out["scenarios"][0]["layers"]["messages"]["cost"].to_string(), "12.96");
    assert_eq!(out["scenarios"][0]["layers"]["connection_minutes"]["cost"].to_string(), "4.86");
    let source = out["scenarios"][0]["prices"][0]["source"].as_str().unwrap();
    assert!(source.starts_with("the bill of 2026-10: what one more unit costs there"), "{source}");
    // Parity of the reached tier: 0.72 ÷ 0.225.
    assert_eq!(out["scenarios"][0]["parity_minutes_per_message"].to_string(), "3.2");
    // A Region that no list has, but the bill.
    let ireland = json(&AWS_EXAMPLE.replace("us-east-1", "eu-west-1"), &[sample]);
    assert_eq!(ireland["scenarios"][0]["layers"]["messages"]["cost"].to_string(), "18.468");
    let none = forecast(AWS_EXAMPLE, &["nowhere"]);
    assert!(
        none.code == Some(2) && none.stderr.contains("nowhere: there is no such file or folder"),
        "{}",
        none.stderr
    );
}

/// A dashboard left open for eight hours, its user there for 45 minutes, pushed to every five seconds.
const LEFT_OPEN: &str = "[scenario]\nregion = \"us-east-1\"\nconnections_per_month = 100000\nconnection_minutes = 480\n\
                         messages_per_connection = 5760\n[scenario.levers]\nclose_after_minutes = 15\nactive_minutes = 45\n\
                         batch_messages = 6\npoll_seconds = 300\n";

#[test]
fn levers_together_save_less_than_their_sum() {
    let levers = |arguments: &[&str]| {
        let (_at, path) = file(LEFT_OPEN);
        report(&[&["levers", "--scenario", path.to_str().unwrap()], arguments].concat())
    };
    let out: Value = serde_json::from_str(&levers(&["--format", "json"]).stdout).unwrap();
    let scenario = &out["scenarios"][0];
    // 576 M messages and 48 M minutes at 1.00 and 0.25 per million.
    assert_eq!(scenario["total"].to_string(), "588");
    let saving =
        |at: usize| (scenario["levers"][at]["lever"].as_str().unwrap(), scenario["levers"][at]["saving"].to_string());
    // Seven of eight hours: 504 M messages and 42 M minutes. Six in one: 480 M messages.
    assert_eq!(saving(0), ("close_inactive", "514.5".to_owned()));
    assert_eq!(saving(1), ("batching", "480".to_owned()));
    // 12 M messages and 6 M minutes are left.
    assert_eq!(scenario["combined"]["saving"].to_string(), "574.5");
    assert_eq!(scenario["combined"]["sum_of_single"].to_string(), "994.5");
    // 48 M minutes are 9.6 M intervals of five, at 1.00 per million; an idle connection is worth a request in four minutes.
    assert_eq!(scenario["polling"]["cost"].to_string(), "9.6");
    assert_eq!(scenario["polling"]["break_even_seconds_idle"].to_string(), "240");
    let table = levers(&[]);
    assert_eq!(table.code, Some(0));
    for line in [
        "  close connections that no one uses        73.50  514.50  87.5 %",
        "  all together                              13.50  574.50  97.7 %",
    ] {
        assert!(table.stdout.lines().any(|printed| printed == line), "{}", table.stdout);
    }
    assert!(table.stdout.contains("504,000,000 messages = 504.00 + 42,000,000 connection minutes = 10.50"));
    assert!(table.stdout.lines().all(|line| line.chars().count() <= 118));
    let csv = levers(&["--format", "csv"]).stdout;
    assert!(csv.ends_with("scenario 1,us-east-1,USD,all,13.5,574.5\r\n"), "{csv}");
    let markdown = levers(&["--format", "markdown"]).stdout;
    assert!(markdown.contains("| several messages in one | 108.00 | 480.00 | 81.6 % |"), "{markdown}");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");
    let of_bill: Value = serde_json::from_str(&levers(&["--format", "json", sample]).stdout).unwrap();
    // With 10 % off in the second tier: 576 M at 0.72 and 48 M at 0.225.
    assert_eq!(of_bill["scenarios"][0]["total"].to_string(), "425.52");
    // What is read is not written over.
    let data = std::fs::read_dir(format!("{sample}/data/BILLING_PERIOD=2026-10")).unwrap().next().unwrap().unwrap();
    let refused = levers(&[sample, "-o", data.path().to_str().unwrap()]);
    assert!(refused.code == Some(2) && refused.stderr.contains("it is what is read"), "{}", refused.stderr);
}

#[test]
fn built_in_prices_in_place_of_what_a_price_list_lacks_are_told() {
    let at = tempfile::tempdir().unwrap();
    let list = at.path().join("index.csv");
    // Minutes are there, at no price, as those of a free tier are.
    let rows = "OfferCode,AmazonApiGateway\nSKU,TermType,StartingRange,EndingRange,PricePerUnit,Currency,usageType,operation\n\
                A,OnDemand,0,Inf,0.000002,USD,USE1-ApiGatewayMessage,ApiGatewayWebSocket\n\
                B,OnDemand,0,Inf,0,USD,USE1-ApiGatewayMinute,ApiGatewayWebSocket\n";
    std::fs::write(&list, rows).unwrap();
    let list = list.to_str().unwrap();
    let gap = |meter: &str| {
        format!(
            "Price list {list} holds no price above 0 of {meter} in us-east-1: the built-in list price of 2025-10 is used"
        )
    };
    let (minutes, requests) = (gap("connection minutes"), gap("HTTP API requests"));
    let (_at, path) = file(AWS_EXAMPLE);
    let run = |command: &str, format: &str| {
        let arguments = [command, "--scenario", path.to_str().unwrap(), "--price-list", list, "--format", format];
        let out = report(&arguments);
        assert_eq!(out.code, Some(0), "{}", out.stderr);
        assert!(out.stderr.contains(&format!("warning: {minutes}\n")), "{command} {format}: {}", out.stderr);
        assert_eq!(out.stderr.contains(&requests), command == "levers", "{}", out.stderr);
        assert!(!out.stderr.contains("of messages"), "{}", out.stderr);
        out.stdout
    };
    let json = |command: &str| serde_json::from_str::<Value>(&run(command, "json")).unwrap()["scenarios"][0].clone();
    // 18 M at 2 and 21.6 M at the built-in 0.25 per million.
    assert_eq!(json("forecast")["total"].to_string(), "41.4");
    assert!(json("forecast")["facts"].as_array().unwrap().contains(&Value::from(minutes.as_str())));
    assert_eq!(json("levers")["notes"], serde_json::json!([minutes, requests]));
    for command in ["forecast", "levers"] {
        let table = run(command, "table").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(table.contains("holds no price above 0 of connection minutes in us-east-1"), "{table}");
        assert!(run(command, "markdown").contains("holds no price above 0 of connection minutes in us"));
        run(command, "csv");
    }
    // One that another list has is not built in, and a list of Lambda lacks nothing of API Gateway.
    let other = at.path().join("other.csv");
    std::fs::write(&other, rows.replace(",0,USD", ",0.0000003,USD")).unwrap();
    for lists in [[list, other.to_str().unwrap()], [other.to_str().unwrap(), list]] {
        let out = forecast(AWS_EXAMPLE, &["--price-list", lists[0], "--price-list", lists[1]]);
        assert!(out.code == Some(0) && out.stderr.is_empty(), "{}", out.stderr);
    }
    let lambda = "OfferCode,AWSLambda\nSKU,TermType,StartingRange,EndingRange,PricePerUnit,Currency,usageType,operation\n\
                  A,OnDemand,0,Inf,0.0000003,USD,Request,\n";
    std::fs::write(&other, lambda).unwrap();
    let out = forecast(AWS_EXAMPLE, &["--price-list", other.to_str().unwrap()]);
    assert!(out.code == Some(0) && out.stderr.is_empty(), "{}", out.stderr);
}

#[test]
fn prices_and_costs_beyond_all_reason_are_refused() {
    // The price list has none above 1,000; what a scenario makes of one may still be too much.
    let at = tempfile::tempdir().unwrap();
    let list = at.path().join("index.csv");
    let text = |price: &str| {
        format!(
            "OfferCode,AmazonApiGateway\nSKU,TermType,StartingRange,EndingRange,PricePerUnit,Currency,usageType,operation\n\
             A,OnDemand,0,Inf,{price},USD,USE1-ApiGatewayMessage,ApiGatewayWebSocket\n"
        )
    };
    let (_at, path) = file(&AWS_EXAMPLE.replace("= 30000", "= 1000000000000"));
    for (price, said) in [
        ("1e19", "index.csv: the price of messages in us-east-1 (SKU A) is 10000000000000000000 a unit"),
        ("1000", "scenario AWS: month 1 costs more than 100,000,000,000,000,000 for one meter"),
    ] {
        std::fs::write(&list, text(price)).unwrap();
        for command in ["forecast", "levers"] {
            let arguments = [command, "--scenario", path.to_str().unwrap(), "--price-list", list.to_str().unwrap()];
            let out = report(&arguments);
            assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""), "{command}");
            assert!(out.stderr.contains(said), "{}", out.stderr);
        }
    }
}
