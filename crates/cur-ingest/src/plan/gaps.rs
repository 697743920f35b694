//! Files that are missing by their numbers, where no manifest names them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::folder_of;
use super::tree::Found;
use crate::damage::Damage;

/// Digits of a chunk's number: data exports and Spark write five, the first of them a zero.
const DIGITS: usize = 5;
/// Legacy reports write as few as it takes; a year has more.
const MOST_DIGITS: usize = 3;
/// How many missing numbers are named.
const NAMED: usize = 5;

/// What is missing in each folder: numbers between those that are there, and before the first one.
pub(crate) fn find(files: &[Found]) -> BTreeMap<String, Vec<Damage>> {
    let mut series: BTreeMap<(String, String, bool), BTreeSet<u64>> = BTreeMap::new();
    for found in files.iter().filter(|found| !found.named) {
        if let Some((stem, number, padded)) = numbered(&found.file.path) {
            series.entry((folder_of(&found.file.path), stem, padded)).or_default().insert(number);
        }
    }
    let mut gaps: BTreeMap<String, Vec<Damage>> = BTreeMap::new();
    for ((folder, stem, padded), numbers) in series {
        let (Some(&first), Some(&last)) = (numbers.first(), numbers.last()) else { continue };
        // One file alone may end in any number.
        if !padded && numbers.len() < 2 {
            continue;
        }
        let count = last - first.min(1) + 1 - numbers.len() as u64;
        if count == 0 {
            continue;
        }
        let missing = (first.min(1)..=last).filter(|number| !numbers.contains(number)).take(NAMED);
        let mut names: Vec<String> = missing
            .map(|number| if padded { format!("{stem}{number:05}") } else { format!("{stem}{number}") })
            .collect();
        if let Some(more @ 1..) = count.checked_sub(names.len() as u64) {
            names.push(format!("{more} more"));
        }
        let what = format!(
            "{} missing among the numbered files, and no manifest says otherwise; fetch the files, or the \
                            export's folder with its manifest",
            verb(&names)
        );
        gaps.entry(folder.clone()).or_default().push(Damage::file(&folder, what));
    }
    gaps
}

fn verb(names: &[String]) -> String {
    format!("{} {}", names.join(", "), if names.len() == 1 { "is" } else { "are" })
}

/// `ws-report-00003.csv.gz`, `ws-report-3.csv.gz`: what stands before the number, the number, and is it padded? Digits at the
/// end of a longer word, as of the id in `part-00000-3f0c1e2a-1b2c-4d5e-8f90-abcdefa12345.c000.csv.gz`, are no number: Spark
/// writes no file where a part is empty. Nor are those of a date.
fn numbered(path: &Path) -> Option<(String, u64, bool)> {
    let name = path.file_name()?.to_string_lossy();
    let name = name.split('.').next()?;
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = &name[stem.len()..];
    let is_padded = digits.starts_with('0');
    let is_number = if is_padded {
        digits.len() == DIGITS && !stem.ends_with(|letter: char| letter.is_ascii_alphabetic())
    } else {
        let before = stem.strip_suffix('-').is_some_and(|word| word.ends_with(|letter: char| letter.is_alphabetic()));
        (1..=MOST_DIGITS).contains(&digits.len()) && before
    };
    is_number.then(|| Some((stem.to_owned(), digits.parse().ok()?, is_padded)))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::DataFile;

    fn gaps(names: &[&str]) -> Vec<String> {
        let found = |name: &&str| Found {
            file: DataFile::at(Path::new("at").join(name), 1),
            canonical: name.into(),
            modified: 0,
            named: false,
        };
        let files: Vec<Found> = names.iter().map(found).collect();
        find(&files).into_values().flatten().map(|damage| damage.what).collect()
    }

    #[test]
    fn numbers_between_and_before_are_missed() {
        assert!(gaps(&["r-00001.csv", "r-00002.csv", "r-00003.csv"]).is_empty());
        assert!(gaps(&["part-00000.snappy.parquet", "part-00001.snappy.parquet"]).is_empty());
        assert!(gaps(&["r-00001.csv", "r-00004.csv"])[0].starts_with("r-00002, r-00003 are missing among"));
        assert!(gaps(&["r-00002.csv.gz"])[0].starts_with("r-00001 is missing among"));
        assert!(gaps(&["r-09999.csv"])[0].contains("r-00005, 9993 more are missing"));
        assert!(
            gaps(&["r-1.csv.gz", "r-2.csv.gz", "r-10.csv.gz"])[0].starts_with("r-3, r-4, r-5, r-6, r-7, 2 more are")
        );
        assert!(gaps(&["r-2.csv.gz", "r-3.csv.gz"])[0].starts_with("r-1 is missing among"));
        assert!(gaps(&["r-1.csv.gz", "r-2.csv.gz", "r-3.csv.gz"]).is_empty());
    }

    #[test]
    fn names_that_end_in_something_else_are_no_series() {
        let id = "3f0c1e2a-1b2c-4d5e-8f90-abcdefa12345";
        assert!(gaps(&[&format!("part-00000-{id}.c000.csv.gz"), &format!("part-00001-{id}.c000.csv.gz")]).is_empty());
        assert!(
            gaps(&["cur-oct-90210.csv", "cur-oct-90212.csv", "cur-2025.csv", "cur-2027.csv", "cur-7.csv"]).is_empty()
        );
        assert!(gaps(&["cur-2026-1.csv", "cur-2026-3.csv", "q1.csv", "q3.csv"]).is_empty());
        assert!(gaps(&["cur-2026-08.csv", "cur-2026-10.csv", "20261001-20261101.csv", "x.csv", "7.csv"]).is_empty());
    }
}
