//! From a scenario to the books: every charge of the month.

use std::collections::HashMap;
use std::sync::Arc;

use crate::amount::{Amount, Rate};
use crate::behaviour::Behaviour;
use crate::books::{Books, Event, meaning_of};
use crate::item::{ApiKey, Line, Meaning, Reservation, Text};
use crate::kind::{
    API_GATEWAY, DURATION, DURATION_ARM, Kind, LAMBDA, MESSAGES, MINUTES, NEIGHBOURS, REQUESTS, REQUESTS_ARM,
    UNKNOWN_WEBSOCKET,
};
use crate::options::{Granularity, MonthOptions};
use crate::prng::{base32, hash_text, hash2, hex};
use crate::region::Region;
use crate::scenario::{ACCOUNTS, Account, Api, Function, Scenario};
use crate::series::{Flow, Series};
use crate::unrelated::UNRELATED;

/// Messages and minutes that cost nothing in the first year.
const FREE_MESSAGES: i64 = 1_000_000;
const FREE_MINUTES: i64 = 750_000;
/// Messages above which the second rate holds.
const FIRST_TIER_MESSAGES: i64 = 1_000_000_000;
/// The always-free part of Lambda.
const FREE_GB_SECONDS: i64 = 400_000;
const FREE_REQUESTS: i64 = 1_000_000;
/// The plan's price of a GB-second, in thousandths of on demand.
const PLAN_PERMILLE: i64 = 880;

/// Everything that `scenario` puts on the bill.
pub(crate) fn draw(options: &MonthOptions, scenario: &Scenario) -> Books {
    let mut books = Books::new(options);
    for api in &scenario.apis {
        books.draw_api(api);
    }
    for function in &scenario.functions {
        books.draw_function(function, scenario);
    }
    if scenario.neighbours {
        books.draw_neighbours();
    }
    if scenario.adjustments {
        books.draw_adjustments();
    }
    if scenario.oddities {
        books.draw_oddities();
    }
    books.draw_unrelated(scenario.unrelated);
    tell_apart(&mut books.series);
    books.events.sort_by_key(|event| event.hours.0);
    books
}

/// Gives line items that are alike in all else, since their charge comes several times, ids of their own.
fn tell_apart(series: &mut [Series]) {
    let mut known: HashMap<Text, u64> = HashMap::new();
    for one in series {
        let steps = one.steps.iter_mut().map(|step| &mut step.line);
        for line in steps.chain(one.covered.as_mut().map(|covered| &mut covered.line)) {
            let copies = known.entry(line.line_item_id.clone()).or_default();
            if *copies > 0 {
                let id = hash2(hash_text(&line.line_item_id), *copies);
                Arc::make_mut(line).line_item_id = Text::Owned(base32(id, 52));
            }
            *copies += 1;
        }
    }
}

impl Books {
    fn draw_api(&mut self, api: &Api) {
        let stage = api.stage.as_ref().map(|stage| format!("/stages/{stage}")).unwrap_or_default();
        let arn = format!("arn:aws:apigateway:{}::/apis/{}{stage}", api.region.code(), api.id);
        let key = Arc::new(api_key(api));
        let draft = |books: &Self, kind: &Kind| {
            let line = books.usage_line(kind, &api.account, api.region, Some(arn.clone()));
            let meaning =
                Meaning { api: Some(Arc::clone(&key)), behaviour: Some(api.clients.behaviour), ..line.meaning };
            Line { tags: books.tags(&api.id), meaning, ..line }
        };
        let minutes = draft(self, &MINUTES);
        let messages = draft(self, &MESSAGES);
        let rate = api.region.minute_rate();
        let (first, above) = api.region.message_rates();
        let tier = Some(Amount::whole(FIRST_TIER_MESSAGES));
        let mut minute_steps = vec![self.step(minutes.clone(), None, rate, rate)];
        let mut message_steps =
            vec![self.step(messages.clone(), tier, first, first), self.step(messages.clone(), None, above, first)];
        let mut payer = api.region.code().to_owned();
        if api.free_tier {
            let free = |line: &Line| Line {
                description: Text::Owned(format!(
                    "API Gateway {} - Free Tier",
                    line.pricing.unit.as_deref().unwrap_or_default()
                )),
                ..line.clone()
            };
            minute_steps.insert(0, self.step(free(&minutes), Some(Amount::whole(FREE_MINUTES)), Rate::FREE, rate));
            message_steps.insert(0, self.step(free(&messages), Some(Amount::whole(FREE_MESSAGES)), Rate::FREE, first));
            payer = format!("{payer} {}", api.account.id);
        }
        let minute_pool = self.pool(&format!("minutes {payer}"));
        let message_pool = self.pool(&format!("messages {payer}"));
        let (minute_group, message_group) = (self.group(&minutes), self.group(&messages));
        self.series.push(Series {
            flow: Flow::Minutes(api.clients),
            pool: Some(minute_pool),
            steps: minute_steps,
            covered: None,
            group: Some(minute_group),
        });
        if api.clients.behaviour != Behaviour::MinutesOnly {
            self.series.push(Series {
                flow: Flow::Messages(api.clients),
                pool: Some(message_pool),
                steps: message_steps,
                covered: None,
                group: Some(message_group),
            });
        }
    }

    fn draw_function(&mut self, function: &Function, scenario: &Scenario) {
        let (duration, requests) = if function.arm { (DURATION_ARM, REQUESTS_ARM) } else { (DURATION, REQUESTS) };
        let (clients, permille) = (function.clients, function.invocations_permille);
        let mb_millis = function.memory_mb * function.millis;
        let plan = Rate(duration.rate.0 * PLAN_PERMILLE / 1000);
        let meters = [
            (duration, Flow::Duration { clients, permille, mb_millis }, FREE_GB_SECONDS, plan),
            (requests, Flow::Invocations { clients, permille }, FREE_REQUESTS, requests.rate),
        ];
        for (kind, flow, free, plan) in meters {
            let line = self.function_line(&kind, function, scenario);
            let mut steps = vec![self.step(line.clone(), None, kind.rate, kind.rate)];
            let mut pool = None;
            if function.free_tier {
                let unit = kind.unit;
                let description = format!("AWS Lambda - Free Tier - {free} {unit} - {}", function.region.location());
                let line = Line { description: Text::Owned(description), ..line.clone() };
                steps.insert(0, self.step(line, Some(Amount::whole(free)), Rate::FREE, kind.rate));
                pool = Some(self.pool(kind.suffix));
            }
            let is_duration = matches!(flow, Flow::Duration { .. });
            let per_hour = if is_duration { function.covered_per_hour } else { Amount::whole(1_000_000) };
            let covers = self.options.savings_plan
                && if is_duration { per_hour > Amount::ZERO } else { function.covers_requests };
            let covered = covers.then(|| self.covered(&line, (kind.rate, plan), per_hour, !is_duration));
            let group = Some(self.group(&line));
            self.series.push(Series { flow, pool, steps, covered, group });
        }
    }

    fn function_line(&self, kind: &Kind, function: &Function, scenario: &Scenario) -> Line {
        let arn =
            format!("arn:aws:lambda:{}:{}:function:{}", function.region.code(), function.account.id, function.name);
        let line = self.usage_line(kind, &function.account, function.region, Some(arn));
        let api = function.api.and_then(|at| scenario.apis.get(at)).map(|api| Arc::new(api_key(api)));
        let meaning = Meaning { api, behaviour: Some(function.clients.behaviour), ..line.meaning };
        Line { tags: self.tags(&function.name), meaning, ..line }
    }

    fn draw_neighbours(&mut self) {
        for (position, (region, kind)) in NEIGHBOURS.iter().enumerate() {
            let account = match region {
                Region::UsEast1 => 0,
                Region::UsWest2 => 1,
                Region::EuWest1 => 2,
                Region::ApNortheast2 => 3,
            };
            let seed = hash2(self.options.seed ^ 0x4E1, position as u64);
            let presence = if position % 3 == 0 { 1000 } else { 150 };
            self.draw_steady(kind, &account_at(account), *region, (seed, presence));
        }
    }

    fn draw_unrelated(&mut self, count: usize) {
        for position in 0..count {
            let seed = hash2(self.options.seed ^ 0x0721, position as u64);
            // The first kinds of the catalogue come more often, as instances and disks do.
            let skew = (seed >> 40) % UNRELATED.len() as u64;
            let at = usize::try_from((seed >> 20) % (skew + 1)).unwrap_or_default();
            let at = if position < UNRELATED.len() { position } else { at };
            let Some(kind) = UNRELATED.get(at) else { continue };
            let region = Region::ALL.get(position % 7).copied().unwrap_or(Region::UsEast1);
            self.draw_steady(kind, &account_at(position % 5), region, (seed, 750 + (seed >> 50) % 251));
        }
    }

    /// A charge that flows steadily; `noise` is its seed and in how many thousandths of the hours it is there.
    fn draw_steady(&mut self, kind: &Kind, account: &Account, region: Region, noise: (u64, u64)) {
        let (seed, presence) = noise;
        let id = hex(seed, 16);
        let fill = |pattern: &str| {
            pattern.replace("{region}", region.code()).replace("{account}", &account.id).replace("{id}", &id)
        };
        let line = self.usage_line(kind, account, region, kind.resource.map(fill));
        let ec2 = kind.code == "AmazonEC2";
        let zone = ec2.then(|| Text::Owned(format!("{}{}", region.code(), if seed % 2 == 0 { 'a' } else { 'b' })));
        let mut line = Line { tags: self.tags(&id), availability_zone: zone, ..line };
        if kind.reserved.is_some() {
            line.line_item_type = Text::Borrowed("DiscountedUsage");
            line.meaning.charge = "discounted";
            let arn = format!("arn:aws:ec2:{}:{}:reserved-instances/{}", region.code(), account.id, hex(seed ^ 1, 32));
            line.reservation = Some(Reservation { arn: Text::Owned(arn) });
        }
        let rate = if kind.reserved.is_some() { Rate::FREE } else { kind.rate };
        let group = line.meaning.matched.then(|| self.group(&line));
        let mut step = self.step(line, None, rate, kind.rate);
        step.reserved = kind.reserved;
        let flow = Flow::Steady { base: kind.base, whole: kind.whole, presence, seed };
        self.series.push(Series { flow, pool: None, steps: vec![step], covered: None, group });
    }

    fn draw_adjustments(&mut self) {
        let hours = self.options.hours();
        let month = self.options.month.hours();
        let account = account_at(0);
        let messages = self.usage_line(&MESSAGES, &account, Region::UsEast1, None);
        let credit = Line {
            line_item_type: Text::Borrowed("Credit"),
            description: Text::Borrowed("AWS Promotional Credit, \"re:Invent\" – Message usage"),
            product: crate::item::Product::default(),
            pricing: crate::item::Pricing::default(),
            subscription_id: None,
            meaning: Meaning { charge: "credit", ..messages.meaning.clone() },
            ..messages
        };
        let refund = Line {
            bill_type: "Refund",
            description: Text::Borrowed("Refund for Lambda, case 1234567890"),
            meaning: meaning_of(LAMBDA, "refund"),
            ..self.bare_line(&account, LAMBDA, "Refund")
        };
        let other_credit = Line {
            description: Text::Borrowed("Credit for EC2"),
            meaning: meaning_of("AmazonEC2", "credit"),
            ..self.bare_line(&account, "AmazonEC2", "Credit")
        };
        let rows = [
            (credit, (0, month), -25_500_000),
            (refund, (216, 24), -12_345_678),
            (other_credit, (0, month), -400_000_000),
        ];
        for (line, span, cost) in rows {
            if span.0 < hours {
                let line = self.seal(line);
                let usage_amount = if line.bill_type == "Refund" { Amount::whole(1) } else { Amount::ZERO };
                let (cost, reservation_cost) = (Amount::millionths(cost), None);
                self.events.push(Event { line, hours: self.span_of(span), usage_amount, cost, reservation_cost });
            }
        }
    }

    fn draw_oddities(&mut self) {
        let account = account_at(1);
        let seed = self.options.seed ^ 0x0DD;
        self.draw_steady(&UNKNOWN_WEBSOCKET, &account, Region::UsEast1, (seed, 40));
        let duration = self.usage_line(&DURATION, &account, Region::UsWest2, None);
        let unknown = Line {
            line_item_type: Text::Borrowed("RegionalRebate"),
            description: Text::Borrowed("A type that no document names"),
            meaning: Meaning { charge: "other", ..duration.meaning.clone() },
            ..duration.clone()
        };
        let provider = Line {
            line_item_type: Text::Borrowed("SppDiscount"),
            description: Text::Borrowed("Solution Provider Program discount"),
            meaning: Meaning { charge: "discount", ..duration.meaning.clone() },
            ..duration.clone()
        };
        let reserved = Line {
            line_item_type: Text::Borrowed("DiscountedUsage"),
            description: Text::Borrowed("Usage that a reservation covers"),
            reservation: Some(Reservation { arn: Text::Borrowed("arn:aws:lambda:us-west-2:210000000002:reserved/1") }),
            meaning: Meaning { charge: "discounted", ..duration.meaning.clone() },
            ..duration
        };
        let fee = Line {
            description: Text::Borrowed("A fee, once"),
            meaning: meaning_of(API_GATEWAY, "fee"),
            ..self.bare_line(&account, API_GATEWAY, "Fee")
        };
        let rows = [
            (unknown, 3, 7, -1_234_567, None),
            (provider, 4, 0, -2_000_001, None),
            (reserved, 5, 1_000, 0, Some(Amount::millionths(12_345))),
            (fee, 6, 1, 3_500_000, None),
        ];
        for (line, hour, usage, cost, reservation_cost) in rows {
            if hour < self.options.hours() {
                let (usage_amount, cost) = (Amount::whole(usage), Amount::millionths(cost));
                let (line, hours) = (self.seal(line), self.span_of((hour, 1)));
                self.events.push(Event { line, hours, usage_amount, cost, reservation_cost });
            }
        }
    }

    /// The interval, at this granularity, of something that spans such hours (start and length).
    fn span_of(&self, span: (i64, i64)) -> (i64, i64) {
        match self.options.granularity {
            Granularity::Hourly => span,
            Granularity::Daily => (span.0 / 24 * 24, span.1.max(24)),
            Granularity::Monthly => (0, self.options.month.hours()),
        }
    }
}

fn api_key(api: &Api) -> ApiKey {
    ApiKey {
        account: api.account.id.clone(),
        region: Text::Borrowed(api.region.code()),
        api_id: Some(api.id.clone()),
        stage: api.stage.clone(),
    }
}

fn account_at(position: usize) -> Account {
    let [first, ..] = &ACCOUNTS;
    ACCOUNTS.get(position).unwrap_or(first).clone()
}
