//! Parquet's hybrid of repeated values and packed bits, read at ascending positions.

use bytes::Bytes;

/// What a stretch of positions holds.
#[derive(Debug, Clone, Copy)]
enum Run {
    Repeated(u32),
    /// Packed bits from this byte on.
    Packed(usize),
}

/// Values of up to 32 bits. Positions are asked for in ascending order.
#[derive(Debug, Clone)]
pub(super) struct Hybrid {
    bytes: Bytes,
    width: usize,
    /// Where the next run's header is.
    at: usize,
    start: usize,
    end: usize,
    run: Run,
}

impl Hybrid {
    pub(super) fn new(bytes: Bytes, width: u8) -> Option<Self> {
        (width <= 32).then(|| Self { bytes, width: usize::from(width), at: 0, start: 0, end: 0, run: Run::Repeated(0) })
    }

    /// The value at a position; `None` where the bytes end before it.
    pub(super) fn get(&mut self, position: usize) -> Option<u32> {
        while position >= self.end {
            self.next_run()?;
        }
        match self.run {
            Run::Repeated(value) => Some(value),
            Run::Packed(offset) => self.packed(offset, position - self.start),
        }
    }

    /// The end of the stretch around a position whose values are all the same, if they are known to be.
    pub(super) fn repeated_to(&mut self, position: usize) -> Option<usize> {
        while position >= self.end {
            self.next_run()?;
        }
        matches!(self.run, Run::Repeated(_)).then_some(self.end)
    }

    /// The next eight values, where they begin at this position of packed bits and fit a word.
    pub(super) fn eight(&mut self, position: usize) -> Option<[u32; 8]> {
        while position >= self.end {
            self.next_run()?;
        }
        let Run::Packed(offset) = self.run else { return None };
        let index = position - self.start;
        if !(1..=8).contains(&self.width) || !index.is_multiple_of(8) {
            return None;
        }
        let first = offset + index / 8 * self.width;
        let word = u64::from_le_bytes(self.bytes.get(first..first + 8)?.try_into().ok()?);
        let mask = (1u64 << self.width) - 1;
        let value = |at: usize| u32::try_from(word >> (at * self.width) & mask).unwrap_or_default();
        Some(std::array::from_fn(value))
    }

    /// How many of the positions `from..to` hold 1, for values of one bit.
    pub(super) fn ones(&mut self, from: usize, to: usize) -> Option<usize> {
        let (mut at, mut ones) = (from, 0);
        while at < to {
            let value = self.get(at)?;
            let end = self.end.min(to);
            match self.run {
                Run::Repeated(_) => ones += (end - at) * value as usize,
                Run::Packed(offset) => {
                    let bits = at - self.start..end - self.start;
                    let bytes = self.bytes.get(offset + bits.start / 8..offset + bits.end.div_ceil(8))?;
                    ones += bytes.iter().map(|byte| byte.count_ones() as usize).sum::<usize>();
                    // The bits of the first and last byte that are not asked for.
                    let (head, tail) = (bits.start % 8, bits.end % 8);
                    ones -= (u32::from(*bytes.first()?) & ((1 << head) - 1)).count_ones() as usize;
                    if tail > 0 {
                        ones -= (u32::from(*bytes.last()?) >> tail).count_ones() as usize;
                    }
                }
            }
            at = end;
        }
        Some(ones)
    }

    fn next_run(&mut self) -> Option<()> {
        let header = self.header()?;
        self.start = self.end;
        if header & 1 == 0 {
            let length = self.width.div_ceil(8);
            let bytes = self.bytes.get(self.at..self.at + length)?;
            let value = bytes.iter().rev().fold(0u32, |value, &byte| value << 8 | u32::from(byte));
            self.at += length;
            self.run = Run::Repeated(value);
            self.end = self.start.checked_add(header >> 1)?;
        } else {
            let groups = header >> 1;
            self.run = Run::Packed(self.at);
            self.end = self.start.checked_add(groups.checked_mul(8)?)?;
            // The last run may be cut where its values end.
            self.at = self.at.checked_add(groups.checked_mul(self.width)?)?;
        }
        // A run of nothing would never end the search.
        (self.end > self.start).then_some(())
    }

    fn header(&mut self) -> Option<usize> {
        let mut value = 0usize;
        for shift in (0..5).map(|byte| byte * 7) {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn packed(&self, offset: usize, index: usize) -> Option<u32> {
        let bit = index * self.width;
        let first = offset + bit / 8;
        let word = if let Some(bytes) = self.bytes.get(first..first + 8) {
            u64::from_le_bytes(bytes.try_into().ok()?)
        } else {
            let rest = self.bytes.get(first..)?;
            if rest.len() * 8 < bit % 8 + self.width {
                return None;
            }
            rest.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte))
        };
        let mask = (1u64 << self.width) - 1;
        u32::try_from(word >> (bit % 8) & mask).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Runs as their bytes: `Ok` for a value repeated, `Err` for packed values (a multiple of eight).
    fn written(runs: &[Result<(u32, usize), Vec<u32>>], width: usize) -> (Vec<u8>, Vec<u32>) {
        let (mut bytes, mut values) = (Vec::new(), Vec::new());
        let header = |bytes: &mut Vec<u8>, mut value: usize| {
            while value >= 0x80 {
                bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
                value >>= 7;
            }
            bytes.push(u8::try_from(value).unwrap());
        };
        for run in runs {
            match run {
                Ok((value, count)) => {
                    header(&mut bytes, count << 1);
                    bytes.extend(&value.to_le_bytes()[..width.div_ceil(8)]);
                    values.extend(std::iter::repeat_n(*value, *count));
                }
                Err(packed) => {
                    header(&mut bytes, ((packed.len() / 8) << 1) | 1);
                    let mut bits = vec![0u8; packed.len() / 8 * width];
                    for (at, value) in packed.iter().enumerate() {
                        for bit in 0..width {
                            let place = at * width + bit;
                            bits[place / 8] |= u8::try_from(value >> bit & 1).unwrap() << (place % 8);
                        }
                    }
                    bytes.extend(bits);
                    values.extend(packed);
                }
            }
        }
        (bytes, values)
    }

    proptest! {
        #[test]
        fn every_value_is_found_and_nothing_behind_them(
            width in 1usize..21,
            seeds in prop::collection::vec((any::<bool>(), 1usize..40, any::<u32>()), 1..8),
        ) {
            let mask = (1u32 << width) - 1;
            let runs: Vec<_> = seeds
                .iter()
                .map(|&(repeated, count, seed)| {
                    if repeated {
                        Ok((seed & mask, count))
                    } else {
                        Err((0..u32::try_from(count.div_ceil(8) * 8).unwrap())
                            .map(|at| seed.wrapping_mul(at | 1).rotate_left(at) & mask)
                            .collect())
                    }
                })
                .collect();
            let (bytes, values) = written(&runs, width);
            let mut hybrid = Hybrid::new(bytes.clone().into(), u8::try_from(width).unwrap()).unwrap();
            for (at, value) in values.iter().enumerate() {
                prop_assert_eq!(hybrid.get(at), Some(*value));
            }
            prop_assert_eq!(hybrid.get(values.len()), None);
            let mut eights = Hybrid::new(bytes.clone().into(), u8::try_from(width).unwrap()).unwrap();
            for at in 0..values.len() {
                if let Some(eight) = eights.eight(at) {
                    prop_assert_eq!(&eight[..], &values[at..at + 8]);
                }
            }
            let mut some = Hybrid::new(bytes.into(), u8::try_from(width).unwrap()).unwrap();
            for at in (0..values.len()).step_by(7) {
                prop_assert_eq!(some.get(at), Some(values[at]));
            }
        }

        #[test]
        fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..60), width in 0u8..33) {
            let mut hybrid = Hybrid::new(bytes.into(), width).unwrap();
            for at in 0..2000 {
                hybrid.get(at);
            }
        }
    }

    #[test]
    fn ones_are_counted_over_runs() {
        let (bytes, values) = written(&[Ok((1, 5)), Err(vec![1, 0, 1, 1, 0, 0, 0, 1]), Ok((0, 9)), Ok((1, 2))], 1);
        for from in 0..values.len() {
            for to in from..=values.len() {
                let mut hybrid = Hybrid::new(bytes.clone().into(), 1).unwrap();
                let expected = values[from..to].iter().sum::<u32>() as usize;
                assert_eq!(hybrid.ones(from, to), Some(expected), "{from}..{to}");
            }
        }
    }
}
