//! Plain text, gzip members, zstd frames or entries of a zip archive, as a stream of text.

use std::fmt;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::ahead::ahead;
#[cfg(feature = "isal")]
use super::isal::Inflated;
use crate::bytes::{ByteSource, SourceReader};

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Plain,
    Gzip,
    Zip,
    Zstd,
    Parquet,
    Empty,
}

impl Container {
    /// What a file of it is called by its ending.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Plain | Self::Empty => "csv",
            Self::Gzip => "csv.gz",
            Self::Zip => "csv.zip",
            Self::Zstd => "csv.zst",
            Self::Parquet => "parquet",
        }
    }
}

/// Why a container cannot be opened.
#[derive(Debug)]
pub(crate) enum ContainerError {
    Io(io::Error),
    Zip(String),
    Unread(&'static str),
}

impl fmt::Display for ContainerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot be read: {error}"),
            Self::Zip(what) => write!(f, "damaged or truncated zip archive: {what}; fetch it again"),
            Self::Unread(what) => f.write_str(what),
        }
    }
}

impl From<io::Error> for ContainerError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// One text inside a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The file itself, plain, gzip or zstd.
    Whole,
    /// An entry of a zip archive, by position, with its name and the bytes that its directory promises of the text.
    Zipped { index: usize, name: String, bytes: u64 },
}

impl Entry {
    /// Bytes of the text, as an archive's directory promises them; 0 without one.
    pub(crate) fn inflated(&self) -> u64 {
        match self {
            Self::Whole => 0,
            Self::Zipped { bytes, .. } => *bytes,
        }
    }
}

/// How a container is inflated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inflate {
    /// By the default inflater, whatever else is built in.
    Plainly,
    /// The same, reading little of the file at once: for a look at the beginning.
    Sparingly,
    /// By the fastest that is built in.
    Fast,
    /// The same, a container of one stream on a thread of its own, ahead of the reading.
    Ahead,
}

/// How much of a file is read at once for a look: some rows of a compressed text are not many bytes.
const LITTLE: u64 = 1 << 14;

impl Inflate {
    /// A source as its inflater reads it.
    fn reader(self, source: &Arc<dyn ByteSource>) -> SourceReader {
        match self {
            Self::Sparingly => SourceReader::in_pieces(Arc::clone(source), LITTLE),
            Self::Plainly | Self::Fast | Self::Ahead => SourceReader::new(Arc::clone(source)),
        }
    }

    /// May another inflater than the default one be taken?
    #[cfg(feature = "isal")]
    fn is_free(self) -> bool {
        matches!(self, Self::Fast | Self::Ahead)
    }
}

/// Looks at the first bytes.
pub(crate) fn detect(source: &dyn ByteSource) -> io::Result<Container> {
    let length = source.length();
    if length == 0 {
        return Ok(Container::Empty);
    }
    let first = source.read_range(0..length.min(4))?;
    Ok(match first.as_ref() {
        [0x1f, 0x8b, ..] => Container::Gzip,
        [b'P', b'K', 3 | 5 | 7, 4 | 6 | 8] => Container::Zip,
        [0x28, 0xb5, 0x2f, 0xfd] => Container::Zstd,
        b"PAR1" => Container::Parquet,
        _ => Container::Plain,
    })
}

/// The texts in a container.
pub(crate) fn entries(source: &Arc<dyn ByteSource>, container: Container) -> Result<Vec<Entry>, ContainerError> {
    match container {
        Container::Plain | Container::Gzip | Container::Zstd => Ok(vec![Entry::Whole]),
        Container::Zip => zip_entries(source),
        Container::Parquet | Container::Empty => Ok(Vec::new()),
    }
}

/// Opens one text and reads it.
pub(crate) fn with_text<T>(
    source: &Arc<dyn ByteSource>,
    container: Container,
    entry: &Entry,
    inflate: Inflate,
    read: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, ContainerError> {
    let reader = || inflate.reader(source);
    match (container, entry) {
        (Container::Gzip, _) => {
            let mut text = gzip(source, inflate);
            Ok(if inflate == Inflate::Ahead { ahead(&mut *text, read) } else { read(&mut *text) })
        }
        (Container::Zstd, _) => {
            let mut text = Zstd::new(reader())?;
            Ok(if inflate == Inflate::Ahead { ahead(&mut text, read) } else { read(&mut text) })
        }
        (Container::Zip, Entry::Zipped { index, .. }) => {
            let mut archive = ZipArchive::new(reader()).map_err(zip_error)?;
            #[cfg(feature = "isal")]
            if inflate.is_free() {
                return with_entry(&mut archive, *index, read);
            }
            let mut entry = archive.by_index(*index).map_err(zip_error)?;
            Ok(read(&mut entry))
        }
        _ => Ok(read(&mut reader())),
    }
}

/// Frames of zstd, one behind the other, whose errors are those of gzip: what ends too early ends too early, and all else
/// is damage, which the decoder calls by no kind.
struct Zstd<R: Read>(zstd::stream::read::Decoder<'static, BufReader<R>>);

impl<R: Read> Zstd<R> {
    fn new(reader: R) -> io::Result<Self> {
        zstd::stream::read::Decoder::new(reader).map(Self)
    }
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Other => io::Error::new(io::ErrorKind::InvalidData, error),
            _ => error,
        })
    }
}

/// The text of gzip members.
fn gzip(source: &Arc<dyn ByteSource>, inflate: Inflate) -> Box<dyn Read + Send + '_> {
    let reader = move || inflate.reader(source);
    #[cfg(feature = "isal")]
    if inflate.is_free()
        && let Some(text) = Inflated::gzip(reader(), move || MultiGzDecoder::new(reader()))
    {
        return Box::new(text);
    }
    // What is built in by default is plain and fast.
    Box::new(MultiGzDecoder::new(reader()))
}

/// Reads an entry of a zip archive by libisal, where that knows it.
#[cfg(feature = "isal")]
fn with_entry<T>(
    archive: &mut ZipArchive<SourceReader>,
    index: usize,
    read: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, ContainerError> {
    let mut other = archive.clone();
    let mut default = other.by_index(index).map_err(zip_error)?;
    let raw = archive.by_index_raw(index).map_err(zip_error)?;
    let said = (raw.crc32(), raw.size());
    if raw.compression() == zip::CompressionMethod::Deflated
        && let Some(mut text) = Inflated::entry(raw, said, || &mut default)
    {
        return Ok(read(&mut text));
    }
    Ok(read(&mut default))
}

fn zip_error(error: impl fmt::Display) -> ContainerError {
    ContainerError::Zip(error.to_string())
}

/// Bytes of a packed nothing, as some archives have for folders: one last empty block.
const NOTHING_PACKED: u64 = 2;

/// Every entry that holds data, whatever its name: a name is not checked by any checksum, so it decides nothing.
fn zip_entries(source: &Arc<dyn ByteSource>) -> Result<Vec<Entry>, ContainerError> {
    let promised = promised_entries(source.as_ref())?;
    let mut archive = ZipArchive::new(SourceReader::new(Arc::clone(source))).map_err(zip_error)?;
    if archive.offset() != 0 {
        return Err(ContainerError::Zip("other bytes, maybe another archive, stand before it".to_owned()));
    }
    if promised.is_some_and(|promised| promised != archive.len()) {
        return Err(ContainerError::Zip("its directory and its end disagree on the number of entries".to_owned()));
    }
    let mut entries = Vec::new();
    let mut extents = vec![(archive.central_directory_start(), 0)];
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(zip_error)?;
        let data = entry.data_start().unwrap_or(entry.header_start());
        extents.push((entry.header_start(), data.saturating_add(entry.compressed_size())));
        let is_marker = entry.size() == 0 && entry.compressed_size() <= NOTHING_PACKED;
        if entry.encrypted() {
            return Err(ContainerError::Unread("an encrypted zip archive; unpack it first"));
        }
        let name = entry.name().unwrap_or_default();
        if !is_marker && !name.starts_with("__MACOSX/") {
            entries.push(Entry::Zipped { index, name: crate::columns::clip(&name), bytes: entry.size() });
        }
    }
    if !are_gapless(extents) {
        return Err(ContainerError::Zip("it holds data that its directory names no entry for".to_owned()));
    }
    if entries.is_empty() {
        return Err(ContainerError::Zip("it holds no entry with data".to_owned()));
    }
    Ok(entries)
}

/// Is there nothing between the entries, given as beginnings and ends, and nothing before the directory, given as one
/// more beginning? A directory is checked by nothing, and an entry that has dropped out of it leaves its data behind.
fn are_gapless(mut extents: Vec<(u64, u64)>) -> bool {
    /// What may follow an entry's data: a descriptor of its sizes.
    const DESCRIPTOR: u64 = 24;
    extents.sort_unstable();
    let mut end = 0;
    extents.into_iter().all(|(start, next)| {
        let is_near = start.saturating_sub(end) <= DESCRIPTOR;
        end = next;
        is_near
    })
}

/// The number of entries that the end record promises, twice; `None` for the large form, which counts elsewhere.
fn promised_entries(source: &dyn ByteSource) -> Result<Option<usize>, ContainerError> {
    const END: usize = 22;
    let length = source.length();
    let from = length.saturating_sub(END as u64 + 0xffff);
    let tail = source.read_range(from..length)?;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06").filter(|at| at + END <= tail.len());
    let Some(at) = at else {
        return Err(ContainerError::Zip("it has no end record: the file is cut short".to_owned()));
    };
    let number = |offset: usize| usize::from(u16::from_le_bytes([tail[at + offset], tail[at + offset + 1]]));
    let (here, total) = (number(8), number(10));
    if here != total {
        return Err(ContainerError::Zip("its end record names two different numbers of entries".to_owned()));
    }
    Ok((total != 0xffff).then_some(total))
}
