//! Which unknown name of a file may be a column that is missed: exports by SQL can call a column anything.

use super::error::clip;
use super::known::{Family, Known, word};

/// Names looked at, at most.
const NAMES: usize = 1000;

/// Fewest letters of a name that is taken for the end of another.
const TAIL: usize = 6;

/// Columns of AWS that are not read, and whose names are near to one that is required: a blended cost is no unblended one.
const OTHERS: [&str; 5] = [
    "lineitemblendedcost",
    "lineitemblendedrate",
    "lineitemnetunblendedrate",
    "lineitemtaxtype",
    "lineitemusageaccountname",
];

/// The name most like a word, none of the names that are known themselves: its end (`usage_type` of
/// `line_item_usage_type`), or else a word of which at most a third of the letters differ.
pub(super) fn nearest<'a>(wanted: &str, family: Family, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let unknown = unknown(family, names);
    let tail = tail_of(wanted, &unknown);
    let near = || {
        let all = unknown.iter().map(|(word, name)| (distance(wanted, word), *name)).min();
        all.filter(|(distance, _)| *distance * 3 <= wanted.len()).map(|(_, name)| name)
    };
    tail.or_else(near).map(clip)
}

/// The optional entries of a family that are not there, each with the name that it may go by. AWS has columns of names
/// much alike (`…NetUnblendedCost` and `…NetUnblendedRate`), so at most two letters may differ.
pub(super) fn renamed<'a>(
    family: Family,
    entries: u64,
    names: &(impl Iterator<Item = &'a str> + Clone),
) -> Vec<(usize, String)> {
    const LETTERS: usize = 2;
    let unknown = unknown(family, names.clone());
    let like = |known: &Known| {
        let near = |(word, _): &&(String, &str)| {
            word.len().abs_diff(known.word.len()) <= LETTERS && distance(known.word, word) <= LETTERS
        };
        tail_of(known.word, &unknown).or_else(|| unknown.iter().find(near).map(|(_, name)| *name))
    };
    let table = family.table().iter().enumerate();
    let missing = table.filter(|(entry, known)| !known.required && entries >> entry & 1 == 0);
    missing.filter_map(|(entry, known)| Some((entry, clip(like(known)?)))).collect()
}

/// The names that are none of the family's and no other column of AWS, each with its word.
fn unknown<'a>(family: Family, names: impl Iterator<Item = &'a str>) -> Vec<(String, &'a str)> {
    let unknown = names.take(NAMES).filter(|name| !family.knows(name)).map(|name| (word(&clip(name)), name));
    unknown.filter(|(word, _)| !OTHERS.contains(&word.as_str())).collect()
}

/// The longest name that a word ends with.
fn tail_of<'a>(wanted: &str, names: &[(String, &'a str)]) -> Option<&'a str> {
    let tails = names.iter().filter(|(word, _)| word.len() >= TAIL && wanted.ends_with(word.as_str()));
    tails.max_by_key(|(word, _)| word.len()).map(|(_, name)| *name)
}

/// Edit distance (insert, delete, replace).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<u8> = right.bytes().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, letter) in left.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use cur_testkit::{FocusTable, Layout, MonthOptions};

    use super::*;

    fn entry(family: Family, word: &str) -> usize {
        family.table().iter().position(|known| known.word == word).unwrap()
    }

    fn found(family: Family, word: &str, names: &[&str]) -> Option<String> {
        let all = renamed(family, 0, &names.iter().copied());
        all.into_iter().find(|(at, _)| *at == entry(family, word)).map(|(_, name)| name)
    }

    #[test]
    fn an_alias_is_mostly_the_end_of_the_name() {
        for (word, alias) in [
            ("lineitemresourceid", "resource_id"),
            ("lineitemusageaccountid", "UsageAccountId"),
            ("lineitemresourceid", "line_item_ressource_id"),
            ("billinvoiceid", "invoice_id"),
        ] {
            assert_eq!(found(Family::Cur, word, &["x", alias]).as_deref(), Some(alias));
        }
        assert_eq!(found(Family::Focus, "xusagetype", &["usage_type"]).as_deref(), Some("usage_type"));
        assert_eq!(found(Family::Cur, "lineitemresourceid", &["id", "line_item_blended_cost"]), None);
        let usage_type = nearest("lineitemusagetype", Family::Cur, ["usage_type", "lineItem/UsageTyp"].into_iter());
        assert_eq!(usage_type.as_deref(), Some("usage_type"));
    }

    #[test]
    fn no_other_column_of_aws_is_asked_for_in_place_of_a_required_one() {
        let layouts = [Layout::legacy_csv(), Layout::cur2_csv(), Layout::focus_csv(FocusTable::AWS_1_2)];
        for layout in layouts {
            let names = layout.column_names(&MonthOptions::new(1));
            let family = Family::of(&names.iter().map(String::as_str));
            for known in family.table().iter().filter(|known| known.required) {
                let near = nearest(known.word, family, names.iter().map(String::as_str));
                assert_eq!(near, None, "for {}", known.snake);
            }
        }
    }

    #[test]
    fn columns_of_aws_are_not_taken_for_each_other() {
        let cur = [
            "line_item_blended_cost",
            "line_item_net_unblended_rate",
            "bill_payer_account_name",
            "line_item_usage_account_name",
            "bill_billing_period_end_date",
            "product_servicename",
            "product_version",
            "product_location",
            "product_product_family",
            "line_item_availability_zone",
            "pricing_unit",
            "pricing_rate_id",
            "reservation_net_amortized_upfront_cost_for_usage",
            "savings_plan_savings_plan_rate",
        ];
        assert_eq!(renamed(Family::Cur, 0, &cur.into_iter()), []);
        let focus = [
            "BillingAccountName",
            "SubAccountName",
            "RegionName",
            "BillingPeriodEnd",
            "CommitmentDiscountId",
            "CommitmentDiscountUnit",
            "ContractedCost",
            "SkuId",
            "SkuPriceDetails",
            "ResourceName",
            "ResourceType",
            "ServiceCategory",
            "PricingCurrency",
            "x_Discounts",
        ];
        assert_eq!(renamed(Family::Focus, 0, &focus.into_iter()), []);
    }
}
