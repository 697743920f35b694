//! What is told by tags: which workloads hold an API or a function, and which tags nothing carries.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use ledger::{Row, TagKey, tag_values};
use wildmatch::WildMatch;

use crate::workloads::Workload;

/// A tag that something carries: its key, and a glob for its value, in which `*` is any text and `?` any one character.
#[derive(Debug, Clone, PartialEq)]
pub struct TagPattern {
    key: TagKey,
    text: String,
    value: WildMatch,
}

impl TagPattern {
    /// Of a key as people write it, and a glob for the whole value.
    #[must_use]
    pub fn new(key: &str, value: &str) -> Self {
        Self { key: TagKey::new(key), text: value.to_owned(), value: WildMatch::new(value) }
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &TagKey {
        &self.key
    }

    fn matches(&self, tags: &BTreeMap<String, String>) -> bool {
        tags.get(&self.key.to_string()).is_some_and(|value| self.value.matches(value))
    }
}

impl fmt::Display for TagPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.text)
    }
}

/// Account, Region, API id and stage; or account, Region, name of a function and nothing.
pub(crate) type Place<'a> = (Option<&'a str>, Option<&'a str>, &'a str, Option<&'a str>);

/// Collects the tags that APIs and functions carry, each by all its line items: those that a change of tags left with
/// others, and fees and discounts without any, are the same API's.
#[derive(Debug, Default)]
pub(crate) struct TagTally<'a> {
    apis: HashMap<Place<'a>, BTreeSet<&'a str>>,
    functions: HashMap<Place<'a>, BTreeSet<&'a str>>,
}

impl<'a> TagTally<'a> {
    pub(crate) fn add(&mut self, row: &Row<'a>) {
        let (Some(tags), Some(name)) = (row.tags, row.resource) else { return };
        if row.meter.is_websocket() {
            self.apis.entry((row.account, row.region, name, row.stage)).or_default().insert(tags);
        } else if row.meter.is_lambda() {
            self.functions.entry((row.account, row.region, name, None)).or_default().insert(tags);
        }
    }

    /// Tells which workloads each of them belongs to by its tags.
    pub(crate) fn finish(self, workloads: &[Workload]) -> Tagged<'a> {
        let mut holders: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        for text in self.apis.values().chain(self.functions.values()).flatten() {
            holders.entry(text).or_insert_with(|| {
                let tags = tag_values(text);
                let holds = |at: &usize| {
                    let patterns = &workloads[*at].tags;
                    !patterns.is_empty() && patterns.iter().all(|pattern| pattern.matches(&tags))
                };
                (0..workloads.len()).filter(holds).collect()
            });
        }
        let notes = missing(workloads, [&self.apis, &self.functions]);
        let held = |places: HashMap<Place<'a>, BTreeSet<&'a str>>| {
            let of =
                |texts: BTreeSet<&str>| texts.iter().filter_map(|text| holders.get(text)).flatten().copied().collect();
            places.into_iter().map(|(place, texts)| (place, of(texts))).collect()
        };
        Tagged { apis: held(self.apis), functions: held(self.functions), notes }
    }
}

/// Numbers of workloads by what carries all their tags.
#[derive(Debug, Default)]
pub(crate) struct Tagged<'a> {
    apis: HashMap<Place<'a>, BTreeSet<usize>>,
    functions: HashMap<Place<'a>, BTreeSet<usize>>,
    /// Keys that nothing carries.
    pub(crate) notes: Vec<String>,
}

impl Tagged<'_> {
    /// Does anything carry the tags of a workload?
    pub(crate) fn is_carried(&self, workload: usize) -> bool {
        self.apis.values().chain(self.functions.values()).any(|held| held.contains(&workload))
    }

    pub(crate) fn holds_api(&self, workload: usize, place: &Place<'_>) -> bool {
        self.apis.get(place).is_some_and(|held| held.contains(&workload))
    }

    pub(crate) fn holds_function(&self, workload: usize, place: &Place<'_>) -> bool {
        self.functions.get(place).is_some_and(|held| held.contains(&workload))
    }
}

/// What to say of keys that no API, or no function, carries.
fn missing(workloads: &[Workload], [apis, functions]: [&HashMap<Place<'_>, BTreeSet<&str>>; 2]) -> Vec<String> {
    let asked: BTreeSet<String> =
        workloads.iter().flat_map(|workload| &workload.tags).map(|pattern| pattern.key.to_string()).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let carried = |places: &HashMap<Place<'_>, BTreeSet<&str>>| -> BTreeSet<String> {
        let texts: BTreeSet<&str> = places.values().flatten().copied().collect();
        texts.into_iter().flat_map(|text| tag_values(text).into_keys()).collect()
    };
    let (by_apis, by_functions) = (carried(apis), carried(functions));
    let note = |key: &String| {
        let (what, fix) = match (by_apis.contains(key), by_functions.contains(key)) {
            (true, true) => return None,
            (false, true) => ("no WebSocket line item carries", "the tags of API Gateway are those of its stages"),
            (true, false) => ("no Lambda line item carries", "the tags of Lambda are those of its functions"),
            (false, false) => {
                ("neither a WebSocket nor a Lambda line item carries", "set it on stages of APIs and on functions")
            }
        };
        Some(format!(
            "Tag {key}: {what} it; {fix}, and a tag is on the bill from the day on which it is activated as a cost \
             allocation tag."
        ))
    };
    asked.iter().filter_map(note).collect()
}

#[cfg(test)]
mod tests {
    use classify::Meter;

    use super::*;
    use crate::testing::{ledger, messages, minutes, number, usage};
    use crate::{Summary, SummaryError, SummaryRequest, summary};

    const CORE: Option<&str> = Some(r#"{"Env":"prod","Team":"core"}"#);
    const DEV: Option<&str> = Some(r#"{"Env":"dev","Team":"core"}"#);

    fn function(name: &'static str, tags: Option<&'static str>, cost: &str) -> Row<'static> {
        Row { resource: Some(name), tags, ..usage(Meter::LambdaRequests, 100, cost) }
    }

    fn bill() -> Vec<Row<'static>> {
        vec![
            Row { tags: CORE, ..messages(1_000_000, "1") },
            minutes(2_000_000, "0.5"),
            Row { resource: Some("other1"), tags: DEV, ..messages(2_000_000, "2") },
            function("send", CORE, "3"),
            // Before the tag was activated.
            function("send", None, "4"),
            function("dev-send", DEV, "5"),
            function("loose", None, "7"),
        ]
    }

    fn workload(name: &str, tags: &[(&str, &str)]) -> Workload {
        let tags = tags.iter().map(|(key, value)| TagPattern::new(key, value)).collect();
        Workload { name: name.to_owned(), tags, origin: format!("r.toml:{}", name.len()), ..Workload::default() }
    }

    fn linked(workloads: Vec<Workload>) -> Result<Summary, SummaryError> {
        summary(&ledger(bill()), &SummaryRequest { workloads, ..SummaryRequest::default() })
    }

    #[test]
    fn all_tags_must_match_and_what_carries_them_belongs_whole() {
        let both = linked(vec![
            workload("prod", &[("Team", "core"), ("Env", "p*")]),
            workload("development", &[("Team", "co?e"), ("Env", "dev")]),
        ])
        .unwrap();
        let cost = &both.workloads[0];
        assert_eq!((cost.message_cost, cost.minute_cost, cost.lambda_cost), (number("1"), number("0.5"), number("7")));
        assert_eq!((cost.functions, cost.api_ids.as_slice()), (1, &["abc123".to_owned()][..]));
        assert_eq!(both.workloads[1].lambda_cost, number("5"));
        let lambda = both.layers.lambda;
        assert_eq!((lambda.linked_cost, lambda.unlinked_cost), (number("12"), number("7")));
        assert!(both.apis.iter().all(|api| api.workload.is_some() && api.lambda_cost.is_some()));
        let without = linked(Vec::new()).unwrap();
        assert_eq!((&both.bridge, &both.meters, &both.ratio), (&without.bridge, &without.meters, &without.ratio));
    }

    #[test]
    fn what_is_in_two_workloads_is_refused_by_name() {
        let error = |first, second| linked(vec![first, second]).unwrap_err().to_string();
        let all = || workload("all", &[("Team", "*")]);
        let said = error(all(), workload("prod", &[("Env", "prod")]));
        assert!(
            said.starts_with(
                "function send (us-east-1, 111111111111) is in two workloads, all (r.toml:3) and prod (r.toml:4)"
            ),
            "{said}"
        );
        let by_id = Workload { api_ids: vec!["abc123".to_owned()], ..workload("id", &[]) };
        let tagged = Workload { tags: vec![TagPattern::new("Env", "prod")], region: None, ..workload("tagged", &[]) };
        let mut rows = bill();
        rows.truncate(3);
        let request = SummaryRequest { workloads: vec![by_id, tagged], ..SummaryRequest::default() };
        let said = summary(&ledger(rows), &request).unwrap_err().to_string();
        assert!(
            said.starts_with("API abc123 (us-east-1, 111111111111, stage prod) is in two workloads, id (r.toml:2)"),
            "{said}"
        );
    }

    #[test]
    fn tags_that_nothing_carries_are_named() {
        let notes = |rows: Vec<Row<'static>>| {
            let workloads = vec![workload("a", &[("Team", "x")])];
            summary(&ledger(rows), &SummaryRequest { workloads, ..SummaryRequest::default() }).unwrap().notes
        };
        let untagged = |rows: Vec<Row<'static>>, of: fn(&Row<'_>) -> bool| {
            rows.into_iter().map(|row| if of(&row) { Row { tags: None, ..row } } else { row }).collect()
        };
        let has = |notes: &[String], text: &str| notes.iter().any(|note| note.contains(text));
        assert!(has(&notes(bill()), "workload a: nothing of this bill carries Team=x."));
        assert!(!has(&notes(bill()), "Tag Team"));
        assert!(has(
            &notes(untagged(bill(), |row| row.meter.is_websocket())),
            "Tag Team: no WebSocket line item carries it"
        ));
        assert!(has(&notes(untagged(bill(), |row| row.meter.is_lambda())), "Tag Team: no Lambda line item carries it"));
        assert!(has(&notes(untagged(bill(), |_| true)), "Tag Team: neither a WebSocket nor a Lambda"));
    }
}
