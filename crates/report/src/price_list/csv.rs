//! `index.csv`: some lines about the file, a header, and one row for each tier.

use ::csv::{ReaderBuilder, StringRecord, Trim};

use super::{Offer, OfferRow, end};

const CUT: &str = "the file was cut short or changed, fetch it again";

pub(super) fn read(text: &str) -> Result<Offer, String> {
    let mut reader = ReaderBuilder::new();
    reader.has_headers(false).flexible(true).trim(Trim::All);
    let mut records = reader.from_reader(text.as_bytes()).into_records();
    let (mut service, mut published) = (None, None);
    let broken = |error: ::csv::Error| format!("this is no offer file ({error})");
    let head = loop {
        let Some(record) = records.next().transpose().map_err(broken)? else {
            return Err("this is no offer file: no line of it begins with SKU".to_owned());
        };
        match (record.get(0), record.get(1)) {
            (Some("SKU"), _) => break record,
            (Some("OfferCode"), Some(code)) => service = Some(code.to_owned()),
            (Some("Publication Date"), Some(date)) => published = Some(date.to_owned()),
            _ => {}
        }
    };
    let columns = Columns::of(&head)?;
    let mut rows = Vec::new();
    for record in records {
        let record = record.map_err(broken)?;
        let line = record.position().map_or(0, ::csv::Position::line);
        if record.len() != head.len() {
            let fields = if record.len() == 1 { "field" } else { "fields" };
            return Err(format!("line {line} has {} {fields}, and the header {}: {CUT}", record.len(), head.len()));
        }
        let cell = |at: usize| record.get(at).unwrap_or_default();
        if cell(columns.term) != "OnDemand" || cell(columns.usage_type).is_empty() {
            continue;
        }
        let broken = |name: &str| format!("{name} of line {line} is no number");
        let number = |at: usize, name| cell(at).parse().map_err(|_| broken(name));
        rows.push(OfferRow {
            sku: cell(columns.sku).to_owned(),
            usage_type: cell(columns.usage_type).to_owned(),
            operation: cell(columns.operation).to_owned(),
            region: columns.region.map(cell).filter(|region| !region.is_empty()).map(str::to_owned),
            from: if cell(columns.from).is_empty() {
                ledger::Decimal::ZERO
            } else {
                number(columns.from, "StartingRange")?
            },
            to: if cell(columns.to).is_empty() {
                None
            } else {
                end(cell(columns.to)).map_err(|_| broken("EndingRange"))?
            },
            price: number(columns.price, "PricePerUnit")?,
            currency: cell(columns.currency).to_owned(),
        });
        service = service.or_else(|| columns.service.map(cell).map(str::to_owned));
    }
    // The last field of a file may be cut too, and then it is never closed.
    if text.matches('"').count() % 2 == 1 {
        return Err(format!("line {} ends within quotes: {CUT}", text.lines().count()));
    }
    Ok(Offer { service: service.unwrap_or_default(), published, rows })
}

/// Where the columns are.
struct Columns {
    sku: usize,
    term: usize,
    from: usize,
    to: usize,
    price: usize,
    currency: usize,
    usage_type: usize,
    operation: usize,
    region: Option<usize>,
    service: Option<usize>,
}

impl Columns {
    fn of(head: &StringRecord) -> Result<Self, String> {
        let find = |name: &str| head.iter().position(|column| column.eq_ignore_ascii_case(name));
        let column = |name: &str| find(name).ok_or_else(|| format!("this is no offer file: it has no column {name}"));
        Ok(Self {
            sku: column("SKU")?,
            term: column("TermType")?,
            from: column("StartingRange")?,
            to: column("EndingRange")?,
            price: column("PricePerUnit")?,
            currency: column("Currency")?,
            usage_type: column("usageType")?,
            operation: column("operation")?,
            region: find("Region Code"),
            service: find("serviceCode"),
        })
    }
}
