//! The cells and sentences about rates.

use analysis::{RateCard, RateLine, amount};
use ledger::Decimal;

use crate::render::words::plain;

const MILLION: Decimal = Decimal::from_int(1_000_000);

/// The columns of a table for people, and the cells of a line. Rates are per million metered units.
pub(super) const HEAD: [&str; 9] = [
    "payer",
    "Region",
    "meter",
    "paid units",
    "before discounts",
    "after discounts",
    "next unit",
    "next unit by the list",
    "against the list",
];

pub(super) fn cells(line: &RateLine) -> [String; 9] {
    let rate = |rate: Option<Decimal>| rate.map_or_else(|| "-".to_owned(), |rate| plain(rate.round(4)));
    let list = line.list.as_ref();
    [
        line.payer.clone().unwrap_or_else(|| "-".to_owned()),
        line.region.clone().unwrap_or_else(|| "-".to_owned()),
        line.priced.describe(),
        plain(line.paid.round(0)),
        rate(line.gross_per_million()),
        rate(line.net_per_million()),
        rate(line.marginal.map(|rate| rate.per_million)),
        rate(list.map(|list| list.marginal.times(MILLION))),
        line.against_list().map_or_else(|| "-".to_owned(), percent),
    ]
}

/// `-10 %`
fn percent(share: Decimal) -> String {
    let percent = share.times(Decimal::from_int(100)).round(1);
    let sign = if percent > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{} %", plain(percent))
}

/// Why a line has no rate of its own bill, or none at all.
pub(super) fn reason(line: &RateLine) -> Option<String> {
    let region = line.region.as_deref().unwrap_or("no Region");
    let what = line.priced.describe();
    let free =
        if line.free == line.quantity { "all of its usage is in the free tier" } else { "none of its usage is paid" };
    match (line.marginal.map(|rate| rate.source.is_list()), &line.list) {
        (Some(false), _) => None,
        (Some(true), Some(list)) => {
            Some(format!("{what} in {region}: {free}, so the next unit is that of the {}", list.source.describe()))
        }
        _ => Some(format!(
            "{what} in {region}: {free}, and no list price is known; give the offer file of that Region with --price-list"
        )),
    }
}

/// Tiers that were paid, where there are several.
pub(super) fn tiers(line: &RateLine) -> Option<String> {
    if line.tiers.len() < 2 {
        return None;
    }
    let region = line.region.as_deref().unwrap_or("no Region");
    let tiers = line.tiers.iter().map(|tier| {
        let each = tier.cost.times(MILLION).over(tier.quantity).map_or_else(String::new, |rate| plain(rate.round(4)));
        format!("{} at {each}", plain(tier.quantity.round(0)))
    });
    Some(format!(
        "{} in {region} reached several tiers: {}",
        line.priced.describe(),
        tiers.collect::<Vec<_>>().join(", ")
    ))
}

/// What holds for all lines.
pub(super) fn notes(card: &RateCard) -> Vec<String> {
    let mut notes: Vec<String> = card.lines.iter().filter_map(reason).collect();
    notes.extend(card.lines.iter().filter_map(tiers));
    let mut sources: Vec<String> =
        card.lines.iter().filter_map(|line| Some(line.list.as_ref()?.source.describe())).collect();
    sources.sort();
    sources.dedup();
    if !sources.is_empty() {
        notes.push(format!("The list: {}", sources.join("; ")));
    }
    notes.extend(card.gaps());
    notes.push(
        "Free and zero rows say nothing about a rate; a discount counts once, by the net column or by its own line items"
            .to_owned(),
    );
    notes.push(
        "Tiers are counted here by payer and Region; AWS adds up all accounts of an organization, so the export of a member \
         account cannot tell which tier comes next (unverified: whether Regions are added up)"
            .to_owned(),
    );
    if !card.loose_discounts.is_zero() {
        notes.push(format!("Discounts of {} name no usage type and are in no rate", amount(card.loose_discounts)));
    }
    notes
}
