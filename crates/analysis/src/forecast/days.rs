//! A forecast of the days behind a series of days: the model by back-test, and how far off it may be.

use super::model::{Model, WEEK, latest_shift, mean, number, quantile};

/// Fewer days than these tell no pattern of weekdays.
pub const FEWEST_FOR_MODELS: usize = 2 * WEEK;
/// Fewer days than these tell nothing.
pub const FEWEST: usize = WEEK + 1;
/// Days of history before the first forecast by which models are compared.
const TRAINING: usize = 10;
/// A plainer model stays unless another is better by this share, less where many forecasts say so.
const BETTER: f64 = 0.6;
/// Days that the models are compared over: more of them are fewer forecasts that tell something of their own.
const COMPARED: usize = 2 * WEEK;
/// The longest sum whose errors are looked at.
const LONGEST: usize = 4 * WEEK;
/// Sums longer than those that are known grow less sure with this power of their days, at least: levels wander.
const WANDERING: f64 = 0.4;
/// So many days more would make few errors tell what many do.
const SCARCE: f64 = 6.0;
/// 80 % of the outcomes of a normal distribution lie within so many of its mean absolute deviations.
const EIGHTY: f64 = 1.6062;

/// Forecast days, and how they were told.
#[derive(Debug, Clone, PartialEq)]
pub struct Days {
    /// The model that was chosen.
    pub model: Model,
    /// Each of the next days.
    pub days: Vec<f64>,
    /// How it did on days that are known; `None` where they are too few.
    pub back_test: Option<BackTest>,
    spread: Spread,
}

/// Errors of forecasts of days that are known, each from the days before them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BackTest {
    /// Forecasts that were made.
    pub forecasts: usize,
    /// Days that each of them reached.
    pub horizon: usize,
    /// Errors of the sums of those days ÷ what came, all forecasts together, of the chosen model.
    pub error: f64,
    /// The same of the last week again.
    pub naive_error: f64,
}

impl Days {
    /// Forecasts so many days; `None` with fewer than [`FEWEST`] days of history.
    #[must_use]
    pub fn of(history: &[f64], count: usize) -> Option<Self> {
        if history.len() < FEWEST {
            return None;
        }
        if history.len() < FEWEST_FOR_MODELS {
            let model = Model::LastWeek;
            let spread = Spread::of(&Rolled::of(model, history));
            return Some(Self { model, days: model.next(history, count), back_test: None, spread });
        }
        let (rolled, back_test) = choose(history, count);
        let days = rolled.model.next(history, count);
        Some(Self { model: rolled.model, days, back_test: Some(back_test), spread: Spread::of(&rolled) })
    }

    /// The sum of the first so many days.
    #[must_use]
    pub fn sum(&self, count: usize) -> f64 {
        self.days.iter().take(count).sum()
    }

    /// By which share of it the sum of the first so many days is off at most in four of five cases, up or down.
    #[must_use]
    pub fn spread(&self, count: usize) -> f64 {
        if count == 0 { 0.0 } else { self.spread.at(count) }
    }

    /// Between which bounds the sum of the first so many days lies in four of five cases; never below nothing.
    #[must_use]
    pub fn interval(&self, count: usize) -> (f64, f64) {
        let (sum, spread) = (self.sum(count), self.spread(count));
        ((sum * (1.0 - spread)).max(0.0), sum * (1.0 + spread))
    }
}

/// What a model would have said after each of the known days.
struct Rolled<'a> {
    model: Model,
    history: &'a [f64],
    /// By the first day that was forecast: sums of the first day, the first two, ….
    sums: Vec<(usize, Vec<f64>)>,
}

impl<'a> Rolled<'a> {
    fn of(model: Model, history: &'a [f64]) -> Self {
        let from = |origin: usize| {
            let count = (history.len() - origin).min(LONGEST);
            let mut sum = 0.0;
            let add = |day: f64| {
                sum += day;
                sum
            };
            (origin, model.next(&history[..origin], count).into_iter().map(add).collect())
        };
        Self { model, history, sums: (FEWEST..history.len()).map(from).collect() }
    }

    /// Forecasts of so many days from this day on, and what came.
    fn outcomes(&self, first: usize, horizon: usize) -> impl Iterator<Item = (f64, f64)> {
        let sums = self.sums.iter().filter(move |(origin, _)| *origin >= first);
        sums.filter_map(move |(origin, sums)| {
            let came = self.history[*origin..].get(..horizon)?.iter().sum();
            Some((*sums.get(horizon.checked_sub(1)?)?, came))
        })
    }

    /// Errors ÷ what came.
    fn error(&self, horizon: usize) -> f64 {
        let add =
            |(missed, all): (f64, f64), (forecast, came): (f64, f64)| (missed + (forecast - came).abs(), all + came);
        let (missed, came) = self.outcomes(TRAINING, horizon).fold((0.0, 0.0), add);
        if came > 0.0 { missed / came } else { missed }
    }
}

/// The model with the smallest error on known days; a plainer one where it is nearly as good.
fn choose(history: &[f64], count: usize) -> (Rolled<'_>, BackTest) {
    let horizon = count.clamp(1, ((history.len() - TRAINING) / 2).min(COMPARED));
    let [plainest, others @ ..] = Model::TRIED;
    let plainest = Rolled::of(plainest, history);
    let forecasts = plainest.outcomes(TRAINING, horizon).count();
    // Forecasts that overlap tell much the same.
    let independent = (number(forecasts) / number(horizon)).max(1.0);
    let better = 1.0 - BETTER / independent.sqrt();
    let mut best = (plainest.error(horizon), plainest);
    for model in others {
        let rolled = Rolled::of(model, history);
        let error = rolled.error(horizon);
        if error < best.0 * better {
            best = (error, rolled);
        }
    }
    let naive_error = Rolled::of(Model::SeasonalNaive, history).error(horizon);
    (best.1, BackTest { forecasts, horizon, error: best.0, naive_error })
}

/// Relative errors of sums, by how many days they reach: a power of the days through those that are known.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spread {
    /// Of a sum of so many days.
    days: f64,
    size: f64,
    power: f64,
    /// The longest sum whose errors are known.
    known: f64,
}

/// What is known of sums of so many days: 80 % of the errors are at most as large, and how many of them tell something of
/// their own.
struct Errors {
    days: f64,
    size: f64,
    weight: f64,
}

impl Spread {
    /// Where too little is known for a spread: half of the sum.
    const UNKNOWN: Self = Self { days: 1.0, size: 0.5, power: 0.0, known: 1.0 };

    fn of(rolled: &Rolled<'_>) -> Self {
        let history = rolled.history;
        // What came of a change of level is no error that will come again.
        let shift = latest_shift(history);
        let first = if history.len() - shift >= 2 * WEEK { shift + WEEK } else { 0 };
        let scarce = 1.0 + SCARCE / number(history.len());
        let known = [1, 2, 3, 5, 7, 10, 14, 21, 28].into_iter().map_while(|horizon| {
            let outcomes = rolled.outcomes(first.max(FEWEST), horizon).filter(|(forecast, _)| *forecast > 0.0);
            let errors: Vec<f64> = outcomes.map(|(forecast, came)| (came / forecast - 1.0).abs()).collect();
            (errors.len() >= 3).then(|| Errors {
                days: number(horizon),
                size: scarce * f64::midpoint(quantile(&errors, (4, 5)), EIGHTY * mean(&errors)),
                weight: (number(errors.len()) / number(horizon)).max(1.0),
            })
        });
        let known: Vec<Errors> = known.collect();
        Self::fit(&known).unwrap_or(Self::UNKNOWN)
    }

    /// By least squares on logarithms.
    fn fit(known: &[Errors]) -> Option<Self> {
        let longest = known.last()?.days;
        let points: Vec<&Errors> = known.iter().filter(|errors| errors.size > 0.0).collect();
        let Some(first) = points.first() else {
            // Every forecast was right.
            return Some(Self { days: 1.0, size: 0.0, power: 0.0, known: longest });
        };
        let weighed =
            |value: &dyn Fn(&Errors) -> f64| points.iter().map(|point| point.weight * value(point)).sum::<f64>();
        let all = weighed(&|_| 1.0);
        let days = weighed(&|point| point.days.ln()) / all;
        let size = weighed(&|point| point.size.ln()) / all;
        let variance = weighed(&|point| (point.days.ln() - days).powi(2));
        if variance <= 0.0 {
            return Some(Self { days: first.days, size: first.size, power: 0.0, known: longest });
        }
        let slope = weighed(&|point| (point.days.ln() - days) * (point.size.ln() - size)) / variance;
        Some(Self { days: days.exp(), size: size.exp(), power: slope.clamp(-0.5, 1.0), known: longest })
    }

    /// Of a sum of so many days.
    fn at(&self, days: usize) -> f64 {
        let days = number(days);
        let known = self.size * (days.min(self.known) / self.days).powf(self.power);
        // What lies behind is no surer than what is known.
        known * (days / self.known).max(1.0).powf(self.power.max(WANDERING))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weeks of five working days and two quiet ones.
    fn weeks(count: usize, growth: f64) -> Vec<f64> {
        (0..7 * count).map(|day| if day % 7 < 5 { 100.0 } else { 40.0 } * (1.0 + growth).powf(number(day))).collect()
    }

    #[test]
    fn regular_weeks_go_on() {
        let forecast = Days::of(&weeks(4, 0.0), 10).unwrap();
        let rounded: Vec<f64> = forecast.days.iter().map(|day| day.round()).collect();
        assert_eq!(rounded, [100.0, 100.0, 100.0, 100.0, 100.0, 40.0, 40.0, 100.0, 100.0, 100.0]);
        let (low, high) = forecast.interval(7);
        assert!((low.round(), high.round()) == (580.0, 580.0), "{low} {high}");
        assert_eq!(forecast.back_test.map(|test| (test.error * 1e6).round()), Some(0.0));
    }

    #[test]
    fn a_trend_goes_on_and_grows_weaker() {
        let history = weeks(8, 0.01);
        let forecast = Days::of(&history, 28).unwrap();
        assert_eq!(forecast.model, Model::Trend);
        let came: f64 = weeks(12, 0.01)[56..].iter().sum();
        let (sum, last) = (forecast.sum(28), history[49..].iter().sum::<f64>() * 4.0);
        assert!(sum > last * 1.1 && sum < came, "{sum} of {came}, last month {last}");
        let test = forecast.back_test.unwrap();
        assert!(test.error < test.naive_error / 2.0, "{test:?}");
    }

    #[test]
    fn one_day_that_is_off_changes_little() {
        for day in [9, 25] {
            let mut history = weeks(4, 0.0);
            history[day] *= 20.0;
            let sum = Days::of(&history, 7).unwrap().sum(7);
            assert!((sum - 580.0).abs() < 1.0, "day {day}: {sum}");
        }
    }

    #[test]
    fn a_level_that_has_changed_is_the_new_level() {
        let history: Vec<f64> = weeks(3, 0.0).into_iter().chain(weeks(2, 0.0).iter().map(|day| day * 3.0)).collect();
        let sum = Days::of(&history, 7).unwrap().sum(7);
        assert!((sum - 1740.0).abs() < 20.0, "{sum}");
    }

    #[test]
    fn few_days_tell_little_and_fewer_nothing() {
        assert_eq!(Days::of(&[5.0; 7], 3), None);
        let forecast = Days::of(&[1.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0], 3).unwrap();
        assert_eq!((forecast.model, forecast.sum(3), forecast.back_test), (Model::LastWeek, 15.0, None));
        assert!(forecast.spread(3) > 0.0, "what is hardly known is not sure");
    }

    #[test]
    fn nothing_stays_nothing() {
        let forecast = Days::of(&[0.0; 30], 10).unwrap();
        assert_eq!((forecast.sum(10), forecast.interval(10)), (0.0, (0.0, 0.0)));
    }
}
