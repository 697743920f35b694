//! What a ledger knows about its own reading: one record per delivery that counted.

use cur_ingest::Layout;

/// Which cost columns the delivery has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CostColumns {
    /// `line_item_net_unblended_cost`.
    pub net_unblended: bool,
    /// `savings_plan_savings_plan_effective_cost`.
    pub savings_plan: bool,
    /// `pricing_public_on_demand_cost`.
    pub public_on_demand: bool,
}

/// A file or delivery that was left out on purpose, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Path as found.
    pub path: String,
    /// Why it does not count, such as `older delivery`.
    pub reason: String,
}

/// What is known about the reading of one delivery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Billing period, `YYYY-MM`.
    pub billing_period: String,
    /// Every billing period that its line items may name: more than one only where no manifest and no path says which.
    pub months: Vec<String>,
    /// Payer account id, where the rows name one.
    pub payer: Option<String>,
    /// Delivery id: assembly id, execution id, or the folder's or file's name where there is no manifest.
    pub delivery: String,
    /// Layout of its files.
    pub layout: Layout,
    /// Files read.
    pub files: u64,
    /// Bytes of those files, as stored.
    pub bytes: u64,
    /// Line items read, of all products.
    pub rows: u64,
    /// Line items of the selected products.
    pub matched_rows: u64,
    /// Line items that could not be read; they are in no total.
    pub unparsed_rows: u64,
    /// Selected line items without an invoice id: zero once the month is final. `None`: no such column.
    pub rows_without_invoice: Option<u64>,
    /// Exclusive end of the latest usage row of the selected products that spans at most a day, seconds since
    /// 1970-01-01 UTC. `None`: no such row (a monthly export, or no usage at all).
    pub data_through: Option<i64>,
    /// Do the rows carry resource ids?
    pub has_resource_ids: bool,
    /// Which cost columns the delivery has.
    pub cost_columns: CostColumns,
    /// Damage, in words with its place: a missing or unreadable file, rows that could not be read. Empty: complete.
    pub damage: Vec<String>,
    /// What was left out on purpose.
    pub skipped: Vec<Skipped>,
    /// Remarks about reading, such as a fallback that was taken.
    pub notes: Vec<String>,
}

impl Coverage {
    /// Was everything that belongs to this delivery read?
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.damage.is_empty() && self.unparsed_rows == 0
    }
}
