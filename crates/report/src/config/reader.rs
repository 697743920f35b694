//! Places, types and errors in a TOML document.

use std::ops::Range;

use analysis::{Key, SettingError};
use ledger::Decimal;
use toml::Spanned;
use toml::de::DeValue;

/// A value with its place.
pub(crate) type Value<'a> = Spanned<DeValue<'a>>;

/// A document that is being read, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    pub(crate) errors: Vec<String>,
}

/// Does a key of these begin with this path and a dot?
pub(crate) fn rest_of_path(path: &str, mut keys: impl Iterator<Item = &'static str>) -> bool {
    keys.any(|key| key.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text, errors: Vec::new() }
    }

    /// Line and column, both from 1; columns are characters.
    fn position(&self, span: &Range<usize>) -> (usize, usize) {
        let before = self.text.get(..span.start.min(self.text.len())).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// `report.toml:3:8`
    pub(crate) fn place(&self, span: &Range<usize>) -> String {
        let (line, column) = self.position(span);
        format!("{}:{line}:{column}", self.path)
    }

    /// `report.toml:3`
    pub(crate) fn origin(&self, span: &Range<usize>) -> String {
        format!("{}:{}", self.path, self.position(span).0)
    }

    pub(crate) fn error(&mut self, span: &Range<usize>, text: &str) {
        self.errors.push(format!("{}: {text}", self.place(span)));
    }

    pub(crate) fn wrong_type(&mut self, value: &Value<'_>, key: &str, expected: &str, example: &str) {
        let article = if value.get_ref().type_str().starts_with(['a', 'i']) { "an" } else { "a" };
        let found = value.get_ref().type_str();
        self.error(&value.span(), &format!("{key} must be {expected}, not {article} {found}; write {example}"));
    }

    /// The value of a setting; `None` where it is refused.
    #[expect(clippy::option_option, reason = "a setting may have no value, and a value may be refused")]
    pub(crate) fn setting(&mut self, key: Key, value: &Value<'_>) -> Option<Option<Decimal>> {
        let parsed = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => key.parse(number.as_str()),
            DeValue::Float(number) => key.parse(number.as_str()),
            DeValue::String(text) if text == analysis::NO_VALUE => key.parse(text),
            _ => {
                self.wrong_type(value, key.name(), "a number", &format!("{} = 2.5", key.name()));
                return None;
            }
        };
        parsed.map_err(|error: SettingError| self.error(&value.span(), &error.to_string())).ok()
    }

    /// A text that is not empty.
    pub(crate) fn text(&mut self, value: &Value<'_>, key: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            DeValue::String(_) => {
                self.error(&value.span(), &format!("{key} is empty; give it a text or leave it out"));
                None
            }
            _ => {
                self.wrong_type(value, key, "a text", &format!("{key} = \"…\""));
                None
            }
        }
    }

    /// A list of texts, each with its place.
    pub(crate) fn texts(&mut self, value: &Value<'_>, key: &str) -> Vec<(String, Range<usize>)> {
        let DeValue::Array(values) = value.get_ref() else {
            self.wrong_type(value, key, "a list of texts", &format!("{key} = [\"…\"]"));
            return Vec::new();
        };
        values.iter().filter_map(|value| Some((self.text(value, key)?, value.span()))).collect()
    }
}
