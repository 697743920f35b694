//! What would be read, known before any of it is.
//!
//! Opens every file that counts: manifests, headers and footers, and the first rows of as many files as the plan itself
//! looks into; all of a file only where its first rows are of another granularity than those of its neighbours and it has
//! no manifest. What lies behind them is not read, and damage there stays unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use rayon::prelude::*;

use crate::columns::FileColumns;
use crate::damage::Damage;
use crate::plan::{DataFile, Delivery, Excludes, Look, Looker, Peeker, PeriodChoice, Plan, plan_with, product_over};
use crate::repeats::{self, Sample};
use crate::scan::{Progress, in_pool};
use crate::select::Selection;

/// How to look.
#[derive(Clone, Copy)]
pub struct SurveyOptions<'a> {
    /// Which billing periods.
    pub period: PeriodChoice,
    /// Which line items would be read.
    pub selection: &'a Selection,
    /// What to leave out of the folders that are given.
    pub excludes: &'a Excludes,
    /// Number of threads; `None`: one per core.
    pub threads: Option<usize>,
    /// Is told how many of the files, in bytes, have been looked into.
    pub progress: &'a dyn Progress,
}

/// What would be read.
#[derive(Debug, Default)]
pub struct Survey {
    /// What counts, and what does not.
    pub plan: Plan,
    /// What is known of each delivery of the plan, in the same order.
    pub deliveries: Vec<DeliverySurvey>,
    /// Bytes that were read to know it.
    pub bytes_read: u64,
}

/// What is known of a delivery beside what the plan says.
#[derive(Debug, Clone, Default)]
pub struct DeliverySurvey {
    /// Its files, in the order of the delivery.
    pub files: Vec<FileSurvey>,
    /// The columns that every file has which could be opened.
    pub columns: FileColumns,
    /// Payers that the first rows name.
    pub payers: BTreeSet<String>,
    /// Currencies that the first rows name.
    pub currencies: BTreeSet<String>,
    /// Currencies of the selected line items among them, each with a file that has it.
    pub selected_currencies: BTreeMap<String, String>,
    /// First and last start of usage of any product, seconds since 1970-01-01 UTC; `None` unless the footers of all
    /// files have statistics of it.
    pub starts: Option<(i64, i64)>,
    /// What is wrong beside the damage of the plan, at most one thing for each file.
    pub damage: Vec<Damage>,
}

/// What is known of a file.
#[derive(Debug, Clone, Default)]
pub struct FileSurvey {
    /// Path as found.
    pub path: String,
    /// Bytes as stored.
    pub bytes: u64,
    /// `parquet`, `csv`, `csv.gz`, `csv.zip` or `csv.zst`, by its first bytes; `None` for what cannot be opened.
    pub format: Option<&'static str>,
    /// Its columns of those that are known.
    pub columns: FileColumns,
    /// How many columns it has in all; 0 for what cannot be opened.
    pub width: usize,
    /// Line items of all products.
    pub rows: RowCount,
    /// Rows that were looked at.
    pub rows_looked_at: u64,
    /// Stored bytes that a reading takes in, at most: of Parquet the columns that are needed.
    pub bytes_needed: u64,
}

/// How many rows there are, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowCount {
    /// By footers, or because the first rows are all.
    Told(u64),
    /// By the bytes that the first rows take.
    Guessed(u64),
    /// Nothing tells it.
    #[default]
    Unknown,
}

impl RowCount {
    /// Of two parts together: as sure as the less sure of them.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Told(left), Self::Told(right)) => Self::Told(left.saturating_add(right)),
            (Self::Told(left) | Self::Guessed(left), Self::Told(right) | Self::Guessed(right)) => {
                Self::Guessed(left.saturating_add(right))
            }
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }
}

/// Finds out what would be read among files and folders; `-` is standard input.
#[must_use]
pub fn survey(inputs: &[PathBuf], options: SurveyOptions<'_>) -> Survey {
    let mut peeker = Peeker::sampling(options.selection);
    let plan = plan_with(inputs, options.period, &mut peeker, options.excludes);
    in_pool(options.threads, || {
        let files = plan.deliveries.iter().flat_map(|delivery| &delivery.files);
        let rest: Vec<&DataFile> = files.filter(|file| !peeker.looks.contains_key(&file.path)).collect();
        options.progress.planned(rest.iter().map(|file| file.bytes).sum(), rest.len() as u64);
        let looker = || Looker::new(options.selection, Arc::clone(peeker.bytes()));
        let looks = rest.into_par_iter().map_init(looker, |looker, file| {
            let look = looker.file(file, 0);
            options.progress.advance(file.bytes);
            (file.path.clone(), look)
        });
        let mut looks: Looks = looks.collect();
        looks.extend(std::mem::take(&mut peeker.looks).into_iter().map(|(path, look)| (path, Ok(look))));
        let mut deliveries: Vec<DeliverySurvey> =
            plan.deliveries.iter().map(|delivery| of_delivery(delivery, &looks)).collect();
        let repeated = repeated(&plan, &looks);
        if let Some(first) = deliveries.first_mut() {
            first.damage.extend(repeated);
        }
        Survey { deliveries, bytes_read: peeker.bytes().load(Relaxed), plan }
    })
}

type Looks = BTreeMap<PathBuf, Result<Look, Damage>>;

fn of_delivery(delivery: &Delivery, looks: &Looks) -> DeliverySurvey {
    let look = |file: &DataFile| looks.get(&file.path);
    let good = || delivery.files.iter().filter_map(look).filter_map(|look| look.as_ref().ok());
    // What one file's rows take is a measure for the files whose rows were not looked at.
    let add = |(rows, bytes): (u64, u64), (more, taken): (u64, u64)| (rows + more, bytes + taken);
    let measure = good().filter_map(|look| look.extent.measure).fold((0, 0), add);
    let mut survey = DeliverySurvey {
        columns: FileColumns::of_all(good().map(|look| &look.columns)),
        starts: starts(delivery, looks),
        ..DeliverySurvey::default()
    };
    let mut without_cost = 0;
    for file in &delivery.files {
        let mut about = FileSurvey { path: file.display(), bytes: file.bytes, ..FileSurvey::default() };
        match look(file) {
            Some(Ok(look)) => {
                about = known(about, look, measure);
                survey.payers.extend(look.rows.payers.iter().cloned());
                survey.currencies.extend(look.rows.currencies.iter().cloned());
                for currency in &look.rows.selected_currencies {
                    survey.selected_currencies.entry(currency.clone()).or_insert_with(|| file.display());
                }
                without_cost += look.rows.without_cost;
                survey.damage.extend(look.damage.clone());
            }
            Some(Err(damage)) => survey.damage.push(damage.clone()),
            None => {}
        }
        survey.files.push(about);
    }
    if without_cost > 0 {
        let what = format!(
            "line items without an `EffectiveCost`, which FOCUS requires, among the first rows: {without_cost}; they \
             count 0"
        );
        survey.damage.push(Damage::file(&delivery.place, what));
    }
    survey
}

fn known(about: FileSurvey, look: &Look, measure: (u64, u64)) -> FileSurvey {
    let (rows, taken) = look.extent.measure.unwrap_or(measure);
    let rows = match look.extent.rows {
        Some(rows) => RowCount::Told(rows),
        None if taken > 0 => RowCount::Guessed(product_over(rows, about.bytes, taken)),
        None => RowCount::Unknown,
    };
    FileSurvey {
        format: Some(look.format),
        columns: look.columns.clone(),
        width: look.width,
        rows,
        rows_looked_at: look.rows.count,
        bytes_needed: look.extent.needed,
        ..about
    }
}

/// Only where every file tells it: of a part of the files nothing follows for all.
fn starts(delivery: &Delivery, looks: &Looks) -> Option<(i64, i64)> {
    let of_file = |file: &DataFile| looks.get(&file.path)?.as_ref().ok()?.extent.starts;
    let starts: Option<Vec<(i64, i64)>> = delivery.files.iter().map(of_file).collect();
    let starts = starts?;
    Some((starts.iter().map(|(first, _)| *first).min()?, starts.iter().map(|(_, last)| *last).max()?))
}

/// Files without a manifest whose first rows are also those of another.
fn repeated(plan: &Plan, looks: &Looks) -> Vec<Damage> {
    let loose = plan.deliveries.iter().filter(|delivery| !delivery.by_manifest).flat_map(|delivery| &delivery.files);
    let sample = |file: &DataFile| Some((file.display(), looks.get(&file.path)?.as_ref().ok()?.rows.sample.clone()));
    let (paths, samples): (Vec<String>, Vec<Sample>) = loose.filter_map(sample).unzip();
    let damage = |repeat: repeats::Repeat| {
        let what = format!(
            "repeats {} of the compared first rows of {}, and no manifest says which of the two counts; take the older one \
             away, or give the export's folder with its manifest",
            repeat.rows, paths[repeat.files.0]
        );
        Damage::file(&paths[repeat.files.1], what)
    };
    repeats::find(samples).into_iter().filter(repeats::Repeat::is_copy).map(damage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn together_rows_are_as_sure_as_the_less_sure_part() {
        use RowCount::{Guessed, Told, Unknown};
        assert_eq!(Told(2).and(Told(3)), Told(5));
        assert_eq!((Told(2).and(Guessed(3)), Guessed(2).and(Told(3))), (Guessed(5), Guessed(5)));
        assert_eq!((Told(2).and(Unknown), Unknown.and(Guessed(3))), (Unknown, Unknown));
        assert_eq!(Told(u64::MAX).and(Told(1)), Told(u64::MAX));
    }
}
