//! Which of a file's columns are which.

use super::error::{ColumnError, MissingColumn, clip, shortened};
use super::file::FileColumns;
use super::known::{Family, Known, STAND_INS};
use super::nearest::{nearest, renamed};
use super::role::{Role, Text};
use crate::tags::TagColumns;

/// Which column of a file plays which role, and which of the file's columns are which layout's marks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    family: Family,
    found: Vec<(Role, usize)>,
    /// Which entries of the family's table are there, one bit each.
    entries: u64,
    slashed: bool,
    cur2: bool,
    focus12: bool,
    /// Entries that are not there, and a name of the file that may be the same column under another.
    renamed: Vec<(usize, String)>,
    tags: TagColumns,
}

impl Columns {
    /// Finds the columns by their names.
    pub(crate) fn resolve<'a>(names: &(impl Iterator<Item = &'a str> + Clone)) -> Result<Self, ColumnError> {
        let mut columns = Self { family: Family::of(names), ..Self::default() };
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (position, name) in names.clone().enumerate() {
            columns.mark(name);
            let Some(entry) = columns.family.find(name) else { continue };
            columns.entries |= 1 << entry;
            let known = &columns.family.table()[entry];
            match found.iter().find(|(other, _)| *other == entry) {
                None => found.push((entry, position)),
                Some(&(_, first)) if known.required || matches!(known.role, Role::Number(_)) => {
                    let first = names.clone().nth(first).map(clip).unwrap_or_default();
                    return Err(ColumnError::Twice { names: [first, clip(name)] });
                }
                // An optional text, such as a product attribute in two spellings: the first is as good.
                Some(_) => {}
            }
        }
        columns.cast(&found);
        columns.tags = TagColumns::of(names.clone(), columns.is_focus());
        columns.renamed = renamed(columns.family, columns.entries, names);
        columns.check(names)
    }

    /// Notes what only one layout has.
    fn mark(&mut self, name: &str) {
        let word = super::known::word(name);
        self.slashed |= name.contains('/');
        self.cur2 |= matches!(word.as_str(), "billpayeraccountname" | "product" | "resourcetags");
        self.focus12 |= FOCUS_12.contains(&word.as_str());
    }

    /// Gives each role to the first of its columns in the table, and in the order of the file.
    fn cast(&mut self, found: &[(usize, usize)]) {
        let table = self.family.table();
        let is_first = |entry: usize| {
            let rival = |&(other, _): &(usize, usize)| other < entry && table[other].role == table[entry].role;
            !found.iter().any(rival)
        };
        let first = found.iter().filter(|(entry, _)| is_first(*entry));
        self.found = first.map(|&(entry, position)| (table[entry].role, position)).collect();
        for (stand_in, role) in STAND_INS {
            if self.position(role).is_none()
                && let Some(column) = self.found.iter_mut().find(|(found, _)| *found == stand_in)
            {
                column.0 = role;
            }
        }
    }

    fn check<'a>(self, names: &(impl Iterator<Item = &'a str> + Clone)) -> Result<Self, ColumnError> {
        let required = || self.family.table().iter().filter(|known| known.required);
        let missing: Vec<_> = required().filter(|known| self.position(known.role).is_none()).collect();
        if missing.is_empty() {
            return Ok(self);
        }
        let there = shortened(names.clone());
        if missing.len() == required().count() {
            return Err(ColumnError::NotAReport { there });
        }
        let missing = missing.into_iter().map(|known| MissingColumn {
            name: known.name(self.slashed),
            stand_in: self.stand_in(known),
            nearest: nearest(known.word, self.family, names.clone()),
        });
        Err(ColumnError::Missing { missing: missing.collect(), there })
    }

    /// The name of what would do in the place of a column.
    fn stand_in(&self, known: &Known) -> Option<&'static str> {
        let (stand_in, _) = STAND_INS.iter().find(|(_, role)| *role == known.role)?;
        self.family.table().iter().find(|other| other.role == *stand_in).map(|other| other.snake)
    }

    /// Where in the file the column of a role is.
    pub(crate) fn position(&self, role: Role) -> Option<usize> {
        self.found.iter().find(|(found, _)| *found == role).map(|(_, position)| *position)
    }

    /// Roles and positions.
    pub(crate) fn found(&self) -> &[(Role, usize)] {
        &self.found
    }

    /// Are names written `category/Name`?
    pub(crate) fn is_slashed(&self) -> bool {
        self.slashed
    }

    /// Does the file carry a column that only CUR 2.0 has?
    pub(crate) fn is_cur2(&self) -> bool {
        self.cur2
    }

    /// Are these columns those of FOCUS?
    pub(crate) fn is_focus(&self) -> bool {
        self.family == Family::Focus
    }

    /// Does the file carry a column that FOCUS has from 1.2 on?
    pub(crate) fn is_focus12(&self) -> bool {
        self.focus12
    }

    /// Does the file have resource ids?
    pub(crate) fn has_resource_ids(&self) -> bool {
        self.position(Role::Text(Text::ResourceId)).is_some()
    }

    /// The columns that hold tags.
    pub(crate) fn tags(&self) -> &TagColumns {
        &self.tags
    }

    /// What is told of them outside.
    pub(crate) fn of_file(&self) -> FileColumns {
        FileColumns {
            family: self.family,
            entries: self.entries,
            slashed: self.slashed,
            renamed: self.renamed.clone(),
            tags: self.tags.clone(),
        }
    }
}

/// Columns that came with FOCUS 1.1 and 1.2.
const FOCUS_12: [&str; 14] = [
    "billingaccounttype",
    "capacityreservationid",
    "capacityreservationstatus",
    "commitmentdiscountquantity",
    "commitmentdiscountunit",
    "invoiceid",
    "pricingcurrency",
    "pricingcurrencycontractedunitprice",
    "pricingcurrencyeffectivecost",
    "pricingcurrencylistunitprice",
    "servicesubcategory",
    "skumeter",
    "skupricedetails",
    "subaccounttype",
];

#[cfg(test)]
mod tests {
    use super::super::role::Number;
    use super::*;

    #[test]
    fn a_missing_column_is_named_with_its_nearest() {
        let names = [
            "lineItem/LineItemType",
            "lineItem/ProductCode",
            "lineItem/UsageTyp",
            "lineItem/UsageAmount",
            "lineItem/UnblendedCost",
            "lineItem/UsageStartDate",
        ];
        let error = Columns::resolve(&names.into_iter()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "lacks the required column `lineItem/UsageType` (the nearest there is `lineItem/UsageTyp`); it has \
             `lineItem/LineItemType`, `lineItem/ProductCode`, `lineItem/UsageTyp`, `lineItem/UsageAmount`, \
             `lineItem/UnblendedCost`, `lineItem/UsageStartDate`; add it to the export"
        );
    }

    #[test]
    fn something_else_is_said_to_be_something_else() {
        assert_eq!(
            Columns::resolve(&["name", "age"].into_iter()).unwrap_err().to_string(),
            "not a cost and usage report: none of its columns is one of ours (they are `name`, `age`); \
             give the files of an AWS Cost and Usage Report or FOCUS export"
        );
    }

    #[test]
    fn focus_columns_stand_in_for_each_other() {
        let least = ["ChargeCategory", "ServiceName", "EffectiveCost", "PricingQuantity", "ChargePeriodStart"];
        let columns = Columns::resolve(&least.into_iter()).unwrap();
        assert_eq!(columns.position(Role::Text(Text::ProductCode)), Some(1));
        assert_eq!(columns.position(Role::Number(Number::UsageAmount)), Some(3));
        assert!(columns.of_file().has_number(Number::UsageAmount));
        assert!(!columns.of_file().has(Role::Text(Text::UsageType)));

        let both = ["SkuMeter", "x_UsageType", "x_ServiceCode", "ConsumedQuantity"];
        let names = least.into_iter().chain(both);
        let columns = Columns::resolve(&names).unwrap();
        assert_eq!(columns.position(Role::Text(Text::ProductCode)), Some(7));
        assert_eq!(columns.position(Role::Text(Text::ServiceName)), Some(1));
        assert_eq!(columns.position(Role::Text(Text::UsageType)), Some(6));
        assert_eq!(columns.position(Role::Text(Text::SkuMeter)), Some(5));
        assert_eq!(columns.position(Role::Number(Number::PricingQuantity)), Some(3));

        let error = Columns::resolve(&["ChargeCategory", "EffectiveCost", "ChargePeriodStart"].into_iter());
        assert_eq!(
            error.unwrap_err().to_string(),
            "lacks the required columns `x_ServiceCode` or `ServiceName`, `ConsumedQuantity` or `PricingQuantity`; it has \
             `ChargeCategory`, `EffectiveCost`, `ChargePeriodStart`; add them to the export"
        );
    }
}
