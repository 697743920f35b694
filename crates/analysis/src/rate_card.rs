//! What the bill pays for each meter, against the list.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Decimal, Ledger};

use crate::digest::digests;
use crate::prices::{PriceList, PriceSource, Priced, Tiers};
use crate::rates::{MILLION, MarginalRate, MeterKey, Month, RateTally, Rates};
use crate::survey::{SummaryError, Survey};

/// The rates of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateCard {
    /// The one currency of all amounts; `None` where the bill names none.
    pub currency: Option<String>,
    /// One line for each payer, Region and meter with usage, in this order.
    pub lines: Vec<RateLine>,
    /// Discounts that name no usage type, so that no rate holds them.
    pub loose_discounts: Decimal,
}

/// One meter of one payer in one Region, in the latest billing period that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLine {
    /// Payer account id.
    pub payer: Option<String>,
    /// AWS Region code.
    pub region: Option<String>,
    /// The meter.
    pub priced: Priced,
    /// `YYYY-MM`.
    pub billing_period: String,
    /// On-demand usage in metered units, paid or not; what a Savings Plan covers is not among it.
    pub quantity: Decimal,
    /// Of it, in the free tier.
    pub free: Decimal,
    /// Of it, paid; free and zero rows say nothing about a rate.
    pub paid: Decimal,
    /// The unit rates that were paid, the highest first: each a tier.
    pub tiers: Vec<PaidTier>,
    /// Cost of what is paid, before discounts and after.
    pub cost: Decimal,
    /// The same after discounts; `None` where nothing is paid.
    pub after_discounts: Option<Decimal>,
    /// What one more unit costs; `None` where neither the bill nor a list says it.
    pub marginal: Option<MarginalRate>,
    /// What a list says.
    pub list: Option<Listed>,
}

/// The usage of one unit rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidTier {
    /// As the bill has it; `None` where it names no unit rate.
    pub rate: Option<String>,
    /// Metered units.
    pub quantity: Decimal,
    /// Before discounts.
    pub cost: Decimal,
    /// After discounts.
    pub after_discounts: Option<Decimal>,
}

/// What a price list says of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its tiers.
    pub tiers: Tiers,
    /// Where they are from.
    pub source: PriceSource,
    /// What the paid usage would cost by it, from the first unit of the month on: behind what was free.
    pub cost: Decimal,
    /// What one more unit costs.
    pub marginal: Decimal,
    /// Units up to the next tier; `None` in the last one.
    pub to_next_tier: Option<Decimal>,
}

impl RateLine {
    /// Mean rate before discounts, per million units.
    #[must_use]
    pub fn gross_per_million(&self) -> Option<Decimal> {
        self.cost.times(MILLION).over(self.paid)
    }

    /// Mean rate after discounts, per million units.
    #[must_use]
    pub fn net_per_million(&self) -> Option<Decimal> {
        self.after_discounts?.times(MILLION).over(self.paid)
    }

    /// Cost after discounts ÷ cost by the list, less one: −0.1 is 10 % below it.
    #[must_use]
    pub fn against_list(&self) -> Option<Decimal> {
        Some(self.after_discounts?.over(self.list.as_ref()?.cost)?.minus(Decimal::ONE))
    }
}

impl RateCard {
    /// What price lists that were given hold no price of, so that built-in prices are the list here.
    #[must_use]
    pub fn gaps(&self) -> Vec<String> {
        let gap = |line: &RateLine| line.list.as_ref()?.source.gap(line.priced, line.region.as_deref()?);
        let gaps: BTreeSet<String> = self.lines.iter().filter_map(gap).collect();
        gaps.into_iter().collect()
    }

    /// A list with the rates that the bill pays in place of list prices: what one more unit costs. Where payers pay
    /// different rates in a Region, there is no one price: the error names the meter and the Region.
    pub fn over(&self, list: &PriceList) -> Result<PriceList, (Priced, String)> {
        let mut prices = list.clone();
        let mut seen: BTreeMap<(&str, Priced), Decimal> = BTreeMap::new();
        for line in &self.lines {
            let paid = line.marginal.filter(|rate| !rate.source.is_list());
            let (Some(region), Some(rate)) = (line.region.as_deref(), paid) else { continue };
            let known = *seen.entry((region, line.priced)).or_insert(rate.per_million);
            if known != rate.per_million {
                return Err((line.priced, region.to_owned()));
            }
            let price = rate.per_million.over(MILLION).unwrap_or_default();
            let source = PriceSource::Bill { billing_period: line.billing_period.clone() };
            prices.set(region, line.priced, Tiers::flat(price), source);
        }
        Ok(prices)
    }
}

/// The rates of a ledger, beside the prices of a list.
///
/// # Errors
/// Where the ledger is in several currencies, or its amounts are too large to be added up.
pub fn rates(ledger: &Ledger, prices: &PriceList) -> Result<RateCard, SummaryError> {
    let digests = digests(ledger);
    let survey = Survey::of(&digests)?;
    let mut tally = RateTally::default();
    digests.iter().flat_map(|digest| &digest.runs).for_each(|run| tally.add(run));
    let rates = tally.finish(survey.currency, prices);
    // What no usage type is priced by has no line, and a line without usage says nothing.
    let used = rates.latest.iter().filter(|(_, (_, month))| !month.usage.is_zero());
    let lines: BTreeMap<MeterKey<'_>, RateLine> =
        used.map(|(key, (period, month))| (*key, line(*key, period, month, &rates))).collect();
    Ok(RateCard {
        currency: survey.currency.map(str::to_owned),
        lines: lines.into_values().collect(),
        loose_discounts: rates.loose_discounts,
    })
}

fn line(key: MeterKey<'_>, period: &str, month: &Month<'_>, rates: &Rates<'_>) -> RateLine {
    let (payer, region, priced) = key;
    let mut tiers: Vec<PaidTier> = month
        .tiers
        .iter()
        .map(|(rate, tier)| PaidTier {
            rate: rate.map(str::to_owned),
            quantity: tier.quantity,
            cost: tier.unblended,
            after_discounts: month.after_discounts(tier),
        })
        .collect();
    let unit = |tier: &PaidTier| tier.cost.over(tier.quantity);
    tiers.sort_by(|left, right| unit(right).cmp(&unit(left)).then_with(|| left.rate.cmp(&right.rate)));
    let paid = tiers.iter().map(|tier| tier.quantity).sum();
    let after = tiers.iter().map(|tier| tier.after_discounts);
    let after_discounts: Option<Decimal> = after.collect::<Option<Vec<_>>>().map(|costs| costs.into_iter().sum());
    let listed = || {
        let (tiers, source) = rates.list.as_ref()?.get(region?, priced)?;
        let used = month.usage;
        let next = tiers.tiers().iter().find_map(|tier| tier.up_to.filter(|&end| end > used));
        Some(Listed {
            cost: tiers.cost(used).minus(tiers.cost(used.minus(paid))),
            marginal: tiers.marginal(used),
            to_next_tier: next.map(|end| end.minus(used)),
            tiers: tiers.clone(),
            source: source.clone(),
        })
    };
    RateLine {
        payer: payer.map(str::to_owned),
        region: region.map(str::to_owned),
        priced,
        billing_period: period.to_owned(),
        quantity: month.usage,
        free: month.free,
        paid,
        cost: tiers.iter().map(|tier| tier.cost).sum(),
        after_discounts: after_discounts.filter(|_| !tiers.is_empty()),
        marginal: rates.of(key),
        list: listed(),
        tiers,
    }
}

#[cfg(test)]
mod tests {
    use classify::{Charge, Meter};
    use ledger::{Rate, Row};

    use super::*;
    use crate::rates::RateSource;
    use crate::testing::{ledger, messages, minutes, number, usage, without_net};

    fn card<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> Vec<RateLine> {
        rates(&ledger(rows), &PriceList::built_in()).unwrap().lines
    }

    #[test]
    fn a_discount_is_told_against_the_list_tier_by_tier() {
        // 1.5 billion messages cost 1,400 by the list; 10 % off.
        let rows = [
            messages(1_000_000_000, "1000"),
            Row { rate: Rate::Text("0.0000008"), ..messages(500_000_000, "400") },
            Row { charge: Charge::Discount, ..messages(0, "-140") },
        ];
        let lines = card(rows.map(|row| without_net(&row)));
        let [line] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!(
            (line.paid, line.cost, line.after_discounts),
            (number("1500000000"), number("1400"), Some(number("1260")))
        );
        let list = line.list.as_ref().unwrap();
        assert_eq!((list.cost, list.to_next_tier), (number("1400"), None));
        assert_eq!(line.against_list(), Some(number("-0.1")));
        let tiers: Vec<_> = line.tiers.iter().map(|tier| tier.after_discounts.unwrap().to_string()).collect();
        assert_eq!(tiers, ["900", "360"]);
        let marginal = line.marginal.unwrap();
        assert_eq!((marginal.per_million, marginal.source), (number("0.72"), RateSource::Bill));
    }

    #[test]
    fn what_is_free_is_no_rate_and_takes_up_the_first_units() {
        let lines = card([Row { rate: Rate::FreeTier, ..messages(1_000_000, "0") }, messages(2_000_000, "2")]);
        let line = &lines[0];
        assert_eq!((line.quantity, line.free, line.paid), (number("3000000"), number("1000000"), number("2000000")));
        assert_eq!(line.gross_per_million(), Some(number("1")));
        assert_eq!((line.list.as_ref().unwrap().cost, line.against_list()), (number("2"), Some(Decimal::ZERO)));
        // A thousand million less the three that were used, one of them free.
        assert_eq!(line.list.as_ref().unwrap().to_next_tier, Some(number("997000000")));
    }

    #[test]
    fn a_bill_prices_what_comes_on_top_of_it() {
        let rows = [
            messages(1_000_000_000, "1000"),
            Row { rate: Rate::Text("0.0000008"), ..messages(500_000_000, "400") },
            Row { charge: Charge::Discount, ..messages(0, "-140") },
        ];
        let card = rates(&ledger(rows.map(|row| without_net(&row))), &PriceList::built_in()).unwrap();
        let prices = card.over(&PriceList::built_in()).unwrap();
        // A further million is in the second tier, less 10 %.
        let (tiers, source) = prices.get("us-east-1", Priced::of(Meter::Messages)).unwrap();
        assert_eq!(tiers.cost(number("1000000")), number("0.72"));
        assert_eq!(source, &PriceSource::Bill { billing_period: "2026-10".to_owned() });
        // Minutes are not on this bill: the list stays.
        assert_eq!(
            prices.get("us-east-1", Priced::of(Meter::ConnectionMinutes)).unwrap().1,
            &PriceSource::BuiltIn { instead_of: None }
        );
        let other = Row { payer: Some("333333333333"), ..messages(1_000_000, "0.5") };
        let card = rates(&ledger([messages(1_000_000, "1"), other]), &PriceList::built_in()).unwrap();
        assert_eq!(card.over(&PriceList::built_in()), Err((Priced::of(Meter::Messages), "us-east-1".to_owned())));
    }

    #[test]
    fn processors_have_lines_of_their_own_and_what_no_list_has_is_none() {
        let duration =
            |usage_type| Row { usage_type: Some(usage_type), ..usage(Meter::LambdaDuration, 1_000_000, "13.3334") };
        let nowhere = Row { region: Some("eu-west-1"), ..minutes(1_000, "0.0003") };
        let free = Row { rate: Rate::FreeTier, region: Some("eu-west-1"), ..messages(1_000, "0") };
        let lines = card([duration("Lambda-GB-Second"), duration("Lambda-GB-Second-ARM"), nowhere, free]);
        let told: Vec<_> = lines
            .iter()
            .map(|line| {
                (line.region.as_deref().unwrap(), line.priced.describe(), line.list.is_some(), line.marginal.is_some())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("eu-west-1", "messages".to_owned(), false, false),
                ("eu-west-1", "connection minutes".to_owned(), false, true),
                ("us-east-1", "Lambda duration".to_owned(), true, true),
                ("us-east-1", "Lambda duration on Arm".to_owned(), true, true),
            ]
        );
        // A million GB-seconds at 13.3334 per million: on Arm that is the list.
        assert_eq!(lines[3].against_list(), Some(Decimal::ZERO));
        assert_eq!(lines[2].against_list().unwrap().round(4), number("-0.2"));
    }
}
