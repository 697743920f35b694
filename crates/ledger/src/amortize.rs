//! Amortized cost of a line item.
//!
//! The table that AWS's own dashboards use (`summary_view.sql` of the Cloud Intelligence Dashboards; `docs/domain.md`,
//! cost bases): covered usage counts at its effective cost, what takes back or prepays it counts zero, and of the fees
//! only the unused part counts.

use cur_ingest::{Decimal, LineItemBatch, NULL, Number, Text};

/// How a line item type is amortized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// `SavingsPlanCoveredUsage`: the plan's effective cost.
    Covered,
    /// `SavingsPlanRecurringFee`: the unused part of the commitment.
    RecurringFee,
    /// `SavingsPlanNegation`, `SavingsPlanUpfrontFee`: nothing.
    Nothing,
    /// `DiscountedUsage`: the reservation's effective cost.
    Discounted,
    /// `RIFee`: the unused part of the reservation.
    ReservationFee,
    /// `Fee`: nothing where it pays for a reservation, which is spread over its usage.
    Fee,
    /// `EdpDiscount`, `PrivateRateDiscount`: already inside the net columns.
    NetDiscount,
    /// Everything else: as billed.
    AsBilled,
}

impl Rule {
    /// The rule of a `line_item_line_item_type`.
    pub(crate) fn of(line_item_type: &str) -> Self {
        match line_item_type {
            "SavingsPlanCoveredUsage" => Self::Covered,
            "SavingsPlanRecurringFee" => Self::RecurringFee,
            "SavingsPlanNegation" | "SavingsPlanUpfrontFee" => Self::Nothing,
            "DiscountedUsage" => Self::Discounted,
            "RIFee" => Self::ReservationFee,
            "Fee" => Self::Fee,
            "EdpDiscount" | "PrivateRateDiscount" => Self::NetDiscount,
            _ => Self::AsBilled,
        }
    }
}

/// A cell: `None` without the column, zero for an empty cell.
pub(crate) fn cell(batch: &LineItemBatch, column: Number, row: usize) -> Option<Decimal> {
    let column = batch.number(column);
    column.present.then(|| column.values.get(row).copied().flatten().unwrap_or_default())
}

fn pays_for_reservation(batch: &LineItemBatch, row: usize) -> bool {
    batch.text(Text::ReservationArn).keys.get(row).is_some_and(|&key| key != NULL)
}

/// Amortized cost; `None` where the column that it needs is absent.
pub(crate) fn amortized(rule: Rule, batch: &LineItemBatch, row: usize, unblended: Decimal) -> Option<Decimal> {
    let cell = |column| cell(batch, column, row);
    match rule {
        Rule::Covered => cell(Number::SavingsPlanEffectiveCost),
        Rule::RecurringFee => unused_commitment(batch, row),
        Rule::Nothing => Some(Decimal::ZERO),
        Rule::Discounted => cell(Number::ReservationEffectiveCost),
        Rule::ReservationFee => {
            Some(cell(Number::ReservationUnusedUpfront)?.plus(cell(Number::ReservationUnusedRecurring)?))
        }
        Rule::Fee if pays_for_reservation(batch, row) => Some(Decimal::ZERO),
        Rule::Fee | Rule::NetDiscount | Rule::AsBilled => Some(unblended),
    }
}

/// Net amortized cost; `None` where the export has no net columns.
pub(crate) fn net_amortized(rule: Rule, batch: &LineItemBatch, row: usize) -> Option<Decimal> {
    let cell = |column| cell(batch, column, row);
    let net_unblended = cell(Number::NetUnblendedCost)?;
    match rule {
        Rule::Covered => cell(Number::NetSavingsPlanEffectiveCost),
        Rule::RecurringFee => unused_commitment(batch, row),
        Rule::Nothing | Rule::NetDiscount => Some(Decimal::ZERO),
        Rule::Discounted => cell(Number::NetReservationEffectiveCost),
        Rule::ReservationFee => {
            Some(cell(Number::NetReservationUnusedUpfront)?.plus(cell(Number::NetReservationUnusedRecurring)?))
        }
        Rule::Fee if pays_for_reservation(batch, row) => Some(Decimal::ZERO),
        Rule::Fee | Rule::AsBilled => Some(net_unblended),
    }
}

fn unused_commitment(batch: &LineItemBatch, row: usize) -> Option<Decimal> {
    let cell = |column| cell(batch, column, row);
    Some(cell(Number::SavingsPlanTotalCommitment)?.minus(cell(Number::SavingsPlanUsedCommitment)?))
}
