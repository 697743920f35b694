//! Everything that is there, and which billing periods of it are taken.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cur_ingest::{Damage, Delivery, Month, PeriodChoice, Progress, RowCount, Skip, SurveyOptions, survey};

use super::delivery::{of_export, of_ledger};
use super::{Inspected, InspectedPeriod, Inspection};
use crate::doubles::{self, Held};
use crate::open::{OpenOptions, name_of, nameless_cause, selection};
use crate::{Skipped, store};

/// Everything that was found, before billing periods are chosen among ledgers.
#[derive(Default)]
pub(super) struct Found {
    inspection: Inspection,
    /// What each delivery covers, in their order.
    covers: Vec<Covers>,
    /// What each delivery and ledger holds, as far as that is known.
    held: Vec<Held>,
    /// Currencies of selected line items, each with a file that has it, in the same order.
    currencies: Vec<BTreeMap<String, String>>,
    /// Deliveries of exports whose period was not asked for.
    others: Vec<InspectedPeriod>,
}

/// What a delivery covers.
#[derive(Clone)]
struct Covers {
    months: Vec<String>,
    /// May rows name other months?
    is_open: bool,
}

impl Found {
    pub(super) fn add_exports(&mut self, inputs: &[PathBuf], options: &OpenOptions, progress: &dyn Progress) {
        let selection = selection();
        let survey = survey(
            inputs,
            SurveyOptions {
                period: options.period,
                selection: &selection,
                excludes: &options.exclude,
                threads: options.threads,
                progress,
            },
        );
        let plan = survey.plan;
        for (delivery, seen) in plan.deliveries.iter().zip(survey.deliveries) {
            let months: Vec<String> = delivery.month.iter().map(Month::to_string).collect();
            let covers = months.iter().map(|month| (month.clone(), delivery.payer.clone())).collect();
            self.held.push(Held { covers, ..Held::of_delivery(delivery, &plan.deliveries) });
            self.covers.push(Covers { months, is_open: !delivery.month_is_certain });
            self.currencies.push(seen.selected_currencies.clone());
            self.inspection.deliveries.push(of_export(delivery, seen));
        }
        self.others.extend(plan.other_periods.iter().map(other_period));
        let inspection = &mut self.inspection;
        inspection.bytes_read = survey.bytes_read;
        inspection.causes.extend(plan.damage.iter().map(Damage::to_string));
        if inspection.deliveries.is_empty() && inspection.causes.is_empty() {
            inspection.causes.extend(plan.skipped.iter().map(Skip::cause));
        }
        inspection.notes.extend(plan.notes);
        let skipped = plan.skipped.into_iter().map(|skip| Skipped { path: skip.path, reason: skip.reason });
        inspection.skipped.extend(skipped);
    }

    pub(super) fn add_ledger(&mut self, input: &Path, files: &[PathBuf]) {
        let inspection = &mut self.inspection;
        inspection.ledger_files += files.len() as u64;
        let sizes = files.iter().map(|file| store::length(file));
        inspection.ledger_bytes += sizes.sum::<u64>();
        let name = name_of(input);
        let stored = match store::read(files) {
            Ok(stored) => stored,
            Err(error) => return inspection.causes.push(error.to_string()),
        };
        let part = self.held.last().map_or(1, |held| held.part + 1);
        self.held.extend(Held::of_stored(part, name.clone(), &stored));
        let ledger = stored.ledger;
        for coverage in ledger.coverage() {
            let months = doubles::covered_months(coverage).map(str::to_owned).collect();
            self.covers.push(Covers { months, is_open: false });
            let delivery = of_ledger(coverage, &ledger, &name);
            let currencies = delivery.currencies.iter().map(|currency| (currency.clone(), name.clone()));
            self.currencies.push(currencies.collect());
            inspection.deliveries.push(delivery);
            inspection.notes.extend(coverage.notes.iter().cloned());
            inspection.skipped.extend(coverage.skipped.iter().cloned());
        }
    }

    /// Keeps the billing periods that are asked for, and says what is wrong with all of it together.
    pub(super) fn take(mut self, choice: PeriodChoice) -> Inspection {
        let wanted = self.wanted(choice);
        let is_wanted = |month: &str| wanted.as_ref().is_none_or(|wanted| wanted == month);
        let inputs = doubles::of_inputs(&self.held);
        let doubles = if inputs.causes.is_empty() { doubles::of_items(&self.held, is_wanted) } else { inputs };
        self.inspection.causes.extend(doubles.causes);
        self.inspection.payers = doubles.payers;
        let (mut kept, mut currencies) = (Vec::new(), BTreeMap::new());
        let mut periods = std::mem::take(&mut self.others);
        let deliveries = std::mem::take(&mut self.inspection.deliveries);
        for ((delivery, covers), own) in
            deliveries.into_iter().zip(&self.covers).zip(std::mem::take(&mut self.currencies))
        {
            let taken = wanted.as_ref().is_none_or(|month| covers.months.contains(month));
            let read = taken || covers.is_open;
            periods.extend(period_of(&delivery, taken, read));
            if read {
                for (currency, place) in own {
                    currencies.entry(currency).or_insert(place);
                }
                kept.push(delivery);
            }
        }
        kept.sort_by(|left, right| {
            (&left.period, &left.payers, &left.id).cmp(&(&right.period, &right.payers, &right.id))
        });
        let mut inspection = self.inspection;
        inspection.deliveries = kept;
        if inspection.work().rows == RowCount::Told(0) {
            let nameless = inspection.deliveries.iter();
            let nameless = nameless.filter(|delivery| delivery.period.is_none() && delivery.causes.is_empty());
            inspection.causes.extend(nameless.map(|delivery| nameless_cause(&delivery.place)));
        }
        inspection.periods = together(periods);
        inspection.causes.extend(mixed(&currencies));
        for texts in [&mut inspection.causes, &mut inspection.notes] {
            *texts = std::mem::take(texts).into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        }
        inspection.skipped.sort();
        inspection.skipped.dedup();
        inspection
    }

    /// The one billing period that is taken, of what the plan has left among exports, and of ledgers.
    fn wanted(&mut self, choice: PeriodChoice) -> Option<String> {
        let months: BTreeSet<&String> = self.covers.iter().flat_map(|covers| &covers.months).collect();
        let newest = months.last().map(|month| (*month).clone());
        let others = self.others.iter().map(|period| &period.month);
        let all: BTreeSet<&String> = months.iter().copied().chain(others).filter(|month| !month.is_empty()).collect();
        let list = all.iter().map(|month| month.as_str()).collect::<Vec<_>>().join(", ");
        match choice {
            PeriodChoice::All => None,
            PeriodChoice::Newest => {
                if months.len() > 1 {
                    let newest = newest.clone().unwrap_or_default();
                    let note =
                        format!("{} billing periods are here ({list}); the newest, {newest}, is taken", all.len());
                    self.inspection.notes.push(note);
                }
                newest
            }
            PeriodChoice::Month(month) => {
                let month = Month::to_string(&month);
                if !months.is_empty() && !months.contains(&month) {
                    if self.covers.iter().any(|covers| covers.is_open) {
                        self.inspection.notes.push(format!(
                            "the first rows are of {list}: whether line items of the billing period {month} follow is not \
                             known before they are read"
                        ));
                    } else {
                        let cause = format!(
                            "--period: no line item of API Gateway or Lambda of the billing period {month} is here; there is {list}"
                        );
                        self.inspection.causes.push(cause);
                    }
                }
                Some(month)
            }
        }
    }
}

fn other_period(delivery: &Delivery) -> InspectedPeriod {
    InspectedPeriod {
        month: delivery.month.map(|month| month.to_string()).unwrap_or_default(),
        taken: false,
        read: false,
        deliveries: 1,
        files: delivery.files.len() as u64,
        bytes: delivery.files.iter().map(|file| file.bytes).sum(),
        causes: delivery.damage.len() as u64,
    }
}

fn period_of(delivery: &Inspected, taken: bool, read: bool) -> Option<InspectedPeriod> {
    let month = delivery.period.clone()?;
    let (files, bytes, causes) = (delivery.files, delivery.bytes, delivery.causes.len() as u64);
    Some(InspectedPeriod { month, taken, read, deliveries: 1, files, bytes, causes })
}

/// One entry for each period.
fn together(periods: Vec<InspectedPeriod>) -> Vec<InspectedPeriod> {
    let mut months: BTreeMap<String, InspectedPeriod> = BTreeMap::new();
    for period in periods {
        match months.get_mut(&period.month) {
            None => drop(months.insert(period.month.clone(), period)),
            Some(all) => {
                all.taken |= period.taken;
                all.read |= period.read;
                all.deliveries += period.deliveries;
                all.files += period.files;
                all.bytes += period.bytes;
                all.causes += period.causes;
            }
        }
    }
    months.into_values().collect()
}

/// Amounts in several currencies are refused: AWS bills a payer in one.
fn mixed(currencies: &BTreeMap<String, String>) -> Option<String> {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (currency, place) in currencies {
        places.entry(place).or_default().push(currency);
    }
    (currencies.len() > 1).then(|| {
        let places = places.into_iter().map(|(place, currencies)| format!("{} in {place}", currencies.join(" and ")));
        format!(
            "the first rows are in several currencies, which cannot be added up ({}); AWS bills a payer in one currency, so \
             some of these files are not its export as AWS delivered it: give those of one currency on their own",
            places.collect::<Vec<_>>().join(", ")
        )
    })
}
