//! What the table looks like, on a small ledger.

use ledger::{Coverage, Rate, Row};

use super::summary;
use crate::render::words::WIDTH;
use crate::source::Source;
use crate::testing::{OCTOBER, coverage, opened, small_month, summarized, usage};
use classify::Meter;

fn rendered<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> String {
    let (answer, source) = summarized(rows);
    summary(&answer, &source, false)
}

fn rendered_from(rows: Vec<Row<'_>>, coverage: Coverage) -> String {
    let opened = opened(rows, vec![coverage]);
    let answer = analysis::summary(&opened.ledger, &analysis::SummaryRequest::default()).unwrap();
    summary(&answer, &Source::of(&opened), false)
}

/// The whole view. Amounts by hand: 118 + 4,005.40 = 4,123.40; 4,123.40 + 24 + 33.3334 = 4,180.7334; the idle API has
/// 160 minutes per message, so 4,000 × (1 − 4 ÷ 160) = 3,900 may be avoidable.
const SMALL_MONTH: &str = "\
WebSocket APIs cost 4,123.40 USD in October 2026: 118.00 for messages and 4,005.40 for connection minutes.
Lambda cost 57.33 USD over all functions; the bill ties none of them to an API. A Savings Plan can cover its duration
and provisioned concurrency, and nothing of a WebSocket API.
2 findings: 1 high, 1 info. Closing connections that may be idle would save 3,900.00 USD a month (modelled, after
discounts; from 0.00 to 4,100.00, the latter with their messages).

Period    2026-10-01 to 2026-10-31, ended, not yet invoiced in full
Accounts  1
Costs     amortized, in USD
Read      cur2-parquet, 1 file, 342.0 MB, 4,000,000 line items, 439,712 of them API Gateway or Lambda

LAYERS
                       quantity  unit                  USD per million     cost (USD)    share
Messages            118,000,000  messages of 32 KB  ×         1.000000  =      118.00    2.8 %
Connection time  16,021,600,000  minutes            ×         0.250000  =    4,005.40   95.8 %
Lambda requests     120,000,000  requests           ×         0.200000  =       24.00    0.6 %
Lambda duration       2,000,000  GB-seconds         ×        16.666700  =       33.33    0.8 %
Three layers                                                                 4,180.73  100.0 %

RATIO
   135.78  connection minutes per message
     4.00  is parity: a message costs so many minutes (1.0000 ÷ 0.2500 USD per million, last tier, after discounts)
    33.94  times parity: connection time outweighs messages
    33.94  USD of connection minutes for each USD of messages
358,906.8  connections open on average

APIS BY COST
API / stage      region     msgs (M)    mins (M)  min/msg  × parity   avg open  msg (USD)  min (USD)
idle000001/prod  us-east-1   100.000  16,000.000   160.00     40.00  358,422.9     100.00   4,000.00
chat000001/prod  us-east-1    18.000      21.600     1.20      0.30      483.9      18.00       5.40

BRIDGE TO COST EXPLORER (USD)
Three layers                                              4,180.73
Other meters (REST, HTTP, cache, data transfer, unknown)      6.00
Tax                                                           1.23
Total of API Gateway and Lambda, amortized                4,187.96
The same unblended, Cost Explorer's default view          4,187.96
Unblended without tax: Cost Explorer filtered by service  4,186.73
(nothing under: plan-covered, negation, discounts, credits, refunds, fees, unknown charges)

FINDINGS
Numbers are read from the bill unless marked as model or assumed.

1. HIGH  WS-IDLE-RATIO silent  idle000001/prod, us-east-1, 111111111111
   Long silences: 160.0 connection minutes per message, 40.0 times parity
   Saving       3,900.00 USD a month expected, from 0.00 to 4,100.00 (model)
   Evidence     connection minutes 16,000,000,000; minute rate 0.25 USD per million minutes; minute cost 4,000.00 USD;
                messages 100,000,000; message cost 100.00 USD; minutes per message 160; parity minutes per message 4;
                average concurrent connections 358,422.9 (model)
   Next         - Ask the owner whether clients wait for rare messages on purpose. If not, see in the access logs how
                  long connections live, and close them in the application after some minutes without user activity
                  (in the client, or by DELETE @connections): the gateway's own limits of 10 silent minutes and 2
                  hours cannot be changed.
   Assumes      - Class silent from ratio.silent = 10 minutes per message (default); judged from floor.minutes =
                  100,000 minutes (default) and floor.messages = 1,000 messages (default).
                - The gateway closes a connection after 10 minutes without a message, so one with k messages lives at
                  most 10 × (k + 1) silent minutes: above 10 minutes per message many carry few messages or none,
                  above 20 some carry none (so here). Protocol pings that are not billed would break this bound
                  (unverified).
                - Expected saving = cost of minutes × (1 − parity 4.00 ÷ ratio 160.00), at least 0.
                - The model takes connections in real use to stay at or below parity. Low is 0, because a high ratio
                  can be normal. High is the whole cost of minutes and messages: if every connection were abandoned,
                  its pushes and heartbeats would go too.
                - Lambda that would no longer run is not priced: the bill ties no function to an API.
                - Average connections and silent hours take minutes to be posted in the hour in which they accrue,
                  which AWS does not document.
   Cannot show  - That connections are idle or unwanted: rare notifications, always-on devices and batched messages
                  lead to the same ratio.
                - How long single connections live and who holds them: the bill has no data per connection.
                - Whether silent connections wait for something on purpose, such as an alert that rarely comes.

2. INFO  WS-UNKNOWN-USAGE  us-east-1
   Unknown WebSocket usage type USE1-ApiGatewayFrame: 2.50 USD
   Evidence     cost 2.50 USD; quantity 7 units of the usage type; line items 1
   Next         - Look up the usage type in the AWS price list, and report it so that a rule can be added.
   Cannot show  - What this usage type meters: no rule knows it, so it is in no layer and in no ratio. Its cost is
                  among the other meters.

NOTES
- Amounts are rounded one by one here, so printed parts may miss a printed sum by a cent; the JSON is exact.
- The bill is not final: some line items have no invoice yet, so credits, refunds and corrections may follow.
- Fixed cadence and night floor not judged: 2 APIs have usage that is not hourly.
- A ratio sees only silent connections: idle ones that are pinged or pushed to look like use.
- Messages are metered units of 32 KB: larger messages count several times.
- Average connections take minutes to be posted as they accrue, which AWS does not document (unverified).
- Lambda is the cost of all functions of the bill: it ties no function to an API.
- public_on_demand is at the first paid tier and counts free usage: it is no list price by tier.
";

#[test]
fn a_small_month() {
    assert_eq!(rendered(small_month()), SMALL_MONTH);
}

#[test]
fn every_line_fits() {
    let long = "x".repeat(300);
    let mut rows = small_month();
    for row in &mut rows {
        *row = Row { resource: Some(&long), stage: Some(&long), region: Some(&long), account: Some(&long), ..*row };
    }
    rows.extend(small_month());
    for line in rendered(rows).lines() {
        assert!(line.chars().count() <= WIDTH, "{line}");
    }
}

#[test]
fn colour_changes_no_letter() {
    let (answer, source) = summarized(small_month());
    let colored = summary(&answer, &source, true);
    let mut plain = colored.clone();
    for code in ["1", "2", "1;31", "1;33", "1;36", "0"] {
        plain = plain.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_ne!(colored, plain);
    assert_eq!(plain, summary(&answer, &source, false));
}

#[test]
fn hostile_texts_are_shown_as_codes() {
    let hostile = "\u{1b}[2Jx\u{202e}y\r\n";
    let row = |row: Row<'static>| Row { resource: Some(hostile), stage: Some(hostile), ..row };
    let unknown = Row { usage_type: Some(hostile), ..usage(Meter::Other, "a", 1, "1") };
    let rows = vec![row(usage(Meter::ConnectionMinutes, "a", 400_000_000, "100")), unknown];
    let damaged = Coverage { damage: vec![format!("{hostile}: cut short")], ..coverage() };
    let text = rendered_from(rows, damaged);
    assert!(text.contains("\\u{1b}[2Jx\\u{202e}y\\u{d}\\u{a}: cut short"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\r']));
}

#[test]
fn incomplete_input_is_the_first_thing_said() {
    let damage = (1..=7).map(|file| format!("part-{file}.csv.gz: ends early")).collect();
    let text = rendered_from(small_month(), Coverage { damage, unparsed_rows: 3, ..coverage() });
    let lines: Vec<&str> = text.lines().take(9).collect();
    assert_eq!(lines[0], "INCOMPLETE: part of the bill could not be read. Every amount below may be short.");
    assert_eq!(lines[1], "  part-1.csv.gz: ends early");
    assert_eq!(lines[6], "  and 2 more");
    assert_eq!(lines[7], "  3 line items could not be read and are in no total");
    assert!(text.contains("API Gateway or Lambda (INCOMPLETE)"));
}

#[test]
fn a_running_month_says_how_far_it_goes() {
    let running = Coverage { data_through: Some(OCTOBER + 36_000), ..coverage() };
    let text = rendered_from(small_month(), running);
    assert!(
        text.starts_with(
            "WebSocket APIs cost 4,123.40 USD so far in October 2026 (data through 2026-10-01 10:00 UTC):"
        ),
        "{text}"
    );
    assert!(text.contains("Period    2026-10-01 to 2026-10-31, still running"));
}

#[test]
fn lambda_that_costs_nothing_is_said() {
    let text = rendered([usage(Meter::LambdaRequests, "f", 1_000, "0")]);
    assert!(text.contains("\nLambda was used at no amortized cost.\n"), "{text}");
    assert!(!rendered([usage(Meter::Messages, "a", 1_000, "1")]).contains("Lambda was used"));
}

#[test]
fn free_usage_is_no_usage_that_is_missing() {
    let free = |row: Row<'static>| Row { rate: Rate::FreeTier, ..row };
    let rows =
        [usage(Meter::Messages, "new", 1_000, "0"), usage(Meter::ConnectionMinutes, "new", 5_000, "0")].map(free);
    let text = rendered(rows);
    assert!(text.starts_with("WebSocket APIs were used in October 2026 at no cost"), "{text}");
    assert!(
        text.contains("new/prod     us-east-1     0.001     0.005     5.00      1.25       0.1  free tier  free tier"),
        "{text}"
    );
    assert!(
        text.contains("is parity: a message costs so many minutes (1.0000 ÷ 0.2500 USD per million, list prices"),
        "{text}"
    );
}

#[test]
fn no_usage_is_said_in_one_sentence() {
    let text = rendered([usage(Meter::RestRequests, "rest", 1_000_000, "3.50")]);
    assert!(text.starts_with("There is no WebSocket usage in October 2026.\n\nPeriod "), "{text}");
    assert!(!text.contains("RATIO") && !text.contains("APIS"));
    assert!(text.contains("Total of API Gateway and Lambda, amortized                3.50"), "{text}");
}

#[test]
fn many_apis_are_summed_up_below_the_dearest() {
    let ids: Vec<String> = (0..20).map(|number| format!("api{number:07}")).collect();
    let rows = ids.iter().flat_map(|id| {
        let named = |row: Row<'static>| Row { resource: Some(id), ..row };
        [
            named(usage(Meter::Messages, "", 1_000_000, "1")),
            named(usage(Meter::ConnectionMinutes, "", 2_000_000, "0.50")),
        ]
    });
    let text = rendered(rows);
    assert!(text.contains("5 APIs more"), "{text}");
}
