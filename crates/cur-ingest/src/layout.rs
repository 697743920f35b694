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
}

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 4] = [Self::LegacyCsv, Self::LegacyParquet, Self::Cur2Csv, Self::Cur2Parquet];

    /// The name in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LegacyCsv => "legacy-csv",
            Self::LegacyParquet => "legacy-parquet",
            Self::Cur2Csv => "cur2-csv",
            Self::Cur2Parquet => "cur2-parquet",
        }
    }

    /// The layout of a [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }

    /// CUR 2.0, as opposed to legacy?
    #[must_use]
    pub const fn is_cur2(self) -> bool {
        matches!(self, Self::Cur2Csv | Self::Cur2Parquet)
    }

    /// Only legacy CSV writes `category/Name`; CUR 2.0 CSV writes the names of its SQL table.
    pub(crate) fn of_csv(columns: &Columns) -> Self {
        if columns.is_slashed() { Self::LegacyCsv } else { Self::Cur2Csv }
    }

    /// Both Parquet layouts write `line_item_usage_type`; CUR 2.0 has the payer's name or the product map.
    pub(crate) fn of_parquet(columns: &Columns) -> Self {
        if columns.is_cur2() { Self::Cur2Parquet } else { Self::LegacyParquet }
    }
}
