//! The columns of FOCUS as AWS exports them, and what a row holds in each.

use std::borrow::Cow;

use self::FocusField as F;
use super::names::{V1_0, V1_2};
use super::row::FocusRow;
use super::table::{FocusTable, FocusVersion};
use super::texts;
use crate::amount::Amount;
use crate::field::Sort::Text;
use crate::field::{Cell, Field, Sort, Texts};
use crate::item::Tag;

/// What AWS calls itself where it sells and where it invoices.
const SELLER: &str = "Amazon Web Services, Inc.";
/// Key of our cost category in `x_CostCategories`, and in `Tags` of 1.2 (*dictionary*, migration).
const COST_CATEGORY: &str = "Charge type";
const COST_CATEGORY_TAG: &str = "aws:tags:CostCategory/Charge type";
/// Key of a negotiated discount in `x_Discounts`: the CUR's. *Unverified*: the *dictionary* tells only the types.
const DISCOUNT: &str = "edp_discount";
/// Columns that AWS's Parquet has as required; an empty text stands for nothing. Seen in 1.0; *unverified* for 1.2.
const REQUIRED: [&str; 5] = ["ChargeCategory", "ChargeFrequency", "RegionId", "RegionName", "ServiceCategory"];

/// A field of a row of FOCUS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FocusField {
    /// A column that AWS exports and that our rows leave empty.
    Nothing(Sort),
    AvailabilityZone,
    BilledCost,
    BillingAccountId,
    BillingAccountName,
    BillingAccountType,
    BillingPeriodEnd,
    BillingPeriodStart,
    ChargeCategory,
    ChargeClass,
    ChargeDescription,
    ChargeFrequency,
    ChargePeriodEnd,
    ChargePeriodStart,
    CommitmentDiscountCategory,
    CommitmentDiscountId,
    CommitmentDiscountQuantity,
    CommitmentDiscountStatus,
    CommitmentDiscountType,
    CommitmentDiscountUnit,
    ConsumedQuantity,
    ConsumedUnit,
    ContractedCost,
    ContractedUnitPrice,
    CostCategories,
    /// The bill's currency, which is the pricing currency too.
    Currency,
    Discounts,
    EffectiveCost,
    InvoiceId,
    ListCost,
    ListUnitPrice,
    Operation,
    PricingCategory,
    PricingQuantity,
    PricingUnit,
    ProviderName,
    RegionId,
    RegionName,
    ResourceId,
    ResourceType,
    /// AWS as publisher and as issuer of the invoice.
    Seller,
    ServiceCategory,
    ServiceCode,
    ServiceName,
    ServiceSubcategory,
    SkuId,
    SkuMeter,
    SkuPriceDetails,
    SkuPriceId,
    SubAccountId,
    SubAccountName,
    SubAccountType,
    Tags,
    /// `Tags` of 1.2: with cost categories.
    TagsAndCategories,
    UsageType,
}

/// The columns of a table: names, fields, and whether Parquet requires them.
pub(crate) fn columns(table: FocusTable) -> Vec<(&'static str, Field, bool)> {
    let all = match table.version {
        FocusVersion::V1_0 => V1_0.as_slice(),
        FocusVersion::V1_2 => V1_2.as_slice(),
    };
    all.iter()
        .filter(|(name, _)| table.aws_columns || !name.starts_with("x_"))
        .map(|(name, field)| {
            let field = match field {
                F::Nothing(sort) => Field::Empty(*sort),
                F::SkuMeter if !table.sku_meter => Field::Empty(Text),
                field => Field::Focus(*field),
            };
            (*name, field, REQUIRED.contains(name))
        })
        .collect()
}

impl FocusField {
    pub(crate) fn sort(self) -> Sort {
        match self {
            F::Nothing(sort) => sort,
            F::BillingPeriodStart | F::BillingPeriodEnd | F::ChargePeriodStart | F::ChargePeriodEnd => Sort::Time,
            F::BilledCost
            | F::EffectiveCost
            | F::ListCost
            | F::ContractedCost
            | F::ListUnitPrice
            | F::ContractedUnitPrice
            | F::PricingQuantity
            | F::ConsumedQuantity
            | F::CommitmentDiscountQuantity => Sort::Number,
            F::Tags | F::TagsAndCategories | F::CostCategories | F::SkuPriceDetails => Sort::Texts,
            F::Discounts => Sort::Numbers,
            _ => Text,
        }
    }

    /// What `row` holds in this field.
    pub(crate) fn of(self, row: &FocusRow) -> Cell<'_> {
        let bill = &row.line.bill;
        match self {
            F::BillingPeriodStart => Cell::Time(bill.period_start),
            F::BillingPeriodEnd => Cell::Time(bill.period_end),
            F::ChargePeriodStart => Cell::Time(row.charge_period.0),
            F::ChargePeriodEnd => Cell::Time(row.charge_period.1),
            F::Tags => Cell::Texts(tags(row)),
            F::TagsAndCategories => {
                let mut all = tags(row);
                all.extend(row.line.cost_category.as_deref().map(|value| (COST_CATEGORY_TAG, Cow::Borrowed(value))));
                Cell::Texts(all)
            }
            F::CostCategories => {
                let category = row.line.cost_category.as_deref();
                Cell::Texts(category.map(|value| (COST_CATEGORY, Cow::Borrowed(value))).into_iter().collect())
            }
            F::SkuPriceDetails => {
                let instance = row.line.product.instance_type.as_deref();
                Cell::Texts(instance.map(|value| ("InstanceType", Cow::Borrowed(value))).into_iter().collect())
            }
            F::Discounts => Cell::Numbers(row.discount.map(|amount| (DISCOUNT, amount)).into_iter().collect()),
            F::ChargeDescription => made(texts::description(&row.line)),
            F::PricingUnit if row.pricing_quantity.is_some() => texts::unit(&row.line).map_or(Cell::Null, made),
            F::ConsumedUnit if row.consumed_quantity.is_some() => texts::unit(&row.line).map_or(Cell::Null, made),
            _ if self.sort() == Sort::Number => self.number(row).map_or(Cell::Null, Cell::Number),
            _ => self.text(row).map_or(Cell::Null, Cell::Text),
        }
    }

    fn number(self, row: &FocusRow) -> Option<Amount> {
        match self {
            F::BilledCost => Some(row.billed),
            F::EffectiveCost => Some(row.effective),
            F::ListCost => Some(row.list),
            F::ContractedCost => Some(row.contracted),
            F::ListUnitPrice => row.list_unit_price,
            F::ContractedUnitPrice => row.contracted_unit_price,
            F::PricingQuantity => row.pricing_quantity,
            F::ConsumedQuantity => row.consumed_quantity,
            F::CommitmentDiscountQuantity => row.commitment.as_ref().map(|commitment| commitment.quantity),
            _ => None,
        }
    }

    fn text(self, row: &FocusRow) -> Option<&str> {
        let line = &*row.line;
        match self {
            F::AvailabilityZone => line.availability_zone.as_deref(),
            F::BillingAccountId => Some(&line.bill.payer_account_id),
            F::BillingAccountName => Some(&line.bill.payer_account_name),
            // *notes*; *unverified* for AWS's own exports, as is the type of a sub account.
            F::BillingAccountType => Some("Payer Account"),
            F::SubAccountType => Some("Linked Account"),
            F::Currency => Some(&line.bill.currency),
            F::InvoiceId => row.invoice_id.as_deref(),
            F::Seller => Some(SELLER),
            F::ProviderName => Some("AWS"),
            F::SubAccountId => Some(&line.account_id),
            F::SubAccountName => Some(&line.account_name),
            F::RegionId => texts::region(line).map(AsRef::as_ref),
            F::RegionName => line.product.location.as_deref(),
            F::ResourceId => row.resource_id.as_deref(),
            F::ServiceName => Some(texts::service_name(line)),
            F::ServiceCategory => Some(texts::service_category(line).0),
            F::ServiceSubcategory => Some(texts::service_category(line).1),
            // *sample*: the first part of an EC2 instance's or volume's id, nothing for functions and APIs.
            F::ResourceType => resource_type(row),
            F::Operation => line.operation.as_deref(),
            F::ServiceCode => Some(&line.product_code),
            F::UsageType => line.usage_type.as_deref(),
            _ => self.priced_text(row),
        }
    }

    fn priced_text(self, row: &FocusRow) -> Option<&str> {
        let line = &*row.line;
        let commitment = row.commitment.as_ref();
        match self {
            F::ChargeCategory => Some(row.category),
            F::ChargeClass => row.class,
            F::ChargeFrequency => Some(row.frequency),
            F::PricingCategory => row.pricing_category,
            F::CommitmentDiscountId => commitment.map(|commitment| commitment.id.as_ref()),
            F::CommitmentDiscountCategory => commitment.map(|commitment| commitment.category),
            F::CommitmentDiscountType => commitment.map(|commitment| commitment.kind),
            F::CommitmentDiscountStatus => commitment.and_then(|commitment| commitment.status),
            // *spec*, examples: a spend is measured in the currency.
            F::CommitmentDiscountUnit => {
                commitment.map(|commitment| if commitment.category == "Spend" { &*line.bill.currency } else { "Hours" })
            }
            F::SkuId => line.product.sku.as_deref(),
            // *spec*: without an SKU there is no meter.
            F::SkuMeter => line.product.sku.as_ref().and(line.usage_type.as_deref()),
            F::SkuPriceId => line.pricing.rate_code.as_deref().filter(|_| row.list_unit_price.is_some()),
            _ => None,
        }
    }
}

/// Tags by key; only resources have some.
fn tags(row: &FocusRow) -> Texts<'_> {
    let mut all: Texts<'_> =
        row.line.tags.iter().map(|(tag, value): &(Tag, _)| (tag.focus_key(), Cow::Borrowed(value.as_ref()))).collect();
    all.sort_by_key(|(key, _)| *key);
    all
}

fn resource_type(row: &FocusRow) -> Option<&'static str> {
    let id = row.resource_id.as_deref()?;
    [("i-", "instance"), ("vol-", "volume")].iter().find(|(start, _)| id.starts_with(start)).map(|(_, kind)| *kind)
}

fn made(text: Cow<'_, str>) -> Cell<'_> {
    match text {
        Cow::Borrowed(text) => Cell::Text(text),
        Cow::Owned(text) => Cell::Made(text),
    }
}
