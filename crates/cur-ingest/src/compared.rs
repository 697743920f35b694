//! Which files repeat each other, and which hold rows twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::plan::{DataFile, Delivery};
use crate::repeats::{self, Identity, Sample};
use crate::scan::Scanned;

/// A text or Parquet file: its delivery, its file there, and the entry of an archive.
pub(crate) type TextAt = (usize, usize, usize);

/// A file of a delivery that holds rows more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubledRows {
    /// Its path.
    pub path: String,
    /// How many of the compared rows are there again.
    pub rows: usize,
    /// How many rows were compared.
    pub compared: usize,
    /// Are they so many that they were appended? Then the sums must not be shown.
    pub is_appended: bool,
}

/// How two files repeat each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repetition {
    /// They are the same byte for byte: only the first was read.
    Identical,
    /// They hold the same rows: the sums count them twice and must not be shown.
    Copied,
    /// Some rows without line item ids say the same: they count as they are.
    Alike,
}

/// Two files that hold the same rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedFiles {
    /// Path of the first.
    pub first: String,
    /// Path of the second.
    pub second: String,
    /// How many of the compared rows are in both.
    pub rows: usize,
    /// How they repeat each other.
    pub how: Repetition,
    /// Do manifests name both?
    pub by_manifest: bool,
}

/// The texts and files whose rows are compared, with what is kept of each.
pub(crate) struct Compared {
    /// What tells the rows of each delivery apart.
    identities: Vec<Identity>,
    samples: BTreeMap<TextAt, (String, Mutex<Sample>)>,
}

impl Compared {
    /// All texts: rows may be there twice where texts were put together, and a manifest does not say what is in the files
    /// that it names. No one does that to Parquet, whose ids are dear to read: those without a manifest are compared where
    /// there are several.
    pub(crate) fn of<'a>(
        deliveries: &[Delivery],
        parts: impl Iterator<Item = (TextAt, &'a str, bool)> + Clone,
    ) -> Self {
        let is_loose = |at: TextAt| !deliveries[at.0].by_manifest;
        let loose: BTreeSet<TextAt> = parts.clone().map(|(at, ..)| at).filter(|at| is_loose(*at)).collect();
        let is_compared = |at: TextAt, is_parquet: bool| !is_parquet || is_loose(at) && loose.len() > 1;
        let compared = parts.filter(|(at, _, is_parquet)| is_compared(*at, *is_parquet));
        let paths: BTreeMap<TextAt, &str> = compared.map(|(at, path, _)| (at, path)).collect();
        let size = repeats::kept_of(paths.len());
        Self {
            identities: deliveries.iter().map(|delivery| Identity::of(&delivery.columns)).collect(),
            samples: paths
                .into_iter()
                .map(|(at, path)| (at, (path.to_owned(), Mutex::new(Sample::of_size(size)))))
                .collect(),
        }
    }

    /// What to keep of a part of a text; `None`: nothing.
    pub(crate) fn sample(&self, at: TextAt) -> Option<(&Identity, Sample)> {
        let (_, sample) = self.samples.get(&at)?;
        let sample = sample.lock().unwrap_or_else(PoisonError::into_inner).go_on();
        Some((&self.identities[at.0], sample))
    }

    /// Takes what was kept of it.
    pub(crate) fn keep(&self, at: TextAt, sample: Sample) {
        if let Some((_, whole)) = self.samples.get(&at) {
            whole.lock().unwrap_or_else(PoisonError::into_inner).merge(sample);
        }
    }

    /// Looks for repeated rows. A file may hold rows of several months, so all of them are compared, whatever delivery they
    /// are of.
    pub(crate) fn collect(self, deliveries: &[Delivery], results: &mut [Scanned]) {
        let (mut places, mut samples) = (Vec::new(), Vec::new());
        for ((delivery, ..), (path, sample)) in self.samples {
            let mut sample = sample.into_inner().unwrap_or_else(PoisonError::into_inner);
            let doubled = sample.doubled();
            let is_appended = doubled.is_appended(&deliveries[delivery].columns);
            if doubled.rows > 0 && (is_appended || doubled.by_ids) {
                let repeats::Doubled { rows, compared, .. } = doubled;
                results[delivery].doubled.push(DoubledRows { path: path.clone(), rows, compared, is_appended });
            }
            places.push((delivery, path));
            samples.push(sample);
        }
        let by_manifest = |file: usize| deliveries[places[file].0].by_manifest;
        for repeat in repeats::find(samples) {
            let (first, second) = repeat.files;
            // A payer's month in two deliveries is for the caller to see, who knows the payers of all rows.
            if by_manifest(first) && by_manifest(second) && places[first].0 != places[second].0 {
                continue;
            }
            results[places[second].0].repeats.push(RepeatedFiles {
                first: places[first].1.clone(),
                second: places[second].1.clone(),
                rows: repeat.rows,
                how: if repeat.is_copy() { Repetition::Copied } else { Repetition::Alike },
                by_manifest: by_manifest(first) && by_manifest(second),
            });
        }
    }
}

/// Pairs of files with the same content, the second of each to be left out. Only files of one size are compared.
pub(crate) fn identical_files(files: &[DataFile]) -> Vec<(usize, usize)> {
    let mut sizes: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        sizes.entry(file.bytes).or_default().push(at);
    }
    let mut pairs = Vec::new();
    for alike in sizes.into_values().filter(|alike| alike.len() > 1) {
        let mut firsts: BTreeMap<u128, usize> = BTreeMap::new();
        for at in alike {
            let Some(content) = content(&files[at]) else { continue };
            match firsts.get(&content) {
                Some(&first) => pairs.push((first, at)),
                None => drop(firsts.insert(content, at)),
            }
        }
    }
    pairs
}

fn content(file: &DataFile) -> Option<u128> {
    let mut reader = crate::bytes::SourceReader::new(file.source().ok()?);
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    std::io::copy(&mut reader, &mut Hashing(&mut hasher)).ok()?;
    Some(hasher.digest128())
}

struct Hashing<'a>(&'a mut xxhash_rust::xxh3::Xxh3);

impl std::io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
