//! What is told of an export before it is read holds when it is read, whatever its bytes are.

use std::fs;
use std::path::Path;

use cur_testkit::{Container, CsvOptions, FocusTable, Layout, Month, ParquetOptions};
use ledger::{Inspection, OpenOptions, RowCount};

use crate::{folder, open};

fn inspect(path: &Path) -> Inspection {
    ledger::inspect(&[path.to_owned()], &OpenOptions::default(), &())
}

/// Does a reading say that something is wrong?
fn is_short(path: &Path) -> bool {
    open(&[path]).map_or(true, |opened| opened.ledger.coverage().iter().any(|coverage| !coverage.is_complete()))
}

fn csv(container: Container) -> Layout {
    Layout::Cur2Csv(CsvOptions { container, ..CsvOptions::default() })
}

/// An archive is not what its first readable text is.
#[test]
fn an_entry_that_cannot_be_opened_is_told_beside_the_others() {
    let at = folder();
    let layout = csv(Container::ZipEntries(200));
    let file = at.path().join("report.csv.zip");
    let mut bytes = layout.encode_month(&Month::of_rows(3, 1500)).unwrap();
    fs::write(&file, &bytes).unwrap();
    let sound = inspect(&file);
    assert!(sound.is_sound(), "{:?}", sound.all_causes());
    // The first text's data begins behind its local header, its name and its extra field.
    let length = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let data = 30 + length(26) + length(28);
    bytes[data..data + 30].fill(0xff);
    fs::write(&file, &bytes).unwrap();
    let found = inspect(&file);
    assert_eq!(found.all_causes().len(), 1, "{:?}", found.all_causes());
    assert!(found.all_causes()[0].starts_with(&file.display().to_string()), "{:?}", found.all_causes());
    assert_eq!(found.deliveries[0].payers, sound.deliveries[0].payers, "the second text is looked into");
    assert!(is_short(&file));
}

/// A file with as many rows as are looked at is known to have no more; one with one more is not.
#[test]
fn rows_are_told_where_the_first_are_all() {
    let at = folder();
    let file = at.path().join("report.csv.gz");
    let text = csv(Container::Plain).encode_month(&Month::of_rows(4, 1200)).unwrap();
    let lines: Vec<&[u8]> = text.split_inclusive(|&byte| byte == b'\n').collect();
    for (rows, told) in [(999, true), (1000, true), (1001, false)] {
        let file = file.with_extension(if told { "csv" } else { "txt.csv" });
        fs::write(&file, lines[..=rows].concat()).unwrap();
        let found = inspect(&file).work().rows;
        match found {
            RowCount::Told(found) => assert!(told && found == rows as u64, "{rows}: {found}"),
            RowCount::Guessed(found) => assert!(!told && found.abs_diff(rows as u64) < 20, "{rows}: {found}"),
            RowCount::Unknown => panic!("{rows}"),
        }
    }
}

/// Whatever a byte becomes: no panic, and what is said to be wrong before the reading is found by it.
#[test]
fn damaged_bytes_are_told_or_not_seen() {
    let month = Month::of_rows(5, 200);
    let at = folder();
    for (number, layout) in [
        csv(Container::Plain),
        csv(Container::Gzip),
        csv(Container::Zip),
        csv(Container::Zstd(1 << 12)),
        Layout::Cur2Parquet(ParquetOptions { page_rows: Some(50), ..ParquetOptions::default() }),
        Layout::legacy_parquet(),
        Layout::focus_parquet(FocusTable::AWS_1_2),
    ]
    .into_iter()
    .enumerate()
    {
        let sound = layout.encode_month(&month).unwrap();
        let file = at.path().join(format!("{number}{}", layout.suffix()));
        for step in 0..30 {
            let mut bytes = sound.clone();
            // Half of the places lie at the end, where footers and directories are.
            let place = if step % 2 == 0 { sound.len() * step / 30 } else { sound.len() - 1 - step * step * 4 % 4000 };
            bytes[place] ^= [0xff, 0x80, 0x01][step % 3];
            fs::write(&file, &bytes).unwrap();
            let found = inspect(&file);
            assert!(found.is_sound() || is_short(&file), "{number} at {place}: {:?}", found.all_causes());
        }
        for length in (0..10).map(|part| sound.len() * part / 10) {
            fs::write(&file, &sound[..length]).unwrap();
            let found = inspect(&file);
            assert!(found.is_sound() || is_short(&file), "{number} cut at {length}: {:?}", found.all_causes());
        }
    }
}
