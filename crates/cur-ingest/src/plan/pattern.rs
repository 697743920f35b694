//! Patterns of paths: those that a user gives instead of paths, and those of what is to be left out.
//!
//! `*` and `?` match within one name, `[…]` one letter of it, `**` any number of folders. A name that begins with a point
//! is matched only by a pattern that does.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

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
    let mut found = Vec::new();
    if is_pattern(input) && !input.exists() {
        let parts: Vec<Component<'_>> = input.components().collect();
        matching(PathBuf::new(), &parts, 0, &mut found);
    }
    if found.is_empty() { vec![input.to_owned()] } else { found }
}

/// Folders below folders that `**` looks into: deeper is a loop of links.
const DEEPEST: usize = 32;

/// Finds what matches the rest of a pattern below a folder, name by name. What is not UTF-8 in a name is matched by `*` and
/// `?`, and by anything else that is not UTF-8. A folder that may not be looked into is named, so that reading it says so.
fn matching(at: PathBuf, parts: &[Component<'_>], depth: usize, found: &mut Vec<PathBuf>) {
    let Some((part, rest)) = parts.split_first() else { return found.push(at) };
    let (Component::Normal(name), true) = (part, is_pattern(Path::new(part))) else {
        let next = at.join(part);
        if next.symlink_metadata().is_ok() {
            matching(next, rest, depth, found);
        }
        return;
    };
    let is_any_depth = *name == "**";
    let Ok(pattern) = Pattern::new(&name.to_string_lossy()) else { return };
    if is_any_depth {
        if rest.is_empty() {
            // Everything below: that is the folder.
            return found.push(at);
        }
        matching(at.clone(), rest, depth, found);
    }
    let folder = if at.as_os_str().is_empty() { Path::new(".") } else { at.as_path() };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return found.push(at),
        Err(_) => return,
    };
    let mut names: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.file_name())).collect();
    names.sort();
    for name in names.iter().filter(|name| fits(&pattern, name)) {
        let next = at.join(name);
        if !is_any_depth {
            matching(next, rest, depth, found);
        } else if next.is_dir() && depth < DEEPEST {
            matching(next, parts, depth + 1, found);
        }
    }
}

fn fits(pattern: &Pattern, name: &OsStr) -> bool {
    pattern.matches_with(&name.to_string_lossy(), OPTIONS)
}

/// What is to be left out of the folders that were given.
#[derive(Debug, Default)]
pub struct Excludes(Vec<Exclude>);

#[derive(Debug)]
struct Exclude {
    written: String,
    pattern: Pattern,
    /// Did it match anything?
    used: AtomicBool,
}

impl Clone for Excludes {
    fn clone(&self) -> Self {
        let anew = |exclude: &Exclude| Exclude {
            written: exclude.written.clone(),
            pattern: exclude.pattern.clone(),
            used: AtomicBool::new(false),
        };
        Self(self.0.iter().map(anew).collect())
    }
}

impl Excludes {
    /// Leaves out what one of these patterns matches: a path relative to the folder that was given, or a folder above it.
    /// The error says what is wrong with a pattern.
    pub fn of<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let parse = |text: &str| {
            // `./cur/` is the folder `cur`.
            let plain: PathBuf = Path::new(text).components().filter(|part| *part != Component::CurDir).collect();
            let pattern = Pattern::new(&plain.to_string_lossy())
                .map_err(|error| format!("`{text}` is no pattern: {}", error.msg))?;
            Ok(Exclude { written: text.to_owned(), pattern, used: AtomicBool::new(false) })
        };
        patterns.into_iter().map(parse).collect::<Result<_, _>>().map(Self)
    }

    /// Is a path below a given folder left out, or a folder between? A pattern may be relative to the folder, or begin
    /// as the folder was written, or at the root.
    pub(crate) fn hold_below(&self, given: &Path, root: &Path, relative: &Path) -> bool {
        let given: PathBuf = given.components().filter(|part| *part != Component::CurDir).collect();
        let above = relative.ancestors().filter(|above| !above.as_os_str().is_empty());
        { above }.any(|path| {
            // Each pattern is asked, so that the idle ones are told.
            let held = self.0.iter().filter(|exclude| {
                let fits = |path: &Path| exclude.pattern.matches_with(&path.to_string_lossy(), OPTIONS);
                let fits = fits(path) || fits(&given.join(path)) || fits(&root.join(path));
                exclude.used.fetch_or(fits, Ordering::Relaxed);
                fits
            });
            held.count() > 0
        })
    }

    /// The patterns that matched nothing so far.
    pub(crate) fn idle(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|exclude| !exclude.used.load(Ordering::Relaxed)).map(|exclude| exclude.written.as_str())
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
            ("old/deep/a.csv", true),
            ("older/a.csv", false),
            ("a.zip", true),
            ("deep/er/a.zip", true),
            ("cur1", true),
            ("cur1/a.csv", true),
            ("new/cur1", false),
            ("a.csv", false),
        ] {
            let held = excludes.hold_below(Path::new("given"), Path::new("/at/given"), Path::new(path));
            assert_eq!(held, is_out, "{path}");
        }
        assert_eq!(Excludes::of(["a[b"]).unwrap_err(), "`a[b` is no pattern: invalid range pattern");
    }
}
