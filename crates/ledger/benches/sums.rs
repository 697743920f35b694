//! From batches to sums, each step alone: `just bench-kernels`.

#![expect(clippy::unwrap_used, reason = "a bench that cannot begin has failed")]

use std::io;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use cur_ingest::bytes::ByteSource;
use cur_ingest::{LineItemBatch, Selection, Sink};
use cur_testkit::{Layout, Month, MonthOptions, Order, Scenario};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use ledger::internals::{Summing, Way, read_parquet, with_first_batch};

fn main() {
    divan::main();
}

/// Two halves of a month: every other line item of some 60,000, all of them selected.
static HALVES: LazyLock<[Bytes; 2]> = LazyLock::new(|| {
    let options = MonthOptions { order: Order::Scattered, ..MonthOptions::new(1) };
    let month = Month::new(&options, &Scenario::of_share(1, 60_000, options.hours(), 1000));
    [0, 1].map(|half| {
        let items = month.items().skip(half).step_by(2);
        Layout::cur2_parquet().encode(month.options(), items).unwrap().into()
    })
});

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

fn source(half: usize) -> Arc<dyn ByteSource> {
    Arc::new(Memory(HALVES[half].clone()))
}

fn ours() -> Selection {
    Selection::of(["AmazonApiGateway", "AWSLambda"])
}

fn summed(half: usize) -> Summing {
    let mut summing = Summing::new(None);
    read_parquet(&source(half), Way::Fast, &ours(), &mut summing);
    summing
}

/// The line items of one batch, whose texts are seen for the first time.
#[divan::bench]
fn add_batch(bencher: Bencher<'_, '_>) {
    with_first_batch(&source(0), &ours(), |batch| {
        let bencher = bencher.counter(ItemsCount::new(batch.len()));
        bencher.with_inputs(|| Summing::new(None)).bench_local_values(|summing| add(summing, batch));
    });
}

/// The same where they are known.
#[divan::bench]
fn add_batch_again(bencher: Bencher<'_, '_>) {
    with_first_batch(&source(0), &ours(), |batch| {
        let bencher = bencher.counter(ItemsCount::new(batch.len()));
        let known = || add(Summing::new(None), batch);
        bencher.with_inputs(known).bench_local_values(|summing| add(summing, batch));
    });
}

fn add(mut summing: Summing, batch: &LineItemBatch) -> Summing {
    summing.take(black_box(batch));
    summing
}

/// Two tables of the same series and, mostly, different intervals of them.
#[divan::bench(sample_count = 20)]
fn merge_tables(bencher: Bencher<'_, '_>) {
    let keys = summed(0).into_ledger().len() + summed(1).into_ledger().len();
    let tables = || (summed(0), summed(1));
    bencher.counter(ItemsCount::new(keys)).with_inputs(tables).bench_local_values(|(mut first, second)| {
        first.merge(second);
        first
    });
}

/// The ordered table of what was summed.
#[divan::bench(sample_count = 20)]
fn order_table(bencher: Bencher<'_, '_>) {
    let keys = summed(0).into_ledger().len();
    bencher.counter(ItemsCount::new(keys)).with_inputs(|| summed(0)).bench_local_values(Summing::into_ledger);
}
