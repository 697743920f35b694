//! Remarks on the whole answer, in a fixed order: what was chosen, what could not be judged, what to keep in mind.

use std::cmp::Reverse;

use ledger::Decimal;

use crate::apis::Api;
use crate::cost::{Columns, CostBasis};
use crate::findings::{HoursNotJudged, NotJudged};
use crate::gaps::Gaps;
use crate::prices::BUILT_IN_DATE;
use crate::rates::RateSource;
use crate::ratio::ParityRemarks;
use crate::settings::{Key, Settings};
use crate::summary::Summary;
use crate::text::{counted, grouped, money};
use crate::window::KeptOut;

/// So many APIs are said; the others are counted.
const MOST_SAID: usize = 3;
/// Characters of a name.
const LONGEST_NAME: usize = 60;

/// What the notes are made from, beside the summary itself.
#[derive(Debug)]
pub(crate) struct Remarks<'a> {
    pub(crate) parity: ParityRemarks<'a>,
    pub(crate) not_judged: NotJudged,
    /// Where no API at all has usage.
    pub(crate) gaps: Gaps,
    pub(crate) columns: Columns,
    /// Usage of FOCUS that is billed and has no effective cost: line items and their billed cost.
    pub(crate) not_effective: (u64, Decimal),
    pub(crate) unnamed_rates: bool,
    pub(crate) loose_discounts: Decimal,
}

/// Answers that were not given in the way that was asked for. Strict runs refuse them.
pub(crate) fn fallbacks(summary: &Summary, remarks: &Remarks<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let (parity, columns) = (&remarks.parity, remarks.columns);
    let (asked, used) = (summary.cost_basis_asked, summary.cost_basis);
    if asked != used && !columns.cur {
        lines.push(format!(
            "Costs are {0}: FOCUS has no {1} cost (--cost {0} asks for them).",
            used.name(),
            asked.name()
        ));
    } else if asked != used {
        lines.push(format!(
            "Costs are {}: the bill lacks the columns for {} in some or all rows.",
            used.name(),
            asked.name()
        ));
    }
    if columns.focus && columns.cur && used != CostBasis::NetAmortized {
        lines.push(
            "Rows of FOCUS count at their effective cost, which is net-amortized: FOCUS has no other.".to_owned(),
        );
    }
    let (rows, billed) = remarks.not_effective;
    if rows > 0 {
        let cost = money(billed, summary.currency.as_deref());
        lines.push(format!(
            "{} of usage have an EffectiveCost of 0 and a BilledCost, of {cost} together: costs here are too low by what \
             the export leaves out; see billed.",
            counted(usize::try_from(rows).unwrap_or(usize::MAX), "line item")
        ));
    }
    let lists = [
        (RateSource::PriceList, "those of the price list that was given".to_owned()),
        (RateSource::BuiltIn, format!("list prices of {BUILT_IN_DATE} (AWS Price List, us-east-1)")),
    ];
    for (source, list) in lists {
        let of_list = parity.listed.iter().filter(|(known, ..)| *known == source);
        let places = of_list.map(|(_, region, meter)| format!("{meter} in {}", region.unwrap_or("no Region")));
        let places: Vec<String> = places.collect();
        if !places.is_empty() {
            let places = places.join(", ");
            lines.push(format!("Rates of {places} are {list}, because the bill has no paid rows for them."));
        }
    }
    lines.extend(parity.gaps.iter().map(|gap| format!("{gap}.")));
    lines
}

/// All notes.
pub(crate) fn notes(summary: &Summary, settings: &Settings, remarks: &Remarks<'_>) -> Vec<String> {
    let mut lines = summary.fallbacks.clone();
    lines.extend(period(summary));
    lines.extend(parity(summary, remarks));
    lines.extend(judged(summary, settings, &remarks.not_judged));
    lines.extend(hours_judged(settings, &remarks.not_judged.hours));
    lines.extend(gaps(summary, settings, &remarks.gaps));
    lines.extend(unnamed(summary));
    lines.extend(columns(remarks));
    lines.extend(caveats(summary));
    lines
}

/// What a window keeps out.
pub(crate) fn kept_out(kept_out: &[KeptOut], currency: Option<&str>) -> Option<String> {
    let said = |out: &KeptOut| {
        let rows = usize::try_from(out.rows).unwrap_or(usize::MAX);
        format!("{} {} ({})", out.charge.name(), money(out.cost, currency), counted(rows, "line item"))
    };
    let all: Vec<String> = kept_out.iter().map(said).collect();
    (!all.is_empty()).then(|| {
        format!(
            "Kept out, since it belongs to whole billing periods of which the window holds a part: {}.",
            all.join(", ")
        )
    })
}

fn period(summary: &Summary) -> Vec<String> {
    let mut lines = Vec::new();
    let period = &summary.period;
    if let Some((start, data)) = period.start.zip(period.data_from).filter(|(start, data)| start < data) {
        lines
            .push(format!("The window begins on {start}, before the data: its first billing period begins on {data}."));
    }
    if let [first, .., last] = period.months.as_slice() {
        lines.push(format!("{} billing periods are added up: {first} to {last}.", period.months.len()));
    }
    if period.start.is_some() && !period.ended {
        lines.push(
            "The period is still running: monthly amounts are projected from the days that have data.".to_owned(),
        );
    } else if period.ended && !period.names_invoices {
        lines.push("Whether the bill is final is not known: the export has no column of invoice ids.".to_owned());
    } else if period.ended && !period.is_final && !summary.meters.is_empty() {
        lines.push("The bill is not final: some line items have no invoice yet, so credits, refunds and corrections may follow.".to_owned());
    }
    lines
}

fn parity(summary: &Summary, remarks: &Remarks<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if summary.meters.is_empty() {
        lines.push(
            "Every line item was looked at, and none is of API Gateway or Lambda (product codes AmazonApiGateway and \
             AWSLambda). If some should be here, look at the payer and at the filter of the export."
                .to_owned(),
        );
    } else if !summary.layers.has_websocket_usage() {
        lines.push(
            "There is no WebSocket usage in this bill, neither paid nor free: ratio and parity are null.".to_owned(),
        );
    }
    let unrated: Vec<&str> =
        remarks.parity.unrated.iter().map(|region| region.unwrap_or("rows without a Region")).collect();
    if !unrated.is_empty() {
        lines.push(format!(
            "No parity for {}: the bill has no paid WebSocket rows of both meters there, and the built-in list prices cover us-east-1 in USD only.",
            unrated.join(", ")
        ));
    }
    if remarks.unnamed_rates {
        lines.push(
            "Some paid rows name no unit rate: a mean rate stands in for those of their tiers, in parity and its multiples, in \
             savings and in the worth of free usage."
                .to_owned(),
        );
    }
    let unclassified = &summary.unclassified;
    if unclassified.untold_rows > 0 {
        let cost = money(unclassified.untold_cost, summary.currency.as_deref());
        lines.push(format!(
            "{} of usage name no usage type, and nothing else tells what they meter: {cost}, in other.",
            counted(usize::try_from(unclassified.untold_rows).unwrap_or(usize::MAX), "line item")
        ));
    }
    if !remarks.loose_discounts.is_zero() {
        let amount = money(remarks.loose_discounts, summary.currency.as_deref());
        lines.push(format!("Discounts of {amount} name no usage type; they are in the bridge, but in no rate."));
    }
    lines
}

/// One note for all APIs that were not judged.
fn judged(summary: &Summary, settings: &Settings, not_judged: &NotJudged) -> Option<String> {
    let mut reasons = Vec::new();
    let have = |count| if count == 1 { "has" } else { "have" };
    if not_judged.few_minutes > 0 {
        let count = not_judged.few_minutes;
        reasons.push(format!(
            "{} {} less than {}",
            counted(count, "API"),
            have(count),
            settings.get(Key::FloorMinutes).describe()
        ));
    }
    if not_judged.few_messages > 0 {
        let count = not_judged.few_messages;
        let floor = settings.get(Key::FloorMessages).describe();
        reasons.push(format!("{} {} some messages but fewer than {floor}", counted(count, "API"), have(count)));
    }
    if not_judged.no_parity > 0 {
        let count = not_judged.no_parity;
        reasons.push(format!("{} {} no parity to be judged against", counted(count, "API"), have(count)));
    }
    if reasons.is_empty() {
        return None;
    }
    let cost = money(not_judged.minute_cost, summary.currency.as_deref());
    Some(format!("Ratios not judged: {}. Minutes below the floors cost {cost}.", reasons.join("; ")))
}

/// One note for all APIs whose hours were not judged.
fn hours_judged(settings: &Settings, not_judged: &HoursNotJudged) -> Option<String> {
    let have = |count| if count == 1 { "has" } else { "have" };
    let reasons = [
        (not_judged.coarse, "usage that is not hourly".to_owned()),
        (not_judged.unsettled, format!("no settled hour ({})", settings.get(Key::SettleLagDays).describe())),
        (
            not_judged.few_hours,
            format!("too few hours with enough messages ({})", settings.get(Key::CadenceHours).describe()),
        ),
        (not_judged.few_days, format!("too few full days ({})", settings.get(Key::NightDays).describe())),
    ];
    let said: Vec<String> = reasons
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, reason)| format!("{} {} {reason}", counted(count, "API"), have(count)))
        .collect();
    (!said.is_empty()).then(|| format!("Fixed cadence and night floor not judged: {}.", said.join("; ")))
}

/// Where usage that is regular else is missing.
fn gaps(summary: &Summary, settings: &Settings, everywhere: &Gaps) -> Vec<String> {
    let Some(settled) = summary.period.settled_end(settings.value(Key::SettleLagDays)) else { return Vec::new() };
    let everywhere = everywhere.within(settled, &Gaps::default());
    let mut lines = Vec::new();
    if !everywhere.is_empty() {
        lines.push(format!(
            "No API has any usage in {}: either nothing ran, or line items are missing from the export.",
            everywhere.said()
        ));
    }
    let mut own: Vec<(&Api, Gaps)> =
        summary.apis.iter().map(|api| (api, api.gaps.within(settled, &everywhere))).collect();
    own.retain(|(_, gaps)| !gaps.is_empty());
    own.sort_by_key(|(api, _)| Reverse(api.cost()));
    let mut said: Vec<String> =
        own.iter().take(MOST_SAID).map(|(api, gaps)| format!("{} in {}", short_name(api), gaps.said())).collect();
    if own.len() > MOST_SAID {
        said.push(format!("and {} more", own.len() - MOST_SAID));
    }
    if !said.is_empty() {
        lines.push(format!(
            "{} without usage between times with usage: {}. Either it did not run, or line items are missing from the export.",
            counted(own.len(), "API"),
            said.join("; ")
        ));
    }
    lines
}

/// An id has ten characters; what a hostile bill has is cut.
fn short_name(api: &Api) -> String {
    api.name().chars().take(LONGEST_NAME).collect()
}

/// Usage that names no API, where other usage does.
fn unnamed(summary: &Summary) -> Option<String> {
    let (named, unnamed): (Vec<&Api>, Vec<&Api>) = summary.apis.iter().partition(|api| api.api_id.is_some());
    if named.is_empty() || unnamed.is_empty() {
        return None;
    }
    let sum = |of: fn(&Api) -> Decimal| unnamed.iter().map(|api| of(api)).sum::<Decimal>();
    Some(format!(
        "Some line items of WebSocket usage name no API, while others do: {} messages and {} connection minutes, {} together, are \
         listed without an API id.",
        grouped(sum(|api| api.messages), 0),
        grouped(sum(|api| api.minutes), 0),
        money(sum(Api::cost), summary.currency.as_deref())
    ))
}

fn columns(remarks: &Remarks<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let columns = remarks.columns;
    let absent: Vec<&str> = [
        (columns.net_unblended, "net_unblended"),
        (columns.amortized, "amortized"),
        (columns.net_amortized, "net_amortized"),
        (columns.public_on_demand, "public_on_demand"),
    ]
    .into_iter()
    .filter_map(|(present, name)| (!present).then_some(name))
    .collect();
    if !absent.is_empty() {
        lines.push(format!("Columns absent in some or all rows, null here: {}.", absent.join(", ")));
    }
    lines.extend(focus(remarks));
    lines
}

/// What FOCUS cannot say, and what it should say and does not.
fn focus(remarks: &Remarks<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if remarks.columns.focus {
        lines.push(
            "FOCUS has no unblended, net unblended, amortized and public on-demand cost: null here. Its net amortized cost is \
             EffectiveCost; billed and list are BilledCost and ListCost, which no column of a Cost and Usage Report equals."
                .to_owned(),
        );
    }
    lines
}

/// What holds for every bill with such usage.
fn caveats(summary: &Summary) -> Vec<String> {
    let mut lines = Vec::new();
    if summary.layers.has_websocket_usage() {
        lines.push(
            "A ratio sees only silent connections: idle ones that are pinged or pushed to look like use.".to_owned(),
        );
        lines.push("Messages are metered units of 32 KB: larger messages count several times.".to_owned());
        lines.push(
            "Average connections take minutes to be posted as they accrue, which AWS does not document (unverified)."
                .to_owned(),
        );
    }
    if !summary.layers.lambda.linked_cost.is_zero() {
        lines.push("Which Lambda belongs to which API is what the configuration says; the bill does not.".to_owned());
    } else if !summary.layers.lambda.unlinked_cost.is_zero() {
        lines.push("Lambda is the cost of all functions of the bill: it ties no function to an API.".to_owned());
    }
    if summary.meters.iter().any(|row| row.sums.public_on_demand.is_some_and(|cost| !cost.is_zero())) {
        lines.push(
            "public_on_demand is at the first paid tier and counts free usage: it is no list price by tier.".to_owned(),
        );
    }
    lines
}
