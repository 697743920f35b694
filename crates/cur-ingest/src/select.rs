//! Which line items are read.

use crate::tags::TagChoice;

/// The product codes whose line items are read; all others are only counted.
#[derive(Debug, Clone)]
pub struct Selection {
    codes: Vec<String>,
    tags: TagChoice,
}

impl Selection {
    /// Line items of these product codes, compared without regard to case.
    pub fn of(codes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { codes: codes.into_iter().map(Into::into).collect(), tags: TagChoice::None }
    }

    /// The same with these of their tags.
    #[must_use]
    pub fn with_tags(self, tags: TagChoice) -> Self {
        Self { tags, ..self }
    }

    /// Which of their tags.
    #[must_use]
    pub const fn tags(&self) -> &TagChoice {
        &self.tags
    }

    /// Is a product code selected?
    #[must_use]
    pub fn holds(&self, code: &[u8]) -> bool {
        self.codes.iter().any(|selected| selected.as_bytes().eq_ignore_ascii_case(code))
    }
}
