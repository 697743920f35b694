//! One row per WebSocket API.

use std::collections::BTreeMap;

use classify::Meter;
use ledger::{Decimal, Rate, Row, Series};
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

use crate::CostBasis;
use crate::activity::ActivityTally;
use crate::gaps::Gaps;
use crate::hours::{Hour, Window, connections_by_hour_of_week};
use crate::period::Period;
use crate::rates::{RatePair, Rates};
use crate::ratio::average_connections;
use crate::survey::SummaryError;

/// WebSocket usage and cost of one account × Region × API × stage. Quotients carry 18 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// Usage account id.
    pub account: Option<String>,
    /// AWS Region code.
    pub region: Option<String>,
    /// API id; `None` for rows without a resource id.
    pub api_id: Option<String>,
    /// Stage, where the bill names one.
    pub stage: Option<String>,
    /// The workload that the configuration counts it in.
    pub workload: Option<String>,
    /// Cost of its functions on the chosen basis, where its workload has this one API.
    pub lambda_cost: Option<Decimal>,
    /// Metered messages of 32 KB.
    pub messages: Decimal,
    /// Connection minutes.
    pub minutes: Decimal,
    /// Cost of messages on the chosen basis.
    pub message_cost: Decimal,
    /// Cost of minutes on the chosen basis.
    pub minute_cost: Decimal,
    /// Connection minutes ÷ messages; `None` without messages.
    pub minutes_per_message: Option<Decimal>,
    /// Marginal message rate ÷ marginal minute rate of its own payer and Region.
    pub parity_minutes_per_message: Option<Decimal>,
    /// Cost of minutes ÷ cost of messages; `None` where messages cost nothing.
    pub cost_ratio: Option<Decimal>,
    /// Connection minutes ÷ minutes of the window since its first use.
    pub average_concurrent_connections: Option<Decimal>,
    /// Messages that cost nothing because they are in the free tier.
    pub free_messages: Decimal,
    /// Connection minutes that cost nothing because they are in the free tier.
    pub free_minutes: Decimal,
    /// Start of the first interval with connection minutes, seconds since 1970-01-01 UTC.
    pub first_use: Option<i64>,
    /// Start of the last interval with usage.
    pub last_use: Option<i64>,
    /// Hours (or days, or months: as fine as the export is) with usage.
    pub active_intervals: u64,
    /// Is all its usage hourly?
    pub hourly: bool,
    /// Share of connection minutes in hours without a single message; `None` unless the data is hourly.
    pub silent_share: Option<Decimal>,
    /// Average connections by hour of the week, from Monday 00:00 UTC on; `None` unless the data is hourly, and for hours
    /// that the data does not reach.
    pub connections_by_hour_of_week: Option<Vec<Option<Decimal>>>,
    /// Its hours in order of time, where all its usage is hourly.
    pub(crate) hours: Vec<Hour>,
    /// Where it has no usage between times with usage.
    pub(crate) gaps: Gaps,
    /// Marginal rates of its payer and Region.
    pub(crate) rates: RatePair,
}

impl Api {
    /// Its id with its stage, as the bill has them: of any length and with any character.
    #[must_use]
    pub fn name(&self) -> String {
        let id = self.api_id.as_deref().unwrap_or("(no resource id)");
        let stage = self.stage.as_deref().map(|stage| format!("/{stage}")).unwrap_or_default();
        format!("{id}{stage}")
    }

    /// Cost of both meters.
    #[must_use]
    pub const fn cost(&self) -> Decimal {
        self.message_cost.plus(self.minute_cost)
    }

    /// Minutes per message in multiples of parity.
    #[must_use]
    pub fn times_parity(&self) -> Option<Decimal> {
        self.minutes_per_message?.over(self.parity_minutes_per_message?)
    }

    fn week(&self, period: &Period) -> Option<Vec<Option<Decimal>>> {
        let (start, end) = self.first_use.zip(period.window_end()).filter(|_| self.hourly)?;
        Some(connections_by_hour_of_week(&self.hours, Window { start, end }))
    }

    /// Is all its usage in the free tier?
    #[must_use]
    pub fn is_free(&self) -> bool {
        let free = self.free_messages.plus(self.free_minutes);
        !free.is_zero() && free == self.messages.plus(self.minutes)
    }
}

/// Account, Region, API id, stage.
type ApiKey<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<&'a str>);

#[derive(Debug, Default)]
struct ApiSums<'a> {
    number: u32,
    messages: Decimal,
    minutes: Decimal,
    message_cost: Decimal,
    minute_cost: Decimal,
    free_messages: Decimal,
    free_minutes: Decimal,
    /// The payer of the latest interval: an account may move between payers.
    payer: (i64, Option<&'a str>),
}

/// Collects [`Api`]s.
#[derive(Debug, Default)]
pub(crate) struct ApiTally<'a> {
    apis: BTreeMap<ApiKey<'a>, ApiSums<'a>>,
    activity: ActivityTally,
}

impl<'a> ApiTally<'a> {
    /// Adds rows that differ in their interval only.
    pub(crate) fn add(&mut self, run: &Row<'a>, basis: CostBasis) {
        if is_websocket_usage(run) {
            self.sums(key(run)).add(run, basis);
        }
    }

    /// Adds when a series was used.
    pub(crate) fn add_activity(&mut self, series: &Series<'a>) {
        let shared = series.shared();
        if !is_websocket_usage(shared) {
            return;
        }
        let number = self.sums(key(shared)).number;
        let intervals = series.intervals().map(|interval| (interval.start(), interval.grain(), interval.quantity()));
        self.activity.add(number, shared.meter, intervals);
    }

    fn sums(&mut self, key: ApiKey<'a>) -> &mut ApiSums<'a> {
        // Memory ends long before four billion APIs.
        let number = u32::try_from(self.apis.len()).unwrap_or(u32::MAX);
        let nothing = || ApiSums { number, payer: (i64::MIN, None), ..ApiSums::default() };
        self.apis.entry(key).or_insert_with(nothing)
    }

    /// Where no API at all has usage.
    pub(crate) fn gaps(&self) -> Gaps {
        self.activity.gaps()
    }

    pub(crate) fn finish(self, rates: &Rates<'_>, period: &Period) -> Result<Vec<Api>, SummaryError> {
        let mut activity = self.activity.finish(self.apis.len())?;
        let api = |(key, sums): (ApiKey<'a>, ApiSums<'a>)| {
            let activity = activity.get_mut(sums.number as usize).map(std::mem::take);
            let (activity, hours) = activity.unwrap_or_default();
            let (account, region, api_id, stage) = key;
            let pair = rates.pair(sums.payer.1, region);
            let owned = |text: Option<&str>| text.map(str::to_owned);
            Api {
                account: owned(account),
                region: owned(region),
                api_id: owned(api_id),
                stage: owned(stage),
                workload: None,
                lambda_cost: None,
                messages: sums.messages,
                minutes: sums.minutes,
                message_cost: sums.message_cost,
                minute_cost: sums.minute_cost,
                minutes_per_message: sums.minutes.over(sums.messages),
                parity_minutes_per_message: pair.parity(),
                cost_ratio: sums.minute_cost.over(sums.message_cost),
                average_concurrent_connections: average_connections(sums.minutes, activity.first_use, period),
                free_messages: sums.free_messages,
                free_minutes: sums.free_minutes,
                first_use: activity.first_use,
                last_use: activity.last_use,
                active_intervals: activity.intervals,
                hourly: activity.hourly,
                silent_share: activity.silent_share,
                connections_by_hour_of_week: None,
                hours,
                gaps: activity.gaps,
                rates: pair,
            }
        };
        let mut apis: Vec<Api> = self.apis.into_iter().map(api).collect();
        // A division for each hour of the week and API: many.
        apis.par_iter_mut().for_each(|api| api.connections_by_hour_of_week = api.week(period));
        Ok(apis)
    }
}

const fn is_websocket_usage(row: &Row<'_>) -> bool {
    row.charge.is_usage() && row.meter.is_websocket()
}

const fn key<'a>(row: &Row<'a>) -> ApiKey<'a> {
    (row.account, row.region, row.resource, row.stage)
}

impl<'a> ApiSums<'a> {
    fn add(&mut self, row: &Row<'a>, basis: CostBasis) {
        let is_message = row.meter == Meter::Messages;
        let (quantity, cost, free) = if is_message {
            (&mut self.messages, &mut self.message_cost, &mut self.free_messages)
        } else {
            (&mut self.minutes, &mut self.minute_cost, &mut self.free_minutes)
        };
        *quantity = quantity.plus(row.sums.quantity);
        *cost = cost.plus(basis.usage_cost(row));
        if row.rate == Rate::FreeTier {
            *free = free.plus(row.sums.quantity);
        }
        self.payer = self.payer.max((row.interval_start, row.payer));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ledger::Coverage;

    use super::*;
    use crate::rates::RateTally;
    use crate::testing::{OCTOBER, aws_example, coverage, ledger, messages, minutes, number};

    fn apis(rows: &[Row<'static>], deliveries: &[Coverage]) -> Vec<Api> {
        let (mut tally, mut rates) = (ApiTally::default(), RateTally::default());
        for row in rows {
            tally.add(row, CostBasis::Unblended);
            rates.add(row);
        }
        let table = ledger(rows.iter().copied());
        table.series().for_each(|series| tally.add_activity(&series));
        tally
            .finish(
                &rates.finish(Some("USD"), &crate::prices::PriceList::built_in()),
                &Period::of(deliveries, &BTreeSet::new()),
            )
            .unwrap()
    }

    #[test]
    fn one_row_per_account_region_api_and_stage_null_first() {
        let [message, minute] = aws_example();
        let rows = [
            message,
            minute,
            Row { stage: None, ..message },
            Row { resource: None, stage: None, ..minute },
            Row { account: None, ..minute },
        ];
        let apis = apis(&rows, &[coverage("2026-10")]);
        let keys: Vec<_> =
            apis.iter().map(|api| (api.account.is_some(), api.api_id.as_deref(), api.stage.as_deref())).collect();
        assert_eq!(
            keys,
            [
                (false, Some("abc123"), Some("prod")),
                (true, None, None),
                (true, Some("abc123"), None),
                (true, Some("abc123"), Some("prod")),
            ]
        );
        assert_eq!(apis[3].minutes_per_message, Some(number("1.2")));
        assert_eq!(apis[2].minutes_per_message, Some(Decimal::ZERO));
        assert_eq!(apis[1].minutes_per_message, None);
    }

    #[test]
    fn concurrency_counts_from_the_first_use_to_where_data_ends() {
        // First used on the 21st, data through the 30th: 10 days of 1,440 minutes, 144,000 minutes, 10 connections.
        let day = 86_400;
        let first = Row { interval_start: OCTOBER + 20 * day, ..minutes(144_000, "0.036") };
        let through =
            Coverage { data_through: Some(OCTOBER + 30 * day), rows_without_invoice: Some(1), ..coverage("2026-10") };
        let apis = apis(&[first, messages(100, "0.0001")], &[through]);
        assert_eq!(apis[0].average_concurrent_connections, Some(Decimal::from_int(10)));
        assert_eq!(apis[0].first_use, Some(OCTOBER + 20 * day));
    }

    #[test]
    fn free_usage_is_usage() {
        let free = Row { rate: Rate::FreeTier, ..messages(500, "0") };
        let apis = apis(&[free, Row { rate: Rate::FreeTier, ..minutes(1_000, "0") }], &[coverage("2026-10")]);
        assert!(apis[0].is_free());
        assert_eq!(apis[0].minutes_per_message, Some(Decimal::from_int(2)));
        assert_eq!(apis[0].cost_ratio, None);
    }
}
