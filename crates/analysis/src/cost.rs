//! Which of a bill's cost columns an answer is given in.

use classify::Charge;
use ledger::{Decimal, Row, Sums};

/// A cost basis. Its names are those of the command line and of the JSON contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum CostBasis {
    /// Rate × usage, as charged. What Cost Explorer shows unless told otherwise.
    Unblended,
    /// Unblended after discounts.
    Net,
    /// Commitments spread over the usage they cover.
    #[default]
    Amortized,
    /// Amortized after discounts.
    NetAmortized,
}

impl CostBasis {
    /// Every basis, in the order in which help texts list them.
    pub const ALL: [Self; 4] = [Self::Unblended, Self::Net, Self::Amortized, Self::NetAmortized];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unblended => "unblended",
            Self::Net => "net",
            Self::Amortized => "amortized",
            Self::NetAmortized => "net-amortized",
        }
    }

    /// The basis of a [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.name() == name)
    }

    /// Are discounts already taken off?
    #[must_use]
    pub const fn is_net(self) -> bool {
        matches!(self, Self::Net | Self::NetAmortized)
    }

    /// Are commitments spread over the usage they cover?
    #[must_use]
    pub const fn is_amortized(self) -> bool {
        matches!(self, Self::Amortized | Self::NetAmortized)
    }

    /// The sum on this basis; `None` where its column is absent.
    #[must_use]
    pub const fn of(self, sums: &Sums) -> Option<Decimal> {
        match self {
            Self::Unblended => sums.unblended,
            Self::Net => sums.net_unblended,
            Self::Amortized => sums.amortized,
            Self::NetAmortized => sums.net_amortized,
        }
    }

    /// What to use where the column of this basis is absent. Net columns exist only in months with a discount, so
    /// without them the same basis before discounts is the nearest answer.
    const fn fallback(self) -> Option<Self> {
        match self {
            Self::Unblended => None,
            Self::NetAmortized => Some(Self::Amortized),
            Self::Net | Self::Amortized => Some(Self::Unblended),
        }
    }

    /// The nearest basis whose column is there. FOCUS has net amortized costs only.
    pub(crate) fn available(self, columns: Columns) -> Self {
        if columns.focus && !columns.cur {
            return Self::NetAmortized;
        }
        let mut basis = self;
        while !columns.has(basis) {
            let Some(next) = basis.fallback() else { return basis };
            basis = next;
        }
        basis
    }

    /// The cost of a row on this basis; of a row of FOCUS its effective cost. Call it only with a basis that is
    /// [`available`](Self::available).
    pub(crate) fn cost(self, row: &Row<'_>) -> Decimal {
        let own = if is_focus(row) { None } else { self.of(&row.sums) };
        own.unwrap_or_else(|| row.sums.own_cost())
    }

    /// As [`cost`](Self::cost), but 0 for plan-covered usage on a basis that shows its on-demand value: a negation
    /// row takes that back.
    pub(crate) fn usage_cost(self, row: &Row<'_>) -> Decimal {
        if self.hides(row) { Decimal::ZERO } else { self.cost(row) }
    }

    /// Is the cost of the row an on-demand value that no one pays?
    pub(crate) fn hides(self, row: &Row<'_>) -> bool {
        row.charge == Charge::SavingsPlanCovered && !self.is_amortized() && !is_focus(row)
    }
}

/// Is it a row of FOCUS, which has no unblended cost?
pub(crate) const fn is_focus(row: &Row<'_>) -> bool {
    row.sums.unblended.is_none()
}

/// Which cost columns every row of a ledger has that is of a Cost and Usage Report, and which kinds of rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one flag a column, each read on its own")]
pub(crate) struct Columns {
    pub(crate) net_unblended: bool,
    pub(crate) amortized: bool,
    pub(crate) net_amortized: bool,
    pub(crate) public_on_demand: bool,
    /// Are there rows of Cost and Usage Reports?
    pub(crate) cur: bool,
    /// Are there rows of FOCUS?
    pub(crate) focus: bool,
}

impl Columns {
    /// Those of no row.
    pub(crate) const NONE_MISSING: Self = Self {
        net_unblended: true,
        amortized: true,
        net_amortized: true,
        public_on_demand: true,
        cur: false,
        focus: false,
    };

    pub(crate) fn add(&mut self, sums: &Sums) {
        if sums.unblended.is_none() {
            self.focus = true;
            return;
        }
        self.cur = true;
        self.net_unblended &= sums.net_unblended.is_some();
        self.amortized &= sums.amortized.is_some();
        self.net_amortized &= sums.net_amortized.is_some();
        self.public_on_demand &= sums.public_on_demand.is_some();
    }

    pub(crate) const fn has(self, basis: CostBasis) -> bool {
        match basis {
            CostBasis::Unblended => true,
            CostBasis::Net => self.net_unblended,
            CostBasis::Amortized => self.amortized,
            CostBasis::NetAmortized => self.net_amortized,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for basis in CostBasis::ALL {
            assert_eq!(CostBasis::from_name(basis.name()), Some(basis));
        }
        assert_eq!(CostBasis::from_name("blended"), None);
    }

    #[test]
    fn falls_back_to_the_nearest_basis_that_is_there() {
        let no_net = Columns { net_unblended: false, net_amortized: false, cur: true, ..Columns::NONE_MISSING };
        assert_eq!(CostBasis::NetAmortized.available(no_net), CostBasis::Amortized);
        assert_eq!(CostBasis::Net.available(no_net), CostBasis::Unblended);
        assert_eq!(CostBasis::Amortized.available(no_net), CostBasis::Amortized);
        let bare = Columns { amortized: false, ..no_net };
        assert_eq!(CostBasis::NetAmortized.available(bare), CostBasis::Unblended);
        let focus = Columns { focus: true, ..Columns::NONE_MISSING };
        for asked in CostBasis::ALL {
            assert_eq!(asked.available(focus), CostBasis::NetAmortized);
            // Rows of a Cost and Usage Report beside it keep the basis that was asked for.
            assert_eq!(asked.available(Columns { cur: true, ..focus }), asked);
        }
    }
}
