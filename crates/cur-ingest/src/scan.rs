//! Reads the files of deliveries in parallel.
//!
//! All units of work are planned up front: an entry of a CSV container, a row group of a Parquet file. Each worker owns
//! one batch and borrows one sink of the unit's delivery from a pool, so there are never more sinks than threads; what
//! they sum is exact, so neither their number nor the order of units can be seen in a result.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::batch::LineItemBatch;
use crate::bytes::ByteSource;
use crate::columns::FileColumns;
use crate::compared::{Compared, DoubledRows, RepeatedFiles, Repetition, TextAt, identical_files};
use crate::csv::{self, Container, CsvHead, Entry, Inflate};
use crate::damage::{Damage, Place};
use crate::parquet::{self, ParquetFile};
use crate::plan::{Delivery, FileKind, open_source};
use crate::queue::Queue;
use crate::repeats::{Identity, Sample};
use crate::select::Selection;
use crate::shield::{UNDECODABLE, shielded};
use crate::unit::{Tally, UnitReader};

/// Takes batches of selected line items.
pub trait Sink: Send {
    /// A new unit of work begins: numbers of dictionary entries start anew.
    fn begin_unit(&mut self);
    /// Takes a batch.
    fn take(&mut self, batch: &LineItemBatch);
    /// The last batch was taken. Sinks are told side by side.
    fn finish(&mut self) {}
}

/// Is told how far the reading is. Calls come from several threads.
pub trait Progress: Sync {
    /// The work is planned: so many bytes in so many files.
    fn planned(&self, bytes: u64, files: u64);
    /// So many bytes more have been read.
    fn advance(&self, bytes: u64);
}

/// No one is told.
impl Progress for () {
    fn planned(&self, _bytes: u64, _files: u64) {}
    fn advance(&self, _bytes: u64) {}
}

/// How to scan.
#[derive(Clone, Copy)]
pub struct ScanOptions<'a> {
    /// Which line items to read.
    pub selection: &'a Selection,
    /// Number of threads; `None`: one per core.
    pub threads: Option<usize>,
    /// Is told how far the reading is.
    pub progress: &'a dyn Progress,
    /// Read everything by the reference paths, which the fast ones are held against.
    pub reference: bool,
}

/// What reading a delivery yielded beside its line items.
#[derive(Debug, Clone, Default)]
pub struct Scanned {
    /// Files read.
    pub files: u64,
    /// Bytes of those files, as stored.
    pub bytes: u64,
    /// Line items, of all products.
    pub rows: u64,
    /// Line items of the selected products.
    pub matched_rows: u64,
    /// Line items that could not be read; no sink has seen them.
    pub unparsed_rows: u64,
    /// Rows that were not decoded beyond their product code because no neighbour of theirs is selected.
    pub pruned_rows: u64,
    /// The columns that every file has.
    pub columns: FileColumns,
    /// What is wrong, ordered by path and place.
    pub damage: Vec<Damage>,
    /// Pairs of files that repeat the same rows: the sums count them twice and must not be shown.
    pub repeats: Vec<RepeatedFiles>,
    /// Files that hold rows twice.
    pub doubled: Vec<DoubledRows>,
}

/// A part of a file that one worker reads.
enum Part {
    Csv { source: Arc<dyn ByteSource>, container: Container, entry: Entry, is_one_of_many: bool, reference: bool },
    Text { source: Arc<dyn ByteSource>, head: Arc<CsvHead>, range: Range<u64> },
    Rows { file: Arc<ParquetFile>, part: parquet::Part },
}

impl Part {
    fn source(&self) -> &dyn ByteSource {
        match self {
            Self::Csv { source, .. } | Self::Text { source, .. } => source.as_ref(),
            Self::Rows { file, .. } => file.chunks.0.as_ref(),
        }
    }

    /// The name of the entry that it is, where an archive has several.
    fn entry(&self) -> Option<&str> {
        match self {
            Self::Csv { entry: Entry::Zipped { name, .. }, is_one_of_many: true, .. } => Some(name),
            _ => None,
        }
    }
}

struct Unit {
    delivery: usize,
    file: usize,
    /// Which part of the file it is.
    order: usize,
    /// Which text of the file it is of.
    text: usize,
    /// Path, with the name of the entry where an archive has several.
    path: String,
    bytes: u64,
    part: Part,
}

impl Unit {
    fn at(&self) -> TextAt {
        (self.delivery, self.file, self.text)
    }
}

/// The most threads that are started, whatever was asked for.
const MOST_THREADS: usize = 256;

/// Scans deliveries. Returns for each delivery its sinks, to be merged in any order, and what was counted.
pub fn scan<S: Sink>(
    deliveries: &[Delivery],
    options: ScanOptions<'_>,
    new: impl Fn(usize) -> S + Sync,
) -> Vec<(Vec<S>, Scanned)> {
    in_pool(options.threads, || scan_in_pool(deliveries, options, &new))
}

/// Works on so many threads; `None`: one per core.
pub(crate) fn in_pool<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    // More threads than this only wait for each other.
    let threads = threads.map_or(0, |threads| threads.min(MOST_THREADS));
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        // A system that gives no more threads still has this one.
        Err(_) => work(),
    }
}

fn scan_in_pool<S: Sink>(
    deliveries: &[Delivery],
    options: ScanOptions<'_>,
    new: &(impl Fn(usize) -> S + Sync),
) -> Vec<(Vec<S>, Scanned)> {
    let (units, mut results) = units(deliveries, options.reference);
    let comparable = units.iter().map(|unit| (unit.at(), unit.path.as_str(), matches!(unit.part, Part::Rows { .. })));
    let compared = Compared::of(deliveries, comparable);
    let kept = &compared;
    let queue = Queue::new(units, |unit| unit.bytes);
    options.progress.planned(queue.bytes(), results.iter().map(|scanned| scanned.files).sum());
    let sinks: Vec<Mutex<Vec<S>>> = deliveries.iter().map(|_| Mutex::new(Vec::new())).collect();
    let queue = &queue;
    let threads = rayon::current_num_threads() as u64;
    let worked = rayon::broadcast(|_| {
        let mut batch = LineItemBatch::default();
        let mut tallies = Vec::new();
        while let Some((unit, left)) = queue.next() {
            let idle = &sinks[unit.delivery];
            let sink = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut sink = sink.unwrap_or_else(|| new(unit.delivery));
            let sample = kept.sample(unit.at());
            // Where little is left to begin, the other cores would wait for this one.
            let ahead = left.saturating_mul(2) < unit.bytes.saturating_mul(threads - 1);
            let work = Work { unit, selection: options.selection, sample, ahead };
            let mut tally = read_unit(&work, &mut batch, &mut sink);
            kept.keep(unit.at(), std::mem::take(&mut tally.sample));
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(sink);
            unit.part.source().rest();
            options.progress.advance(unit.bytes);
            tallies.push((unit, tally));
        }
        tallies
    });
    let mut tallies: Vec<(&Unit, Tally)> = worked.into_iter().flatten().collect();
    // Places in a part of a text are told by the parts before it.
    tallies.sort_by_key(|(unit, _)| (unit.delivery, unit.file, unit.order));
    collect(deliveries, tallies, &mut results);
    compared.collect(deliveries, &mut results);
    let mut sinks: Vec<Vec<S>> =
        sinks.into_iter().map(|sinks| sinks.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    sinks.par_iter_mut().flatten().for_each(Sink::finish);
    sinks.into_iter().zip(results).collect()
}

/// Plans the work: every part of every file that can be opened, and what is known of each delivery before it is read.
fn units(deliveries: &[Delivery], reference: bool) -> (Vec<Unit>, Vec<Scanned>) {
    let mut results: Vec<Scanned> = Vec::new();
    let mut units = Vec::new();
    for (at, delivery) in deliveries.iter().enumerate() {
        let mut scanned = Scanned { damage: delivery.damage.clone(), ..Scanned::default() };
        let copies = identical_files(&delivery.files);
        for (file, data) in delivery.files.iter().enumerate() {
            if let Some((first, _)) = copies.iter().find(|(_, second)| *second == file) {
                scanned.repeats.push(RepeatedFiles {
                    first: delivery.files[*first].display(),
                    second: data.display(),
                    rows: 0,
                    how: Repetition::Identical,
                    by_manifest: delivery.by_manifest,
                });
                continue;
            }
            match open_source(data) {
                Ok((source, kind)) => {
                    scanned.files += 1;
                    scanned.bytes += data.bytes;
                    let parts = parts(&source, kind, data.bytes, reference);
                    units.extend(parts.into_iter().enumerate().map(|(order, (part, bytes))| {
                        let path =
                            part.entry().map_or_else(|| data.display(), |name| format!("{} ({name})", data.display()));
                        let text = if part.entry().is_some() { order } else { 0 };
                        Unit { delivery: at, file, order, text, path, bytes, part }
                    }));
                    source.rest();
                }
                Err(damage) => scanned.damage.push(damage),
            }
        }
        results.push(scanned);
    }
    (units, results)
}

fn parts(source: &Arc<dyn ByteSource>, kind: FileKind, bytes: u64, reference: bool) -> Vec<(Part, u64)> {
    match kind {
        FileKind::Csv(container, entries) => {
            let cut = if container == Container::Plain && !reference { csv::ranges(source, csv::PART) } else { None };
            if let Some((head, ranges)) = cut {
                let head = Arc::new(head);
                let text = |range| Part::Text { source: Arc::clone(source), head: Arc::clone(&head), range };
                return ranges.into_iter().map(|range| (text(range.clone()), range.end - range.start)).collect();
            }
            let share = bytes / entries.len().max(1) as u64;
            let is_one_of_many = entries.len() > 1;
            let whole = |entry| Part::Csv { source: Arc::clone(source), container, entry, is_one_of_many, reference };
            entries.into_iter().map(|entry| (whole(entry), share)).collect()
        }
        FileKind::Parquet(file) => {
            let file = Arc::new(*file);
            let rows = |part| Part::Rows { file: Arc::clone(&file), part };
            parquet::parts(&file, reference).into_iter().map(|(part, bytes)| (rows(part), bytes)).collect()
        }
    }
}

/// A unit of work, and how to read it.
struct Work<'a> {
    unit: &'a Unit,
    selection: &'a Selection,
    /// Keep fingerprints of the rows, and by what are they told apart? With those kept of the file so far.
    sample: Option<(&'a Identity, Sample)>,
    /// Inflate on a thread of its own?
    ahead: bool,
}

fn read_unit<S: Sink>(work: &Work<'_>, batch: &mut LineItemBatch, sink: &mut S) -> Tally {
    let unit = work.unit;
    batch.begin_unit();
    sink.begin_unit();
    let (sample_rows, sample) = work.sample.as_ref().map_or_else(Default::default, |(identity, sample)| {
        let identity: &Identity = identity;
        (Some(identity), sample.go_on())
    });
    let mut reader = UnitReader {
        path: &unit.path,
        selection: work.selection,
        sample_rows,
        batch,
        emit: &mut |batch| sink.take(batch),
        tally: Tally { sample, ..Tally::default() },
    };
    let outcome = shielded(|| match &unit.part {
        Part::Csv { source, container, entry, reference, .. } => {
            let inflate = match (reference, work.ahead) {
                (true, _) => Inflate::Plainly,
                (false, true) => Inflate::Ahead,
                (false, false) => Inflate::Fast,
            };
            let read = csv::with_text(source, *container, entry, inflate, |text| {
                if *reference { csv::read_plainly(text, &mut reader) } else { csv::read(text, &mut reader) }
            });
            if let Err(error) = read {
                reader.damaged(Place::File, error.to_string());
            }
        }
        Part::Text { source, head, range } => csv::read_part(source, head, range.clone(), &mut reader),
        Part::Rows { file, part } => part.read(file, &mut reader),
    });
    if outcome.is_none() {
        let place = match &unit.part {
            Part::Csv { .. } | Part::Text { .. } => Place::File,
            Part::Rows { part, .. } => Place::RowGroup(part.group()),
        };
        reader.batch.roll_back();
        reader.damaged(place, UNDECODABLE);
    }
    reader.finish()
}

/// Adds the tallies of units up to files and deliveries.
fn collect(deliveries: &[Delivery], tallies: Vec<(&Unit, Tally)>, results: &mut [Scanned]) {
    let mut files: Vec<Vec<Tally>> =
        deliveries.iter().map(|delivery| vec![Tally::default(); delivery.files.len()]).collect();
    for (unit, tally) in tallies {
        files[unit.delivery][unit.file].merge(tally);
    }
    for ((tallies, scanned), delivery) in files.into_iter().zip(results.iter_mut()).zip(deliveries) {
        scanned.columns = FileColumns::of_all(tallies.iter().filter_map(|tally| tally.columns.as_ref()));
        for tally in &tallies {
            scanned.rows += tally.rows;
            scanned.matched_rows += tally.matched;
            scanned.unparsed_rows += tally.unparsed;
            scanned.pruned_rows += tally.pruned;
            scanned.damage.extend(tally.damage.iter().cloned());
        }
        // Parts of one row group meet the same.
        scanned.damage.sort();
        scanned.damage.dedup();
        // Files of a header alone are all the same: AWS writes them where a month has fewer parts than before.
        let both = tallies.iter().zip(&delivery.files);
        let hollow: Vec<String> = both.filter(|(tally, _)| tally.rows == 0).map(|(_, file)| file.display()).collect();
        scanned.repeats.retain(|repeat| !hollow.contains(&repeat.first));
    }
}
