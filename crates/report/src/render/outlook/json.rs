//! A forecast as JSON, in the manners of `summary`'s contract.

use analysis::forecast::{
    ApiForecast, BackTest, BillForecast, Confidence, Crossing, LayerForecast, MonthOutlook, TotalMonth,
};
use ledger::Decimal;
use serde::Serialize;

use super::told::notes;
use crate::render::json::{SCHEMA_VERSION, SourceBlock, pretty};
use crate::render::number::{Number, quotient};
use crate::source::Source;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    command: &'static str,
    currency: Option<&'a str>,
    cost_basis: &'static str,
    source: SourceBlock<'a>,
    history: HistoryBlock,
    layers: Vec<LayerBlock<'a>>,
    total: Vec<TotalBlock<'a>>,
    apis: Vec<ApiBlock<'a>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct HistoryBlock {
    start: String,
    settled_end: String,
    days: i64,
    unsettled_days: i64,
}

#[derive(Serialize)]
struct LayerBlock<'a> {
    meter: &'static str,
    model: Option<&'static str>,
    confidence: Option<&'static str>,
    back_test: Option<TestBlock>,
    months: Vec<MonthBlock<'a>>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct TestBlock {
    forecasts: usize,
    days: usize,
    error: Option<Number>,
    seasonal_naive_error: Option<Number>,
}

#[derive(Serialize)]
struct MonthBlock<'a> {
    month: &'a str,
    so_far: Number,
    quantity: Number,
    quantity_80: Option<[Number; 2]>,
    cost: Number,
    cost_80: Option<[Number; 2]>,
    crossings: Vec<CrossingBlock<'a>>,
}

#[derive(Serialize)]
struct CrossingBlock<'a> {
    region: Option<&'a str>,
    units: Number,
    day: String,
}

#[derive(Serialize)]
struct TotalBlock<'a> {
    month: &'a str,
    so_far: Number,
    cost: Number,
    cost_80: Option<[Number; 2]>,
}

#[derive(Serialize)]
struct ApiBlock<'a> {
    account: Option<&'a str>,
    region: Option<&'a str>,
    api_id: Option<&'a str>,
    stage: Option<&'a str>,
    layers: Vec<LayerBlock<'a>>,
}

/// The forecast as JSON with a newline at its end.
pub(crate) fn forecast(forecast: &BillForecast, source: &Source) -> Result<String, serde_json::Error> {
    pretty(&Document {
        schema_version: SCHEMA_VERSION,
        command: "forecast",
        currency: forecast.currency.as_deref(),
        cost_basis: forecast.cost_basis.name(),
        source: SourceBlock::of(source),
        history: HistoryBlock {
            start: forecast.first.to_string(),
            settled_end: forecast.settled.to_string(),
            days: (forecast.settled - forecast.first).num_days(),
            unsettled_days: forecast.unsettled,
        },
        layers: forecast.layers.iter().map(LayerBlock::of).collect(),
        total: forecast.total.iter().map(TotalBlock::of).collect(),
        apis: forecast.apis.iter().map(ApiBlock::of).collect(),
        notes: notes(forecast),
    })
}

fn bounds(bounds: Option<[Decimal; 2]>) -> Option<[Number; 2]> {
    bounds.map(|bounds| bounds.map(money))
}

/// An amount of a forecast has no more digits than a quotient.
fn money(amount: Decimal) -> Number {
    Number(amount.round(analysis::QUOTIENT_DIGITS))
}

impl<'a> LayerBlock<'a> {
    fn of(layer: &'a LayerForecast) -> Self {
        let outlook = layer.outlook.as_ref();
        let confidence = |confidence| match confidence {
            Confidence::BackTested => "back-tested",
            Confidence::Low => "low",
        };
        Self {
            meter: layer.quantity.meter().name(),
            model: outlook.ok().map(|outlook| outlook.model.name()),
            confidence: outlook.ok().map(|outlook| confidence(outlook.confidence)),
            back_test: outlook.ok().and_then(|outlook| outlook.back_test.as_ref()).map(TestBlock::of),
            months: outlook.iter().flat_map(|outlook| outlook.months.iter().map(MonthBlock::of)).collect(),
            reason: outlook.err().map(String::as_str),
        }
    }
}

impl TestBlock {
    fn of(test: &BackTest) -> Self {
        let share = |value: f64| quotient(Decimal::from_f64(value).ok());
        Self {
            forecasts: test.forecasts,
            days: test.horizon,
            error: share(test.error),
            seasonal_naive_error: share(test.naive_error),
        }
    }
}

impl<'a> MonthBlock<'a> {
    fn of(month: &'a MonthOutlook) -> Self {
        Self {
            month: &month.month,
            so_far: Number(month.so_far),
            quantity: Number(month.quantity),
            quantity_80: bounds(month.interval),
            cost: money(month.cost),
            cost_80: bounds(month.cost_interval),
            crossings: month.crossings.iter().map(CrossingBlock::of).collect(),
        }
    }
}

impl<'a> CrossingBlock<'a> {
    fn of(crossing: &'a Crossing) -> Self {
        Self { region: crossing.region.as_deref(), units: Number(crossing.units), day: crossing.day.to_string() }
    }
}

impl<'a> TotalBlock<'a> {
    fn of(total: &'a TotalMonth) -> Self {
        Self {
            month: &total.month,
            so_far: money(total.so_far),
            cost: money(total.cost),
            cost_80: bounds(total.interval),
        }
    }
}

impl<'a> ApiBlock<'a> {
    fn of(api: &'a ApiForecast) -> Self {
        Self {
            account: api.account.as_deref(),
            region: api.region.as_deref(),
            api_id: api.api_id.as_deref(),
            stage: api.stage.as_deref(),
            layers: api.layers.iter().map(LayerBlock::of).collect(),
        }
    }
}
