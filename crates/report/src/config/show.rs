//! What `report config` says.

use std::path::Path;

use analysis::Settings;
use ledger::Decimal;

use super::keys::{Kind, SHARED};
use super::{Config, Effective, layers, masked};
use crate::mask::Mask;

/// A value of either kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    Switch(bool),
    Number(Decimal),
    /// No value of its own; in words what that means.
    Unset(&'static str),
}

/// One key with its value.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) key: &'static str,
    pub(crate) value: Cell,
    pub(crate) unit: &'static str,
    pub(crate) default: Cell,
    pub(crate) origin: String,
}

/// An entry of a section: what it is, in a few words.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) section: &'static str,
    pub(crate) says: String,
    pub(crate) origin: String,
}

/// What is configured.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) file: Option<String>,
    pub(crate) lines: Vec<Line>,
    pub(crate) entries: Vec<Entry>,
}

impl Shown {
    pub(crate) fn of(effective: &Effective, mask: Option<&Mask>) -> Self {
        let mut lines: Vec<Line> = SHARED.iter().map(|shared| flag(shared.key, effective)).collect();
        lines.extend(effective.settings.iter().map(|setting| {
            let cell = |value: Option<Decimal>| value.map_or(Cell::Unset(analysis::NO_VALUE), Cell::Number);
            let (value, default) = (cell(setting.value), cell(setting.default));
            let origin = setting.origin.describe().to_owned();
            Line { key: setting.name, value, unit: setting.unit, default, origin }
        }));
        let mut shown = Self { file: effective.config.path.clone(), lines, entries: entries(&effective.config, mask) };
        if let Some(mask) = mask {
            let origins = shown.lines.iter_mut().map(|line| &mut line.origin);
            let entries = shown.entries.iter_mut().flat_map(|entry| [&mut entry.says, &mut entry.origin]);
            origins.chain(entries).chain(&mut shown.file).for_each(|text| *text = mask.text(text));
        }
        shown
    }
}

fn flag(key: &'static str, effective: &Effective) -> Line {
    let shared = SHARED.iter().find(|shared| shared.key == key);
    let (kind, unset) = shared.map_or((Kind::Choice, ""), |shared| (shared.kind, shared.unset));
    let cell = |text: &str| match kind {
        Kind::Switch => Cell::Switch(text == "true"),
        Kind::Count => text.parse().map_or(Cell::Text(text.to_owned()), Cell::Number),
        Kind::Choice | Kind::Period => Cell::Text(text.to_owned()),
    };
    let default = match key {
        "fail_on" | "period" | "threads" => Cell::Unset(unset),
        _ => cell(unset),
    };
    let given = effective.shared.get(key);
    let value = given.map_or_else(|| default.clone(), |given| cell(&given.text));
    let origin = given.map_or_else(|| "default".to_owned(), |given| given.origin.clone());
    Line { key, value, unit: "", default, origin }
}

fn entries(config: &Config, mask: Option<&Mask>) -> Vec<Entry> {
    let mut entries = Vec::new();
    // Names tell as much as ids.
    for (id, account) in config.accounts.iter().filter(|_| mask.is_none()) {
        let says = format!("{id} is {}", account.name);
        entries.push(Entry { section: "accounts", says, origin: account.origin.clone() });
    }
    for entry in &config.overrides {
        let place = &entry.place;
        let mut says = place.api_id.clone();
        for (name, value) in [("account", &place.account), ("region", &place.region), ("stage", &place.stage)] {
            if let Some(value) = value {
                says.extend([", ", name, " ", value]);
            }
        }
        let values = entry.values.iter().map(|(key, value, _)| format!("{} = {value}", key.name()));
        let ignored = entry.ignore.iter().map(|rule| format!("ignores {rule}"));
        says = format!("{says}: {}", values.chain(ignored).collect::<Vec<_>>().join(", "));
        entries.push(Entry { section: "api", says, origin: entry.origin.clone() });
    }
    for workload in &config.workloads {
        let functions: Vec<String> = workload.functions.iter().map(ToString::to_string).collect();
        let mut says = format!(
            "{}: APIs {}; functions {}",
            workload.name,
            or_none(&workload.api_ids.join(", ")),
            or_none(&functions.join(", "))
        );
        if !workload.tags.is_empty() {
            let tags: Vec<String> = workload.tags.iter().map(ToString::to_string).collect();
            says.extend(["; tags ", &tags.join(", ")]);
        }
        entries.push(Entry { section: "workload", says, origin: workload.origin.clone() });
    }
    entries
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// The configuration, where nothing is wrong with it.
fn sound(path: &Path, text: &str) -> Result<Config, Vec<String>> {
    let config = Config::of(&path.display().to_string(), text)?;
    let _: Settings = layers::settings(&config, &|_| None, &[])?;
    Ok(config)
}

/// Reads a file and says what is in it, or what is wrong with it: against the defaults, whatever the environment says.
pub(crate) fn check(path: &Path) -> Result<String, Vec<String>> {
    let text = super::text(path, "report config check").map_err(|error| vec![error])?;
    let config = sound(path, &text).map_err(|causes| {
        let mask = masked::in_file(&text).then(Mask::default);
        causes
            .into_iter()
            .map(|cause| mask.as_ref().map_or(cause.clone(), |mask| mask.text(&cause)))
            .collect::<Vec<_>>()
    })?;
    let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let values = config.shared.len() + config.settings.len();
    Ok(format!(
        "{}: sound; {}, {}, {}, {}\n",
        crate::render::safe::prose(&path.display().to_string()),
        counted(values, "value", "values"),
        counted(config.accounts.len(), "account name", "account names"),
        counted(config.overrides.len(), "API entry", "API entries"),
        counted(config.workloads.len(), "workload", "workloads"),
    ))
}
