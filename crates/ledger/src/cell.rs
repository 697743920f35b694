//! The sums of one interval, as they are kept: small, since a ledger may hold millions.

use cur_ingest::Decimal;

use crate::{Grain, Sums};

/// One interval of a series. Absent costs are told by a mask, which halves the room of as many `Option`s. A line item is
/// of a Cost and Usage Report or of FOCUS, so costs that only one of them knows share a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) interval_start: i64,
    pub(crate) rows: u64,
    pub(crate) quantity: Decimal,
    pub(crate) costs: [Decimal; PLACES],
    /// Which costs are there, one bit each in the order of [`PLACE`].
    pub(crate) present: u8,
    pub(crate) grain: Grain,
}

pub(crate) const PLACES: usize = 5;

/// Where the costs are: unblended, net unblended, amortized, net amortized, public on-demand, billed, list.
const PLACE: [usize; 7] = [0, 1, 2, 3, 4, 0, 4];
const UNBLENDED: usize = 0;
const NET_AMORTIZED: usize = 3;

impl Cell {
    pub(crate) fn new(interval_start: i64, grain: Grain, sums: &Sums) -> Self {
        let mut costs = [Decimal::ZERO; PLACES];
        let (mut present, mut taken) = (0, [false; PLACES]);
        let Sums { unblended, net_unblended, amortized, net_amortized, public_on_demand, billed, list, .. } = *sums;
        let all = [unblended, net_unblended, amortized, net_amortized, public_on_demand, billed, list];
        for (at, cost) in all.into_iter().enumerate() {
            let place = PLACE[at];
            if let Some(cost) = cost
                && !taken[place]
            {
                (costs[place], taken[place]) = (cost, true);
                present |= 1 << at;
            }
        }
        Self { interval_start, rows: sums.rows, quantity: sums.quantity, costs, present, grain }
    }

    pub(crate) fn sums(&self) -> Sums {
        sums_of(self.rows, self.quantity, self.costs, self.present)
    }

    /// The cost that every line item has: unblended, or in FOCUS the effective one.
    pub(crate) fn own_cost(&self) -> Decimal {
        let cost = |at| cost_at(at, self.costs, self.present);
        cost(UNBLENDED).or(cost(NET_AMORTIZED)).unwrap_or_default()
    }

    /// What orders the intervals of a series.
    pub(crate) fn order(&self) -> (i64, Grain) {
        (self.interval_start, self.grain)
    }

    /// Adds another interval's sums; false when a sum leaves the bounds of `DECIMAL(38,18)`, and then nothing is changed.
    pub(crate) fn add(&mut self, other: &Self) -> bool {
        let Some(quantity) = self.quantity.checked_add(other.quantity) else { return false };
        let mut costs = self.costs;
        for (cost, more) in costs.iter_mut().zip(other.costs) {
            let Some(sum) = cost.checked_add(more) else { return false };
            *cost = sum;
        }
        let Some(rows) = self.rows.checked_add(other.rows) else { return false };
        // A sum over rows with and without a column is absent, and its place stays zero.
        let present = self.present & other.present;
        if self.present != other.present {
            for (place, cost) in costs.iter_mut().enumerate() {
                if !(0..PLACE.len()).any(|at| PLACE[at] == place && present >> at & 1 == 1) {
                    *cost = Decimal::ZERO;
                }
            }
        }
        (self.rows, self.quantity, self.costs, self.present) = (rows, quantity, costs, present);
        true
    }
}

/// A cost, by its number in [`PLACE`].
fn cost_at(at: usize, costs: [Decimal; PLACES], present: u8) -> Option<Decimal> {
    (present >> at & 1 == 1).then_some(costs[PLACE[at]])
}

/// Costs by their places as sums.
pub(crate) fn sums_of(rows: u64, quantity: Decimal, costs: [Decimal; PLACES], present: u8) -> Sums {
    let cost = |at| cost_at(at, costs, present);
    Sums {
        rows,
        quantity,
        unblended: cost(UNBLENDED),
        net_unblended: cost(1),
        amortized: cost(2),
        net_amortized: cost(NET_AMORTIZED),
        public_on_demand: cost(4),
        billed: cost(5),
        list: cost(6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_what_is_absent_absent() {
        let one = Some(Decimal::ONE);
        let all = Sums { rows: 2, unblended: one, billed: None, list: None, ..Sums::default() };
        let some = Sums { rows: 3, amortized: None, net_unblended: one, ..all };
        let focus = Sums {
            rows: 4,
            unblended: None,
            net_unblended: None,
            amortized: None,
            public_on_demand: None,
            billed: one,
            list: Some(Decimal::from_int(2)),
            ..Sums::default()
        };
        let least = Sums { billed: None, ..focus };
        for sums in [all, some, focus, least] {
            assert_eq!(Cell::new(5, Grain::Day, &sums).sums(), sums);
        }
        for left in [all, some, focus, least] {
            for right in [all, some, focus, least] {
                let mut cell = Cell::new(5, Grain::Day, &left);
                assert!(cell.add(&Cell::new(5, Grain::Day, &right)));
                assert_eq!(Some(cell.sums()), left.checked_add(&right));
            }
        }
        let mut cell = Cell::new(5, Grain::Day, &all);
        let large = Sums { unblended: Some(Decimal::MAX), ..all };
        assert!(!cell.add(&Cell::new(5, Grain::Day, &large)));
        assert_eq!(cell.sums(), all, "nothing has changed");
        assert!(size_of::<Cell>() <= 128);
    }
}
