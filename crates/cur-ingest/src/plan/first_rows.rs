//! What the first rows of a file say of all of them.

use std::collections::BTreeSet;

use super::Granularity;
use crate::Month;
use crate::account::account_id;
use crate::batch::{LineItemBatch, NULL};
use crate::columns::{Number, Role, Text, Time};
use crate::repeats::Sample;
use crate::select::Selection;

/// What is gathered from the first rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct FirstRows {
    pub(crate) count: u64,
    pub(crate) payer: Option<String>,
    /// Everything that the rows name, of all products.
    pub(crate) payers: BTreeSet<String>,
    pub(crate) currencies: BTreeSet<String>,
    /// Currencies of selected rows alone.
    pub(crate) selected_currencies: BTreeSet<String>,
    /// Selected rows of FOCUS without the cost that it requires.
    pub(crate) without_cost: u64,
    pub(crate) sample: Sample,
    /// Of the first row that names one.
    pub(crate) month: Option<Month>,
    /// Usage rows by the length of their interval: hourly, daily, monthly.
    spans: [u64; 3],
}

impl FirstRows {
    pub(crate) fn csv<'c>(&mut self, cell: impl Fn(Role) -> Option<&'c str>) {
        let time = |time| cell(Role::Time(time)).and_then(crate::timestamp::parse);
        let usage = cell(Role::Text(Text::LineItemType)) == Some("Usage");
        let interval = cell(Role::Interval).and_then(crate::timestamp::parse_interval);
        self.row(
            [cell(Role::Text(Text::Payer)), cell(Role::Text(Text::Currency))],
            time(Time::BillingPeriodStart).or_else(|| time(Time::UsageStart)),
            interval.or_else(|| Some((time(Time::UsageStart)?, time(Time::UsageEnd)?))).filter(|_| usage),
        );
    }

    pub(crate) fn batch(&mut self, batch: &LineItemBatch) {
        for row in 0..batch.len() {
            let time = |time: Time| batch.time(time).get(row).copied().flatten();
            let usage = text(batch, Text::LineItemType, row) == Some("Usage");
            let interval = batch.intervals().get(row).copied().flatten();
            self.row(
                [text(batch, Text::Payer, row), text(batch, Text::Currency, row)],
                time(Time::BillingPeriodStart).or_else(|| time(Time::UsageStart)),
                interval.or_else(|| Some((time(Time::UsageStart)?, time(Time::UsageEnd)?))).filter(|_| usage),
            );
        }
    }

    fn row(&mut self, [payer, currency]: [Option<&str>; 2], start: Option<i64>, usage: Option<(i64, i64)>) {
        self.count += 1;
        let payer = payer.map(account_id);
        if self.payer.is_none() {
            self.payer = payer.as_deref().map(str::to_owned);
        }
        insert(&mut self.payers, payer.as_deref());
        insert(&mut self.currencies, currency);
        self.month = self.month.or_else(|| start.and_then(Month::of));
        if let Some((start, end)) = usage {
            self.spans[Granularity::of(end.saturating_sub(start)) as usize] += 1;
        }
    }

    /// What selected rows alone tell; a batch may hold others too.
    pub(crate) fn selected(&mut self, batch: &LineItemBatch, selection: &Selection) {
        let names = |column, row| text(batch, column, row).is_some_and(|name| selection.holds(name.as_bytes()));
        for row in (0..batch.len()).filter(|&row| names(Text::ProductCode, row) || names(Text::ServiceName, row)) {
            insert(&mut self.selected_currencies, text(batch, Text::Currency, row));
            let cost = || batch.number(Number::EffectiveCost).values.get(row).copied().flatten();
            self.without_cost += u64::from(batch.is_focus() && cost().is_none());
        }
    }

    /// That of most rows: a daily export has some shorter spans, an hourly one some fees that span the month.
    pub(crate) fn granularity(&self) -> Option<Granularity> {
        let all = [Granularity::Hourly, Granularity::Daily, Granularity::Monthly];
        let most = all.into_iter().max_by_key(|kind| (self.spans[*kind as usize], std::cmp::Reverse(*kind)))?;
        (self.spans[most as usize] > 0).then_some(most)
    }
}

fn text(batch: &LineItemBatch, column: Text, row: usize) -> Option<&str> {
    let column = batch.text(column);
    column.keys.get(row).filter(|&&key| key != NULL).map(|&key| column.dictionary.get(key))
}

fn insert(texts: &mut BTreeSet<String>, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !texts.contains(*text)) {
        texts.insert(text.to_owned());
    }
}
