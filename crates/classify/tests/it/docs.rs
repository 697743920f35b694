//! The page of facts and the tables must not part.

use classify::{LINE_ITEM_TYPES, Product, REGION_PREFIXES, RULES, known_suffixes};

const FACTS: &str = include_str!("../../../../docs/domain.md");

fn has_section(number: &str) -> bool {
    FACTS.lines().filter(|line| line.starts_with('#')).any(|line| {
        let title = line.trim_start_matches('#').trim_start();
        title.strip_prefix(number).is_some_and(|rest| rest.starts_with(' ') || rest.starts_with(". "))
    })
}

#[test]
fn every_source_is_a_section() {
    for rule in RULES {
        let number = rule.source.trim_start_matches('§');
        assert!(has_section(number), "{} points at {}", rule.id, rule.source);
    }
}

#[test]
fn every_table_row_is_written_down() {
    for (prefix, region) in REGION_PREFIXES {
        assert!(FACTS.contains(&format!("| {region} | {prefix} |")), "{prefix} {region}");
    }
    for line_item_type in LINE_ITEM_TYPES {
        assert!(FACTS.contains(&format!("`{line_item_type}`")), "{line_item_type}");
    }
    for product in Product::ALL {
        for pattern in known_suffixes(product) {
            let name = pattern.trim_end_matches('*').trim_end_matches("-ARM");
            assert!(FACTS.contains(&format!("`{name}")), "{pattern}");
        }
    }
}
