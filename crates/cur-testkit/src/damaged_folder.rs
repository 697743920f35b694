//! Damage to Parquet files, manifests and folders.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::csv_writer::CsvOptions;
use crate::damaged_csv::{lean, small_month, two_chunks};
use crate::folder::{Delivery, Placement};
use crate::layout::Layout;
use crate::parquet_writer::ParquetOptions;

/// A picture of one pixel.
const PNG: [u8; 67] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0x15, 0xC4, 0x89, 0x00, 0x00, 0x00, 0x0A, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x00, 0x01, 0x00, 0x00, 0x05, 0x00, 0x01, 0x0D, 0x0A, 0x2D, 0xB4, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];

/// A lean delivery in CSV.
fn delivery(placement: Placement) -> Delivery {
    let csv = CsvOptions { columns: lean(), ..CsvOptions::default() };
    let legacy = matches!(placement, Placement::LegacyCreateNew | Placement::LegacyOverwrite);
    Delivery::new(if legacy { Layout::LegacyCsv(csv) } else { Layout::Cur2Csv(csv) }, placement)
}

/// Writes a whole delivery and then changes the text of its manifest.
fn with_manifest(folder: &Path, placement: Placement, change: impl Fn(&str) -> String) -> io::Result<Vec<PathBuf>> {
    let written = delivery(placement).write(&small_month(), folder)?;
    for manifest in &written.manifests {
        let text = fs::read_to_string(manifest)?;
        fs::write(manifest, change(&text))?;
    }
    Ok(written.files)
}

pub(crate) fn manifest_not_json(folder: &Path) -> io::Result<()> {
    with_manifest(folder, Placement::DataExportsOverwrite, |text| {
        text.get(..text.len() / 2).unwrap_or_default().to_owned()
    })?;
    Ok(())
}

/// Names the second file after the first.
fn naming_another(text: &str, another: &str) -> String {
    let first = "ws-report-00001.csv\"";
    let Some(start) = text.find("\"s3://") else { return text.to_owned() };
    let Some(end) = text.find(first).map(|at| at + first.len()) else { return text.to_owned() };
    let name = text.get(start..end).unwrap_or_default();
    text.replacen(name, &format!("{name},\n    {}", another.replace("{first}", name.trim_matches('"'))), 1)
}

pub(crate) fn manifest_missing_file(folder: &Path) -> io::Result<()> {
    with_manifest(folder, Placement::DataExportsOverwrite, |text| second_of(&naming_another(text, "\"{first}\"")))?;
    Ok(())
}

pub(crate) fn manifest_zero_byte(folder: &Path) -> io::Result<()> {
    let files =
        with_manifest(folder, Placement::DataExportsOverwrite, |text| second_of(&naming_another(text, "\"{first}\"")))?;
    files.iter().try_for_each(|file| fs::write(file.with_file_name("ws-report-00002.csv"), ""))
}

pub(crate) fn manifest_outside(folder: &Path) -> io::Result<()> {
    with_manifest(folder, Placement::DataExportsOverwrite, |text| {
        naming_another(
            text,
            "\"../../../../../../../../etc/passwd\",\n    \"/etc/passwd\",\n    \"s3://example-billing/exports/daily/ws-report/../../../../etc/passwd\"",
        )
    })?;
    Ok(())
}

/// The last file that is named becomes the second chunk.
fn second_of(text: &str) -> String {
    text.rsplit_once("00001").map_or_else(|| text.to_owned(), |(before, after)| format!("{before}00002{after}"))
}

pub(crate) fn empty_folder(folder: &Path) -> io::Result<()> {
    fs::write(folder.join(".gitkeep"), "")
}

pub(crate) fn something_else(folder: &Path) -> io::Result<()> {
    fs::write(folder.join("README.md"), "# Holiday pictures\n\nAugust, at the lake.\n")?;
    fs::write(folder.join("lake.png"), PNG)
}

fn parquet() -> Layout {
    Layout::Cur2Parquet(ParquetOptions { columns: lean(), ..ParquetOptions::default() })
}

pub(crate) fn cut_parquet(folder: &Path) -> io::Result<()> {
    two_chunks(folder, &parquet(), |bytes| bytes.truncate(bytes.len() / 2))
}

pub(crate) fn parquet_of_text(folder: &Path) -> io::Result<()> {
    let error = "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>\n";
    two_chunks(folder, &parquet(), |bytes| *bytes = error.as_bytes().to_vec())
}

/// The first chunk is the whole month, the second its first rows once more, as an older and shorter delivery left them.
pub(crate) fn repeated_chunk(folder: &Path) -> io::Result<()> {
    let month = small_month();
    let delivery = Delivery { manifest: false, ..delivery(Placement::DataExportsOverwrite) };
    let written = delivery.write(&month, folder)?;
    let stale = delivery.layout.encode(month.options(), month.items().take(7))?;
    written.files.iter().try_for_each(|file| fs::write(file.with_file_name("ws-report-00002.csv"), &stale))
}

pub(crate) fn two_deliveries(folder: &Path) -> io::Result<()> {
    for version in [0, 1] {
        let delivery = Delivery { manifest: false, version, ..delivery(Placement::LegacyCreateNew) };
        delivery.write(&small_month(), folder)?;
    }
    Ok(())
}
