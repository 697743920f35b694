//! The table itself.

use std::fmt;

use classify::{Charge, Meter, Product};
use hashbrown::HashMap;

use crate::texts::{TextId, Texts};
use crate::{Coverage, Grain, Rate, Row, Section, Sums};

/// The ordered table of sums, and what is known about the reading of each delivery in it.
#[derive(Debug, Default)]
pub struct Ledger {
    coverage: Vec<Coverage>,
    texts: Texts,
    rows: Vec<(Key, Sums)>,
}

/// Why a ledger cannot be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerError {
    /// A sum beyond 20 digits before the point.
    Overflow,
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overflow => f.write_str("a sum has more than 20 digits before the point"),
        }
    }
}

impl std::error::Error for LedgerError {}

/// The key of a row with its texts as numbers of [`Texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) section: Section,
    pub(crate) billing_period: TextId,
    pub(crate) currency: TextId,
    pub(crate) payer: TextId,
    pub(crate) account: TextId,
    pub(crate) region: TextId,
    pub(crate) product: Product,
    pub(crate) meter: Meter,
    pub(crate) usage_type: TextId,
    pub(crate) operation: TextId,
    pub(crate) resource: TextId,
    pub(crate) stage: TextId,
    pub(crate) charge: Charge,
    pub(crate) free_tier: bool,
    pub(crate) rate: TextId,
    pub(crate) interval_start: i64,
    pub(crate) grain: Grain,
}

impl Key {
    /// The same key with the numbers of another table of texts.
    pub(crate) fn translated(self, id: impl Fn(TextId) -> TextId) -> Self {
        Self {
            billing_period: id(self.billing_period),
            currency: id(self.currency),
            payer: id(self.payer),
            account: id(self.account),
            region: id(self.region),
            usage_type: id(self.usage_type),
            operation: id(self.operation),
            resource: id(self.resource),
            stage: id(self.stage),
            rate: id(self.rate),
            ..self
        }
    }
}

impl Ledger {
    /// The rows, in the order of [`Row`]'s fields.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(|(key, sums)| self.resolve(key, *sums))
    }

    /// One record per delivery that counted, ordered by period, payer and delivery.
    #[must_use]
    pub fn coverage(&self) -> &[Coverage] {
        &self.coverage
    }

    /// A ledger of these rows; rows of one key are summed.
    pub fn from_rows<'a>(
        rows: impl IntoIterator<Item = Row<'a>>,
        coverage: Vec<Coverage>,
    ) -> Result<Self, LedgerError> {
        let mut texts = Texts::default();
        let mut sums = HashMap::new();
        for row in rows {
            let key = texts.key(&row);
            add(&mut sums, key, &row.sums)?;
        }
        Ok(Self::from_sums(texts, sums, coverage))
    }

    /// Orders what a builder has summed.
    pub(crate) fn from_sums(texts: Texts, sums: HashMap<Key, Sums>, mut coverage: Vec<Coverage>) -> Self {
        coverage.sort_by(|left, right| {
            (&left.billing_period, &left.payer, &left.delivery).cmp(&(
                &right.billing_period,
                &right.payer,
                &right.delivery,
            ))
        });
        let mut ledger = Self { coverage, texts, rows: Vec::new() };
        let mut rows: Vec<_> = sums.into_iter().collect();
        rows.sort_unstable_by(|left, right| ledger.resolve(&left.0, left.1).cmp(&ledger.resolve(&right.0, right.1)));
        ledger.rows = rows;
        ledger
    }

    fn resolve(&self, key: &Key, sums: Sums) -> Row<'_> {
        let text = |id| self.texts.get(id);
        let rate = match (key.free_tier, text(key.rate)) {
            (true, _) => Rate::FreeTier,
            (false, None) => Rate::None,
            (false, Some(text)) => Rate::Text(text),
        };
        Row {
            section: key.section,
            billing_period: text(key.billing_period).unwrap_or_default(),
            currency: text(key.currency),
            payer: text(key.payer),
            account: text(key.account),
            region: text(key.region),
            product: key.product,
            meter: key.meter,
            usage_type: text(key.usage_type),
            operation: text(key.operation),
            resource: text(key.resource),
            stage: text(key.stage),
            charge: key.charge,
            rate,
            interval_start: key.interval_start,
            grain: key.grain,
            sums,
        }
    }
}

/// Adds sums under a key.
pub(crate) fn add(all: &mut HashMap<Key, Sums>, key: Key, sums: &Sums) -> Result<(), LedgerError> {
    match all.entry(key) {
        hashbrown::hash_map::Entry::Occupied(mut slot) => {
            let total = slot.get().checked_add(sums).ok_or(LedgerError::Overflow)?;
            slot.insert(total);
        }
        hashbrown::hash_map::Entry::Vacant(slot) => {
            slot.insert(*sums);
        }
    }
    Ok(())
}
