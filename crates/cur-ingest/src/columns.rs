//! The columns that are read, and how their names are recognised in every layout.
//!
//! Legacy CSV writes `lineItem/UsageType`, legacy Parquet and CUR 2.0 write `line_item_usage_type`, Athena's rule turns
//! `savingsPlan/SavingsPlanARN` into `savings_plan_savings_plan_a_r_n`. With everything but letters and digits taken
//! out and in lower case all of them are the same word, so one table serves every layout.

/// Columns of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// Payer account id.
    Payer,
    /// Usage account id.
    Account,
    /// Line item type.
    LineItemType,
    /// Product code.
    ProductCode,
    /// Usage type.
    UsageType,
    /// Operation.
    Operation,
    /// Resource id.
    ResourceId,
    /// Region code (`product_region_code`, `product/regionCode`).
    RegionCode,
    /// The product attribute `region`: a key of the product map in CUR 2.0, a column of its own elsewhere.
    ProductRegion,
    /// Service code: `AWSDataTransfer` on transfer rows.
    ServiceCode,
    /// Currency code.
    Currency,
    /// Unblended rate, a decimal as text.
    UnblendedRate,
    /// Rate code: SKU, offer term, rate.
    RateCode,
    /// Description of the line item.
    Description,
    /// Invoice id, empty until the invoice is issued.
    InvoiceId,
    /// ARN of the reservation that covers the row.
    ReservationArn,
}

/// Columns of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Usage amount in the meter's own unit.
    UsageAmount,
    /// Unblended cost.
    UnblendedCost,
    /// Net unblended cost.
    NetUnblendedCost,
    /// Public on-demand cost.
    PublicOnDemandCost,
    /// Savings Plan effective cost.
    SavingsPlanEffectiveCost,
    /// Net Savings Plan effective cost.
    NetSavingsPlanEffectiveCost,
    /// Total Savings Plan commitment to date, on recurring fee rows.
    SavingsPlanTotalCommitment,
    /// Used Savings Plan commitment, on recurring fee rows.
    SavingsPlanUsedCommitment,
    /// Reservation effective cost.
    ReservationEffectiveCost,
    /// Net reservation effective cost.
    NetReservationEffectiveCost,
    /// Unused amortized upfront fee of a reservation, on fee rows.
    ReservationUnusedUpfront,
    /// Net of the same.
    NetReservationUnusedUpfront,
    /// Unused recurring fee of a reservation, on fee rows.
    ReservationUnusedRecurring,
    /// Net of the same.
    NetReservationUnusedRecurring,
}

/// Columns of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// Start of the billing period.
    BillingPeriodStart,
    /// Start of the usage, inclusive.
    UsageStart,
    /// End of the usage, exclusive.
    UsageEnd,
}

/// What a column of a file is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A column of text.
    Text(Text),
    /// A column of numbers.
    Number(Number),
    /// A column of times.
    Time(Time),
    /// `identity/TimeInterval`: `start/end`.
    Interval,
    /// `identity/LineItemId`; only used to notice repeated rows.
    LineItemId,
    /// CUR 2.0's `product` map, of which the key `region` is read.
    ProductMap,
}

impl Text {
    /// How many text columns there are.
    pub const COUNT: usize = 16;
    /// Position among the text columns.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl Number {
    /// How many number columns there are.
    pub const COUNT: usize = 14;
    /// Position among the number columns.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl Time {
    /// How many time columns there are.
    pub const COUNT: usize = 3;
    /// Position among the time columns.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A column of the table below.
#[derive(Debug)]
pub(crate) struct Known {
    /// The name with only letters and digits, in lower case.
    pub(crate) word: &'static str,
    /// What the column is.
    pub(crate) role: Role,
    /// The name in legacy CSV, for messages.
    pub(crate) legacy: &'static str,
    /// The name in CUR 2.0 and in Parquet, for messages.
    pub(crate) snake: &'static str,
    /// Nothing can be said of a file without it.
    pub(crate) required: bool,
}

const fn known(role: Role, required: bool, word: &'static str, legacy: &'static str, snake: &'static str) -> Known {
    Known { word, role, legacy, snake, required }
}

/// Every column that is read. Source of the names: `docs/domain.md`, formats.
#[rustfmt::skip]
pub(crate) const KNOWN: &[Known] = &[
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

/// The name with only letters and digits, in lower case.
pub(crate) fn word(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Which column of a file plays which role, and which of the file's columns are which layout's marks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    found: Vec<(Role, usize)>,
    slashed: bool,
    cur2: bool,
    focus: bool,
}

/// A file lacks a column that it cannot be read without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ColumnError {
    /// No column of a cost and usage report at all.
    NotAReport { there: String },
    /// FOCUS: recognised, but not read.
    Focus,
    /// Two columns are the same one to us, and hold what is counted.
    Twice { names: [String; 2] },
    /// Required columns are missing.
    Missing { missing: Vec<MissingColumn>, there: String },
}

/// A required column that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissingColumn {
    name: &'static str,
    nearest: Option<String>,
}

impl std::fmt::Display for ColumnError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAReport { there } => {
                write!(
                    f,
                    "not a cost and usage report: none of its columns is one of ours (they are {there}); give the files of \
                     an AWS Cost and Usage Report"
                )
            }
            Self::Focus => f.write_str(
                "a FOCUS export, which this version does not read; give it the CUR export of the same month",
            ),
            Self::Twice { names: [first, second] } => {
                write!(f, "has the same column twice, as `{first}` and as `{second}`: nothing says which one counts")
            }
            Self::Missing { missing, there } => {
                let names: Vec<_> = missing
                    .iter()
                    .map(|column| match &column.nearest {
                        Some(nearest) => format!("`{}` (the nearest there is `{nearest}`)", column.name),
                        None => format!("`{}`", column.name),
                    })
                    .collect();
                let noun = if names.len() == 1 { "column" } else { "columns" };
                let add = if names.len() == 1 { "it" } else { "them" };
                write!(f, "lacks the required {noun} {}; it has {there}; add {add} to the export", names.join(", "))
            }
        }
    }
}

impl Columns {
    /// Finds the columns by their names.
    pub(crate) fn resolve<'a>(names: &(impl Iterator<Item = &'a str> + Clone)) -> Result<Self, ColumnError> {
        let mut columns = Self::default();
        for (position, name) in names.clone().enumerate() {
            let word = word(name);
            columns.slashed |= name.contains('/');
            columns.cur2 |= matches!(word.as_str(), "billpayeraccountname" | "product" | "resourcetags");
            columns.focus |= matches!(word.as_str(), "chargeperiodstart" | "billedcost");
            let Some(known) = KNOWN.iter().find(|known| known.word == word) else { continue };
            match columns.position(known.role) {
                None => columns.found.push((known.role, position)),
                Some(first) if known.required || matches!(known.role, Role::Number(_)) => {
                    let first = names.clone().nth(first).map(clip).unwrap_or_default();
                    return Err(ColumnError::Twice { names: [first, clip(name)] });
                }
                // An optional text, such as a product attribute in two spellings: the first is as good.
                Some(_) => {}
            }
        }
        columns.check(names)
    }

    fn check<'a>(self, names: &(impl Iterator<Item = &'a str> + Clone)) -> Result<Self, ColumnError> {
        let missing: Vec<_> =
            KNOWN.iter().filter(|known| known.required && self.position(known.role).is_none()).collect();
        if missing.is_empty() {
            return Ok(self);
        }
        if self.focus {
            return Err(ColumnError::Focus);
        }
        let there = shortened(names.clone());
        if missing.len() == KNOWN.iter().filter(|known| known.required).count() {
            return Err(ColumnError::NotAReport { there });
        }
        let missing = missing
            .into_iter()
            .map(|known| MissingColumn {
                name: if self.slashed { known.legacy } else { known.snake },
                nearest: nearest(known.word, names.clone()),
            })
            .collect();
        Err(ColumnError::Missing { missing, there })
    }

    /// Is this the name of a column that is read?
    pub(crate) fn knows(name: &str) -> bool {
        let word = word(name);
        KNOWN.iter().any(|known| known.word == word)
    }

    /// Where in the file the column of a role is.
    pub(crate) fn position(&self, role: Role) -> Option<usize> {
        self.found.iter().find(|(found, _)| *found == role).map(|(_, position)| *position)
    }

    /// Roles and positions, in file order.
    pub(crate) fn found(&self) -> &[(Role, usize)] {
        &self.found
    }

    /// Are names written `category/Name`?
    pub(crate) fn is_slashed(&self) -> bool {
        self.slashed
    }

    /// Does the file carry a column that only CUR 2.0 has?
    pub(crate) fn is_cur2(&self) -> bool {
        self.cur2
    }

    /// Does the file have resource ids?
    pub(crate) fn has_resource_ids(&self) -> bool {
        self.position(Role::Text(Text::ResourceId)).is_some()
    }
}

/// The first names of a list, for a message.
fn shortened<'a>(names: impl Iterator<Item = &'a str> + Clone) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<_> = names.clone().take(SHOWN).map(|name| format!("`{}`", clip(name))).collect();
    let rest = names.skip(SHOWN).count();
    match (shown.is_empty(), rest) {
        (true, _) => "no columns".to_owned(),
        (false, 0) => shown.join(", "),
        (false, rest) => format!("{} and {rest} more", shown.join(", ")),
    }
}

/// A name from a file, safe to print: short, and without control characters.
pub(crate) fn clip(text: &str) -> String {
    const LONGEST: usize = 60;
    let safe = |letter: char| if letter.is_control() { '\u{fffd}' } else { letter };
    let mut clipped: String = text.chars().take(LONGEST).map(safe).collect();
    if text.chars().nth(LONGEST).is_some() {
        clipped.push('…');
    }
    clipped
}

/// The name most like a word, none of the names that are known themselves: at most a third of its letters differ.
fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    names
        .take(1000)
        .filter(|name| KNOWN.iter().all(|known| known.word != word(name)))
        .map(|name| (distance(wanted, &word(&clip(name))), name))
        .min()
        .filter(|(distance, _)| *distance * 3 <= wanted.len())
        .map(|(_, name)| clip(name))
}

/// Edit distance (insert, delete, replace).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<u8> = right.bytes().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, letter) in left.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_spells_the_same_words() {
        for known in KNOWN {
            assert_eq!(word(known.legacy), known.word, "{}", known.legacy);
            assert_eq!(word(known.snake), known.word, "{}", known.snake);
        }
    }

    #[test]
    fn columns_are_counted_right() {
        let texts = KNOWN.iter().filter(|known| matches!(known.role, Role::Text(_))).count();
        let numbers = KNOWN.iter().filter(|known| matches!(known.role, Role::Number(_))).count();
        let times = KNOWN.iter().filter(|known| matches!(known.role, Role::Time(_))).count();
        assert_eq!((texts, numbers, times), (Text::COUNT, Number::COUNT, Time::COUNT));
    }

    #[test]
    fn a_missing_column_is_named_with_its_nearest() {
        let names = [
            "lineItem/LineItemType",
            "lineItem/ProductCode",
            "lineItem/UsageTyp",
            "lineItem/UsageAmount",
            "lineItem/UnblendedCost",
            "lineItem/UsageStartDate",
        ];
        let error = Columns::resolve(&names.into_iter()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "lacks the required column `lineItem/UsageType` (the nearest there is `lineItem/UsageTyp`); it has \
             `lineItem/LineItemType`, `lineItem/ProductCode`, `lineItem/UsageTyp`, `lineItem/UsageAmount`, \
             `lineItem/UnblendedCost`, `lineItem/UsageStartDate`; add it to the export"
        );
    }

    #[test]
    fn something_else_is_said_to_be_something_else() {
        assert_eq!(
            Columns::resolve(&["name", "age"].into_iter()).unwrap_err().to_string(),
            "not a cost and usage report: none of its columns is one of ours (they are `name`, `age`); \
             give the files of an AWS Cost and Usage Report"
        );
        assert_eq!(Columns::resolve(&["BilledCost", "ChargePeriodStart"].into_iter()).unwrap_err(), ColumnError::Focus);
    }
}
