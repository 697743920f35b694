//! Resource tags: which are asked for, which columns hold them, and what a row says.
//!
//! Every layout spells a key its own way: `resourceTags/user:CostCenter` (legacy CSV), `resource_tags_user_cost_center`
//! (legacy Parquet), `user_cost_center` in the map `resource_tags` (CUR 2.0), `resourceTags/CostCenter` in its newer map
//! `tags`, `CostCenter` in FOCUS' `Tags`. A key is the same where it is spelt the same behind its prefix, or else where
//! its ASCII letters and digits are, without regard to case.
//!
//! The tags of a row become one text, so that a row's key in a table grows by one number and not by one for each tag.
//!
//! - `key`: keys, as people write them and as layouts do
//! - `columns`: the columns of a file that hold tags
//! - `reader`: what a row says of the keys that are asked for

mod columns;
mod key;
mod reader;

pub(crate) use columns::TagColumns;
pub use key::{TagChoice, TagKey};
pub(crate) use reader::TagReader;
pub use reader::{tag_text, tag_values};
