//! What would bring a bill down, API by API, at the rates that it pays.
//!
//! A lever changes quantities, and cost follows: what several save together is reckoned by pulling one after the other, so
//! that no unit is saved twice. A bill does not tell what is sent over which connection, so every saving is a range that
//! begins at nothing; what a lever is taken to do, and why, stands beside it. What a scenario has its own levers for is in
//! [`scenario`](crate::scenario).

use std::collections::{BTreeMap, BTreeSet};

use classify::Meter;
use ledger::{Decimal, Ledger};

use crate::QUOTIENT_DIGITS;
use crate::apis::Api;
use crate::findings::{EvidenceKind, Finding, HEARTBEATS, Saving, paid_costs};
use crate::period::Period;
use crate::prices::{PriceList, PriceSource, Priced};
use crate::rate_card::{RateCard, rates};
use crate::rates::MILLION;
use crate::rules::{FIXED_CADENCE, NIGHT_FLOOR, Rule};
use crate::scenario::{LONGEST_SILENCE, Polling};
use crate::summary::{Summary, SummaryRequest, summary};
use crate::survey::SummaryError;
use crate::text::{amount, grouped};

/// What is asked.
#[derive(Debug, Clone)]
pub struct LeverRequest {
    /// As of `summary`.
    pub summary: SummaryRequest,
    /// Close a connection after so many silent minutes; the gateway does so after ten.
    pub close_after: Decimal,
    /// Seconds between two heartbeats.
    pub heartbeat_seconds: Decimal,
    /// Put so many messages into one.
    pub batch: Option<Decimal>,
    /// Ask by HTTP API every so many seconds instead of holding a connection.
    pub poll_seconds: Decimal,
}

/// A lever. The order is that in which they act on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BillLever {
    /// Close connections whose users have gone.
    CloseInactive,
    /// Close connections over which nothing is sent.
    CloseSilent,
    /// Send heartbeats less often.
    Heartbeat,
    /// Put several messages into one.
    Batch,
}

impl BillLever {
    const ALL: [Self; 4] = [Self::CloseInactive, Self::CloseSilent, Self::Heartbeat, Self::Batch];

    /// The name in the JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CloseInactive => "close_inactive",
            Self::CloseSilent => "close_silent",
            Self::Heartbeat => "heartbeat_interval",
            Self::Batch => "batching",
        }
    }

    /// What it costs elsewhere, or what the bill cannot tell.
    #[must_use]
    pub const fn side_effects(self) -> &'static [&'static str] {
        match self {
            Self::CloseInactive => &[
                "a user who comes back opens a connection again, with the functions on $connect and $disconnect",
                "users may want what is sent to them while they are away",
            ],
            Self::CloseSilent => &[
                "nothing is saved where clients open a closed connection again at once, or keep it open by pings",
                "each time a connection is opened again the functions on $connect and $disconnect run once more",
            ],
            Self::Heartbeat => &["a connection that died is noticed later", "a steady pace need not be a heartbeat"],
            Self::Batch => &[
                "a message waits until its batch is full",
                "a batch above 32 KB is metered as several messages; the bill does not tell how large they are",
            ],
        }
    }
}

/// What a lever does alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillPulled {
    /// Which.
    pub lever: BillLever,
    /// In a month.
    pub saving: Saving,
    /// Units and money of what is expected, or of the most, in words.
    pub formula: String,
}

/// Levers of one API. Quantities and amounts are those of a month, costs after discounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiLevers {
    /// Usage account id.
    pub account: Option<String>,
    /// AWS Region code.
    pub region: Option<String>,
    /// API id and stage, as the bill has them.
    pub api: String,
    /// Metered messages.
    pub messages: Decimal,
    /// Connection minutes.
    pub minutes: Decimal,
    /// Cost of both meters.
    pub cost: Decimal,
    /// Each lever alone.
    pub pulled: Vec<BillPulled>,
    /// Levers that do nothing here or cannot be judged, and why.
    pub idle: Vec<(BillLever, String)>,
    /// One after the other.
    pub together: Saving,
    /// The alternative to holding connections; `None` where no price of a request is known.
    pub polling: Option<Polling>,
}

/// REST API requests that could be those of HTTP APIs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestToHttp {
    /// Payer account id.
    pub payer: Option<String>,
    /// AWS Region code.
    pub region: String,
    /// Paid requests of a month.
    pub requests: Decimal,
    /// What they cost, after discounts.
    pub cost: Decimal,
    /// Price of one request of an HTTP API.
    pub price: Decimal,
    /// In a month.
    pub saving: Saving,
}

/// All levers of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillLevers {
    /// What the bill says.
    pub summary: Summary,
    /// The most expensive first.
    pub apis: Vec<ApiLevers>,
    /// By payer and Region.
    pub rest: Vec<RestToHttp>,
    /// Of everything.
    pub total: Saving,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
    /// What price lists that were given hold no price of.
    pub gaps: Vec<String>,
}

impl BillLevers {
    /// Every lever that does something for an API.
    #[must_use]
    pub fn levers(&self) -> BTreeSet<BillLever> {
        self.apis.iter().flat_map(|api| &api.pulled).map(|pulled| pulled.lever).collect()
    }
}

/// Prices what would bring a bill down.
///
/// # Errors
/// As [`summary`](crate::summary()).
pub fn levers(ledger: &Ledger, request: &LeverRequest) -> Result<BillLevers, SummaryError> {
    let summary = summary(ledger, &request.summary)?;
    let card = rates(ledger, &request.summary.prices)?;
    let requests = HttpPrices::of(&card, &request.summary.prices);
    let mut apis: Vec<ApiLevers> = summary.apis.iter().map(|api| of_api(api, &summary, request, &requests)).collect();
    apis.sort_by(|left, right| right.cost.cmp(&left.cost).then_with(|| left.api.cmp(&right.api)));
    let rest = rest(&card, &summary.period, &requests);
    let savings = apis.iter().map(|api| api.together).chain(rest.iter().map(|rest| rest.saving));
    Ok(BillLevers {
        total: savings.fold(range(Decimal::ZERO, Decimal::ZERO), plus),
        assumptions: assumptions(&summary, request),
        gaps: card.gaps(),
        apis,
        rest,
        summary,
    })
}

fn plus(left: Saving, right: Saving) -> Saving {
    Saving { expected: left.expected.plus(right.expected), high: left.high.plus(right.high), ..left }
}

fn range(expected: Decimal, high: Decimal) -> Saving {
    let [expected, high] = [expected, high.max(expected)].map(|amount| amount.round(QUOTIENT_DIGITS));
    Saving { low: Decimal::ZERO, expected, high, kind: EvidenceKind::Model }
}

/// What a month has of both meters.
#[derive(Debug, Clone, Copy)]
struct Units {
    minutes: Decimal,
    messages: Decimal,
}

impl Units {
    fn share(self, minutes: Decimal, messages: Decimal) -> Self {
        Self { minutes: self.minutes.times(minutes), messages: self.messages.times(messages) }
    }
}

/// What may be left.
#[derive(Debug, Clone, Copy)]
enum End {
    Expected,
    /// Where it saves the most.
    Least,
}

/// What levers work with on one API.
struct Hold<'a> {
    api: &'a Api,
    period: &'a Period,
    request: &'a LeverRequest,
    /// A month without any lever.
    whole: Units,
    /// What one unit costs after discounts: the mean of the bill, or what one more costs where that is less.
    prices: Units,
    night: Option<Saving>,
    /// Seconds between two messages of a connection, where they are steady; and are they named as heartbeats?
    cadence: Option<(Decimal, bool)>,
}

impl<'a> Hold<'a> {
    fn of(api: &'a Api, summary: &'a Summary, request: &'a LeverRequest) -> Self {
        let paid = paid_costs(api, summary.cost_basis);
        let each = |cost: Decimal, units: Decimal, marginal: Option<Decimal>| {
            let mean = cost.over(units).unwrap_or_default().max(Decimal::ZERO);
            marginal.and_then(|rate| rate.over(MILLION)).map_or(mean, |marginal| mean.min(marginal))
        };
        let marginal = |rate: Option<crate::rates::MarginalRate>| rate.map(|rate| rate.per_million);
        let own = |rule: &Rule| summary.findings.iter().find(|finding| finding.rule == rule.id && is_of(finding, api));
        let cadence = own(&FIXED_CADENCE).and_then(|finding| {
            let seconds = finding.evidence.iter().find(|evidence| evidence.name == "interval_seconds")?.value;
            Some((seconds, finding.title.starts_with(HEARTBEATS)))
        });
        Self {
            api,
            period: &summary.period,
            request,
            whole: Units {
                minutes: summary.period.monthly(api.minutes),
                messages: summary.period.monthly(api.messages),
            },
            prices: Units {
                minutes: each(paid.minutes, api.minutes, marginal(api.rates.minute)),
                messages: each(paid.messages, api.messages, marginal(api.rates.message)),
            },
            night: own(&NIGHT_FLOOR).and_then(|finding| finding.monthly_saving),
            cadence,
        }
    }

    fn cost(&self, units: Units) -> Decimal {
        units.minutes.times(self.prices.minutes).plus(units.messages.times(self.prices.messages))
    }

    fn saved(&self, left: Units) -> Decimal {
        self.cost(self.whole).minus(self.cost(left)).max(Decimal::ZERO)
    }

    /// What a lever leaves of these units; else why it cannot be judged, or does nothing.
    fn pull(&self, lever: BillLever, units: Units, end: End) -> Result<Units, String> {
        match lever {
            BillLever::CloseInactive => self.close_inactive(units, end),
            BillLever::CloseSilent => self.close_silent(units, end),
            BillLever::Heartbeat => self.heartbeat(units, end),
            BillLever::Batch => self.batch(units),
        }
    }

    fn close_inactive(&self, units: Units, end: End) -> Result<Units, String> {
        const UNTOLD: &str = "no night floor is seen, and nothing else in a bill tells how long users are there; a scenario \
                              with active_minutes does";
        let night = self.night.ok_or_else(|| UNTOLD.to_owned())?;
        let (saved, of) = match end {
            End::Expected => (night.expected, self.whole.minutes.times(self.prices.minutes)),
            End::Least => (night.high, self.cost(self.whole)),
        };
        let left = Decimal::ONE.minus(saved.over(of).unwrap_or_default()).clamp(Decimal::ZERO, Decimal::ONE);
        Ok(match end {
            End::Expected => units.share(left, Decimal::ONE),
            End::Least => units.share(left, left),
        })
    }

    /// However messages are spread, each keeps its connection for no longer than the limit: what is open beyond that is
    /// silent for longer. So is what is open in hours without a single message.
    fn close_silent(&self, units: Units, end: End) -> Result<Units, String> {
        let after = self.request.close_after;
        let beyond = units.minutes.minus(units.messages.times(after));
        let of_hours = self.api.silent_share.unwrap_or_default().times(units.minutes);
        let silent = beyond.max(of_hours);
        if silent <= Decimal::ZERO {
            return Err(format!(
                "at {} minutes per message every connection may have had one in the last {after}; access logs tell",
                grouped(self.api.minutes_per_message.unwrap_or_default(), 1)
            ));
        }
        Ok(match end {
            End::Expected => Units { minutes: units.minutes.minus(silent), ..units },
            End::Least => Units { minutes: Decimal::ZERO, ..units },
        })
    }

    fn heartbeat(&self, units: Units, end: End) -> Result<Units, String> {
        let (own, is_named) = self.cadence.ok_or_else(|| "no steady pace of messages is seen".to_owned())?;
        let left = own.over(self.request.heartbeat_seconds).unwrap_or(Decimal::ONE);
        if left >= Decimal::ONE {
            return Err(format!("messages come every {} seconds, no more often than that", grouped(own, 1)));
        }
        let is_pulled = is_named || matches!(end, End::Least);
        Ok(if is_pulled { units.share(Decimal::ONE, left) } else { units })
    }

    fn batch(&self, units: Units) -> Result<Units, String> {
        let count = self.request.batch.ok_or_else(|| {
            "give --batch: how many messages may wait for each other is for the feature to say".to_owned()
        })?;
        if units.messages.is_zero() {
            return Err("there are no messages".to_owned());
        }
        Ok(units.share(Decimal::ONE, Decimal::ONE.over(count).unwrap_or(Decimal::ONE)))
    }

    fn pulled(&self, lever: BillLever) -> Result<BillPulled, String> {
        let expected = self.pull(lever, self.whole, End::Expected)?;
        let least = self.pull(lever, self.whole, End::Least)?;
        let saving = range(self.saved(expected), self.saved(least));
        let (which, left) = if saving.expected.is_zero() { ("at most", least) } else { ("expected", expected) };
        Ok(BillPulled { lever, saving, formula: format!("{which} {}", self.formula(left)) })
    }

    fn formula(&self, left: Units) -> String {
        let part = |fewer: Decimal, price: Decimal, unit: &str| {
            let per_million = grouped(price.times(MILLION), 4);
            let saved = amount(fewer.times(price));
            (!fewer.is_zero()).then(|| format!("{} {unit} × {per_million} per million = {saved}", grouped(fewer, 0)))
        };
        let parts = [
            part(self.whole.minutes.minus(left.minutes), self.prices.minutes, "connection minutes"),
            part(self.whole.messages.minus(left.messages), self.prices.messages, "messages"),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" + ")
    }

    fn together(&self) -> Saving {
        let end = |end| {
            BillLever::ALL.into_iter().fold(self.whole, |units, lever| self.pull(lever, units, end).unwrap_or(units))
        };
        range(self.saved(end(End::Expected)), self.saved(end(End::Least)))
    }

    fn polling(&self, price: Option<(Decimal, PriceSource)>) -> Option<Polling> {
        let (price, source) = price?;
        let seconds = self.whole.minutes.times(Decimal::from_int(60));
        let requests = seconds.over(self.request.poll_seconds)?;
        let of_minutes = self.whole.minutes.times(self.prices.minutes);
        Some(Polling {
            seconds: Some(self.request.poll_seconds),
            asked: Some((requests, requests.times(price))),
            break_even_seconds: seconds.times(price).over(self.cost(self.whole)),
            break_even_seconds_idle: seconds.times(price).over(of_minutes),
            price: Some((price, source)),
        })
    }
}

fn is_of(finding: &Finding, api: &Api) -> bool {
    (&finding.account, &finding.region, &finding.api_id, &finding.stage)
        == (&api.account, &api.region, &api.api_id, &api.stage)
}

fn of_api(api: &Api, summary: &Summary, request: &LeverRequest, requests: &HttpPrices<'_>) -> ApiLevers {
    let hold = Hold::of(api, summary, request);
    let (mut pulled, mut idle) = (Vec::new(), Vec::new());
    for lever in BillLever::ALL {
        if api.is_free() {
            idle.push((lever, "all its usage is free".to_owned()));
            continue;
        }
        match hold.pulled(lever) {
            Ok(one) if one.saving.high.is_zero() => idle.push((lever, "it would save nothing".to_owned())),
            Ok(one) => pulled.push(one),
            Err(reason) => idle.push((lever, reason)),
        }
    }
    let price = api.region.as_deref().and_then(|region| requests.get(region));
    ApiLevers {
        account: api.account.clone(),
        region: api.region.clone(),
        api: api.name(),
        messages: hold.whole.messages,
        minutes: hold.whole.minutes,
        cost: hold.period.monthly(paid_costs(api, summary.cost_basis).both()).round(QUOTIENT_DIGITS),
        together: hold.together(),
        polling: hold.polling(price),
        pulled,
        idle,
    }
}

/// Prices of one more HTTP API request: what the bill pays in a Region, else what a list says.
struct HttpPrices<'a> {
    /// With the billing period that they are of.
    paid: BTreeMap<String, (Decimal, String)>,
    lists: &'a PriceList,
}

impl<'a> HttpPrices<'a> {
    fn of(card: &RateCard, lists: &'a PriceList) -> Self {
        let mut paid: BTreeMap<String, (Decimal, String)> = BTreeMap::new();
        for line in card.lines.iter().filter(|line| line.priced == Priced::of(Meter::HttpRequests)) {
            let rate =
                line.marginal.filter(|rate| !rate.source.is_list()).and_then(|rate| rate.per_million.over(MILLION));
            if let (Some(region), Some(rate)) = (&line.region, rate) {
                // Payers may pay different rates: the dearest promises least.
                let own = (rate, line.billing_period.clone());
                paid.entry(region.clone()).and_modify(|known| *known = known.clone().max(own.clone())).or_insert(own);
            }
        }
        Self { paid, lists }
    }

    fn get(&self, region: &str) -> Option<(Decimal, PriceSource)> {
        let of_list = || {
            let (tiers, source) = self.lists.get(region, Priced::of(Meter::HttpRequests))?;
            Some((tiers.marginal(Decimal::ZERO), source.clone()))
        };
        let of_bill =
            |(price, month): &(Decimal, String)| (*price, PriceSource::Bill { billing_period: month.clone() });
        self.paid.get(region).map(of_bill).or_else(of_list)
    }
}

fn rest(card: &RateCard, period: &Period, prices: &HttpPrices<'_>) -> Vec<RestToHttp> {
    let of_rest = card.lines.iter().filter(|line| line.priced == Priced::of(Meter::RestRequests));
    let to_http = of_rest.filter_map(|line| {
        let region = line.region.clone()?;
        let (price, _) = prices.get(&region)?;
        let cost = period.monthly(line.after_discounts?);
        let requests = period.monthly(line.paid);
        let saved = cost.minus(requests.times(price));
        let cost = cost.round(QUOTIENT_DIGITS);
        let saving = range(saved, saved);
        (saved > Decimal::ZERO).then(|| RestToHttp { payer: line.payer.clone(), region, requests, cost, price, saving })
    });
    to_http.collect()
}

fn assumptions(summary: &Summary, request: &LeverRequest) -> Vec<String> {
    let after = request.close_after;
    let mut told = vec![
        "At least is 0 everywhere: a bill does not tell what a connection is open for".to_owned(),
        format!(
            "Silent: what is open beyond {after} minutes for each message, or in hours without any; at most all minutes. \
             The gateway itself closes a connection after {LONGEST_SILENCE} silent minutes"
        ),
        "Inactive: as the finding WS-NIGHT-FLOOR reckons".to_owned(),
        "Together: one lever after the other on the units that the one before has left, never added up".to_owned(),
        "A unit is priced at what it costs on average after discounts, or at what one more costs where that is less"
            .to_owned(),
        "Lambda that would no longer run is not priced: no bill tells which runs are of which connection".to_owned(),
        "REST API requests as those of HTTP APIs: without API keys, usage plans, request validation, caching, private \
         endpoints and other things that REST APIs alone have"
            .to_owned(),
    ];
    if summary.period.is_projected() {
        told.push("Amounts are of a whole month, projected from the days that are here".to_owned());
    }
    told
}
