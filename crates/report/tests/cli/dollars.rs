//! A small export of which every row costs one dollar, so that a total is a number of rows.

use std::fs;
use std::path::Path;

use crate::harness::{Run, report};

pub(crate) const PAYER: &str = "012345678901";
pub(crate) const OTHER: &str = "222222222222";

/// The columns of a CUR 2.0 export that matter here.
const COLUMNS: [&str; 14] = [
    "identity_line_item_id",
    "identity_time_interval",
    "bill_payer_account_id",
    "bill_billing_period_start_date",
    "line_item_usage_account_id",
    "line_item_line_item_type",
    "line_item_product_code",
    "line_item_usage_type",
    "line_item_usage_start_date",
    "line_item_usage_end_date",
    "line_item_currency_code",
    "line_item_resource_id",
    "line_item_usage_amount",
    "line_item_unblended_cost",
];

/// A row of connection minutes of an hour of 2026-10.
#[derive(Clone)]
pub(crate) struct Row(pub(crate) [String; COLUMNS.len()]);

impl Row {
    pub(crate) fn of(payer: &str, hour: usize) -> Self {
        let time = |hour: usize| format!("2026-10-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24);
        let (start, end) = (time(hour), time(hour + 1));
        Self([
            format!("{payer}-{hour}"),
            format!("{start}/{end}"),
            payer.to_owned(),
            "2026-10-01T00:00:00Z".to_owned(),
            payer.to_owned(),
            "Usage".to_owned(),
            "AmazonApiGateway".to_owned(),
            "USE1-ApiGatewayMinute".to_owned(),
            start,
            end,
            "USD".to_owned(),
            "arn:aws:apigateway:us-east-1::/apis/a1b2c3d4e5".to_owned(),
            (hour + 1).to_string(),
            "1".to_owned(),
        ])
    }

    pub(crate) fn with(mut self, column: &str, value: &str) -> Self {
        let at = COLUMNS.iter().position(|name| *name == column).unwrap();
        value.clone_into(&mut self.0[at]);
        self
    }

    /// Of another product, and a day long: storage is metered so in hourly exports too.
    pub(crate) fn of_storage(payer: &str, day: usize) -> Self {
        Self::of(payer, 24 * day)
            .with("identity_line_item_id", &format!("storage-{day}"))
            .with(
                "identity_time_interval",
                &format!("2026-10-{:02}T00:00:00Z/2026-10-{:02}T00:00:00Z", day + 1, day + 2),
            )
            .with("line_item_usage_end_date", &format!("2026-10-{:02}T00:00:00Z", day + 2))
            .with("line_item_product_code", "AmazonS3")
    }
}

pub(crate) fn rows(payer: &str, hours: std::ops::Range<usize>) -> Vec<Row> {
    hours.map(|hour| Row::of(payer, hour)).collect()
}

/// A text of these rows, without these columns.
pub(crate) fn csv(rows: &[Row], without: &[&str]) -> String {
    let kept: Vec<usize> = (0..COLUMNS.len()).filter(|&at| !without.contains(&COLUMNS[at])).collect();
    let line = |cells: &dyn Fn(usize) -> String| kept.iter().map(|&at| cells(at)).collect::<Vec<_>>().join(",") + "\n";
    let head = line(&|at| COLUMNS[at].to_owned());
    rows.iter().fold(head, |text, row| text + &line(&|at| row.0[at].clone()))
}

pub(crate) fn write(path: &Path, text: impl AsRef<[u8]>) -> String {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

pub(crate) fn summary(arguments: &[&str]) -> Run {
    report(&[&["summary", "--format", "json"], arguments].concat())
}

/// The whole dollars of a run without a warning.
pub(crate) fn dollars(arguments: &[&str]) -> String {
    let out = summary(arguments);
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    total(&out)
}

pub(crate) fn total(out: &Run) -> String {
    let json: serde_json::Value = serde_json::from_str(&out.stdout).unwrap_or_else(|_| panic!("{}", out.stderr));
    json["bridge"]["total"].to_string()
}
