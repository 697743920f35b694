//! Colour, where it is wanted.

use analysis::Severity;

/// Puts ANSI codes around text, or leaves it alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    pub(crate) color: bool,
}

impl Paint {
    /// A heading.
    pub(crate) fn bold(self, text: &str) -> String {
        self.code("1", text)
    }

    /// Something that must not be overlooked.
    pub(crate) fn alarm(self, text: &str) -> String {
        self.code("1;31", text)
    }

    /// A severity in its colour.
    pub(crate) fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Critical | Severity::High => "1;31",
            Severity::Medium => "1;33",
            Severity::Low => "1;36",
            Severity::Info => "2",
        };
        self.code(code, text)
    }

    fn code(self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
