//! `UNKNOWN-CHARGE`: line item types that no rule knows keep their dollars.

use std::collections::BTreeMap;

use classify::{Charge, Product};
use ledger::{Decimal, Row};

use super::{Context, Evidence, Finding, Severity};
use crate::cost::CostBasis;
use crate::rules::UNKNOWN_CHARGE;
use crate::text::money;

/// Collects unknown charges by product.
#[derive(Debug, Default)]
pub(super) struct ChargeTally {
    products: BTreeMap<Product, (u64, Decimal)>,
}

impl ChargeTally {
    pub(super) fn add(&mut self, row: &Row<'_>, basis: CostBasis) {
        if row.charge == Charge::Other {
            let (rows, cost) = self.products.entry(row.product).or_default();
            *rows += row.sums.rows;
            *cost = cost.plus(basis.cost(row));
        }
    }

    pub(super) fn find(self, context: &Context<'_>) -> Vec<Finding> {
        self.products.into_iter().map(|(product, sums)| finding(product, sums, context)).collect()
    }
}

fn finding(product: Product, (rows, cost): (u64, Decimal), context: &Context<'_>) -> Finding {
    let count = Decimal::from_int(i64::try_from(rows).unwrap_or(i64::MAX));
    Finding {
        rule: UNKNOWN_CHARGE.id,
        class: None,
        severity: Severity::Info,
        account: None,
        region: None,
        api_id: None,
        stage: None,
        title: format!("{} of {}: {}", UNKNOWN_CHARGE.title, product.code(), money(cost, context.currency)),
        evidence: vec![Evidence::sum("cost", cost, context.unit()), Evidence::sum("line_items", count, "line items")],
        monthly_saving: None,
        assumptions: Vec::new(),
        may_not_claim: UNKNOWN_CHARGE.not_claimed(None),
        advice:
            "Look for the line item types of this product in the export, and report them so that a rule can be added."
                .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use classify::Charge;
    use ledger::Row;

    use crate::summary::tests::summarize;
    use crate::testing::{messages, number};

    #[test]
    fn unknown_line_item_types_keep_their_dollars() {
        let summary = summarize([messages(1_000, "0.001"), Row { charge: Charge::Other, ..messages(0, "7.50") }]);
        assert_eq!(summary.findings[0].title, "Unknown line item types of AmazonApiGateway: 7.50 USD");
        assert_eq!(summary.bridge.other, number("7.5"));
        assert_eq!((summary.unclassified.rows, summary.unclassified.cost), (1, number("7.5")));
    }
}
