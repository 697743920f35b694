//! What a reader of FOCUS has to find, summed from what the scenario meant by each line item.

use std::collections::BTreeMap;

use super::table::FocusTable;
use super::texts;
use crate::amount::Amount;
use crate::item::{LineItem, Text};
use crate::month::Month;

/// The known answer of a month as a table of FOCUS shows it. Exact; nothing in it is read back from a row of FOCUS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FocusTruth {
    /// The table.
    pub table: FocusTable,
    /// Rows of all products.
    pub rows: u64,
    /// Rows of `AmazonApiGateway` and `AWSLambda`.
    pub matched_rows: u64,
    /// Sums of the selected products: their sum is every dollar of them.
    pub meters: BTreeMap<FocusKey, FocusSums>,
}

/// What the sums of [`FocusTruth::meters`] are by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FocusKey {
    /// `AmazonApiGateway` or `AWSLambda`; a table without `x_ServiceCode` has the service's name for it.
    pub product_code: Text,
    /// Name of the meter in the JSON contract: what it is, whether a reader of this table can know or not.
    pub meter: &'static str,
    /// `ChargeCategory`.
    pub category: &'static str,
    /// `CommitmentDiscountCategory`: `Spend` where a Savings Plan pays, `Usage` where a reservation does.
    pub commitment: Option<&'static str>,
    /// The Region that the row tells by its Region column, its ARN or the prefix of its usage type.
    pub region: Option<Text>,
    /// By what the row tells its meter.
    pub telling: Telling,
}

/// By what a row of FOCUS tells its meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Telling {
    /// It has the usage type, in `x_UsageType` or `SkuMeter`: the meter has to be right.
    UsageType,
    /// Its unit and description are ones that AWS is known to write for this meter alone: the meter has to be right. Both
    /// WebSocket meters tell at least so much.
    Text,
    /// Neither. A reader may guess right, and otherwise has to say `other`: never another meter. On charges that are not
    /// usage it cannot know.
    Nothing,
}

/// Sums of rows of FOCUS; costs in the bill's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FocusSums {
    /// Rows.
    pub rows: u64,
    /// `ConsumedQuantity`, which is the CUR's usage, in the meter's unit.
    pub quantity: Amount,
    /// `EffectiveCost`: the CUR's net amortized cost (amortized where there is no net).
    pub effective: Amount,
    /// `BilledCost`: the CUR's net unblended cost once covered usage and its negation are taken together.
    pub billed: Amount,
    /// `ListCost`: at the public price of each row's own tier, 0 in the free tier.
    pub list: Amount,
}

/// Meters whose unit and description are known from price lists or real rows, and belong to no other meter.
const TOLD_BY_TEXT: [&str; 7] = [
    "messages",
    "connection_minutes",
    "rest_requests",
    "http_requests",
    "data_transfer",
    "lambda_duration",
    "lambda_requests",
];

impl FocusTruth {
    /// The answer to nothing yet.
    #[must_use]
    pub fn new(table: FocusTable) -> Self {
        Self { table, rows: 0, matched_rows: 0, meters: BTreeMap::new() }
    }

    /// The answer of a whole month.
    #[must_use]
    pub fn of(month: &Month, table: FocusTable) -> Self {
        let mut truth = Self::new(table);
        for item in month.items() {
            truth.add(&item);
        }
        truth
    }

    /// Adds a line item.
    pub fn add(&mut self, item: &LineItem) {
        let meaning = &item.line.meaning;
        if is_folded(item) {
            return;
        }
        let leaves_unused = item.plan_commitment.is_some_and(|(total, used)| used < total);
        self.rows += if leaves_unused { 2 } else { 1 };
        if !meaning.matched {
            return;
        }
        self.matched_rows += 1;
        let sums = self.meters.entry(self.key(item)).or_default();
        sums.merge(&FocusSums {
            rows: 1,
            quantity: item.worth.quantity,
            effective: item.worth.net_amortized.unwrap_or(item.worth.amortized),
            billed: item.worth.billed,
            list: item.worth.list,
        });
    }

    fn key(&self, item: &LineItem) -> FocusKey {
        let line = &item.line;
        let meaning = &line.meaning;
        let category = match meaning.charge {
            "usage" | "savings_plan_covered" | "discounted" => "Usage",
            "credit" | "discount" => "Credit",
            "tax" => "Tax",
            "fee" => "Purchase",
            _ => "Adjustment",
        };
        let commitment = match meaning.charge {
            "savings_plan_covered" => Some("Spend"),
            "discounted" => Some("Usage"),
            _ => None,
        };
        let has_usage_type = line.usage_type.is_some() && self.table.has_usage_type(line.product.sku.is_some());
        let telling = if has_usage_type {
            Telling::UsageType
        } else if matches!(meaning.charge, "usage" | "savings_plan_covered") && TOLD_BY_TEXT.contains(&meaning.meter) {
            Telling::Text
        } else {
            Telling::Nothing
        };
        let region = if has_usage_type { meaning.region.clone() } else { texts::region(line).cloned() };
        FocusKey {
            product_code: line.product_code.clone(),
            meter: meaning.meter,
            category,
            commitment,
            region,
            telling,
        }
    }

    /// The sum of the rows that `wanted` picks.
    #[must_use]
    pub fn sum_of(&self, wanted: impl Fn(&FocusKey) -> bool) -> FocusSums {
        let mut total = FocusSums::default();
        for (_, sums) in self.meters.iter().filter(|(key, _)| wanted(key)) {
            total.merge(sums);
        }
        total
    }

    /// The sum of all rows of the selected products.
    #[must_use]
    pub fn total(&self) -> FocusSums {
        self.sum_of(|_| true)
    }
}

impl FocusSums {
    /// Adds other rows.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.quantity += other.quantity;
        self.effective += other.effective;
        self.billed += other.billed;
        self.list += other.list;
    }
}

/// Is its money in other rows of FOCUS: that of a negation, and of a discount that the net costs hold?
fn is_folded(item: &LineItem) -> bool {
    match item.line.meaning.charge {
        "savings_plan_negation" => true,
        "discount" => item.worth.net_amortized == Some(Amount::ZERO),
        _ => false,
    }
}
