//! The answer as a whole.

use classify::{Charge, Meter};
use ledger::{Decimal, Ledger, Row};

use crate::apis::{Api, ApiTally};
use crate::bridge::Bridge;
use crate::cost::CostBasis;
use crate::digest::digests;
use crate::findings::{Context, Finding, FindingTally, Saving, Severity};
use crate::layers::Layers;
use crate::meters::{MeterRow, MeterTally, OtherUsage};
use crate::notes::{self, Remarks};
use crate::overrides::{self, ApiOverride};
use crate::period::Period;
use crate::prices::PriceList;
use crate::rates::RateTally;
use crate::ratio::{Ratio, RatioTally, average_connections};
use crate::settings::Settings;
use crate::survey::{SummaryError, Survey};
use crate::window::{self, KeptOut, Span, Window};
use crate::workloads::{AccountNames, LinkTally, Workload, WorkloadCost};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct SummaryRequest {
    /// Cost basis of layers, APIs, bridge and findings.
    pub cost: CostBasis,
    /// Thresholds.
    pub settings: Settings,
    /// What holds for single APIs instead.
    pub overrides: Vec<ApiOverride>,
    /// Which functions belong to which APIs.
    pub workloads: Vec<Workload>,
    /// Names for accounts.
    pub account_names: AccountNames,
    /// The days it is asked for; `None`: all that was read.
    pub window: Option<Window>,
    /// List prices, for what the bill has no paid rows of.
    pub prices: PriceList,
}

/// Line items that no rule knows, by usage type or by line item type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unclassified {
    /// Line items.
    pub rows: u64,
    /// Their unblended cost, or of rows of FOCUS their effective cost.
    pub cost: Decimal,
    /// Line items of which that is not 0.
    pub rows_with_cost: u64,
    /// Those that name no usage type, so that nothing tells what they meter.
    pub untold_rows: u64,
    /// Their cost.
    pub untold_cost: Decimal,
}

/// What a ledger says: every value of the JSON contract but those about reading, and a few more for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The time it is about.
    pub period: Period,
    /// The one currency of all amounts; `None` where the bill names none.
    pub currency: Option<String>,
    /// Usage accounts with selected line items.
    pub accounts: usize,
    /// Payers with selected line items.
    pub payers: usize,
    /// Cost basis that was asked for.
    pub cost_basis_asked: CostBasis,
    /// Cost basis of the answer.
    pub cost_basis: CostBasis,
    /// Messages, connection time, compute.
    pub layers: Layers,
    /// The two WebSocket meters against each other.
    pub ratio: Ratio,
    /// One row per API, ordered by account, Region, API id and stage, null first.
    pub apis: Vec<Api>,
    /// What the workloads of the configuration cost, in its order.
    pub workloads: Vec<WorkloadCost>,
    /// Names for accounts.
    pub account_names: AccountNames,
    /// From the layers to the total.
    pub bridge: Bridge,
    /// Every dollar once, by meter.
    pub meters: Vec<MeterRow>,
    /// Usage types that no rule knows.
    pub other: Vec<OtherUsage>,
    /// What the numbers point at, the most expensive first.
    pub findings: Vec<Finding>,
    /// Remarks in a fixed order; the fallbacks are their first.
    pub notes: Vec<String>,
    /// Answers that were not given in the way that was asked for.
    pub fallbacks: Vec<String>,
    /// Unblended cost of everything: what Cost Explorer shows unless told otherwise. `None` where rows are of FOCUS.
    pub unblended_total: Option<Decimal>,
    /// The tax in it, which Cost Explorer leaves out as soon as a service is filtered for.
    pub unblended_tax: Option<Decimal>,
    /// Billed cost of everything; `None` where rows are of a Cost and Usage Report or lack it.
    pub billed_total: Option<Decimal>,
    /// The same at list prices.
    pub list_total: Option<Decimal>,
    /// What no rule knows.
    pub unclassified: Unclassified,
    /// What belongs to billing periods of which the window holds a part, by charge; `None` without a window.
    pub kept_out: Option<Vec<KeptOut>>,
}

impl Summary {
    /// What all findings may save together in a month; `None` where none has a price.
    #[must_use]
    pub fn monthly_saving(&self) -> Option<Saving> {
        Saving::total(self.findings.iter())
    }

    /// A quantity or an amount of this answer, projected to a whole month; itself where the period has ended.
    #[must_use]
    pub fn period_monthly(&self, value: Decimal) -> Decimal {
        self.period.monthly(value)
    }

    /// The severity of the worst finding.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// Sums up a ledger.
pub fn summary(ledger: &Ledger, request: &SummaryRequest) -> Result<Summary, SummaryError> {
    let Some(window) = request.window else { return summarize(ledger, request, None) };
    let span = window.resolve(ledger)?;
    let (inside, outside) = span.cut(ledger)?;
    let mut summary = summarize(&inside, request, Some(span))?;
    // Days without any line item name none.
    let of_outside = || outside.iter().find_map(|row| row.currency).map(str::to_owned);
    summary.currency = summary.currency.take().or_else(of_outside);
    let kept_out = window::kept_out(&outside, summary.cost_basis);
    summary.notes.extend(notes::kept_out(&kept_out, summary.currency.as_deref()));
    summary.kept_out = Some(kept_out);
    Ok(summary)
}

fn summarize(ledger: &Ledger, request: &SummaryRequest, span: Option<Span>) -> Result<Summary, SummaryError> {
    let digests = digests(ledger);
    let survey = Survey::of(&digests)?;
    let basis = request.cost.available(survey.columns);
    let mut tallies = Tallies { links: LinkTally::new(&request.workloads), ..Tallies::default() };
    for digest in &digests {
        digest.runs.iter().for_each(|run| tallies.add(run, basis));
        tallies.apis.add_activity(&digest.series);
    }
    let period = Period::of(ledger.coverage(), &survey.months);
    let period = match span {
        Some(span) => period.within(span),
        None => period,
    };
    tallies.finish(&survey, request, basis, period)
}

/// Everything that one pass over the runs of rows collects.
#[derive(Debug, Default)]
struct Tallies<'a> {
    layers: Layers,
    bridge: Bridge,
    meters: MeterTally<'a>,
    rates: RateTally<'a>,
    ratio: RatioTally<'a>,
    apis: ApiTally<'a>,
    findings: FindingTally<'a>,
    links: LinkTally<'a>,
    unclassified: Unclassified,
}

impl<'a> Tallies<'a> {
    fn add(&mut self, row: &Row<'a>, basis: CostBasis) {
        self.layers.add(row, basis);
        self.bridge.add(row, basis);
        self.meters.add(row, basis);
        self.rates.add(row);
        self.ratio.add(row);
        self.apis.add(row, basis);
        self.findings.add(row, basis);
        self.links.add(row, basis);
        self.unclassified.add(row);
    }

    fn finish(
        self,
        survey: &Survey<'_>,
        request: &SummaryRequest,
        basis: CostBasis,
        period: Period,
    ) -> Result<Summary, SummaryError> {
        debug_assert!(self.bridge.closes(), "the steps of the bridge add up to its total");
        let rates = self.rates.finish(survey.currency, &request.prices);
        let gaps = self.apis.gaps();
        let mut apis = self.apis.finish(&rates, &period)?;
        let links = self.links.finish(&request.workloads, &mut apis)?;
        let mut layers = self.layers;
        layers.lambda.link(links.linked_cost);
        let (mut ratio, parity) = self.ratio.finish(&layers, &rates);
        ratio.average_concurrent_connections = connections(&layers, &apis, &period);
        let context = Context {
            settings: &request.settings,
            overrides: &request.overrides,
            period: &period,
            currency: survey.currency,
            basis,
            rates: &rates,
            apis: &apis,
        };
        let (mut findings, not_judged) = self.findings.finish(&context);
        let mut told = overrides::apply(&mut findings, &apis, &request.overrides);
        told.extend(links.notes);
        let (meters, other) = self.meters.finish();
        let mut summary = Summary {
            period,
            currency: survey.currency.map(str::to_owned),
            accounts: survey.accounts.len(),
            payers: survey.payers.len(),
            cost_basis_asked: request.cost,
            cost_basis: basis,
            layers,
            ratio,
            apis,
            workloads: links.workloads,
            account_names: request.account_names.clone(),
            bridge: self.bridge,
            meters,
            other,
            findings,
            notes: Vec::new(),
            fallbacks: Vec::new(),
            unblended_total: survey.total.unblended.filter(|_| !survey.columns.focus),
            unblended_tax: survey.tax.unblended.filter(|_| !survey.columns.focus),
            billed_total: survey.total.billed.filter(|_| survey.columns.focus),
            list_total: survey.total.list.filter(|_| survey.columns.focus),
            unclassified: self.unclassified,
            kept_out: None,
        };
        let remarks = Remarks {
            parity,
            not_judged,
            gaps,
            columns: survey.columns,
            not_effective: survey.not_effective,
            unnamed_rates: rates.unnamed,
            loose_discounts: rates.loose_discounts,
        };
        summary.fallbacks = notes::fallbacks(&summary, &remarks);
        summary.notes = notes::notes(&summary, &request.settings, &remarks);
        summary.notes.extend(told);
        Ok(summary)
    }
}

/// Connections open on average, from the first use of any API on.
fn connections(layers: &Layers, apis: &[Api], period: &Period) -> Option<Decimal> {
    let first_use = apis.iter().filter_map(|api| api.first_use).min();
    average_connections(layers.connection_minutes.quantity, first_use, period)
}

impl Unclassified {
    fn add(&mut self, row: &Row<'_>) {
        let unknown_usage = row.meter == Meter::Other && row.charge.is_usage();
        if unknown_usage || row.charge == Charge::Other {
            let cost = row.sums.own_cost();
            self.rows += row.sums.rows;
            self.cost = self.cost.plus(cost);
            self.rows_with_cost += if cost.is_zero() { 0 } else { row.sums.rows };
            if unknown_usage && row.usage_type.is_none() {
                self.untold_rows += row.sums.rows;
                self.untold_cost = self.untold_cost.plus(cost);
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use ledger::{Coverage, Grain, Rate, Section, Sums};
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{OCTOBER, aws_example, coverage, ledger, messages, minutes, number, row, sums, usage};

    /// Sums up rows of one whole month with everything at its default.
    pub(crate) fn summarize<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> Summary {
        summary(&ledger(rows), &SummaryRequest::default()).unwrap()
    }

    #[test]
    fn the_pricing_page_example() {
        let summary = summarize(aws_example());
        assert_eq!(summary.layers.cost(), number("23.4"));
        assert_eq!(summary.ratio.minutes_per_message, Some(number("1.2")));
        assert_eq!(summary.ratio.parity_minutes_per_message, Some(number("4")));
        // 21,600,000 ÷ (31 × 1,440) = 483.870967…
        assert_eq!(summary.ratio.average_concurrent_connections.map(|open| open.round(6)), Some(number("483.870968")));
        assert_eq!(summary.bridge.total, number("23.4"));
        assert!(summary.findings.is_empty() && summary.fallbacks.is_empty());
        assert_eq!((summary.accounts, summary.payers), (1, 1));
    }

    #[test]
    fn what_a_given_price_list_lacks_is_told_where_the_bill_has_no_rate_either() {
        let mut prices = PriceList::built_in();
        prices.set_lacking("us-east-1", classify::Product::ApiGateway, "index.csv");
        let gap = "Price list index.csv holds no price above 0 of messages in us-east-1: the built-in list price of \
                   2025-10 is used.";
        let summary = summary(&ledger([minutes(1_000_000, "0.25")]), &SummaryRequest { prices, ..Default::default() });
        let summary = summary.unwrap();
        assert_eq!(summary.fallbacks.len(), 2, "{:?}", summary.fallbacks);
        assert!(summary.fallbacks.iter().any(|told| told == gap) && summary.notes.iter().any(|told| told == gap));
    }

    #[test]
    fn only_items_count() {
        let [message, minute] = aws_example();
        let hourly = Row { section: Section::Hourly, ..usage(Meter::LambdaDuration, 5, "5") };
        let beside = Row { section: Section::Beside, currency: Some("CNY"), ..minute };
        assert_eq!(summarize([message, minute, hourly, beside]), summarize([message, minute]));
    }

    #[test]
    fn an_absent_column_falls_back_with_a_note() {
        let bare = Sums { amortized: None, net_amortized: None, ..sums(18_000_000, "18") };
        let summary = summarize([Row { sums: bare, ..messages(0, "0") }]);
        assert_eq!(summary.cost_basis, CostBasis::Unblended);
        assert_eq!(
            summary.notes[0],
            "Costs are unblended: the bill lacks the columns for amortized in some or all rows."
        );
        assert_eq!(summary.notes[0], summary.fallbacks[0]);
        assert!(
            summary
                .notes
                .contains(&"Columns absent in some or all rows, null here: amortized, net_amortized.".to_owned())
        );
    }

    #[test]
    fn a_running_month_is_projected() {
        // 10 of 31 days: 400 × (1 − 4/16) = 300 becomes 930.
        let through = Coverage {
            data_through: Some(OCTOBER + 10 * 86_400),
            rows_without_invoice: Some(1),
            ..coverage("2026-10")
        };
        let rows = [messages(100_000_000, "100"), minutes(1_600_000_000, "400")];
        let ledger = Ledger::from_rows(rows, vec![through]).unwrap();
        let summary = summary(&ledger, &SummaryRequest::default()).unwrap();
        let finding = &summary.findings[0];
        assert_eq!(finding.monthly_saving.map(|saving| saving.expected), Some(number("930")));
        assert!(
            finding.assumptions.contains(&"Monthly amounts project 10 days of data to a month of 31 days.".to_owned())
        );
    }

    #[test]
    fn days_without_usage_between_days_with_are_told() {
        let day = |day: i64, row: Row<'static>| Row { interval_start: OCTOBER + day * 86_400, ..row };
        let other = |row: Row<'static>| Row { resource: Some("xyz789"), ..row };
        let unnamed = Row { resource: None, stage: None, ..minutes(5, "0.01") };
        // Nothing on the 11th anywhere, and of one API nothing on the 21st; of the other nothing before the 4th.
        let rows = (0..31).filter(|day| *day != 10).flat_map(|at| {
            let own = (at != 20).then(|| day(at, minutes(1_000, "1")));
            own.into_iter().chain((at > 2).then(|| day(at, other(minutes(2_000, "2")))))
        });
        let notes = |through: i64| {
            let coverage = Coverage {
                data_through: Some(OCTOBER + through * 86_400),
                rows_without_invoice: Some(1),
                ..coverage("2026-10")
            };
            let ledger = Ledger::from_rows(rows.clone().chain([day(30, unnamed)]), vec![coverage]).unwrap();
            summary(&ledger, &SummaryRequest::default()).unwrap().notes
        };
        let said = notes(34);
        let everywhere = "No API has any usage in 1 of the 31 days from 2026-10-01 to 2026-10-31 (2026-10-11): either nothing \
                          ran, or line items are missing from the export.";
        assert!(said.iter().any(|note| note == everywhere), "{said:#?}");
        let one = "1 API without usage between times with usage: abc123/prod in 1 of the 31 days from 2026-10-01 to 2026-10-31 \
                   (2026-10-21). Either it did not run, or line items are missing from the export.";
        assert!(said.iter().any(|note| note == one), "{said:#?}");
        let unnamed = "Some line items of WebSocket usage name no API, while others do: 0 messages and 5 connection minutes, \
                       0.01 USD together, are listed without an API id.";
        assert!(said.iter().any(|note| note == unnamed), "{said:#?}");
        // The 21st is not settled yet.
        assert!(!notes(22).iter().any(|note| note.contains("2026-10-21)")));
    }

    #[test]
    fn nothing_is_null_and_not_zero() {
        let summary = summarize([]);
        assert_eq!(summary.ratio, Ratio::default());
        assert_eq!(summary.currency, None);
        assert!(summary.apis.is_empty() && summary.meters.is_empty());
        assert!(summary.notes.iter().any(|note| note.starts_with("Every line item was looked at, and none")));
    }

    #[test]
    fn findings_are_ordered_by_money() {
        let large = |row: Row<'static>| Row { resource: Some("zzz"), ..row };
        let rows = [
            messages(1_000_000, "1"),
            minutes(20_000_000, "5"),
            large(messages(1_000_000_000, "1000")),
            large(minutes(20_000_000_000, "5000")),
            Row { rate: Rate::FreeTier, ..messages(10, "0") },
        ];
        let summary = summarize(rows);
        let order: Vec<_> = summary.findings.iter().map(|finding| (finding.rule, finding.api_id.as_deref())).collect();
        assert_eq!(order, [("WS-IDLE-RATIO", Some("zzz")), ("WS-IDLE-RATIO", Some("abc123")), ("WS-FREE-TIER", None)]);
    }

    fn any_row() -> impl Strategy<Value = Row<'static>> {
        let cost =
            (-2_000_000i64..2_000_000).prop_map(|cents| Decimal::from_int(cents).over(Decimal::from_int(100)).unwrap());
        let rate = prop_oneof![
            Just(Rate::FreeTier),
            Just(Rate::None),
            Just(Rate::Text("0.000001")),
            Just(Rate::Text("0.0000008"))
        ];
        let region = prop_oneof![Just(None), Just(Some("us-east-1")), Just(Some("eu-west-1"))];
        let resource = prop_oneof![Just(None), Just(Some("a")), Just(Some("b"))];
        (0..Meter::ALL.len(), 0..Charge::ALL.len(), cost, rate, (region, resource), (0i64..100_000_000, 0i64..744))
            .prop_map(|(meter, charge, cost, rate, (region, resource), (quantity, hour))| Row {
                meter: Meter::ALL[meter],
                charge: Charge::ALL[charge],
                rate,
                region,
                resource,
                interval_start: OCTOBER + hour * 3_600,
                grain: Grain::Hour,
                sums: sums(quantity, &cost.to_string()),
                ..row()
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_dollar_once_whatever_the_order(mut rows in prop::collection::vec(any_row(), 0..60), seed in any::<usize>()) {
            let forward = summarize(rows.clone());
            let everything: Decimal = rows.iter().filter_map(|row| row.sums.unblended).sum();
            prop_assert!(forward.bridge.closes());
            prop_assert_eq!(forward.bridge.total, everything);
            prop_assert_eq!(forward.meters.iter().filter_map(|row| row.sums.unblended).sum::<Decimal>(), everything);
            prop_assert_eq!(forward.apis.iter().map(Api::cost).sum::<Decimal>(), forward.layers.websocket_cost());
            let middle = seed % rows.len().max(1);
            rows.reverse();
            rows.rotate_left(middle);
            prop_assert_eq!(summarize(rows), forward);
        }
    }
}
