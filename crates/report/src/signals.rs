//! What a signal may not leave behind: a file that is half written.
//!
//! A signal ends the run at once, as it would without this module, apart from the moment in which a file is written aside
//! and put in its place: then the run ends behind it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::low_level::emulate_default_handler;

/// May a signal end the run at once?
static ENDS_AT_ONCE: AtomicBool = AtomicBool::new(true);
/// The signal that came meanwhile; 0: none.
static PENDING: AtomicUsize = AtomicUsize::new(0);
static LISTENING: Once = Once::new();

/// Does something that a signal may not interrupt, and ends the run behind it where one came.
pub(crate) fn held<T>(work: impl FnOnce() -> T) -> T {
    LISTENING.call_once(|| {
        let ignored = std::fs::read_to_string("/proc/self/status").map_or(0, |status| ignored(&status));
        // What whoever started us had ignored, as nohup does, stays so.
        [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0).for_each(listen);
    });
    ENDS_AT_ONCE.store(false, Ordering::SeqCst);
    let done = work();
    ENDS_AT_ONCE.store(true, Ordering::SeqCst);
    if let Ok(signal @ 1..) = i32::try_from(PENDING.swap(0, Ordering::SeqCst)) {
        let _ = emulate_default_handler(signal);
    }
    done
}

/// A file that grows beyond what the system lets one have is an error of its writing, and does not end the run.
pub(crate) fn leave_limits_to_writers() {
    // Nobody asks whether it came: a signal that is listened to ends nothing. One that cannot be ends the run as ever.
    let _ = flag::register(SIGXFSZ, Arc::default());
}

fn listen(signal: i32) {
    // A system that does not let us listen ends the run as it ever did.
    let Ok(value) = usize::try_from(signal) else { return };
    if flag::register_conditional_default(signal, &ENDS_AT_ONCE).is_ok() {
        let _ = flag::register_usize(signal, &PENDING, value);
    }
}

/// The signals that are ignored, one bit each, as Linux tells them.
fn ignored(status: &str) -> u64 {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_told_by_their_bits() {
        // SIGHUP is 1, SIGPIPE 13.
        let mask = ignored("Name:\treport\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n");
        assert_eq!((mask >> (SIGHUP - 1) & 1, mask >> (SIGINT - 1) & 1, mask >> 12 & 1), (1, 0, 1));
        assert_eq!(ignored("Name:\treport\n"), 0);
    }
}
