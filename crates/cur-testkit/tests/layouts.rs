//! Every layout, read back with plain readers, is the month that was written.
#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use bytes::Bytes;
use cur_testkit::{Amount, Layout, LineItem, Month, MonthOptions, Scenario, every_layout};
use parquet::basic::Type as Physical;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

/// Fields that every layout has, as text: numbers plain, times ISO, nothing empty.
type Row = BTreeMap<&'static str, String>;

const TEXTS: [(&str, &str); 9] = [
    ("id", "identity_line_item_id"),
    ("interval", "identity_time_interval"),
    ("account", "line_item_usage_account_id"),
    ("type", "line_item_line_item_type"),
    ("product", "line_item_product_code"),
    ("usage_type", "line_item_usage_type"),
    ("resource", "line_item_resource_id"),
    ("description", "line_item_line_item_description"),
    ("rate", "pricing_public_on_demand_rate"),
];
const NUMBERS: [(&str, &str); 5] = [
    ("amount", "line_item_usage_amount"),
    ("cost", "line_item_unblended_cost"),
    ("net", "line_item_net_unblended_cost"),
    ("public", "pricing_public_on_demand_cost"),
    ("plan", "savings_plan_savings_plan_effective_cost"),
];

fn written(item: &LineItem) -> Row {
    let line = &*item.line;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let number = |amount: Option<Amount>| amount.unwrap_or_default().to_string();
    Row::from([
        ("id", line.line_item_id.to_string()),
        ("interval", format!("{}/{}", item.interval.0, item.interval.1)),
        ("start", item.usage_start.to_string()),
        ("account", line.account_id.to_string()),
        ("type", line.line_item_type.to_string()),
        ("product", line.product_code.to_string()),
        ("usage_type", text(line.usage_type.as_deref())),
        ("resource", text(line.resource_id.as_deref())),
        ("description", line.description.to_string()),
        ("rate", text(line.pricing.public_rate.as_deref())),
        ("amount", number(Some(item.usage_amount))),
        ("cost", number(Some(item.unblended_cost))),
        ("net", number(item.net_unblended_cost)),
        ("public", number(item.public_on_demand_cost)),
        ("plan", number(item.plan_effective_cost.map(|(cost, _)| cost))),
        ("note", text(line.tags.iter().find(|(tag, _)| tag.key() == "user_note").map(|(_, note)| note.as_ref()))),
        ("region", text(line.product.map.iter().find(|(key, _)| *key == "region").map(|(_, region)| region.as_ref()))),
    ])
}

/// A CUR 2.0 name of a legacy one, and itself otherwise.
fn modern(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if (letter.is_ascii_uppercase() || !letter.is_alphanumeric()) && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if letter.is_alphanumeric() {
            out.push(letter.to_ascii_lowercase());
        }
    }
    out
}

fn number(text: &str) -> String {
    let (mantissa, exponent) = text.split_once('E').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().unwrap();
    if mantissa.is_empty() {
        return "0".to_owned();
    }
    let units = Amount::parse(mantissa).unwrap().units();
    let power = 10i128.pow(exponent.unsigned_abs());
    Amount::from_units(if exponent < 0 { units / power } else { units * power }).to_string()
}

/// The row of cells by CUR 2.0 name.
fn read(cells: &BTreeMap<String, String>) -> Row {
    let cell = |name: &str| cells.get(name).cloned().unwrap_or_default();
    let entry = |map: &str, key: &str, flat: &str| {
        let flat = cell(flat);
        if !flat.is_empty() || cell(map).is_empty() {
            return flat;
        }
        let object: serde_json::Value = serde_json::from_str(&cell(map)).unwrap();
        object.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    let mut row = Row::new();
    row.extend(TEXTS.map(|(short, name)| (short, cell(name))));
    row.extend(NUMBERS.map(|(short, name)| (short, number(&cell(name)))));
    row.insert("start", cell("line_item_usage_start_date").replace(".000Z", "Z"));
    row.insert("note", entry("resource_tags", "user_note", "resource_tags_user_note"));
    row.insert("region", entry("product", "region", "product_region"));
    row
}

fn csv_rows(text: &[u8]) -> Vec<Row> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let mut reader = csv::Reader::from_reader(text);
    let names: Vec<String> = reader.headers().unwrap().iter().map(modern).collect();
    let cells = |record: csv::StringRecord| names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| read(&cells(record.unwrap()))).collect()
}

/// The texts in the file: one, but for a zip archive of several entries.
fn unpacked(name: &str, file: Vec<u8>) -> Vec<Vec<u8>> {
    if name.contains("gzip") {
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(file.as_slice()).read_to_end(&mut text).unwrap();
        return vec![text];
    }
    if name.contains("zstd") {
        return vec![zstd::decode_all(file.as_slice()).unwrap()];
    }
    if !name.contains("zip") {
        return vec![file];
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    (0..archive.len())
        .map(|entry| {
            let mut text = Vec::new();
            archive.by_index(entry).unwrap().read_to_end(&mut text).unwrap();
            text
        })
        .collect()
}

fn parquet_cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(text) => text.as_utf8().unwrap().to_owned(),
        Field::Double(value) => value.to_string(),
        Field::Decimal(value) => {
            let mut units = [0; 16];
            units.copy_from_slice(value.data());
            Amount::from_units(i128::from_be_bytes(units)).to_string()
        }
        Field::TimestampMillis(value) => cur_testkit::Time(value / 1_000).to_string(),
        Field::TimestampMicros(value) => cur_testkit::Time(value / 1_000_000).to_string(),
        Field::Long(nanos) => cur_testkit::Time(nanos / 1_000_000_000).to_string(),
        Field::MapInternal(map) => {
            let entries = map.entries().iter().map(|(key, value)| {
                let key = parquet_cell(key);
                let value = if let Field::Double(value) = value { (*value).into() } else { parquet_cell(value).into() };
                (key, value)
            });
            serde_json::Value::Object(entries.collect()).to_string()
        }
        other => panic!("unexpected {other:?}"),
    }
}

fn parquet_rows(file: Vec<u8>) -> Vec<Row> {
    let reader = SerializedFileReader::new(Bytes::from(file)).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| {
        let cells = row.unwrap().get_column_iter().map(|(name, field)| (name.clone(), parquet_cell(field))).collect();
        read(&cells)
    })
    .collect()
}

#[test]
fn every_layout_reads_back_as_the_month() {
    let options = MonthOptions { hours_of_data: Some(14), ..MonthOptions::new(3) };
    let month = Month::new(&options, &Scenario::everything(3));
    let expected: Vec<Row> = month.items().map(|item| written(&item)).collect();
    assert!(expected.len() > 1_000);
    for (name, layout) in every_layout() {
        let file = layout.encode_month(&month).unwrap();
        assert_eq!(file, layout.encode_month(&month).unwrap(), "{name} is repeatable");
        let rows = match &layout {
            Layout::LegacyCsv(_) | Layout::Cur2Csv(_) => {
                unpacked(&name, file).iter().flat_map(|text| csv_rows(text)).collect()
            }
            _ => parquet_rows(file),
        };
        assert_eq!(rows.len(), expected.len(), "{name}");
        for (row, expected) in rows.iter().zip(&expected) {
            assert_eq!(row, expected, "{name}");
        }
    }
}

#[test]
fn containers_hold_what_they_say() {
    let month = Month::small(3);
    for (name, layout) in every_layout().into_iter().filter(|(name, _)| name.starts_with("legacy-csv")) {
        let file = layout.encode_month(&month).unwrap();
        let members = file.windows(4).filter(|bytes| bytes == b"\x1f\x8b\x08\x00").count();
        match name.as_str() {
            "legacy-csv-gzip-members" => assert!(members > 10),
            "legacy-csv-gzip" => assert!(file.starts_with(&[0x1f, 0x8b])),
            "legacy-csv-zip-entries" => assert!(unpacked(&name, file).len() > 5),
            "legacy-csv-zip" => assert_eq!(unpacked(&name, file).len(), 1),
            "legacy-csv-crlf-bom" => {
                assert!(file.starts_with("\u{feff}identity/LineItemId,".as_bytes()) && file.ends_with(b"\r\n"));
            }
            "legacy-csv-scientific" => assert!(file.windows(3).any(|bytes| bytes == b"E-7")),
            _ => assert!(!file.is_empty()),
        }
    }
}

#[test]
fn parquet_files_are_shaped_as_real_ones() {
    let month = Month::small(3);
    let open = |layout: &Layout| SerializedFileReader::new(Bytes::from(layout.encode_month(&month).unwrap())).unwrap();
    let modern = open(&Layout::cur2_parquet());
    let metadata = modern.metadata();
    assert_eq!((metadata.num_row_groups(), metadata.file_metadata().key_value_metadata()), (1, None));
    let names: Vec<&str> = metadata.file_metadata().schema().get_fields().iter().map(|field| field.name()).collect();
    assert_eq!(names.len(), 125);
    assert!(names.is_sorted());
    assert!(metadata.file_metadata().schema().get_fields().iter().all(|field| field.is_optional()));
    let physical = |reader: &SerializedFileReader<Bytes>, name: &str| {
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let column = schema.columns().iter().find(|column| column.path().string() == name).unwrap();
        (column.physical_type(), column.max_def_level())
    };
    assert_eq!(physical(&modern, "line_item_usage_start_date"), (Physical::INT96, 1));
    assert_eq!(physical(&modern, "line_item_unblended_cost"), (Physical::DOUBLE, 1));
    assert_eq!(physical(&modern, "line_item_unblended_rate"), (Physical::BYTE_ARRAY, 1));
    assert_eq!(physical(&modern, "resource_tags.key_value.value"), (Physical::BYTE_ARRAY, 3));
    let legacy = open(&Layout::legacy_parquet());
    assert_eq!(physical(&legacy, "line_item_usage_start_date"), (Physical::INT64, 0));
    assert_eq!(physical(&legacy, "line_item_resource_id"), (Physical::BYTE_ARRAY, 0));
    assert!(legacy.metadata().row_group(0).columns().iter().all(|column| column.statistics().is_none()));
    let groups = every_layout().into_iter().find(|(name, _)| name == "cur2-parquet-row-groups").unwrap().1;
    assert!(open(&groups).metadata().num_row_groups() > 4);
}

#[test]
fn awkward_texts_are_there() {
    let text = String::from_utf8(Layout::cur2_csv().encode_month(&Month::small(3)).unwrap()).unwrap();
    for awkward in ["two\\nlines", "東京", "Köln", "\"\"", "Büro"] {
        assert!(text.contains(awkward), "{awkward}");
    }
    let text = String::from_utf8(Layout::legacy_csv().encode_month(&Month::small(3)).unwrap()).unwrap();
    assert!(text.contains("\"two\nlines\"") && text.contains("\"she said \"\"keep it\"\", so we keep it\""));
    assert!(text.contains("windows\r\nline") && text.contains("\"\"tiers\"\":[1,2]"));
}
