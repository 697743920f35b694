//! Batches of line items to sums.
//!
//! What its texts make of a line item is worked out once per combination (`attribution`); a row is then one look-up and one
//! addition.

use classify::{Charge, Meter};
use cur_ingest::timestamp::{DAY, HOUR};
use cur_ingest::{Decimal, Delivery, Granularity, LineItemBatch, Month, NULL, Number, Sink, Text, Time};

use crate::amortize::{self, Rule, amortized, net_amortized};
use crate::attribution::{Shapes, combination};
use crate::blank::Blank;
use crate::cell::Cell;
use crate::focus;
use crate::losses::Needed;
use crate::table::{LedgerError, Table};
use crate::texts::{NONE, TextId, Texts};
use crate::{Grain, Section, Sums};

/// Sums line items of one delivery.
#[derive(Debug)]
pub(crate) struct Builder {
    pub(crate) texts: Texts,
    pub(crate) table: Table,
    pub(crate) facts: Facts,
    month: Option<Month>,
    month_is_certain: bool,
    granularity: Option<Granularity>,
    shapes: Shapes,
    /// The billing period that the latest rows name, and what it is here.
    period: Option<(i64, Period)>,
}

/// What the selected rows tell beside their sums.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facts {
    /// Exclusive end of the latest usage row that spans at most a day.
    data_through: Option<i64>,
    /// Start of the latest usage row that names no end.
    latest_start: Option<i64>,
    /// Is there usage that names no end and does not start with a day?
    starts_within_days: bool,
    /// Rows without an invoice id; `None`: no such column in any file.
    pub(crate) without_invoice: Option<u64>,
    /// Rows that name another billing period than the manifest or the path; they keep their own.
    pub(crate) strays: u64,
    /// Rows whose sum would have passed the bounds; they are in no total.
    pub(crate) overflowed: u64,
    /// Rows of FOCUS without an effective cost, which FOCUS requires; they count 0.
    pub(crate) without_cost: u64,
    /// Usage with a cell left empty that an amount belongs in; it counts 0.
    pub(crate) blank: Blank,
    /// Rows that name no time from which their billing period could be told; they are in no total.
    pub(crate) undated: u64,
    /// What of the columns that are not there would have been needed.
    pub(crate) needed: Needed,
}

impl Facts {
    fn merge(&mut self, other: Self) {
        self.data_through = self.data_through.max(other.data_through);
        self.latest_start = self.latest_start.max(other.latest_start);
        self.starts_within_days |= other.starts_within_days;
        self.without_invoice = match (self.without_invoice, other.without_invoice) {
            (Some(left), Some(right)) => Some(left + right),
            (left, right) => left.or(right),
        };
        self.overflowed += other.overflowed;
        self.undated += other.undated;
        self.without_cost += other.without_cost;
        self.blank.merge(other.blank);
        self.strays += other.strays;
        self.needed.merge(other.needed);
    }

    /// How far usage reaches, where rows span at most a day. Where they name no end, starts within days are taken for those
    /// of hours, and others for those of days; starts that are all those of months may be of a monthly export, which
    /// reaches the month's end.
    pub(crate) fn data_through(&self) -> Option<i64> {
        let is_of_month = |start: i64| Month::of(start).is_some_and(|month| month.start() == start);
        let latest = self.latest_start.filter(|&start| !is_of_month(start));
        let shortest = if self.starts_within_days { HOUR } else { DAY };
        self.data_through.max(latest.map(|start| start.saturating_add(shortest)))
    }
}

impl Builder {
    /// For a delivery.
    pub(crate) fn new(delivery: &Delivery) -> Self {
        Self {
            texts: Texts::default(),
            table: Table::default(),
            facts: Facts::default(),
            month: delivery.month,
            month_is_certain: delivery.month_is_certain,
            granularity: delivery.granularity,
            shapes: Shapes::default(),
            period: None,
        }
    }

    /// Adds what another has summed.
    pub(crate) fn merge(&mut self, other: Self) {
        self.facts.merge(other.facts);
        if self.texts.is_empty() {
            (self.texts, self.table) = (other.texts, other.table);
            return;
        }
        let ids: Vec<TextId> = other.texts.all().map(|text| self.texts.id(Some(text))).collect();
        let translate = |id: TextId| ids.get(id as usize).copied().unwrap_or(NONE);
        self.facts.overflowed += self.table.merge(other.table, translate);
    }

    fn row(&mut self, batch: &LineItemBatch, row: usize) {
        let span = Span::of(batch, row, self);
        let period = self.period(batch, row, span.start);
        let keys = combination(batch, row, period.id);
        let number = self.shapes.number(&keys, batch, &mut self.texts);
        let Some(shape) = self.shapes.get(number) else { return };
        self.facts.strays += u64::from(period.is_stray);
        if period.id == NONE {
            self.facts.undated += 1;
            return;
        }
        if shape.meter == Meter::Other {
            let names = |column| batch.text(column).keys.get(row).is_some_and(|&key| key != NULL);
            self.facts.needed.add_unknown(shape.charge.is_usage(), names(Text::UsageType) || names(Text::SkuMeter));
        }
        let sums = if batch.is_focus() {
            self.facts.without_cost += u64::from(focus::lacks_cost(batch, row));
            let sums = focus::sums(batch, row, shape.charge);
            if shape.charge.is_usage() {
                self.facts.blank.add_focus(batch, row, &sums);
            }
            sums
        } else {
            let sums = sums(batch, row, shape.charge, shape.rule);
            if shape.charge.is_usage() {
                self.facts.blank.add(batch, row, shape.rule, &sums);
            } else {
                self.facts.blank.add_other(batch, row);
            }
            self.look_at_amortized(batch, shape.rule, &sums);
            sums
        };
        let costs_nothing = sums.own_cost().is_zero() && sums.billed.is_none_or(Decimal::is_zero);
        let free_tier = shape.may_be_free && costs_nothing;
        let (interval_start, grain) = span.bucket(shape.meter.is_websocket());
        self.note(batch, row, shape.charge, span);
        if self.add((number, Section::Items, free_tier), batch, &Cell::new(interval_start, grain, &sums)).is_err() {
            self.facts.overflowed += 1;
            return;
        }
        if is_plan_eligible(shape.meter, shape.charge) && span.granularity == Granularity::Hourly {
            let hour = span.start.div_euclid(HOUR) * HOUR;
            // The same row has just fitted into a sum of fewer rows.
            let _ = self.add((number, Section::Hourly, free_tier), batch, &Cell::new(hour, Grain::Hour, &sums));
        }
    }

    fn add(&mut self, which: (usize, Section, bool), batch: &LineItemBatch, cell: &Cell) -> Result<(), LedgerError> {
        let Self { shapes, texts, table, .. } = self;
        let Some(series) = shapes.series(which, batch, texts, table) else { return Ok(()) };
        table.add(series, cell)
    }

    fn look_at_amortized(&mut self, batch: &LineItemBatch, rule: Rule, sums: &Sums) {
        let is_doubtful = rule == Rule::Fee && !batch.text(Text::ReservationArn).present;
        let amortized = sums.amortized.is_none() || is_doubtful;
        let net_amortized = sums.net_amortized.is_none() && sums.net_unblended.is_some();
        if amortized || net_amortized {
            self.facts.needed.add(rule, amortized, net_amortized);
        }
    }

    fn note(&mut self, batch: &LineItemBatch, row: usize, charge: Charge, span: Span) {
        if charge.is_usage() && !span.has_length {
            self.facts.latest_start = self.facts.latest_start.max(Some(span.start));
            self.facts.starts_within_days |= span.start.rem_euclid(DAY) != 0;
        } else if charge.is_usage() && span.is_dated && span.end - span.start <= DAY {
            let end = batch.time(Time::UsageEnd).get(row).copied().flatten().unwrap_or(span.end);
            self.facts.data_through = self.facts.data_through.max(Some(end));
        }
        let invoices = batch.text(Text::InvoiceId);
        if invoices.present {
            let without = invoices.keys.get(row).is_none_or(|&key| key == NULL);
            *self.facts.without_invoice.get_or_insert(0) += u64::from(without);
        }
    }

    /// The billing period that a row names, else the delivery's, else that of its start.
    fn period(&mut self, batch: &LineItemBatch, row: usize, start: i64) -> Period {
        let stated = batch.time(Time::BillingPeriodStart).get(row).copied().flatten();
        let from = match (stated, self.month) {
            (Some(stated), _) => stated,
            (None, Some(month)) if self.month_is_certain => month.start(),
            (None, _) => start,
        };
        if let Some((known, period)) = self.period
            && known == from
        {
            return period;
        }
        let month = Month::of(from);
        let certain = self.month.filter(|_| self.month_is_certain);
        let period = Period {
            id: month
                .or(certain)
                .or_else(|| Month::of(start))
                .map_or(NONE, |month| self.texts.id(Some(&month.to_string()))),
            is_stray: stated.is_some() && month.is_some() && certain.is_some() && month != certain,
        };
        if month.is_some() {
            self.period = Some((from, period));
        }
        period
    }
}

/// A billing period by the number of its text, [`NONE`] where a row names no time at all.
#[derive(Debug, Clone, Copy)]
struct Period {
    id: TextId,
    /// Is it another one than the delivery's?
    is_stray: bool,
}

impl Sink for Builder {
    fn begin_unit(&mut self) {
        self.shapes.clear();
    }

    fn take(&mut self, batch: &LineItemBatch) {
        (0..batch.len()).for_each(|row| self.row(batch, row));
    }

    fn finish(&mut self) {
        self.table.settle();
    }
}

/// What a Compute Savings Plan can cover at a discount, and what takes it back.
fn is_plan_eligible(meter: Meter, charge: Charge) -> bool {
    matches!(meter, Meter::LambdaDuration | Meter::LambdaProvisioned)
        && matches!(charge, Charge::Usage | Charge::SavingsPlanCovered | Charge::SavingsPlanNegation)
}

fn sums(batch: &LineItemBatch, row: usize, charge: Charge, rule: Rule) -> Sums {
    let cell = |column| amortize::cell(batch, column, row);
    let unblended = cell(Number::UnblendedCost).unwrap_or_default();
    let quantity = if charge.is_usage() { cell(Number::UsageAmount).unwrap_or_default() } else { Decimal::ZERO };
    Sums {
        rows: 1,
        quantity,
        unblended: Some(unblended),
        net_unblended: cell(Number::NetUnblendedCost),
        amortized: amortized(rule, batch, row, unblended),
        net_amortized: net_amortized(rule, batch, row),
        public_on_demand: cell(Number::PublicOnDemandCost),
        billed: None,
        list: None,
    }
}

/// The time that a line item covers.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: i64,
    end: i64,
    /// Does the row name a time of its own?
    is_dated: bool,
    /// Do the row or its export say how long it is?
    has_length: bool,
    granularity: Granularity,
}

impl Span {
    /// `identity/TimeInterval` where there is one: in a daily export it is the whole day, while usage start and end
    /// keep shorter spans. A row is never finer than its export.
    fn of(batch: &LineItemBatch, row: usize, builder: &Builder) -> Self {
        let time = |time: Time| batch.time(time).get(row).copied().flatten();
        let usage = time(Time::UsageStart).map(|start| (start, time(Time::UsageEnd).unwrap_or(start)));
        let interval = batch.intervals().get(row).copied().flatten();
        // A fee may name no time of its own: it belongs to its billing period.
        let period = || time(Time::BillingPeriodStart).or_else(|| builder.month.map(Month::start)).unwrap_or_default();
        let (start, end) = interval.or(usage).unwrap_or_else(|| (period(), period()));
        let has_length = interval.is_some() || time(Time::UsageEnd).is_some() || usage.is_none();
        let has_length = has_length || builder.granularity.is_some();
        let own = match interval.or(usage) {
            // What names no time at all is of its billing period as a whole.
            None => Granularity::Monthly,
            Some(_) if has_length => Granularity::of(end.saturating_sub(start)),
            // What may be an hour, a day or a month is shown by day, and no hour is judged by it.
            Some(_) => Granularity::Daily,
        };
        let granularity =
            if interval.is_some() { own } else { builder.granularity.map_or(own, |export| own.max(export)) };
        Self { start, end, is_dated: interval.or(usage).is_some(), has_length, granularity }
    }

    fn bucket(self, websocket: bool) -> (i64, Grain) {
        match self.granularity {
            Granularity::Hourly if websocket => (self.start.div_euclid(HOUR) * HOUR, Grain::Hour),
            Granularity::Hourly | Granularity::Daily => (self.start.div_euclid(DAY) * DAY, Grain::Day),
            Granularity::Monthly => (Month::of(self.start).map_or(self.start, Month::start), Grain::Month),
        }
    }
}
