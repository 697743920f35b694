//! What happens in a month: which APIs and functions there are, and what else is on the bill.

use crate::amount::Amount;
use crate::behaviour::{Behaviour, Clients};
use crate::item::Text;
use crate::prng::{base32, hash2};
use crate::region::Region;

/// Rows in an hour: of the neighbours, of one set of APIs and functions, of one API alone, of a hundred unrelated charges.
const ROWS_OF_NEIGHBOURS: u64 = 15;
const ROWS_OF_SET: u64 = 33;
const APIS_OF_SET: u64 = 13;
const FUNCTIONS_OF_SET: u64 = 8;
const ROWS_OF_API: u64 = 2;
const ROWS_OF_HUNDRED: u64 = 87;

/// A usage account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// 12 digits.
    pub id: Text,
    /// Its name, which CUR 2.0 writes.
    pub name: Text,
}

impl Account {
    const fn of(id: &'static str, name: &'static str) -> Self {
        Self { id: Text::Borrowed(id), name: Text::Borrowed(name) }
    }
}

/// The accounts of the ready-made scenarios.
pub const ACCOUNTS: [Account; 5] = [
    Account::of("210000000001", "chat-prod"),
    Account::of("210000000002", "trading-prod"),
    Account::of("210000000003", "Büro, \"EMEA\""),
    Account::of("210000000004", "games-kr"),
    Account::of("210000000005", "sandbox"),
];

/// A WebSocket API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// Its account.
    pub account: Account,
    /// Its Region.
    pub region: Region,
    /// Its id, as in the ARN.
    pub id: Text,
    /// Its stage; none writes an ARN without one.
    pub stage: Option<Text>,
    /// Who connects.
    pub clients: Clients,
    /// Is its account in the free tier of the first year (1 M messages, 750,000 minutes)?
    pub free_tier: bool,
}

/// A Lambda function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its account.
    pub account: Account,
    /// Its Region.
    pub region: Region,
    /// Its name.
    pub name: Text,
    /// The API (position in [`Scenario::apis`]) whose clients call it; the bill does not know.
    pub api: Option<usize>,
    /// Who calls it.
    pub clients: Clients,
    /// Invocations for a thousand messages of those clients.
    pub invocations_permille: u64,
    /// Memory, MB.
    pub memory_mb: u64,
    /// Mean duration, ms.
    pub millis: u64,
    /// Runs on ARM?
    pub arm: bool,
    /// GB-seconds that the Savings Plan covers in an hour, where the month has one.
    pub covered_per_hour: Amount,
    /// Does the plan, having commitment left at night, cover its requests as well (at no saving)?
    pub covers_requests: bool,
    /// Does the always-free tier fall on it?
    pub free_tier: bool,
}

/// What is on the bill.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scenario {
    /// WebSocket APIs.
    pub apis: Vec<Api>,
    /// Lambda functions.
    pub functions: Vec<Function>,
    /// REST, HTTP, cache and data-transfer rows, and the rarer Lambda meters?
    pub neighbours: bool,
    /// Credits, refunds and (once the month is over) tax?
    pub adjustments: bool,
    /// An unknown WebSocket usage type, an unknown line item type and other oddities?
    pub oddities: bool,
    /// How many hourly charges of other products.
    pub unrelated: usize,
}

impl Scenario {
    /// One API and nothing else.
    #[must_use]
    pub fn of_one(behaviour: Behaviour, peak: u64) -> Self {
        let mut scenario = Self::default();
        scenario.add_api(0, Region::UsEast1, behaviour, peak);
        scenario
    }

    /// Every behaviour, every kind of row.
    #[must_use]
    pub fn everything(seed: u64) -> Self {
        let mut scenario =
            Self { neighbours: true, adjustments: true, oddities: true, unrelated: 60, ..Self::default() };
        scenario.add_set(seed, 1);
        scenario
    }

    /// The same kinds of rows so often that the month has about `rows` rows, 11 % of them of the selected products (more
    /// where that is too few for one of each kind).
    #[must_use]
    pub fn of_rows(seed: u64, rows: u64, hours: i64) -> Self {
        let per_hour = per_hour(rows, hours);
        let wanted = (per_hour * 11 / 100).saturating_sub(ROWS_OF_NEIGHBOURS);
        let sets = ((wanted + ROWS_OF_SET / 2) / ROWS_OF_SET).max(1);
        Self::of_sets(seed, per_hour, sets, 0)
    }

    /// About `rows` rows, `permille` thousandths of them of the selected products. A share too small for one of each
    /// kind is of single APIs, at least one.
    #[must_use]
    pub fn of_share(seed: u64, rows: u64, hours: i64, permille: u64) -> Self {
        let per_hour = per_hour(rows, hours);
        let wanted = per_hour * permille / 1000;
        let sets = wanted.saturating_sub(ROWS_OF_NEIGHBOURS) / ROWS_OF_SET;
        let left = if sets == 0 { wanted } else { wanted - ROWS_OF_NEIGHBOURS - sets * ROWS_OF_SET };
        let apis = if sets == 0 { (left / ROWS_OF_API).max(1) } else { left / ROWS_OF_API };
        Self::of_sets(seed, per_hour, sets, apis)
    }

    /// The same with about as many rows, but no more than `sets` sets of APIs and functions: the charges of these come
    /// several times, each time as a line item of its own. A set has some 20,000 ledger keys.
    #[must_use]
    pub fn repeating(mut self, sets: u64) -> Self {
        let most = |each: u64| usize::try_from(sets.max(1).saturating_mul(each)).unwrap_or(usize::MAX);
        let (apis, functions) = (most(APIS_OF_SET), most(FUNCTIONS_OF_SET));
        for at in apis..self.apis.len() {
            self.apis[at] = self.apis[at % apis].clone();
        }
        for at in functions..self.functions.len() {
            self.functions[at] = self.functions[at % functions].clone();
        }
        self
    }

    /// So many sets of APIs and functions, so many APIs more, and unrelated charges up to `per_hour` rows in an hour.
    fn of_sets(seed: u64, per_hour: u64, sets: u64, apis: u64) -> Self {
        let neighbours = if sets == 0 { 0 } else { ROWS_OF_NEIGHBOURS };
        let selected = neighbours + sets * ROWS_OF_SET + apis * ROWS_OF_API;
        let unrelated = per_hour.saturating_sub(selected) * 100 / ROWS_OF_HUNDRED;
        let mut scenario = Self {
            neighbours: sets > 0,
            adjustments: true,
            oddities: true,
            unrelated: usize::try_from(unrelated).unwrap_or_default(),
            ..Self::default()
        };
        for set in 0..sets {
            scenario.add_set(hash2(seed, set), if set == 0 { 1 } else { 2 + set % 50 });
        }
        for (account, region) in (0..apis).zip(Region::ALL.into_iter().cycle()) {
            let account = usize::try_from(account).unwrap_or_default() % ACCOUNTS.len();
            scenario.add_api(account, region, Behaviour::ConsumerChat, 5_000);
        }
        scenario
    }

    /// The sample that is committed: large idle APIs beside busy ones.
    #[must_use]
    pub fn sample() -> Self {
        let mut scenario = Self { neighbours: true, adjustments: true, unrelated: 14, ..Self::default() };
        let chat = scenario.add_api(0, Region::UsEast1, Behaviour::ConsumerChat, 40_000);
        scenario.add_api(0, Region::UsEast1, Behaviour::SilentTabs, 230_000);
        let desk = scenario.add_api(1, Region::UsWest2, Behaviour::IdleDashboard, 24_000);
        scenario.add_api(1, Region::UsEast1, Behaviour::PingedTabs { every_minutes: 9 }, 30_000);
        let dashboard = scenario.add_api(2, Region::EuWest1, Behaviour::UsedDashboard, 6_000);
        scenario.add_api(2, Region::EuWest1, Behaviour::MinutesOnly, 9_000);
        scenario.add_api(3, Region::ApNortheast2, Behaviour::RarePush, 12_000);
        scenario.add_api(3, Region::ApNortheast2, Behaviour::NewApi, 5_000);
        scenario.add_api(4, Region::UsWest2, Behaviour::Tiny, 3);
        scenario.add_function("chat-on-message", chat, (512, 18), Amount::whole(9_000));
        scenario.add_function("desk-push", desk, (256, 30), Amount::whole(2_000));
        scenario.add_function("dashboard-feed", dashboard, (1024, 45), Amount::ZERO);
        scenario
    }

    /// Adds an API in one of [`ACCOUNTS`] and tells its position.
    pub fn add_api(&mut self, account: usize, region: Region, behaviour: Behaviour, peak: u64) -> usize {
        let position = self.apis.len();
        let seed = hash2(0xA91, position as u64);
        self.apis.push(Api {
            account: account_at(account),
            region,
            id: Text::Owned(base32(seed, 10)),
            stage: Some(Text::Borrowed(if behaviour == Behaviour::Tiny { "dev" } else { "prod" })),
            clients: Clients { behaviour, peak, seed },
            free_tier: behaviour == Behaviour::Tiny,
        });
        position
    }

    /// Adds a function that the clients of an API call with every second message, in the API's account and Region.
    /// `size` is memory in MB and mean duration in ms.
    pub fn add_function(&mut self, name: &'static str, api: usize, size: (u64, u64), covered_per_hour: Amount) {
        let Some(of) = self.apis.get(api) else { return };
        let function = Function {
            account: of.account.clone(),
            region: of.region,
            name: Text::Borrowed(name),
            api: Some(api),
            clients: of.clients,
            invocations_permille: 500,
            memory_mb: size.0,
            millis: size.1,
            arm: false,
            covered_per_hour,
            covers_requests: false,
            free_tier: false,
        };
        self.functions.push(function);
    }

    /// One API of each behaviour and the functions behind them, `divisor` times smaller than the first set.
    fn add_set(&mut self, seed: u64, divisor: u64) {
        let first = self.apis.len();
        let behaviours = [
            (0, Region::UsEast1, Behaviour::ConsumerChat, 40_000),
            (0, Region::UsEast1, Behaviour::SilentTabs, 60_000),
            (0, Region::EuWest1, Behaviour::UsedDashboard, 5_000),
            (1, Region::UsEast1, Behaviour::GlobalTicker, 3_000),
            (1, Region::UsWest2, Behaviour::IdleDashboard, 8_000),
            (1, Region::UsWest2, Behaviour::Telemetry, 20_000),
            (2, Region::EuWest1, Behaviour::PingedTabs { every_minutes: 5 }, 9_000),
            (2, Region::EuWest1, Behaviour::PingedTabs { every_minutes: 9 }, 7_000),
            (3, Region::ApNortheast2, Behaviour::Game, 2_000),
            (3, Region::ApNortheast2, Behaviour::RarePush, 9_000),
            (3, Region::ApNortheast2, Behaviour::NewApi, 4_000),
            (2, Region::UsEast1, Behaviour::MinutesOnly, 11_000),
            (4, Region::UsWest2, Behaviour::Tiny, 3),
        ];
        for (account, region, behaviour, peak) in behaviours {
            let peak = if behaviour == Behaviour::Tiny { peak } else { (peak / divisor).max(1) };
            let position = self.add_api(account, region, behaviour, peak);
            if let Some(api) = self.apis.get_mut(position) {
                api.id = Text::Owned(base32(hash2(seed, position as u64), 10));
                api.clients.seed = hash2(seed, 1000 + position as u64);
                if behaviour == Behaviour::Telemetry {
                    api.stage = None;
                }
            }
        }
        self.add_function("chat-on-message", first, (512, 18), Amount::whole(9_000));
        self.add_function("feed-é-push", first + 2, (1024, 45), Amount::ZERO);
        self.add_function("desk-push", first + 4, (256, 30), Amount::whole(400));
        self.add_function("ingest-telemetry", first + 5, (128, 12), Amount::ZERO);
        self.add_function("game-tick", first + 8, (256, 7), Amount::whole(300));
        let positions = [(0, false, true, false), (3, true, false, false), (2, false, false, true)];
        let start = self.functions.len() - 5;
        for (offset, arm, covers_requests, free_tier) in positions {
            if let Some(function) = self.functions.get_mut(start + offset) {
                (function.arm, function.covers_requests, function.free_tier) = (arm, covers_requests, free_tier);
            }
        }
        if first > 0 {
            for function in self.functions.iter_mut().skip(start) {
                function.name = Text::Owned(format!("{}-{}", function.name, base32(seed, 6)));
            }
        }
    }
}

fn per_hour(rows: u64, hours: i64) -> u64 {
    rows / u64::try_from(hours).unwrap_or_default().max(1)
}

fn account_at(position: usize) -> Account {
    let [first, ..] = &ACCOUNTS;
    ACCOUNTS.get(position).unwrap_or(first).clone()
}
