//! How far the reading is, on stderr.

use std::io::{Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle as BarStyle};
use ledger::Progress;

use crate::plan::ProgressStyle;

/// Work that is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// Frames a second.
const RATE: u8 = 10;
/// Lines of a log come at every so many percent.
const STEP: u64 = 10;

/// Shows what [`ledger::open`] tells. Its calls come from several threads.
#[derive(Debug)]
pub(crate) struct Meter {
    style: ProgressStyle,
    bar: ProgressBar,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    began: Instant,
    shown: bool,
    planned: u64,
    done: u64,
    /// Percent of the last line.
    percent: u64,
}

impl Meter {
    pub(crate) fn new(style: ProgressStyle) -> Self {
        Self::with_bar(style, "reading {bar:30} {bytes} of {total_bytes}, {eta} left")
    }

    /// For looks into files, of which little is read.
    pub(crate) fn looking(style: ProgressStyle) -> Self {
        Self::with_bar(style, "looking into files {bar:30} {bytes} of {total_bytes}")
    }

    fn with_bar(style: ProgressStyle, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(template) = BarStyle::with_template(template) {
            bar.set_style(template);
        }
        let state = State { began: Instant::now(), shown: false, planned: 0, done: 0, percent: 0 };
        Self { style, bar, state: Mutex::new(state) }
    }

    /// Wipes the bar, so that the report begins on a clean line.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Meter {
    fn planned(&self, bytes: u64, files: u64) {
        if let Ok(mut state) = self.state.lock() {
            state.planned += bytes;
            self.bar.set_length(state.planned);
        }
        if self.style == ProgressStyle::Lines {
            let _ = writeln!(stderr(), "reading {files} files, {bytes} bytes");
        }
    }

    fn advance(&self, bytes: u64) {
        let Ok(mut state) = self.state.lock() else { return };
        state.done += bytes;
        match self.style {
            ProgressStyle::Hidden => {}
            ProgressStyle::Bar => {
                if !state.shown && state.began.elapsed() > PATIENCE {
                    state.shown = true;
                    self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(RATE));
                }
                self.bar.set_position(state.done);
            }
            ProgressStyle::Lines => {
                let percent = state.done.saturating_mul(100).checked_div(state.planned).unwrap_or(100);
                if percent >= state.percent + STEP {
                    state.percent = percent - percent % STEP;
                    let _ = writeln!(stderr(), "read {} %", state.percent);
                }
            }
        }
    }
}
