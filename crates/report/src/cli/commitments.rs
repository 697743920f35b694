//! `commitments`

use clap::Args;
use ledger::Decimal;

use super::{PrintingArgs, ReadingArgs};

pub(super) const EXAMPLES: &str = "\
Examples:
  report commitments ./exports/websocket-cur            what a Savings Plan covers, could cover and never can
  report commitments history.parquet --period all --plan-discount 0.15 --format json";

/// `commitments`
#[derive(Debug, Args)]
pub(crate) struct CommitmentsArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// What a plan takes off a price on demand: 0.12 is 12 % [default: what plans take off in this bill, else 0.12]
    #[arg(long, env = "REPORT_PLAN_DISCOUNT", value_name = "SHARE", value_parser = discount)]
    pub(crate) plan_discount: Option<Decimal>,

    #[command(flatten)]
    pub(crate) printing: PrintingArgs,
}

fn discount(text: &str) -> Result<Decimal, String> {
    const EXPECTED: &str = "give a share between 0 and 1, such as 0.12 for 12 %";
    let share: Decimal = text.parse().map_err(|_| EXPECTED.to_owned())?;
    if share > Decimal::ZERO && share < Decimal::ONE { Ok(share) } else { Err(EXPECTED.to_owned()) }
}
