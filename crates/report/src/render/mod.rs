//! One pure function per format, from an answer to text.
//!
//! - `json`: the stable contract
//! - `table`: the person's view, section by section
//! - `config`: both views of `report config show`
//! - `explain`: both views of `report explain`
//! - `suggest`: `report workloads suggest`
//! - `number`: decimals as JSON numbers
//! - `grid`, `paint`, `safe`, `words`: aligned columns, colour, hostile texts, amounts and wrapping

pub(crate) mod config;
pub(crate) mod explain;
mod grid;
pub(crate) mod json;
mod number;
mod paint;
pub(crate) mod safe;
pub(crate) mod suggest;
pub(crate) mod table;
mod words;
