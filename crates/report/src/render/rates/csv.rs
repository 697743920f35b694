//! Rates as one table: a row for each rate. Numbers are exact; rates are of one unit.

use analysis::{Priced, RateCard, RateLine};
use classify::Meter;
use ledger::Decimal;

use crate::render::csv::{harmless, line};

const HEAD: [&str; 15] = [
    "payer",
    "region",
    "meter",
    "architecture",
    "billing_period",
    "currency",
    "quantity",
    "free",
    "paid",
    "cost",
    "after_discounts",
    "marginal_per_million",
    "source",
    "list_cost",
    "list_marginal_per_million",
];

/// The table, with its head.
pub(crate) fn rates(card: &RateCard) -> String {
    let mut text = line(HEAD.map(str::to_owned));
    let name = |name: &Option<String>| name.as_deref().map_or_else(String::new, harmless);
    let number = |value: Option<Decimal>| value.map_or_else(String::new, |value| value.to_string());
    for rate in &card.lines {
        let list = rate.list.as_ref();
        text.push_str(&line([
            name(&rate.payer),
            name(&rate.region),
            rate.priced.meter.name().to_owned(),
            architecture(rate).to_owned(),
            rate.billing_period.clone(),
            name(&card.currency),
            rate.quantity.to_string(),
            rate.free.to_string(),
            rate.paid.to_string(),
            rate.cost.to_string(),
            number(rate.after_discounts),
            number(rate.marginal.map(|rate| rate.per_million.round(analysis::QUOTIENT_DIGITS))),
            rate.marginal.map_or("", |rate| rate.source.name()).to_owned(),
            number(list.map(|list| list.cost)),
            number(list.map(|list| list.marginal.times(Decimal::from_int(1_000_000)))),
        ]));
    }
    text
}

/// Of what is priced by processors.
fn architecture(rate: &RateLine) -> &'static str {
    match rate.priced {
        Priced { meter: Meter::LambdaDuration, arm: true } => "arm64",
        Priced { meter: Meter::LambdaDuration, arm: false } => "x86_64",
        _ => "",
    }
}
