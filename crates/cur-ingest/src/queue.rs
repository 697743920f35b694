//! Units of work that several workers take one after the other, the largest first, so that none is left alone with a large
//! one at the end.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A queue that is filled once.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    units: Vec<T>,
    /// Bytes behind each unit.
    left: Vec<u64>,
    bytes: u64,
    next: AtomicUsize,
}

impl<T> Queue<T> {
    /// Units by their bytes; those of as many stay in their order.
    pub(crate) fn new(mut units: Vec<T>, bytes_of: impl Fn(&T) -> u64) -> Self {
        units.sort_by_key(|unit| std::cmp::Reverse(bytes_of(unit)));
        let bytes = units.iter().map(&bytes_of).sum();
        let mut rest: u64 = bytes;
        let left = units.iter().map(|unit| {
            rest -= bytes_of(unit);
            rest
        });
        Self { left: left.collect(), units, bytes, next: AtomicUsize::new(0) }
    }

    /// Bytes of all units.
    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next unit, and the bytes that no one has begun with behind it.
    pub(crate) fn next(&self) -> Option<(&T, u64)> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        self.units.get(at).zip(self.left.get(at).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_comes_first_and_each_once() {
        let queue = Queue::new(vec![("a", 2), ("b", 5), ("c", 2)], |unit| unit.1);
        assert_eq!(queue.bytes(), 9);
        let order: Vec<_> = std::iter::from_fn(|| queue.next()).collect();
        assert_eq!(order, [(&("b", 5), 4), (&("a", 2), 2), (&("c", 2), 0)]);
        assert_eq!(queue.next(), None);
    }
}
