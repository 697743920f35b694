//! Damaged bytes give the right answer or say so; they never panic, hang, or take memory without bounds.
//!
//! A flipped byte inside a Parquet page without a checksum cannot be seen as long as the page decodes, so for Parquet
//! only the absence of a crash is held; gzip and zip carry checksums, so there the answer is right or damage is named.

use std::path::{Path, PathBuf};

use cur_testkit::{Container, CsvOptions, FocusTable, Layout, Month, Placement};

use crate::{Dice, damage, folder, lines, open, write};

/// Most bytes that reading a damaged file of some hundred kilobytes may take beyond what the tests have taken before.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 512 << 20;

/// One file of a sample month in a layout.
fn one_file(layout: Layout, at: &Path) -> PathBuf {
    let written = write(&Month::small(21), layout, Placement::Loose, at);
    written.files.last().unwrap().clone()
}

/// Was it read whole, to the same sums, or was damage named?
fn answer(path: &Path, whole: &[String]) -> Result<(), String> {
    match open(&[path]) {
        Err(error) if error.causes.iter().all(|cause| cause.contains(&*path.to_string_lossy())) => Ok(()),
        Err(error) => Err(format!("an error without its path: {error}")),
        Ok(opened) if !damage(&opened).is_empty() => Ok(()),
        Ok(opened) if lines(&opened) == whole => Ok(()),
        Ok(_) => Err("other sums, and not a word about it".to_owned()),
    }
}

fn flip(layout: Layout, checked: bool) {
    let at = folder();
    let path = one_file(layout, at.path());
    let (bytes, whole) = (std::fs::read(&path).unwrap(), lines(&open(&[&path]).unwrap()));
    let mut dice = Dice(0x5EED);
    for case in 0..500 {
        let mut bytes = bytes.clone();
        let place = dice.below(bytes.len());
        bytes[place] ^= 1 << dice.below(8);
        std::fs::write(&path, &bytes).unwrap();
        let answer = answer(&path, &whole);
        assert!(!checked || answer.is_ok(), "case {case}, byte {place}: {answer:?}");
    }
    within_memory();
}

fn cut(layout: Layout) {
    let at = folder();
    cut_file(&one_file(layout, at.path()));
}

fn cut_file(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    for part in 0..50 {
        let length = bytes.len() * part / 50;
        std::fs::write(path, &bytes[..length]).unwrap();
        let said = match open(&[path]) {
            Ok(opened) => damage(&opened),
            Err(error) => error.causes,
        };
        assert!(!said.is_empty(), "cut to {length} bytes of {} without a word", bytes.len());
    }
}

#[cfg(target_os = "linux")]
fn within_memory() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches("kB").trim().parse().unwrap();
    assert!(peak * 1024 < MEMORY, "{peak} kB at the peak");
}

#[cfg(not(target_os = "linux"))]
fn within_memory() {}

fn csv(container: Container) -> Layout {
    Layout::Cur2Csv(CsvOptions { container, ..CsvOptions::default() })
}

#[test]
fn flipped_gzip() {
    flip(csv(Container::Gzip), true);
}

#[test]
fn flipped_zstd() {
    flip(csv(Container::Zstd(1 << 20)), true);
}

#[test]
fn flipped_zip() {
    flip(csv(Container::Zip), true);
}

#[test]
fn flipped_zip_of_several_entries() {
    flip(csv(Container::ZipEntries(700)), true);
}

#[test]
fn flipped_plain_text() {
    flip(csv(Container::Plain), false);
}

#[test]
fn flipped_parquet() {
    flip(Layout::cur2_parquet(), false);
}

#[test]
fn flipped_focus() {
    let options = CsvOptions { container: Container::Gzip, ..CsvOptions::default() };
    flip(Layout::FocusCsv(FocusTable::PLAIN_1_0, options), true);
    flip(Layout::focus_parquet(FocusTable::AWS_1_2), false);
}

#[test]
fn cut_short() {
    cut(csv(Container::Gzip));
    cut(csv(Container::Zip));
    cut(csv(Container::Zstd(1 << 30)));
    cut(csv(Container::ZipEntries(700)));
    cut(Layout::cur2_parquet());
    cut(Layout::focus_plain());
    cut(Layout::focus_parquet(FocusTable::AWS_1_0));
}

#[test]
fn the_sample_cut_short() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/sample/data/BILLING_PERIOD=2026-10");
    let at = folder();
    let mut files = 0;
    for entry in std::fs::read_dir(sample).unwrap() {
        let from = entry.unwrap().path();
        let copy = at.path().join(from.file_name().unwrap());
        std::fs::copy(&from, &copy).unwrap();
        cut_file(&copy);
        std::fs::remove_file(&copy).unwrap();
        files += 1;
    }
    assert!(files > 0);
}
