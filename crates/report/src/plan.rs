//! What the typed flags mean here: on this terminal, in this environment.

use std::ffi::OsStr;
use std::io::{IsTerminal, stderr, stdout};
use std::path::PathBuf;

use analysis::baseline::BaselineRequest;
use analysis::commitments::CommitmentRequest;
use analysis::forecast::ForecastRequest;
use analysis::levers::LeverRequest;
use analysis::{PriceList, RULES, Rule, Settings, Severity, SummaryRequest, Window};
use ledger::{Decimal, Excludes, OpenOptions, PeriodChoice, TagChoice};

use crate::baseline::BaselineTask;
use crate::cli::{
    BaselineArgs, BillArgs, Cli, Command, CommitmentsArgs, ConfigCommand, ConfiguredArgs, ExplainArgs, ExportFile,
    ForecastArgs, Format, HowArgs, JudgingArgs, LeversArgs, OutputArgs, ProgressChoice, RatesArgs, ReadingArgs,
    SummaryArgs, TellingArgs, WorkloadsCommand,
};
use crate::commitments::CommitmentsTask;
use crate::config::Effective;
use crate::explain::Question;
use crate::levers::LeversTask;
use crate::mask::Mask;

/// What the program finds around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Surroundings {
    /// Does a person read stdout?
    pub(crate) stdout_is_terminal: bool,
    /// Does a person read stderr?
    pub(crate) stderr_is_terminal: bool,
    /// Does the environment refuse colour?
    pub(crate) no_color: bool,
}

impl Surroundings {
    pub(crate) fn now() -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == OsStr::new("dumb"));
        Self {
            stdout_is_terminal: stdout().is_terminal(),
            stderr_is_terminal: stderr().is_terminal(),
            no_color: dumb || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
        }
    }
}

/// How much to say on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Voice {
    /// Why a run fails only.
    Quiet,
    /// Warnings too.
    Normal,
    /// Choices and what was left out too.
    Verbose,
}

/// How to show progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProgressStyle {
    /// Not at all.
    Hidden,
    /// A bar, once the work turns out to be long.
    Bar,
    /// Lines, for a log.
    Lines,
}

/// What to read, and how.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) inputs: Vec<PathBuf>,
    /// What says which billing period.
    pub(crate) period_by: String,
    pub(crate) options: OpenOptions,
    pub(crate) progress: ProgressStyle,
    pub(crate) strict: bool,
}

/// What to print, and where to.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) format: Format,
    /// `None`: stdout.
    pub(crate) file: Option<PathBuf>,
    pub(crate) color: bool,
}

/// What `summary` does.
#[derive(Debug)]
pub(crate) struct SummaryTask {
    pub(crate) reading: Reading,
    pub(crate) request: SummaryRequest,
    /// Offer files.
    pub(crate) price_lists: Vec<PathBuf>,
    pub(crate) output: Output,
    pub(crate) exports: Vec<ExportFile>,
    pub(crate) fail_on: Option<Severity>,
}

/// What `rates` does.
#[derive(Debug)]
pub(crate) struct RatesTask {
    pub(crate) reading: Reading,
    /// Offer files.
    pub(crate) price_lists: Vec<PathBuf>,
    pub(crate) output: Output,
    pub(crate) exports: Vec<ExportFile>,
}

/// What `forecast` does with a bill.
#[derive(Debug)]
pub(crate) struct ForecastTask {
    pub(crate) reading: Reading,
    pub(crate) request: ForecastRequest,
    /// Offer files.
    pub(crate) price_lists: Vec<PathBuf>,
    pub(crate) output: Output,
    pub(crate) exports: Vec<ExportFile>,
}

/// What `forecast` and `levers` do with scenarios.
#[derive(Debug)]
pub(crate) struct ScenarioTask {
    /// The bill whose rates are taken.
    pub(crate) reading: Option<Reading>,
    /// The file of scenarios.
    pub(crate) scenario: PathBuf,
    /// Offer files.
    pub(crate) price_lists: Vec<PathBuf>,
    pub(crate) asked: Asked,
    pub(crate) output: Output,
    pub(crate) exports: Vec<ExportFile>,
}

/// What is asked about a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// What it costs in so many months; `None`: in as many as it is worth.
    Cost(Option<u32>),
    /// What would bring its cost down.
    Levers,
}

/// What to do.
#[derive(Debug)]
pub(crate) enum Task {
    /// Answer what it costs.
    Summary(Box<SummaryTask>),
    /// Say what would be read.
    Inspect { reading: Reading, output: Output },
    /// Store the ledger; `None`: on stdout.
    Ledger { reading: Reading, file: Option<PathBuf> },
    /// Say what comes next.
    Forecast(Box<ForecastTask>),
    /// Say what scenarios would cost.
    Scenario(ScenarioTask),
    /// Say what each meter is paid for.
    Rates(RatesTask),
    /// Say what a Savings Plan does.
    Commitments(Box<CommitmentsTask>),
    /// Make the pack for a negotiation.
    Baseline(Box<BaselineTask>),
    /// Say what would bring a bill down.
    Levers(Box<LeversTask>),
    /// List the rules.
    Rules { rules: Vec<&'static Rule>, settings: Box<Settings>, output: Output },
    /// Say how a usage type is classified.
    Explain { question: Question, output: Output },
    /// Guess which functions belong to which API; `None`: on stdout.
    Suggest { reading: Reading, file: Option<PathBuf> },
    /// Say what is configured.
    ShowConfig { effective: Box<Effective>, output: Output },
    /// Say whether a configuration file is sound.
    CheckConfig { file: PathBuf },
}

impl Reading {
    /// A cause that blames `--period`, by the name of what was given instead of it.
    pub(crate) fn cause(&self, cause: String) -> String {
        cause.strip_prefix("--period: ").map(|rest| format!("{}: {rest}", self.period_by)).unwrap_or(cause)
    }

    /// The same for a period that a variable, a file or a window names.
    fn of_period_by(self, effective: &Effective, window: Option<Window>) -> Self {
        let given = effective.shared.get("period").map(|given| given.origin.clone());
        let window = || match window? {
            Window { from: Some(from), to: Some(to) } => Some(format!("the window {from} to {to}")),
            Window { to: Some(to), .. } => Some(format!("the window to {to}")),
            _ => None,
        };
        let period_by = given.or_else(window).unwrap_or(self.period_by);
        Self { period_by, ..self }
    }
}

impl Task {
    /// The exports and ledgers that it reads.
    pub(crate) fn inputs(&self) -> &[PathBuf] {
        match self {
            Self::Summary(task) => &task.reading.inputs,
            Self::Rates(task) => &task.reading.inputs,
            Self::Commitments(task) => &task.reading.inputs,
            Self::Baseline(task) => &task.reading.inputs,
            Self::Levers(task) => &task.reading.inputs,
            Self::Forecast(task) => &task.reading.inputs,
            Self::Scenario(task) => task.reading.as_ref().map_or(&[], |reading| &reading.inputs),
            Self::Inspect { reading, .. } | Self::Ledger { reading, .. } | Self::Suggest { reading, .. } => {
                &reading.inputs
            }
            Self::Rules { .. } | Self::Explain { .. } | Self::ShowConfig { .. } | Self::CheckConfig { .. } => &[],
        }
    }
}

/// A resolved command.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) task: Task,
    pub(crate) voice: Voice,
    /// The configuration file.
    pub(crate) config: Option<PathBuf>,
    /// Other names for account ids, where they are not to be shown.
    pub(crate) mask: Option<Mask>,
}

impl Plan {
    fn of(task: Task, telling: &TellingArgs, configured: &ConfiguredArgs) -> Self {
        let mask = configured.masking.mask.then(Mask::default);
        Self { task, voice: voice(telling), config: configured.config.clone(), mask }
    }

    pub(crate) fn new(cli: Cli, effective: Effective, around: Surroundings) -> Self {
        match cli.command {
            Command::Summary(args) => summary(args, effective, around),
            Command::Inspect(args) => {
                let task = Task::Inspect {
                    reading: reading(&args.reading, &args.telling, around).of_period_by(&effective, None),
                    output: output(args.output, args.format, around),
                };
                Self::of(task, &args.telling, &args.configured)
            }
            Command::Ledger(args) => {
                let task = Task::Ledger {
                    reading: tagged(reading(&args.reading, &args.telling, around), effective.config.tags())
                        .of_period_by(&effective, None),
                    file: apart_from_dash(args.output),
                };
                Self::of(task, &args.telling, &args.configured)
            }
            Command::Forecast(ForecastArgs { bill, scenario: Some(file), months, .. }) => {
                scenario(bill, file, Asked::Cost(months), (&effective, around))
            }
            Command::Forecast(args) => forecast(args, effective, around),
            Command::Levers(LeversArgs { bill, scenario: Some(file), .. }) => {
                scenario(bill, file, Asked::Levers, (&effective, around))
            }
            Command::Levers(args) => levers(args, &effective, around),
            Command::Rates(args) => rates(args, &effective, around),
            Command::Baseline(args) => baseline(args, effective, around),
            Command::Commitments(args) => commitments(args, effective, around),
            Command::Rules(args) => {
                let task = Task::Rules {
                    rules: RULES.to_vec(),
                    settings: Box::new(effective.settings),
                    output: output(args.output, args.format, around),
                };
                Self::of(task, &args.telling, &args.configured)
            }
            Command::Explain(args) => explain(args, effective, around),
            Command::Workloads(WorkloadsCommand::Suggest(args)) => {
                let task = Task::Suggest {
                    reading: tagged(reading(&args.reading, &args.telling, around), TagChoice::All)
                        .of_period_by(&effective, None),
                    file: args.output.and_then(apart_from_dash),
                };
                Self::of(task, &args.telling, &args.configured)
            }
            Command::Config(ConfigCommand::Show(args)) => {
                let task = Task::ShowConfig {
                    effective: Box::new(effective),
                    output: output(args.output, args.format, around),
                };
                Self::of(task, &args.telling, &args.configured)
            }
            Command::Config(ConfigCommand::Check(args)) => {
                let mask = args.masking.mask.then(Mask::default);
                Self { voice: Voice::Normal, mask, config: None, task: Task::CheckConfig { file: args.file } }
            }
        }
    }
}

fn summary(args: SummaryArgs, effective: Effective, around: Surroundings) -> Plan {
    let window = args.window.window();
    let reading = tagged(of_window(&args, around), effective.config.tags()).of_period_by(&effective, window);
    let task = SummaryTask {
        reading,
        fail_on: args.judging.fail_on,
        request: SummaryRequest { window, ..request(&args.judging, effective) },
        price_lists: args.prices.price_list,
        output: output(args.printing.output, args.printing.format, around),
        exports: args.printing.export,
    };
    Plan::of(Task::Summary(Box::new(task)), &args.printing.telling, &args.printing.configured)
}

/// Months behind the running one that are forecast where no number is given.
const MONTHS: u32 = 1;

fn forecast(args: ForecastArgs, effective: Effective, around: Surroundings) -> Plan {
    let ForecastArgs { bill, cost, months, .. } = args;
    // Every day that is there tells something.
    let how = HowArgs { period: bill.how.period.or(Some(PeriodChoice::All)), ..bill.how };
    let read = ReadingArgs { paths: bill.paths, exclude: bill.exclude, how };
    let task = ForecastTask {
        reading: reading(&read, &bill.printing.telling, around).of_period_by(&effective, None),
        request: ForecastRequest {
            cost,
            months: months.unwrap_or(MONTHS),
            settings: effective.settings,
            prices: PriceList::default(),
        },
        price_lists: bill.prices.price_list,
        output: output(bill.printing.output, bill.printing.format, around),
        exports: bill.printing.export,
    };
    Plan::of(Task::Forecast(Box::new(task)), &bill.printing.telling, &bill.printing.configured)
}

fn scenario(args: BillArgs, scenario: PathBuf, asked: Asked, (effective, around): (&Effective, Surroundings)) -> Plan {
    let bill = ReadingArgs { paths: args.paths, exclude: args.exclude, how: args.how };
    let read =
        (!bill.paths.is_empty()).then(|| reading(&bill, &args.printing.telling, around).of_period_by(effective, None));
    let task = ScenarioTask {
        reading: read,
        scenario,
        price_lists: args.prices.price_list,
        asked,
        output: output(args.printing.output, args.printing.format, around),
        exports: args.printing.export,
    };
    Plan::of(Task::Scenario(task), &args.printing.telling, &args.printing.configured)
}

fn baseline(args: BaselineArgs, effective: Effective, around: Surroundings) -> Plan {
    let period = args.reading.how.period.or(Some(PeriodChoice::All));
    let read = ReadingArgs { how: HowArgs { period, ..args.reading.how }, ..args.reading };
    let reading = tagged(reading(&read, &args.printing.telling, around), effective.config.tags());
    let reading = reading.of_period_by(&effective, None);
    let summary = SummaryRequest {
        cost: args.cost,
        settings: effective.settings,
        overrides: effective.config.overrides,
        workloads: effective.config.workloads,
        ..SummaryRequest::default()
    };
    let task = BaselineTask {
        reading,
        request: BaselineRequest { summary, growth: args.growth },
        price_lists: args.prices.price_list,
        output: output(args.printing.output, args.printing.format, around),
        exports: args.printing.export,
    };
    Plan::of(Task::Baseline(Box::new(task)), &args.printing.telling, &args.printing.configured)
}

fn levers(args: LeversArgs, effective: &Effective, around: Surroundings) -> Plan {
    let LeversArgs { bill, pulled, cost, .. } = args;
    let read = ReadingArgs { paths: bill.paths, exclude: bill.exclude, how: bill.how };
    let reading = tagged(reading(&read, &bill.printing.telling, around), effective.config.tags());
    let summary = SummaryRequest {
        cost,
        settings: effective.settings.clone(),
        overrides: effective.config.overrides.clone(),
        workloads: effective.config.workloads.clone(),
        ..SummaryRequest::default()
    };
    let task = LeversTask {
        reading: reading.of_period_by(effective, None),
        request: LeverRequest {
            summary,
            close_after: Decimal::from_int(pulled.close_after),
            heartbeat_seconds: Decimal::from_int(pulled.heartbeat),
            batch: pulled.batch.map(Decimal::from_int),
            poll_seconds: Decimal::from_int(pulled.poll),
        },
        price_lists: bill.prices.price_list,
        output: output(bill.printing.output, bill.printing.format, around),
        exports: bill.printing.export,
    };
    Plan::of(Task::Levers(Box::new(task)), &bill.printing.telling, &bill.printing.configured)
}

fn commitments(args: CommitmentsArgs, effective: Effective, around: Surroundings) -> Plan {
    let task = CommitmentsTask {
        reading: reading(&args.reading, &args.printing.telling, around).of_period_by(&effective, None),
        request: CommitmentRequest { settings: effective.settings, discount: args.plan_discount },
        output: output(args.printing.output, args.printing.format, around),
        exports: args.printing.export,
    };
    Plan::of(Task::Commitments(Box::new(task)), &args.printing.telling, &args.printing.configured)
}

fn rates(args: RatesArgs, effective: &Effective, around: Surroundings) -> Plan {
    let task = RatesTask {
        reading: reading(&args.reading, &args.printing.telling, around).of_period_by(effective, None),
        price_lists: args.prices.price_list,
        output: output(args.printing.output, args.printing.format, around),
        exports: args.printing.export,
    };
    Plan::of(Task::Rates(task), &args.printing.telling, &args.printing.configured)
}

/// A window says which billing periods to read, unless they are named.
fn of_window(args: &SummaryArgs, around: Surroundings) -> Reading {
    let reading = reading(&args.reading, &args.printing.telling, around);
    let period = args.reading.how.period.or(args.window.period()).unwrap_or_default();
    Reading { options: OpenOptions { period, ..reading.options }, ..reading }
}

fn request(judging: &JudgingArgs, effective: Effective) -> SummaryRequest {
    let config = effective.config;
    SummaryRequest {
        cost: judging.cost,
        settings: effective.settings,
        overrides: config.overrides,
        workloads: config.workloads,
        account_names: config.accounts.into_iter().map(|(id, account)| (id, account.name)).collect(),
        window: None,
        prices: PriceList::default(),
    }
}

/// A rule's id is a rule, unless a product or an operation says that a usage type is meant.
fn explain(args: ExplainArgs, effective: Effective, around: Surroundings) -> Plan {
    let (telling, configured) = (args.telling, args.configured);
    let output = output(args.output, args.format, around);
    let (usage_type, product, operation) = (args.usage_type, args.product, args.operation);
    let rule = Rule::by_id(&usage_type).filter(|_| product.is_none() && operation.is_none());
    let task = match rule {
        Some(rule) => Task::Rules { rules: vec![rule], settings: Box::new(effective.settings), output },
        None => Task::Explain { question: Question { usage_type, product, operation }, output },
    };
    Plan::of(task, &telling, &configured)
}

fn voice(telling: &TellingArgs) -> Voice {
    match (telling.quiet, telling.verbose) {
        (true, _) => Voice::Quiet,
        (false, true) => Voice::Verbose,
        (false, false) => Voice::Normal,
    }
}

fn reading(args: &ReadingArgs, telling: &TellingArgs, around: Surroundings) -> Reading {
    let progress = match args.how.progress {
        ProgressChoice::Never => ProgressStyle::Hidden,
        ProgressChoice::Auto if telling.quiet || !around.stderr_is_terminal => ProgressStyle::Hidden,
        ProgressChoice::Always if !around.stderr_is_terminal => ProgressStyle::Lines,
        ProgressChoice::Auto | ProgressChoice::Always => ProgressStyle::Bar,
    };
    Reading {
        inputs: ledger::expand(&args.paths),
        period_by: "--period".to_owned(),
        options: OpenOptions {
            // Each has been found to be a pattern.
            exclude: Excludes::of(args.exclude.iter().map(String::as_str)).unwrap_or_default(),
            period: args.how.period.unwrap_or_default(),
            threads: args.how.threads.map(Into::into),
            ..OpenOptions::default()
        },
        progress,
        strict: args.how.strict,
    }
}

/// The same with these tags.
fn tagged(reading: Reading, tags: TagChoice) -> Reading {
    Reading { options: OpenOptions { tags, ..reading.options }, ..reading }
}

/// A dash is stdout, as everywhere.
fn apart_from_dash(file: PathBuf) -> Option<PathBuf> {
    (file.as_os_str() != "-").then_some(file)
}

fn output(args: OutputArgs, format: Format, around: Surroundings) -> Output {
    let file = args.output.and_then(apart_from_dash);
    let color = around.stdout_is_terminal && !around.no_color && !args.no_color && file.is_none();
    Output { format, file, color }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    const TERMINAL: Surroundings = Surroundings { stdout_is_terminal: true, stderr_is_terminal: true, no_color: false };

    fn summary(flags: &[&str], around: Surroundings) -> (Reading, Output, Voice) {
        let typed = ["report", "summary", "cur"].iter().chain(flags);
        let plan = Plan::new(Cli::try_parse_from(typed).unwrap(), Effective::default(), around);
        match plan.task {
            Task::Summary(task) => (task.reading, task.output, plan.voice),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn colour_is_for_a_terminal_that_wants_it() {
        let colored = |flags, around| summary(flags, around).1.color;
        assert!(colored(&[], TERMINAL));
        assert!(!colored(&[], Surroundings::default()));
        assert!(!colored(&["--no-color"], TERMINAL));
        assert!(!colored(&["-o", "x"], TERMINAL));
        assert!(colored(&["-o", "-"], TERMINAL));
        assert!(!colored(&[], Surroundings { no_color: true, ..TERMINAL }));
    }

    #[test]
    fn progress_is_for_a_person_or_on_demand() {
        let style = |flags, around| summary(flags, around).0.progress;
        assert_eq!(style(&[], TERMINAL), ProgressStyle::Bar);
        assert_eq!(style(&["--quiet"], TERMINAL), ProgressStyle::Hidden);
        assert_eq!(style(&["--progress", "never"], TERMINAL), ProgressStyle::Hidden);
        assert_eq!(style(&[], Surroundings::default()), ProgressStyle::Hidden);
        assert_eq!(style(&["--progress", "always"], Surroundings::default()), ProgressStyle::Lines);
    }

    #[test]
    fn the_newest_period_and_every_core_are_the_default() {
        let (reading, output, voice) = summary(&[], TERMINAL);
        assert_eq!(reading.options.period, PeriodChoice::Newest);
        assert_eq!(reading.options.threads, None);
        assert_eq!((output.format, voice), (Format::Table, Voice::Normal));
    }
}
