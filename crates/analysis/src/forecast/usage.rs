//! Usage and cost by day, of what is forecast.

use std::collections::BTreeMap;

use classify::Meter;
use ledger::{Decimal, Grain, Ledger, Section};

use crate::cost::CostBasis;
use crate::prices::Priced;
use crate::rates::MeterKey;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// One of the quantities that are forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Metered messages of 32 KB.
    Messages,
    /// Connection minutes.
    ConnectionMinutes,
    /// GB-seconds of Lambda, on both kinds of processors.
    LambdaDuration,
    /// Requests of Lambda.
    LambdaRequests,
}

impl Quantity {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Messages, Self::ConnectionMinutes, Self::LambdaDuration, Self::LambdaRequests];

    fn of(meter: Meter) -> Option<Self> {
        match meter {
            Meter::Messages => Some(Self::Messages),
            Meter::ConnectionMinutes => Some(Self::ConnectionMinutes),
            Meter::LambdaDuration => Some(Self::LambdaDuration),
            Meter::LambdaRequests => Some(Self::LambdaRequests),
            _ => None,
        }
    }

    /// Its meter.
    #[must_use]
    pub const fn meter(self) -> Meter {
        match self {
            Self::Messages => Meter::Messages,
            Self::ConnectionMinutes => Meter::ConnectionMinutes,
            Self::LambdaDuration => Meter::LambdaDuration,
            Self::LambdaRequests => Meter::LambdaRequests,
        }
    }
}

/// Account, Region, API id, stage.
pub(super) type ApiKey<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// Quantity and cost of each day with usage, by its number since 1970-01-01.
#[derive(Debug, Clone, Default)]
pub(super) struct Daily(BTreeMap<i64, (Decimal, Decimal)>);

impl Daily {
    fn add(&mut self, day: i64, quantity: Decimal, cost: Decimal) {
        let (all, costs) = self.0.entry(day).or_default();
        (*all, *costs) = (all.plus(quantity), costs.plus(cost));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (&day, &(quantity, cost)) in &other.0 {
            self.add(day, quantity, cost);
        }
    }

    /// Quantity and cost of the days from one up to another.
    pub(super) fn sum(&self, from: i64, to: i64) -> (Decimal, Decimal) {
        let days = self.0.range(from..to.max(from));
        days.fold((Decimal::ZERO, Decimal::ZERO), |(all, costs), (_, (quantity, cost))| {
            (all.plus(*quantity), costs.plus(*cost))
        })
    }

    /// Quantities of the days up to one, from the first with any on.
    pub(super) fn quantities(&self, to: i64) -> Vec<f64> {
        let Some(first) = self.first() else { return Vec::new() };
        (first..to).map(|day| self.0.get(&day).map_or(0.0, |(quantity, _)| quantity.to_f64())).collect()
    }

    /// The same with each quantity at the mean cost of some days: what it is worth.
    pub(super) fn valued(&self, days: &[(i64, i64)]) -> Self {
        let sums = days.iter().map(|&(from, to)| self.sum(from, to));
        let (quantity, cost) = sums.fold((Decimal::ZERO, Decimal::ZERO), |(all, costs), (quantity, cost)| {
            (all.plus(quantity), costs.plus(cost))
        });
        let price = cost.over(quantity).unwrap_or_default();
        Self(self.0.iter().map(|(day, (quantity, cost))| (*day, (quantity.times(price), *cost))).collect())
    }

    /// The first day with usage.
    pub(super) fn first(&self) -> Option<i64> {
        self.0.iter().find(|(_, (quantity, _))| *quantity > Decimal::ZERO).map(|(day, _)| *day)
    }
}

/// What a ledger says of what is forecast.
#[derive(Debug, Default)]
pub(super) struct Usage<'a> {
    pub(super) meters: BTreeMap<(Quantity, MeterKey<'a>), Daily>,
    /// Of messages and connection minutes.
    pub(super) apis: BTreeMap<(ApiKey<'a>, Quantity), Daily>,
    /// Is there usage of which only the month is known?
    pub(super) of_months: bool,
}

impl<'a> Usage<'a> {
    /// Of the days from one on.
    pub(super) fn of(ledger: &'a Ledger, basis: CostBasis, from: i64) -> Self {
        let mut usage = Self::default();
        for series in ledger.series() {
            let shared = *series.shared();
            let priced = Priced::of_usage(shared.meter, shared.usage_type);
            let (Some(quantity), Some(priced)) = (Quantity::of(shared.meter), priced) else { continue };
            if shared.section != Section::Items || !shared.charge.is_usage() {
                continue;
            }
            let key = (shared.payer, shared.region, priced);
            let mut own = Daily::default();
            for interval in series.intervals() {
                if interval.grain() == Grain::Month {
                    usage.of_months |= !interval.quantity().is_zero();
                    continue;
                }
                let day = interval.start().div_euclid(DAY);
                if day < from {
                    continue;
                }
                let row = ledger::Row { sums: interval.sums(), ..shared };
                own.add(day, row.sums.quantity, basis.usage_cost(&row));
            }
            if shared.meter.is_websocket() {
                let api = (shared.account, shared.region, shared.resource, shared.stage);
                usage.apis.entry((api, quantity)).or_default().merge(&own);
            }
            usage.meters.entry((quantity, key)).or_default().merge(&own);
        }
        usage
    }

    /// All of a quantity.
    pub(super) fn total(&self, quantity: Quantity) -> Daily {
        let mut total = Daily::default();
        self.meters.iter().filter(|((own, _), _)| *own == quantity).for_each(|(_, daily)| total.merge(daily));
        total
    }
}
