//! Which meter, charge, Region and resource a line item of an AWS bill belongs to.
//!
//! Pure tables and parsers: no I/O, no allocation per call, and no failure. What no rule knows is a value
//! ([`Meter::Other`], [`Charge::Other`]) that names the rule `…-UNKNOWN`, because an unknown usage type keeps its
//! dollars. Facts come from `docs/domain.md`; each [`Rule`] names its source there.

mod charge;
mod meter;
mod product;
mod region;
mod resource;
mod rule;
mod usage_type;

pub use charge::{Charge, charge};
pub use meter::{Meter, UsageType, meter};
pub use product::Product;
pub use region::{REGION_PREFIXES, region_of_prefix, region_of_usage_type};
pub use resource::{Resource, ResourceKind, resource};
pub use rule::{Decision, RULES, Rule};
