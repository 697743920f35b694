//! Looks at records without taking them apart: where they end, how many fields they have, and one of their fields.

#![expect(clippy::inline_always, reason = "what is inlined is compiled for the machine's vectors too")]

use std::borrow::Cow;

use memchr::memchr;

use super::head::Record;
use super::marks::{BLOCK, Bytes, Carry, Marks, bytes};

/// What a look at a record tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glance {
    /// The byte that ends it.
    pub(super) end: usize,
    /// How many fields it has.
    pub(super) fields: usize,
    /// Where the field is that was looked for, without its quotes. Nowhere, where the record has fewer fields.
    pub(super) field: Option<(usize, usize)>,
    /// Line breaks inside its quotes.
    pub(super) line_breaks: u64,
}

/// Goes from record to record of a text, a block of marks at a time.
#[derive(Debug)]
pub(super) struct Glances {
    /// Number of the field that is looked for.
    sought: usize,
    /// The block that is looked at, and what of it has not been passed.
    base: usize,
    marks: Marks,
    carry: Carry,
    /// Where the next block begins.
    next: usize,
    /// Has the machine wide vectors, and instructions that count bits?
    wide: bool,
    /// Where the fields end of the record that was taken apart last.
    ends: Vec<usize>,
}

/// The fields of a record whose quoting is in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    text: &'a [u8],
    start: usize,
    ends: &'a [usize],
}

impl Record for Fields<'_> {
    fn fields(&self) -> usize {
        self.ends.len()
    }

    fn field(&self, at: usize) -> Option<Cow<'_, [u8]>> {
        let start = if at == 0 { self.start } else { *self.ends.get(at - 1)? + 1 };
        let field = self.text.get(start..*self.ends.get(at)?)?;
        let Some(inner) = field.strip_prefix(b"\"") else { return Some(Cow::Borrowed(field)) };
        let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
        let Some(first) = memchr(b'"', inner) else { return Some(Cow::Borrowed(inner)) };
        let mut built = inner[..first].to_vec();
        let mut rest = &inner[first..];
        while let Some(quote) = memchr(b'"', rest) {
            // A quote is doubled here.
            built.extend_from_slice(&rest[..=quote]);
            rest = rest.get(quote + 2..).unwrap_or_default();
        }
        built.extend_from_slice(rest);
        Some(Cow::Owned(built))
    }
}

/// A record that is being looked at.
#[derive(Debug, Clone, Copy)]
struct Begun {
    start: usize,
    commas: usize,
    /// Where the field that is looked for begins, and where it ends.
    from: Option<usize>,
    to: Option<usize>,
    line_breaks: u64,
}

impl Glances {
    /// Looks for the field of this number, from a record's beginning on.
    pub(super) fn new(sought: usize, start: usize) -> Self {
        #[cfg(target_arch = "x86_64")]
        let wide =
            is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("popcnt");
        #[cfg(not(target_arch = "x86_64"))]
        let wide = false;
        Self { sought, base: start, marks: Marks::default(), carry: Carry::RECORD, next: start, wide, ends: Vec::new() }
    }

    /// Goes on at the beginning of another record.
    pub(super) fn restart(&mut self, start: usize) {
        (self.base, self.next) = (start, start);
        (self.marks, self.carry) = (Marks::default(), Carry::RECORD);
    }

    /// Looks at the record that begins at `start`, which must be behind the record before and the line ends between them.
    /// `None` where it does not end in the text, where its quoting is odd, or where the field that is looked for has quotes
    /// inside: then it must be taken apart, and this must be restarted behind it.
    pub(super) fn next(&mut self, text: &[u8], start: usize) -> Option<Glance> {
        #[cfg(target_arch = "x86_64")]
        if self.wide {
            #[expect(unsafe_code, reason = "code for some machines only can be called in no other way")]
            // SAFETY: `wide` says that the machine has the features that the function needs.
            return unsafe { self.next_wide(text, start) };
        }
        self.next_by(text, start, bytes)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,popcnt")]
    fn next_wide(&mut self, text: &[u8], start: usize) -> Option<Glance> {
        self.next_by(text, start, |block| super::marks::bytes_avx2(block))
    }

    /// The fields of a record that has been looked at.
    pub(super) fn fields_of<'a>(&'a mut self, text: &'a [u8], start: usize, end: usize) -> Fields<'a> {
        self.ends.clear();
        let mut carry = Carry::RECORD;
        let record = &text[..end];
        for base in (start..end).step_by(BLOCK) {
            let bytes = match record[base..].first_chunk() {
                Some(block) => self.bytes(block),
                None => self.bytes(&padded(&record[base..])),
            };
            let mut commas = Marks::of(bytes, &mut carry).commas;
            while commas != 0 {
                self.ends.push(base + commas.trailing_zeros() as usize);
                commas &= commas - 1;
            }
        }
        self.ends.push(end);
        Fields { text, start, ends: &self.ends }
    }

    fn bytes(&self, block: &[u8; BLOCK]) -> Bytes {
        #[cfg(target_arch = "x86_64")]
        if self.wide {
            #[expect(unsafe_code, reason = "code for some machines only can be called in no other way")]
            // SAFETY: `wide` says that the machine has the feature that the function needs.
            return unsafe { super::marks::bytes_avx2(block) };
        }
        bytes(block)
    }

    /// The same, with a way to find the bytes of a block.
    #[inline(always)]
    fn next_by(&mut self, text: &[u8], start: usize, bytes: impl Fn(&[u8; BLOCK]) -> Bytes) -> Option<Glance> {
        let from = (self.sought == 0).then_some(start);
        let mut begun = Begun { start, commas: 0, from, to: None, line_breaks: 0 };
        if start >= self.next {
            self.restart(start);
        } else {
            // Line ends before the record.
            self.pass(start.saturating_sub(self.base));
        }
        loop {
            let end = self.marks.ends.trailing_zeros();
            let before = below(end);
            if self.marks.odd & before != 0 {
                return None;
            }
            self.fields(&mut begun, before);
            begun.line_breaks += u64::from((self.marks.breaks & before).count_ones());
            if end < u64::BITS {
                let end = end as usize;
                let glance = begun.ended(self.base + end, text, self.sought);
                self.pass(end + 1);
                return glance;
            }
            self.load(text, &bytes)?;
        }
    }

    /// Counts the commas of a record in this block.
    #[inline(always)]
    fn fields(&self, begun: &mut Begun, before: u64) {
        let mut commas = self.marks.commas & before;
        let count = commas.count_ones() as usize;
        if begun.to.is_none() && begun.commas + count >= self.sought {
            for at in begun.commas + 1..=begun.commas + count {
                let comma = self.base + commas.trailing_zeros() as usize;
                commas &= commas.wrapping_sub(1);
                if at == self.sought {
                    begun.from = Some(comma + 1);
                } else if at == self.sought + 1 {
                    begun.to = Some(comma);
                    break;
                }
            }
        }
        begun.commas += count;
    }

    /// Forgets what stands before this place of the block.
    #[inline]
    fn pass(&mut self, count: usize) {
        let Marks { commas, ends, breaks, odd } = &mut self.marks;
        for word in [commas, ends, breaks, odd] {
            *word &= if count < BLOCK { u64::MAX << count } else { 0 };
        }
    }

    /// Looks at the next block; `None` at the end of the text.
    #[inline(always)]
    fn load(&mut self, text: &[u8], bytes: impl Fn(&[u8; BLOCK]) -> Bytes) -> Option<()> {
        let rest = text.get(self.next..).filter(|rest| !rest.is_empty())?;
        self.base = self.next;
        if let Some(block) = rest.first_chunk() {
            self.marks = Marks::of(bytes(block), &mut self.carry);
        } else {
            self.marks = Marks::of(bytes(&padded(rest)), &mut self.carry);
            // What stands behind the text is not known yet.
            self.marks.odd &= below(u32::try_from(rest.len()).unwrap_or(u64::BITS));
        }
        self.next = self.base + BLOCK;
        Some(())
    }
}

/// A block that the text ends in.
fn padded(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// The bits below one.
#[inline]
const fn below(bit: u32) -> u64 {
    if bit >= u64::BITS { u64::MAX } else { (1 << bit) - 1 }
}

impl Begun {
    #[inline]
    fn ended(self, end: usize, text: &[u8], sought: usize) -> Option<Glance> {
        let field = self.from.map(|from| (from, self.to.unwrap_or(end)));
        let field = match field {
            Some((from, to)) if text.get(from) == Some(&b'"') && from < to => {
                let inner = text.get(from + 1..to.checked_sub(1)?)?;
                // A doubled quote: the field must be put together.
                (!inner.contains(&b'"')).then_some(())?;
                Some((from + 1, to - 1))
            }
            field => field,
        };
        debug_assert!(self.start <= end && (field.is_some() || self.commas < sought), "a field that is there is found");
        Some(Glance { end, fields: self.commas + 1, field, line_breaks: self.line_breaks })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::csv::split::{Split, SplitRecord};

    /// Every record of a text as a look at it tells, or nothing where it tells nothing.
    fn looked_at(text: &[u8], sought: usize) -> Vec<(usize, Option<Glance>)> {
        let narrow = Glances { wide: false, ..Glances::new(sought, 0) };
        let [all, portable] = [Glances::new(sought, 0), narrow].map(|glances| look(text, glances));
        assert_eq!(all, portable);
        all
    }

    fn look(text: &[u8], mut glances: Glances) -> Vec<(usize, Option<Glance>)> {
        let mut split = Split::default();
        let mut all = Vec::new();
        let mut at = 0;
        loop {
            while text.get(at).is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
                at += 1;
            }
            if at >= text.len() {
                return all;
            }
            let glance = glances.next(text, at);
            all.push((at, glance));
            at = match glance {
                Some(glance) => glance.end + 1,
                None => split.record(text, at, true).unwrap() + 1,
            };
            if glance.is_none() {
                glances.restart(at);
            }
        }
    }

    fn agree(text: &[u8], sought: usize) -> Result<(), TestCaseError> {
        let mut split = Split::default();
        for (at, glance) in looked_at(text, sought) {
            let Some(Glance { end, fields, field, line_breaks }) = glance else { continue };
            prop_assert_eq!(split.record(text, at, true), Some(end));
            prop_assert!(split.after_quote.is_none() && split.open_quote.is_none());
            prop_assert_eq!(split.fields(), fields);
            let record = SplitRecord { text, split: &split };
            prop_assert_eq!(field.map(|(from, to)| &text[from..to]), record.get(sought));
            let breaks = memchr::memchr_iter(b'\n', &text[at..end]).count() as u64;
            prop_assert_eq!(line_breaks, breaks);
            let mut glances = Glances::new(sought, 0);
            let taken = glances.fields_of(text, at, end);
            prop_assert_eq!(taken.fields(), fields);
            for field in 0..=fields {
                let taken = taken.field(field);
                prop_assert_eq!(taken.as_deref(), record.get(field));
            }
        }
        Ok(())
    }

    #[test]
    fn a_look_tells_what_taking_apart_tells() {
        let text = b"a,\"b,\"\"\n\",c\r\n\n\"x\",y\n";
        let told: Vec<_> = looked_at(text, 2).into_iter().map(|(at, glance)| (at, glance.unwrap())).collect();
        assert_eq!(told[0], (0, Glance { end: 11, fields: 3, field: Some((10, 11)), line_breaks: 1 }));
        assert_eq!(told[1], (14, Glance { end: 19, fields: 2, field: None, line_breaks: 0 }));
        assert_eq!(looked_at(text, 0)[1].1.unwrap().field, Some((15, 16)));
        assert_eq!(looked_at(text, 1)[0].1, None, "its quotes must be taken out");
    }

    #[test]
    fn well_written_texts_need_no_closer_look() {
        let row = "Usage,\"Amazon, Inc.\",AWSLambda,\"\",\"$0.20 per 1,000,000\",1.5,\"{\"\"a\"\":\"\"b\"\"}\"\r\n";
        for lead in 0..70 {
            let text = format!("{}\n{}", "x".repeat(lead), row.repeat(5));
            let all = looked_at(text.as_bytes(), 2);
            assert_eq!(all.len(), if lead == 0 { 5 } else { 6 });
            for (_, glance) in &all[all.len() - 5..] {
                let glance = glance.unwrap();
                assert_eq!(glance.fields, 7);
                assert_eq!(glance.field.map(|(from, to)| &text[from..to]), Some("AWSLambda"));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn any_text_is_looked_at_as_it_is_taken_apart(
            pieces in prop::collection::vec(
                prop_oneof![
                    4 => Just(","), 2 => Just("\n"), 1 => Just("\r\n"), 3 => Just("\""), 1 => Just("\"\""), 3 => Just("a"),
                    2 => Just("\"quoted, text\""), 1 => Just("a longer stretch of text without any mark in it at all, but one"),
                ],
                0..60,
            ),
            sought in 0usize..5,
        ) {
            agree(pieces.concat().as_bytes(), sought)?;
        }
    }
}
