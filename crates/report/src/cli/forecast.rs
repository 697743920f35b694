//! `forecast` and `levers`

use std::path::PathBuf;

use analysis::CostBasis;
use clap::{ArgGroup, Args, value_parser};

use super::{HowArgs, PricesArgs, PrintingArgs, cost_basis, glob};

pub(super) const EXAMPLES: &str = "\
Examples:
  report forecast ./exports/websocket-cur           the month's end and the next month, from the bill
  report forecast ./cur --months 3 --cost net --format json -o forecast.json
  report forecast --scenario chat.toml              what a feature would cost, from what it does
  report forecast --scenario chat.toml --months 12 --format json -o forecast.json
  report forecast --scenario chat.toml october.parquet    at the rates of this bill, on top of what it has
  report forecast --scenario chat.toml --price-list AmazonApiGateway-eu-west-1.json

A scenario, all other keys left out (docs/scenarios.md has them):
  [[scenario]]
  name = \"chat\"
  region = \"us-east-1\"
  connections_per_month = 30000
  connection_minutes = 720
  messages_per_connection = 600";

pub(super) const LEVERS_EXAMPLES: &str = "\
Examples:
  report levers ./exports/websocket-cur             what would bring this bill down, API by API
  report levers october.parquet --close-after 3 --batch 5 --format json -o levers.json
  report levers --scenario chat.toml                what each lever saves alone, and all of them together
  report levers --scenario chat.toml october.parquet     at the rates of this bill

What may be done stands below the scenario (docs/scenarios.md):
  [scenario.levers]
  close_after_minutes = 15
  active_minutes = 45
  batch_messages = 6
  poll_seconds = 300";

/// `forecast`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["paths", "scenario"]).required(true).multiple(true))]
pub(crate) struct ForecastArgs {
    #[command(flatten)]
    pub(crate) bill: BillArgs,

    /// A TOML file of scenarios: what features do, in place of what a bill says; with a bill, at its rates
    #[arg(long, env = "REPORT_SCENARIO", value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,

    /// Months: of a bill those behind the running one, at most 12 [default: 1]; of a scenario all of them [default: 12 where
    /// it grows, else 1]
    #[arg(long, env = "REPORT_MONTHS", value_name = "N", value_parser = value_parser!(u32).range(1..=60))]
    pub(crate) months: Option<u32>,

    /// Cost basis of a bill's forecast; where the bill lacks its columns, the nearest one that it has
    #[arg(long, env = "REPORT_COST", value_name = "BASIS", value_parser = cost_basis(), default_value = CostBasis::default().name())]
    pub(crate) cost: CostBasis,
}

/// `levers`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("of").args(["paths", "scenario"]).required(true).multiple(true))]
pub(crate) struct LeversArgs {
    #[command(flatten)]
    pub(crate) bill: BillArgs,

    /// A TOML file of scenarios: what a feature does, in place of a bill; with a bill, at its rates
    #[arg(long, env = "REPORT_SCENARIO", value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) pulled: PulledArgs,

    /// Cost basis of a bill; where the bill lacks its columns, the nearest one that it has
    #[arg(long, env = "REPORT_COST", value_name = "BASIS", value_parser = cost_basis(), default_value = CostBasis::default().name())]
    pub(crate) cost: CostBasis,
}

/// How far the levers of a bill are pulled; a scenario says it itself.
#[derive(Debug, Args)]
pub(crate) struct PulledArgs {
    /// Of a bill: close a connection after so many silent minutes; the gateway does so after 10
    #[arg(long, env = "REPORT_CLOSE_AFTER", value_name = "MINUTES", value_parser = value_parser!(i64).range(1..=10), default_value = "5")]
    pub(crate) close_after: i64,

    /// Of a bill: seconds between two heartbeats; the gateway closes a connection after 600 silent ones
    #[arg(long, env = "REPORT_HEARTBEAT", value_name = "SECONDS", value_parser = value_parser!(i64).range(1..600), default_value = "540")]
    pub(crate) heartbeat: i64,

    /// Of a bill: put so many messages into one
    #[arg(long, env = "REPORT_BATCH", value_name = "N", value_parser = value_parser!(i64).range(2..=10_000))]
    pub(crate) batch: Option<i64>,

    /// Of a bill: ask by HTTP API every so many seconds instead of holding a connection
    #[arg(long, env = "REPORT_POLL", value_name = "SECONDS", value_parser = value_parser!(i64).range(1..=86_400), default_value = "60")]
    pub(crate) poll: i64,
}

/// A bill, prices, and what to print.
#[derive(Debug, Args)]
pub(crate) struct BillArgs {
    /// An export or a ledger, as `summary` takes it; beside a scenario its rates stand before those of lists
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Leave out what this pattern matches in the folders given (repeatable, or several separated by commas; `?` matches a comma in a name)
    #[arg(long, env = "REPORT_EXCLUDE", value_name = "GLOB", value_delimiter = ',', value_parser = glob)]
    pub(crate) exclude: Vec<String>,

    #[command(flatten)]
    pub(crate) how: HowArgs,

    #[command(flatten)]
    pub(crate) prices: PricesArgs,

    #[command(flatten)]
    pub(crate) printing: PrintingArgs,
}
