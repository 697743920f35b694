//! The compressed bytes, and the heads of gzip members in them.

use std::io::{self, Read};

/// Compressed bytes held at once.
const HELD: usize = 1 << 17;
/// A head that is longer is odd.
pub(super) const LONGEST_HEAD: usize = 1 << 12;

/// What is not as it should be is for the default inflater to find.
pub(super) struct Odd;

/// Compressed bytes, some of them held.
pub(super) struct Compressed<R> {
    source: R,
    bytes: Vec<u8>,
    at: usize,
    end: usize,
}

impl<R: Read> Compressed<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, bytes: vec![0; HELD], at: 0, end: 0 }
    }

    pub(super) fn rest(&self) -> &[u8] {
        &self.bytes[self.at..self.end]
    }

    pub(super) fn pass(&mut self, length: usize) {
        self.at += length;
    }

    /// Holds more, if there is more. What cannot be read the default inflater will meet too.
    pub(super) fn fill(&mut self) -> Result<(), Odd> {
        self.bytes.copy_within(self.at..self.end, 0);
        (self.at, self.end) = (0, self.end - self.at);
        self.end += read(&mut self.source, &mut self.bytes[self.end..]).map_err(|_| Odd)?;
        Ok(())
    }

    /// Holds so many bytes.
    fn hold(&mut self, length: usize) -> Result<(), Odd> {
        while self.end - self.at < length {
            let before = self.end - self.at;
            self.fill()?;
            if self.end - self.at == before {
                return Err(Odd);
            }
        }
        Ok(())
    }

    pub(super) fn exactly(&mut self, bytes: &mut [u8]) -> Result<(), Odd> {
        self.hold(bytes.len())?;
        bytes.copy_from_slice(&self.rest()[..bytes.len()]);
        self.at += bytes.len();
        Ok(())
    }

    /// The length of the gzip head that begins here (RFC 1952, section 2.3).
    pub(super) fn head(&mut self) -> Result<usize, Odd> {
        const EXTRA: u8 = 4;
        const NAME: u8 = 8;
        const COMMENT: u8 = 16;
        self.hold(10)?;
        let [0x1f, 0x8b, 8, flags, ..] = *self.rest() else { return Err(Odd) };
        // A checksum of the head, or flags of a later time.
        if flags & !(EXTRA | NAME | COMMENT | 1) != 0 {
            return Err(Odd);
        }
        let mut length = 10;
        if flags & EXTRA != 0 {
            self.hold(length + 2)?;
            let rest = self.rest();
            length += 2 + usize::from(u16::from_le_bytes([rest[length], rest[length + 1]]));
        }
        for text in [NAME, COMMENT] {
            if flags & text != 0 {
                length = self.text_end(length)?;
            }
        }
        self.hold(length)?;
        Ok(length)
    }

    /// The place behind the text that begins here and ends with a zero.
    fn text_end(&mut self, from: usize) -> Result<usize, Odd> {
        for at in from..LONGEST_HEAD {
            self.hold(at + 1)?;
            if self.rest()[at] == 0 {
                return Ok(at + 1);
            }
        }
        Err(Odd)
    }
}

pub(super) fn read(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}
