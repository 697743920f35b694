//! What was typed: flags and their values, checked one by one and nothing else. No file is opened here.

mod baseline;
mod commitments;
mod forecast;
mod inspect;
mod rates;
mod window;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use analysis::{CostBasis, Severity};
use clap::builder::{BoolishValueParser, PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Args, Parser, Subcommand};
use ledger::{Excludes, Month, PeriodChoice};

use crate::render::safe;

pub(crate) use baseline::BaselineArgs;
pub(crate) use commitments::CommitmentsArgs;
pub(crate) use forecast::{BillArgs, ForecastArgs, LeversArgs};
pub(crate) use inspect::InspectArgs;
pub(crate) use rates::{PricesArgs, RatesArgs};
pub(crate) use window::WindowArgs;

/// What real-time features cost on AWS, from the bill you already have.
#[derive(Debug, Parser)]
#[command(
    name = "report",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    long_about = "What API Gateway WebSocket features cost: messages, connection minutes and the Lambda behind them, \
                  from an AWS Cost and Usage Report (legacy CUR or CUR 2.0) or a FOCUS export, CSV or Parquet, where it \
                  lies. Nothing leaves this machine and no AWS call is made.",
    after_help = "Exit codes: 0 ran and all was read; 1 findings at or above --fail-on; 2 bad usage or input that \
                  could not be read in full (the report is still printed)."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What do messages, connection minutes and Lambda cost, and what is idle?
    #[command(after_long_help = SUMMARY_EXAMPLES)]
    Summary(SummaryArgs),
    /// What would be read, before any of it is: which files count and why the others do not, layout, dates, what is missing
    #[command(after_long_help = inspect::EXAMPLES)]
    Inspect(InspectArgs),
    /// Reduce an export to its exact sums, as one small Parquet file that every command takes in place of the export
    #[command(after_long_help = LEDGER_EXAMPLES)]
    Ledger(LedgerArgs),
    /// What comes next: both meters and Lambda to the month's end and beyond, from the bill; or what a feature would cost,
    /// from what it does
    #[command(after_long_help = forecast::EXAMPLES)]
    Forecast(ForecastArgs),
    /// What would bring the cost of a bill or of a feature down: each lever alone and all together
    #[command(after_long_help = forecast::LEVERS_EXAMPLES)]
    Levers(LeversArgs),
    /// At which rates: what each meter is paid for, after discounts and by tier, against the list
    #[command(after_long_help = rates::EXAMPLES)]
    Rates(RatesArgs),
    /// What a Savings Plan covers of the bill, could cover and never can, and which commitment would cost least
    #[command(after_long_help = commitments::EXAMPLES)]
    Commitments(CommitmentsArgs),
    /// What to take to a negotiation: spend, rates against the list, discounts, growth, what a plan can cover, what is idle
    #[command(after_long_help = baseline::EXAMPLES)]
    Baseline(BaselineArgs),
    /// What can be found: every rule, what fires it, and what it may and may not say
    #[command(after_long_help = RULES_EXAMPLES)]
    Rules(RulesArgs),
    /// How would this usage type be classified, and by which rule? What does this rule of a finding mean?
    #[command(after_long_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// What is configured, and by what: flags, variables, a file, defaults
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Which Lambda functions belong to which API?
    #[command(subcommand)]
    Workloads(WorkloadsCommand),
}

/// What to do about workloads.
#[derive(Debug, Subcommand)]
pub(crate) enum WorkloadsCommand {
    /// Guess links from names, shared tags and days that are alike, as TOML to check and paste; nothing is applied
    #[command(after_long_help = SUGGEST_EXAMPLES)]
    Suggest(SuggestArgs),
}

/// What to do with a configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Every value that a run with these flags would use, and what sets it
    #[command(after_long_help = CONFIG_EXAMPLES)]
    Show(ShowArgs),
    /// Is this file sound? Names everything that is wrong with it
    Check(CheckArgs),
}

const SUMMARY_EXAMPLES: &str = "\
Examples:
  report summary ./exports/websocket-cur            newest month of an export
  report summary ./cur --period 2026-10 --format json -o october.json
  report summary ./cur --from T-6d                  the last seven days with data
  report summary ./cur --fail-on high --quiet       exit 1 when a finding is high or worse
  report summary october.parquet --cost net         from a ledger, after discounts
  report summary ./cur --export month.csv --export month.md    the table here, and two files beside it";

const LEDGER_EXAMPLES: &str = "\
Examples:
  report ledger ./exports/websocket-cur -o october.parquet
  report ledger ./cur --period all -o history.parquet
  report summary october.parquet";

const CONFIG_EXAMPLES: &str = "\
Examples:
  report config show --config report.toml
  report config show --config report.toml --set ratio.dwarfs=3 --format json
  report config check report.toml";

const SUGGEST_EXAMPLES: &str = "\
Examples:
  report workloads suggest ./cur
  report workloads suggest october.parquet -o guesses.toml";

const RULES_EXAMPLES: &str = "\
Examples:
  report rules
  report rules --format json
  report explain WS-IDLE-RATIO                      one of them";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  report explain USE1-ApiGatewayMinute
  report explain WS-IDLE-RATIO                      a rule of `report rules`
  report explain Request --product AWSLambda
  report explain 'AWS Lambda - Total Requests - US East (Ohio)'    what FOCUS has instead of a usage type
  report explain EUC1-DataTransfer-Out-Bytes --product AmazonApiGateway --operation ApiGatewayWebSocket";

/// `summary`
#[derive(Debug, Args)]
pub(crate) struct SummaryArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) window: WindowArgs,

    #[command(flatten)]
    pub(crate) judging: JudgingArgs,

    #[command(flatten)]
    pub(crate) prices: PricesArgs,

    #[command(flatten)]
    pub(crate) printing: PrintingArgs,
}

/// `ledger`
#[derive(Debug, Args)]
pub(crate) struct LedgerArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// The Parquet file to write, or - for stdout; it appears only once it is whole
    #[arg(short, long, env = "REPORT_OUTPUT", value_name = "FILE")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) telling: TellingArgs,

    #[command(flatten)]
    pub(crate) configured: ConfiguredArgs,
}

/// `config show`
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    pub(crate) how: HowArgs,

    #[command(flatten)]
    pub(crate) judging: JudgingArgs,

    /// Output format
    #[arg(long, env = "REPORT_FORMAT", value_name = "FORMAT", value_parser = format(&[Format::Table, Format::Json]), default_value = "table")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) telling: TellingArgs,

    #[command(flatten)]
    pub(crate) configured: ConfiguredArgs,
}

/// `workloads suggest`
#[derive(Debug, Args)]
pub(crate) struct SuggestArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// Write to this file instead of stdout; it appears only once it is whole
    #[arg(short, long, env = "REPORT_OUTPUT", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) telling: TellingArgs,

    #[command(flatten)]
    pub(crate) configured: ConfiguredArgs,
}

/// `config check`
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The configuration file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) masking: MaskArgs,
}

/// `rules`
#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// Output format
    #[arg(long, env = "REPORT_FORMAT", value_name = "FORMAT", value_parser = format(&[Format::Table, Format::Json, Format::Markdown]), default_value = "table")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) telling: TellingArgs,

    #[command(flatten)]
    pub(crate) configured: ConfiguredArgs,
}

/// `explain`
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A usage type as the bill has it, such as `USE1-ApiGatewayMinute` (in FOCUS `x_UsageType` or `SkuMeter`), a
    /// `ChargeDescription` of FOCUS, or a rule, such as `WS-IDLE-RATIO`
    #[arg(value_name = "USAGE-TYPE|RULE")]
    pub(crate) usage_type: String,

    /// Product code, such as `AmazonApiGateway` [default: each one that knows the usage type]
    #[arg(long, value_name = "CODE", value_parser = product(), ignore_case = true)]
    pub(crate) product: Option<classify::Product>,

    /// Operation of the line item, such as `ApiGatewayWebSocket`
    #[arg(long, value_name = "OPERATION")]
    pub(crate) operation: Option<String>,

    /// Output format
    #[arg(long, env = "REPORT_FORMAT", value_name = "FORMAT", value_parser = format(&[Format::Table, Format::Json]), default_value = "table")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) telling: TellingArgs,

    #[command(flatten)]
    pub(crate) configured: ConfiguredArgs,
}

/// What to read, and how.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// An export's folder, a billing period's folder, a file of an export, a ledger, a quoted pattern of any of these
    /// (`'exports/**/*.csv.gz'`), or - for what is piped in
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Leave out what this pattern matches in the folders given: paths relative to them, such as `old-export` or
    /// `**/*.zip` (repeatable, or several separated by commas; `?` matches a comma in a name)
    #[arg(long, env = "REPORT_EXCLUDE", value_name = "GLOB", value_delimiter = ',', value_parser = glob)]
    pub(crate) exclude: Vec<String>,

    #[command(flatten)]
    pub(crate) how: HowArgs,
}

/// How to read.
#[derive(Debug, Args)]
pub(crate) struct HowArgs {
    /// Billing period: a month, or `all` [default: the newest]
    #[arg(long, env = "REPORT_PERIOD", value_name = "YYYY-MM|all", value_parser = period)]
    pub(crate) period: Option<PeriodChoice>,

    /// Threads to read with [default: one per core]
    #[arg(long, env = "REPORT_THREADS", value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Exit with 2 on any fallback, skipped delivery or unclassified dollar too
    #[arg(long, env = "REPORT_STRICT", value_parser = BoolishValueParser::new())]
    pub(crate) strict: bool,

    /// Show progress on stderr
    #[arg(long, env = "REPORT_PROGRESS", value_name = "WHEN", value_parser = progress(), default_value = "auto")]
    pub(crate) progress: ProgressChoice,
}

/// What to make of it.
#[derive(Debug, Args)]
pub(crate) struct JudgingArgs {
    /// Cost basis; where the bill lacks its columns, the nearest one that it has, with a note
    #[arg(long, env = "REPORT_COST", value_name = "BASIS", value_parser = cost_basis(), default_value = CostBasis::default().name())]
    pub(crate) cost: CostBasis,

    /// Exit with 1 when a finding is at least this severe [default: never]
    #[arg(long, env = "REPORT_FAIL_ON", value_name = "SEVERITY", value_parser = severity())]
    pub(crate) fail_on: Option<Severity>,

    /// Change a threshold, such as ratio.dwarfs=2.5; repeatable; `report config show` lists them with their variables
    // Read with the other sources of settings, in `config::layers`.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
}

/// What is configured.
#[derive(Debug, Args)]
pub(crate) struct ConfiguredArgs {
    /// A TOML file of flags, thresholds, account names and workloads; none is looked for unless named here
    #[arg(long, env = "REPORT_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) masking: MaskArgs,
}

/// What not to print.
#[derive(Debug, Args)]
pub(crate) struct MaskArgs {
    /// Print account-1, account-2 … instead of account ids, and no account names
    #[arg(long, env = "REPORT_MASK", value_parser = BoolishValueParser::new())]
    pub(crate) mask: bool,
}

/// What to print, where to, and how much to say beside it.
#[derive(Debug, Args)]
pub(crate) struct PrintingArgs {
    /// Output format: for people, for machines, as one table of numbers, for a comment or a chat
    #[arg(long, env = "REPORT_FORMAT", value_name = "FORMAT", value_parser = format(&Format::ALL), default_value = "table")]
    pub(crate) format: Format,

    /// Write to this file too, in the format of its suffix (.json, .csv, .md, .txt); may be given several times
    #[arg(long, env = "REPORT_EXPORT", value_name = "FILE", value_parser = export)]
    pub(crate) export: Vec<ExportFile>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) telling: TellingArgs,

    #[command(flatten)]
    pub(crate) configured: ConfiguredArgs,
}

/// Where to print to, and how.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Write to this file instead of stdout; it appears only once it is whole
    #[arg(short, long, env = "REPORT_OUTPUT", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// No colour (the variable `NO_COLOR` does the same)
    #[arg(long, env = "REPORT_NO_COLOR", value_parser = BoolishValueParser::new())]
    pub(crate) no_color: bool,
}

/// How much to say on stderr.
#[derive(Debug, Args)]
pub(crate) struct TellingArgs {
    /// Say nothing on stderr but why a run fails
    #[arg(short, long, env = "REPORT_QUIET", value_parser = BoolishValueParser::new())]
    pub(crate) quiet: bool,

    // Which of the two holds, `config::environment` says: it depends on what each is by.
    /// Say on stderr what was chosen and what was left out
    #[arg(short, long, env = "REPORT_VERBOSE", value_parser = BoolishValueParser::new())]
    pub(crate) verbose: bool,
}

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For machines.
    Json,
    /// For spreadsheets.
    Csv,
    /// For a comment or a chat.
    Markdown,
}

impl Format {
    /// Every format, in the order of the help.
    pub(crate) const ALL: [Self; 4] = [Self::Table, Self::Json, Self::Csv, Self::Markdown];

    /// The name on the command line.
    const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
        }
    }
}

/// A file to write to beside the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExportFile {
    pub(crate) path: PathBuf,
    /// What its suffix says.
    pub(crate) format: Format,
}

/// When to show progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProgressChoice {
    /// On a terminal, when the work is long.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

fn cost_basis() -> impl TypedValueParser<Value = CostBasis> {
    PossibleValuesParser::new(CostBasis::ALL.map(CostBasis::name))
        .try_map(|name| CostBasis::from_name(&name).ok_or("unknown"))
}

fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::name))
        .try_map(|name| Severity::from_name(&name).ok_or("unknown"))
}

fn product() -> impl TypedValueParser<Value = classify::Product> {
    PossibleValuesParser::new(classify::Product::ALL.map(classify::Product::code))
        .try_map(|code| classify::Product::from_code(&code).ok_or("unknown"))
}

fn format(offered: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
    let names: Vec<&str> = offered.iter().map(|format| format.name()).collect();
    PossibleValuesParser::new(names)
        .try_map(|name| Format::ALL.into_iter().find(|format| format.name() == name).ok_or("unknown"))
}

/// A file whose suffix says its format.
fn export(text: &str) -> Result<ExportFile, String> {
    let path = PathBuf::from(text);
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().to_lowercase());
    let format = match suffix.as_deref() {
        Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        Some("md") => Format::Markdown,
        Some("txt") => Format::Table,
        _ => return Err("the suffix says the format: name it .json, .csv, .md or .txt".to_owned()),
    };
    Ok(ExportFile { path, format })
}

fn progress() -> impl TypedValueParser<Value = ProgressChoice> {
    PossibleValuesParser::new(["auto", "always", "never"]).map(|name| match name.as_str() {
        "always" => ProgressChoice::Always,
        "never" => ProgressChoice::Never,
        _ => ProgressChoice::Auto,
    })
}

/// A pattern of paths. Blanks around one of a list say nothing.
fn glob(text: &str) -> Result<String, String> {
    let text = text.trim();
    Excludes::of([text]).map(|_| text.to_owned()).map_err(|error| safe::prose(&error))
}

/// A month as `YYYY-MM`, or `all`.
fn period(text: &str) -> Result<PeriodChoice, String> {
    if text == "all" {
        return Ok(PeriodChoice::All);
    }
    let month = Month::parse(text).map(PeriodChoice::Month);
    month.ok_or_else(|| "give a month such as 2026-10, or all".to_owned())
}

/// The error without anything that could fool a terminal: it quotes what was typed, which a script may have taken from
/// a file.
pub(crate) fn neutralised(mut error: clap::Error) -> clap::Error {
    let typed: Vec<(ContextKind, String)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) if safe::prose(text) != *text => Some((kind, safe::prose(text))),
            _ => None,
        })
        .collect();
    for (kind, text) in typed {
        error.insert(kind, ContextValue::String(text));
        // Hints quote it once more.
        error.remove(ContextKind::Suggested);
    }
    error
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_period_is_a_month_or_all() {
        assert_eq!(period("2026-10"), Ok(PeriodChoice::Month(Month::parse("2026-10").unwrap())));
        assert_eq!(period("all"), Ok(PeriodChoice::All));
        for bad in ["", "2026", "2026-13", "2026-00", "2026-1", "26-10", "2026/10", "２０26-10", "2026-10-01", "ALL"]
        {
            assert!(period(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_flag_has_its_variable() {
        let cli = Cli::command();
        let commands =
            cli.get_subcommands().flat_map(|command| std::iter::once(command).chain(command.get_subcommands()));
        for command in commands {
            for flag in command.get_opts() {
                // `--set` has a variable for each of its keys.
                let own = matches!(flag.get_id().as_str(), "product" | "operation" | "help" | "version" | "set");
                let expected = format!("REPORT_{}", flag.get_id().as_str().to_uppercase());
                let variable = flag.get_env().and_then(|name| name.to_str());
                assert!(own || variable == Some(expected.as_str()), "{} of {}", flag.get_id(), command.get_name());
            }
        }
    }
}
