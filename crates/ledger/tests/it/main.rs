//! The ledger of whole exports against their known answers.
//!
//! - `truth`: every layout of a month gives the generator's own sums, and the same ledger
//! - `deliveries`: no dollar twice, none lost, whatever lies in a folder
//! - `doubles`: a month of a payer that lies in two places
//! - `exports`: several exports of one payer, and which of them is read
//! - `focus`: the same for FOCUS, and that it agrees with the CUR
//! - `hostile`: damaged bytes give the right answer or say so
//! - `inspect`: what is told before a reading holds when it is read
//! - `reference`: the fast paths give what the reference paths give
//! - `regression`: bugs that were found by attacking the program
//! - `stored`: a ledger survives its Parquet form; `stored_damage`: damage to it never passes for another answer
//! - `tags`: every layout tells the same tags, and only those that are asked for
//! - `samples`: real exports, where they are at hand

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests say why they fail by failing")]

mod deliveries;
mod doubles;
mod exports;
mod focus;
mod hostile;
mod inspect;
mod reference;
mod regression;
mod samples;
mod stored;
mod stored_damage;
mod tags;
mod truth;

use std::path::{Path, PathBuf};

use cur_testkit::{Delivery, Layout, Month, Placement, Written};
use ledger::{OpenError, OpenOptions, Opened, Row};

/// A temporary folder that goes with the test.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Writes a month.
pub(crate) fn write(month: &Month, layout: Layout, placement: Placement, root: &Path) -> Written {
    std::fs::create_dir_all(root).unwrap();
    Delivery { rows_per_file: Some(3000), ..Delivery::new(layout, placement) }.write(month, root).unwrap()
}

/// Opens paths with the default options.
pub(crate) fn open(paths: &[&Path]) -> Result<Opened, OpenError> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    ledger::open(&paths, &OpenOptions::default(), &())
}

/// The rows as text, for comparison.
pub(crate) fn lines(opened: &Opened) -> Vec<String> {
    opened.ledger.rows().map(|row| format!("{row:?}")).collect()
}

/// Everything that was said to be wrong.
pub(crate) fn damage(opened: &Opened) -> Vec<String> {
    opened.ledger.coverage().iter().flat_map(|coverage| coverage.damage.iter().cloned()).collect()
}

/// Everything that was left out.
pub(crate) fn skips(opened: &Opened) -> Vec<&ledger::Skipped> {
    opened.ledger.coverage().iter().flat_map(|coverage| &coverage.skipped).collect()
}

/// Every choice that was said.
pub(crate) fn notes(opened: &Opened) -> Vec<&str> {
    let read = opened.ledger.coverage().iter().flat_map(|coverage| &coverage.notes);
    read.chain(&opened.notes).map(String::as_str).collect()
}

/// The unblended total of the rows that hold every dollar once.
pub(crate) fn total(opened: &Opened) -> String {
    let items = opened.ledger.rows().filter(|row: &Row<'_>| row.section == ledger::Section::Items);
    items.filter_map(|row| row.sums.unblended).sum::<ledger::Decimal>().to_string()
}

/// A small deterministic source of places and bits (xorshift).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}
