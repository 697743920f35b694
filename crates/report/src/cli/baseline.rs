//! `baseline`

use analysis::CostBasis;
use clap::Args;
use ledger::Decimal;

use super::{PricesArgs, PrintingArgs, ReadingArgs, cost_basis};

pub(super) const EXAMPLES: &str = "\
Examples:
  report baseline ./exports/websocket-cur --mask --format markdown -o baseline.md
  report baseline history.parquet --growth 0,0.03,0.1 --cost net";

/// `baseline`
#[derive(Debug, Args)]
pub(crate) struct BaselineArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// Cost basis; where the bill lacks its columns, the nearest one that it has, with a note
    #[arg(long, env = "REPORT_COST", value_name = "BASIS", value_parser = cost_basis(), default_value = CostBasis::default().name())]
    pub(crate) cost: CostBasis,

    /// Growth a month that the next year is reckoned with: 0.02 is 2 %; several separated by commas
    #[arg(long, env = "REPORT_GROWTH", value_name = "SHARE", value_delimiter = ',', value_parser = growth, allow_hyphen_values = true, default_value = "0,0.02,0.05")]
    pub(crate) growth: Vec<Decimal>,

    #[command(flatten)]
    pub(crate) prices: PricesArgs,

    #[command(flatten)]
    pub(crate) printing: PrintingArgs,
}

fn growth(text: &str) -> Result<Decimal, String> {
    const EXPECTED: &str = "give a share between -0.5 and 1, such as 0.02 for 2 % a month";
    let share: Decimal = text.trim().parse().map_err(|_| EXPECTED.to_owned())?;
    let half = Decimal::ONE.over(Decimal::from_int(2)).unwrap_or_default();
    if share >= -half && share <= Decimal::ONE { Ok(share) } else { Err(EXPECTED.to_owned()) }
}
