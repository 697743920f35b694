//! What benches and fuzz targets call and nobody else. Built with the feature `internals` only, and no part of what this
//! crate promises.

use cur_ingest::{Delivery, LineItemBatch, Month, Sink};

use crate::Ledger;
use crate::builder::Builder;

pub use cur_ingest::internals::*;

/// Sums batches up, as [`crate::open`] does.
#[derive(Debug)]
pub struct Summing(Builder);

impl Summing {
    /// Of a delivery that may be for a month.
    #[must_use]
    pub fn new(month: Option<Month>) -> Self {
        Self(Builder::new(&Delivery {
            id: String::new(),
            month,
            month_is_certain: month.is_some(),
            payer: None,
            layout: None,
            columns: cur_ingest::FileColumns::default(),
            granularity: None,
            resource_ids: true,
            by_manifest: false,
            place: String::new(),
            files: Vec::new(),
            damage: Vec::new(),
        }))
    }

    /// Adds what another has summed.
    pub fn merge(&mut self, other: Self) {
        self.0.merge(other.0);
    }

    /// The ordered table, without coverage.
    #[must_use]
    pub fn into_ledger(self) -> Ledger {
        Ledger::from_table(self.0.texts, self.0.table, Vec::new())
    }

    /// What the line items told beside their sums, as text.
    #[must_use]
    pub fn facts(&self) -> String {
        format!("{:?}", self.0.facts)
    }
}

impl Sink for Summing {
    fn begin_unit(&mut self) {
        self.0.begin_unit();
    }

    fn take(&mut self, batch: &LineItemBatch) {
        self.0.take(batch);
    }
}
