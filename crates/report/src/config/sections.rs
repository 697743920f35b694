//! `[accounts]`, `[[api]]` and `[[workload]]`.

use std::collections::BTreeMap;
use std::ops::Range;

use analysis::{ApiOverride, ApiPlace, FunctionGlob, Key, Rule, TagPattern, Workload};
use ledger::Decimal;
use toml::de::{DeTable, DeValue};

use super::keys;
use super::reader::{Reader, Value, rest_of_path};
use super::{AccountName, Config};

const API_KEYS: [&str; 6] = ["api_id", "account", "region", "stage", "ignore", "reason"];
const WORKLOAD_KEYS: [&str; 6] = ["name", "api_ids", "functions", "tags", "account", "region"];

/// Names by account id.
pub(super) fn accounts(config: &mut Config, reader: &mut Reader<'_>, value: &Value<'_>) {
    let DeValue::Table(table) = value.get_ref() else {
        reader.wrong_type(value, "accounts", "a table", "[accounts] and below it 111111111111 = \"a name\"");
        return;
    };
    for (id, name) in table {
        let span = id.span();
        let id = id.get_ref().as_ref();
        if !is_account(id) {
            reader.error(&span, &format!("`{id}` is no account id; give all 12 digits"));
        } else if let Some(name) = reader.text(name, id) {
            config.accounts.insert(id.to_owned(), AccountName { name, origin: reader.origin(&span) });
        }
    }
}

fn is_account(id: &str) -> bool {
    id.len() == 12 && id.bytes().all(|digit| digit.is_ascii_digit())
}

/// The entries of a list of tables.
fn entries<'v, 'd>(reader: &mut Reader<'_>, value: &'v Value<'d>, key: &str) -> Vec<(&'v DeTable<'d>, Range<usize>)> {
    let DeValue::Array(values) = value.get_ref() else {
        reader.wrong_type(value, key, "a list of tables", &format!("[[{key}]] with two brackets"));
        return Vec::new();
    };
    let mut entries = Vec::new();
    for value in values {
        match value.get_ref() {
            DeValue::Table(table) => entries.push((table, value.span())),
            _ => reader.wrong_type(value, key, "a list of tables", &format!("[[{key}]] with two brackets")),
        }
    }
    entries
}

/// A value that an entry must have.
fn required(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    (entry, key): (&str, &str),
    at: &Range<usize>,
) -> Option<String> {
    let Some(value) = table.get(key) else {
        reader.error(at, &format!("[[{entry}]] has no {key}; add {key} = \"…\""));
        return None;
    };
    reader.text(value, key)
}

fn optional(reader: &mut Reader<'_>, table: &DeTable<'_>, key: &str) -> Option<String> {
    table.get(key).and_then(|value| reader.text(value, key))
}

/// Account and Region of an entry.
fn account(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Option<String> {
    let account = optional(reader, table, "account")?;
    if !is_account(&account)
        && let Some(value) = table.get("account")
    {
        reader.error(&value.span(), &format!("`{account}` is no account id; give all 12 digits"));
    }
    Some(account)
}

/// What holds for single APIs.
pub(super) fn apis(config: &mut Config, reader: &mut Reader<'_>, value: &Value<'_>) {
    for (table, at) in entries(reader, value, "api") {
        let mut values = Vec::new();
        api_values(reader, table, "", &mut values);
        let api_id = required(reader, table, ("api", "api_id"), &at);
        let ignore = table.get("ignore").map(|value| ignored(reader, value)).unwrap_or_default();
        let reason = optional(reader, table, "reason");
        if let (Some(value), None) = (table.get("ignore"), &reason) {
            reader.error(&value.span(), "ignore needs a reason that the report can print; add reason = \"…\"");
        }
        let place = ApiPlace {
            api_id: api_id.unwrap_or_default(),
            account: account(reader, table),
            region: optional(reader, table, "region"),
            stage: optional(reader, table, "stage"),
        };
        config.overrides.push(ApiOverride { place, values, ignore, reason, origin: reader.origin(&at) });
    }
}

fn ignored(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<&'static str> {
    let mut rules = Vec::new();
    for (name, span) in reader.texts(value, "ignore") {
        if let Some(rule) = Rule::ids_of_one_api().find(|rule| *rule == name) {
            rules.push(rule);
        } else {
            let known = Rule::ids_of_one_api().collect::<Vec<_>>().join(", ");
            reader.error(&span, &format!("`{name}` is no rule about a single API; those are {known}"));
        }
    }
    rules
}

fn api_values(reader: &mut Reader<'_>, table: &DeTable<'_>, path: &str, values: &mut Vec<(Key, Decimal, String)>) {
    let settings = || Key::all().filter(|key| key.is_per_api()).map(Key::name);
    for (key, value) in table {
        let name = if path.is_empty() { key.get_ref().to_string() } else { format!("{path}.{}", key.get_ref()) };
        match (Key::from_name(&name).filter(|key| key.is_per_api()), value.get_ref()) {
            (Some(setting), _) => {
                if let Some(Some(value)) = reader.setting(setting, value) {
                    values.push((setting, value, reader.origin(&key.span())));
                }
            }
            (None, DeValue::Table(inner)) if rest_of_path(&name, settings()) => {
                api_values(reader, inner, &name, values);
            }
            _ if path.is_empty() && API_KEYS.contains(&name.as_str()) => {}
            _ if Key::from_name(&name).is_some() => {
                reader.error(&key.span(), &format!("{name} is one for the whole bill; set it outside [[api]]"));
            }
            _ => reader.error(&key.span(), &keys::unknown(&name, API_KEYS.into_iter().chain(settings()))),
        }
    }
}

/// What belongs together.
pub(super) fn workloads(config: &mut Config, reader: &mut Reader<'_>, value: &Value<'_>) {
    for (table, at) in entries(reader, value, "workload") {
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if !WORKLOAD_KEYS.contains(&name) {
                reader.error(&key.span(), &keys::unknown(name, WORKLOAD_KEYS.into_iter()));
            }
        }
        let Some(name) = required(reader, table, ("workload", "name"), &at) else { continue };
        let list =
            |reader: &mut Reader<'_>, key| table.get(key).map(|value| reader.texts(value, key)).unwrap_or_default();
        let api_ids = list(reader, "api_ids");
        let globs = list(reader, "functions");
        if api_ids.is_empty() && globs.is_empty() && !table.contains_key("tags") {
            reader
                .error(&at, &format!("workload {name} ties nothing together; give it api_ids and functions, or tags"));
        }
        let tags = table.get("tags").map(|value| tags(reader, value)).unwrap_or_default();
        let mut functions = Vec::new();
        for (glob, span) in globs {
            match FunctionGlob::new(&glob) {
                Ok(glob) => functions.push(glob),
                Err(error) => reader.error(&span, &error),
            }
        }
        let mut api_ids: Vec<String> = api_ids.into_iter().map(|(id, _)| id).collect();
        api_ids.sort();
        api_ids.dedup();
        let (account, region) = (account(reader, table), optional(reader, table, "region"));
        config.workloads.push(Workload { name, api_ids, functions, tags, account, region, origin: reader.origin(&at) });
    }
}

/// Keys of tags with globs for their values.
fn tags(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<TagPattern> {
    let DeValue::Table(table) = value.get_ref() else {
        reader.wrong_type(value, "tags", "a table of keys and values", "tags = { Team = \"core\" }");
        return Vec::new();
    };
    if table.is_empty() {
        reader.error(&value.span(), "tags is empty; give a key and a value, as in tags = { Team = \"core\" }");
    }
    let mut tags: Vec<TagPattern> = Vec::new();
    for (key, value) in table {
        let name = key.get_ref().trim();
        let Some(glob) = reader.text(value, &format!("tag {name}")) else { continue };
        let tag = TagPattern::new(name, &glob);
        if tag.key().to_string().is_empty() {
            reader.error(&key.span(), "a tag without a key; give the key as it is on the resource, such as Team");
        } else if tags.iter().any(|known| known.key() == tag.key()) {
            reader.error(&key.span(), &format!("the tag {} is there twice; give it once", tag.key()));
        } else {
            tags.push(tag);
        }
    }
    tags
}

/// Entries that speak about the same thing.
pub(super) fn contradictions(config: &Config) -> Vec<String> {
    let mut errors = Vec::new();
    let mut names: BTreeMap<&str, &Workload> = BTreeMap::new();
    for (at, workload) in config.workloads.iter().enumerate() {
        let origin = &workload.origin;
        if let Some(first) = names.insert(&workload.name, workload) {
            errors.push(format!(
                "{origin}: there is a workload {} at {} already; make one of both, or give this another name",
                workload.name, first.origin
            ));
            continue;
        }
        for earlier in config.workloads[..at].iter().filter(|earlier| earlier.overlaps(workload)) {
            for api_id in workload.api_ids.iter().filter(|api_id| earlier.api_ids.contains(api_id)) {
                errors.push(format!(
                    "{origin}: API {api_id} is in workload {} and in workload {} of {}; name it in one of them",
                    workload.name, earlier.name, earlier.origin
                ));
            }
        }
    }
    for (at, entry) in config.overrides.iter().enumerate() {
        for earlier in config.overrides[..at].iter().filter(|earlier| earlier.place.overlaps(&entry.place)) {
            for (key, ..) in
                entry.values.iter().filter(|(key, ..)| earlier.values.iter().any(|(other, ..)| other == key))
            {
                errors.push(format!(
                    "{}: {} of API {} is set at {} too; set it once, or tell both apart by account, region or stage",
                    entry.origin,
                    key.name(),
                    entry.place.api_id,
                    earlier.origin
                ));
            }
        }
    }
    errors
}
