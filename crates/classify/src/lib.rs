//! Which meter, charge, Region and resource a line item of an AWS bill belongs to.
//!
//! Pure tables and parsers: no I/O, no allocation per call, and no failure. What no rule knows is a value
//! ([`Meter::Other`], [`Charge::Other`]) that names the rule `…-UNKNOWN`, because an unknown usage type keeps its
//! dollars. Facts come from `docs/domain.md`; each [`Rule`] names its source there.
//!
//! ```text
//! product, usage type, operation, service code ──► meter()                  meter_table: first row that fits
//! line item type                               ──► charge()                 charge_table: first row that fits
//! usage type                                   ──► region_of_usage_type()   region: prefix table
//! product, resource id                         ──► resource()               resource: ARN shapes
//! FOCUS: meter, unit, operation, description   ──► focus_meter()            meter_table, then focus_meter_table
//! FOCUS: category, class, commitment           ──► focus_charge()           focus_charge_table
//! ```
//!
//! To teach it a new usage type, add a row to `meter_table`, the fact to `docs/domain.md`, and a line to the test
//! table in `tests/it/meters.rs`; the tests tell what is missing. A new Region needs no row for its meters to be known,
//! only one in `region` for its name.
//!
//! ```
//! use classify::{Charge, Meter, Product, UsageType, charge, meter, resource};
//!
//! let usage = UsageType {
//!     product: Product::ApiGateway,
//!     usage_type: Some("EUC1-ApiGatewayMessage"),
//!     operation: Some("ApiGatewayWebSocket"),
//!     service_code: Some("AmazonApiGateway"),
//! };
//! assert_eq!(meter(usage).value, Meter::Messages);
//! assert_eq!(charge("Usage").value, Charge::Usage);
//!
//! let api = resource(Product::ApiGateway, "arn:aws:apigateway:eu-central-1::/apis/a1b2c3d4e5/stages/prod");
//! assert_eq!(api.map(|api| (api.name, api.stage)), Some(("a1b2c3d4e5", Some("prod"))));
//! ```

mod ascii;
mod charge;
mod charge_table;
mod explain;
mod focus;
mod focus_charge_table;
mod focus_meter_table;
mod meter;
mod meter_table;
mod product;
mod region;
mod resource;
mod rule;
mod usage_type;

pub use charge::{Charge, LINE_ITEM_TYPES, charge};
pub use explain::{Explanation, Reading, explain};
pub use focus::{FocusCharge, FocusUsage, focus_charge, focus_charges, focus_meter, region_of_sku_meter};
pub use meter::{Meter, UsageType, known_suffixes, meter};
pub use product::Product;
pub use region::{REGION_PREFIXES, region_of_prefix, region_of_usage_type};
pub use resource::{Resource, ResourceKind, resource};
pub use rule::{Decision, RULES, Rule, rule};
