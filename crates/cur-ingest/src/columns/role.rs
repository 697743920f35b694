//! What columns are to us.

/// Columns of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// Payer account id; FOCUS: the billing account.
    Payer,
    /// Usage account id; FOCUS: the sub account.
    Account,
    /// Line item type; FOCUS: the charge category.
    LineItemType,
    /// Product code; FOCUS: `x_ServiceCode`, or else the service's name.
    ProductCode,
    /// Usage type; FOCUS: `x_UsageType`, which AWS's 1.0 has.
    UsageType,
    /// Operation.
    Operation,
    /// Resource id.
    ResourceId,
    /// Region code (`product_region_code`, `product/regionCode`).
    RegionCode,
    /// The product attribute `region`: a key of the product map in CUR 2.0, a column of its own elsewhere.
    ProductRegion,
    /// Service code: `AWSDataTransfer` on transfer rows.
    ServiceCode,
    /// Currency code.
    Currency,
    /// Unblended rate, a decimal as text; FOCUS: list price of a unit, or else the contracted one.
    UnblendedRate,
    /// Rate code: SKU, offer term, rate; FOCUS: SKU price id.
    RateCode,
    /// Description of the line item.
    Description,
    /// Invoice id, empty until the invoice is issued.
    InvoiceId,
    /// ARN of the reservation that covers the row.
    ReservationArn,
    /// FOCUS: name of the service, where a service code is beside it.
    ServiceName,
    /// FOCUS 1.2: meter of the SKU, which AWS fills with the usage type.
    SkuMeter,
    /// FOCUS: `Correction` on rows that correct an earlier month.
    ChargeClass,
    /// FOCUS: is a commitment `Used` or `Unused` by the row?
    CommitmentStatus,
    /// FOCUS: category or type of that commitment.
    CommitmentKind,
    /// FOCUS: pricing category, `Committed` where a commitment covers the row.
    PricingCategory,
    /// FOCUS: unit of the quantity.
    Unit,
    /// The tags that are asked for, as [`crate::tag_values`] takes them apart; no column of its own in any layout.
    Tags,
}

/// Columns of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Usage amount in the meter's own unit; FOCUS: consumed quantity, or else the pricing quantity.
    UsageAmount,
    /// Unblended cost.
    UnblendedCost,
    /// Net unblended cost.
    NetUnblendedCost,
    /// Public on-demand cost.
    PublicOnDemandCost,
    /// Savings Plan effective cost.
    SavingsPlanEffectiveCost,
    /// Net Savings Plan effective cost.
    NetSavingsPlanEffectiveCost,
    /// Total Savings Plan commitment to date, on recurring fee rows.
    SavingsPlanTotalCommitment,
    /// Used Savings Plan commitment, on recurring fee rows.
    SavingsPlanUsedCommitment,
    /// Reservation effective cost.
    ReservationEffectiveCost,
    /// Net reservation effective cost.
    NetReservationEffectiveCost,
    /// Unused amortized upfront fee of a reservation, on fee rows.
    ReservationUnusedUpfront,
    /// Net of the same.
    NetReservationUnusedUpfront,
    /// Unused recurring fee of a reservation, on fee rows.
    ReservationUnusedRecurring,
    /// Net of the same.
    NetReservationUnusedRecurring,
    /// FOCUS: pricing quantity, where a consumed quantity is beside it.
    PricingQuantity,
    /// FOCUS: effective cost, which is the net amortized one.
    EffectiveCost,
    /// FOCUS: billed cost.
    BilledCost,
    /// FOCUS: cost at list prices.
    ListCost,
}

/// Columns of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// Start of the billing period.
    BillingPeriodStart,
    /// Start of the usage, inclusive.
    UsageStart,
    /// End of the usage, exclusive.
    UsageEnd,
}

/// What a column of a file is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A column of text.
    Text(Text),
    /// A column of numbers.
    Number(Number),
    /// A column of times.
    Time(Time),
    /// `identity/TimeInterval`: `start/end`.
    Interval,
    /// `identity/LineItemId`; only used to notice repeated rows.
    LineItemId,
    /// CUR 2.0's `product` map, of which the key `region` is read.
    ProductMap,
}

impl Text {
    /// How many text columns there are.
    pub const COUNT: usize = 24;
    /// Position among the text columns.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl Number {
    /// How many number columns there are.
    pub const COUNT: usize = 18;
    /// Position among the number columns.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl Time {
    /// How many time columns there are.
    pub const COUNT: usize = 3;
    /// Position among the time columns.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}
