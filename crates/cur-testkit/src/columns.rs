//! Which columns a file has: the layout's, less what the month does not have, less what the caller leaves out.

use crate::cur2_columns::CUR2;
use crate::field::{Cell, Field, Sort};
use crate::focus::{self, FocusTable};
use crate::legacy_columns::LEGACY;
use crate::options::MonthOptions;
use crate::prng::Prng;
use crate::record::Record;

/// How the columns of a CSV file, or of a flat schema, stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnOrder {
    /// As AWS writes them.
    #[default]
    Aws,
    /// In an order that depends on the seed.
    Shuffled(u64),
}

/// Which columns, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnChoice {
    /// Names (as the layout writes them) that are left out.
    pub without: Vec<String>,
    /// Leave out the columns that our rows never fill, for small files?
    pub lean: bool,
    /// Their order.
    pub order: ColumnOrder,
}

/// How a CUR 2.0 file holds the `product` map (and the other maps, where they can be flat).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MapForm {
    /// A Parquet map; in CSV the same as [`Json`](Self::Json).
    #[default]
    Map,
    /// A JSON object as text.
    Json,
    /// `product` as columns of its own (`product_region`, …), the other maps as JSON text.
    Flat,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) field: Field,
    /// Is it required in Parquet, with an empty text or a zero for nothing?
    pub(crate) required: bool,
}

impl Column {
    fn optional(name: impl Into<String>, field: Field) -> Self {
        Self { name: name.into(), field, required: false }
    }

    /// What a record holds in this column.
    pub(crate) fn of<'a>(&self, record: &'a Record) -> Cell<'a> {
        match (record, self.field) {
            (Record::Focus(row), Field::Focus(field)) => field.of(row),
            (Record::Item(item), field) => field.of(item),
            (Record::Focus(_), _) => Cell::Null,
        }
    }
}

/// Entries of the product map that a flat export writes as columns.
const FLAT_PRODUCT: [&str; 5] = ["group", "product_name", "region", "servicename", "transfer_type"];

/// Columns of a legacy CSV file.
pub(crate) fn legacy_csv(options: &MonthOptions, choice: &ColumnChoice) -> Vec<Column> {
    let all = LEGACY.iter().map(|(name, field)| Column::optional(*name, *field));
    chosen(all.collect(), options, choice)
}

/// Columns of a legacy Parquet file: the same, with names that Athena takes, and all required.
pub(crate) fn legacy_parquet(options: &MonthOptions, choice: &ColumnChoice) -> Vec<Column> {
    let all = LEGACY.iter().map(|(name, field)| Column { name: normalised(name), field: *field, required: true });
    chosen(all.collect(), options, choice)
}

/// Columns of a CUR 2.0 file.
pub(crate) fn cur2(options: &MonthOptions, choice: &ColumnChoice, maps: MapForm) -> Vec<Column> {
    let mut all = Vec::with_capacity(CUR2.len() + FLAT_PRODUCT.len());
    for (name, field) in CUR2 {
        if field == Field::ProductMap && maps == MapForm::Flat {
            all.extend(FLAT_PRODUCT.map(|key| Column::optional(format!("product_{key}"), Field::Attribute(key))));
        } else {
            all.push(Column::optional(name, field));
        }
    }
    chosen(all, options, choice)
}

/// Columns of a file of FOCUS, which are the same whatever the month has.
pub(crate) fn focus(table: FocusTable, options: &MonthOptions, choice: &ColumnChoice) -> Vec<Column> {
    let all = focus::columns(table);
    let all = all.into_iter().map(|(name, field, required)| Column { name: name.to_owned(), field, required });
    chosen(all.collect(), options, choice)
}

/// The name of a legacy column as Athena normalises it: an underscore before each capital, everything that is not a
/// letter or a digit an underscore, no two in a row, lower case.
pub(crate) fn normalised(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    for character in name.chars() {
        let separates = !character.is_ascii_alphanumeric();
        if (separates || character.is_ascii_uppercase()) && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if !separates {
            out.push(character.to_ascii_lowercase());
        }
    }
    out
}

/// The type that a manifest names for a column. Of FOCUS' a real manifest of 2026 has `string`, `double` and `timestamp`;
/// its word for a map is not known.
pub(crate) fn manifest_type(field: Field, is_focus: bool) -> &'static str {
    if is_focus {
        return match field.sort() {
            Sort::Text => "string",
            Sort::Number => "double",
            Sort::Time => "timestamp",
            Sort::Texts | Sort::Numbers => "map",
        };
    }
    match field.sort() {
        Sort::Text => "OptionalString",
        Sort::Number => "OptionalBigDecimal",
        Sort::Time => "DateTime",
        Sort::Texts | Sort::Numbers => "Map",
    }
}

fn chosen(mut all: Vec<Column>, options: &MonthOptions, choice: &ColumnChoice) -> Vec<Column> {
    all.retain(|column| {
        let net = column.name.contains("_net_") || column.name.contains("/Net");
        let plan = column.name.starts_with("savings_plan_") || column.name.starts_with("savingsPlan/");
        let resource = column.field == Field::ResourceId;
        (!net || options.has_net())
            && (!plan || options.savings_plan)
            && (!resource || options.resource_ids)
            && !(choice.lean && matches!(column.field, Field::Empty(_)))
            && !choice.without.contains(&column.name)
    });
    if let ColumnOrder::Shuffled(seed) = choice.order {
        Prng::new(seed).shuffle(&mut all);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Discount;

    #[test]
    fn names_normalise_as_athena_does() {
        for (name, expected) in [
            ("identity/LineItemId", "identity_line_item_id"),
            ("savingsPlan/SavingsPlanARN", "savings_plan_savings_plan_a_r_n"),
            ("reservation/ReservationARN", "reservation_reservation_a_r_n"),
            ("resourceTags/user:CostCenter", "resource_tags_user_cost_center"),
            ("product/usagetype", "product_usagetype"),
            ("pricing/publicOnDemandCost", "pricing_public_on_demand_cost"),
            ("costCategory/Charge type", "cost_category_charge_type"),
        ] {
            assert_eq!(normalised(name), expected);
        }
    }

    #[test]
    fn columns_come_and_go_with_the_month() {
        let full = MonthOptions::new(1);
        let poor = MonthOptions { discount: Discount::None, savings_plan: false, resource_ids: false, ..full.clone() };
        let count = |options: &MonthOptions| {
            let choice = ColumnChoice::default();
            (legacy_csv(options, &choice).len(), cur2(options, &choice, MapForm::Map).len())
        };
        assert_eq!(count(&full), (LEGACY.len(), 125));

        let gone =
            CUR2.iter().filter(|(name, _)| name.contains("_net_") || name.starts_with("savings_plan_")).count() + 1;
        assert_eq!(count(&poor).1, 125 - gone);
        let names: Vec<String> =
            legacy_csv(&poor, &ColumnChoice::default()).into_iter().map(|column| column.name).collect();
        assert!(names.iter().any(|name| name == "product/networkPerformance"));
        assert!(!names.iter().any(|name| name.contains("Net") || name == "lineItem/ResourceId"));
    }

    #[test]
    fn orders_and_gaps_can_be_chosen() {
        let options = MonthOptions::new(1);
        let choice = ColumnChoice {
            without: vec!["pricing/term".to_owned()],
            order: ColumnOrder::Shuffled(4),
            ..ColumnChoice::default()
        };
        let columns = legacy_csv(&options, &choice);
        assert_eq!(columns.len(), LEGACY.len() - 1);
        assert_ne!(columns.first().unwrap().name, "identity/LineItemId");
        assert!(
            cur2(&options, &ColumnChoice::default(), MapForm::Flat)
                .iter()
                .any(|column| column.name == "product_region")
        );
    }
}
