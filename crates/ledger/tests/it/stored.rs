//! A ledger survives its Parquet form.

use cur_testkit::{Layout, Month, MonthOptions, Placement, Scenario};

use crate::{folder, lines, open, write};

fn store(path: &std::path::Path, ledger: &ledger::Ledger) {
    ledger::write(std::fs::File::create(path).unwrap(), ledger).unwrap();
}

#[test]
fn a_stored_ledger_is_the_same_ledger() {
    let at = folder();
    write(&Month::small(9), Layout::legacy_csv(), Placement::LegacyCreateNew, &at.path().join("export"));
    let export = open(&[&at.path().join("export")]).unwrap();
    let path = at.path().join("ledger.parquet");
    store(&path, &export.ledger);
    let stored = open(&[&path]).unwrap();
    assert!(lines(&export) == lines(&stored));
    assert_eq!(export.ledger.coverage(), stored.ledger.coverage());
}

#[test]
fn a_folder_of_part_files_is_one_ledger() {
    let at = folder();
    let parts = at.path().join("parts");
    std::fs::create_dir(&parts).unwrap();
    let mut whole = Vec::new();
    for (name, payer) in [("a", "111122223333"), ("b", "444455556666")] {
        let options = MonthOptions { payer: payer.into(), hours_of_data: Some(24), ..MonthOptions::new(2) };
        let month = Month::new(&options, &Scenario::everything(2));
        write(&month, Layout::cur2_parquet(), Placement::DataExportsOverwrite, &at.path().join(name));
        let opened = open(&[&at.path().join(name)]).unwrap();
        whole.extend(lines(&opened));
        store(&parts.join(format!("{name}.parquet")), &opened.ledger);
    }
    whole.sort();
    let opened = open(&[&parts]).unwrap();
    let mut read = lines(&opened);
    read.sort();
    assert!(read == whole);
    assert_eq!(opened.ledger.coverage().len(), 2);
}

#[test]
fn two_ledgers_of_one_month_are_refused_by_name() {
    let at = folder();
    write(&Month::small(9), Layout::cur2_csv(), Placement::DataExportsOverwrite, &at.path().join("export"));
    let export = open(&[&at.path().join("export")]).unwrap();
    let (one, two) = (at.path().join("one.parquet"), at.path().join("two.parquet"));
    store(&one, &export.ledger);
    store(&two, &export.ledger);
    let error = open(&[&one, &two]).unwrap_err();
    let expected = format!(
        "{}: holds 2026-10 of payer 111122223333, and so does {}; give one of the two",
        two.display(),
        one.display()
    );
    assert_eq!(error.causes, [expected]);
    let error = open(&[&at.path().join("export"), &two]).unwrap_err();
    let start = format!("{}: holds 2026-10 of payer 111122223333, and so does ", two.display());
    let rest = error.causes[0].strip_prefix(&start).unwrap();
    assert!(rest.starts_with(&*at.path().join("export").to_string_lossy()), "{error}");
    assert!(rest.ends_with("-Manifest.json; give one of the two, or leave one out with --exclude"), "{error}");
}

#[test]
fn a_damaged_ledger_is_named() {
    let at = folder();
    write(&Month::small(9), Layout::cur2_csv(), Placement::DataExportsOverwrite, &at.path().join("export"));
    let export = open(&[&at.path().join("export")]).unwrap();
    let path = at.path().join("ledger.parquet");
    store(&path, &export.ledger);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let error = open(&[&path]).unwrap_err();
    assert!(error.causes[0].starts_with(&format!("{}: damaged or truncated Parquet file", path.display())), "{error}");
}
