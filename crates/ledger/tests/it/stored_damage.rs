//! Whatever happens to the bytes or the rows of a stored ledger, its answer is the one that was written, or an error.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, StringArray, new_null_array};
use bytes::Bytes;
use cur_testkit::{Layout, Month, MonthOptions, Placement, Scenario};
use ledger::{OpenOptions, Opened, TagChoice};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::{Dice, folder, lines, open, write};

/// A stored ledger of some hours, with tags, in a folder that goes with the test.
fn stored() -> (tempfile::TempDir, PathBuf) {
    let at = folder();
    let options = MonthOptions { hours_of_data: Some(5), ..MonthOptions::new(4) };
    let month = Month::new(&options, &Scenario::everything(4));
    write(&month, Layout::cur2_parquet(), Placement::DataExportsOverwrite, &at.path().join("export"));
    let options = OpenOptions { tags: TagChoice::All, ..OpenOptions::default() };
    let export = ledger::open(&[at.path().join("export")], &options, &()).unwrap();
    let path = at.path().join("ledger.parquet");
    ledger::write(std::fs::File::create(&path).unwrap(), &export.ledger).unwrap();
    (at, path)
}

/// Everything that an answer is made of.
fn whole(opened: &Opened) -> (Vec<String>, String, &[String]) {
    (lines(opened), format!("{:?} {:?}", opened.ledger.coverage(), opened.notes), opened.ledger.tag_keys())
}

fn open_with_tags(path: &Path) -> Result<Opened, ledger::OpenError> {
    let options = OpenOptions { tags: TagChoice::All, ..OpenOptions::default() };
    ledger::open(&[path.to_owned()], &options, &())
}

#[test]
fn no_damaged_byte_gives_another_answer() {
    let (_at, path) = stored();
    let bytes = std::fs::read(&path).unwrap();
    let expected = open_with_tags(&path).unwrap();
    let expected = whole(&expected);
    let mut dice = Dice(0x5EED);
    let mut refused = 0;
    for case in 0..900 {
        let mut damaged = bytes.clone();
        // Every third case is in the footer, whose few bytes decide how all others are read.
        let footer = if case % 3 == 0 { damaged.len().min(9000) } else { damaged.len() };
        let place = damaged.len() - 1 - dice.below(footer);
        damaged[place] ^= if case % 2 == 0 { 1 << dice.below(8) } else { u8::try_from(1 + dice.below(255)).unwrap() };
        std::fs::write(&path, &damaged).unwrap();
        match open_with_tags(&path) {
            Ok(opened) => assert!(whole(&opened) == expected, "case {case}, byte {place}: another answer"),
            Err(error) => {
                let named = error.causes.iter().all(|cause| cause.starts_with(&*path.to_string_lossy()));
                assert!(named, "case {case}, byte {place}: {error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 450, "{refused} of 900 refused: the bytes of the rows make up most of the file");
}

/// The rows of a file, changed, as a file of its own with the same entries in its footer, or without them.
fn rewrite(path: &Path, keep_entries: bool, group: usize, change: impl Fn(RecordBatch) -> Vec<RecordBatch>) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(std::fs::read(path).unwrap())).unwrap();
    let entries = reader.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
    let ours: Vec<KeyValue> =
        entries.into_iter().filter(|entry| keep_entries && entry.key.starts_with("ledger")).collect();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group));
    let properties = properties.set_key_value_metadata(Some(ours)).build();
    let schema = Arc::clone(reader.schema());
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, schema, Some(properties)).unwrap();
    for batch in reader.with_batch_size(1 << 20).build().unwrap() {
        for changed in change(batch.unwrap()) {
            writer.write(&changed).unwrap();
        }
    }
    writer.close().unwrap();
    std::fs::write(path, out).unwrap();
}

/// The batch with another column of this name.
fn with_column(batch: &RecordBatch, name: &str, column: ArrayRef) -> Vec<RecordBatch> {
    let mut columns = batch.columns().to_vec();
    columns[batch.schema().index_of(name).unwrap()] = column;
    vec![RecordBatch::try_new(batch.schema(), columns).unwrap()]
}

fn refusal(path: &Path) -> String {
    let error = open(&[path]).unwrap_err();
    assert_eq!(error.causes.len(), 1, "{error}");
    error.causes[0].strip_prefix(&format!("{}: ", path.display())).unwrap().to_owned()
}

#[test]
fn it_does_not_matter_how_the_rows_are_cut_into_groups() {
    let (_at, path) = stored();
    let expected = open_with_tags(&path).unwrap();
    for group in [7, 1000, 1 << 20] {
        rewrite(&path, true, group, |batch| vec![batch]);
        let opened = open_with_tags(&path).unwrap();
        assert!(whole(&opened) == whole(&expected), "{group} rows in a group");
    }
}

#[test]
fn costs_that_were_taken_out_are_noticed() {
    let (_at, path) = stored();
    rewrite(&path, true, 1 << 20, |batch| {
        let unblended = batch.column_by_name("unblended").unwrap();
        let nothing = new_null_array(unblended.data_type(), batch.num_rows());
        with_column(&batch, "unblended", nothing)
    });
    let told = refusal(&path);
    assert!(told.starts_with("damaged ledger: its rows have the digest xxh3-128:"), "{told}");
    assert!(told.ends_with("; write it again from the export"), "{told}");
}

#[test]
fn rows_that_were_taken_out_are_noticed() {
    for fact in ["item_rows", "damage", "layout"] {
        let (_at, path) = stored();
        rewrite(&path, true, 1 << 20, |batch| {
            let facts = batch.column_by_name("fact").unwrap().as_string::<i32>();
            let at = facts.iter().position(|name| name == Some(fact)).unwrap_or(0);
            vec![batch.slice(0, at), batch.slice(at + 1, batch.num_rows() - at - 1)]
        });
        let told = refusal(&path);
        assert!(told.starts_with("damaged ledger: its rows have the digest"), "{fact}: {told}");
    }
}

#[test]
fn a_ledger_without_a_digest_is_refused() {
    let (_at, path) = stored();
    rewrite(&path, false, 1 << 20, |batch| vec![batch]);
    let told = refusal(&path);
    assert!(told.starts_with("has no digest in its footer (`ledger:digest`), "), "{told}");
    assert!(told.ends_with("; write it again from the export"), "{told}");
}

#[test]
fn an_older_ledger_is_refused_by_its_version() {
    let (_at, path) = stored();
    rewrite(&path, false, 1 << 20, |batch| {
        let ones: StringArray = std::iter::repeat_n(Some("1"), batch.num_rows()).collect();
        with_column(&batch, "ledger", Arc::new(ones))
    });
    let expected = "a ledger of version `1`, this program reads version 2; write it again from the export";
    assert_eq!(refusal(&path), expected);
}
