//! Patterns of paths: those that a user gives instead of paths, and those of what is to be left out.
//!
//! `*` and `?` match within one name, `[…]` one letter of it, `**` any number of folders. A name that begins with a point
//! is matched only by a pattern that does.

use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};

const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// Does a path hold a sign of a pattern?
pub(crate) fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

/// Puts what patterns match in their place, in order of names. A path that is there, and a pattern that matches nothing,
/// stays as it is.
#[must_use]
pub fn expand(inputs: &[PathBuf]) -> Vec<PathBuf> {
    inputs.iter().flat_map(|input| expand_one(input)).collect()
}

fn expand_one(input: &Path) -> Vec<PathBuf> {
    let as_it_is = || vec![input.to_owned()];
    let Some(text) = input.to_str().filter(|_| is_pattern(input) && !input.exists()) else { return as_it_is() };
    let Ok(matches) = glob::glob_with(text, OPTIONS) else { return as_it_is() };
    // A folder that may not be looked into is named, so that reading it says so.
    let found: Vec<PathBuf> = matches.map(|found| found.unwrap_or_else(|error| error.path().to_owned())).collect();
    if found.is_empty() { as_it_is() } else { found }
}

/// What is to be left out of the folders that were given.
#[derive(Debug, Clone, Default)]
pub struct Excludes(Vec<Pattern>);

impl Excludes {
    /// Leaves out what one of these patterns matches: a path relative to the folder that was given, or a folder above it.
    /// The error says what is wrong with a pattern.
    pub fn of<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let parse = |text: &str| Pattern::new(text).map_err(|error| format!("`{text}` is no pattern: {}", error.msg));
        patterns.into_iter().map(parse).collect::<Result<_, _>>().map(Self)
    }

    /// Is a path of some given folder left out?
    pub(crate) fn hold(&self, relative: &Path) -> bool {
        self.0.iter().any(|pattern| pattern.matches_path_with(relative, OPTIONS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_put_in_order_and_paths_stay() {
        let at = tempfile::tempdir().unwrap();
        let path = |name: &str| at.path().join(name);
        for name in ["b.csv", "a.csv", ".hidden.csv", "c[1].csv", "deep/er/d.csv"] {
            std::fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            std::fs::write(path(name), "").unwrap();
        }
        let expanded = |name: &str| expand(&[path(name)]);
        assert_eq!(expanded("*.csv"), [path("a.csv"), path("b.csv"), path("c[1].csv")]);
        assert_eq!(expanded("?.csv"), [path("a.csv"), path("b.csv")]);
        assert_eq!(expanded("**/d.csv"), [path("deep/er/d.csv")]);
        // A file whose name looks like a pattern, and what matches nothing or is no pattern at all.
        assert_eq!(expanded("c[1].csv"), [path("c[1].csv")]);
        for name in ["*.zip", "a[.csv", "none.csv"] {
            assert_eq!(expanded(name), [path(name)]);
        }
    }

    #[test]
    fn what_is_left_out_is_told_by_its_relative_path() {
        let excludes = Excludes::of(["old/*", "**/*.zip", "cur1"]).unwrap();
        for (path, is_out) in [
            ("old/a.csv", true),
            ("old/deep/a.csv", false),
            ("a.zip", true),
            ("deep/er/a.zip", true),
            ("cur1", true),
            ("new/cur1", false),
            ("a.csv", false),
        ] {
            assert_eq!(excludes.hold(Path::new(path)), is_out, "{path}");
        }
        assert_eq!(Excludes::of(["a[b"]).unwrap_err(), "`a[b` is no pattern: invalid range pattern");
    }
}
