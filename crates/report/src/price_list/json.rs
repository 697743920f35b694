//! `index.json`: products by SKU, and their prices by SKU, offer term and rate.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Offer, OfferRow, end};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    offer_code: String,
    publication_date: Option<String>,
    products: BTreeMap<String, Product>,
    terms: Terms,
}

#[derive(Deserialize)]
struct Product {
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Attributes {
    usagetype: Option<String>,
    operation: Option<String>,
    region_code: Option<String>,
}

#[derive(Deserialize)]
struct Terms {
    #[serde(rename = "OnDemand", default)]
    on_demand: BTreeMap<String, BTreeMap<String, Term>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Term {
    price_dimensions: BTreeMap<String, Dimension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dimension {
    begin_range: Option<String>,
    end_range: Option<String>,
    price_per_unit: BTreeMap<String, String>,
}

pub(super) fn read(text: &str) -> Result<Offer, String> {
    let written: Written = serde_json::from_str(text).map_err(|error| format!("this is no offer file ({error})"))?;
    let mut rows = Vec::new();
    for (sku, terms) in &written.terms.on_demand {
        let Some(Product { attributes }) = written.products.get(sku) else { continue };
        let Some(usage_type) = attributes.usagetype.as_deref().map(str::trim) else { continue };
        let region = attributes.region_code.as_deref().map(str::trim).filter(|region| !region.is_empty());
        let dimensions = terms.values().flat_map(|term| &term.price_dimensions);
        for (rate, dimension) in dimensions {
            let broken = |what: &str| format!("the {what} of rate {rate} is no number");
            let from = dimension.begin_range.as_deref().unwrap_or("0");
            let to = dimension.end_range.as_deref().unwrap_or("Inf");
            for (currency, price) in &dimension.price_per_unit {
                rows.push(OfferRow {
                    sku: sku.clone(),
                    usage_type: usage_type.to_owned(),
                    operation: attributes.operation.as_deref().unwrap_or_default().trim().to_owned(),
                    region: region.map(str::to_owned),
                    from: from.parse().map_err(|_| broken("beginRange"))?,
                    to: end(to).map_err(|_| broken("endRange"))?,
                    price: price.parse().map_err(|_| broken("pricePerUnit"))?,
                    currency: currency.trim().to_owned(),
                });
            }
        }
    }
    Ok(Offer { service: written.offer_code.trim().to_owned(), published: written.publication_date, rows })
}
