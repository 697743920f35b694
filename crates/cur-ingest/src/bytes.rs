//! The one door through which the bytes of an export come.
//!
//! Nothing else opens an export file, so another store, a cache or fault injection is another [`ByteSource`], not
//! another reader.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use bytes::Bytes;

/// Bytes that can be read at any place, from any thread.
pub trait ByteSource: Send + Sync + std::fmt::Debug {
    /// How many there are.
    fn length(&self) -> u64;

    /// Reads ranges, in the order given. A range that ends past [`length`](Self::length) is an error.
    fn read_ranges(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Bytes>>;

    /// Reads one range.
    fn read_range(&self, range: Range<u64>) -> io::Result<Bytes> {
        Ok(self.read_ranges(std::slice::from_ref(&range))?.pop().unwrap_or_default())
    }

    /// Fills a buffer from an offset on. A range that ends past [`length`](Self::length) is an error.
    fn read_into(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        buffer.copy_from_slice(&self.read_range(offset..offset + buffer.len() as u64)?);
        Ok(())
    }

    /// Nothing is read for a while: what is held open may be let go. The next reading opens it again.
    fn rest(&self) {}

    /// Changes when the content changes: an entity tag, or size and time of modification.
    fn identity(&self) -> String;
}

/// A file of the local file system. It is open only while it is read: an export may have more files than a process may
/// hold open. What came through a pipe lies in a temporary file that no folder lists, which stays open: it is gone with its
/// last handle, however the program ends.
#[derive(Debug)]
pub struct LocalFile {
    path: PathBuf,
    length: u64,
    identity: String,
    handle: Mutex<Option<Arc<File>>>,
    /// Has it no path from which it could be opened again?
    is_spooled: bool,
}

impl LocalFile {
    /// Opens a file. Folders are refused.
    pub fn open(path: &Path) -> io::Result<Self> {
        let (handle, length, identity) = open(path)?;
        let handle = Mutex::new(Some(Arc::new(handle)));
        Ok(Self { path: path.to_owned(), length, identity, handle, is_spooled: false })
    }

    /// Takes everything that comes out of a pipe. It is looked at before it is read, and read by all cores, so it has to lie
    /// somewhere; memory does not grow with it.
    pub(crate) fn spooled(from: &mut impl Read) -> io::Result<Self> {
        let mut file = tempfile::tempfile()?;
        let length = io::copy(from, &mut file)?;
        let handle = Mutex::new(Some(Arc::new(file)));
        Ok(Self { path: PathBuf::new(), length, identity: length.to_string(), handle, is_spooled: true })
    }

    /// The open file, opened once more after a rest.
    fn handle(&self) -> io::Result<Arc<File>> {
        let mut slot = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = slot.as_ref() {
            return Ok(Arc::clone(handle));
        }
        let (handle, _, identity) = open(&self.path)?;
        if identity != self.identity {
            return Err(io::Error::other("the file has changed since it was looked at; run again once it is whole"));
        }
        Ok(Arc::clone(slot.insert(Arc::new(handle))))
    }
}

/// The file, its length, and what tells it from a later one of the same name.
fn open(path: &Path) -> io::Result<(File, u64, String)> {
    // A pipe or a device would block in `open` or have no length.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    let file = File::open(path)?;
    let meta = file.metadata()?;
    let modified = meta.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    Ok((file, meta.len(), format!("{}-{modified}", meta.len())))
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, buffer, offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[read..];
        offset += read as u64;
    }
    Ok(())
}

impl ByteSource for LocalFile {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_ranges(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Bytes>> {
        let file = self.handle()?;
        let read = |range: &Range<u64>| {
            let past = || io::Error::new(io::ErrorKind::UnexpectedEof, "a range past the end of the file");
            if range.end > self.length || range.start > range.end {
                return Err(past());
            }
            let mut buffer = vec![0; usize::try_from(range.end - range.start).map_err(|_| past())?];
            read_exact_at(&file, &mut buffer, range.start)?;
            Ok(buffer.into())
        };
        ranges.iter().map(read).collect()
    }

    fn read_into(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        read_exact_at(&*self.handle()?, buffer, offset)
    }

    fn identity(&self) -> String {
        self.identity.clone()
    }

    fn rest(&self) {
        if self.is_spooled {
            return;
        }
        *self.handle.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Counts the bytes that are taken from a source.
#[derive(Debug)]
pub(crate) struct Counted {
    source: Arc<dyn ByteSource>,
    bytes: Arc<AtomicU64>,
}

impl Counted {
    pub(crate) fn new(source: Arc<dyn ByteSource>, bytes: Arc<AtomicU64>) -> Self {
        Self { source, bytes }
    }
}

impl ByteSource for Counted {
    fn length(&self) -> u64 {
        self.source.length()
    }

    fn read_ranges(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Bytes>> {
        let read = self.source.read_ranges(ranges)?;
        self.bytes.fetch_add(read.iter().map(|range| range.len() as u64).sum(), Ordering::Relaxed);
        Ok(read)
    }

    fn read_into(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.bytes.fetch_add(buffer.len() as u64, Ordering::Relaxed);
        self.source.read_into(offset, buffer)
    }

    fn identity(&self) -> String {
        self.source.identity()
    }

    fn rest(&self) {
        self.source.rest();
    }
}

/// Reads a source from front to back in large pieces, and can seek.
#[derive(Debug, Clone)]
pub struct SourceReader {
    source: Arc<dyn ByteSource>,
    offset: u64,
    end: u64,
    piece: Bytes,
    piece_length: u64,
}

/// How much is read at once: large enough that a system call or a request does not show, small enough for many workers.
const PIECE: u64 = 1 << 18;
/// A buffer that is filled without one of ours.
const LARGE: usize = 1 << 16;

impl SourceReader {
    /// From the first byte.
    #[must_use]
    pub fn new(source: Arc<dyn ByteSource>) -> Self {
        Self::in_pieces(source, PIECE)
    }

    /// From the first byte, reading so many bytes at once.
    pub(crate) fn in_pieces(source: Arc<dyn ByteSource>, piece_length: u64) -> Self {
        let end = source.length();
        Self { source, offset: 0, end, piece: Bytes::new(), piece_length }
    }

    /// A part of the bytes, as if there were no others.
    pub(crate) fn part(source: Arc<dyn ByteSource>, part: Range<u64>) -> Self {
        Self { offset: part.start, end: part.end, ..Self::new(source) }
    }
}

impl Read for SourceReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.piece.is_empty() {
            let end = (self.offset + self.piece_length).min(self.end);
            if self.offset >= end || buffer.is_empty() {
                return Ok(0);
            }
            if buffer.len() >= LARGE {
                // Whoever takes much at once needs no piece in between.
                let length = usize::try_from(end - self.offset).unwrap_or(usize::MAX).min(buffer.len());
                self.source.read_into(self.offset, &mut buffer[..length])?;
                self.offset += length as u64;
                return Ok(length);
            }
            self.piece = self.source.read_range(self.offset..end)?;
        }
        let length = self.piece.len().min(buffer.len());
        buffer[..length].copy_from_slice(&self.piece.split_to(length));
        self.offset += length as u64;
        Ok(length)
    }
}

impl Seek for SourceReader {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let target = match position {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => self.source.length().checked_add_signed(delta),
            SeekFrom::Current(delta) => self.offset.checked_add_signed(delta),
        };
        let target =
            target.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a seek before the first byte"))?;
        // Seeking a little forward is common in archives: keep what is already there.
        match target.checked_sub(self.offset).and_then(|ahead| usize::try_from(ahead).ok()) {
            Some(ahead) if ahead <= self.piece.len() => drop(self.piece.split_to(ahead)),
            _ => self.piece = Bytes::new(),
        }
        self.offset = target;
        Ok(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn reads_and_seeks_as_a_file_does() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let content: Vec<u8> = (0..600_000u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
        file.write_all(&content).unwrap();
        let source: Arc<dyn ByteSource> = Arc::new(LocalFile::open(file.path()).unwrap());
        let mut reader = SourceReader::new(Arc::clone(&source));
        let mut all = Vec::new();
        reader.read_to_end(&mut all).unwrap();
        assert_eq!(all, content);
        for target in [0u64, 5, 300_000, 300_010, 599_999, 600_000, 700_000, 1] {
            assert_eq!(reader.seek(SeekFrom::Start(target)).unwrap(), target);
            let mut some = Vec::new();
            reader.by_ref().take(20).read_to_end(&mut some).unwrap();
            let from = usize::try_from(target).unwrap().min(content.len());
            assert_eq!(some, content[from..(from + 20).min(content.len())]);
        }
        assert!(source.read_range(0..600_001).is_err());
        assert!(reader.seek(SeekFrom::End(-700_000)).is_err());
    }

    #[test]
    fn a_folder_is_not_a_file() {
        assert!(LocalFile::open(Path::new("/")).is_err());
    }
}
