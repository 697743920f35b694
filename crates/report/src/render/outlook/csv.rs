//! A forecast as one table: a row for each month of each quantity, in total and of each API.

use analysis::forecast::{BillForecast, LayerForecast, MonthOutlook, Outlook};
use ledger::Decimal;

use crate::render::csv::{harmless, line};

const HEAD: [&str; 16] = [
    "month",
    "scope",
    "account",
    "region",
    "api_id",
    "stage",
    "currency",
    "meter",
    "so_far",
    "quantity",
    "quantity_low",
    "quantity_high",
    "cost",
    "cost_low",
    "cost_high",
    "model",
];

/// The table, with its head. The rows of all layers together name no meter and no quantity.
pub(crate) fn forecast(forecast: &BillForecast) -> String {
    let mut text = line(HEAD.map(str::to_owned));
    let currency = forecast.currency.as_deref().unwrap_or_default();
    let mut add = |scope: &str, place: [&Option<String>; 4], layer: &LayerForecast| {
        let Ok(outlook) = &layer.outlook else { return };
        for month in &outlook.months {
            text.push_str(&row(
                &Place { scope, parts: place, currency, meter: layer.quantity.meter().name() },
                month,
                outlook,
            ));
        }
    };
    forecast.layers.iter().for_each(|layer| add("total", [&None; 4], layer));
    for api in &forecast.apis {
        let place = [&api.account, &api.region, &api.api_id, &api.stage];
        api.layers.iter().for_each(|layer| add("api", place, layer));
    }
    for month in &forecast.total {
        let [low, high] = bounds(month.interval);
        let mut cells = [(); HEAD.len()].map(|()| String::new());
        cells[0].clone_from(&month.month);
        "total".clone_into(&mut cells[1]);
        cells[6] = harmless(currency);
        [cells[12], cells[13], cells[14]] = [money(month.cost), low, high];
        text.push_str(&line(cells));
    }
    text
}

/// What a row is of.
struct Place<'a> {
    scope: &'a str,
    /// Account, Region, API id, stage.
    parts: [&'a Option<String>; 4],
    currency: &'a str,
    meter: &'a str,
}

fn row(of: &Place<'_>, month: &MonthOutlook, outlook: &Outlook) -> String {
    let ([low, high], [cost_low, cost_high]) = (bounds(month.interval), bounds(month.cost_interval));
    let [account, region, api_id, stage] = of.parts.map(|text| harmless(text.as_deref().unwrap_or_default()));
    line([
        month.month.clone(),
        of.scope.to_owned(),
        account,
        region,
        api_id,
        stage,
        harmless(of.currency),
        of.meter.to_owned(),
        month.so_far.to_string(),
        month.quantity.to_string(),
        low,
        high,
        money(month.cost),
        cost_low,
        cost_high,
        outlook.model.name().to_owned(),
    ])
}

fn bounds(bounds: Option<[Decimal; 2]>) -> [String; 2] {
    bounds.map(|bounds| bounds.map(money)).unwrap_or_default()
}

/// An amount of a forecast has no more digits than a quotient.
fn money(amount: Decimal) -> String {
    amount.round(analysis::QUOTIENT_DIGITS).to_string()
}
