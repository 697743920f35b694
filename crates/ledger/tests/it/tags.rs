//! Every layout tells the same tags, and only those that are asked for.

use std::collections::BTreeMap;
use std::path::Path;

use cur_testkit::{Amount, Layout, Month, Placement, Tag, every_focus_layout, every_layout};
use ledger::{Decimal, OpenOptions, Opened, Section, TagChoice, TagKey, tag_values};

use crate::{folder, lines, notes, write};

/// What people would write into a configuration for each tag of the generator.
const KEYS: [(Tag, &str); 6] = [
    (Tag::CreatedBy, "aws:createdBy"),
    (Tag::CostCenter, "CostCenter"),
    (Tag::Environment, "Environment"),
    (Tag::Name, "Name"),
    (Tag::Note, "Note"),
    (Tag::Team, "Team"),
];

fn asked(keys: &[&str]) -> TagChoice {
    TagChoice::of(keys.iter().map(|key| TagKey::new(key)))
}

fn open(path: &Path, tags: TagChoice) -> Opened {
    ledger::open(&[path.to_owned()], &OpenOptions { tags, ..OpenOptions::default() }, &()).unwrap()
}

type Tagged = BTreeMap<(String, String), (u64, Decimal)>;

/// Rows and cost by key and value.
fn ours(opened: &Opened) -> Tagged {
    let mut sums = Tagged::new();
    for row in opened.ledger.rows().filter(|row| row.section == Section::Items) {
        for tag in row.tags.map(tag_values).unwrap_or_default() {
            let (rows, cost) = sums.entry(tag).or_default();
            *rows += row.sums.rows;
            *cost = cost.plus(row.sums.unblended.or(row.sums.net_amortized).unwrap_or_default());
        }
    }
    sums
}

fn theirs(tags: impl IntoIterator<Item = ((Tag, String), (u64, Amount))>) -> Tagged {
    let named = |tag| KEYS.iter().find(|(known, _)| *known == tag).unwrap().1.to_owned();
    let number = |amount: Amount| amount.to_string().parse::<Decimal>().unwrap();
    tags.into_iter().map(|((tag, value), (rows, cost))| ((named(tag), value), (rows, number(cost)))).collect()
}

#[test]
fn every_layout_tells_the_same_tags() {
    let month = Month::small(11);
    let keys = KEYS.map(|(_, key)| key);
    let mut first: Option<Vec<String>> = None;
    for (name, layout) in every_layout() {
        let at = folder();
        let written = write(&month, layout, Placement::Loose, at.path());
        let opened = open(at.path(), asked(&keys));
        assert_eq!(ours(&opened), theirs(written.truth.tags), "{name}");
        let lines = lines(&opened);
        assert!(*first.get_or_insert_with(|| lines.clone()) == lines, "{name} differs from the first layout");
        let reference = OpenOptions { tags: asked(&keys), reference: true, ..OpenOptions::default() };
        let reference = ledger::open(&[at.path().to_owned()], &reference, &()).unwrap();
        assert!(crate::lines(&reference) == lines, "{name}: the reference path differs");
    }
}

#[test]
fn focus_tells_the_same_tags() {
    let month = Month::small(11);
    let keys = KEYS.map(|(_, key)| key);
    for (name, layout) in every_focus_layout() {
        let table = layout.focus_table().unwrap();
        let at = folder();
        write(&month, layout, Placement::Loose, at.path());
        let opened = open(at.path(), asked(&keys));
        let mut tags: BTreeMap<(Tag, String), (u64, Amount)> = BTreeMap::new();
        let items = month.items().filter(|item| item.line.meaning.matched);
        for row in items.flat_map(|item| cur_testkit::focus_rows(&item, table.version)) {
            for (tag, value) in &row.line.tags {
                let (rows, cost) = tags.entry((*tag, value.trim().to_owned())).or_default();
                *rows += 1;
                *cost += row.effective;
            }
        }
        assert_eq!(ours(&opened), theirs(tags), "{name}");
        assert!(opened.ledger.tag_keys().iter().map(String::as_str).eq([
            "CostCenter",
            "Environment",
            "Name",
            "Note",
            "Team",
            "aws:createdBy"
        ]));
    }
}

#[test]
fn tags_change_no_sum_and_are_there_only_where_asked_for() {
    let at = folder();
    write(&Month::small(12), Layout::cur2_parquet(), Placement::Loose, at.path());
    let (without, with) = (open(at.path(), TagChoice::None), open(at.path(), asked(&["Team", "Nobody"])));
    assert!(without.ledger.rows().all(|row| row.tags.is_none()));
    assert_eq!(crate::total(&without), crate::total(&with));
    let hourly = |opened: &Opened| opened.ledger.rows().filter(|row| row.section == Section::Hourly).count();
    assert_eq!(hourly(&without), hourly(&with), "by hour and payer, whatever the tags");
    assert!(ours(&with).keys().all(|(key, _)| key == "Team"));
    assert!(open(at.path(), TagChoice::All).ledger.tag_keys().contains(&"aws:created_by".to_owned()));
}

#[test]
fn tags_survive_the_stored_form_and_their_lack_is_named() {
    let at = folder();
    let export = at.path().join("export");
    write(&Month::small(13), Layout::legacy_csv(), Placement::Loose, &export);
    let path = at.path().join("ledger.parquet");
    let both = open(&export, asked(&["Note", "Team"]));
    ledger::write(std::fs::File::create(&path).unwrap(), &both.ledger).unwrap();
    let stored = open(&path, asked(&["Note", "Team"]));
    assert!(lines(&stored) == lines(&both));
    assert!(lines(&open(&path, asked(&["Team"]))) == lines(&open(&export, asked(&["Team"]))));
    assert!(lines(&open(&path, TagChoice::None)) == lines(&open(&export, TagChoice::None)));
    let options = OpenOptions { tags: asked(&["Owner"]), ..OpenOptions::default() };
    let error = ledger::open(std::slice::from_ref(&path), &options, &()).unwrap_err();
    let expected = format!("{}: the ledger has no column for the tag `Owner`, which", path.display());
    assert!(error.causes[0].starts_with(&expected), "{error}");
}

#[test]
fn a_tag_that_no_column_can_hold_is_named_as_the_layout_would() {
    for (layout, expected) in [
        (Layout::legacy_csv(), Some("Without `resourceTags/user:Owner`: nothing is told by the tag `Owner` (")),
        (Layout::legacy_parquet(), Some("Without `resource_tags_user_owner`: nothing is told by the tag `Owner` (")),
        (Layout::cur2_parquet(), None),
    ] {
        let at = folder();
        write(&Month::small(13), layout, Placement::Loose, at.path());
        let opened = open(at.path(), asked(&["Owner", "Team"]));
        let told: Vec<&str> = notes(&opened).into_iter().filter(|note| note.contains("the tag")).collect();
        assert_eq!(told.len(), usize::from(expected.is_some()), "{told:?}");
        assert!(expected.is_none_or(|expected| told[0].starts_with(expected)), "{told:?}");
    }
}
