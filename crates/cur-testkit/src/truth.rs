//! The known answer of a month, summed from what the scenario meant by each line item.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::amount::Amount;
use crate::item::{ApiKey, LineItem, Tag, Text};
use crate::options::MonthOptions;

/// The known answer of a month. Exact; nothing in it is read back from a written file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Truth {
    /// Has the export net columns?
    pub has_net: bool,
    /// Line items of all products.
    pub rows: u64,
    /// Line items of `AmazonApiGateway` and `AWSLambda`.
    pub matched_rows: u64,
    /// Sums of the selected products: their sum is every dollar of them.
    pub meters: BTreeMap<MeterKey, Sums>,
    /// The two WebSocket meters by API, of usage only.
    pub apis: BTreeMap<ApiKey, ApiSums>,
    /// What idle connections carried, by API: what closing all of them would have saved.
    pub idle: BTreeMap<IdleKey, IdleSums>,
    /// Line items of the selected products and their unblended cost, by tag and its value without blanks around it. A line
    /// item with several tags is in several of them.
    pub tags: BTreeMap<(Tag, String), (u64, Amount)>,
}

/// What the sums of [`Truth::meters`] are by; the names are those of the JSON contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeterKey {
    /// `AmazonApiGateway` or `AWSLambda`.
    pub product_code: Text,
    /// Name of the meter.
    pub meter: &'static str,
    /// Name of the charge.
    pub charge: &'static str,
    /// Region code; none where the row tells none.
    pub region: Option<Text>,
}

/// Sums of line items; costs in the bill's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Line items.
    pub rows: u64,
    /// Usage, on usage-like charges only, in the meter's unit.
    pub quantity: Amount,
    /// Unblended cost.
    pub unblended: Amount,
    /// Net unblended cost; none where the export has no net columns.
    pub net_unblended: Option<Amount>,
    /// Amortized cost.
    pub amortized: Amount,
    /// Net amortized cost; none where the export has no net columns.
    pub net_amortized: Option<Amount>,
    /// Public on-demand cost, where rows have one.
    pub public_on_demand: Amount,
}

/// The WebSocket meters of one API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ApiSums {
    /// Metered messages.
    pub messages: Amount,
    /// Connection minutes.
    pub minutes: Amount,
    /// Unblended (and amortized) cost of the messages, before any discount.
    pub message_cost: Amount,
    /// Unblended (and amortized) cost of the minutes, before any discount.
    pub minute_cost: Amount,
    /// Net cost of the messages; none where the export has no net columns.
    pub net_message_cost: Option<Amount>,
    /// Net cost of the minutes; none where the export has no net columns.
    pub net_minute_cost: Option<Amount>,
}

/// Whose idle connections.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdleKey {
    /// Name of the behaviour.
    pub behaviour: &'static str,
    /// The API.
    pub api: Arc<ApiKey>,
}

/// What idle connections carried; costs are unblended, at the rate of the row that bore them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IdleSums {
    /// Their connection minutes.
    pub minutes: Amount,
    /// Cost of these minutes.
    pub minute_cost: Amount,
    /// Their messages.
    pub messages: Amount,
    /// Cost of these messages.
    pub message_cost: Amount,
    /// The invocations that these messages caused.
    pub lambda_requests: Amount,
    /// The GB-seconds of these invocations.
    pub lambda_gb_seconds: Amount,
    /// Cost of both; plan-covered usage at its on-demand rate.
    pub lambda_cost: Amount,
}

impl IdleSums {
    /// Everything that closing the idle connections would have saved.
    #[must_use]
    pub fn cost(&self) -> Amount {
        self.minute_cost + self.message_cost + self.lambda_cost
    }
}

impl Truth {
    /// The answer to nothing yet.
    #[must_use]
    pub fn new(options: &MonthOptions) -> Self {
        Self { has_net: options.has_net(), ..Self::default() }
    }

    /// Adds a line item.
    pub fn add(&mut self, item: &LineItem) {
        let meaning = &item.line.meaning;
        self.rows += 1;
        if !meaning.matched {
            return;
        }
        self.matched_rows += 1;
        let key = MeterKey {
            product_code: item.line.product_code.clone(),
            meter: meaning.meter,
            charge: meaning.charge,
            region: meaning.region.clone(),
        };
        self.meters.entry(key).or_insert_with(|| Sums::new(self.has_net)).add(item);
        for (tag, value) in &item.line.tags {
            let (rows, cost) = self.tags.entry((*tag, value.trim().to_owned())).or_default();
            *rows += 1;
            *cost += item.unblended_cost;
        }
        let Some(api) = &meaning.api else { return };
        if matches!(meaning.meter, "messages" | "connection_minutes") {
            self.apis.entry((**api).clone()).or_insert_with(|| ApiSums::new(self.has_net)).add(item);
        }
        if let Some(behaviour) = meaning.behaviour.filter(|behaviour| behaviour.idles()) {
            let key = IdleKey { behaviour: behaviour.name(), api: Arc::clone(api) };
            self.idle.entry(key).or_default().add(item);
        }
    }

    /// The sum over all meters and charges.
    #[must_use]
    pub fn total(&self) -> Sums {
        self.sum_of(|_| true)
    }

    /// The sum of the meters that `wanted` picks.
    #[must_use]
    pub fn sum_of(&self, wanted: impl Fn(&MeterKey) -> bool) -> Sums {
        let mut total = Sums::new(self.has_net);
        for (_, sums) in self.meters.iter().filter(|(key, _)| wanted(key)) {
            total.merge(sums);
        }
        total
    }
}

impl Sums {
    fn new(has_net: bool) -> Self {
        let net = has_net.then_some(Amount::ZERO);
        Self { net_unblended: net, net_amortized: net, ..Self::default() }
    }

    fn add(&mut self, item: &LineItem) {
        self.merge(&Self {
            rows: 1,
            quantity: item.worth.quantity,
            unblended: item.unblended_cost,
            net_unblended: item.net_unblended_cost,
            amortized: item.worth.amortized,
            net_amortized: item.worth.net_amortized,
            public_on_demand: item.public_on_demand_cost.unwrap_or_default(),
        });
    }

    fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.quantity += other.quantity;
        self.unblended += other.unblended;
        add_net(&mut self.net_unblended, other.net_unblended);
        self.amortized += other.amortized;
        add_net(&mut self.net_amortized, other.net_amortized);
        self.public_on_demand += other.public_on_demand;
    }
}

impl ApiSums {
    fn new(has_net: bool) -> Self {
        let net = has_net.then_some(Amount::ZERO);
        Self { net_message_cost: net, net_minute_cost: net, ..Self::default() }
    }

    fn add(&mut self, item: &LineItem) {
        if item.line.meaning.meter == "messages" {
            self.messages += item.worth.quantity;
            self.message_cost += item.unblended_cost;
            add_net(&mut self.net_message_cost, item.net_unblended_cost);
        } else {
            self.minutes += item.worth.quantity;
            self.minute_cost += item.unblended_cost;
            add_net(&mut self.net_minute_cost, item.net_unblended_cost);
        }
    }
}

impl IdleSums {
    fn add(&mut self, item: &LineItem) {
        let (quantity, cost) = (item.worth.idle_quantity, item.worth.idle_cost);
        match item.line.meaning.meter {
            "messages" => {
                self.messages += quantity;
                self.message_cost += cost;
            }
            "connection_minutes" => {
                self.minutes += quantity;
                self.minute_cost += cost;
            }
            "lambda_requests" => {
                self.lambda_requests += quantity;
                self.lambda_cost += cost;
            }
            _ => {
                self.lambda_gb_seconds += quantity;
                self.lambda_cost += cost;
            }
        }
    }
}

fn add_net(sum: &mut Option<Amount>, more: Option<Amount>) {
    if let (Some(sum), Some(more)) = (sum, more) {
        *sum += more;
    }
}
