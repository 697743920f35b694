//! The columns of all layouts as one set of fields: what a line item holds in each.

use std::borrow::Cow;

use crate::amount::Amount;
use crate::focus::FocusField;
use crate::item::{LineItem, Product, Tag};
use crate::time::Time;

/// What sort of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Text,
    Number,
    Time,
    /// Texts by key.
    Texts,
    /// Numbers by key.
    Numbers,
}

/// A field of a line item, whatever a layout calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// A column that real exports have and that our rows leave empty.
    Empty(Sort),
    LineItemId,
    TimeInterval,
    InvoiceId,
    BillingEntity,
    InvoicingEntity,
    BillType,
    PayerAccountId,
    PayerAccountName,
    PeriodStart,
    PeriodEnd,
    UsageAccountId,
    UsageAccountName,
    LineItemType,
    UsageStart,
    UsageEnd,
    ProductCode,
    UsageType,
    Operation,
    AvailabilityZone,
    ResourceId,
    UsageAmount,
    Currency,
    UnblendedRate,
    UnblendedCost,
    NetUnblendedRate,
    NetUnblendedCost,
    Description,
    TaxType,
    LegalEntity,
    Servicecode,
    Family,
    RegionCode,
    ProductUsageType,
    ProductOperation,
    Sku,
    InstanceType,
    Location,
    /// An entry of the product map.
    Attribute(&'static str),
    /// The whole product map.
    ProductMap,
    PublicCost,
    PublicRate,
    Term,
    Unit,
    RateCode,
    RateId,
    PricingCurrency,
    ReservationArn,
    ReservationCost,
    ReservationNetCost,
    SubscriptionId,
    PlanArn,
    PlanRate,
    PlanCost,
    PlanNetCost,
    PlanCommitment,
    PlanUsed,
    PlanOffering,
    PlanPayment,
    PlanTerm,
    PlanStart,
    PlanEnd,
    TotalDiscount,
    /// The whole discount map.
    DiscountMap,
    Tag(Tag),
    /// The whole resource tag map.
    TagMap,
    CostCategory,
    CostCategoryMap,
    /// A field of a row of FOCUS; a line item has nothing in it.
    Focus(FocusField),
}

/// Texts by key, sorted by key.
pub(crate) type Texts<'a> = Vec<(&'static str, Cow<'a, str>)>;

/// What a line item holds in a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Text(&'a str),
    /// A text that was put together.
    Made(String),
    Span(Time, Time),
    Number(Amount),
    Time(Time),
    Texts(Texts<'a>),
    Numbers(Vec<(&'static str, Amount)>),
}

impl Field {
    pub(crate) fn sort(self) -> Sort {
        match self {
            Self::Empty(sort) => sort,
            Self::PeriodStart | Self::PeriodEnd | Self::UsageStart | Self::UsageEnd => Sort::Time,
            Self::UsageAmount
            | Self::UnblendedCost
            | Self::NetUnblendedCost
            | Self::PublicCost
            | Self::ReservationCost
            | Self::ReservationNetCost
            | Self::PlanRate
            | Self::PlanCost
            | Self::PlanNetCost
            | Self::PlanCommitment
            | Self::PlanUsed
            | Self::TotalDiscount => Sort::Number,
            Self::ProductMap | Self::TagMap | Self::CostCategoryMap => Sort::Texts,
            Self::DiscountMap => Sort::Numbers,
            Self::Focus(field) => field.sort(),
            _ => Sort::Text,
        }
    }

    /// What `item` holds in this field.
    pub(crate) fn of(self, item: &LineItem) -> Cell<'_> {
        let line = &*item.line;
        match self {
            Self::Empty(_) => Cell::Null,
            Self::TimeInterval => Cell::Span(item.interval.0, item.interval.1),
            Self::PeriodStart => Cell::Time(line.bill.period_start),
            Self::PeriodEnd => Cell::Time(line.bill.period_end),
            Self::UsageStart => Cell::Time(item.usage_start),
            Self::UsageEnd => Cell::Time(item.usage_end),
            Self::ProductMap => texts(line.product.map.iter().map(|(key, value)| (*key, value))),
            Self::TagMap => texts(line.tags.iter().map(|(tag, value)| (tag.key(), value))),
            Self::CostCategoryMap => texts(line.cost_category.iter().map(|value| ("charge_type", value))),
            Self::DiscountMap => {
                Cell::Numbers(item.total_discount.map(|amount| ("edp_discount", amount)).into_iter().collect())
            }
            _ if self.sort() == Sort::Number => self.number(item).map_or(Cell::Null, Cell::Number),
            _ => self.text(item).map_or(Cell::Null, Cell::Text),
        }
    }

    fn number(self, item: &LineItem) -> Option<Amount> {
        let plan = item.line.savings_plan.as_ref();
        match self {
            Self::UsageAmount => Some(item.usage_amount),
            Self::UnblendedCost => Some(item.unblended_cost),
            Self::NetUnblendedCost => item.net_unblended_cost,
            Self::PublicCost => item.public_on_demand_cost,
            Self::ReservationCost => item.reservation_effective_cost.map(|(cost, _)| cost),
            Self::ReservationNetCost => item.reservation_effective_cost.and_then(|(_, net)| net),
            Self::PlanRate => plan.and_then(|plan| plan.rate),
            Self::PlanCost => item.plan_effective_cost.map(|(cost, _)| cost),
            Self::PlanNetCost => item.plan_effective_cost.and_then(|(_, net)| net),
            Self::PlanCommitment => item.plan_commitment.map(|(total, _)| total),
            Self::PlanUsed => item.plan_commitment.map(|(_, used)| used),
            Self::TotalDiscount => item.total_discount,
            _ => None,
        }
    }

    fn text(self, item: &LineItem) -> Option<&str> {
        let line = &*item.line;
        match self {
            Self::LineItemId => Some(&line.line_item_id),
            Self::InvoiceId => item.invoice_id.as_deref(),
            Self::BillingEntity => Some("AWS"),
            Self::InvoicingEntity | Self::LegalEntity => Some("Amazon Web Services, Inc."),
            Self::BillType => Some(line.bill_type),
            Self::PayerAccountId => Some(&line.bill.payer_account_id),
            Self::PayerAccountName => Some(&line.bill.payer_account_name),
            Self::UsageAccountId => Some(&line.account_id),
            Self::UsageAccountName => Some(&line.account_name),
            Self::LineItemType => Some(&line.line_item_type),
            Self::ProductCode => Some(&line.product_code),
            Self::UsageType => line.usage_type.as_deref(),
            Self::Operation => line.operation.as_deref(),
            Self::AvailabilityZone => line.availability_zone.as_deref(),
            Self::ResourceId => line.resource_id.as_deref(),
            Self::Currency => Some(&line.bill.currency),
            Self::UnblendedRate => line.unblended_rate.as_deref(),
            Self::NetUnblendedRate => line.net_unblended_rate.as_deref(),
            Self::Description => Some(&line.description),
            Self::TaxType => line.tax_type.as_deref(),
            Self::CostCategory => line.cost_category.as_deref(),
            Self::Tag(wanted) => line.tags.iter().find(|(tag, _)| *tag == wanted).map(|(_, value)| value.as_ref()),
            Self::SubscriptionId => line.subscription_id.as_deref(),
            Self::ReservationArn => line.reservation.as_ref().map(|reservation| reservation.arn.as_ref()),
            _ => self.product_text(&line.product).or_else(|| self.pricing_text(item)),
        }
    }

    fn product_text(self, product: &Product) -> Option<&str> {
        match self {
            Self::Servicecode => product.servicecode.as_deref(),
            Self::Family => product.family.as_deref(),
            Self::RegionCode => product.region_code.as_deref(),
            Self::ProductUsageType => product.usage_type.as_deref(),
            Self::ProductOperation => product.operation.as_deref(),
            Self::Sku => product.sku.as_deref(),
            Self::InstanceType => product.instance_type.as_deref(),
            Self::Location => product.location.as_deref(),
            Self::Attribute(wanted) => {
                product.map.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value.as_ref())
            }
            _ => None,
        }
    }

    fn pricing_text(self, item: &LineItem) -> Option<&str> {
        let line = &*item.line;
        let plan = line.savings_plan.as_ref();
        match self {
            Self::PublicRate => line.pricing.public_rate.as_deref(),
            Self::Term => line.pricing.term.as_deref(),
            Self::Unit => line.pricing.unit.as_deref(),
            Self::RateCode => line.pricing.rate_code.as_deref(),
            Self::RateId => line.pricing.rate_id.as_deref(),
            Self::PricingCurrency => Some(&line.bill.currency),
            Self::PlanArn => plan.map(|plan| plan.arn.as_ref()),
            Self::PlanOffering => plan.map(|plan| plan.offering_type),
            Self::PlanPayment => plan.map(|plan| plan.payment_option),
            Self::PlanTerm => plan.map(|plan| plan.purchase_term),
            Self::PlanStart => plan.map(|plan| plan.start),
            Self::PlanEnd => plan.map(|plan| plan.end),
            _ => None,
        }
    }
}

fn texts<'a>(entries: impl Iterator<Item = (&'static str, &'a Cow<'static, str>)>) -> Cell<'a> {
    Cell::Texts(entries.map(|(key, value)| (key, Cow::Borrowed(value.as_ref()))).collect())
}

/// Appends a JSON object of texts, or of numbers, as CUR 2.0's CSV holds maps.
pub(crate) fn push_json(cell: &Cell<'_>, out: &mut String) {
    let object: serde_json::Map<String, serde_json::Value> = match cell {
        Cell::Texts(entries) => {
            entries.iter().map(|(key, value)| ((*key).to_owned(), serde_json::Value::from(value.as_ref()))).collect()
        }
        Cell::Numbers(entries) => {
            entries.iter().map(|(key, value)| ((*key).to_owned(), serde_json::Value::from(value.to_f64()))).collect()
        }
        _ => return,
    };
    out.push_str(&serde_json::Value::Object(object).to_string());
}
