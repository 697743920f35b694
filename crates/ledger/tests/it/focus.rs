//! FOCUS: every table in every form gives what the generator meant, and agrees with the same month's CUR.

use std::collections::BTreeMap;

use cur_testkit::{
    Discount, FocusTable, FocusTruth, Granularity, Layout, Month, MonthOptions, Placement, Scenario, Telling,
    every_focus_layout,
};
use ledger::{Decimal, OpenOptions, Opened, Section, Sums};

use crate::{damage, folder, lines, open, write};

/// Product, meter, charge, Region.
type Place = [String; 4];
/// Rows, quantity, effective, billed and list cost.
type Values = (u64, [Decimal; 4]);

const NOTHING: Values = (0, [Decimal::ZERO; 4]);

fn add(sum: &mut Values, (rows, values): Values) {
    sum.0 += rows;
    sum.1.iter_mut().zip(values).for_each(|(sum, value)| *sum = sum.plus(value));
}

fn ours(opened: &Opened) -> BTreeMap<Place, Values> {
    let mut places: BTreeMap<Place, Values> = BTreeMap::new();
    for row in opened.ledger.rows().filter(|row| row.section == Section::Items) {
        let Sums { rows, quantity, net_amortized, billed, list, unblended, .. } = row.sums;
        assert_eq!(unblended, None, "FOCUS has no unblended cost");
        let charge = match row.charge.name() {
            // FOCUS has one category for both.
            "refund" | "other" => "adjustment",
            charge => charge,
        };
        let texts = [row.product.code(), row.meter.name(), charge, row.region.unwrap_or("-")];
        let values = [quantity, net_amortized.unwrap(), billed.unwrap(), list.unwrap()];
        add(places.entry(texts.map(str::to_owned)).or_insert(NOTHING), (rows, values));
    }
    places
}

/// The places that a reader has to find, and those that it may take for `other`.
fn theirs(truth: &FocusTruth) -> [BTreeMap<Place, Values>; 2] {
    let mut places = [BTreeMap::new(), BTreeMap::new()];
    for (key, sums) in &truth.meters {
        let charge = match (key.category, key.commitment) {
            ("Usage", None) => "usage",
            ("Usage", Some("Spend")) => "savings_plan_covered",
            ("Usage", _) => "discounted",
            ("Purchase", _) => "fee",
            ("Credit", _) => "credit",
            ("Tax", _) => "tax",
            _ => "adjustment",
        };
        let texts = [&*key.product_code, key.meter, charge, key.region.as_deref().unwrap_or("-")];
        let number = |amount: cur_testkit::Amount| amount.to_string().parse::<Decimal>().unwrap();
        let values = [sums.quantity, sums.effective, sums.billed, sums.list].map(number);
        let place = places[usize::from(key.telling == Telling::Nothing)].entry(texts.map(str::to_owned));
        add(place.or_insert(NOTHING), (sums.rows, values));
    }
    places
}

/// Without the meter.
fn by_charge(places: impl IntoIterator<Item = (Place, Values)>) -> BTreeMap<[String; 3], Values> {
    let mut sums = BTreeMap::new();
    for ([product, _, charge, region], values) in places {
        add(sums.entry([product, charge, region]).or_insert(NOTHING), values);
    }
    sums
}

/// Holds a reading against the truth: every dollar in its charge and Region, what tells its meter in that meter, and the
/// rest in that meter or in `other`, never in another.
fn check(opened: &Opened, truth: &FocusTruth, name: &str) {
    assert_eq!(damage(opened), [] as [&str; 0], "{name}");
    let coverage = &opened.ledger.coverage()[0];
    assert_eq!((coverage.rows, coverage.matched_rows), (truth.rows, truth.matched_rows), "{name}");
    let (ours, [sure, maybe]) = (ours(opened), theirs(truth));
    assert_eq!(by_charge(ours.clone()), by_charge(sure.clone().into_iter().chain(maybe.clone())), "{name}");
    for (place, values) in &ours {
        let told = sure.get(place).unwrap_or(&NOTHING);
        let untold = maybe.get(place).map_or(0, |values| values.0);
        let is_other = place[1] == "other";
        assert!(
            values.0 >= told.0 && (is_other || values.0 <= told.0 + untold),
            "{name}: {place:?} {values:?} {told:?}"
        );
        if untold == 0 && !is_other {
            assert_eq!(values, told, "{name}: {place:?}");
        }
    }
    for (place, told) in &sure {
        assert!(ours.get(place).is_some_and(|values| values.0 >= told.0), "{name}: {place:?} is not found");
    }
}

fn read(month: &Month, layout: Layout, placement: Placement) -> Opened {
    let at = folder();
    write(month, layout, placement, at.path());
    open(&[at.path()]).unwrap()
}

#[test]
fn every_table_in_every_form_gives_what_was_meant() {
    let month = Month::small(21);
    let mut tables: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, layout) in every_focus_layout() {
        let table = layout.focus_table().unwrap();
        let opened = read(&month, layout, Placement::DataExportsOverwrite);
        check(&opened, &FocusTruth::of(&month, table), &name);
        let lines = lines(&opened);
        let first = tables.entry(table.name()).or_insert_with(|| lines.clone());
        assert!(*first == lines, "{name} differs from the first form of its table");
    }
}

/// Months with plans, discounts, free tier and tax, and some without.
fn kinds() -> Vec<(&'static str, Month)> {
    // Days make a whole month, with its taxes and fees, of few rows.
    let base = MonthOptions { granularity: Granularity::Daily, ..MonthOptions::new(22) };
    let kinds = [
        ("plans, discount rows, tax", base.clone()),
        ("discount columns", MonthOptions { discount: Discount::Columns(85), ..base.clone() }),
        ("no discount", MonthOptions { discount: Discount::None, ..base.clone() }),
        ("monthly", MonthOptions { granularity: Granularity::Monthly, ..base.clone() }),
        ("no plan, no resources", MonthOptions { savings_plan: false, resource_ids: false, ..base.clone() }),
        (
            "hourly, running",
            MonthOptions {
                granularity: Granularity::Hourly,
                is_final: false,
                hours_of_data: Some(50),
                ..MonthOptions::new(22)
            },
        ),
    ];
    kinds.map(|(name, options)| (name, Month::new(&options, &Scenario::everything(22)))).into()
}

/// Quantity and net amortized cost by product, meter and Region, over usage of which FOCUS tells the meter.
fn agreed(opened: &Opened, is_told: impl Fn(&str, &str) -> bool) -> BTreeMap<[String; 3], [Decimal; 2]> {
    let mut places: BTreeMap<[String; 3], [Decimal; 2]> = BTreeMap::new();
    let items = opened.ledger.rows().filter(|row| row.section == Section::Items && row.charge.is_usage());
    for row in items.filter(|row| is_told(row.meter.name(), row.charge.name())) {
        let texts = [row.product.code(), row.meter.name(), row.region.unwrap_or("-")].map(str::to_owned);
        let sums = places.entry(texts).or_default();
        // Without a discount a CUR has no net columns, and its amortized cost is net.
        let cost = row.sums.net_amortized.or(row.sums.amortized).unwrap();
        *sums = [sums[0].plus(row.sums.quantity), sums[1].plus(cost)];
    }
    places
}

#[test]
fn every_kind_of_month_agrees_with_its_cur() {
    for (kind, month) in kinds() {
        let cur = read(&month, Layout::cur2_parquet(), Placement::DataExportsOverwrite);
        for table in FocusTable::ALL {
            let name = format!("{kind} as {}", table.name());
            let layout = if table.aws_columns { Layout::focus_parquet(table) } else { Layout::focus_csv(table) };
            let focus = read(&month, layout, Placement::DataExportsCreateNew);
            check(&focus, &FocusTruth::of(&month, table), &name);
            let has_usage_type = table == FocusTable::AWS_1_0 || table.sku_meter;
            // What units and descriptions alone tell.
            let told = ["messages", "connection_minutes", "lambda_duration", "lambda_requests", "data_transfer"];
            let is_told =
                |meter: &str, charge: &str| has_usage_type || (told.contains(&meter) && charge != "discounted");
            let (ours, theirs) = (agreed(&focus, is_told), agreed(&cur, is_told));
            for (place, sums) in &theirs {
                assert_eq!(ours.get(place), Some(sums), "{name}: {place:?}");
            }
            assert_eq!(ours, theirs, "{name}");
        }
    }
}

#[test]
fn tiers_and_free_usage_are_told_apart_as_in_the_cur() {
    let options = MonthOptions { granularity: Granularity::Daily, ..MonthOptions::new(23) };
    let month = Month::new(&options, &Scenario::everything(23));
    let rates = |opened: &Opened| {
        let items = opened.ledger.series().filter(|series| series.shared().section == Section::Items);
        let websocket =
            items.filter(|series| series.shared().meter.is_websocket() && series.shared().charge.is_usage());
        let mut rates: Vec<String> =
            websocket.map(|series| format!("{:?} {:?}", series.shared().meter, series.shared().rate)).collect();
        rates.sort();
        rates.dedup();
        rates
    };
    let cur = rates(&read(&month, Layout::legacy_csv(), Placement::LegacyOverwrite));
    assert!(cur.iter().any(|rate| rate.contains("FreeTier")) && cur.len() > 4, "{cur:?}");
    for table in FocusTable::ALL {
        let focus = read(&month, Layout::focus_csv(table), Placement::DataExportsOverwrite);
        assert_eq!(rates(&focus), cur, "{}", table.name());
    }
}

#[test]
fn a_stored_ledger_of_focus_is_the_same_ledger() {
    let at = folder();
    write(&Month::small(24), Layout::focus_plain(), Placement::Loose, &at.path().join("export"));
    let export = open(&[&at.path().join("export")]).unwrap();
    let path = at.path().join("ledger.parquet");
    ledger::write(std::fs::File::create(&path).unwrap(), &export.ledger).unwrap();
    let stored = open(&[&path]).unwrap();
    assert!(lines(&export) == lines(&stored));
    assert_eq!(export.ledger.coverage(), stored.ledger.coverage());
}

#[test]
fn threads_and_order_cannot_be_seen() {
    let at = folder();
    let written = write(&Month::small(25), Layout::focus_csv(FocusTable::AWS_1_2), Placement::Loose, at.path());
    assert!(written.files.len() > 1);
    let read = |files: &[std::path::PathBuf], threads| {
        let options = OpenOptions { threads: Some(threads), ..OpenOptions::default() };
        lines(&ledger::open(files, &options, &()).unwrap())
    };
    let mut files = written.files.clone();
    let one = read(&files, 1);
    files.reverse();
    assert!(one == read(&files, 4));
}

#[test]
fn a_copied_row_is_noticed_without_line_item_ids() {
    let at = folder();
    let written = write(&Month::small(26), Layout::focus_csv(FocusTable::AWS_1_0), Placement::Loose, at.path());
    let first = std::fs::read_to_string(&written.files[0]).unwrap();
    let header = first.lines().next().unwrap();
    let row = first.lines().find(|line| line.contains("ApiGatewayMinute")).unwrap();
    std::fs::write(at.path().join("zz.csv"), format!("{header}\n{row}\n")).unwrap();
    let error = open(&[at.path()]).unwrap_err();
    assert!(error.causes[0].contains("repeats 1 of the compared rows of"), "{error}");
}

#[test]
fn cur_counts_before_focus() {
    let at = folder();
    let month = Month::small(27);
    for table in [FocusTable::AWS_1_0, FocusTable::AWS_1_2] {
        let root = at.path().join(table.name());
        write(&month, Layout::focus_parquet(table), Placement::DataExportsOverwrite, &root.join("focus"));
        write(&month, Layout::legacy_csv(), Placement::LegacyOverwrite, &root.join("cur"));
        let opened = open(&[&root]).unwrap();
        let [coverage] = opened.ledger.coverage() else { panic!("one delivery expected") };
        assert_eq!(coverage.layout.name(), "legacy-csv");
        let reason = format!("{}-parquet export of a payer whose legacy-csv export is read", table.name());
        assert!(coverage.skipped.iter().all(|skipped| skipped.reason == reason), "{:?}", coverage.skipped);
        assert!(!coverage.skipped.is_empty());
    }
}

/// A row of FOCUS without columns of AWS.
const PLAIN: &str = "\"BillingAccountId\",\"BillingCurrency\",\"ChargeCategory\",\"ChargePeriodStart\",\"ChargePeriodEnd\",\
                     \"ConsumedQuantity\",\"ConsumedUnit\",\"EffectiveCost\",\"BilledCost\",\"ServiceName\",\"ChargeDescription\"\n";

fn plain(rows: &[&str]) -> Result<Opened, ledger::OpenError> {
    let at = folder();
    let path = at.path().join("focus.csv");
    std::fs::write(&path, PLAIN.to_owned() + &rows.concat()).unwrap();
    open(&[&path])
}

#[test]
fn a_cell_that_cannot_be_read_is_named_and_a_null_is_none() {
    let rows = [
        "1,USD,Usage,2026-10-01 00:00:00,2026-10-01 01:00:00,NULL,NULL,1.5,NULL,AWS Lambda,NULL\n",
        "1,USD,Usage,2026-10-01 00:00:00,2026-10-01 01:00:00,2,Requests,many,1,AWS Lambda,NULL\n",
        "1,USD,Usage,2026-10-01 00:00:00,2026-10-01 01:00:00,2,Requests,NULL,1,AWS Lambda,NULL\n",
        "1,USD,Usage,NULL,NULL,many,Requests,many,many,Amazon Simple Queue Service,NULL\n",
        "1,USD,Usage,2026-10-01 00:00:00\n",
    ];
    let opened = plain(&rows).unwrap();
    let byte = |before: usize| PLAIN.len() + rows[..before].concat().len();
    let expected = [
        format!(
            "record 3 (line 3, byte {}): column `EffectiveCost` holds `many`, expected a number such as 0.25 or 2.5E-7",
            byte(1)
        ),
        format!("record 6 (line 6, byte {}): the row has 4 fields, the header has 11", byte(4)),
        "line items without an `EffectiveCost`, which FOCUS requires: 1; they count 0".to_owned(),
        "usage with an empty `ConsumedQuantity` and `PricingQuantity` and another amount: 1 line items; they count 0 there; \
         fetch the export again"
            .to_owned(),
    ];
    let said = damage(&opened);
    assert!(said.len() == 4 && said.iter().zip(&expected).all(|(said, end)| said.ends_with(end)), "{said:?}");
    let row = opened.ledger.rows().next().unwrap();
    let costs = [row.sums.net_amortized, row.sums.billed, row.sums.list].map(|cost| cost.map(|cost| cost.to_string()));
    assert_eq!((row.sums.rows, costs), (2, [Some("1.5".to_owned()), Some("1".to_owned()), None]));
    assert_eq!(opened.ledger.coverage()[0].unparsed_rows, 2);
}

#[test]
fn a_column_that_nothing_can_be_said_without_is_named() {
    let at = folder();
    let path = at.path().join("focus.csv");
    std::fs::write(&path, PLAIN.replace("EffectiveCost", "EffectivCost")).unwrap();
    let error = open(&[&path]).unwrap_err();
    assert_eq!(
        error.causes,
        [format!(
            "{}: lacks the required column `EffectiveCost` (the nearest there is `EffectivCost`); it has `BillingAccountId`, \
             `BillingCurrency`, `ChargeCategory`, `ChargePeriodStart`, `ChargePeriodEnd`, `ConsumedQuantity`, \
             `ConsumedUnit`, `EffectivCost` and 3 more; add it to the export",
            path.display()
        )]
    );
}
