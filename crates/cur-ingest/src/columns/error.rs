//! What to say where a file's columns are not the ones that are needed.

/// A file lacks a column that it cannot be read without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ColumnError {
    /// No column of a cost and usage report at all.
    NotAReport { there: String },
    /// Two columns are the same one to us, and hold what is counted.
    Twice { names: [String; 2] },
    /// Required columns are missing.
    Missing { missing: Vec<MissingColumn>, there: String },
}

/// A required column that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissingColumn {
    pub(super) name: &'static str,
    /// What would do in its place.
    pub(super) stand_in: Option<&'static str>,
    pub(super) nearest: Option<String>,
}

impl std::fmt::Display for MissingColumn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}`", self.name)?;
        if let Some(stand_in) = self.stand_in {
            write!(f, " or `{stand_in}`")?;
        }
        match &self.nearest {
            Some(nearest) => write!(f, " (the nearest there is `{nearest}`)"),
            None => Ok(()),
        }
    }
}

impl std::fmt::Display for ColumnError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAReport { there } => {
                write!(
                    f,
                    "not a cost and usage report: none of its columns is one of ours (they are {there}); give the files of \
                     an AWS Cost and Usage Report or FOCUS export"
                )
            }
            Self::Twice { names: [first, second] } => {
                write!(f, "has the same column twice, as `{first}` and as `{second}`: nothing says which one counts")
            }
            Self::Missing { missing, there } => {
                let names: Vec<_> = missing.iter().map(ToString::to_string).collect();
                let noun = if names.len() == 1 { "column" } else { "columns" };
                let add = if names.len() == 1 { "it" } else { "them" };
                write!(f, "lacks the required {noun} {}; it has {there}; add {add} to the export", names.join(", "))
            }
        }
    }
}

/// The first names of a list, for a message.
pub(super) fn shortened<'a>(names: impl Iterator<Item = &'a str> + Clone) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<_> = names.clone().take(SHOWN).map(|name| format!("`{}`", clip(name))).collect();
    let rest = names.skip(SHOWN).count();
    match (shown.is_empty(), rest) {
        (true, _) => "no columns".to_owned(),
        (false, 0) => shown.join(", "),
        (false, rest) => format!("{} and {rest} more", shown.join(", ")),
    }
}

/// A name from a file, safe to print: short, and without control characters.
pub(crate) fn clip(text: &str) -> String {
    const LONGEST: usize = 60;
    let safe = |letter: char| if letter.is_control() { '\u{fffd}' } else { letter };
    let mut clipped: String = text.chars().take(LONGEST).map(safe).collect();
    if text.chars().nth(LONGEST).is_some() {
        clipped.push('…');
    }
    clipped
}
