//! Which functions may belong to which APIs: guesses from names, tags and days, never applied.

use std::collections::{BTreeMap, BTreeSet};

use classify::Meter;
use ledger::{Decimal, Grain, Ledger, Section};

use crate::shared_tags::{OfApi, SharedTags};

/// Fewer days say nothing: a week and a day, so that weekdays alone make no match.
const LEAST_DAYS: usize = 8;
/// From here on two series of days rise and fall together.
const ALIKE: f64 = 0.9;
/// So near a better match, another API is named too.
const NEAR: f64 = 0.02;
/// Parts of names that people give to functions of a WebSocket API.
const WORDS: [&str; 5] = ["websocket", "connect", "disconnect", "socket", "ws"];
const DAY: i64 = 86_400;

/// One function that may serve an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// Name of the function.
    pub function: String,
    /// What speaks for it, in words.
    pub evidence: String,
}

/// An API and the functions that may serve it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Usage account id.
    pub account: Option<String>,
    /// AWS Region code.
    pub region: Option<String>,
    /// API id.
    pub api_id: String,
    /// Functions, by name.
    pub guesses: Vec<Guess>,
    /// Tags that it shares with functions, and with no other API of the account and Region: key, value, how many functions.
    pub tags: Vec<(String, String, usize)>,
}

/// Account, Region, and API id or function name.
type Place<'a> = (Option<&'a str>, Option<&'a str>, &'a str);
type Days = BTreeMap<i64, Decimal>;

/// Guesses for the APIs of a bill, by account, Region and API id. Functions that nothing speaks for are in none.
#[must_use]
pub fn suggest(ledger: &Ledger) -> Vec<Suggestion> {
    let (mut apis, mut functions): (BTreeMap<Place<'_>, Days>, BTreeMap<Place<'_>, Days>) = Default::default();
    let mut all_days = BTreeSet::new();
    let mut tags = SharedTags::default();
    for series in ledger.series().filter(|series| series.shared().section == Section::Items) {
        let row = series.shared();
        tags.add(row);
        let kind = match row.meter {
            Meter::Messages => &mut apis,
            meter if meter.is_lambda() => &mut functions,
            _ => continue,
        };
        let Some(name) = row.resource.filter(|_| row.charge.is_usage()) else { continue };
        let days = kind.entry((row.account, row.region, name)).or_default();
        // A month has no days to compare. A function that is never requested may still carry a tag.
        let is_counted = matches!(row.meter, Meter::Messages | Meter::LambdaRequests);
        for interval in series.intervals().filter(|interval| is_counted && interval.grain() != Grain::Month) {
            let day = interval.start().div_euclid(DAY);
            all_days.insert(day);
            let sum = days.entry(day).or_default();
            *sum = sum.plus(interval.quantity());
        }
    }
    let mut suggestions: BTreeMap<Place<'_>, Vec<Guess>> = BTreeMap::new();
    let shared = tags.finish();
    for (function, days) in &functions {
        let around = (function.0, function.1);
        let here: Vec<_> = apis.iter().filter(|(api, _)| (api.0, api.1) == around).collect();
        let of = |api: &Place<'_>| shared.get(&(around, api.2)).and_then(|tags| by_tags(function.2, tags));
        let tagged = here.iter().find_map(|(api, _)| Some((**api, of(api)?)));
        let guess = named(function.2, &here).or(tagged).or_else(|| best(function.2, days, &here, &all_days));
        if let Some((api, evidence)) = guess {
            suggestions.entry(api).or_default().push(Guess { function: function.2.to_owned(), evidence });
        }
    }
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let suggestions = suggestions.into_iter().map(|((account, region, api_id), guesses)| Suggestion {
        account: owned(account),
        region: owned(region),
        api_id: api_id.to_owned(),
        guesses,
        tags: shared.get(&((account, region), api_id)).map(counted).unwrap_or_default(),
    });
    suggestions.collect()
}

fn counted(tags: &OfApi<'_>) -> Vec<(String, String, usize)> {
    tags.iter().map(|((key, value), functions)| (key.clone(), value.clone(), functions.len())).collect()
}

/// What a function's tags say for an API.
fn by_tags(function: &str, tags: &OfApi<'_>) -> Option<String> {
    let own = tags.iter().filter(|(_, functions)| functions.contains(function));
    let own: Vec<String> = own.map(|((key, value), _)| format!("{key}={value}")).collect();
    (!own.is_empty()).then(|| format!("carries {} as this API does and no other here", own.join(", ")))
}

/// The API whose id a function's name holds.
fn named<'a>(function: &str, apis: &[(&Place<'a>, &Days)]) -> Option<(Place<'a>, String)> {
    let name = function.to_lowercase();
    let (api, _) = apis.iter().find(|(api, _)| name.contains(&api.2.to_lowercase()))?;
    Some((**api, "its name holds the API id".to_owned()))
}

/// The API that most speaks for, and what does.
fn best<'a>(
    function: &str,
    days: &Days,
    apis: &[(&Place<'a>, &Days)],
    all_days: &BTreeSet<i64>,
) -> Option<(Place<'a>, String)> {
    let name = function.to_lowercase();
    let mut alike: Vec<(f64, &Place<'a>)> = apis
        .iter()
        .filter_map(|(api, messages)| Some((correlation(days, messages, all_days)?, *api)))
        .filter(|(alike, _)| *alike >= ALIKE)
        .collect();
    alike.sort_by(|left, right| right.0.total_cmp(&left.0));
    let word = WORDS.iter().find(|word| name.split(['-', '_', '.']).any(|part| part == **word));
    let (Some((most, api)), rest) = (alike.first(), alike.get(1..).unwrap_or_default()) else {
        let (word, [(api, _)]) = (word?, apis) else { return None };
        return Some((**api, format!("its name says `{word}`, and the account has one API in this Region")));
    };
    let mut evidence = format!("requests by day go with messages (r = {most:.3}, {} days)", all_days.len());
    if let Some(word) = word {
        evidence.extend(["; its name says `", word, "`"]);
    }
    let others: Vec<&str> = rest.iter().filter(|(other, _)| most - other < NEAR).map(|(_, api)| api.2).collect();
    if !others.is_empty() {
        evidence.extend(["; hardly less with ", &others.join(", "), ", so look twice"]);
    }
    Some((**api, evidence))
}

/// Pearson's correlation over all days, on which nothing counts as 0; `None` for few days, and for what never changes.
fn correlation(left: &Days, right: &Days, days: &BTreeSet<i64>) -> Option<f64> {
    if days.len() < LEAST_DAYS {
        return None;
    }
    let number = |days: &Days, day: &i64| {
        // A measure of likeness, not of money: a double will do.
        days.get(day).and_then(|value| value.to_string().parse::<f64>().ok()).unwrap_or_default()
    };
    let pairs: Vec<(f64, f64)> = days.iter().map(|day| (number(left, day), number(right, day))).collect();
    let count = f64::from(u32::try_from(pairs.len()).ok()?);
    let mean = |value: fn(&(f64, f64)) -> f64| pairs.iter().map(value).sum::<f64>() / count;
    let (left, right) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let sums = pairs.iter().fold((0.0, 0.0, 0.0), |(both, own, other), pair| {
        let (x, y) = (pair.0 - left, pair.1 - right);
        (both + x * y, own + x * x, other + y * y)
    });
    let whole = (sums.1 * sums.2).sqrt();
    (whole > 0.0).then(|| sums.0 / whole)
}

#[cfg(test)]
mod tests {
    use ledger::Row;

    use super::*;
    use crate::testing::{OCTOBER, ledger, usage};

    /// A row for each of these quantities, from the first of October on.
    fn daily(meter: Meter, resource: &'static str, quantities: &[i64]) -> Vec<Row<'static>> {
        let days = quantities.iter().zip(0..);
        days.map(|(quantity, day)| Row {
            resource: Some(resource),
            interval_start: OCTOBER + day * DAY,
            ..usage(meter, *quantity, "1")
        })
        .collect()
    }

    fn suggested(rows: Vec<Row<'static>>) -> Vec<(String, String, String)> {
        let all = suggest(&ledger(rows)).into_iter();
        all.flat_map(|api| {
            api.guesses.into_iter().map(move |guess| (api.api_id.clone(), guess.function, guess.evidence))
        })
        .collect()
    }

    const UP_AND_DOWN: [i64; 10] = [1, 5, 2, 8, 3, 9, 4, 1, 7, 2];
    const OTHERWISE: [i64; 10] = [9, 1, 8, 2, 2, 2, 5, 5, 1, 3];

    #[test]
    fn what_rises_and_falls_together_is_guessed_with_its_evidence() {
        let rows = [
            daily(Meter::Messages, "abc123", &UP_AND_DOWN),
            daily(Meter::Messages, "other1", &OTHERWISE),
            daily(Meter::LambdaRequests, "send", &UP_AND_DOWN.map(|day| day * 3)),
            daily(Meter::LambdaRequests, "report-other1-daily", &[1; 10]),
            daily(Meter::LambdaRequests, "nightly", &[4; 10]),
        ];
        let expected = [
            ("abc123", "send", "requests by day go with messages (r = 1.000, 10 days)"),
            ("other1", "report-other1-daily", "its name holds the API id"),
        ];
        assert_eq!(suggested(rows.concat()), expected.map(|(api, name, why)| (api.into(), name.into(), why.into())));
    }

    #[test]
    fn tags_of_one_api_alone_speak_for_functions() {
        let tagged =
            |rows: Vec<Row<'static>>, tags| rows.into_iter().map(|row| Row { tags: Some(tags), ..row }).collect();
        let chat = r#"{"Env":"prod","Team":"chat"}"#;
        let rows: [Vec<Row<'static>>; 5] = [
            tagged(daily(Meter::Messages, "abc123", &[1]), chat),
            tagged(daily(Meter::Messages, "other1", &[1]), r#"{"Env":"prod","Team":"ops"}"#),
            tagged(daily(Meter::LambdaRequests, "send", &[1]), chat),
            tagged(daily(Meter::LambdaRequests, "backup", &[1]), r#"{"Env":"prod"}"#),
            daily(Meter::LambdaRequests, "untagged", &[1]),
        ];
        let suggestions = suggest(&ledger(rows.concat()));
        assert_eq!(suggestions.len(), 1, "what both APIs carry tells nothing: {suggestions:?}");
        assert_eq!((suggestions[0].api_id.as_str(), suggestions[0].guesses.len()), ("abc123", 1));
        assert_eq!(suggestions[0].guesses[0].evidence, "carries Team=chat as this API does and no other here");
        assert_eq!(suggestions[0].tags, [("Team".to_owned(), "chat".to_owned(), 1)]);
    }

    #[test]
    fn an_api_that_is_as_likely_is_named() {
        let rows = [
            daily(Meter::Messages, "abc123", &UP_AND_DOWN),
            daily(Meter::Messages, "other1", &UP_AND_DOWN),
            daily(Meter::LambdaRequests, "send", &UP_AND_DOWN),
        ];
        let guesses = suggested(rows.concat());
        assert_eq!(guesses.len(), 1);
        assert!(guesses[0].2.ends_with("hardly less with other1, so look twice"), "{guesses:?}");
    }

    #[test]
    fn few_days_and_other_places_suggest_nothing() {
        let week =
            [daily(Meter::Messages, "a", &UP_AND_DOWN[..7]), daily(Meter::LambdaRequests, "b", &UP_AND_DOWN[..7])];
        assert_eq!(suggested(week.concat()), []);
        let away = daily(Meter::LambdaRequests, "b", &UP_AND_DOWN).into_iter();
        let away = away.map(|row| Row { region: Some("eu-west-1"), ..row }).collect();
        assert_eq!(suggested([daily(Meter::Messages, "a", &UP_AND_DOWN), away].concat()), []);
        let named = [daily(Meter::Messages, "a", &UP_AND_DOWN[..7]), daily(Meter::LambdaRequests, "ws-on-open", &[1])];
        assert_eq!(suggested(named.concat())[0].2, "its name says `ws`, and the account has one API in this Region");
    }
}
