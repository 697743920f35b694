//! Texts of exports out of arbitrary bytes.

use libfuzzer_sys::arbitrary::{Result, Unstructured};

/// Names of columns as legacy reports, CUR 2.0 and FOCUS have them; each header has a product code or service.
const LEGACY: &[&str] = &[
    "identity/LineItemId",
    "identity/TimeInterval",
    "bill/BillingPeriodStartDate",
    "lineItem/UsageAccountId",
    "lineItem/LineItemType",
    "lineItem/UsageStartDate",
    "lineItem/ProductCode",
    "lineItem/UsageType",
    "lineItem/Operation",
    "lineItem/ResourceId",
    "lineItem/UsageAmount",
    "lineItem/LineItemDescription",
    "lineItem/UnblendedRate",
    "lineItem/UnblendedCost",
    "product/region",
];
const CUR2: &[&str] = &[
    "bill_billing_period_start_date",
    "bill_invoice_id",
    "line_item_line_item_type",
    "line_item_product_code",
    "line_item_usage_account_id",
    "line_item_usage_amount",
    "line_item_usage_start_date",
    "line_item_usage_type",
    "product",
    "line_item_unblended_cost",
];

const FOCUS: &[&str] = &[
    "BilledCost",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ServiceName",
    "x_ServiceCode",
    "x_UsageType",
    "EffectiveCost",
];

/// What single bytes below 0x80 stand for, where texts are made of tokens; all others are themselves.
const TOKENS: &[&str] = &[
    ",",
    ",",
    ",",
    ",",
    "\n",
    "\n",
    "\"",
    "\"",
    "\"\"",
    "\r\n",
    "\r",
    "\",\"",
    "\"\n",
    ",,,,,,",
    "\u{feff}",
    " ",
    "AWSLambda",
    "AmazonApiGateway",
    "AmazonEC2",
    "AWS Lambda",
    "ServiceName",
    "awslambda ",
    "Usage",
    "Tax",
    "SavingsPlanNegation",
    "USE1-ApiGatewayMinute",
    "Lambda-GB-Second",
    "2026-10-01T00:00:00Z",
    "2026-10-01T00:00:00Z/2026-10-01T01:00:00Z",
    "0.0000002500",
    "1e-7",
    "-1",
    "99999999999999999999",
    "x",
    "{\"region\": \"eu-west-1\"}",
    "free tier",
    "arn:aws:lambda:us-east-1:210000000001:function:f",
    "lineItem/ProductCode",
    "bill_invoice_id",
    "é",
    "210000000001",
];

/// Whole rows of [`LEGACY`].
const ROWS: &[&str] = &[
    "id1,2026-10-01T00:00:00Z/2026-10-01T01:00:00Z,2026-10-01T00:00:00Z,210000000001,Usage,2026-10-01T00:00:00Z,\
     AmazonApiGateway,USE1-ApiGatewayMinute,ApiGatewayWebSocket,\
     arn:aws:apigateway:us-east-1::/apis/abc123/stages/prod,60,\"$0.25 per million, \"\"minutes\"\"\",0.00000025,0.000015,us-east-1\n",
    "id2,2026-10-01T00:00:00Z/2026-10-01T01:00:00Z,2026-10-01T00:00:00Z,210000000001,Usage,2026-10-01T00:00:00Z,\
     AmazonEC2,BoxUsage:m5.large,RunInstances,i-1,1,\"line\nbreak\",0.096,0.096,us-east-1\n",
    "\"id3\",\"\",\"2026-10-01T00:00:00Z\",\"210000000001\",\"Tax\",\"\",\"AWSLambda\",\"\",\"\",\"\",\"1\",\"Tax\",\"\",\"0.5\",\"\"\n",
];

/// Bytes that the fast path holds before it looks for records.
const HELD: usize = 1 << 17;

/// The text of an export.
pub fn text(input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let shape: u8 = input.arbitrary()?;
    let mut text = Vec::new();
    match shape & 3 {
        0 => header(&mut text, LEGACY, input)?,
        1 => header(&mut text, CUR2, input)?,
        2 => header(&mut text, if shape & 0x40 == 0 { &LEGACY[4..8] } else { FOCUS }, input)?,
        // Whatever comes.
        _ => {}
    }
    if shape & 0x1c == 0x1c && shape & 3 == 0 {
        // So that what comes lies where the fast path reads on.
        let end = HELD - usize::from(input.arbitrary::<u8>()?);
        // Few rows and long ones, which cost least.
        let row = format!("id,,,,Usage,,AmazonEC2,,,,,{},,,\n", "x".repeat(8_000));
        while text.len() + row.len() <= end {
            text.extend(row.as_bytes());
        }
        text.extend(format!("id,,,,Usage,,AmazonEC2,,,,,{},,,\n", "x".repeat(end - text.len())).as_bytes());
    }
    let is_raw = shape & 0x20 != 0;
    let rest = input.bytes(input.len())?;
    for &byte in rest {
        let at = usize::from(byte);
        match (is_raw, TOKENS.get(at), ROWS.get(at.wrapping_sub(TOKENS.len()))) {
            (false, Some(token), _) => text.extend(token.as_bytes()),
            (false, None, Some(row)) => text.extend(row.as_bytes()),
            _ => text.push(byte),
        }
    }
    Ok(text)
}

/// A header with some columns left out, quoted, or in another order.
fn header(text: &mut Vec<u8>, names: &[&str], input: &mut Unstructured<'_>) -> Result<()> {
    let odd: u8 = input.arbitrary()?;
    let mut names = names.to_vec();
    if odd & 1 != 0 {
        let by = usize::from(odd >> 4) % names.len();
        names.rotate_left(by);
    }
    let quote = if odd & 2 != 0 { "\"" } else { "" };
    let line: Vec<String> = names.iter().map(|name| format!("{quote}{name}{quote}")).collect();
    text.extend(line.join(",").as_bytes());
    text.extend(if odd & 4 != 0 { &b"\r\n"[..] } else { b"\n" });
    Ok(())
}
