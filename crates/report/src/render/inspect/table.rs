//! The person's view of `inspect`: whether anything is wrong, what would be read, and why that.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use ledger::{Chosen, FileSurvey, Inspected, InspectedPeriod, Inspection, Lost, PeriodFrom, RowCount};

use crate::render::grid::{Grid, Side};
use crate::render::paint::Paint;
use crate::render::safe;
use crate::render::words::{bytes, count, counted, paragraph};

/// Lines of a list of causes, files or folders; the JSON has them all.
const MOST: usize = 12;

/// What would be read, for a person, at most 118 columns wide.
pub(crate) fn table(inspection: &Inspection, color: bool) -> String {
    let paint = Paint { color };
    let mut text = causes(inspection, paint);
    text.push_str(&paint.bold(paragraph("", &safe::prose(&headline(inspection))).trim_end()));
    text.push('\n');
    let looked_at = looked_at(inspection);
    if !looked_at.is_empty() {
        text.push_str(&paragraph("", &looked_at));
    }
    let deliveries = inspection.deliveries.iter().map(|delivery| self::delivery(delivery, paint));
    let sections = [periods(inspection, paint)].into_iter().chain(deliveries.map(Some));
    for section in sections.chain([left_out(inspection, paint), notes(inspection, paint)]).flatten() {
        text.push('\n');
        text.push_str(&section);
    }
    text
}

/// What is known to be wrong, above everything else.
fn causes(inspection: &Inspection, paint: Paint) -> String {
    let causes = inspection.all_causes();
    if causes.is_empty() {
        return String::new();
    }
    let what = "Missing, unreadable or refused: `summary` would end with exit code 2.";
    let mut text = format!("{}\n", paint.alarm(what));
    for cause in causes.iter().take(MOST) {
        text.push_str(&paragraph("  ", &safe::shortened(&safe::prose(cause), 500)));
    }
    text.push_str(&more(causes.len(), "cause"));
    text.push('\n');
    text
}

/// That a list goes on.
fn more(all: usize, noun: &str) -> String {
    match all.saturating_sub(MOST) as u64 {
        0 => String::new(),
        1 => format!("  and 1 more {noun}; --format json lists all\n"),
        rest => format!("  and {} more {noun}s; --format json lists all\n", count(rest)),
    }
}

fn headline(inspection: &Inspection) -> String {
    let work = inspection.work();
    if work.files == 0 {
        return "Nothing would be read.".to_owned();
    }
    let taken = inspection.periods.iter().filter(|period| period.taken);
    let months: Vec<&str> = taken.map(|period| period.month.as_str()).collect();
    let months = if months.is_empty() { String::new() } else { format!(" for {}", months.join(", ")) };
    let rows = match work.rows {
        RowCount::Told(rows) => format!(", {}", counted(rows, "line item")),
        RowCount::Guessed(rows) => format!(", about {} line items", count(rounded(rows))),
        RowCount::Unknown => String::new(),
    };
    format!("Would be read: {}{months}, {}{rows}.", counted(work.files, "file"), bytes(work.bytes))
}

/// What all this is known from.
fn looked_at(inspection: &Inspection) -> String {
    let mut sentences: Vec<String> = Vec::new();
    if inspection.is_sound() {
        sentences.push("Nothing is known to be wrong.".to_owned());
    }
    if inspection.bytes_read > 0 {
        let looked = inspection.looked_at();
        let rows = if looked.rows == 1 { "row".to_owned() } else { format!("{} rows", count(looked.rows)) };
        let first = match looked.files {
            0 => String::new(),
            files => format!(" and the first {rows} of {}", counted(files, "file")),
        };
        sentences.push(format!(
            "Looked at were manifests, headers, footers{first}: {}. What lies behind them was not read: damage there is not \
             known yet.",
            bytes(inspection.bytes_read)
        ));
    }
    if inspection.ledger_files > 0 {
        sentences.push("Ledgers were read whole.".to_owned());
    }
    sentences.join(" ")
}

/// A guess, to two digits.
fn rounded(guess: u64) -> u64 {
    let unit = 10_u64.pow(guess.checked_ilog10().unwrap_or_default().saturating_sub(1));
    guess.saturating_add(unit / 2) / unit * unit
}

fn periods(inspection: &Inspection, paint: Paint) -> Option<String> {
    let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Right, Side::Left]);
    grid.row(["month", "deliveries", "files", "size", ""].map(str::to_owned));
    for period in &inspection.periods {
        let sizes = [count(period.deliveries), count(period.files), bytes(period.bytes)];
        grid.row([safe::cell(&period.month, 12)].into_iter().chain(sizes).chain([taken(period)]));
    }
    (!inspection.periods.is_empty()).then(|| section("BILLING PERIODS", &grid, paint))
}

/// What becomes of a billing period.
fn taken(period: &InspectedPeriod) -> String {
    let month = safe::cell(&period.month, 12);
    match (period.taken, period.read, period.causes) {
        (true, ..) => "taken".to_owned(),
        (false, true, _) => format!("read for rows of other months; --period {month} takes it"),
        (false, false, 0) => format!("not taken: --period {month} takes it"),
        (false, false, causes) => {
            let noun = if causes == 1 { "1 thing is".to_owned() } else { format!("{} things are", count(causes)) };
            format!("not taken: --period {month} takes it; {noun} wrong with it already")
        }
    }
}

fn section(heading: &str, grid: &Grid, paint: Paint) -> String {
    format!("{}\n{}\n", paint.bold(heading), grid.lines().join("\n"))
}

fn delivery(delivery: &Inspected, paint: Paint) -> String {
    let period = delivery.period.as_deref().unwrap_or("unknown period");
    let heading = format!("DELIVERY {} OF {}", safe::cell(&delivery.id, 72), safe::cell(period, 20));
    let mut text = format!("{}\n", paint.bold(&heading));
    for (name, fact) in facts(delivery) {
        text.push_str(&paragraph(&format!("{name:<12}"), &safe::prose(&fact)));
    }
    if !delivery.data_files.is_empty() {
        text.push('\n');
        text.push_str(&files(&delivery.data_files));
    }
    if !delivery.lost.is_empty() {
        text.push('\n');
        text.push_str(&paragraph("", LACKS));
    }
    for answer in lost(delivery) {
        text.push_str(&paragraph("- ", &safe::prose(&answer)));
    }
    text
}

const LACKS: &str = "Columns that it lacks, and what goes with them where the bill has line items that need them:";

/// What is lost, one sentence for what is lost with several columns alike.
fn lost(delivery: &Inspected) -> Vec<String> {
    let of = delivery.data_files.len() as u64;
    let mut answers: Vec<(&Lost, Vec<String>)> = Vec::new();
    for lost in &delivery.lost {
        let alike =
            answers.iter_mut().find(|(other, _)| (other.loss.answer, other.files) == (lost.loss.answer, lost.files));
        match alike {
            Some((_, columns)) => columns.push(lost.loss.names()),
            None => answers.push((lost, vec![lost.loss.names()])),
        }
    }
    let sentence = |(lost, columns): (&Lost, Vec<String>)| {
        let part = if lost.files < of { format!(" in {} of {of} files", lost.files) } else { String::new() };
        format!("Without {}{part}: {}", columns.join(", "), lost.loss.answer)
    };
    answers.into_iter().map(sentence).collect()
}

fn facts(delivery: &Inspected) -> Vec<(&'static str, String)> {
    let place = &delivery.place;
    let chosen = match delivery.chosen {
        Chosen::Manifest => format!("manifest {place}"),
        Chosen::Folder => format!("folder {place}, which has no manifest"),
        Chosen::Named => format!("name: {place}, without a manifest"),
        Chosen::Ledger => format!("ledger {place}, which was made of it"),
    };
    let month = delivery.period.as_deref().unwrap_or("unknown");
    let period = match delivery.period_from {
        PeriodFrom::Manifest => format!("{month}, by the manifest"),
        PeriodFrom::Path => format!("{month}, by the path"),
        PeriodFrom::Rows => format!("{month}, by the first rows; others may name other months"),
        PeriodFrom::Ledger => format!("{month}, by the ledger"),
    };
    let list = |texts: &[String]| {
        if texts.is_empty() { "the rows looked at name none".to_owned() } else { texts.join(", ") }
    };
    let mut facts = vec![("Chosen by", chosen), ("Period", period), ("Usage", usage(delivery))];
    facts.extend([("Payer", list(&delivery.payers)), ("Currency", list(&delivery.currencies))]);
    facts.push(("Layout", layout(delivery)));
    facts.push(("Files", format!("{}, {}{}", count(delivery.files), bytes(delivery.bytes), needed(delivery))));
    facts.push(("Line items", rows(delivery.rows)));
    facts
}

fn usage(delivery: &Inspected) -> String {
    let time = |seconds: i64| Some(DateTime::from_timestamp(seconds, 0)?.format("%Y-%m-%d %H:%M").to_string());
    let starts = delivery.starts.and_then(|(first, last)| time(first).zip(time(last)));
    let Some((first, last)) = starts else {
        return match delivery.chosen {
            Chosen::Ledger => "none of API Gateway and Lambda".to_owned(),
            _ => "no footer tells its first and last day; they are known once it is read".to_owned(),
        };
    };
    let from = match delivery.chosen {
        Chosen::Ledger => "of API Gateway and Lambda",
        _ => "of any product, by the footers' statistics",
    };
    format!("begins from {first} to {last} UTC, {from}")
}

fn layout(delivery: &Inspected) -> String {
    let Some(layout) = delivery.layout else { return "unknown: no file could be opened".to_owned() };
    let granularity = match (delivery.granularity, delivery.chosen) {
        (Some(granularity), _) => format!(", {}", granularity.name()),
        (None, Chosen::Ledger) => String::new(),
        (None, _) => ", hourly or daily unknown: no usage among the first rows".to_owned(),
    };
    let resources = if delivery.resource_ids { "with" } else { "without" };
    format!("{}{granularity}, {resources} resource ids", layout.name())
}

fn needed(delivery: &Inspected) -> String {
    match delivery.chosen {
        Chosen::Ledger => " of the export; only the ledger is read".to_owned(),
        _ if delivery.bytes_needed < delivery.bytes => {
            format!(", of which the columns that are needed take {}", bytes(delivery.bytes_needed))
        }
        _ => String::new(),
    }
}

fn rows(rows: RowCount) -> String {
    match rows {
        RowCount::Told(rows) => count(rows),
        RowCount::Guessed(rows) => {
            format!("about {}, a guess by the bytes that the first rows take", count(rounded(rows)))
        }
        RowCount::Unknown => "unknown".to_owned(),
    }
}

fn files(files: &[FileSurvey]) -> String {
    let folder = common_folder(files);
    let mut grid = Grid::new(&[Side::Left, Side::Left, Side::Right, Side::Right, Side::Right]);
    grid.row(["file", "format", "size", "to be read", "line items"].map(str::to_owned));
    for file in files.iter().take(MOST) {
        let rows = match file.rows {
            RowCount::Told(rows) => count(rows),
            RowCount::Guessed(rows) => format!("about {}", count(rounded(rows))),
            RowCount::Unknown => "-".to_owned(),
        };
        let (format, needed) = match file.format {
            Some(format) => (format, bytes(file.bytes_needed)),
            None => ("unreadable", "-".to_owned()),
        };
        let name = Path::new(&file.path).strip_prefix(&folder).map_or(file.path.as_str().into(), Path::to_string_lossy);
        grid.row([safe::cell(&name, 64), format.to_owned(), bytes(file.bytes), needed, rows]);
    }
    if files.iter().all(|file| file.bytes_needed == file.bytes) {
        grid.drop_column(3);
    }
    let mut text = String::new();
    if !folder.as_os_str().is_empty() {
        text = paragraph("", &safe::prose(&format!("In {}:", folder.display())));
    }
    text + &grid.lines().join("\n") + "\n" + &more(files.len(), "file")
}

/// The deepest folder in which all of them lie.
fn common_folder(files: &[FileSurvey]) -> PathBuf {
    let mut folders = files.iter().map(|file| Path::new(&file.path).parent().unwrap_or(Path::new("")));
    let first = folders.next().unwrap_or(Path::new("")).to_owned();
    folders.fold(first, |common, folder| {
        let both = common.components().zip(folder.components()).take_while(|(left, right)| left == right);
        both.map(|(part, _)| part).collect()
    })
}

/// What does not count, by reason and folder.
fn left_out(inspection: &Inspection, paint: Paint) -> Option<String> {
    let mut folders: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for skipped in &inspection.skipped {
        let folder = Path::new(&skipped.path).parent().map(|folder| folder.to_string_lossy().into_owned());
        folders.entry((&skipped.reason, folder.unwrap_or_default())).or_default().push(&skipped.path);
    }
    let mut text = format!("{}\n", paint.bold("LEFT OUT"));
    for ((reason, folder), paths) in folders.iter().take(MOST) {
        let what = match paths.as_slice() {
            [path] => (*path).to_owned(),
            paths => format!("{} in {folder}", counted(paths.len() as u64, "file")),
        };
        text.push_str(&paragraph("- ", &safe::prose(&format!("{what}: {reason}"))));
    }
    text.push_str(&more(folders.len(), "folder"));
    (!folders.is_empty()).then_some(text)
}

fn notes(inspection: &Inspection, paint: Paint) -> Option<String> {
    let notes = inspection.notes.iter().map(|note| paragraph("- ", &safe::prose(note)));
    let text = format!("{}\n{}", paint.bold("NOTES"), notes.collect::<String>());
    (!inspection.notes.is_empty()).then_some(text)
}
