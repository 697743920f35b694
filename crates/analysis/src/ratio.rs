//! Connection minutes per message, and the ratio at which both meters cost the same.

use std::collections::{BTreeMap, BTreeSet};

use classify::Meter;
use ledger::{Decimal, Row};

use crate::layers::Layers;
use crate::period::Period;
use crate::rates::{RatePair, RateSource, Rates};

/// The two WebSocket meters against each other. Quotients carry 18 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ratio {
    /// Connection minutes ÷ messages; `None` without messages.
    pub minutes_per_message: Option<Decimal>,
    /// Cost of minutes ÷ cost of messages; `None` where messages cost nothing.
    pub cost_ratio: Option<Decimal>,
    /// Marginal message rate ÷ marginal minute rate, in minutes per message.
    pub parity_minutes_per_message: Option<Decimal>,
    /// The weakest source of the rates behind parity.
    pub parity_source: Option<RateSource>,
    /// Connection minutes ÷ minutes of the window since the first use of any API.
    pub average_concurrent_connections: Option<Decimal>,
    /// Marginal message rate per million, weighted by messages over payers and Regions.
    pub message_rate: Option<Decimal>,
    /// Marginal minute rate per million, weighted by minutes over payers and Regions.
    pub minute_rate: Option<Decimal>,
}

/// Average number of open connections between the first use and the end of the window.
pub(crate) fn average_connections(minutes: Decimal, first_use: Option<i64>, period: &Period) -> Option<Decimal> {
    let seconds = period.window_end()?.checked_sub(first_use?)?;
    if seconds <= 0 || minutes.is_zero() {
        return None;
    }
    minutes.times(Decimal::from_int(60)).over(Decimal::from_int(seconds))
}

/// WebSocket usage of one payer in one Region.
#[derive(Debug, Clone, Copy, Default)]
struct Used {
    messages: Decimal,
    minutes: Decimal,
}

/// Collects usage by payer and Region, since that is what rates go by.
#[derive(Debug, Default)]
pub(crate) struct RatioTally<'a> {
    places: BTreeMap<(Option<&'a str>, Option<&'a str>), Used>,
}

/// What is to be said about parity.
#[derive(Debug, Default)]
pub(crate) struct ParityRemarks<'a> {
    /// Regions with usage but without both rates.
    pub(crate) unrated: BTreeSet<Option<&'a str>>,
    /// Regions whose rate of this meter is a list price, and of which list.
    pub(crate) listed: BTreeSet<(RateSource, Option<&'a str>, &'static str)>,
    /// What price lists that were given hold no price of.
    pub(crate) gaps: BTreeSet<String>,
}

impl<'a> RatioTally<'a> {
    pub(crate) fn add(&mut self, row: &Row<'a>) {
        if !row.charge.is_usage() || !row.meter.is_websocket() {
            return;
        }
        let used = self.places.entry((row.payer, row.region)).or_default();
        let sum = if row.meter == Meter::Messages { &mut used.messages } else { &mut used.minutes };
        *sum = sum.plus(row.sums.quantity);
    }

    /// The ratio over everything. Parity weighs the rates of the places that have both.
    pub(crate) fn finish(self, layers: &Layers, rates: &Rates<'_>) -> (Ratio, ParityRemarks<'a>) {
        let mut remarks = ParityRemarks::default();
        let mut priced = Vec::new();
        for ((payer, region), used) in self.places {
            let pair = rates.pair(payer, region);
            remarks.listed.extend(list_prices(pair).map(|(source, meter)| (source, region, meter)));
            let gap = |meter| rates.gap(payer, region, meter);
            remarks.gaps.extend([Meter::Messages, Meter::ConnectionMinutes].into_iter().filter_map(gap));
            if pair.parity().is_none() {
                remarks.unrated.insert(region);
            } else {
                priced.push((used, pair));
            }
        }
        let (messages, minutes) = (&layers.messages, &layers.connection_minutes);
        let message_rate = weighted(
            &priced,
            |used| used.messages,
            |used| used.minutes,
            |pair| pair.message.map(|rate| rate.per_million),
        );
        let minute_rate = weighted(
            &priced,
            |used| used.minutes,
            |used| used.messages,
            |pair| pair.minute.map(|rate| rate.per_million),
        );
        let parity = message_rate.zip(minute_rate).and_then(|(message, minute)| message.over(minute));
        let ratio = Ratio {
            minutes_per_message: minutes.quantity.over(messages.quantity),
            cost_ratio: minutes.cost.over(messages.cost),
            parity_minutes_per_message: parity,
            parity_source: parity.and(priced.iter().filter_map(|(_, pair)| pair.source()).max()),
            average_concurrent_connections: None,
            message_rate,
            minute_rate,
        };
        (ratio, remarks)
    }
}

/// The meters of a pair whose rate is a list price.
fn list_prices(pair: RatePair) -> impl Iterator<Item = (RateSource, &'static str)> {
    let of = [(pair.message, "messages"), (pair.minute, "connection minutes")];
    let listed = of.into_iter().filter_map(|(rate, meter)| Some((rate?.source, meter)));
    listed.filter(|(source, _)| source.is_list())
}

/// The mean rate, weighted by a meter's own usage, or by the other meter's where it has none.
fn weighted(
    rated: &[(Used, RatePair)],
    own: fn(&Used) -> Decimal,
    other: fn(&Used) -> Decimal,
    rate: fn(&RatePair) -> Option<Decimal>,
) -> Option<Decimal> {
    let mean = |weight: fn(&Used) -> Decimal| {
        let total: Decimal = rated.iter().map(|(used, _)| weight(used)).sum();
        let sum = rated.iter().filter_map(|(used, pair)| Some(weight(used).times(rate(pair)?))).sum::<Decimal>();
        sum.over(total)
    };
    mean(own).or_else(|| mean(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CostBasis;
    use crate::rates::RateTally;
    use crate::testing::{aws_example, messages, minutes, number};
    use ledger::Rate;

    fn ratio(rows: &[Row<'static>]) -> (Ratio, Vec<Option<&'static str>>) {
        let (mut tally, mut rates, mut layers) = (RatioTally::default(), RateTally::default(), Layers::default());
        for row in rows {
            tally.add(row);
            rates.add(row);
            layers.add(row, CostBasis::Unblended);
        }
        let (ratio, remarks) = tally.finish(&layers, &rates.finish(Some("USD"), &crate::prices::PriceList::built_in()));
        (ratio, remarks.unrated.into_iter().collect())
    }

    #[test]
    fn the_pricing_page_example() {
        // 21.6 M ÷ 18 M = 1.2; 5.40 ÷ 18.00 = 0.3; 1.00 ÷ 0.25 = 4.
        let (ratio, unrated) = ratio(&aws_example());
        assert_eq!(ratio.minutes_per_message, Some(number("1.2")));
        assert_eq!(ratio.cost_ratio, Some(number("0.3")));
        assert_eq!(ratio.parity_minutes_per_message, Some(number("4")));
        assert_eq!(ratio.parity_source, Some(RateSource::Bill));
        assert!(unrated.is_empty());
    }

    #[test]
    fn regions_weigh_by_their_usage() {
        // Messages: (3 M × 1.00 + 1 M × 1.40) ÷ 4 M = 1.10. Minutes: (1 M × 0.25 + 3 M × 0.29) ÷ 4 M = 0.28.
        let tokyo = |row: Row<'static>| Row { region: Some("ap-northeast-1"), ..row };
        let rows = [
            messages(3_000_000, "3"),
            minutes(1_000_000, "0.25"),
            tokyo(messages(1_000_000, "1.4")),
            tokyo(minutes(3_000_000, "0.87")),
        ];
        let (ratio, _) = ratio(&rows);
        assert_eq!(ratio.message_rate, Some(number("1.1")));
        assert_eq!(ratio.minute_rate, Some(number("0.28")));
        assert_eq!(ratio.parity_minutes_per_message.map(|parity| parity.round(6)), Some(number("3.928571")));
    }

    #[test]
    fn a_region_without_rates_is_left_out_and_named() {
        let free = Row { region: Some("eu-west-1"), rate: Rate::FreeTier, ..messages(900, "0") };
        let (ratio, unrated) = ratio(&[messages(3_000_000, "3"), minutes(1_000_000, "0.25"), free]);
        assert_eq!(ratio.parity_minutes_per_message, Some(number("4")));
        assert_eq!(unrated, [Some("eu-west-1")]);
    }

    #[test]
    fn without_messages_there_is_no_ratio_and_parity_weighs_by_minutes() {
        let (ratio, _) = ratio(&[minutes(1_000_000, "0.25")]);
        assert_eq!((ratio.minutes_per_message, ratio.cost_ratio), (None, None));
        // The bill has no paid message, so the list price of messages stands in.
        assert_eq!(ratio.parity_minutes_per_message, Some(number("4")));
        assert_eq!(ratio.parity_source, Some(RateSource::BuiltIn));
    }
}
