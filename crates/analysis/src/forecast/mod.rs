//! What comes next, by the days of a bill.
//!
//! Each quantity is forecast for itself: connection minutes follow how many people are there, messages what they do. Only
//! settled days count. A back-test on those days chooses the model and tells its error beside that of the last week again;
//! the same errors make the interval. Costs follow from quantities.
//!
//! - `model`: what the next days hold; `days`: which model, and how sure it is
//! - `usage`: a ledger by days; `month`: the months ahead; `price`: what they cost
//! - `bill`: all of it together

mod bill;
mod days;
mod model;
mod month;
mod price;
mod usage;

pub use bill::{
    ApiForecast, BillForecast, Confidence, ForecastError, ForecastRequest, LayerForecast, MonthOutlook, Outlook,
    TotalMonth, forecast,
};
pub use days::{BackTest, Days, FEWEST, FEWEST_FOR_MODELS};
pub use model::Model;
pub use price::Crossing;
pub use usage::Quantity;
