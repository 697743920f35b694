//! The columns that are read, and how their names are recognised in every layout.
//!
//! Legacy CSV writes `lineItem/UsageType`, legacy Parquet and CUR 2.0 write `line_item_usage_type`, Athena's rule turns
//! `savingsPlan/SavingsPlanARN` into `savings_plan_savings_plan_a_r_n`. With everything but letters and digits taken
//! out and in lower case all of them are the same word, so one table serves every Cost and Usage Report. FOCUS has names
//! of its own and a table of its own, whose columns play the same roles where they mean the same.
//!
//! - `role`: what columns are to us
//! - `known`: the two tables of names
//! - `found`: which columns a file has
//! - `file`: what is told of them outside
//! - `nearest`: which unknown name may be a column that is missed
//! - `error`: what to say where they are not the ones that are needed

mod error;
mod file;
mod found;
mod known;
mod nearest;
mod role;

pub(crate) use error::{ColumnError, clip};
pub use file::FileColumns;
pub(crate) use found::Columns;
pub(crate) use known::is_known;
pub use role::{Number, Role, Text, Time};
