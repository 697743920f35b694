//! The views of `report forecast --scenario`.
//!
//! - `told`: the sentences that all of them say
//! - `json`, `table`, `markdown`, `csv`: one format each

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod table;
mod told;

pub(super) use told::sources;

use analysis::scenario::Projection;

/// What there is to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Projections<'a> {
    pub(crate) projections: &'a [Projection],
    pub(crate) currency: &'a str,
}
