//! What kind of bill a month is: granularity, columns, discounts, how far it has come.

use crate::item::Text;
use crate::time::CalendarMonth;

/// How long the interval of a line item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granularity {
    /// One hour, exactly.
    Hourly,
    /// One day; usage start and end keep spans of hours within it, as real daily exports do.
    Daily,
    /// The whole month.
    Monthly,
}

/// An enterprise discount, in thousandths of the unblended cost, and where the bill shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discount {
    /// No discount: the export has no net columns.
    None,
    /// Rows of type `EdpDiscount` (in ap-northeast-2 `PrivateRateDiscount`) for each day, and net columns.
    Rows(u32),
    /// Net columns and `discount` columns only.
    Columns(u32),
}

impl Discount {
    /// The discount in thousandths.
    #[must_use]
    pub const fn permille(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Rows(permille) | Self::Columns(permille) => permille,
        }
    }
}

/// In which order a month's line items come. It changes no amount but where a price tier ends within an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Hour by hour, the charges of an hour by a fixed step through their list.
    #[default]
    Stepped,
    /// Hour by hour, the charges of an hour in an order drawn for that hour: the selected products lie anywhere.
    Scattered,
    /// The rows of [`Scattered`](Self::Scattered), those of the selected products in one piece before all others.
    Clustered,
}

/// Everything about a month that is not what happened in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthOptions {
    /// The billing period.
    pub month: CalendarMonth,
    /// Seed of all noise and of all ids.
    pub seed: u64,
    /// Payer account: 12 digits.
    pub payer: Text,
    /// Currency code.
    pub currency: Text,
    /// Length of the intervals.
    pub granularity: Granularity,
    /// Does the export name resources?
    pub resource_ids: bool,
    /// The enterprise discount.
    pub discount: Discount,
    /// Is there a Compute Savings Plan (rows and columns)?
    pub savings_plan: bool,
    /// Has every row an invoice id?
    pub is_final: bool,
    /// Hours of the month that have data; none for all. A month that still runs has no tax rows.
    pub hours_of_data: Option<i64>,
    /// Order of the line items.
    pub order: Order,
}

impl MonthOptions {
    /// October 2026, hourly, with resource ids, a 10 % discount in rows and columns and a Savings Plan; final.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            month: CalendarMonth::new(2026, 10),
            seed,
            payer: Text::Borrowed("111122223333"),
            currency: Text::Borrowed("USD"),
            granularity: Granularity::Hourly,
            resource_ids: true,
            discount: Discount::Rows(100),
            savings_plan: true,
            is_final: true,
            hours_of_data: None,
            order: Order::Stepped,
        }
    }

    /// Does the export have net columns? Only with a discount.
    #[must_use]
    pub fn has_net(&self) -> bool {
        self.discount != Discount::None
    }

    /// Hours of data, at most the month's.
    #[must_use]
    pub fn hours(&self) -> i64 {
        self.hours_of_data.map_or(self.month.hours(), |hours| hours.clamp(0, self.month.hours()))
    }
}
