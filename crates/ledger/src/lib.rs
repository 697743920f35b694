//! The waist of the program: the exact, small, ordered table of sums that an export is reduced to.

mod amortize;
mod builder;
mod coverage;
mod open;
mod row;
mod store;
mod sums;
mod table;
mod texts;

pub use coverage::{CostColumns, Coverage, Skipped};
pub use cur_ingest::{Decimal, Layout, Month, PeriodChoice, Progress, SCALE, WORKER, timestamp};
pub use open::{OpenError, OpenOptions, Opened, open};
pub use row::{Grain, Rate, Row, Section};
pub use store::{StoreError, write};
pub use sums::Sums;
pub use table::{Ledger, LedgerError};
