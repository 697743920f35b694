//! What the next days hold, by what the last days held.
//!
//! Every model sees days as they follow each other and knows nothing but that weeks repeat. All of them are robust: one day
//! that is off changes a median by little.

/// Days of a week.
pub(super) const WEEK: usize = 7;
/// Older days say nothing about the next ones.
const LONGEST_MEMORY: usize = 8 * WEEK;
/// Of each day's growth the next day keeps so much: no trend goes on for ever.
const DAMPING: f64 = 0.985;

/// How the next days are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// The last week again: what every other model is held against.
    SeasonalNaive,
    /// The mean of the last week, for histories too short to know weekdays.
    LastWeek,
    /// The level of the last week with the pattern of weekdays.
    LatestWeekdays,
    /// The level of the last two weeks with the pattern of weekdays.
    Weekdays,
    /// The level of all remembered weeks with the pattern of weekdays.
    LongWeekdays,
    /// The pattern of weekdays on a trend that grows weaker.
    Trend,
    /// The mean of trend and weekdays.
    HalfTrend,
}

impl Model {
    /// Those that are tried against each other, the plainest first.
    pub(super) const TRIED: [Self; 5] =
        [Self::LatestWeekdays, Self::Weekdays, Self::LongWeekdays, Self::HalfTrend, Self::Trend];

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SeasonalNaive => "seasonal-naive",
            Self::LastWeek => "last-week",
            Self::LatestWeekdays => "latest-weekdays",
            Self::Weekdays => "weekdays",
            Self::LongWeekdays => "long-weekdays",
            Self::Trend => "trend",
            Self::HalfTrend => "half-trend",
        }
    }

    /// What it does, in words.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::SeasonalNaive => "the last week again",
            Self::LastWeek => "the mean of the last 7 days",
            Self::LatestWeekdays => "the level of the last week with the pattern of weekdays",
            Self::Weekdays => "the level of the last two weeks with the pattern of weekdays",
            Self::LongWeekdays => "the level of up to eight weeks with the pattern of weekdays",
            Self::Trend => "the pattern of weekdays on a trend that grows weaker",
            Self::HalfTrend => {
                "the mean of a trend and of the level of the last two weeks, with the pattern of weekdays"
            }
        }
    }

    /// The next days; none of them is below nothing.
    pub(super) fn next(self, days: &[f64], count: usize) -> Vec<f64> {
        let days = &days[days.len().saturating_sub(LONGEST_MEMORY)..];
        match self {
            Self::SeasonalNaive => {
                let week = &days[days.len().saturating_sub(WEEK)..];
                week.iter().copied().cycle().take(if week.is_empty() { 0 } else { count }).collect()
            }
            Self::LastWeek => vec![mean(&days[days.len().saturating_sub(WEEK)..]); count],
            Self::LatestWeekdays => of_level(days, WEEK, count),
            Self::Weekdays => of_level(days, 2 * WEEK, count),
            Self::LongWeekdays => of_level(days, LONGEST_MEMORY, count),
            Self::Trend => of_trend(days, count),
            Self::HalfTrend => {
                let (level, trend) = (of_level(days, 2 * WEEK, count), of_trend(days, count));
                level.iter().zip(trend).map(|(level, trend)| f64::midpoint(*level, trend)).collect()
            }
        }
    }
}

/// A level of the last so many days, and the weekdays on it.
fn of_level(days: &[f64], memory: usize, count: usize) -> Vec<f64> {
    let weekdays = Weekdays::of(days);
    let plain = weekdays.plain(days);
    let plain = &plain[latest_shift(&plain)..];
    let level = middle(&plain[plain.len().saturating_sub(memory)..]);
    (0..count).map(|ahead| weekdays.at(days.len() + ahead) * level).collect()
}

/// A trend of all remembered days, and the weekdays on it.
fn of_trend(days: &[f64], count: usize) -> Vec<f64> {
    let weekdays = Weekdays::of(days);
    let plain = weekdays.plain(days);
    let plain = &plain[latest_shift(&plain)..];
    let Some(slope) = slope(plain) else { return of_level(days, 2 * WEEK, count) };
    let last = plain.len().saturating_sub(1);
    // Where the trend has the last two weeks stand today.
    let recent = plain.len().saturating_sub(2 * WEEK);
    let today: Vec<f64> =
        plain[recent..].iter().zip(recent..).map(|(day, at)| day * (slope * number(last - at)).exp()).collect();
    let level = middle(&today);
    let mut growth = 0.0;
    let mut step = slope;
    (0..count)
        .map(|ahead| {
            step *= DAMPING;
            growth += step;
            weekdays.at(days.len() + ahead) * level * growth.exp()
        })
        .collect()
}

/// The share of each weekday in its week, 1 for a mean day.
struct Weekdays([f64; WEEK]);

impl Weekdays {
    /// The median over the weeks, counted back from the last day.
    fn of(days: &[f64]) -> Self {
        let weeks: Vec<&[f64]> = days.rchunks_exact(WEEK).collect();
        let mut shares = [1.0; WEEK];
        if are_sparse(&weeks) {
            return Self(shares);
        }
        for (at, share) in shares.iter_mut().enumerate() {
            let own = weeks.iter().filter_map(|week| {
                let level = mean(week);
                (level > 0.0).then(|| week[at] / level)
            });
            let own: Vec<f64> = own.collect();
            if !own.is_empty() {
                *share = median(&own);
            }
        }
        let level = mean(&shares);
        if level > 0.0 {
            shares = shares.map(|share| share / level);
        } else {
            shares = [1.0; WEEK];
        }
        // The first share is that of the day a week before the end.
        shares.rotate_right(days.len() % WEEK);
        Self(shares)
    }

    fn at(&self, day: usize) -> f64 {
        self.0[day % WEEK]
    }

    /// The days as if every weekday were the same; weekdays that are always empty say nothing.
    fn plain(&self, days: &[f64]) -> Vec<f64> {
        let shares = days.iter().enumerate().map(|(at, day)| (day, self.at(at)));
        shares.filter(|(_, share)| *share > 0.05).map(|(day, share)| day / share).collect()
    }
}

/// From which day on the level is another one: where the weeks before and behind a day differ by more than their days do.
pub(super) fn latest_shift(days: &[f64]) -> usize {
    /// No smaller change of level is one.
    const LEAST: f64 = 0.2;
    let is_shift = |at: usize| {
        let (before, behind) = (&days[at - WEEK..at], &days[at..at + WEEK]);
        let (old, new) = (median(before), median(behind));
        if old <= 0.0 || new <= 0.0 {
            return None;
        }
        let distance =
            |days: &[f64], level: f64| median(&days.iter().map(|day| (day / level - 1.0).abs()).collect::<Vec<_>>());
        let usual = distance(before, old).max(distance(behind, new));
        let jump = (new / old).ln().abs();
        (jump > LEAST.max(4.0 * usual)).then_some((at, jump))
    };
    let last = days.len().saturating_sub(WEEK);
    let shifts: Vec<(usize, f64)> = (WEEK..=last).filter_map(is_shift).collect();
    // Of neighbours the largest is where it was.
    let Some(&(latest, _)) = shifts.last() else { return 0 };
    let near = shifts.iter().filter(|(at, _)| latest - at < WEEK);
    near.max_by(|left, right| left.1.total_cmp(&right.1)).map_or(0, |(at, _)| *at)
}

/// Are days without any usage strewn over weekdays that have some else? They tell no pattern.
fn are_sparse(weeks: &[&[f64]]) -> bool {
    let strewn = (0..WEEK).map(|at| {
        let empty = weeks.iter().filter(|week| week[at] <= 0.0).count();
        if empty == weeks.len() { 0 } else { empty }
    });
    strewn.sum::<usize>() * 8 > weeks.len() * WEEK
}

/// The median growth of a day between all pairs of days at least a week apart, as a logarithm; `None` where days are empty
/// or too few.
fn slope(days: &[f64]) -> Option<f64> {
    if days.len() < 2 * WEEK || days.iter().any(|day| *day <= 0.0) {
        return None;
    }
    let logs: Vec<f64> = days.iter().map(|day| day.ln()).collect();
    let mut slopes = Vec::new();
    for (at, first) in logs.iter().enumerate() {
        for (apart, second) in logs[at..].iter().enumerate().skip(WEEK) {
            slopes.push((second - first) / number(apart));
        }
    }
    (!slopes.is_empty()).then(|| median(&slopes))
}

/// The mean without what is far off: days beyond three times the usual distance from the median count as at that distance.
fn middle(days: &[f64]) -> f64 {
    if days.is_empty() {
        return 0.0;
    }
    let centre = median(days);
    let distances: Vec<f64> = days.iter().map(|day| (day - centre).abs()).collect();
    let usual = 3.0 * 1.4826 * median(&distances);
    let empty = days.iter().filter(|day| **day <= 0.0).count();
    if empty * 8 > days.len() {
        // Days without any usage are no exceptions here.
        return mean(days);
    }
    if usual == 0.0 {
        return centre;
    }
    mean(&days.iter().map(|day| day.clamp(centre - usual, centre + usual)).collect::<Vec<_>>())
}

pub(super) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / number(values.len()) }
}

pub(super) fn median(values: &[f64]) -> f64 {
    quantile(values, (1, 2))
}

/// The value that such a part of the values is below, between the two nearest of them.
pub(super) fn quantile(values: &[f64], (part, of): (usize, usize)) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let (below, rest) = (last * part / of, last * part % of);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    low + (high - low) * (number(rest) / number(of))
}

/// A count of days.
pub(super) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
