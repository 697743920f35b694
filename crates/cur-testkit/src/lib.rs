//! One logical month of an AWS bill, written in every layout, with its known answer.

mod amount;
mod prng;
mod time;

pub use amount::{Amount, Rate};
pub use prng::Prng;
pub use time::{CalendarMonth, Time};
