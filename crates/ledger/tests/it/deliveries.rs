//! No dollar twice, none lost, whatever lies in a folder.

use std::fs;
use std::path::Path;

use cur_testkit::{Delivery, Layout, Month, MonthOptions, Placement, Scenario, Written};
use ledger::{OpenOptions, Opened, PeriodChoice};

use crate::{damage, folder, notes, open, skips, total, write};

fn month(seed: u64, payer: &'static str) -> Month {
    let options = MonthOptions { payer: payer.into(), hours_of_data: Some(30), ..MonthOptions::new(seed) };
    Month::new(&options, &Scenario::everything(seed))
}

const PAYER: &str = "111122223333";

fn unblended(written: &Written) -> String {
    written.truth.total().unblended.to_string()
}

fn skipped(opened: &Opened, reason: &str) -> usize {
    skips(opened).iter().filter(|skipped| skipped.reason == reason).count()
}

/// Two deliveries of one month: the newest counts, alone.
fn newest_counts(layout: &Layout, placement: Placement, manifest: bool) -> Opened {
    let at = folder();
    let deliver = |version, seed| {
        let delivery =
            Delivery { version, manifest, rows_per_file: Some(4000), ..Delivery::new(layout.clone(), placement) };
        delivery.write(&month(seed, PAYER), at.path()).unwrap()
    };
    let (old, new) = (deliver(0, 1), deliver(1, 2));
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(total(&opened), unblended(&new), "{placement:?}");
    assert_eq!(skipped(&opened, "older delivery"), old.files.len(), "{placement:?}");
    assert_eq!(damage(&opened), [] as [&str; 0]);
    opened
}

#[test]
fn the_newest_manifest_decides() {
    newest_counts(&Layout::legacy_csv(), Placement::LegacyCreateNew, true);
    newest_counts(&Layout::cur2_parquet(), Placement::DataExportsCreateNew, true);
}

#[test]
fn without_a_manifest_the_newest_folder_is_taken_and_said() {
    let opened = newest_counts(&Layout::cur2_parquet(), Placement::DataExportsCreateNew, false);
    assert!(
        notes(&opened).iter().any(|note| note.starts_with("two deliveries of 2026-10 for payer 111122223333")),
        "{:?}",
        notes(&opened)
    );
}

#[test]
fn surplus_chunks_are_normal() {
    for (layout, placement) in
        [(Layout::legacy_csv(), Placement::LegacyOverwrite), (Layout::cur2_parquet(), Placement::DataExportsOverwrite)]
    {
        for (named, manifest) in [(true, true), (false, true), (false, false)] {
            let at = folder();
            let delivery = Delivery {
                empty_chunks: 2,
                name_empty_chunks: named,
                manifest,
                rows_per_file: Some(3000),
                ..Delivery::new(layout.clone(), placement)
            };
            let written = delivery.write(&month(1, PAYER), at.path()).unwrap();
            let opened = open(&[at.path()]).unwrap();
            assert_eq!(total(&opened), unblended(&written));
            assert_eq!(damage(&opened), [] as [&str; 0]);
            assert_eq!(skips(&opened).len(), if named { 0 } else { 2 }, "{named} {manifest} {:?}", skips(&opened));
        }
    }
}

#[test]
fn a_zero_byte_file_is_damage_only_if_it_is_named() {
    let at = folder();
    let written = write(&month(1, PAYER), Layout::cur2_csv(), Placement::DataExportsOverwrite, at.path());
    let stray = written.files[0].with_file_name("ws-report-00099.csv");
    fs::write(&stray, b"").unwrap();
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(damage(&opened), [] as [&str; 0]);
    assert_eq!(skipped(&opened, "empty, and not named by the manifest"), 1);
    fs::write(&written.files[0], b"").unwrap();
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(
        damage(&opened),
        [format!("{}: empty, but the manifest names it; fetch it again", written.files[0].display())]
    );
}

#[test]
fn a_missing_file_is_incomplete_input() {
    let at = folder();
    let written = write(&month(1, PAYER), Layout::legacy_csv(), Placement::LegacyCreateNew, at.path());
    fs::remove_file(&written.files[0]).unwrap();
    let opened = open(&[at.path()]).unwrap();
    let [only] = &damage(&opened)[..] else { panic!("{:?}", damage(&opened)) };
    let name = written.files[0].file_name().unwrap().to_str().unwrap();
    assert!(
        only.contains(name) && only.contains(": missing: the manifest ") && only.contains(" names it; fetch it into "),
        "{only}"
    );
    assert!(!opened.ledger.is_empty(), "the other files are still read");
}

#[test]
fn an_older_file_of_the_same_name_does_not_stand_in() {
    let at = folder();
    let deliver = |version, seed| {
        let delivery = Delivery { version, ..Delivery::new(Layout::legacy_csv(), Placement::LegacyCreateNew) };
        delivery.write(&month(seed, PAYER), at.path()).unwrap()
    };
    let (_, new) = (deliver(0, 1), deliver(1, 2));
    // The newest assembly was not fetched; the older one has a file of the same name.
    fs::remove_dir_all(new.files[0].parent().unwrap()).unwrap();
    let said = match open(&[at.path()]) {
        Ok(opened) => {
            assert_eq!(total(&opened), "0");
            damage(&opened)
        }
        Err(error) => error.causes,
    };
    assert!(said.iter().any(|cause| cause.contains(": missing: ")), "{said:?}");
}

#[test]
fn files_that_no_manifest_names_are_listed() {
    let at = folder();
    let written = write(&month(1, PAYER), Layout::cur2_csv(), Placement::DataExportsOverwrite, at.path());
    let copy = written.files[0].with_file_name("ws-report-00099.csv");
    fs::copy(&written.files[0], &copy).unwrap();
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(total(&opened), unblended(&written));
    assert_eq!(skipped(&opened, "not named by the manifest"), 1);
}

#[test]
fn a_repeated_chunk_without_a_manifest_is_never_added_up() {
    let at = folder();
    let written = write(&month(1, PAYER), Layout::cur2_csv(), Placement::Loose, at.path());
    let first = &at.path().join(written.files[0].file_name().unwrap());
    let copy = first.with_file_name("zz-copy.csv");
    fs::copy(first, &copy).unwrap();
    // The same bytes: counted once, and said.
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(total(&opened), unblended(&written));
    assert_eq!(
        damage(&opened),
        [format!(
            "{}: the same file as {}, byte for byte; it is counted once, take it away",
            copy.display(),
            first.display()
        )]
    );
    // The same rows in other bytes, such as an older version of a chunk: nothing says which counts.
    let text = fs::read_to_string(first).unwrap();
    let header = text.lines().next().unwrap();
    let row = text.lines().find(|line| line.contains("ApiGatewayMinute")).unwrap();
    fs::write(&copy, format!("{header}\n{row}\n")).unwrap();
    let error = open(&[at.path()]).unwrap_err();
    assert_eq!(
        error.causes,
        [format!(
            "{}: repeats 1 of the compared rows of {}, and no manifest says which of the two counts; take the older one \
             away, or give the export's folder with its manifest",
            copy.display(),
            first.display()
        )]
    );
}

#[test]
fn two_payers_add_up() {
    for placement in [Placement::DataExportsOverwrite, Placement::Loose] {
        let at = folder();
        let one = write(&month(1, PAYER), Layout::cur2_csv(), placement, &at.path().join("one"));
        let two = write(&month(2, "444455556666"), Layout::cur2_csv(), placement, &at.path().join("two"));
        let opened = open(&[at.path()]).unwrap();
        assert_eq!(opened.ledger.coverage().len(), 2);
        assert_eq!(total(&opened), (one.truth.total().unblended + two.truth.total().unblended).to_string());
        assert_eq!(damage(&opened), [] as [&str; 0]);
    }
}

#[test]
fn cur_1_and_cur_2_side_by_side_count_once() {
    for placements in
        [(Placement::LegacyCreateNew, Placement::DataExportsCreateNew), (Placement::Loose, Placement::Loose)]
    {
        let at = folder();
        let old = write(&month(1, PAYER), Layout::legacy_csv(), placements.0, &at.path().join("cur1"));
        let new = write(&month(1, PAYER), Layout::cur2_parquet(), placements.1, &at.path().join("cur2"));
        let opened = open(&[at.path()]).unwrap();
        assert_eq!(total(&opened), unblended(&new));
        assert_eq!(opened.ledger.coverage()[0].layout.name(), "cur2-parquet");
        assert_eq!(skipped(&opened, "legacy-csv export of a payer whose cur2-parquet export is read"), old.files.len());
        // Two paths are no different from one above both.
        let both = open(&[&at.path().join("cur1"), &at.path().join("cur2")]).unwrap();
        assert_eq!(total(&both), unblended(&new));
    }
}

#[test]
fn hourly_comes_before_daily() {
    let at = folder();
    let daily = MonthOptions { granularity: cur_testkit::Granularity::Daily, ..MonthOptions::new(1) };
    write(
        &Month::new(&daily, &Scenario::everything(1)),
        Layout::cur2_parquet(),
        Placement::DataExportsOverwrite,
        &at.path().join("daily"),
    );
    let hourly = write(&month(1, PAYER), Layout::legacy_csv(), Placement::LegacyOverwrite, &at.path().join("hourly"));
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(total(&opened), unblended(&hourly));
    assert_eq!(skipped(&opened, "daily export of a payer whose hourly export is read"), 1.max(skips(&opened).len()));
}

#[test]
fn a_period_folder_and_a_bucket_mirror_are_the_same_export() {
    let at = folder();
    let mirror = at.path().join("bucket/exports/daily/ws-report");
    let written = write(&month(1, PAYER), Layout::cur2_parquet(), Placement::DataExportsCreateNew, &mirror);
    let period = mirror.join("data/BILLING_PERIOD=2026-10");
    for path in [at.path(), &mirror, &mirror.join("data"), &period, written.files[0].parent().unwrap()] {
        let opened = open(&[path]).unwrap();
        assert_eq!((total(&opened), damage(&opened).len()), (unblended(&written), 0), "{}", path.display());
        assert_eq!(skips(&opened).len(), 0, "{}", path.display());
    }
}

#[test]
fn of_several_periods_one_is_taken() {
    let at = folder();
    let deliver = |number: u32| {
        let options = MonthOptions {
            month: cur_testkit::CalendarMonth::new(2026, number.into()),
            hours_of_data: Some(24),
            ..MonthOptions::new(u64::from(number))
        };
        write(
            &Month::new(&options, &Scenario::everything(3)),
            Layout::cur2_csv(),
            Placement::DataExportsOverwrite,
            at.path(),
        )
    };
    let (september, october) = (deliver(9), deliver(10));
    let read = |period: PeriodChoice| {
        let options = OpenOptions { period, ..OpenOptions::default() };
        ledger::open(&[at.path().to_owned()], &options, &())
    };
    let newest = read(PeriodChoice::Newest).unwrap();
    assert_eq!(total(&newest), unblended(&october));
    assert_eq!(notes(&newest), ["2 billing periods are here (2026-09, 2026-10); the newest, 2026-10, is taken"]);
    let month = |text| PeriodChoice::Month(ledger::Month::parse(text).unwrap());
    assert_eq!(total(&read(month("2026-09")).unwrap()), unblended(&september));
    let all = read(PeriodChoice::All).unwrap();
    assert_eq!(total(&all), (september.truth.total().unblended + october.truth.total().unblended).to_string());
    let error = read(month("2026-08")).unwrap_err();
    assert_eq!(
        error.causes,
        ["--period: no delivery of the billing period 2026-08 is here; there is 2026-09, 2026-10"]
    );
}

#[test]
fn what_is_no_export_is_said_to_be_none() {
    let at = folder();
    let causes = |path: &Path| open(&[path]).unwrap_err().causes;
    let shown = |path: &Path| path.display().to_string();
    assert_eq!(causes(at.path()), [format!("{}: the folder is empty; give the folder of an export", shown(at.path()))]);
    fs::write(at.path().join("README.md"), "hello").unwrap();
    assert_eq!(
        causes(at.path()),
        [format!(
            "{}: no file of an export is in this folder or below it (they end in .csv, .csv.gz, .csv.zip, .csv.zst or .parquet); give \
             the folder of an export",
            shown(at.path())
        )]
    );
    let missing = at.path().join("nowhere");
    assert_eq!(causes(&missing), [format!("{}: there is no such file or folder", shown(&missing))]);
}

#[test]
fn a_second_export_below_a_manifest_is_not_lost() {
    let at = folder();
    let loose = Delivery { manifest: true, ..Delivery::new(Layout::legacy_csv(), Placement::LegacyOverwrite) };
    let one = loose.write(&month(1, PAYER), at.path()).unwrap();
    // The files of the month moved up beside their manifest, and another payer's files in a folder of their own.
    for file in one.files.iter().chain(&one.manifests) {
        fs::rename(file, at.path().join(file.file_name().unwrap())).unwrap();
    }
    let two = write(&month(2, "444455556666"), Layout::cur2_csv(), Placement::Loose, &at.path().join("other"));
    let opened = open(&[at.path()]).unwrap();
    assert_eq!(damage(&opened), [] as [&str; 0]);
    assert_eq!(total(&opened), (one.truth.total().unblended + two.truth.total().unblended).to_string());
}
