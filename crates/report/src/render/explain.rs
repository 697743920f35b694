//! Both views of `report explain`.

use classify::Reading;
use serde::Serialize;

use super::grid::{Grid, Side};
use super::json::{SCHEMA_VERSION, pretty};
use super::paint::Paint;
use super::safe;
use super::words::paragraph;
use crate::explain::Explanation;

#[derive(Serialize)]
struct ExplainDocument<'a> {
    schema_version: u32,
    command: &'static str,
    usage_type: &'a str,
    operation: Option<&'a str>,
    nearest_rule: Option<&'static str>,
    read_as: &'static str,
    readings: Vec<ReadingBlock>,
    charges: Vec<ChargeBlock>,
    focus_charges: Vec<FocusChargeBlock>,
}

#[derive(Serialize)]
struct ReadingBlock {
    product_code: &'static str,
    meter: &'static str,
    region: Option<&'static str>,
    rule: &'static str,
    says: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct ChargeBlock {
    line_item_type: &'static str,
    charge: &'static str,
    quantity_counts: bool,
    rule: &'static str,
}

#[derive(Serialize)]
struct FocusChargeBlock {
    charge: &'static str,
    quantity_counts: bool,
    rule: &'static str,
    says: &'static str,
}

/// The explanation as JSON.
pub(crate) fn json(explanation: &Explanation) -> Result<String, serde_json::Error> {
    let reading = |reading: &Reading| ReadingBlock {
        product_code: reading.product.code(),
        meter: reading.meter.value.name(),
        region: reading.region,
        rule: reading.meter.rule.id,
        says: reading.meter.rule.says,
        source: reading.meter.rule.source,
    };
    let charges = explanation.charges.iter().map(|(line_item_type, decision)| ChargeBlock {
        line_item_type,
        charge: decision.value.name(),
        quantity_counts: decision.value.is_usage(),
        rule: decision.rule.id,
    });
    let focus_charges = explanation.focus_charges.iter().map(|decision| FocusChargeBlock {
        charge: decision.value.name(),
        quantity_counts: decision.value.is_usage(),
        rule: decision.rule.id,
        says: decision.rule.says,
    });
    pretty(&ExplainDocument {
        schema_version: SCHEMA_VERSION,
        command: "explain",
        usage_type: &explanation.usage_type,
        operation: explanation.operation.as_deref(),
        nearest_rule: explanation.nearest_rule,
        read_as: if explanation.is_description { "description" } else { "usage_type" },
        readings: explanation.readings.iter().map(reading).collect(),
        charges: charges.collect(),
        focus_charges: focus_charges.collect(),
    })
}

/// The explanation for a person.
pub(crate) fn table(explanation: &Explanation, color: bool) -> String {
    let paint = Paint { color };
    let usage_type = safe::shortened(&safe::prose(&explanation.usage_type), 80);
    let mut text = String::new();
    if let Some(nearest) = explanation.nearest_rule {
        let hint = format!(
            "No rule is called {usage_type}; the nearest is {nearest} (report explain {nearest}). As a usage type:"
        );
        text.push_str(&paragraph("", &hint));
        text.push('\n');
    }
    let read_as = if explanation.is_description { ", a description in FOCUS without a usage type," } else { "" };
    for reading in &explanation.readings {
        let (product, meter) = (reading.product.code(), reading.meter.value.name());
        let headline = format!("{usage_type} of {product}{read_as} is metered as {meter}.");
        text.push_str(&paint.bold(paragraph("", &headline).trim_end()));
        text.push_str("\n\n");
        let rule = reading.meter.rule;
        text.push_str(&paragraph("  rule    ", &format!("{}: {}", rule.id, rule.says)));
        text.push_str(&paragraph("  source  ", &format!("docs/domain.md {}", rule.source)));
        let region = reading.region.map_or_else(
            || format!("not told by the {}; the row's own Region column decides", read_as_noun(explanation)),
            |region| format!("{region} by its usage type, unless the row's own Region column says otherwise"),
        );
        text.push_str(&paragraph("  region  ", &region));
        text.push('\n');
    }
    text.push_str(&paint.bold("What becomes of each line item type"));
    text.push_str("\n\n");
    let mut grid = Grid::new(&[Side::Left; 4]);
    grid.row(["  line item type", "charge", "quantity", "rule"].map(str::to_owned));
    for (name, decision) in &explanation.charges {
        let quantity = if decision.value.is_usage() { "counts" } else { "-" };
        grid.row([
            format!("  {name}"),
            decision.value.name().to_owned(),
            quantity.to_owned(),
            decision.rule.id.to_owned(),
        ]);
    }
    text.push_str(&grid.lines().join("\n"));
    text.push_str("\n\n");
    text.push_str(&paint.bold("What becomes of charges in FOCUS, by the first rule that fits"));
    text.push_str("\n\n");
    for decision in &explanation.focus_charges {
        let charge = format!("  {:<21}", decision.value.name());
        text.push_str(&paragraph(&charge, &format!("{}: {}", decision.rule.id, decision.rule.says)));
    }
    text
}

fn read_as_noun(explanation: &Explanation) -> &'static str {
    if explanation.is_description { "description" } else { "usage type" }
}
