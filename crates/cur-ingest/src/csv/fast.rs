//! The fast path: records are found by their line ends and looked at for their fields' number and their product code;
//! those that are selected, or odd, are taken apart.
//!
//! ```text
//!  text ── 64 bytes at a time ── marks: quotes, commas, line ends ── record: its end, fields, product code
//!                                    │ a quote out of place              │ selected
//!                                    └──────────► taken apart ◄──────────┘
//! ```
//!
//! It gives what [`super::records::read`] gives, byte for byte and place for place, which tests hold it to.

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr_iter;

use super::glance::Glances;
use super::head::{CsvHead, HeadError, Record};
use super::quoting::{BOM, Broken, LONGEST_RECORD, too_long};
use super::records::{Cells, io_message, report_open_end, report_quoting};
use super::split::{Split, SplitRecord, broken};
use crate::bytes::{ByteSource, SourceReader};
use crate::damage::Place;
use crate::unit::UnitReader;

/// How much is asked for at once, as the plain reader does: a damaged stream then ends at the same byte.
const READ: usize = 1 << 16;
/// How much is held before records are looked for: seams between readings cost, and caches are small.
const HELD: usize = 1 << 17;

impl Record for SplitRecord<'_> {
    fn fields(&self) -> usize {
        self.len()
    }

    fn field(&self, at: usize) -> Option<Cow<'_, [u8]>> {
        self.get(at).map(Cow::Borrowed)
    }
}

/// Reads a whole text. What was good before damage stays counted.
pub(crate) fn read(text: &mut dyn Read, unit: &mut UnitReader<'_>) {
    let mut reading = Reading::default();
    match reading.head(text) {
        Ok(head) => reading.rest(text, &head, unit),
        Err(error) => unit.damaged(Place::File, error.to_string()),
    }
}

/// Reads a part of a plain text that begins where a record does, its header known. Records and lines are counted from the
/// part's own beginning, and how many there are is kept, so that places can be told in the whole text.
pub(crate) fn read_part(source: &Arc<dyn ByteSource>, head: &CsvHead, part: Range<u64>, unit: &mut UnitReader<'_>) {
    let mut reading = Reading::default();
    let mut text = SourceReader::part(Arc::clone(source), part.clone());
    if part.start > 0 {
        (reading.window.offset, reading.window.begun) = (part.start, (0, part.start));
    } else if let Err(error) = reading.head(&mut text) {
        return unit.damaged(Place::File, error.to_string());
    }
    reading.rest(&mut text, head, unit);
    unit.tally.records = reading.window.records;
    unit.tally.lines = reading.window.place_of(reading.window.end).0 - 1;
}

/// The header of a plain text.
pub(super) fn head_of(source: &Arc<dyn ByteSource>) -> Option<CsvHead> {
    Reading::default().head(&mut SourceReader::new(Arc::clone(source))).ok()
}

/// How far a text has been read.
#[derive(Debug)]
struct Reading {
    window: Window,
    split: Split,
    quoting: Quoting,
    /// The last record, if it has as many fields as the header.
    last: Place,
}

impl Default for Reading {
    fn default() -> Self {
        Self { window: Window::default(), split: Split::default(), quoting: Quoting::default(), last: Place::File }
    }
}

impl Reading {
    fn head(&mut self, text: &mut dyn Read) -> Result<CsvHead, HeadError> {
        let Self { window, split, quoting, .. } = self;
        loop {
            window.skip_line_ends();
            if window.at < window.end
                && let Some(end) = split.record(&window.bytes[..window.end], window.at, window.is_all)
            {
                quoting.add(split, window);
                let head = CsvHead::of(&SplitRecord { text: &window.bytes, split });
                window.pass(end);
                return head;
            }
            if window.is_all {
                return Err(HeadError::NoHeader);
            }
            if let Some(error) = window.failure.take() {
                return Err(HeadError::Io(error));
            }
            window.fill(text).map_err(HeadError::Io)?;
        }
    }

    /// Reads everything behind the header.
    fn rest(&mut self, text: &mut dyn Read, head: &CsvHead, unit: &mut UnitReader<'_>) {
        unit.begin(&head.columns);
        let mut cells = Cells::new(head, unit.selection.tags());
        let failed = loop {
            self.records(head, &mut cells, unit);
            if self.window.is_all {
                break None;
            }
            if let Some(error) = self.window.failure.take() {
                self.broken_begin();
                break Some(error);
            }
            if let Err(error) = self.window.fill(text) {
                break Some(error);
            }
        };
        match failed {
            None if self.window.ends_open() => report_open_end(self.last, head, unit),
            None => {}
            Some(error) => unit.damaged(self.window.end_place(), io_message(&error)),
        }
        self.quoting.0.iter().for_each(|broken| report_quoting(*broken, unit));
    }

    /// Takes every record that is there as a whole.
    fn records(&mut self, head: &CsvHead, cells: &mut Cells<'_>, unit: &mut UnitReader<'_>) {
        let Self { window, split, quoting, last } = self;
        let mut glances = Glances::new(cells.product, window.at);
        loop {
            window.skip_line_ends();
            if window.at >= window.end {
                return;
            }
            let text = &window.bytes[..window.end];
            if let Some(glance) = glances.next(text, window.at) {
                let code = glance.field.map_or(&[][..], |(start, end)| &text[start..end]);
                let selected = unit.selection.holds(code.trim_ascii())
                    || cells.service.is_some_and(|at| {
                        let fields = glances.fields_of(text, window.at, glance.end);
                        fields.field(at).is_some_and(|name| unit.selection.holds(name.trim_ascii()))
                    });
                let is_whole = glance.fields == head.width();
                *last = if is_whole { window.here() } else { Place::File };
                unit.tally.rows += 1;
                if selected || !is_whole || !code.is_ascii() || Cells::may_be_header(code) {
                    let fields = glances.fields_of(text, window.at, glance.end);
                    cells.take(&fields, window.here(), unit);
                }
                window.pass_known(glance.end, glance.line_breaks);
                continue;
            }
            let Some(end) = split.record(text, window.at, window.is_all) else { return };
            quoting.add(split, window);
            let record = SplitRecord { text, split };
            *last = if record.len() == head.width() { window.here() } else { Place::File };
            unit.tally.rows += 1;
            cells.take(&record, window.here(), unit);
            window.pass(end);
            glances.restart(window.at);
        }
    }

    /// Where reading fails, the record that was begun may be broken already.
    fn broken_begin(&mut self) {
        let Self { window, split, quoting, .. } = self;
        split.record(&window.bytes[..window.end], window.at, false);
        quoting.add(split, window);
    }
}

/// The first break of quoting of each kind, since the rest follow from it.
#[derive(Debug, Default)]
struct Quoting(Vec<Broken>);

impl Quoting {
    fn add(&mut self, split: &Split, window: &Window) {
        if split.after_quote.is_none() && split.open_quote.is_none() {
            return;
        }
        for broken in broken(split, |offset| window.place_of(offset)) {
            let kind = std::mem::discriminant(&broken);
            if self.0.iter().all(|known| std::mem::discriminant(known) != kind) {
                self.0.push(broken);
            }
        }
    }
}

/// A part of the text, and where in the text it is.
#[derive(Debug, Default)]
struct Window {
    bytes: Vec<u8>,
    /// Bytes that are text; behind them is room.
    end: usize,
    /// Where the next record begins.
    at: usize,
    /// Lines that end before that.
    lines: u64,
    /// What the plain reader takes for that record's place, its first byte or that of the line ends before it: lines that
    /// end before, and offset in the text.
    begun: (u64, u64),
    /// Offset of the first byte in the text.
    offset: u64,
    /// Records before the next one.
    records: u64,
    /// Does the text end here?
    is_all: bool,
    /// Why it ends, where it should not.
    failure: Option<std::io::Error>,
}

impl Window {
    /// Reads on behind what is there; what has been passed makes room.
    fn fill(&mut self, text: &mut dyn Read) -> std::io::Result<()> {
        let record = self.offset + self.at as u64;
        if (self.end - self.at) as u64 > LONGEST_RECORD {
            return Err(too_long(record));
        }
        let is_start = self.offset == 0 && self.end == 0;
        self.bytes.copy_within(self.at..self.end, 0);
        self.offset += self.at as u64;
        (self.at, self.end) = (0, self.end - self.at);
        // A record that has not ended yet is looked at from its beginning again: each time with twice as much of it, so that
        // a long one takes time by its length and no more.
        let longest = usize::try_from(LONGEST_RECORD).unwrap_or(usize::MAX);
        let goal = (2 * self.end).clamp(self.end + HELD, longest.max(self.end) + HELD);
        while self.end < goal {
            if self.bytes.len() < self.end + READ {
                self.bytes.resize(self.end + READ, 0);
            }
            let read = match text.read(&mut self.bytes[self.end..self.end + READ]) {
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    // What came before is good, and is looked at first.
                    self.failure = Some(error);
                    break;
                }
            };
            self.end += read;
            if read == 0 {
                self.is_all = true;
                break;
            }
        }
        if is_start && self.bytes[..self.end].starts_with(BOM) {
            self.at = BOM.len();
        }
        Ok(())
    }

    /// Passes a record and the byte that ends it.
    fn pass(&mut self, end: usize) {
        let line_breaks = memchr_iter(b'\n', &self.bytes[self.at..end]).count() as u64;
        self.pass_known(end, line_breaks);
    }

    /// Passes a record that is known to hold so many line breaks.
    fn pass_known(&mut self, end: usize, line_breaks: u64) {
        let ends_line = end < self.end && self.bytes[end] == b'\n';
        self.lines += line_breaks + u64::from(ends_line);
        self.at = (end + 1).min(self.end);
        self.records += 1;
        self.begun = (self.lines, self.offset + self.at as u64);
    }

    /// Empty lines are no records.
    fn skip_line_ends(&mut self) {
        while let Some(&byte @ (b'\n' | b'\r')) = self.bytes[..self.end].get(self.at) {
            self.lines += u64::from(byte == b'\n');
            self.at += 1;
        }
    }

    /// The place of the next record.
    fn here(&self) -> Place {
        Place::Record { record: self.records + 1, line: self.begun.0 + 1, byte: self.begun.1 }
    }

    /// Line and byte of an offset at or behind the next record.
    fn place_of(&self, offset: usize) -> (u64, u64) {
        let lines = memchr_iter(b'\n', &self.bytes[self.at..offset]).count() as u64;
        (self.lines + lines + 1, self.offset + offset as u64)
    }

    /// Where reading ended: behind everything that came.
    fn end_place(&self) -> Place {
        let (line, byte) = self.place_of(self.end);
        Place::Record { record: self.records + 1, line, byte }
    }

    /// Does the text end within a row?
    fn ends_open(&self) -> bool {
        self.end > 0 && !matches!(self.bytes[self.end - 1], b'\n' | b'\r')
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::batch::LineItemBatch;
    use crate::columns::{Number, Text};
    use crate::csv::read_plainly;
    use crate::repeats::Identity;
    use crate::select::Selection;
    use crate::unit::Tally;

    /// Gives so many bytes at once, and fails at the end if it is to.
    struct Pieces<'a> {
        text: &'a [u8],
        piece: usize,
        fails: bool,
    }

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.text.is_empty() && self.fails {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let length = self.piece.min(buffer.len()).min(self.text.len());
            buffer[..length].copy_from_slice(&self.text[..length]);
            self.text = &self.text[length..];
            Ok(length)
        }
    }

    /// Rows as text, and what was counted and said.
    fn told(text: &[u8], piece: usize, fails: bool, fast: bool) -> (Vec<String>, String) {
        let selection = Selection::of(["AWSLambda"]);
        let mut rows = Vec::new();
        let mut batch = LineItemBatch::default();
        let mut emit = |batch: &LineItemBatch| {
            for row in 0..batch.len() {
                let text = |column: Text| {
                    let column = batch.text(column);
                    column.keys.get(row).map(|&key| column.dictionary.get(key).to_owned())
                };
                let cost = batch.number(Number::UnblendedCost).values.get(row).copied();
                rows.push(format!("{:?} {:?} {cost:?}", text(Text::UsageType), text(Text::Description)));
            }
        };
        let mut unit = UnitReader {
            path: "x.csv",
            selection: &selection,
            sample_rows: Some(&Identity::LineItemId),
            batch: &mut batch,
            emit: &mut emit,
            tally: Tally::default(),
        };
        let mut text = Pieces { text, piece, fails };
        if fast {
            read(&mut text, &mut unit);
        } else {
            read_plainly(&mut text, &mut unit);
        }
        let tally = unit.finish();
        (rows, format!("{tally:?}"))
    }

    #[test]
    fn a_long_record_is_asked_for_by_twice_as_much_each_time() {
        let mut text =
            HEADER.as_bytes().chain(&b"\n\""[..]).chain(std::io::repeat(b'"').take(LONGEST_RECORD + (1 << 20)));
        let mut reading = Reading::default();
        reading.head(&mut text).unwrap();
        let mut fills = 0;
        let error = loop {
            match reading.window.fill(&mut text) {
                Ok(()) => fills += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), std::io::ErrorKind::FileTooLarge);
        assert!(fills <= 10 && reading.window.bytes.len() < (17 << 20), "{fills} {}", reading.window.bytes.len());
    }

    #[test]
    fn empty_lines_take_no_memory() {
        let lines = 4 << 20;
        let mut text = HEADER.as_bytes().chain(std::io::repeat(b'\n').take(lines));
        let mut reading = Reading::default();
        reading.head(&mut text).unwrap();
        while !reading.window.is_all {
            reading.window.skip_line_ends();
            reading.window.fill(&mut text).unwrap();
            assert!(reading.window.bytes.len() <= 2 * HELD + READ, "{}", reading.window.bytes.len());
        }
        assert_eq!(reading.window.lines, lines);
    }

    const HEADER: &str = "lineItem/LineItemType,lineItem/ProductCode,lineItem/UsageType,lineItem/LineItemDescription,\
                          lineItem/UsageAmount,lineItem/UsageStartDate,lineItem/UnblendedCost";

    fn agree(text: &str, piece: usize, fails: bool) {
        let (plain, fast) = (told(text.as_bytes(), piece, fails, false), told(text.as_bytes(), piece, fails, true));
        assert_eq!(plain, fast, "{text:?}");
    }

    #[test]
    fn odd_texts_are_read_as_by_the_plain_reader() {
        let row = "Usage,AWSLambda,Request,\"a, \"\"b\"\"\",1,2026-10-01T00:00:00Z,0.5";
        for text in [
            String::new(),
            "\u{feff}".to_owned(),
            "\u{feff}\n".to_owned(),
            "\n\n".to_owned(),
            HEADER.to_owned(),
            format!("{HEADER}\n{row}"),
            format!("\u{feff}{HEADER}\r\n{row}\r\n\r\n{row}\r\n"),
            format!("\n\n{HEADER}\n\n\n{row}\n\n{row},x\n{row}\n"),
            format!("{HEADER}\n{row}\r{row}\n\r{row}"),
            format!("{HEADER}\n\"Usage\",\"AWSLambda\",R,\"line\nbreak\",1,,x\nUsage,AWSLambda\n{row}\n"),
            format!("{HEADER}\n{row}\nUsage,\"AWSLambda\"x,R,\"\",1,,1\n\"never closed\n{row}\n"),
            format!("{HEADER}\nUsage,AWSLambda,R,a\"b\"c,1,2026-10-01T00:00:00Z,1\n,,,,,,\n"),
            format!("{HEADER}\nUsage,Prüfung,R,,1,2026-10-01T00:00:00Z,1\n{row}\n"),
        ] {
            for piece in [1, 2, 3, 7, 1 << 20] {
                agree(&text, piece, false);
                agree(&text, piece, true);
            }
        }
    }

    #[test]
    fn a_product_code_that_is_no_text_is_told() {
        let row = "Usage,AWSLambda,Request,text,1,2026-10-01T00:00:00Z,0.5";
        let mut text = format!("{HEADER}\n{row}\n{row}\n{row}\n").into_bytes();
        let at = text.windows(9).rposition(|window| window == b"AWSLambda").unwrap();
        text[at + 3] = 0xff;
        let fast = told(&text, 1 << 20, false, true);
        assert_eq!(fast, told(&text, 1 << 20, false, false));
        assert_eq!(fast.0.len(), 2);
        assert!(fast.1.contains("unparsed: 1") && fast.1.contains("expected UTF-8 text"), "{}", fast.1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_text_is_read_as_by_the_plain_reader(
            pieces in prop::collection::vec(
                prop_oneof![
                    4 => Just(","), 2 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r"), 2 => Just("\""),
                    1 => Just("\"\""), 2 => Just("AWSLambda"), 1 => Just("EC2"), 1 => Just("1.5"), 1 => Just(" "), 1 => Just(HEADER), 1 => Just("lineItem/UsageType"),
                    3 => Just("Usage,AWSLambda,Request,text,1,2026-10-01T00:00:00Z,0.5\n"),
                    2 => Just("Usage,EC2,Box,\"a,b\",1,2026-10-01T00:00:00Z,0.5\n"),
                    1 => Just("Usage,AWSLambda,\"Re\"\"q\",\"two\nlines\",1,2026-10-01T00:00:00Z,0.5\n"),
                ],
                0..40,
            ),
            piece in prop_oneof![Just(1usize), 2usize..200],
            fails in any::<bool>(),
        ) {
            agree(&format!("{HEADER}\n{}", pieces.concat()), piece, fails);
        }
    }
}
