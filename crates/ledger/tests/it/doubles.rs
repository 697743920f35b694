//! A month of a payer that lies in two places is never added up: a merged file holds several payers, and only the first
//! of them is seen before it is read.

use std::fs;
use std::path::{Path, PathBuf};

use cur_testkit::{Layout, Month, MonthOptions, Placement, Scenario, Written};
use ledger::{Excludes, OpenError, OpenOptions, Opened, PeriodChoice};

use crate::{folder, open, total, write};

const A: &str = "111122223333";
const B: &str = "444455556666";
const C: &str = "777788889999";

/// The month of a payer; another seed has other line items.
fn month(payer: &'static str, seed: u64) -> Month {
    let options = MonthOptions { payer: payer.into(), hours_of_data: Some(24), ..MonthOptions::new(seed) };
    Month::new(&options, &Scenario::everything(seed))
}

/// An export of one file that holds the months of several payers, one behind the other.
fn merged(at: &Path, placement: Placement, payers: &[(&'static str, u64)]) -> Vec<Written> {
    let months: Vec<Written> = payers
        .iter()
        .enumerate()
        .map(|(number, (payer, seed))| {
            let own = if number == 0 { at.to_owned() } else { at.with_extension(format!("{number}")) };
            let month = month(payer, *seed);
            let delivery = cur_testkit::Delivery::new(Layout::cur2_csv(), placement);
            fs::create_dir_all(&own).unwrap();
            delivery.write(&month, &own).unwrap()
        })
        .collect();
    let text = |written: &Written| fs::read_to_string(&written.files[0]).unwrap();
    let rows = |written| text(written).split_once('\n').unwrap().1.to_owned();
    let all = text(&months[0]) + &months[1..].iter().map(rows).collect::<String>();
    fs::write(&months[0].files[0], all).unwrap();
    for number in 1..months.len() {
        fs::remove_dir_all(at.with_extension(format!("{number}"))).unwrap();
    }
    months
}

fn stored(export: &Path, to: &Path) -> PathBuf {
    let options = OpenOptions { period: PeriodChoice::All, ..OpenOptions::default() };
    let opened = ledger::open(&[export.to_owned()], &options, &()).unwrap();
    ledger::write(fs::File::create(to).unwrap(), &opened.ledger).unwrap();
    to.to_owned()
}

fn sum(all: &[Written]) -> String {
    let cost = all.iter().map(|written| written.truth.total().unblended.to_string());
    cost.map(|cost| cost.parse::<ledger::Decimal>().unwrap()).sum::<ledger::Decimal>().to_string()
}

/// Both refuse: the reading and, of ledgers, the look before it.
fn refused(paths: &[&Path]) -> OpenError {
    let error = open(paths).unwrap_err();
    assert_eq!(error.causes.len(), 1, "{error}");
    assert!(error.payers.contains(B), "{error}");
    error
}

#[test]
fn a_payer_of_a_merged_delivery_and_of_another_is_refused() {
    let at = folder();
    let (ab, b) = (at.path().join("x/ab"), at.path().join("x/b"));
    let both = merged(&ab, Placement::DataExportsOverwrite, &[(A, 1), (B, 2)]);
    merged(&b, Placement::DataExportsOverwrite, &[(B, 2)]);
    let error = refused(&[&at.path().join("x")]);
    let holds = format!("-Manifest.json: holds 2026-10 of payer {B}, and so does {}/", ab.display());
    assert!(error.causes[0].starts_with(&*b.to_string_lossy()) && error.causes[0].contains(&holds), "{error}");
    assert!(error.causes[0].ends_with("; give one of the two, or leave one out with --exclude"), "{error}");
    // As the message says.
    let exclude = Excludes::of(["b"]).unwrap();
    let options = OpenOptions { exclude, ..OpenOptions::default() };
    let opened = ledger::open(&[at.path().join("x")], &options, &()).unwrap();
    assert_eq!(total(&opened), sum(&both));
    assert_eq!(total(&open(&[&ab]).unwrap()), sum(&both));
}

#[test]
fn a_payer_of_two_ledgers_is_refused() {
    let at = folder();
    merged(&at.path().join("ab"), Placement::Loose, &[(A, 1), (B, 2)]);
    merged(&at.path().join("b"), Placement::Loose, &[(B, 3)]);
    let parts = at.path().join("parts");
    fs::create_dir(&parts).unwrap();
    let ab = stored(&at.path().join("ab"), &parts.join("ab.parquet"));
    let b = stored(&at.path().join("b"), &parts.join("b.parquet"));
    let cause =
        format!("{}: holds 2026-10 of payer {B}, and so does {}; give one of the two", b.display(), ab.display());
    for paths in [&[ab.as_path(), &b][..], &[&parts]] {
        assert_eq!(refused(paths).causes, [&*cause]);
        let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
        let inspection = ledger::inspect(&paths, &OpenOptions::default(), &());
        assert!(inspection.causes.contains(&cause), "{:?}", inspection.causes);
        assert!(inspection.payers.contains(B));
    }
    let error = refused(&[&ab, &at.path().join("b")]);
    let start = format!("{}: holds 2026-10 of payer {B}, and so does {}/b", ab.display(), at.path().display());
    assert!(error.causes[0].starts_with(&start), "{error}");
}

#[test]
fn different_payers_and_months_that_are_not_asked_for_add_up() {
    let at = folder();
    let ab = merged(&at.path().join("ab"), Placement::DataExportsOverwrite, &[(A, 1), (B, 2)]);
    let c = merged(&at.path().join("c"), Placement::DataExportsOverwrite, &[(C, 3)]);
    let all: Vec<Written> = ab.into_iter().chain(c).collect();
    assert_eq!(total(&open(&[at.path()]).unwrap()), sum(&all));
    let (one, two) = (at.path().join("1.parquet"), at.path().join("2.parquet"));
    stored(&at.path().join("ab"), &one);
    stored(&at.path().join("c"), &two);
    assert_eq!(total(&open(&[&one, &two]).unwrap()), sum(&all));
}

/// Two files of both payers' rows, which begin with another payer each.
fn parts(one: &Path, two: &Path) -> Vec<Written> {
    let at = folder();
    let months = [(A, 1), (B, 2)]
        .map(|(payer, seed)| write(&month(payer, seed), Layout::cur2_csv(), Placement::Loose, &at.path().join(payer)));
    let lines = |written: &Written| -> Vec<String> {
        fs::read_to_string(&written.files[0]).unwrap().lines().map(|line| format!("{line}\n")).collect()
    };
    let (first, second) = (lines(&months[0]), lines(&months[1]));
    let (of_first, of_second) = (first.len() / 2, second.len() / 2);
    for (path, before, behind) in
        [(one, &first[1..of_first], &second[1..of_second]), (two, &second[of_second..], &first[of_first..])]
    {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, first[0].clone() + &before.concat() + &behind.concat()).unwrap();
    }
    months.into()
}

fn read(paths: &[&Path]) -> Opened {
    open(paths).unwrap()
}

#[test]
fn parts_of_one_export_may_hold_the_same_payers() {
    let at = folder();
    let (one, two) = (at.path().join("x/part-1.csv"), at.path().join("x/part-2.csv"));
    let months = parts(&one, &two);
    assert_eq!(total(&read(&[&at.path().join("x")])), sum(&months));
    assert_eq!(total(&read(&[&one, &two])), sum(&months));
}

#[test]
fn files_of_two_folders_are_refused_unless_they_are_given_one_by_one() {
    let at = folder();
    let (one, two) = (at.path().join("x/1/part.csv"), at.path().join("x/2/part.csv"));
    let months = parts(&one, &two);
    let error = refused(&[&at.path().join("x")]);
    let (first, second) = (one.parent().unwrap().display(), two.parent().unwrap().display());
    assert_eq!(
        error.causes,
        [format!(
            "{second}: holds 2026-10 of payers {A} and {B}, and so does {first}; give one of the two, leave one out with \
             --exclude, or give all files one by one if they belong together"
        )]
    );
    assert_eq!(total(&read(&[&one, &two])), sum(&months));
}
