//! Bugs that were found by attacking the program, one test each. All of them shortened or doubled a total in silence.

use std::fs;
use std::path::Path;

use cur_testkit::{Codec, Layout, Month, ParquetOptions};
use ledger::{OpenOptions, TagChoice, TagKey};

use crate::{damage, folder, open, total};

/// Header and rows of one dollar each: `(billing period, start, cost, product)`.
fn bill(rows: &[(&str, &str, &str, &str)]) -> String {
    let mut text = "identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,\
                    lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,\
                    lineItem/UsageType,lineItem/UsageAmount,lineItem/UnblendedCost\n"
        .to_owned();
    for (at, (period, start, cost, product)) in rows.iter().enumerate() {
        let hour = format!("{start}T00:00:00Z/{start}T01:00:00Z");
        let row = format!(
            "{period}{start}{at},{hour},111122223333,{period}-01T00:00:00Z,Usage,{start}T00:00:00Z,{start}T01:00:00Z,\
             {product},USE1-ApiGatewayMessage,1,{cost}\n"
        );
        text.push_str(&row);
    }
    text
}

const API: &str = "AmazonApiGateway";

fn write(at: &Path, name: &str, text: &str) {
    fs::write(at.join(name), text).unwrap();
}

#[test]
fn damage_is_kept_when_the_newest_period_is_another_one() {
    let at = folder();
    let rows = [
        ("2026-10", "2026-10-31", "1", API),
        ("2026-11", "2026-11-01", "1", API),
        ("2026-11", "2026-11-02", "NaN", API),
    ];
    write(at.path(), "a.csv", &bill(&rows));
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(total(&opened), "1");
    assert_eq!(opened.ledger.coverage()[0].unparsed_rows, 1);
    assert_eq!(damage(&opened).len(), 1, "{:?}", damage(&opened));
}

#[test]
fn files_that_only_their_rows_date_are_all_read() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-31", "1", API), ("2026-11", "2026-11-01", "2", API)]));
    write(at.path(), "b.csv", &bill(&[("2026-11", "2026-11-03", "4", API)]));
    assert_eq!(total(&open(&[at.path()]).unwrap()), "6");
}

#[test]
fn a_period_of_no_century_does_not_become_the_newest() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API), ("9999-12", "2026-10-02", "2", API)]));
    assert_eq!(total(&open(&[at.path()]).unwrap()), "3");
}

#[test]
fn a_file_that_cannot_be_looked_into_is_no_empty_file() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API)]));
    let bytes = Layout::Cur2Csv(cur_testkit::CsvOptions {
        container: cur_testkit::Container::Gzip,
        ..cur_testkit::CsvOptions::default()
    })
    .encode_month(&Month::small(1))
    .unwrap();
    for length in (200..2000).step_by(100) {
        fs::write(at.path().join("b.csv.gz"), &bytes[..length]).unwrap();
        let opened = open(&[at.path()]).unwrap();
        assert!(!damage(&opened).is_empty(), "cut to {length} bytes without a word");
    }
}

#[test]
fn a_row_that_spans_the_month_does_not_split_an_hourly_export() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API), ("2026-10", "2026-10-02", "1", API)]));
    let fee = "z,2026-10-01T00:00:00Z/2026-11-01T00:00:00Z,111122223333,2026-10-01T00:00:00Z,Usage,\
               2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,AmazonRoute53,HostedZone,1,0.5\n";
    let text = bill(&[("2026-10", "2026-10-03", "1", API), ("2026-10", "2026-10-04", "1", API)]);
    write(at.path(), "b.csv", &(text + fee));
    let opened = open(&[at.path()]).unwrap();
    assert_eq!((total(&opened).as_str(), damage(&opened).len()), ("4", 0));
}

#[test]
fn folders_that_nothing_tells_apart_are_no_silent_choice() {
    let at = folder();
    for (name, day) in [("day=1", "2026-10-01"), ("day=2", "2026-10-02")] {
        fs::create_dir(at.path().join(name)).unwrap();
        write(&at.path().join(name), "a.csv", &bill(&[("2026-10", day, "1", API)]));
    }
    let opened = open(&[at.path()]).unwrap();
    assert!(
        damage(&opened)[0].contains("no manifest and no name of a delivery says which counts"),
        "{:?}",
        damage(&opened)
    );
}

#[test]
fn repeated_rows_are_seen_without_line_item_ids() {
    let at = folder();
    let text = bill(&[("2026-10", "2026-10-01", "1", API), ("2026-10", "2026-10-02", "1", API)]);
    let without = text.replace("identity/LineItemId", "x").replace("identity/TimeInterval", "y");
    write(at.path(), "a.csv", &without);
    write(at.path(), "b.csv", &without.replace(",1,1\n", ",1,1.0\n"));
    let error = open(&[at.path()]).unwrap_err();
    assert!(error.causes[0].contains("repeats 2 of the compared rows"), "{error}");
}

#[test]
fn blanks_around_a_product_code_do_not_hide_it() {
    let at = folder();
    write(
        at.path(),
        "a.csv",
        &bill(&[("2026-10", "2026-10-01", "1", " AmazonApiGateway "), ("2026-10", "2026-10-02", "1", API)]),
    );
    assert_eq!(total(&open(&[at.path()]).unwrap()), "2");
}

#[test]
fn the_same_column_twice_is_refused() {
    let at = folder();
    let text =
        bill(&[("2026-10", "2026-10-01", "1", API)]).replacen("lineItem/UsageAmount", "lineItem/UnblendedCost", 1);
    write(at.path(), "a.csv", &text);
    let error = open(&[at.path()]).unwrap_err();
    let expected = "has the same column twice, as `lineItem/UnblendedCost` and as `lineItem/UnblendedCost`: nothing says which one counts";
    assert!(error.causes[0].ends_with(expected), "{error}");
}

#[test]
fn a_folder_with_a_ledger_twice_is_refused() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API)]));
    let export = open(&[&at.path().join("a.csv")]).unwrap();
    let parts = at.path().join("parts");
    fs::create_dir(&parts).unwrap();
    for name in ["october.parquet", "october-again.parquet"] {
        ledger::write(fs::File::create(parts.join(name)).unwrap(), &export.ledger).unwrap();
    }
    let error = open(&[&parts]).unwrap_err();
    assert!(error.causes[0].contains("is there twice: two ledgers of one month are not one"), "{error}");
}

#[test]
fn a_record_without_end_takes_no_memory() {
    let at = folder();
    let text = bill(&[("2026-10", "2026-10-01", "1", API)]) + "x,\"" + &"y".repeat(20 << 20);
    write(at.path(), "a.csv", &text);
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(total(&opened), "1");
    assert!(
        damage(&opened).iter().any(|damage| damage.contains("a record of more than 16 MiB")),
        "{:?}",
        damage(&opened)
    );
}

#[test]
fn a_header_of_sixteen_bit_letters_is_named() {
    let at = folder();
    let text = bill(&[("2026-10", "2026-10-01", "1", API)]);
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(at.path().join("a.csv"), wide).unwrap();
    let error = open(&[at.path()]).unwrap_err();
    assert!(error.causes[0].ends_with("as UTF-16 text does; save it as UTF-8"), "{error}");
}

#[test]
fn a_text_that_ends_within_its_last_row_is_short() {
    let at = folder();
    let other = ("2026-10", "2026-10-03", "1", "AmazonEC2");
    for last in [("2026-10", "2026-10-02", "12.75", API), other] {
        let text = bill(&[("2026-10", "2026-10-01", "1", API), last]);
        // Within the usage type, which comes behind the product code.
        let end = text.rfind("Message").unwrap();
        write(at.path(), "a.csv", &text[..end]);
        let opened = open(&[at.path()]).unwrap();
        assert_eq!((total(&opened).as_str(), damage(&opened).len()), ("1", 1), "{:?}", damage(&opened));
        assert!(damage(&opened)[0].contains("the row has 9 fields, the header has 11"), "{:?}", damage(&opened));
    }
}

/// A legacy manifest of one file, changed as text.
fn manifest(at: &Path, change: impl Fn(&str) -> String) {
    let text = "{\"assemblyId\": \"1\", \"account\": \"1\", \"reportId\": \"r\", \"bucket\": \"b\", \"billingPeriod\": \
                {\"start\": \"20261001T000000.000Z\"}, \"reportKeys\": [\"p/a.csv\"]}";
    write(at, "r-Manifest.json", &change(text));
}

#[test]
fn rows_of_another_month_than_the_manifest_says_are_told() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API), ("2026-09", "2026-09-01", "2", API)]));
    manifest(at.path(), str::to_owned);
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(total(&opened), "1");
    assert!(
        damage(&opened)[0].contains("1 line items name another billing period than 2026-10"),
        "{:?}",
        damage(&opened)
    );
}

#[test]
fn a_manifest_without_files_hides_none() {
    for keys in ["", "\"dataFiles\": [], "] {
        let at = folder();
        write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API)]));
        manifest(at.path(), |text| match keys {
            "" => text.replace("[\"p/a.csv\"]", "[]"),
            keys => text.replacen('{', &format!("{{{keys}"), 1),
        });
        let opened = open(&[at.path()]).unwrap();
        assert_eq!(total(&opened), "1", "{keys}");
        let named = damage(&opened).iter().any(|damage| damage.contains("names no file, neither in `dataFiles`"));
        assert_eq!(named, keys.is_empty(), "`reportKeys` counts where `dataFiles` is empty: {:?}", damage(&opened));
    }
}

#[test]
fn one_file_does_not_stand_for_two_keys() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API)]));
    manifest(at.path(), |text| text.replace("[\"p/a.csv\"]", "[\"p/a.csv\", \"q/a.csv\"]"));
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(total(&opened), "1");
    let [only] = &damage(&opened)[..] else { panic!("{:?}", damage(&opened)) };
    assert!(only.starts_with("q/a.csv: missing: "), "{only}");
}

#[test]
fn payers_that_copied_a_report_id_are_two() {
    let at = folder();
    for (payer, day) in [("111122223333", "2026-10-01"), ("444455556666", "2026-10-02")] {
        let own = at.path().join(payer);
        fs::create_dir(&own).unwrap();
        write(&own, "a.csv", &bill(&[("2026-10", day, "1", API)]).replace("111122223333", payer));
        manifest(&own, |text| text.replace("\"account\": \"1\"", &format!("\"account\": \"{payer}\"")));
    }
    assert_eq!(total(&open(&[at.path()]).unwrap()), "2");
}

#[test]
fn any_number_of_threads_will_do() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API)]));
    let options = OpenOptions { threads: Some(usize::MAX), ..OpenOptions::default() };
    let opened = ledger::open(&[at.path().to_owned()], &options, &()).unwrap();
    assert_eq!(total(&opened), "1");
}

#[test]
fn hidden_files_are_listed() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API)]));
    write(at.path(), "._a.csv", "what some systems leave beside a file");
    let opened = open(&[at.path()]).unwrap();
    let [only] = &crate::skips(&opened)[..] else { panic!("{:?}", crate::skips(&opened)) };
    assert!(only.path.ends_with("._a.csv") && only.reason.starts_with("hidden: "), "{only:?}");
}

#[test]
fn a_chunk_that_is_missing_by_its_number_is_told() {
    let at = folder();
    for number in [1, 2, 4] {
        let row = ("2026-10", ["", "2026-10-01", "2026-10-02", "", "2026-10-04"][number], "1", API);
        write(at.path(), &format!("r-{number:05}.csv"), &bill(&[row]));
    }
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(total(&opened), "3");
    let [only] = &damage(&opened)[..] else { panic!("{:?}", damage(&opened)) };
    assert!(only.contains("r-00003 is missing among the numbered files"), "{only}");
    write(at.path(), "r-00003.csv", &bill(&[]));
    let whole = open(&[at.path()]).unwrap();
    assert!(damage(&whole).is_empty(), "an empty chunk is there: {:?}", damage(&whole));
    let unproven =
        |opened: &ledger::Opened| crate::notes(opened).iter().any(|note| note.starts_with("no manifest is beside"));
    assert!(unproven(&whole));
    let named = open(&[&at.path().join("r-00001.csv"), &at.path().join("r-00004.csv")]).unwrap();
    assert!(damage(&named).is_empty() && !unproven(&named), "whoever names files knows which");
}

#[test]
fn a_row_of_another_product_that_swallows_the_next_is_told() {
    let at = folder();
    let text = bill(&[("2026-10", "2026-10-01", "1", "AmazonEC2"), ("2026-10", "2026-10-02", "1", API)]);
    // The line end between the two rows is lost.
    let end = text.trim_end().rfind('\n').unwrap();
    write(at.path(), "a.csv", &(text[..end].to_owned() + &text[end + 1..]));
    let opened = open(&[at.path()]).unwrap();
    assert!(damage(&opened)[0].contains("the row has 21 fields, the header has 11"), "{:?}", damage(&opened));
}

#[test]
fn a_cost_that_may_be_cut_short_is_told() {
    let at = folder();
    let text = bill(&[("2026-10", "2026-10-01", "1", API), ("2026-10", "2026-10-02", "12.75", API)]);
    write(at.path(), "a.csv", text.trim_end().trim_end_matches('5'));
    let opened = open(&[at.path()]).unwrap();
    assert!(
        damage(&opened)[0].contains("the last row has no line end, so `lineItem/UnblendedCost`"),
        "{:?}",
        damage(&opened)
    );
}

#[test]
fn files_of_one_folder_that_look_like_two_exports_are_told() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API)]));
    let daily = bill(&[("2026-10", "2026-10-02", "1", API)]).replace("2026-10-02T01", "2026-10-03T00");
    write(at.path(), "b.csv", &daily);
    let opened = open(&[at.path()]).unwrap();
    assert!(damage(&opened)[0].contains("no manifest and no name of a delivery says"), "{:?}", damage(&opened));
}

#[test]
fn a_folder_without_usage_does_not_stand_for_the_month() {
    let at = folder();
    for name in ["data", "fees"] {
        fs::create_dir(at.path().join(name)).unwrap();
    }
    write(&at.path().join("data"), "a.csv", &bill(&[("2026-10", "2026-10-01", "10", API)]));
    let tax = bill(&[("2026-10", "2026-10-02", "2", API)]).replace(",Usage,", ",Tax,");
    write(&at.path().join("fees"), "a.csv", &tax);
    let opened = open(&[at.path()]).unwrap();
    assert_eq!((total(&opened).as_str(), damage(&opened).len()), ("10", 1), "{:?}", damage(&opened));
}

#[test]
fn files_without_a_payer_are_not_added_to_one() {
    let at = folder();
    let text = bill(&[("2026-10", "2026-10-01", "10", API)]);
    for name in ["a", "b"] {
        fs::create_dir(at.path().join(name)).unwrap();
    }
    write(&at.path().join("a"), "a.csv", &text);
    write(&at.path().join("b"), "a.csv", &text.replace("bill/PayerAccountId", "bill/Nobody"));
    let opened = open(&[at.path()]).unwrap();
    assert_eq!((total(&opened).as_str(), damage(&opened).len()), ("10", 1), "{:?}", damage(&opened));
}

#[test]
fn a_file_of_two_months_is_not_added_to_one_of_them() {
    let at = folder();
    let october = [("2026-10", "2026-10-01", "6", API)];
    let both = [("2026-09", "2026-09-01", "400", API), october[0]];
    // The line item id counts from the first row of a file.
    write(at.path(), "a.csv", &bill(&both));
    write(at.path(), "b.csv", &bill(&october).replace("2026-102026-10-010,", "2026-102026-10-011,"));
    let error = open(&[at.path()]).unwrap_err();
    assert!(error.causes[0].contains("repeats 1 of the compared rows"), "{error}");
    let stored = |name: &str, period| {
        let options = OpenOptions { period, ..OpenOptions::default() };
        let opened = ledger::open(&[at.path().join(name)], &options, &()).unwrap();
        let path = at.path().join(format!("{name}.parquet"));
        ledger::write(fs::File::create(&path).unwrap(), &opened.ledger).unwrap();
        path
    };
    let (all, one) = (stored("a.csv", ledger::PeriodChoice::All), stored("b.csv", ledger::PeriodChoice::Newest));
    let error = open(&[&all, &one]).unwrap_err();
    assert!(error.causes[0].contains("holds 2026-10 of payer 111122223333, and so does"), "{error}");
}

#[test]
fn rows_that_name_no_billing_period_are_of_their_own_month() {
    let at = folder();
    let rows = [("2026-09", "2026-09-01", "6", API), ("2026-10", "2026-10-01", "400", API)];
    write(at.path(), "a.csv", &bill(&rows).replace("bill/BillingPeriodStartDate", "bill/Nothing"));
    assert_eq!(total(&open(&[at.path()]).unwrap()), "400");
}

#[test]
fn rows_without_any_time_are_damage() {
    let at = folder();
    let text = bill(&[("2026-10", "2026-10-01", "1", API), ("2026-10", "2026-10-02", "2", API)]);
    let undated = text.lines().nth(1).unwrap().split(',').enumerate();
    let undated = undated.map(|(at, cell)| if [1, 3, 5, 6].contains(&at) { "" } else { cell }).collect::<Vec<_>>();
    let text = format!("{}\n{}\n{}\n", text.lines().next().unwrap(), undated.join(","), text.lines().nth(2).unwrap());
    write(at.path(), "a.csv", &text);
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(
        opened.ledger.coverage()[0].unparsed_rows + u64::from(total(&opened) == "3"),
        1,
        "{:?}",
        damage(&opened)
    );
}

#[test]
fn more_files_than_may_be_open_are_read() {
    let at = folder();
    for number in 0..2000 {
        let (day, hour) = (1 + number / 24 % 28, number % 24);
        let row = bill(&[("2026-10", &format!("2026-10-{day:02}"), "1", API)]);
        write(
            at.path(),
            &format!("f{number}.csv"),
            &row.replace("T00:00:00Z/", &format!("T{hour:02}:00:00Z/{number}")),
        );
    }
    // Intervals are not read as such here: what counts is that every file was opened.
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(opened.ledger.coverage()[0].files, 2000);
    assert!(!damage(&opened).iter().any(|damage| damage.contains("cannot be opened")));
}

#[test]
fn a_folder_may_be_called_after_the_bucket() {
    for name in ["example-billing", "exports", "daily"] {
        let at = folder();
        let root = at.path().join(name);
        let month = Month::small(3);
        crate::write(&month, Layout::cur2_parquet(), cur_testkit::Placement::DataExportsOverwrite, &root);
        assert_eq!(damage(&open(&[&root]).unwrap()), [""; 0], "{name}");
    }
}

#[test]
fn two_archives_in_one_file_are_not_one() {
    let at = folder();
    let zip = cur_testkit::CsvOptions { container: cur_testkit::Container::Zip, ..cur_testkit::CsvOptions::default() };
    let bytes = Layout::Cur2Csv(zip).encode_month(&Month::small(1)).unwrap();
    fs::write(at.path().join("a.csv.zip"), [bytes.clone(), bytes].concat()).unwrap();
    let error = open(&[at.path()]).unwrap_err();
    assert!(error.causes[0].contains("other bytes, maybe another archive, stand before it"), "{error}");
}

#[test]
fn a_key_longer_than_any_is_refused() {
    let at = folder();
    write(at.path(), "a.csv", &bill(&[("2026-10", "2026-10-01", "1", API)]));
    manifest(at.path(), |text| text.replace("p/a.csv", &("a/".repeat(100_000) + "a.csv")));
    let error = open(&[at.path()]).unwrap_err();
    assert!(error.causes[0].contains("is longer than any key of S3"), "{error}");
}

#[test]
fn texts_that_were_put_together_have_one_header_or_say_so() {
    let at = folder();
    let (first, second) = (("2026-10", "2026-10-01", "1", API), ("2026-10", "2026-10-02", "2", API));
    write(at.path(), "a.csv", &(bill(&[first]) + &bill(&[second])));
    let opened = open(&[at.path()]).unwrap();
    assert_eq!((total(&opened).as_str(), opened.ledger.coverage()[0].rows, damage(&opened).len()), ("3", 2, 0));
    let swapped = bill(&[second])
        .replace("lineItem/ProductCode,lineItem/UsageType", "lineItem/UsageType,lineItem/ProductCode")
        .replace("AmazonApiGateway,USE1-ApiGatewayMessage", "USE1-ApiGatewayMessage,AmazonApiGateway");
    write(at.path(), "a.csv", &(bill(&[first]) + &swapped));
    let opened = open(&[at.path()]).unwrap();
    assert!(damage(&opened)[0].contains("a second header with other columns"), "{:?}", damage(&opened));
}

#[test]
fn a_page_whose_values_are_not_its_rows_is_damage() {
    let options =
        ParquetOptions { pages_v2: true, page_rows: Some(4), codec: Codec::None, ..ParquetOptions::default() };
    let at = folder();
    let month = Month::small(3);
    let file = Layout::Cur2Parquet(options).encode(month.options(), month.items().take(21)).unwrap();
    fs::write(at.path().join("a.parquet"), &file).unwrap();
    let sound = crate::lines(&open(&[at.path()]).unwrap());
    // In a header: the end of what stands before them, 4 values, no nulls, 4 rows, as zigzag numbers behind their types.
    let header = [0x5c, 0x15, 8, 0x15, 0, 0x15, 8, 0x15];
    let places: Vec<usize> = (0..file.len()).filter(|&place| file[place..].starts_with(&header)).collect();
    let mut damaged = 0;
    for place in places {
        let mut changed = file.clone();
        changed[place + 2] = 16;
        fs::write(at.path().join("a.parquet"), &changed).unwrap();
        let (said, lines) = match open(&[at.path()]) {
            Ok(opened) => (damage(&opened), crate::lines(&opened)),
            Err(error) => (error.causes, Vec::new()),
        };
        damaged += usize::from(said.iter().any(|what| what.contains("a page of 4 rows says that it has 8 values")));
        assert!(!said.is_empty() || lines == sound, "{place}");
    }
    assert!(damaged > 20, "{damaged}");
}

#[test]
fn a_map_whose_levels_end_early_is_damage_and_not_waited_for() {
    let options = ParquetOptions { page_rows: Some(4), codec: Codec::None, ..ParquetOptions::default() };
    let at = folder();
    let month = Month::small(3);
    let file = Layout::Cur2Parquet(options).encode(month.options(), month.items().take(21)).unwrap();
    let path = at.path().join("a.parquet");
    // The head of a data page of the first version: sizes, then behind 0x2c its values as a zigzag number.
    let places: Vec<usize> = (2..file.len()).filter(|&place| file[place - 2..].starts_with(&[0x2c, 0x15])).collect();
    let tags = TagChoice::of([TagKey::new("Team")]);
    let mut damaged = 0;
    for place in places {
        let mut changed = file.clone();
        changed[place] = 120;
        fs::write(&path, &changed).unwrap();
        let options = OpenOptions { tags: tags.clone(), ..OpenOptions::default() };
        let said = match ledger::open(std::slice::from_ref(&path), &options, &()) {
            Ok(opened) => damage(&opened),
            Err(error) => error.causes,
        };
        damaged += usize::from(said.iter().any(|what| what.contains("the repetition levels of a page end before")));
    }
    assert!(damaged > 5, "{damaged}");
}
