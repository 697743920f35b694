//! The columns that are read, by their names.

use super::role::{Number, Role, Text, Time};

/// A column of the tables below.
#[derive(Debug)]
pub(crate) struct Known {
    /// The name with only letters and digits, in lower case.
    pub(crate) word: &'static str,
    /// What the column is.
    pub(crate) role: Role,
    /// The name in legacy CSV, for messages.
    pub(crate) legacy: &'static str,
    /// The name everywhere else, for messages.
    pub(crate) snake: &'static str,
    /// Nothing can be said of a file without it.
    pub(crate) required: bool,
}

impl Known {
    /// The name in a file whose names are written `category/Name`, or are not.
    pub(crate) const fn name(&self, slashed: bool) -> &'static str {
        if slashed { self.legacy } else { self.snake }
    }
}

/// Which of the two tables the columns of a file are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Family {
    /// Cost and Usage Reports, legacy and 2.0.
    #[default]
    Cur,
    /// FOCUS, with columns of AWS and without.
    Focus,
}

impl Family {
    /// Both of them.
    const ALL: [Self; 2] = [Self::Cur, Self::Focus];

    /// Its columns. Where several are the same to us, the first one that is there is read.
    pub(crate) const fn table(self) -> &'static [Known] {
        match self {
            Self::Cur => CUR,
            Self::Focus => FOCUS,
        }
    }

    /// The family that most of these names are of.
    pub(crate) fn of<'a>(names: &(impl Iterator<Item = &'a str> + Clone)) -> Self {
        let count = |family: &Self| names.clone().filter(|name| family.knows(name)).count();
        let [cur, focus] = Self::ALL;
        if count(&focus) > count(&cur) { focus } else { cur }
    }

    /// The place in the table of a column of this name.
    pub(crate) fn find(self, name: &str) -> Option<usize> {
        let word = word(name);
        self.table().iter().position(|known| known.word == word)
    }

    /// Is this the name of a column of the family?
    pub(crate) fn knows(self, name: &str) -> bool {
        self.find(name).is_some()
    }
}

/// Is this the name of a column that is read?
pub(crate) fn is_known(name: &str) -> bool {
    Family::ALL.into_iter().any(|family| family.knows(name))
}

/// The name with only letters and digits, in lower case.
pub(crate) fn word(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

const fn known(role: Role, required: bool, word: &'static str, legacy: &'static str, snake: &'static str) -> Known {
    Known { word, role, legacy, snake, required }
}

const fn focus(role: Role, required: bool, word: &'static str, name: &'static str) -> Known {
    Known { word, role, legacy: name, snake: name, required }
}

/// Columns of Cost and Usage Reports. Source of the names: `docs/domain.md`, formats.
#[rustfmt::skip]
const CUR: &[Known] = &[
    known(Role::Text(Text::LineItemType), true, "lineitemlineitemtype", "lineItem/LineItemType", "line_item_line_item_type"),
    known(Role::Text(Text::ProductCode), true, "lineitemproductcode", "lineItem/ProductCode", "line_item_product_code"),
    known(Role::Text(Text::UsageType), true, "lineitemusagetype", "lineItem/UsageType", "line_item_usage_type"),
    known(Role::Number(Number::UsageAmount), true, "lineitemusageamount", "lineItem/UsageAmount", "line_item_usage_amount"),
    known(Role::Number(Number::UnblendedCost), true, "lineitemunblendedcost", "lineItem/UnblendedCost", "line_item_unblended_cost"),
    known(Role::Time(Time::UsageStart), true, "lineitemusagestartdate", "lineItem/UsageStartDate", "line_item_usage_start_date"),
    known(Role::Time(Time::UsageEnd), false, "lineitemusageenddate", "lineItem/UsageEndDate", "line_item_usage_end_date"),
    known(Role::Time(Time::BillingPeriodStart), false, "billbillingperiodstartdate", "bill/BillingPeriodStartDate", "bill_billing_period_start_date"),
    known(Role::Interval, false, "identitytimeinterval", "identity/TimeInterval", "identity_time_interval"),
    known(Role::LineItemId, false, "identitylineitemid", "identity/LineItemId", "identity_line_item_id"),
    known(Role::Text(Text::Payer), false, "billpayeraccountid", "bill/PayerAccountId", "bill_payer_account_id"),
    known(Role::Text(Text::Account), false, "lineitemusageaccountid", "lineItem/UsageAccountId", "line_item_usage_account_id"),
    known(Role::Text(Text::Operation), false, "lineitemoperation", "lineItem/Operation", "line_item_operation"),
    known(Role::Text(Text::ResourceId), false, "lineitemresourceid", "lineItem/ResourceId", "line_item_resource_id"),
    known(Role::Text(Text::RegionCode), false, "productregioncode", "product/regionCode", "product_region_code"),
    known(Role::Text(Text::ProductRegion), false, "productregion", "product/region", "product_region"),
    known(Role::Text(Text::ServiceCode), false, "productservicecode", "product/servicecode", "product_servicecode"),
    known(Role::Text(Text::Currency), false, "lineitemcurrencycode", "lineItem/CurrencyCode", "line_item_currency_code"),
    known(Role::Text(Text::UnblendedRate), false, "lineitemunblendedrate", "lineItem/UnblendedRate", "line_item_unblended_rate"),
    known(Role::Text(Text::RateCode), false, "pricingratecode", "pricing/RateCode", "pricing_rate_code"),
    known(Role::Text(Text::Description), false, "lineitemlineitemdescription", "lineItem/LineItemDescription", "line_item_line_item_description"),
    known(Role::Text(Text::InvoiceId), false, "billinvoiceid", "bill/InvoiceId", "bill_invoice_id"),
    known(Role::Text(Text::ReservationArn), false, "reservationreservationarn", "reservation/ReservationARN", "reservation_reservation_a_r_n"),
    known(Role::Number(Number::NetUnblendedCost), false, "lineitemnetunblendedcost", "lineItem/NetUnblendedCost", "line_item_net_unblended_cost"),
    known(Role::Number(Number::PublicOnDemandCost), false, "pricingpublicondemandcost", "pricing/publicOnDemandCost", "pricing_public_on_demand_cost"),
    known(Role::Number(Number::SavingsPlanEffectiveCost), false, "savingsplansavingsplaneffectivecost", "savingsPlan/SavingsPlanEffectiveCost", "savings_plan_savings_plan_effective_cost"),
    known(Role::Number(Number::NetSavingsPlanEffectiveCost), false, "savingsplannetsavingsplaneffectivecost", "savingsPlan/NetSavingsPlanEffectiveCost", "savings_plan_net_savings_plan_effective_cost"),
    known(Role::Number(Number::SavingsPlanTotalCommitment), false, "savingsplantotalcommitmenttodate", "savingsPlan/TotalCommitmentToDate", "savings_plan_total_commitment_to_date"),
    known(Role::Number(Number::SavingsPlanUsedCommitment), false, "savingsplanusedcommitment", "savingsPlan/UsedCommitment", "savings_plan_used_commitment"),
    known(Role::Number(Number::ReservationEffectiveCost), false, "reservationeffectivecost", "reservation/EffectiveCost", "reservation_effective_cost"),
    known(Role::Number(Number::NetReservationEffectiveCost), false, "reservationneteffectivecost", "reservation/NetEffectiveCost", "reservation_net_effective_cost"),
    known(Role::Number(Number::ReservationUnusedUpfront), false, "reservationunusedamortizedupfrontfeeforbillingperiod", "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod", "reservation_unused_amortized_upfront_fee_for_billing_period"),
    known(Role::Number(Number::NetReservationUnusedUpfront), false, "reservationnetunusedamortizedupfrontfeeforbillingperiod", "reservation/NetUnusedAmortizedUpfrontFeeForBillingPeriod", "reservation_net_unused_amortized_upfront_fee_for_billing_period"),
    known(Role::Number(Number::ReservationUnusedRecurring), false, "reservationunusedrecurringfee", "reservation/UnusedRecurringFee", "reservation_unused_recurring_fee"),
    known(Role::Number(Number::NetReservationUnusedRecurring), false, "reservationnetunusedrecurringfee", "reservation/NetUnusedRecurringFee", "reservation_net_unused_recurring_fee"),
    known(Role::ProductMap, false, "product", "product", "product"),
];

/// Columns of FOCUS. Source of the names and of what they are to a Cost and Usage Report: `docs/domain.md` §7.7.
#[rustfmt::skip]
const FOCUS: &[Known] = &[
    focus(Role::Text(Text::LineItemType), true, "chargecategory", "ChargeCategory"),
    focus(Role::Text(Text::ProductCode), true, "xservicecode", "x_ServiceCode"),
    focus(Role::Text(Text::ServiceName), false, "servicename", "ServiceName"),
    focus(Role::Number(Number::EffectiveCost), true, "effectivecost", "EffectiveCost"),
    focus(Role::Number(Number::UsageAmount), true, "consumedquantity", "ConsumedQuantity"),
    focus(Role::Number(Number::PricingQuantity), false, "pricingquantity", "PricingQuantity"),
    focus(Role::Time(Time::UsageStart), true, "chargeperiodstart", "ChargePeriodStart"),
    focus(Role::Time(Time::UsageEnd), false, "chargeperiodend", "ChargePeriodEnd"),
    focus(Role::Time(Time::BillingPeriodStart), false, "billingperiodstart", "BillingPeriodStart"),
    focus(Role::Text(Text::Payer), false, "billingaccountid", "BillingAccountId"),
    focus(Role::Text(Text::Account), false, "subaccountid", "SubAccountId"),
    focus(Role::Text(Text::UsageType), false, "xusagetype", "x_UsageType"),
    focus(Role::Text(Text::SkuMeter), false, "skumeter", "SkuMeter"),
    focus(Role::Text(Text::Operation), false, "xoperation", "x_Operation"),
    focus(Role::Text(Text::ResourceId), false, "resourceid", "ResourceId"),
    focus(Role::Text(Text::RegionCode), false, "regionid", "RegionId"),
    focus(Role::Text(Text::Currency), false, "billingcurrency", "BillingCurrency"),
    focus(Role::Text(Text::UnblendedRate), false, "listunitprice", "ListUnitPrice"),
    focus(Role::Text(Text::UnblendedRate), false, "contractedunitprice", "ContractedUnitPrice"),
    focus(Role::Text(Text::RateCode), false, "skupriceid", "SkuPriceId"),
    focus(Role::Text(Text::Description), false, "chargedescription", "ChargeDescription"),
    focus(Role::Text(Text::InvoiceId), false, "invoiceid", "InvoiceId"),
    focus(Role::Text(Text::ChargeClass), false, "chargeclass", "ChargeClass"),
    focus(Role::Text(Text::CommitmentStatus), false, "commitmentdiscountstatus", "CommitmentDiscountStatus"),
    focus(Role::Text(Text::CommitmentKind), false, "commitmentdiscountcategory", "CommitmentDiscountCategory"),
    focus(Role::Text(Text::CommitmentKind), false, "commitmentdiscounttype", "CommitmentDiscountType"),
    focus(Role::Text(Text::PricingCategory), false, "pricingcategory", "PricingCategory"),
    focus(Role::Text(Text::Unit), false, "consumedunit", "ConsumedUnit"),
    focus(Role::Text(Text::Unit), false, "pricingunit", "PricingUnit"),
    focus(Role::Number(Number::BilledCost), false, "billedcost", "BilledCost"),
    focus(Role::Number(Number::ListCost), false, "listcost", "ListCost"),
];

/// What takes another's place where that is not there: FOCUS without columns of AWS tells a product by the service's name,
/// and an export may have left the consumed quantity out.
pub(crate) const STAND_INS: [(Role, Role); 2] = [
    (Role::Text(Text::ServiceName), Role::Text(Text::ProductCode)),
    (Role::Number(Number::PricingQuantity), Role::Number(Number::UsageAmount)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_spells_the_same_words() {
        for known in Family::ALL.into_iter().flat_map(Family::table) {
            assert_eq!(word(known.legacy), known.word, "{}", known.legacy);
            assert_eq!(word(known.snake), known.word, "{}", known.snake);
            assert!(is_known(known.legacy) && is_known(known.snake));
        }
    }

    #[test]
    fn no_word_stands_twice() {
        let all: Vec<_> = Family::ALL.into_iter().flat_map(Family::table).map(|known| known.word).collect();
        for (at, word) in all.iter().enumerate() {
            assert!(!all[..at].contains(word), "{word}");
        }
    }

    #[test]
    fn columns_are_counted_right() {
        let roles = Family::ALL.into_iter().flat_map(Family::table).map(|known| known.role);
        let (mut texts, mut numbers, mut times) = ([false; Text::COUNT], [false; Number::COUNT], [false; Time::COUNT]);
        for role in roles {
            match role {
                Role::Text(text) => texts[text.index()] = true,
                Role::Number(number) => numbers[number.index()] = true,
                Role::Time(time) => times[time.index()] = true,
                Role::Interval | Role::LineItemId | Role::ProductMap => {}
            }
        }
        // What comes out of many columns, or out of a map, is in no table.
        texts[Text::Tags.index()] = true;
        assert!(texts.iter().chain(&numbers).chain(&times).all(|used| *used));
    }

    #[test]
    fn most_names_decide_the_family() {
        assert_eq!(Family::of(&["BilledCost", "ChargePeriodStart", "name"].into_iter()), Family::Focus);
        assert_eq!(Family::of(&["lineItem/UsageType", "x"].into_iter()), Family::Cur);
        assert_eq!(Family::of(&["name"].into_iter()), Family::Cur);
    }
}
