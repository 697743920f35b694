//! One logical month of an AWS bill, written in every layout, codec and container, with its known answer.
//!
//! ```text
//!  Scenario ──┐                     ┌─► Layout ──► bytes of one file          (Layout::encode_month)
//!  (who does  ├─► Month ─► items() ─┤   legacy/CUR 2.0/FOCUS × CSV/Parquet × options
//!   what)     │   (books)           ├─► Delivery ─► folders, chunks, manifests (Delivery::write)
//!  MonthOptions                     ├─► Truth: the known answer               (Month::truth)
//!  (which kind of bill)             └─► FocusTruth: as FOCUS has to show it   (FocusTruth::of)
//! ```
//!
//! The answer is not read back from anything: each line item is tagged, when it is made, with the meter, the charge, the
//! Region and the idle part that the scenario means ([`Meaning`], [`Worth`]), and [`Truth`] adds these up in its own
//! integers. This crate depends on no crate whose work it is to check.
//!
//! The same seed is the same bytes: no clock, no hash order, no random crate. Every amount has at most ten digits after
//! the point and fifteen significant ones ([`Amount::written`]), so text and double hold the same decimal.
//!
//! # Where things are
//!
//! | what happens | who sells it | how it is written | what comes of it |
//! |---|---|---|---|
//! | `scenario`, `behaviour`, `options` | `kind`, `unrelated`, `region` | `field`, `columns`, `legacy_columns`, `cur2_columns`, `focus` | `truth`, `focus` |
//! | `draw` → `books` → `series` | | `record`, `csv_writer`, `container`, `parquet_schema`, `parquet_writer`, `layout` | `sample` |
//! | `month`, `items`, `item` | | `manifest`, `folder` | `damaged` (`damaged_csv`, `damaged_focus`, `damaged_folder`) |
//!
//! # Example
//!
//! ```
//! use cur_testkit::{Behaviour, Delivery, Layout, Month, MonthOptions, Placement, Scenario};
//!
//! # fn main() -> std::io::Result<()> {
//! let options = MonthOptions { hours_of_data: Some(24), ..MonthOptions::new(7) };
//! let month = Month::new(&options, &Scenario::of_one(Behaviour::SilentTabs, 1_000));
//! let file: Vec<u8> = Layout::cur2_parquet().encode_month(&month)?;
//! assert!(file.starts_with(b"PAR1"));
//!
//! let truth = month.truth();
//! let minutes = truth.sum_of(|key| key.meter == "connection_minutes" && key.charge == "usage");
//! assert_eq!(minutes.rows, 24);
//!
//! let folder = std::env::temp_dir().join("cur-testkit-example");
//! let written = Delivery::new(Layout::legacy_csv(), Placement::LegacyCreateNew).write(&month, &folder)?;
//! assert_eq!((written.files.len(), written.truth), (1, truth));
//! # std::fs::remove_dir_all(folder)
//! # }
//! ```

mod amount;
mod behaviour;
mod books;
mod columns;
mod container;
mod csv_writer;
mod cur2_columns;
mod damaged;
mod damaged_csv;
mod damaged_focus;
mod damaged_folder;
mod draw;
mod field;
mod focus;
mod folder;
mod item;
mod items;
mod kind;
mod layout;
mod legacy_columns;
mod manifest;
mod month;
mod options;
mod parquet_schema;
mod parquet_writer;
mod prng;
mod record;
mod region;
mod sample;
mod scenario;
mod series;
mod time;
mod truth;
mod unrelated;

pub use amount::{Amount, Rate};
pub use behaviour::{Behaviour, Clients, Load};
pub use columns::{ColumnChoice, ColumnOrder, MapForm};
pub use container::Container;
pub use csv_writer::{CsvOptions, Dialect, NumberForm};
pub use damaged::{DAMAGES, Damage, SELECTED_ROWS, write_damaged};
pub use focus::{Commitment, FocusKey, FocusRow, FocusSums, FocusTable, FocusTruth, FocusVersion, Telling, focus_rows};
pub use folder::{Delivery, Placement, Written};
pub use item::{ApiKey, Bill, Line, LineItem, Meaning, Pricing, Product, Reservation, SavingsPlan, Tag, Text, Worth};
pub use items::Items;
pub use kind::{API_GATEWAY, LAMBDA};
pub use layout::{ChunkWriter, Layout, every_focus_layout, every_layout};
pub use month::Month;
pub use options::{Discount, Granularity, MonthOptions, Order};
pub use parquet_schema::{NumericForm, TextForm, TimeForm};
pub use parquet_writer::{Codec, ParquetOptions};
pub use prng::Prng;
pub use region::Region;
pub use sample::{files_below, write_sample};
pub use scenario::{ACCOUNTS, Account, Api, Function, Scenario};
pub use time::{CalendarMonth, Time};
pub use truth::{ApiSums, IdleKey, IdleSums, MeterKey, Sums, Truth};
