//! The answer in sentences, what it is about, and whether it is complete.

use super::View;
use crate::render::answer::INCOMPLETE;
use crate::render::grid::{Grid, Side};
use crate::render::safe;
use crate::render::words::paragraph;

pub(super) fn section(view: &View<'_>) -> String {
    let answer = view.answer();
    let mut text = incomplete(view);
    text.push_str(&view.paint.bold(paragraph("", &answer.headline()).trim_end()));
    text.push('\n');
    for sentence in [answer.lambda(), answer.findings()].into_iter().flatten() {
        text.push_str(&paragraph("", &sentence));
    }
    text.push('\n');
    text.push_str(&facts(view));
    text
}

/// What is missing, above everything else.
fn incomplete(view: &View<'_>) -> String {
    if view.source.complete {
        return String::new();
    }
    let mut text = format!("{}\n", view.paint.alarm(INCOMPLETE));
    for line in view.answer().damage() {
        text.push_str(&paragraph("  ", &safe::shortened(&safe::prose(&line), 400)));
    }
    text.push('\n');
    text
}

fn facts(view: &View<'_>) -> String {
    let mut grid = Grid::new(&[Side::Left, Side::Left]);
    for (name, fact) in view.answer().facts() {
        grid.row([name.to_owned(), fact]);
    }
    grid.lines().join("\n") + "\n"
}
