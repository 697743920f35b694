//! Hand-made ledgers for the tests of this crate.

use classify::{Charge, Meter, Product};
use ledger::{CostColumns, Coverage, Decimal, Grain, Layout, Ledger, Rate, Row, Section, Sums};

/// 2026-10-01T00:00:00Z.
pub(crate) const OCTOBER: i64 = 1_790_812_800;

/// A number.
pub(crate) fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A delivery of daily data that is read whole.
pub(crate) fn coverage(month: &str) -> Coverage {
    Coverage {
        months: Vec::new(),
        billing_period: month.to_owned(),
        payer: Some("999999999999".to_owned()),
        delivery: "d1".to_owned(),
        layout: Layout::Cur2Parquet,
        files: 1,
        bytes: 1,
        rows: 1,
        matched_rows: 1,
        unparsed_rows: 0,
        rows_without_invoice: Some(0),
        data_through: None,
        has_resource_ids: true,
        cost_columns: CostColumns { net_unblended: true, savings_plan: true, public_on_demand: true },
        damage: Vec::new(),
        skipped: Vec::new(),
        notes: Vec::new(),
    }
}

/// A row of October 2026 of one API, without quantity and cost.
pub(crate) fn row() -> Row<'static> {
    Row {
        section: Section::Items,
        billing_period: "2026-10",
        currency: Some("USD"),
        payer: Some("999999999999"),
        account: Some("111111111111"),
        region: Some("us-east-1"),
        product: Product::ApiGateway,
        meter: Meter::Messages,
        usage_type: Some("USE1-ApiGatewayMessage"),
        operation: None,
        resource: Some("abc123"),
        stage: Some("prod"),
        charge: Charge::Usage,
        rate: Rate::Text("0.000001"),
        tags: None,
        interval_start: OCTOBER,
        grain: Grain::Day,
        sums: Sums { rows: 1, ..Sums::default() },
    }
}

/// Sums of one line item with the same cost on every basis.
pub(crate) fn sums(quantity: i64, cost: &str) -> Sums {
    let cost = number(cost);
    Sums {
        rows: 1,
        quantity: Decimal::from_int(quantity),
        unblended: Some(cost),
        net_unblended: Some(cost),
        amortized: Some(cost),
        net_amortized: Some(cost),
        public_on_demand: Some(cost),
        billed: None,
        list: None,
    }
}

/// A usage row of a meter, with the usage type and the list rate that go with it.
pub(crate) fn usage(meter: Meter, quantity: i64, cost: &str) -> Row<'static> {
    let product = if meter.is_lambda() { Product::Lambda } else { Product::ApiGateway };
    let (usage_type, rate, resource) = match meter {
        Meter::Messages => ("USE1-ApiGatewayMessage", "0.000001", "abc123"),
        Meter::ConnectionMinutes => ("USE1-ApiGatewayMinute", "0.00000025", "abc123"),
        Meter::LambdaDuration => ("Lambda-GB-Second", "0.0000166667", "backend"),
        Meter::LambdaRequests => ("Request", "0.0000002", "backend"),
        Meter::RestRequests => ("USE1-ApiGatewayRequest", "0.0000035", "rest00"),
        _ => ("USE1-Unknown", "1", "abc123"),
    };
    let stage = if product == Product::ApiGateway { Some("prod") } else { None };
    Row {
        product,
        meter,
        usage_type: Some(usage_type),
        resource: Some(resource),
        stage,
        rate: Rate::Text(rate),
        sums: sums(quantity, cost),
        ..row()
    }
}

/// Messages of one API on one row.
pub(crate) fn messages(quantity: i64, cost: &str) -> Row<'static> {
    usage(Meter::Messages, quantity, cost)
}

/// Connection minutes of one API on one row.
pub(crate) fn minutes(quantity: i64, cost: &str) -> Row<'static> {
    usage(Meter::ConnectionMinutes, quantity, cost)
}

/// AWS's own pricing example: 1,000 users, 12 hours and 600 messages a day each.
pub(crate) fn aws_example() -> [Row<'static>; 2] {
    [messages(18_000_000, "18.00"), minutes(21_600_000, "5.40")]
}

/// October by hours, each with the minutes and messages of its hour of the day, each row at this cost.
pub(crate) fn by_hour(cost: &str, usage: impl Fn(i64) -> (i64, i64)) -> Vec<Row<'static>> {
    let at = |hour: i64, row| Row { interval_start: OCTOBER + hour * 3_600, grain: Grain::Hour, ..row };
    let hour = |hour: i64| {
        let (open, sent) = usage(hour % 24);
        [at(hour, minutes(open, cost)), at(hour, messages(sent, cost))]
    };
    (0..31 * 24).flat_map(hour).collect()
}

/// A ledger of one whole month.
pub(crate) fn ledger<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> Ledger {
    Ledger::from_rows(rows, vec![coverage("2026-10")]).unwrap()
}

/// The row as an export without net columns has it.
pub(crate) fn without_net<'a>(row: &Row<'a>) -> Row<'a> {
    Row { sums: Sums { net_unblended: None, ..row.sums }, ..*row }
}
