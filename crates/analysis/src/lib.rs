//! What a ledger says about WebSocket cost: layers, rates, ratio, bridge and findings.
//!
//! Pure arithmetic on a [`ledger::Ledger`]: nothing is read, printed or guessed in silence. The rows are read side by side
//! down to few that say the same (`digest`); of those `survey` learns what the ledger is like, they feed the tallies, and
//! everything else is arithmetic on their small results:
//!
//! ```text
//! digest ─ survey ─┬─ meters ── layers ── bridge       sums, exact to the last decimal
//!   (currency,     ├─ rates ──┐
//!    columns,      ├─ apis ───┼─ ratio ── findings/     judged on `settings`, one file per rule
//!    period, cost) └─ activity┘                         (a polars frame; quantities only, never money)
//! ```
//!
//! [`summary()`] is the entry; [`rates()`] tells the rates on their own, and [`scenario`] prices what no bill has yet.
//! Sums are exact [`Decimal`](ledger::Decimal)s. Quotients carry 18 digits and are rounded
//! to [`QUOTIENT_DIGITS`] where they are output. A rule is an entry of [`RULES`] and a
//! file in `findings/`; its thresholds go into the table of [`Settings`] and nowhere else.

mod activity;
mod apis;
pub mod baseline;
mod bridge;
pub mod commitments;
mod cost;
mod digest;
mod findings;
pub mod forecast;
mod gaps;
mod hours;
mod layers;
pub mod levers;
mod meters;
mod notes;
mod overrides;
mod period;
mod prices;
mod rate_card;
mod rates;
mod ratio;
mod rules;
pub mod scenario;
mod settings;
mod shared_tags;
mod suggest;
mod summary;
mod survey;
mod tags;
#[cfg(test)]
mod testing;
mod text;
mod window;
mod workloads;

pub use apis::Api;
pub use bridge::Bridge;
pub use cost::CostBasis;
pub use findings::{Class, Evidence, EvidenceKind, Finding, Saving, Severity};
pub use layers::{LambdaLayer, Layers, MeterLayer};
pub use meters::{MeterRow, OtherUsage};
pub use overrides::{ApiOverride, ApiPlace};
pub use period::Period;
pub use prices::{BUILT_IN_DATE, MOST_PRICE, PriceList, PriceSource, PriceTier, Priced, Tiers};
pub use rate_card::{Listed, PaidTier, RateCard, RateLine, rates};
pub use rates::{MarginalRate, RateSource};
pub use ratio::Ratio;
pub use rules::{ClassRule, RULES, Rule, SeverityBy};
pub use settings::{Key, NO_VALUE, Origin, Setting, SettingError, Settings};
pub use suggest::{Guess, Suggestion, suggest};
pub use summary::{Summary, SummaryRequest, Unclassified, summary};
pub use survey::{CurrencyTotal, SummaryError};
pub use tags::TagPattern;
pub use text::{amount, grouped};
pub use window::{Day, KeptOut, Window};
pub use workloads::{AccountNames, FunctionGlob, Workload, WorkloadCost};

/// Digits after the point of a quotient where it is output, rounded half away from zero.
pub const QUOTIENT_DIGITS: u32 = 6;
