//! The stages of `inspect`.

use ledger::{EXCLUDED, Inspection, Skipped, inspect};

use crate::cli::Format;
use crate::console::Console;
use crate::deliver::{ReadFrom, Target};
use crate::exit::Exit;
use crate::limits;
use crate::mask::Mask;
use crate::plan::{Output, Reading};
use crate::progress::Meter;
use crate::render;
use crate::run::{Failure, left_out};

/// Says what would be read; the report is out before the exit code is decided.
pub(crate) fn run(
    reading: &Reading,
    (output, read): (&Output, ReadFrom<'_>),
    mask: Option<&Mask>,
    console: Console<'_>,
) -> Result<Exit, Failure> {
    let target = Target::open_apart(output.file.as_deref(), read).map_err(Failure::Delivery)?;
    limits::needed(reading.options.threads).map_err(Failure::Limits)?;
    let meter = Meter::looking(reading.progress);
    let mut inspection = inspect(&reading.inputs, &reading.options, &meter);
    meter.finish();
    inspection.causes = inspection.causes.into_iter().map(|cause| reading.cause(cause)).collect();
    if let Some(mask) = mask {
        mask.inspection(&mut inspection);
    }
    let text = match output.format {
        Format::Json => render::inspect::json(&inspection).map_err(Failure::Render)?,
        _ => render::inspect::table(&inspection, output.color),
    };
    // The table on stdout says all of this, the causes first.
    if output.format == Format::Json || output.file.is_some() {
        tell(&inspection, console);
    }
    for skipped in &inspection.skipped {
        console.note(&format!("{}: left out, {}", skipped.path, skipped.reason));
    }
    if !target.deliver_to_reader(text.as_bytes()).map_err(Failure::Delivery)? {
        return Ok(Exit::Clean);
    }
    if !inspection.is_sound() {
        console.short(&"summary would end with exit code 2: see the causes in this report");
    }
    let refused = reading.strict && refuse(&inspection, console);
    Ok(Exit::of(inspection.is_sound(), refused, None, None))
}

fn tell(inspection: &Inspection, console: Console<'_>) {
    for cause in inspection.all_causes() {
        console.warn(&cause);
    }
    for note in &inspection.notes {
        console.remark(note);
    }
    if !inspection.skipped.is_empty() {
        console.remark(&left_out(&inspection.skipped));
    }
}

/// Does a strict `summary` refuse that files are left out, which no one has asked for?
fn refuse(inspection: &Inspection, console: Console<'_>) -> bool {
    let chosen: Vec<Skipped> = inspection.skipped.iter().filter(|skip| skip.reason != EXCLUDED).cloned().collect();
    if !chosen.is_empty() {
        console.error(&format!("strict: {}", left_out(&chosen)));
    }
    !chosen.is_empty()
}
