//! `inspect`

use clap::Args;

use super::{ConfiguredArgs, Format, OutputArgs, ReadingArgs, TellingArgs, format};

pub(super) const EXAMPLES: &str = "\
Examples:
  report inspect ./exports/websocket-cur            which files count, which do not and why, and what is missing
  report inspect ./cur --period all                 every billing period in full
  report inspect ./cur --quiet --format json -o plan.json && report summary ./cur";

/// `inspect`
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

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
