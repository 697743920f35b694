//! FOCUS from outside: the sample of the FOCUS project, checked by hand, and one month as CUR and as each FOCUS.

use std::collections::BTreeMap;

use cur_testkit::{Amount, Delivery, FocusTable, Granularity, Layout, Month, MonthOptions, Placement, Scenario};

use crate::harness::{report, sample};

/// The objects of `meters`: the texts of their values by key, so that no digit is lost.
fn meters(json: &str) -> Vec<BTreeMap<&str, &str>> {
    let start = json.find("\n  \"meters\": ").unwrap();
    let block = &json[start..start + json[start..].find("\n  \"other\": ").unwrap()];
    let object = |text| -> BTreeMap<_, _> {
        let lines = str::lines(text).filter_map(|line| line.trim().trim_end_matches(',').split_once("\": "));
        lines.map(|(key, value)| (key.trim_start_matches('"'), value.trim_matches('"'))).collect()
    };
    block.split("\n    {").skip(1).map(object).collect()
}

/// The values of some keys of each object.
fn told(json: &str, keys: &[&str]) -> Vec<String> {
    meters(json).iter().map(|meter| keys.iter().map(|key| meter[key]).collect::<Vec<_>>().join(" ")).collect()
}

/// What is said of FOCUS without usage types.
const NO_USAGE_TYPES: &str = "Without `x_UsageType` or `SkuMeter`: no usage types: units and descriptions tell the meters, and what \
     they leave open is in other\n";

#[test]
fn the_sample_of_focus_by_hand() {
    let Some(file) = sample("focus/focus_sample.csv") else { return };
    let out = report(&["summary", &file, "--format", "json", "--cost", "net-amortized"]);
    let too_low = "9 line items of usage have an EffectiveCost of 0 and a BilledCost, of 0.01 USD together: costs here are too low by \
                   what the export leaves out; see billed.";
    assert_eq!((out.code, out.stderr), (Some(0), format!("note: {NO_USAGE_TYPES}warning: {too_low}\n")));
    let strict = report(&["summary", &file, "--strict", "--cost", "net-amortized", "--quiet"]);
    assert_eq!((strict.code, strict.stderr), (Some(2), format!("error: strict: {too_low}\n")));
    // The file's rows of `AWS Lambda` and `Amazon API Gateway`, ten of a thousand, all of category `Usage`, added up in
    // Python with `csv` and `decimal`. EffectiveCost is 0 on every one of them, so their dollars are the billed ones.
    let expected = [
        // 0.0000280403 GB × 0.09
        "AWSLambda data_transfer usage us-east-2 1 0.0000280403 0 0.0000025236 0.0000025236",
        // 0.0000048308 GB × 0.02 and 0.0000069989 GB × 0
        "AWSLambda data_transfer usage us-west-2 2 0.0000118297 0 0.0000000966 0.0000000966",
        // 382.373875 × 0.0000166667
        "AWSLambda lambda_duration usage us-east-1 1 382.373875 0 0.0063729107 0.0063729107",
        // 142.628 and 5.982: 0.0023771381 + 0.0000997002
        "AWSLambda lambda_duration usage us-west-2 2 148.61 0 0.0024768383 0.0024768383",
        // 7.678 × 0.0000097222
        "AWSLambda lambda_provisioned usage us-west-2 1 7.678 0 0.0000746471 0.0000746471",
        "AWSLambda lambda_requests usage us-east-1 1 60 0 0.000012 0.000012",
        "AWSLambda lambda_requests usage us-east-2 1 1 0 0.0000002 0.0000002",
        // 0.0001786314 GB × 0.085
        "AmazonApiGateway data_transfer usage us-west-2 1 0.0001786314 0 0.0000151837 0.0000151837",
    ];
    let keys = ["product_code", "meter", "charge", "region", "rows", "quantity", "net_amortized", "billed", "list"];
    assert_eq!(told(&out.stdout, &keys), expected);
    assert!(meters(&out.stdout).iter().all(|meter| meter["unblended"] == "null" && meter["amortized"] == "null"));
    // Nine of the ten cost something: the transfer from Paris is free.
    let remark = "9 line items of usage have an EffectiveCost of 0 and a BilledCost, of 0.01 USD together";
    assert!(out.stdout.contains(remark), "{}", out.stdout);
    for line in ["\"rows\": 1000,", "\"matched_rows\": 10,", "\"layout\": \"focus-1.0-csv\",", "\"complete\": true"] {
        assert!(out.stdout.contains(line), "{line}");
    }
}

#[test]
fn a_made_up_sample_of_1_2_by_hand() {
    let Some(file) = sample("focus/focus-1.2-synthetic.csv") else { return };
    let out = report(&["summary", &file, "--format", "json", "--cost", "net-amortized"]);
    // Its fees and taxes name no `SkuMeter`.
    assert_eq!((out.code, out.stderr.lines().count()), (Some(0), 1), "{}", out.stderr);
    assert!(out.stderr.starts_with("note: Without `x_Operation`: "), "{}", out.stderr);
    // Its rows of `AWSLambda`, added up in the same way: twenty of duration, five subscriptions, three taxes. List costs
    // of more than 15 digits are no doubles, so they are the file's to the last digit too.
    let expected = [
        "lambda_duration usage ap-southeast-1 4 12011962.5743 180.1794386145 180.1794386145 200.19977663708581",
        "lambda_duration usage eu-west-1 2 7555777.8734 113.336668101 113.336668101 125.92988308259578",
        "lambda_duration usage us-east-1 7 15598280.4183 233.9742062745 233.9742062745 259.97186024768061",
        "lambda_duration usage us-west-2 7 22172470.8919 332.5870633785 332.5870633785 369.54192061402973",
        "other fee ap-southeast-1 3 0 1248.24 1248.24 1248.24",
        "other fee us-east-1 1 0 466.74 466.74 466.74",
        "other fee us-west-2 1 0 740.05 740.05 740.05",
        "other tax null 3 0 15.98000048205 15.98000048205 17.755591602278849",
    ];
    let keys = ["meter", "charge", "region", "rows", "quantity", "net_amortized", "billed", "list"];
    assert_eq!(told(&out.stdout, &keys), expected);
}

/// Quantity and net amortized cost of usage, by product, meter and Region, where every table of FOCUS tells the meter.
fn agreed(json: &str) -> BTreeMap<[String; 3], [Amount; 2]> {
    let told = ["messages", "connection_minutes", "lambda_duration", "lambda_requests", "data_transfer"];
    let mut sums: BTreeMap<[String; 3], [Amount; 2]> = BTreeMap::new();
    for meter in meters(json) {
        let is_usage = ["usage", "savings_plan_covered"].contains(&meter["charge"]);
        if is_usage && told.contains(&meter["meter"]) {
            let place = ["product_code", "meter", "region"].map(|key| meter[key].to_owned());
            let number = |key| Amount::parse(meter[key]).unwrap();
            let sum = sums.entry(place).or_default();
            *sum = [sum[0] + number("quantity"), sum[1] + number("net_amortized")];
        }
    }
    sums
}

#[test]
fn one_month_as_cur_and_as_each_focus() {
    let at = tempfile::tempdir().unwrap();
    // A whole month with a Savings Plan, a discount in rows, free tier and tax.
    let options = MonthOptions { granularity: Granularity::Daily, ..MonthOptions::new(41) };
    let month = Month::new(&options, &Scenario::everything(41));
    let summary = |name: &str, layout: Layout| {
        let root = at.path().join(name);
        Delivery::new(layout, Placement::DataExportsCreateNew).write(&month, &root).unwrap();
        let (root, ledger) = (root.to_str().unwrap().to_owned(), at.path().join(format!("{name}.parquet")));
        let ledger = ledger.to_str().unwrap();
        let json = |path| report(&["summary", path, "--format", "json", "--cost", "net-amortized"]);
        let out = json(&root);
        assert_eq!(out.code, Some(0), "{name}");
        // Only FOCUS without columns of AWS lacks something.
        let lines: Vec<&str> = out.stderr.lines().collect();
        assert_eq!(lines.is_empty(), !name.starts_with("focus-plain"), "{name}: {lines:?}");
        assert!(lines.iter().all(|line| line.starts_with("note: Without `x_")), "{name}: {lines:?}");
        assert_eq!(report(&["ledger", &root, "-o", ledger]).code, Some(0), "{name}");
        assert!(out.stdout == json(ledger).stdout, "{name}: the ledger says something else");
        out.stdout
    };
    let cur = agreed(&summary("cur", Layout::cur2_csv()));
    assert!(cur.len() > 10, "{cur:?}");
    for table in FocusTable::ALL {
        let name = table.name();
        assert_eq!(agreed(&summary(&format!("{name}-csv"), Layout::focus_csv(table))), cur, "{name}");
        let parquet = summary(&format!("{name}-parquet"), Layout::focus_parquet(table));
        assert_eq!(agreed(&parquet), cur, "{name}");
        assert!(meters(&parquet).iter().all(|meter| meter["unblended"] == "null" && meter["billed"] != "null"));
    }
}

#[test]
fn another_basis_than_that_of_focus_is_a_fallback() {
    let at = tempfile::tempdir().unwrap();
    Delivery::new(Layout::focus_plain(), Placement::Loose).write(&Month::small(42), at.path()).unwrap();
    let folder = at.path().to_str().unwrap();
    let said = "Costs are net-amortized: FOCUS has no unblended cost (--cost net-amortized asks for them).";
    let out = report(&["summary", folder, "--cost", "unblended"]);
    assert_eq!(out.code, Some(0));
    assert!(out.stderr.contains(&format!("warning: {said}")), "{}", out.stderr);
    assert!(out.stdout.contains("The same as billed (BilledCost)"), "{}", out.stdout);
    assert!(!out.stdout.contains("unblended, Cost Explorer"), "{}", out.stdout);
    let strict = report(&["summary", folder, "--cost", "unblended", "--strict"]);
    assert_eq!(strict.code, Some(2));
    assert!(strict.stderr.contains(&format!("error: strict: {said}")), "{}", strict.stderr);
}

#[test]
fn usage_with_a_cost_and_no_quantity_is_missed() {
    let at = tempfile::tempdir().unwrap();
    let path = at.path().join("focus.csv");
    let head = "ChargeCategory,ServiceName,EffectiveCost,PricingQuantity,PricingUnit,ChargeDescription,ChargePeriodStart,\
                ChargePeriodEnd,BillingPeriodStart,BillingCurrency,BillingAccountId\n";
    let row = |cost: &str, quantity: &str| {
        format!(
            "Usage,Amazon API Gateway,{cost},{quantity},Messages,WebSocket messages,2026-10-01T00:00:00Z,\
             2026-10-02T00:00:00Z,2026-10-01T00:00:00Z,USD,111111111111\n"
        )
    };
    std::fs::write(&path, [head, &row("1", "1000000"), &row("2", ""), &row("0", "")].concat()).unwrap();
    let out = report(&["summary", path.to_str().unwrap(), "--format", "json"]);
    assert_eq!(out.code, Some(2), "{}", out.stderr);
    let said = "usage with an empty `ConsumedQuantity` and `PricingQuantity` and another amount: 1 line items; they count 0 there";
    assert!(out.stderr.contains(said), "{}", out.stderr);
}
