//! Where in a list of intervals the one of a start and a grain is.

use cur_ingest::timestamp::HOUR;

use crate::Grain;
use crate::cell::Cell;

/// A table of places by start. Starts are whole hours, which a multiplication spreads well enough; grains of one start,
/// and starts that meet in a slot, stand in the slots behind.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Numbers of cells plus one; zero where a slot is free. A power of two, at most half of them taken.
    slots: Vec<u32>,
    /// So many cells have their places.
    known: usize,
}

/// Slots of the smallest table.
const FEWEST: usize = 64;

impl Places {
    /// The place of an interval among these cells, which are those of the last time and more.
    pub(crate) fn find(&mut self, order: (i64, Grain), cells: &[Cell]) -> Option<usize> {
        self.learn(cells);
        let mut slot = self.slot(order.0);
        loop {
            let at = (self.slots[slot] as usize).checked_sub(1)?;
            if cells[at].order() == order {
                return Some(at);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    fn learn(&mut self, cells: &[Cell]) {
        if cells.len() * 2 > self.slots.len() {
            self.slots = vec![0; (cells.len() * 3).next_power_of_two().max(FEWEST)];
            self.known = 0;
        }
        for (at, cell) in cells.iter().enumerate().skip(self.known) {
            let mut slot = self.slot(cell.interval_start);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            // Memory ends long before four billion intervals.
            self.slots[slot] = u32::try_from(at + 1).unwrap_or(u32::MAX);
        }
        self.known = cells.len();
    }

    fn slot(&self, start: i64) -> usize {
        let hour = start.div_euclid(HOUR).cast_unsigned();
        let spread = hour.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        usize::try_from(spread).unwrap_or_default() & (self.slots.len() - 1)
    }
}
