//! `report levers` of a bill: what would bring it down.

use std::path::PathBuf;

use analysis::SummaryRequest;
use analysis::levers::{BillLevers, LeverRequest};

use crate::cli::{ExportFile, Format};
use crate::console::Console;
use crate::deliver::ReadFrom;
use crate::exit::Exit;
use crate::mask::Mask;
use crate::plan::{Output, Reading};
use crate::price_list;
use crate::printed::Printed;
use crate::render::bill_levers;
use crate::run::{Failure, open, refuse, tell};
use crate::source::Source;

/// What it does.
#[derive(Debug)]
pub(crate) struct LeversTask {
    pub(crate) reading: Reading,
    pub(crate) request: LeverRequest,
    /// Offer files.
    pub(crate) price_lists: Vec<PathBuf>,
    pub(crate) output: Output,
    pub(crate) exports: Vec<ExportFile>,
}

/// Runs it.
pub(crate) fn run(
    task: &LeversTask,
    read: ReadFrom<'_>,
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    let printed = Printed::open((&task.output, &task.exports), read, &task.price_lists)?;
    let prices = price_list::read(&task.price_lists).map_err(Failure::Config)?;
    let summary = SummaryRequest { prices, ..task.request.summary.clone() };
    let request = LeverRequest { summary, ..task.request.clone() };
    let opened = open(&task.reading, mask)?;
    let mut source = Source::of(&opened);
    if let Some(mask) = mask {
        mask.learn(&opened);
        mask.source(&mut source);
    }
    let mut answer = analysis::levers::levers(&opened.ledger, &request).map_err(Failure::Summary)?;
    if let Some(mask) = mask {
        mask.bill_levers(&mut answer);
    }
    tell(&source, console);
    answer.gaps.iter().for_each(|gap| console.warn(gap));
    if !printed.deliver(|form| rendered(&answer, &source, form))? {
        return Ok(Exit::Clean);
    }
    Ok(Exit::of(source.complete, refuse(&task.reading, &source, Some(&answer.summary), console), None, None))
}

fn rendered(answer: &BillLevers, source: &Source, (format, color): (Format, bool)) -> Result<String, Failure> {
    match format {
        Format::Json => bill_levers::json::levers(answer, source).map_err(Failure::Render),
        Format::Table => Ok(bill_levers::table::levers(answer, source, color)),
        Format::Csv => Ok(bill_levers::csv::levers(answer)),
        Format::Markdown => Ok(bill_levers::markdown::levers(answer, source)),
    }
}
