//! The forecast of a bill.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use ledger::{Decimal, Ledger};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::days::{BackTest, Days, FEWEST, FEWEST_FOR_MODELS};
use super::model::{Model, number};
use super::month::{MonthSpan, date, months};
use super::price::{Crossing, Price, crossings};
use super::usage::{ApiKey, Daily, Quantity, Usage};
use crate::cost::CostBasis;
use crate::digest::digests;
use crate::period::{Period, first_day, next_month, seconds};
use crate::prices::PriceList;
use crate::rates::MeterKey;
use crate::settings::{Key, Settings};
use crate::survey::{SummaryError, Survey};

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Days by which usage of a layer is shared out among payers and Regions.
const RECENT: i64 = 28;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct ForecastRequest {
    /// Cost basis.
    pub cost: CostBasis,
    /// Thresholds: when days are settled.
    pub settings: Settings,
    /// List prices, for the tiers.
    pub prices: PriceList,
    /// Months behind the running one.
    pub months: u32,
}

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForecastError {
    /// The ledger cannot be summed up.
    Summary(SummaryError),
    /// No message, no connection minute and no Lambda usage is in it.
    NoUsage,
    /// Usage is told by months alone.
    OfMonths,
    /// So many days are settled, the last of them this one.
    TooFew {
        /// Days with usage and those between them.
        days: usize,
        /// The first day that is not settled.
        settled: NaiveDate,
    },
}

impl fmt::Display for ForecastError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Summary(error) => error.fmt(f),
            Self::NoUsage => f.write_str(
                "there is nothing to forecast: the bill holds no WebSocket messages, no connection minutes and no Lambda usage",
            ),
            Self::OfMonths => f.write_str(
                "a monthly export says nothing about days, by which usage is forecast; give a daily or hourly export",
            ),
            Self::TooFew { days, settled } => write!(
                f,
                "{days} settled {} before {settled} are too few for a forecast, which takes at least {FEWEST}: give earlier \
                 months too, or wait",
                if *days == 1 { "day" } else { "days" }
            ),
        }
    }
}

/// How much a forecast is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// A back-test chose the model.
    BackTested,
    /// Fewer days than a pattern of weekdays takes.
    Low,
}

/// A forecast of both meters and of Lambda.
#[derive(Debug, Clone, PartialEq)]
pub struct BillForecast {
    /// The one currency of all amounts; `None` where the bill names none.
    pub currency: Option<String>,
    /// The cost basis.
    pub cost_basis: CostBasis,
    /// The first day with usage.
    pub first: NaiveDate,
    /// The day after the last settled one; what is forecast begins here.
    pub settled: NaiveDate,
    /// Days with data behind the settled ones, which AWS still adds to; they are forecast, not read.
    pub unsettled: i64,
    /// Each quantity with usage.
    pub layers: Vec<LayerForecast>,
    /// Cost of all layers by month; empty where one of them cannot be told.
    pub total: Vec<TotalMonth>,
    /// Each API, ordered by account, Region, API id and stage, null first.
    pub apis: Vec<ApiForecast>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
}

/// The forecast of one quantity, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerForecast {
    /// Which.
    pub quantity: Quantity,
    /// What comes.
    pub outlook: Result<Outlook, String>,
}

/// What comes of a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The model that was chosen.
    pub model: Model,
    /// How it did on known days.
    pub back_test: Option<BackTest>,
    /// What it is worth.
    pub confidence: Confidence,
    /// Month by month.
    pub months: Vec<MonthOutlook>,
}

/// A month of a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthOutlook {
    /// `YYYY-MM`.
    pub month: String,
    /// What its settled days have; 0 in months to come.
    pub so_far: Decimal,
    /// All of it.
    pub quantity: Decimal,
    /// What it is between in four of five cases; `None` farther ahead than days are known.
    pub interval: Option<[Decimal; 2]>,
    /// On the cost basis.
    pub cost: Decimal,
    /// At the bounds of the interval.
    pub cost_interval: Option<[Decimal; 2]>,
    /// Tiers that it passes.
    pub crossings: Vec<Crossing>,
}

/// A month of the cost of all layers.
#[derive(Debug, Clone, PartialEq)]
pub struct TotalMonth {
    /// `YYYY-MM`.
    pub month: String,
    /// What its settled days cost.
    pub so_far: Decimal,
    /// All of it.
    pub cost: Decimal,
    /// By the errors of the total itself: single layers go up and down for themselves.
    pub interval: Option<[Decimal; 2]>,
}

/// The forecast of an API.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiForecast {
    /// Usage account id.
    pub account: Option<String>,
    /// AWS Region code.
    pub region: Option<String>,
    /// API id; `None` for rows without a resource id.
    pub api_id: Option<String>,
    /// Stage, where the bill names one.
    pub stage: Option<String>,
    /// Messages and connection minutes, those that it has.
    pub layers: Vec<LayerForecast>,
}

/// What all parts of a forecast need.
struct Frame {
    /// The first day that is not settled.
    settled: i64,
    months: Vec<MonthSpan>,
    /// Days to forecast.
    count: usize,
    /// The settled parts of the last two months, by which prices are told.
    priced: Vec<(i64, i64)>,
}

/// Forecasts a ledger.
///
/// # Errors
/// Where nothing is there to be forecast, or too little: the error says what would help.
pub fn forecast(ledger: &Ledger, request: &ForecastRequest) -> Result<BillForecast, ForecastError> {
    let digests = digests(ledger);
    let survey = Survey::of(&digests).map_err(ForecastError::Summary)?;
    let basis = request.cost.available(survey.columns);
    let (from, gap) = unbroken(&survey.months);
    let usage = Usage::of(ledger, basis, from);
    if usage.of_months {
        return Err(ForecastError::OfMonths);
    }
    let period = Period::of(ledger.coverage(), &survey.months);
    let first = usage.meters.values().filter_map(Daily::first).min().ok_or(ForecastError::NoUsage)?;
    let frame = frame(&period, request, first)?;
    let list = Some(&request.prices).filter(|list| survey.currency == Some(list.currency()));
    let layers = layers(&usage, &frame, list);
    let total = total(&usage, &frame, &layers, list);
    let mut assumptions = assumptions(&layers, &usage, &frame, list);
    assumptions.extend(gap);
    let apis = apis(&usage, &frame, &layers);
    let through = period.data_through.map_or(frame.settled, |through| through.div_euclid(DAY));
    Ok(BillForecast {
        currency: survey.currency.map(str::to_owned),
        cost_basis: basis,
        first: date(first).unwrap_or_default(),
        settled: date(frame.settled).unwrap_or_default(),
        unsettled: (through - frame.settled).max(0),
        layers,
        total,
        apis,
        assumptions,
    })
}

fn frame(period: &Period, request: &ForecastRequest, first: i64) -> Result<Frame, ForecastError> {
    let settled = period.settled_end(request.settings.value(Key::SettleLagDays)).ok_or(ForecastError::NoUsage)?;
    let settled = settled.div_euclid(DAY);
    let days = usize::try_from(settled - first).unwrap_or_default();
    if days < FEWEST {
        return Err(ForecastError::TooFew { days, settled: date(settled).unwrap_or_default() });
    }
    let spans = months(settled, request.months);
    let count = spans.last().map_or(0, |month| month.through);
    // The month of the last settled day, and the one before.
    let last = months(settled - 1, 1).first().map_or(settled, |month| month.first.min(settled - 1));
    let before = months(last - 1, 1).first().map_or(last, |month| month.first);
    Ok(Frame { settled, months: spans, count, priced: vec![(before, last), (last, settled)] })
}

fn layers(usage: &Usage<'_>, frame: &Frame, list: Option<&PriceList>) -> Vec<LayerForecast> {
    let used = Quantity::ALL.into_iter().map(|quantity| (quantity, usage.total(quantity)));
    let used: Vec<(Quantity, Daily)> = used.filter(|(_, daily)| daily.first().is_some()).collect();
    let layer = |(quantity, daily): &(Quantity, Daily)| {
        let groups = groups(usage, *quantity, frame, list);
        LayerForecast { quantity: *quantity, outlook: outlook(daily, frame, &groups) }
    };
    used.par_iter().map(layer).collect()
}

/// Usage of a payer in a Region, which has its own tiers.
struct Group<'a> {
    region: Option<&'a str>,
    daily: &'a Daily,
    /// Of what is forecast.
    share: f64,
    price: Price,
}

fn groups<'a>(usage: &'a Usage<'a>, quantity: Quantity, frame: &Frame, list: Option<&PriceList>) -> Vec<Group<'a>> {
    let own = || usage.meters.iter().filter(|((own, _), _)| *own == quantity);
    let recent = |daily: &Daily| daily.sum(frame.settled - RECENT, frame.settled).0.to_f64();
    let all: f64 = own().map(|(_, daily)| recent(daily)).sum();
    let group = |((_, key), daily): (&'a (Quantity, MeterKey<'a>), &'a Daily)| {
        let (_, region, priced) = *key;
        // Lambda is mostly covered by free tiers and plans, whose share says more than tiers that hardly anyone reaches.
        let list = list.zip(region).filter(|_| priced.meter.is_websocket());
        Group {
            region,
            daily,
            share: if all > 0.0 { recent(daily) / all } else { 0.0 },
            price: Price::of(daily, &frame.priced, list.map(|(list, region)| (list, region, priced))),
        }
    };
    own().map(group).collect()
}

/// The forecast of a series.
fn outlook(daily: &Daily, frame: &Frame, groups: &[Group<'_>]) -> Result<Outlook, String> {
    let history = daily.quantities(frame.settled);
    let days = Days::of(&history, frame.count).ok_or_else(|| too_few(history.len()))?;
    let months =
        frame.months.iter().map(|&month| month_outlook(&days, (month, history.len()), frame, groups)).collect();
    let confidence = if history.len() < FEWEST_FOR_MODELS { Confidence::Low } else { Confidence::BackTested };
    Ok(Outlook { model: days.model, back_test: days.back_test, confidence, months })
}

fn too_few(days: usize) -> String {
    format!("{days} settled days with usage, where a forecast takes at least {FEWEST}")
}

fn month_outlook(days: &Days, (month, known): (MonthSpan, usize), frame: &Frame, groups: &[Group<'_>]) -> MonthOutlook {
    let rest: f64 = days.days.get(month.before..month.through).unwrap_or_default().iter().sum();
    let spread = spread(days, month, known);
    let so_far: Decimal = groups.iter().map(|group| group.daily.sum(month.first, frame.settled).0).sum();
    let scaled = |times: f64| so_far.plus(whole(rest * times));
    let cost = |times: f64| -> Decimal {
        let costs = groups.iter().map(|group| {
            let (own, paid) = group.daily.sum(month.first, frame.settled);
            paid.plus(group.price.cost(own, own.plus(whole(rest * times * group.share))))
        });
        costs.sum()
    };
    let of_group = |group: &Group<'_>| {
        let own = group.daily.sum(month.first, frame.settled).0;
        let daily: Vec<f64> = days.days.iter().map(|day| day * group.share).collect();
        crossings(&group.price, group.region, own, (month, &daily))
    };
    MonthOutlook {
        month: month.name(),
        so_far,
        quantity: scaled(1.0),
        interval: spread.map(|spread| [scaled((1.0 - spread).max(0.0)), scaled(1.0 + spread)]),
        cost: cost(1.0),
        cost_interval: spread.map(|spread| [cost((1.0 - spread).max(0.0)), cost(1.0 + spread)]),
        crossings: groups.iter().flat_map(of_group).collect(),
    }
}

/// By which share the forecast days of a month may be off; `None` farther ahead than days are known.
fn spread(days: &Days, month: MonthSpan, known: usize) -> Option<f64> {
    if month.through > known {
        return None;
    }
    // What is surer of all days up to the end of a month than of those before it is not sure of the month alone.
    let upto = |count: usize| days.spread(count) * number(count);
    let own = (upto(month.through) - upto(month.before)) / number(month.days().max(1));
    Some(own.max(days.spread(month.through)))
}

/// A forecast has no parts of units.
fn whole(value: f64) -> Decimal {
    Decimal::from_f64(value.round()).unwrap_or_default()
}

/// Costs of all layers together, with the errors of their sum.
fn total(usage: &Usage<'_>, frame: &Frame, layers: &[LayerForecast], list: Option<&PriceList>) -> Vec<TotalMonth> {
    let Ok(outlooks) = layers.iter().map(|layer| layer.outlook.as_ref()).collect::<Result<Vec<_>, _>>() else {
        return Vec::new();
    };
    // Every unit at its mean price: what tiers take off late in a month is no change of usage.
    let (mut daily, mut valued) = (Daily::default(), Daily::default());
    for group in layers.iter().flat_map(|layer| groups(usage, layer.quantity, frame, list)) {
        daily.merge(group.daily);
        valued.merge(&group.daily.valued(&frame.priced));
    }
    let history = valued.quantities(frame.settled);
    let days = Days::of(&history, frame.count);
    let month = |(at, month): (usize, &MonthSpan)| {
        let cost: Decimal = outlooks.iter().map(|outlook| outlook.months[at].cost).sum();
        let so_far = daily.sum(month.first, frame.settled).1;
        let rest = cost.minus(so_far);
        let bound = |times: f64| so_far.plus(rest.times(Decimal::from_f64(times).unwrap_or_default())).round(6);
        let spread = days.as_ref().and_then(|days| spread(days, *month, history.len()));
        let interval = spread.map(|spread| [bound((1.0 - spread).max(0.0)), bound(1.0 + spread)]);
        TotalMonth { month: month.name(), so_far, cost, interval }
    };
    frame.months.iter().enumerate().map(month).collect()
}

/// Each API on its own, at the mean price of its layer.
fn apis(usage: &Usage<'_>, frame: &Frame, layers: &[LayerForecast]) -> Vec<ApiForecast> {
    let keys: BTreeSet<ApiKey<'_>> = usage.apis.keys().map(|(key, _)| *key).collect();
    let keys: Vec<ApiKey<'_>> = keys.into_iter().collect();
    let mean = |quantity: Quantity, at: usize| {
        let layer = layers.iter().find(|layer| layer.quantity == quantity)?;
        let month = layer.outlook.as_ref().ok()?.months.get(at)?;
        month.cost.over(month.quantity)
    };
    let forecast = |key: &ApiKey<'_>| {
        let own = [Quantity::Messages, Quantity::ConnectionMinutes].into_iter();
        let layers = own.filter_map(|quantity| {
            let daily = usage.apis.get(&(*key, quantity)).filter(|daily| daily.first().is_some())?;
            let price = Price::of(daily, &frame.priced, None);
            let group = Group { region: key.1, daily, share: 1.0, price };
            let mut outlook = outlook(daily, frame, &[group]);
            for (at, month) in outlook.iter_mut().flat_map(|outlook| outlook.months.iter_mut().enumerate()) {
                let price = mean(quantity, at).unwrap_or_default();
                month.cost = month.quantity.times(price);
                month.cost_interval = month.interval.map(|bounds| bounds.map(|units| units.times(price)));
            }
            Some(LayerForecast { quantity, outlook })
        });
        let text = |text: Option<&str>| text.map(str::to_owned);
        let (account, region, api_id, stage) = *key;
        let layers = layers.collect();
        ApiForecast { account: text(account), region: text(region), api_id: text(api_id), stage: text(stage), layers }
    };
    keys.par_iter().map(forecast).collect()
}

fn assumptions(layers: &[LayerForecast], usage: &Usage<'_>, frame: &Frame, list: Option<&PriceList>) -> Vec<String> {
    let mut sources: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for layer in layers {
        for group in groups(usage, layer.quantity, frame, list) {
            let source = group.price.list.clone().unwrap_or_else(|| "one mean rate of the bill".to_owned());
            sources.entry(source).or_default().insert(layer.quantity.meter().name());
        }
    }
    let told = sources.into_iter().map(|(source, meters)| {
        let meters: Vec<&str> = meters.into_iter().collect();
        format!("Tiers of {}: {source}", meters.join(", "))
    });
    let mut told: Vec<String> = told.collect();
    told.push(
        "What is paid of those tiers is what this bill paid of them in the settled days of its last two months: discounts, free \
         tiers and plans go on as they were"
            .to_owned(),
    );
    told.push("Tiers count by payer and Region, from the first unit of a month on; other accounts of an organization are not known".to_owned());
    told.push("Transfer, fees, credits and tax are not forecast".to_owned());
    told
}

/// The first day of the months that follow each other up to the last one, and what to say of what lies before.
fn unbroken(months: &BTreeSet<&str>) -> (i64, Option<String>) {
    let dated: Vec<NaiveDate> = months.iter().filter_map(|month| first_day(month)).collect();
    let gap = dated.windows(2).rposition(|pair| next_month(pair[0]) != Some(pair[1]));
    let Some(&first) = dated.get(gap.map_or(0, |gap| gap + 1)) else { return (i64::MIN, None) };
    let told = gap.map(|gap| {
        let missing = next_month(dated[gap]).map(|month| month.format("%Y-%m").to_string()).unwrap_or_default();
        format!("No line item of {missing} is here, so that what lies before {first} is left out")
    });
    (seconds(first).div_euclid(DAY), told)
}
