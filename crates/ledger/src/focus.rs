//! What FOCUS line items are to the ledger.
//!
//! They say product, meter and charge in columns of their own, and know three costs: `EffectiveCost`, which is net
//! amortized, `BilledCost` and `ListCost`. The other costs of a Cost and Usage Report cannot be had from them.

use classify::{Charge, FocusCharge, FocusUsage, Meter, Product};
use cur_ingest::{Decimal, LineItemBatch, Number, Text};
use hashbrown::HashMap;

use crate::Sums;
use crate::amortize::cell;
use crate::attribution::{Combination, Metered, key_of};
use crate::texts::{NONE, Texts};

/// What decides product and meter.
const USAGE: [Text; 7] = [
    Text::ProductCode,
    Text::ServiceName,
    Text::UsageType,
    Text::SkuMeter,
    Text::Operation,
    Text::Unit,
    Text::Description,
];

/// What decides the charge.
const CHARGE: [Text; 5] =
    [Text::LineItemType, Text::ChargeClass, Text::CommitmentStatus, Text::CommitmentKind, Text::PricingCategory];

/// What is known about combinations of dictionary entries of this unit, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct FocusKnown {
    meters: HashMap<[Option<u32>; USAGE.len()], Option<Metered>>,
    charges: HashMap<[Option<u32>; CHARGE.len()], Charge>,
}

impl FocusKnown {
    /// Product and meter of a row; `None` for a row of neither product.
    pub(crate) fn metered(&mut self, keys: &Combination, batch: &LineItemBatch, texts: &mut Texts) -> Option<Metered> {
        let mut keys = USAGE.map(|column| key_of(keys, column));
        if keys[2].is_some() {
            // AWS's own usage type says it all, and descriptions are many.
            (keys[5], keys[6]) = (None, None);
        }
        *self.meters.entry(keys).or_insert_with(|| {
            let [code, name, usage_type, sku_meter, operation, unit, description] = resolved(batch, keys, USAGE);
            let product = [code, name].into_iter().flatten().find_map(Product::from_code_or_name)?;
            let usage = FocusUsage { product, usage_type, sku_meter, operation, unit, description };
            let meter = classify::focus_meter(usage).value;
            let own = usage_type.and_then(|usage_type| classify::region_of_usage_type(product, usage_type));
            let region = own.or_else(|| sku_meter.and_then(classify::region_of_sku_meter));
            let operation = if meter == Meter::Other { texts.id(operation) } else { NONE };
            Some(Metered { product, meter, region: texts.id(region), operation })
        })
    }

    /// The charge of a row.
    pub(crate) fn charge(&mut self, keys: &Combination, batch: &LineItemBatch) -> Charge {
        let keys = CHARGE.map(|column| key_of(keys, column));
        *self.charges.entry(keys).or_insert_with(|| {
            let [category, class, commitment_status, commitment_kind, pricing_category] = resolved(batch, keys, CHARGE);
            let said = FocusCharge { category, class, commitment_status, commitment_kind, pricing_category };
            classify::focus_charge(said).value
        })
    }
}

/// The texts of these numbers.
fn resolved<const N: usize>(batch: &LineItemBatch, keys: [Option<u32>; N], columns: [Text; N]) -> [Option<&str>; N] {
    std::array::from_fn(|at| keys[at].map(|key| batch.text(columns[at]).dictionary.get(key)))
}

/// Is there no effective cost in a row?
pub(crate) fn lacks_cost(batch: &LineItemBatch, row: usize) -> bool {
    batch.number(Number::EffectiveCost).values.get(row).is_none_or(Option::is_none)
}

/// Quantity and costs of a row.
pub(crate) fn sums(batch: &LineItemBatch, row: usize, charge: Charge) -> Sums {
    let value = |column: Number| batch.number(column).values.get(row).copied().flatten();
    let quantity = || value(Number::UsageAmount).or_else(|| value(Number::PricingQuantity)).unwrap_or_default();
    Sums {
        rows: 1,
        quantity: if charge.is_usage() { quantity() } else { Decimal::ZERO },
        unblended: None,
        net_unblended: None,
        amortized: None,
        net_amortized: cell(batch, Number::EffectiveCost, row),
        public_on_demand: None,
        billed: cell(batch, Number::BilledCost, row),
        list: cell(batch, Number::ListCost, row),
    }
}
