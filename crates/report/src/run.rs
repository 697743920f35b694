//! The stages of each command.

use std::collections::BTreeMap;
use std::path::Path;

use analysis::{Severity, Summary, SummaryError, SummaryRequest};
use ledger::{EXCLUDED, Opened, Skipped};

use crate::baseline;
use crate::cli::Format;
use crate::commitments;
use crate::config::{self, Effective, Shown};
use crate::console::Console;
use crate::deliver::{DeliveryError, ReadFrom, Target};
use crate::exit::Exit;
use crate::explain::Explanation;
use crate::forecast;
use crate::inspect;
use crate::levers;
use crate::limits;
use crate::mask::Mask;
use crate::plan::{Output, Plan, Reading, SummaryTask, Task};
use crate::price_list;
use crate::printed::Printed;
use crate::progress::Meter;
use crate::rates;
use crate::render;
use crate::scenario;
use crate::source::Source;

/// Why there is no report.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nothing can be read.
    Open(Vec<String>),
    /// What was read cannot be summed up.
    Summary(SummaryError),
    /// The ledger cannot be put into its Parquet form.
    Store(std::io::Error),
    /// The report cannot be put into its format.
    Render(serde_json::Error),
    /// The report cannot be written.
    Delivery(DeliveryError),
    /// A ledger cannot be masked.
    Mask,
    /// Nothing can be forecast of this input.
    Forecast(String),
    /// The system gives too few threads or open files.
    Limits(String),
    /// The configuration is refused.
    Config(Vec<String>),
}

impl Failure {
    /// One text for each cause.
    pub(crate) fn causes(self) -> Vec<String> {
        match self {
            Self::Open(causes) | Self::Config(causes) => causes,
            Self::Summary(error) => vec![error.to_string()],
            Self::Store(error) => vec![format!("the ledger cannot be written as Parquet: {error}")],
            Self::Render(error) => vec![format!("the report cannot be written as JSON: {error}")],
            Self::Delivery(error) => vec![error.to_string()],
            Self::Mask => vec![
                "a ledger cannot be masked: later runs tell accounts apart by their ids; write it without --mask \
                 (REPORT_MASK=false) and mask the reports that are made of it"
                    .to_owned(),
            ],
            Self::Limits(cause) | Self::Forecast(cause) => vec![cause],
        }
    }
}

/// Runs a command; the report is out before the exit code is decided.
pub(crate) fn run(plan: &Plan, console: Console<'_>) -> Result<Exit, Failure> {
    let mask = plan.mask.as_ref();
    let read = ReadFrom { inputs: plan.task.inputs(), config: plan.config.as_deref() };
    match &plan.task {
        Task::Summary(task) => summarise(task, read, mask, console),
        Task::Inspect { reading, output } => inspect::run(reading, (output, read), mask, console),
        Task::Ledger { .. } if mask.is_some() => Err(Failure::Mask),
        Task::Ledger { reading, file } => {
            let target = Target::open_apart(file.as_deref(), read).map_err(Failure::Delivery)?;
            let opened = open(reading, mask)?;
            let source = Source::of(&opened);
            tell(&source, console);
            let mut stored = Vec::new();
            ledger::write(&mut stored, &opened.ledger).map_err(Failure::Store)?;
            target.deliver(&stored).map_err(Failure::Delivery)?;
            let refused = refuse(reading, &source, None, console);
            Ok(Exit::of(source.complete, refused, None, None))
        }
        Task::Forecast(task) => forecast::run(task, read, mask, console),
        Task::Scenario(task) => scenario::run(task, read, mask, console),
        Task::Rates(task) => rates::run(task, read, mask, console),
        Task::Commitments(task) => commitments::run(task, read, mask, console),
        Task::Baseline(task) => baseline::run(task, read, mask, console),
        Task::Levers(task) => levers::run(task, read, mask, console),
        Task::Rules { rules, settings, output } => {
            let text = match output.format {
                Format::Json => render::rules::json(rules, settings).map_err(Failure::Render)?,
                Format::Markdown => render::rules::markdown(rules, settings),
                Format::Table | Format::Csv => render::rules::table(rules, settings, output.color),
            };
            // A setting names the file that it is from.
            say((output, read), &mask.map_or(text.clone(), |mask| mask.text(&text)))
        }
        Task::Explain { question, output } => {
            let explanation = Explanation::of(question);
            let text = match output.format {
                Format::Json => render::explain::json(&explanation).map_err(Failure::Render)?,
                _ => render::explain::table(&explanation, output.color),
            };
            // What is asked about may hold anything.
            say((output, read), &mask.map_or(text.clone(), |mask| mask.text(&text)))
        }
        Task::Suggest { reading, file } => suggest(reading, (file.as_deref(), read), mask, console),
        Task::ShowConfig { effective, output } => show_config(effective, (output, read), mask),
        Task::CheckConfig { file } => {
            let text = config::check(file).map_err(Failure::Config)?;
            // The path may name an account.
            deliver(Target::Stdout, &mask.map_or(text.clone(), |mask| mask.text(&text)))?;
            Ok(Exit::Clean)
        }
    }
}

/// Runs `summary`.
fn summarise(
    task: &SummaryTask,
    read: ReadFrom<'_>,
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    let SummaryTask { reading, request, price_lists, output, exports, fail_on } = task;
    let printed = Printed::open((output, exports), read, price_lists)?;
    let prices = price_list::read(price_lists).map_err(Failure::Config)?;
    let request = SummaryRequest { prices, ..request.clone() };
    let opened = open(reading, mask)?;
    let (summary, source) = answer(&opened, &request, mask);
    let Ok(summary) = summary else {
        // Damage may be why it cannot be answered.
        source.damage.iter().for_each(|line| console.warn(line));
        return summary.map(|_| Exit::Clean);
    };
    tell(&source, console);
    if !printed.deliver(|form| render_summary(&summary, &source, form))? {
        return Ok(Exit::Clean);
    }
    let refused = refuse(reading, &source, Some(&summary), console);
    let exit = Exit::of(source.complete, refused, summary.worst(), *fail_on);
    if let (Exit::Findings, Some(bound)) = (exit, fail_on) {
        console.failed(&reached(&summary, *bound));
    }
    Ok(exit)
}

/// What the bill says, without account ids where they are not to be shown.
fn answer(opened: &Opened, request: &SummaryRequest, mask: Option<&Mask>) -> (Result<Summary, Failure>, Source) {
    let mut source = Source::of(opened);
    if let Some(mask) = mask {
        // First of all: an error names accounts too.
        mask.learn(opened);
        mask.source(&mut source);
    }
    let mut summary = analysis::summary(&opened.ledger, request).map_err(Failure::Summary);
    if let (Some(mask), Ok(summary)) = (mask, &mut summary) {
        mask.summary(summary);
    }
    (summary, source)
}

fn suggest(
    reading: &Reading,
    (file, read): (Option<&Path>, ReadFrom<'_>),
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    let target = Target::open_apart(file, read).map_err(Failure::Delivery)?;
    let opened = open(reading, mask)?;
    if let Some(mask) = mask {
        mask.learn(&opened);
    }
    let source = Source::of(&opened);
    tell(&source, console);
    let text = render::suggest::toml(&analysis::suggest(&opened.ledger));
    let text = mask.map_or(text.clone(), |mask| render::suggest::MASKED.to_owned() + &mask.text(&text));
    deliver(target, &text)?;
    Ok(Exit::of(source.complete, refuse(reading, &source, None, console), None, None))
}

fn show_config(
    effective: &Effective,
    (output, read): (&Output, ReadFrom<'_>),
    mask: Option<&Mask>,
) -> Result<Exit, Failure> {
    let shown = Shown::of(effective, mask);
    let text = match output.format {
        Format::Json => render::config::json(&shown).map_err(Failure::Render)?,
        _ => render::config::table(&shown, output.color),
    };
    say((output, read), &text)
}

/// What needs no reading is said at once.
fn say((output, read): (&Output, ReadFrom<'_>), text: &str) -> Result<Exit, Failure> {
    deliver(Target::open_apart(output.file.as_deref(), read).map_err(Failure::Delivery)?, text)?;
    Ok(Exit::Clean)
}

/// The findings that make a run end with 1, for whoever reads the log of a job.
fn reached(summary: &Summary, bound: Severity) -> String {
    let reached = summary.findings.iter().filter(|finding| finding.severity >= bound);
    let names: Vec<String> = reached
        .map(|finding| {
            let api = finding.api_id.as_deref().map_or_else(String::new, |api| format!(" {api}"));
            format!("{}{api} is {}", finding.rule, finding.severity.name())
        })
        .collect();
    format!("--fail-on {}: {}", bound.name(), names.join(", "))
}

pub(crate) fn open(reading: &Reading, mask: Option<&Mask>) -> Result<Opened, Failure> {
    limits::needed(reading.options.threads).map_err(Failure::Limits)?;
    let meter = Meter::new(reading.progress);
    let opened = ledger::open(&reading.inputs, &reading.options, &meter);
    meter.finish();
    opened.map_err(|error| {
        if let Some(mask) = mask {
            mask.learn_refused(&error);
        }
        Failure::Open(error.causes.into_iter().map(|cause| reading.cause(cause)).collect())
    })
}

/// What a person should know about the reading while they wait for the report.
pub(crate) fn tell(source: &Source, console: Console<'_>) {
    for line in &source.damage {
        console.warn(line);
    }
    if source.unparsed_rows > 0 {
        let (items, are) = if source.unparsed_rows == 1 { ("item", "is") } else { ("items", "are") };
        console.warn(&format!("{} line {items} could not be read and {are} in no total", source.unparsed_rows));
    }
    if !source.complete {
        console.short(&"part of the bill could not be read: every total may be short");
    }
    for delivery in &source.deliveries {
        let files = if delivery.files == 1 { "1 file" } else { &format!("{} files", delivery.files) };
        console.note(&format!("read for {}: delivery {}, {files}", delivery.period, delivery.id));
    }
    for line in &source.remarks {
        console.remark(line);
    }
    if !source.skipped.is_empty() {
        console.remark(&left_out(&source.skipped));
    }
    for skipped in &source.skipped {
        console.note(&format!("{}: left out, {}", skipped.path, skipped.reason));
    }
}

/// How many files were left out, by reason.
pub(crate) fn left_out(skipped: &[Skipped]) -> String {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for skipped in skipped {
        *reasons.entry(&skipped.reason).or_default() += 1;
    }
    let reasons: Vec<String> = reasons.into_iter().map(|(reason, files)| format!("{files} {reason}")).collect();
    let files = if skipped.len() == 1 { "1 file is" } else { &format!("{} files are", skipped.len()) };
    format!("{files} left out (-v lists them): {}", reasons.join(", "))
}

fn render_summary(summary: &Summary, source: &Source, (format, color): (Format, bool)) -> Result<String, Failure> {
    match format {
        Format::Json => render::json::summary(summary, source).map_err(Failure::Render),
        Format::Table => Ok(render::table::summary(summary, source, color)),
        Format::Csv => Ok(render::csv::summary(summary, source)),
        Format::Markdown => Ok(render::markdown::summary(summary, source)),
    }
}

/// False: the reader has gone away, which is no failure.
fn deliver(target: Target, text: &str) -> Result<bool, Failure> {
    target.deliver_to_reader(text.as_bytes()).map_err(Failure::Delivery)
}

/// Does a strict run refuse what was taken instead of what was asked for? A run that is not strict warns of
/// fallbacks and goes on.
pub(crate) fn refuse(reading: &Reading, source: &Source, summary: Option<&Summary>, console: Console<'_>) -> bool {
    let fallbacks = summary.map_or(&[][..], |summary| &summary.fallbacks);
    if !reading.strict {
        for fallback in fallbacks {
            console.warn(fallback);
        }
        return false;
    }
    let mut refusals = fallbacks.to_vec();
    // What was left out because someone said so is no choice of ours.
    let chosen: Vec<Skipped> = source.skipped.iter().filter(|skip| skip.reason != EXCLUDED).cloned().collect();
    if !chosen.is_empty() {
        refusals.push(left_out(&chosen));
    }
    if let Some(unclassified) = summary.map(|summary| summary.unclassified)
        && unclassified.rows_with_cost > 0
    {
        let (rows, cost) = (unclassified.rows_with_cost, unclassified.cost);
        refusals.push(format!("{rows} line items with a cost are of unknown types ({cost} in all)"));
    }
    for refusal in &refusals {
        console.error(&format!("strict: {refusal}"));
    }
    !refusals.is_empty()
}
