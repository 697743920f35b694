//! The kernels of reading, each alone: `just bench-kernels`. Read a figure beside the one above it: counting ends is the
//! least that finding records can cost, selecting no row the least that reading a row group can.

#![expect(clippy::unwrap_used, reason = "a bench that cannot begin has failed")]

mod csv;
mod decimal;
mod parquet;

use std::io;
use std::ops::Range;

use bytes::Bytes;
use cur_ingest::bytes::ByteSource;
use cur_ingest::{LineItemBatch, Selection, Sink};
use divan::black_box;

fn main() {
    divan::main();
}

/// A file in memory.
#[derive(Debug)]
struct Memory(Bytes);

impl ByteSource for Memory {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_ranges(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Bytes>> {
        let place = |at| usize::try_from(at).map_err(io::Error::other);
        ranges.iter().map(|range| Ok(self.0.slice(place(range.start)?..place(range.end)?))).collect()
    }

    fn identity(&self) -> String {
        String::new()
    }
}

/// Takes batches and does nothing.
struct Nothing;

impl Sink for Nothing {
    fn begin_unit(&mut self) {}

    fn take(&mut self, batch: &LineItemBatch) {
        black_box(batch);
    }
}

fn ours() -> Selection {
    Selection::of(["AmazonApiGateway", "AWSLambda"])
}
