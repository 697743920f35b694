//! The contract, key by key.

use classify::{Charge, Meter};
use ledger::{Coverage, Row, Skipped, Sums};

use super::summary;
use crate::source::Source;
use crate::testing::{coverage, opened, usage};

fn json(rows: Vec<Row<'_>>, coverage: Vec<Coverage>) -> String {
    let opened = opened(rows, coverage);
    let answer = analysis::summary(&opened.ledger, &analysis::SummaryRequest::default()).unwrap();
    summary(&answer, &Source::of(&opened)).unwrap()
}

/// Rows without net columns.
fn bare(row: &Row<'static>) -> Row<'static> {
    Row { sums: Sums { net_unblended: None, net_amortized: None, ..row.sums }, ..*row }
}

/// AWS's pricing example, a tax of one unit without a Region, and a usage type that no rule knows.
#[test]
fn every_key_in_the_order_of_the_contract() {
    let rows = vec![
        bare(&usage(Meter::Messages, "chat000001", 18_000_000, "18.00")),
        bare(&usage(Meter::ConnectionMinutes, "chat000001", 21_600_000, "5.40")),
        bare(&Row {
            region: None,
            charge: Charge::Tax,
            ..usage(Meter::Messages, "chat000001", 0, "1.234567890123456789")
        }),
        bare(&usage(Meter::Other, "chat000001", 7, "0.000000000000000001")),
    ];
    let delivery = Coverage {
        notes: vec!["took the newest of 2 assemblies".to_owned()],
        skipped: vec![Skipped { path: "old".to_owned(), reason: "older delivery".to_owned() }],
        ..coverage()
    };
    assert_eq!(json(rows, vec![delivery]), CONTRACT);
}

#[test]
fn keys_never_disappear() {
    let keys = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.starts_with("  \""))
            .map(|line| line.split(':').next().unwrap().to_owned())
            .collect()
    };
    let empty = json(Vec::new(), Vec::new());
    assert_eq!(keys(&empty), keys(CONTRACT));
    for block in [
        "\"start\": null",
        "\"layout\": null",
        "\"minutes_per_message\": null",
        "\"parity_source\": null",
        "\"total\": 0",
    ] {
        assert!(empty.contains(block), "{block} in {empty}");
    }
}

#[test]
fn findings_have_every_key() {
    let rows = vec![
        usage(Meter::Messages, "idle000001", 1_000_000, "1"),
        usage(Meter::ConnectionMinutes, "idle000001", 16_000_000, "4"),
    ];
    let text = json(rows, vec![coverage()]);
    let findings = &text[text.find("\"findings\"").unwrap()..];
    let expected = [
        "\"rule\": \"WS-IDLE-RATIO\",",
        "\"class\": \"silent\",",
        "\"severity\": \"info\",",
        "\"account\": \"111111111111\",",
        "\"region\": \"us-east-1\",",
        "\"api_id\": \"idle000001\",",
        "\"stage\": \"prod\",",
        "\"title\": ",
        "\"evidence\": [",
        "\"name\": \"connection_minutes\",",
        "\"value\": 16000000,",
        "\"unit\": \"minutes\",",
        "\"kind\": \"bill\"",
        "\"monthly_saving\": {",
        "\"low\": 0,",
        // 4 × (1 − 4 ÷ 16)
        "\"expected\": 3,",
        "\"high\": 5,",
        "\"kind\": \"model\"",
        "\"assumptions\": [",
        "\"may_not_claim\": [",
        "\"advice\": ",
    ];
    let mut rest = findings;
    for part in expected {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part} in {rest}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn numbers_are_exact() {
    let large = "12345678901234567890.123456789012345678";
    let text = json(vec![usage(Meter::Messages, "a", 3, large)], vec![coverage()]);
    assert!(text.contains(&format!("\"unblended\": {large},")), "{text}");
}

const CONTRACT: &str = r#"{
  "schema_version": 1,
  "command": "summary",
  "period": {
    "start": "2026-10-01",
    "end": "2026-11-01",
    "data_through": "2026-11-01T00:00:00Z",
    "ended": true,
    "final": false,
    "kept_out": null
  },
  "currency": "USD",
  "cost_basis": "amortized",
  "source": {
    "layout": "cur2-parquet",
    "deliveries": [
      {
        "period": "2026-10",
        "id": "d1",
        "files": 1
      }
    ],
    "files": 1,
    "bytes": 342000000,
    "rows": 4000000,
    "matched_rows": 439712,
    "unparsed_rows": 0,
    "skipped": [
      {
        "path": "old",
        "reason": "older delivery"
      }
    ],
    "notes": [
      "took the newest of 2 assemblies"
    ],
    "complete": true
  },
  "layers": {
    "messages": {
      "quantity": 18000000,
      "cost": 18
    },
    "connection_minutes": {
      "quantity": 21600000,
      "cost": 5.4
    },
    "lambda": {
      "cost": 0,
      "requests": 0,
      "gb_seconds": 0,
      "linked_cost": 0,
      "unlinked_cost": 0
    }
  },
  "ratio": {
    "minutes_per_message": 1.2,
    "cost_ratio": 0.3,
    "parity_minutes_per_message": 4,
    "parity_source": "bill",
    "average_concurrent_connections": 483.870968
  },
  "apis": [
    {
      "account": "111111111111",
      "account_name": null,
      "region": "us-east-1",
      "api_id": "chat000001",
      "stage": "prod",
      "workload": null,
      "messages": 18000000,
      "minutes": 21600000,
      "message_cost": 18,
      "minute_cost": 5.4,
      "lambda_cost": null,
      "minutes_per_message": 1.2,
      "parity_minutes_per_message": 4,
      "cost_ratio": 0.3,
      "average_concurrent_connections": 483.870968,
      "first_use": "2026-10-01T00:00:00Z",
      "last_use": "2026-10-01T00:00:00Z",
      "active_hours": null,
      "connections_by_hour_of_week": null
    }
  ],
  "workloads": [],
  "bridge": {
    "layers": 23.4,
    "other_meters": 0.000000000000000001,
    "covered_on_demand": 0,
    "negation": 0,
    "discounts": 0,
    "credits": 0,
    "refunds": 0,
    "tax": 1.234567890123456789,
    "fees": 0,
    "other": 0,
    "total": 24.63456789012345679
  },
  "meters": [
    {
      "product_code": "AmazonApiGateway",
      "meter": "connection_minutes",
      "charge": "usage",
      "region": "us-east-1",
      "rows": 1,
      "quantity": 21600000,
      "unblended": 5.4,
      "net_unblended": null,
      "amortized": 5.4,
      "net_amortized": null,
      "public_on_demand": 5.4,
      "billed": null,
      "list": null
    },
    {
      "product_code": "AmazonApiGateway",
      "meter": "messages",
      "charge": "tax",
      "region": null,
      "rows": 1,
      "quantity": 0,
      "unblended": 1.234567890123456789,
      "net_unblended": null,
      "amortized": 1.234567890123456789,
      "net_amortized": null,
      "public_on_demand": 1.234567890123456789,
      "billed": null,
      "list": null
    },
    {
      "product_code": "AmazonApiGateway",
      "meter": "messages",
      "charge": "usage",
      "region": "us-east-1",
      "rows": 1,
      "quantity": 18000000,
      "unblended": 18,
      "net_unblended": null,
      "amortized": 18,
      "net_amortized": null,
      "public_on_demand": 18,
      "billed": null,
      "list": null
    },
    {
      "product_code": "AmazonApiGateway",
      "meter": "other",
      "charge": "usage",
      "region": "us-east-1",
      "rows": 1,
      "quantity": 7,
      "unblended": 0.000000000000000001,
      "net_unblended": null,
      "amortized": 0.000000000000000001,
      "net_amortized": null,
      "public_on_demand": 0.000000000000000001,
      "billed": null,
      "list": null
    }
  ],
  "other": [
    {
      "product_code": "AmazonApiGateway",
      "usage_type": "USE1-Unknown",
      "rows": 1,
      "unblended": 0.000000000000000001,
      "cost": 0.000000000000000001
    }
  ],
  "findings": [
    {
      "rule": "UNKNOWN-USAGE",
      "class": null,
      "severity": "info",
      "account": null,
      "region": "us-east-1",
      "api_id": null,
      "stage": null,
      "title": "Unknown AmazonApiGateway usage type USE1-Unknown: <0.01 USD",
      "evidence": [
        {
          "name": "cost",
          "value": 0.000000000000000001,
          "unit": "USD",
          "kind": "bill"
        },
        {
          "name": "quantity",
          "value": 7,
          "unit": "units of the usage type",
          "kind": "bill"
        },
        {
          "name": "line_items",
          "value": 1,
          "unit": "line items",
          "kind": "bill"
        }
      ],
      "monthly_saving": null,
      "assumptions": [],
      "may_not_claim": [
        "What this usage type meters: no rule knows it, so it is in no layer and in no ratio. Its cost is among the other meters."
      ],
      "advice": "Look up the usage type in the AWS price list, and report it so that a rule can be added."
    }
  ],
  "notes": [
    "The bill is not final: some line items have no invoice yet, so credits, refunds and corrections may follow.",
    "Fixed cadence and night floor not judged: 1 API has usage that is not hourly.",
    "Columns absent in some or all rows, null here: net_unblended, net_amortized.",
    "A ratio sees only silent connections: idle ones that are pinged or pushed to look like use.",
    "Messages are metered units of 32 KB: larger messages count several times.",
    "Average connections take minutes to be posted as they accrue, which AWS does not document (unverified).",
    "public_on_demand is at the first paid tier and counts free usage: it is no list price by tier."
  ]
}
"#;
