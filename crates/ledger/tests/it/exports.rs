//! Several exports of one payer: the one that says most is read, the choice is said, and `--exclude` takes the other.

use std::path::Path;

use cur_testkit::{Delivery, FocusTable, Granularity, Layout, Month, MonthOptions, Placement, Scenario};
use ledger::{Excludes, OpenOptions, Opened};

use crate::{damage, folder, notes, skips};

/// An export, told by what decides: the length of its intervals, its resource ids, its layout, and whether it is the
/// second delivery of its kind.
#[derive(Clone, Copy)]
struct Export {
    granularity: Granularity,
    resource_ids: bool,
    layout: fn() -> Layout,
    version: u32,
}

const HOURLY: Granularity = Granularity::Hourly;
const DAILY: Granularity = Granularity::Daily;
const MONTHLY: Granularity = Granularity::Monthly;

const fn export(granularity: Granularity, resource_ids: bool, layout: fn() -> Layout) -> Export {
    Export { granularity, resource_ids, layout, version: 0 }
}

fn focus() -> Layout {
    Layout::focus_parquet(FocusTable::AWS_1_0)
}

fn focus_csv() -> Layout {
    Layout::focus_csv(FocusTable::AWS_1_2)
}

impl Export {
    fn write(self, manifest: bool, root: &Path) {
        let options = MonthOptions {
            granularity: self.granularity,
            resource_ids: self.resource_ids,
            // A coarse export has rows of its own length only for whole days.
            hours_of_data: Some(24),
            ..MonthOptions::new(1)
        };
        let layout = (self.layout)();
        let placement = if layout.is_legacy() { Placement::LegacyCreateNew } else { Placement::DataExportsCreateNew };
        let delivery = Delivery {
            name: root.file_name().unwrap().to_str().unwrap().to_owned(),
            version: self.version,
            manifest,
            ..Delivery::new(layout, placement)
        };
        delivery.write(&Month::new(&options, &Scenario::everything(1)), root).unwrap();
    }
}

/// The better first, and why the other is not read; the better stands behind in the order of names.
fn pairs() -> Vec<(Export, Export, &'static str)> {
    let (cur2, legacy, legacy_csv) = (Layout::cur2_parquet, Layout::legacy_parquet, Layout::legacy_csv);
    let older = export(HOURLY, true, cur2);
    vec![
        (export(HOURLY, true, cur2), export(DAILY, true, cur2), "daily export of a payer whose hourly export is read"),
        (
            export(DAILY, true, cur2),
            export(MONTHLY, true, cur2),
            "monthly export of a payer whose daily export is read",
        ),
        // What comes first in the order decides, whatever comes behind it.
        (
            export(HOURLY, false, focus),
            export(DAILY, true, cur2),
            "daily export of a payer whose hourly export is read",
        ),
        (
            export(HOURLY, true, legacy),
            export(HOURLY, false, cur2),
            "export without resource ids of a payer whose export with them is read",
        ),
        (
            export(HOURLY, true, focus_csv),
            export(HOURLY, false, legacy_csv),
            "export without resource ids of a payer whose export with them is read",
        ),
        (
            export(HOURLY, true, cur2),
            export(HOURLY, true, legacy_csv),
            "legacy-csv export of a payer whose cur2-parquet export is read",
        ),
        (
            export(HOURLY, true, legacy),
            export(HOURLY, true, focus),
            "focus-1.0-parquet export of a payer whose legacy-parquet export is read",
        ),
        (
            export(HOURLY, true, Layout::cur2_csv),
            export(HOURLY, true, focus_csv),
            "focus-1.2-csv export of a payer whose cur2-csv export is read",
        ),
        (Export { version: 3, ..older }, older, "older delivery"),
    ]
}

fn read(root: &Path, exclude: &[&str]) -> Opened {
    let exclude = Excludes::of(exclude.iter().copied()).unwrap();
    ledger::open(&[root.to_owned()], &OpenOptions { exclude, ..OpenOptions::default() }, &()).unwrap()
}

/// Which of the two was read: the folder of the first file that was not.
fn is_read(opened: &Opened, name: &str) -> bool {
    assert_eq!(opened.ledger.coverage().len(), 1);
    !skips(opened).iter().any(|skip| skip.path.contains(&format!("/{name}/")))
}

#[test]
fn the_export_that_says_most_is_read() {
    for manifest in [true, false] {
        for (better, other, reason) in pairs() {
            let at = folder();
            other.write(manifest, &at.path().join("a"));
            better.write(manifest, &at.path().join("b"));
            let opened = read(at.path(), &[]);
            assert_eq!(damage(&opened), [] as [&str; 0], "{reason}");
            assert!(is_read(&opened, "b") && !is_read(&opened, "a"), "{reason}: {:?}", skips(&opened));
            assert!(skips(&opened).iter().all(|skip| skip.reason == reason), "{:?}", skips(&opened));
            let said: Vec<_> =
                notes(&opened).into_iter().filter(|note| note.starts_with("two deliveries of")).collect();
            let [said] = said[..] else { panic!("{reason}: {said:?}") };
            let place = |name: &str| at.path().join(name).display().to_string();
            assert!(said.contains(&place("b")) && said.contains(" is read, "), "{said}");
            assert!(said.contains(&format!("is not ({reason}")), "{said}");
            assert!(said.ends_with("leave one out with --exclude to decide it yourself"), "{said}");

            let excluded = read(at.path(), &["b"]);
            assert!(is_read(&excluded, "a") && !is_read(&excluded, "b"), "{reason}");
            assert!(skips(&excluded).iter().all(|skip| skip.reason == ledger::EXCLUDED), "{reason}");
            assert!(!notes(&excluded).iter().any(|note| note.starts_with("two deliveries of")), "{reason}");
        }
    }
}

#[test]
fn of_many_exports_one_is_read() {
    let at = folder();
    let all: Vec<Export> = pairs().into_iter().flat_map(|(better, other, _)| [better, other]).collect();
    for (number, export) in all.into_iter().enumerate() {
        export.write(true, &at.path().join(format!("export-{number}")));
    }
    let opened = read(at.path(), &[]);
    assert_eq!(damage(&opened), [] as [&str; 0]);
    let coverage = opened.ledger.coverage();
    assert_eq!((coverage.len(), coverage[0].layout.name(), coverage[0].has_resource_ids), (1, "cur2-parquet", true));
    // The second delivery of the last pair is the newest of the best kind.
    assert!(is_read(&opened, "export-16") && !is_read(&opened, "export-17"));
}
