//! The fast paths give what the reference paths give: rows, coverage, damage, and where it is.

use std::path::{Path, PathBuf};

use cur_testkit::{DAMAGES, Month, Placement, every_focus_layout, every_layout};
use ledger::{OpenOptions, Opened};

use crate::{folder, lines, samples};

fn open(paths: &[PathBuf], reference: bool) -> Result<Opened, String> {
    let options = OpenOptions { reference, period: ledger::PeriodChoice::All, ..OpenOptions::default() };
    ledger::open(paths, &options, &()).map_err(|error| error.to_string())
}

/// Everything that a reading gives, as text.
fn told(paths: &[PathBuf], reference: bool) -> (Vec<String>, String) {
    match open(paths, reference) {
        Ok(opened) => (lines(&opened), format!("{:#?}", opened.ledger.coverage())),
        Err(error) => (Vec::new(), error),
    }
}

fn agree(at: &Path, what: &str) {
    let paths = [at.to_owned()];
    let ((fast, fast_coverage), (plain, plain_coverage)) = (told(&paths, false), told(&paths, true));
    assert_eq!(fast_coverage, plain_coverage, "{what}");
    assert!(fast == plain, "{what}");
}

#[test]
fn on_every_layout() {
    let month = Month::small(44);
    for (name, layout) in every_layout().into_iter().chain(every_focus_layout()) {
        let at = folder();
        crate::write(&month, layout, Placement::Loose, at.path());
        agree(at.path(), &name);
    }
}

#[test]
fn on_more_rows_than_a_batch_of_one_page() {
    let options = cur_testkit::MonthOptions::new(7);
    let scenario = cur_testkit::Scenario::of_share(7, 40_000, options.hours(), 700);
    let month = Month::new(&options, &scenario);
    for (name, layout) in every_layout() {
        if ["cur2-parquet-snappy", "legacy-parquet-snappy", "cur2-parquet-no-dictionary", "legacy-csv-plain"]
            .contains(&name.as_str())
        {
            let at = folder();
            cur_testkit::Delivery::new(layout, Placement::Loose).write(&month, at.path()).unwrap();
            agree(at.path(), &name);
        }
    }
}

#[test]
fn on_every_damage() {
    for damage in DAMAGES {
        let at = folder();
        (damage.build)(at.path()).unwrap();
        agree(at.path(), damage.name);
    }
}

#[test]
fn on_real_exports() {
    for name in ["legacy-csv", "legacy-parquet", "keboola", "focus", "csv-spectrum", "gzip-multimember"] {
        if let Some(at) = samples::sample(name) {
            agree(&at, name);
        }
    }
}
