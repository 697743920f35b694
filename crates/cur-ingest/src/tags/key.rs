//! Keys of tags.

use std::fmt;

/// Which tags of a line item are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TagChoice {
    /// None, and no column of tags is opened.
    #[default]
    None,
    /// Those of these keys.
    Keys(Vec<TagKey>),
    /// All that there are, AWS's own too.
    All,
}

/// The key of a tag, as it is on the resource: `CostCenter`; or AWS's own, `aws:createdBy`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagKey {
    /// What stands behind `aws:`, or the whole key.
    name: String,
    /// Is it one that AWS sets?
    of_aws: bool,
}

impl TagChoice {
    /// Those of these keys, each once; none where there is no key.
    pub fn of(keys: impl IntoIterator<Item = TagKey>) -> Self {
        let mut keys: Vec<TagKey> = keys.into_iter().collect();
        keys.sort();
        keys.dedup();
        if keys.is_empty() { Self::None } else { Self::Keys(keys) }
    }

    /// The keys that are asked for by name.
    #[must_use]
    pub fn keys(&self) -> &[TagKey] {
        match self {
            Self::Keys(keys) => keys,
            Self::None | Self::All => &[],
        }
    }

    /// Is no tag asked for?
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

impl fmt::Display for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.of_aws { "aws:" } else { "" })?;
        f.write_str(&self.name)
    }
}

impl TagKey {
    /// A key as people write it; `user:` before a user's own may be written or not.
    #[must_use]
    pub fn new(text: &str) -> Self {
        match (text.strip_prefix("aws:"), text.strip_prefix("user:")) {
            (Some(name), _) => Self { name: name.to_owned(), of_aws: true },
            (None, name) => Self { name: name.unwrap_or(text).to_owned(), of_aws: false },
        }
    }

    /// A key as Cost and Usage Reports write it, with its prefix in either notation.
    pub(super) fn of_report(text: &str) -> Self {
        let stripped = |prefix: &str| {
            let (head, name) = text.split_at_checked(prefix.len() + 1)?;
            (head.starts_with(prefix) && head.ends_with([':', '_']) && !name.is_empty()).then(|| name.to_owned())
        };
        match (stripped("aws"), stripped("user")) {
            (Some(name), _) => Self { name, of_aws: true },
            (None, name) => Self { name: name.unwrap_or_else(|| text.to_owned()), of_aws: false },
        }
    }

    /// Is another the same key in another spelling?
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let word = |key: &Self| -> String {
            key.name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
        };
        self == other || self.of_aws == other.of_aws && !word(self).is_empty() && word(self) == word(other)
    }

    /// The name of its column in legacy CSV.
    #[must_use]
    pub fn legacy_column(&self) -> String {
        format!("resourceTags/{}:{}", if self.of_aws { "aws" } else { "user" }, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_same_in_every_spelling() {
        let center = TagKey::new("CostCenter");
        for other in ["user:CostCenter", "user_cost_center", "cost-center", "CostCenter"] {
            assert!(center.is(&TagKey::of_report(other)), "{other}");
        }
        assert_eq!(TagKey::new("user:CostCenter"), center);
        assert!(!center.is(&TagKey::of_report("aws_cost_center")));
        let created = TagKey::new("aws:createdBy");
        assert!(created.is(&TagKey::of_report("aws_created_by")) && created.is(&TagKey::of_report("aws:createdBy")));
        assert_eq!((created.to_string(), center.to_string()), ("aws:createdBy".into(), "CostCenter".into()));
        assert!(
            !TagKey::new("担当").is(&TagKey::new("部署")) && TagKey::new("担当").is(&TagKey::of_report("user:担当"))
        );
        assert_eq!(TagKey::of_report("user_").to_string(), "user_");
    }

    #[test]
    fn each_key_is_asked_for_once() {
        let choice = TagChoice::of(["b", "a", "user:b"].map(TagKey::new));
        assert_eq!(choice.keys().iter().map(ToString::to_string).collect::<Vec<_>>(), ["a", "b"]);
        assert!(TagChoice::of([]).is_none());
    }
}
