//! CSV exports, plain or in a container.
//!
//! - `container`: plain text, gzip members, entries of a zip archive, as a stream of text
//! - `quoting`: checks the quoting of everything that passes, rows of other products too
//! - `records`: header and records to batches, through the plain `csv` reader: the reference that any faster way must
//!   agree with

mod container;
mod quoting;
mod records;

pub(crate) use container::{Container, Entry, detect, entries, with_text};
pub(crate) use records::{head, read};
