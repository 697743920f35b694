//! Holds the forecasts against generated fleets: errors beside those of the last week again, and how many outcomes the
//! intervals hold, by kind of series.
//!
//! ```text
//! scripts/check-forecast
//! ```

#![allow(clippy::print_stdout, reason = "its output is the table")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts of days and series are small"
)]

use std::process::ExitCode;

use analysis::forecast::Days;

/// Series of each kind; each gives one outcome, so none overlaps another.
const SERIES: u64 = 1500;

/// A generator of numbers that are the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }

    /// Of a normal distribution.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

/// The kind that is shown and not judged.
const FRESH: &str = "fresh shift";

const KINDS: [&str; 12] = [
    "steady",
    "always on",
    "growth 1 %",
    "growth 0.2 %",
    "decline 1 %",
    "noisy",
    "spikes",
    "wandering",
    "old shift",
    "sparse",
    "no weekends",
    FRESH,
];

/// What a kind of series is like.
struct Shape {
    noise: f64,
    /// Usage of a day of the weekend in parts of a working day's.
    weekend: f64,
    /// The day on which the level changes, and by what it is multiplied.
    shift: (usize, f64),
    growth: f64,
}

impl Shape {
    fn of(kind: &str, history: usize, chance: &mut Chance) -> Self {
        let noise = chance.between(0.03, 0.12);
        let weekend = chance.between(0.3, 1.1);
        let (old, fresh) = (chance.between(21.0, 45.0), chance.between(1.0, 10.0));
        let size = if chance.next() < 0.5 { chance.between(1.5, 3.0) } else { chance.between(0.3, 0.7) };
        let plain = Self { noise, weekend, shift: (usize::MAX, size), growth: 0.0 };
        match kind {
            "always on" => Self { noise: 0.005, weekend: 1.0, ..plain },
            "noisy" => Self { noise: 0.4, ..plain },
            "no weekends" => Self { weekend: 0.0, ..plain },
            "old shift" => Self { shift: (history.saturating_sub(old as usize), size), ..plain },
            "fresh shift" => Self { shift: (history - fresh as usize, size), ..plain },
            "growth 1 %" => Self { growth: 0.01, ..plain },
            "growth 0.2 %" => Self { growth: 0.002, ..plain },
            "decline 1 %" => Self { growth: -0.01, ..plain },
            _ => plain,
        }
    }
}

/// A series of a kind: days of history, then days that come.
fn series(kind: &str, seed: u64, history: usize, horizon: usize) -> Vec<f64> {
    let mut chance = Chance(seed);
    let shape = Shape::of(kind, history, &mut chance);
    let first = chance.between(0.0, 7.0) as usize;
    let mut level = 1_000_000.0;
    let mut day = |day: usize| {
        level *= 1.0 + shape.growth;
        if kind == "wandering" {
            level *= (0.02 * chance.normal()).exp();
        }
        let shifted = if day >= shape.shift.0 { shape.shift.1 } else { 1.0 };
        let weekday = if (day + first) % 7 >= 5 { shape.weekend } else { 1.0 };
        let spike = if kind == "spikes" && chance.next() < 0.04 { chance.between(2.0, 8.0) } else { 1.0 };
        let there = if kind == "sparse" && chance.next() < 0.4 { 0.0 } else { 1.0 };
        let noise = (shape.noise * chance.normal()).exp();
        f64::round(level * shifted * weekday * spike * there * noise)
    };
    (0..history + horizon).map(&mut day).collect()
}

/// What came of the forecasts of a kind.
#[derive(Default)]
struct Outcomes {
    missed: f64,
    naive: f64,
    came: f64,
    /// How many lay within their interval.
    held: usize,
}

impl Outcomes {
    fn of(kind: &str, base: u64) -> Self {
        let mut all = Self::default();
        for seed in base..base + SERIES {
            let mut chance = Chance(seed ^ 0xabcd);
            let history = chance.between(14.0, 90.0) as usize;
            let horizon = (chance.between(5.0, 31.0) as usize).min(history);
            let days = series(kind, seed, history, horizon);
            let came: f64 = days[history..].iter().sum();
            let Some(forecast) = Days::of(&days[..history], horizon) else { continue };
            let (low, high) = forecast.interval(horizon);
            let last_week: f64 = (0..horizon).map(|day| days[history - 7 + day % 7]).sum();
            all.missed += (forecast.sum(horizon) - came).abs();
            all.naive += (last_week - came).abs();
            all.came += came;
            all.held += usize::from((low..=high).contains(&came));
        }
        all
    }

    /// Error ÷ that of the last week again.
    fn ratio(&self) -> f64 {
        self.missed / self.naive
    }

    fn covered(&self) -> f64 {
        self.held as f64 / SERIES as f64
    }
}

/// What a kind has to hold: its error in parts of that of the last week again, and how many outcomes its intervals hold.
/// What changed in the last days no one can know.
fn holds(kind: &str, outcomes: &Outcomes) -> bool {
    let most = if kind.ends_with(" 1 %") { 0.8 } else { 1.02 };
    kind == FRESH || (outcomes.ratio() <= most && (0.7..=0.9).contains(&outcomes.covered()))
}

fn main() -> ExitCode {
    // Another number gives other series of the same kinds.
    let base = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    println!("{:14} {:>8} {:>16} {:>6} {:>8}", "kind", "error", "last week again", "ratio", "covered");
    let (mut sound, mut held, mut all) = (true, 0, 0);
    let outcomes = std::thread::scope(|scope| {
        let started = KINDS.map(|kind| scope.spawn(move || Outcomes::of(kind, base)));
        started.map(|thread| thread.join().unwrap_or_default())
    });
    for (kind, outcomes) in KINDS.into_iter().zip(outcomes) {
        let percent = |missed: f64| 100.0 * missed / outcomes.came;
        let is_sound = holds(kind, &outcomes);
        println!(
            "{kind:14} {:7.2}% {:15.2}% {:6.2} {:7.1}%{}",
            percent(outcomes.missed),
            percent(outcomes.naive),
            outcomes.ratio(),
            100.0 * outcomes.covered(),
            if is_sound { "" } else { "   out of bounds" }
        );
        sound &= is_sound;
        if kind != FRESH {
            (held, all) = (held + outcomes.held, all + SERIES);
        }
    }
    let pooled = held as f64 / all as f64;
    println!("all but {FRESH}: {:.1} % covered", 100.0 * pooled);
    sound &= (0.75..=0.85).contains(&pooled);
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
