//! Tags that one API shares with functions, and with no other API beside it.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Row, tag_values};

/// Account and Region.
type Around<'a> = (Option<&'a str>, Option<&'a str>);
/// Key and value.
type Tag = (String, String);

/// The key of who made a resource: people and pipelines make many that have nothing to do with each other.
const MADE_BY: [&str; 2] = ["aws:createdBy", "aws:created_by"];

/// Collects the tags of APIs and functions by their names.
#[derive(Debug, Default)]
pub(crate) struct SharedTags<'a> {
    apis: BTreeMap<Around<'a>, BTreeMap<&'a str, BTreeSet<&'a str>>>,
    functions: BTreeMap<Around<'a>, BTreeMap<&'a str, BTreeSet<&'a str>>>,
}

/// What an API alone shares with functions of its account and Region, each with the names of those functions.
pub(crate) type OfApi<'a> = BTreeMap<Tag, BTreeSet<&'a str>>;

impl<'a> SharedTags<'a> {
    pub(crate) fn add(&mut self, row: &Row<'a>) {
        let (Some(tags), Some(name)) = (row.tags, row.resource) else { return };
        let places = match (row.meter.is_websocket(), row.meter.is_lambda()) {
            (true, _) => &mut self.apis,
            (_, true) => &mut self.functions,
            _ => return,
        };
        places.entry((row.account, row.region)).or_default().entry(name).or_default().insert(tags);
    }

    /// The shared tags of each API. A tag that another API of the place carries, or that every function there does beside
    /// others that it may well not serve, tells nothing.
    pub(crate) fn finish(self) -> BTreeMap<(Around<'a>, &'a str), OfApi<'a>> {
        let mut shared = BTreeMap::new();
        for (around, apis) in &self.apis {
            let mut holders: BTreeMap<Tag, BTreeSet<&str>> = BTreeMap::new();
            for (api, texts) in apis {
                for tag in tags(texts) {
                    holders.entry(tag).or_default().insert(api);
                }
            }
            let functions: Vec<(&str, BTreeSet<Tag>)> =
                self.functions.get(around).into_iter().flatten().map(|(name, texts)| (*name, tags(texts))).collect();
            for (tag, apis) in holders {
                let carry: BTreeSet<&str> =
                    functions.iter().filter(|(_, own)| own.contains(&tag)).map(|(name, _)| *name).collect();
                let tells = carry.len() < functions.len() || functions.len() == 1;
                if let (Some(api), 1, false, true) = (apis.first(), apis.len(), carry.is_empty(), tells) {
                    shared.entry((*around, *api)).or_insert_with(BTreeMap::new).insert(tag, carry);
                }
            }
        }
        shared
    }
}

fn tags(texts: &BTreeSet<&str>) -> BTreeSet<Tag> {
    let all = texts.iter().flat_map(|text| tag_values(text));
    all.filter(|(key, _)| !MADE_BY.contains(&key.as_str())).collect()
}
