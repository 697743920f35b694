//! Which FOCUS a file holds: the version, and how much of AWS is left in it.

/// A version of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FocusVersion {
    /// FOCUS 1.0. AWS exports it hourly only.
    V1_0,
    /// FOCUS 1.2. AWS exports it hourly, daily or monthly.
    V1_2,
}

/// A table of FOCUS as somebody exports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FocusTable {
    /// The version.
    pub version: FocusVersion,
    /// Has it the columns of AWS (`x_ServiceCode`, `x_Operation`, `x_Discounts`; in 1.0 `x_UsageType` and
    /// `x_CostCategories` too)?
    pub aws_columns: bool,
    /// Is `SkuMeter` of 1.2 filled? The *dictionary* says that it is 1.0's `x_UsageType`, and that it "might be null for
    /// certain product offerings": so both forms are here.
    pub sku_meter: bool,
}

impl FocusTable {
    /// AWS's table `FOCUS_1_0_AWS`: 48 columns.
    pub const AWS_1_0: Self = Self { version: FocusVersion::V1_0, aws_columns: true, sku_meter: false };
    /// AWS's table `FOCUS_1_2_AWS`: 60 columns, the usage type in `SkuMeter`.
    pub const AWS_1_2: Self = Self { version: FocusVersion::V1_2, aws_columns: true, sku_meter: true };
    /// The same with every `SkuMeter` null: service code, operation, unit and description are left.
    pub const AWS_1_2_UNMETERED: Self = Self { sku_meter: false, ..Self::AWS_1_2 };
    /// 1.0 without any column of AWS: service name, unit and description are left.
    pub const PLAIN_1_0: Self = Self { aws_columns: false, ..Self::AWS_1_0 };
    /// 1.2 without any column of AWS, and with every `SkuMeter` null.
    pub const PLAIN_1_2: Self = Self { aws_columns: false, ..Self::AWS_1_2_UNMETERED };

    /// Every table.
    pub const ALL: [Self; 5] =
        [Self::AWS_1_0, Self::AWS_1_2, Self::AWS_1_2_UNMETERED, Self::PLAIN_1_0, Self::PLAIN_1_2];

    /// Its name within the names of layouts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.version, self.aws_columns, self.sku_meter) {
            (FocusVersion::V1_0, true, _) => "focus-1.0",
            (FocusVersion::V1_0, false, _) => "focus-plain",
            (FocusVersion::V1_2, true, true) => "focus-1.2",
            (FocusVersion::V1_2, true, false) => "focus-1.2-unmetered",
            (FocusVersion::V1_2, false, true) => "focus-plain-1.2-metered",
            (FocusVersion::V1_2, false, false) => "focus-plain-1.2",
        }
    }

    /// Has a row with a usage type (and, in 1.2, with an SKU) it in some column?
    pub(crate) const fn has_usage_type(self, with_sku: bool) -> bool {
        match self.version {
            FocusVersion::V1_0 => self.aws_columns,
            FocusVersion::V1_2 => self.sku_meter && with_sku,
        }
    }
}
