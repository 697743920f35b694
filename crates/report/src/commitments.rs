//! `report commitments`: from a bill to what a Savings Plan does to it.

use analysis::commitments::{CommitmentRequest, Commitments};

use crate::cli::{ExportFile, Format};
use crate::console::Console;
use crate::deliver::ReadFrom;
use crate::exit::Exit;
use crate::mask::Mask;
use crate::plan::{Output, Reading};
use crate::printed::Printed;
use crate::render::commitments;
use crate::run::{Failure, open, refuse, tell};
use crate::source::Source;

/// What it does.
#[derive(Debug)]
pub(crate) struct CommitmentsTask {
    pub(crate) reading: Reading,
    pub(crate) request: CommitmentRequest,
    pub(crate) output: Output,
    pub(crate) exports: Vec<ExportFile>,
}

/// Runs it.
pub(crate) fn run(
    task: &CommitmentsTask,
    read: ReadFrom<'_>,
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    let printed = Printed::open((&task.output, &task.exports), read, [])?;
    let opened = open(&task.reading, mask)?;
    let mut source = Source::of(&opened);
    let mut answer = analysis::commitments::commitments(&opened.ledger, &task.request).map_err(Failure::Summary)?;
    if let Some(mask) = mask {
        mask.learn(&opened);
        mask.source(&mut source);
        mask.commitments(&mut answer);
    }
    tell(&source, console);
    if !printed.deliver(|form| rendered(&answer, &source, form))? {
        return Ok(Exit::Clean);
    }
    Ok(Exit::of(source.complete, refuse(&task.reading, &source, None, console), None, None))
}

fn rendered(answer: &Commitments, source: &Source, (format, color): (Format, bool)) -> Result<String, Failure> {
    match format {
        Format::Json => commitments::json::commitments(answer, source).map_err(Failure::Render),
        Format::Table => Ok(commitments::table::commitments(answer, source, color)),
        Format::Csv => Ok(commitments::csv::commitments(answer)),
        Format::Markdown => Ok(commitments::markdown::commitments(answer, source)),
    }
}
