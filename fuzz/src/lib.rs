//! What the fuzz targets share: bytes in memory as a file, a reading by one way and all that it told, and a panic hook
//! that knows whose panics are ours.

pub mod bases;
pub mod lines;
pub mod model;
pub mod seeds;

use std::io;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use cur_ingest::Selection;
use cur_ingest::bytes::ByteSource;
use cur_ingest::internals::{Told, Way, read_csv, read_parquet};
use ledger::internals::Summing;

/// A file in memory.
#[derive(Debug, Clone)]
pub struct Memory(pub Bytes);

impl ByteSource for Memory {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_ranges(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Bytes>> {
        let read = |range: &Range<u64>| {
            let within = range.start <= range.end && range.end <= self.length();
            let place = |at: u64| usize::try_from(at).map_err(io::Error::other);
            if within {
                Ok(self.0.slice(place(range.start)?..place(range.end)?))
            } else {
                Err(io::ErrorKind::UnexpectedEof.into())
            }
        };
        ranges.iter().map(read).collect()
    }

    fn identity(&self) -> String {
        String::new()
    }
}

/// All that a reading gives.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    pub told: Told,
    /// What the line items told beside their sums.
    pub facts: String,
    /// The ledger's rows.
    pub rows: Vec<String>,
}

/// Which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Parquet,
}

/// Reads a file by one way to sums.
#[must_use]
pub fn read(bytes: &Bytes, format: Format, way: Way) -> Reading {
    let source: Arc<dyn ByteSource> = Arc::new(Memory(bytes.clone()));
    let selection = Selection::of(["AmazonApiGateway", "AWSLambda", "Amazon API Gateway", "AWS Lambda"]);
    let mut summing = Summing::new(None);
    let told = match format {
        Format::Csv => read_csv(&source, way, &selection, &mut summing),
        Format::Parquet => read_parquet(&source, way, &selection, &mut summing),
    };
    let facts = summing.facts();
    let rows = summing.into_ledger().rows().map(|row| format!("{row:?}")).collect();
    Reading { told, facts, rows }
}

/// Makes ready to fuzz a target. Where `REPORT_FUZZ_SEEDS` names a folder, its seeds are written there, and that is all.
pub fn begin(seeds: impl Fn() -> Vec<Vec<u8>>) {
    if let Some(folder) = std::env::var_os("REPORT_FUZZ_SEEDS") {
        for (number, seed) in seeds().into_iter().enumerate() {
            let path = std::path::Path::new(&folder).join(format!("seed-{number}"));
            std::fs::write(path, seed).expect("seeds can be written");
        }
        std::process::exit(0);
    }
    watch_our_panics();
}

/// Ends the process at a panic of our own code, caught or not. Decoders of others may panic on hostile bytes where we
/// catch it and call it damage.
fn watch_our_panics() {
    let fatal = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let file = info.location().map_or("", |location| location.file());
        let is_theirs = file.contains("/registry/src/") || file.contains("/rustc/");
        if !(is_theirs && cur_ingest::is_shielded()) {
            fatal(info);
        }
    }));
}
