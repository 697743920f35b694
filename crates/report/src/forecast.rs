//! `report forecast`: from a bill to what comes next.

use analysis::forecast::{BillForecast, ForecastRequest};

use crate::cli::Format;
use crate::console::Console;
use crate::deliver::ReadFrom;
use crate::exit::Exit;
use crate::mask::Mask;
use crate::plan::ForecastTask;
use crate::price_list;
use crate::printed::Printed;
use crate::render::outlook;
use crate::run::{Failure, open, refuse, tell};
use crate::source::Source;

/// Farther ahead a bill of some weeks says nothing.
const MOST_MONTHS: u32 = 12;

/// Runs it.
pub(crate) fn run(
    task: &ForecastTask,
    read: ReadFrom<'_>,
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    if task.request.months > MOST_MONTHS {
        let what = format!(
            "--months {}: a bill is forecast for {MOST_MONTHS} months at most; give fewer, or a scenario with --scenario",
            task.request.months
        );
        return Err(Failure::Config(vec![what]));
    }
    let printed = Printed::open((&task.output, &task.exports), read, &task.price_lists)?;
    let prices = price_list::read(&task.price_lists).map_err(Failure::Config)?;
    let request = ForecastRequest { prices, ..task.request.clone() };
    let opened = open(&task.reading, mask)?;
    let mut source = Source::of(&opened);
    if let Some(mask) = mask {
        mask.learn(&opened);
        mask.source(&mut source);
    }
    let forecast = analysis::forecast::forecast(&opened.ledger, &request);
    let Ok(mut forecast) = forecast else {
        // Damage may be why there is too little.
        source.damage.iter().for_each(|line| console.warn(line));
        let input = task.reading.inputs.first().cloned().unwrap_or_default();
        return forecast
            .map(|_| Exit::Clean)
            .map_err(|error| Failure::Forecast(format!("{}: {error}", input.display())));
    };
    if let Some(mask) = mask {
        mask.forecast(&mut forecast);
    }
    tell(&source, console);
    if !printed.deliver(|form| rendered(&forecast, &source, form))? {
        return Ok(Exit::Clean);
    }
    Ok(Exit::of(source.complete, refuse(&task.reading, &source, None, console), None, None))
}

fn rendered(forecast: &BillForecast, source: &Source, (format, color): (Format, bool)) -> Result<String, Failure> {
    match format {
        Format::Json => outlook::json::forecast(forecast, source).map_err(Failure::Render),
        Format::Table => Ok(outlook::table::forecast(forecast, source, color)),
        Format::Csv => Ok(outlook::csv::forecast(forecast)),
        Format::Markdown => Ok(outlook::markdown::forecast(forecast, source)),
    }
}
