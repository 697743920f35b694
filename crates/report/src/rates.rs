//! `report rates`: from a bill and price lists to a report.

use analysis::RateCard;

use crate::cli::Format;
use crate::console::Console;
use crate::deliver::ReadFrom;
use crate::exit::Exit;
use crate::mask::Mask;
use crate::plan::RatesTask;
use crate::price_list;
use crate::printed::Printed;
use crate::render;
use crate::run::{Failure, open, refuse, tell};
use crate::source::Source;

/// Runs it.
pub(crate) fn run(
    task: &RatesTask,
    read: ReadFrom<'_>,
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    let printed = Printed::open((&task.output, &task.exports), read, &task.price_lists)?;
    let prices = price_list::read(&task.price_lists).map_err(Failure::Config)?;
    let opened = open(&task.reading, mask)?;
    let mut source = Source::of(&opened);
    let mut card = analysis::rates(&opened.ledger, &prices).map_err(Failure::Summary)?;
    if let Some(mask) = mask {
        mask.learn(&opened);
        mask.source(&mut source);
        mask.rates(&mut card);
    }
    tell(&source, console);
    card.gaps().iter().for_each(|gap| console.warn(gap));
    if !printed.deliver(|form| rendered(&card, &source, form))? {
        return Ok(Exit::Clean);
    }
    Ok(Exit::of(source.complete, refuse(&task.reading, &source, None, console), None, None))
}

fn rendered(card: &RateCard, source: &Source, (format, color): (Format, bool)) -> Result<String, Failure> {
    match format {
        Format::Json => render::rates::json::rates(card, source).map_err(Failure::Render),
        Format::Table => Ok(render::rates::table::rates(card, source, color)),
        Format::Csv => Ok(render::rates::csv::rates(card)),
        Format::Markdown => Ok(render::rates::markdown::rates(card, source)),
    }
}
