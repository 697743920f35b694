//! A forecast for a person.

use analysis::forecast::BillForecast;

use super::told::{
    API_HEAD, HEAD, TEST_HEAD, api_cells, head, largest, month_cells, months, name, notes, test_cells, total_cells,
};
use crate::render::answer::INCOMPLETE;
use crate::render::grid::{Grid, Side};
use crate::render::paint::Paint;
use crate::render::safe;
use crate::render::words::paragraph;
use crate::source::Source;

/// Characters of a name.
const NAME: usize = 26;

/// The forecast, at most 118 columns wide where numbers have the usual length.
pub(crate) fn forecast(forecast: &BillForecast, source: &Source, color: bool) -> String {
    let paint = Paint { color };
    let mut text = paragraph("", &safe::prose(&head(forecast)));
    if !source.complete {
        text.extend([paint.alarm(INCOMPLETE).as_str(), "\n"]);
    }
    for (at, month) in months(forecast).into_iter().enumerate() {
        text.push('\n');
        text.push_str(&of_month(forecast, (at, month), paint));
    }
    text.push('\n');
    text.push_str(&back_test(forecast, paint));
    text.push_str(&apis(forecast, paint));
    text.push('\n');
    for note in notes(forecast) {
        text.push_str(&paragraph("- ", &format!("{}.", safe::prose(&note))));
    }
    text
}

fn of_month(forecast: &BillForecast, (at, month): (usize, &str), paint: Paint) -> String {
    let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Right, Side::Right, Side::Right]);
    grid.row([String::new()].into_iter().chain(HEAD.map(str::to_owned)));
    let mut running = false;
    for layer in &forecast.layers {
        let Some(month) = layer.outlook.as_ref().ok().and_then(|outlook| outlook.months.get(at)) else { continue };
        running |= !month.so_far.is_zero();
        grid.row([name(layer.quantity).to_owned()].into_iter().chain(month_cells(month)));
    }
    if let Some(total) = forecast.total.get(at) {
        running |= !total.so_far.is_zero();
        grid.row(["Total".to_owned()].into_iter().chain(total_cells(total)));
    }
    if !running {
        grid.drop_column(1);
    }
    let head = if running { format!("{month}, running") } else { month.to_owned() };
    section(&head, &grid, paint)
}

fn back_test(forecast: &BillForecast, paint: Paint) -> String {
    let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right, Side::Left, Side::Left]);
    grid.row([String::new()].into_iter().chain(TEST_HEAD.map(str::to_owned)));
    for layer in &forecast.layers {
        if let Ok(outlook) = &layer.outlook {
            grid.row([name(layer.quantity).to_owned()].into_iter().chain(test_cells(outlook)));
        }
    }
    section("Back-test: sums of days that are known, forecast from the days before them", &grid, paint)
}

fn apis(forecast: &BillForecast, paint: Paint) -> String {
    let (apis, more) = largest(forecast);
    let Some(month) = months(forecast).first().copied().filter(|_| !apis.is_empty()) else { return String::new() };
    let mut grid = Grid::new(&[Side::Left, Side::Left, Side::Left, Side::Right, Side::Right, Side::Right, Side::Right]);
    grid.row(API_HEAD.map(str::to_owned));
    for api in apis {
        grid.row(api_cells(api).map(|cell| safe::cell(&cell, NAME)));
    }
    let more = if more == 0 { String::new() } else { format!("; {more} more are in the JSON and the CSV") };
    format!("\n{}", section(&format!("{month} by API, the most expensive first{more}"), &grid, paint))
}

fn section(head: &str, grid: &Grid, paint: Paint) -> String {
    let mut text = format!("{}\n", paint.bold(head));
    for line in grid.lines() {
        text.extend(["  ", line.as_str(), "\n"]);
    }
    text
}
