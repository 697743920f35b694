//! `report baseline`: from a bill to the pack for a negotiation.

use std::path::PathBuf;

use analysis::baseline::{Baseline, BaselineRequest};
use analysis::{SummaryError, SummaryRequest};

use crate::cli::{ExportFile, Format};
use crate::console::Console;
use crate::deliver::ReadFrom;
use crate::exit::Exit;
use crate::mask::Mask;
use crate::plan::{Output, Reading};
use crate::price_list;
use crate::printed::Printed;
use crate::render::baseline;
use crate::run::{Failure, open, refuse, tell};
use crate::source::Source;

/// What it does.
#[derive(Debug)]
pub(crate) struct BaselineTask {
    pub(crate) reading: Reading,
    pub(crate) request: BaselineRequest,
    /// Offer files.
    pub(crate) price_lists: Vec<PathBuf>,
    pub(crate) output: Output,
    pub(crate) exports: Vec<ExportFile>,
}

/// Runs it.
pub(crate) fn run(
    task: &BaselineTask,
    read: ReadFrom<'_>,
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    let printed = Printed::open((&task.output, &task.exports), read, &task.price_lists)?;
    let prices = price_list::read(&task.price_lists).map_err(Failure::Config)?;
    let summary = SummaryRequest { prices, ..task.request.summary.clone() };
    let request = BaselineRequest { summary, ..task.request.clone() };
    let opened = open(&task.reading, mask)?;
    let mut source = Source::of(&opened);
    if let Some(mask) = mask {
        mask.learn(&opened);
        mask.source(&mut source);
    }
    let answer = analysis::baseline::baseline(&opened.ledger, &request);
    let mut answer = answer.map_err(|error| match error {
        SummaryError::NoDays => Failure::Config(vec![
            "no line item says of which billing period it is; give an export with a period".to_owned(),
        ]),
        error => Failure::Summary(error),
    })?;
    if let Some(mask) = mask {
        mask.baseline(&mut answer);
    }
    tell(&source, console);
    if !printed.deliver(|form| rendered(&answer, &source, form))? {
        return Ok(Exit::Clean);
    }
    Ok(Exit::of(source.complete, refuse(&task.reading, &source, Some(&answer.summary), console), None, None))
}

fn rendered(answer: &Baseline, source: &Source, (format, color): (Format, bool)) -> Result<String, Failure> {
    match format {
        Format::Json => baseline::json::baseline(answer, source).map_err(Failure::Render),
        Format::Table => Ok(baseline::table::baseline(answer, source, color)),
        Format::Csv => Ok(baseline::csv::baseline(answer)),
        Format::Markdown => Ok(baseline::markdown::baseline(answer, source)),
    }
}
