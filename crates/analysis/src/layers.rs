//! The three layers of a real-time feature's cost.

use classify::Meter;
use ledger::{Decimal, Row};

use crate::CostBasis;

/// Quantity and cost of one WebSocket meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MeterLayer {
    /// Metered units: messages of 32 KB, or connection minutes. Free-tier usage counts.
    pub quantity: Decimal,
    /// Cost on the chosen basis.
    pub cost: Decimal,
}

/// Lambda: all meters of the product but data transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LambdaLayer {
    /// Cost on the chosen basis.
    pub cost: Decimal,
    /// Invocations.
    pub requests: Decimal,
    /// Cost of invocations.
    pub request_cost: Decimal,
    /// On-demand and plan-covered duration in GB-seconds, without provisioned concurrency.
    pub gb_seconds: Decimal,
    /// Cost of that duration.
    pub duration_cost: Decimal,
    /// Cost of functions that a workload ties to its APIs.
    pub linked_cost: Decimal,
    /// Cost of all other functions.
    pub unlinked_cost: Decimal,
}

/// Messages, connection time and compute: usage-like charges on the chosen basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layers {
    /// WebSocket messages.
    pub messages: MeterLayer,
    /// WebSocket connection minutes.
    pub connection_minutes: MeterLayer,
    /// Lambda.
    pub lambda: LambdaLayer,
}

impl Layers {
    pub(crate) fn add(&mut self, row: &Row<'_>, basis: CostBasis) {
        if !row.charge.is_usage() {
            return;
        }
        let (quantity, cost) = (row.sums.quantity, basis.usage_cost(row));
        match row.meter {
            Meter::Messages => self.messages.add(quantity, cost),
            Meter::ConnectionMinutes => self.connection_minutes.add(quantity, cost),
            meter if meter.is_lambda() => self.lambda.add(meter, quantity, cost),
            _ => {}
        }
    }

    /// Cost of both WebSocket meters.
    #[must_use]
    pub const fn websocket_cost(&self) -> Decimal {
        self.messages.cost.plus(self.connection_minutes.cost)
    }

    /// Cost of all three layers.
    #[must_use]
    pub const fn cost(&self) -> Decimal {
        self.websocket_cost().plus(self.lambda.cost)
    }

    /// What part of all three layers' cost this is, from 0 to 1; `None` where they cost nothing.
    #[must_use]
    pub fn share(&self, cost: Decimal) -> Option<Decimal> {
        cost.over(self.cost())
    }

    /// Is there any WebSocket usage, paid or free?
    #[must_use]
    pub const fn has_websocket_usage(&self) -> bool {
        !self.messages.quantity.is_zero() || !self.connection_minutes.quantity.is_zero()
    }
}

/// What a million units cost on average; `None` without units.
fn per_million(cost: Decimal, quantity: Decimal) -> Option<Decimal> {
    cost.times(Decimal::from_int(1_000_000)).over(quantity)
}

impl MeterLayer {
    /// Average cost of a million units.
    #[must_use]
    pub fn per_million(&self) -> Option<Decimal> {
        per_million(self.cost, self.quantity)
    }

    const fn add(&mut self, quantity: Decimal, cost: Decimal) {
        self.quantity = self.quantity.plus(quantity);
        self.cost = self.cost.plus(cost);
    }
}

impl LambdaLayer {
    /// Average cost of a million invocations.
    #[must_use]
    pub fn requests_per_million(&self) -> Option<Decimal> {
        per_million(self.request_cost, self.requests)
    }

    /// Average cost of a million GB-seconds.
    #[must_use]
    pub fn gb_seconds_per_million(&self) -> Option<Decimal> {
        per_million(self.duration_cost, self.gb_seconds)
    }

    /// Cost of what is neither an invocation nor on-demand duration, such as provisioned concurrency.
    #[must_use]
    pub const fn other_cost(&self) -> Decimal {
        self.cost.minus(self.request_cost).minus(self.duration_cost)
    }

    /// Says that so much of the cost is of functions of a workload.
    pub(crate) const fn link(&mut self, cost: Decimal) {
        self.linked_cost = cost;
        self.unlinked_cost = self.cost.minus(cost);
    }

    const fn add(&mut self, meter: Meter, quantity: Decimal, cost: Decimal) {
        self.cost = self.cost.plus(cost);
        self.unlinked_cost = self.unlinked_cost.plus(cost);
        match meter {
            Meter::LambdaRequests => {
                self.requests = self.requests.plus(quantity);
                self.request_cost = self.request_cost.plus(cost);
            }
            Meter::LambdaDuration => {
                self.gb_seconds = self.gb_seconds.plus(quantity);
                self.duration_cost = self.duration_cost.plus(cost);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use classify::Charge;

    use super::*;
    use crate::testing::{aws_example, number, sums, usage};

    fn layers(rows: &[Row<'static>], basis: CostBasis) -> Layers {
        let mut layers = Layers::default();
        for row in rows {
            layers.add(row, basis);
        }
        layers
    }

    #[test]
    fn sums_the_two_meters_of_the_pricing_page() {
        let layers = layers(&aws_example(), CostBasis::Amortized);
        assert_eq!(layers.messages, MeterLayer { quantity: number("18000000"), cost: number("18") });
        assert_eq!(layers.connection_minutes, MeterLayer { quantity: number("21600000"), cost: number("5.4") });
        assert_eq!(layers.cost(), number("23.4"));
        assert_eq!(layers.connection_minutes.per_million(), Some(number("0.25")));
        // 5.4 ÷ 23.4
        assert_eq!(layers.share(layers.connection_minutes.cost).map(|share| share.round(4)), Some(number("0.2308")));
    }

    #[test]
    fn covered_usage_has_its_quantity_but_no_unblended_cost() {
        let covered = Row {
            charge: Charge::SavingsPlanCovered,
            sums: ledger::Sums { amortized: Some(number("8.3")), ..sums(600_000, "10") },
            ..usage(Meter::LambdaDuration, 0, "0")
        };
        let unblended = layers(&[covered], CostBasis::Unblended).lambda;
        assert_eq!((unblended.gb_seconds, unblended.cost), (number("600000"), Decimal::ZERO));
        let amortized = layers(&[covered], CostBasis::Amortized).lambda;
        assert_eq!(
            (amortized.gb_seconds, amortized.cost, amortized.unlinked_cost),
            (number("600000"), number("8.3"), number("8.3"))
        );
    }

    #[test]
    fn charges_that_are_no_usage_are_in_no_layer() {
        let tax = Row { charge: Charge::Tax, sums: sums(1, "2"), ..usage(Meter::Messages, 0, "0") };
        assert_eq!(layers(&[tax], CostBasis::Amortized), Layers::default());
    }
}
