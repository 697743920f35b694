//! Small Parquet files of every kind that is read, and arbitrary changes to them.

use std::sync::OnceLock;

use bytes::Bytes;
use cur_testkit::{Amount, Behaviour, Layout, Month, MonthOptions, Region, Scenario, every_layout};

/// Marks an input whose rest is a file.
pub const WHOLE_FILE: u8 = 0xff;

/// Every file.
pub fn bases() -> &'static [Bytes] {
    static BASES: OnceLock<Vec<Bytes>> = OnceLock::new();
    BASES.get_or_init(|| {
        let months = [(month(1), 3), (month(12), 21)];
        let sizes = [(None, None), (None, Some(4)), (Some(9), None)];
        let mut all = Vec::new();
        for (_, mut layout) in every_layout() {
            for (row_group_rows, page_rows) in sizes {
                let (Layout::LegacyParquet(options) | Layout::Cur2Parquet(options) | Layout::FocusParquet(_, options)) =
                    &mut layout
                else {
                    continue;
                };
                options.columns.lean = true;
                (options.row_group_rows, options.page_rows) = (row_group_rows, page_rows);
                let encode = |(month, rows): &(Month, usize)| layout.encode(month.options(), month.items().take(*rows));
                all.extend(months.iter().map(|month| Bytes::from(encode(month).expect("memory takes everything"))));
            }
        }
        all
    })
}

/// Two hours of one API and a function, and so many charges of other products.
pub(crate) fn month(unrelated: usize) -> Month {
    let options = MonthOptions { hours_of_data: Some(2), is_final: false, ..MonthOptions::new(5) };
    let mut scenario = Scenario { unrelated, neighbours: unrelated > 1, ..Scenario::default() };
    let api = scenario.add_api(0, Region::EuWest1, Behaviour::ConsumerChat, 900);
    scenario.add_function("on-message", api, (128, 9), Amount::whole(1));
    Month::new(&options, &scenario)
}

/// The file that an input stands for, and whether it is one of ours as it was written. An input is the number of one of
/// ours (two bytes) and changes to it (four bytes each: a place from the front or the end, what to do, a byte).
#[must_use]
pub fn file(input: &[u8]) -> (Bytes, bool) {
    let (number, changes) = match input {
        [WHOLE_FILE, file @ ..] => return (Bytes::copy_from_slice(file), false),
        [high, low, changes @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), changes),
        _ => (0, &[][..]),
    };
    let bases = bases();
    let base = &bases[number % bases.len()];
    let mut file = base.to_vec();
    for change in changes.chunks_exact(4) {
        if !file.is_empty() {
            apply(&mut file, [change[0], change[1], change[2], change[3]]);
        }
    }
    let is_sound = file == base[..];
    (file.into(), is_sound)
}

fn apply(file: &mut Vec<u8>, [how, high, low, byte]: [u8; 4]) {
    let place = (usize::from(how & 1) << 16 | usize::from(high) << 8 | usize::from(low)) % file.len();
    // Footers lie at the end.
    let at = if how & 2 == 0 { place } else { file.len() - 1 - place };
    match how >> 2 & 7 {
        0..4 => file[at] = byte,
        4 => file[at] ^= 1 << (byte & 7),
        5 => file[at] = file[at].wrapping_add(byte),
        6 => drop(file.splice(at..at, [byte])),
        _ => drop(file.remove(at)),
    }
}
