//! The JSON of `summary`, taken apart without the loss of a digit.

use std::collections::{BTreeMap, BTreeSet};

use cur_testkit::Amount;

/// An answer: every value by its path, as text, so that no digit is lost.
pub(crate) struct Told {
    pub(crate) values: BTreeMap<String, String>,
    pub(crate) notes: Vec<String>,
}

/// The values of an indented JSON text by their paths, such as `meters.3.quantity`.
fn values(json: &str) -> BTreeMap<String, String> {
    let mut path: Vec<(String, usize)> = Vec::new();
    let mut values = BTreeMap::new();
    for line in json.lines().map(str::trim) {
        if line.starts_with(['}', ']']) {
            path.pop();
            continue;
        }
        let (key, value) = match line.split_once("\": ") {
            Some((key, value)) if line.starts_with('"') => (Some(key.trim_start_matches('"').to_owned()), value),
            _ => (None, line),
        };
        let key = key.unwrap_or_else(|| {
            let next = path.last_mut().map_or(0, |(_, next)| std::mem::replace(next, *next + 1));
            next.to_string()
        });
        if matches!(value, "{" | "[") {
            path.push((key, 0));
        } else {
            let parents = path.iter().map(|(key, _)| key.as_str()).filter(|key| *key != "0" || path.len() > 1).skip(1);
            let all: Vec<&str> = parents.chain([key.as_str()]).collect();
            values.insert(all.join("."), value.trim_end_matches(',').to_owned());
        }
    }
    values
}

/// The path without positions in arrays.
fn plain(path: &str) -> String {
    path.split('.').filter(|key| key.parse::<usize>().is_err()).collect::<Vec<_>>().join(".")
}

impl Told {
    /// Of what `summary --format json` printed.
    pub(crate) fn of(json: &str) -> Self {
        let values = values(json);
        let notes = values.iter().filter(|(path, _)| path.starts_with("notes.") || path.starts_with("source.notes."));
        let notes = notes.map(|(_, note)| note.trim_matches('"').to_owned()).collect();
        Self { values, notes }
    }

    /// The sum of a key over the objects of an array that have these values; none where it is null in one of them.
    pub(crate) fn sum(&self, array: &str, key: &str, having: &[(&str, &str)]) -> Option<Amount> {
        let mut sum = Amount::ZERO;
        for at in 0.. {
            let value = |key: &str| self.values.get(&format!("{array}.{at}.{key}"));
            let Some(number) = value(key) else { break };
            if having.iter().all(|(key, wanted)| value(key).is_some_and(|value| value.trim_matches('"') == *wanted)) {
                sum += Amount::parse(number)?;
            }
        }
        Some(sum)
    }

    /// How many values are null.
    pub(crate) fn nulls(&self) -> usize {
        self.values.values().filter(|value| *value == "null").count()
    }

    pub(crate) fn says(&self, loss: &str) -> bool {
        self.notes.iter().any(|note| note.contains(loss))
    }
}

/// Values that are others than those from all columns, without their positions; what is null or said in words is not.
pub(crate) fn differing(full: &Told, told: &Told) -> BTreeSet<String> {
    let is_about_reading = |path: &str| path.starts_with("source.") || path.starts_with("notes.");
    let paths: BTreeSet<&String> = full.values.keys().chain(told.values.keys()).collect();
    let differs = |path: &&&String| {
        let value = told.values.get(**path);
        !is_about_reading(path) && value != full.values.get(**path) && value.map(String::as_str) != Some("null")
    };
    paths.iter().filter(differs).map(|path| plain(path)).collect()
}
