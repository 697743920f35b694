//! Finds the delivery that counts and reads its line items, exactly and with their place, from any CUR layout.

mod batch;
pub mod bytes;
mod columns;
mod csv;
mod damage;
mod decimal;
mod layout;
mod parquet;
mod plan;
mod product_map;
mod repeats;
mod scan;
mod select;
pub mod timestamp;
mod unit;

pub use batch::{Dictionary, Interval, LineItemBatch, NULL, NumberColumn, TextColumn};
pub use columns::{Number, Role, Text, Time};
pub use damage::{Damage, Place};
pub use decimal::{Decimal, DecimalError, SCALE};
pub use layout::Layout;
pub use parquet::Chunks;
pub use plan::{DataFile, Delivery, Granularity, PeriodChoice, Plan, Skip, plan};
pub use scan::{Progress, RepeatedFiles, ScanOptions, Scanned, Sink, WORKER, scan};
pub use select::Selection;
pub use timestamp::Month;
pub use unit::FileColumns;
