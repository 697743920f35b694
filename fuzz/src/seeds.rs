//! What fuzzing begins with: files of a small month in every layout, in the form of each target's input.

use cur_testkit::{Container, Layout, every_layout};

use crate::bases::{WHOLE_FILE, bases, month};

/// Texts as they are: no packing, a size, raw bytes (see [`crate::lines`]).
#[must_use]
pub fn csv() -> Vec<Vec<u8>> {
    let month = month(1);
    let layouts = every_layout().into_iter().filter_map(|(_, mut layout)| match &mut layout {
        Layout::LegacyCsv(options) | Layout::Cur2Csv(options) | Layout::FocusCsv(_, options) => {
            (options.container, options.columns.lean) = (Container::Plain, true);
            Some(layout)
        }
        _ => None,
    });
    // A few rows: short inputs are tried more often.
    let rows = |layout: Layout| layout.encode(month.options(), month.items().take(4));
    let texts = layouts.map(|layout| rows(layout).expect("memory takes everything"));
    texts.zip(0u8..).map(|(text, packing)| [&[packing, 0, 2, 0x23], &text[..]].concat()).collect()
}

/// The number of every file of ours, and some of them whole.
#[must_use]
pub fn parquet() -> Vec<Vec<u8>> {
    let whole = bases().iter().step_by(7).map(|file| [&[WHOLE_FILE], &file[..]].concat());
    let numbers = 0u16..u16::try_from(bases().len()).unwrap_or(u16::MAX);
    whole.chain(numbers.map(|number| number.to_be_bytes().to_vec())).collect()
}
