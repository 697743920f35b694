//! Files of FOCUS, read back with plain readers, hold the rows and the columns that they should.
#![expect(clippy::panic, clippy::print_stdout, clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::PathBuf;

use bytes::Bytes;
use cur_testkit::{
    Amount, FocusRow, FocusTable, FocusVersion, Layout, Month, MonthOptions, Scenario, Text, Time, every_focus_layout,
    focus_rows,
};
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

/// Cells by column name; nothing is an empty text.
type Cells = BTreeMap<String, String>;

fn month() -> Month {
    let options = MonthOptions { hours_of_data: Some(14), ..MonthOptions::new(3) };
    Month::new(&options, &Scenario::everything(3))
}

/// What a row has to say, by column name.
fn expected(row: &FocusRow, table: FocusTable) -> Cells {
    let line = &*row.line;
    let commitment = row.commitment.as_ref();
    let number = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let note = line.tags.iter().find(|(tag, _)| tag.focus_key() == "Note").map(|(_, note)| note.as_ref());
    let region = line.product.map.iter().find(|(key, _)| *key == "region").map(|(_, region)| region.as_ref());
    let mut cells = vec![
        ("BilledCost", number(Some(row.billed))),
        ("EffectiveCost", number(Some(row.effective))),
        ("ListCost", number(Some(row.list))),
        ("ContractedCost", number(Some(row.contracted))),
        ("ListUnitPrice", number(row.list_unit_price)),
        ("ConsumedQuantity", number(row.consumed_quantity)),
        ("PricingQuantity", number(row.pricing_quantity)),
        ("BillingPeriodStart", "2026-10-01T00:00:00Z".to_owned()),
        ("ChargePeriodStart", row.charge_period.0.to_string()),
        ("ChargePeriodEnd", row.charge_period.1.to_string()),
        ("ChargeCategory", row.category.to_owned()),
        ("ChargeClass", text(row.class)),
        ("ChargeFrequency", row.frequency.to_owned()),
        ("PricingCategory", text(row.pricing_category)),
        ("CommitmentDiscountId", text(commitment.map(|commitment| commitment.id.as_ref()))),
        ("CommitmentDiscountCategory", text(commitment.map(|commitment| commitment.category))),
        ("CommitmentDiscountStatus", text(commitment.and_then(|commitment| commitment.status))),
        ("BillingAccountId", "111122223333".to_owned()),
        ("BillingCurrency", "USD".to_owned()),
        ("SubAccountId", line.account_id.to_string()),
        ("SubAccountName", line.account_name.to_string()),
        ("RegionId", text(region)),
        ("ResourceId", text(row.resource_id.as_deref())),
        ("SkuId", text(line.product.sku.as_deref())),
        ("ProviderName", "AWS".to_owned()),
        ("Note", text(note)),
    ];
    if table.version == FocusVersion::V1_2 {
        let meter = line.product.sku.as_ref().and(line.usage_type.as_deref()).filter(|_| table.sku_meter);
        cells.push(("SkuMeter", text(meter)));
        cells.push(("InvoiceId", text(row.invoice_id.as_deref())));
        cells.push(("PricingCurrencyEffectiveCost", number(Some(row.effective))));
    }
    if table.aws_columns {
        cells.push(("x_ServiceCode", line.product_code.to_string()));
        cells.push(("x_Operation", text(line.operation.as_deref())));
        cells.push(("x_Discounts", number(row.discount)));
        if table.version == FocusVersion::V1_0 {
            cells.push(("x_UsageType", text(line.usage_type.as_deref())));
        }
    }
    cells.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect()
}

/// The cells of a row that [`expected`] names, in the same words.
fn told(mut cells: Cells, wanted: &Cells) -> Cells {
    let tags = cells.get("Tags").cloned().unwrap_or_default();
    let entry = |map: &str, key: &str| -> String {
        if map.is_empty() {
            return String::new();
        }
        let object: serde_json::Value = serde_json::from_str(map).unwrap();
        match object.get(key) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(number) => number.to_string(),
            None => String::new(),
        }
    };
    cells.insert("Note".to_owned(), entry(&tags, "Note"));
    if let Some(discounts) = cells.get("x_Discounts").cloned() {
        cells.insert("x_Discounts".to_owned(), entry(&discounts, "edp_discount"));
    }
    let is_number = |name: &str| {
        name.ends_with("Cost") || name.ends_with("Quantity") || name.ends_with("UnitPrice") || name == "x_Discounts"
    };
    wanted
        .keys()
        .map(|name| {
            let cell = cells.get(name).unwrap_or_else(|| panic!("no column {name}")).clone();
            let cell = if is_number(name) { number(&cell) } else { cell };
            (name.clone(), if name.contains("Period") { time(&cell) } else { cell })
        })
        .collect()
}

fn number(text: &str) -> String {
    let (mantissa, exponent) = text.split_once(['E', 'e']).unwrap_or((text, "0"));
    let Some(amount) = Amount::parse(mantissa) else {
        assert!(text.is_empty(), "{text}");
        return String::new();
    };
    let exponent: i32 = exponent.parse().unwrap();
    let power = 10i128.pow(exponent.unsigned_abs());
    Amount::from_units(if exponent < 0 { amount.units() / power } else { amount.units() * power }).to_string()
}

fn time(text: &str) -> String {
    let iso = text.replace(' ', "T").replace(".000Z", "Z");
    if iso.ends_with('Z') { iso } else { format!("{iso}Z") }
}

fn csv_rows(text: &[u8], is_database: bool) -> Vec<Cells> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let mut reader = csv::Reader::from_reader(text);
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let cell = |cell: &str| if is_database && cell == "NULL" { String::new() } else { cell.to_owned() };
    reader.records().map(|record| names.iter().cloned().zip(record.unwrap().iter().map(cell)).collect()).collect()
}

fn parquet_cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Double(value) => value.to_string(),
        Field::Decimal(value) => {
            let mut units = [0; 16];
            units.copy_from_slice(value.data());
            Amount::from_units(i128::from_be_bytes(units)).to_string()
        }
        Field::TimestampMillis(value) => Time(value / 1_000).to_string(),
        Field::MapInternal(map) => {
            let entries = map.entries().iter().map(|(key, value)| {
                let value = if let Field::Double(value) = value { (*value).into() } else { parquet_cell(value).into() };
                (parquet_cell(key), value)
            });
            serde_json::Value::Object(entries.collect()).to_string()
        }
        other => panic!("unexpected {other:?}"),
    }
}

fn parquet_rows(file: Vec<u8>) -> Vec<Cells> {
    let reader = SerializedFileReader::new(Bytes::from(file)).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().get_column_iter().map(|(name, field)| (name.clone(), parquet_cell(field))).collect())
        .collect()
}

#[test]
fn every_layout_reads_back_as_its_rows() {
    let month = month();
    for (name, layout) in every_focus_layout() {
        let table = layout.focus_table().unwrap();
        let expected: Vec<Cells> =
            month.items().flat_map(|item| focus_rows(&item, table.version)).map(|row| expected(&row, table)).collect();
        assert!(expected.len() > 1_000);
        let mut file = layout.encode_month(&month).unwrap();
        assert_eq!(file, layout.encode_month(&month).unwrap(), "{name} is repeatable");
        if name.ends_with("gzip") {
            let packed = std::mem::take(&mut file);
            flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_end(&mut file).unwrap();
        }
        let rows = match &layout {
            Layout::FocusParquet(..) => parquet_rows(file),
            _ => csv_rows(&file, !table.aws_columns),
        };
        assert_eq!(rows.len(), expected.len(), "{name}");
        for (row, expected) in rows.into_iter().zip(expected) {
            assert_eq!(told(row, &expected), expected, "{name}");
        }
    }
}

#[test]
fn the_dialect_of_a_database_quotes_texts_alone() {
    let file = String::from_utf8(Layout::focus_plain().encode_month(&month()).unwrap()).unwrap();
    assert!(file.starts_with("\"AvailabilityZone\",\"BilledCost\","));
    let row = file.lines().nth(1).unwrap();
    assert!(row.contains("NULL") && !row.contains("\"NULL\"") && row.contains("\"2026-10-01 00:00:00\""), "{row}");
    let billed = row.split(',').nth(1).unwrap();
    assert!(billed.parse::<f64>().is_ok() && billed.contains('.'), "{billed}");
    // Units, names and descriptions are all there is to tell the meters by.
    for text in [
        "\"Minutes\"",
        "\"Messages\"",
        "\"Amazon API Gateway\"",
        "WebSocket Connection Minutes - US East (N. Virginia)\"",
        "WebSocket Messages - EU (Ireland)\"",
        "\"Seconds\"",
        "\"AWS Lambda - Total Compute - US West (Oregon)-Tier-1\"",
        "\"AWS Lambda - Total Compute (Provisioned) - EU (Ireland)\"",
    ] {
        assert!(file.contains(text), "{text}");
    }
    assert!(!file.contains("ApiGatewayWebSocket") && !file.contains("AmazonApiGateway\""));
}

fn schema(layout: &Layout) -> SerializedFileReader<Bytes> {
    SerializedFileReader::new(Bytes::from(layout.encode_month(&month()).unwrap())).unwrap()
}

#[test]
fn parquet_files_are_shaped_as_real_ones() {
    let reader = schema(&Layout::focus_parquet(FocusTable::AWS_1_0));
    let metadata = reader.metadata();
    assert_eq!(metadata.num_row_groups(), 1);
    let schema = metadata.file_metadata().schema_descr_ptr();
    assert_eq!((schema.root_schema().name(), schema.columns().len()), ("spark_schema", 51));
    let leaf = |name: &str| schema.columns().iter().find(|column| column.path().string() == name).unwrap();
    let start = leaf("ChargePeriodStart");
    assert_eq!((start.physical_type(), start.max_def_level()), (Physical::INT64, 1));
    assert!(matches!(
        start.logical_type_ref(),
        Some(LogicalType::Timestamp(timestamp)) if timestamp.is_adjusted_to_u_t_c
    ));
    assert_eq!(leaf("BilledCost").physical_type(), Physical::DOUBLE);
    assert_eq!(leaf("x_Discounts.key_value.value").physical_type(), Physical::DOUBLE);
    assert_eq!(leaf("Tags.key_value.value").physical_type(), Physical::BYTE_ARRAY);
    let required: Vec<&str> = schema
        .root_schema()
        .get_fields()
        .iter()
        .filter(|field| field.get_basic_info().repetition() == Repetition::REQUIRED)
        .map(|field| field.name())
        .collect();
    assert_eq!(required, ["ChargeCategory", "ChargeFrequency", "RegionId", "RegionName", "ServiceCategory"]);
}

/// The text of a sample file; says so where it is not there.
fn sample(name: &str) -> Option<String> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("CUR_SAMPLES").map_or(beside, PathBuf::from).join(name);
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        println!("skipped: no sample {name} (set CUR_SAMPLES to the folder that has it)");
    }
    text
}

fn parquet_names(layout: &Layout) -> Vec<String> {
    let reader = schema(layout);
    let fields = reader.metadata().file_metadata().schema().get_fields();
    fields.iter().map(|field| field.name().to_owned()).collect()
}

fn csv_names(layout: &Layout) -> Vec<String> {
    let file = layout.encode_month(&month()).unwrap();
    csv::Reader::from_reader(file.as_slice()).headers().unwrap().iter().map(str::to_owned).collect()
}

#[test]
fn columns_of_1_0_are_those_of_a_real_export() {
    let Some(text) = sample("schemas/focus_1_0_aws_parquet_48.txt") else { return };
    let (_, list) = text.split_once("nullable\n").unwrap();
    let real: Vec<(&str, bool)> = list
        .lines()
        .map(|line| {
            let (name, rest) = line.split_once('\t').unwrap();
            (name, rest.ends_with("False"))
        })
        .collect();
    let names: Vec<&str> = real.iter().map(|(name, _)| *name).collect();
    assert_eq!(parquet_names(&Layout::focus_parquet(FocusTable::AWS_1_0)), names);
    assert_eq!(csv_names(&Layout::focus_csv(FocusTable::AWS_1_0)), names);
    let plain: Vec<&str> = names.iter().copied().filter(|name| !name.starts_with("x_")).collect();
    assert_eq!(csv_names(&Layout::focus_plain()), plain);
    // The real file's message type, line by line, is ours.
    let reader = schema(&Layout::focus_parquet(FocusTable::AWS_1_0));
    for field in reader.metadata().file_metadata().schema().get_fields() {
        let is_required = field.get_basic_info().repetition() == Repetition::REQUIRED;
        assert!(real.contains(&(field.name(), is_required)), "{}", field.name());
        if field.is_primitive() {
            let physical = format!("{:?}", field.get_physical_type()).to_lowercase().replace("byte_array", "binary");
            assert!(text.contains(&format!("{physical} field_id=-1 {}", field.name())), "{physical} {}", field.name());
        }
    }
}

#[test]
fn columns_of_1_2_are_those_of_the_query_and_of_the_specification() {
    let Some(query) = sample("schemas/focus_1_2_aws_query_60.txt") else { return };
    let names = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect()
    };
    for table in [FocusTable::AWS_1_2, FocusTable::AWS_1_2_UNMETERED] {
        assert_eq!(parquet_names(&Layout::focus_parquet(table)), names(&query));
        assert_eq!(csv_names(&Layout::focus_csv(table)), names(&query));
    }
    let Some(specification) = sample("schemas/focus_1_2_finops_toolkit_csv_57.txt") else { return };
    let specified: BTreeSet<String> = names(&specification).into_iter().collect();
    let plain: BTreeSet<String> = csv_names(&Layout::focus_csv(FocusTable::PLAIN_1_2)).into_iter().collect();
    assert_eq!(plain, specified);
}

#[test]
fn the_plain_header_is_that_of_the_sample() {
    let Some(text) = sample("focus/focus_sample.csv") else { return };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    // The sample numbers its rows, which FOCUS does not.
    let header: Vec<String> =
        reader.headers().unwrap().iter().filter(|name| *name != "Id").map(str::to_owned).collect();
    assert_eq!(csv_names(&Layout::focus_plain()), header);
    // Our units and categories of Lambda are real ones.
    let ours: BTreeSet<(Text, String)> = BTreeSet::from([
        ("Seconds".into(), "Compute".to_owned()),
        ("Requests".into(), "Compute".to_owned()),
        ("Lambda-GB-Seconds".into(), "Compute".to_owned()),
    ]);
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let cell = |record: &csv::StringRecord, name: &str| {
        names.iter().position(|known| known == name).and_then(|at| record.get(at)).unwrap_or_default().to_owned()
    };
    let mut real: BTreeSet<(Text, String)> = BTreeSet::new();
    for record in reader.records().map(Result::unwrap) {
        if cell(&record, "ServiceName") == "AWS Lambda" {
            real.insert((cell(&record, "PricingUnit").into(), cell(&record, "ServiceCategory")));
        }
    }
    assert!(real.is_superset(&ours), "{real:?}");
}
