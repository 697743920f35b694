//! What the numbers point at, what they may not claim, and what to do next. One file per rule:
//!
//! - `idle_ratio`: connection time against messages (`WS-IDLE-RATIO`)
//! - `no_messages`: connection time without any message (`WS-NO-MESSAGES`)
//! - `unknown_usage`: usage types that no rule knows (`WS-UNKNOWN-USAGE`, `UNKNOWN-USAGE`)
//! - `free_tier`: usage that costs nothing yet (`WS-FREE-TIER`)
//! - `unknown_charge`: line item types that no rule knows (`UNKNOWN-CHARGE`)
//!
//! A finding is a statement: its numbers are already rounded as they are output.

mod evidence;
mod free_tier;
mod idle_ratio;
mod no_messages;
mod saving;
mod severity;
mod unknown_charge;
mod unknown_usage;

use ledger::Row;

use crate::apis::Api;
use crate::cost::CostBasis;
use crate::period::Period;
use crate::rates::Rates;
use crate::settings::Settings;

pub use evidence::{Evidence, EvidenceKind};
pub use idle_ratio::Class;
pub(crate) use idle_ratio::NotJudged;
pub use saving::Saving;
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
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) period: &'a Period,
    pub(crate) currency: Option<&'a str>,
    pub(crate) basis: CostBasis,
    pub(crate) rates: &'a Rates<'a>,
    pub(crate) apis: &'a [Api],
}

impl Context<'_> {
    /// The currency as a unit.
    fn unit(&self) -> String {
        self.currency.unwrap_or("bill's currency").to_owned()
    }

    /// The sentence that says how amounts became monthly, where that changed them.
    fn projection(&self) -> Option<String> {
        let (covered, month) = (self.period.days_covered()?, self.period.days_of_month()?);
        let sentence = format!("Monthly amounts project {} days of data to a month of {month} days.", covered.round(2));
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
        let (mut findings, not_judged) = idle_ratio::find(context);
        findings.extend(no_messages::find(context));
        findings.extend(self.usage.find(context));
        findings.extend(self.free.find(context));
        findings.extend(self.charges.find(context));
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
