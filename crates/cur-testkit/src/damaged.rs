//! `fixtures/damaged`: one small folder for each way in which an export can be broken.

use std::fs;
use std::io;
use std::path::Path;

use crate::container::Container;
use crate::damaged_csv::{
    csv_row, header_only, mixed_currencies, not_a_csv, packed, small_csv, text_after_quote, unclosed_quote,
    unreadable_time,
};
use crate::damaged_focus;
use crate::damaged_folder::{
    cut_parquet, empty_folder, manifest_missing_file, manifest_not_json, manifest_outside, manifest_zero_byte,
    parquet_of_text, repeated_chunk, something_else, two_deliveries,
};

/// A kind of damage.
#[derive(Debug, Clone, Copy)]
pub struct Damage {
    /// Its name, which is that of its folder.
    pub name: &'static str,
    /// What is wrong.
    pub description: &'static str,
    /// Selected line items that can still be read, out of [`SELECTED_ROWS`]; none where that depends on the reader, or
    /// where nothing should be added up.
    pub good_rows: Option<u64>,
    /// Writes it into an empty folder.
    pub build: fn(&Path) -> io::Result<()>,
}

/// Line items of API Gateway in the small month that is damaged.
pub const SELECTED_ROWS: u64 = 8;
/// Those of a whole chunk beside a damaged one.
const HALF: Option<u64> = Some(SELECTED_ROWS / 2);
const BUT_ONE: Option<u64> = Some(SELECTED_ROWS - 1);

/// Name of the only data file of most kinds.
pub(crate) const CSV: &str = "ws-report-00001.csv";

/// Every kind of damage, sorted by name.
pub const DAMAGES: [Damage; 31] = [
    damage("csv-header-only", "a CSV file with a header and no rows", Some(0), header_only),
    damage("csv-missing-column", "the header says `lineItem/UsageTyp`: a required column is missing", None, |folder| {
        let text = small_csv()?.replacen("lineItem/UsageType", "lineItem/UsageTyp", 1);
        fs::write(folder.join(CSV), text)
    }),
    damage("csv-mixed-currencies", "one selected row is in EUR, the others are in USD", None, mixed_currencies),
    damage("csv-not-a-csv", "a `.csv` file of prose", None, not_a_csv),
    damage("csv-not-utf8", "a selected row has bytes in its description that are not UTF-8", None, |folder| {
        let text = csv_row("lineItem/LineItemDescription", "MARK")?;
        let bytes = text.split("MARK").map(str::as_bytes).collect::<Vec<_>>().join(&b"caf\xe9 \xff\xfe"[..]);
        fs::write(folder.join(CSV), bytes)
    }),
    damage("csv-not-utf8-key", "a selected row has bytes in its usage type that are not UTF-8", BUT_ONE, |folder| {
        let text = csv_row("lineItem/UsageType", "MARK")?;
        let bytes = text.split("MARK").map(str::as_bytes).collect::<Vec<_>>().join(&b"USE1-ApiGateway\xffMinute"[..]);
        fs::write(folder.join(CSV), bytes)
    }),
    damage(
        "csv-text-after-quote",
        "text follows the closing quote of a cell of a selected row",
        None,
        text_after_quote,
    ),
    damage("csv-too-few-fields", "a selected row ends after its tenth cell", BUT_ONE, |folder| {
        change_row(folder, |row| row.truncate(10))
    }),
    damage("csv-too-many-fields", "a selected row has two cells too many", BUT_ONE, |folder| {
        change_row(folder, |row| row.extend(["surplus".to_owned(), "cells".to_owned()]))
    }),
    damage("csv-unclosed-quote", "the last row opens a quote and the file ends", BUT_ONE, unclosed_quote),
    damage("csv-unreadable-number", "the cost of a selected row is `12,34 USD`", BUT_ONE, |folder| {
        fs::write(folder.join(CSV), csv_row("lineItem/UnblendedCost", "12,34 USD")?)
    }),
    damage("csv-unreadable-time", "a selected row starts on the 31st of June", BUT_ONE, unreadable_time),
    damage("csv-zero-bytes", "a CSV file of zero bytes beside no other", None, |folder| {
        fs::write(folder.join(CSV), "")
    }),
    damage(
        "focus-gzip-truncated",
        "the first of two gzip files of FOCUS 1.2 ends early",
        None,
        damaged_focus::cut_gzip,
    ),
    damage(
        "focus-missing-column",
        "FOCUS 1.2 with `AmortizedCost` in the place of `EffectiveCost`: a required column is missing",
        None,
        damaged_focus::missing_column,
    ),
    damage(
        "focus-parquet-cut-short",
        "the first of two Parquet files of FOCUS 1.0 has no end, and so no footer",
        HALF,
        damaged_focus::cut_parquet,
    ),
    damage(
        "focus-without-cost",
        "FOCUS 1.2 whose connection minutes have no `EffectiveCost`",
        Some(SELECTED_ROWS),
        damaged_focus::without_cost,
    ),
    damage("folder-empty", "a folder without files (but for the placeholder that keeps it)", None, empty_folder),
    damage("folder-something-else", "a folder of other files", None, something_else),
    damage("gzip-flipped-byte", "one byte in the middle of the first of two gzip files is wrong", None, |folder| {
        packed(folder, Container::Gzip, |bytes| flip(bytes, |length| length / 2))
    }),
    damage("gzip-truncated", "the first of two gzip files ends early", None, |folder| {
        packed(folder, Container::Gzip, |bytes| bytes.truncate(bytes.len() * 2 / 3))
    }),
    damage("gzip-wrong-checksum", "the checksum at the end of the first of two gzip files is wrong", None, |folder| {
        packed(folder, Container::Gzip, |bytes| flip(bytes, |length| length.saturating_sub(8)))
    }),
    damage(
        "manifest-missing-file",
        "the manifest names a second file that is not there",
        Some(SELECTED_ROWS),
        manifest_missing_file,
    ),
    damage("manifest-not-json", "the manifest ends in the middle", None, manifest_not_json),
    damage("manifest-outside", "the manifest names files outside the folder", Some(SELECTED_ROWS), manifest_outside),
    damage(
        "manifest-zero-byte-file",
        "the manifest names a second file, which has zero bytes",
        Some(SELECTED_ROWS),
        manifest_zero_byte,
    ),
    damage("parquet-cut-short", "the first of two Parquet files has no end, and so no footer", HALF, cut_parquet),
    damage("parquet-of-text", "the first of two `.parquet` files is text", HALF, parquet_of_text),
    damage("repeated-chunk", "a stale second chunk repeats rows of the first; no manifest", None, repeated_chunk),
    damage(
        "two-deliveries",
        "two deliveries of one month; no manifest says which one counts",
        Some(SELECTED_ROWS),
        two_deliveries,
    ),
    damage("zip-truncated", "the first of two zip archives has no directory", None, |folder| {
        packed(folder, Container::Zip, |bytes| bytes.truncate(bytes.len() * 2 / 3))
    }),
];

const fn damage(
    name: &'static str,
    description: &'static str,
    good_rows: Option<u64>,
    build: fn(&Path) -> io::Result<()>,
) -> Damage {
    Damage { name, description, good_rows, build }
}

/// Writes every kind of damage into a folder of its own below `out`, and a `README.md` that lists them.
pub fn write_damaged(out: &Path) -> io::Result<()> {
    let mut readme = "# Damaged exports\n\nOne folder for each way in which an export can be broken. Written by code, byte for byte, and a test holds\n\
         them to it:\n\n```\ncargo run -p cur-testkit -- damaged fixtures/damaged\n```\n\n| folder | what is wrong |\n|---|---|\n"
        .to_owned();
    for damage in &DAMAGES {
        let folder = out.join(damage.name);
        fs::create_dir_all(&folder)?;
        (damage.build)(&folder)?;
        readme.extend(["| `", damage.name, "` | ", damage.description, " |\n"]);
    }
    fs::write(out.join("README.md"), readme)
}

/// Writes the small CSV file with a change to the cells of its third selected row.
fn change_row(folder: &Path, change: impl Fn(&mut Vec<String>)) -> io::Result<()> {
    fs::write(folder.join(CSV), crate::damaged_csv::changed(|_, row| change(row))?)
}

/// Makes one byte wrong, at a place that depends on the length.
fn flip(bytes: &mut [u8], place: impl Fn(usize) -> usize) {
    if let Some(byte) = bytes.get_mut(place(bytes.len())) {
        *byte ^= 0x55;
    }
}
