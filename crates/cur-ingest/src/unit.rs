//! What reading one unit of work yields beside its batches.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use crate::account::account_id;
use crate::batch::{LineItemBatch, NULL};
use crate::columns::{Columns, FileColumns, Number, Role, Text, Time};
use crate::damage::{Damage, Place};
use crate::repeats::{Identity, Said, Sample};
use crate::select::Selection;

/// A batch is handed over when it has this many rows.
pub(crate) const BATCH_ROWS: usize = 8192;
/// How many rows of a unit are named when they cannot be read; the rest are counted.
const NAMED_ROWS: u64 = 3;

/// The texts that stand in for a line item id, beside amounts: FOCUS has none.
const WHOLE_ROW: [Text; 17] = [
    Text::Account,
    Text::ResourceId,
    Text::UsageType,
    Text::SkuMeter,
    Text::Operation,
    Text::LineItemType,
    Text::Description,
    Text::RateCode,
    Text::ChargeClass,
    Text::CommitmentStatus,
    Text::PricingCategory,
    Text::CommitmentKind,
    Text::ReservationArn,
    Text::RegionCode,
    Text::ProductRegion,
    Text::ServiceCode,
    Text::Unit,
];

/// Counts of a unit, or of everything that was read of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// Line items, of all products.
    pub(crate) rows: u64,
    /// Line items of the selected products, those that could not be read among them.
    pub(crate) matched: u64,
    /// Line items that could not be read.
    pub(crate) unparsed: u64,
    /// Rows in blocks that were not decoded because no row of theirs is selected.
    pub(crate) pruned: u64,
    /// Which columns the file has.
    pub(crate) columns: Option<FileColumns>,
    /// What is wrong with it.
    pub(crate) damage: Vec<Damage>,
    /// Sampled fingerprints of its rows.
    pub(crate) sample: Sample,
    /// Records and lines of a part of a text, by which the places of the parts behind it are told.
    pub(crate) records: u64,
    /// See `records`.
    pub(crate) lines: u64,
}

/// Everything a reader of one unit works with.
pub(crate) struct UnitReader<'a> {
    /// Path, for messages.
    pub(crate) path: &'a str,
    /// Which rows to read.
    pub(crate) selection: &'a Selection,
    /// Keep fingerprints of the rows, and by what are they told apart?
    pub(crate) sample_rows: Option<&'a Identity>,
    /// The worker's own batch.
    pub(crate) batch: &'a mut LineItemBatch,
    /// Takes each full batch.
    pub(crate) emit: &'a mut dyn FnMut(&LineItemBatch),
    /// What was counted.
    pub(crate) tally: Tally,
}

impl UnitReader<'_> {
    /// Takes in the columns of the file.
    pub(crate) fn begin(&mut self, columns: &Columns) {
        self.tally.columns = Some(columns.of_file());
        self.batch.mark_family(columns.is_focus());
        for (role, _) in columns.found() {
            match *role {
                Role::Text(text) => self.batch.mark_text(text),
                Role::Number(number) => self.batch.mark_number(number),
                Role::Interval => self.batch.mark_interval(),
                Role::ProductMap => self.batch.mark_text(Text::ProductRegion),
                Role::Time(_) | Role::LineItemId => {}
            }
        }
        if !columns.tags().asked(self.selection.tags()).is_empty() {
            self.batch.mark_text(Text::Tags);
        }
    }

    /// Keeps the fingerprint of a row of the batch. Without a line item id what else the row says stands in for it.
    pub(crate) fn sample(&mut self, row: usize, line_item_id: Option<&[u8]>) {
        let Some(identity) = self.sample_rows else { return };
        let time = |time| self.batch.time(time).get(row).copied().flatten();
        let usage = || (time(Time::UsageStart).unwrap_or_default(), time(Time::UsageEnd).unwrap_or_default());
        let interval = self.batch.intervals().get(row).copied().flatten().unwrap_or_else(usage);
        let Self { batch, tally, .. } = self;
        let cost = || millionths(batch, row);
        match line_item_id.filter(|id| !id.trim_ascii().is_empty()) {
            Some(id) if *identity == Identity::LineItemId => {
                let content = || [whole_row(batch, row, identity), payer(batch, row).into_bytes()].concat();
                tally.sample.add(id, interval, || Said { content: Some(xxh3_64(&content())), cost: cost() });
            }
            _ => {
                let whole = whole_row(batch, row, identity);
                tally.sample.add(&whole, interval, || Said { content: None, cost: cost() });
            }
        }
    }

    /// Hands the batch over when it is full.
    pub(crate) fn emit_full(&mut self) {
        if self.batch.len() >= BATCH_ROWS {
            self.emit_rest();
        }
    }

    /// Hands over what is there.
    pub(crate) fn emit_rest(&mut self) {
        if !self.batch.is_empty() {
            (self.emit)(self.batch);
            self.batch.clear_rows();
        }
    }

    /// A row that cannot be read: counted, and named if it is among the first.
    pub(crate) fn unparsed(&mut self, place: Place, what: impl std::fmt::Display) {
        self.tally.unparsed += 1;
        if self.tally.unparsed <= NAMED_ROWS {
            self.tally.damage.push(Damage::at(self.path, place, what.to_string()));
        }
    }

    /// Damage that is no single row.
    pub(crate) fn damaged(&mut self, place: Place, what: impl Into<String>) {
        self.tally.damage.push(Damage::at(self.path, place, what));
    }

    /// Says how many rows were counted without being named.
    pub(crate) fn finish(mut self) -> Tally {
        self.emit_rest();
        if self.tally.unparsed > NAMED_ROWS {
            let more = self.tally.unparsed - NAMED_ROWS;
            let rows = if more == 1 { "row" } else { "rows" };
            self.tally.damage.push(Damage::file(self.path, format!("{more} more {rows} could not be read")));
        }
        self.tally
    }
}

/// What a row costs, in millionths, as far as it is known.
fn millionths(batch: &LineItemBatch, row: usize) -> i64 {
    let costs = [Number::UnblendedCost, Number::EffectiveCost, Number::BilledCost];
    let cost = costs.into_iter().find_map(|column| batch.number(column).values.get(row).copied().flatten());
    i64::try_from(cost.unwrap_or_default().units() / 1_000_000_000_000).unwrap_or(i64::MAX)
}

fn payer(batch: &LineItemBatch, row: usize) -> String {
    let payers = batch.text(Text::Payer);
    let key = payers.keys.get(row).copied().filter(|&key| key != NULL);
    key.map(|key| account_id(payers.dictionary.get(key)).into_owned()).unwrap_or_default()
}

/// What a row says, in the columns that may tell rows apart.
fn whole_row(batch: &LineItemBatch, row: usize, identity: &Identity) -> Vec<u8> {
    let mut bytes = Vec::new();
    for column in WHOLE_ROW.into_iter().filter(|column| identity.holds(Role::Text(*column))) {
        let texts = batch.text(column);
        let key = texts.keys.get(row).copied().filter(|&key| key != NULL);
        let text = key.map(|key| texts.dictionary.get(key)).unwrap_or_default();
        // An account may be written in several ways.
        let text = if column == Text::Account { account_id(text) } else { Cow::Borrowed(text) };
        bytes.extend(text.bytes());
        bytes.push(0);
    }
    let amounts = [Number::UsageAmount, Number::UnblendedCost, Number::EffectiveCost, Number::BilledCost];
    for column in amounts.into_iter().filter(|column| identity.holds(Role::Number(*column))) {
        let value = batch.number(column).values.get(row).copied().flatten().unwrap_or_default();
        bytes.extend(value.units().to_le_bytes());
    }
    bytes
}

impl Tally {
    /// Adds the next unit of the same file.
    pub(crate) fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.matched += other.matched;
        self.unparsed += other.unparsed;
        self.pruned += other.pruned;
        self.columns = self.columns.take().or(other.columns);
        let (records, lines) = (self.records, self.lines);
        self.damage.extend(other.damage.into_iter().map(|damage| damage.behind(records, lines)));
        self.records += other.records;
        self.lines += other.lines;
        self.sample.merge(other.sample);
    }
}
