//! What variables of the environment say to a command, and what is wrong with them.
//!
//! One environment serves every command, so a variable that says nothing to this one does not stop it: an empty one is not
//! set, and a value that only another command takes leaves this one its default.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::Config;
use super::layers::Why;

/// A variable that is set to something.
pub(super) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The same as text.
pub(super) fn text(name: &str) -> Option<String> {
    variable(name).map(|value| value.to_string_lossy().into_owned())
}

fn of_flag(flag: &Arg) -> Option<OsString> {
    variable(&flag.get_env()?.to_string_lossy())
}

/// Changes every flag of a command and of those below it.
pub(super) fn each_flag(command: Command, change: &dyn Fn(Arg) -> Arg) -> Command {
    let command = command.mut_args(change);
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, |inner| each_flag(inner, change)))
}

/// Every flag of a command and of those below it.
fn flags(command: &Command) -> Vec<&Arg> {
    command.get_arguments().chain(command.get_subcommands().flat_map(flags)).collect()
}

/// A flag without its variable.
pub(super) fn unset(flag: Arg) -> Arg {
    flag.env(None::<&'static str>)
}

/// The command without the variables that say nothing to it.
pub(super) fn heeded(command: Command) -> Command {
    let mut choices: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for flag in flags(&command) {
        let own = flag.get_possible_values().into_iter().map(|choice| choice.get_name().to_owned());
        choices.entry(flag.get_id().to_string()).or_default().extend(own);
    }
    each_flag(command, &|flag| {
        let own = flag.get_possible_values();
        let Some(value) = of_flag(&flag) else { return unset(flag) };
        let takes = own.is_empty() || own.iter().any(|choice| *choice.get_name() == *value);
        let another_takes =
            || choices.get(flag.get_id().as_str()).is_some_and(|all| all.iter().any(|one| **one == *value));
        if !takes && another_takes() { unset(flag) } else { flag }
    })
}

/// What a value of `quiet` or `verbose` is by: the higher, the stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    File,
    Variable,
    Flag,
}

/// Which of `quiet` and `verbose` does not count, because the other comes from something stronger.
pub(super) fn outdone(matches: &ArgMatches, config: &Config) -> Result<Option<&'static str>, Why> {
    let by = |id: &str| {
        let is_known = matches.ids().any(|known| known == id);
        let given = match is_known.then(|| matches.value_source(id)).flatten() {
            Some(ValueSource::CommandLine) => Some(By::Flag),
            Some(ValueSource::EnvVariable) => Some(By::Variable),
            _ => None,
        };
        let in_file = || config.shared.get(id).filter(|given| given.text == "true").map(|_| By::File);
        given.map_or_else(in_file, |by| Some(by).filter(|_| matches.get_flag(id)))
    };
    match (by("quiet"), by("verbose")) {
        (Some(By::Flag), Some(By::Flag)) => {
            let both = "the argument '--quiet' cannot be used with '--verbose'\n";
            Err(Why::Usage(clap::Error::raw(ErrorKind::ArgumentConflict, both)))
        }
        (Some(By::Variable), Some(By::Variable)) => {
            Err(Why::Config(vec!["REPORT_QUIET and REPORT_VERBOSE are both set; set one of them".to_owned()]))
        }
        (Some(quiet), Some(verbose)) => Ok(Some(if quiet > verbose { "verbose" } else { "quiet" })),
        _ => Ok(None),
    }
}

/// The error, with the name of the variable where that is wrong and not the flag.
pub(super) fn blamed(mut error: clap::Error, command: &Command, arguments: &[OsString]) -> Why {
    let without = |id: &str| {
        let command = each_flag(command.clone(), &|flag| if *flag.get_id() == *id { unset(flag) } else { flag });
        command.try_get_matches_from(arguments).err()
    };
    let told = |error: &clap::Error| (error.kind(), error.get(ContextKind::InvalidArg).map(ToString::to_string));
    let is_blamed = |flag: &&Arg| match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(named)) => {
            flag.get_long().is_some_and(|long| named.split(' ').next() == Some(&format!("--{long}")))
        }
        _ => error.kind() == ErrorKind::InvalidUtf8 && of_flag(flag).is_some_and(|value| value.to_str().is_none()),
    };
    let set = flags(command).into_iter().filter(|flag| of_flag(flag).is_some());
    let to_blame = set.filter(is_blamed).find(|flag| {
        let other = without(flag.get_id().as_str());
        other.is_none_or(|other| told(&other) != told(&error))
    });
    let Some(name) = to_blame.and_then(Arg::get_env).map(|name| name.to_string_lossy().into_owned()) else {
        return Why::Usage(error);
    };
    if error.kind() == ErrorKind::InvalidUtf8 {
        return Why::Config(vec![format!("{name} is not UTF-8; give it a text that is")]);
    }
    error.insert(ContextKind::InvalidArg, ContextValue::String(name));
    Why::Usage(error)
}
