//! The fast path: pages are taken apart for selected rows alone.
//!
//! ```text
//!  row group ── product code pages ── runs of dictionary indices ── selected rows
//!                                                                        │
//!     every other column:  page without a selected row ── not inflated   │
//!                          page with some ── inflate ── null ranks ── index or offset of each selected row
//!                                                                        │
//!                          dictionary entry ── our value, worked out once a chunk
//! ```
//!
//! AWS writes flat columns with dictionaries that overflow into plain pages, so two encodings are enough. Whatever else
//! a file has (another encoding or type, nested columns) goes the plain way through arrow-rs, `super::rows`, which is
//! also what this path is held against.
//!
//! - `window`: the bytes of a column chunk, read some pages at a time
//! - `hybrid`: runs of dictionary indices and null marks, with access by position; `marks`: which rows are null
//! - `chunk`: the pages of a column, and where in them the value of a row is
//! - `group`: the selected rows of a range of a row group to batches

mod chunk;
mod group;
mod hybrid;
#[cfg(feature = "internals")]
pub mod kernels;
mod marks;
mod window;

pub(crate) use group::{DirectGroup, read_rows};
pub(super) use hybrid::Hybrid;
