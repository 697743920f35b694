//! The bytes of a source as parquet asks for them.

use std::io::{Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use crate::bytes::{ByteSource, SourceReader};

/// A source of bytes as parquet's [`ChunkReader`].
#[derive(Debug, Clone)]
pub struct Chunks(pub Arc<dyn ByteSource>);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.length()
    }
}

impl ChunkReader for Chunks {
    type T = SourceReader;

    /// Used for page headers: short reads.
    fn get_read(&self, start: u64) -> Result<SourceReader> {
        let mut reader = SourceReader::in_pieces(Arc::clone(&self.0), 1 << 12);
        reader.seek(SeekFrom::Start(start))?;
        Ok(reader)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64).filter(|&end| end <= self.0.length());
        let end =
            end.ok_or_else(|| ParquetError::EOF("a page or footer reaches past the end of the file".to_owned()))?;
        Ok(self.0.read_range(start..end)?)
    }
}
