//! `WS-UNKNOWN-USAGE` and `UNKNOWN-USAGE`: usage types that no rule knows keep their dollars and are named.

use std::collections::BTreeMap;

use classify::{Meter, Product};
use ledger::{Decimal, Row};

use super::{Context, Evidence, Finding, Severity};
use crate::cost::CostBasis;
use crate::rules::{Rule, UNKNOWN_USAGE, UNKNOWN_WEBSOCKET_USAGE};
use crate::text::money;

/// The operation of WebSocket usage. A third usage type under it is a meter that this program does not know yet.
const WEBSOCKET_OPERATION: &str = "ApiGatewayWebSocket";

/// Is it WebSocket usage, product, Region, usage type.
type UsageKey<'a> = (bool, Product, Option<&'a str>, Option<&'a str>);

#[derive(Debug, Default)]
struct UsageSums {
    rows: u64,
    quantity: Decimal,
    cost: Decimal,
}

/// Collects usage of unknown types.
#[derive(Debug, Default)]
pub(super) struct UsageTally<'a> {
    types: BTreeMap<UsageKey<'a>, UsageSums>,
}

impl<'a> UsageTally<'a> {
    pub(super) fn add(&mut self, row: &Row<'a>, basis: CostBasis) {
        if row.meter != Meter::Other || !row.charge.is_usage() {
            return;
        }
        let is_websocket = row.product == Product::ApiGateway
            && row.operation.is_some_and(|operation| operation.eq_ignore_ascii_case(WEBSOCKET_OPERATION));
        let sums = self.types.entry((is_websocket, row.product, row.region, row.usage_type)).or_default();
        sums.rows += row.sums.rows;
        sums.quantity = sums.quantity.plus(row.sums.quantity);
        sums.cost = sums.cost.plus(basis.usage_cost(row));
    }

    pub(super) fn find(self, context: &Context<'_>) -> Vec<Finding> {
        self.types.into_iter().map(|(key, sums)| finding(key, &sums, context)).collect()
    }
}

fn finding(
    (is_websocket, product, region, usage_type): UsageKey<'_>,
    sums: &UsageSums,
    context: &Context<'_>,
) -> Finding {
    let cost = money(sums.cost, context.currency);
    let what = match (usage_type, is_websocket) {
        (Some(usage_type), true) => format!("{} {usage_type}", UNKNOWN_WEBSOCKET_USAGE.title),
        (Some(usage_type), false) => format!("Unknown {} usage type {usage_type}", product.code()),
        (None, true) => "WebSocket usage that nothing tells apart".to_owned(),
        (None, false) => format!("{} usage that nothing tells apart", product.code()),
    };
    let title = format!("{what}: {cost}");
    let (rule, severity): (&Rule, _) = if is_websocket {
        let severity = Severity::of(context.period.monthly(sums.cost), context.settings);
        (&UNKNOWN_WEBSOCKET_USAGE, severity)
    } else {
        (&UNKNOWN_USAGE, Severity::Info)
    };
    let rows = Decimal::from_int(i64::try_from(sums.rows).unwrap_or(i64::MAX));
    Finding {
        rule: rule.id,
        class: None,
        severity,
        account: None,
        region: region.map(str::to_owned),
        api_id: None,
        stage: None,
        title,
        evidence: vec![
            Evidence::sum("cost", sums.cost, context.unit()),
            Evidence::sum("quantity", sums.quantity, "units of the usage type"),
            Evidence::sum("line_items", rows, "line items"),
        ],
        monthly_saving: None,
        assumptions: context.projection().filter(|_| is_websocket).into_iter().collect(),
        may_not_claim: rule.not_claimed(None),
        advice: match usage_type {
            Some(_) => "Look up the usage type in the AWS price list, and report it so that a rule can be added.",
            None => "Read the CUR export of the same month, which names every usage type, or a FOCUS export with the columns \
                     x_UsageType or SkuMeter.",
        }
        .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use classify::Meter;
    use ledger::Row;

    use crate::Severity;
    use crate::summary::tests::summarize;
    use crate::testing::{number, usage};

    fn unknown() -> Row<'static> {
        Row { usage_type: Some("USE1-ApiGatewayFrame"), ..usage(Meter::Other, 5, "125") }
    }

    #[test]
    fn a_third_websocket_usage_type_is_named_with_its_dollars() {
        let summary = summarize([Row { operation: Some("ApiGatewayWebSocket"), ..unknown() }]);
        let finding = &summary.findings[0];
        assert_eq!((finding.rule, finding.severity), ("WS-UNKNOWN-USAGE", Severity::Medium));
        assert_eq!(finding.title, "Unknown WebSocket usage type USE1-ApiGatewayFrame: 125.00 USD");
        assert_eq!(summary.unclassified.cost, number("125"));
    }

    #[test]
    fn other_unknown_usage_types_are_information() {
        let summary = summarize([Row { operation: Some("ApiGatewayPortal"), ..unknown() }]);
        assert_eq!((summary.findings[0].rule, summary.findings[0].severity), ("UNKNOWN-USAGE", Severity::Info));
    }
}
