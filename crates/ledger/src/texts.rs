//! Texts of keys, each stored once.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::table::Key;
use crate::{Rate, Row};

/// The number of a text; [`NONE`] for null.
pub(crate) type TextId = u32;

/// Null.
pub(crate) const NONE: TextId = TextId::MAX;

/// Texts by number and numbers by text.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    list: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, TextId>,
}

impl Texts {
    /// The number of a text, new or known.
    pub(crate) fn id(&mut self, text: Option<&str>) -> TextId {
        let Some(text) = text else { return NONE };
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        // Keys are bounded by memory long before four billion distinct texts.
        let id = TextId::try_from(self.list.len()).unwrap_or(NONE);
        let text: Arc<str> = text.into();
        self.list.push(Arc::clone(&text));
        self.ids.insert(text, id);
        id
    }

    /// The text of a number; `None` for [`NONE`].
    pub(crate) fn get(&self, id: TextId) -> Option<&str> {
        self.list.get(id as usize).map(AsRef::as_ref)
    }

    /// Are there none?
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Every text, by its number.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(AsRef::as_ref)
    }

    /// The key of a row's series.
    pub(crate) fn key(&mut self, row: &Row<'_>) -> Key {
        Key {
            section: row.section,
            billing_period: self.id(Some(row.billing_period)),
            currency: self.id(row.currency),
            payer: self.id(row.payer),
            account: self.id(row.account),
            region: self.id(row.region),
            product: row.product,
            meter: row.meter,
            usage_type: self.id(row.usage_type),
            operation: self.id(row.operation),
            resource: self.id(row.resource),
            stage: self.id(row.stage),
            charge: row.charge,
            free_tier: row.rate == Rate::FreeTier,
            rate: match row.rate {
                Rate::Text(text) => self.id(Some(text)),
                Rate::None | Rate::FreeTier => NONE,
            },
            tags: self.id(row.tags),
        }
    }
}
