//! Inflates gzip files and does nothing else: the time that no reader of them can go below.
//!
//! Usage: `inflate THREADS FILE…`; prints the number of inflated bytes.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use cur_ingest::bytes::{LocalFile, SourceReader};
use flate2::read::MultiGzDecoder;

/// Bytes taken from the decoder at a time: as much as stays in a core's own cache.
const PIECE: usize = 128 * 1024;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let threads: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let files: Vec<String> = arguments.collect();
    let next = AtomicUsize::new(0);
    let bytes = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(|| inflate_all(&files, &next))).collect();
        workers.into_iter().try_fold(0, |sum, worker| {
            let inflated = worker.join().map_err(|_| io::Error::other("a thread panicked"))?;
            inflated.map(|bytes| sum + bytes)
        })
    })?;
    writeln!(io::stdout(), "{bytes}")
}

/// Inflates whichever file is next until none is left.
fn inflate_all(files: &[String], next: &AtomicUsize) -> io::Result<usize> {
    let mut piece = vec![0; PIECE];
    let mut bytes = 0;
    while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
        let source = Arc::new(LocalFile::open(Path::new(path))?);
        let mut decoder = MultiGzDecoder::new(SourceReader::new(source));
        loop {
            match decoder.read(&mut piece)? {
                0 => break,
                read => bytes += read,
            }
        }
    }
    Ok(bytes)
}
