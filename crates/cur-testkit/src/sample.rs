//! `fixtures/sample`: the month that is committed, so that the report can be tried without a bill.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::folder::{Delivery, Placement, Written};
use crate::layout::Layout;
use crate::month::Month;
use crate::truth::Truth;

/// Rows of each file of the sample but the last.
const ROWS_PER_FILE: usize = 9_000;

/// Writes the sample into `out`: data, manifest and `README.md`.
pub fn write_sample(out: &Path) -> io::Result<Written> {
    let month = Month::sample();
    // "Overwrite", since the folders of "create new" have colons in their names, which not every disk takes.
    let delivery = Delivery {
        rows_per_file: Some(ROWS_PER_FILE),
        ..Delivery::new(Layout::cur2_parquet(), Placement::DataExportsOverwrite)
    };
    let written = delivery.write(&month, out)?;
    fs::write(out.join("README.md"), readme(&written.truth))?;
    Ok(written)
}

/// The files of a folder and of all below it, relative, sorted.
pub fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut open) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(relative) = open.pop() {
        for entry in fs::read_dir(folder.join(&relative))? {
            let entry = entry?;
            let path = relative.join(entry.file_name());
            if entry.file_type()?.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

fn readme(truth: &Truth) -> String {
    let mut text = format!(
        "# Sample: October 2026\n\n\
         A made-up bill: CUR 2.0, Parquet, hourly, with resource ids, in several chunk files with the manifest of a Data\n\
         Exports delivery. Final, with a 10 % discount (rows and net columns) and a Compute Savings Plan. No real account,\n\
         API or person is in it. All files are written by code, byte for byte, and a test holds them to it:\n\n\
         ```\ncargo run -p cur-testkit -- sample fixtures/sample\n```\n\n\
         {} line items, {} of them of API Gateway and Lambda. Usage of the two WebSocket meters, by API, in US dollars before\n\
         any discount:\n\n| account | region | API | stage | minutes | $ | messages | $ |\n|---|---|---|---|--:|--:|--:|--:|\n",
        truth.rows, truth.matched_rows
    );
    for (api, sums) in &truth.apis {
        let name = api.api_id.as_deref().unwrap_or("–");
        let stage = api.stage.as_deref().unwrap_or("–");
        let _ = writeln!(
            text,
            "| {} | {} | `{name}` | {stage} | {} | {} | {} | {} |",
            api.account, api.region, sums.minutes, sums.minute_cost, sums.messages, sums.message_cost
        );
    }
    text += "\nWhat its idle connections carried:\n\n\
             | behaviour | API | minutes | $ | messages | $ | Lambda $ |\n|---|---|--:|--:|--:|--:|--:|\n";
    for (idle, sums) in &truth.idle {
        let name = idle.api.api_id.as_deref().unwrap_or("–");
        let _ = writeln!(
            text,
            "| {} | `{name}` | {} | {} | {} | {} | {} |",
            idle.behaviour, sums.minutes, sums.minute_cost, sums.messages, sums.message_cost, sums.lambda_cost
        );
    }
    let total = truth.total();
    let _ =
        write!(text, "\nUnblended, all rows of both products: {}. Amortized: {}.\n", total.unblended, total.amortized);
    text
}
