//! Every damaged fixture has its exact message: path, place, what was expected, and the fix; what is good is still read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cur_testkit::DAMAGES;

use crate::harness::{command, run};

/// What a damaged fixture makes the program say.
struct Said {
    /// Its folder below `fixtures/damaged`.
    name: &'static str,
    /// Exit code of `summary`.
    code: i32,
    /// Cause lines on stderr, without the folder's path in front of their places.
    causes: &'static [&'static str],
}

const UNPARSED: &str = "warning: 1 line item could not be read and is in no total";
const SHORT: &str = "warning: part of the bill could not be read: every total may be short";

const FOCUS_COSTS: &str =
    "warning: Costs are net-amortized: FOCUS has no amortized cost (--cost net-amortized asks for them).";

/// The exit code of `summary` on a damaged fixture.
pub(crate) fn code(name: &str) -> i32 {
    SAID.iter().find(|said| said.name == name).unwrap().code
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn every_damage_is_said_exactly() {
    for said in SAID {
        let folder = format!("fixtures/damaged/{}", said.name);
        let out = run(command(&["summary", &folder, "--format", "json"]).current_dir(root()));
        let expected: Vec<String> = said.causes.iter().map(|cause| cause.replace("{at}", &folder)).collect();
        // Most of these folders have no manifest, which is said of every such folder.
        let unproven = format!("note: no manifest is beside the files of {folder}");
        let told = out.stderr.lines().filter(|line| !line.starts_with(&unproven));
        assert_eq!((out.code, told.map(str::to_owned).collect()), (Some(said.code), expected), "{}", said.name);
        check_rows(said, &out.stdout);
    }
}

/// Good rows beside the damage are read, and the report says whether it is whole.
fn check_rows(said: &Said, stdout: &str) {
    let good = DAMAGES.iter().find(|damage| damage.name == said.name).and_then(|damage| damage.good_rows);
    if said.causes.iter().any(|cause| cause.starts_with("error: ")) {
        assert_eq!(stdout, "", "{}: no report where nothing can be answered", said.name);
        return;
    }
    let report: serde_json::Value = serde_json::from_str(stdout).unwrap();
    let source = &report["source"];
    assert_eq!(source["complete"], said.code == 0, "{}", said.name);
    if let Some(good) = good {
        let meters = report["meters"].as_array().unwrap();
        let read: u64 = meters.iter().map(|meter| meter["rows"].as_u64().unwrap()).sum();
        assert_eq!(read, good, "{}: good rows", said.name);
    }
}

#[test]
fn the_list_and_the_folder_match_both_ways() {
    let listed: BTreeSet<String> = SAID.iter().map(|said| said.name.to_owned()).collect();
    let there: BTreeSet<String> = std::fs::read_dir(root().join("fixtures/damaged"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(listed, there);
    assert_eq!(listed, DAMAGES.iter().map(|damage| damage.name.to_owned()).collect());
}

#[rustfmt::skip]
const SAID: &[Said] = &[
    Said { name: "csv-header-only", code: 2, causes: &[
        "error: {at}/ws-report-00001.csv: holds a header and no line item; give the other files of the month, or wait for the next delivery",
    ] },
    Said { name: "csv-missing-column", code: 2, causes: &[
        "error: {at}/ws-report-00001.csv: lacks the required column `lineItem/UsageType` (the nearest there is `lineItem/UsageTyp`); it has `identity/LineItemId`, `identity/TimeInterval`, `bill/InvoiceId`, `bill/InvoicingEntity`, `bill/BillingEntity`, `bill/BillType`, `bill/PayerAccountId`, `bill/BillingPeriodStartDate` and 50 more; add it to the export",
    ] },
    Said { name: "csv-mixed-currencies", code: 2, causes: &[
        "error: the bill mixes currencies, which cannot be added up: EUR (0.034894 unblended in 1 line item of payer 111122223333), USD (0.10319175 unblended in 7 line items of payer 111122223333); AWS bills a payer in one currency, so some of these files are not its export as AWS delivered it: give those of one currency on their own",
    ] },
    Said { name: "csv-not-a-csv", code: 2, causes: &[
        "error: {at}/ws-report-00001.csv: not a cost and usage report: none of its columns is one of ours (they are `Dear finance team`, ``); give the files of an AWS Cost and Usage Report or FOCUS export",
    ] },
    Said { name: "csv-not-utf8-key", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv: record 6 (line 6, byte 4473): column `lineItem/UsageType` holds `USE1-ApiGateway�Minute`, expected UTF-8 text",
        UNPARSED,
        SHORT,
    ] },
    Said { name: "csv-not-utf8", code: 0, causes: &[] },
    Said { name: "csv-text-after-quote", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv: line 6 (byte 4916): text follows a closing quote, so a quote before it opens or closes in the wrong place; rows around it may be missing",
        SHORT,
    ] },
    Said { name: "csv-too-few-fields", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv: record 6 (line 6, byte 4473): the row has 10 fields, the header has 58",
        UNPARSED,
        SHORT,
    ] },
    Said { name: "csv-too-many-fields", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv: record 6 (line 6, byte 4473): the row has 60 fields, the header has 58",
        UNPARSED,
        SHORT,
    ] },
    Said { name: "csv-unclosed-quote", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv: line 9 (byte 8442): a quote opens here and never closes: the text is cut short, and rows after it are missing",
        "warning: {at}/ws-report-00001.csv: record 9 (line 9, byte 7791): the row has 33 fields, the header has 58",
        UNPARSED,
        SHORT,
    ] },
    Said { name: "csv-unreadable-number", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv: record 6 (line 6, byte 4473): column `lineItem/UnblendedCost` holds `12,34 USD`, expected a number such as 0.25 or 2.5E-7",
        UNPARSED,
        SHORT,
    ] },
    Said { name: "csv-unreadable-time", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv: record 6 (line 6, byte 4473): column `identity/TimeInterval` holds `31 June/noon`, expected an interval such as 2026-10-01T00:00:00Z/2026-10-01T01:00:00Z",
        UNPARSED,
        SHORT,
    ] },
    Said { name: "csv-zero-bytes", code: 2, causes: &[
        "error: {at}/ws-report-00001.csv: the file is empty; fetch it again",
    ] },
    Said { name: "focus-gzip-truncated", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv.gz: record 3 (line 3, byte 2213): the compressed data ends too early: the file is truncated; fetch it again",
        SHORT,
        FOCUS_COSTS,
    ] },
    Said { name: "focus-missing-column", code: 2, causes: &[
        "error: {at}/focus-00001.csv: lacks the required column `EffectiveCost`; it has `AvailabilityZone`, `BilledCost`, `BillingAccountId`, `BillingAccountName`, `BillingAccountType`, `BillingCurrency`, `BillingPeriodEnd`, `BillingPeriodStart` and 48 more; add it to the export",
    ] },
    Said { name: "focus-parquet-cut-short", code: 2, causes: &[
        "warning: {at}/ws-report-00001.snappy.parquet: damaged or truncated Parquet file (Invalid Parquet file. Corrupt footer); fetch it again",
        SHORT,
        FOCUS_COSTS,
    ] },
    Said { name: "focus-without-cost", code: 2, causes: &[
        "warning: {at}: line items without an `EffectiveCost`, which FOCUS requires: 4; they count 0",
        SHORT,
        FOCUS_COSTS,
        // 0.00631025 + 0.00427225 + 0.00272825 + 0.001754
        "warning: 4 line items of usage have an EffectiveCost of 0 and a BilledCost, of 0.02 USD together: costs here are too low by what the export leaves out; see billed.",
        "warning: Rates of connection minutes in us-east-1 are list prices of 2025-10 (AWS Price List, us-east-1), because the bill has no paid rows for them.",
    ] },
    Said { name: "folder-empty", code: 2, causes: &[
        "error: {at}: no file of an export is in this folder or below it (they end in .csv, .csv.gz, .csv.zip, .csv.zst or .parquet); give the folder of an export",
    ] },
    Said { name: "folder-something-else", code: 2, causes: &[
        "error: {at}: no file of an export is in this folder or below it (they end in .csv, .csv.gz, .csv.zip, .csv.zst or .parquet); give the folder of an export",
    ] },
    Said { name: "gzip-flipped-byte", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv.gz: line 4 (byte 3003): text follows a closing quote, so a quote before it opens or closes in the wrong place; rows around it may be missing",
        "warning: {at}/ws-report-00001.csv.gz: record 2 (line 2, byte 1229): the row has 54 fields, the header has 58",
        "warning: {at}/ws-report-00001.csv.gz: record 3 (line 3, byte 2070): the row has 140 fields, the header has 58",
        "warning: {at}/ws-report-00001.csv.gz: record 4 (line 10, byte 6934): the compressed data is damaged (corrupt gzip stream does not have a matching checksum); fetch the file again",
        "warning: 2 line items could not be read and are in no total",
        SHORT,
    ] },
    Said { name: "gzip-truncated", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv.gz: record 3 (line 3, byte 2591): the compressed data ends too early: the file is truncated; fetch it again",
        SHORT,
    ] },
    Said { name: "gzip-wrong-checksum", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv.gz: record 9 (line 9, byte 6968): the compressed data is damaged (corrupt gzip stream does not have a matching checksum); fetch the file again",
        SHORT,
    ] },
    Said { name: "manifest-missing-file", code: 2, causes: &[
        "warning: s3://example-billing/exports/daily/ws-report/data/BILLING_PERIOD=2026-10/ws-report-00002.csv: missing: the manifest {at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json names it; fetch it into {at}/data/BILLING_PERIOD=2026-10",
        SHORT,
    ] },
    Said { name: "manifest-not-json", code: 2, causes: &[
        "warning: {at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json: the manifest is not the JSON of one (EOF while parsing a string at line 113 column 15); fetch it again",
        SHORT,
    ] },
    Said { name: "manifest-outside", code: 2, causes: &[
        "warning: /etc/passwd: missing: the manifest {at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json names it, and it is not among the files given; what lies outside of them is never read",
        "warning: {at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json: the manifest names `../../../../../../../../etc/passwd`, which leads outside the export; it is not read",
        "warning: {at}/metadata/BILLING_PERIOD=2026-10/ws-report-Manifest.json: the manifest names `s3://example-billing/exports/daily/ws-report/../../../../etc…`, which leads outside the export; it is not read",
        SHORT,
    ] },
    Said { name: "manifest-zero-byte-file", code: 2, causes: &[
        "warning: {at}/data/BILLING_PERIOD=2026-10/ws-report-00002.csv: empty, but the manifest names it; fetch it again",
        SHORT,
    ] },
    Said { name: "parquet-cut-short", code: 2, causes: &[
        "warning: {at}/ws-report-00001.snappy.parquet: damaged or truncated Parquet file (Invalid Parquet file. Corrupt footer); fetch it again",
        SHORT,
    ] },
    Said { name: "parquet-of-text", code: 2, causes: &[
        "warning: {at}/ws-report-00001.snappy.parquet: named .parquet, but it does not begin as a Parquet file does (`PAR1`); fetch it again",
        SHORT,
    ] },
    Said { name: "repeated-chunk", code: 2, causes: &[
        "error: {at}/data/BILLING_PERIOD=2026-10/ws-report-00002.csv: repeats 4 of the compared rows of {at}/data/BILLING_PERIOD=2026-10/ws-report-00001.csv, and no manifest says which of the two counts; take the older one away, or give the export's folder with its manifest",
    ] },
    Said { name: "two-deliveries", code: 0, causes: &[
        "note: two deliveries of 2026-10 for payer 111122223333: {at}/20261001-20261101/b55f2777-25dc-cd21-becd-ce36c27edd28 is read, {at}/20261001-20261101/8fbbd8ef-e470-a984-f1e6-28d36dbc0c9e is not (older delivery, by the times of their files, or else by their names); leave one out with --exclude to decide it yourself",
        "note: 1 file is left out (-v lists them): 1 older delivery",
    ] },
    Said { name: "zip-truncated", code: 2, causes: &[
        "warning: {at}/ws-report-00001.csv.zip: damaged or truncated zip archive: it has no end record: the file is cut short; fetch it again",
        SHORT,
    ] },
];
