//! `--from` and `--to`

use analysis::{Day, Window};
use clap::Args;
use ledger::{Month, PeriodChoice};

/// Which days.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct WindowArgs {
    /// First day: a date (UTC), or T-7d for seven days before the last day with data [default: the first of --to's month]
    #[arg(long, env = "REPORT_FROM", value_name = "DAY", value_parser = day)]
    from: Option<Day>,

    /// Last day, included: a date (UTC), T for the last day with data, or T-1d [default: T]
    #[arg(long, env = "REPORT_TO", value_name = "DAY", value_parser = day)]
    to: Option<Day>,
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(str::to_owned)
}

impl WindowArgs {
    /// The window, where one is asked for.
    pub(crate) fn window(self) -> Option<Window> {
        (self.from.is_some() || self.to.is_some()).then_some(Window { from: self.from, to: self.to })
    }

    /// The billing periods to read for it: one, where the dates name it or it ends with the data and begins with its month;
    /// else all, since which days there are is known only then.
    pub(crate) fn period(self) -> Option<PeriodChoice> {
        self.window()?;
        let month = |day| match day {
            Some(Day::Date(day)) => Month::parse(&day.format("%Y-%m").to_string()),
            _ => None,
        };
        Some(match (self.from, self.to) {
            (None, Some(Day::BeforeLast(0))) => PeriodChoice::Newest,
            (from, to @ Some(Day::Date(_))) if from.is_none() || month(from) == month(to) => {
                month(to).map_or(PeriodChoice::All, PeriodChoice::Month)
            }
            _ => PeriodChoice::All,
        })
    }
}
