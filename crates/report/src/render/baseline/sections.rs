//! The tables of a baseline.

use analysis::amount;
use analysis::baseline::{Baseline, MonthSpend, UnitCost, growth, on_every_basis, unit_costs};
use analysis::commitments::Bucket;
use analysis::{CostBasis, RateLine, grouped};
use ledger::Decimal;

use crate::render::words::{percent, plain, quotient};

/// All APIs and so many of them, less one, are shown.
const MOST_UNITS: usize = 11;
/// So many findings are shown.
const MOST_FINDINGS: usize = 5;

/// A table with its title. The first column is a name, all others are numbers.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// What the pack is of, in a line.
pub(super) fn head(answer: &Baseline) -> String {
    let currency = answer.summary.currency.as_deref().unwrap_or("no currency named");
    let running = if answer.ended { "" } else { ", which is running: its days are projected to the whole month" };
    format!(
        "Baseline of {}{running}; in {currency}, {}: usage of API Gateway and Lambda is {} a year at this rate",
        answer.month,
        answer.summary.cost_basis.name(),
        amount(answer.annual())
    )
}

/// All of them.
pub(super) fn sections(answer: &Baseline) -> Vec<Section> {
    let all = [
        spend(answer),
        units(answer),
        rates(answer),
        discounts(answer),
        plans(answer),
        months(answer),
        years(answer),
        idle(answer),
    ];
    all.into_iter().filter(|section| !section.rows.is_empty()).collect()
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn spend(answer: &Baseline) -> Section {
    let mut head = texts(["meter and Region", "units a month"]);
    head.extend(CostBasis::ALL.map(|basis| basis.name().to_owned()));
    head.push("a year".to_owned());
    let row = |line: &analysis::baseline::SpendLine| {
        let name = format!("{} {}", line.meter.name(), line.region.as_deref().unwrap_or("-"));
        let quantity = answer.summary.period_monthly(line.sums.quantity);
        let costs =
            on_every_basis(line, &answer.summary.period).map(|(_, cost)| cost.map_or_else(|| "-".to_owned(), amount));
        [name, grouped(quantity, 0)].into_iter().chain(costs).chain([amount(line.annual)]).collect()
    };
    Section {
        title: "Spend a month, on each cost basis".to_owned(),
        head,
        rows: answer.lines.iter().map(row).collect(),
    }
}

fn units(answer: &Baseline) -> Section {
    let row = |unit: &UnitCost| {
        vec![
            unit.api.clone().unwrap_or_else(|| "All APIs, with all of Lambda".to_owned()),
            amount(unit.cost),
            unit.lambda.map_or_else(|| "-".to_owned(), amount),
            quotient(unit.per_thousand_hours, 4),
            quotient(unit.per_million_messages, 4),
        ]
    };
    Section {
        title: "What a unit costs: both meters, and the Lambda of a workload of one API".to_owned(),
        head: texts(["", "cost", "of it Lambda", "per 1,000 connection hours", "per million messages"]),
        rows: unit_costs(&answer.summary).iter().take(MOST_UNITS).map(row).collect(),
    }
}

fn rates(answer: &Baseline) -> Section {
    let million = Decimal::from_int(1_000_000);
    let row = |line: &RateLine| {
        let list = line.list.as_ref();
        let region = line.region.as_deref().unwrap_or("-");
        let payer = line.payer.as_deref().unwrap_or("-");
        vec![
            format!("{} {region} ({payer})", line.priced.describe()),
            quotient(line.gross_per_million(), 4),
            quotient(line.net_per_million(), 4),
            quotient(list.map(|list| list.marginal.times(million)), 4),
            percent(line.against_list()),
            list.and_then(|list| list.to_next_tier).map_or_else(|| "-".to_owned(), |units| grouped(units, 0)),
        ]
    };
    Section {
        title: "Rates per million units, against the list".to_owned(),
        head: texts([
            "meter, Region and payer",
            "before discounts",
            "after",
            "list, next unit",
            "against list",
            "to next tier",
        ]),
        rows: answer.rates.lines.iter().map(row).collect(),
    }
}

fn discounts(answer: &Baseline) -> Section {
    let discounts = answer.discounts();
    let row = |name: &str, value: Decimal| vec![name.to_owned(), amount(value)];
    let mut rows = vec![row("In rows of their own (private discounts)", discounts.rows)];
    rows.extend(discounts.inside_net.map(|value| row("The same by net columns of usage (not to be added)", value)));
    rows.push(row("By Savings Plans, of what they cover", discounts.by_plans));
    rows.push(row("Credits", discounts.credits));
    Section { title: "Taken off already, in the month".to_owned(), head: texts(["", "amount"]), rows }
}

fn plans(answer: &Baseline) -> Section {
    let buckets = Bucket::ALL.into_iter().filter(|bucket| *bucket != Bucket::NoUsage);
    let row = |bucket: Bucket| {
        let (on_demand, cost) = answer.commitments.of(bucket);
        vec![bucket.describe().to_owned(), amount(on_demand), amount(cost)]
    };
    Section {
        title: "What a Savings Plan can cover, in the month".to_owned(),
        head: vec![String::new(), "on demand".to_owned(), answer.commitments.cost_basis.name().to_owned()],
        rows: buckets.map(row).collect(),
    }
}

fn months(answer: &Baseline) -> Section {
    let mut before: Option<&MonthSpend> = None;
    let mut rows = Vec::new();
    for month in &answer.months {
        let name = if month.ended { month.month.clone() } else { format!("{}, projected", month.month) };
        let quantities = month.quantities.map(|quantity| grouped(quantity, 0));
        let change = before.and_then(|before| growth(before.cost, month.cost));
        rows.push([name].into_iter().chain(quantities).chain([amount(month.cost), percent(change)]).collect());
        before = Some(month);
    }
    Section {
        title: "Growth over the months that are here".to_owned(),
        head: texts(["month", "messages", "connection minutes", "Lambda GB-seconds", "three layers", "change"]),
        rows,
    }
}

fn years(answer: &Baseline) -> Section {
    let row = |year: &analysis::baseline::Year| {
        let growth = format!("{} % a month", plain(year.growth.times(Decimal::from_int(100))));
        vec![growth, amount(year.last_month), amount(year.total)]
    };
    Section {
        title: "The next twelve months, tiers passed where usage passes them".to_owned(),
        head: texts(["all usage grows by", "twelfth month", "all twelve"]),
        rows: answer.years.iter().map(row).collect(),
    }
}

fn idle(answer: &Baseline) -> Section {
    let priced = answer.summary.findings.iter().filter_map(|finding| Some((finding, finding.monthly_saving?)));
    let row = |(finding, saving): (&analysis::Finding, analysis::Saving)| {
        let api = finding.api_id.as_deref().unwrap_or("-");
        vec![format!("{} {api}", finding.rule), amount(saving.low), amount(saving.expected), amount(saving.high)]
    };
    Section {
        title: "To fix before a commitment: what may be idle, saved a month".to_owned(),
        head: texts(["finding", "at least", "expected", "at most"]),
        rows: priced.take(MOST_FINDINGS).map(row).collect(),
    }
}

/// What to know beside the numbers.
pub(super) fn notes(answer: &Baseline) -> Vec<String> {
    let mut notes = vec![
        "Amounts of a year are twelve times those of the month, before tax, credits and discounts in rows of their own".to_owned(),
        "The tier that an organization has reached is not in the export of a member account; rates against the list hold for the \
         payers that are here"
            .to_owned(),
        "Growth is of all usage alike; what has tiers is priced in those of the list, at the share of it that is paid now".to_owned(),
    ];
    notes.extend(answer.commitments.notes.iter().take(1).cloned());
    notes.extend(answer.summary.notes.iter().map(|note| note.trim_end_matches('.').to_owned()));
    notes
}
