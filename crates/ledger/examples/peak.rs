//! The most bytes that are alive at once while exports are read to a ledger: `just peak [PATH…]`.
//!
//! Without a path it makes exports of growing size, in which nearly every line item has a ledger key of its own, reads each,
//! and says how many bytes each key more has taken: at most 256 beyond 250,000 keys.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cur_testkit::{ColumnChoice, Delivery, Layout, Month, MonthOptions, ParquetOptions, Placement, Scenario};
use ledger::{OpenOptions, PeriodChoice};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Line items of the exports that are made.
const SIZES: [u64; 6] = [62_500, 125_000, 250_000, 500_000, 1_000_000, 2_000_000];

fn main() -> io::Result<()> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    writeln!(io::stdout(), "{:>10} {:>10} {:>12} {:>9}  path", "line items", "keys", "peak bytes", "per key")?;
    let mut before = None;
    for path in &paths {
        before = Some(measured(path, before)?);
    }
    if paths.is_empty() {
        for rows in SIZES {
            let folder = tempfile::tempdir()?;
            make(rows, folder.path())?;
            before = Some(measured(folder.path(), before)?);
        }
    }
    Ok(())
}

/// Reads an export and prints a line. The bytes of a key are those beyond the export before. Returns keys and bytes.
fn measured(path: &Path, before: Option<(usize, usize)>) -> io::Result<(usize, usize)> {
    let options = OpenOptions { period: PeriodChoice::All, ..OpenOptions::default() };
    let held = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let opened = ledger::open(&[path.to_owned()], &options, &()).map_err(io::Error::other)?;
    let peak = ALLOCATOR.peak_usage().saturating_sub(held);
    let keys = opened.ledger.len();
    let rows: u64 = opened.ledger.coverage().iter().map(|coverage| coverage.rows).sum();
    let each = before.filter(|(known, _)| keys > *known).map_or("-".to_owned(), |(known, bytes)| {
        let more = i64::try_from(peak).unwrap_or(i64::MAX) - i64::try_from(bytes).unwrap_or_default();
        (more / i64::try_from(keys - known).unwrap_or(i64::MAX)).to_string()
    });
    writeln!(io::stdout(), "{rows:>10} {keys:>10} {peak:>12} {each:>9}  {}", path.display())?;
    Ok((keys, peak))
}

/// An export of so many line items, all of the selected products.
fn make(rows: u64, folder: &Path) -> io::Result<()> {
    let options = MonthOptions::new(1);
    let month = Month::new(&options, &Scenario::of_share(1, rows, options.hours(), 1000));
    let columns = ColumnChoice { lean: true, ..ColumnChoice::default() };
    let layout = Layout::Cur2Parquet(ParquetOptions { columns, ..ParquetOptions::default() });
    let delivery = Delivery { rows_per_file: Some(500_000), ..Delivery::new(layout, Placement::DataExportsCreateNew) };
    delivery.write(&month, folder).map(drop)
}
