//! What the numbers point at, what they may not claim, and what to do next. One file per rule:
//!
//! - `idle_ratio`: connection time against messages (`WS-IDLE-RATIO`)
//! - `cadence`: the same pace of messages in every hour (`WS-FIXED-CADENCE`)
//! - `night_floor`: connections that stay at night, unused or used (`WS-NIGHT-FLOOR`, `WS-ALWAYS-ON`)
//! - `no_messages`: connection time without any message (`WS-NO-MESSAGES`)
//! - `unknown_usage`: usage types that no rule knows (`WS-UNKNOWN-USAGE`, `UNKNOWN-USAGE`)
//! - `free_tier`: usage that costs nothing yet (`WS-FREE-TIER`)
//! - `unknown_charge`: line item types that no rule knows (`UNKNOWN-CHARGE`)
//!
//! A finding is a statement: its numbers are already rounded as they are output.

mod cadence;
mod evidence;
mod free_tier;
mod idle_ratio;
mod night_floor;
mod no_messages;
mod saving;
mod severity;
mod unknown_charge;
mod unknown_usage;

use std::borrow::Cow;

use ledger::Row;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::apis::Api;
use crate::cost::CostBasis;
use crate::hours::Window;
use crate::overrides::{ApiOverride, settings_of};
use crate::period::Period;
use crate::rates::Rates;
use crate::rules::Rule;
use crate::settings::{Key, Settings};

pub(crate) use cadence::HEARTBEATS;
pub use evidence::{Evidence, EvidenceKind};
pub use idle_ratio::Class;
pub(crate) use idle_ratio::NotJudged;
pub use saving::Saving;
pub(crate) use saving::paid_costs;
pub use severity::Severity;

/// One thing that the numbers point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable id of the rule, such as `WS-IDLE-RATIO`.
    pub rule: &'static str,
    /// What kind of thing it is, where the rule has kinds.
    pub class: Option<Class>,
    /// How much money is at stake in a month.
    pub severity: Severity,
    /// Usage account id.
    pub account: Option<String>,
    /// AWS Region code.
    pub region: Option<String>,
    /// API id.
    pub api_id: Option<String>,
    /// Stage of the API.
    pub stage: Option<String>,
    /// One sentence with the numbers that matter.
    pub title: String,
    /// The numbers, each with its kind.
    pub evidence: Vec<Evidence>,
    /// What may be saved in a month; `None` where the data gives no price.
    pub monthly_saving: Option<Saving>,
    /// What was taken for granted, with the settings that change it.
    pub assumptions: Vec<String>,
    /// What the data cannot show, and what else it may be.
    pub may_not_claim: Vec<String>,
    /// What to do next.
    pub advice: String,
}

/// What the rules judge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) overrides: &'a [ApiOverride],
    pub(crate) period: &'a Period,
    pub(crate) currency: Option<&'a str>,
    pub(crate) basis: CostBasis,
    pub(crate) rates: &'a Rates<'a>,
    pub(crate) apis: &'a [Api],
}

/// APIs whose hours were not judged, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct HoursNotJudged {
    /// Usage that is not hourly.
    pub(crate) coarse: usize,
    /// No settled hour since the first use.
    pub(crate) unsettled: usize,
    /// Too few hours with enough messages for a cadence.
    pub(crate) few_hours: usize,
    /// Too few full days for a median day.
    pub(crate) few_days: usize,
}

impl HoursNotJudged {
    fn add(&mut self, api: &Api) {
        let reason = if api.hourly { &mut self.unsettled } else { &mut self.coarse };
        *reason += 1;
    }
}

impl<'a> Context<'a> {
    /// Is the API large enough to be judged?
    fn is_large(&self, api: &Api) -> bool {
        let settings = self.settings_of(api);
        let enough = |value, key| value >= settings.value(key);
        enough(api.minutes, Key::FloorMinutes) && enough(api.messages, Key::FloorMessages)
    }

    /// The settled hours of an API; `None` without hours.
    fn settled(&self, api: &Api) -> Option<Window> {
        let end = self.period.settled_end(self.settings.value(Key::SettleLagDays))?;
        let start = api.first_use.filter(|_| api.hourly)?;
        (start < end).then_some(Window { start, end })
    }

    /// What the hours of each API say that is large enough and has messages: a lot of reckoning, so it is done side by side.
    fn of_judged<T: Send>(&self, judge: impl Fn(&Api) -> T + Sync) -> Vec<(&'a Api, T)> {
        let apis = self.apis.par_iter().filter(|api| self.is_large(api) && !api.messages.is_zero());
        apis.map(|api| (api, judge(api))).collect()
    }

    /// The settings of one API.
    fn settings_of(&self, api: &Api) -> Cow<'a, Settings> {
        settings_of(api, self.settings, self.overrides)
    }

    /// The currency as a unit.
    fn unit(&self) -> String {
        self.currency.unwrap_or("bill's currency").to_owned()
    }

    /// The sentence that says how amounts became monthly, where that changed them.
    fn projection(&self) -> Option<String> {
        let (covered, month) = (self.period.days_covered()?, self.period.days_of_month()?);
        let plural = if covered == ledger::Decimal::ONE { "" } else { "s" };
        let covered = covered.round(2);
        let sentence = format!("Monthly amounts project {covered} day{plural} of data to a month of {month} days.");
        self.period.is_projected().then_some(sentence)
    }
}

/// Collects what rules need beyond the APIs.
#[derive(Debug, Default)]
pub(crate) struct FindingTally<'a> {
    usage: unknown_usage::UsageTally<'a>,
    charges: unknown_charge::ChargeTally,
    free: free_tier::FreeTally<'a>,
}

impl<'a> FindingTally<'a> {
    pub(crate) fn add(&mut self, row: &Row<'a>, basis: CostBasis) {
        self.usage.add(row, basis);
        self.charges.add(row, basis);
        self.free.add(row);
    }

    /// Every finding, the most expensive first, and what could not be judged.
    pub(crate) fn finish(self, context: &Context<'_>) -> (Vec<Finding>, NotJudged) {
        let (mut findings, mut not_judged) = idle_ratio::find(context);
        findings.extend(cadence::find(context, &mut not_judged.hours));
        findings.extend(night_floor::find(context, &mut not_judged.hours));
        findings.extend(no_messages::find(context));
        findings.extend(self.usage.find(context));
        findings.extend(self.free.find(context));
        findings.extend(self.charges.find(context));
        debug_assert!(findings.iter().all(|finding| Rule::by_id(finding.rule).is_some()), "every rule is in the table");
        findings.sort_by(|left, right| order(left).cmp(&order(right)));
        (findings, not_judged)
    }
}

/// Severity and expected saving first and descending, then rule and keys.
fn order(finding: &Finding) -> impl Ord + '_ {
    let saving = finding.monthly_saving.map(|saving| saving.expected);
    let place = (&finding.account, &finding.region, &finding.api_id, &finding.stage);
    (std::cmp::Reverse((finding.severity, saving)), finding.rule, place, &finding.title)
}
