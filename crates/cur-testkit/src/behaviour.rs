//! How the clients of an API behave, and what that makes of minutes and messages hour by hour.

use crate::prng::hash2;
use crate::time::Time;

/// A named way in which clients use an API. The part of the connections that nobody looks at is known for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Behaviour {
    /// People who chat, mostly in the evening: two messages a minute, no one idle.
    ConsumerChat,
    /// A dashboard in office hours that is closed when its user leaves.
    UsedDashboard,
    /// A ticker for the whole world: a push every ten seconds, day and night.
    GlobalTicker,
    /// Devices that report once a minute, day and night.
    Telemetry,
    /// A game: twenty messages a minute in the evening.
    Game,
    /// Phones that wait for rare notifications: 12.5 minutes per message, and that is their job.
    RarePush,
    /// Dashboards left open for days and pushed to all the time: the ratio stays low, the night is busy.
    IdleDashboard,
    /// Tabs left open that send and get nothing, and reconnect: about 24 minutes per message.
    SilentTabs,
    /// Tabs left open that ping so often, in minutes: the ratio is close to the interval.
    PingedTabs {
        /// Minutes between two pings of a connection.
        every_minutes: u16,
    },
    /// Connections and not one message.
    MinutesOnly,
    /// A used dashboard that goes live in the middle of the month (on the 15th).
    NewApi,
    /// An API too small to judge: tens of thousands of minutes, hundreds of messages.
    Tiny,
    /// People who chat, now more and now less: an hour has between half and one and a half of two messages a minute.
    LivelyChat,
    /// The same people, whose clients send heartbeats besides: healthy, and with a cadence in it.
    ChatWithHeartbeats {
        /// Seconds between two heartbeats of a connection.
        every_seconds: u16,
        /// Does the server answer each with a message?
        answered: bool,
    },
    /// Tabs left open whose clients send heartbeats: the ratio is far below parity, and nobody is there.
    HeartbeatTabs {
        /// Seconds between two heartbeats of a connection.
        every_seconds: u16,
        /// Does the server answer each with a message?
        answered: bool,
    },
    /// Tabs left open that send nothing and are pushed to at a fixed cadence.
    PushedTabs {
        /// Seconds between two pushes to a connection.
        every_seconds: u16,
    },
}

/// When the active connections of a behaviour are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Flat,
    Office,
    Evening,
}

/// Concurrency by hour of the day (UTC), in thousandths of the peak.
const OFFICE: [u64; 24] =
    [20, 15, 12, 10, 12, 30, 120, 400, 750, 920, 980, 1000, 870, 900, 970, 950, 860, 640, 330, 160, 90, 60, 40, 28];
const EVENING: [u64; 24] = [
    420, 280, 180, 120, 90, 90, 130, 210, 280, 320, 350, 390, 430, 450, 470, 520, 600, 720, 860, 960, 1000, 940, 780,
    590,
];
/// The 15th, where [`Behaviour::NewApi`] starts: hours after the month's start.
const MID_MONTH: i64 = 14 * 24;

/// The numbers behind a behaviour, all in thousandths: of the API's peak concurrency, or of a minute.
struct Profile {
    shape: Shape,
    weekend: u64,
    active: u64,
    active_messages: u64,
    /// By how much an hour's messages of active connections may lie above or below the mean.
    swing: u64,
    /// Messages of active connections that have no noise of their own.
    heartbeats: u64,
    idle: u64,
    idle_messages: u64,
}

impl Behaviour {
    /// Every behaviour that is there all month and large enough to judge, with the parameters that matter: first those
    /// without idle connections, then those with.
    pub const SIMULATED: [Self; 18] = [
        Self::ConsumerChat,
        Self::LivelyChat,
        Self::ChatWithHeartbeats { every_seconds: 30, answered: true },
        Self::UsedDashboard,
        Self::GlobalTicker,
        Self::Telemetry,
        Self::Game,
        Self::RarePush,
        Self::IdleDashboard,
        Self::SilentTabs,
        Self::PingedTabs { every_minutes: 9 },
        Self::PingedTabs { every_minutes: 5 },
        Self::PingedTabs { every_minutes: 1 },
        Self::HeartbeatTabs { every_seconds: 30, answered: false },
        Self::HeartbeatTabs { every_seconds: 30, answered: true },
        Self::PushedTabs { every_seconds: 10 },
        Self::PushedTabs { every_seconds: 300 },
        Self::MinutesOnly,
    ];

    /// The name in a [`Truth`](crate::Truth).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConsumerChat => "consumer_chat",
            Self::UsedDashboard => "used_dashboard",
            Self::GlobalTicker => "global_ticker",
            Self::Telemetry => "telemetry",
            Self::Game => "game",
            Self::RarePush => "rare_push",
            Self::IdleDashboard => "idle_dashboard",
            Self::SilentTabs => "silent_tabs",
            Self::PingedTabs { .. } => "pinged_tabs",
            Self::MinutesOnly => "minutes_only",
            Self::NewApi => "new_api",
            Self::Tiny => "tiny",
            Self::LivelyChat => "lively_chat",
            Self::ChatWithHeartbeats { .. } => "chat_with_heartbeats",
            Self::HeartbeatTabs { .. } => "heartbeat_tabs",
            Self::PushedTabs { .. } => "pushed_tabs",
        }
    }

    /// Does it leave connections open that nobody uses?
    #[must_use]
    pub const fn idles(self) -> bool {
        self.profile().idle > 0
    }

    const fn profile(self) -> Profile {
        match self {
            Self::ConsumerChat => Profile::used(Shape::Evening, 1150, 2000),
            Self::UsedDashboard | Self::NewApi => Profile::used(Shape::Office, 250, 600),
            Self::GlobalTicker => Profile::used(Shape::Flat, 1000, 6000),
            Self::Telemetry => Profile::used(Shape::Flat, 1000, 1000),
            Self::Game => Profile::used(Shape::Evening, 1300, 20_000),
            Self::RarePush => Profile::used(Shape::Flat, 1000, 80),
            Self::Tiny => Profile::used(Shape::Office, 400, 20),
            Self::IdleDashboard => Profile::left_open(1000, 1500, 1200, 350),
            Self::SilentTabs => Profile::left_open(150, 720, 850, 0),
            Self::PingedTabs { every_minutes } => {
                let every = if every_minutes == 0 { 1 } else { every_minutes as u64 };
                Profile::left_open(60, 240, 900, 1000 / every)
            }
            Self::LivelyChat => Profile { swing: 500, ..Self::ConsumerChat.profile() },
            Self::ChatWithHeartbeats { every_seconds, answered } => {
                Profile { heartbeats: cadence(every_seconds, answered), ..Self::LivelyChat.profile() }
            }
            Self::HeartbeatTabs { every_seconds, answered } => {
                let every = cadence(every_seconds, answered);
                // The few that somebody looks at send heartbeats as the others do.
                Profile { heartbeats: every, ..Profile::left_open(60, 240, 900, every) }
            }
            Self::PushedTabs { every_seconds } => {
                let every = cadence(every_seconds, false);
                Profile { heartbeats: every, ..Profile::left_open(60, 240, 900, every) }
            }
            Self::MinutesOnly => Profile { shape: Shape::Flat, ..Profile::left_open(0, 0, 1000, 0) },
        }
    }
}

impl Profile {
    const fn used(shape: Shape, weekend: u64, active_messages: u64) -> Self {
        Self { shape, weekend, active: 1000, active_messages, swing: 0, heartbeats: 0, idle: 0, idle_messages: 0 }
    }

    const fn left_open(active: u64, active_messages: u64, idle: u64, idle_messages: u64) -> Self {
        Self {
            shape: Shape::Office,
            weekend: 250,
            active,
            active_messages,
            swing: 0,
            heartbeats: 0,
            idle,
            idle_messages,
        }
    }
}

/// Messages in a thousand minutes of a connection with one, or with one and its answer, every so many seconds.
const fn cadence(every_seconds: u16, answered: bool) -> u64 {
    let every = if every_seconds == 0 { 1 } else { every_seconds as u64 };
    60_000 / every * if answered { 2 } else { 1 }
}

/// What the connections of an API did in some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// Connection minutes, of all connections.
    pub minutes: u64,
    /// Messages, of all connections.
    pub messages: u64,
    /// The minutes of idle connections among them.
    pub idle_minutes: u64,
    /// The messages of idle connections among them.
    pub idle_messages: u64,
}

/// The clients of one API: their behaviour, their number and their noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clients {
    /// How they behave.
    pub behaviour: Behaviour,
    /// Concurrent connections at the peak.
    pub peak: u64,
    /// Seed of the noise.
    pub seed: u64,
}

impl Clients {
    /// What they do in the hour that starts `hour` hours after `month_start`. Depends on nothing else.
    #[must_use]
    pub fn hour(&self, month_start: Time, hour: i64) -> Load {
        if self.behaviour == Behaviour::NewApi && hour < MID_MONTH {
            return Load::default();
        }
        let profile = self.behaviour.profile();
        let time = month_start.plus_hours(hour);
        let noise = hash2(self.seed, hour.unsigned_abs());
        let weekend = if time.is_weekend() { profile.weekend } else { 1000 };
        let present = self.peak * shape_at(profile.shape, time) * weekend / 1_000_000;
        let active_minutes = jitter(present * profile.active * 60 / 1000, noise);
        let idle_minutes = jitter(self.peak * profile.idle * 60 / 1000, noise >> 20);
        // A fixed cadence is fixed: telemetry has no noise of its own in its messages.
        let chatter = if self.behaviour == Behaviour::Telemetry { 512 } else { noise >> 40 };
        let said = jitter(active_minutes * profile.active_messages / 1000, chatter);
        let swing = 1000 - profile.swing + (noise >> 50) % (2 * profile.swing + 1);
        let active_messages = said * swing / 1000 + active_minutes * profile.heartbeats / 1000;
        let idle_messages = idle_minutes * profile.idle_messages / 1000;
        Load {
            minutes: active_minutes + idle_minutes,
            messages: active_messages + idle_messages,
            idle_minutes,
            idle_messages,
        }
    }
}

/// `value` within ±3 %, by ten bits of `noise` (512 leaves it as it is).
const fn jitter(value: u64, noise: u64) -> u64 {
    value * (17_067 + (noise & 1023) - 512) / 17_067
}

fn shape_at(shape: Shape, time: Time) -> u64 {
    let hour = usize::try_from(time.hour_of_day()).unwrap_or_default();
    match shape {
        Shape::Flat => 1000,
        Shape::Office => OFFICE.get(hour).copied().unwrap_or_default(),
        Shape::Evening => EVENING.get(hour).copied().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::CalendarMonth;

    fn month_of(behaviour: Behaviour, peak: u64) -> Load {
        let month = CalendarMonth::new(2026, 10);
        let clients = Clients { behaviour, peak, seed: 3 };
        (0..month.hours()).map(|hour| clients.hour(month.start(), hour)).fold(Load::default(), |sum, hour| Load {
            minutes: sum.minutes + hour.minutes,
            messages: sum.messages + hour.messages,
            idle_minutes: sum.idle_minutes + hour.idle_minutes,
            idle_messages: sum.idle_messages + hour.idle_messages,
        })
    }

    /// Tenths of a minute per message.
    fn ratio(behaviour: Behaviour) -> u64 {
        let load = month_of(behaviour, 10_000);
        (load.minutes * 10 + load.messages / 2) / load.messages
    }

    #[test]
    fn ratios_are_as_described() {
        assert_eq!(ratio(Behaviour::ConsumerChat), 5);
        assert_eq!(ratio(Behaviour::GlobalTicker), 2);
        assert_eq!(ratio(Behaviour::Telemetry), 10);
        assert!((120..130).contains(&ratio(Behaviour::RarePush)));
        assert!((12..20).contains(&ratio(Behaviour::IdleDashboard)));
        assert!((201..290).contains(&ratio(Behaviour::SilentTabs)), "{}", ratio(Behaviour::SilentTabs));
        assert!((80..95).contains(&ratio(Behaviour::PingedTabs { every_minutes: 9 })));
        assert_eq!(month_of(Behaviour::MinutesOnly, 100).messages, 0);
    }

    #[test]
    fn the_tiny_api_is_below_the_floor_and_the_new_one_starts_late() {
        let tiny = month_of(Behaviour::Tiny, 3);
        assert!(tiny.minutes < 100_000 && tiny.messages < 1_000 && tiny.messages > 100, "{tiny:?}");
        let new = Clients { behaviour: Behaviour::NewApi, peak: 100, seed: 1 };
        let start = Time::of_date(2026, 10, 1);
        assert_eq!(new.hour(start, MID_MONTH - 1), Load::default());
        assert!(new.hour(start, MID_MONTH + 10).minutes > 0);
    }

    #[test]
    fn heartbeats_and_pushes_keep_their_cadence() {
        // 30 s, 30 s with an answer, 10 s and 5 minutes: so many tenths of a minute per message.
        let answered = |answered| Behaviour::HeartbeatTabs { every_seconds: 30, answered };
        assert!((4..=5).contains(&ratio(answered(false))) && (2..=3).contains(&ratio(answered(true))));
        assert!((1..=2).contains(&ratio(Behaviour::PushedTabs { every_seconds: 10 })));
        assert!((43..50).contains(&ratio(Behaviour::PushedTabs { every_seconds: 300 })));
        let hours = |behaviour| {
            let clients = Clients { behaviour, peak: 10_000, seed: 5 };
            let start = Time::of_date(2026, 10, 1);
            let loads = (0..744).map(move |hour| clients.hour(start, hour));
            let mut rates: Vec<u64> = loads.map(|load| load.messages * 1000 / load.minutes).collect();
            rates.sort_unstable();
            (rates[0], rates[743])
        };
        let (least, most) = hours(answered(true));
        assert!(least >= 3_900 && most <= 4_200, "{least}..{most}");
        let (least, most) = hours(Behaviour::LivelyChat);
        assert!(least < 1_100 && most > 2_900, "{least}..{most}");
        let (least, most) = hours(Behaviour::ChatWithHeartbeats { every_seconds: 30, answered: true });
        assert!(least > 4_900 && most > least * 4 / 3, "{least}..{most}");
    }

    #[test]
    fn the_simulated_ones_are_healthy_first() {
        let idles = Behaviour::SIMULATED.map(Behaviour::idles);
        assert!(idles.is_sorted() && idles[7..9] == [false, true]);
        for behaviour in Behaviour::SIMULATED {
            let load = month_of(behaviour, 1_000);
            assert_eq!(load.idle_minutes > load.minutes / 2, behaviour.idles(), "{behaviour:?}");
            assert!(load.minutes > 1_000_000, "{behaviour:?} is large enough to judge");
        }
    }

    #[test]
    fn only_the_idle_ones_idle() {
        for behaviour in [Behaviour::ConsumerChat, Behaviour::Game, Behaviour::RarePush] {
            assert!(!behaviour.idles() && month_of(behaviour, 1000).idle_minutes == 0);
        }
        let open = month_of(Behaviour::IdleDashboard, 1000);
        assert!(open.idle_minutes * 2 > open.minutes && open.idle_messages > 0);
    }
}
