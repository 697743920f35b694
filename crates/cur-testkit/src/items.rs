//! The line items of a month, as a stream.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::amount::Amount;
use crate::books::Event;
use crate::item::{Line, LineItem, Worth};
use crate::month::Month;
use crate::options::{Discount, Granularity, Order};
use crate::prng::{Prng, hash_text, hash2};
use crate::series::{Covered, Series, Step};
use crate::time::Time;

/// Spans of usage in hours that real daily exports hold.
const DAILY_SPANS: [i64; 6] = [24, 24, 14, 7, 4, 1];

/// Sums of covered usage in one interval, for its negation.
#[derive(Debug, Clone, Copy, Default)]
struct Negated {
    quantity: Amount,
    cost: Amount,
    net: Amount,
}

/// Sums of on-demand cost: of the day for its discount, of the month for its tax.
#[derive(Debug, Clone, Copy, Default)]
struct GroupSums {
    day: Amount,
    month: Amount,
}

/// Iterator over the line items of a [`Month`].
#[derive(Debug)]
pub struct Items<'a> {
    month: &'a Month,
    slot: i64,
    at: usize,
    /// Order of the interval's charges, where it is drawn.
    places: Vec<usize>,
    /// Hand out only rows that are (or are not) of the selected products; none for all rows.
    only_matched: Option<bool>,
    event: usize,
    /// Usage of each pool so far.
    used: Vec<Amount>,
    negated: Vec<Negated>,
    groups: Vec<GroupSums>,
    plan_used: Amount,
    queue: VecDeque<LineItem>,
    invoices: Option<[Arc<str>; 3]>,
}

impl<'a> Items<'a> {
    pub(crate) fn new(month: &'a Month) -> Self {
        let books = &month.books;
        let number = hash2(books.options.seed, 0x1A) % 1_000_000_000;
        let invoice = |more: u64| Arc::from((2_000_000_000 + number + more).to_string());
        Self {
            month,
            slot: 0,
            at: 0,
            places: Vec::new(),
            only_matched: (books.options.order == Order::Clustered).then_some(true),
            event: 0,
            used: vec![Amount::ZERO; books.pools],
            negated: vec![Negated::default(); books.negations.len()],
            groups: vec![GroupSums::default(); books.groups.len()],
            plan_used: Amount::ZERO,
            queue: VecDeque::new(),
            invoices: books.options.is_final.then(|| [invoice(0), invoice(1), invoice(2)]),
        }
    }

    /// All rows of a series in an interval.
    fn emit(&mut self, series: &Series, hours: (i64, i64)) {
        let start = self.month.bill().period_start;
        let (mut quantity, mut idle, mut covered_quantity) = (Amount::ZERO, Amount::ZERO, Amount::ZERO);
        for hour in hours.0..hours.0 + hours.1 {
            let (of_hour, idle_of_hour) = series.flow.hour(start, hour);
            quantity += of_hour;
            idle += idle_of_hour;
            if let Some(covered) = &series.covered {
                covered_quantity += covered.of(of_hour, start.plus_hours(hour));
            }
        }
        // Monthly sums of fractions can have more digits than a double holds.
        let (quantity, covered_quantity) = (quantity.written(), covered_quantity.written());
        if quantity == Amount::ZERO {
            return;
        }
        let mut left = quantity;
        if let Some(covered) = series.covered.as_ref().filter(|_| covered_quantity > Amount::ZERO) {
            let idle_part = idle.share(covered_quantity, quantity);
            self.emit_covered(covered, series, hours, (covered_quantity, idle_part));
            left = (left - covered_quantity).written();
            idle = idle - idle_part;
        }
        let whole = left;
        for step in &series.steps {
            let used = series.pool.and_then(|pool| self.used.get(pool).copied()).unwrap_or_default();
            let room = step.upto.map_or(left, |upto| (upto - used).max(Amount::ZERO));
            let part = left.min(room).written();
            if part == Amount::ZERO {
                continue;
            }
            if let Some(used) = series.pool.and_then(|pool| self.used.get_mut(pool)) {
                *used += part;
            }
            left = (left - part).written();
            let idle_part = if part == whole { idle } else { idle.share(part, whole) };
            self.emit_step(step, series, hours, (part, idle_part));
        }
    }

    fn emit_step(&mut self, step: &Step, series: &Series, hours: (i64, i64), quantities: (Amount, Amount)) {
        let (quantity, idle) = quantities;
        let cost = quantity.at(step.rate);
        let net = self.net(cost, series.group);
        let mut item = self.item(&step.line, hours, quantity, (cost, net));
        item.public_on_demand_cost = Some(quantity.at(step.public));
        if let Some(reserved) = step.reserved {
            let effective = quantity.at(reserved);
            let net_effective = self.net(effective, series.group);
            item.reservation_effective_cost = Some((effective, net_effective));
            item.worth = Worth { amortized: effective, net_amortized: net_effective, ..item.worth };
        }
        let list = quantity.at(if step.reserved.is_some() { step.public } else { step.rate });
        item.worth = Worth { quantity, idle_quantity: idle, idle_cost: cost.share(idle, quantity), list, ..item.worth };
        if let Some(sums) = series.group.and_then(|group| self.groups.get_mut(group)) {
            sums.day += cost;
            sums.month += cost;
        }
        self.queue.push_back(item);
    }

    fn emit_covered(&mut self, covered: &Covered, series: &Series, hours: (i64, i64), quantities: (Amount, Amount)) {
        let (quantity, idle) = quantities;
        let cost = quantity.at(covered.on_demand);
        let net = self.net(cost, series.group);
        let effective = quantity.at(covered.plan);
        let net_effective = self.net(effective, series.group);
        let mut item = self.item(&covered.line, hours, quantity, (cost, net));
        item.public_on_demand_cost = Some(cost);
        item.plan_effective_cost = Some((effective, net_effective));
        item.worth = Worth {
            quantity,
            amortized: effective,
            net_amortized: net_effective,
            idle_quantity: idle,
            idle_cost: cost.share(idle, quantity),
            billed: Amount::ZERO,
            list: quantity.at(covered.on_demand),
        };
        if let Some(negated) = self.negated.get_mut(covered.negation) {
            negated.quantity += quantity;
            negated.cost += cost;
            negated.net += net.unwrap_or_default();
        }
        self.plan_used += effective;
        self.queue.push_back(item);
    }

    /// What is left of a cost after the discount of its group; none where there are no net columns.
    fn net(&self, cost: Amount, group: Option<usize>) -> Option<Amount> {
        let options = self.month.options();
        let of_group = group.and_then(|group| self.month.books.groups.get(group)).map(|group| group.discount);
        let discount = of_group.unwrap_or(options.discount.permille());
        options.has_net().then(|| cost.permille(1000 - discount))
    }

    /// A row whose amortized costs are its unblended and net unblended ones. `costs` are these two.
    fn item(&self, line: &Arc<Line>, hours: (i64, i64), quantity: Amount, costs: (Amount, Option<Amount>)) -> LineItem {
        let (cost, net) = costs;
        let (interval, usage) = self.spans(line, hours);
        let invoice = match (line.bill_type, line.line_item_type.as_ref()) {
            ("Refund", _) => 2,
            (_, "Tax") => 1,
            _ => 0,
        };
        let billed = net.unwrap_or(cost);
        let discount = net
            .filter(|_| matches!(self.month.options().discount, Discount::Columns(_)))
            .map(|net| (net - cost).written());
        LineItem {
            line: Arc::clone(line),
            interval,
            usage_start: usage.0,
            usage_end: usage.1,
            invoice_id: self.invoices.as_ref().and_then(|invoices| invoices.get(invoice)).map(Arc::clone),
            usage_amount: quantity,
            unblended_cost: cost,
            net_unblended_cost: net,
            public_on_demand_cost: None,
            plan_effective_cost: None,
            plan_commitment: None,
            reservation_effective_cost: None,
            total_discount: discount,
            worth: Worth { amortized: cost, net_amortized: net, billed, list: billed, ..Worth::default() },
        }
    }

    /// Interval and usage span of a row: a day's row may have been used for some hours only.
    fn spans(&self, line: &Line, hours: (i64, i64)) -> ((Time, Time), (Time, Time)) {
        let bill = self.month.bill();
        let span = |first: i64, length: i64| {
            (bill.period_start.plus_hours(first), bill.period_start.plus_hours(first + length))
        };
        match self.month.options().granularity {
            Granularity::Hourly => (span(hours.0, hours.1), span(hours.0, hours.1)),
            Granularity::Monthly => ((bill.period_start, bill.period_end), span(hours.0, hours.1)),
            Granularity::Daily => {
                let noise = hash2(hash_text(&line.line_item_id), hours.0.unsigned_abs());
                let choice = usize::try_from(noise % 6).unwrap_or_default();
                let length = DAILY_SPANS.get(choice).copied().unwrap_or(24).min(hours.1);
                let late = i64::try_from((noise >> 8) % 24).unwrap_or_default() % (hours.1 - length + 1);
                (span(hours.0, 24), span(hours.0 + late, length))
            }
        }
    }

    /// The rows that sum up an interval: events, negations, the plan's fee, at a day's end the discounts, at last the tax.
    fn finish_slot(&mut self, hours: (i64, i64)) {
        let books = &self.month.books;
        let end = hours.0 + hours.1;
        while let Some(event) = books.events.get(self.event).filter(|event| event.hours.0 < end) {
            self.event += 1;
            let item = self.event_item(event);
            self.queue.push_back(item);
        }
        for (at, line) in books.negations.iter().enumerate() {
            let sums = self.negated.get_mut(at).map(std::mem::take).unwrap_or_default();
            if sums.quantity == Amount::ZERO {
                continue;
            }
            let net = books.options.has_net().then(|| -sums.net.written());
            let mut item = self.item(line, hours, -sums.quantity.written(), (-sums.cost.written(), net));
            item.worth = Worth { net_amortized: books.options.has_net().then_some(Amount::ZERO), ..Worth::default() };
            self.queue.push_back(item);
        }
        self.finish_fee(hours);
        let last = end == books.options.hours();
        if last || end % 24 == 0 {
            self.finish_day(end);
        }
        if last && end == books.options.month.hours() {
            self.finish_month();
        }
    }

    fn event_item(&self, event: &Event) -> LineItem {
        let has_net = self.month.options().has_net();
        let net = has_net.then_some(event.cost);
        let mut item = self.item(&event.line, event.hours, event.usage_amount, (event.cost, net));
        item.interval = self.hours_between(event.hours);
        (item.usage_start, item.usage_end) = item.interval;
        if event.line.meaning.charge == "discounted" {
            item.worth.quantity = event.usage_amount;
        }
        if let Some(effective) = event.reservation_cost {
            let net_effective = has_net.then_some(effective);
            item.reservation_effective_cost = Some((effective, net_effective));
            item.worth = Worth { amortized: effective, net_amortized: net_effective, ..item.worth };
        }
        item
    }

    fn hours_between(&self, hours: (i64, i64)) -> (Time, Time) {
        let start = self.month.bill().period_start;
        (start.plus_hours(hours.0), start.plus_hours(hours.0 + hours.1))
    }

    fn finish_fee(&mut self, hours: (i64, i64)) {
        let used = std::mem::take(&mut self.plan_used).written();
        let Some((line, an_hour)) = &self.month.books.plan_fee else { return };
        let commitment: Amount = (0..hours.1).map(|_| *an_hour).sum::<Amount>().written();
        let net = self.net(commitment, None);
        let mut item = self.item(line, hours, Amount::whole(hours.1), (commitment, net));
        item.plan_commitment = Some((commitment, used));
        // The unused part is what the fee itself costs; the rest is in the covered rows.
        let unused = (commitment - used).written();
        item.worth = Worth { amortized: unused, net_amortized: self.net(unused, None), ..item.worth };
        self.queue.push_back(item);
    }

    /// Discount rows of the day that ends after `end` hours.
    fn finish_day(&mut self, end: i64) {
        let books = &self.month.books;
        let monthly = books.options.granularity == Granularity::Monthly;
        let span = if monthly { (0, books.options.month.hours()) } else { ((end - 1) / 24 * 24, 24) };
        for (at, group) in books.groups.iter().enumerate() {
            let sums = self.groups.get_mut(at).map(|sums| std::mem::take(&mut sums.day)).unwrap_or_default();
            let discount = -sums.permille(group.discount);
            let Some(line) = group.discount_line.as_ref().filter(|_| discount != Amount::ZERO) else { continue };
            // The usage rows' net costs hold the discount already: counted here too, a net total would have it twice.
            let mut item = self.item(line, span, Amount::ZERO, (discount, Some(Amount::ZERO)));
            item.interval = self.hours_between(span);
            (item.usage_start, item.usage_end) = item.interval;
            item.worth = Worth { amortized: discount, net_amortized: Some(Amount::ZERO), ..Worth::default() };
            self.queue.push_back(item);
        }
    }

    /// Tax rows: usage spans the month; the interval is the month, or of Lambda its first day.
    fn finish_month(&mut self) {
        let books = &self.month.books;
        let month = (0, books.options.month.hours());
        for (group, sums) in books.groups.iter().zip(&self.groups) {
            let Some((line, permille)) = &group.tax else { continue };
            let tax = sums.month.permille(*permille);
            if tax == Amount::ZERO {
                continue;
            }
            let mut item = self.item(line, month, Amount::whole(1), (tax, books.options.has_net().then_some(tax)));
            let first_day =
                line.product_code == crate::kind::LAMBDA && books.options.granularity != Granularity::Monthly;
            item.interval = self.hours_between(if first_day { (0, 24) } else { month });
            (item.usage_start, item.usage_end) = self.hours_between(month);
            self.queue.push_back(item);
        }
    }
}

impl Items<'_> {
    /// Which of `count` charges comes now.
    fn place(&mut self, count: usize) -> usize {
        let seed = hash2(self.month.options().seed, self.slot.unsigned_abs());
        if self.month.options().order == Order::Stepped {
            let offset = usize::try_from(seed % count as u64).unwrap_or_default();
            return (offset + self.at * self.month.stride) % count;
        }
        if self.at == 0 {
            self.places = (0..count).collect();
            Prng::new(seed).shuffle(&mut self.places);
        }
        self.places.get(self.at).copied().unwrap_or_default()
    }

    /// The next row in the order of time.
    fn next_in_time(&mut self) -> Option<LineItem> {
        loop {
            if let Some(item) = self.queue.pop_front() {
                return Some(item);
            }
            let hours = self.month.slot(self.slot)?;
            let count = self.month.books.series.len();
            if self.at < count {
                let place = self.place(count);
                self.at += 1;
                if let Some(series) = self.month.books.series.get(place) {
                    self.emit(series, hours);
                }
            } else {
                self.finish_slot(hours);
                self.at = 0;
                self.slot += 1;
            }
        }
    }
}

impl Iterator for Items<'_> {
    type Item = LineItem;

    fn next(&mut self) -> Option<LineItem> {
        loop {
            match (self.next_in_time(), self.only_matched) {
                (Some(item), Some(matched)) if item.line.meaning.matched != matched => {}
                // The others are the same month once more: no order is worth holding its rows.
                (None, Some(true)) => *self = Self { only_matched: Some(false), ..Self::new(self.month) },
                (item, _) => return item,
            }
        }
    }
}
