//! List prices in tiers: what a price list says of a meter, before any discount.

use std::collections::BTreeMap;

use classify::{Meter, Product};
use ledger::Decimal;

/// When the prices of [`PriceList::built_in`] were read from the AWS Price List; the pricing page said the same in 2026-09.
pub const BUILT_IN_DATE: &str = "2025-10";
/// A unit costs millionths of a dollar: at more than this, costs of the most units could not be added up.
pub const MOST_PRICE: i64 = 1_000;
/// The only Region whose list prices are verified.
const BUILT_IN_REGION: &str = "us-east-1";
/// Their currency.
const BUILT_IN_CURRENCY: &str = "USD";

/// A meter that has a price of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priced {
    /// Messages, connection minutes, …
    pub meter: Meter,
    /// Of functions on Arm processors, which have prices and tiers of their own.
    pub arm: bool,
}

impl Priced {
    /// What has one price on every processor.
    #[must_use]
    pub const fn of(meter: Meter) -> Self {
        Self { meter, arm: false }
    }

    /// What a usage type of a meter is priced as; `None` for meters that no list is kept of.
    #[must_use]
    pub fn of_usage(meter: Meter, usage_type: Option<&str>) -> Option<Self> {
        match meter {
            Meter::Messages
            | Meter::ConnectionMinutes
            | Meter::RestRequests
            | Meter::HttpRequests
            | Meter::LambdaRequests => Some(Self::of(meter)),
            Meter::LambdaDuration => Some(Self { meter, arm: usage_type.is_some_and(|text| text.ends_with("-ARM")) }),
            _ => None,
        }
    }

    /// The service that meters it.
    #[must_use]
    pub const fn product(self) -> Product {
        match self.meter {
            Meter::LambdaRequests | Meter::LambdaDuration => Product::Lambda,
            _ => Product::ApiGateway,
        }
    }

    /// In words: `Lambda duration on Arm`.
    #[must_use]
    pub fn describe(self) -> String {
        let name = match self.meter {
            Meter::Messages => "messages",
            Meter::ConnectionMinutes => "connection minutes",
            Meter::RestRequests => "REST API requests",
            Meter::HttpRequests => "HTTP API requests",
            Meter::LambdaRequests => "Lambda requests",
            Meter::LambdaDuration => "Lambda duration",
            other => other.name(),
        };
        format!("{name}{}", if self.arm { " on Arm" } else { "" })
    }
}

/// A part of a month's usage that has one price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceTier {
    /// Units of a month up to which it reaches; `None`: all further ones.
    pub up_to: Option<Decimal>,
    /// Of one unit: a message of 32 KB, a connection minute, a request, a GB-second.
    pub price: Decimal,
}

/// The prices of a meter, from the first unit of a month on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiers(Vec<PriceTier>);

impl Tiers {
    /// Tiers in ascending order, the last of them without an end. `None` where they are anything else, or where one costs
    /// less than nothing.
    #[must_use]
    pub fn new(tiers: Vec<PriceTier>) -> Option<Self> {
        let (last, others) = tiers.split_last()?;
        let mut reached = Decimal::ZERO;
        for tier in others {
            let end = tier.up_to.filter(|&end| end > reached)?;
            reached = end;
        }
        let sound = last.up_to.is_none() && tiers.iter().all(|tier| tier.price >= Decimal::ZERO);
        sound.then_some(Self(tiers))
    }

    /// One price for every unit.
    #[must_use]
    pub fn flat(price: Decimal) -> Self {
        Self(vec![PriceTier { up_to: None, price }])
    }

    /// The tiers, ascending.
    #[must_use]
    pub fn tiers(&self) -> &[PriceTier] {
        &self.0
    }

    /// What each tier holds of a month's quantity, and its price; empty ones are left out.
    #[must_use]
    pub fn split(&self, quantity: Decimal) -> Vec<(Decimal, Decimal)> {
        let mut below = Decimal::ZERO;
        let mut parts = Vec::new();
        for tier in &self.0 {
            let end = tier.up_to.map_or(quantity, |end| end.min(quantity));
            if end > below {
                parts.push((end.minus(below), tier.price));
                below = end;
            }
        }
        parts
    }

    /// What a month's quantity costs.
    #[must_use]
    pub fn cost(&self, quantity: Decimal) -> Decimal {
        self.split(quantity).into_iter().map(|(part, price)| part.times(price)).sum()
    }

    /// What one unit more costs, behind so many of a month.
    #[must_use]
    pub fn marginal(&self, used: Decimal) -> Decimal {
        let tier = self.0.iter().find(|tier| tier.up_to.is_none_or(|end| used < end));
        tier.or(self.0.last()).map_or(Decimal::ZERO, |tier| tier.price)
    }
}

/// Where a price comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceSource {
    /// A bill: what one more unit costs there.
    Bill {
        /// `YYYY-MM`.
        billing_period: String,
    },
    /// The dated table of verified list prices in this program.
    BuiltIn {
        /// A price list that the user gave for the service in the Region, and that has no price of the meter.
        instead_of: Option<String>,
    },
    /// A price list that the user gave: its name, and when AWS published it.
    File {
        /// Path.
        name: String,
        /// As the list has it.
        published: Option<String>,
    },
}

impl PriceSource {
    /// In words.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Bill { billing_period } => {
                format!(
                    "the bill of {billing_period}: what one more unit costs there, after discounts, in the tier reached"
                )
            }
            Self::BuiltIn { .. } => format!("list prices of {BUILT_IN_DATE} (AWS Price List, {BUILT_IN_REGION})"),
            Self::File { name, published: Some(date) } => format!("price list {name} of {date}"),
            Self::File { name, published: None } => format!("price list {name}"),
        }
    }

    /// That a price list was given and has no price of this meter, where another stands in.
    pub(crate) fn gap(&self, priced: Priced, region: &str) -> Option<String> {
        let Self::BuiltIn { instead_of: Some(name) } = self else { return None };
        let meter = priced.describe();
        Some(format!(
            "Price list {name} holds no price above 0 of {meter} in {region}: the built-in list price of {BUILT_IN_DATE} is used"
        ))
    }
}

/// Prices of meters by Region, all in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceList {
    currency: String,
    prices: BTreeMap<(String, Priced), (Tiers, PriceSource)>,
}

impl PriceList {
    /// The verified list prices of us-east-1: messages, connection minutes, REST and HTTP requests of
    /// <https://aws.amazon.com/api-gateway/pricing/>, Lambda of <https://aws.amazon.com/lambda/pricing/>.
    #[must_use]
    pub fn built_in() -> Self {
        let prices = BUILT_IN.iter().filter_map(|(meter, arm, tiers)| {
            let tiers = tiers.iter().map(|&(up_to, price)| PriceTier {
                up_to: (up_to != i64::MAX).then(|| Decimal::from_int(up_to)),
                price: Decimal::from_scaled(price.into(), 10).unwrap_or_default(),
            });
            let priced = Priced { meter: *meter, arm: *arm };
            Some((
                (BUILT_IN_REGION.to_owned(), priced),
                (Tiers::new(tiers.collect())?, PriceSource::BuiltIn { instead_of: None }),
            ))
        });
        Self { currency: BUILT_IN_CURRENCY.to_owned(), prices: prices.collect() }
    }

    /// The currency of all prices.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The price of a meter in a Region, and where it comes from.
    #[must_use]
    pub fn get(&self, region: &str, priced: Priced) -> Option<(&Tiers, &PriceSource)> {
        self.prices.get(&(region.to_owned(), priced)).map(|(tiers, source)| (tiers, source))
    }

    /// Every price, in order of Region and meter.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Priced, &Tiers, &PriceSource)> {
        self.prices.iter().map(|((region, priced), (tiers, source))| (region.as_str(), *priced, tiers, source))
    }

    /// Puts a price in, in place of one that is there.
    pub fn set(&mut self, region: &str, priced: Priced, tiers: Tiers, source: PriceSource) {
        self.prices.insert((region.to_owned(), priced), (tiers, source));
    }

    /// What is still built in of a service in a Region is so although this price list was given.
    pub fn set_lacking(&mut self, region: &str, product: Product, name: &str) {
        for ((known, priced), (_, source)) in &mut self.prices {
            if known == region
                && priced.product() == product
                && let PriceSource::BuiltIn { instead_of } = source
            {
                *instead_of = Some(name.to_owned());
            }
        }
    }
}

impl Default for PriceList {
    fn default() -> Self {
        Self::built_in()
    }
}

/// Units of a month up to which a tier reaches, and the price of one in ten-billionths.
type BuiltInTier = (i64, i64);

const MAX: i64 = i64::MAX;

/// Verified list prices of [`BUILT_IN_REGION`]: meter, on Arm, tiers.
const BUILT_IN: [(Meter, bool, &[BuiltInTier]); 7] = [
    (Meter::Messages, false, &[(1_000_000_000, 10_000), (MAX, 8_000)]),
    (Meter::ConnectionMinutes, false, &[(MAX, 2_500)]),
    (
        Meter::RestRequests,
        false,
        &[(333_000_000, 35_000), (1_000_000_000, 28_000), (20_000_000_000, 23_800), (MAX, 15_100)],
    ),
    (Meter::HttpRequests, false, &[(300_000_000, 10_000), (MAX, 9_000)]),
    (Meter::LambdaDuration, false, &[(6_000_000_000, 166_667), (15_000_000_000, 150_000), (MAX, 133_334)]),
    (Meter::LambdaDuration, true, &[(7_500_000_000, 133_334), (18_750_000_000, 120_001), (MAX, 106_667)]),
    (Meter::LambdaRequests, false, &[(MAX, 2_000)]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::number;

    fn built_in(meter: Meter, arm: bool) -> Tiers {
        PriceList::built_in().get("us-east-1", Priced { meter, arm }).unwrap().0.clone()
    }

    #[test]
    fn aws_examples_of_messages_and_minutes() {
        // https://aws.amazon.com/api-gateway/pricing/: 18 M messages and 21.6 M minutes; 1.5 billion messages.
        let messages = built_in(Meter::Messages, false);
        assert_eq!(messages.cost(number("18000000")), number("18"));
        assert_eq!(messages.cost(number("1500000000")), number("1400"));
        assert_eq!(messages.split(number("1500000000")).len(), 2);
        assert_eq!(built_in(Meter::ConnectionMinutes, false).cost(number("21600000")), number("5.4"));
    }

    #[test]
    fn every_tier_of_the_table_is_reached_and_the_next_unit_costs_its_price() {
        let x86 = built_in(Meter::LambdaDuration, false);
        // 6 G × 16.6667 µ + 9 G × 15 µ + 1 G × 13.3334 µ
        assert_eq!(x86.cost(number("16000000000")), number("248333.6"));
        assert_eq!(x86.marginal(number("5999999999")), number("0.0000166667"));
        assert_eq!(x86.marginal(number("6000000000")), number("0.000015"));
        let arm = built_in(Meter::LambdaDuration, true);
        assert_eq!(arm.marginal(number("18750000000")), number("0.0000106667"));
        assert_eq!(built_in(Meter::Messages, false).marginal(Decimal::ZERO), number("0.000001"));
        assert_eq!(PriceList::built_in().iter().count(), BUILT_IN.len());
    }

    #[test]
    fn tiers_that_are_none_are_refused() {
        let tier =
            |up_to: Option<i64>, price: &str| PriceTier { up_to: up_to.map(Decimal::from_int), price: number(price) };
        assert!(Tiers::new(vec![tier(Some(5), "2"), tier(None, "1")]).is_some());
        for bad in [
            vec![],
            vec![tier(Some(5), "1")],
            vec![tier(None, "1"), tier(None, "1")],
            vec![tier(Some(5), "1"), tier(Some(5), "1"), tier(None, "1")],
            vec![tier(Some(0), "1"), tier(None, "1")],
            vec![tier(None, "-1")],
        ] {
            assert_eq!(Tiers::new(bad), None);
        }
    }
}
