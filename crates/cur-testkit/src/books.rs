//! Where a month is drawn up: lines, series, and what they share (tiers, discounts, negations).

use std::collections::HashMap;
use std::sync::Arc;

use crate::amount::{Amount, Rate};
use crate::item::{ApiKey, Bill, Line, Meaning, Pricing, Product, SavingsPlan, Tag, Text};
use crate::kind::{API_GATEWAY, Kind, LAMBDA};
use crate::options::{Discount, MonthOptions};
use crate::prng::{base32, hash_text, hash2, hex};
use crate::region::Region;
use crate::scenario::Account;
use crate::series::{Covered, Group, Series, Step};
use crate::unrelated::NOTES;

/// The plan that covers things, as every one of its rows names it.
const PLAN_ARN: &str = "arn:aws:savingsplans::111122223333:savingsplan/7a9f1f2c-52d3-4c55-9a3e-0d1f3c6b8e21";
/// Value-added tax in eu-west-1, in thousandths.
const VAT: u32 = 200;
/// What a private rate takes off in ap-northeast-2, in thousandths.
const PRIVATE_RATE: u32 = 150;

/// A row that comes once, at an hour of the month.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) line: Arc<Line>,
    /// Start and length of its interval, in hours of the month; usage spans the same time.
    pub(crate) hours: (i64, i64),
    pub(crate) usage_amount: Amount,
    pub(crate) cost: Amount,
    pub(crate) reservation_cost: Option<Amount>,
}

/// A month as it is drawn up.
#[derive(Debug, Clone)]
pub(crate) struct Books {
    pub(crate) bill: Arc<Bill>,
    pub(crate) options: MonthOptions,
    pub(crate) series: Vec<Series>,
    pub(crate) groups: Vec<Group>,
    pub(crate) negations: Vec<Arc<Line>>,
    pub(crate) pools: usize,
    pub(crate) events: Vec<Event>,
    /// Line of the plan's hourly fee, and its commitment in dollars an hour.
    pub(crate) plan_fee: Option<(Arc<Line>, Amount)>,
    named: HashMap<String, usize>,
}

impl Books {
    pub(crate) fn new(options: &MonthOptions) -> Self {
        let bill = Bill {
            payer_account_id: options.payer.clone(),
            payer_account_name: Text::Borrowed("Example Corp, Inc."),
            currency: options.currency.clone(),
            period_start: options.month.start(),
            period_end: options.month.end(),
        };
        Self {
            bill: Arc::new(bill),
            options: options.clone(),
            series: Vec::new(),
            groups: Vec::new(),
            negations: Vec::new(),
            pools: 0,
            events: Vec::new(),
            plan_fee: None,
            named: HashMap::new(),
        }
    }

    /// The usage line of something sold, not sealed yet.
    pub(crate) fn usage_line(&self, kind: &Kind, account: &Account, region: Region, resource: Option<String>) -> Line {
        let usage_type = kind.usage_type(region);
        let transfer = kind.service == "AWSDataTransfer";
        let sku = base32(hash_text(&format!("{}{usage_type}", kind.code)), 16).to_uppercase();
        let region_of_columns = Text::Borrowed(region.code());
        let mut map = vec![("product_name", Text::Borrowed(kind.name)), ("region", region_of_columns.clone())];
        map.push(("servicename", Text::Borrowed(kind.name)));
        if transfer {
            map.push(("transfer_type", Text::Borrowed("AWS Outbound")));
        } else if kind.meter == "lambda_duration" {
            map.insert(0, ("group", Text::Borrowed("AWS-Lambda-Duration")));
        }
        let product = Product {
            servicecode: Some(Text::Borrowed(kind.service)),
            family: Some(Text::Borrowed(kind.family)),
            // Real transfer rows of Lambda have no Region code, only the map's Region.
            region_code: (!transfer || kind.code != LAMBDA).then_some(region_of_columns),
            usage_type: Some(Text::Owned(usage_type.clone())),
            operation: Some(Text::Borrowed(kind.operation)),
            sku: Some(Text::Owned(sku.clone())),
            instance_type: kind.suffix.split_once("Usage:").map(|(_, instance)| Text::Borrowed(instance)),
            location: Some(Text::Borrowed(region.location())),
            map,
        };
        Line {
            usage_type: Some(Text::Owned(usage_type)),
            operation: Some(Text::Borrowed(kind.operation)),
            resource_id: resource.map(Text::Owned),
            description: Text::Borrowed(kind.description),
            pricing: Pricing {
                unit: Some(Text::Borrowed(kind.unit)),
                rate_code: Some(Text::Owned(sku)),
                ..Pricing::default()
            },
            product,
            subscription_id: Some(Text::Owned((hash_text(kind.suffix) % 10_000_000_000).to_string())),
            meaning: Meaning {
                meter: kind.meter,
                region: Some(Text::Borrowed(region.code())),
                ..meaning_of(kind.code, "usage")
            },
            ..self.bare_line(account, kind.code, "Usage")
        }
    }

    /// A line with nothing but its account, product and type.
    pub(crate) fn bare_line(&self, account: &Account, code: &'static str, line_item_type: &'static str) -> Line {
        Line {
            line_item_id: Text::Borrowed(""),
            bill: Arc::clone(&self.bill),
            bill_type: "Anniversary",
            account_id: account.id.clone(),
            account_name: account.name.clone(),
            line_item_type: Text::Borrowed(line_item_type),
            product_code: Text::Borrowed(code),
            usage_type: None,
            operation: None,
            availability_zone: None,
            resource_id: None,
            description: Text::Borrowed(""),
            tax_type: None,
            unblended_rate: None,
            net_unblended_rate: None,
            pricing: Pricing::default(),
            product: Product::default(),
            savings_plan: None,
            reservation: None,
            subscription_id: None,
            tags: Vec::new(),
            cost_category: None,
            meaning: meaning_of(code, "other"),
        }
    }

    /// The line with its id, and without what the export leaves out.
    pub(crate) fn seal(&self, mut line: Line) -> Arc<Line> {
        let words = [
            line.line_item_type.as_ref(),
            line.product_code.as_ref(),
            line.usage_type.as_deref().unwrap_or_default(),
            line.operation.as_deref().unwrap_or_default(),
            line.resource_id.as_deref().unwrap_or_default(),
            line.account_id.as_ref(),
            line.unblended_rate.as_deref().unwrap_or_default(),
            line.description.as_ref(),
        ];
        let id = hash2(self.options.seed, hash_text(&words.join("\u{1f}")));
        line.line_item_id = Text::Owned(base32(id, 52));
        line.cost_category = id.is_multiple_of(7).then_some(Text::Borrowed("Run, Shared"));
        if !self.options.resource_ids {
            line.resource_id = None;
            line.meaning.api =
                line.meaning.api.map(|api| Arc::new(ApiKey { api_id: None, stage: None, ..(*api).clone() }));
        }
        Arc::new(line)
    }

    /// A usage line's rates: what is paid, and the public rate of the first paid tier.
    pub(crate) fn priced(&self, line: Line, rate: Rate, public: Rate, discount: u32) -> Line {
        let reserved = line.line_item_type == "DiscountedUsage";
        let free = rate == Rate::FREE && public != Rate::FREE && !reserved;
        let sku = line.product.sku.clone().unwrap_or_default();
        let term = if free { "A429C66SYZ" } else { "JRTCKXETXF" };
        let tier = base32(hash_text(&rate.text()), 10).to_uppercase();
        let net = Amount::whole(1).at(rate).permille(1000 - discount);
        let mut net_text = String::new();
        net.push_fixed(&mut net_text);
        let location = line.product.location.clone().unwrap_or_default();
        let million = Amount::whole(1_000_000).at(rate).to_string();
        let shown = if line.description.contains("per million") { million } else { rate.amount().to_string() };
        Line {
            description: Text::Owned(line.description.replace("{rate}", &shown).replace("{location}", &location)),
            unblended_rate: Some(Text::Owned(rate.text())),
            net_unblended_rate: self.options.has_net().then_some(Text::Owned(net_text)),
            pricing: Pricing {
                term: (!free).then_some(Text::Borrowed(if reserved { "Reserved" } else { "OnDemand" })),
                rate_code: Some(Text::Owned(format!("{sku}.{term}.{tier}"))),
                rate_id: Some(Text::Owned((hash_text(&sku) % 10_000_000_000).to_string())),
                public_rate: Some(Text::Owned(public.text())),
                ..line.pricing
            },
            ..line
        }
    }

    /// What a series of `line` costs above `upto` (none: the only or the last tier).
    pub(crate) fn step(&self, line: Line, upto: Option<Amount>, rate: Rate, public: Rate) -> Step {
        let discount = self.discount_of(&line);
        let line = self.priced(line, rate, public, discount);
        Step { upto, rate, public, reserved: None, line: self.seal(line) }
    }

    /// The part of `line`'s usage that the Savings Plan covers, and the row that takes its on-demand cost back.
    pub(crate) fn covered(&mut self, line: &Line, rates: (Rate, Rate), per_hour: Amount, night_only: bool) -> Covered {
        let (on_demand, plan) = rates;
        let covered = Line {
            line_item_type: Text::Borrowed("SavingsPlanCoveredUsage"),
            savings_plan: Some(self.plan(Some(plan))),
            meaning: Meaning { charge: "savings_plan_covered", ..line.meaning.clone() },
            ..line.clone()
        };
        let covered = self.priced(covered, on_demand, on_demand, self.discount_of(line));
        let usage_type = line.usage_type.clone().unwrap_or_default();
        let name = format!("negation {} {usage_type}", line.account_id);
        let next = self.negations.len();
        let negation = *self.named.entry(name).or_insert(next);
        if negation == next {
            let negating = Line {
                line_item_type: Text::Borrowed("SavingsPlanNegation"),
                description: Text::Owned(format!(
                    "SavingsPlanNegation used by AccountId : {} and UsageSku : ABC",
                    line.account_id
                )),
                resource_id: None,
                tags: Vec::new(),
                unblended_rate: None,
                pricing: Pricing { unit: line.pricing.unit.clone(), ..Pricing::default() },
                savings_plan: Some(self.plan(None)),
                meaning: Meaning {
                    charge: "savings_plan_negation",
                    api: None,
                    behaviour: None,
                    ..line.meaning.clone()
                },
                ..line.clone()
            };
            self.negations.push(self.seal(negating));
        }
        let cap = per_hour.at(plan);
        let (fee, commitment) = match self.plan_fee.take() {
            Some(fee) => fee,
            None => (self.fee_line(), Amount::whole(1)),
        };
        self.plan_fee = Some((fee, (commitment + cap).written()));
        Covered { per_hour, night_only, on_demand, plan, line: self.seal(covered), negation }
    }

    fn plan(&self, rate: Option<Rate>) -> SavingsPlan {
        let _ = self;
        SavingsPlan {
            arn: Text::Borrowed(PLAN_ARN),
            rate: rate.map(Rate::amount),
            offering_type: "ComputeSavingsPlans",
            payment_option: "No Upfront",
            purchase_term: "1yr",
            start: "2026-03-01T00:00:00.000Z",
            end: "2027-03-01T00:00:00.000Z",
        }
    }

    fn fee_line(&self) -> Arc<Line> {
        let payer = Account { id: self.options.payer.clone(), name: self.bill.payer_account_name.clone() };
        let line = Line {
            usage_type: Some(Text::Borrowed("ComputeSP:1yrNoUpfront")),
            description: Text::Borrowed("1 year No Upfront Compute Savings Plan, hourly fee"),
            resource_id: Some(Text::Borrowed(PLAN_ARN)),
            savings_plan: Some(self.plan(None)),
            ..self.bare_line(&payer, "ComputeSavingsPlans", "SavingsPlanRecurringFee")
        };
        self.seal(line)
    }

    /// The pool of that name: charges of one pool climb its tiers together.
    pub(crate) fn pool(&mut self, name: &str) -> usize {
        let next = self.pools;
        let pool = *self.named.entry(format!("pool {name}")).or_insert(next);
        self.pools = self.pools.max(pool + 1);
        pool
    }

    /// The group of a usage line: what is discounted and taxed together with it.
    pub(crate) fn group(&mut self, line: &Line) -> usize {
        let usage_type = line.usage_type.clone().unwrap_or_default();
        let operation = line.operation.clone().unwrap_or_default();
        let name = format!("group {} {} {usage_type} {operation}", line.account_id, line.product_code);
        let next = self.groups.len();
        let group = *self.named.entry(name).or_insert(next);
        if group == next {
            let discount = self.discount_of(line);
            let discount_line = matches!(self.options.discount, Discount::Rows(_)).then(|| self.discount_line(line));
            let taxed = line.meaning.region.as_deref() == Some(Region::EuWest1.code());
            let tax = taxed.then(|| (self.tax_line(line), VAT));
            self.groups.push(Group { discount, discount_line, tax });
        }
        group
    }

    /// The discount on a line, in thousandths.
    pub(crate) fn discount_of(&self, line: &Line) -> u32 {
        match self.options.discount {
            Discount::None => 0,
            Discount::Rows(_) if is_private_rate(line) => PRIVATE_RATE,
            Discount::Rows(permille) | Discount::Columns(permille) => permille,
        }
    }

    fn discount_line(&self, line: &Line) -> Arc<Line> {
        let private = is_private_rate(line);
        let discount = Line {
            line_item_type: Text::Borrowed(if private { "PrivateRateDiscount" } else { "EdpDiscount" }),
            description: Text::Borrowed(if private {
                "Private Rate Card Discount"
            } else {
                "Enterprise Program Discount"
            }),
            resource_id: None,
            tags: Vec::new(),
            pricing: Pricing::default(),
            subscription_id: None,
            meaning: Meaning { charge: "discount", api: None, behaviour: None, ..line.meaning.clone() },
            ..line.clone()
        };
        self.seal(discount)
    }

    /// Tax rows tell usage type and operation, and of the product nothing.
    fn tax_line(&self, line: &Line) -> Arc<Line> {
        let tax = Line {
            line_item_type: Text::Borrowed("Tax"),
            description: Text::Owned(format!(
                "Tax for product code {} usage type {}",
                line.product_code,
                line.usage_type.as_deref().unwrap_or_default()
            )),
            tax_type: Some(Text::Borrowed("VAT")),
            resource_id: None,
            tags: Vec::new(),
            pricing: Pricing::default(),
            product: Product::default(),
            subscription_id: None,
            meaning: Meaning { charge: "tax", api: None, behaviour: None, ..line.meaning.clone() },
            ..line.clone()
        };
        self.seal(tax)
    }

    /// Tags of a resource: most rows have a few, some have texts that break readers.
    pub(crate) fn tags(&self, salt: &str) -> Vec<(Tag, Text)> {
        let noise = hash2(self.options.seed ^ 0x7A6, hash_text(salt));
        let mut tags = Vec::new();
        if noise.is_multiple_of(3) {
            tags.push((
                Tag::CreatedBy,
                Text::Owned(format!("AssumedRole:AROA{}:deployer", hex(noise, 8).to_uppercase())),
            ));
        }
        if noise.is_multiple_of(2) {
            tags.push((Tag::Environment, Text::Borrowed(if noise % 10 < 7 { "prod" } else { "dev" })));
        }
        if noise % 5 == 1 {
            tags.push((Tag::Name, Text::Owned(format!("svc-{}", hex(noise, 5)))));
        }
        if let Some(note) = usize::try_from(noise % 11).ok().and_then(|at| NOTES.get(at)) {
            tags.push((Tag::Note, Text::Borrowed(note)));
        }
        if noise % 4 != 3 {
            tags.push((
                Tag::Team,
                Text::Borrowed(if noise.is_multiple_of(4) { "realtime" } else { "core, \"platform\"" }),
            ));
        }
        tags
    }
}

/// The meaning of a line of product `code`, before more is known.
pub(crate) fn meaning_of(code: &str, charge: &'static str) -> Meaning {
    Meaning {
        matched: code == API_GATEWAY || code == LAMBDA,
        meter: "other",
        charge,
        region: None,
        api: None,
        behaviour: None,
    }
}

/// Seoul has private rates instead of the discount.
fn is_private_rate(line: &Line) -> bool {
    line.meaning.region.as_deref() == Some(Region::ApNortheast2.code())
}
