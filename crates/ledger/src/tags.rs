//! The tags that a ledger keeps, and only those that are asked for.

use std::collections::{BTreeSet, HashMap};

use cur_ingest::{TagChoice, TagKey, tag_text, tag_values};

use crate::{Ledger, LedgerError, Row};

/// The keys of a choice as a ledger names them.
pub(crate) fn names(choice: &TagChoice) -> Vec<String> {
    let mut names: Vec<String> = choice.keys().iter().map(TagKey::to_string).collect();
    names.sort();
    names
}

/// A ledger with the columns that are asked for: an answer must not depend on others that it happens to have.
///
/// The error names what is not there.
pub(crate) fn chosen(ledger: Ledger, choice: &TagChoice) -> Result<Ledger, ChoiceError> {
    let wanted = names(choice);
    if *choice == TagChoice::All || ledger.tag_keys() == wanted {
        return Ok(ledger);
    }
    let missing: Vec<String> = wanted.iter().filter(|key| !ledger.tag_keys().contains(key)).cloned().collect();
    if !missing.is_empty() {
        return Err(ChoiceError::Missing(missing));
    }
    let distinct: BTreeSet<&str> = ledger.series().filter_map(|series| series.shared().tags).collect();
    let kept = |text: &str| {
        let values = tag_values(text);
        tag_text(wanted.iter().filter_map(|key| Some((key.clone(), values.get(key)?.as_str()))))
    };
    let texts: HashMap<&str, Option<String>> = distinct.into_iter().map(|text| (text, kept(text))).collect();
    let rows = ledger.rows().map(|row| {
        let tags = row.tags.and_then(|tags| texts.get(tags)?.as_deref());
        Row { tags, ..row }
    });
    let projected = Ledger::from_rows(rows, ledger.coverage().to_vec()).map_err(ChoiceError::Sums)?;
    Ok(projected.with_tag_keys(wanted))
}

/// Why a ledger cannot be taken with the tags that are asked for.
#[derive(Debug)]
pub(crate) enum ChoiceError {
    /// It has no column for these keys.
    Missing(Vec<String>),
    Sums(LedgerError),
}

impl std::fmt::Display for ChoiceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(keys) => write!(
                f,
                "the ledger has no column for the tag {}, which the configuration names; write it again from the export, \
                 with the same --config",
                keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or ")
            ),
            Self::Sums(error) => write!(f, "the ledger cannot be added up: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use classify::{Charge, Meter, Product};

    use super::*;
    use crate::{Grain, Rate, Section, Sums};

    fn row(tags: Option<&str>) -> Row<'_> {
        Row {
            section: Section::Items,
            billing_period: "2026-10",
            currency: None,
            payer: None,
            account: None,
            region: None,
            product: Product::Lambda,
            meter: Meter::LambdaRequests,
            usage_type: None,
            operation: None,
            resource: None,
            stage: None,
            charge: Charge::Usage,
            rate: Rate::None,
            tags,
            interval_start: 0,
            grain: Grain::Day,
            sums: Sums { rows: 1, ..Sums::default() },
        }
    }

    #[test]
    fn columns_that_nobody_asks_for_make_no_rows() {
        let rows = [Some(r#"{"a":"1","b":"1"}"#), Some(r#"{"a":"1","b":"2"}"#), Some(r#"{"b":"2"}"#), None];
        let ledger = || {
            let ledger = Ledger::from_rows(rows.map(row), Vec::new()).unwrap();
            ledger.with_tag_keys(vec!["a".to_owned(), "b".to_owned()])
        };
        let told = |choice: TagChoice| {
            let ledger = chosen(ledger(), &choice).unwrap();
            ledger.rows().map(|row| (row.tags.map(str::to_owned), row.sums.rows)).collect::<Vec<_>>()
        };
        let of = |key: &str| TagChoice::of([TagKey::new(key)]);
        assert_eq!(told(TagChoice::None), [(None, 4)]);
        assert_eq!(told(of("a")), [(None, 2), (Some(r#"{"a":"1"}"#.to_owned()), 2)]);
        assert_eq!(told(TagChoice::All).len(), 4);
        let error = chosen(ledger(), &of("c")).unwrap_err().to_string();
        assert!(error.starts_with("the ledger has no column for the tag `c`, which"), "{error}");
    }
}
