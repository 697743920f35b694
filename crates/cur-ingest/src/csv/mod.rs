//! CSV exports, plain or in a container.
//!
//! - `container`: plain text, gzip members, entries of a zip archive, as a stream of text
//! - `ahead`: inflates on a thread of its own; `isal`: by the system's libisal, where that is built in
//! - `quoting`: checks the quoting of everything that passes, rows of other products too
//! - `head`: the header
//! - `records`: header and records to batches, through the plain `csv` reader: the reference
//! - `ranges`: cuts a large plain text where records begin
//! - `fast`: the same without taking every record apart; `marks`: quotes, commas and line ends of 64 bytes; `glance`: a
//!   record as its marks tell it; `split`: a record taken apart

mod ahead;
mod container;
mod fast;
mod glance;
mod head;
#[cfg(feature = "isal")]
mod isal;
#[cfg(feature = "internals")]
pub mod kernels;
mod marks;
mod quoting;
mod ranges;
mod records;
mod split;

pub(crate) use container::{Container, Entry, Inflate, detect, entries, with_text};
pub(crate) use fast::{read, read_part};
pub(crate) use head::CsvHead;
pub(crate) use ranges::{PART, ranges};
pub(crate) use records::{Beginning, End, begin, read as read_plainly};
