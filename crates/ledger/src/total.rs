//! Intervals of a series added up, in the form in which they are kept.

use cur_ingest::Decimal;

use crate::cell::{Cell, PLACES, sums_of};
use crate::{Grain, Sums};

/// One interval of a series.
#[derive(Debug, Clone, Copy)]
pub struct Interval<'a>(pub(crate) &'a Cell);

impl Interval<'_> {
    /// Its start, seconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn start(self) -> i64 {
        self.0.interval_start
    }

    /// Its length.
    #[must_use]
    pub const fn grain(self) -> Grain {
        self.0.grain
    }

    /// Usage amount in the meter's own unit.
    #[must_use]
    pub const fn quantity(self) -> Decimal {
        self.0.quantity
    }

    /// The cost that every line item has, as [`Sums::own_cost`].
    #[must_use]
    pub fn own_cost(self) -> Decimal {
        self.0.own_cost()
    }

    /// All its sums.
    #[must_use]
    pub fn sums(self) -> Sums {
        self.0.sums()
    }
}

/// A sum over intervals, staying at the bounds of `DECIMAL(38,18)`, and what it would be if no amount had a sign.
#[derive(Debug, Clone, Copy)]
pub struct Total {
    rows: u64,
    quantity: Decimal,
    costs: [Decimal; PLACES],
    present: u8,
    magnitudes: [u128; 1 + PLACES],
}

impl Default for Total {
    /// The sum over nothing: every cost present and zero.
    fn default() -> Self {
        Self {
            rows: 0,
            quantity: Decimal::ZERO,
            costs: [Decimal::ZERO; PLACES],
            present: u8::MAX,
            magnitudes: [0; 1 + PLACES],
        }
    }
}

impl Total {
    /// Adds an interval.
    pub fn add(&mut self, Interval(cell): Interval<'_>) {
        self.rows += cell.rows;
        self.quantity = self.quantity.plus(cell.quantity);
        self.present &= cell.present;
        let [of_quantity, of_costs @ ..] = &mut self.magnitudes;
        *of_quantity = of_quantity.saturating_add(cell.quantity.units().unsigned_abs());
        for ((cost, magnitude), more) in self.costs.iter_mut().zip(of_costs).zip(cell.costs) {
            *cost = cost.plus(more);
            *magnitude = magnitude.saturating_add(more.units().unsigned_abs());
        }
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.quantity = self.quantity.plus(other.quantity);
        self.present &= other.present;
        for (cost, more) in self.costs.iter_mut().zip(other.costs) {
            *cost = cost.plus(more);
        }
        for (magnitude, more) in self.magnitudes.iter_mut().zip(other.magnitudes) {
            *magnitude = magnitude.saturating_add(more);
        }
    }

    /// The sums. A cost that some interval lacks is absent.
    #[must_use]
    pub fn sums(&self) -> Sums {
        sums_of(self.rows, self.quantity, self.costs, self.present)
    }

    /// The largest of the sums without signs; `None` where one leaves the bounds. While these add up within bounds, no sum
    /// over any of the intervals can leave them, and every addition is exact.
    #[must_use]
    pub fn magnitude(&self) -> Option<Decimal> {
        let most = self.magnitudes.into_iter().max().unwrap_or_default();
        Decimal::from_units(i128::try_from(most).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(sums: &Sums) -> Cell {
        Cell::new(0, Grain::Hour, sums)
    }

    #[test]
    fn a_total_is_the_sum_of_its_intervals_sums() {
        let (two, less) = (Some(Decimal::from_int(2)), Some(Decimal::from_int(-5)));
        let cur = Sums { rows: 1, quantity: Decimal::ONE, unblended: two, billed: None, list: None, ..Sums::default() };
        let back = Sums { unblended: less, net_unblended: None, ..cur };
        let focus = Sums {
            billed: two,
            list: two,
            unblended: None,
            net_unblended: None,
            amortized: None,
            public_on_demand: None,
            ..cur
        };
        for all in [vec![], vec![cur], vec![cur, back], vec![focus, focus], vec![cur, focus], vec![back, cur, back]] {
            let (mut total, mut expected) = (Total::default(), Sums::default());
            for sums in &all {
                total.add(Interval(&cell(sums)));
                expected.add(sums);
            }
            assert_eq!(total.sums(), expected);
            let mut twice = total;
            twice.merge(&total);
            expected.add(&expected.clone());
            assert_eq!(twice.sums(), expected);
        }
        let mut total = Total::default();
        for sums in [cur, back] {
            total.add(Interval(&cell(&sums)));
        }
        assert_eq!(total.magnitude(), Some(Decimal::from_int(7)), "2 and -5 without signs");
        let large = cell(&Sums { unblended: Some(Decimal::MAX), ..cur });
        let small = cell(&Sums { unblended: Some(-Decimal::MAX), ..cur });
        for cell in [large, small] {
            total.add(Interval(&cell));
        }
        assert_eq!(total.magnitude(), None);
    }

    #[test]
    fn the_cost_of_an_interval_is_that_of_its_sums() {
        let one = Some(Decimal::ONE);
        let cur = Sums { unblended: one, ..Sums::default() };
        let focus = Sums { unblended: None, net_amortized: one, ..Sums::default() };
        for sums in [cur, focus] {
            assert_eq!(Interval(&cell(&sums)).own_cost(), sums.own_cost());
        }
    }
}
