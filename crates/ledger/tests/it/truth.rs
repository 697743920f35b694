//! Every layout of a month gives the generator's own sums, and the same ledger.

use std::collections::BTreeMap;

use cur_testkit::{Discount, Granularity, Layout, Month, MonthOptions, Placement, Scenario, Truth, every_layout};
use ledger::{Decimal, Grain, OpenOptions, Opened, Section, Sums};

use crate::{damage, folder, lines, open, write};

type Meters = BTreeMap<[String; 4], [String; 7]>;

fn ours(opened: &Opened) -> Meters {
    let mut meters: BTreeMap<[String; 4], Sums> = BTreeMap::new();
    for row in opened.ledger.rows().filter(|row| row.section == Section::Items) {
        let region = row.region.unwrap_or("-").to_owned();
        let key = [row.product.code().to_owned(), row.meter.name().to_owned(), row.charge.name().to_owned(), region];
        meters.entry(key).or_default().add(&row.sums);
    }
    let text = |value: Option<Decimal>| value.map_or("-".to_owned(), |value| value.to_string());
    let values = |sums: &Sums| {
        [
            sums.rows.to_string(),
            sums.quantity.to_string(),
            text(sums.unblended),
            text(sums.net_unblended),
            text(sums.amortized),
            text(sums.net_amortized),
            text(sums.public_on_demand),
        ]
    };
    meters.iter().map(|(key, sums)| (key.clone(), values(sums))).collect()
}

fn theirs(truth: &Truth) -> Meters {
    let meter = |(key, sums): (&cur_testkit::MeterKey, &cur_testkit::Sums)| {
        let region = key.region.as_deref().unwrap_or("-").to_owned();
        let net = |value: Option<cur_testkit::Amount>| value.map_or("-".to_owned(), |value| value.to_string());
        let values = [
            sums.rows.to_string(),
            sums.quantity.to_string(),
            sums.unblended.to_string(),
            net(sums.net_unblended),
            sums.amortized.to_string(),
            net(sums.net_amortized),
            sums.public_on_demand.to_string(),
        ];
        ([key.product_code.to_string(), key.meter.to_owned(), key.charge.to_owned(), region], values)
    };
    truth.meters.iter().map(meter).collect()
}

/// Writes a month, reads it, and holds it against its truth.
fn check(month: &Month, layout: Layout, name: &str) -> Opened {
    let at = folder();
    let placement = if layout.is_legacy() { Placement::LegacyOverwrite } else { Placement::DataExportsOverwrite };
    let written = write(month, layout, placement, at.path());
    let opened = open(&[at.path()]).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(damage(&opened), [] as [&str; 0], "{name}");
    let coverage = &opened.ledger.coverage()[0];
    assert_eq!((coverage.rows, coverage.matched_rows), (written.truth.rows, written.truth.matched_rows), "{name}");
    assert_eq!(ours(&opened), theirs(&written.truth), "{name}");
    opened
}

#[test]
fn every_layout_gives_the_same_ledger() {
    let month = Month::small(11);
    let mut first: Option<Vec<String>> = None;
    for (name, layout) in every_layout() {
        let lines = lines(&check(&month, layout, &name));
        let first = first.get_or_insert_with(|| lines.clone());
        assert!(*first == lines, "{name} differs from the first layout");
    }
}

#[test]
fn a_whole_month_is_exact() {
    check(&Month::everything(5), Layout::cur2_parquet(), "cur2-parquet");
    check(&Month::everything(6), Layout::legacy_csv(), "legacy-csv");
}

#[test]
fn every_kind_of_month_is_exact() {
    let base = MonthOptions::new(7);
    let kinds = [
        ("daily", MonthOptions { granularity: Granularity::Daily, ..base.clone() }),
        ("monthly", MonthOptions { granularity: Granularity::Monthly, ..base.clone() }),
        ("no resources", MonthOptions { resource_ids: false, ..base.clone() }),
        ("no discount", MonthOptions { discount: Discount::None, ..base.clone() }),
        ("discount columns", MonthOptions { discount: Discount::Columns(70), ..base.clone() }),
        ("no plan", MonthOptions { savings_plan: false, ..base.clone() }),
        ("running", MonthOptions { is_final: false, hours_of_data: Some(100), ..base }),
    ];
    for (name, options) in kinds {
        let month = Month::new(&options, &Scenario::everything(7));
        let csv = check(&month, Layout::legacy_csv(), name);
        let parquet = check(&month, Layout::cur2_parquet(), name);
        assert!(lines(&csv) == lines(&parquet), "{name}");
    }
}

#[test]
fn threads_and_order_cannot_be_seen() {
    let at = folder();
    let written = write(&Month::small(3), Layout::cur2_csv(), Placement::Loose, at.path());
    let mut files = written.files.clone();
    let read = |files: &[std::path::PathBuf], threads| {
        let options = OpenOptions { threads: Some(threads), ..OpenOptions::default() };
        lines(&ledger::open(files, &options, &()).unwrap())
    };
    let one = read(&files, 1);
    files.reverse();
    assert!(one == read(&files, 4));
    assert!(one == read(&[at.path().to_owned()], 2));
}

#[test]
fn websockets_are_hourly_and_the_rest_daily() {
    let opened = check(&Month::small(4), Layout::cur2_parquet(), "hourly");
    for row in opened.ledger.rows().filter(|row| row.charge.is_usage()) {
        let expected = match row.section {
            Section::Hourly => Grain::Hour,
            _ if row.meter.is_websocket() => Grain::Hour,
            _ => Grain::Day,
        };
        assert_eq!(row.grain, expected, "{row:?}");
    }
    // The hourly section repeats plan-eligible dollars of the items, exactly.
    let sum = |section: Section| {
        let rows = opened.ledger.rows().filter(|row| row.section == section);
        let eligible =
            rows.filter(|row| row.meter.name() == "lambda_duration" && row.charge.name() == "savings_plan_covered");
        eligible.filter_map(|row| row.sums.unblended).sum::<Decimal>()
    };
    assert_eq!(sum(Section::Hourly), sum(Section::Items));
    assert!(!sum(Section::Items).is_zero());
}

#[test]
fn the_reading_knows_how_far_the_data_goes() {
    let opened = check(&Month::small(4), Layout::cur2_parquet(), "running");
    let coverage = &opened.ledger.coverage()[0];
    assert_eq!(coverage.data_through.map(ledger::timestamp::format).as_deref(), Some("2026-10-03T00:00:00Z"));
    assert_eq!(coverage.rows_without_invoice, Some(coverage.matched_rows));
    let ended = check(&Month::everything(4), Layout::cur2_parquet(), "final");
    let coverage = &ended.ledger.coverage()[0];
    assert_eq!(coverage.data_through.map(ledger::timestamp::format).as_deref(), Some("2026-11-01T00:00:00Z"));
    assert_eq!(coverage.rows_without_invoice, Some(0));
}
