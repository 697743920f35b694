//! What metered units cost.

use classify::Meter;
use ledger::Decimal;

use super::{Quantities, Scenario};
use crate::prices::{MOST_PRICE, PriceList, PriceSource, Priced, Tiers};

/// The free tier of a month: API Gateway's for the first twelve months of an account, Lambda's for ever.
/// <https://aws.amazon.com/api-gateway/pricing/>, <https://aws.amazon.com/lambda/pricing/>
const FREE: [(Meter, i64); 4] = [
    (Meter::Messages, 1_000_000),
    (Meter::ConnectionMinutes, 750_000),
    (Meter::LambdaRequests, 1_000_000),
    (Meter::LambdaDuration, 400_000),
];

/// A layer of the cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LayerName {
    /// WebSocket messages.
    Messages,
    /// WebSocket connection minutes.
    ConnectionMinutes,
    /// The functions behind them.
    Lambda,
}

impl LayerName {
    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::ConnectionMinutes => "connection minutes",
            Self::Lambda => "Lambda",
        }
    }
}

/// One meter of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// What is metered.
    pub priced: Priced,
    /// Metered units.
    pub quantity: Decimal,
    /// Of these, free.
    pub free: Decimal,
    /// What each tier holds of the others, and the price of one unit.
    pub parts: Vec<(Decimal, Decimal)>,
    /// Their cost.
    pub cost: Decimal,
    /// What one unit more costs.
    pub marginal: Decimal,
}

/// What a month costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// WebSocket messages.
    pub messages: Layer,
    /// WebSocket connection minutes.
    pub minutes: Layer,
    /// Requests and duration of the functions; empty without functions.
    pub lambda: Vec<Layer>,
    /// Metered units.
    pub quantities: Quantities,
}

impl Month {
    /// Does it cost more than can be added up?
    fn is_too_dear(&self) -> bool {
        let mut layers = [&self.messages, &self.minutes].into_iter().chain(&self.lambda);
        layers.any(|layer| layer.cost > Decimal::from_int(MOST_COST) || layer.marginal > Decimal::from_int(MOST_PRICE))
    }

    /// Both meters of API Gateway.
    #[must_use]
    pub fn gateway(&self) -> Decimal {
        self.messages.cost.plus(self.minutes.cost)
    }

    /// Everything.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.gateway().plus(self.cost_of(LayerName::Lambda))
    }

    /// What a layer costs.
    #[must_use]
    pub fn cost_of(&self, layer: LayerName) -> Decimal {
        match layer {
            LayerName::Messages => self.messages.cost,
            LayerName::ConnectionMinutes => self.minutes.cost,
            LayerName::Lambda => self.lambda.iter().map(|layer| layer.cost).sum(),
        }
    }
}

/// The same feature at another size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaled {
    /// How many times as much.
    pub factor: Decimal,
    /// What a month costs then.
    pub month: Month,
    /// The layer whose cost grows most.
    pub grows_most: LayerName,
}

/// Where both meters cost the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossover {
    /// So many connection minutes cost as much as one message.
    pub minutes_per_message: Decimal,
    /// So many metered messages over one connection cost as much as its minutes.
    pub messages_per_connection: Decimal,
}

/// What a scenario costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    /// What was asked.
    pub scenario: Scenario,
    /// The first month.
    pub first: Month,
    /// All months that were asked for, the first among them.
    pub months: Vec<Month>,
    /// At the other size.
    pub scaled: Option<Scaled>,
    /// `None` where minutes cost nothing.
    pub crossover: Option<Crossover>,
    /// Every price that was used, with its source.
    pub prices: Vec<(Priced, Tiers, PriceSource)>,
}

impl Projection {
    /// What price lists that were given hold no price of, so that built-in prices are used.
    #[must_use]
    pub fn gaps(&self) -> Vec<String> {
        self.prices.iter().filter_map(|(priced, _, source)| source.gap(*priced, &self.scenario.region)).collect()
    }
}

/// Why a scenario has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoProjection {
    /// A price that no list has.
    Price {
        /// Of what.
        priced: Priced,
        /// Where.
        region: String,
    },
    /// More metered units in this month, counted from 1, than [`MOST_UNITS`].
    TooMany {
        /// The month.
        month: u32,
    },
    /// More than [`MOST_COST`] in this month, or more than [`MOST_PRICE`] a unit.
    TooDear {
        /// The month.
        month: u32,
    },
}

/// A hundred thousand times what AWS meters for anyone: sums of it stay exact.
pub const MOST_UNITS: i64 = 100_000_000_000_000_000;
/// What one meter may cost in a month at most, for the same reason.
pub const MOST_COST: i64 = MOST_UNITS;

/// Projects a scenario over so many months.
///
/// # Errors
/// Where a price is needed that no list has, and where there are more metered units or higher costs than can be.
pub fn project(scenario: &Scenario, prices: &PriceList, months: u32) -> Result<Projection, NoProjection> {
    let quantities = Quantities::of(scenario);
    let month = |quantities: Quantities, number: u32| {
        if quantities.are_too_many() {
            return Err(NoProjection::TooMany { month: number });
        }
        let month = month_of(scenario, prices, quantities)?;
        if month.is_too_dear() { Err(NoProjection::TooDear { month: number }) } else { Ok(month) }
    };
    let first = month(quantities, 1)?;
    let mut factor = Decimal::ONE;
    let mut all = Vec::new();
    for number in 1..=months {
        all.push(month(quantities.times(factor), number)?);
        factor = factor.times(Decimal::ONE.plus(scenario.growth));
    }
    let scaled = scenario.scale.map(|factor| {
        let larger = month(quantities.times(factor), 1)?;
        let layers = [LayerName::Messages, LayerName::ConnectionMinutes, LayerName::Lambda];
        let growth = |layer: &LayerName| larger.cost_of(*layer).minus(first.cost_of(*layer));
        // The first of several that grow alike.
        let grows_most = layers.into_iter().rev().max_by_key(growth).unwrap_or(LayerName::Messages);
        Ok(Scaled { factor, month: larger, grows_most })
    });
    let layers = [&first.messages, &first.minutes].into_iter().chain(&first.lambda);
    let used = layers.filter_map(|layer| {
        let (tiers, source) = prices.get(&scenario.region, layer.priced)?;
        Some((layer.priced, tiers.clone(), source.clone()))
    });
    let crossover = first.messages.marginal.over(first.minutes.marginal).and_then(|minutes_per_message| {
        let messages_per_connection = scenario.lifetime.over(minutes_per_message)?;
        Some(Crossover { minutes_per_message, messages_per_connection })
    });
    Ok(Projection {
        scenario: scenario.clone(),
        prices: used.collect(),
        months: all,
        scaled: scaled.transpose()?,
        crossover,
        first,
    })
}

fn month_of(scenario: &Scenario, prices: &PriceList, quantities: Quantities) -> Result<Month, NoProjection> {
    let layer = |priced: Priced, quantity: Decimal| {
        let missing = || NoProjection::Price { priced, region: scenario.region.clone() };
        let (tiers, _) = prices.get(&scenario.region, priced).ok_or_else(missing)?;
        let free = FREE.iter().find(|(meter, _)| *meter == priced.meter && scenario.free_tier);
        let free = free.map_or(Decimal::ZERO, |(_, units)| Decimal::from_int(*units).min(quantity));
        let paid = quantity.minus(free);
        let (parts, cost, marginal) = (tiers.split(paid), tiers.cost(paid), tiers.marginal(paid));
        Ok(Layer { priced, quantity, free, parts, cost, marginal })
    };
    let mut lambda = Vec::new();
    if let Some(functions) = scenario.lambda {
        lambda.push(layer(Priced::of(Meter::LambdaRequests), quantities.invocations)?);
        lambda.push(layer(Priced { meter: Meter::LambdaDuration, arm: functions.arm }, quantities.gb_seconds)?);
    }
    Ok(Month {
        messages: layer(Priced::of(Meter::Messages), quantities.messages)?,
        minutes: layer(Priced::of(Meter::ConnectionMinutes), quantities.minutes)?,
        lambda,
        quantities,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Functions, Heartbeat, MessageSizes};
    use super::*;
    use crate::scenario::testing::{aws_example, functions};
    use crate::testing::number;

    fn projected(scenario: &Scenario) -> Projection {
        project(scenario, &PriceList::built_in(), 1).unwrap()
    }

    #[test]
    fn the_example_of_the_pricing_page_costs_what_it_says() {
        let first = projected(&aws_example()).first;
        assert_eq!((first.messages.cost, first.minutes.cost), (number("18"), number("5.4")));
        assert_eq!((first.gateway(), first.total()), (number("23.4"), number("23.4")));
    }

    #[test]
    fn a_message_of_33_kb_counts_twice_and_a_billion_and_a_half_reach_the_second_tier() {
        let large = Scenario { sizes: MessageSizes::Average(number("33")), ..aws_example() };
        assert_eq!(projected(&large).first.messages.cost, number("36"));
        let many = Scenario { connections: number("2500000"), ..aws_example() };
        let messages = projected(&many).first.messages;
        assert_eq!(
            messages.parts,
            [(number("1000000000"), number("0.000001")), (number("500000000"), number("0.0000008"))]
        );
        assert_eq!((messages.cost, messages.marginal), (number("1400"), number("0.0000008")));
    }

    #[test]
    fn a_push_every_five_seconds_costs_48_times_the_minutes_it_is_sent_in() {
        // Twelve messages a minute at 1.00 per million against one minute at 0.25 per million.
        let busy = Scenario { messages: number("8640"), ..aws_example() };
        let first = projected(&busy).first;
        assert_eq!(first.messages.cost.over(first.minutes.cost), Some(number("48")));
        // Both meters cost the same at one message in four minutes: 180 in 720.
        let crossover = projected(&busy).crossover.unwrap();
        assert_eq!((crossover.minutes_per_message, crossover.messages_per_connection), (number("4"), number("180")));
        let even = Scenario { messages: number("180"), ..aws_example() };
        let even = projected(&even).first;
        assert_eq!(even.messages.cost, even.minutes.cost);
    }

    #[test]
    fn an_open_connection_costs_a_cent_a_month_and_its_heartbeats_four_times_that() {
        let scenario = Scenario {
            connections: Decimal::ONE,
            lifetime: number("43200"),
            messages: Decimal::ZERO,
            heartbeat: Some(Heartbeat { seconds: number("60"), is_answered: false }),
            ..aws_example()
        };
        let first = projected(&scenario).first;
        assert_eq!((first.minutes.cost, first.messages.cost), (number("0.0108"), number("0.0432")));
    }

    #[test]
    fn reconnecting_every_two_hours_adds_three_hundredths_of_a_connection() {
        // 360 connections of two hours in 30 days, each opened and closed by a function of 128 MB in 100 ms:
        // 720 × 0.1 s × 0.125 GB = 9 GB-seconds, and 720 requests.
        let ends =
            Functions { per_message: Decimal::ZERO, memory: number("128"), duration: number("100"), ..functions() };
        let scenario = Scenario {
            connections: Decimal::ONE,
            lifetime: number("43200"),
            messages: Decimal::ZERO,
            lambda: Some(ends),
            ..aws_example()
        };
        let first = projected(&scenario).first;
        let tax = first.cost_of(LayerName::Lambda);
        assert_eq!(tax, number("9").times(number("0.0000166667")).plus(number("720").times(number("0.0000002"))));
        assert_eq!(tax.round(4), number("0.0003"));
        assert_eq!(tax.over(first.minutes.cost).map(|share| share.round(2)), Some(number("0.03")));
    }

    #[test]
    fn months_grow_and_cross_a_tier() {
        let scenario = Scenario { connections: number("1000000"), growth: number("0.5"), ..aws_example() };
        let projection = project(&scenario, &PriceList::built_in(), 3).unwrap();
        let costs: Vec<Decimal> = projection.months.iter().map(|month| month.messages.cost).collect();
        // 600 M; 900 M; 1,350 M, of which 350 M at 0.80.
        assert_eq!(costs, [number("600"), number("900"), number("1280")]);
    }

    #[test]
    fn the_free_tier_is_taken_off_where_it_is_asked_for() {
        let functions = Functions {
            on_connect: Decimal::ZERO,
            on_disconnect: Decimal::ZERO,
            memory: number("1024"),
            duration: number("100"),
            arm: true,
            ..functions()
        };
        let scenario = Scenario { free_tier: true, lambda: Some(functions), ..aws_example() };
        let first = projected(&scenario).first;
        assert_eq!((first.messages.cost, first.minutes.cost), (number("17"), number("5.2125")));
        // 17 M requests at 0.20 per million; 1.8 M GB-seconds less 0.4 M at 13.3334 µ.
        let lambda: Vec<Decimal> = first.lambda.iter().map(|layer| layer.cost).collect();
        assert_eq!(lambda, [number("3.4"), number("18.66676")]);
        assert_eq!(first.total(), number("44.27926"));
    }

    #[test]
    fn a_pilot_at_scale_names_what_grows_most() {
        let scenario = Scenario { scale: Some(number("100")), messages: number("100"), ..aws_example() };
        let scaled = projected(&scenario).scaled.unwrap();
        // 300 M messages and 2,160 M minutes.
        assert_eq!((scaled.month.messages.cost, scaled.month.minutes.cost), (number("300"), number("540")));
        assert_eq!(scaled.grows_most, LayerName::ConnectionMinutes);
    }

    #[test]
    fn a_region_without_a_price_is_named() {
        let scenario = Scenario { region: "eu-west-1".to_owned(), ..aws_example() };
        let missing = project(&scenario, &PriceList::built_in(), 1).unwrap_err();
        let price = NoProjection::Price { priced: Priced::of(Meter::Messages), region: "eu-west-1".to_owned() };
        assert_eq!(missing, price);
    }

    #[test]
    fn more_units_than_can_be_are_refused_and_not_cut() {
        let many = |scenario: &Scenario, months| project(scenario, &PriceList::built_in(), months).unwrap_err();
        let huge = Scenario { connections: number("1000000000000"), messages: number("1000000"), ..aws_example() };
        assert_eq!(many(&huge, 1), NoProjection::TooMany { month: 1 });
        // 18 M messages in the first month, ten times as many in each one after: 1.8 × 10^17 in the eleventh.
        let growing = Scenario { growth: number("9"), ..aws_example() };
        assert_eq!(many(&growing, 12), NoProjection::TooMany { month: 11 });
        assert!(project(&growing, &PriceList::built_in(), 10).is_ok());
        let scaled = Scenario { scale: Some(number("1000000000000")), ..aws_example() };
        assert_eq!(many(&scaled, 1), NoProjection::TooMany { month: 1 });
    }

    #[test]
    fn higher_costs_than_can_be_added_up_are_refused_and_not_cut() {
        let priced = |price: &str, scenario: &Scenario, months| {
            let mut prices = PriceList::built_in();
            let source = PriceSource::File { name: "index.csv".to_owned(), published: None };
            prices.set("us-east-1", Priced::of(Meter::Messages), Tiers::flat(number(price)), source);
            project(scenario, &prices, months)
        };
        // No unit costs as much, whether or not there is one.
        let none = Scenario { messages: Decimal::ZERO, ..aws_example() };
        assert_eq!(priced("1001", &none, 1), Err(NoProjection::TooDear { month: 1 }));
        assert!(priced("1000", &aws_example(), 1).is_ok());
        // 18 M messages in the first month and ten times as many in each after: 1.8 × 10^14 at 1,000 in the eighth.
        let growing = Scenario { growth: number("9"), ..aws_example() };
        assert_eq!(priced("1000", &growing, 9), Err(NoProjection::TooDear { month: 8 }));
        assert!(priced("1000", &growing, 7).is_ok());
    }
}
