//! The layout of an export.

use crate::columns::Columns;

/// The layout of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Layout {
    /// Legacy CUR as CSV (`lineItem/UsageType`).
    LegacyCsv,
    /// Legacy CUR as Parquet (`line_item_usage_type`, one column per product attribute).
    LegacyParquet,
    /// CUR 2.0 as CSV.
    Cur2Csv,
    /// CUR 2.0 as Parquet.
    #[default]
    Cur2Parquet,
    /// FOCUS 1.0 as CSV, with columns of AWS or without.
    Focus10Csv,
    /// FOCUS 1.0 as Parquet.
    Focus10Parquet,
    /// FOCUS 1.2 (or 1.1) as CSV, with columns of AWS or without.
    Focus12Csv,
    /// FOCUS 1.2 as Parquet.
    Focus12Parquet,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 8] = [
        Self::LegacyCsv,
        Self::LegacyParquet,
        Self::Cur2Csv,
        Self::Cur2Parquet,
        Self::Focus10Csv,
        Self::Focus10Parquet,
        Self::Focus12Csv,
        Self::Focus12Parquet,
    ];

    /// The name in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LegacyCsv => "legacy-csv",
            Self::LegacyParquet => "legacy-parquet",
            Self::Cur2Csv => "cur2-csv",
            Self::Cur2Parquet => "cur2-parquet",
            Self::Focus10Csv => "focus-1.0-csv",
            Self::Focus10Parquet => "focus-1.0-parquet",
            Self::Focus12Csv => "focus-1.2-csv",
            Self::Focus12Parquet => "focus-1.2-parquet",
        }
    }

    /// The layout of a [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }

    /// FOCUS, as opposed to a Cost and Usage Report?
    #[must_use]
    pub const fn is_focus(self) -> bool {
        matches!(self, Self::Focus10Csv | Self::Focus10Parquet | Self::Focus12Csv | Self::Focus12Parquet)
    }

    /// How much it says, the most first: CUR 2.0 before legacy before FOCUS.
    pub(crate) const fn rank(self) -> u8 {
        match self {
            Self::Cur2Csv | Self::Cur2Parquet => 0,
            Self::LegacyCsv | Self::LegacyParquet => 1,
            _ => 2,
        }
    }

    /// Only legacy CSV writes `category/Name`; CUR 2.0 CSV writes the names of its SQL table.
    pub(crate) fn of_csv(columns: &Columns) -> Self {
        match (columns.is_focus(), columns.is_focus12(), columns.is_slashed()) {
            (true, false, _) => Self::Focus10Csv,
            (true, true, _) => Self::Focus12Csv,
            (false, _, true) => Self::LegacyCsv,
            (false, _, false) => Self::Cur2Csv,
        }
    }

    /// Both Parquet layouts of CUR write `line_item_usage_type`; CUR 2.0 has the payer's name or the product map.
    pub(crate) fn of_parquet(columns: &Columns) -> Self {
        match (columns.is_focus(), columns.is_focus12(), columns.is_cur2()) {
            (true, false, _) => Self::Focus10Parquet,
            (true, true, _) => Self::Focus12Parquet,
            (false, _, true) => Self::Cur2Parquet,
            (false, _, false) => Self::LegacyParquet,
        }
    }
}
