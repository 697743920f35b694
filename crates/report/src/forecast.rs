//! `report forecast --scenario`: from scenarios and prices to a report.

use std::path::PathBuf;

use analysis::PriceList;
use analysis::scenario::{MissingPrice, Projection, Scenario, project};
use classify::Meter;
use ledger::Decimal;

use crate::cli::Format;
use crate::deliver::{Places, ReadFrom};
use crate::exit::Exit;
use crate::plan::ForecastTask;
use crate::render::forecast::{self, Forecast};
use crate::run::Failure;
use crate::{price_list, scenario};

/// Months that are projected where a scenario grows and no number is given.
const MONTHS: u32 = 12;

/// Runs it.
pub(crate) fn run(task: &ForecastTask, read: ReadFrom<'_>) -> Result<Exit, Failure> {
    // Nothing that is read is written over.
    let inputs: Vec<PathBuf> = task.price_lists.iter().chain([&task.scenario]).cloned().collect();
    let read = ReadFrom { inputs: &inputs, ..read };
    let files = task.exports.iter().map(|export| export.path.as_path());
    let places = Places::open(task.output.file.as_deref(), files, read).map_err(Failure::Delivery)?;
    let scenarios = scenario::read(&task.scenario).map_err(Failure::Config)?;
    let prices = price_list::read(&task.price_lists).map_err(Failure::Config)?;
    let projections = projected(&scenarios, &prices, task.months).map_err(Failure::Config)?;
    let forecast = Forecast { projections: &projections, currency: prices.currency() };
    let text = rendered(forecast, task.output.format, task.output.color)?;
    let files = task.exports.iter().map(|export| rendered(forecast, export.format, false));
    let files: Vec<String> = files.collect::<Result<_, _>>()?;
    places.deliver(&text, &files).map_err(Failure::Delivery)?;
    Ok(Exit::Clean)
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
