//! A month as FOCUS: its sums are those of the CUR, and its rows are as the specification and AWS have them.

use std::collections::{BTreeMap, BTreeSet};

use cur_testkit::{
    Amount, Behaviour, Delivery, Discount, FocusKey, FocusRow, FocusSums, FocusTable, FocusTruth, FocusVersion,
    Granularity, Layout, LineItem, Month, MonthOptions, Placement, Region, Scenario, Telling, Text, every_focus_layout,
    files_below, focus_rows,
};

fn month(change: impl Fn(&mut MonthOptions)) -> Month {
    let mut options = MonthOptions::new(11);
    change(&mut options);
    Month::new(&options, &Scenario::everything(11))
}

/// Months with plans, discounts, free tier and tax, and some without.
fn kinds() -> Vec<(&'static str, Month)> {
    vec![
        ("hourly, plans, discount rows, tax", month(|_| {})),
        ("discount columns", month(|options| options.discount = Discount::Columns(85))),
        ("no discount", month(|options| options.discount = Discount::None)),
        ("daily", month(|options| options.granularity = Granularity::Daily)),
        ("monthly", month(|options| options.granularity = Granularity::Monthly)),
        (
            "bare",
            month(|options| {
                options.discount = Discount::None;
                options.savings_plan = false;
                options.resource_ids = false;
            }),
        ),
        (
            "running",
            month(|options| {
                options.hours_of_data = Some(317);
                options.is_final = false;
            }),
        ),
    ]
}

/// Product, meter and Region.
type Place = (Text, &'static str, Option<Text>);

fn place(item: &LineItem) -> Place {
    let meaning = &item.line.meaning;
    (item.line.product_code.clone(), meaning.meter, meaning.region.clone())
}

/// Quantity, effective and billed cost of the rows by place.
fn sums_of_rows(month: &Month, version: FocusVersion) -> BTreeMap<Place, [Amount; 3]> {
    let mut sums: BTreeMap<Place, [Amount; 3]> = BTreeMap::new();
    for item in month.items().filter(|item| item.line.meaning.matched) {
        for row in focus_rows(&item, version) {
            let sum = sums.entry(place(&item)).or_default();
            let values = [row.consumed_quantity.unwrap_or_default(), row.effective, row.billed];
            for (sum, value) in sum.iter_mut().zip(values) {
                *sum += value;
            }
        }
    }
    sums
}

#[test]
fn each_meter_and_region_has_the_quantity_and_the_net_amortized_cost_of_the_cur() {
    for (name, month) in kinds() {
        let mut expected: BTreeMap<Place, [Amount; 3]> = BTreeMap::new();
        for (key, sums) in month.truth().meters {
            let sum = expected.entry((key.product_code, key.meter, key.region)).or_default();
            // Over all charges of a meter the negation takes covered usage back, which FOCUS never bills.
            let values = [
                sums.quantity,
                sums.net_amortized.unwrap_or(sums.amortized),
                sums.net_unblended.unwrap_or(sums.unblended),
            ];
            for (sum, value) in sum.iter_mut().zip(values) {
                *sum += value;
            }
        }
        for version in [FocusVersion::V1_0, FocusVersion::V1_2] {
            assert_eq!(sums_of_rows(&month, version), expected, "{name}, {version:?}");
        }
    }
}

#[test]
fn the_truth_is_the_sum_of_the_rows() {
    type Short = (Text, &'static str, &'static str, Option<&'static str>);
    let short = |key: FocusKey| -> Short { (key.product_code, key.meter, key.category, key.commitment) };
    for (name, month) in kinds() {
        for table in FocusTable::ALL {
            let truth = FocusTruth::of(&month, table);
            let (mut rows, mut matched_rows) = (0, 0);
            let mut sums: BTreeMap<Short, FocusSums> = BTreeMap::new();
            for item in month.items() {
                for row in focus_rows(&item, table.version) {
                    rows += 1;
                    let meaning = &item.line.meaning;
                    if !meaning.matched {
                        continue;
                    }
                    matched_rows += 1;
                    let commitment = row.commitment.as_ref().map(|commitment| commitment.category);
                    let key = (item.line.product_code.clone(), meaning.meter, row.category, commitment);
                    sums.entry(key).or_default().merge(&FocusSums {
                        rows: 1,
                        quantity: row.consumed_quantity.unwrap_or_default(),
                        effective: row.effective,
                        billed: row.billed,
                        list: row.list,
                    });
                }
            }
            assert_eq!((truth.rows, truth.matched_rows), (rows, matched_rows), "{name}, {table:?}");
            let mut told: BTreeMap<Short, FocusSums> = BTreeMap::new();
            for (key, more) in truth.meters {
                told.entry(short(key)).or_default().merge(&more);
            }
            assert_eq!(told, sums, "{name}, {table:?}");
        }
    }
}

#[test]
fn both_websocket_meters_can_be_told_apart_in_every_table() {
    let month = Month::small(3);
    for table in FocusTable::ALL {
        let truth = FocusTruth::of(&month, table);
        let usage: BTreeMap<&str, BTreeSet<Telling>> =
            truth.meters.keys().filter(|key| key.category == "Usage").fold(BTreeMap::new(), |mut told, key| {
                told.entry(key.meter).or_default().insert(key.telling);
                told
            });
        let all = |meter: &str, telling| usage.get(meter).is_some_and(|told| told.iter().all(|one| *one == telling));
        let has_usage_type = matches!(table, FocusTable::AWS_1_0 | FocusTable::AWS_1_2);
        let telling = if has_usage_type { Telling::UsageType } else { Telling::Text };
        assert!(all("messages", telling) && all("connection_minutes", telling), "{table:?}: {usage:?}");
        let telling = if has_usage_type { Telling::UsageType } else { Telling::Nothing };
        assert!(all("other", telling), "{table:?}: what no one has heard of has no known unit");
    }
}

/// The rows that a line item type becomes.
fn rows_of(month: &Month, kind: &str, version: FocusVersion) -> Vec<(LineItem, Vec<FocusRow>)> {
    let items = month.items().filter(|item| item.line.line_item_type == kind);
    items
        .map(|item| {
            let rows = focus_rows(&item, version);
            (item, rows)
        })
        .collect()
}

#[test]
fn plans_pay_for_covered_usage_and_nothing_is_negated() {
    let month = month(|_| {});
    let covered = rows_of(&month, "SavingsPlanCoveredUsage", FocusVersion::V1_0);
    assert!(covered.len() > 1_000);
    for (item, rows) in &covered {
        let [row] = rows.as_slice() else { unreachable!("{rows:?}") };
        assert_eq!((row.category, row.pricing_category, row.frequency), ("Usage", Some("Committed"), "Usage-Based"));
        let commitment = row.commitment.as_ref().unwrap();
        assert!(commitment.id.starts_with("arn:aws:savingsplans:"));
        assert_eq!((commitment.category, commitment.kind), ("Spend", "Savings Plan"));
        assert_eq!((commitment.status, commitment.quantity), (Some("Used"), item.plan_effective_cost.unwrap().0));
        assert_eq!((row.billed, row.consumed_quantity), (Amount::ZERO, Some(item.usage_amount)));
        assert_eq!(row.list, item.unblended_cost);
        // Requests are covered at no saving.
        assert!(row.effective <= row.contracted && row.contracted < row.list && row.discount.unwrap() < Amount::ZERO);
    }
    for kind in ["SavingsPlanNegation", "EdpDiscount", "PrivateRateDiscount"] {
        let all = rows_of(&month, kind, FocusVersion::V1_2);
        assert!(!all.is_empty() && all.iter().all(|(_, rows)| rows.is_empty()), "{kind}");
    }
}

#[test]
fn fees_of_a_plan_are_bought_once_and_amortized_elsewhere() {
    let month = month(|_| {});
    let mut effective_of = BTreeMap::new();
    for version in [FocusVersion::V1_0, FocusVersion::V1_2] {
        let (mut bought, mut unused) = (Amount::ZERO, Amount::ZERO);
        for (item, rows) in rows_of(&month, "SavingsPlanRecurringFee", version) {
            let [fee, left] = rows.as_slice() else { unreachable!("the plan is never used up: {rows:?}") };
            assert_eq!((fee.category, fee.frequency, fee.effective), ("Purchase", "Recurring", Amount::ZERO));
            assert_eq!((left.category, left.billed, left.list), ("Usage", Amount::ZERO, Amount::ZERO));
            let status = |row: &FocusRow| row.commitment.as_ref().unwrap().status;
            assert_eq!((status(fee), status(left)), (None, Some("Unused")));
            let is_1_0 = version == FocusVersion::V1_0;
            assert_eq!(fee.pricing_category, Some(if is_1_0 { "Committed" } else { "Standard" }));
            assert_eq!(left.consumed_quantity, is_1_0.then_some(Amount::ZERO));
            assert_eq!(fee.billed, item.net_unblended_cost.unwrap());
            bought += fee.billed;
            unused += left.effective;
        }
        effective_of.insert(version, (bought, unused));
    }
    // Used and unused shares together are what was bought, but for the private rates of Seoul and rounding.
    let (bought, unused) = effective_of.get(&FocusVersion::V1_2).copied().unwrap();
    let used: Amount = rows_of(&month, "SavingsPlanCoveredUsage", FocusVersion::V1_2)
        .iter()
        .flat_map(|(_, rows)| rows)
        .map(|row| row.effective)
        .sum();
    let left = bought - used - unused;
    assert!(left > Amount::ZERO && left < Amount::millionths(200_000), "{left}");
    assert_eq!(effective_of.get(&FocusVersion::V1_0), Some(&(bought, unused)));
}

#[test]
fn the_free_tier_costs_and_lists_nothing() {
    let month = month(|_| {});
    let mut free = 0;
    for item in month.items() {
        if !item.line.pricing.rate_code.as_ref().is_some_and(|code| code.contains(".A429C66SYZ.")) {
            continue;
        }
        free += 1;
        let rows = focus_rows(&item, FocusVersion::V1_0);
        let [row] = rows.as_slice() else { unreachable!("{rows:?}") };
        assert_eq!([row.billed, row.effective, row.list, row.contracted], [Amount::ZERO; 4]);
        assert_eq!((row.list_unit_price, row.consumed_quantity), (Some(Amount::ZERO), Some(item.usage_amount)));
        assert!(item.public_on_demand_cost.is_some_and(|cost| cost > Amount::ZERO), "the CUR lists it");
    }
    assert!(free > 50);
}

#[test]
fn list_costs_are_of_the_rows_own_tier() {
    let month = Month::new(&MonthOptions::new(1), &Scenario::sample());
    let mut prices = BTreeSet::new();
    for item in month.items().filter(|item| item.line.usage_type.as_deref() == Some("USE1-ApiGatewayMessage")) {
        for row in focus_rows(&item, FocusVersion::V1_2).iter().filter(|row| row.category == "Usage") {
            let price = row.list_unit_price.unwrap();
            // 1 and 0.8 dollars a million, 10 % off.
            assert_eq!(row.contracted_unit_price.unwrap(), price.permille(900));
            let cost = price.units() / 10i128.pow(10) * row.pricing_quantity.unwrap().units() / 10i128.pow(8);
            assert_eq!(row.list, Amount::from_units(cost));
            prices.insert(price.to_string());
        }
    }
    assert_eq!(prices.into_iter().collect::<Vec<_>>(), ["0.0000008", "0.000001"]);
}

#[test]
fn what_is_no_usage_has_a_category_of_its_own_and_no_consumed_quantity() {
    let month = month(|_| {});
    let one = |kind: &str| {
        let all = rows_of(&month, kind, FocusVersion::V1_2);
        let (item, rows) = all.into_iter().find(|(item, _)| item.line.meaning.matched).unwrap();
        let [row] = rows.as_slice() else { unreachable!("{kind}: {rows:?}") };
        assert_eq!((row.consumed_quantity, row.effective, row.list), (None, row.billed, row.billed), "{kind}");
        assert_eq!(row.billed, item.net_unblended_cost.unwrap(), "{kind}");
        row.clone()
    };
    let tax = one("Tax");
    assert_eq!((tax.category, tax.pricing_category, tax.pricing_quantity), ("Tax", None, None));
    assert_eq!(tax.charge_period.1.0 - tax.charge_period.0.0, 744 * 3_600);
    let credit = one("Credit");
    assert_eq!((credit.category, credit.pricing_category, credit.frequency), ("Credit", Some("Other"), "One-Time"));
    assert_eq!(credit.pricing_quantity, Some(Amount::ZERO));
    let refund = one("Refund");
    assert_eq!((refund.category, refund.class), ("Adjustment", Some("Correction")));
    let fee = one("Fee");
    assert_eq!((fee.category, fee.pricing_quantity), ("Purchase", Some(Amount::whole(1))));
    assert_eq!(one("SppDiscount").category, "Credit");
    assert_eq!((one("RegionalRebate").category, one("RegionalRebate").class), ("Adjustment", None));
}

#[test]
fn rows_are_as_the_specification_wants_them() {
    for (name, month) in kinds() {
        for item in month.items() {
            for row in focus_rows(&item, FocusVersion::V1_2) {
                let is_usage = row.category == "Usage";
                let is_priced = is_usage || row.category == "Purchase";
                let unused = row.commitment.as_ref().is_some_and(|commitment| commitment.status == Some("Unused"));
                assert_eq!(row.consumed_quantity.is_some(), is_usage && !unused, "{name}: {row:?}");
                assert!(row.pricing_category.is_some() || !is_priced, "{name}: {row:?}");
                assert!(row.pricing_category.is_none() || row.category != "Tax", "{name}: {row:?}");
                assert_eq!(row.frequency == "Usage-Based", is_usage, "{name}: {row:?}");
                assert!(row.charge_period.0 < row.charge_period.1, "{name}: {row:?}");
                for amount in [row.billed, row.effective, row.list, row.contracted] {
                    assert!(amount.is_written(), "{name}: {amount} would not survive a double: {row:?}");
                }
            }
        }
    }
}

#[test]
fn deliveries_stand_in_lower_case_partitions_with_both_manifests() {
    let options = MonthOptions { hours_of_data: Some(4), ..MonthOptions::new(1) };
    let mut scenario = Scenario::of_one(Behaviour::ConsumerChat, 100);
    scenario.add_api(1, Region::EuWest1, Behaviour::Telemetry, 10);
    let month = Month::new(&options, &scenario);
    let folder = tempfile::tempdir().unwrap();
    let first = Delivery::new(Layout::focus_parquet(FocusTable::AWS_1_2), Placement::DataExportsCreateNew);
    let execution = first.version_id(&month);
    let written = first.write(&month, folder.path()).unwrap();
    let files: Vec<String> =
        files_below(folder.path()).unwrap().iter().map(|path| path.to_str().unwrap().to_owned()).collect();
    assert_eq!(
        files,
        [
            format!("data/billing_period=2026-10/{execution}/ws-report-00001.snappy.parquet"),
            format!("metadata/billing_period=2026-10/{execution}/ws-report-Manifest.json"),
            "metadata/billing_period=2026-10/ws-report-Manifest.json".to_owned(),
        ]
    );
    assert_eq!(written.focus, Some(FocusTruth::of(&month, FocusTable::AWS_1_2)));
    let manifest = |path: &std::path::Path| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    };
    let [current, of_execution] = written.manifests.as_slice() else { unreachable!("{:?}", written.manifests) };
    assert_eq!(manifest(current), manifest(of_execution));
    assert_eq!(
        manifest(current)["dataFiles"],
        serde_json::json!([format!(
            "s3://example-billing/exports/daily/ws-report/data/billing_period=2026-10/{execution}/ws-report-00001.snappy.parquet"
        )])
    );
    assert_eq!(manifest(current)["columns"][1], serde_json::json!({"name": "BilledCost", "type": "double"}));

    let second = Delivery { version: 1, ..first };
    second.write(&month, folder.path()).unwrap();
    assert!(manifest(current)["executionId"] != manifest(of_execution)["executionId"]);
    let overwritten = Delivery { placement: Placement::DataExportsOverwrite, ..second };
    let folder = tempfile::tempdir().unwrap();
    overwritten.write(&month, folder.path()).unwrap();
    assert_eq!(files_below(folder.path()).unwrap().len(), 2);
}

#[test]
fn names_of_layouts_are_their_own() {
    let names: Vec<String> = every_focus_layout().into_iter().map(|(name, _)| name).collect();
    for name in ["focus-1.0-csv", "focus-1.0-csv-gzip", "focus-1.0-parquet", "focus-1.2-parquet", "focus-plain-csv"] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert!(cur_testkit::every_layout().iter().all(|(_, layout)| layout.focus_table().is_none()));
}
