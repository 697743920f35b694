//! What may be saved in a month.

use std::collections::BTreeMap;

use ledger::Decimal;

use super::{Context, EvidenceKind, Finding};
use crate::QUOTIENT_DIGITS;
use crate::apis::Api;
use crate::cost::CostBasis;
use crate::rates::MarginalRate;
use crate::text::money;

/// A monthly saving in the bill's currency, rounded as it is output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saving {
    /// What can be counted on.
    pub low: Decimal,
    /// What the model expects.
    pub expected: Decimal,
    /// The most it can be.
    pub high: Decimal,
    /// How the numbers came about.
    pub kind: EvidenceKind,
}

impl Saving {
    /// What several findings may save together. Those of one API speak of the same minutes: what is expected of it is what
    /// the largest of them expects, and at most it is the most that any of them may save.
    pub(crate) fn total<'a>(findings: impl Iterator<Item = &'a Finding>) -> Option<Self> {
        let add = |left: Self, right: Self| Self {
            low: left.low.plus(right.low),
            expected: left.expected.plus(right.expected),
            high: left.high.plus(right.high),
            kind: left.kind.max(right.kind),
        };
        let mut places: BTreeMap<_, Self> = BTreeMap::new();
        for (finding, saving) in findings.filter_map(|finding| Some((finding, finding.monthly_saving?))) {
            let place = (&finding.account, &finding.region, &finding.api_id, &finding.stage);
            let known = places.entry(place).or_insert(saving);
            let high = saving.high.max(known.high);
            if saving.expected > known.expected {
                *known = saving;
            }
            known.high = high;
        }
        places.into_values().reduce(add)
    }

    /// A modelled range that begins at nothing, from amounts of the whole period; `None` of an amount below nothing, which
    /// no one saves.
    pub(super) fn modelled(expected: Decimal, high: Decimal, context: &Context<'_>) -> Option<Self> {
        let monthly = |amount: Decimal| context.period.monthly(amount).round(QUOTIENT_DIGITS);
        let (expected, high) = (monthly(expected), monthly(high.max(expected)));
        let saving = Self { low: Decimal::ZERO, expected, high, kind: EvidenceKind::Model };
        (expected >= Decimal::ZERO).then_some(saving)
    }
}

/// The cost of an API's minutes and messages as its payer pays it: savings are worth the marginal rate, so what a
/// basis before discounts shows is scaled down to the rate after them.
pub(crate) fn paid_costs(api: &Api, basis: CostBasis) -> PaidCosts {
    let share = |rate: Option<MarginalRate>| {
        let paid = rate.and_then(|rate| rate.per_million.over(rate.before_discounts));
        if basis.is_net() { Decimal::ONE } else { paid.unwrap_or(Decimal::ONE) }
    };
    let minute_share = share(api.rates.minute);
    PaidCosts {
        minutes: api.minute_cost.times(minute_share),
        messages: api.message_cost.times(share(api.rates.message)),
        minute_share,
    }
}

/// Costs after discounts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaidCosts {
    pub(crate) minutes: Decimal,
    pub(crate) messages: Decimal,
    /// Share of the minute cost on the chosen basis that is paid after discounts.
    pub(super) minute_share: Decimal,
}

impl PaidCosts {
    pub(crate) fn both(&self) -> Decimal {
        self.minutes.plus(self.messages)
    }

    /// Why no saving is priced, where the bill gives money back for the minutes.
    pub(super) fn given_back(&self, context: &Context<'_>) -> Option<String> {
        let cost = money(self.minutes, context.currency);
        let sentence = format!(
            "No saving is priced: the minutes cost {cost}, less than nothing. Look into the bill for the reason."
        );
        (self.minutes < Decimal::ZERO).then_some(sentence)
    }

    /// The sentence that says so, where discounts change anything.
    pub(super) fn remark(&self, context: &Context<'_>) -> Option<String> {
        let percent = self.minute_share.times(Decimal::from_int(100)).round(2);
        let basis = context.basis.name();
        let sentence =
            format!("Savings are priced after discounts: {percent} % of the {basis} cost of minutes is paid.");
        (self.minute_share != Decimal::ONE && self.minutes >= Decimal::ZERO).then_some(sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Severity;
    use crate::testing::number;

    fn finding(api_id: &str, [low, expected, high]: [&str; 3]) -> Finding {
        let saving =
            Saving { low: number(low), expected: number(expected), high: number(high), kind: EvidenceKind::Model };
        Finding {
            rule: "",
            class: None,
            severity: Severity::Info,
            account: None,
            region: None,
            api_id: Some(api_id.to_owned()),
            stage: None,
            title: String::new(),
            evidence: Vec::new(),
            monthly_saving: Some(saving),
            assumptions: Vec::new(),
            may_not_claim: Vec::new(),
            advice: String::new(),
        }
    }

    #[test]
    fn the_most_of_an_api_is_the_most_that_any_finding_of_it_may_save() {
        let of_a = [finding("a", ["0", "50", "60"]), finding("a", ["0", "40", "90"])];
        let of_b = finding("b", ["0", "5", "7"]);
        for findings in [[&of_a[0], &of_a[1], &of_b], [&of_b, &of_a[1], &of_a[0]]] {
            let total = Saving::total(findings.into_iter()).unwrap();
            // 50 + 5, and 90 + 7: what is expected of `a` is never added up.
            assert_eq!((total.low, total.expected, total.high), (number("0"), number("55"), number("97")));
        }
    }
}
