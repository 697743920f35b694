//! Rates for a person.

use analysis::RateCard;

use super::told::{HEAD, cells, notes};
use crate::render::answer::INCOMPLETE;
use crate::render::grid::{Grid, Side};
use crate::render::paint::Paint;
use crate::render::safe;
use crate::render::words::paragraph;
use crate::source::Source;

/// Characters of a name.
const NAME: usize = 26;

/// The rates, at most 118 columns wide where accounts and Regions have names of the usual length.
pub(crate) fn rates(card: &RateCard, source: &Source, color: bool) -> String {
    let paint = Paint { color };
    let currency = card.currency.as_deref().unwrap_or("no currency");
    let mut months: Vec<&str> = card.lines.iter().map(|line| line.billing_period.as_str()).collect();
    months.sort_unstable();
    months.dedup();
    let head = format!("Rates of {}, {} per million units", months.join(", "), safe::cell(currency, NAME));
    let mut text = format!("{}\n", paint.bold(&head));
    if !source.complete {
        text.extend([paint.alarm(INCOMPLETE).as_str(), "\n"]);
    }
    if card.lines.is_empty() {
        text.push_str("  no on-demand usage of a meter that has a price\n");
    }
    // Column heads in two lines, since numbers are short.
    let (upper, lower) = (
        ["", "", "", "paid", "before", "after", "next", "list", "against"],
        ["payer", "Region", "meter", "units", "discounts", "discounts", "unit", "next unit", "list"],
    );
    debug_assert_eq!(upper.len(), HEAD.len());
    let mut grid = Grid::new(&[
        Side::Left,
        Side::Left,
        Side::Left,
        Side::Right,
        Side::Right,
        Side::Right,
        Side::Right,
        Side::Right,
        Side::Right,
    ]);
    grid.row(upper.map(str::to_owned));
    grid.row(lower.map(str::to_owned));
    for line in &card.lines {
        grid.row(cells(line).map(|cell| safe::cell(&cell, NAME)));
    }
    let mut payers: Vec<_> = card.lines.iter().map(|line| &line.payer).collect();
    payers.dedup();
    if payers.len() < 2 {
        grid.drop_column(0);
    }
    if !card.lines.is_empty() {
        for line in grid.lines() {
            text.extend(["  ", line.as_str(), "\n"]);
        }
    }
    text.push('\n');
    for note in notes(card) {
        text.push_str(&paragraph("- ", &format!("{}.", safe::prose(&note))));
    }
    text
}
