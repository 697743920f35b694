//! What is told of a file's columns outside.

use super::known::{Family, Known, STAND_INS};
use super::role::{Number, Role};
use crate::tags::{TagColumns, TagKey};

/// The columns of a file, or of all files of a delivery, that decide what can be answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileColumns {
    pub(super) family: Family,
    /// Which entries of the family's table are there, one bit each.
    pub(super) entries: u64,
    /// Are names written `category/Name`?
    pub(super) slashed: bool,
    /// Entries that are not there, and a name of the file that may be the same column under another.
    pub(super) renamed: Vec<(usize, String)>,
    pub(super) tags: TagColumns,
}

impl FileColumns {
    /// Is there a column for this role? One that takes its place counts.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        let plays = |known: &Known| {
            known.role == role || STAND_INS.iter().any(|&(stand_in, for_it)| for_it == role && known.role == stand_in)
        };
        self.family.table().iter().enumerate().any(|(entry, known)| self.entries >> entry & 1 == 1 && plays(known))
    }

    /// Is there a column for these numbers?
    #[must_use]
    pub fn has_number(&self, number: Number) -> bool {
        self.has(Role::Number(number))
    }

    /// Is nothing known of them, since no file could be looked into?
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        self.entries == 0
    }

    /// Are they those of FOCUS?
    #[must_use]
    pub fn is_focus(&self) -> bool {
        self.family == Family::Focus
    }

    /// Every name that a column of this role has in this layout, the one that is read first before the others; none where
    /// the layout knows no such column.
    pub fn names(&self, role: Role) -> impl Iterator<Item = &'static str> {
        let slashed = self.slashed;
        self.family.table().iter().filter(move |known| known.role == role).map(move |known| known.name(slashed))
    }

    /// A column of the file that may be one of this role under another name, where there is none of it.
    #[must_use]
    pub fn renamed(&self, role: Role) -> Option<&str> {
        let of_role = |entry: usize| self.family.table().get(entry).is_some_and(|known| known.role == role);
        self.renamed.iter().find(|(entry, _)| of_role(*entry)).map(|(_, name)| name.as_str())
    }

    /// The column that is not there, in the spelling of the layout, where no column of it can hold the tag of a key.
    #[must_use]
    pub fn missing_tag(&self, key: &TagKey) -> Option<String> {
        self.tags.missing(key, self.slashed)
    }

    fn and(mut self, other: &Self) -> Self {
        self.entries = if self.family == other.family { self.entries & other.entries } else { 0 };
        self.slashed &= other.slashed;
        self.tags.and(&other.tags);
        let new = other.renamed.iter().filter(|(entry, _)| !self.renamed.iter().any(|(known, _)| known == entry));
        let new: Vec<_> = new.cloned().collect();
        self.renamed.extend(new);
        self
    }

    /// What all files have; nothing without a file.
    pub(crate) fn of_all<'a>(mut files: impl Iterator<Item = &'a Self>) -> Self {
        let first = files.next().cloned().unwrap_or_default();
        files.fold(first, Self::and)
    }
}

#[cfg(test)]
mod tests {
    use super::super::found::Columns;
    use super::super::role::{Text, Time};
    use super::*;

    const LEAST: [&str; 6] = [
        "lineItem/LineItemType",
        "lineItem/ProductCode",
        "lineItem/UsageType",
        "lineItem/UsageAmount",
        "lineItem/UnblendedCost",
        "lineItem/UsageStartDate",
    ];

    fn of(more: &[&'static str]) -> FileColumns {
        Columns::resolve(&LEAST.into_iter().chain(more.iter().copied())).unwrap().of_file()
    }

    #[test]
    fn columns_have_the_names_of_their_layout() {
        let resource = Role::Text(Text::ResourceId);
        let legacy = of(&[]);
        assert_eq!(legacy.names(resource).collect::<Vec<_>>(), ["lineItem/ResourceId"]);
        assert_eq!(legacy.names(Role::Text(Text::SkuMeter)).count(), 0, "a column of FOCUS");
        let snake = LEAST.map(|name| name.replace("lineItem/LineItem", "line_item_line_item_").replace('/', "_"));
        let snake = Columns::resolve(&snake.iter().map(String::as_str)).unwrap().of_file();
        assert_eq!(snake.names(resource).collect::<Vec<_>>(), ["line_item_resource_id"]);
        let focus = ["ChargeCategory", "ServiceName", "EffectiveCost", "PricingQuantity", "ChargePeriodStart"];
        let focus = Columns::resolve(&focus.into_iter()).unwrap().of_file();
        assert_eq!(focus.names(resource).collect::<Vec<_>>(), ["ResourceId"]);
        assert_eq!(focus.names(Role::Text(Text::Unit)).collect::<Vec<_>>(), ["ConsumedUnit", "PricingUnit"]);
    }

    #[test]
    fn several_files_have_what_each_of_them_has() {
        let (resource, end) = (Role::Text(Text::ResourceId), Role::Time(Time::UsageEnd));
        let one = of(&["lineItem/ResourceId", "lineItem/UsageEndDate"]);
        let other = of(&["lineItem/ResourceId", "UsageEndDate"]);
        let both = FileColumns::of_all([&one, &other].into_iter());
        assert!(both.has(resource) && !both.has(end) && one.has(end));
        assert_eq!((both.renamed(end), both.renamed(resource)), (Some("UsageEndDate"), None));
        assert!(FileColumns::of_all(std::iter::empty()).is_unknown());
    }
}
