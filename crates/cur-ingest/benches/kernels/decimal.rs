//! Decimals.

use cur_ingest::Decimal;
use cur_ingest::internals::{decimal_of_any_double, decimal_of_any_text};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

const TEXTS: [&str; 8] =
    ["0", "1", "0.0000002500", "577.649625", "12.3456789012", "0.000015", "1048576.0000000001", "3.5E-7"];

fn doubles() -> [f64; 8] {
    TEXTS.map(|text| text.parse().unwrap())
}

fn on<T: Sync + Copy>(bencher: Bencher<'_, '_>, inputs: [T; 8], each: impl Fn(T) -> Decimal + Sync) {
    let all = || inputs.iter().map(|input| each(black_box(*input)).units()).fold(0, i128::wrapping_add);
    bencher.counter(ItemsCount::new(inputs.len())).bench(all);
}

#[divan::bench]
fn of_text(bencher: Bencher<'_, '_>) {
    on(bencher, TEXTS, |text| Decimal::parse(text.as_bytes()).unwrap());
}

#[divan::bench]
fn of_text_the_general_way(bencher: Bencher<'_, '_>) {
    on(bencher, TEXTS, |text| decimal_of_any_text(text.as_bytes()).unwrap());
}

#[divan::bench]
fn of_double(bencher: Bencher<'_, '_>) {
    on(bencher, doubles(), |value| Decimal::from_f64(value).unwrap());
}

#[divan::bench]
fn of_double_the_general_way(bencher: Bencher<'_, '_>) {
    on(bencher, doubles(), |value| decimal_of_any_double(value).unwrap());
}
