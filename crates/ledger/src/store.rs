//! The ledger as Parquet: the hand-over to and from any engine.
//!
//! One table, documented in `docs/ledger.md`. What is known about the reading (`section = 'coverage'`) is rows too, so
//! that any engine can read it. The footer holds a digest of all rows (`digest`), by which damage is noticed.

mod digest;
mod read;
mod schema;
mod write;

pub use read::StoreError;
pub(crate) use read::{Stored, is_ledger, length, read};
pub use write::write;
