//! Commitments for a person.

use analysis::commitments::Commitments;

use super::told::{SIZING_HEAD, bucket_head, bucket_rows, head, sizing_head, sizing_rows};
use crate::render::answer::INCOMPLETE;
use crate::render::grid::{Grid, Side};
use crate::render::paint::Paint;
use crate::render::safe;
use crate::render::words::paragraph;
use crate::source::Source;

/// The answer, at most 118 columns wide.
pub(crate) fn commitments(answer: &Commitments, source: &Source, color: bool) -> String {
    let paint = Paint { color };
    let mut text = format!("{}\n", paint.bold(&safe::prose(&head(answer))));
    if !source.complete {
        text.extend([paint.alarm(INCOMPLETE).as_str(), "\n"]);
    }
    let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Right]);
    grid.row([String::new()].into_iter().chain(bucket_head(answer)));
    for (is_meter, name, cells) in bucket_rows(answer) {
        let name = if is_meter { format!("  {name}") } else { name };
        grid.row([name].into_iter().chain(cells));
    }
    push(&mut text, &grid);
    for sizing in &answer.sizings {
        text.push('\n');
        text.push_str(&paragraph("", &format!("{}.", safe::prose(&sizing_head(sizing)))));
        let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Right, Side::Right, Side::Right]);
        grid.row(SIZING_HEAD.map(str::to_owned));
        for row in sizing_rows(sizing) {
            grid.row(row);
        }
        push(&mut text, &grid);
    }
    text.push('\n');
    for note in &answer.notes {
        text.push_str(&paragraph("- ", &format!("{}.", safe::prose(note))));
    }
    text
}

fn push(text: &mut String, grid: &Grid) {
    for line in grid.lines() {
        text.extend(["  ", line.as_str(), "\n"]);
    }
}
