//! What a Savings Plan reduces, could reduce and never can, and how large one would be.
//!
//! - `buckets`: every dollar in one of them
//! - `sizing`: the commitment that costs least, by the hours of Lambda that a plan would cover

mod buckets;
mod sizing;

use std::collections::{BTreeMap, BTreeSet};

use classify::Charge;
use ledger::{Decimal, Ledger, Row, Section};

pub use buckets::{Bucket, BucketLine};
pub use sizing::{Commitment, HOURS_OF_MONTH};

use self::buckets::{BucketTally, is_discounted, on_demand_of};
use self::sizing::Demand;
use crate::cost::CostBasis;
use crate::digest::digests;
use crate::period::Period;
use crate::settings::{Key, Settings};
use crate::survey::{SummaryError, Survey};

/// Seconds of an hour and of a day.
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct CommitmentRequest {
    /// Thresholds: when days are settled.
    pub settings: Settings,
    /// What a plan would take off a price on demand, where the bill does not tell: 0.12 is 12 %.
    pub discount: Option<Decimal>,
}

/// Where a discount comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscountSource {
    /// What plans take off in this bill.
    Bill,
    /// It was given.
    Given,
    /// [`ASSUMED_DISCOUNT`].
    Assumed,
}

impl DiscountSource {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bill => "bill",
            Self::Given => "given",
            Self::Assumed => "assumed",
        }
    }
}

/// Hundredths that a plan without upfront payment takes off Lambda duration, as the AWS offer file of eu-west-1 has it for
/// three years (0.0000147 for 0.0000166667); other payment options take off up to 17.
pub const ASSUMED_DISCOUNT: i64 = 12;
/// AWS recommends no smaller commitment an hour: hundredths of a dollar.
const WORTH_IT: i64 = 10;

/// What plans are about in a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitments {
    /// The one currency of all amounts; `None` where the bill names none.
    pub currency: Option<String>,
    /// The cost basis.
    pub cost_basis: CostBasis,
    /// Billing periods, `YYYY-MM`.
    pub months: Vec<String>,
    /// Every dollar once, by bucket and meter.
    pub buckets: Vec<BucketLine>,
    /// What plans take off what they cover in this bill, requests aside; `None` where they cover nothing.
    pub observed_discount: Option<Decimal>,
    /// What a plan would have to be, by payer.
    pub sizings: Vec<Sizing>,
    /// What to know.
    pub notes: Vec<String>,
}

/// The sizing for a payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizing {
    /// Payer account id.
    pub payer: Option<String>,
    /// Hours that it is judged by.
    pub hours: usize,
    /// Share of a price on demand that a plan takes off.
    pub discount: Decimal,
    /// Where that comes from.
    pub discount_source: DiscountSource,
    /// Share that private discounts take off all prices here.
    pub private_discount: Decimal,
    /// The commitment that would have cost least; `None` where none would have saved anything.
    pub best: Option<Commitment>,
    /// What would have been used in all but one of a hundred hours.
    pub floor: Commitment,
    /// Around the best one.
    pub curve: Vec<Commitment>,
}

impl Commitments {
    /// The dollars of a bucket: on demand, and on the cost basis.
    #[must_use]
    pub fn of(&self, bucket: Bucket) -> (Decimal, Decimal) {
        let lines = self.buckets.iter().filter(|line| line.bucket == bucket);
        lines.fold((Decimal::ZERO, Decimal::ZERO), |(on_demand, cost), line| {
            (on_demand.plus(line.on_demand), cost.plus(line.cost))
        })
    }

    /// Everything on the cost basis: the total of the bill's bridge.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.buckets.iter().map(|line| line.cost).sum()
    }
}

/// Sorts a ledger's dollars by what a plan does with them, and sizes a plan.
///
/// # Errors
/// Where the ledger is in several currencies, or its amounts are too large to be added up.
pub fn commitments(ledger: &Ledger, request: &CommitmentRequest) -> Result<Commitments, SummaryError> {
    let digests = digests(ledger);
    let survey = Survey::of(&digests)?;
    let basis = CostBasis::Amortized.available(survey.columns);
    let mut tally = BucketTally::default();
    digests.iter().flat_map(|digest| &digest.runs).for_each(|run| tally.add(run, basis));
    let buckets = tally.finish();
    let observed = observed(&buckets, basis);
    let period = Period::of(ledger.coverage(), &survey.months);
    let hours = Hours::of(ledger, &period, &request.settings);
    let sizings: Vec<Sizing> =
        hours.by_payer.iter().map(|(payer, own)| sizing(*payer, own, observed, request)).collect();
    let mut notes = notes(&sizings, hours.is_hourly, observed);
    notes.extend(members(ledger));
    Ok(Commitments {
        currency: survey.currency.map(str::to_owned),
        cost_basis: basis,
        months: survey.months.iter().map(|month| (*month).to_owned()).collect(),
        buckets,
        observed_discount: observed,
        sizings,
        notes,
    })
}

/// What plans take off: effective cost against the price on demand, of what has a lower one.
fn observed(buckets: &[BucketLine], basis: CostBasis) -> Option<Decimal> {
    let own = buckets.iter().filter(|line| line.bucket == Bucket::Covered && line.meter.is_some_and(is_discounted));
    let (mut on_demand, mut cost) = (Decimal::ZERO, Decimal::ZERO);
    own.for_each(|line| (on_demand, cost) = (on_demand.plus(line.on_demand), cost.plus(line.cost)));
    let discount = Decimal::ONE.minus(cost.over(on_demand)?);
    let is_one = discount > Decimal::ZERO && discount < Decimal::ONE;
    Some(discount).filter(|_| basis.is_amortized() && is_one)
}

/// Costs on demand by hour of what a plan would cover.
#[derive(Debug, Default)]
struct Hours<'a> {
    by_payer: BTreeMap<Option<&'a str>, PayerHours>,
    is_hourly: bool,
}

#[derive(Debug, Default)]
struct PayerHours {
    /// By their starts; the others of the days with data are empty.
    on_demand: BTreeMap<i64, Decimal>,
    /// Starts of the settled days with any usage.
    days: BTreeSet<i64>,
    /// Before private discounts and after them.
    gross: Decimal,
    net: Option<Decimal>,
    discounts: Decimal,
}

impl<'a> Hours<'a> {
    fn of(ledger: &'a Ledger, period: &Period, settings: &Settings) -> Self {
        let settled = period.settled_end(settings.value(Key::SettleLagDays)).unwrap_or(i64::MIN);
        let mut hours = Self::default();
        for row in ledger.rows() {
            let own = hours.by_payer.entry(row.payer).or_default();
            match row.section {
                Section::Items => own.item(&row, settled),
                Section::Hourly => {
                    hours.is_hourly = true;
                    if row.charge == Charge::Usage && row.interval_start < settled {
                        let hour = own.on_demand.entry(row.interval_start).or_default();
                        *hour = hour.plus(on_demand_of(&row));
                    }
                }
                Section::Beside => {}
            }
        }
        let is_hourly = hours.is_hourly;
        hours.by_payer.retain(|_, own| is_hourly && !own.on_demand.is_empty());
        hours
    }
}

impl PayerHours {
    fn item(&mut self, row: &Row<'_>, settled: i64) {
        if row.charge.is_usage() && row.grain != ledger::Grain::Month && row.interval_start < settled {
            self.days.insert(row.interval_start.div_euclid(DAY) * DAY);
        }
        if !is_discounted(row.meter) {
            return;
        }
        match row.charge {
            Charge::Usage => {
                let is_first = self.gross.is_zero() && self.net.is_none();
                self.gross = self.gross.plus(on_demand_of(row));
                let net = row.sums.net_unblended.or(row.sums.net_amortized.filter(|_| row.sums.unblended.is_none()));
                self.net = if is_first { net } else { self.net.zip(net).map(|(all, own)| all.plus(own)) };
            }
            Charge::Discount => self.discounts = self.discounts.plus(row.sums.own_cost()),
            _ => {}
        }
    }

    /// What private discounts take off: by the net column, else by the rows of discounts.
    fn private_discount(&self) -> Decimal {
        let net = self.net.unwrap_or_else(|| self.gross.plus(self.discounts));
        let share = net.over(self.gross).map(|rest| Decimal::ONE.minus(rest)).unwrap_or_default();
        share.max(Decimal::ZERO).min(Decimal::ONE)
    }

    fn each(&self) -> impl Iterator<Item = Decimal> {
        let hours = self.days.iter().flat_map(|day| (0..24).map(move |hour| day + hour * HOUR));
        hours.map(|hour| self.on_demand.get(&hour).copied().unwrap_or_default())
    }
}

fn sizing(payer: Option<&str>, hours: &PayerHours, observed: Option<Decimal>, request: &CommitmentRequest) -> Sizing {
    let assumed = || Decimal::from_int(ASSUMED_DISCOUNT).over(Decimal::from_int(100)).unwrap_or_default();
    let (discount, discount_source) = match (request.discount, observed) {
        (Some(given), _) => (given, DiscountSource::Given),
        (None, Some(observed)) => (observed, DiscountSource::Bill),
        (None, None) => (assumed(), DiscountSource::Assumed),
    };
    let private_discount = hours.private_discount();
    let demand = Demand::of(hours.each(), Decimal::ONE.minus(discount), Decimal::ONE.minus(private_discount));
    let best = demand.best();
    Sizing {
        payer: payer.map(str::to_owned),
        hours: hours.days.len() * 24,
        discount,
        discount_source,
        private_discount,
        best,
        floor: demand.floor(),
        curve: best.map(|best| demand.curve(best.per_hour)).unwrap_or_default(),
    }
}

fn notes(sizings: &[Sizing], is_hourly: bool, observed: Option<Decimal>) -> Vec<String> {
    let mut notes = vec![
        "A Savings Plan saves nothing on messages, connection minutes or anything else of API Gateway: no plan of any type \
         covers it"
            .to_owned(),
    ];
    if !is_hourly {
        notes.push(
            "No hours of Lambda are here, so that no commitment can be sized: a commitment is paid by the hour; give an hourly \
             export with Lambda in it"
                .to_owned(),
        );
        return notes;
    }
    let worth_it = Decimal::from_int(WORTH_IT).over(Decimal::from_int(100)).unwrap_or_default();
    let is_small = |sizing: &Sizing| sizing.best.is_none_or(|best| best.per_hour < worth_it);
    if !sizings.is_empty() && sizings.iter().all(is_small) {
        notes.push(
            "Too small to bother: AWS itself recommends no commitment below 0.10 an hour, and what Lambda leaves on demand is \
             less"
                .to_owned(),
        );
    }
    if observed.is_some() {
        notes.push(
            "Sized is what is still on demand, beside the plans that cover the rest; what those leave unused is not in these \
             line items: look at their utilization before buying more"
                .to_owned(),
        );
    }
    notes.push(
        "Plans cover EC2 and Fargate before Lambda wherever that saves more, so other compute of the payer may use a commitment \
         first; it is not in these line items"
            .to_owned(),
    );
    notes.push(
        "A commitment binds for one or three years; some weeks of data do not make any of them safe, the floor neither"
            .to_owned(),
    );
    notes
}

/// That an export may show less than its payer has: plans are shared by all accounts of a payer.
fn members(ledger: &Ledger) -> Option<String> {
    let mut accounts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for series in ledger.series() {
        if let (Some(payer), Some(account)) = (series.shared().payer, series.shared().account) {
            accounts.entry(payer).or_default().insert(account);
        }
    }
    let is_member = |(payer, accounts): (&&str, &BTreeSet<&str>)| accounts.len() == 1 && !accounts.contains(*payer);
    accounts.iter().any(|(payer, accounts)| is_member((payer, accounts))).then(|| {
        "One account alone is here, and it is not its payer: plans are shared by all accounts of a payer, so that an export of \
         one member, or a filtered one, sizes nothing for it"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use classify::Meter;
    use ledger::{Grain, Sums};

    use super::*;
    use crate::testing::{OCTOBER, ledger, messages, minutes, number, row, sums, usage};

    /// October with an hour of Lambda on demand in every hour, of so much, and twice that in one hour of the day.
    fn lambda(cost: &str) -> Vec<Row<'static>> {
        let hour = |hour: i64| {
            let times = if hour % 24 == 12 { 2 } else { 1 };
            let own = sums(60_000 * times, &number(cost).times(Decimal::from_int(times)).to_string());
            let item = usage(Meter::LambdaDuration, 0, "0");
            let start = OCTOBER + hour * HOUR;
            [
                Row { interval_start: start.div_euclid(DAY) * DAY, sums: own, ..item },
                Row { section: Section::Hourly, interval_start: start, grain: Grain::Hour, sums: own, ..item },
            ]
        };
        (0..31 * 24).flat_map(hour).collect()
    }

    fn answer(rows: impl IntoIterator<Item = Row<'static>>) -> Commitments {
        commitments(&ledger(rows), &CommitmentRequest::default()).unwrap()
    }

    #[test]
    fn every_dollar_is_in_one_bucket() {
        let covered = Sums { amortized: Some(number("0.83")), ..sums(60_000, "1") };
        let negation = Sums { amortized: Some(Decimal::ZERO), ..sums(0, "-1") };
        let duration = usage(Meter::LambdaDuration, 120_000, "2");
        let rows = [
            messages(18_000_000, "18"),
            minutes(21_600_000, "5.4"),
            duration,
            usage(Meter::LambdaRequests, 5_000_000, "1"),
            Row { charge: Charge::SavingsPlanCovered, sums: covered, ..duration },
            Row { charge: Charge::SavingsPlanNegation, sums: negation, ..duration },
            Row { charge: Charge::Tax, sums: sums(0, "3"), ..row() },
        ];
        let answer = answer(rows);
        let costs = Bucket::ALL.map(|bucket| answer.of(bucket));
        let told = costs.map(|(on_demand, cost)| (on_demand.to_string(), cost.to_string()));
        let expected = [("1", "0.83"), ("2", "2"), ("1", "1"), ("23.4", "23.4"), ("3", "3")];
        assert_eq!(told, expected.map(|(on_demand, cost)| (on_demand.to_owned(), cost.to_owned())));
        // 18 + 5.4 + 2 + 1 + 0.83 + 3.
        assert_eq!(answer.total(), number("30.23"));
        assert_eq!(answer.observed_discount, Some(number("0.17")));
    }

    #[test]
    fn a_steady_function_is_sized_by_its_hours() {
        let answer = answer(lambda("10"));
        let sizing = &answer.sizings[0];
        assert_eq!((sizing.hours, sizing.discount_source), (744, DiscountSource::Assumed));
        let best = sizing.best.unwrap();
        // 10.00 on demand are 8.80 at plan prices; the busy hour of each day stays on demand.
        assert_eq!((best.per_hour, best.utilization), (number("8.8"), Some(number("1"))));
        // 730 × (10.00 − 8.80).
        assert_eq!(best.monthly_saving.round(6), number("876"));
        assert_eq!(sizing.floor.per_hour, number("8.8"));
        assert!(!answer.notes.iter().any(|note| note.starts_with("Too small")));
    }

    #[test]
    fn what_is_too_small_is_said_and_what_is_given_counts() {
        let small = answer(lambda("0.05"));
        assert!(small.notes.iter().any(|note| note.starts_with("Too small to bother")), "{:?}", small.notes);
        let request = CommitmentRequest { discount: Some(number("0.17")), ..CommitmentRequest::default() };
        let given = commitments(&ledger(lambda("10")), &request).unwrap();
        let best = given.sizings[0].best.unwrap();
        assert_eq!((best.per_hour, given.sizings[0].discount_source), (number("8.3"), DiscountSource::Given));
    }

    #[test]
    fn private_discounts_make_savings_smaller() {
        let off = lambda("10").into_iter().map(|row| {
            let net = row.sums.unblended.map(|cost| cost.times(number("0.9")));
            Row { sums: Sums { net_unblended: net, net_amortized: net, ..row.sums }, ..row }
        });
        let answer = answer(off.collect::<Vec<_>>());
        let sizing = &answer.sizings[0];
        assert_eq!(sizing.private_discount, number("0.1"));
        // 876.00 less 10 %.
        assert_eq!(sizing.best.unwrap().monthly_saving.round(6), number("788.4"));
    }

    #[test]
    fn without_hours_nothing_is_sized() {
        let daily = lambda("10").into_iter().filter(|row| row.section == Section::Items);
        let answer = answer(daily.collect::<Vec<_>>());
        assert!(answer.sizings.is_empty());
        assert!(answer.notes.iter().any(|note| note.starts_with("No hours of Lambda are here")));
    }
}
