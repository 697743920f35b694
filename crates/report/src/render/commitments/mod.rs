//! The views of `report commitments`.
//!
//! - `told`: cells and sentences that several of them share
//! - `json`, `table`, `markdown`, `csv`: one format each

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod table;
mod told;
