//! A baseline for a person.

use analysis::baseline::Baseline;

use super::sections::{head, notes, sections};
use crate::render::answer::INCOMPLETE;
use crate::render::grid::{Grid, Side};
use crate::render::paint::Paint;
use crate::render::safe;
use crate::render::words::paragraph;
use crate::source::Source;

/// Characters of a cell.
const CELL: usize = 48;

/// The baseline, section by section.
pub(crate) fn baseline(answer: &Baseline, source: &Source, color: bool) -> String {
    let paint = Paint { color };
    let mut text = paragraph("", &format!("{}.", safe::prose(&head(answer))));
    if !source.complete {
        text.extend([paint.alarm(INCOMPLETE).as_str(), "\n"]);
    }
    for section in sections(answer) {
        let sides: Vec<Side> =
            (0..section.head.len()).map(|at| if at == 0 { Side::Left } else { Side::Right }).collect();
        let mut grid = Grid::new(&sides);
        grid.row(section.head);
        for row in section.rows {
            grid.row(row.iter().map(|cell| safe::cell(cell, CELL)));
        }
        text.extend(["\n", &paint.bold(&section.title), "\n"]);
        for line in grid.lines() {
            text.extend(["  ", line.as_str(), "\n"]);
        }
    }
    text.push('\n');
    for note in notes(answer) {
        text.push_str(&paragraph("- ", &format!("{}.", safe::prose(&note))));
    }
    text
}
