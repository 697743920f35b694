//! What a CSV file is packed in.

use std::io::{self, Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The packing of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Container {
    /// As it is.
    #[default]
    Plain,
    /// One gzip member.
    Gzip,
    /// Several gzip members, a new one after so many bytes of text, wherever that is in a row.
    GzipMembers(usize),
    /// Zstd frames with checksums, a new one after so many bytes of text, as tools after AWS write them.
    Zstd(usize),
    /// A zip archive with one entry.
    Zip,
    /// A zip archive of entries of so many rows, each with the header.
    ZipEntries(usize),
}

impl Container {
    /// What comes after the name of a file: `.csv.gz`.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Plain => ".csv",
            Self::Gzip | Self::GzipMembers(_) => ".csv.gz",
            Self::Zstd(_) => ".csv.zst",
            Self::Zip | Self::ZipEntries(_) => ".csv.zip",
        }
    }

    /// What a legacy manifest calls it.
    #[must_use]
    pub const fn manifest_name(self) -> &'static str {
        match self {
            Self::Zip | Self::ZipEntries(_) => "ZIP",
            _ => "GZIP",
        }
    }

    /// Rows after which a new entry starts.
    pub(crate) const fn rows_of_entry(self) -> Option<usize> {
        match self {
            Self::ZipEntries(rows) => Some(rows),
            _ => None,
        }
    }
}

/// Where packed text goes. Gzip streams; a frame of zstd and a zip archive are put together in memory.
pub(crate) enum Packer<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
    /// The encoder of the member, its text so far, the longest a member may be. None between two members.
    Members(Option<GzEncoder<W>>, usize, usize),
    Zip(Box<ZipWriter<Cursor<Vec<u8>>>>, W),
    /// The target, the text of the frame so far, the longest a frame may be.
    Frames(W, Vec<u8>, usize),
}

impl<W: Write> Packer<W> {
    /// Opens the container; `entry` is the name of the first entry of a zip archive.
    pub(crate) fn open(container: Container, out: W, entry: &str) -> io::Result<Self> {
        Ok(match container {
            Container::Plain => Self::Plain(out),
            Container::Gzip => Self::Gzip(encoder(out)),
            Container::GzipMembers(bytes) => Self::Members(Some(encoder(out)), 0, bytes.max(1)),
            Container::Zstd(bytes) => Self::Frames(out, Vec::new(), bytes.max(1)),
            Container::Zip | Container::ZipEntries(_) => {
                let mut zip = Box::new(ZipWriter::new(Cursor::new(Vec::new())));
                zip.start_file(entry, zip_options())?;
                Self::Zip(zip, out)
            }
        })
    }

    /// Starts another entry of a zip archive; nothing in other containers.
    pub(crate) fn next_entry(&mut self, entry: &str) -> io::Result<()> {
        if let Self::Zip(zip, _) = self {
            zip.start_file(entry, zip_options())?;
        }
        Ok(())
    }

    /// Closes the container and hands the target back.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Members(encoder, ..) => encoder.ok_or_else(closed)?.finish(),
            Self::Frames(mut out, text, _) => {
                out.write_all(&frame(&text)?)?;
                Ok(out)
            }
            Self::Zip(zip, mut out) => {
                out.write_all(zip.finish()?.get_ref())?;
                Ok(out)
            }
        }
    }
}

impl<W: Write> Write for Packer<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(text),
            Self::Gzip(encoder) => encoder.write(text),
            Self::Zip(zip, _) => zip.write(text),
            Self::Frames(out, frame, most) => {
                if frame.len() >= *most {
                    out.write_all(&self::frame(frame)?)?;
                    frame.clear();
                }
                let room = (*most - frame.len()).min(text.len());
                frame.extend_from_slice(text.get(..room).unwrap_or(text));
                Ok(room)
            }
            Self::Members(encoder, length, most) => {
                if length >= most {
                    let out = encoder.take().ok_or_else(closed)?.finish()?;
                    *encoder = Some(self::encoder(out));
                    *length = 0;
                }
                let room = (*most - *length).min(text.len());
                let written = encoder.as_mut().ok_or_else(closed)?.write(text.get(..room).unwrap_or(text))?;
                *length += written;
                Ok(written)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush of a gzip stream would cut its blocks; the file is whole when it is finished.
        Ok(())
    }
}

fn frame(text: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3)?;
    encoder.include_checksum(true)?;
    encoder.write_all(text)?;
    encoder.finish()
}

fn encoder<W: Write>(out: W) -> GzEncoder<W> {
    GzEncoder::new(out, Compression::default())
}

/// No clock: every entry is of the first day that the format knows.
fn zip_options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default())
}

fn closed() -> io::Error {
    io::Error::other("the container could not be opened again")
}
