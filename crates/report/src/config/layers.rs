//! Flag before variable before file before default, with the origin of each value.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use analysis::{Key, Origin, Settings};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory, FromArgMatches};

use super::keys::{self, Kind, SHARED};
use super::{Config, Given, environment, masked};
use crate::cli::Cli;

/// That there is nothing to run.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) why: Why,
    /// Are account ids to be hidden in what is said of it?
    pub(crate) masked: bool,
}

/// Why there is nothing to run.
#[derive(Debug)]
pub(crate) enum Why {
    /// What was typed makes no sense, or help was asked for.
    Usage(clap::Error),
    /// The configuration is refused; one text for each cause.
    Config(Vec<String>),
}

/// What holds for a run, each value with its origin.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effective {
    pub(crate) config: Config,
    pub(crate) settings: Settings,
    /// By key of [`SHARED`], those that something sets.
    pub(crate) shared: BTreeMap<&'static str, Given>,
}

/// What was typed, over the environment, over the file that either of them names, over the defaults.
pub(crate) fn parse(arguments: &[OsString]) -> Result<(Cli, Effective), Stop> {
    let mut file = None;
    resolve(arguments, &mut file).map_err(|why| {
        let is_help = matches!(&why, Why::Usage(error) if !error.use_stderr());
        let file = || file.or_else(|| masked::named_file(arguments, &environment::text));
        let masked = !is_help && masked::is_wanted(arguments, &environment::text, file().as_deref());
        Stop { why, masked }
    })
}

/// Leaves the text of the file, whatever is wrong with it.
fn resolve(arguments: &[OsString], file: &mut Option<String>) -> Result<(Cli, Effective), Why> {
    let command = environment::heeded(Cli::command());
    let typed = command.clone().try_get_matches_from(arguments).map_err(|error| refused(error, &command, arguments))?;
    let config = configured(leaf(&typed), file).map_err(Why::Config)?;
    let outdone = environment::outdone(leaf(&typed), &config)?;
    let command = with_defaults(command, &config, outdone);
    let matches = command.try_get_matches_from(arguments).map_err(Why::Usage)?;
    let sets = leaf(&matches).try_get_many::<String>("set").ok().flatten();
    let sets: Vec<&str> = sets.into_iter().flatten().map(String::as_str).collect();
    let settings = settings(&config, &environment::text, &sets).map_err(Why::Config)?;
    let shared = shared(leaf(&matches), &config);
    let cli = Cli::from_arg_matches(&matches).map_err(Why::Usage)?;
    Ok((cli, Effective { config, settings, shared }))
}

/// What clap says to what was typed. Help names every variable, those that say nothing here among them.
fn refused(error: clap::Error, command: &Command, arguments: &[OsString]) -> Why {
    if error.use_stderr() {
        return environment::blamed(error, command, arguments);
    }
    Why::Usage(Cli::command().try_get_matches_from(arguments).err().unwrap_or(error))
}

/// The configuration that flag or variable name.
fn configured(matches: &ArgMatches, text: &mut Option<String>) -> Result<Config, Vec<String>> {
    let Ok(Some(path)) = matches.try_get_one::<PathBuf>("config") else { return Ok(Config::default()) };
    let is_variable = matches.value_source("config") == Some(ValueSource::EnvVariable);
    let by = if is_variable { "REPORT_CONFIG" } else { "--config" };
    let text = text.insert(super::text(path, by).map_err(|error| vec![error])?);
    Config::of(&path.display().to_string(), text)
}

/// The matches of the innermost command.
fn leaf(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| leaf(inner))
}

/// The command with the file's values as defaults, in every command that has the flag and takes the value. What is outdone
/// is neither by its variable nor by the file.
fn with_defaults(command: Command, config: &Config, outdone: Option<&str>) -> Command {
    environment::each_flag(command, &|flag| {
        if outdone.is_some_and(|outdone| flag.get_id() == outdone) {
            return environment::unset(flag);
        }
        let Some(given) = config.shared.get(flag.get_id().as_str()) else { return flag };
        let choices = flag.get_possible_values();
        let takes = choices.is_empty() || choices.iter().any(|choice| choice.get_name() == given.text);
        if takes { flag.default_value(given.text.clone()) } else { flag }
    })
}

/// The settings, each from the strongest of its sources.
pub(super) fn settings(
    config: &Config,
    variable: &dyn Fn(&str) -> Option<String>,
    sets: &[&str],
) -> Result<Settings, Vec<String>> {
    let (mut settings, mut errors) = (config.settings(), Vec::new());
    for key in Key::all() {
        let name = key.variable();
        match variable(&name).map(|text| key.parse(&text)) {
            Some(Ok(value)) => settings.set(key, value, Origin::Set(name)),
            Some(Err(error)) => errors.push(format!("{name}: {error}")),
            None => {}
        }
    }
    for typed in sets {
        match set(typed) {
            Ok((key, value)) => settings.set(key, value, Origin::Set("--set".to_owned())),
            Err(error) => errors.push(format!("--set {typed}: {error}")),
        }
    }
    if errors.is_empty() {
        errors.extend(settings.contradictions().iter().map(ToString::to_string));
    }
    if errors.is_empty() {
        let overrides = config.overrides.iter();
        let wrong = overrides.flat_map(|entry| {
            entry.settings(&settings).contradictions().into_iter().map(|error| format!("{}: {error}", entry.origin))
        });
        errors.extend(wrong);
    }
    if errors.is_empty() { Ok(settings) } else { Err(errors) }
}

/// `ratio.dwarfs=2.5`
fn set(typed: &str) -> Result<(Key, Option<ledger::Decimal>), String> {
    let (key, value) = typed.split_once('=').ok_or("give KEY=VALUE, such as ratio.dwarfs=2.5")?;
    let key = keys::setting(key.trim())?;
    let value = key.parse(value.trim()).map_err(|error| error.to_string())?;
    Ok((key, value))
}

/// What sets each shared flag, as far as this command has it; a file sets those of other commands too.
fn shared(matches: &ArgMatches, config: &Config) -> BTreeMap<&'static str, Given> {
    let given = SHARED.iter().filter_map(|shared| {
        let key = shared.key;
        let source = matches.ids().any(|id| id == key).then(|| matches.value_source(key)).flatten();
        let origin = match source {
            Some(ValueSource::CommandLine) => format!("--{}", key.replace('_', "-")),
            Some(ValueSource::EnvVariable) => format!("REPORT_{}", key.to_uppercase()),
            _ => return config.shared.get(key).map(|given| (key, given.clone())),
        };
        let text = if shared.kind == Kind::Switch {
            matches.get_flag(key).to_string()
        } else {
            matches.get_raw(key)?.next_back()?.to_string_lossy().into_owned()
        };
        Some((key, Given { text, origin }))
    });
    given.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(file: &str, variables: &[(&str, &str)], sets: &[&str]) -> Result<Settings, Vec<String>> {
        let config = Config::of("r.toml", file).unwrap();
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
        settings(&config, &variable, sets)
    }

    #[test]
    fn flag_before_variable_before_file_before_default() {
        let told = |file, variables: &[(&str, &str)], sets: &[&str]| {
            settle(file, variables, sets).unwrap().get(Key::RatioDwarfs).describe()
        };
        let (file, variable) = ("[ratio]\ndwarfs = 3", [("REPORT_RATIO_DWARFS", "4")]);
        assert_eq!(told("", &[], &[]), "ratio.dwarfs = 2 × parity (default)");
        assert_eq!(told(file, &[], &[]), "ratio.dwarfs = 3 × parity (r.toml:2)");
        assert_eq!(told(file, &variable, &[]), "ratio.dwarfs = 4 × parity (REPORT_RATIO_DWARFS)");
        assert_eq!(
            told(file, &variable, &["ratio.dwarfs=4.5", "ratio.dwarfs = 5"]),
            "ratio.dwarfs = 5 × parity (--set)"
        );
        // A flag mends what a file has wrong only together with another.
        assert!(settle("severity.low = 90", &[("REPORT_SEVERITY_MEDIUM", "80")], &[]).is_err());
    }

    #[test]
    fn what_is_set_wrongly_is_named_by_its_means() {
        let errors = |variables: &[(&str, &str)], sets: &[&str]| settle("", variables, sets).unwrap_err().join("\n");
        assert_eq!(
            errors(&[("REPORT_FLOOR_MINUTES", "-1")], &["ratio.dwarf=3", "format=json", "ratio.silent"]),
            "REPORT_FLOOR_MINUTES: floor.minutes is -1; give a number from 0 to 1,000,000,000,000\n\
             --set ratio.dwarf=3: unknown key `ratio.dwarf`; did you mean `ratio.dwarfs`?\n\
             --set format=json: `format` has a flag of its own; give --format\n\
             --set ratio.silent: give KEY=VALUE, such as ratio.dwarfs=2.5"
        );
        assert!(errors(&[], &["ratio.rivals=3"]).contains("is below ratio.rivals = 3 × parity (--set)"));
    }

    #[test]
    fn what_holds_for_one_api_is_held_against_what_holds_for_all() {
        let file = "[[api]]\napi_id = \"a\"\nratio.dwarfs = 2";
        assert!(settle(file, &[], &["ratio.rivals=1.5"]).is_ok());
        let errors = settle(file, &[], &["ratio.rivals=2.5", "ratio.dwarfs=9"]).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert!(errors[0].starts_with("r.toml:1: ratio.dwarfs = 2 × parity (r.toml:3) is below"), "{errors:?}");
    }
}
