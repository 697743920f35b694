//! The waist of the program: the exact, small, ordered table of sums that an export is reduced to.
//!
//! ```text
//!  exports ── cur_ingest::scan ── builder (attribution once per text, exact sums) ──┐
//!                                                                                   ├── Ledger ── analysis
//!  stored ledger (Parquet, docs/ledger.md) ── store::read ──────────────────────────┘     │
//!                                                            store::write ◄───────────────┘
//! ```
//!
//! [`open`] takes whatever the user named, exports or stored ledgers, and returns one [`Ledger`] with what is known of
//! its reading ([`Coverage`]). Rows come ordered, texts are stored once, and sums do not depend on threads or order, so
//! the same month gives the same ledger from every layout. This crate holds no threshold and no opinion.
//!
//! - `builder`: line items to sums; `attribution`: what their texts make of them; `amortize`: amortized cost by line item
//!   type; `blank`: amounts that are not there; `focus`: both for FOCUS
//! - `table`, `row`, `sums`, `intervals`, `cell`, `total`, `texts`: the table; `coverage`: what is known of the reading;
//!   `losses`: which answer is lost without which column
//! - `tags`: which of the tags that a ledger keeps are asked for
//! - `store/`: the table as Parquet; `open`: from paths to a ledger; `doubles`: what two of them hold; `inspect`: from
//!   paths to what `open` would read

mod amortize;
mod attribution;
mod blank;
mod builder;
mod cell;
mod coverage;
mod doubles;
mod focus;
mod inspect;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod intervals;
mod losses;
mod open;
mod places;
mod row;
mod store;
mod sums;
mod table;
mod tags;
mod texts;
mod total;

pub use coverage::{CostColumns, Coverage, Skipped};
pub use cur_ingest::{
    Decimal, EXCLUDED, Excludes, FileColumns, FileSurvey, Granularity, Layout, Month, PeriodChoice, Progress, RowCount,
    SCALE, TagChoice, TagKey, expand, files_of, is_shielded, is_stdin, metadata_beside, tag_text, tag_values,
    timestamp,
};
pub use inspect::{Chosen, Inspected, InspectedPeriod, Inspection, LookedAt, Lost, PeriodFrom, Work, inspect};
pub use losses::{Loss, losses};
pub use open::{OpenError, OpenOptions, Opened, open};
pub use row::{Grain, Rate, Row, Section};
pub use store::{StoreError, write};
pub use sums::Sums;
pub use table::{Ledger, LedgerError, Series};
pub use total::{Interval, Total};
