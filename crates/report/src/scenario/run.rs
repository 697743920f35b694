//! `report forecast --scenario` and `report levers --scenario`: from scenarios and prices to a report.

use std::collections::BTreeSet;

use analysis::scenario::{LeverReport, MOST_COST, MOST_UNITS, NoProjection, Projection, Scenario, levers, project};
use analysis::{MOST_PRICE, PriceList};
use ledger::Decimal;

use super::Entry;
use crate::cli::Format;
use crate::console::Console;
use crate::deliver::ReadFrom;
use crate::exit::Exit;
use crate::mask::Mask;
use crate::plan::{Asked, Reading, ScenarioTask};
use crate::printed::Printed;
use crate::render::projection::{self, Projections};
use crate::run::{Failure, open, refuse, tell};

use crate::source::Source;
use crate::{price_list, render};

/// Months that are projected where a scenario grows and no number is given.
const MONTHS: u32 = 12;

/// Runs it.
pub(crate) fn run(
    task: &ScenarioTask,
    read: ReadFrom<'_>,
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    let others = task.price_lists.iter().chain([&task.scenario]);
    let printed = Printed::open((&task.output, &task.exports), read, others)?;
    let scenarios = super::read(&task.scenario).map_err(Failure::Config)?;
    let lists = price_list::read(&task.price_lists).map_err(Failure::Config)?;
    let (prices, source) = match &task.reading {
        Some(reading) => of_bill(reading, &lists, mask)?,
        None => (lists, None),
    };
    if let Some(source) = &source {
        tell(source, console);
    }
    let of_file = |errors: Vec<String>| {
        Failure::Config(errors.into_iter().map(|what| format!("{}: {what}", task.scenario.display())).collect())
    };
    let mut answer = answered(&scenarios, &prices, task.asked).map_err(of_file)?;
    if let Some(mask) = mask {
        answer.mask(mask);
    }
    answer.gaps().iter().for_each(|gap| console.warn(gap));
    if !printed.deliver(|form| rendered(&answer, prices.currency(), form))? {
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

/// The answer about every scenario.
enum Answer {
    Cost(Vec<Projection>),
    Levers(Vec<LeverReport>),
}

impl Answer {
    fn mask(&mut self, mask: &Mask) {
        match self {
            Self::Cost(projections) => projections.iter_mut().for_each(|projection| mask.projection(projection)),
            Self::Levers(reports) => reports.iter_mut().for_each(|report| mask.levers(report)),
        }
    }

    /// What price lists that were given hold no price of, each once.
    fn gaps(&self) -> BTreeSet<String> {
        match self {
            Self::Cost(projections) => projections.iter().flat_map(Projection::gaps).collect(),
            Self::Levers(reports) => reports.iter().flat_map(LeverReport::gaps).collect(),
        }
    }
}

fn answered(entries: &[Entry], prices: &PriceList, asked: Asked) -> Result<Answer, Vec<String>> {
    match asked {
        Asked::Cost(months) => each(entries, |Entry { scenario, .. }| {
            let months = months.unwrap_or(if scenario.growth == Decimal::ZERO { 1 } else { MONTHS });
            project(scenario, prices, months)
        })
        .map(Answer::Cost),
        Asked::Levers => each(entries, |entry| levers(&entry.scenario, &entry.levers, prices)).map(Answer::Levers),
    }
}

/// The answer to each, or what is missing for all that have none.
fn each<T>(entries: &[Entry], answer: impl Fn(&Entry) -> Result<T, NoProjection>) -> Result<Vec<T>, Vec<String>> {
    let (mut answers, mut errors) = (Vec::new(), Vec::new());
    for entry in entries {
        match answer(entry) {
            Ok(one) => answers.push(one),
            Err(missing) => errors.push(unanswered(&entry.scenario, &missing)),
        }
    }
    if errors.is_empty() { Ok(answers) } else { Err(errors) }
}

fn unanswered(scenario: &Scenario, why: &NoProjection) -> String {
    let name = &scenario.name;
    match why {
        NoProjection::Price { priced, region } => {
            let service = priced.product().code();
            format!(
                "scenario {name}: no price of {} in {region} is known; give the offer file of that Region with --price-list, \
                 which https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{service}/current/{region}/index.json holds",
                priced.describe()
            )
        }
        NoProjection::TooMany { month } => format!(
            "scenario {name}: more than {} metered units in month {month}, which no one has; give smaller numbers, less \
             growth or a smaller scale",
            analysis::grouped(Decimal::from_int(MOST_UNITS), 0)
        ),
        NoProjection::TooDear { month } => format!(
            "scenario {name}: month {month} costs more than {} for one meter, or more than {} a unit, which nothing does; \
             look at the prices that were given, or give smaller numbers, less growth or a smaller scale",
            analysis::grouped(Decimal::from_int(MOST_COST), 0),
            analysis::grouped(Decimal::from_int(MOST_PRICE), 0)
        ),
    }
}

fn rendered(answer: &Answer, currency: &str, (format, color): (Format, bool)) -> Result<String, Failure> {
    let all = |projections| Projections { projections, currency };
    match (answer, format) {
        (Answer::Cost(projections), Format::Json) => {
            projection::json::projections(all(projections)).map_err(Failure::Render)
        }
        (Answer::Cost(projections), Format::Table) => Ok(projection::table::projections(all(projections), color)),
        (Answer::Cost(projections), Format::Csv) => Ok(projection::csv::projections(all(projections))),
        (Answer::Cost(projections), Format::Markdown) => Ok(projection::markdown::projections(all(projections))),
        (Answer::Levers(reports), Format::Json) => render::levers::json(reports, currency).map_err(Failure::Render),
        (Answer::Levers(reports), Format::Table) => Ok(render::levers::table(reports, currency, color)),
        (Answer::Levers(reports), Format::Csv) => Ok(render::levers::csv(reports, currency)),
        (Answer::Levers(reports), Format::Markdown) => Ok(render::levers::markdown(reports, currency)),
    }
}
