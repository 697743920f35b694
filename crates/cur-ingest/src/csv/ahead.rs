//! Inflates on a thread of its own, ahead of whoever reads: one file then keeps two cores busy, and slow storage is read
//! while rows are parsed.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use crate::shield::{UNDECODABLE, shielded};

/// Bytes of a piece: as much as a reader asks for at once, so that a damaged stream ends at the same byte.
const PIECE: usize = 1 << 16;
/// How many pieces may wait.
const WAITING: usize = 16;

/// Reads a text that another thread brings. Where the system gives no thread, the text fails.
pub(super) fn ahead<T>(text: &mut (dyn Read + Send), read: impl FnOnce(&mut dyn Read) -> T) -> T {
    thread::scope(|scope| {
        let (full, pieces) = sync_channel(WAITING);
        let (used, spare) = channel();
        let mut reader = Ahead { pieces, used, piece: Vec::new(), at: 0 };
        let brought = thread::Builder::new().spawn_scoped(scope, move || bring(text, &full, &spare));
        match brought {
            Ok(_) => read(&mut reader),
            Err(error) => read(&mut Failing(Some(error))),
        }
    })
}

/// Brings pieces until the text ends, fails, or nobody takes them any more.
fn bring(text: &mut (dyn Read + Send), full: &SyncSender<io::Result<Vec<u8>>>, spare: &Receiver<Vec<u8>>) {
    loop {
        let mut piece = spare.try_recv().unwrap_or_default();
        piece.resize(PIECE, 0);
        let read = shielded(|| text.read(&mut piece)).unwrap_or_else(|| Err(io::Error::other(UNDECODABLE)));
        let piece = match read {
            Ok(length) => {
                piece.truncate(length);
                Ok(piece)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let ends = piece.as_ref().map_or(true, Vec::is_empty);
        if full.send(piece).is_err() || ends {
            return;
        }
    }
}

/// The text as it is brought.
struct Ahead {
    pieces: Receiver<io::Result<Vec<u8>>>,
    used: Sender<Vec<u8>>,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            // After the end there is nobody to send more: that is the end too.
            let next = self.pieces.recv().unwrap_or_else(|_| Ok(Vec::new()))?;
            let used = std::mem::replace(&mut self.piece, next);
            self.at = 0;
            let _ = self.used.send(used);
        }
        let length = buffer.len().min(self.piece.len() - self.at);
        buffer[..length].copy_from_slice(&self.piece[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

/// A text that could not be begun.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_brought_is_what_is_there() {
        let text: Vec<u8> = (0..1_000_000u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let all = ahead(&mut &text[..], |reader| {
            let mut all = Vec::new();
            reader.read_to_end(&mut all).map(|_| all)
        });
        assert!(all.unwrap() == text);
    }

    #[test]
    fn a_failure_comes_behind_what_was_good() {
        struct Fails;
        impl Read for Fails {
            fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::UnexpectedEof.into())
            }
        }
        let (good, error) = ahead(&mut (&b"good"[..]).chain(Fails), |reader| {
            let mut all = Vec::new();
            let error = reader.read_to_end(&mut all).unwrap_err();
            (all, error.kind())
        });
        assert_eq!((good, error), (b"good".to_vec(), io::ErrorKind::UnexpectedEof));
    }

    #[test]
    fn whoever_stops_reading_is_not_waited_for() {
        let first = ahead(&mut io::repeat(7), |reader| {
            let mut first = [0; 3];
            reader.read_exact(&mut first).map(|()| first)
        });
        assert_eq!(first.unwrap(), [7; 3]);
    }
}
