//! What a command prints: the report, and the files beside it.

use std::path::{Path, PathBuf};

use crate::cli::{ExportFile, Format};
use crate::deliver::{Places, ReadFrom};
use crate::plan::Output;
use crate::run::Failure;

/// Places that are open before the work begins, and the format of each.
#[derive(Debug)]
pub(crate) struct Printed<'a> {
    places: Places,
    output: &'a Output,
    exports: &'a [ExportFile],
}

impl<'a> Printed<'a> {
    /// Opens them all; none may take the place of what is read, or of these other files that are.
    pub(crate) fn open<'p>(
        (output, exports): (&'a Output, &'a [ExportFile]),
        read: ReadFrom<'p>,
        others: impl IntoIterator<Item = &'p PathBuf>,
    ) -> Result<Self, Failure> {
        let inputs: Vec<PathBuf> = read.inputs.iter().chain(others).cloned().collect();
        let files = exports.iter().map(|export| export.path.as_path());
        let report = output.file.as_deref().map(Path::new);
        let places = Places::open(report, files, ReadFrom { inputs: &inputs, ..read }).map_err(Failure::Delivery)?;
        Ok(Self { places, output, exports })
    }

    /// Renders and writes everything. False: the reader of stdout has gone away, which is no failure.
    pub(crate) fn deliver(self, render: impl Fn((Format, bool)) -> Result<String, Failure>) -> Result<bool, Failure> {
        let text = render((self.output.format, self.output.color))?;
        let files = self.exports.iter().map(|export| render((export.format, false)));
        let files: Vec<String> = files.collect::<Result<_, _>>()?;
        self.places.deliver(&text, &files).map_err(Failure::Delivery)
    }
}
