//! The same month as FOCUS, by FOCUS' own rules.
//!
//! ```text
//!              rules: 0, 1 or 2 rows                table: which columns, which version
//!  LineItem ──────────────────────────► FocusRow ─────────────────────────────────────► cells
//!      │       texts: units, names                   columns
//!      └──── worth, meaning ──────────► FocusTruth: what a reader has to find
//! ```
//!
//! The truth comes from what the scenario meant by a line item, the rows from the line item's columns: neither looks at
//! the other, and tests hold them against each other.
//!
//! # Sources
//!
//! - *spec*: the FOCUS specification, versions 1.0 and 1.2, its columns and its attribute "Discount Handling"; *notes*:
//!   its supporting content, which maps columns of a CUR.
//! - *dictionary*: the AWS Data Exports user guide, "FOCUS 1.0 with AWS columns", "FOCUS 1.2 with AWS columns", their
//!   conformance gaps, and "Migrating from FOCUS 1.0 to FOCUS 1.2".
//! - *sample*: the real rows of AWS in the FOCUS 1.0 sample of the FinOps Foundation (September 2024).
//! - *exports*: real FOCUS 1.0 exports, of which `docs/domain.md` tells what is known.
//!
//! What no source says is marked *unverified* where it is decided. No real row of a WebSocket API was seen in any.

mod columns;
mod names;
mod row;
mod rules;
mod table;
mod texts;
mod truth;

pub(crate) use columns::{FocusField, columns};
pub use row::{Commitment, FocusRow};
pub use rules::focus_rows;
pub use table::{FocusTable, FocusVersion};
pub use truth::{FocusKey, FocusSums, FocusTruth, Telling};
