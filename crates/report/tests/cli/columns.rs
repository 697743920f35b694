//! Every optional column taken away in turn, from each layout: never a wrong number, always the named loss.
//!
//! What is left is held against the generator's own totals, and against the answer from all columns, value by value.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cur_testkit::{
    Amount, ColumnChoice, CsvOptions, FocusTable, FocusTruth, Granularity, Layout, MapForm, Month, MonthOptions,
    ParquetOptions, Scenario, every_focus_layout, every_layout,
};

use crate::column_cases::{CASES, Case, REQUIRED, TELLING};
use crate::harness::{Run, report};
use crate::told::{Told, differing};

fn summary(layout: &Layout, month: &Month, more: &[&str]) -> Result<Told, String> {
    let at = tempfile::tempdir().unwrap();
    let file = at.path().join(format!("report{}", layout.suffix()));
    std::fs::write(&file, layout.encode_month(month).unwrap()).unwrap();
    let mut arguments = vec!["summary", file.to_str().unwrap(), "--format", "json"];
    arguments.extend(more);
    let out = report(&arguments);
    if out.code != Some(0) {
        return Err(out.stderr);
    }
    Ok(Told::of(&out.stdout))
}

/// The columns of a layout, and its place in the names of a case.
fn columns_of(layout: &Layout, month: &Month) -> (Vec<String>, usize) {
    let names = layout.column_names(month.options());
    let kind = match layout {
        Layout::LegacyCsv(_) => 0,
        Layout::FocusCsv(..) | Layout::FocusParquet(..) => 2,
        _ => 1,
    };
    (names, kind)
}

fn without(layout: &Layout, names: impl IntoIterator<Item = impl Into<String>>) -> Layout {
    let without = names.into_iter().map(Into::into).collect();
    layout.clone().with_columns(ColumnChoice { without, ..ColumnChoice::default() })
}

/// The generator's own totals: quantity by meter, and each cost of everything by its key in `meters`.
struct Totals {
    rows: u64,
    quantities: BTreeMap<&'static str, Amount>,
    costs: BTreeMap<&'static str, Amount>,
}

fn totals(layout: &Layout, month: &Month) -> Totals {
    let mut quantities = BTreeMap::new();
    let mut add = |meter, quantity| {
        let sum = quantities.entry(meter).or_insert(Amount::ZERO);
        *sum += quantity;
    };
    if let Some(table) = layout.focus_table() {
        let truth = FocusTruth::of(month, table);
        truth.meters.iter().for_each(|(key, sums)| add(key.meter, sums.quantity));
        let total = truth.total();
        let costs = [("net_amortized", total.effective), ("billed", total.billed), ("list", total.list)].into();
        return Totals { rows: truth.matched_rows, quantities, costs };
    }
    let truth = month.truth();
    truth.meters.iter().for_each(|(key, sums)| add(key.meter, sums.quantity));
    let total = truth.total();
    let costs = [
        ("unblended", Some(total.unblended)),
        ("net_unblended", total.net_unblended),
        ("amortized", Some(total.amortized)),
        ("net_amortized", total.net_amortized),
        ("public_on_demand", Some(total.public_on_demand)),
    ];
    let costs = costs.into_iter().filter_map(|(key, cost)| Some((key, cost?))).collect();
    Totals { rows: truth.matched_rows, quantities, costs }
}

impl Totals {
    /// Everything once, whatever is not there: quantities by meter (and of all where meters cannot be told), each cost
    /// that is still offered, and the APIs as the layers have them.
    fn hold(&self, told: &Told, are_meters_told: bool, name: &str) {
        assert_eq!(told.values["source.matched_rows"], self.rows.to_string(), "{name}");
        assert_eq!(told.values["source.complete"], "true", "{name}");
        for (&meter, &quantity) in &self.quantities {
            let sum = told.sum("meters", "quantity", &[("meter", meter)]);
            let is_websocket = ["messages", "connection_minutes"].contains(&meter);
            if are_meters_told || is_websocket {
                assert_eq!(sum, Some(quantity), "{name}: quantity of {meter}");
            } else if meter != "other" {
                assert!(sum <= Some(quantity), "{name}: another meter's quantity is in {meter}");
            }
        }
        let all = self.quantities.values().fold(Amount::ZERO, |sum, quantity| sum + *quantity);
        assert_eq!(told.sum("meters", "quantity", &[]), Some(all), "{name}");
        for (&cost, &total) in &self.costs {
            let sum = told.sum("meters", cost, &[]);
            assert!(sum.is_none_or(|sum| sum == total), "{name}: {cost} is {sum:?} and not {total}");
        }
        let own = if self.costs.contains_key("unblended") { "unblended" } else { "net_amortized" };
        assert!(told.sum("meters", own, &[]).is_some(), "{name}");
        for (key, layer) in [
            ("messages", "layers.messages.quantity"),
            ("message_cost", "layers.messages.cost"),
            ("minutes", "layers.connection_minutes.quantity"),
            ("minute_cost", "layers.connection_minutes.cost"),
        ] {
            assert_eq!(told.sum("apis", key, &[]), Amount::parse(&told.values[layer]), "{name}: {layer}");
        }
    }
}

/// The answers of a month in a layout from all of its columns, by cost basis as they are asked for.
struct Whole<'a> {
    layout: &'a Layout,
    month: &'a Month,
    totals: Totals,
    by_basis: RefCell<BTreeMap<String, Rc<Told>>>,
}

impl<'a> Whole<'a> {
    fn of(layout: &'a Layout, month: &'a Month) -> Self {
        Self { layout, month, totals: totals(layout, month), by_basis: RefCell::default() }
    }

    fn on(&self, basis: &str) -> Rc<Told> {
        let told = || Rc::new(summary(self.layout, self.month, &["--cost", basis]).unwrap());
        Rc::clone(self.by_basis.borrow_mut().entry(basis.to_owned()).or_insert_with(told))
    }

    /// Does it have usage types? Units and descriptions leave some meters open.
    fn tells_meters(&self) -> bool {
        self.layout.focus_table().is_none_or(|table| [FocusTable::AWS_1_0, FocusTable::AWS_1_2].contains(&table))
    }

    /// Takes one column away; what is wrong then, in words.
    fn lose(&self, column: &str, case: &Case, basis: &str) -> Option<String> {
        let name = format!("{:?} without {column}, {basis}", self.layout);
        let told = match summary(&without(self.layout, [column]), self.month, &["--cost", basis]) {
            Ok(told) => told,
            // Two columns of FOCUS can take the place of two others, and not where those are not there.
            Err(error) => return (!error.contains(&format!(" or `{column}`;"))).then_some(error),
        };
        self.totals.hold(&told, self.tells_meters() && case.differs != TELLING, &name);
        // What was fallen back to is an answer too: that of all columns on that basis.
        let used = told.values["cost_basis"].trim_matches('"');
        let (full, usual) = (self.on(used), self.on(basis));
        assert!(!told.says("(is it `"), "{name}: a column of AWS is taken for another: {:?}", told.notes);
        let differs = differing(&full, &told);
        let excused = |path: &String| case.differs.iter().any(|start| path.starts_with(start));
        let wrong: Vec<_> = differs.iter().filter(|path| !excused(path)).collect();
        let is_usual = usual.values["cost_basis"] == told.values["cost_basis"];
        let is_same = differs.is_empty() && is_usual && told.nulls() == full.nulls();
        let note = told.notes.iter().find(|note| note.contains(case.loss));
        let is_named = note.is_some_and(|note| !note.starts_with("Without `") || note.contains(&format!("`{column}`")));
        let is_said = is_named && (case.loss.is_empty() || !usual.says(case.loss));
        if wrong.is_empty() && ((is_same && !case.is_always_said) || (is_said && !case.loss.is_empty())) {
            return None;
        }
        Some(format!("{name}: loss {:?} {is_named}; {wrong:?}; {differs:?}; {:?}", case.loss, told.notes))
    }

    /// Takes away those columns of the cases that are chosen, one by one; what is wrong then.
    fn lose_each(&self, wanted: impl Fn(usize) -> bool) -> Vec<String> {
        let (names, kind) = columns_of(self.layout, self.month);
        let is_there = |case: &Case| names.iter().any(|name| name == case.names[kind]);
        let cases = CASES.iter().enumerate().filter(|(at, case)| wanted(*at) && is_there(case));
        let lose = |(_, case): (usize, &Case)| {
            let is_cost = case.loss.contains("null here") || case.loss.contains("amortized");
            let bases = if is_cost { &["amortized", "net-amortized"][..] } else { &["amortized"] };
            bases.iter().filter_map(|basis| self.lose(case.names[kind], case, basis)).collect::<Vec<_>>()
        };
        cases.flat_map(lose).collect()
    }
}

/// Three hours of a running month: every kind of line item but tax.
fn hours() -> Month {
    let options = MonthOptions { hours_of_data: Some(3), is_final: false, ..MonthOptions::new(51) };
    Month::new(&options, &Scenario::everything(51))
}

/// A whole month, final.
fn coarse(granularity: Granularity) -> Month {
    let options = MonthOptions { granularity, ..MonthOptions::new(52) };
    Month::new(&options, &Scenario::everything(52))
}

fn cur() -> Vec<Layout> {
    let flat = CsvOptions { maps: MapForm::Flat, ..CsvOptions::default() };
    vec![
        Layout::legacy_csv(),
        Layout::legacy_parquet(),
        Layout::cur2_csv(),
        Layout::Cur2Csv(flat),
        Layout::cur2_parquet(),
        Layout::Cur2Parquet(ParquetOptions { maps: MapForm::Flat, ..ParquetOptions::default() }),
    ]
}

fn focus() -> Vec<Layout> {
    let csv = FocusTable::ALL.into_iter().map(|table| match table {
        FocusTable::PLAIN_1_0 => Layout::focus_plain(),
        table => Layout::focus_csv(table),
    });
    let parquet = [FocusTable::AWS_1_0, FocusTable::AWS_1_2].map(Layout::focus_parquet);
    csv.chain(parquet).collect()
}

#[test]
fn each_column_of_a_cur_is_a_named_loss() {
    let hours = hours();
    let wrong = cur().iter().flat_map(|layout| Whole::of(layout, &hours).lose_each(|_| true)).collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_column_of_focus_is_a_named_loss() {
    let hours = hours();
    let wrong = focus().iter().flat_map(|layout| Whole::of(layout, &hours).lose_each(|_| true)).collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_column_of_a_coarse_export_is_a_named_loss() {
    let layouts = [Layout::legacy_csv(), Layout::cur2_parquet(), Layout::focus_csv(FocusTable::AWS_1_2)];
    for granularity in [Granularity::Monthly, Granularity::Daily] {
        let month = coarse(granularity);
        for layout in &layouts {
            let whole = Whole::of(layout, &month);
            assert!(whole.on("amortized").says("have usage that is not hourly"));
            let wrong = whole.lose_each(|_| true);
            assert!(wrong.is_empty(), "{granularity:?}\n{}", wrong.join("\n"));
        }
    }
}

/// Without any column that says how long usage took.
#[test]
fn no_hour_is_judged_where_nothing_says_how_long_usage_took() {
    let ends = ["lineItem/UsageEndDate", "identity/TimeInterval", "ChargePeriodEnd"];
    for month in [hours(), coarse(Granularity::Monthly), coarse(Granularity::Daily)] {
        let granularity = month.options().granularity;
        for layout in [Layout::legacy_csv(), Layout::focus_csv(FocusTable::AWS_1_2)] {
            let name = format!("{granularity:?} {layout:?}");
            let told = summary(&without(&layout, ends), &month, &[]).unwrap();
            totals(&layout, &month).hold(&told, true, &name);
            assert!(told.says("have usage that is not hourly") && told.says("how long usage took"), "{:?}", told.notes);
            assert_eq!(told.values["period.data_through"], month_end(granularity), "{name}");
            assert_eq!(told.values["period.ended"], (granularity != Granularity::Hourly).to_string(), "{name}");
        }
    }
}

/// How far the usage of these months reaches.
fn month_end(granularity: Granularity) -> &'static str {
    match granularity {
        Granularity::Hourly => "\"2026-10-01T03:00:00Z\"",
        _ => "\"2026-11-01T00:00:00Z\"",
    }
}

/// Every form of every layout: everything taken away at once, and some columns one by one.
#[test]
fn every_layout_keeps_its_totals() {
    let month = hours();
    for (turn, (name, layout)) in every_layout().into_iter().chain(every_focus_layout()).enumerate() {
        let (names, kind) = columns_of(&layout, &month);
        let needed: BTreeSet<&str> = REQUIRED.iter().map(|names| names[kind]).chain(NEEDED_OF_FOCUS).collect();
        let bare = without(&layout, names.iter().filter(|name| !needed.contains(name.as_str())));
        let told = summary(&bare, &month, &[]).unwrap();
        totals(&layout, &month).hold(&told, kind != 2, &name);
        let wrong = Whole::of(&layout, &month).lose_each(|at| at % 16 == turn % 16);
        assert!(wrong.is_empty(), "{name}\n{}", wrong.join("\n"));
    }
}

/// Without these FOCUS names no product, no quantity and no meter.
const NEEDED_OF_FOCUS: [&str; 7] = [
    "ServiceName",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ChargeDescription",
    "ChargeClass",
    "CommitmentDiscountStatus",
    "RegionId",
];

#[test]
fn columns_that_are_not_read_change_nothing() {
    let month = hours();
    for layout in cur().into_iter().chain(focus()) {
        let (names, kind) = columns_of(&layout, &month);
        let ours = |name: &&String| {
            !CASES.iter().any(|case| case.names[kind] == **name) && !REQUIRED.iter().any(|names| names[kind] == **name)
        };
        let full = summary(&layout, &month, &[]).unwrap();
        let told = summary(&without(&layout, names.iter().filter(ours)), &month, &[]).unwrap();
        assert_eq!(differing(&full, &told), BTreeSet::new(), "{layout:?}");
        assert_eq!(full.notes, told.notes, "{layout:?}");
    }
}

#[test]
fn a_required_column_is_asked_for_by_name() {
    let month = hours();
    for layout in [Layout::legacy_csv(), Layout::cur2_parquet(), Layout::focus_csv(FocusTable::AWS_1_2)] {
        let (_, kind) = columns_of(&layout, &month);
        for column in REQUIRED.iter().map(|names| names[kind]).filter(|column| !column.is_empty()) {
            let error = summary(&without(&layout, [column]), &month, &[]).err().unwrap();
            assert!(error.contains(&format!("lacks the required column `{column}`")), "{error}");
        }
    }
}

/// A month as CSV, in which names of columns are other ones.
fn renamed(layout: &Layout, names: &[(&str, &str)]) -> Run {
    let at = tempfile::tempdir().unwrap();
    let file = at.path().join("report.csv");
    let text = String::from_utf8(layout.encode_month(&hours()).unwrap()).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let header = names.iter().fold(header.to_owned(), |header, (name, alias)| header.replacen(name, alias, 1));
    std::fs::write(&file, format!("{header}\n{rows}")).unwrap();
    report(&["summary", file.to_str().unwrap(), "--format", "json"])
}

#[test]
fn a_renamed_column_is_missed_and_its_alias_is_shown() {
    let cur2 = Layout::cur2_csv();
    let out = renamed(&cur2, &[("line_item_resource_id", "resource_id")]);
    let note = "note: Without `line_item_resource_id` (is it `resource_id`? Only AWS's own names are known): no cost for each API";
    assert!(out.stderr.contains(note), "{}", out.stderr);
    assert_eq!(out.code, Some(0));

    let out = renamed(&cur2, &[("line_item_usage_type", "usage_type"), ("line_item_usage_amount", "amount")]);
    assert_eq!(out.code, Some(2));
    let error = "lacks the required columns `line_item_usage_type` (the nearest there is `usage_type`), `line_item_usage_amount` (the nearest there is `amount`);";
    assert!(out.stderr.contains(error), "{}", out.stderr);

    let out =
        renamed(&Layout::focus_csv(FocusTable::AWS_1_0), &[("x_UsageType", "UsageType"), ("BilledCost", "Billed")]);
    let notes = ["Without `x_UsageType` or `SkuMeter` (is it `UsageType`?", "Without `BilledCost`: no billed cost"];
    assert!(notes.iter().all(|note| out.stderr.contains(note)), "{}", out.stderr);
}

#[test]
fn a_ledger_and_people_are_told_the_same() {
    let at = tempfile::tempdir().unwrap();
    let (file, ledger) = (at.path().join("report.csv"), at.path().join("ledger.parquet"));
    let layout = without(&Layout::legacy_csv(), ["lineItem/ResourceId", "product/regionCode", "product/region"]);
    std::fs::write(&file, layout.encode_month(&hours()).unwrap()).unwrap();
    let (file, ledger) = (file.to_str().unwrap(), ledger.to_str().unwrap());
    assert_eq!(report(&["ledger", file, "-o", ledger]).code, Some(0));
    let json = |path| report(&["summary", path, "--format", "json"]);
    assert_eq!(json(file).stdout, json(ledger).stdout);
    for format in ["table", "markdown"] {
        let text = report(&["summary", ledger, "--format", format]).stdout.replace(['\\', '\n'], " ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for note in ["`lineItem/ResourceId`", "`product/regionCode`"] {
            assert_eq!(text.matches(note.trim_matches('`')).count(), 1, "{format}: {text}");
        }
    }
}
