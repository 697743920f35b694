//! Checks the quoting of everything that passes.
//!
//! The `csv` crate makes the best of any input: text behind a closing quote becomes part of the field, and a quote that
//! is never closed swallows the rest of the file. Both would shorten a total in silence, so the stream is watched on
//! its way into the parser. Only quotes need a look: one opens a field if it follows a comma, a line end or nothing,
//! and is an ordinary letter inside an unquoted field.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr2};

/// Where and how quoting is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// Something other than a comma, a line end or a quote follows a closing quote.
    TextAfterQuote {
        /// Line of that text, from 1.
        line: u64,
        /// Its offset in the inflated text.
        byte: u64,
    },
    /// The text ends inside a quoted field.
    NeverClosed {
        /// Line of the opening quote, from 1.
        line: u64,
        /// Its offset in the inflated text.
        byte: u64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Outside quotes.
    Unquoted,
    /// Inside a quoted field that opened here.
    Quoted { line: u64, byte: u64 },
    /// Behind a quote inside a quoted field: its end, or the first half of a doubled quote.
    Quote { line: u64, byte: u64 },
}

/// Passes bytes on and checks them.
#[derive(Debug)]
pub(crate) struct QuoteCheck<R> {
    inner: R,
    state: State,
    /// The byte before the next one; a line end before the first.
    before: u8,
    byte: u64,
    line: u64,
    /// Where the record began that the next byte belongs to.
    record: u64,
    broken: Vec<Broken>,
    begun: bool,
    ended: bool,
    /// Why the text ends where it should not, once what came before has been passed on.
    failure: Option<io::Error>,
}

/// The longest record that is read. Real ones have some kilobytes; a quote that never closes, or a text without line
/// ends, would take memory without bounds.
pub(super) const LONGEST_RECORD: u64 = 16 << 20;

pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

impl<R: Read> QuoteCheck<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            state: State::Unquoted,
            before: b'\n',
            byte: 0,
            line: 1,
            record: 0,
            broken: Vec::new(),
            begun: false,
            ended: false,
            failure: None,
        }
    }

    /// What was found so far.
    pub(crate) fn broken(&self) -> &[Broken] {
        &self.broken
    }

    /// Does the text so far end within a row?
    pub(crate) fn ends_open(&self) -> bool {
        !matches!(self.before, b'\n' | b'\r')
    }

    /// The first bytes: more than a byte order mark, if there are more. The parser takes a mark that comes alone for the
    /// whole text.
    fn begin(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut end = 0;
        while end < buffer.len().min(BOM.len() + 1) {
            match self.inner.read(&mut buffer[end..]) {
                Ok(0) => break,
                Ok(read) => end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if end == 0 || &buffer[..end] == BOM => return Err(error),
                Err(error) => {
                    self.failure = Some(error);
                    break;
                }
            }
        }
        Ok(end)
    }

    fn check(&mut self, mut bytes: &[u8]) {
        if self.byte == 0 && bytes.starts_with(BOM) {
            self.byte = BOM.len() as u64;
            bytes = &bytes[BOM.len()..];
        }
        while !bytes.is_empty() {
            bytes = match self.state {
                State::Unquoted => self.unquoted(bytes),
                State::Quoted { .. } => self.quoted(bytes),
                State::Quote { .. } => self.behind_quote(bytes),
            };
        }
    }

    fn unquoted<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let end = memchr(b'"', bytes).unwrap_or(bytes.len());
        if let Some(newline) = memrchr2(b'\n', b'\r', &bytes[..end]) {
            self.record = self.byte + newline as u64;
        }
        self.pass(&bytes[..end]);
        let Some(at) = (end < bytes.len()).then_some(end) else { return &[] };
        if matches!(self.before, b',' | b'\n' | b'\r') {
            self.state = State::Quoted { line: self.line, byte: self.byte };
        }
        self.pass(&bytes[at..=at]);
        &bytes[at + 1..]
    }

    fn quoted<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some(at) = memchr(b'"', bytes) else {
            self.pass(bytes);
            return &[];
        };
        self.pass(&bytes[..=at]);
        if let State::Quoted { line, byte } = self.state {
            self.state = State::Quote { line, byte };
        }
        &bytes[at + 1..]
    }

    fn behind_quote<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let State::Quote { line, byte } = self.state else { return bytes };
        match bytes[0] {
            b'"' => {
                self.state = State::Quoted { line, byte };
                self.pass(&bytes[..1]);
                &bytes[1..]
            }
            b',' | b'\n' | b'\r' => {
                self.state = State::Unquoted;
                bytes
            }
            _ => {
                self.remember(Broken::TextAfterQuote { line: self.line, byte: self.byte });
                self.state = State::Unquoted;
                bytes
            }
        }
    }

    fn pass(&mut self, bytes: &[u8]) {
        if let Some(&last) = bytes.last() {
            self.before = last;
            self.byte += bytes.len() as u64;
            self.line += memchr_iter(b'\n', bytes).count() as u64;
        }
    }

    fn end(&mut self) {
        if let State::Quoted { line, byte } = self.state
            && !self.ended
        {
            self.remember(Broken::NeverClosed { line, byte });
        }
        self.ended = true;
    }

    fn remember(&mut self, broken: Broken) {
        // The first of its kind says what happened, the rest follow from it.
        let known = self.broken.iter().any(|other| std::mem::discriminant(other) == std::mem::discriminant(&broken));
        if !known {
            self.broken.push(broken);
        }
    }
}

impl<R: Read> Read for QuoteCheck<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.failure.take() {
            Some(error) => return Err(error),
            None if std::mem::replace(&mut self.begun, true) => self.inner.read(buffer)?,
            None => self.begin(buffer)?,
        };
        if read == 0 && !buffer.is_empty() {
            self.end();
        }
        self.check(&buffer[..read]);
        if self.byte.saturating_sub(self.record) > LONGEST_RECORD {
            return Err(too_long(self.record));
        }
        Ok(read)
    }
}

/// The error for a record that begins at this byte and is longer than any.
pub(super) fn too_long(record: u64) -> io::Error {
    let what = format!("a record of more than {} MiB begins at byte {record}", LONGEST_RECORD >> 20);
    io::Error::new(io::ErrorKind::FileTooLarge, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads in pieces of every size, since state must survive the seams.
    fn broken(text: &str) -> Vec<Broken> {
        let mut results: Vec<_> = (1..=text.len().max(1))
            .map(|piece| {
                let mut check = QuoteCheck::new(text.as_bytes());
                let mut buffer = vec![0; piece];
                while check.read(&mut buffer).unwrap() > 0 {}
                check.broken().to_vec()
            })
            .collect();
        results.dedup();
        assert_eq!(results.len(), 1, "{text:?} depends on where it is cut");
        results.remove(0)
    }

    #[test]
    fn sound_quoting_passes() {
        for text in [
            "",
            "a,b\n1,2\n",
            "\"a\",\"b\"\n",
            "\"a\"\"b\",c\r\n",
            "\"a\nb\",\"\"\n",
            "5\" disk,x\n",
            "a,\"b\"",
            "\"\"",
            "a\"b\"c,d",
        ] {
            assert_eq!(broken(text), [], "{text:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        let mut check = QuoteCheck::new(&b"\xef\xbb\xbf\"a\"x\n"[..]);
        io::copy(&mut check, &mut io::sink()).unwrap();
        assert_eq!(check.broken(), [Broken::TextAfterQuote { line: 1, byte: 6 }]);
    }

    #[test]
    fn a_record_without_end_is_refused() {
        let rows = io::repeat(b'x').take(LONGEST_RECORD / 2).chain(&b"\n"[..]);
        let mut sound = QuoteCheck::new(rows.chain(io::repeat(b'x').take(LONGEST_RECORD / 2)));
        assert!(io::copy(&mut sound, &mut io::sink()).is_ok());
        for text in [&b"\"a\n"[..], b"a,b\n1,"] {
            let mut endless = QuoteCheck::new(text.chain(io::repeat(b'\n').take(1)).chain(io::repeat(b'y')));
            let error = io::copy(&mut endless, &mut io::sink()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        }
    }

    #[test]
    fn broken_quoting_is_found_with_its_place() {
        assert_eq!(broken("a,b\n\"x\"y,z\n"), [Broken::TextAfterQuote { line: 2, byte: 7 }]);
        assert_eq!(broken("a,b\n1,\"two\nthree"), [Broken::NeverClosed { line: 2, byte: 6 }]);
        assert_eq!(
            broken("a\n\"b\n\"c\",d\n"),
            [Broken::TextAfterQuote { line: 3, byte: 6 }],
            "an unclosed quote shows where the next quoted field begins"
        );
    }
}
