//! Can the threads and open files be had that a reading takes?
//!
//! Polars works on no fewer than one thread for each core, and ends the program where they cannot be had, or the few files
//! that its own work takes; so they are asked for once before anything is read, and given back.

use std::fs::{File, OpenOptions};
use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// More than so many are not started to read with, whatever is asked for.
const MOST_TO_READ: usize = 256;

/// So many files are open at once at most, those of the reading and those of polars.
const FILES: usize = 24;

/// Refuses where the system gives fewer threads or open files than are needed at once, to read with so many threads (`None`:
/// one per core).
pub(crate) fn needed(to_read: Option<usize>) -> Result<(), String> {
    files().and_then(|()| threads(to_read))
}

/// Opens as many files as are needed, and closes them.
fn files() -> Result<(), String> {
    let open = |_| OpenOptions::new().read(true).open("/dev/null");
    let opened: Result<Vec<File>, io::Error> = (0..FILES).map(open).collect();
    opened.map(drop).map_err(|error| {
        format!(
            "the system does not let {FILES} files be open at once, which are needed: {error}; raise the limit of open \
             files (`ulimit -n`)"
        )
    })
}

fn threads(to_read: Option<usize>) -> Result<(), String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let readers = to_read.unwrap_or(cores).min(MOST_TO_READ);
    // Those that add up and those of polars, and those that read and inflate ahead of that: they are done before, but may
    // not have ended.
    let needed = 2 * cores + 2 * readers;
    let (given, error) = given(needed);
    error.map_or(Ok(()), |error| {
        Err(format!(
            "the system gives no more than {given} of the {needed} threads that are needed: {error}; raise the limit of \
             processes and threads (`ulimit -u`), that of memory (`ulimit -v`), or those of the container"
        ))
    })
}

/// How many of so many threads can be had at once, and why no more.
fn given(needed: usize) -> (usize, Option<io::Error>) {
    let door = Mutex::new(());
    let closed = door.lock().unwrap_or_else(PoisonError::into_inner);
    thread::scope(|scope| {
        // Each waits for the door, so that none ends before the last has begun.
        let wait = || drop(door.lock().unwrap_or_else(PoisonError::into_inner));
        let begin = |_| thread::Builder::new().spawn_scoped(scope, wait).err();
        let failed = (0..needed).map(begin).enumerate().find_map(|(at, error)| Some((at, error?)));
        drop(closed);
        failed.map_or((needed, None), |(at, error)| (at, Some(error)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_can_be_had_are_given_back() {
        for _ in 0..100 {
            let (count, error) = given(8);
            assert!(count == 8 && error.is_none(), "{error:?}");
        }
        assert_eq!(needed(Some(2)), Ok(()));
    }
}
