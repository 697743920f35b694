//! What a row says of the keys that are asked for, as one text.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use serde_json::{Map, Value};

use super::columns::{TagColumn, TagColumns, map_key};
use super::key::{TagChoice, TagKey};
use crate::batch::Dictionary;

/// Tags as one text: a JSON object of key and value, ordered by key; `None` without any.
#[must_use]
pub fn tag_text<'t>(tags: impl IntoIterator<Item = (String, &'t str)>) -> Option<String> {
    let tags: BTreeMap<String, &str> = tags.into_iter().collect();
    (!tags.is_empty()).then(|| serde_json::to_string(&tags).unwrap_or_default())
}

/// The tags of such a text, ordered by key.
#[must_use]
pub fn tag_values(text: &str) -> BTreeMap<String, String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Distinct rows that are remembered at most.
const MOST: usize = 1 << 16;

/// Reads the tags of rows, each distinct set of cells once.
pub(crate) struct TagReader<'c> {
    choice: &'c TagChoice,
    columns: Vec<&'c TagColumn>,
    is_focus: bool,
    cells: TagCells,
    known: Dictionary,
    texts: Vec<Option<String>>,
}

/// The cells of a row that hold tags.
#[derive(Debug, Default)]
pub(crate) struct TagCells {
    text: String,
    column: usize,
    parts: Vec<(usize, Part)>,
}

#[derive(Debug)]
enum Part {
    /// A value, or a map as JSON.
    Cell(Range<usize>),
    /// An entry of a map.
    Entry(Range<usize>, Range<usize>),
}

impl TagCells {
    /// Adds the text of a cell.
    pub(crate) fn cell(&mut self, text: &str) {
        let text = self.put(text);
        self.parts.push((self.column, Part::Cell(text)));
    }

    /// Adds an entry of a cell that is a map.
    pub(crate) fn entry(&mut self, key: &str, value: &str) {
        let (key, value) = (self.put(key), self.put(value));
        self.parts.push((self.column, Part::Entry(key, value)));
    }

    fn put(&mut self, text: &str) -> Range<usize> {
        // With its column and length before it, no other cells make the same text.
        let _ = write!(self.text, "{},{}:", self.column, text.len());
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
}

impl<'c> TagReader<'c> {
    /// `None` where nothing is asked for, or no column can hold it.
    pub(crate) fn new(columns: &'c TagColumns, choice: &'c TagChoice) -> Option<Self> {
        let is_focus = columns.is_focus;
        let columns = columns.asked(choice);
        (!columns.is_empty()).then(|| Self {
            choice,
            columns,
            is_focus,
            cells: TagCells::default(),
            known: Dictionary::default(),
            texts: Vec::new(),
        })
    }

    /// Where the columns are.
    pub(crate) fn positions(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|column| column.position)
    }

    /// The tags of a row, whose cells are asked for by position.
    pub(crate) fn read(&mut self, mut fill: impl FnMut(usize, &mut TagCells)) -> Option<&str> {
        self.cells.text.clear();
        self.cells.parts.clear();
        for (at, column) in self.columns.iter().enumerate() {
            self.cells.column = at;
            fill(column.position, &mut self.cells);
        }
        if self.texts.len() == MOST {
            (self.known, self.texts) = (Dictionary::default(), Vec::new());
        }
        let key = self.known.key(&self.cells.text) as usize;
        if key == self.texts.len() {
            let text = self.work_out();
            self.texts.push(text);
        }
        self.texts.get(key)?.as_deref()
    }

    fn work_out(&self) -> Option<String> {
        let mut found = Found { choice: self.choice, values: BTreeMap::new() };
        for (column, part) in &self.cells.parts {
            let text = |range: &Range<usize>| self.cells.text.get(range.clone()).unwrap_or_default();
            match (self.columns.get(*column).and_then(|column| column.key.as_ref()), part) {
                (Some(key), Part::Cell(value)) => found.add(key, text(value)),
                (Some(_), Part::Entry(..)) => {}
                (None, Part::Entry(key, value)) => found.entry(text(key), text(value), self.is_focus),
                (None, Part::Cell(json)) => {
                    // What is no object, such as the `[]` of an empty map, holds no tags.
                    let map: Map<String, Value> = serde_json::from_str(text(json)).unwrap_or_default();
                    for (key, value) in map {
                        match value {
                            Value::String(value) => found.entry(&key, &value, self.is_focus),
                            Value::Number(_) | Value::Bool(_) => found.entry(&key, &value.to_string(), self.is_focus),
                            Value::Null | Value::Array(_) | Value::Object(_) => {}
                        }
                    }
                }
            }
        }
        let values = found.values.iter().map(|(key, (_, value))| (key.to_string(), value.as_str()));
        tag_text(values)
    }
}

/// Values of the keys that are asked for, each with the spelling that it was found by.
struct Found<'c> {
    choice: &'c TagChoice,
    values: BTreeMap<TagKey, (TagKey, String)>,
}

impl Found<'_> {
    fn entry(&mut self, key: &str, value: &str, is_focus: bool) {
        if let Some(key) = map_key(key, is_focus) {
            self.add(&key, value);
        }
    }

    fn add(&mut self, key: &TagKey, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match self.choice {
            TagChoice::None => {}
            TagChoice::All => self.put(key.clone(), key, value),
            TagChoice::Keys(keys) => {
                for asked in keys.iter().filter(|asked| asked.is(key)) {
                    self.put(asked.clone(), key, value);
                }
            }
        }
    }

    /// Where two keys differ in their spelling only, the one that is spelt as asked for counts, else the first by name.
    fn put(&mut self, asked: TagKey, key: &TagKey, value: &str) {
        let is_better =
            self.values.get(&asked).is_none_or(|(known, _)| *known != asked && (*key == asked || key < known));
        if is_better {
            self.values.insert(asked, (key.clone(), value.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str], cells: &[&str], choice: &TagChoice, is_focus: bool) -> Option<String> {
        let columns = TagColumns::of(names.iter().copied(), is_focus);
        let mut reader = TagReader::new(&columns, choice)?;
        for _ in 0..2 {
            reader.read(|at, into| into.cell(cells[at]));
        }
        reader.read(|at, into| into.cell(cells[at])).map(str::to_owned)
    }

    #[test]
    fn every_layout_says_the_same() {
        let choice = TagChoice::of(["Team", "CostCenter"].map(TagKey::new));
        let text = r#"{"CostCenter":"c \"1\"","Team":"core"}"#;
        let expected = Some(text.to_owned());
        let legacy = ["resourceTags/user:Team", "x", "resourceTags/user:CostCenter", "resourceTags/user:Other"];
        assert_eq!(read(&legacy, &[" core ", "x", "c \"1\"", "no"], &choice, false), expected);
        let snake = ["resource_tags_user_cost_center", "resource_tags_user_team"];
        assert_eq!(read(&snake, &["c \"1\"", "core"], &choice, false), expected);
        let map = r#"{"user_team":"core","user_cost_center":"c \"1\"","user_x":"y"}"#;
        assert_eq!(read(&["resource_tags"], &[map], &choice, false), expected);
        let tags = r#"{"resourceTags/Team":"core","resourceTags/CostCenter":"c \"1\"","accountTag/Team":"z"}"#;
        assert_eq!(read(&["tags"], &[tags], &choice, false), expected);
        assert_eq!(read(&["Tags"], &[r#"{"Team":"core","CostCenter":"c \"1\""}"#], &choice, true), expected);
        let values = tag_values(text);
        assert_eq!((values["Team"].as_str(), values["CostCenter"].as_str()), ("core", "c \"1\""));
    }

    #[test]
    fn what_holds_no_tags_says_none() {
        let choice = TagChoice::of([TagKey::new("Team")]);
        for cell in ["", "[]", "{}", "{", "7", r#"{"user_team":""}"#, r#"{"user_team":null}"#] {
            assert_eq!(read(&["resource_tags"], &[cell], &choice, false), None, "{cell}");
        }
        assert_eq!(read(&["lineItem/UsageType"], &["x"], &choice, false), None);
        assert_eq!(read(&["resource_tags"], &[r#"{"user_team":"a"}"#], &TagChoice::None, false), None);
    }

    #[test]
    fn the_spelling_that_is_asked_for_goes_first() {
        let columns = ["resourceTags/user:team", "resourceTags/user:Team", "resourceTags/user:TEAM"];
        let said = |key| read(&columns, &["a", "b", "c"], &TagChoice::of([TagKey::new(key)]), false).unwrap();
        assert_eq!((said("Team"), said("team")), (r#"{"Team":"b"}"#.into(), r#"{"team":"a"}"#.into()));
        assert_eq!(said("tEAM"), r#"{"tEAM":"c"}"#, "the first by name");
        let all = read(&columns, &["a", "", "c"], &TagChoice::All, false);
        assert_eq!(all.as_deref(), Some(r#"{"TEAM":"c","team":"a"}"#));
    }
}
