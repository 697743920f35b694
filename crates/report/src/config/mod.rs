//! The configuration file, and how it, the environment and the flags come together.
//!
//! - `reader`: places, types and errors in a TOML document
//! - `keys`: which keys there are, and which one a misspelt key is nearest to
//! - `sections`: `[accounts]`, `[[api]]` and `[[workload]]`
//! - `show`: what `report config` says
//! - `environment`: which variables say something to a command; `masked`: are account ids to be hidden
//!   in what is said of all this?
//! - `layers`: flag before variable before file before default, with the origin of each value
//!
//! A file is read only where a flag or variable names it: what a run says must not depend on the folder it is started in.

mod environment;
mod keys;
mod layers;
mod masked;
pub(crate) mod reader;
mod sections;
mod show;

use std::collections::BTreeMap;
use std::path::Path;

use analysis::{ApiOverride, Key, Origin, Settings, Workload};
use ledger::{Decimal, TagChoice};
use toml::de::{DeTable, DeValue};

pub(crate) use keys::unknown;
pub(crate) use layers::{Effective, Stop, Why, parse};
pub(crate) use show::{Cell, Shown, check};

use crate::document::{self, Document};
use keys::{Kind, SHARED, Shared};
use reader::{Reader, Value, rest_of_path};

/// The text of a file; `by` is what named it.
fn text(path: &Path, by: &str) -> Result<String, String> {
    document::text(path, Document { what: "configuration", expected: "a TOML file", by, most: document::MOST })
}

/// A value of a shared flag, as the flag would take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) text: String,
    /// `report.toml:3`
    pub(crate) origin: String,
}

/// A name for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountName {
    pub(crate) name: String,
    pub(crate) origin: String,
}

/// What a file says, each value checked on its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Config {
    pub(crate) path: Option<String>,
    /// By key of [`SHARED`].
    pub(crate) shared: BTreeMap<&'static str, Given>,
    pub(crate) settings: Vec<(Key, Option<Decimal>, String)>,
    pub(crate) accounts: BTreeMap<String, AccountName>,
    pub(crate) overrides: Vec<ApiOverride>,
    pub(crate) workloads: Vec<Workload>,
}

impl Config {
    /// What a text says. Every error names its place in the file.
    fn of(path: &str, text: &str) -> Result<Self, Vec<String>> {
        let mut reader = Reader::new(path, text);
        let table = DeTable::parse(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            vec![format!("{}: this is no TOML: {}", reader.place(&span), error.message())]
        })?;
        let mut config = Self { path: Some(path.to_owned()), ..Self::default() };
        config.add_table(&mut reader, table.get_ref(), "");
        reader.errors.extend(sections::contradictions(&config));
        if reader.errors.is_empty() { Ok(config) } else { Err(reader.errors) }
    }

    /// The tags that its workloads need.
    pub(crate) fn tags(&self) -> TagChoice {
        TagChoice::of(self.workloads.iter().flat_map(|workload| &workload.tags).map(|tag| tag.key().clone()))
    }

    /// The file's values over the defaults.
    fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        for (key, value, origin) in &self.settings {
            settings.set(*key, *value, Origin::Set(origin.clone()));
        }
        settings
    }

    fn add_table(&mut self, reader: &mut Reader<'_>, table: &DeTable<'_>, path: &str) {
        for (key, value) in table {
            let name = if path.is_empty() { key.get_ref().to_string() } else { format!("{path}.{}", key.get_ref()) };
            match (name.as_str(), value.get_ref()) {
                ("accounts", _) => sections::accounts(self, reader, value),
                ("api", _) => sections::apis(self, reader, value),
                ("workload", _) => sections::workloads(self, reader, value),
                (_, DeValue::Table(inner)) if rest_of_path(&name, keys::settings()) => {
                    self.add_table(reader, inner, &name);
                }
                _ => self.add_value(reader, (&name, &key.span()), value),
            }
        }
    }

    fn add_value(&mut self, reader: &mut Reader<'_>, (name, span): (&str, &std::ops::Range<usize>), value: &Value<'_>) {
        if let Some(shared) = SHARED.iter().find(|shared| shared.key == name) {
            if let Some(text) = shared_value(reader, shared, value) {
                self.shared.insert(shared.key, Given { text, origin: reader.origin(span) });
            }
        } else if let Some(key) = Key::from_name(name) {
            if let Some(value) = reader.setting(key, value) {
                self.settings.push((key, value, reader.origin(span)));
            }
        } else if rest_of_path(name, keys::settings()) {
            reader.wrong_type(value, name, "a table", &format!("[{name}]"));
        } else {
            reader.error(span, &unknown(name, keys::top_level()));
        }
    }
}

/// The text that the flag of this key would be given.
fn shared_value(reader: &mut Reader<'_>, shared: &Shared, value: &Value<'_>) -> Option<String> {
    match (shared.kind, value.get_ref()) {
        (Kind::Switch, DeValue::Boolean(on)) => Some(on.to_string()),
        (Kind::Count, DeValue::Integer(count)) if count.as_str().parse::<usize>().is_ok_and(|count| count > 0) => {
            Some(count.as_str().to_owned())
        }
        (Kind::Count, DeValue::Integer(_)) => {
            reader.error(&value.span(), &format!("{} must be a whole number from 1", shared.key));
            None
        }
        (Kind::Choice | Kind::Period, DeValue::String(text)) => match keys::refusal(shared, text) {
            None => Some(text.to_string()),
            Some(refusal) => {
                reader.error(&value.span(), &refusal);
                None
            }
        },
        (kind, _) => {
            let (expected, example) = kind.expected();
            reader.wrong_type(value, shared.key, expected, &format!("{} = {example}", shared.key));
            None
        }
    }
}

#[cfg(test)]
mod tests;
