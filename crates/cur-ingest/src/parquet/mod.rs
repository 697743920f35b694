//! Parquet exports, through arrow-rs.
//!
//! - `source`: the bytes of a [`crate::bytes::ByteSource`] as parquet asks for them
//! - `schema`: which columns are there, as which types they are asked for
//! - `select`: the rows of a row group whose product code is selected, from that column alone
//! - `cells`: values of arrow arrays as texts, numbers and times
//! - `rows`: the selected rows of a row group to batches

mod cells;
mod rows;
mod schema;
mod select;
mod source;

pub(crate) use rows::{peek, read_group};
pub(crate) use schema::ParquetFile;
pub use source::Chunks;
