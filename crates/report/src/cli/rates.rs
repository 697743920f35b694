//! `rates`

use std::path::PathBuf;

use clap::Args;

use super::{ConfiguredArgs, ExportFile, Format, OutputArgs, ReadingArgs, TellingArgs, export, format};

pub(super) const EXAMPLES: &str = "\
Examples:
  report rates ./exports/websocket-cur              what each meter is paid for, after discounts, against the list
  report rates october.parquet --price-list AmazonApiGateway-eu-west-1.json --format json";

/// `rates`
#[derive(Debug, Args)]
pub(crate) struct RatesArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) prices: PricesArgs,

    /// Output format: for people, for machines, one row for each rate, for a comment or a chat
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

/// List prices.
#[derive(Debug, Args)]
pub(crate) struct PricesArgs {
    /// An offer file of `AmazonApiGateway` or `AWSLambda` as AWS publishes it, JSON or CSV; its prices stand before the
    /// built-in ones (repeatable)
    #[arg(long, env = "REPORT_PRICE_LIST", value_name = "FILE")]
    pub(crate) price_list: Vec<PathBuf>,
}
