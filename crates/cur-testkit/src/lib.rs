//! One logical month of an AWS bill, written in every layout, with its known answer.

mod amount;
mod behaviour;
mod books;
mod draw;
mod item;
mod items;
mod kind;
mod month;
mod options;
mod prng;
mod region;
mod scenario;
mod series;
mod time;
mod truth;
mod unrelated;

pub use amount::{Amount, Rate};
pub use behaviour::{Behaviour, Clients, Load};
pub use item::{ApiKey, Bill, Line, LineItem, Meaning, Pricing, Product, Reservation, SavingsPlan, Tag, Text, Worth};
pub use items::Items;
pub use kind::{API_GATEWAY, LAMBDA};
pub use month::Month;
pub use options::{Discount, Granularity, MonthOptions};
pub use prng::Prng;
pub use region::Region;
pub use scenario::{ACCOUNTS, Account, Api, Function, Scenario};
pub use time::{CalendarMonth, Time};
pub use truth::{ApiSums, IdleKey, IdleSums, MeterKey, Sums, Truth};
