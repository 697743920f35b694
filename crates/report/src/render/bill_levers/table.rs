//! Levers of a bill for a person.

use analysis::levers::BillLevers;

use super::told::{HEAD, MOST_APIS, head, name, notes, rest, rows, sentences};
use crate::render::answer::INCOMPLETE;
use crate::render::grid::{Grid, Side};
use crate::render::paint::Paint;
use crate::render::safe;
use crate::render::words::paragraph;
use crate::source::Source;

/// Characters of a cell.
const CELL: usize = 80;

/// The levers, API by API.
pub(crate) fn levers(answer: &BillLevers, source: &Source, color: bool) -> String {
    let paint = Paint { color };
    let mut text = paragraph("", &format!("{}.", safe::prose(&head(answer))));
    if !source.complete {
        text.extend([paint.alarm(INCOMPLETE).as_str(), "\n"]);
    }
    for api in answer.apis.iter().take(MOST_APIS) {
        text.extend(["\n", &paint.bold(&safe::prose(&name(api))), "\n"]);
        text.push_str(&grid(rows(api)));
        for sentence in sentences(api) {
            text.push_str(&paragraph("  - ", &format!("{}.", safe::prose(&sentence))));
        }
    }
    if !answer.rest.is_empty() {
        text.extend(["\n", &paint.bold("REST APIs"), "\n", &grid(rest(answer))]);
    }
    text.push('\n');
    for note in notes(answer) {
        text.push_str(&paragraph("- ", &format!("{}.", safe::prose(&note))));
    }
    text
}

fn grid(rows: Vec<[String; 4]>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Right]);
    grid.row(HEAD.map(str::to_owned));
    for row in rows {
        grid.row(row.iter().map(|cell| safe::cell(cell, CELL)));
    }
    let mut text = String::new();
    for line in grid.lines() {
        text.extend(["  ", line.as_str(), "\n"]);
    }
    text
}
