//! The views of `report rates`: what each meter is paid for, against the list.
//!
//! - `told`: the cells and sentences that all of them say
//! - `json`, `table`, `markdown`, `csv`: one format each

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod table;
mod told;
