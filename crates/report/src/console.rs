//! Words to the person at stderr. stdout belongs to the report.

use std::fmt::Display;
use std::io::{Write, stderr};

use crate::mask::Mask;
use crate::plan::Voice;
use crate::render::safe;

/// Writes to stderr as loudly as asked. Texts may come from files, so they are neutralised.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console<'a> {
    voice: Voice,
    mask: Option<&'a Mask>,
}

impl<'a> Console<'a> {
    /// `mask`: account ids go by other names.
    pub(crate) const fn new(voice: Voice, mask: Option<&'a Mask>) -> Self {
        Self { voice, mask }
    }

    /// Why nothing can be answered, or why an answer is refused. Always said.
    pub(crate) fn error(self, text: &dyn Display) {
        self.say(Voice::Quiet, "error", text);
    }

    /// What makes the answer less than what was asked for.
    pub(crate) fn warn(self, text: &dyn Display) {
        self.say(Voice::Normal, "warning", text);
    }

    /// That the answer is incomplete: what `--quiet` cannot hide, since it decides how the run ends.
    pub(crate) fn short(self, text: &dyn Display) {
        self.say(Voice::Quiet, "warning", text);
    }

    /// Why the run ends with 1.
    pub(crate) fn failed(self, text: &dyn Display) {
        self.say(Voice::Quiet, "failed", text);
    }

    /// A choice that was made.
    pub(crate) fn remark(self, text: &dyn Display) {
        self.say(Voice::Normal, "note", text);
    }

    /// Each thing that was left out.
    pub(crate) fn note(self, text: &dyn Display) {
        self.say(Voice::Verbose, "note", text);
    }

    fn say(self, from: Voice, kind: &str, text: &dyn Display) {
        if self.voice < from {
            return;
        }
        let text = text.to_string();
        let text = self.mask.map_or(text.clone(), |mask| mask.text(&text));
        // One text is one line, whatever is in it: a line break in the name of a file must not begin a line of its own.
        // When stderr is gone, there is no one left to tell.
        let _ = writeln!(stderr().lock(), "{kind}: {}", safe::prose(&text));
    }
}
