//! One logical month of a bill.

use std::sync::Arc;

use crate::books::Books;
use crate::draw::draw;
use crate::item::Bill;
use crate::items::Items;
use crate::options::{Granularity, MonthOptions};
use crate::scenario::Scenario;
use crate::truth::Truth;

/// One logical month of a bill: what happened, and what kind of bill it is. The same options and scenario are the same
/// line items in the same order, on every machine.
#[derive(Debug, Clone)]
pub struct Month {
    pub(crate) books: Books,
    pub(crate) stride: usize,
}

impl Month {
    /// The month of a scenario.
    #[must_use]
    pub fn new(options: &MonthOptions, scenario: &Scenario) -> Self {
        let books = draw(options, scenario);
        // Line items of one product do not lie together in a real export: a step that has no factor in common with
        // the number of charges visits each once an hour, in an order that looks random.
        let strides = [7919, 6007, 4001, 2003, 1009, 503, 251, 127, 61, 31, 17, 7];
        let count = books.series.len();
        let stride =
            strides.into_iter().find(|stride| !count.is_multiple_of(*stride) && *stride < count.max(8)).unwrap_or(1);
        Self { books, stride }
    }

    /// Every behaviour and every kind of row, with the default options.
    #[must_use]
    pub fn everything(seed: u64) -> Self {
        Self::new(&MonthOptions::new(seed), &Scenario::everything(seed))
    }

    /// The first two days of [`everything`](Self::everything): about 7,000 rows, for quick tests.
    #[must_use]
    pub fn small(seed: u64) -> Self {
        let options = MonthOptions { hours_of_data: Some(48), is_final: false, ..MonthOptions::new(seed) };
        Self::new(&options, &Scenario::everything(seed))
    }

    /// Every kind of row, about `rows` of them, 11 % of the selected products and scattered.
    #[must_use]
    pub fn of_rows(seed: u64, rows: u64) -> Self {
        let options = MonthOptions::new(seed);
        Self::new(&options, &Scenario::of_rows(seed, rows, options.hours()))
    }

    /// The month of `fixtures/sample`.
    #[must_use]
    pub fn sample() -> Self {
        Self::new(&MonthOptions::new(2026), &Scenario::sample())
    }

    /// What kind of bill it is.
    #[must_use]
    pub fn options(&self) -> &MonthOptions {
        &self.books.options
    }

    /// What all its line items share.
    #[must_use]
    pub fn bill(&self) -> &Arc<Bill> {
        &self.books.bill
    }

    /// Its line items, one after the other: memory holds those of one charge at a time.
    #[must_use]
    pub fn items(&self) -> Items<'_> {
        Items::new(self)
    }

    /// Its known answer, summed over [`items`](Self::items).
    #[must_use]
    pub fn truth(&self) -> Truth {
        let mut truth = Truth::new(self.options());
        for item in self.items() {
            truth.add(&item);
        }
        truth
    }

    /// First hour and number of hours of each interval with data.
    pub(crate) fn slot(&self, slot: i64) -> Option<(i64, i64)> {
        let hours = self.options().hours();
        let length = match self.options().granularity {
            Granularity::Hourly => 1,
            Granularity::Daily => 24,
            Granularity::Monthly => hours.max(1),
        };
        let first = slot * length;
        (first < hours).then(|| (first, length.min(hours - first)))
    }
}
