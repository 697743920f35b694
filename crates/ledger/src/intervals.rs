//! The intervals of one series, as they grow.

use crate::cell::Cell;
use crate::places::Places;
use crate::table::LedgerError;

/// Intervals, each once.
///
/// Bills are mostly written in the order of time, and then an interval is that of the row before, the next known one, or a
/// new one behind all others. Whatever else comes is looked for: among few one by one, among many by their places. What
/// came out of order is put in order at the end: to insert each at its place would move half of the others every time.
#[derive(Debug, Default)]
pub(crate) struct Intervals {
    cells: Vec<Cell>,
    /// Where the last one was added.
    last: usize,
    /// Is one of them behind a later one?
    mixed: bool,
    places: Places,
}

/// Among so many, one after the other is tried.
const FEW: usize = 16;

impl Intervals {
    /// Adds an interval.
    pub(crate) fn add(&mut self, cell: &Cell) -> Result<(), LedgerError> {
        let at = match self.find(cell) {
            Some(at) if self.cells[at].add(cell) => at,
            Some(_) => return Err(LedgerError::Overflow),
            None => self.push(cell),
        };
        self.last = at;
        Ok(())
    }

    fn find(&mut self, cell: &Cell) -> Option<usize> {
        let order = cell.order();
        let is = |at: usize| self.cells.get(at).is_some_and(|known| known.order() == order);
        if is(self.last) {
            return Some(self.last);
        }
        if is(self.last + 1) {
            return Some(self.last + 1);
        }
        if !self.mixed && self.cells.last().is_none_or(|latest| latest.order() < order) {
            return None;
        }
        if self.cells.len() <= FEW {
            return self.cells.iter().position(|known| known.order() == order);
        }
        self.places.find(order, &self.cells)
    }

    /// Adds one that is not there yet. Returns where it is.
    fn push(&mut self, cell: &Cell) -> usize {
        let at = self.cells.len();
        if at == self.cells.capacity() {
            // Many series have one interval. The others grow by half, not to double: an hourly one has 744.
            self.cells.reserve_exact(if at == 0 { 1 } else { (at / 2).max(5) });
        }
        self.mixed |= self.cells.last().is_some_and(|latest| latest.order() > cell.order());
        self.cells.push(*cell);
        at
    }

    /// Puts them in order.
    pub(crate) fn settle(&mut self) {
        self.places = Places::default();
        if !std::mem::take(&mut self.mixed) {
            return;
        }
        let mut order: Vec<_> = self.cells.iter().map(Cell::order).zip(0usize..).collect();
        order.sort_unstable();
        arrange(&mut self.cells, order.into_iter().map(|(_, from)| from).collect());
        self.last = 0;
    }

    /// Adds the intervals of another. Returns the line items that did not fit into a sum.
    pub(crate) fn merge(&mut self, other: Self) -> u64 {
        self.settle();
        let other = other.ordered();
        if self.cells.is_empty() {
            self.cells = other;
            return 0;
        }
        let new = self.count_new(&other);
        let mut mine = self.cells.len();
        let Some(&first) = other.first() else { return 0 };
        self.cells.reserve_exact(new);
        self.cells.resize(mine + new, first);
        // From the end on, so that each of them moves once at most and to where nothing is any more.
        let (mut end, mut overflowed) = (self.cells.len(), 0);
        for cell in other.into_iter().rev() {
            while mine > 0 && self.cells[mine - 1].order() > cell.order() {
                (mine, end) = (mine - 1, end - 1);
                self.cells[end] = self.cells[mine];
            }
            end -= 1;
            if mine > 0 && self.cells[mine - 1].order() == cell.order() {
                mine -= 1;
                self.cells[end] = self.cells[mine];
                overflowed += if self.cells[end].add(&cell) { 0 } else { cell.sums().rows };
            } else {
                self.cells[end] = cell;
            }
        }
        overflowed
    }

    /// How many of some intervals are not among these; both are in order.
    fn count_new(&self, others: &[Cell]) -> usize {
        let mut mine = self.cells.iter().map(Cell::order).peekable();
        let is_new = |other: &&Cell| {
            while mine.next_if(|own| *own < other.order()).is_some() {}
            mine.peek() != Some(&other.order())
        };
        others.iter().filter(is_new).count()
    }

    /// All of them, in order.
    pub(crate) fn ordered(mut self) -> Vec<Cell> {
        self.settle();
        self.cells
    }
}

/// Moves each cell to its place, around the circles of an order that says from where each place is filled.
fn arrange(cells: &mut [Cell], mut from: Vec<usize>) {
    for start in 0..cells.len() {
        let first = cells[start];
        let mut place = start;
        loop {
            let source = std::mem::replace(&mut from[place], place);
            if source == start {
                break;
            }
            // A place that is filled is its own source.
            cells[place] = cells[source];
            place = source;
        }
        cells[place] = first;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use cur_ingest::Decimal;
    use proptest::prelude::*;

    use super::*;
    use crate::{Grain, Sums};

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

    proptest! {
        #[test]
        fn many_are_what_a_map_says(hours in prop::collection::vec(0i64..900, 0..2000), other in prop::collection::vec(0i64..900, 0..200)) {
            let mut expected: BTreeMap<i64, (u64, i64)> = BTreeMap::new();
            for hours in [&hours, &other] {
                for (cost, &hour) in (1..).zip(hours) {
                    let sum = expected.entry(hour).or_default();
                    (sum.0, sum.1) = (sum.0 + 1, sum.1 + cost);
                }
            }
            let mut merged = of(&hours);
            prop_assert_eq!(merged.merge(of(&other)), 0);
            let expected: Vec<_> = expected.into_iter().map(|(hour, (rows, cost))| (hour, rows, cost.to_string())).collect();
            prop_assert_eq!(said(merged), expected);
        }
    }

    #[test]
    fn merging_is_adding_the_one_after_the_other() {
        let (left, right) = ([7, 2, 9], [9, 1, 7, 8]);
        let mut merged = of(&left);
        assert_eq!(merged.merge(of(&right)), 0);
        assert_eq!(said(merged), told(&[(1, 1, "2"), (2, 1, "2"), (7, 2, "4"), (8, 1, "4"), (9, 2, "4")]));
    }
}
