//! Which keys there are, and which one a misspelt key is nearest to.

use analysis::Key;
use clap::CommandFactory;
use ledger::Month;

use crate::cli::Cli;

/// What the values of a shared flag are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// On or off.
    Switch,
    /// A whole number from 1.
    Count,
    /// One of the values that the flag of `summary` takes.
    Choice,
    /// A month or `all`.
    Period,
}

/// A flag that a file can set under the same name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shared {
    pub(crate) key: &'static str,
    pub(crate) kind: Kind,
    /// What holds where nothing is given, for a flag whose default is no value of its own.
    pub(crate) unset: &'static str,
}

const fn shared(key: &'static str, kind: Kind, unset: &'static str) -> Shared {
    Shared { key, kind, unset }
}

/// The flags that a file can set, in the order in which they are shown.
pub(crate) const SHARED: [Shared; 10] = [
    shared("cost", Kind::Choice, "amortized"),
    shared("fail_on", Kind::Choice, "never"),
    shared("format", Kind::Choice, "table"),
    shared("mask", Kind::Switch, "false"),
    shared("no_color", Kind::Switch, "false"),
    shared("period", Kind::Period, "the newest"),
    shared("progress", Kind::Choice, "auto"),
    shared("quiet", Kind::Switch, "false"),
    shared("strict", Kind::Switch, "false"),
    shared("threads", Kind::Count, "one per core"),
];

/// The sections of a file.
const SECTIONS: [&str; 3] = ["accounts", "api", "workload"];

impl Kind {
    /// The type in words, and an example.
    pub(super) const fn expected(self) -> (&'static str, &'static str) {
        match self {
            Self::Switch => ("true or false", "true"),
            Self::Count => ("a whole number", "2"),
            Self::Choice => ("a text", "\"…\""),
            Self::Period => ("a text", "\"2026-10\""),
        }
    }
}

/// The keys of all settings.
pub(super) fn settings() -> impl Iterator<Item = &'static str> {
    Key::all().map(Key::name)
}

/// Every key outside the sections, and the sections themselves.
pub(super) fn top_level() -> impl Iterator<Item = &'static str> {
    SHARED.iter().map(|shared| shared.key).chain(settings()).chain(SECTIONS)
}

/// Why a text is no value of a flag.
pub(super) fn refusal(shared: &Shared, text: &str) -> Option<String> {
    if shared.kind == Kind::Period {
        let fits = text == "all" || Month::parse(text).is_some();
        return (!fits).then(|| format!("period is `{text}`; give a month such as \"2026-10\", or \"all\""));
    }
    let choices = choices(shared.key);
    let fits = choices.iter().any(|choice| choice == text);
    (!fits).then(|| format!("{} is `{text}`; give one of {}", shared.key, choices.join(", ")))
}

/// What the flag of `summary` takes.
fn choices(key: &str) -> Vec<String> {
    let command = Cli::command();
    let flag = command
        .find_subcommand("summary")
        .and_then(|summary| summary.get_arguments().find(|argument| argument.get_id() == key));
    let values = flag.map(clap::Arg::get_possible_values).unwrap_or_default();
    values.iter().map(|value| value.get_name().to_owned()).collect()
}

/// What to say about a key that there is not.
pub(crate) fn unknown(key: &str, known: impl Iterator<Item = &'static str>) -> String {
    let known: Vec<&str> = known.collect();
    let hint = nearest(key, &known).map_or_else(
        || format!("the keys here are {}", known.join(", ")),
        |nearest| format!("did you mean `{nearest}`?"),
    );
    format!("unknown key `{key}`; {hint}")
}

/// The key that this one was probably meant to be.
fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |key: &str| key.to_lowercase().replace('-', "_");
    let typed = plain(key);
    // `dwarfs` outside its table means `ratio.dwarfs`; otherwise as many slips as a third of the key.
    let last = |known: &&&str| known.rsplit_once('.').is_some_and(|(_, last)| last == typed);
    if let Some(known) = known.iter().find(last) {
        return Some(known);
    }
    let slips = |known: &&str| strsim::damerau_levenshtein(&typed, known);
    let best = known.iter().copied().min_by_key(slips)?;
    (slips(&best) <= (typed.chars().count() / 3).max(1)).then_some(best)
}

/// The setting of a key that was typed, or what is wrong with it.
pub(super) fn setting(key: &str) -> Result<Key, String> {
    if SHARED.iter().any(|shared| shared.key == key) {
        let flag = key.replace('_', "-");
        return Err(format!("`{key}` has a flag of its own; give --{flag}"));
    }
    Key::from_name(key).ok_or_else(|| unknown(key, settings()))
}
