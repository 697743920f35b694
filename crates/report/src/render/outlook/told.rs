//! What all views of a forecast say.

use analysis::forecast::{
    ApiForecast, BillForecast, Confidence, LayerForecast, MonthOutlook, Outlook, Quantity, TotalMonth,
};
use analysis::{amount, grouped};
use ledger::Decimal;

use crate::render::words::{counted, millions, percent};

/// So many APIs are shown; the JSON and the CSV have them all.
const MOST_APIS: usize = 10;

/// What a quantity is called.
pub(super) const fn name(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Messages => "Messages",
        Quantity::ConnectionMinutes => "Connection minutes",
        Quantity::LambdaDuration => "Lambda GB-seconds",
        Quantity::LambdaRequests => "Lambda requests",
    }
}

/// What the forecast is of, in a line.
pub(super) fn head(forecast: &BillForecast) -> String {
    let days = u64::try_from((forecast.settled - forecast.first).num_days()).unwrap_or_default();
    let last = forecast.settled.pred_opt().unwrap_or(forecast.settled);
    let currency = forecast.currency.as_deref().unwrap_or("no currency named");
    let unsettled = match forecast.unsettled {
        0 => String::new(),
        1 => "; one more day is not settled yet".to_owned(),
        days => format!("; {days} more days are not settled yet"),
    };
    format!(
        "Forecast in {currency} ({}), from {}, {} to {last}{unsettled}",
        forecast.cost_basis.name(),
        counted(days, "settled day"),
        forecast.first
    )
}

/// Heads of the columns of a month.
pub(super) const HEAD: [&str; 5] = ["so far", "whole month", "80 % between", "cost", "80 % between"];

/// The cells of a month of a layer: so far, all of it, the interval, cost, its interval.
pub(super) fn month_cells(month: &MonthOutlook) -> [String; 5] {
    let units = |value: Decimal| grouped(value, 0);
    [
        units(month.so_far),
        units(month.quantity),
        between(month.interval, units),
        amount(month.cost),
        between(month.cost_interval, amount),
    ]
}

/// The cells of a month of all layers.
pub(super) fn total_cells(month: &TotalMonth) -> [String; 5] {
    [String::new(), String::new(), String::new(), amount(month.cost), between(month.interval, amount)]
}

fn between(bounds: Option<[Decimal; 2]>, text: impl Fn(Decimal) -> String) -> String {
    bounds.map_or_else(|| "-".to_owned(), |bounds| bounds.map(text).join(" - "))
}

/// Heads of the columns of the back-test.
pub(super) const TEST_HEAD: [&str; 4] = ["error", "last week again", "forecasts", "model"];

/// How a layer was forecast, and how that did on known days.
pub(super) fn test_cells(outlook: &Outlook) -> [String; 4] {
    let share = |value: f64| percent(Decimal::from_f64(value).ok());
    let [error, naive, forecasts] = outlook.back_test.map_or_else(
        || ["-", "-", "too few days"].map(str::to_owned),
        |test| {
            let horizon = u64::try_from(test.horizon).unwrap_or_default();
            [share(test.error), share(test.naive_error), format!("{} of {}", test.forecasts, counted(horizon, "day"))]
        },
    );
    [error, naive, forecasts, outlook.model.describe().to_owned()]
}

/// The months, with the outlooks that have them.
pub(super) fn months(forecast: &BillForecast) -> Vec<&str> {
    let outlooks = forecast.layers.iter().filter_map(|layer| layer.outlook.as_ref().ok());
    let longest = outlooks.max_by_key(|outlook| outlook.months.len());
    longest.map(|outlook| outlook.months.iter().map(|month| month.month.as_str()).collect()).unwrap_or_default()
}

/// What there is to know beside the numbers.
pub(super) fn notes(forecast: &BillForecast) -> Vec<String> {
    let mut notes = Vec::new();
    for LayerForecast { quantity, outlook } in &forecast.layers {
        match outlook {
            Err(reason) => notes.push(format!("{}: no forecast: {reason}", name(*quantity))),
            Ok(outlook) => {
                notes.extend(outlook.months.iter().flat_map(|month| crossings(*quantity, month)));
                if outlook.confidence == Confidence::Low {
                    notes.push(format!("{}: low confidence, less than two weeks are settled", name(*quantity)));
                }
            }
        }
    }
    if forecast.total.is_empty() {
        notes.push("No total, since a layer of it has no forecast".to_owned());
    }
    let is_scenario = |layer: &LayerForecast| {
        layer.outlook.iter().flat_map(|outlook| &outlook.months).any(|month| month.interval.is_none())
    };
    if forecast.layers.iter().any(is_scenario) {
        notes.push(
            "Months without an interval lie farther ahead than days are known: what would come if all went on as it did"
                .to_owned(),
        );
    }
    notes.extend(forecast.assumptions.iter().cloned());
    notes
}

fn crossings(quantity: Quantity, month: &MonthOutlook) -> impl Iterator<Item = String> {
    month.crossings.iter().map(move |crossing| {
        let region = crossing.region.as_deref().map(|region| format!(" in {region}")).unwrap_or_default();
        let units = grouped(crossing.units, 0);
        format!(
            "{}{region} pass {units} of {} about {}, where the next tier begins",
            name(quantity),
            month.month,
            crossing.day
        )
    })
}

/// The APIs that cost most in the first month, and how many more there are.
pub(super) fn largest(forecast: &BillForecast) -> (Vec<&ApiForecast>, usize) {
    let mut apis: Vec<&ApiForecast> = forecast.apis.iter().collect();
    apis.sort_by_key(|api| std::cmp::Reverse(cost(api)));
    let more = apis.len().saturating_sub(MOST_APIS);
    apis.truncate(MOST_APIS);
    (apis, more)
}

fn cost(api: &ApiForecast) -> Decimal {
    let first = |layer: &LayerForecast| layer.outlook.as_ref().ok()?.months.first().map(|month| month.cost);
    api.layers.iter().filter_map(first).sum()
}

/// Heads of the columns of APIs; quantities are in millions.
pub(super) const API_HEAD: [&str; 7] =
    ["account", "Region", "API", "M messages", "80 % between", "M minutes", "80 % between"];

/// The cells of an API's first month.
pub(super) fn api_cells(api: &ApiForecast) -> [String; 7] {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let stage = api.stage.as_deref().map(|stage| format!("/{stage}")).unwrap_or_default();
    let units = millions;
    let of = |quantity| {
        let layer = api.layers.iter().find(|layer| layer.quantity == quantity);
        let Some(layer) = layer else { return ["-", "-"].map(str::to_owned) };
        match layer.outlook.as_ref().ok().and_then(|outlook| outlook.months.first()) {
            Some(month) => [units(month.quantity), between(month.interval, units)],
            None => ["too few days".to_owned(), "-".to_owned()],
        }
    };
    let ([messages, between_messages], [minutes, between_minutes]) =
        (of(Quantity::Messages), of(Quantity::ConnectionMinutes));
    let api_id = format!("{}{stage}", api.api_id.as_deref().unwrap_or("(no resource id)"));
    [text(&api.account), text(&api.region), api_id, messages, between_messages, minutes, between_minutes]
}
