//! The table itself.

use std::fmt;

use classify::{Charge, Meter, Product};
use hashbrown::HashMap;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};

use crate::cell::Cell;
use crate::intervals::Intervals;
use crate::texts::{TextId, Texts};
use crate::total::Interval;
use crate::{Coverage, Grain, Rate, Row, Section, Sums};

/// The ordered table of sums, and what is known about the reading of each delivery in it.
#[derive(Debug, Default)]
pub struct Ledger {
    coverage: Vec<Coverage>,
    texts: Texts,
    series: Vec<(Key, Vec<Cell>)>,
    rows: usize,
    tag_keys: Vec<String>,
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

/// What the rows of one series share: the key of a row without its interval, with its texts as numbers of [`Texts`].
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
    pub(crate) tags: TextId,
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
            tags: id(self.tags),
            ..self
        }
    }
}

/// Sums as they grow: series by key, and in each its intervals.
#[derive(Debug, Default)]
pub(crate) struct Table {
    numbers: HashMap<Key, u32>,
    series: Vec<(Key, Intervals)>,
}

impl Table {
    /// The number of a series, new or known.
    pub(crate) fn series(&mut self, key: Key) -> u32 {
        *self.numbers.entry(key).or_insert_with(|| {
            self.series.push((key, Intervals::default()));
            // Memory ends long before four billion series.
            u32::try_from(self.series.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Adds an interval to a series.
    pub(crate) fn add(&mut self, series: u32, cell: &Cell) -> Result<(), LedgerError> {
        self.series[series as usize].1.add(cell)
    }

    /// Puts the intervals of each series in order, which adding need not keep. Done by whoever summed them, so that it is
    /// done side by side.
    pub(crate) fn settle(&mut self) {
        self.series.iter_mut().for_each(|(_, intervals)| intervals.settle());
    }

    /// Adds another table whose texts have these numbers here. Returns the line items that did not fit into a sum.
    pub(crate) fn merge(&mut self, other: Self, id: impl Fn(TextId) -> TextId) -> u64 {
        let mut more: Vec<Intervals> = Vec::new();
        for (key, intervals) in other.series {
            let number = self.series(key.translated(&id)) as usize;
            more.resize_with(more.len().max(number + 1), Intervals::default);
            more[number] = intervals;
        }
        let merged = self.series.par_iter_mut().zip(more).map(|((_, own), more)| own.merge(more));
        merged.sum()
    }

    /// The keys of the series that there are.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.series.iter().map(|(key, _)| key)
    }
}

impl Ledger {
    /// The rows, in the order of [`Row`]'s fields.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.series().flat_map(|series| {
            let Series { row, cells } = series;
            cells.iter().map(move |cell| with_interval(&row, cell))
        })
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The rows by series, in the same order: neighbours that differ in their interval only.
    pub fn series(&self) -> impl Iterator<Item = Series<'_>> {
        self.series.iter().map(|(key, cells)| Series { row: self.resolve(key), cells })
    }

    /// One record per delivery that counted, ordered by period, payer and delivery.
    #[must_use]
    pub fn coverage(&self) -> &[Coverage] {
        &self.coverage
    }

    /// The tag keys that it keeps, ordered: those that were asked for, whether a row carries them or not.
    #[must_use]
    pub fn tag_keys(&self) -> &[String] {
        &self.tag_keys
    }

    /// The same, said to keep these tag keys.
    #[must_use]
    pub fn with_tag_keys(mut self, keys: Vec<String>) -> Self {
        self.tag_keys = keys;
        self.tag_keys.sort();
        self
    }

    /// A ledger of these rows; rows of one key are summed.
    pub fn from_rows<'a>(
        rows: impl IntoIterator<Item = Row<'a>>,
        coverage: Vec<Coverage>,
    ) -> Result<Self, LedgerError> {
        let mut texts = Texts::default();
        let mut table = Table::default();
        for row in rows {
            let series = table.series(texts.key(&row));
            table.add(series, &Cell::new(row.interval_start, row.grain, &row.sums))?;
        }
        Ok(Self::from_table(texts, table, coverage))
    }

    /// Orders what has been summed.
    pub(crate) fn from_table(texts: Texts, table: Table, mut coverage: Vec<Coverage>) -> Self {
        coverage.sort_by(|left, right| {
            (&left.billing_period, &left.payer, &left.delivery).cmp(&(
                &right.billing_period,
                &right.payer,
                &right.delivery,
            ))
        });
        let mut series: Vec<_> = table.series.into_iter().map(|(key, intervals)| (key, intervals.ordered())).collect();
        let rows = series.iter().map(|(_, cells)| cells.len()).sum();
        let mut ledger = Self { coverage, texts, series: Vec::new(), rows, tag_keys: Vec::new() };
        series.sort_unstable_by(|left, right| ledger.resolve(&left.0).cmp(&ledger.resolve(&right.0)));
        ledger.series = series;
        ledger
    }

    fn resolve(&self, key: &Key) -> Row<'_> {
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
            tags: text(key.tags),
            interval_start: 0,
            grain: Grain::Hour,
            sums: Sums::default(),
        }
    }
}

/// Rows that differ in their interval only.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    row: Row<'a>,
    cells: &'a [Cell],
}

impl<'a> Series<'a> {
    /// What the rows share. Its interval and sums say nothing.
    #[must_use]
    pub const fn shared(&self) -> &Row<'a> {
        &self.row
    }

    /// Its intervals, in order of time.
    pub fn intervals(&self) -> impl Iterator<Item = Interval<'a>> + use<'a> {
        self.cells.iter().map(Interval)
    }
}

fn with_interval<'a>(row: &Row<'a>, cell: &Cell) -> Row<'a> {
    Row { interval_start: cell.interval_start, grain: cell.grain, sums: cell.sums(), ..*row }
}
