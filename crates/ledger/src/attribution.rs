//! What the texts of a line item make of it.
//!
//! Everything here depends on texts alone, so it is worked out once for each distinct combination of them and remembered
//! by the [`Shapes`] of a unit of work.

use classify::{Charge, Meter, Product, UsageType};
use cur_ingest::{Decimal, LineItemBatch, NULL, Text, account_id};
use hashbrown::{HashMap, HashTable};
use xxhash_rust::xxh3::xxh3_64;

use crate::Section;
use crate::amortize::Rule;
use crate::focus::FocusKnown;
use crate::table::{Key, Table};
use crate::texts::{NONE, TextId, Texts};

/// The texts that decide where a line item belongs; those that only FOCUS has stand behind the others,
/// and tags, which few ask for, behind all.
const COLUMNS: [Text; 22] = [
    Text::ProductCode,
    Text::UsageType,
    Text::Operation,
    Text::ServiceCode,
    Text::LineItemType,
    Text::ResourceId,
    Text::RegionCode,
    Text::ProductRegion,
    Text::Currency,
    Text::Payer,
    Text::Account,
    Text::UnblendedRate,
    Text::RateCode,
    Text::Description,
    Text::ServiceName,
    Text::SkuMeter,
    Text::Unit,
    Text::ChargeClass,
    Text::CommitmentStatus,
    Text::CommitmentKind,
    Text::PricingCategory,
    Text::Tags,
];

/// How many of them a Cost and Usage Report has.
const CUR: usize = 14;

/// The billing period of a row and its texts, as numbers of the batch's dictionaries.
pub(crate) type Combination = [u32; 1 + COLUMNS.len()];

/// How many numbers of a combination tell rows of this batch apart.
fn told(batch: &LineItemBatch) -> usize {
    1 + match (batch.text(Text::Tags).present, batch.is_focus()) {
        (true, _) => COLUMNS.len(),
        (false, true) => COLUMNS.len() - 1,
        (false, false) => CUR,
    }
}

/// The combination of a row.
pub(crate) fn combination(batch: &LineItemBatch, row: usize, billing_period: TextId) -> Combination {
    let mut keys = [NULL; 1 + COLUMNS.len()];
    keys[0] = billing_period;
    for (key, column) in keys[..told(batch)].iter_mut().skip(1).zip(COLUMNS) {
        *key = batch.text(column).keys.get(row).copied().unwrap_or(NULL);
    }
    keys
}

/// A combination of texts, taken apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) product: Product,
    pub(crate) meter: Meter,
    pub(crate) charge: Charge,
    pub(crate) rule: Rule,
    /// Is it usage at no rate that its texts call free? Then it is, where it costs nothing.
    pub(crate) may_be_free: bool,
    /// Series of [`Section::Items`]: at its rate, and in the free tier. [`UNKNOWN`] until one is needed.
    items: [u32; 2],
    /// Series of [`Section::Hourly`], likewise.
    hourly: [u32; 2],
}

const UNKNOWN: u32 = u32::MAX;

impl Shape {
    /// The series in a section, at its rate or in the free tier.
    fn slot(&mut self, section: Section, free_tier: bool) -> &mut u32 {
        let series = if section == Section::Items { &mut self.items } else { &mut self.hourly };
        &mut series[usize::from(free_tier)]
    }
}

/// Combinations that are remembered at most; beyond that all are worked out anew, so that memory stays bounded.
const MOST: usize = 1 << 14;

/// The shapes of the combinations of a unit of work.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    index: HashTable<u32>,
    list: Vec<(Combination, Option<Shape>)>,
    known: Known,
}

impl Shapes {
    /// Forgets everything: dictionaries are numbered anew.
    pub(crate) fn clear(&mut self) {
        self.index.clear();
        self.list.clear();
        self.known = Known::default();
    }

    /// The number of a combination, for [`get`](Self::get) and [`series`](Self::series) until the next one is asked for.
    pub(crate) fn number(&mut self, keys: &Combination, batch: &LineItemBatch, texts: &mut Texts) -> usize {
        let told = told(batch);
        let hash = hash(&keys[..told]);
        if let Some(&at) = self.index.find(hash, |&at| self.list[at as usize].0 == *keys) {
            return at as usize;
        }
        if self.list.len() == MOST {
            self.index.clear();
            self.list.clear();
        }
        let at = self.list.len();
        let shape = self.known.shape(keys, batch, texts);
        self.list.push((*keys, shape));
        let number = u32::try_from(at).unwrap_or(UNKNOWN);
        self.index.insert_unique(hash, number, |&at| self::hash(&self.list[at as usize].0[..told]));
        at
    }

    /// The shape of a number; `None` where the product is none of the selected.
    pub(crate) fn get(&self, number: usize) -> Option<Shape> {
        self.list[number].1
    }

    /// The series of a shape.
    pub(crate) fn series(
        &mut self,
        (number, section, free_tier): (usize, Section, bool),
        batch: &LineItemBatch,
        texts: &mut Texts,
        table: &mut Table,
    ) -> Option<u32> {
        let (keys, shape) = &mut self.list[number];
        let slot = shape.as_mut()?.slot(section, free_tier);
        if *slot != UNKNOWN {
            return Some(*slot);
        }
        let (keys, shape) = (*keys, (*shape)?);
        let key = self.known.key(&keys, &shape, batch, texts);
        let key = if free_tier { Key { free_tier, rate: NONE, ..key } } else { key };
        let found = table.series(match section {
            Section::Items => key,
            _ => Key { section, account: NONE, resource: NONE, stage: NONE, rate: NONE, tags: NONE, ..key },
        });
        *self.list[number].1.as_mut()?.slot(section, free_tier) = found;
        Some(found)
    }
}

fn hash(keys: &[u32]) -> u64 {
    let mut bytes = [0; size_of::<Combination>()];
    for (bytes, key) in bytes.chunks_exact_mut(4).zip(keys) {
        bytes.copy_from_slice(&key.to_ne_bytes());
    }
    xxh3_64(&bytes[..size_of_val(keys)])
}

/// What is known about single dictionary entries of the unit, by their numbers.
#[derive(Debug, Default)]
struct Known {
    ids: [Vec<TextId>; Text::COUNT],
    charges: Vec<(Charge, Rule)>,
    rates: Vec<(TextId, bool)>,
    free: [Vec<bool>; 2],
    resources: Vec<[Option<Resource>; 2]>,
    meters: HashMap<[u32; 4], Option<Metered>>,
    focus: FocusKnown,
}

#[derive(Debug, Clone, Copy)]
struct Resource {
    name: TextId,
    stage: TextId,
    region: TextId,
}

/// What product, usage type, operation and service code decide together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Metered {
    pub(crate) product: Product,
    pub(crate) meter: Meter,
    /// Region by the usage type's prefix.
    pub(crate) region: TextId,
    /// Kept only where the meter is unknown.
    pub(crate) operation: TextId,
}

/// The number of a column's text in a combination.
pub(crate) fn key_of(keys: &Combination, column: Text) -> Option<u32> {
    let at = COLUMNS.iter().position(|known| *known == column)?;
    Some(keys[1 + at]).filter(|&key| key != NULL)
}

impl Known {
    fn shape(&mut self, keys: &Combination, batch: &LineItemBatch, texts: &mut Texts) -> Option<Shape> {
        let Metered { product, meter, .. } = self.metered(keys, batch, texts)?;
        let (charge, rule) = self.charge(keys, batch);
        let (_, is_zero) = self.rate(keys, batch, texts);
        let may_be_free = charge == Charge::Usage
            && is_zero
            && (self.says_free(keys, batch, Text::RateCode) || self.says_free(keys, batch, Text::Description));
        Some(Shape { product, meter, charge, rule, may_be_free, items: [UNKNOWN; 2], hourly: [UNKNOWN; 2] })
    }

    /// The key of its series of items at its rate.
    fn key(&mut self, keys: &Combination, shape: &Shape, batch: &LineItemBatch, texts: &mut Texts) -> Key {
        let metered = self.metered(keys, batch, texts);
        let (by_prefix, operation) = metered.map_or((NONE, NONE), |metered| (metered.region, metered.operation));
        let resource = self.resource(keys, shape.product, batch, texts);
        let resource = resource.unwrap_or(Resource { name: NONE, stage: NONE, region: NONE });
        let (rate, _) = self.rate(keys, batch, texts);
        let mut id = |column| self.id(keys, batch, texts, column);
        // Region column, ARN, product attribute, prefix of the usage type, in this order.
        let regions = [id(Text::RegionCode), resource.region, id(Text::ProductRegion), by_prefix];
        Key {
            section: Section::Items,
            billing_period: keys[0],
            currency: id(Text::Currency),
            payer: id(Text::Payer),
            account: id(Text::Account),
            region: regions.into_iter().find(|&region| region != NONE).unwrap_or(NONE),
            product: shape.product,
            meter: shape.meter,
            // FOCUS 1.2 has the usage type in the meter of the SKU.
            usage_type: Some(id(Text::UsageType)).filter(|&own| own != NONE).unwrap_or_else(|| id(Text::SkuMeter)),
            operation,
            resource: resource.name,
            stage: resource.stage,
            charge: shape.charge,
            free_tier: false,
            rate,
            tags: id(Text::Tags),
        }
    }

    /// The number of a text in the ledger's own table.
    fn id(&mut self, keys: &Combination, batch: &LineItemBatch, texts: &mut Texts, column: Text) -> TextId {
        let Some(key) = key_of(keys, column) else { return NONE };
        let dictionary = &batch.text(column).dictionary;
        let is_account = matches!(column, Text::Payer | Text::Account);
        remembered(&mut self.ids[column.index()], key, |key| match dictionary.get(key) {
            text if is_account => texts.id(Some(&account_id(text))),
            text => texts.id(Some(text)),
        })
    }

    fn metered(&mut self, keys: &Combination, batch: &LineItemBatch, texts: &mut Texts) -> Option<Metered> {
        if batch.is_focus() {
            return self.focus.metered(keys, batch, texts);
        }
        let columns = [Text::ProductCode, Text::UsageType, Text::Operation, Text::ServiceCode];
        let own = columns.map(|column| key_of(keys, column).unwrap_or(NULL));
        if let Some(known) = self.meters.get(&own) {
            return *known;
        }
        let text = |at: usize| (own[at] != NULL).then(|| batch.text(columns[at]).dictionary.get(own[at]));
        let metered = text(0).and_then(Product::from_code_or_name).map(|product| {
            let (usage_type, operation) = (text(1), text(2));
            let usage = UsageType { product, usage_type, operation, service_code: text(3) };
            let meter = classify::meter(usage).value;
            let region = usage_type.and_then(|usage_type| classify::region_of_usage_type(product, usage_type));
            let operation = if meter == Meter::Other { texts.id(operation) } else { NONE };
            Metered { product, meter, region: texts.id(region), operation }
        });
        self.meters.insert(own, metered);
        metered
    }

    fn charge(&mut self, keys: &Combination, batch: &LineItemBatch) -> (Charge, Rule) {
        if batch.is_focus() {
            return (self.focus.charge(keys, batch), Rule::AsBilled);
        }
        let Some(key) = key_of(keys, Text::LineItemType) else { return (Charge::Other, Rule::AsBilled) };
        let dictionary = &batch.text(Text::LineItemType).dictionary;
        remembered(&mut self.charges, key, |key| {
            let text = dictionary.get(key);
            (classify::charge(text).value, Rule::of(text))
        })
    }

    fn resource(
        &mut self,
        keys: &Combination,
        product: Product,
        batch: &LineItemBatch,
        texts: &mut Texts,
    ) -> Option<Resource> {
        let key = key_of(keys, Text::ResourceId)?;
        let dictionary = &batch.text(Text::ResourceId).dictionary;
        let both = remembered(&mut self.resources, key, |key| {
            [Product::ApiGateway, Product::Lambda].map(|product| {
                let resource = classify::resource(product, dictionary.get(key))?;
                Some(Resource {
                    name: texts.id(Some(resource.name)),
                    stage: texts.id(resource.stage),
                    region: texts.id(resource.region),
                })
            })
        });
        both[usize::from(product == Product::Lambda)]
    }

    /// The rate's text in its plain form; is it zero?
    fn rate(&mut self, keys: &Combination, batch: &LineItemBatch, texts: &mut Texts) -> (TextId, bool) {
        let Some(key) = key_of(keys, Text::UnblendedRate) else { return (NONE, true) };
        let dictionary = &batch.text(Text::UnblendedRate).dictionary;
        remembered(&mut self.rates, key, |key| {
            let text = dictionary.get(key);
            match text.parse::<Decimal>() {
                Ok(rate) => (texts.id(Some(&rate.to_string())), rate.is_zero()),
                Err(_) => (texts.id(Some(text)), false),
            }
        })
    }

    /// The free tier's offer term is `A429C66SYZ`, and its descriptions say so in words.
    fn says_free(&mut self, keys: &Combination, batch: &LineItemBatch, column: Text) -> bool {
        let Some(key) = key_of(keys, column) else { return false };
        let dictionary = &batch.text(column).dictionary;
        remembered(&mut self.free[usize::from(column == Text::Description)], key, |key| {
            let text = dictionary.get(key);
            match column {
                Text::RateCode => text.split('.').nth(1) == Some("A429C66SYZ"),
                _ => text.to_ascii_lowercase().contains("free tier"),
            }
        })
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
