//! One month in every layout, on any number of threads, in any order, from the ledger: one answer, byte for byte.

use std::path::Path;

use cur_testkit::{Amount, Delivery, Layout, Month, Placement, Truth, every_layout};

use crate::harness::report;

/// The JSON without its `source` block, which tells layouts apart.
fn answer(arguments: &[&str]) -> String {
    let out = report(arguments);
    assert_eq!(out.code, Some(0), "{arguments:?}");
    // Loose files have no manifest, which is said.
    assert!(out.stderr.lines().all(|line| line.starts_with("note: no manifest is beside")), "{}", out.stderr);
    let start = out.stdout.find("\n  \"source\": {").unwrap();
    let end = start + out.stdout[start..].find("\n  \"layers\": ").unwrap();
    format!("{}{}", &out.stdout[..start], &out.stdout[end..])
}

fn write(month: &Month, layout: Layout, at: &Path) -> Vec<String> {
    let delivery = Delivery { rows_per_file: Some(2000), ..Delivery::new(layout, Placement::Loose) };
    let written = delivery.write(month, at).unwrap();
    written.files.iter().map(|file| file.to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_layout_thread_count_and_order_gives_the_same_bytes() {
    let month = Month::small(31);
    let mut first: Option<String> = None;
    for (name, layout) in every_layout() {
        let at = tempfile::tempdir().unwrap();
        let mut files = write(&month, layout, at.path());
        let folder = at.path().to_str().unwrap();
        let one = answer(&["summary", folder, "--format", "json", "--threads", "1"]);
        files.reverse();
        let mut arguments = vec!["summary", "--format", "json", "--threads", "4"];
        arguments.extend(files.iter().map(String::as_str));
        assert!(one == answer(&arguments), "{name}: threads or order can be seen");
        let first = first.get_or_insert_with(|| one.clone());
        assert!(*first == one, "{name} differs from the first layout");
    }
}

#[test]
fn a_ledger_gives_the_answer_of_its_export_on_every_basis() {
    let at = tempfile::tempdir().unwrap();
    let month = Month::small(32);
    let export = at.path().join("export");
    std::fs::create_dir(&export).unwrap();
    write(&month, Layout::cur2_parquet(), &export);
    let (export, ledger) = (export.to_str().unwrap(), at.path().join("ledger.parquet"));
    let ledger = ledger.to_str().unwrap();
    let stored = report(&["ledger", export, "-o", ledger]);
    assert_eq!((stored.code, stored.stdout.as_str()), (Some(0), ""), "{}", stored.stderr);
    let truth = month.truth();
    for (basis, total) in bases(&truth) {
        let from_export = answer(&["summary", export, "--format", "json", "--cost", basis]);
        assert!(from_export == answer(&["summary", ledger, "--format", "json", "--cost", basis]), "{basis}");
        check_sums(&from_export, basis, &total);
    }
}

/// The generator's own totals by cost basis.
fn bases(truth: &Truth) -> [(&'static str, String); 4] {
    let total = truth.total();
    [
        ("unblended", total.unblended.to_string()),
        ("net", total.net_unblended.unwrap().to_string()),
        ("amortized", total.amortized.to_string()),
        ("net-amortized", total.net_amortized.unwrap().to_string()),
    ]
}

/// `meters` and `bridge` add up to the generator's total, to the last digit of their text.
fn check_sums(json: &str, basis: &str, total: &str) {
    let column = match basis {
        "net" => "net_unblended",
        "net-amortized" => "net_amortized",
        other => other,
    };
    let (bridge, meters) = (block(json, "bridge"), block(json, "meters"));
    let sum = |text: &str, key: &str| -> Amount {
        numbers(text).filter(|(name, _)| *name == key).fold(Amount::ZERO, |sum, (_, value)| sum + value)
    };
    assert_eq!(sum(meters, column).to_string(), total, "meters on {basis}");
    assert_eq!(sum(bridge, "total").to_string(), total, "bridge on {basis}");
    let parts = numbers(bridge).filter(|(name, _)| *name != "total").fold(Amount::ZERO, |sum, (_, value)| sum + value);
    assert_eq!(parts.to_string(), total, "the bridge's parts on {basis}");
}

/// The text of a top-level block.
fn block<'a>(json: &'a str, name: &str) -> &'a str {
    let start = json.find(&format!("\n  \"{name}\": ")).unwrap() + 1;
    let end = json[start..].find("\n  \"").map_or(json.len(), |end| start + end);
    &json[start..end]
}

/// Every `"name": number` line, as exact decimals.
fn numbers(text: &str) -> impl Iterator<Item = (&str, Amount)> {
    text.lines().filter_map(|line| {
        let (name, value) = line.trim().trim_end_matches(',').split_once("\": ")?;
        Some((name.trim_start_matches('"'), Amount::parse(value)?))
    })
}
