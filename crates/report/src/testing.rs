//! Hand-made ledgers for the tests of this crate.

use analysis::{Summary, SummaryRequest};
use classify::{Charge, Meter, Product};
use ledger::{CostColumns, Coverage, Decimal, Grain, Layout, Ledger, Opened, Rate, Row, Section, Sums};

use crate::source::Source;

/// 2026-10-01T00:00:00Z.
pub(crate) const OCTOBER: i64 = 1_790_812_800;

/// A delivery of October 2026 that is read whole.
pub(crate) fn coverage() -> Coverage {
    Coverage {
        months: Vec::new(),
        billing_period: "2026-10".to_owned(),
        payer: Some("999999999999".to_owned()),
        delivery: "d1".to_owned(),
        layout: Layout::Cur2Parquet,
        files: 1,
        bytes: 342_000_000,
        rows: 4_000_000,
        matched_rows: 439_712,
        unparsed_rows: 0,
        rows_without_invoice: Some(5),
        data_through: Some(OCTOBER + 31 * 86_400),
        has_resource_ids: true,
        cost_columns: CostColumns { net_unblended: true, savings_plan: true, public_on_demand: true },
        damage: Vec::new(),
        skipped: Vec::new(),
        notes: Vec::new(),
    }
}

/// What reading these rows gives.
pub(crate) fn opened<'a>(rows: impl IntoIterator<Item = Row<'a>>, coverage: Vec<Coverage>) -> Opened {
    let ledger = Ledger::from_rows(rows, coverage).unwrap();
    Opened { ledger, notes: Vec::new() }
}

/// A usage row of October 2026 on the whole month, with the same cost on every basis.
pub(crate) fn usage(meter: Meter, resource: &'static str, quantity: i64, cost: &str) -> Row<'static> {
    let cost: Decimal = cost.parse().unwrap();
    let product = if meter.is_lambda() { Product::Lambda } else { Product::ApiGateway };
    let (usage_type, rate) = match meter {
        Meter::Messages => ("USE1-ApiGatewayMessage", "0.000001"),
        Meter::ConnectionMinutes => ("USE1-ApiGatewayMinute", "0.00000025"),
        Meter::LambdaDuration => ("Lambda-GB-Second", "0.0000166667"),
        Meter::LambdaRequests => ("Request", "0.0000002"),
        Meter::RestRequests => ("USE1-ApiGatewayRequest", "0.0000035"),
        _ => ("USE1-Unknown", "1"),
    };
    Row {
        section: Section::Items,
        billing_period: "2026-10",
        currency: Some("USD"),
        payer: Some("999999999999"),
        account: Some("111111111111"),
        region: Some("us-east-1"),
        product,
        meter,
        usage_type: Some(usage_type),
        operation: None,
        resource: Some(resource),
        stage: if product == Product::ApiGateway { Some("prod") } else { None },
        charge: Charge::Usage,
        rate: Rate::Text(rate),
        interval_start: OCTOBER,
        tags: None,
        grain: Grain::Day,
        sums: Sums {
            rows: 1,
            quantity: Decimal::from_int(quantity),
            unblended: Some(cost),
            net_unblended: Some(cost),
            amortized: Some(cost),
            net_amortized: Some(cost),
            public_on_demand: Some(cost),
            billed: None,
            list: None,
        },
    }
}

/// A small month: AWS's pricing example, an idle API, Lambda, a REST API, tax, and an unknown usage type.
pub(crate) fn small_month() -> Vec<Row<'static>> {
    vec![
        usage(Meter::Messages, "chat000001", 18_000_000, "18.00"),
        usage(Meter::ConnectionMinutes, "chat000001", 21_600_000, "5.40"),
        usage(Meter::Messages, "idle000001", 100_000_000, "100.00"),
        usage(Meter::ConnectionMinutes, "idle000001", 16_000_000_000, "4000.00"),
        usage(Meter::LambdaRequests, "backend", 120_000_000, "24.00"),
        usage(Meter::LambdaDuration, "backend", 2_000_000, "33.3334"),
        usage(Meter::RestRequests, "rest000001", 1_000_000, "3.50"),
        Row { charge: Charge::Tax, ..usage(Meter::Messages, "chat000001", 0, "1.23") },
        Row {
            usage_type: Some("USE1-ApiGatewayFrame"),
            operation: Some("ApiGatewayWebSocket"),
            ..usage(Meter::Other, "idle000001", 7, "2.50")
        },
    ]
}

/// Rows and their reading, summed up.
pub(crate) fn summarized<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> (Summary, Source) {
    let opened = opened(rows, vec![coverage()]);
    let summary = analysis::summary(&opened.ledger, &SummaryRequest::default()).unwrap();
    (summary, Source::of(&opened))
}
