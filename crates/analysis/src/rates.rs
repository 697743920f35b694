//! What a message and a connection minute cost at the margin, from the bill where it says so.
//!
//! The bill's own paid usage rows come first, by payer, Region and meter; distinct unit rates are distinct tiers. A
//! discount is taken off once: by the net column where there is one, else by spreading the discount rows of the meter
//! over its tiers. Free-tier rows and rows that cost nothing say nothing about a rate. Where the bill has no paid row,
//! a dated built-in table with verified list prices answers; where that has none either, there is no rate.

use std::collections::BTreeMap;

use classify::{Charge, Meter, Product};
use ledger::{Decimal, Rate, Row};

use crate::prices::{PriceList, PriceSource, Priced};

/// Rates are held per million units: a single unit costs less than a millionth of a dollar.
pub(crate) const MILLION: Decimal = Decimal::from_int(1_000_000);

/// Where a rate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RateSource {
    /// The bill's own paid usage rows.
    Bill,
    /// A price list that the user gave.
    PriceList,
    /// The dated built-in table of list prices.
    BuiltIn,
}

impl RateSource {
    /// Is it a list of prices, and not what was paid?
    #[must_use]
    pub const fn is_list(self) -> bool {
        !matches!(self, Self::Bill)
    }

    /// The name in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bill => "bill",
            Self::PriceList => "price-list",
            Self::BuiltIn => "built-in",
        }
    }
}

/// What one more unit costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarginalRate {
    /// After discounts, in the bill's currency per million units.
    pub per_million: Decimal,
    /// The same before discounts.
    pub before_discounts: Decimal,
    /// Where it comes from.
    pub source: RateSource,
}

/// The marginal rates of one payer in one Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RatePair {
    pub(crate) message: Option<MarginalRate>,
    pub(crate) minute: Option<MarginalRate>,
}

impl RatePair {
    /// How many connection minutes cost as much as one message.
    pub(crate) fn parity(&self) -> Option<Decimal> {
        self.message?.per_million.over(self.minute?.per_million)
    }

    /// The weaker source of the two; `None` where a rate is missing.
    pub(crate) fn source(&self) -> Option<RateSource> {
        Some(self.message?.source.max(self.minute?.source))
    }
}

/// Payer, Region, meter.
pub(crate) type MeterKey<'a> = (Option<&'a str>, Option<&'a str>, Priced);

/// The paid rows of one unit rate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tier {
    pub(crate) quantity: Decimal,
    pub(crate) unblended: Decimal,
    net: Option<Decimal>,
    /// Start of the latest interval in which it was paid.
    last: i64,
}

/// One meter of one payer and Region in one billing period.
#[derive(Debug, Default)]
pub(crate) struct Month<'a> {
    pub(crate) tiers: BTreeMap<Option<&'a str>, Tier>,
    discount: Decimal,
    /// All usage, what is free or costs nothing among it.
    pub(crate) usage: Decimal,
    /// Of this, in the free tier.
    pub(crate) free: Decimal,
}

/// Collects what rates are made from.
#[derive(Debug, Default)]
pub(crate) struct RateTally<'a> {
    months: BTreeMap<(MeterKey<'a>, &'a str), Month<'a>>,
    loose_discounts: Decimal,
}

impl<'a> RateTally<'a> {
    pub(crate) fn add(&mut self, row: &Row<'a>) {
        let Some(priced) = Priced::of_usage(row.meter, row.usage_type) else {
            let names_nothing = row.product == Product::ApiGateway && row.usage_type.is_none();
            if row.charge == Charge::Discount && names_nothing {
                self.loose_discounts = self.loose_discounts.plus(row.sums.own_cost());
            }
            return;
        };
        let key = ((row.payer, row.region, priced), row.billing_period);
        let month = self.months.entry(key).or_default();
        match row.charge {
            Charge::Usage => month.add(row),
            Charge::Discount => month.discount = month.discount.plus(row.sums.own_cost()),
            _ => {}
        }
    }

    pub(crate) fn finish(self, currency: Option<&str>, prices: &PriceList) -> Rates<'a> {
        let mut rates = Rates {
            bill: BTreeMap::new(),
            latest: BTreeMap::new(),
            list: Some(prices.clone()).filter(|list| currency == Some(list.currency())),
            unnamed: false,
            loose_discounts: self.loose_discounts,
        };
        // Months come in order, so later ones replace what earlier ones said.
        for ((key, period), month) in self.months {
            rates.unnamed |= key.2.meter.is_websocket() && month.tiers.contains_key(&None);
            if let Some(rate) = month.marginal() {
                rates.bill.insert(key, rate);
            }
            rates.latest.insert(key, (period, month));
        }
        rates
    }
}

impl<'a> Month<'a> {
    fn add(&mut self, row: &Row<'a>) {
        self.usage = self.usage.plus(row.sums.quantity);
        let rate = match row.rate {
            Rate::FreeTier => {
                self.free = self.free.plus(row.sums.quantity);
                return;
            }
            Rate::None => None,
            Rate::Text(text) => Some(text),
        };
        let cost = row.sums.own_cost();
        if cost <= Decimal::ZERO || row.sums.quantity <= Decimal::ZERO {
            return;
        }
        let nothing =
            Tier { quantity: Decimal::ZERO, unblended: Decimal::ZERO, net: Some(Decimal::ZERO), last: i64::MIN };
        let tier = self.tiers.entry(rate).or_insert(nothing);
        tier.quantity = tier.quantity.plus(row.sums.quantity);
        // FOCUS has its discounts inside the effective cost, which no plan lowers here; before them is the list cost.
        let (gross, net) = match row.sums.unblended {
            Some(unblended) => (unblended, row.sums.net_unblended),
            None => (row.sums.list.unwrap_or(cost), Some(cost)),
        };
        tier.unblended = tier.unblended.plus(gross);
        tier.net = tier.net.zip(net).map(|(sum, net)| sum.plus(net));
        tier.last = tier.last.max(row.interval_start);
    }

    /// What a tier cost after discounts: its net column, or its share of what is left of all.
    pub(crate) fn after_discounts(&self, tier: &Tier) -> Option<Decimal> {
        let gross: Decimal = self.tiers.values().map(|tier| tier.unblended).sum();
        let net_known = self.tiers.values().all(|tier| tier.net.is_some());
        if net_known { tier.net } else { tier.unblended.times(gross.plus(self.discount)).over(gross) }
    }

    /// The rate of the tier that was used last; within one interval that is the one with the lowest rate.
    fn marginal(&self) -> Option<MarginalRate> {
        let rated = self.tiers.values().filter_map(|tier| {
            let cost = self.after_discounts(tier)?;
            let per_million = cost.times(MILLION).over(tier.quantity)?;
            let before_discounts = tier.unblended.times(MILLION).over(tier.quantity)?;
            Some((tier.last, MarginalRate { per_million, before_discounts, source: RateSource::Bill }))
        });
        let (_, rate) = rated.max_by_key(|&(last, rate)| (last, -rate.per_million))?;
        (rate.per_million > Decimal::ZERO).then_some(rate)
    }
}

/// The marginal rates of a bill.
#[derive(Debug)]
pub(crate) struct Rates<'a> {
    bill: BTreeMap<MeterKey<'a>, MarginalRate>,
    /// The latest billing period, whose usage decides the tier of a price list.
    pub(crate) latest: BTreeMap<MeterKey<'a>, (&'a str, Month<'a>)>,
    /// List prices in the bill's currency.
    pub(crate) list: Option<PriceList>,
    /// Paid rows that name no unit rate: their tiers cannot be told apart.
    pub(crate) unnamed: bool,
    /// Discounts that name no usage type, so that no rate can hold them.
    pub(crate) loose_discounts: Decimal,
}

impl Rates<'_> {
    /// What one more unit costs a payer in a Region.
    pub(crate) fn marginal(&self, payer: Option<&str>, region: Option<&str>, meter: Meter) -> Option<MarginalRate> {
        self.of((payer, region, Priced::of(meter)))
    }

    /// What one more unit of a meter costs.
    pub(crate) fn of(&self, key: MeterKey<'_>) -> Option<MarginalRate> {
        self.bill.get(&key).copied().or_else(|| self.listed(key))
    }

    /// Both rates of a payer in a Region.
    pub(crate) fn pair(&self, payer: Option<&str>, region: Option<&str>) -> RatePair {
        RatePair {
            message: self.marginal(payer, region, Meter::Messages),
            minute: self.marginal(payer, region, Meter::ConnectionMinutes),
        }
    }

    /// That a price list was given and has no price of a meter, where the bill has none either.
    pub(crate) fn gap(&self, payer: Option<&str>, region: Option<&str>, meter: Meter) -> Option<String> {
        let key @ (_, _, priced) = (payer, region, Priced::of(meter));
        let (_, source) = self.list.as_ref().filter(|_| !self.bill.contains_key(&key))?.get(region?, priced)?;
        source.gap(priced, region?)
    }

    fn listed(&self, key: MeterKey<'_>) -> Option<MarginalRate> {
        let (_, region, priced) = key;
        let (tiers, source) = self.list.as_ref()?.get(region?, priced)?;
        let used = self.latest.get(&key).map(|(_, month)| month.usage).unwrap_or_default();
        let per_million = tiers.marginal(used).times(MILLION);
        let source = match source {
            PriceSource::Bill { .. } => RateSource::Bill,
            PriceSource::BuiltIn { .. } => RateSource::BuiltIn,
            PriceSource::File { .. } => RateSource::PriceList,
        };
        Some(MarginalRate { per_million, before_discounts: per_million, source })
    }
}

#[cfg(test)]
mod tests {
    use ledger::Sums;

    use super::*;
    use crate::testing::{OCTOBER, aws_example, messages, minutes, number, sums, without_net};

    const PAYER: Option<&str> = Some("999999999999");
    const REGION: Option<&str> = Some("us-east-1");

    fn rates<'a>(rows: &[Row<'a>]) -> Rates<'a> {
        let mut tally = RateTally::default();
        for row in rows {
            tally.add(row);
        }
        tally.finish(Some("USD"), &PriceList::built_in())
    }

    fn message_rate(rows: &[Row<'_>]) -> Option<String> {
        Some(rates(rows).marginal(PAYER, REGION, Meter::Messages)?.per_million.to_string())
    }

    #[test]
    fn list_prices_give_parity_four() {
        // 18.00 ÷ 18 M = 1.00 per M; 5.40 ÷ 21.6 M = 0.25 per M; 1.00 ÷ 0.25 = 4.
        let pair = rates(&aws_example()).pair(PAYER, REGION);
        assert_eq!(pair.parity(), Some(number("4")));
        assert_eq!(pair.source(), Some(RateSource::Bill));
    }

    #[test]
    fn the_tier_used_last_is_the_marginal_one() {
        let first = messages(1_000_000_000, "1000");
        let second =
            Row { rate: Rate::Text("0.0000008"), interval_start: OCTOBER + 86_400, ..messages(500_000_000, "400") };
        assert_eq!(message_rate(&[first, second]).as_deref(), Some("0.8"));
        // Used again later, the first tier is the marginal one: another month's tiers begin anew.
        let again = Row { interval_start: OCTOBER + 2 * 86_400, ..first };
        assert_eq!(message_rate(&[first, second, again]).as_deref(), Some("1"));
        // Within one interval the lower rate comes later.
        let same_day = Row { interval_start: OCTOBER, ..second };
        assert_eq!(message_rate(&[same_day, first]).as_deref(), Some("0.8"));
    }

    #[test]
    fn a_later_month_replaces_an_earlier_one() {
        let september = Row {
            billing_period: "2026-09",
            interval_start: OCTOBER - 86_400,
            rate: Rate::Text("0.0000008"),
            ..messages(10, "0.000008")
        };
        assert_eq!(message_rate(&[september, messages(10, "0.00001")]).as_deref(), Some("1"));
    }

    #[test]
    fn the_net_column_is_the_discount() {
        let net = Sums { net_unblended: Some(number("16.2")), ..sums(18_000_000, "18") };
        let discount_row = Row { charge: Charge::Discount, ..messages(0, "-1.8") };
        // 16.2 ÷ 18 M = 0.90 per M; the discount row repeats it and does not count again.
        let rows = [Row { sums: net, ..messages(0, "0") }, discount_row];
        assert_eq!(message_rate(&rows).as_deref(), Some("0.9"));
        let rate = rates(&rows).marginal(PAYER, REGION, Meter::Messages).unwrap();
        assert_eq!(rate.before_discounts, number("1"));
    }

    #[test]
    fn without_net_columns_discount_rows_are_spread_over_the_tiers() {
        // 1,000 + 400 before, −140 of discount: 10 % off each tier, 0.80 becomes 0.72.
        let rows = [
            messages(1_000_000_000, "1000"),
            Row { rate: Rate::Text("0.0000008"), ..messages(500_000_000, "400") },
            Row { charge: Charge::Discount, ..messages(0, "-140") },
        ]
        .map(|row| without_net(&row));
        assert_eq!(message_rate(&rows).as_deref(), Some("0.72"));
    }

    #[test]
    fn free_and_zero_rows_say_nothing_about_a_rate() {
        let free = Row { rate: Rate::FreeTier, ..messages(1_000_000, "0") };
        let zero = messages(5_000_000, "0");
        let charged = messages(2_000_000, "2");
        assert_eq!(message_rate(&[free, zero, charged]).as_deref(), Some("1"));
        // Nothing paid: the built-in table answers, and says so.
        let rates = rates(&[free, Row { rate: Rate::FreeTier, ..minutes(750_000, "0") }]);
        let pair = rates.pair(PAYER, REGION);
        assert_eq!((pair.parity(), pair.source()), (Some(number("4")), Some(RateSource::BuiltIn)));
    }

    #[test]
    fn the_built_in_table_holds_only_what_is_verified() {
        let billion = Row { rate: Rate::FreeTier, ..messages(1_000_000_001, "0") };
        assert_eq!(message_rate(&[billion]).as_deref(), Some("0.8"));
        let rates = rates(&[Row { region: Some("eu-west-1"), ..billion }]);
        assert_eq!(rates.pair(PAYER, Some("eu-west-1")), RatePair::default());
        let mut in_yuan = RateTally::default();
        in_yuan.add(&billion);
        assert_eq!(in_yuan.finish(Some("CNY"), &PriceList::built_in()).pair(PAYER, REGION), RatePair::default());
    }

    #[test]
    fn a_rate_discounted_to_nothing_is_no_rate() {
        let rows = [messages(1_000_000, "1"), Row { charge: Charge::Discount, ..messages(0, "-1") }]
            .map(|row| without_net(&row));
        let rate = rates(&rows).marginal(PAYER, REGION, Meter::Messages).unwrap();
        assert_eq!(rate.source, RateSource::BuiltIn);
    }

    #[test]
    fn discounts_that_name_no_usage_type_are_counted_apart() {
        let loose = Row { charge: Charge::Discount, meter: Meter::Other, usage_type: None, ..messages(0, "-5") };
        assert_eq!(rates(&[messages(1_000_000, "1"), loose]).loose_discounts, number("-5"));
    }
}
