//! What to take to a negotiation: what is spent, at which rates, with which discounts, and what it would come to.

use std::collections::{BTreeMap, BTreeSet};

use classify::{Charge, Meter};
use ledger::{Coverage, Decimal, Ledger, Sums};

use crate::apis::Api;
use crate::commitments::{Bucket, CommitmentRequest, Commitments, commitments};
use crate::cost::CostBasis;
use crate::period::{Period, first_day};
use crate::rate_card::{RateCard, RateLine, rates};
use crate::summary::{Summary, SummaryRequest, summary};
use crate::survey::SummaryError;

/// Months of a year, which the annual amounts are.
const YEAR: i64 = 12;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct BaselineRequest {
    /// As of `summary`.
    pub summary: SummaryRequest,
    /// Growth a month that the next year is reckoned with: 0.02 is 2 %.
    pub growth: Vec<Decimal>,
}

/// The pack for a negotiation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// The month that all amounts are of: the newest that has ended, else the newest, projected to its whole length.
    pub month: String,
    /// Has it ended?
    pub ended: bool,
    /// Its answer.
    pub summary: Summary,
    /// Its usage by meter and Region, a month's worth.
    pub lines: Vec<SpendLine>,
    /// Its rates.
    pub rates: RateCard,
    /// Its dollars by what a Savings Plan does with them.
    pub commitments: Commitments,
    /// Every month that is here.
    pub months: Vec<MonthSpend>,
    /// The next year at each growth that is asked for.
    pub years: Vec<Year>,
}

/// Usage of a meter in a Region, of a whole month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpendLine {
    /// What is metered.
    pub meter: Meter,
    /// AWS Region code.
    pub region: Option<String>,
    /// Metered units and every cost column; a column that is absent in any row is `None`.
    pub sums: Sums,
    /// Of a month, on the cost basis.
    pub monthly: Decimal,
    /// Twelve of them.
    pub annual: Decimal,
}

/// A month of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthSpend {
    /// `YYYY-MM`.
    pub month: String,
    /// Has it ended? Else it is projected to its whole length.
    pub ended: bool,
    /// Messages, connection minutes and GB-seconds of Lambda.
    pub quantities: [Decimal; 3],
    /// The three layers on the cost basis.
    pub cost: Decimal,
}

/// A year that begins behind the month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// Growth of all usage a month.
    pub growth: Decimal,
    /// The twelfth month.
    pub last_month: Decimal,
    /// All twelve.
    pub total: Decimal,
}

impl Baseline {
    /// What private discounts and plans took off in the month: in rows of their own, inside net columns, and by plans.
    #[must_use]
    pub fn discounts(&self) -> Discounts {
        let sum = |column: fn(&Sums) -> Option<Decimal>| {
            self.lines
                .iter()
                .map(|line| column(&line.sums))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.into_iter().sum())
        };
        let gross: Option<Decimal> = sum(|sums| sums.unblended);
        let net: Option<Decimal> = sum(|sums| sums.net_unblended);
        let (on_demand, cost) = self.commitments.of(Bucket::Covered);
        Discounts {
            rows: self.summary.bridge.discounts,
            inside_net: gross.zip(net).map(|(gross, net)| net.minus(gross)),
            by_plans: cost.minus(on_demand),
            credits: self.summary.bridge.credits,
        }
    }

    /// Of all usage, the annual amount.
    #[must_use]
    pub fn annual(&self) -> Decimal {
        self.lines.iter().map(|line| line.annual).sum()
    }
}

/// What a unit costs, both meters and the functions behind them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCost {
    /// API and stage; `None` for all of them.
    pub api: Option<String>,
    /// Both meters, and the Lambda that is counted with them.
    pub cost: Decimal,
    /// Of that, Lambda: of all functions for all APIs, of its workload for one.
    pub lambda: Option<Decimal>,
    /// Cost ÷ thousands of hours that connections were open; `None` without any.
    pub per_thousand_hours: Option<Decimal>,
    /// Cost ÷ millions of metered messages; `None` without any.
    pub per_million_messages: Option<Decimal>,
}

impl UnitCost {
    fn of(api: Option<String>, [messages, minutes]: [Decimal; 2], gateway: Decimal, lambda: Option<Decimal>) -> Self {
        let cost = gateway.plus(lambda.unwrap_or_default());
        let thousand_hours = minutes.over(Decimal::from_int(60_000)).filter(|hours| !hours.is_zero());
        let millions = messages.over(Decimal::from_int(1_000_000)).filter(|millions| !millions.is_zero());
        Self {
            api,
            cost,
            lambda,
            per_thousand_hours: thousand_hours.and_then(|hours| cost.over(hours)),
            per_million_messages: millions.and_then(|millions| cost.over(millions)),
        }
    }
}

/// What units cost: over all APIs, and of each, the most expensive first.
#[must_use]
pub fn unit_costs(summary: &Summary) -> Vec<UnitCost> {
    let layers = &summary.layers;
    let quantities = [layers.messages.quantity, layers.connection_minutes.quantity];
    let all = UnitCost::of(None, quantities, layers.websocket_cost(), Some(layers.lambda.cost));
    let of_api = |api: &Api| UnitCost::of(Some(api.name()), [api.messages, api.minutes], api.cost(), api.lambda_cost);
    let mut apis: Vec<UnitCost> = summary.apis.iter().map(of_api).collect();
    apis.sort_by(|left, right| right.cost.cmp(&left.cost).then_with(|| left.api.cmp(&right.api)));
    [all].into_iter().chain(apis).collect()
}

/// What was taken off in a month; below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discounts {
    /// Discounts in rows of their own.
    pub rows: Decimal,
    /// Net less unblended cost of usage; `None` without net columns.
    pub inside_net: Option<Decimal>,
    /// Effective cost of covered usage less its cost on demand.
    pub by_plans: Decimal,
    /// Credits.
    pub credits: Decimal,
}

/// Makes the pack.
///
/// # Errors
/// As [`summary`](crate::summary()).
pub fn baseline(ledger: &Ledger, request: &BaselineRequest) -> Result<Baseline, SummaryError> {
    let names: BTreeSet<&str> = ledger.coverage().iter().map(|delivery| delivery.billing_period.as_str()).collect();
    let mut all: Vec<(String, Ledger, Summary)> = Vec::new();
    for name in names.into_iter().filter(|name| first_day(name).is_some()) {
        let month = of_month(ledger, name)?;
        let answer = summary(&month, &request.summary)?;
        all.push((name.to_owned(), month, answer));
    }
    let months = all.iter().map(|(name, _, summary)| month_spend(name, summary)).collect();
    let newest = all.iter().rposition(|(.., summary)| summary.period.ended).or(all.len().checked_sub(1));
    let Some(at) = newest else { return Err(SummaryError::NoDays) };
    let (month, own, summary) = all.swap_remove(at);
    let rates = rates(&own, &request.summary.prices)?;
    let plan = CommitmentRequest { settings: request.summary.settings.clone(), discount: None };
    let commitments = commitments(&own, &plan)?;
    let lines = lines(&summary);
    let years = request.growth.iter().map(|growth| year(&summary, &lines, &rates, *growth)).collect();
    Ok(Baseline { ended: summary.period.ended, month, summary, lines, rates, commitments, months, years })
}

fn of_month(ledger: &Ledger, name: &str) -> Result<Ledger, SummaryError> {
    let rows = ledger.rows().filter(|row| row.billing_period == name);
    let coverage = ledger.coverage().iter().filter(|delivery| delivery.billing_period == name);
    let coverage: Vec<Coverage> = coverage.cloned().collect();
    Ledger::from_rows(rows, coverage).map_err(|_| SummaryError::TooLarge)
}

fn month_spend(name: &str, summary: &Summary) -> MonthSpend {
    let layers = &summary.layers;
    let quantities = [layers.messages.quantity, layers.connection_minutes.quantity, layers.lambda.gb_seconds];
    MonthSpend {
        month: name.to_owned(),
        ended: summary.period.ended,
        quantities: quantities.map(|quantity| summary.period.monthly(quantity)),
        cost: summary.period.monthly(layers.cost()),
    }
}

/// Usage by meter and Region; what plans take back counts with what it takes back.
fn lines(summary: &Summary) -> Vec<SpendLine> {
    let is_usage = |charge: Charge| charge.is_usage() || charge == Charge::SavingsPlanNegation;
    let mut sums: BTreeMap<(Meter, Option<&str>), Option<Sums>> = BTreeMap::new();
    for row in summary.meters.iter().filter(|row| is_usage(row.charge)) {
        let own = sums.entry((row.meter, row.region.as_deref())).or_default();
        let usage =
            Sums { quantity: if row.charge.is_usage() { row.sums.quantity } else { Decimal::ZERO }, ..row.sums };
        *own = Some(own.map_or(usage, |all| all.checked_add(&usage).unwrap_or(all)));
    }
    let line = |((meter, region), sums): ((Meter, Option<&str>), Option<Sums>)| {
        let sums = sums?;
        let cost = summary.cost_basis.of(&sums).unwrap_or_else(|| sums.own_cost());
        let monthly = summary.period.monthly(cost);
        let annual = monthly.times(Decimal::from_int(YEAR));
        Some(SpendLine { meter, region: region.map(str::to_owned), sums, monthly, annual })
    };
    sums.into_iter().filter_map(line).collect()
}

/// Twelve months of all usage, each that much more than the one before. What has tiers is priced in them, the share of a list
/// that is paid staying as it is; all else grows at its mean rate.
fn year(summary: &Summary, lines: &[SpendLine], rates: &RateCard, growth: Decimal) -> Year {
    let all: Decimal = lines.iter().map(|line| line.monthly).sum();
    let tiered: Vec<Tiered<'_>> = rates.lines.iter().filter_map(|line| Tiered::of(line, summary)).collect();
    let flat = all.minus(tiered.iter().map(|line| line.cost(Decimal::ONE)).sum());
    let mut factor = Decimal::ONE;
    let mut costs = Vec::new();
    for _ in 0..YEAR {
        factor = factor.times(Decimal::ONE.plus(growth));
        costs.push(flat.times(factor).plus(tiered.iter().map(|line| line.cost(factor)).sum()));
    }
    Year { growth, last_month: costs.last().copied().unwrap_or_default(), total: costs.into_iter().sum() }
}

/// Usage of a meter that a list has tiers of.
struct Tiered<'a> {
    line: &'a RateLine,
    quantity: Decimal,
    share: Decimal,
}

impl<'a> Tiered<'a> {
    fn of(line: &'a RateLine, summary: &Summary) -> Option<Self> {
        let list = line.list.as_ref().filter(|list| list.tiers.tiers().len() > 1)?;
        let quantity = summary.period.monthly(line.quantity);
        let paid = if summary.cost_basis.is_net() { line.after_discounts? } else { line.cost };
        let share = summary.period.monthly(paid).over(list.tiers.cost(quantity))?;
        Some(Self { line, quantity, share })
    }

    fn cost(&self, factor: Decimal) -> Decimal {
        let tiers = self.line.list.as_ref().map(|list| &list.tiers);
        tiers.map_or(Decimal::ZERO, |tiers| tiers.cost(self.quantity.times(factor)).times(self.share))
    }
}

/// The growth of a quantity from one month to the next; `None` where the first has none.
#[must_use]
pub fn growth(before: Decimal, behind: Decimal) -> Option<Decimal> {
    Some(behind.over(before)?.minus(Decimal::ONE))
}

/// The cost of a line on every basis that the bill has, of a month.
#[must_use]
pub fn on_every_basis(line: &SpendLine, period: &Period) -> [(CostBasis, Option<Decimal>); 4] {
    CostBasis::ALL.map(|basis| (basis, basis.of(&line.sums).map(|cost| period.monthly(cost))))
}

#[cfg(test)]
mod tests {
    use ledger::{Rate, Row};

    use super::*;
    use crate::testing::{OCTOBER, coverage, messages, minutes, number, usage};

    fn answer(rows: &[Row<'static>], months: &[&str], growth: &[&str]) -> Baseline {
        let ledger =
            Ledger::from_rows(rows.iter().copied(), months.iter().map(|month| coverage(month)).collect()).unwrap();
        let growth = growth.iter().map(|text| number(text)).collect();
        baseline(&ledger, &BaselineRequest { growth, ..BaselineRequest::default() }).unwrap()
    }

    #[test]
    fn the_newest_month_that_has_ended_is_the_base() {
        let september = |row: Row<'static>| Row { billing_period: "2026-09", interval_start: OCTOBER - 86_400, ..row };
        let rows = [september(messages(10_000_000, "10")), messages(20_000_000, "20"), minutes(40_000_000, "10")];
        let answer = answer(&rows, &["2026-09", "2026-10"], &[]);
        assert_eq!((answer.month.as_str(), answer.ended), ("2026-10", true));
        let spent: Vec<_> = answer.lines.iter().map(|line| (line.meter, line.monthly, line.annual)).collect();
        let expected =
            [(Meter::Messages, number("20"), number("240")), (Meter::ConnectionMinutes, number("10"), number("120"))];
        assert_eq!(spent, expected);
        let months: Vec<_> = answer.months.iter().map(|month| (month.month.as_str(), month.cost)).collect();
        assert_eq!(months, [("2026-09", number("10")), ("2026-10", number("30"))]);
        assert_eq!(growth(answer.months[0].quantities[0], answer.months[1].quantities[0]), Some(number("1")));
        assert_eq!(answer.annual(), number("360"));
    }

    #[test]
    fn a_year_that_grows_passes_its_tiers() {
        // 900 million messages at 1.00 a million: doubled they are 1,000 + 800 × 0.80 = 1,640.
        let rows =
            [messages(900_000_000, "900"), minutes(1_000_000, "0.25"), usage(Meter::LambdaDuration, 6, "0.0001")];
        let answer = answer(&rows, &["2026-10"], &["0", "1"]);
        let [flat, doubling] = &answer.years[..] else { panic!() };
        assert_eq!(flat.total.round(4), number("900.2501").times(Decimal::from_int(12)).round(4));
        assert_eq!(flat.last_month.round(4), number("900.2501"));
        // The twelfth has 900 M × 4,096: 1,000 + 3,685,400 × 0.80 = 2,949,320 and the rest as much more.
        let rest = number("0.2501").times(Decimal::from_int(4096));
        assert_eq!(doubling.last_month.round(2), number("2949320").plus(rest).round(2));
    }

    #[test]
    fn units_are_thousands_of_hours_and_millions_of_messages() {
        // 6 million minutes are 100,000 hours: 1.50 and 2.00 for messages, 10.00 for Lambda of no workload.
        let rows = [messages(2_000_000, "2"), minutes(6_000_000, "1.5"), usage(Meter::LambdaDuration, 600_000, "10")];
        let summary = answer(&rows, &["2026-10"], &[]).summary;
        let [all, api] = &unit_costs(&summary)[..] else { panic!() };
        assert_eq!((all.cost, all.lambda), (number("13.5"), Some(number("10"))));
        assert_eq!((all.per_thousand_hours, all.per_million_messages), (Some(number("0.135")), Some(number("6.75"))));
        assert_eq!((api.cost, api.lambda, api.api.as_deref()), (number("3.5"), None, Some("abc123/prod")));
        assert_eq!((api.per_thousand_hours, api.per_million_messages), (Some(number("0.035")), Some(number("1.75"))));
    }

    #[test]
    fn what_was_taken_off_is_told_by_where_it_stands() {
        let discount = Row { charge: Charge::Discount, rate: Rate::None, ..messages(0, "-2") };
        let answer = answer(&[messages(20_000_000, "20"), discount], &["2026-10"], &[]);
        let discounts = answer.discounts();
        assert_eq!((discounts.rows, discounts.inside_net), (number("-2"), Some(Decimal::ZERO)));
    }
}
