//! Offer files of the AWS Price List, as AWS publishes them:
//! `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonApiGateway/current/us-east-1/index.json`, or `.csv`.
//!
//! - `json`, `csv`: the two forms of one file, to rows
//!
//! What a row's usage type means is told as for a bill, by `classify`.

mod csv;
mod json;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use analysis::{MOST_PRICE, PriceList, PriceSource, PriceTier, Priced, Tiers};
use classify::{Product, UsageType};
use ledger::Decimal;

use crate::document::{self, Document};

/// More than the offer files of both services for all Regions have.
const MOST: u64 = 256 << 20;

/// A row of an offer file: one tier of one price.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OfferRow {
    sku: String,
    usage_type: String,
    operation: String,
    /// As the file has it, such as `us-east-1`; older ones have none.
    region: Option<String>,
    /// Units from which and up to which it holds; `None`: without end.
    from: Decimal,
    to: Option<Decimal>,
    price: Decimal,
    currency: String,
}

/// What an offer file says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Offer {
    /// `AmazonApiGateway`
    service: String,
    published: Option<String>,
    rows: Vec<OfferRow>,
}

/// The built-in prices, and over them those of these files in their order.
pub(crate) fn read(paths: &[PathBuf]) -> Result<PriceList, Vec<String>> {
    let mut list = PriceList::built_in();
    let mut errors = Vec::new();
    for path in paths {
        if let Err(what) = add(&mut list, path) {
            errors.push(what);
        }
    }
    if errors.is_empty() { Ok(list) } else { Err(errors) }
}

fn add(list: &mut PriceList, path: &Path) -> Result<(), String> {
    const EXPECTED: &str = "an offer file of AmazonApiGateway or AWSLambda, index.json or index.csv";
    let kind = Document { what: "price list", expected: EXPECTED, by: "--price-list", most: MOST };
    let text = document::text(path, kind)?;
    let name = path.display().to_string();
    let refused = |what: String| format!("{name}: {what}; give {EXPECTED}");
    let text = text.trim_start_matches('\u{feff}');
    let offer = if text.trim_start().starts_with('{') { json::read(text) } else { csv::read(text) }.map_err(refused)?;
    if offer.rows.is_empty() {
        return Err(refused("holds no price, as AWS's files for Regions without the service do".to_owned()));
    }
    let Some(product) = Product::from_code(&offer.service) else {
        return Err(refused(format!("this is the offer file of {}", crate::render::safe::prose(&offer.service))));
    };
    let source = PriceSource::File { name: name.clone(), published: offer.published.clone() };
    let place = |row: &OfferRow| region(product, row);
    let regions: BTreeSet<String> = offer.rows.iter().filter_map(place).collect();
    let prices = prices(product, offer.rows, list.currency()).map_err(refused)?;
    if prices.is_empty() {
        return Err(refused(format!("holds no price in {} of a meter that is known", list.currency())));
    }
    for ((region, priced), tiers) in prices {
        list.set(&region, priced, tiers, source.clone());
    }
    for region in regions {
        list.set_lacking(&region, product, &name);
    }
    Ok(())
}

/// The tiers of each meter and Region.
fn prices(product: Product, rows: Vec<OfferRow>, currency: &str) -> Result<BTreeMap<(String, Priced), Tiers>, String> {
    let mut skus: BTreeMap<(String, Priced), BTreeMap<String, Vec<OfferRow>>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| row.currency == currency) {
        let usage = UsageType {
            product,
            usage_type: Some(&row.usage_type),
            operation: Some(row.operation.as_str()).filter(|operation| !operation.is_empty()),
            service_code: None,
        };
        let Some(priced) = Priced::of_usage(classify::meter(usage).value, Some(&row.usage_type)) else { continue };
        let Some(region) = region(product, &row) else { continue };
        skus.entry((region, priced)).or_default().entry(row.sku.clone()).or_default().push(row);
    }
    let mut prices = BTreeMap::new();
    for ((region, priced), skus) in skus {
        let mut all = Vec::new();
        for (sku, rows) in skus {
            // A free tier has an entry of its own, at no price.
            if rows.iter().all(|row| row.price.is_zero()) {
                continue;
            }
            rows.iter()
                .try_for_each(|row| plausible(row.price))
                .map_err(|why| format!("the price of {} in {region} (SKU {sku}) {why}", priced.describe()))?;
            let what = || format!("the tiers of {} in {region} (SKU {sku}) leave a gap or overlap", priced.describe());
            let tiers = tiers(rows).ok_or_else(what)?;
            if !all.contains(&tiers) {
                all.push(tiers);
            }
        }
        match all.len() {
            0 => {}
            1 => prices.extend(all.pop().map(|tiers| ((region, priced), tiers))),
            _ => return Err(format!("{} in {region} has several prices", priced.describe())),
        }
    }
    Ok(prices)
}

/// Where a row's price holds.
fn region(product: Product, row: &OfferRow) -> Option<String> {
    let by_prefix = || classify::region_of_usage_type(product, &row.usage_type).map(str::to_owned);
    // Codes are written in small letters; one in others would be a Region that no bill names.
    row.region.as_deref().map(str::to_lowercase).or_else(by_prefix)
}

/// Why a unit cannot have this price.
fn plausible(price: Decimal) -> Result<(), String> {
    if price < Decimal::ZERO {
        return Err(format!("is {price}, and none is below 0; fetch the file again"));
    }
    if price > Decimal::from_int(MOST_PRICE) {
        return Err(format!("is {price} a unit, and none is above {MOST_PRICE}; fetch the file again"));
    }
    Ok(())
}

/// Rows of one SKU as tiers; `None` where one does not begin where the one before ends.
fn tiers(mut rows: Vec<OfferRow>) -> Option<Tiers> {
    rows.sort_by_key(|row| row.from);
    rows.dedup_by(|row, before| (row.from, row.to, row.price) == (before.from, before.to, before.price));
    let mut reached = Decimal::ZERO;
    let mut tiers = Vec::new();
    for row in rows {
        (row.from == reached).then_some(())?;
        reached = row.to.unwrap_or(reached);
        tiers.push(PriceTier { up_to: row.to, price: row.price });
    }
    Tiers::new(tiers)
}

/// An end of a tier: a number of units, or `Inf`.
fn end(text: &str) -> Result<Option<Decimal>, <Decimal as FromStr>::Err> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("inf") { Ok(None) } else { text.parse().map(Some) }
}

#[cfg(test)]
mod tests;
