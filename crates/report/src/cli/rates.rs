//! `rates`

use std::path::PathBuf;

use clap::Args;

use super::{PrintingArgs, ReadingArgs};

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

    #[command(flatten)]
    pub(crate) printing: PrintingArgs,
}

/// List prices.
#[derive(Debug, Args)]
pub(crate) struct PricesArgs {
    /// An offer file of `AmazonApiGateway` or `AWSLambda` as AWS publishes it, JSON or CSV; its prices stand before the
    /// built-in ones (repeatable)
    #[arg(long, env = "REPORT_PRICE_LIST", value_name = "FILE")]
    pub(crate) price_list: Vec<PathBuf>,
}
