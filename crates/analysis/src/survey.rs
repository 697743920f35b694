//! The first pass: what the ledger as a whole is like, and whether it can be answered at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use classify::Charge;
use ledger::{Decimal, Row, Sums, Total};

use crate::cost::{Columns, is_focus};
use crate::digest::Digest;

/// What the rows of one currency add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrencyTotal {
    /// Currency code; `None` for rows that name none.
    pub currency: Option<String>,
    /// Line items.
    pub rows: u64,
    /// Their unblended cost in that currency, or where they are of FOCUS their effective cost.
    pub cost: Decimal,
    /// Which of the two.
    pub cost_name: &'static str,
    /// Payer account ids of those line items.
    pub payers: Vec<String>,
}

/// Why a ledger cannot be summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SummaryError {
    /// The selected rows are in several currencies, which no sum can hold.
    MixedCurrencies(Vec<CurrencyTotal>),
    /// The amounts add up to more than 20 digits before the point.
    TooLarge,
    /// A window of days where no billing period is known.
    NoDays,
    /// A window that ends before it begins: its first and last day.
    NoWindow([NaiveDate; 2]),
    /// A window without a day of the data: first and last day of both.
    OutsideData {
        /// As far as they can be told.
        window: [String; 2],
        /// Of the data.
        data: [NaiveDate; 2],
    },
    /// Two workloads of the configuration match one function.
    FunctionInTwoWorkloads {
        /// Its name.
        function: String,
        /// Its Region and account.
        place: String,
        /// Both workloads, each with its place in the configuration.
        workloads: [String; 2],
    },
    /// Two workloads of the configuration hold one API.
    ApiInTwoWorkloads {
        /// Its id.
        api_id: String,
        /// Its Region, account and stage.
        place: String,
        /// Both workloads, each with its place in the configuration.
        workloads: [String; 2],
    },
    /// The frame of usage over time could not be worked out; the cause in words.
    Activity(String),
}

impl fmt::Display for SummaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MixedCurrencies(totals) => {
                f.write_str("the bill mixes currencies, which cannot be added up:")?;
                for (at, total) in totals.iter().enumerate() {
                    let currency = total.currency.as_deref().unwrap_or("no currency named");
                    let comma = if at == 0 { "" } else { "," };
                    let items = if total.rows == 1 { "item" } else { "items" };
                    write!(f, "{comma} {currency} ({} {} in {} line {items}", total.cost, total.cost_name, total.rows)?;
                    match total.payers.as_slice() {
                        [] => f.write_str(")")?,
                        [payer] => write!(f, " of payer {payer})")?,
                        payers => write!(f, " of payers {})", payers.join(", "))?,
                    }
                }
                let mut payers = totals.iter().flat_map(|total| &total.payers);
                let mut seen = BTreeSet::new();
                f.write_str(if payers.all(|payer| seen.insert(payer)) {
                    "; give the exports of each currency's payers on their own"
                } else {
                    "; AWS bills a payer in one currency, so some of these files are not its export as AWS delivered it: \
                     give those of one currency on their own"
                })
            }
            Self::TooLarge => f.write_str("the amounts add up to more than 20 digits before the point"),
            Self::NoDays => {
                f.write_str("a window of days is asked for, and no line item says of which billing period it is")
            }
            Self::NoWindow([first, last]) => write!(f, "the window ends on {last}, before it begins on {first}"),
            Self::OutsideData { window: [first, last], data: [from, to] } => {
                write!(f, "the window {first} to {last} holds no day of the data, which is of {from} to {to}")
            }
            Self::FunctionInTwoWorkloads { function, place, workloads: [first, second] } => write!(
                f,
                "function {function} ({place}) is in two workloads, {first} and {second}: its cost can count in one only; \
                 narrow the globs or tags of one of them"
            ),
            Self::ApiInTwoWorkloads { api_id, place, workloads: [first, second] } => write!(
                f,
                "API {api_id} ({place}) is in two workloads, {first} and {second}: its cost can count in one only; \
                 name it in one of them, or narrow their tags"
            ),
            Self::Activity(cause) => write!(f, "usage over time could not be worked out: {cause}"),
        }
    }
}

impl std::error::Error for SummaryError {}

/// What a ledger is like.
#[derive(Debug)]
pub(crate) struct Survey<'a> {
    pub(crate) currency: Option<&'a str>,
    pub(crate) columns: Columns,
    pub(crate) months: BTreeSet<&'a str>,
    pub(crate) accounts: BTreeSet<&'a str>,
    pub(crate) payers: BTreeSet<&'a str>,
    /// Everything, in every cost column that all rows have.
    pub(crate) total: Sums,
    /// The tax in it.
    pub(crate) tax: Sums,
    /// Usage of FOCUS that is billed and has no effective cost: line items and their billed cost.
    pub(crate) not_effective: (u64, Decimal),
}

impl<'a> Survey<'a> {
    pub(crate) fn of(digests: &[Digest<'a>]) -> Result<Self, SummaryError> {
        let mut survey = Self {
            currency: None,
            columns: Columns::NONE_MISSING,
            months: BTreeSet::new(),
            accounts: BTreeSet::new(),
            payers: BTreeSet::new(),
            total: Sums::default(),
            tax: Sums::default(),
            not_effective: (0, Decimal::ZERO),
        };
        let mut by_currency: BTreeMap<Option<&str>, OfCurrency<'_>> = BTreeMap::new();
        let mut all = Total::default();
        for Digest { series, total, runs } in digests {
            let (shared, sums) = (*series.shared(), total.sums());
            all.merge(total);
            survey.columns.add(&sums);
            if shared.charge == Charge::Tax {
                survey.tax.add(&sums);
            }
            for run in runs {
                survey.look_at_effective_cost(run);
            }
            survey.months.insert(shared.billing_period);
            survey.accounts.extend(shared.account);
            survey.payers.extend(shared.payer);
            let own = by_currency.entry(shared.currency).or_default();
            own.rows += sums.rows;
            own.cost = own.cost.plus(sums.own_cost());
            own.is_focus |= sums.unblended.is_none();
            own.payers.extend(shared.payer);
        }
        all.magnitude().ok_or(SummaryError::TooLarge)?;
        survey.total = all.sums();
        let mut named = by_currency.keys().filter_map(|currency| *currency);
        survey.currency = named.next();
        if named.next().is_some() {
            return Err(SummaryError::MixedCurrencies(by_currency.into_iter().map(currency_total).collect()));
        }
        Ok(survey)
    }

    /// Usage that is billed has an effective cost too; exports were seen in which it is 0 throughout.
    fn look_at_effective_cost(&mut self, run: &Row<'_>) {
        let billed = run.sums.billed.filter(|billed| !billed.is_zero() && is_focus(run));
        if let (Charge::Usage, Some(billed), Some(Decimal::ZERO)) = (run.charge, billed, run.sums.net_amortized) {
            let (rows, cost) = &mut self.not_effective;
            (*rows, *cost) = (*rows + run.sums.rows, cost.plus(billed));
        }
    }
}

/// What the rows of one currency add up to so far.
#[derive(Debug, Default)]
struct OfCurrency<'a> {
    rows: u64,
    cost: Decimal,
    is_focus: bool,
    payers: BTreeSet<&'a str>,
}

fn currency_total((currency, total): (Option<&str>, OfCurrency<'_>)) -> CurrencyTotal {
    CurrencyTotal {
        currency: currency.map(str::to_owned),
        rows: total.rows,
        cost: total.cost,
        cost_name: if total.is_focus { "effective" } else { "unblended" },
        payers: total.payers.into_iter().map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::Row;

    use crate::digest::digests;
    use crate::testing::{ledger, messages, number, row, usage};
    use classify::Meter;

    #[test]
    fn two_currencies_are_named_and_not_added_up() {
        let rows = [
            usage(Meter::Messages, 10, "1.50"),
            Row { currency: Some("CNY"), ..usage(Meter::Messages, 20, "7") },
            Row { currency: None, ..row() },
        ];
        let error = Survey::of(&digests(&ledger(rows))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the bill mixes currencies, which cannot be added up: no currency named (0 unblended in 1 line item of payer \
             999999999999), CNY (7 unblended in 1 line item of payer 999999999999), USD (1.5 unblended in 1 line item \
             of payer 999999999999); AWS bills a payer in one currency, so some of these files are not its export as \
             AWS delivered it: give those of one currency on their own"
        );
    }

    #[test]
    fn payers_of_their_own_currency_are_to_be_read_apart() {
        let rows = [
            usage(Meter::Messages, 10, "1.50"),
            Row { currency: Some("CNY"), payer: Some("222222222222"), ..usage(Meter::Messages, 20, "7") },
        ];
        let error = Survey::of(&digests(&ledger(rows))).unwrap_err().to_string();
        assert!(error.ends_with("; give the exports of each currency's payers on their own"), "{error}");
    }

    #[test]
    fn rows_without_a_currency_take_the_only_one_named() {
        let rows = [usage(Meter::Messages, 10, "1.50"), Row { currency: None, ..usage(Meter::Messages, 5, "1") }];
        assert_eq!(Survey::of(&digests(&ledger(rows))).unwrap().currency, Some("USD"));
    }

    #[test]
    fn amounts_beyond_all_bounds_are_refused() {
        let large = "99999999999999999999";
        let rows = [usage(Meter::Messages, 1, large), usage(Meter::ConnectionMinutes, 1, large)];
        assert_eq!(Survey::of(&digests(&ledger(rows))).unwrap_err(), SummaryError::TooLarge);
        // A quantity and a cost are never added to each other.
        let quantity = Row { sums: Sums { quantity: number(large), ..messages(1, "0").sums }, ..messages(1, "0") };
        let ledger = ledger([quantity, usage(Meter::ConnectionMinutes, 0, large)]);
        assert!(Survey::of(&digests(&ledger)).is_ok());
    }
}
