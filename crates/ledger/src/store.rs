//! The ledger as Parquet: the hand-over to and from any engine.
//!
//! One table, documented in `docs/ledger.md`. What is known about the reading (`section = 'coverage'`) is rows too, so
//! that a query engine can write a ledger without touching file metadata.

mod read;
mod schema;
mod write;

pub use read::StoreError;
pub(crate) use read::{is_ledger, length, read};
pub use write::write;
