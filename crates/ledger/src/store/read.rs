//! Parquet to ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Schema, TimeUnit};
use classify::{Charge, Meter, Product};
use cur_ingest::bytes::{ByteSource, LocalFile};
use cur_ingest::{Chunks, Decimal, Layout, Month, UNDECODABLE, is_stdin, shielded, standard_input, tag_text};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use super::digest::{DIGEST, Digest};
use super::schema::{AMOUNTS, COVERAGE, FREE_TIER, INTERVAL_START, ROWS, TAG, TEXTS, VERSION};
use crate::cell::Cell;
use crate::doubles::PayerMonth;
use crate::table::Table;
use crate::texts::{TextId, Texts};
use crate::{Coverage, Grain, Ledger, LedgerError, Rate, Row, Section, Skipped, Sums};

/// What to do about a ledger that cannot be read.
const REWRITE: &str = "write it again from the export";

/// Why a stored ledger cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, what was expected, and the fix.
    pub what: String,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", crate::open::name_of(&self.path), self.what)
    }
}

impl std::error::Error for StoreError {}

fn open(path: &Path) -> Result<(Chunks, ArrowReaderMetadata), String> {
    let source: Arc<dyn ByteSource> = if is_stdin(path) {
        standard_input()?
    } else {
        Arc::new(LocalFile::open(path).map_err(|error| error.to_string())?)
    };
    let chunks = Chunks(source);
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = ArrowReaderMetadata::load(&chunks, options).map_err(|error| error.to_string())?;
    Ok((chunks, metadata))
}

/// The bytes of a file; none where it cannot be opened.
pub(crate) fn length(path: &Path) -> u64 {
    let length = if is_stdin(path) {
        standard_input().ok().map(|spooled| spooled.length())
    } else {
        std::fs::metadata(path).ok().map(|meta| meta.len())
    };
    length.unwrap_or_default()
}

fn has_marks(schema: &Schema) -> bool {
    ["section", "billing_period", "charge", "grain", "fact"].iter().all(|name| schema.index_of(name).is_ok())
}

/// Is a file a stored ledger? Told by its columns; what cannot be opened is none.
pub(crate) fn is_ledger(path: &Path) -> bool {
    // What is piped in has no name.
    let may_be = is_stdin(path) || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    may_be && shielded(|| open(path).is_ok_and(|(_, metadata)| has_marks(metadata.schema()))).unwrap_or_default()
}

/// A ledger as it was read.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) ledger: Ledger,
    /// Its files, and of which months of which payers each holds line items.
    pub(crate) files: Vec<(PathBuf, BTreeSet<PayerMonth>)>,
}

/// Reads the part files of one ledger.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Stored, StoreError> {
    let first = paths.first().cloned().unwrap_or_default();
    shielded(|| read_parts(paths)).unwrap_or_else(|| Err(StoreError { path: first, what: UNDECODABLE.to_owned() }))
}

fn read_parts(paths: &[PathBuf]) -> Result<Stored, StoreError> {
    let mut reading = Reading::default();
    let mut tag_keys: Option<Vec<String>> = None;
    let mut files = Vec::new();
    for path in paths {
        let held = reading.part(path, &mut tag_keys).map_err(|what| StoreError { path: path.clone(), what })?;
        files.push((path.clone(), held));
    }
    let fail = |what: String| StoreError { path: paths.first().cloned().unwrap_or_default(), what };
    let coverage = reading.coverage.finish(reading.items).map_err(fail)?;
    let ledger = Ledger::from_table(reading.texts, reading.table, coverage);
    Ok(Stored { ledger: ledger.with_tag_keys(tag_keys.unwrap_or_default()), files })
}

/// A ledger as its rows come in.
#[derive(Default)]
struct Reading {
    texts: Texts,
    table: Table,
    coverage: Gathered,
    /// Line items in the rows that hold every dollar once.
    items: u64,
}

impl Reading {
    /// Reads a part file; every part has the same tags. Tells which months of which payers it holds.
    fn part(&mut self, path: &Path, tag_keys: &mut Option<Vec<String>>) -> Result<BTreeSet<PayerMonth>, String> {
        let unreadable = |error: &dyn fmt::Display| format!("cannot be read as a ledger: {error}");
        let (chunks, metadata) = open(path).map_err(|error| unreadable(&error))?;
        let own = tag_keys_of(metadata.schema());
        let promised = promised(&metadata);
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(chunks, metadata);
        let reader = reader.build().map_err(|error| unreadable(&error))?;
        let mut digest = Digest::of(&reader.schema()).map_err(|error| format!("{error}; {REWRITE}"))?;
        let mut taken = Ok(());
        let mut held = BTreeSet::new();
        for (at, batch) in reader.enumerate() {
            let batch = batch.map_err(|error| format!("damaged ledger ({error}); {REWRITE}"))?;
            let columns = Columns::of(&batch)?;
            if at == 0 {
                columns.version(0)?;
            }
            digest.add(&batch);
            // Damage is named as damage, whatever a row may look like for it.
            taken = taken.and_then(|()| self.take(&columns, &mut held));
        }
        verify(promised.as_deref(), &digest.text())?;
        taken?;
        if tag_keys.get_or_insert_with(|| own.clone()) != &own {
            return Err(format!("has other tag columns than the parts before it; {REWRITE}"));
        }
        let text = |id| self.texts.get(id).map(str::to_owned);
        Ok(held.into_iter().filter_map(|(month, payer)| Some((text(month)?, text(payer)))).collect())
    }

    fn take(&mut self, columns: &Columns, held: &mut BTreeSet<(TextId, TextId)>) -> Result<(), String> {
        for at in 0..columns.length {
            columns.version(at)?;
            if columns.text("section", at) == Some(COVERAGE) {
                self.coverage.fact(columns, at)?;
                continue;
            }
            let row = columns.row(at)?;
            let key = self.texts.key(&row);
            if row.section == Section::Items {
                self.items = self.items.saturating_add(row.sums.rows);
                held.insert((key.billing_period, key.payer));
            }
            let series = self.table.series(key);
            let cell = Cell::new(row.interval_start, row.grain, &row.sums);
            self.table.add(series, &cell).map_err(|error: LedgerError| error.to_string())?;
        }
        Ok(())
    }
}

/// The digest that the footer holds.
fn promised(metadata: &ArrowReaderMetadata) -> Option<String> {
    let entries = metadata.metadata().file_metadata().key_value_metadata()?;
    entries.iter().find(|entry| entry.key == DIGEST)?.value.clone()
}

/// Are the rows those that were written?
fn verify(promised: Option<&str>, found: &str) -> Result<(), String> {
    match promised {
        Some(promised) if promised == found => Ok(()),
        Some(promised) => {
            Err(format!("damaged ledger: its rows have the digest {found}, and its footer says {promised}; {REWRITE}"))
        }
        None => Err(format!(
            "has no digest in its footer (`{DIGEST}`), so nothing can tell whether its rows are those that were written: \
             another program may have written it; {REWRITE}"
        )),
    }
}

/// The tag keys that the columns name, ordered.
fn tag_keys_of(schema: &Schema) -> Vec<String> {
    let names = schema.fields().iter().filter_map(|field| field.name().strip_prefix(TAG));
    let mut keys: Vec<String> = names.map(str::to_owned).collect();
    keys.sort();
    keys
}

/// The tags of each row as one text; empty without tag columns.
fn tags(batch: &RecordBatch) -> Result<Vec<Option<String>>, String> {
    let mut columns = Vec::new();
    for key in tag_keys_of(&batch.schema()) {
        let name = format!("{TAG}{key}");
        let array = batch.column_by_name(&name).and_then(|array| array.as_string_opt::<i32>());
        columns.push((key, array.ok_or_else(|| format!("column `{name}` is not text; {REWRITE}"))?));
    }
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let value = |array: &arrow_array::StringArray, row| array.is_valid(row).then(|| array.value(row).to_owned());
    let rows = (0..batch.num_rows()).map(|row| {
        let found: Vec<_> = columns.iter().filter_map(|(key, array)| Some((key, value(array, row)?))).collect();
        tag_text(found.iter().map(|(key, value)| ((*key).clone(), value.as_str())))
    });
    Ok(rows.collect())
}

/// The columns of a batch in the types that we work with.
struct Columns {
    texts: Vec<arrow_array::StringArray>,
    starts: arrow_array::TimestampMicrosecondArray,
    counts: arrow_array::Int64Array,
    amounts: Vec<arrow_array::Decimal128Array>,
    tags: Vec<Option<String>>,
    length: usize,
}

impl Columns {
    fn of(batch: &RecordBatch) -> Result<Self, String> {
        let column = |name: &str| {
            batch.column_by_name(name).ok_or_else(|| format!("lacks the column `{name}` of a ledger; {REWRITE}"))
        };
        let wrong = |name: &str, found: &DataType, expected: &str| {
            format!("column `{name}` has the type {found}, expected {expected}")
        };
        let mut texts = Vec::new();
        for name in TEXTS {
            let array = column(name)?;
            texts.push(array.as_string_opt::<i32>().ok_or_else(|| wrong(name, array.data_type(), "text"))?.clone());
        }
        let mut amounts = Vec::new();
        for name in AMOUNTS {
            let array = column(name)?;
            if !matches!(array.data_type(), DataType::Decimal128(38, 18)) {
                return Err(wrong(name, array.data_type(), "DECIMAL(38,18)"));
            }
            amounts.push(array.as_primitive::<Decimal128Type>().clone());
        }
        let (starts, counts) = (column(INTERVAL_START)?, column(ROWS)?);
        if !matches!(starts.data_type(), DataType::Timestamp(TimeUnit::Microsecond, _)) {
            return Err(wrong(INTERVAL_START, starts.data_type(), "a timestamp in microseconds, UTC"));
        }
        let counts =
            counts.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong(ROWS, counts.data_type(), "BIGINT"))?.clone();
        let starts = starts.as_primitive::<TimestampMicrosecondType>().clone();
        Ok(Self { texts, starts, counts, amounts, tags: tags(batch)?, length: batch.num_rows() })
    }

    fn text(&self, name: &str, row: usize) -> Option<&str> {
        let column = self.texts.get(TEXTS.iter().position(|text| *text == name)?)?;
        column.is_valid(row).then(|| column.value(row))
    }

    fn version(&self, at: usize) -> Result<(), String> {
        match self.text("ledger", at).unwrap_or_default() {
            VERSION => Ok(()),
            other => Err(format!("a ledger of version `{other}`, this program reads version {VERSION}; {REWRITE}")),
        }
    }

    fn row(&self, at: usize) -> Result<Row<'_>, String> {
        let text = |name: &'static str| self.text(name, at);
        let named = |name: &'static str| text(name).unwrap_or_default();
        let unknown =
            |name: &'static str| format!("`{}` is no {name} that this version knows", text(name).unwrap_or_default());
        let section = [Section::Items, Section::Hourly, Section::Beside].into_iter();
        let grain = [Grain::Hour, Grain::Day, Grain::Month].into_iter();
        if Month::parse(named("billing_period")).is_none() {
            return Err(unknown("billing_period"));
        }
        Ok(Row {
            section: { section }
                .find(|section| section.name() == named("section"))
                .ok_or_else(|| unknown("section"))?,
            billing_period: named("billing_period"),
            currency: text("currency"),
            payer: text("payer"),
            account: text("account"),
            region: text("region"),
            product: Product::from_code(named("product_code")).ok_or_else(|| unknown("product_code"))?,
            meter: Meter::from_name(named("meter")).ok_or_else(|| unknown("meter"))?,
            usage_type: text("usage_type"),
            operation: text("operation"),
            resource: text("resource"),
            stage: text("stage"),
            charge: Charge::from_name(named("charge")).ok_or_else(|| unknown("charge"))?,
            rate: match text("rate") {
                None => Rate::None,
                Some(FREE_TIER) => Rate::FreeTier,
                Some(rate) => Rate::Text(rate),
            },
            tags: self.tags.get(at).and_then(Option::as_deref),
            interval_start: self.starts.value(at).div_euclid(1_000_000),
            grain: { grain }.find(|grain| grain.name() == named("grain")).ok_or_else(|| unknown("grain"))?,
            sums: self.sums(at)?,
        })
    }

    fn sums(&self, at: usize) -> Result<Sums, String> {
        let amount = |index: usize| {
            let column = &self.amounts[index];
            column.is_valid(at).then(|| Decimal::from_units(column.value(at))).flatten()
        };
        let (unblended, net_amortized, focus) = (amount(1), amount(4), amount(6).or_else(|| amount(7)));
        if unblended.is_none() && net_amortized.is_none() || unblended.is_some() && focus.is_some() {
            return Err(format!(
                "a row with neither the costs of a Cost and Usage Report nor those of FOCUS, or with both; {REWRITE}"
            ));
        }
        Ok(Sums {
            rows: u64::try_from(self.counts.value(at)).unwrap_or_default(),
            quantity: amount(0).ok_or_else(|| format!("a row without `{}`; {REWRITE}", AMOUNTS[0]))?,
            unblended,
            net_unblended: amount(2),
            amortized: amount(3),
            net_amortized,
            public_on_demand: amount(5),
            billed: amount(6),
            list: amount(7),
        })
    }
}

/// Coverage records as their facts come in.
#[derive(Default)]
struct Gathered {
    records: BTreeMap<(String, Option<String>, String), Coverage>,
    /// Facts that may be there once for each record.
    seen: BTreeSet<(String, Option<String>, String, String)>,
    /// Line items that the sums must hold.
    items: Option<u64>,
}

impl Gathered {
    fn fact(&mut self, columns: &Columns, at: usize) -> Result<(), String> {
        let text = |name| columns.text(name, at);
        let owned = |name| text(name).unwrap_or_default().to_owned();
        let key = (owned("billing_period"), text("payer").map(str::to_owned), owned("delivery"));
        let repeats = ["damage", "skipped", "note", "month"].contains(&text("fact").unwrap_or_default());
        let once = (key.0.clone(), key.1.clone(), key.2.clone(), owned("fact"));
        if !repeats && !self.seen.insert(once) {
            return Err(format!(
                "the delivery `{}` of {} is there twice: two ledgers of one month are not one",
                key.2, key.0
            ));
        }
        if Month::parse(&key.0).is_none() && !key.0.is_empty() {
            return Err(format!("`{}` is no billing period such as 2026-10; {REWRITE}", key.0));
        }
        let coverage = self.records.entry(key.clone()).or_insert_with(|| Coverage {
            billing_period: key.0,
            payer: key.1,
            delivery: key.2,
            ..Coverage::default()
        });
        let (fact, value) = (text("fact").unwrap_or_default(), text("value").unwrap_or_default());
        let bad = || format!("coverage fact `{fact}` holds `{value}`, which is not one of its values; {REWRITE}");
        let count = || value.parse::<u64>().map_err(|_| bad());
        let flag = || value.parse::<bool>().map_err(|_| bad());
        match fact {
            "layout" => coverage.layout = Layout::from_name(value).ok_or_else(bad)?,
            "files" => coverage.files = count()?,
            "bytes" => coverage.bytes = count()?,
            "rows" => coverage.rows = count()?,
            "matched_rows" => coverage.matched_rows = count()?,
            "unparsed_rows" => coverage.unparsed_rows = count()?,
            "has_resource_ids" => coverage.has_resource_ids = flag()?,
            "has_net_unblended" => coverage.cost_columns.net_unblended = flag()?,
            "has_savings_plan" => coverage.cost_columns.savings_plan = flag()?,
            "has_public_on_demand" => coverage.cost_columns.public_on_demand = flag()?,
            "rows_without_invoice" => coverage.rows_without_invoice = Some(count()?),
            "data_through" => coverage.data_through = Some(cur_ingest::timestamp::parse(value).ok_or_else(bad)?),
            "item_rows" => *self.items.get_or_insert(0) += count()?,
            "month" => coverage.months.push(value.to_owned()),
            "damage" => coverage.damage.push(value.to_owned()),
            "skipped" => coverage.skipped.push(Skipped { path: value.to_owned(), reason: owned("detail") }),
            "note" => coverage.notes.push(value.to_owned()),
            // A newer version may know more about its reading; its sums are the same.
            _ => {}
        }
        Ok(())
    }

    fn finish(self, items: u64) -> Result<Vec<Coverage>, String> {
        let Some(promised) = self.items.filter(|_| !self.records.is_empty()) else {
            return Err(format!(
                "no coverage row says how many line items it holds (`item_rows`), so nothing can tell whether it is \
                 complete; {REWRITE}"
            ));
        };
        if promised != items {
            return Err(format!(
                "its sums hold {items} line items and its coverage promises {promised}: a part is missing or there twice"
            ));
        }
        Ok(self.records.into_values().collect())
    }
}
