//! The sums of one interval, as they are kept: small, since a ledger may hold millions.

use cur_ingest::Decimal;

use crate::{Grain, Sums};

/// One interval of a series. Absent costs are told by a mask, which halves the room of four `Option`s.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) interval_start: i64,
    rows: u64,
    quantity: Decimal,
    /// Unblended, net unblended, amortized, net amortized, public on-demand.
    costs: [Decimal; 5],
    present: u8,
    pub(crate) grain: Grain,
}

impl Cell {
    pub(crate) fn new(interval_start: i64, grain: Grain, sums: &Sums) -> Self {
        let optional = [sums.net_unblended, sums.amortized, sums.net_amortized, sums.public_on_demand];
        let mut costs = [sums.unblended; 5];
        let mut present = 0;
        for (at, cost) in optional.into_iter().enumerate() {
            costs[at + 1] = cost.unwrap_or_default();
            present |= u8::from(cost.is_some()) << at;
        }
        Self { interval_start, rows: sums.rows, quantity: sums.quantity, costs, present, grain }
    }

    pub(crate) fn sums(&self) -> Sums {
        let cost = |at: usize| (self.present >> (at - 1) & 1 == 1).then_some(self.costs[at]);
        Sums {
            rows: self.rows,
            quantity: self.quantity,
            unblended: self.costs[0],
            net_unblended: cost(1),
            amortized: cost(2),
            net_amortized: cost(3),
            public_on_demand: cost(4),
        }
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
        for (at, cost) in costs.iter_mut().enumerate().skip(1) {
            if present >> (at - 1) & 1 == 0 {
                *cost = Decimal::ZERO;
            }
        }
        (self.rows, self.quantity, self.costs, self.present) = (rows, quantity, costs, present);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_what_is_absent_absent() {
        let one = Decimal::ONE;
        let all = Sums { rows: 2, quantity: one, unblended: one, ..Sums::default() };
        let some = Sums { rows: 3, amortized: None, net_unblended: Some(one), ..all };
        for sums in [all, some] {
            assert_eq!(Cell::new(5, Grain::Day, &sums).sums(), sums);
        }
        let mut cell = Cell::new(5, Grain::Day, &all);
        assert!(cell.add(&Cell::new(5, Grain::Day, &some)));
        assert_eq!(Some(cell.sums()), all.checked_add(&some));
        let large = Sums { unblended: Decimal::MAX, ..all };
        assert!(!cell.add(&Cell::new(5, Grain::Day, &large)));
        assert_eq!(Some(cell.sums()), all.checked_add(&some), "nothing has changed");
        assert!(size_of::<Cell>() <= 128);
    }
}
