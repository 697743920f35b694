//! `forecast` and `levers`

use std::path::PathBuf;

use clap::{Args, value_parser};

use super::{HowArgs, PricesArgs, PrintingArgs, glob};

pub(super) const EXAMPLES: &str = "\
Examples:
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
pub(crate) struct ForecastArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// Months to project [default: 12 where a scenario grows, else 1]
    #[arg(long, env = "REPORT_MONTHS", value_name = "N", value_parser = value_parser!(u32).range(1..=60))]
    pub(crate) months: Option<u32>,
}

/// `levers`
#[derive(Debug, Args)]
pub(crate) struct LeversArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,
}

/// What a feature does, and at which prices.
#[derive(Debug, Args)]
pub(crate) struct ScenarioArgs {
    /// An export or a ledger, as `summary` takes it: its rates stand before those of lists
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Leave out what this pattern matches in the folders given (repeatable; in the variable, separated by commas)
    #[arg(long, env = "REPORT_EXCLUDE", value_name = "GLOB", value_delimiter = ',', value_parser = glob)]
    pub(crate) exclude: Vec<String>,

    #[command(flatten)]
    pub(crate) how: HowArgs,

    /// A TOML file of scenarios: what a feature does, in place of a bill
    #[arg(long, env = "REPORT_SCENARIO", value_name = "FILE", required = true)]
    pub(crate) scenario: PathBuf,

    #[command(flatten)]
    pub(crate) prices: PricesArgs,

    #[command(flatten)]
    pub(crate) printing: PrintingArgs,
}
