//! Which Lambda functions belong to which APIs: the bill does not say, so the configuration does.
//!
//! A link moves no money: it says of dollars that are in the layers already whose they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use ledger::{Decimal, Row};
use wildmatch::WildMatch;

use crate::CostBasis;
use crate::apis::Api;
use crate::overrides::{compatible, covers};
use crate::survey::SummaryError;
use crate::tags::{TagPattern, TagTally, Tagged};

/// A pattern for function names: `*` is any text, `?` any one character.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionGlob {
    text: String,
    pattern: WildMatch,
}

impl FunctionGlob {
    /// A glob of characters that a function's name can have, `*` and `?`.
    pub fn new(text: &str) -> Result<Self, String> {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_.:*?".contains(letter);
        if text.is_empty() || !text.chars().all(fits) {
            return Err(format!(
                "`{text}` is no glob for function names; use letters, digits, - and _, with * for any text and ? for \
                 any one character, such as chat-*"
            ));
        }
        Ok(Self { text: text.to_owned(), pattern: WildMatch::new(text) })
    }

    /// Does it match this whole name?
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.pattern.matches(name)
    }
}

impl fmt::Display for FunctionGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// APIs and functions that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Workload {
    /// Its name.
    pub name: String,
    /// API ids, ordered.
    pub api_ids: Vec<String>,
    /// Which functions.
    pub functions: Vec<FunctionGlob>,
    /// The tags that an API or function carries, all of them, to belong here too; none: no tag matters.
    pub tags: Vec<TagPattern>,
    /// Usage account id of both; `None`: any.
    pub account: Option<String>,
    /// AWS Region code of both; `None`: any.
    pub region: Option<String>,
    /// Where it is written, such as `report.toml:12`.
    pub origin: String,
}

impl Workload {
    /// Can both hold one thing?
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        compatible(self.account.as_ref(), other.account.as_ref())
            && compatible(self.region.as_ref(), other.region.as_ref())
    }

    fn reaches(&self, account: Option<&str>, region: Option<&str>) -> bool {
        covers(self.account.as_ref(), account) && covers(self.region.as_ref(), region)
    }

    /// What it is kept to, for sentences: ` in Region eu-west-1 in account 111111111111`.
    fn reach(&self) -> String {
        let region = self.region.iter().map(|region| format!(" in Region {region}"));
        let account = self.account.iter().map(|account| format!(" in account {account}"));
        region.chain(account).collect()
    }

    /// Does it name this API?
    fn names_api(&self, api: &Api) -> bool {
        api.api_id.as_ref().is_some_and(|id| self.api_ids.contains(id))
    }
}

/// What a workload costs, on the chosen basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadCost {
    /// Its name.
    pub name: String,
    /// API ids that the configuration names, and those of APIs that carry its tags, ordered.
    pub api_ids: Vec<String>,
    /// Functions of the bill that its globs match, by account and Region.
    pub functions: usize,
    /// Cost of messages.
    pub message_cost: Decimal,
    /// Cost of connection minutes.
    pub minute_cost: Decimal,
    /// Cost of its functions, all their Lambda meters but data transfer.
    pub lambda_cost: Decimal,
}

impl WorkloadCost {
    /// Cost of all three.
    #[must_use]
    pub const fn cost(&self) -> Decimal {
        self.message_cost.plus(self.minute_cost).plus(self.lambda_cost)
    }
}

/// Account, Region and name.
type Function<'a> = (Option<&'a str>, Option<&'a str>, &'a str);

/// Collects what functions cost, where there are workloads to hold them.
#[derive(Debug, Default)]
pub(crate) struct LinkTally<'a> {
    wanted: bool,
    functions: HashMap<Function<'a>, Decimal>,
    tags: TagTally<'a>,
}

/// What the links say.
#[derive(Debug, Default)]
pub(crate) struct Links {
    pub(crate) workloads: Vec<WorkloadCost>,
    pub(crate) linked_cost: Decimal,
    /// Remarks on entries that hold nothing of this bill.
    pub(crate) notes: Vec<String>,
}

impl<'a> LinkTally<'a> {
    pub(crate) fn new(workloads: &[Workload]) -> Self {
        Self { wanted: !workloads.is_empty(), ..Self::default() }
    }

    pub(crate) fn add(&mut self, row: &Row<'a>, basis: CostBasis) {
        if let Some(name) = row.resource.filter(|_| self.wanted && row.charge.is_usage() && row.meter.is_lambda()) {
            let cost = self.functions.entry((row.account, row.region, name)).or_default();
            *cost = cost.plus(basis.usage_cost(row));
        }
        if self.wanted {
            self.tags.add(row);
        }
    }

    /// Ties functions and APIs to workloads, and tells the APIs.
    pub(crate) fn finish(self, workloads: &[Workload], apis: &mut [Api]) -> Result<Links, SummaryError> {
        let mut links = Links { workloads: workloads.iter().map(nothing).collect(), ..Links::default() };
        let held = Held { workloads, tagged: self.tags.finish(workloads) };
        let mut functions: Vec<_> = self.functions.into_iter().collect();
        functions.sort_unstable();
        for (function, cost) in functions {
            let mut holders = (0..workloads.len()).filter(|at| held.function(*at, &function));
            let Some(at) = holders.next() else { continue };
            if let Some(second) = holders.next() {
                return Err(twice(&function, &workloads[at], &workloads[second]));
            }
            let workload = &mut links.workloads[at];
            workload.functions += 1;
            workload.lambda_cost = workload.lambda_cost.plus(cost);
            links.linked_cost = links.linked_cost.plus(cost);
        }
        held.refuse_shared(apis)?;
        for (at, sums) in links.workloads.iter_mut().enumerate() {
            held.tie(at, sums, apis);
            links.notes.extend(held.unused(at, sums, apis));
        }
        links.notes.extend(held.tagged.notes);
        Ok(links)
    }
}

/// What belongs to which workload, by name and by tags.
struct Held<'w, 'a> {
    workloads: &'w [Workload],
    tagged: Tagged<'a>,
}

fn nothing(workload: &Workload) -> WorkloadCost {
    WorkloadCost {
        name: workload.name.clone(),
        api_ids: workload.api_ids.clone(),
        functions: 0,
        message_cost: Decimal::ZERO,
        minute_cost: Decimal::ZERO,
        lambda_cost: Decimal::ZERO,
    }
}

fn twice((account, region, name): &Function<'_>, first: &Workload, second: &Workload) -> SummaryError {
    let place = [*region, *account].into_iter().flatten().collect::<Vec<_>>().join(", ");
    SummaryError::FunctionInTwoWorkloads { function: (*name).to_owned(), place, workloads: [first, second].map(named) }
}

/// A workload with its place in the configuration.
fn named(workload: &Workload) -> String {
    format!("{} ({})", workload.name, workload.origin)
}

impl Held<'_, '_> {
    fn api(&self, at: usize, api: &Api) -> bool {
        let workload = &self.workloads[at];
        workload.reaches(api.account.as_deref(), api.region.as_deref())
            && (workload.names_api(api) || self.carries(at, api))
    }

    /// Does an API carry the tags of a workload?
    fn carries(&self, at: usize, api: &Api) -> bool {
        let (account, region, stage) = (api.account.as_deref(), api.region.as_deref(), api.stage.as_deref());
        api.api_id.as_deref().is_some_and(|id| self.tagged.holds_api(at, &(account, region, id, stage)))
    }

    fn function(&self, at: usize, function: &Function<'_>) -> bool {
        let (workload, (account, region, name)) = (&self.workloads[at], *function);
        workload.reaches(account, region)
            && (workload.functions.iter().any(|glob| glob.matches(name))
                || self.tagged.holds_function(at, &(account, region, name, None)))
    }

    /// Refuses an API that two workloads hold: only tags can tell so late.
    fn refuse_shared(&self, apis: &[Api]) -> Result<(), SummaryError> {
        for api in apis {
            let mut holders = (0..self.workloads.len()).filter(|at| self.api(*at, api));
            if let (Some(first), Some(second)) = (holders.next(), holders.next()) {
                let stage = api.stage.as_ref().map(|stage| format!("stage {stage}"));
                let place = [api.region.clone(), api.account.clone(), stage].into_iter().flatten().collect::<Vec<_>>();
                return Err(SummaryError::ApiInTwoWorkloads {
                    api_id: api.api_id.clone().unwrap_or_default(),
                    place: place.join(", "),
                    workloads: [first, second].map(|at| named(&self.workloads[at])),
                });
            }
        }
        Ok(())
    }

    fn tie(&self, at: usize, sums: &mut WorkloadCost, apis: &mut [Api]) {
        let workload = &self.workloads[at];
        let mut own: Vec<&mut Api> = apis.iter_mut().filter(|api| self.api(at, api)).collect();
        for api in &mut own {
            api.workload = Some(workload.name.clone());
            sums.message_cost = sums.message_cost.plus(api.message_cost);
            sums.minute_cost = sums.minute_cost.plus(api.minute_cost);
            sums.api_ids.extend(api.api_id.clone());
        }
        sums.api_ids.sort();
        sums.api_ids.dedup();
        let has_functions = !workload.functions.is_empty() || !workload.tags.is_empty();
        // With more APIs, no bill tells how the functions divide their work among them.
        if let ([api], [_], true) = (own.as_mut_slice(), sums.api_ids.as_slice(), has_functions) {
            api.lambda_cost = Some(sums.lambda_cost);
        }
    }

    fn unused(&self, at: usize, sums: &WorkloadCost, apis: &[Api]) -> Vec<String> {
        let workload = &self.workloads[at];
        let own = || apis.iter().filter(|api| self.api(at, api));
        let found: BTreeSet<&str> = own().filter_map(|api| api.api_id.as_deref()).collect();
        let missing: Vec<&str> =
            workload.api_ids.iter().map(String::as_str).filter(|api_id| !found.contains(api_id)).collect();
        let place = format!("{}: workload {}", workload.origin, workload.name);
        let reach = workload.reach();
        let mut notes = Vec::new();
        if !missing.is_empty() {
            notes.push(format!("{place}: no API of this bill{reach} is {}.", missing.join(" or ")));
        }
        if !workload.functions.is_empty() && sums.functions == 0 {
            let globs: Vec<String> = workload.functions.iter().map(ToString::to_string).collect();
            notes.push(format!("{place}: no function of this bill{reach} matches {}.", globs.join(" or ")));
        }
        let is_carried = self.tagged.is_carried(at) || workload.tags.is_empty();
        if !is_carried {
            let tags: Vec<String> = workload.tags.iter().map(ToString::to_string).collect();
            notes.push(format!("{place}: nothing of this bill{reach} carries {}.", tags.join(" and ")));
        }
        notes
    }
}

/// Names of accounts by id.
pub type AccountNames = BTreeMap<String, String>;

#[cfg(test)]
mod tests {
    use classify::Meter;

    use super::*;
    use crate::testing::{ledger, messages, minutes, number, usage};
    use crate::{Summary, SummaryRequest, summary};

    fn bill() -> Vec<Row<'static>> {
        let dev = |row: Row<'static>| Row { account: Some("222222222222"), ..row };
        vec![
            messages(1_000_000, "1"),
            minutes(2_000_000, "0.5"),
            Row { resource: Some("other1"), ..messages(2_000_000, "2") },
            usage(Meter::LambdaRequests, 100, "3"),
            Row { resource: Some("chat-send"), ..usage(Meter::LambdaRequests, 100, "4") },
            Row { resource: Some("chat-send"), ..usage(Meter::LambdaDuration, 100, "5") },
            dev(Row { resource: Some("chat-send"), ..usage(Meter::LambdaDuration, 100, "7") }),
            Row { resource: None, ..usage(Meter::LambdaDuration, 100, "11") },
        ]
    }

    fn workload(name: &str, api_ids: &[&str], functions: &[&str]) -> Workload {
        Workload {
            name: name.to_owned(),
            api_ids: api_ids.iter().map(|id| (*id).to_owned()).collect(),
            functions: functions.iter().map(|glob| FunctionGlob::new(glob).unwrap()).collect(),
            origin: format!("r.toml:{}", name.len()),
            ..Workload::default()
        }
    }

    fn linked(workloads: Vec<Workload>) -> Result<Summary, SummaryError> {
        summary(&ledger(bill()), &SummaryRequest { workloads, ..SummaryRequest::default() })
    }

    #[test]
    fn functions_and_apis_come_together_and_no_total_changes() {
        let chat = Workload { account: Some("111111111111".to_owned()), ..workload("chat", &["abc123"], &["chat-*"]) };
        let (with, without) = (linked(vec![chat]).unwrap(), linked(Vec::new()).unwrap());
        let cost = &with.workloads[0];
        assert_eq!((cost.message_cost, cost.minute_cost, cost.lambda_cost), (number("1"), number("0.5"), number("9")));
        assert_eq!((cost.functions, cost.cost()), (1, number("10.5")));
        let lambda = with.layers.lambda;
        assert_eq!((lambda.linked_cost, lambda.unlinked_cost, lambda.cost), (number("9"), number("21"), number("30")));
        let api = |id| with.apis.iter().find(|api| api.api_id.as_deref() == Some(id)).unwrap();
        assert_eq!((api("abc123").workload.as_deref(), api("abc123").lambda_cost), (Some("chat"), Some(number("9"))));
        assert_eq!((api("other1").workload.as_deref(), api("other1").lambda_cost), (None, None));
        assert_eq!((&with.bridge, &with.meters), (&without.bridge, &without.meters));
        assert_eq!(without.layers.lambda.unlinked_cost, number("30"));
    }

    #[test]
    fn functions_of_several_apis_are_divided_among_none() {
        let summary = linked(vec![workload("both", &["abc123", "other1"], &["chat-*", "backend"])]).unwrap();
        assert!(summary.apis.iter().all(|api| api.workload.is_some() && api.lambda_cost.is_none()));
        assert_eq!(summary.workloads[0].lambda_cost, number("19"));
        // An API that this bill has nothing of may still be served by the same functions.
        let summary = linked(vec![workload("both", &["abc123", "gone"], &["chat-*"])]).unwrap();
        assert!(summary.apis.iter().all(|api| api.lambda_cost.is_none()));
        assert!(summary.notes.contains(&"r.toml:4: workload both: no API of this bill is gone.".to_owned()));
    }

    #[test]
    fn a_function_in_two_workloads_is_refused_by_name() {
        let error = linked(vec![workload("chat", &[], &["chat-*"]), workload("sends", &[], &["*-send"])]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "function chat-send (us-east-1, 111111111111) is in two workloads, chat (r.toml:4) and sends (r.toml:5): \
             its cost can count in one only; narrow the globs or tags of one of them"
        );
    }

    #[test]
    fn globs_match_whole_names() {
        let matches = |glob, name| FunctionGlob::new(glob).unwrap().matches(name);
        assert!(matches("chat-*", "chat-") && matches("*chat*", "my-chat-x") && matches("a?c", "abc"));
        assert!(!matches("chat", "chat-x") && !matches("a?c", "ac") && !matches("Chat", "chat"));
        for bad in ["", "a b", "[ab]", "{a,b}", "ä"] {
            assert!(FunctionGlob::new(bad).unwrap_err().contains("is no glob for function names"));
        }
        assert!(
            linked(vec![workload("none", &[], &["zzz"])])
                .unwrap()
                .notes
                .iter()
                .any(|note| note.ends_with("matches zzz."))
        );
    }
}
