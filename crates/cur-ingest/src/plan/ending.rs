//! What a file's name says of it.

use std::path::Path;

use super::tree::DEEPEST;

const ENDINGS: [&str; 5] = [".csv", ".gz", ".zip", ".parquet", ".zst"];

/// Does a file hold line items, by its name in small letters?
pub(super) fn is_data(name: &str) -> bool {
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Is a file called a manifest, by its name in small letters?
pub(super) fn is_manifest(name: &str) -> bool {
    name.ends_with("manifest.json")
}

/// What else may be a part of an export: packed in another way, fetched by halves, or called something else by a browser.
pub(super) fn may_be_data(name: &str) -> bool {
    const ELSEWHERE: [&str; 13] =
        [".csv", ".parq", ".tsv", ".bz2", ".xz", ".lz4", ".7z", ".tar", ".tgz", ".xls", ".orc", ".avro", ".jsonl"];
    is_data(name) || ELSEWHERE.iter().any(|part| name.contains(part))
}

/// Why a file does not count that may be part of an export.
pub(super) const OTHER_ENDING: &str = "its name does not end in .csv, .csv.gz, .csv.zip, .csv.zst or .parquet; if it belongs to the \
                            export, rename or unpack it";

/// Does a hidden folder hold what may be part of an export?
pub(super) fn holds_data(folder: &Path, depth: usize) -> bool {
    if depth > DEEPEST || !folder.is_dir() {
        return false;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.filter_map(Result::ok).any(|entry| {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        may_be_data(&entry.file_name().to_string_lossy().to_ascii_lowercase())
            || (is_folder && holds_data(&entry.path(), depth + 1))
    })
}
