//! Gzip members and entries of zip archives inflated by the system's libisal (build feature `isal`).
//!
//! ```text
//!  compressed ── head ── libisal ── checksum and length ── one piece behind ── text
//!                  └────────┴──────────────┴── anything odd ── the default inflater, from the beginning
//! ```
//!
//! Only what is beyond doubt is taken from libisal: heads of the usual form, streams that it inflates to their end, the
//! right CRC32 and length behind them. At anything else the default inflater begins anew, passes over what was given
//! already, and says in its own words what is wrong and where. A piece is given once the one behind it is inflated too, so
//! that the default inflater, which loses what it was about to give when it fails, has not failed before.
//!
//! `compressed` holds the compressed bytes and knows their heads.
//!
//! One difference remains: libisal takes some tables of codes that the default inflater refuses. If such a table is a
//! damaged one, the text goes wrong from there on and the damage is found by the checksum at the end, with more rows read
//! before it; if the checksum is right, the text is too.

mod compressed;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use flate2::Crc;
use isal::{Behind, Inflater};

use compressed::{Compressed, Odd, read};

/// Bytes of a piece of text. More than a reader asks for at once (see above), and within a core's own cache.
const PIECE: usize = 1 << 17;
/// How much is asked of the default inflater at once, as its readers do: it then fails at the same byte.
const READ: usize = 1 << 16;

/// How streams are wrapped.
#[derive(Debug, Clone, Copy)]
enum Wrapping {
    /// Members one behind the other, each with head, checksum and length.
    Gzip,
    /// One stream, of which the archive's directory says this.
    Entry { crc: u32, size: u64 },
}

/// Where in the compressed bytes.
#[derive(Debug)]
enum At {
    Head,
    Stream,
    Behind(Behind),
    End,
}

/// The text of compressed bytes.
pub(super) struct Inflated<R, O, D> {
    compressed: Compressed<R>,
    inflater: Inflater,
    wrapping: Wrapping,
    at: At,
    crc: Crc,
    /// Of this stream.
    size: u64,
    ready: Piece,
    next: Piece,
    /// Bytes that were given.
    given: u64,
    /// Opens what the default inflater makes of the same bytes.
    open: Option<O>,
    default: Option<D>,
}

impl<R: Read, D: Read, O: FnOnce() -> D> Inflated<R, O, D> {
    /// Members of gzip. `None` where libisal cannot be used.
    pub(super) fn gzip(compressed: R, open: O) -> Option<Self> {
        Self::new(compressed, Wrapping::Gzip, open)
    }

    /// A zip archive's entry with this checksum and inflated size. `None` where libisal cannot be used.
    pub(super) fn entry(compressed: R, (crc, size): (u32, u64), open: O) -> Option<Self> {
        Self::new(compressed, Wrapping::Entry { crc, size }, open)
    }

    fn new(compressed: R, wrapping: Wrapping, open: O) -> Option<Self> {
        Some(Self {
            compressed: Compressed::new(compressed),
            inflater: Inflater::new()?,
            wrapping,
            at: match wrapping {
                Wrapping::Gzip => At::Head,
                Wrapping::Entry { .. } => At::Stream,
            },
            crc: Crc::new(),
            size: 0,
            ready: Piece::default(),
            next: Piece::default(),
            given: 0,
            open: Some(open),
            default: None,
        })
    }

    /// Inflates the next piece.
    fn inflate(&mut self) -> Result<(), Odd> {
        self.next.clear();
        while self.next.end < PIECE {
            match &self.at {
                At::Head => {
                    let head = self.compressed.head()?;
                    self.compressed.pass(head);
                    self.begin();
                }
                At::Stream => self.stream()?,
                At::Behind(behind) => {
                    let behind = *behind;
                    self.at = self.behind(behind)?;
                }
                At::End => break,
            }
        }
        Ok(())
    }

    fn begin(&mut self) {
        self.inflater.begin();
        self.crc.reset();
        self.size = 0;
        self.at = At::Stream;
    }

    fn stream(&mut self) -> Result<(), Odd> {
        if self.compressed.rest().is_empty() {
            self.compressed.fill()?;
        }
        let room = &mut self.next.bytes[self.next.end..];
        let step = self.inflater.inflate(self.compressed.rest(), room).map_err(|_| Odd)?;
        self.crc.update(&room[..step.given]);
        self.size += step.given as u64;
        self.next.end += step.given;
        self.compressed.pass(step.taken);
        match step.end {
            Some(behind) => self.at = At::Behind(behind),
            // The stream wants more than there is.
            None if step.taken == 0 && step.given == 0 => return Err(Odd),
            None => {}
        }
        Ok(())
    }

    /// Checks what stands behind a stream.
    fn behind(&mut self, behind: Behind) -> Result<At, Odd> {
        let at_end = match self.wrapping {
            Wrapping::Entry { crc, size } => {
                let is_right = behind.bytes().is_empty() && crc == self.crc.sum() && size == self.size;
                if !is_right {
                    return Err(Odd);
                }
                true
            }
            Wrapping::Gzip => {
                let mut tail = [0; 8];
                let (taken, more) = tail.split_at_mut(behind.bytes().len());
                taken.copy_from_slice(behind.bytes());
                self.compressed.exactly(more)?;
                // The length is that of 32 bits.
                let size = self.size & u64::from(u32::MAX);
                if u64::from_le_bytes(tail) != u64::from(self.crc.sum()) | size << 32 {
                    return Err(Odd);
                }
                false
            }
        };
        if self.compressed.rest().is_empty() {
            self.compressed.fill()?;
        }
        match (self.compressed.rest().is_empty(), at_end) {
            (true, _) => Ok(At::End),
            (false, false) => Ok(At::Head),
            (false, true) => Err(Odd),
        }
    }

    /// Leaves the rest to the default inflater.
    fn give_up(&mut self) -> io::Result<()> {
        self.default = self.open.take().map(|open| open());
        let mut given = self.given;
        self.ready.clear();
        while given > 0 {
            self.take_default()?;
            let passed = usize::try_from(given).unwrap_or(usize::MAX).min(self.ready.end);
            if passed == 0 {
                // It ends before: then that is the end.
                return Ok(());
            }
            self.ready.at = passed;
            given -= passed as u64;
        }
        Ok(())
    }

    /// The next piece of the default inflater.
    fn take_default(&mut self) -> io::Result<()> {
        self.ready.clear();
        if let Some(default) = &mut self.default {
            self.ready.end = read(default, &mut self.ready.bytes[..READ])?;
        }
        Ok(())
    }
}

impl<R: Read, D: Read, O: FnOnce() -> D> Read for Inflated<R, O, D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() && self.default.is_none() {
            if self.next.is_empty() && matches!(self.at, At::End) {
                return Ok(0);
            }
            std::mem::swap(&mut self.ready, &mut self.next);
            if self.inflate().is_err() {
                self.give_up()?;
            }
        }
        if self.ready.is_empty() {
            self.take_default()?;
        }
        let length = self.ready.take(buffer);
        self.given += length as u64;
        Ok(length)
    }
}

/// Text, and how much of it was given.
struct Piece {
    bytes: Vec<u8>,
    at: usize,
    end: usize,
}

impl Default for Piece {
    fn default() -> Self {
        Self { bytes: vec![0; PIECE], at: 0, end: 0 }
    }
}

impl Piece {
    fn is_empty(&self) -> bool {
        self.at == self.end
    }

    fn clear(&mut self) {
        (self.at, self.end) = (0, 0);
    }

    fn take(&mut self, buffer: &mut [u8]) -> usize {
        let length = buffer.len().min(self.end - self.at);
        buffer[..length].copy_from_slice(&self.bytes[self.at..self.at + length]);
        self.at += length;
        length
    }
}
