//! Takes a record apart, with quotes or without.
//!
//! A quote opens a field only where the field begins; inside, a doubled quote is one quote. What follows a closing quote
//! and is neither comma nor line end belongs to the field, as the `csv` crate has it, and is broken quoting.

use memchr::{memchr, memchr_iter, memchr3};

use super::quoting::Broken;

/// Where a field is.
#[derive(Debug, Clone, Copy)]
enum Field {
    /// In the text itself.
    Raw { start: usize, end: usize },
    /// Among the texts that had to be put together.
    Built { start: usize, end: usize },
}

/// The fields of one record.
#[derive(Debug, Default)]
pub(super) struct Split {
    fields: Vec<Field>,
    built: Vec<u8>,
    /// Text behind a closing quote: its offset.
    pub(super) after_quote: Option<usize>,
    /// The opening quote of a field that the text ends in.
    pub(super) open_quote: Option<usize>,
}

/// A record of a text, taken apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct SplitRecord<'a> {
    pub(super) text: &'a [u8],
    pub(super) split: &'a Split,
}

impl SplitRecord<'_> {
    pub(super) fn len(self) -> usize {
        self.split.fields.len()
    }
}

impl<'a> SplitRecord<'a> {
    pub(super) fn get(self, at: usize) -> Option<&'a [u8]> {
        match *self.split.fields.get(at)? {
            Field::Raw { start, end } => self.text.get(start..end),
            Field::Built { start, end } => self.split.built.get(start..end),
        }
    }
}

impl Split {
    /// How many fields the record has.
    pub(super) fn fields(&self) -> usize {
        self.fields.len()
    }

    /// Takes apart the record that begins here. Returns the offset of the byte that ends it, or of the end of the text;
    /// `None` where the text ends first and more of it may come.
    pub(super) fn record(&mut self, text: &[u8], start: usize, is_all: bool) -> Option<usize> {
        self.fields.clear();
        self.built.clear();
        (self.after_quote, self.open_quote) = (None, None);
        let (mut from, mut at) = (start, start);
        loop {
            let event = memchr3(b'"', b'\n', b'\r', &text[at..]).map(|length| at + length);
            let event = event.or_else(|| is_all.then_some(text.len()))?;
            for comma in memchr_iter(b',', &text[at..event]) {
                self.fields.push(Field::Raw { start: from, end: at + comma });
                from = at + comma + 1;
            }
            if text.get(event) != Some(&b'"') {
                self.fields.push(Field::Raw { start: from, end: event });
                return Some(event);
            }
            if event > from {
                // A quote inside a field is a letter like any other.
                at = event + 1;
                continue;
            }
            let end = self.quoted(text, event, is_all)?;
            if text.get(end) != Some(&b',') {
                return Some(end);
            }
            (from, at) = (end + 1, end + 1);
        }
    }

    /// A field that begins with a quote. Returns where it ends.
    fn quoted(&mut self, text: &[u8], open: usize, is_all: bool) -> Option<usize> {
        let built = self.built.len();
        let mut from = open + 1;
        let mut search = from;
        loop {
            let Some(quote) = memchr(b'"', &text[search..]).map(|length| search + length) else {
                if !is_all {
                    return None;
                }
                self.open_quote = Some(open);
                self.push(text, built, from, text.len());
                return Some(text.len());
            };
            match text.get(quote + 1) {
                Some(b'"') => {
                    self.built.extend_from_slice(&text[from..=quote]);
                    (from, search) = (quote + 2, quote + 2);
                }
                Some(b',' | b'\n' | b'\r') => {
                    self.push(text, built, from, quote);
                    return Some(quote + 1);
                }
                None if !is_all => return None,
                None => {
                    self.push(text, built, from, quote);
                    return Some(text.len());
                }
                Some(_) => {
                    self.after_quote = self.after_quote.or(Some(quote + 1));
                    self.built.extend_from_slice(&text[from..quote]);
                    let end = memchr3(b',', b'\n', b'\r', &text[quote + 1..]).map(|length| quote + 1 + length);
                    let end = end.or_else(|| is_all.then_some(text.len()))?;
                    self.built.extend_from_slice(&text[quote + 1..end]);
                    self.fields.push(Field::Built { start: built, end: self.built.len() });
                    return Some(end);
                }
            }
        }
    }

    fn push(&mut self, text: &[u8], built: usize, from: usize, to: usize) {
        if self.built.len() == built {
            self.fields.push(Field::Raw { start: from, end: to });
        } else {
            self.built.extend_from_slice(&text[from..to]);
            self.fields.push(Field::Built { start: built, end: self.built.len() });
        }
    }
}

/// What a record's quoting says, at these offsets of the text.
pub(super) fn broken(split: &Split, place: impl Fn(usize) -> (u64, u64)) -> impl Iterator<Item = Broken> {
    let after = split.after_quote.map(&place).map(|(line, byte)| Broken::TextAfterQuote { line, byte });
    let open = split.open_quote.map(&place).map(|(line, byte)| Broken::NeverClosed { line, byte });
    after.into_iter().chain(open)
}
