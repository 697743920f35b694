//! The manifests that come with a delivery.

use serde_json::{Value, json};

use crate::columns::manifest_type;
use crate::layout::Layout;
use crate::month::Month;
use crate::prng::{hash_text, hex};

/// What a manifest says besides the month and the layout.
#[derive(Debug, Clone)]
pub(crate) struct Named<'a> {
    /// Name of the report or export.
    pub(crate) name: &'a str,
    /// Bucket of its files.
    pub(crate) bucket: &'a str,
    /// Assembly or execution id.
    pub(crate) version: &'a str,
    /// Keys of its files in the bucket.
    pub(crate) keys: &'a [String],
}

/// The text of a legacy report's manifest.
pub(crate) fn legacy(month: &Month, layout: &Layout, named: &Named<'_>) -> String {
    let columns: Vec<Value> = layout
        .columns(month.options())
        .iter()
        .map(|column| {
            // Parquet manifests name columns as the files do: without a category of their own.
            let (category, name) = column.name.split_once('/').unwrap_or(("", &column.name));
            json!({"category": category, "name": name, "type": manifest_type(column.field, false)})
        })
        .collect();
    let (compression, content_type) = match layout {
        Layout::LegacyCsv(csv) | Layout::Cur2Csv(csv) | Layout::FocusCsv(_, csv) => {
            (csv.container.manifest_name(), "text/csv")
        }
        Layout::LegacyParquet(_) | Layout::Cur2Parquet(_) | Layout::FocusParquet(..) => ("Parquet", "Parquet"),
    };
    let bill = month.bill();
    let day = |time: crate::Time| {
        let (year, month, day) = time.date();
        format!("{year:04}{month:02}{day:02}T000000.000Z")
    };
    let manifest = json!({
        "assemblyId": named.version,
        "account": bill.payer_account_id,
        "columns": columns,
        "charset": "UTF-8",
        "compression": compression,
        "contentType": content_type,
        "reportId": hex(hash_text(named.name), 64),
        "reportName": named.name,
        "billingPeriod": {"start": day(bill.period_start), "end": day(bill.period_end)},
        "bucket": named.bucket,
        "reportKeys": named.keys,
        "additionalArtifactKeys": [],
    });
    pretty(&manifest)
}

/// The text of a Data Exports manifest: it tells neither the period nor the number of rows.
pub(crate) fn data_exports(month: &Month, layout: &Layout, named: &Named<'_>) -> String {
    let columns: Vec<Value> = layout
        .columns(month.options())
        .iter()
        .map(|column| json!({"name": column.name, "type": manifest_type(column.field, layout.focus_table().is_some())}))
        .collect();
    let account = &month.bill().payer_account_id;
    let id = hex(hash_text(named.name), 12);
    let files: Vec<String> = named.keys.iter().map(|key| format!("s3://{}/{key}", named.bucket)).collect();
    let manifest = json!({
        "executionId": named.version,
        "exportArn": format!("arn:aws:bcm-data-exports:us-east-1:{account}:export/{}-{id}", named.name),
        "columns": columns,
        "dataFiles": files,
        "additionalOutputFiles": [],
    });
    pretty(&manifest)
}

fn pretty(manifest: &Value) -> String {
    format!("{manifest:#}\n")
}
