//! The intervals of one series, as they grow.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::Grain;
use crate::cell::Cell;
use crate::table::LedgerError;

/// Intervals, each once.
///
/// Bills are mostly written in the order of time, and then an interval is the latest or a new one behind it. Once one comes
/// out of order, all of them are found by their hash, and are put in order at the end: to insert each at its place would
/// move half of the others every time.
#[derive(Debug, Default)]
pub(crate) struct Intervals {
    cells: Vec<Cell>,
    places: Option<Box<Places>>,
}

/// Where the interval of a start and a grain is.
#[derive(Debug, Default)]
struct Places {
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Places {
    fn of(cells: &[Cell]) -> Self {
        let mut places = Self::default();
        (0..cells.len()).for_each(|at| places.put(at, cells));
        places
    }

    fn find(&self, order: (i64, Grain), cells: &[Cell]) -> Option<usize> {
        let hash = self.hasher.hash_one(order);
        self.table.find(hash, |&at| cells[at as usize].order() == order).map(|&at| at as usize)
    }

    fn put(&mut self, at: usize, cells: &[Cell]) {
        let hasher = &self.hasher;
        let hash = |at: &u32| hasher.hash_one(cells[*at as usize].order());
        // Memory ends long before four billion intervals.
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        self.table.insert_unique(hash(&at), at, hash);
    }
}

impl Intervals {
    /// Adds an interval.
    pub(crate) fn add(&mut self, cell: &Cell) -> Result<(), LedgerError> {
        let order = cell.order();
        let last = self.cells.len().wrapping_sub(1);
        let known = match (self.cells.last().map(|cell| cell.order().cmp(&order)), &self.places) {
            (None, _) | (Some(std::cmp::Ordering::Less), None) => None,
            (Some(std::cmp::Ordering::Equal), _) => Some(last),
            (Some(_), Some(places)) => places.find(order, &self.cells),
            (Some(std::cmp::Ordering::Greater), None) => {
                let places = self.places.insert(Box::new(Places::of(&self.cells)));
                places.find(order, &self.cells)
            }
        };
        match known {
            Some(at) if self.cells[at].add(cell) => {}
            Some(_) => return Err(LedgerError::Overflow),
            None => self.push(cell),
        }
        Ok(())
    }

    fn push(&mut self, cell: &Cell) {
        let at = self.cells.len();
        if at == self.cells.capacity() {
            // By half, not to double: an hourly series has 744 intervals.
            self.cells.reserve_exact((at / 2).max(4));
        }
        self.cells.push(*cell);
        if let Some(places) = &mut self.places {
            places.put(at, &self.cells);
        }
    }

    /// Puts them in order.
    pub(crate) fn settle(&mut self) {
        if self.places.take().is_none() {
            return;
        }
        let mut order: Vec<_> = self.cells.iter().map(Cell::order).zip(0usize..).collect();
        order.sort_unstable();
        self.cells = order.into_iter().map(|(_, at)| self.cells[at]).collect();
    }

    /// Adds the intervals of another. Returns the line items that did not fit into a sum.
    pub(crate) fn merge(&mut self, other: Self) -> u64 {
        self.settle();
        let other = other.ordered();
        if other.is_empty() {
            return 0;
        }
        if self.cells.is_empty() {
            self.cells = other;
            return 0;
        }
        let mut overflowed = 0;
        let mut merged: Vec<Cell> = Vec::with_capacity(self.cells.len() + other.len());
        let mut mine = self.cells.drain(..).peekable();
        for cell in other {
            while let Some(before) = mine.next_if(|before| before.order() <= cell.order()) {
                merged.push(before);
            }
            match merged.last_mut() {
                Some(last) if last.order() == cell.order() => {
                    overflowed += if last.add(&cell) { 0 } else { cell.sums().rows };
                }
                _ => merged.push(cell),
            }
        }
        merged.extend(mine);
        merged.shrink_to_fit();
        self.cells = merged;
        overflowed
    }

    /// All of them, in order.
    pub(crate) fn ordered(mut self) -> Vec<Cell> {
        self.settle();
        self.cells
    }
}

#[cfg(test)]
mod tests {
    use cur_ingest::Decimal;

    use super::*;
    use crate::Sums;

    fn cell(hour: i64, cost: i64) -> Cell {
        let cost = Some(Decimal::from_int(cost));
        Cell::new(hour * 3600, Grain::Hour, &Sums { rows: 1, unblended: cost, ..Sums::default() })
    }

    fn of(hours: &[i64]) -> Intervals {
        let mut intervals = Intervals::default();
        for (cost, &hour) in (1..).zip(hours) {
            intervals.add(&cell(hour, cost)).unwrap();
        }
        intervals
    }

    fn said(intervals: Intervals) -> Vec<(i64, u64, String)> {
        let told = |cell: Cell| (cell.interval_start / 3600, cell.sums().rows, cell.sums().own_cost().to_string());
        intervals.ordered().into_iter().map(told).collect()
    }

    fn told(expected: &[(i64, u64, &str)]) -> Vec<(i64, u64, String)> {
        expected.iter().map(|&(hour, rows, cost)| (hour, rows, cost.to_owned())).collect()
    }

    #[test]
    fn intervals_come_out_in_order_whatever_order_they_came_in() {
        assert_eq!(said(of(&[1, 2, 2, 5])), told(&[(1, 1, "1"), (2, 2, "5"), (5, 1, "4")]));
        assert_eq!(said(of(&[5, 2, 1, 2])), told(&[(1, 1, "3"), (2, 2, "6"), (5, 1, "1")]));
        assert_eq!(said(of(&[3, 1, 3, 1, 4])), told(&[(1, 2, "6"), (3, 2, "4"), (4, 1, "5")]));
    }

    #[test]
    fn merging_is_adding_the_one_after_the_other() {
        let (left, right) = ([7, 2, 9], [9, 1, 7, 8]);
        let mut merged = of(&left);
        assert_eq!(merged.merge(of(&right)), 0);
        assert_eq!(said(merged), told(&[(1, 1, "2"), (2, 1, "2"), (7, 2, "4"), (8, 1, "4"), (9, 2, "4")]));
    }
}
