//! The waist of the program: the exact, small, ordered table of sums that an export is reduced to.

mod coverage;
mod open;
mod row;
mod sums;
mod table;
mod texts;

pub use coverage::{CostColumns, Coverage, Layout, Skipped};
pub use cur_ingest::{Decimal, SCALE};
pub use open::{OpenError, OpenOptions, Opened, PeriodChoice, Progress, open};
pub use row::{Grain, Rate, Row, Section};
pub use sums::Sums;
pub use table::{Ledger, LedgerError};
