//! Are account ids to be hidden in what is said of flags and a configuration that are wrong? No run comes of them, so
//! what asks for it is looked for where it may stand.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

/// What clap takes for no.
const NO: [&str; 6] = ["n", "no", "f", "false", "off", "0"];

/// Does flag, variable or file ask for it? What is set and makes no sense does: hiding too much harms no one.
pub(super) fn is_wanted(arguments: &[OsString], variable: &dyn Fn(&str) -> Option<String>, file: Option<&str>) -> bool {
    let mut flags = flags(arguments);
    if flags.any(|flag| flag.to_string_lossy().starts_with("--mask")) {
        return true;
    }
    match variable("REPORT_MASK") {
        Some(value) => !NO.contains(&value.to_lowercase().as_str()),
        None => file.is_some_and(in_file),
    }
}

/// Does this text of a configuration? It may be no TOML as a whole.
pub(super) fn in_file(text: &str) -> bool {
    let (table, _) = DeTable::parse_recoverable(text);
    table.get_ref().get("mask").is_some_and(|value| !matches!(value.get_ref(), DeValue::Boolean(false)))
}

/// The text of the file that flag or variable name, where the flags as a whole make no sense.
pub(super) fn named_file(arguments: &[OsString], variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let behind = |flag: &OsString| flag.to_string_lossy().strip_prefix("--config=").map(PathBuf::from);
    let after = flags(arguments).skip_while(|flag| *flag != "--config").nth(1).map(PathBuf::from);
    let typed = after.or_else(|| flags(arguments).find_map(behind));
    let path = typed.or_else(|| variable("REPORT_CONFIG").map(PathBuf::from))?;
    super::text(Path::new(&path), "--config").ok()
}

/// What may be a flag.
fn flags(arguments: &[OsString]) -> impl Iterator<Item = &OsString> {
    arguments.iter().take_while(|argument| *argument != "--")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(arguments: &str, variable: Option<&str>, file: Option<&str>) -> bool {
        let arguments: Vec<OsString> = arguments.split(' ').map(OsString::from).collect();
        is_wanted(&arguments, &|_| variable.map(str::to_owned), file)
    }

    #[test]
    fn flag_before_variable_before_file() {
        assert!(wanted("report summary x --mask --nonsense", Some("0"), None));
        assert!(!wanted("report summary x -- --mask", None, None));
        for (variable, file, expected) in [
            (Some("1"), None, true),
            (Some("TRUE"), Some("mask = false"), true),
            (Some("perhaps"), None, true),
            (Some("Off"), Some("mask = true"), false),
            (None, Some("mask = true\n[ratio\ndwarfs = ?"), true),
            (None, Some("mask = \"yes\""), true),
            (None, Some("mask = false"), false),
            (None, Some("[accounts]\nmask = true"), false),
            (None, None, false),
        ] {
            assert_eq!(wanted("report summary x", variable, file), expected, "{variable:?} {file:?}");
        }
    }
}
