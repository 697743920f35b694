//! `WS-FREE-TIER`: usage that costs nothing yet is not "no usage".

use std::collections::BTreeMap;

use classify::{Charge, Meter};
use ledger::{Decimal, Rate, Row};

use super::{Context, Evidence, EvidenceKind, Finding, Severity};
use crate::QUOTIENT_DIGITS;
use crate::rates::{MarginalRate, RateSource};
use crate::rules::FREE_TIER;
use crate::text::{counted, grouped, money};

const MILLION: Decimal = Decimal::from_int(1_000_000);

#[derive(Debug, Clone, Copy, Default)]
struct Free {
    messages: Decimal,
    minutes: Decimal,
}

/// Collects free WebSocket usage by payer and Region, as the free tier is shared by a payer's accounts.
#[derive(Debug, Default)]
pub(super) struct FreeTally<'a> {
    places: BTreeMap<(Option<&'a str>, Option<&'a str>), Free>,
}

impl<'a> FreeTally<'a> {
    pub(super) fn add(&mut self, row: &Row<'a>) {
        if row.rate != Rate::FreeTier || row.charge != Charge::Usage || !row.meter.is_websocket() {
            return;
        }
        let free = self.places.entry((row.payer, row.region)).or_default();
        let sum = if row.meter == Meter::Messages { &mut free.messages } else { &mut free.minutes };
        *sum = sum.plus(row.sums.quantity);
    }

    pub(super) fn find(self, context: &Context<'_>) -> Vec<Finding> {
        self.places.into_iter().map(|((payer, region), free)| finding(payer, region, free, context)).collect()
    }
}

fn finding(payer: Option<&str>, region: Option<&str>, free: Free, context: &Context<'_>) -> Finding {
    let pair = context.rates.pair(payer, region);
    let value = worth(free.messages, pair.message).zip(worth(free.minutes, pair.minute));
    let value = value.map(|(messages, minutes)| messages.plus(minutes).round(QUOTIENT_DIGITS));
    let only_free = context.apis.iter().filter(|api| api.region.as_deref() == region && api.is_free()).count();
    let worth_text =
        value.map_or_else(String::new, |value| format!("; at paid rates {}", money(value, context.currency)));
    let list_price = pair.source().is_some_and(RateSource::is_list);
    let value_kind = if list_price { EvidenceKind::Assumed } else { EvidenceKind::Model };
    let mut evidence = vec![
        Evidence::sum("free_messages", free.messages, "messages"),
        Evidence::sum("free_minutes", free.minutes, "minutes"),
    ];
    evidence.extend(
        Evidence::quotient("value_at_paid_rates", value, context.unit()).map(|value| value.of_kind(value_kind)),
    );
    Finding {
        rule: FREE_TIER.id,
        class: None,
        severity: Severity::Info,
        account: None,
        region: region.map(str::to_owned),
        api_id: None,
        stage: None,
        title: format!(
            "{}: {} messages and {} connection minutes cost nothing{worth_text}",
            FREE_TIER.title,
            grouped(free.messages, 0),
            grouped(free.minutes, 0)
        ),
        evidence,
        monthly_saving: None,
        assumptions: assumptions(list_price, value.is_none(), only_free),
        may_not_claim: FREE_TIER.not_claimed(None),
        advice: "Plan with the paid rates: the usage is real and is counted in every ratio here.".to_owned(),
    }
}

/// What a quantity costs at a rate; nothing costs nothing at any rate.
fn worth(quantity: Decimal, rate: Option<MarginalRate>) -> Option<Decimal> {
    if quantity.is_zero() {
        return Some(Decimal::ZERO);
    }
    quantity.times(rate?.per_million).over(MILLION)
}

fn assumptions(list_price: bool, no_price: bool, only_free: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if list_price {
        lines.push("Priced at list: the bill has no paid rows for one of the meters here.".to_owned());
    }
    if no_price {
        lines.push("Not priced: neither the bill nor the built-in table has a rate for this Region.".to_owned());
    }
    if only_free > 0 {
        let are = if only_free == 1 { "has" } else { "have" };
        lines.push(format!(
            "{} here {are} usage in the free tier only: cost 0 is not \"no usage\".",
            counted(only_free, "API")
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use ledger::{Rate, Row};

    use crate::summary::tests::summarize;
    use crate::testing::{messages, minutes, number};

    #[test]
    fn free_usage_is_told_apart_from_no_usage() {
        let free = |row: Row<'static>| Row { rate: Rate::FreeTier, ..row };
        let summary = summarize([free(messages(1_000_000, "0")), free(minutes(400_000, "0"))]);
        let finding = &summary.findings[0];
        assert_eq!(finding.rule, "WS-FREE-TIER");
        // 1 M × 1.00 + 0.4 M × 0.25, at list.
        assert_eq!(
            finding.title,
            "Free tier: 1,000,000 messages and 400,000 connection minutes cost nothing; at paid rates 1.10 USD"
        );
        assert_eq!(finding.evidence[2].value, number("1.1"));
        assert!(finding.assumptions.iter().any(|line| line.starts_with("1 API here has usage in the free tier only")));
    }
}
