//! The columns of a file that hold tags.

use super::key::{TagChoice, TagKey};

/// A column that holds tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TagColumn {
    pub(crate) position: usize,
    name: String,
    /// The key whose values it holds; `None`: a map of keys and values.
    pub(super) key: Option<TagKey>,
}

/// All of them, and how the keys in maps are spelt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TagColumns {
    columns: Vec<TagColumn>,
    pub(super) is_focus: bool,
}

impl TagColumns {
    /// Finds them by their names.
    pub(crate) fn of<'a>(names: impl Iterator<Item = &'a str>, is_focus: bool) -> Self {
        let columns = names.enumerate().filter_map(|(position, name)| {
            let is_map = name.eq_ignore_ascii_case("Tags") || !is_focus && name.eq_ignore_ascii_case("resource_tags");
            let key = if is_focus || is_map {
                None
            } else {
                behind(name, "resourceTags/").or(behind(name, "resource_tags_"))
            };
            (is_map || key.is_some()).then(|| TagColumn {
                position,
                name: name.to_owned(),
                key: key.map(TagKey::of_report),
            })
        });
        Self { columns: columns.collect(), is_focus }
    }

    /// Those that may hold what is asked for.
    pub(crate) fn asked(&self, choice: &TagChoice) -> Vec<&TagColumn> {
        let is_asked = |column: &&TagColumn| match (choice, &column.key) {
            (TagChoice::None, _) => false,
            (TagChoice::All, _) | (_, None) => true,
            (TagChoice::Keys(keys), Some(key)) => keys.iter().any(|asked| asked.is(key)),
        };
        self.columns.iter().filter(is_asked).collect()
    }

    /// The column that is not there, where a key cannot be in any of these.
    pub(crate) fn missing(&self, key: &TagKey, slashed: bool) -> Option<String> {
        if !self.asked(&TagChoice::Keys(vec![key.clone()])).is_empty() {
            return None;
        }
        Some(match (self.is_focus, slashed, self.columns.is_empty()) {
            (true, ..) => "`Tags`".to_owned(),
            (_, true, _) => format!("`{}`", key.legacy_column()),
            (_, _, true) => format!("`resource_tags` or `{}`", snake(&key.legacy_column())),
            _ => format!("`{}`", snake(&key.legacy_column())),
        })
    }

    /// What both files have.
    pub(crate) fn and(&mut self, other: &Self) {
        self.columns.retain(|own| other.columns.iter().any(|column| column.name == own.name));
    }
}

/// What stands behind a prefix, whose case does not matter.
fn behind<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let (head, rest) = name.split_at_checked(prefix.len())?;
    (head.eq_ignore_ascii_case(prefix) && !rest.is_empty()).then_some(rest)
}

/// Prefixes in CUR 2.0's map `tags` of what is no tag of a resource.
const OTHERS: [&str; 4] = ["userAttribute/", "accountTag/", "costCategory/", "iamPrincipal/"];

/// A key in the map of tags.
pub(super) fn map_key(text: &str, is_focus: bool) -> Option<TagKey> {
    match (behind(text, "resourceTags/"), is_focus) {
        (Some(key), false) => Some(TagKey::new(key)),
        (None, false) if OTHERS.iter().any(|prefix| text.starts_with(prefix)) => None,
        (None, false) => Some(TagKey::of_report(text)),
        (_, true) => Some(TagKey::new(text)),
    }
}

/// The name of a legacy column as Athena has it.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.ends_with('_') {
            snake.push('_');
        }
        match letter {
            letter if letter.is_ascii_alphanumeric() => snake.push(letter.to_ascii_lowercase()),
            _ if snake.ends_with('_') => {}
            _ => snake.push('_'),
        }
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_in_every_layout() {
        let key = TagKey::new("CostCenter");
        let asked = |names: &[&str], is_focus| {
            let columns = TagColumns::of(names.iter().copied(), is_focus);
            let found: Vec<_> = columns.asked(&TagChoice::of([key.clone()])).iter().map(|one| one.position).collect();
            found
        };
        assert_eq!(asked(&["x", "resourceTags/user:CostCenter", "resourceTags/user:Team"], false), [1]);
        assert_eq!(asked(&["resource_tags_user_cost_center", "tag"], false), [0]);
        assert_eq!(asked(&["resource_tags", "tags", "resourceTags/aws:CostCenter"], false), [0, 1]);
        assert_eq!(asked(&["Tags", "resource_tags"], true), [0]);
    }

    #[test]
    fn what_is_missing_has_the_name_of_its_layout() {
        let missing = |names: &[&str], slashed, is_focus| {
            TagColumns::of(names.iter().copied(), is_focus).missing(&TagKey::new("CostCenter"), slashed)
        };
        assert_eq!(missing(&["lineItem/A"], true, false).unwrap(), "`resourceTags/user:CostCenter`");
        assert_eq!(missing(&["a"], false, false).unwrap(), "`resource_tags` or `resource_tags_user_cost_center`");
        assert_eq!(missing(&["resource_tags_user_b"], false, false).unwrap(), "`resource_tags_user_cost_center`");
        assert_eq!(missing(&["a"], false, true).unwrap(), "`Tags`");
        assert_eq!(missing(&["resource_tags"], false, false), None);
    }

    #[test]
    fn only_tags_of_resources_count_in_the_map_of_all_tags() {
        let said = |key: &str| map_key(key, false).map(|key| key.to_string());
        assert_eq!(said("resourceTags/Team").as_deref(), Some("Team"));
        assert_eq!(said("resourceTags/aws:createdBy").as_deref(), Some("aws:createdBy"));
        for other in ["userAttribute/Team", "accountTag/Team", "costCategory/Team", "iamPrincipal/Team"] {
            assert_eq!(said(other), None, "{other}");
        }
        assert_eq!(map_key("user_team", true).map(|key| key.to_string()).as_deref(), Some("user_team"));
    }
}
