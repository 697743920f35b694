//! The exit code, decided in one place after the report is out.

use analysis::Severity;

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// All was read, and nothing reaches `--fail-on`. Also when the reader of stdout has gone away.
    Clean,
    /// A finding reaches `--fail-on`.
    Findings,
    /// Bad usage, or input that could not be read in full, or a strict run with something to refuse.
    Failed,
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }

    /// What a report that is out means for the exit code. Incomplete input wins over findings.
    pub(crate) fn of(complete: bool, refused: bool, worst: Option<Severity>, fail_on: Option<Severity>) -> Self {
        let fails = matches!((worst, fail_on), (Some(worst), Some(bound)) if worst >= bound);
        match (complete && !refused, fails) {
            (false, _) => Self::Failed,
            (true, true) => Self::Findings,
            (true, false) => Self::Clean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_count_only_from_the_bound_that_was_asked_for() {
        let high = Some(Severity::High);
        assert_eq!(Exit::of(true, false, high, None), Exit::Clean);
        assert_eq!(Exit::of(true, false, high, Some(Severity::Critical)), Exit::Clean);
        assert_eq!(Exit::of(true, false, high, high), Exit::Findings);
        assert_eq!(Exit::of(true, false, None, Some(Severity::Info)), Exit::Clean);
    }

    #[test]
    fn incomplete_input_wins_over_findings() {
        let high = Some(Severity::High);
        assert_eq!(Exit::of(false, false, high, high), Exit::Failed);
        assert_eq!(Exit::of(true, true, high, high), Exit::Failed);
        assert_eq!(Exit::Failed.code(), 2);
    }
}
