//! Levers of a bill as one table: a row for each lever of each API, and for REST APIs.

use analysis::Saving;
use analysis::levers::BillLevers;

use crate::render::csv::{harmless, line};

/// The table, with its head. Amounts are of a month, after discounts.
pub(crate) fn levers(answer: &BillLevers) -> String {
    const HEAD: [&str; 8] = ["account", "region", "api", "lever", "currency", "low", "expected", "high"];
    let currency = answer.summary.currency.as_deref().unwrap_or_default();
    let mut text = line(HEAD.map(str::to_owned));
    let mut row = |place: [&str; 3], lever: &str, saving: Saving| {
        let [account, region, api] = place.map(harmless);
        let [low, expected, high] = [saving.low, saving.expected, saving.high].map(|amount| amount.to_string());
        text.push_str(&line([account, region, api, lever.to_owned(), harmless(currency), low, expected, high]));
    };
    for api in &answer.apis {
        let place =
            [api.account.as_deref().unwrap_or_default(), api.region.as_deref().unwrap_or_default(), api.api.as_str()];
        api.pulled.iter().for_each(|pulled| row(place, pulled.lever.name(), pulled.saving));
        row(place, "together", api.together);
    }
    for rest in &answer.rest {
        row([rest.payer.as_deref().unwrap_or_default(), &rest.region, ""], "rest_to_http", rest.saving);
    }
    text
}
