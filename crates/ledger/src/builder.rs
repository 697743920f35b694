//! Batches of line items to sums.
//!
//! What a text means is worked out once per dictionary entry of a unit of work and remembered by its number; a row is
//! then a few look-ups and one addition.

use classify::{Charge, Meter, Product, UsageType};
use cur_ingest::timestamp::{DAY, HOUR};
use cur_ingest::{Decimal, Delivery, Granularity, LineItemBatch, Month, NULL, Number, Sink, Text, Time};
use hashbrown::HashMap;

use crate::amortize::{self, Rule, amortized, net_amortized};
use crate::cell::Cell;
use crate::table::{Key, Table};
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
    known: Known,
    months: Option<(Month, TextId)>,
}

/// What the selected rows tell beside their sums.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facts {
    /// Exclusive end of the latest usage row that spans at most a day.
    pub(crate) data_through: Option<i64>,
    /// Rows without an invoice id; `None`: no such column in any file.
    pub(crate) without_invoice: Option<u64>,
    /// Rows that name another billing period than the manifest or the path; they keep their own.
    pub(crate) strays: u64,
    /// Rows whose sum would have passed the bounds; they are in no total.
    pub(crate) overflowed: u64,
    /// Rows that name no time from which their billing period could be told; they are in no total.
    pub(crate) undated: u64,
}

impl Facts {
    fn merge(&mut self, other: Self) {
        self.data_through = self.data_through.max(other.data_through);
        self.without_invoice = match (self.without_invoice, other.without_invoice) {
            (Some(left), Some(right)) => Some(left + right),
            (left, right) => left.or(right),
        };
        self.overflowed += other.overflowed;
        self.undated += other.undated;
        self.strays += other.strays;
    }
}

/// What is known about the dictionary entries of this unit, by their numbers.
#[derive(Debug, Default)]
struct Known {
    ids: [Vec<TextId>; Text::COUNT],
    charges: Vec<(Charge, Rule)>,
    rates: Vec<(TextId, bool)>,
    free: [Vec<bool>; 2],
    resources: Vec<[Option<Resource>; 2]>,
    meters: HashMap<[u32; 4], Option<Metered>>,
}

#[derive(Debug, Clone, Copy)]
struct Resource {
    name: TextId,
    stage: TextId,
    region: TextId,
}

/// What product, usage type, operation and service code decide together.
#[derive(Debug, Clone, Copy)]
struct Metered {
    product: Product,
    meter: Meter,
    /// Region by the usage type's prefix.
    region: TextId,
    /// Kept only where the meter is unknown.
    operation: TextId,
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
            known: Known::default(),
            months: None,
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
        let Some(metered) = self.metered(batch, row) else { return };
        let (charge, rule) = self.charge(batch, row);
        let resource = self.resource(batch, row, metered.product);
        let sums = sums(batch, row, charge, rule);
        let (free_tier, rate) = self.rate(batch, row, charge, &sums);
        let span = Span::of(batch, row, self);
        let (interval_start, grain) = span.bucket(metered.meter.is_websocket());
        let region = self.region(batch, row, metered, resource);
        let billing_period = self.period(batch, row, span.start);
        if billing_period == NONE {
            self.facts.undated += 1;
            return;
        }
        let key = Key {
            section: Section::Items,
            billing_period,
            currency: self.id(batch, Text::Currency, row),
            payer: self.id(batch, Text::Payer, row),
            account: self.id(batch, Text::Account, row),
            region,
            product: metered.product,
            meter: metered.meter,
            usage_type: self.id(batch, Text::UsageType, row),
            operation: metered.operation,
            resource: resource.map_or(NONE, |resource| resource.name),
            stage: resource.map_or(NONE, |resource| resource.stage),
            charge,
            free_tier,
            rate,
        };
        self.note(batch, row, charge, span);
        let series = self.table.series(key);
        if self.table.add(series, &Cell::new(interval_start, grain, &sums)).is_err() {
            self.facts.overflowed += 1;
            return;
        }
        if is_plan_eligible(metered.meter, charge) && span.granularity == Granularity::Hourly {
            let hour = span.start.div_euclid(HOUR) * HOUR;
            let hourly =
                Key { section: Section::Hourly, account: NONE, resource: NONE, stage: NONE, rate: NONE, ..key };
            let series = self.table.series(hourly);
            // The same row has just fitted into a sum of fewer rows.
            let _ = self.table.add(series, &Cell::new(hour, Grain::Hour, &sums));
        }
    }

    fn note(&mut self, batch: &LineItemBatch, row: usize, charge: Charge, span: Span) {
        if charge.is_usage() && span.end - span.start <= DAY {
            let end = batch.time(Time::UsageEnd).get(row).copied().flatten().unwrap_or(span.end);
            self.facts.data_through = self.facts.data_through.max(Some(end));
        }
        let invoices = batch.text(Text::InvoiceId);
        if invoices.present {
            let without = invoices.keys.get(row).is_none_or(|&key| key == NULL);
            *self.facts.without_invoice.get_or_insert(0) += u64::from(without);
        }
    }

    /// The number of a text in our own table.
    fn id(&mut self, batch: &LineItemBatch, column: Text, row: usize) -> TextId {
        let source = batch.text(column);
        let Some(&key) = source.keys.get(row).filter(|&&key| key != NULL) else { return NONE };
        let (ids, texts) = (&mut self.known.ids[column.index()], &mut self.texts);
        remembered(ids, key, |key| texts.id(Some(source.dictionary.get(key))))
    }

    fn metered(&mut self, batch: &LineItemBatch, row: usize) -> Option<Metered> {
        let columns = [Text::ProductCode, Text::UsageType, Text::Operation, Text::ServiceCode];
        let keys = columns.map(|column| batch.text(column).keys.get(row).copied().unwrap_or(NULL));
        if let Some(known) = self.known.meters.get(&keys) {
            return *known;
        }
        let text = |at: usize| (keys[at] != NULL).then(|| batch.text(columns[at]).dictionary.get(keys[at]));
        let metered = text(0).and_then(Product::from_code).map(|product| {
            let (usage_type, operation) = (text(1), text(2));
            let usage = UsageType { product, usage_type, operation, service_code: text(3) };
            let meter = classify::meter(usage).value;
            let region = usage_type.and_then(|usage_type| classify::region_of_usage_type(product, usage_type));
            let operation = if meter == Meter::Other { self.texts.id(operation) } else { NONE };
            Metered { product, meter, region: self.texts.id(region), operation }
        });
        self.known.meters.insert(keys, metered);
        metered
    }

    fn charge(&mut self, batch: &LineItemBatch, row: usize) -> (Charge, Rule) {
        let source = batch.text(Text::LineItemType);
        match source.keys.get(row) {
            Some(&key) if key != NULL => remembered(&mut self.known.charges, key, |key| {
                let text = source.dictionary.get(key);
                (classify::charge(text).value, Rule::of(text))
            }),
            _ => (Charge::Other, Rule::AsBilled),
        }
    }

    fn resource(&mut self, batch: &LineItemBatch, row: usize, product: Product) -> Option<Resource> {
        let source = batch.text(Text::ResourceId);
        let key = source.keys.get(row).copied().filter(|&key| key != NULL)?;
        let texts = &mut self.texts;
        let both = remembered(&mut self.known.resources, key, |key| {
            [Product::ApiGateway, Product::Lambda].map(|product| {
                let resource = classify::resource(product, source.dictionary.get(key))?;
                Some(Resource {
                    name: texts.id(Some(resource.name)),
                    stage: texts.id(resource.stage),
                    region: texts.id(resource.region),
                })
            })
        });
        both[usize::from(product == Product::Lambda)]
    }

    /// Region column, ARN, product attribute, prefix of the usage type, in this order.
    fn region(&mut self, batch: &LineItemBatch, row: usize, metered: Metered, resource: Option<Resource>) -> TextId {
        let code = self.id(batch, Text::RegionCode, row);
        let arn = resource.map_or(NONE, |resource| resource.region);
        let attribute = self.id(batch, Text::ProductRegion, row);
        [code, arn, attribute, metered.region].into_iter().find(|&id| id != NONE).unwrap_or(NONE)
    }

    /// Free tier? And if not, the rate.
    fn rate(&mut self, batch: &LineItemBatch, row: usize, charge: Charge, sums: &Sums) -> (bool, TextId) {
        let source = batch.text(Text::UnblendedRate);
        let key = source.keys.get(row).copied().unwrap_or(NULL);
        let texts = &mut self.texts;
        let (id, is_zero) = match key {
            NULL => (NONE, true),
            key => remembered(&mut self.known.rates, key, |key| {
                let text = source.dictionary.get(key);
                match text.parse::<Decimal>() {
                    Ok(rate) => (texts.id(Some(&rate.to_string())), rate.is_zero()),
                    Err(_) => (texts.id(Some(text)), false),
                }
            }),
        };
        let may_be_free = charge == Charge::Usage && is_zero && sums.unblended.is_zero();
        if may_be_free && (self.says_free(batch, Text::RateCode, row) || self.says_free(batch, Text::Description, row))
        {
            return (true, NONE);
        }
        (false, id)
    }

    /// The free tier's offer term is `A429C66SYZ`, and its descriptions say so in words.
    fn says_free(&mut self, batch: &LineItemBatch, column: Text, row: usize) -> bool {
        let source = batch.text(column);
        let Some(&key) = source.keys.get(row).filter(|&&key| key != NULL) else { return false };
        let known = &mut self.known.free[usize::from(column == Text::Description)];
        remembered(known, key, |key| {
            let text = source.dictionary.get(key);
            match column {
                Text::RateCode => text.split('.').nth(1) == Some("A429C66SYZ"),
                _ => text.to_ascii_lowercase().contains("free tier"),
            }
        })
    }

    fn period(&mut self, batch: &LineItemBatch, row: usize, start: i64) -> TextId {
        let stated = batch.time(Time::BillingPeriodStart).get(row).copied().flatten().and_then(Month::of);
        self.facts.strays += u64::from(self.month_is_certain && stated.is_some() && stated != self.month);
        let certain = self.month.filter(|_| self.month_is_certain);
        let Some(month) = stated.or(certain).or_else(|| Month::of(start)) else { return NONE };
        if let Some((known, id)) = self.months
            && known == month
        {
            return id;
        }
        let id = self.texts.id(Some(&month.to_string()));
        self.months = Some((month, id));
        id
    }
}

impl Sink for Builder {
    fn begin_unit(&mut self) {
        self.known = Known::default();
    }

    fn take(&mut self, batch: &LineItemBatch) {
        (0..batch.len()).for_each(|row| self.row(batch, row));
    }

    fn finish(&mut self) {
        self.table.settle();
    }
}

/// The value of an entry, worked out at its first use. Entries are numbered from zero in the order of appearance, so
/// what is missing up to this one is worked out along.
fn remembered<T: Copy>(known: &mut Vec<T>, key: u32, mut work_out: impl FnMut(u32) -> T) -> T {
    while known.len() <= key as usize {
        let next = u32::try_from(known.len()).unwrap_or(NULL);
        known.push(work_out(next));
    }
    known[key as usize]
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
        unblended,
        net_unblended: cell(Number::NetUnblendedCost),
        amortized: amortized(rule, batch, row, unblended),
        net_amortized: net_amortized(rule, batch, row),
        public_on_demand: cell(Number::PublicOnDemandCost),
    }
}

/// The time that a line item covers.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: i64,
    end: i64,
    granularity: Granularity,
}

impl Span {
    /// `identity/TimeInterval` where there is one: in a daily export it is the whole day, while usage start and end
    /// keep shorter spans. A row is never finer than its export.
    fn of(batch: &LineItemBatch, row: usize, builder: &Builder) -> Self {
        let time = |time: Time| batch.time(time).get(row).copied().flatten();
        let usage = time(Time::UsageStart).map(|start| (start, time(Time::UsageEnd).unwrap_or(start)));
        let interval = batch.intervals().get(row).copied().flatten();
        // A fee may name no time of its own: it belongs to the start of its billing period.
        let period = || time(Time::BillingPeriodStart).or_else(|| builder.month.map(Month::start)).unwrap_or_default();
        let (start, end) = interval.or(usage).unwrap_or_else(|| (period(), period()));
        let own = Granularity::of(end.saturating_sub(start));
        let granularity =
            if interval.is_some() { own } else { builder.granularity.map_or(own, |export| own.max(export)) };
        Self { start, end, granularity }
    }

    fn bucket(self, websocket: bool) -> (i64, Grain) {
        match self.granularity {
            Granularity::Hourly if websocket => (self.start.div_euclid(HOUR) * HOUR, Grain::Hour),
            Granularity::Hourly | Granularity::Daily => (self.start.div_euclid(DAY) * DAY, Grain::Day),
            Granularity::Monthly => (Month::of(self.start).map_or(self.start, Month::start), Grain::Month),
        }
    }
}
