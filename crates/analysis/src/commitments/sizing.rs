//! How large a commitment would cost least, by the hours that are known.
//!
//! A commitment is made in dollars at plan prices, so demand is told in them: on demand × (1 − discount). In each hour it is
//! paid whether or not it is used, and what demand has beyond it is paid on demand. The cost is least where the share of
//! hours with more demand than the commitment is 1 − discount.

use ledger::Decimal;

/// Hours of a month, as AWS reckons.
pub const HOURS_OF_MONTH: Decimal = Decimal::from_int(730);
/// Steps of a curve, in tenths of the best commitment.
const CURVE: [i64; 7] = [2, 4, 6, 8, 10, 12, 15];
/// A commitment is bought in thousandths of a dollar.
const DIGITS: u32 = 3;

/// Demand of some hours, and what a plan takes off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Demand {
    /// Each hour at plan prices, ascending.
    hours: Vec<Decimal>,
    /// What is left of a price on demand: 1 − discount.
    rate: Decimal,
    /// What is left of every price after private discounts.
    after_discounts: Decimal,
}

/// A commitment and what it would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commitment {
    /// Dollars an hour, at plan prices, before private discounts.
    pub per_hour: Decimal,
    /// Of what is committed to, what is used.
    pub utilization: Option<Decimal>,
    /// Of demand, what is covered.
    pub coverage: Option<Decimal>,
    /// Commitment and what stays on demand, of a month of 730 hours, after private discounts.
    pub monthly_cost: Decimal,
    /// Against all on demand.
    pub monthly_saving: Decimal,
}

impl Demand {
    /// From hours on demand.
    pub(super) fn of(on_demand: impl Iterator<Item = Decimal>, rate: Decimal, after_discounts: Decimal) -> Self {
        let mut hours: Vec<Decimal> = on_demand.map(|cost| cost.times(rate)).collect();
        hours.sort_unstable();
        Self { hours, rate, after_discounts }
    }

    /// The commitment that costs least, the smallest of several; `None` where none saves anything.
    pub(super) fn best(&self) -> Option<Commitment> {
        let mut candidates: Vec<Decimal> = self.hours.iter().map(|hour| floor(*hour)).collect();
        candidates.dedup();
        let all =
            candidates.into_iter().filter(|per_hour| !per_hour.is_zero()).map(|per_hour| self.commitment(per_hour));
        let best = all.reduce(|best, other| if other.monthly_saving > best.monthly_saving { other } else { best })?;
        (best.monthly_saving > Decimal::ZERO).then_some(best)
    }

    /// What is used in all but one of a hundred hours.
    pub(super) fn floor(&self) -> Commitment {
        let at = self.hours.len() / 100;
        // An hour that gives money back asks for no commitment.
        let least = self.hours.get(at).copied().unwrap_or_default().max(Decimal::ZERO);
        self.commitment(floor(least))
    }

    /// Commitments around the best one.
    pub(super) fn curve(&self, best: Decimal) -> Vec<Commitment> {
        let tenths =
            |tenths: i64| floor(best.times(Decimal::from_int(tenths)).over(Decimal::from_int(10)).unwrap_or_default());
        let mut steps: Vec<Decimal> = CURVE.into_iter().map(tenths).filter(|step| !step.is_zero()).collect();
        steps.dedup();
        steps.into_iter().map(|per_hour| self.commitment(per_hour)).collect()
    }

    pub(super) fn commitment(&self, per_hour: Decimal) -> Commitment {
        let count = Decimal::from_int(i64::try_from(self.hours.len()).unwrap_or(i64::MAX));
        let used: Decimal = self.hours.iter().map(|hour| (*hour).clamp(Decimal::ZERO, per_hour)).sum();
        let demand: Decimal = self.hours.iter().copied().sum();
        let on_demand = |planned: Decimal| planned.over(self.rate).unwrap_or_default();
        let committed = per_hour.times(count);
        let cost = committed.plus(on_demand(demand.minus(used)));
        let monthly =
            |amount: Decimal| amount.times(self.after_discounts).times(HOURS_OF_MONTH).over(count).unwrap_or_default();
        Commitment {
            per_hour,
            utilization: used.over(committed),
            coverage: used.over(demand),
            monthly_cost: monthly(cost),
            monthly_saving: monthly(on_demand(demand).minus(cost)),
        }
    }
}

/// To a thousandth, never more.
fn floor(value: Decimal) -> Decimal {
    let rounded = value.round(DIGITS);
    let step = Decimal::ONE.over(Decimal::from_int(1000)).unwrap_or_default();
    if rounded > value { rounded.minus(step) } else { rounded }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::number;

    #[test]
    fn hours_that_give_money_back_ask_for_no_commitment() {
        let floor = demand(&[-3, 5, 6], "0.8").floor();
        assert_eq!((floor.per_hour, floor.monthly_saving), (Decimal::ZERO, Decimal::ZERO));
    }

    fn demand(hours: &[i64], rate: &str) -> Demand {
        Demand::of(hours.iter().map(|hour| Decimal::from_int(*hour)), number(rate), Decimal::ONE)
    }

    #[test]
    fn the_best_commitment_is_the_quantile_of_the_discount() {
        // Hours of 1 to 100 dollars on demand, 12 % off: 88 of 100 hours have more than the 12th.
        let hours: Vec<i64> = (1..=100).collect();
        let best = demand(&hours, "0.88").best().unwrap();
        assert_eq!(best.per_hour, number("10.56"), "the 12th hour at plan prices");
        // Steady demand is committed to whole, and saves the discount: 730 × 100 × 0.12.
        let steady = demand(&[100; 50], "0.88").best().unwrap();
        assert_eq!((steady.per_hour, steady.monthly_saving.round(6)), (number("88"), number("8760")));
        assert_eq!((steady.utilization, steady.coverage), (Some(number("1")), Some(number("1"))));
    }

    #[test]
    fn private_discounts_take_their_part_of_a_saving() {
        let list = demand(&[100; 50], "0.88").best().unwrap().monthly_saving;
        let hours = std::iter::repeat_n(Decimal::from_int(100), 50);
        let ten_off = Demand::of(hours, number("0.88"), number("0.9")).best().unwrap().monthly_saving;
        assert_eq!(ten_off, list.times(number("0.9")));
    }

    #[test]
    fn rare_demand_is_left_on_demand() {
        // One busy hour of ten: a commitment would idle in the other nine.
        assert_eq!(demand(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 50], "0.88").best(), None);
    }

    proptest! {
        #[test]
        fn no_other_commitment_is_better(hours in prop::collection::vec(0i64..1000, 1..60), percent in 1i64..60) {
            let rate = Decimal::from_int(100 - percent).over(Decimal::from_int(100)).unwrap();
            let demand = Demand::of(hours.iter().map(|hour| Decimal::from_int(*hour)), rate, Decimal::ONE);
            let best = demand.best().map_or(Decimal::ZERO, |best| best.monthly_saving);
            // Every thousandth would be too many: steps of a fifth of a dollar, up to the largest hour.
            for fifth in 0..=5 * 1000 {
                let per_hour = Decimal::from_int(fifth).over(Decimal::from_int(5)).unwrap();
                let saving = demand.commitment(per_hour).monthly_saving;
                // A commitment has thousandths: an hour of one less may save less by that much in each hour of a month.
                prop_assert!(saving <= best.plus(number("0.74")), "{per_hour}: {saving} > {best}");
            }
        }
    }
}
