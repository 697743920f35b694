//! One logical line item: everything that any layout writes of it, and what the scenario meant by it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::amount::Amount;
use crate::behaviour::Behaviour;
use crate::time::Time;

/// A text of a bill: mostly one of ours, sometimes made.
pub type Text = Cow<'static, str>;

/// What all line items of a bill share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// `bill_payer_account_id`.
    pub payer_account_id: Text,
    /// `bill_payer_account_name` (CUR 2.0 only).
    pub payer_account_name: Text,
    /// `line_item_currency_code`.
    pub currency: Text,
    /// First moment of the billing period.
    pub period_start: Time,
    /// First moment after the billing period.
    pub period_end: Time,
}

/// What all line items of one charge share, hour after hour: its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `identity_line_item_id`: the same in every hour; unique together with the interval.
    pub line_item_id: Text,
    /// The bill it stands in.
    pub bill: Arc<Bill>,
    /// `bill_bill_type`: `Anniversary`, `Purchase`, `Refund`.
    pub bill_type: &'static str,
    /// `line_item_usage_account_id`.
    pub account_id: Text,
    /// `line_item_usage_account_name` (CUR 2.0 only).
    pub account_name: Text,
    /// `line_item_line_item_type`.
    pub line_item_type: Text,
    /// `line_item_product_code`.
    pub product_code: Text,
    /// `line_item_usage_type`.
    pub usage_type: Option<Text>,
    /// `line_item_operation`.
    pub operation: Option<Text>,
    /// `line_item_availability_zone`.
    pub availability_zone: Option<Text>,
    /// `line_item_resource_id`.
    pub resource_id: Option<Text>,
    /// `line_item_line_item_description`.
    pub description: Text,
    /// `line_item_tax_type`.
    pub tax_type: Option<Text>,
    /// `line_item_unblended_rate`, in dollars for one unit, as written.
    pub unblended_rate: Option<Text>,
    /// `line_item_net_unblended_rate`, as written.
    pub net_unblended_rate: Option<Text>,
    /// The `pricing_*` columns.
    pub pricing: Pricing,
    /// The `product_*` columns and the product map.
    pub product: Product,
    /// The Savings Plan of covered usage, negations and plan fees.
    pub savings_plan: Option<SavingsPlan>,
    /// The reservation of covered usage.
    pub reservation: Option<Reservation>,
    /// `reservation_subscription_id`: a number on plain on-demand rows too.
    pub subscription_id: Option<Text>,
    /// Resource tags and their values.
    pub tags: Vec<(Tag, Text)>,
    /// Cost category `Charge type`.
    pub cost_category: Option<Text>,
    /// What the scenario means by it.
    pub meaning: Meaning,
}

/// The `pricing_*` columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pricing {
    /// `pricing_term`: `OnDemand`, `Reserved`, or none (free tier, tax).
    pub term: Option<Text>,
    /// `pricing_unit`.
    pub unit: Option<Text>,
    /// `pricing_rate_code`: SKU, offer term and rate.
    pub rate_code: Option<Text>,
    /// `pricing_rate_id`.
    pub rate_id: Option<Text>,
    /// `pricing_public_on_demand_rate`, in dollars for one unit, as written.
    pub public_rate: Option<Text>,
}

/// The `product_*` columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// `product_servicecode`.
    pub servicecode: Option<Text>,
    /// `product_product_family`.
    pub family: Option<Text>,
    /// `product_region_code`.
    pub region_code: Option<Text>,
    /// `product_usagetype`.
    pub usage_type: Option<Text>,
    /// `product_operation`.
    pub operation: Option<Text>,
    /// `product_sku`.
    pub sku: Option<Text>,
    /// `product_instance_type`.
    pub instance_type: Option<Text>,
    /// `product_location`.
    pub location: Option<Text>,
    /// The entries of the CUR 2.0 `product` map (`product_name`, `region`, …), sorted by key. Legacy layouts write
    /// each in a column of its own.
    pub map: Vec<(&'static str, Text)>,
}

/// The texts of a Savings Plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavingsPlan {
    /// `savings_plan_savings_plan_a_r_n`.
    pub arn: Text,
    /// `savings_plan_savings_plan_rate`, dollars for one unit; none on fees.
    pub rate: Option<Amount>,
    /// `savings_plan_offering_type`.
    pub offering_type: &'static str,
    /// `savings_plan_payment_option`.
    pub payment_option: &'static str,
    /// `savings_plan_purchase_term`.
    pub purchase_term: &'static str,
    /// Start of the plan, as written.
    pub start: &'static str,
    /// End of the plan, as written.
    pub end: &'static str,
}

/// The texts of a reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    /// `reservation_reservation_a_r_n`.
    pub arn: Text,
}

/// A resource tag key that the month uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// `aws:createdBy`.
    CreatedBy,
    /// `user:CostCenter`.
    CostCenter,
    /// `user:Environment`.
    Environment,
    /// `user:Name`.
    Name,
    /// `user:Note`: free text, and people write anything into it.
    Note,
    /// `user:Team`.
    Team,
}

impl Tag {
    /// Every tag, sorted by key.
    pub const ALL: [Self; 6] =
        [Self::CreatedBy, Self::CostCenter, Self::Environment, Self::Name, Self::Note, Self::Team];

    /// The key in FOCUS' `Tags` map: a user's key as the user wrote it, AWS's own after `aws:`.
    #[must_use]
    pub const fn focus_key(self) -> &'static str {
        match self {
            Self::CreatedBy => "aws:createdBy",
            Self::CostCenter => "CostCenter",
            Self::Environment => "Environment",
            Self::Name => "Name",
            Self::Note => "Note",
            Self::Team => "Team",
        }
    }

    /// The key in CUR 2.0's `resource_tags` map.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::CreatedBy => "aws_created_by",
            Self::CostCenter => "user_cost_center",
            Self::Environment => "user_environment",
            Self::Name => "user_name",
            Self::Note => "user_note",
            Self::Team => "user_team",
        }
    }
}

/// What the scenario means by a line, for its known answer. Never written anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// One of the selected products (`AmazonApiGateway`, `AWSLambda`)?
    pub matched: bool,
    /// Name of the meter in the JSON contract.
    pub meter: &'static str,
    /// Name of the charge in the JSON contract.
    pub charge: &'static str,
    /// The Region that the row tells by its columns, ARN or prefix.
    pub region: Option<Text>,
    /// The API that a WebSocket row belongs to, or whose connections cause a Lambda row.
    pub api: Option<Arc<ApiKey>>,
    /// How the clients behind it behave.
    pub behaviour: Option<Behaviour>,
}

/// One API as the bill can tell it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiKey {
    /// Usage account.
    pub account: Text,
    /// Region of its ARN.
    pub region: Text,
    /// API id; none where the export was made without resource ids.
    pub api_id: Option<Text>,
    /// Stage; none where the bill names none.
    pub stage: Option<Text>,
}

/// One line item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineItem {
    /// Its texts.
    pub line: Arc<Line>,
    /// `identity_time_interval`: start and exclusive end.
    pub interval: (Time, Time),
    /// `line_item_usage_start_date`.
    pub usage_start: Time,
    /// `line_item_usage_end_date`, exclusive.
    pub usage_end: Time,
    /// `bill_invoice_id`: none until the month is final.
    pub invoice_id: Option<Arc<str>>,
    /// `line_item_usage_amount`, in the unit of the meter.
    pub usage_amount: Amount,
    /// `line_item_unblended_cost`, in the bill's currency (as every cost).
    pub unblended_cost: Amount,
    /// `line_item_net_unblended_cost`; none where the export has no net columns.
    pub net_unblended_cost: Option<Amount>,
    /// `pricing_public_on_demand_cost`; none on rows without a price (tax, credits, negations).
    pub public_on_demand_cost: Option<Amount>,
    /// `savings_plan_savings_plan_effective_cost` and its net form.
    pub plan_effective_cost: Option<(Amount, Option<Amount>)>,
    /// `savings_plan_total_commitment_to_date` and `savings_plan_used_commitment` of plan fees.
    pub plan_commitment: Option<(Amount, Amount)>,
    /// `reservation_effective_cost` and its net form.
    pub reservation_effective_cost: Option<(Amount, Option<Amount>)>,
    /// `discount_total_discount`: what the net columns leave out, negative.
    pub total_discount: Option<Amount>,
    /// What the scenario means by the numbers.
    pub worth: Worth,
}

/// The numbers of the known answer for one line item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Worth {
    /// Usage that counts: zero on charges that are not usage.
    pub quantity: Amount,
    /// Amortized cost.
    pub amortized: Amount,
    /// Net amortized cost; none where the export has no net columns.
    pub net_amortized: Option<Amount>,
    /// The part of the usage that idle connections caused.
    pub idle_quantity: Amount,
    /// The part of the unblended cost that idle connections caused, at this row's rate.
    pub idle_cost: Amount,
    /// What the invoice asks for it in the end: after every discount, and without what a commitment pays.
    pub billed: Amount,
    /// What its usage would cost at the public price of its own tier; `billed` where it has no price.
    pub list: Amount,
}
