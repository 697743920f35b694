//! Ledger to Parquet.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{Decimal128Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use cur_ingest::{Decimal, tag_values};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::digest::{DIGEST, Digest};
use super::schema::{AMOUNT, AMOUNTS, COVERAGE, FREE_TIER, TEXTS, VERSION, schema, time};
use crate::{Coverage, Ledger, Rate, Row, Section, Sums};

/// Rows that are turned into Arrow at once.
const CHUNK: usize = 16_384;

/// Writes a ledger. The caller decides when and where the bytes become a file.
pub fn write(out: impl Write + Send, ledger: &Ledger) -> io::Result<()> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(io::Error::other)?))
        .set_created_by(concat!("report ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let schema = schema(ledger.tag_keys());
    let mut digest = Digest::of(&schema).map_err(io::Error::other)?;
    let mut writer = ArrowWriter::try_new(out, schema, Some(properties)).map_err(io::Error::other)?;
    let mut write = |chunk: Chunk<'_>| {
        let batch = chunk.finish()?;
        digest.add(&batch);
        writer.write(&batch).map_err(io::Error::other)
    };
    let mut chunk = Chunk::new(ledger.tag_keys());
    for row in ledger.rows() {
        chunk.row(&row);
        if chunk.rows == CHUNK {
            write(std::mem::replace(&mut chunk, Chunk::new(ledger.tag_keys())))?;
        }
    }
    let items = ledger.rows().filter(|row| row.section == Section::Items).map(|row| row.sums.rows).sum::<u64>();
    for (at, coverage) in ledger.coverage().iter().enumerate() {
        // The first record says how many line items the sums hold, so that a part that is missing or there twice shows.
        chunk.coverage(coverage, (at == 0).then_some(items));
    }
    write(chunk)?;
    writer.append_key_value_metadata(KeyValue::new(DIGEST.to_owned(), digest.text()));
    writer.close().map_err(io::Error::other).map(|_| ())
}

struct Chunk<'k> {
    texts: Vec<StringBuilder>,
    starts: TimestampMicrosecondBuilder,
    counts: Int64Builder,
    amounts: Vec<Decimal128Builder>,
    tag_keys: &'k [String],
    tags: Vec<StringBuilder>,
    rows: usize,
}

impl<'k> Chunk<'k> {
    fn new(tag_keys: &'k [String]) -> Self {
        Self {
            texts: TEXTS.iter().map(|_| StringBuilder::new()).collect(),
            starts: TimestampMicrosecondBuilder::new().with_data_type(time()),
            counts: Int64Builder::new(),
            amounts: AMOUNTS.iter().map(|_| Decimal128Builder::new().with_data_type(AMOUNT)).collect(),
            tag_keys,
            tags: tag_keys.iter().map(|_| StringBuilder::new()).collect(),
            rows: 0,
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        let rate = match row.rate {
            Rate::None => None,
            Rate::FreeTier => Some(FREE_TIER),
            Rate::Text(text) => Some(text),
        };
        let (section, product, meter) = (row.section.name(), row.product.code(), row.meter.name());
        self.texts(&[
            Some(section),
            Some(row.billing_period),
            row.currency,
            row.payer,
            row.account,
            row.region,
            Some(product),
            Some(meter),
            row.usage_type,
            row.operation,
            row.resource,
            row.stage,
            Some(row.charge.name()),
            rate,
            Some(row.grain.name()),
            None,
            None,
            None,
            None,
            Some(VERSION),
        ]);
        self.starts.append_value(row.interval_start.saturating_mul(1_000_000));
        self.counts.append_value(i64::try_from(row.sums.rows).unwrap_or(i64::MAX));
        for (amount, value) in self.amounts.iter_mut().zip(amounts(&row.sums)) {
            amount.append_option(value.map(Decimal::units));
        }
        self.tags(row.tags);
    }

    fn tags(&mut self, text: Option<&str>) {
        if self.tag_keys.is_empty() {
            return;
        }
        let values = text.map(tag_values).unwrap_or_default();
        for (column, key) in self.tags.iter_mut().zip(self.tag_keys) {
            column.append_option(values.get(key));
        }
    }

    fn texts(&mut self, values: &[Option<&str>; TEXTS.len()]) {
        self.texts.iter_mut().zip(values).for_each(|(text, value)| text.append_option(*value));
        self.rows += 1;
    }

    fn coverage(&mut self, coverage: &Coverage, items: Option<u64>) {
        let items = items.map(|items| ("item_rows", items.to_string(), None));
        for (fact, value, detail) in facts(coverage).into_iter().chain(items) {
            let mut texts = [None; TEXTS.len()];
            texts[0] = Some(COVERAGE);
            texts[1] = Some(coverage.billing_period.as_str());
            texts[3] = coverage.payer.as_deref();
            texts[15] = Some(coverage.delivery.as_str());
            texts[16] = Some(fact);
            texts[17] = Some(value.as_str());
            texts[18] = detail;
            texts[19] = Some(VERSION);
            self.texts(&texts);
            self.starts.append_null();
            self.counts.append_null();
            self.amounts.iter_mut().for_each(Decimal128Builder::append_null);
            self.tags(None);
        }
    }

    fn finish(mut self) -> io::Result<RecordBatch> {
        let mut columns: Vec<ArrayRef> =
            self.texts.iter_mut().map(|text| Arc::new(text.finish()) as ArrayRef).collect();
        columns.push(Arc::new(self.starts.finish()));
        columns.push(Arc::new(self.counts.finish()));
        columns.extend(self.amounts.iter_mut().map(|amount| Arc::new(amount.finish()) as ArrayRef));
        columns.extend(self.tags.iter_mut().map(|values| Arc::new(values.finish()) as ArrayRef));
        RecordBatch::try_new(schema(self.tag_keys), columns).map_err(io::Error::other)
    }
}

fn amounts(sums: &Sums) -> [Option<Decimal>; AMOUNTS.len()] {
    [
        Some(sums.quantity),
        sums.unblended,
        sums.net_unblended,
        sums.amortized,
        sums.net_amortized,
        sums.public_on_demand,
        sums.billed,
        sums.list,
    ]
}

/// A coverage record as facts: name, value, and a detail where one belongs to it.
fn facts(coverage: &Coverage) -> Vec<(&'static str, String, Option<&str>)> {
    let columns = coverage.cost_columns;
    let mut facts = vec![
        ("layout", coverage.layout.name().to_owned(), None),
        ("files", coverage.files.to_string(), None),
        ("bytes", coverage.bytes.to_string(), None),
        ("rows", coverage.rows.to_string(), None),
        ("matched_rows", coverage.matched_rows.to_string(), None),
        ("unparsed_rows", coverage.unparsed_rows.to_string(), None),
        ("has_resource_ids", coverage.has_resource_ids.to_string(), None),
        ("has_net_unblended", columns.net_unblended.to_string(), None),
        ("has_savings_plan", columns.savings_plan.to_string(), None),
        ("has_public_on_demand", columns.public_on_demand.to_string(), None),
    ];
    facts.extend(coverage.months.iter().map(|month| ("month", month.clone(), None)));
    facts.extend(coverage.rows_without_invoice.map(|rows| ("rows_without_invoice", rows.to_string(), None)));
    facts.extend(coverage.data_through.map(|end| ("data_through", cur_ingest::timestamp::format(end), None)));
    facts.extend(coverage.damage.iter().map(|damage| ("damage", damage.clone(), None)));
    facts.extend(
        coverage.skipped.iter().map(|skipped| ("skipped", skipped.path.clone(), Some(skipped.reason.as_str()))),
    );
    facts.extend(coverage.notes.iter().map(|note| ("note", note.clone(), None)));
    facts
}
