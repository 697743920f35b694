//! One pure function per format, from an answer to text.
//!
//! - `json`: the stable contract
//! - `csv`: its meters as one table
//! - `table`: the person's view, section by section
//! - `markdown`: for a comment or a chat; `answer`: the sentences that it shares with the table
//! - `config`: both views of `report config show`
//! - `explain`: both views of `report explain`; `rules`: those of `report rules` and of `report explain RULE`
//! - `suggest`: `report workloads suggest`
//! - `commitments`: those of `report commitments`; `baseline`: those of `report baseline`
//! - `outlook`: those of `report forecast`; `projection`: those of `report forecast --scenario`; `rates`: those of
//!   `report rates`; `levers`: those of `report levers`
//! - `number`: decimals as JSON numbers
//! - `grid`, `paint`, `safe`, `words`: aligned columns, colour, hostile texts, amounts and wrapping

mod answer;
pub(crate) mod baseline;
pub(crate) mod bill_levers;
pub(crate) mod commitments;
pub(crate) mod config;
pub(crate) mod csv;
pub(crate) mod explain;
mod grid;
pub(crate) mod inspect;
pub(crate) mod json;
pub(crate) mod levers;
pub(crate) mod markdown;
mod number;
pub(crate) mod outlook;
mod paint;
pub(crate) mod projection;
pub(crate) mod rates;
pub(crate) mod rules;
pub(crate) mod safe;
pub(crate) mod suggest;
pub(crate) mod table;
mod words;
