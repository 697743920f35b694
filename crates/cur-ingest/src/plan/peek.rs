//! Payer, month, layout and granularity of a file, from its first rows.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::tree::Found;
use super::{Candidate, DataFile, Delivery, Granularity, Plan, Skip, Stamp, folder_of, gaps};
use crate::batch::{LineItemBatch, NULL};
use crate::bytes::ByteSource;
use crate::columns::{Columns, FileColumns, Role, Text, Time};
use crate::csv::{self, Container, Entry, Inflate};
use crate::damage::Damage;
use crate::parquet::{self, Chunks, ParquetFile};
use crate::select::Selection;
use crate::shield::{UNDECODABLE, shielded};
use crate::unit::UnitReader;
use crate::{Layout, Month};

/// Why a file without a byte does not count.
pub(crate) const EMPTY: &str = "empty";
/// Why a file of nothing but a header does not count: AWS writes such files where a month has fewer parts than before.
pub(crate) const NO_ROWS: &str = "no rows";

/// How many rows are looked at.
const ROWS: u64 = 1000;

/// What a file is, and how its parts are read.
#[derive(Debug, Clone)]
pub(crate) enum FileKind {
    /// CSV texts in a container.
    Csv(Container, Vec<Entry>),
    /// Parquet.
    Parquet(Box<ParquetFile>),
}

/// Opens a file and finds out what it is, by its bytes and not by its name.
pub(crate) fn open_source(file: &DataFile) -> Result<(Arc<dyn ByteSource>, FileKind), Damage> {
    shielded(|| open_unshielded(file)).unwrap_or_else(|| Err(Damage::file(&file.display(), UNDECODABLE)))
}

fn open_unshielded(file: &DataFile) -> Result<(Arc<dyn ByteSource>, FileKind), Damage> {
    let path = file.display();
    let damaged = |what: String| Damage::file(&path, what);
    let source = file.source().map_err(|error| damaged(super::tree::unopened(&error)))?;
    let container = csv::detect(source.as_ref()).map_err(|error| damaged(format!("cannot be read: {error}")))?;
    let says_parquet = file.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    let kind = match container {
        Container::Empty => return Err(damaged("the file is empty; fetch it again".to_owned())),
        Container::Parquet => {
            let file = ParquetFile::open(Chunks(Arc::clone(&source))).map_err(|error| damaged(error.to_string()))?;
            FileKind::Parquet(Box::new(file))
        }
        _ if says_parquet => {
            return Err(damaged(
                "named .parquet, but it does not begin as a Parquet file does (`PAR1`); fetch it again".to_owned(),
            ));
        }
        other => FileKind::Csv(other, csv::entries(&source, other).map_err(|error| damaged(error.to_string()))?),
    };
    Ok((source, kind))
}

/// What the first rows of a file say.
#[derive(Debug, Clone)]
struct Look {
    layout: Layout,
    payer: Option<String>,
    month: Option<Month>,
    granularity: Option<Granularity>,
    columns: FileColumns,
    resource_ids: bool,
    rows: u64,
    /// Was everything that was looked at readable?
    sound: bool,
}

/// Looks into files, with one batch for all.
#[derive(Debug)]
pub(crate) struct Peeker<'a> {
    selection: &'a Selection,
    batch: LineItemBatch,
}

/// What files without a manifest are put together by.
type GroupKey = (String, Option<Month>, Option<String>, Layout, bool, Option<Granularity>);

impl<'a> Peeker<'a> {
    pub(crate) fn new(selection: &'a Selection) -> Self {
        Self { selection, batch: LineItemBatch::default() }
    }

    /// Completes a delivery from the first of its files that can be looked into.
    pub(crate) fn look(&mut self, candidate: &mut Candidate) {
        let delivery = &mut candidate.delivery;
        if delivery.layout.is_some() {
            return;
        }
        for file in &delivery.files {
            let Ok(look) = self.file(file) else { continue };
            let seen = [&delivery.columns, &look.columns].into_iter().filter(|columns| !columns.is_unknown());
            delivery.columns = FileColumns::of_all(seen);
            delivery.layout = delivery.layout.or(Some(look.layout));
            delivery.resource_ids |= look.resource_ids;
            delivery.payer = delivery.payer.take().or(look.payer);
            delivery.month = delivery.month.or(look.month);
            delivery.granularity = delivery.granularity.or(look.granularity);
            if delivery.payer.is_some() && delivery.granularity.is_some() {
                return;
            }
        }
    }

    /// Files without a manifest: those of one folder, month, payer, layout and granularity are one delivery.
    pub(crate) fn group(&mut self, files: Vec<Found>, plan: &mut Plan) -> Vec<Candidate> {
        let gaps = gaps::find(&files);
        let mut groups: BTreeMap<GroupKey, Vec<(Found, FileColumns)>> = BTreeMap::new();
        let mut unsure: Vec<(Found, Look)> = Vec::new();
        for found in files {
            if found.file.bytes == 0 && !found.named {
                plan.skipped.push(Skip { path: found.file.display(), reason: EMPTY.to_owned() });
                continue;
            }
            match self.file(&found.file) {
                Err(damage) => plan.damage.push(damage),
                Ok(look) if look.rows == 0 && look.sound && !found.named => {
                    plan.skipped.push(Skip { path: found.file.display(), reason: NO_ROWS.to_owned() });
                }
                Ok(look) if look.granularity.is_none() => unsure.push((found, look)),
                Ok(look) => groups.entry(key(&found, &look)).or_default().push((found, look.columns)),
            }
        }
        // A file that begins with taxes and fees does not tell its granularity: it belongs to its neighbours.
        for (found, look) in unsure {
            let own = key(&found, &look);
            let neighbour = groups.keys().find(|other| {
                (&other.0, &other.1, &other.2, &other.3, &other.4) == (&own.0, &own.1, &own.2, &own.3, &own.4)
            });
            let neighbour = neighbour.cloned().unwrap_or(own);
            groups.entry(neighbour).or_default().push((found, look.columns));
        }
        let damage = |key: &GroupKey| gaps.get(&key.0).cloned().unwrap_or_default();
        groups.into_iter().map(|(key, files)| candidate(damage(&key), key, files)).collect()
    }

    fn file(&mut self, file: &DataFile) -> Result<Look, Damage> {
        let (source, kind) = open_source(file)?;
        match kind {
            FileKind::Parquet(parquet) => Ok(self.parquet(file, &parquet)),
            FileKind::Csv(container, entries) => {
                let mut look = Err(Damage::file(&file.display(), "holds nothing; fetch it again"));
                // The first entry of an archive may hold nothing but a header.
                for entry in entries {
                    look = Self::text(file, &source, container, &entry);
                    if look.as_ref().is_ok_and(|look| look.rows > 0) {
                        break;
                    }
                }
                look
            }
        }
    }

    fn text(
        file: &DataFile,
        source: &Arc<dyn ByteSource>,
        container: Container,
        entry: &Entry,
    ) -> Result<Look, Damage> {
        let path = file.display();
        let mut rows = Rows::default();
        let look = csv::with_text(source, container, entry, Inflate::Plainly, |text| {
            csv::head(text, ROWS, |head, record| {
                let cell = |role| {
                    let at = head.columns.position(role)?;
                    std::str::from_utf8(head.cell(record.get(at)?)).ok().map(str::trim).filter(|cell| !cell.is_empty())
                };
                rows.csv(cell);
            })
        });
        let (head, sound) = look
            .map_err(|error| Damage::file(&path, error.to_string()))?
            .map_err(|error| Damage::file(&path, error.to_string()))?;
        rows.sound = sound;
        Ok(rows.look(Layout::of_csv(&head.columns), &head.columns, &file.path))
    }

    fn parquet(&mut self, file: &DataFile, parquet: &ParquetFile) -> Look {
        let path = file.display();
        let mut rows = Rows::default();
        self.batch.begin_unit();
        let mut unit = UnitReader {
            path: &path,
            selection: self.selection,
            sample_rows: false,
            batch: &mut self.batch,
            emit: &mut |_| {},
            tally: crate::unit::Tally::default(),
        };
        // What cannot be decoded is reported by the reading itself, with its row group.
        let peeked = shielded(|| parquet::peek(parquet, usize::try_from(ROWS).unwrap_or(1), &mut unit));
        self.batch.roll_back();
        rows.batch(&self.batch);
        rows.sound = matches!(peeked, Some(Ok(())))
            && (rows.count > 0 || (0..parquet.groups()).all(|group| parquet.rows(group) == 0));
        rows.look(Layout::of_parquet(&parquet.columns), &parquet.columns, &file.path)
    }
}

fn key(found: &Found, look: &Look) -> GroupKey {
    // Files that were named one by one belong together wherever they lie.
    let folder = if found.named { String::new() } else { folder_of(&found.file.path) };
    (folder, look.month, look.payer.clone(), look.layout, look.resource_ids, look.granularity)
}

fn candidate(damage: Vec<Damage>, key: GroupKey, files: Vec<(Found, FileColumns)>) -> Candidate {
    let (folder, month, payer, layout, resource_ids, granularity) = key;
    let modified = files.iter().map(|(found, _)| found.modified).max().unwrap_or_default();
    let first = files.first().map(|(found, _)| found.file.path.clone()).unwrap_or_default();
    let is_loose = !folder.is_empty();
    let place = if folder.is_empty() { first.to_string_lossy().into_owned() } else { folder };
    let stamp = Stamp::of(Path::new(&place), modified);
    let delivery = Delivery {
        id: stamp.name.clone(),
        month,
        month_is_certain: super::month_in_path(&first).is_some(),
        payer,
        layout: Some(layout),
        granularity,
        columns: FileColumns::of_all(files.iter().map(|(_, columns)| columns)),
        resource_ids,
        by_manifest: false,
        files: files.into_iter().map(|(found, _)| found.file).collect(),
        damage,
    };
    Candidate { delivery, stamp, place, loose: is_loose }
}

/// What is gathered from rows.
#[derive(Debug, Default)]
struct Rows {
    count: u64,
    payer: Option<String>,
    month: Option<Month>,
    /// Usage rows by the length of their interval: hourly, daily, monthly.
    spans: [u64; 3],
    sound: bool,
}

impl Rows {
    fn csv<'c>(&mut self, cell: impl Fn(Role) -> Option<&'c str>) {
        let time = |time| cell(Role::Time(time)).and_then(crate::timestamp::parse);
        let usage = cell(Role::Text(Text::LineItemType)) == Some("Usage");
        let interval = cell(Role::Interval).and_then(crate::timestamp::parse_interval);
        self.row(
            cell(Role::Text(Text::Payer)),
            time(Time::BillingPeriodStart).or_else(|| time(Time::UsageStart)),
            interval.or_else(|| Some((time(Time::UsageStart)?, time(Time::UsageEnd)?))).filter(|_| usage),
        );
    }

    fn batch(&mut self, batch: &LineItemBatch) {
        let text = |column: Text, row: usize| {
            let column = batch.text(column);
            column.keys.get(row).filter(|&&key| key != NULL).map(|&key| column.dictionary.get(key))
        };
        for row in 0..batch.len() {
            let time = |time: Time| batch.time(time).get(row).copied().flatten();
            let usage = text(Text::LineItemType, row) == Some("Usage");
            let interval = batch.intervals().get(row).copied().flatten();
            self.row(
                text(Text::Payer, row),
                time(Time::BillingPeriodStart).or_else(|| time(Time::UsageStart)),
                interval.or_else(|| Some((time(Time::UsageStart)?, time(Time::UsageEnd)?))).filter(|_| usage),
            );
        }
    }

    fn row(&mut self, payer: Option<&str>, start: Option<i64>, usage: Option<(i64, i64)>) {
        self.count += 1;
        if self.payer.is_none() {
            self.payer = payer.map(str::to_owned);
        }
        self.month = self.month.or_else(|| start.and_then(Month::of));
        if let Some((start, end)) = usage {
            self.spans[Granularity::of(end.saturating_sub(start)) as usize] += 1;
        }
    }

    /// That of most rows: a daily export has some shorter spans, an hourly one some fees that span the month.
    fn granularity(&self) -> Option<Granularity> {
        let all = [Granularity::Hourly, Granularity::Daily, Granularity::Monthly];
        let most = all.into_iter().max_by_key(|kind| (self.spans[*kind as usize], std::cmp::Reverse(*kind)))?;
        (self.spans[most as usize] > 0).then_some(most)
    }

    fn look(self, layout: Layout, columns: &Columns, path: &Path) -> Look {
        let granularity = self.granularity();
        Look {
            layout,
            payer: self.payer,
            month: super::month_in_path(path).or(self.month),
            granularity,
            columns: columns.of_file(),
            resource_ids: columns.has_resource_ids(),
            rows: self.count,
            sound: self.sound,
        }
    }
}
