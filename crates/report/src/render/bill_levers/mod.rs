//! The views of `report levers` of a bill.
//!
//! - `told`: its tables and sentences, as every view for people prints them
//! - `json`, `table`, `markdown`, `csv`: one format each

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod table;
mod told;
