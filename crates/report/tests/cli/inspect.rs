//! `inspect`: which files count and why the others do not, and what is known of them before any number.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use cur_testkit::{
    CalendarMonth, ColumnChoice, Container, CsvOptions, Delivery, FocusTable, Layout, Month, MonthOptions, Placement,
    Scenario, every_focus_layout, every_layout,
};
use serde_json::{Value, json};

use crate::harness::{Run, command, report, run};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

pub(crate) fn inspected(arguments: &[&str]) -> (Option<i32>, Value, String) {
    let out = report(&[&["inspect", "--format", "json"], arguments].concat());
    (out.code, serde_json::from_str(&out.stdout).unwrap_or_else(|_| panic!("{}", out.stderr)), out.stderr)
}

pub(crate) fn month_of(month: u32, seed: u64) -> Month {
    let calendar = CalendarMonth::new(2026, month.into());
    let options = MonthOptions { month: calendar, hours_of_data: Some(30), ..MonthOptions::new(seed) };
    Month::new(&options, &Scenario::everything(seed))
}

fn rows_of(month: &Month) -> u64 {
    month.items().count() as u64
}

#[test]
fn every_layout_is_told_without_being_read() {
    let month = month_of(10, 71);
    let rows = rows_of(&month);
    for (name, layout) in every_layout().into_iter().chain(every_focus_layout()) {
        let at = tempfile::tempdir().unwrap();
        Delivery::new(layout.clone(), Placement::Loose).write(&month, at.path()).unwrap();
        let folder = at.path().to_str().unwrap();
        let (code, document, said) = inspected(&[folder]);
        assert_eq!(code, Some(0), "{name}: {said}");
        let summary = report(&["summary", folder, "--format", "json"]);
        let summary: Value = serde_json::from_str(&summary.stdout).unwrap();
        let delivery = &document["deliveries"][0];
        assert_eq!(delivery["layout"], summary["source"]["layout"], "{name}");
        assert_eq!(delivery["granularity"], "hourly", "{name}");
        assert_eq!(delivery["currencies"], json!(["USD"]), "{name}");
        assert_eq!(delivery["payers"], json!(["111122223333"]), "{name}");
        assert_eq!((&delivery["period"], &delivery["period_from"]), (&json!("2026-10"), &json!("rows")), "{name}");
        for key in ["files", "bytes"] {
            assert_eq!(document["work"][key], summary["source"][key], "{name}: {key}");
        }
        let told = document["work"]["rows"].as_u64().unwrap();
        if delivery["layout"].as_str().unwrap().ends_with("parquet") {
            assert_eq!(
                (told, &document["work"]["rows_exact"]),
                (summary["source"]["rows"].as_u64().unwrap(), &json!(true)),
                "{name}"
            );
            assert!(document["work"]["bytes_needed"].as_u64() < document["work"]["bytes"].as_u64(), "{name}");
        } else {
            // A guess: the first rows are not like the others.
            assert_eq!(document["work"]["rows_exact"], false, "{name}");
            assert!(told > rows / 2 && told < rows * 2, "{name}: about {told} of {rows}");
        }
    }
}

/// Only what a footer's statistics say is said of days, and it is right.
#[test]
fn days_are_told_by_statistics_or_not_at_all() {
    let month = month_of(10, 72);
    for (layout, tells) in [
        (Layout::focus_parquet(FocusTable::AWS_1_2), true),
        (Layout::cur2_parquet(), false), // INT96 has none.
        (Layout::legacy_parquet(), false),
        (Layout::cur2_csv(), false),
    ] {
        let at = tempfile::tempdir().unwrap();
        let delivery = Delivery { rows_per_file: Some(3000), ..Delivery::new(layout, Placement::Loose) };
        let written = delivery.write(&month, at.path()).unwrap();
        let folder = at.path().to_str().unwrap();
        let days = || {
            let delivery = inspected(&[folder]).1["deliveries"][0].clone();
            (delivery["first_start"].clone(), delivery["last_start"].clone(), delivery["starts_from"].clone())
        };
        // Thirty hours of data from the first of the month.
        let known = (json!("2026-10-01T00:00:00Z"), json!("2026-10-02T05:00:00Z"), json!("statistics"));
        let unknown = (Value::Null, Value::Null, Value::Null);
        assert_eq!(days(), if tells { known } else { unknown.clone() });
        if tells {
            // Of a part of the files nothing follows for all of them.
            let last = written.files.last().unwrap();
            fs::write(last, &fs::read(last).unwrap()[..100]).unwrap();
            assert!(inspected(&[folder]).1["causes"].as_array().unwrap().len() == 1);
        }
    }
}

#[test]
fn what_does_not_count_has_its_reason() {
    let at = tempfile::tempdir().unwrap();
    let month = month_of(10, 84);
    let deliver = |layout: Layout, placement, version, name: &str| {
        let delivery = Delivery { version, ..Delivery::new(layout, placement) };
        Delivery { name: name.to_owned(), ..delivery }.write(&month, &at.path().join(name)).unwrap()
    };
    let old = deliver(Layout::cur2_parquet(), Placement::DataExportsCreateNew, 0, "cur");
    let new = deliver(Layout::cur2_parquet(), Placement::DataExportsCreateNew, 1, "cur");
    let focus = deliver(Layout::focus_parquet(FocusTable::AWS_1_2), Placement::DataExportsOverwrite, 0, "focus");
    let folder = at.path().to_str().unwrap();
    let (code, document, _) = inspected(&[folder]);
    assert_eq!(code, Some(0));
    let reason = |path: &Path| {
        let skipped = document["skipped"].as_array().unwrap().iter();
        { skipped }
            .find(|skip| skip["path"] == path.to_str().unwrap())
            .map(|skip| skip["reason"].as_str().unwrap().to_owned())
    };
    assert_eq!(reason(&old.files[0]).as_deref(), Some("older delivery"));
    assert_eq!(
        reason(&focus.files[0]).as_deref(),
        Some("focus-1.2-parquet export of a payer whose cur2-parquet export is read")
    );
    assert_eq!(reason(&new.files[0]), None);
    let delivery = &document["deliveries"][0];
    assert_eq!(delivery["data_files"][0]["path"], new.files[0].to_str().unwrap());
    assert_eq!((&delivery["chosen_by"], &delivery["period_from"]), (&json!("manifest"), &json!("manifest")));
    // A strict run refuses what a strict summary refuses.
    assert_eq!(report(&["inspect", folder, "--strict", "-q"]).code, Some(2));
    assert_eq!(report(&["summary", folder, "--strict", "-q"]).code, Some(2));
    let told = report(&["inspect", folder, "-v"]).stderr;
    assert!(told.contains(&format!("note: {}: left out, older delivery", old.files[0].display())), "{told}");
}

#[test]
fn missing_columns_are_told_with_what_they_cost() {
    let at = tempfile::tempdir().unwrap();
    let month = month_of(10, 85);
    let lean = |names: &[&str]| {
        let without = names.iter().map(|name| (*name).to_owned()).collect();
        Layout::cur2_csv().with_columns(ColumnChoice { without, ..ColumnChoice::default() })
    };
    let write = |name: &str, layout: &Layout| {
        fs::write(at.path().join(name), layout.encode_month(&month).unwrap()).unwrap();
        at.path().join(name).to_str().unwrap().to_owned()
    };
    let whole = write("whole.csv", &lean(&[]));
    let missing = |document: &Value| document["deliveries"][0]["missing_columns"].clone();
    assert_eq!(missing(&inspected(&[&whole]).1), json!([]));
    let file = write("lean.csv", &lean(&["line_item_resource_id", "bill_invoice_id"]));
    let document = inspected(&[&file]).1;
    let lost = missing(&document);
    assert_eq!(lost[0]["columns"], json!(["line_item_resource_id"]));
    assert!(lost[0]["answer"].as_str().unwrap().starts_with("no cost for each API or function"));
    assert_eq!((&lost[1]["columns"], &lost[0]["files"]), (&json!(["bill_invoice_id"]), &json!(1)));
    assert_eq!(document["deliveries"][0]["resource_ids"], false);
    // The same sentence as summary's, and every one of those.
    let summary = report(&["summary", &file, "--format", "json"]).stdout;
    let summary: Value = serde_json::from_str(&summary).unwrap();
    let table: String = report(&["inspect", &file]).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let notes = summary["source"]["notes"].as_array().unwrap().iter().map(|note| note.as_str().unwrap());
    let notes: Vec<&str> = notes.filter(|note| note.starts_with("Without")).collect();
    assert!(!notes.is_empty() && notes.iter().all(|note| table.contains(note)), "{notes:?} {table}");
    // Of files that differ, how many lack a column.
    let folder = at.path().join("folder");
    fs::create_dir(&folder).unwrap();
    for (number, names) in [(1, &[][..]), (2, &["line_item_operation"])] {
        fs::write(folder.join(format!("r-0000{number}.csv")), lean(names).encode_month(&month_of(10, number)).unwrap())
            .unwrap();
    }
    let document = inspected(&[folder.to_str().unwrap()]).1;
    assert_eq!(missing(&document)[0]["columns"], json!(["line_item_operation"]));
    assert_eq!((&missing(&document)[0]["files"], &document["work"]["files"]), (&json!(1), &json!(2)));
}

/// With a manifest the plan looks into no more files than it needs; their columns are those of every file all the same.
#[test]
fn a_column_that_only_a_later_file_lacks_is_missing() {
    for (layout, lean) in [
        (Layout::cur2_csv(), Layout::cur2_csv().with_columns(without("line_item_resource_id"))),
        (Layout::cur2_parquet(), Layout::cur2_parquet().with_columns(without("line_item_resource_id"))),
    ] {
        let at = tempfile::tempdir().unwrap();
        let delivery = Delivery { rows_per_file: Some(500), ..Delivery::new(layout, Placement::DataExportsOverwrite) };
        let written = delivery.write(&month_of(10, 93), at.path()).unwrap();
        assert!(written.files.len() > 2);
        fs::write(written.files.last().unwrap(), lean.encode_month(&month_of(10, 94)).unwrap()).unwrap();
        let (code, document, _) = inspected(&[at.path().to_str().unwrap()]);
        let lost = &document["deliveries"][0]["missing_columns"][0];
        assert_eq!((code, &document["work"]["looked_at"]["files"]), (Some(0), &json!(1)));
        assert_eq!((&lost["columns"], &lost["files"]), (&json!(["line_item_resource_id"]), &json!(1)));
    }
}

fn without(name: &str) -> ColumnChoice {
    ColumnChoice { without: [name.to_owned()].into(), ..ColumnChoice::default() }
}

/// A file that the manifest names and whose rows nobody looks at: its header or footer is read all the same.
#[test]
fn every_file_of_a_delivery_is_opened() {
    let month = month_of(10, 86);
    let gzip = Layout::Cur2Csv(CsvOptions { container: Container::Gzip, ..CsvOptions::default() });
    for layout in [Layout::cur2_parquet(), gzip] {
        let at = tempfile::tempdir().unwrap();
        let delivery = Delivery { rows_per_file: Some(2000), ..Delivery::new(layout, Placement::DataExportsOverwrite) };
        let written = delivery.write(&month, at.path()).unwrap();
        let folder = at.path().to_str().unwrap();
        let (code, document, _) = inspected(&[folder]);
        assert_eq!((code, &document["work"]["looked_at"]["files"]), (Some(0), &json!(1)));
        let last = written.files.last().unwrap();
        fs::write(last, b"Dear finance team,\nplease find enclosed\n").unwrap();
        let (code, document, _) = inspected(&[folder]);
        let causes = document["causes"].as_array().unwrap();
        assert_eq!((code, causes.len()), (Some(2), 1), "{causes:?}");
        assert!(causes[0].as_str().unwrap().starts_with(last.to_str().unwrap()), "{causes:?}");
        assert_eq!(document["deliveries"][0]["data_files"].as_array().unwrap().last().unwrap()["format"], Value::Null);
        assert_eq!(document["work"]["rows"], Value::Null, "no part stands for the whole");
    }
}

#[test]
fn a_ledger_tells_what_it_was_made_of() {
    let at = tempfile::tempdir().unwrap();
    let ledger = at.path().join("october.parquet");
    let ledger = ledger.to_str().unwrap();
    assert_eq!(report(&["ledger", SAMPLE, "-o", ledger]).code, Some(0));
    let (code, document, _) = inspected(&[ledger]);
    let export = inspected(&[SAMPLE]).1;
    assert_eq!(code, Some(0));
    let (delivery, of_export) = (&document["deliveries"][0], &export["deliveries"][0]);
    assert_eq!((&delivery["chosen_by"], &delivery["place"]), (&json!("ledger"), &json!(ledger)));
    for key in ["period", "id", "payers", "layout", "currencies", "files", "bytes", "rows", "resource_ids"] {
        assert_eq!(delivery[key], of_export[key], "{key}");
    }
    assert_eq!(
        (&delivery["first_start"], &delivery["last_start"]),
        (&json!("2026-10-01T00:00:00Z"), &json!("2026-10-31T23:00:00Z"))
    );
    assert_eq!(document["work"]["files"], 1);
    let both = inspected(&[SAMPLE, ledger]);
    let manifest = export["deliveries"][0]["place"].as_str().unwrap();
    let cause = format!(
        "{ledger}: holds 2026-10 of payer 111122223333, and so does {manifest}; give one of the two, or leave one out with \
         --exclude"
    );
    assert_eq!((both.0, &both.1["causes"]), (Some(2), &json!([cause])));
    // Among ledgers and exports the newest period is taken.
    let september = at.path().join("september");
    Delivery::new(Layout::cur2_csv(), Placement::DataExportsOverwrite).write(&month_of(9, 87), &september).unwrap();
    let document = inspected(&[september.to_str().unwrap(), ledger]).1;
    let taken: Vec<&Value> = document["periods"].as_array().unwrap().iter().map(|period| &period["taken"]).collect();
    assert_eq!(taken, [&json!(false), &json!(true)]);
    assert_eq!(document["deliveries"].as_array().unwrap().len(), 1);
}

fn piped(bytes: &[u8]) -> Run {
    let mut command = command(&["inspect", "-", "--format", "json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&bytes)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn what_is_piped_in_is_inspected_too() {
    let month = month_of(10, 88);
    let out = piped(&Layout::cur2_csv().encode_month(&month).unwrap());
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    let document: Value = serde_json::from_str(&out.stdout).unwrap();
    assert_eq!(
        (&document["deliveries"][0]["place"], &document["deliveries"][0]["chosen_by"]),
        (&json!("standard input"), &json!("name"))
    );
    assert_eq!(piped(b"").code, Some(2));
}

#[test]
fn it_has_the_manners_of_the_other_commands() {
    let at = tempfile::tempdir().unwrap();
    let file = at.path().join("plan.json");
    let out = report(&["inspect", SAMPLE, "--quiet", "--format", "json", "-o", file.to_str().unwrap()]);
    assert_eq!((out.code, out.stdout.as_str(), out.stderr.as_str()), (Some(0), "", ""));
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(
        written,
        report(&["inspect", SAMPLE, "--format", "json", "--threads", "1"]).stdout,
        "the same bytes each time"
    );
    for format in ["csv", "markdown"] {
        let refused = report(&["inspect", SAMPLE, "--format", format]);
        assert_eq!(refused.code, Some(2));
        assert!(refused.stderr.contains("[possible values: table, json]"), "{}", refused.stderr);
    }
    let over = report(&["inspect", SAMPLE, "-o", &format!("{SAMPLE}/x.csv")]);
    assert!(over.code == Some(2) && over.stderr.contains("it is what is read, or lies among it"), "{}", over.stderr);
    // Account ids and what is printed go by other names; a quiet run says why it fails.
    let masked = report(&["inspect", SAMPLE, "--mask"]).stdout;
    assert!(masked.contains("Payer       account-1\n") && !masked.contains("111122223333"), "{masked}");
    let damaged = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damaged/gzip-truncated");
    let quiet = run(&mut command(&["inspect", damaged, "-q", "--format", "json"]));
    assert_eq!(
        (quiet.code, quiet.stderr.as_str()),
        (Some(2), "warning: summary would end with exit code 2: see the causes in this report\n")
    );
    let excluded = inspected(&[damaged, "--exclude", "*00001*"]).1;
    assert_eq!(excluded["skipped"][0]["reason"], "excluded by --exclude");
}
