//! The views of `report baseline`.
//!
//! - `sections`: its tables, as every view for people prints them
//! - `json`, `table`, `markdown`, `csv`: one format each

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod markdown;
mod sections;
pub(crate) mod table;
