//! Pages.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use cur_ingest::Selection;
use cur_ingest::bytes::ByteSource;
use cur_ingest::internals::{Way, pages, read_parquet};
use cur_testkit::{Layout, Month};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

use crate::{Memory, Nothing, ours};

/// Some 50,000 line items, a ninth of them selected and scattered.
static PARQUET: LazyLock<Bytes> =
    LazyLock::new(|| Layout::cur2_parquet().encode_month(&Month::of_rows(1, 50_000)).unwrap().into());

/// Values of so many bits, in packed runs with a repeated one between two of them.
fn hybrid(width: u8, count: u32) -> Bytes {
    const PACKED: u32 = 504;
    let bits = usize::from(width);
    let mut bytes = Vec::new();
    for start in (0..count).step_by(512) {
        // The header of a packed run of 63 groups of eight, in two bytes.
        bytes.extend([0xff, 0x00]);
        let mut packed = vec![0u8; PACKED as usize / 8 * bits];
        for (at, number) in (start..start + PACKED).enumerate() {
            let value = number.wrapping_mul(0x9e37_79b9) >> (32 - u32::from(width));
            for bit in (0..bits).filter(|bit| value >> bit & 1 == 1) {
                packed[(at * bits + bit) / 8] |= 1 << ((at * bits + bit) % 8);
            }
        }
        bytes.extend(packed);
        bytes.push(8 << 1);
        bytes.extend(vec![0; bits.div_ceil(8)]);
    }
    bytes.into()
}

const COUNT: u32 = 512 * 200;

#[divan::bench(args = [1, 4, 6, 8, 11])]
fn find_hits(bencher: Bencher<'_, '_>, width: u8) {
    let bytes = hybrid(width, COUNT);
    let hits: Vec<bool> = (0..1 << width).map(|entry| entry % 9 == 0).collect();
    bencher
        .counter(ItemsCount::new(COUNT))
        .bench(|| pages::count_hits(black_box(&bytes), width, COUNT as usize, &hits).unwrap());
}

#[divan::bench(args = [1, 4, 6, 8, 11], consts = [1, 9])]
fn decode<const STEP: usize>(bencher: Bencher<'_, '_>, width: u8) {
    let bytes = hybrid(width, COUNT);
    let positions = || (0..COUNT).step_by(STEP).collect::<Vec<u32>>();
    bencher.counter(ItemsCount::new(positions().len())).with_inputs(positions).bench_values(|mut positions| {
        pages::decode_hybrid(black_box(&bytes), width, &mut positions).unwrap();
        positions
    });
}

#[divan::bench]
fn select_rows(bencher: Bencher<'_, '_>) {
    by(bencher, Way::Fast, &Selection::of(["none"]));
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    by(bencher, Way::Fast, &ours());
}

#[divan::bench]
fn read_plainly(bencher: Bencher<'_, '_>) {
    by(bencher, Way::Plainly, &ours());
}

fn by(bencher: Bencher<'_, '_>, way: Way, selection: &Selection) {
    let source: Arc<dyn ByteSource> = Arc::new(Memory(PARQUET.clone()));
    let rows = read_parquet(&source, way, selection, &mut Nothing).rows;
    bencher
        .counter(ItemsCount::new(rows))
        .bench(|| read_parquet(black_box(&source), way, selection, &mut Nothing).rows);
}
