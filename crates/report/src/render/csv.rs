//! The meters of `summary` as CSV: every dollar once, one row for each product, meter, charge and Region.
//!
//! One file is one table, so that a spreadsheet or a database takes it as it is and several months can be put below
//! one another. RFC 4180: commas, quotes doubled, CRLF.

use analysis::{MeterRow, Summary};
use classify::Meter;
use ledger::Decimal;

use super::safe;
use crate::source::Source;

/// The columns, in the order of a row.
const HEAD: [&str; 18] = [
    "period_start",
    "period_end",
    "complete",
    "currency",
    "product_code",
    "meter",
    "unit",
    "charge",
    "region",
    "rows",
    "quantity",
    "unblended",
    "net_unblended",
    "amortized",
    "net_amortized",
    "public_on_demand",
    "billed",
    "list",
];

/// The table, with its head.
pub(crate) fn summary(summary: &Summary, source: &Source) -> String {
    let mut text = line(HEAD.map(str::to_owned));
    for row in &summary.meters {
        text.push_str(&line(cells(row, summary, source)));
    }
    text
}

fn cells(row: &MeterRow, summary: &Summary, source: &Source) -> [String; 18] {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    // What is null in the JSON is empty here, and 0 is 0.
    let amount = |value: Option<Decimal>| value.map_or_else(String::new, |value| value.to_string());
    let name = |value: &Option<String>| value.as_deref().map_or_else(String::new, harmless);
    [
        day(summary.period.start),
        day(summary.period.end),
        source.complete.to_string(),
        name(&summary.currency),
        row.product.code().to_owned(),
        row.meter.name().to_owned(),
        unit(row.meter).to_owned(),
        row.charge.name().to_owned(),
        name(&row.region),
        row.sums.rows.to_string(),
        row.sums.quantity.to_string(),
        amount(row.sums.unblended),
        amount(row.sums.net_unblended),
        amount(row.sums.amortized),
        amount(row.sums.net_amortized),
        amount(row.sums.public_on_demand),
        amount(row.sums.billed),
        amount(row.sums.list),
    ]
}

/// The unit of a meter's quantity; nothing for what counts several things in one number.
const fn unit(meter: Meter) -> &'static str {
    match meter {
        Meter::Messages => "messages of 32 KB",
        Meter::ConnectionMinutes => "minutes",
        Meter::RestRequests | Meter::HttpRequests | Meter::LambdaRequests => "requests",
        Meter::Cache => "hours",
        Meter::DataTransfer | Meter::LambdaStreaming => "GB",
        Meter::LambdaDuration | Meter::LambdaProvisioned | Meter::LambdaStorage => "GB-seconds",
        Meter::LambdaEdge | Meter::LambdaSnapstart | Meter::Other => "",
    }
}

/// A text from the bill that a spreadsheet would take for a formula gets an apostrophe before it. What could fool a
/// terminal is shown as its code, as everywhere.
pub(super) fn harmless(text: &str) -> String {
    let begins_a_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    format!("{}{}", if begins_a_formula { "'" } else { "" }, safe::prose(text))
}

pub(super) fn line<const N: usize>(cells: [String; N]) -> String {
    let mut line = cells.map(quoted).join(",");
    line.push_str("\r\n");
    line
}

/// A cell as RFC 4180 has it.
fn quoted(cell: String) -> String {
    if cell.contains([',', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use classify::Charge;
    use ledger::{Row, Sums};

    use super::*;
    use crate::testing::{small_month, summarized, usage};

    fn table<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> String {
        let (answer, source) = summarized(rows);
        summary(&answer, &source)
    }

    #[test]
    fn one_row_for_each_product_meter_charge_and_region() {
        let text = table(small_month());
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines[0], HEAD.join(","));
        assert_eq!(lines.len(), 1 + 7);
        // 21,600,000 + 16,000,000,000 minutes at 5.40 + 4,000.00.
        let minutes = "2026-10-01,2026-11-01,true,USD,AmazonApiGateway,connection_minutes,minutes,usage,us-east-1,2,\
                       16021600000,4005.4,4005.4,4005.4,4005.4,4005.4,,";
        assert!(lines.contains(&minutes), "{text}");
        assert!(text.contains(",AmazonApiGateway,messages,messages of 32 KB,tax,us-east-1,1,0,1.23,"), "{text}");
    }

    #[test]
    fn unknown_is_empty_and_nothing_is_zero() {
        let row = usage(Meter::Other, "a", 0, "0");
        let bare = Row { region: None, charge: Charge::Fee, sums: Sums { net_unblended: None, ..row.sums }, ..row };
        let text = table([bare]);
        assert!(text.ends_with(",AmazonApiGateway,other,,fee,,1,0,0,,0,0,0,,\r\n"), "{text}");
    }

    #[test]
    fn texts_of_the_bill_are_no_formulas_and_numbers_stay_numbers() {
        let row = usage(Meter::Messages, "a", 5, "-1.5");
        for (region, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\\u{9}=1"),
            ("\r=1", "'\\u{d}=1"),
            ("＝1", "'＝1"),
            ("=1,\"x\"", "\"'=1,\"\"x\"\"\""),
            ("us-east-1", "us-east-1"),
        ] {
            let text = table([Row { region: Some(region), ..row }]);
            assert!(text.ends_with(&format!(",usage,{cell},1,5,-1.5,-1.5,-1.5,-1.5,-1.5,,\r\n")), "{region:?}: {text}");
        }
    }
}
