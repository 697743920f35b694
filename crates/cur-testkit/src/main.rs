//! Writes fixtures and trial months. See `cur-testkit help`.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use cur_testkit::{
    DAMAGES, Delivery, FocusTruth, Layout, Month, MonthOptions, Order, Placement, Scenario, Written,
    every_focus_layout, every_layout, write_damaged, write_sample,
};

const HELP: &str = "\
cur-testkit sample OUT      writes the sample (fixtures/sample)
cur-testkit damaged OUT     writes one folder for each kind of damage (fixtures/damaged)
cur-testkit month OUT       writes a month of any size; options:
    --layout NAME     one of `cur-testkit layouts` [cur2-parquet-snappy]
    --seed N          [1]
    --rows N          about so many line items, 11 % of the selected products [100000]
    --file-rows N     line items of a file [500000]
    --matching N      so many thousandths of the selected products instead
    --sets N          no more than N sets of APIs and functions, their charges several times over: some 20,000 ledger
                      keys a set, however many rows
    --order ORDER     stepped, scattered (they lie anywhere) or clustered (they come first) [stepped]
cur-testkit layouts         lists the layouts
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(text) => {
            // A closed pipe is no failure.
            let _ = io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "cur-testkit: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> io::Result<String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["sample", out] => Ok(told(&write_sample(Path::new(out))?)),
        ["damaged", out] => write_damaged(Path::new(out)).map(|()| format!("{} kinds of damage\n", DAMAGES.len())),
        ["month", out, options @ ..] => month(Path::new(out), options),
        ["layouts"] => Ok(layouts().flat_map(|(name, _)| [name, "\n".to_owned()]).collect()),
        ["help" | "--help" | "-h"] | [] => Ok(HELP.to_owned()),
        _ => Err(io::Error::other(format!("cannot read these arguments\n\n{HELP}"))),
    }
}

/// Every layout by its name: those of a CUR, then those of FOCUS.
fn layouts() -> impl Iterator<Item = (String, Layout)> {
    every_layout().into_iter().chain(every_focus_layout())
}

fn month(out: &Path, arguments: &[&str]) -> io::Result<String> {
    let value =
        |name: &str| arguments.chunks(2).find(|pair| pair.first() == Some(&name)).and_then(|pair| pair.get(1)).copied();
    let number = |name: &str, default: u64| match value(name) {
        Some(text) => text.parse().map_err(|_| io::Error::other(format!("`{name}` needs a number, not `{text}`"))),
        None => Ok(default),
    };
    for name in arguments.iter().step_by(2) {
        if !["--layout", "--seed", "--rows", "--file-rows", "--matching", "--order", "--sets"].contains(name) {
            return Err(io::Error::other(format!("no option `{name}`\n\n{HELP}")));
        }
    }
    let name = value("--layout").unwrap_or("cur2-parquet-snappy");
    let (_, layout) = layouts()
        .find(|(known, _)| known == name)
        .ok_or_else(|| io::Error::other(format!("no layout `{name}`: `cur-testkit layouts` lists them")))?;
    let (seed, rows) = (number("--seed", 1)?, number("--rows", 100_000)?);
    let options = MonthOptions { order: order(value("--order"))?, ..MonthOptions::new(seed) };
    let scenario = match value("--matching") {
        Some(_) => Scenario::of_share(seed, rows, options.hours(), number("--matching", 0)?),
        None => Scenario::of_rows(seed, rows, options.hours()),
    };
    let scenario = if value("--sets").is_some() { scenario.repeating(number("--sets", 1)?) } else { scenario };
    let month = Month::new(&options, &scenario);
    let placement = if layout.is_legacy() { Placement::LegacyCreateNew } else { Placement::DataExportsCreateNew };
    let rows = usize::try_from(number("--file-rows", 500_000)?).unwrap_or(usize::MAX);
    let delivery = Delivery { rows_per_file: Some(rows), ..Delivery::new(layout, placement) };
    Ok(told(&delivery.write(&month, out)?))
}

fn order(name: Option<&str>) -> io::Result<Order> {
    match name {
        None | Some("stepped") => Ok(Order::Stepped),
        Some("scattered") => Ok(Order::Scattered),
        Some("clustered") => Ok(Order::Clustered),
        Some(name) => Err(io::Error::other(format!("no order `{name}`\n\n{HELP}"))),
    }
}

fn told(written: &Written) -> String {
    if let Some(focus) = &written.focus {
        return told_of_focus(written, focus);
    }
    let truth = &written.truth;
    let mut text = counts(written, truth.rows, truth.matched_rows);
    for (key, sums) in &truth.meters {
        let region = key.region.as_deref().unwrap_or("-");
        let _ = writeln!(
            text,
            "{} {} {} {region}: {} rows, quantity {}, unblended {}, amortized {}",
            key.product_code, key.meter, key.charge, sums.rows, sums.quantity, sums.unblended, sums.amortized
        );
    }
    text
}

fn counts(written: &Written, rows: u64, matched_rows: u64) -> String {
    let files = written.files.len();
    format!("{files} files, {} bytes, {rows} rows, {matched_rows} of the selected products\n", written.bytes)
}

fn told_of_focus(written: &Written, truth: &FocusTruth) -> String {
    let mut text = counts(written, truth.rows, truth.matched_rows);
    for (key, sums) in &truth.meters {
        let region = key.region.as_deref().unwrap_or("-");
        let commitment = key.commitment.unwrap_or("-");
        let _ = writeln!(
            text,
            "{} {} {} {commitment} {region}: {} rows, quantity {}, effective {}, billed {}, list {}; told by {:?}",
            key.product_code,
            key.meter,
            key.category,
            sums.rows,
            sums.quantity,
            sums.effective,
            sums.billed,
            sums.list,
            key.telling
        );
    }
    text
}
