//! `report`: what real-time features cost on AWS, from the bill you already have.
//!
//! ```text
//! cli (what was typed), config (what a file and the environment say) → plan (what it means) → run: open → summarize → render → deliver → exit code
//! ```
//!
//! A renderer in `render/` is a pure function of the answer. Only `deliver` knows where output goes, and only
//! `console` writes to stderr. Nothing here computes a cost: that is `analysis`.

mod baseline;
mod cli;
mod commitments;
mod config;
mod console;
mod deliver;
mod document;
mod exit;
mod explain;
mod forecast;
mod inspect;
mod levers;
mod limits;
mod mask;
mod plan;
mod price_list;
mod printed;
mod progress;
mod rates;
mod render;
mod run;
mod scenario;
mod signals;
mod source;
#[cfg(test)]
mod testing;

use std::io::{Write, stderr};
use std::process::ExitCode;

use crate::config::{Stop, Why};
use crate::console::Console;
use crate::exit::Exit;
use crate::mask::Mask;
use crate::plan::{Plan, Surroundings, Voice};

fn main() -> ExitCode {
    signals::leave_limits_to_writers();
    let (cli, effective) = match config::parse(&std::env::args_os().collect::<Vec<_>>()) {
        Ok(parsed) => parsed,
        Err(stop) => return ExitCode::from(told(stop)),
    };
    // Damaged bytes may make a decoder panic; that is caught where it happens and reported with its place.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !ledger::is_shielded() {
            hook(panic);
        }
    }));
    let plan = Plan::new(cli, effective, Surroundings::now());
    let console = Console::new(plan.voice, plan.mask.as_ref());
    let exit = run::run(&plan, console).unwrap_or_else(|failure| {
        for cause in failure.causes() {
            console.error(&cause);
        }
        Exit::Failed
    });
    ExitCode::from(exit.code())
}

/// Says why there is nothing to run; tells the exit code.
fn told(stop: Stop) -> u8 {
    let mask = stop.masked.then(Mask::default);
    match stop.why {
        Why::Config(causes) => {
            let console = Console::new(Voice::Quiet, mask.as_ref());
            for cause in &causes {
                console.error(cause);
            }
            Exit::Failed.code()
        }
        Why::Usage(error) => {
            // Help goes to stdout, errors to stderr; a reader that has gone away is none of our business.
            let error = cli::neutralised(error);
            let _ = match mask {
                Some(mask) => write!(stderr(), "{}", mask.text(&error.render().to_string())),
                None => error.print(),
            };
            u8::try_from(error.exit_code()).unwrap_or(Exit::Failed.code())
        }
    }
}
