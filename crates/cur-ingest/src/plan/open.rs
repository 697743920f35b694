//! Opens a file and finds out what it is, by its bytes and not by its name.

use std::sync::Arc;

use super::DataFile;
use crate::bytes::ByteSource;
use crate::csv::{self, Container, Entry};
use crate::damage::Damage;
use crate::parquet::{Chunks, ParquetFile};
use crate::shield::{UNDECODABLE, shielded};

/// What a file is, and how its parts are read.
#[derive(Debug, Clone)]
pub(crate) enum FileKind {
    /// CSV texts in a container.
    Csv(Container, Vec<Entry>),
    /// Parquet.
    Parquet(Box<ParquetFile>),
}

/// Opens a file.
pub(crate) fn open_source(file: &DataFile) -> Result<(Arc<dyn ByteSource>, FileKind), Damage> {
    opened(file, |source| source)
}

/// Opens a file, whose bytes come through another source.
pub(crate) fn opened(
    file: &DataFile,
    through: impl FnOnce(Arc<dyn ByteSource>) -> Arc<dyn ByteSource>,
) -> Result<(Arc<dyn ByteSource>, FileKind), Damage> {
    shielded(|| unshielded(file, through)).unwrap_or_else(|| Err(Damage::file(&file.display(), UNDECODABLE)))
}

fn unshielded(
    file: &DataFile,
    through: impl FnOnce(Arc<dyn ByteSource>) -> Arc<dyn ByteSource>,
) -> Result<(Arc<dyn ByteSource>, FileKind), Damage> {
    let path = file.display();
    let damaged = |what: String| Damage::file(&path, what);
    let source = through(file.source().map_err(|error| damaged(super::tree::unopened(&error)))?);
    let container = csv::detect(source.as_ref()).map_err(|error| damaged(format!("cannot be read: {error}")))?;
    let says_parquet = file.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    let kind = match container {
        Container::Empty => return Err(damaged("the file is empty; fetch it again".to_owned())),
        Container::Parquet => {
            let file = ParquetFile::open(Chunks(Arc::clone(&source))).map_err(|error| damaged(error.to_string()))?;
            FileKind::Parquet(Box::new(file))
        }
        _ if says_parquet => {
            return Err(damaged(
                "named .parquet, but it does not begin as a Parquet file does (`PAR1`); fetch it again".to_owned(),
            ));
        }
        other => FileKind::Csv(other, csv::entries(&source, other).map_err(|error| damaged(error.to_string()))?),
    };
    Ok((source, kind))
}
