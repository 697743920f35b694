//! Finds the delivery that counts and reads its line items, exactly and with their place, from any CUR layout.
//!
//! ```text
//!  paths                                    bytes (the one door: length, ranged reads, identity)
//!    │ plan                                   │
//!    ▼                                        ▼
//!  Plan ── deliveries ── scan ──┬── csv      (text of a container → quoting check → records)
//!   │      one per payer        └── parquet  (row group → selected rows → columns)
//!   │      and month                  │
//!   │ skipped, notes, damage          ▼
//!   ▼                           LineItemBatch ── Sink (the caller's sums)
//!  what does not count, and why
//! ```
//!
//! How to read an export: [`plan`] finds out what counts among files and folders, [`scan`] reads it in parallel and
//! hands typed [`LineItemBatch`]es to the caller's [`Sink`]s. Only line items of the [`Selection`]'s product codes are
//! taken apart; all others are counted, and their quoting is checked. This crate knows no meter, prints nothing and
//! never exits; what is wrong comes back as [`Damage`] with its path and place, and what was good stays read.
//!
//! CSV and Parquet are each read in two ways that give the same: a fast one that takes only selected rows apart
//! (`csv/fast`, `parquet/direct`), and a plain one through the `csv` crate and arrow-rs, against which the fast one is held
//! and which reads what the fast one does not know ([`ScanOptions::reference`]).
//!
//! Tests, and the targets of `fuzz/` at the top, compare the two.
//!
//! With the feature `isal` the fast way inflates by the system's libisal, the plain one as ever.
//!
//! What would be read, without reading it: [`survey()`], which opens headers, footers and first rows alone.
//!
//! Where to find things: `columns` is the table of columns and their names in every layout; `plan/` decides which files
//! count; `csv/` and `parquet/` read them; `batch` is what both yield; `decimal` and [`timestamp`] are the values;
//! `repeats` and
//! `compared` notice rows that two files share.
//!
//! To add a layout, give its column names in `columns` and its name in [`Layout`]; to add a container, a variant in
//! `csv/container`; to read from another store, implement [`bytes::ByteSource`].
//!
//! # Limits
//! - A flipped byte inside a Parquet page that carries no checksum cannot be seen, as long as the page still decodes.
//!   Pages with checksums are verified, and so are gzip members and zip entries.
//! - Rows that two files share, or that one file holds twice, are found by sampled fingerprints of (line item id,
//!   interval): all of them in files of up to 4,096 selected rows, and beyond that an overlap of more than about one row in
//!   4,096 (fewer are kept of each beyond 256 files). Without ids that tell rows apart what else a row says stands in for
//!   them. The rows of Parquet files that a manifest names are not compared, only the files as a whole.
//! - An empty cell of a number is 0, in the cost columns too: the caller says where one should not be empty. A column that
//!   is not there is unknown, and null.
//! - Tags of Parquet files are read through arrow-rs, one part of a file after the other from the beginning of its row
//!   group. Where none are asked for, none of their columns is opened.
//! - Rows of other products are looked at for their quoting, the number of their fields and their product code only.

mod account;
mod batch;
pub mod bytes;
mod columns;
mod compared;
mod csv;
mod damage;
mod decimal;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod layout;
mod parquet;
mod plan;
mod product_map;
mod queue;
mod repeats;
mod scan;
mod select;
mod shield;
mod survey;
mod tags;
pub mod timestamp;
mod unit;

pub use account::account_id;
pub use batch::{Dictionary, Interval, LineItemBatch, NULL, NumberColumn, TextColumn};
pub use columns::{FileColumns, Number, Role, Text, Time};
pub use compared::{DoubledRows, RepeatedFiles, Repetition};
pub use damage::{Damage, Place};
pub use decimal::{Decimal, DecimalError, SCALE};
pub use layout::Layout;
pub use parquet::Chunks;
pub use plan::{
    DataFile, Delivery, EXCLUDED, Excludes, Granularity, PeriodChoice, Plan, STDIN, Skip, expand, files_of, is_stdin,
    metadata_beside, plan, standard_input,
};
pub use scan::{Progress, ScanOptions, Scanned, Sink, scan};
pub use select::Selection;
pub use shield::{UNDECODABLE, is_shielded, shielded};
pub use survey::{DeliverySurvey, FileSurvey, RowCount, Survey, SurveyOptions, survey};
pub use tags::{TagChoice, TagKey, tag_text, tag_values};
pub use timestamp::Month;
