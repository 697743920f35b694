//! Both views of hand-made inspections.

use ledger::{
    Chosen, FileSurvey, Granularity, Inspected, InspectedPeriod, Inspection, Layout, PeriodFrom, RowCount, Skipped,
};
use serde_json::Value;

use super::{json, table};
use crate::render::words::WIDTH;
use crate::testing::OCTOBER;

fn file(number: u64) -> FileSurvey {
    FileSurvey {
        path: format!("cur/data/BILLING_PERIOD=2026-10/report-{number:05}.snappy.parquet"),
        bytes: 300_000_000,
        format: Some("parquet"),
        width: 125,
        rows: RowCount::Told(4_000_000),
        rows_looked_at: if number == 1 { 1000 } else { 0 },
        bytes_needed: 90_000_000,
        ..FileSurvey::default()
    }
}

fn delivery() -> Inspected {
    Inspected {
        period: Some("2026-10".to_owned()),
        period_from: PeriodFrom::Manifest,
        id: "20261103T041705Z-0ea9e459".to_owned(),
        chosen: Chosen::Manifest,
        place: "cur/metadata/BILLING_PERIOD=2026-10/report-Manifest.json".to_owned(),
        payers: vec!["999999999999".to_owned()],
        layout: Some(Layout::Cur2Parquet),
        granularity: Some(Granularity::Hourly),
        resource_ids: true,
        currencies: vec!["USD".to_owned()],
        starts: Some((OCTOBER, OCTOBER + 31 * 86_400 - 3_600)),
        files: 2,
        bytes: 600_000_000,
        bytes_needed: 180_000_000,
        rows: RowCount::Told(8_000_000),
        data_files: vec![file(1), file(2)],
        ..Inspected::default()
    }
}

fn period(month: &str, taken: bool) -> InspectedPeriod {
    InspectedPeriod {
        month: month.to_owned(),
        taken,
        read: taken,
        deliveries: 1,
        files: 2,
        bytes: 600_000_000,
        causes: 0,
    }
}

fn inspection(delivery: Inspected) -> Inspection {
    Inspection {
        periods: vec![period("2026-09", false), period("2026-10", true)],
        deliveries: vec![delivery],
        skipped: ["a", "b"]
            .map(|name| Skipped { path: format!("cur/old/{name}.csv"), reason: "older delivery".to_owned() })
            .into(),
        notes: vec!["2 billing periods are here (2026-09, 2026-10); the newest, 2026-10, is taken".to_owned()],
        bytes_read: 700_000,
        ..Inspection::default()
    }
}

#[test]
fn the_table_says_what_would_be_read_and_why() {
    let text = table(&inspection(delivery()), false);
    let expected = "\
Would be read: 2 files for 2026-10, 600.0 MB, 8,000,000 line items.
Nothing is known to be wrong. Looked at were manifests, headers, footers and the first 1,000 rows of 1 file: 700.0 kB.
What lies behind them was not read: damage there is not known yet.

BILLING PERIODS
month    deliveries  files      size
2026-09           1      2  600.0 MB  not taken: --period 2026-09 takes it
2026-10           1      2  600.0 MB  taken

DELIVERY 20261103T041705Z-0ea9e459 OF 2026-10
Chosen by   manifest cur/metadata/BILLING_PERIOD=2026-10/report-Manifest.json
Period      2026-10, by the manifest
Usage       begins from 2026-10-01 00:00 to 2026-10-31 23:00 UTC, of any product, by the footers' statistics
Payer       999999999999
Currency    USD
Layout      cur2-parquet, hourly, with resource ids
Files       2, 600.0 MB, of which the columns that are needed take 180.0 MB
Line items  8,000,000

In cur/data/BILLING_PERIOD=2026-10:
file                          format       size  to be read  line items
report-00001.snappy.parquet  parquet  300.0 MB     90.0 MB   4,000,000
report-00002.snappy.parquet  parquet  300.0 MB     90.0 MB   4,000,000

LEFT OUT
- 2 files in cur/old: older delivery

NOTES
- 2 billing periods are here (2026-09, 2026-10); the newest, 2026-10, is taken
";
    let squeezed =
        |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert_eq!(squeezed(&text), squeezed(expected));
}

#[test]
fn what_is_not_known_is_not_claimed() {
    let guess = Inspected {
        starts: None,
        granularity: None,
        resource_ids: false,
        currencies: Vec::new(),
        period_from: PeriodFrom::Rows,
        chosen: Chosen::Folder,
        bytes_needed: 600_000_000,
        rows: RowCount::Guessed(7_654_321),
        ..delivery()
    };
    let text = table(&inspection(guess.clone()), false);
    for said in [
        "about 7,700,000 line items.",
        "Usage       no footer tells its first and last day; they are known once it is read\n",
        "Currency    the rows looked at name none\n",
        "2026-10, by the first rows; others may name other months\n",
        "hourly or daily unknown: no usage among the first rows, without resource ids\n",
        "Files       2, 600.0 MB\n",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let document: Value = serde_json::from_str(&json(&inspection(guess)).unwrap()).unwrap();
    let delivery = &document["deliveries"][0];
    for key in ["first_start", "last_start", "starts_from", "granularity"] {
        assert_eq!(delivery[key], Value::Null, "{key}");
    }
    assert_eq!((&delivery["rows"], &delivery["rows_exact"]), (&Value::from(7_654_321), &Value::from(false)));
    let unknown = Inspected { rows: RowCount::Unknown, ..self::delivery() };
    let document: Value = serde_json::from_str(&json(&inspection(unknown)).unwrap()).unwrap();
    assert_eq!((&document["work"]["rows"], &document["work"]["rows_exact"]), (&Value::Null, &Value::Null));
}

/// The third period's files lie among others, and nothing but their first rows says what they are.
#[test]
fn what_becomes_of_a_period_is_said() {
    let mut all = inspection(delivery());
    all.periods[0].causes = 2;
    all.periods.insert(1, InspectedPeriod { read: true, ..period("2026-09", false) });
    let text = table(&all, false);
    let said: Vec<&str> = text.lines().skip_while(|line| *line != "BILLING PERIODS").skip(2).take(3).collect();
    assert!(said[0].ends_with("  not taken: --period 2026-09 takes it; 2 things are wrong with it already"), "{text}");
    assert!(said[1].ends_with("  read for rows of other months; --period 2026-09 takes it"), "{text}");
    assert!(said[2].ends_with("  taken"), "{text}");
    assert!(text.starts_with("Would be read: 2 files for 2026-10, "), "{text}");
}

#[test]
fn files_are_named_from_their_common_folder() {
    let named = |path: &str| FileSurvey { path: path.to_owned(), bytes: 10, bytes_needed: 10, ..file(1) };
    let lines = |paths: &[&str]| -> Vec<String> {
        let of = Inspected { data_files: paths.iter().map(|path| named(path)).collect(), ..delivery() };
        let text = table(&inspection(of), false);
        let lines = text.lines().skip_while(|line| !line.starts_with("Line items")).skip(2);
        lines
            .take_while(|line| !line.is_empty())
            .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(lines(&["a/b/c/1.csv", "a/b/d/1.csv"]), ["In", "file", "c/1.csv", "d/1.csv"]);
    assert_eq!(lines(&["a/1.csv", "b/1.csv"]), ["file", "a/1.csv", "b/1.csv"]);
    assert_eq!(lines(&["/x/1.csv"]), ["In", "file", "1.csv"]);
    assert_eq!(lines(&["standard input"]), ["file", "standard"]);
    // Where everything is read, nothing is gained by a column that says so.
    assert!(
        !table(&inspection(Inspected { data_files: vec![named("1")], ..delivery() }), false).contains("to be read")
    );
}

#[test]
fn long_lists_are_cut_and_hostile_names_are_shown() {
    let hostile = "x/\u{1b}[31m\u{202e}\n".repeat(30);
    let many = Inspected {
        id: hostile.clone(),
        place: hostile.clone(),
        payers: vec![hostile.clone()],
        data_files: (1..=40).map(file).chain([FileSurvey { path: hostile.clone(), ..FileSurvey::default() }]).collect(),
        causes: (0..40).map(|number| format!("file-{number:02}: missing {hostile}")).collect(),
        ..delivery()
    };
    let mut inspection = inspection(many);
    inspection.periods.push(period(&hostile, true));
    inspection.skipped.push(Skipped { path: hostile.clone(), reason: hostile });
    let text = table(&inspection, true);
    assert!(text.starts_with("\u{1b}[1;31mMissing, unreadable or refused: `summary` would end with exit code 2."));
    assert!(text.contains("  and 28 more causes; --format json lists all\n"), "{text}");
    assert!(text.contains("  and 29 more files; --format json lists all\n"), "{text}");
    assert!(
        text.replace("\u{1b}[1m", "")
            .replace("\u{1b}[0m", "")
            .replace("\u{1b}[1;31m", "")
            .lines()
            .all(|line| { line.chars().count() <= WIDTH && !line.contains(['\u{1b}', '\u{202e}']) })
    );
}

#[test]
fn nothing_at_all_is_an_answer_too() {
    let nothing = Inspection { causes: vec!["cur: the folder is empty".to_owned()], ..Inspection::default() };
    let text = table(&nothing, false);
    assert!(text.ends_with("\nNothing would be read.\n"), "{text}");
    let document: Value = serde_json::from_str(&json(&nothing).unwrap()).unwrap();
    assert_eq!((&document["sound"], &document["deliveries"]), (&Value::from(false), &Value::Array(Vec::new())));
}
