//! Parquet's hybrid of repeated values and packed bits, read at ascending positions.

use std::ops::Range;

use bytes::Bytes;

use super::chunk::{ENDS_EARLY, PAST_DICTIONARY};

/// What a stretch of positions holds.
#[derive(Debug, Clone, Copy)]
enum Run {
    Repeated(u32),
    /// Packed bits from this byte on.
    Packed(usize),
}

/// Values of up to 32 bits. Positions are asked for in ascending order.
#[derive(Debug, Clone)]
pub(in crate::parquet) struct Hybrid {
    bytes: Bytes,
    width: usize,
    /// Where the next run's header is.
    at: usize,
    start: usize,
    end: usize,
    run: Run,
}

impl Hybrid {
    pub(in crate::parquet) fn new(bytes: Bytes, width: u8) -> Option<Self> {
        (width <= 32).then(|| Self { bytes, width: usize::from(width), at: 0, start: 0, end: 0, run: Run::Repeated(0) })
    }

    /// Behind its length in four bytes, as levels stand in a page of the first version; with the place behind it. `None`
    /// where the page ends before.
    pub(in crate::parquet) fn behind_length(page: &Bytes, width: u8) -> Option<(Self, usize)> {
        let length = u32::from_le_bytes(page.get(..4)?.try_into().ok()?);
        let end = usize::try_from(length).ok()?.checked_add(4).filter(|&end| end <= page.len())?;
        Some((Self::new(page.slice(4..end), width)?, end))
    }

    /// The value at a position; `None` where the bytes end before it.
    pub(in crate::parquet) fn get(&mut self, position: usize) -> Option<u32> {
        while position >= self.end {
            self.next_run()?;
        }
        match self.run {
            Run::Repeated(value) => Some(value),
            Run::Packed(offset) => self.packed(offset, position - self.start),
        }
    }

    /// The end of the run around a position if it repeats one value; outer `None` where the bytes end before it.
    #[expect(clippy::option_option, reason = "no more bytes and no such run are two different answers")]
    pub(super) fn repeated_to(&mut self, position: usize) -> Option<Option<usize>> {
        while position >= self.end {
            self.next_run()?;
        }
        Some(matches!(self.run, Run::Repeated(_)).then_some(self.end))
    }

    /// Puts the values in place of their positions, which ascend; a position of `u32::MAX` stays. `None` where the bytes
    /// end before them.
    pub(super) fn get_all(&mut self, positions: &mut [u32]) -> Option<()> {
        let mut at = 0;
        while let Some(&position) = positions.get(at) {
            if position == u32::MAX {
                at += 1;
                continue;
            }
            while position as usize >= self.end {
                self.next_run()?;
            }
            let (start, end) = (self.start, self.end);
            let here = positions[at..].iter_mut();
            let here = here.take_while(|position| **position == u32::MAX || (**position as usize) < end);
            let mut count = 0;
            match self.run {
                Run::Repeated(value) => here.for_each(|position| {
                    count += 1;
                    *position = if *position == u32::MAX { u32::MAX } else { value };
                }),
                Run::Packed(offset) => {
                    for position in here {
                        count += 1;
                        if *position != u32::MAX {
                            *position = self.packed(offset, *position as usize - start)?;
                        }
                    }
                }
            }
            at += count;
        }
        Some(())
    }

    /// Calls `take` with those positions of a range whose value is a hit. A value past the hits is an error.
    pub(super) fn matching(
        &mut self,
        range: Range<usize>,
        hits: &[bool],
        mut take: impl FnMut(usize),
    ) -> Result<(), String> {
        let mut at = range.start;
        while at < range.end {
            while at >= self.end {
                self.next_run().ok_or(ENDS_EARLY)?;
            }
            let end = self.end.min(range.end);
            match self.run {
                Run::Repeated(value) => {
                    if *hits.get(value as usize).ok_or(PAST_DICTIONARY)? {
                        (at..end).for_each(&mut take);
                    }
                }
                Run::Packed(offset) => self.matching_packed(offset, at..end, hits, &mut take)?,
            }
            at = end;
        }
        Ok(())
    }

    fn matching_packed(
        &self,
        offset: usize,
        range: Range<usize>,
        hits: &[bool],
        mut take: impl FnMut(usize),
    ) -> Result<(), String> {
        /// Values of a byte at most are looked up here, whatever they are: 1 a hit, 2 past the hits.
        fn marks(hits: &[bool]) -> [u8; 256] {
            let mut marks = [2; 256];
            marks.iter_mut().zip(hits).for_each(|(mark, hit)| *mark = u8::from(*hit));
            marks
        }
        let marks = if self.width <= 8 { marks(hits) } else { [2; 256] };
        let mut at = range.start;
        while at < range.end {
            if at + 8 <= range.end
                && let Some(eight) = self.eight(offset, at - self.start)
            {
                let found = eight.map(|value| marks[usize::from(value)]);
                match u64::from_le_bytes(found) {
                    0 => {}
                    bits if bits & 0x0202_0202_0202_0202 != 0 => return Err(PAST_DICTIONARY.to_owned()),
                    _ => (at..).zip(found).filter(|(_, mark)| *mark == 1).for_each(|(at, _)| take(at)),
                }
                at += 8;
                continue;
            }
            let value = self.packed(offset, at - self.start).ok_or(ENDS_EARLY)?;
            if *hits.get(value as usize).ok_or(PAST_DICTIONARY)? {
                take(at);
            }
            at += 1;
        }
        Ok(())
    }

    /// Eight values, where they are of a byte at most, begin at a byte and fit a word.
    fn eight(&self, offset: usize, index: usize) -> Option<[u8; 8]> {
        if !(1..=8).contains(&self.width) || !index.is_multiple_of(8) {
            return None;
        }
        let first = offset + index / 8 * self.width;
        let word = u64::from_le_bytes(self.bytes.get(first..first + 8)?.try_into().ok()?);
        let mask = (1u64 << self.width) - 1;
        Some(std::array::from_fn(|at| u8::try_from(word >> (at * self.width) & mask).unwrap_or_default()))
    }

    /// The first values, of one bit each, as words of 64 bits; `None` where the bytes end before them.
    pub(super) fn bits(&mut self, count: usize) -> Option<Vec<u64>> {
        let mut words = vec![0u64; count.div_ceil(64)];
        let mut at = 0;
        while at < count {
            while at >= self.end {
                self.next_run()?;
            }
            let end = self.end.min(count);
            match self.run {
                Run::Repeated(0) => {}
                Run::Repeated(_) => set(&mut words, at..end),
                Run::Packed(offset) => {
                    let bytes = self.bytes.get(offset..offset + (end - self.start).div_ceil(8))?;
                    put(&mut words, at, bytes, end - at);
                }
            }
            at = end;
        }
        Some(words)
    }

    fn next_run(&mut self) -> Option<()> {
        let header = self.header()?;
        self.start = self.end;
        if header & 1 == 0 {
            let length = self.width.div_ceil(8);
            let bytes = self.bytes.get(self.at..self.at + length)?;
            let value = bytes.iter().rev().fold(0u32, |value, &byte| value << 8 | u32::from(byte));
            // Whole bytes hold it; what does not fit its bits is no value.
            (u64::from(value) >> self.width == 0).then_some(())?;
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

/// Sets the bits of a range.
fn set(words: &mut [u64], range: Range<usize>) {
    let mut at = range.start;
    while at < range.end {
        let end = range.end.min((at / 64 + 1) * 64);
        let ones = if end - at == 64 { u64::MAX } else { (1 << (end - at)) - 1 };
        words[at / 64] |= ones << (at % 64);
        at = end;
    }
}

/// Puts so many bits of some bytes at a place.
fn put(words: &mut [u64], at: usize, bytes: &[u8], count: usize) {
    for (number, &byte) in bytes.iter().enumerate() {
        let (place, left) = (at + number * 8, count - number * 8);
        let byte = u64::from(byte) & if left < 8 { (1 << left) - 1 } else { 0xff };
        words[place / 64] |= byte << (place % 64);
        if place % 64 > 56
            && let Some(next) = words.get_mut(place / 64 + 1)
        {
            *next |= byte >> (64 - place % 64);
        }
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
            let again = || Hybrid::new(bytes.clone().into(), u8::try_from(width).unwrap()).unwrap();
            let mut places: Vec<u32> = (0..u32::try_from(values.len()).unwrap())
                .filter(|at| at % 3 != 1)
                .map(|at| if at % 5 == 0 { u32::MAX } else { at })
                .collect();
            let expected: Vec<u32> =
                places.iter().map(|&at| if at == u32::MAX { at } else { values[at as usize] }).collect();
            prop_assert_eq!(again().get_all(&mut places), Some(()));
            prop_assert_eq!(places, expected);
            let most = *values.iter().max().unwrap();
            let hits: Vec<bool> = (0..=most).map(|value| value % 3 == 0).collect();
            for from in [0, 1, values.len() / 2] {
                let mut found = Vec::new();
                prop_assert_eq!(again().matching(from..values.len(), &hits, |at| found.push(at)), Ok(()));
                let expected: Vec<usize> = (from..values.len()).filter(|&at| hits[values[at] as usize]).collect();
                prop_assert_eq!(found, expected);
            }
            prop_assert!(again().matching(0..values.len(), &hits[..most as usize], |_| ()).is_err());
            prop_assert!(again().matching(0..values.len() + 1, &hits, |_| ()).is_err());
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

    proptest! {
        #[test]
        fn bits_are_those_of_the_runs(
            seeds in prop::collection::vec((any::<bool>(), 1usize..150, any::<u64>()), 1..8),
            cut in 0usize..8,
        ) {
            let run = |&(repeated, count, seed): &(bool, usize, u64)| {
                if repeated {
                    return Ok((u32::from(seed % 2 == 1), count));
                }
                Err((0..count.div_ceil(8) * 8).map(|at| u32::from(seed >> (at * 7 % 64) & 1 == 1)).collect())
            };
            let (bytes, values) = written(&seeds.iter().map(run).collect::<Vec<_>>(), 1);
            let count = values.len() - cut.min(values.len());
            let words = Hybrid::new(bytes.clone().into(), 1).unwrap().bits(count).unwrap();
            for at in 0..words.len() * 64 {
                let expected = values.get(at).filter(|_| at < count).copied().unwrap_or_default();
                prop_assert_eq!(words[at / 64] >> (at % 64) & 1, u64::from(expected), "{}", at);
            }
            prop_assert_eq!(Hybrid::new(bytes.into(), 1).unwrap().bits(values.len() + 1), None);
        }
    }

    #[test]
    fn a_repeated_value_of_more_bits_is_damage() {
        for (width, value, expected) in
            [(1, 1, Some(1)), (1, 105, None), (3, 7, Some(7)), (3, 8, None), (0, 0, Some(0))]
        {
            let bytes = if width == 0 { vec![16] } else { vec![16, value] };
            let mut hybrid = Hybrid::new(bytes.into(), width).unwrap();
            assert_eq!(hybrid.get(7), expected, "{value} in {width} bits");
        }
    }
}
