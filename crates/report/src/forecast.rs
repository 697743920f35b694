//! `report forecast --scenario`: from scenarios and prices to a report.

use std::path::PathBuf;

use analysis::PriceList;
use analysis::scenario::{MissingPrice, Projection, Scenario, project};
use classify::Meter;
use ledger::Decimal;

use crate::cli::Format;
use crate::console::Console;
use crate::deliver::{Places, ReadFrom};
use crate::exit::Exit;
use crate::mask::Mask;
use crate::plan::{ForecastTask, Reading};
use crate::render::forecast::{self, Forecast};
use crate::run::{Failure, open, refuse, tell};
use crate::source::Source;
use crate::{price_list, scenario};

/// Months that are projected where a scenario grows and no number is given.
const MONTHS: u32 = 12;

/// Runs it.
pub(crate) fn run(
    task: &ForecastTask,
    read: ReadFrom<'_>,
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    // Nothing that is read is written over.
    let given = read.inputs.iter().chain(&task.price_lists);
    let inputs: Vec<PathBuf> = given.chain([&task.scenario]).cloned().collect();
    let read = ReadFrom { inputs: &inputs, ..read };
    let files = task.exports.iter().map(|export| export.path.as_path());
    let places = Places::open(task.output.file.as_deref(), files, read).map_err(Failure::Delivery)?;
    let scenarios = scenario::read(&task.scenario).map_err(Failure::Config)?;
    let lists = price_list::read(&task.price_lists).map_err(Failure::Config)?;
    let (prices, source) = match &task.reading {
        Some(reading) => of_bill(reading, &lists, mask)?,
        None => (lists, None),
    };
    if let Some(source) = &source {
        tell(source, console);
    }
    let projections = projected(&scenarios, &prices, task.months).map_err(Failure::Config)?;
    let forecast = Forecast { projections: &projections, currency: prices.currency() };
    let text = rendered(forecast, task.output.format, task.output.color)?;
    let files = task.exports.iter().map(|export| rendered(forecast, export.format, false));
    let files: Vec<String> = files.collect::<Result<_, _>>()?;
    if !places.deliver(&text, &files).map_err(Failure::Delivery)? {
        return Ok(Exit::Clean);
    }
    let Some((reading, source)) = task.reading.as_ref().zip(source) else { return Ok(Exit::Clean) };
    Ok(Exit::of(source.complete, refuse(reading, &source, None, console), None, None))
}

/// List prices, and over them the rates of a bill.
fn of_bill(reading: &Reading, lists: &PriceList, mask: Option<&Mask>) -> Result<(PriceList, Option<Source>), Failure> {
    let opened = open(reading, mask)?;
    let mut source = Source::of(&opened);
    if let Some(mask) = mask {
        mask.learn(&opened);
        mask.source(&mut source);
    }
    let card = analysis::rates(&opened.ledger, lists).map_err(Failure::Summary)?;
    if card.currency.as_deref().is_some_and(|currency| currency != lists.currency()) {
        let currency = card.currency.unwrap_or_default();
        let what =
            format!("the bill is in {currency}, and list prices are in {0}: give a bill in {0}", lists.currency());
        return Err(Failure::Config(vec![what]));
    }
    let prices = card.over(lists).map_err(|(priced, region)| {
        let what = format!(
            "the payers of this bill pay different rates for {} in {region}; give the export of one payer",
            priced.describe()
        );
        Failure::Config(vec![what])
    })?;
    Ok((prices, Some(source)))
}

fn projected(scenarios: &[Scenario], prices: &PriceList, months: Option<u32>) -> Result<Vec<Projection>, Vec<String>> {
    let (mut projections, mut errors) = (Vec::new(), Vec::new());
    for scenario in scenarios {
        let months = months.unwrap_or(if scenario.growth == Decimal::ZERO { 1 } else { MONTHS });
        match project(scenario, prices, months) {
            Ok(projection) => projections.push(projection),
            Err(missing) => errors.push(no_price(scenario, &missing)),
        }
    }
    if errors.is_empty() { Ok(projections) } else { Err(errors) }
}

fn no_price(scenario: &Scenario, MissingPrice { priced, region }: &MissingPrice) -> String {
    let is_lambda = matches!(priced.meter, Meter::LambdaDuration | Meter::LambdaRequests);
    let service = if is_lambda { "AWSLambda" } else { "AmazonApiGateway" };
    format!(
        "scenario {}: no price of {} in {region} is known; give the offer file of that Region with --price-list, which \
         https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{service}/current/{region}/index.json holds",
        scenario.name,
        priced.describe()
    )
}

fn rendered(answer: Forecast<'_>, format: Format, color: bool) -> Result<String, Failure> {
    match format {
        Format::Json => forecast::json::forecast(answer).map_err(Failure::Render),
        Format::Table => Ok(forecast::table::forecast(answer, color)),
        Format::Csv => Ok(forecast::csv::forecast(answer)),
        Format::Markdown => Ok(forecast::markdown::forecast(answer)),
    }
}
