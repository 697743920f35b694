//! The views of `report rules`, and of `report explain RULE`, which is the same with one rule.

use std::fmt::Write;

use analysis::{ClassRule, Key, Rule, Setting, Settings, SeverityBy};
use serde::Serialize;

use super::json::{SCHEMA_VERSION, pretty};
use super::markdown::escaped;
use super::number::Number;
use super::paint::Paint;
use super::words::paragraph;

#[derive(Serialize)]
struct RulesDocument<'a> {
    schema_version: u32,
    command: &'static str,
    rules: Vec<RuleBlock<'a>>,
}

#[derive(Serialize)]
struct RuleBlock<'a> {
    id: &'static str,
    title: &'static str,
    fires: &'static str,
    classes: Vec<ClassBlock<'a>>,
    settings: Vec<SettingBlock<'a>>,
    severity: SeverityBlock<'a>,
    saving: Option<&'static str>,
    may_say: &'static [&'static str],
    may_not_claim: &'static [&'static str],
}

#[derive(Serialize)]
struct ClassBlock<'a> {
    class: &'static str,
    title: &'static str,
    fires: &'static str,
    setting: SettingBlock<'a>,
    may_say: &'static str,
    may_not_claim: &'static [&'static str],
}

#[derive(Serialize)]
struct SettingBlock<'a> {
    key: &'a str,
    value: Option<Number>,
    unit: &'a str,
    default: Option<Number>,
    origin: &'a str,
}

#[derive(Serialize)]
struct SeverityBlock<'a> {
    by: Option<&'static str>,
    settings: Vec<SettingBlock<'a>>,
}

/// The rules as JSON.
pub(crate) fn json(rules: &[&'static Rule], settings: &Settings) -> Result<String, serde_json::Error> {
    let rules = rules.iter().map(|rule| RuleBlock::of(rule, settings)).collect();
    pretty(&RulesDocument { schema_version: SCHEMA_VERSION, command: "rules", rules })
}

impl<'a> RuleBlock<'a> {
    fn of(rule: &'static Rule, settings: &'a Settings) -> Self {
        let setting = |key: &Key| SettingBlock::of(settings.get(*key));
        let class = |class: &'static ClassRule| ClassBlock {
            class: class.class.name(),
            title: class.title,
            fires: class.fires,
            setting: setting(&class.setting),
            may_say: class.may_say,
            may_not_claim: class.may_not_claim,
        };
        let by = match rule.severity {
            SeverityBy::Money(amount) => Some(amount),
            SeverityBy::Info => None,
        };
        Self {
            id: rule.id,
            title: rule.title,
            fires: rule.fires,
            classes: rule.classes.iter().map(class).collect(),
            settings: rule.settings.iter().map(setting).collect(),
            severity: SeverityBlock { by, settings: rule.severity.settings().iter().map(setting).collect() },
            saving: rule.saving,
            may_say: rule.may_say,
            may_not_claim: rule.may_not_claim,
        }
    }
}

impl<'a> SettingBlock<'a> {
    fn of(setting: &'a Setting) -> Self {
        Self {
            key: setting.name,
            value: setting.value.map(Number),
            unit: setting.unit,
            default: setting.default.map(Number),
            origin: setting.origin.describe(),
        }
    }
}

/// The rules for a person.
pub(crate) fn table(rules: &[&'static Rule], settings: &Settings, color: bool) -> String {
    let paint = Paint { color };
    let one = |rule: &&'static Rule| {
        let mut text = format!("{}  {}\n", paint.bold(rule.id), rule.title);
        for (name, lines) in parts(rule, settings) {
            for (at, line) in lines.iter().enumerate() {
                let name = if at == 0 { name } else { "" };
                text.push_str(&paragraph(&format!("  {name:<13}"), line));
            }
        }
        text
    };
    rules.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The rules as a page of the documentation.
pub(crate) fn markdown(rules: &[&'static Rule], settings: &Settings) -> String {
    let mut text =
        "# Rules\n\nWhat `report` can find, when it does, and what it may and may not say of it: the page that \
                    `report rules --format markdown` prints. `report explain RULE` tells of one.\n"
            .to_owned();
    for rule in rules {
        let _ = write!(text, "\n## `{}`\n\n{}.\n\n", rule.id, escaped(rule.title));
        for (name, lines) in parts(rule, settings) {
            match lines.as_slice() {
                [line] => {
                    let _ = writeln!(text, "- **{name}**: {}", escaped(line));
                }
                lines => {
                    let _ = writeln!(text, "- **{name}**:");
                    for line in lines {
                        let _ = writeln!(text, "  - {}", escaped(line));
                    }
                }
            }
        }
    }
    text
}

/// What there is to say of a rule: names and lines.
fn parts(rule: &Rule, settings: &Settings) -> Vec<(&'static str, Vec<String>)> {
    let describe = |keys: &[Key]| keys.iter().map(|&key| settings.get(key).describe()).collect::<Vec<_>>();
    let owned = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>();
    let class = |class: &ClassRule| {
        let (name, setting) = (class.class.name(), settings.get(class.setting).describe());
        format!("{name}: {}, {setting}. {}", class.fires, class.may_say)
    };
    let severity = match rule.severity {
        SeverityBy::Money(by) => format!("By {by}, in a month: {}.", describe(rule.severity.settings()).join("; ")),
        SeverityBy::Info => "Always info.".to_owned(),
    };
    let of_classes = rule
        .classes
        .iter()
        .flat_map(|class| class.may_not_claim.iter().map(|line| format!("Class {}: {line}", class.class.name())));
    let may_not_claim = owned(rule.may_not_claim).into_iter().chain(of_classes).collect();
    let all = [
        ("Fires for", vec![format!("{}.", rule.fires)]),
        ("Classes", rule.classes.iter().map(class).collect()),
        ("Settings", describe(rule.settings)),
        ("Severity", vec![severity]),
        ("Saving", vec![rule.saving.unwrap_or("None is ever given.").to_owned()]),
        ("May say", owned(rule.may_say)),
        ("May not say", may_not_claim),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}
