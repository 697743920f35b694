//! What forecast quantities cost.
//!
//! The shape of tiers is a list's where one knows the Region; how much of it is paid is what the bill paid of it. So
//! discounts, free tiers and Savings Plans count as they did in the days that are known.

use ledger::Decimal;

use super::month::{MonthSpan, date};
use super::usage::Daily;
use crate::prices::{PriceList, PriceTier, Priced, Tiers};

/// Tiers, and the share of them that is paid.
#[derive(Debug, Clone)]
pub(super) struct Price {
    tiers: Tiers,
    share: Decimal,
    /// Whose tiers they are; `None`: the mean rate of the bill.
    pub(super) list: Option<String>,
}

impl Price {
    /// By what was paid from one day to another, in whole months and the last part of one.
    pub(super) fn of(daily: &Daily, months: &[(i64, i64)], list: Option<(&PriceList, &str, Priced)>) -> Self {
        let listed = list.and_then(|(list, region, priced)| list.get(region, priced));
        let (tiers, list) = match listed {
            Some((tiers, source)) => (tiers.clone(), Some(source.describe())),
            None => (Tiers::flat(Decimal::ONE), None),
        };
        let (mut paid, mut by_list) = (Decimal::ZERO, Decimal::ZERO);
        for &(from, to) in months {
            let (quantity, cost) = daily.sum(from, to);
            (paid, by_list) = (paid.plus(cost), by_list.plus(tiers.cost(quantity)));
        }
        Self { share: paid.over(by_list).unwrap_or_default(), tiers, list }
    }

    /// What a month's units behind the first so many cost.
    pub(super) fn cost(&self, from: Decimal, to: Decimal) -> Decimal {
        self.tiers.cost(to).minus(self.tiers.cost(from)).times(self.share)
    }

    /// Where tiers end between two numbers of a month's units.
    fn ends(&self, from: Decimal, to: Decimal) -> impl Iterator<Item = Decimal> {
        let ends = self.tiers.tiers().iter().filter_map(|PriceTier { up_to, .. }| *up_to);
        ends.filter(move |&end| from < end && end < to)
    }
}

/// A month's usage passes the end of a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// AWS Region code.
    pub region: Option<String>,
    /// Units of the month at which the next tier begins.
    pub units: Decimal,
    /// The day on which they are expected to be reached.
    pub day: chrono::NaiveDate,
}

/// The tiers that a month is expected to pass, by its units so far and on its forecast days.
pub(super) fn crossings(
    price: &Price,
    region: Option<&str>,
    so_far: Decimal,
    (month, days): (MonthSpan, &[f64]),
) -> Vec<Crossing> {
    let days = days.get(month.before..month.through).unwrap_or_default();
    let all = days.iter().sum::<f64>();
    let end = so_far.plus(Decimal::from_f64(all).unwrap_or_default());
    let first = month.end - i64::try_from(days.len()).unwrap_or_default();
    let crossing = |units: Decimal| {
        let mut left = units.minus(so_far).to_f64();
        let reached = days.iter().position(|day| {
            left -= day;
            left <= 0.0
        });
        let day = date(first + i64::try_from(reached?).ok()?)?;
        Some(Crossing { region: region.map(str::to_owned), units, day })
    };
    price.ends(so_far, end).filter_map(crossing).collect()
}
