//! Texts.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use cur_ingest::Selection;
use cur_ingest::bytes::ByteSource;
use cur_ingest::internals::{Way, read_csv, text};
use cur_testkit::{Layout, Month};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

use crate::{Memory, Nothing, ours};

/// Some 7,000 line items, 8 MB.
static CSV: LazyLock<Bytes> = LazyLock::new(|| Layout::legacy_csv().encode_month(&Month::small(1)).unwrap().into());

/// The field of the product code.
fn product() -> usize {
    let header = CSV.split(|&byte| byte == b'\n').next().unwrap();
    header.split(|&byte| byte == b',').position(|name| name == b"lineItem/ProductCode").unwrap()
}

fn on_text(bencher: Bencher<'_, '_>, each: impl Fn(&[u8]) -> usize + Sync) {
    bencher.counter(BytesCount::of_slice(&CSV[..])).bench(|| each(black_box(&CSV)));
}

#[divan::bench]
fn count_ends(bencher: Bencher<'_, '_>) {
    on_text(bencher, text::count_ends);
}

#[divan::bench]
fn find_records(bencher: Bencher<'_, '_>) {
    let product = product();
    on_text(bencher, |csv| text::find_records(csv, product).1);
}

#[divan::bench]
fn split_records(bencher: Bencher<'_, '_>) {
    on_text(bencher, text::split_records);
}

#[divan::bench]
fn check_quoting(bencher: Bencher<'_, '_>) {
    on_text(bencher, |csv| text::check_quoting(csv).unwrap());
}

#[divan::bench(args = ["none of them", "selected"])]
fn read(bencher: Bencher<'_, '_>, rows: &str) {
    by(bencher, Way::Fast, rows);
}

#[divan::bench(args = ["none of them", "selected"])]
fn read_plainly(bencher: Bencher<'_, '_>, rows: &str) {
    by(bencher, Way::Plainly, rows);
}

fn by(bencher: Bencher<'_, '_>, way: Way, rows: &str) {
    let source: Arc<dyn ByteSource> = Arc::new(Memory(CSV.clone()));
    let selection = if rows == "selected" { ours() } else { Selection::of(["none"]) };
    on_text(bencher, |_| usize::from(read_csv(&source, way, &selection, &mut Nothing).rows > 0));
}
