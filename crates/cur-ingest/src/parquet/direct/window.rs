//! The bytes of a column chunk, read some pages at a time.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use bytes::Buf;
use bytes::Bytes;
use bytes::buf::Reader;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, Length};

use crate::parquet::source::Chunks;

/// A chunk's bytes as parquet asks for them: a page's header, then the page. One reading brings both, and what follows.
pub(super) struct Window {
    chunks: Chunks,
    chunk: Range<u64>,
    ahead: u64,
    held: Mutex<(u64, Bytes)>,
}

/// Where the length of a page's header is not known: more than any has without statistics of long texts.
const HEADER: usize = 1 << 12;

impl Window {
    /// Reads at least `ahead` bytes at once, where the chunk has as many.
    pub(super) fn new(chunks: &Chunks, meta: &ColumnChunkMetaData, ahead: usize) -> Self {
        let (start, length) = meta.byte_range();
        let end = start.saturating_add(length).min(chunks.0.length());
        Self { chunks: chunks.clone(), chunk: start.min(end)..end, ahead: ahead as u64, held: Mutex::default() }
    }

    /// Bytes from `start` on: `length` of them, or, unless it must be `whole`, all that the file has.
    fn bytes(&self, start: u64, length: usize, whole: bool) -> Result<Bytes> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let inside = start.checked_sub(held.0).and_then(|skipped| usize::try_from(skipped).ok());
        if let Some(skipped) = inside.filter(|skipped| skipped.saturating_add(length) <= held.1.len()) {
            return Ok(held.1.slice(skipped..));
        }
        let wanted = start.checked_add(length as u64).filter(|&end| !whole || end <= self.chunks.len());
        let wanted = wanted.ok_or_else(past_the_end)?;
        let ahead = start.saturating_add(self.ahead).min(self.chunk.end);
        let end = wanted.max(ahead).min(self.chunks.len());
        if start > end {
            return Err(past_the_end());
        }
        *held = (start, self.chunks.0.read_range(start..end)?);
        Ok(held.1.clone())
    }
}

fn past_the_end() -> ParquetError {
    ParquetError::EOF("a page or footer reaches past the end of the file".to_owned())
}

impl Length for Window {
    fn len(&self) -> u64 {
        self.chunks.len()
    }
}

impl ChunkReader for Window {
    type T = Reader<Bytes>;

    /// Used for page headers, whose length nobody knows.
    fn get_read(&self, start: u64) -> Result<Reader<Bytes>> {
        Ok(self.bytes(start, HEADER, false)?.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        Ok(self.bytes(start, length, true)?.slice(..length))
    }
}
