//! Where output goes: stdout, or a file that appears only once it is whole.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::{fmt, process};

use crate::document::{self, Document};
use crate::signals;

/// A place that is open before the work begins, so that a bad path fails in the first second.
#[derive(Debug)]
pub(crate) enum Target {
    /// Standard output.
    Stdout,
    /// A file that is written aside and renamed.
    Aside(Aside),
    /// Something that is no regular file, such as a pipe or `/dev/null`: written in place.
    Direct(PathBuf),
}

/// More bytes than a manifest has, which lists some hundred columns and some thousand files.
const MOST_OF_MANIFEST: u64 = 16 << 20;

/// What a run reads, which nothing that it writes may take the place of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ReadFrom<'a> {
    /// Exports and ledgers.
    pub(crate) inputs: &'a [PathBuf],
    /// The configuration.
    pub(crate) config: Option<&'a Path>,
}

impl ReadFrom<'_> {
    /// Refuses a place that holds what is read, or where the next run would take it for a part of the export.
    fn refuse(&self, path: &Path) -> Result<(), DeliveryError> {
        let Some(place) = resolved(path) else { return Ok(()) };
        let name = place.to_string_lossy().to_lowercase();
        let may_be_data =
            [".csv", ".gz", ".zip", ".zst", ".parquet", "manifest.json"].iter().any(|ending| name.ends_with(ending));
        let metadata = self.inputs.iter().filter_map(|input| ledger::metadata_beside(input));
        let mut given = self.inputs.iter().filter_map(|input| fs::canonicalize(input).ok()).chain(metadata);
        // A link in a folder leads to what does not lie in it; what is not there yet is no one's.
        let is_read = given.any(|input| place == input || (may_be_data && place.starts_with(&input)))
            || (place.is_file() && ledger::files_of(self.inputs).contains(&place))
            || self.is_stdin(&place);
        let is_manifest = is_manifest(&place);
        let is_config = self.config.and_then(|config| fs::canonicalize(config).ok()) == Some(place);
        let what = match (is_read, is_manifest, is_config) {
            (true, ..) => "it is what is read, or lies among it; choose a place elsewhere",
            (_, true, _) => "it is the manifest of an export; choose a place elsewhere",
            (.., true) => "it is the configuration file; choose a place elsewhere",
            _ => return Ok(()),
        };
        Err(DeliveryError { path: path.to_owned(), source: io::Error::other(what) })
    }

    /// Is this the file that the shell has opened as standard input, by whatever name?
    fn is_stdin(&self, place: &Path) -> bool {
        let number = |path: &Path| {
            let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
            Some((found.dev(), found.ino()))
        };
        let is_read = self.inputs.iter().any(|input| ledger::is_stdin(input));
        is_read && number(place).is_some_and(|place| number(Path::new("/dev/stdin")) == Some(place))
    }
}

/// Is this a manifest of an export? It may be that of what is read, wherever that lies: above the folder of a delivery, or
/// beside that of a table.
fn is_manifest(place: &Path) -> bool {
    let is_called = place.to_string_lossy().to_lowercase().ends_with("manifest.json");
    if !is_called || !place.is_file() {
        return false;
    }
    let kind = Document { what: "manifest", expected: "another place", by: "-o", most: MOST_OF_MANIFEST };
    let lists_files = |text: String| ["\"reportKeys\"", "\"dataFiles\""].iter().any(|key| text.contains(key));
    // What cannot be looked into is not written over either.
    document::text(place, kind).map_or(true, lists_files)
}

/// Where a report goes, and the files beside it; open before the work begins.
#[derive(Debug)]
pub(crate) struct Places {
    report: Target,
    files: Vec<Target>,
}

impl Places {
    /// Stdout for `None`. Refuses places among what is read, and a file that is named twice.
    pub(crate) fn open<'a>(
        report: Option<&'a Path>,
        files: impl Iterator<Item = &'a Path>,
        read: ReadFrom<'_>,
    ) -> Result<Self, DeliveryError> {
        let files: Vec<&Path> = files.collect();
        let mut seen = BTreeSet::new();
        for path in report.iter().chain(&files) {
            read.refuse(path)?;
            if !seen.insert(resolved(path).unwrap_or_else(|| path.to_path_buf())) {
                let twice = io::Error::other("it is named twice, and only one report can be there");
                return Err(DeliveryError { path: path.to_path_buf(), source: twice });
            }
        }
        let files = files.into_iter().map(|path| Target::open(Some(path))).collect::<Result<_, _>>()?;
        Ok(Self { report: Target::open(report)?, files })
    }

    /// Writes the files, then the report, each whole or not at all; one that fails keeps no other from its place.
    /// False: the reader of stdout has gone away, which is no failure.
    pub(crate) fn deliver(self, report: &str, files: &[String]) -> Result<bool, DeliveryError> {
        let mut failed = None;
        for (target, text) in self.files.into_iter().zip(files) {
            let error = target.deliver(text.as_bytes()).err();
            failed = failed.or(error);
        }
        let read = self.report.deliver_to_reader(report.as_bytes())?;
        failed.map_or(Ok(read), Err)
    }
}

/// Output that could not be written.
#[derive(Debug)]
pub(crate) struct DeliveryError {
    path: PathBuf,
    source: io::Error,
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: cannot be written: {}", self.path.display(), self.source)?;
        if self.source.kind() == ErrorKind::FileTooLarge {
            f.write_str("; raise the limit of this shell (ulimit -f), or choose a place that takes larger files")?;
        }
        Ok(())
    }
}

impl Target {
    /// Stdout for `None`.
    fn open(file: Option<&Path>) -> Result<Self, DeliveryError> {
        let Some(path) = file else { return Ok(Self::Stdout) };
        let failed = |source| DeliveryError { path: path.to_owned(), source };
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(failed(io::Error::new(ErrorKind::IsADirectory, "it is a folder"))),
            Ok(found) if !found.is_file() => Ok(Self::Direct(path.to_owned())),
            // A link stays a link: what it points to is replaced.
            Ok(_) => Aside::beside(&fs::canonicalize(path).map_err(failed)?).map(Self::Aside).map_err(failed),
            Err(_) => Aside::beside(path).map(Self::Aside).map_err(failed),
        }
    }

    /// The same, unless it is a place of what is read.
    pub(crate) fn open_apart(file: Option<&Path>, read: ReadFrom<'_>) -> Result<Self, DeliveryError> {
        file.map_or(Ok(()), |path| read.refuse(path))?;
        Self::open(file)
    }

    /// Writes everything. False: the reader has gone away, which is no failure.
    pub(crate) fn deliver_to_reader(self, content: &[u8]) -> Result<bool, DeliveryError> {
        match self.deliver(content) {
            Ok(()) => Ok(true),
            Err(error) if error.source.kind() == ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Writes everything.
    pub(crate) fn deliver(self, content: &[u8]) -> Result<(), DeliveryError> {
        match self {
            Self::Stdout => write_all(&mut io::stdout().lock(), content)
                .map_err(|source| DeliveryError { path: PathBuf::from("standard output"), source }),
            Self::Direct(path) => OpenOptions::new()
                .write(true)
                .open(&path)
                .and_then(|mut file| write_all(&mut file, content))
                .map_err(|source| DeliveryError { path, source }),
            Self::Aside(aside) => aside.finish(|file| write_all(file, content)),
        }
    }
}

/// Where a path leads, links followed, whether or not a file is there already; `None` where its folder is not.
fn resolved(path: &Path) -> Option<PathBuf> {
    let beside = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(folder).ok().map(|folder| folder.join(path.file_name().unwrap_or_default()))
    };
    fs::canonicalize(path).ok().or_else(beside)
}

fn write_all(target: &mut impl Write, content: &[u8]) -> io::Result<()> {
    target.write_all(content)?;
    target.flush()
}

/// A file that is written beside its final place. It is there only while it is written: a run that is ended before leaves
/// nothing behind.
#[derive(Debug)]
pub(crate) struct Aside {
    path: PathBuf,
    /// Where it is until it is finished.
    part: PathBuf,
}

impl Aside {
    /// Makes sure that a file can be written here.
    fn beside(path: &Path) -> io::Result<Self> {
        let name = path.file_name().ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "it names no file"))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", process::id()));
        let aside = Self { path: path.to_owned(), part: path.with_file_name(hidden) };
        signals::held(|| aside.create().and_then(|_| fs::remove_file(&aside.part)))?;
        Ok(aside)
    }

    fn create(&self) -> io::Result<File> {
        // What is there is of an ended process that had our number, as every first process of a container has.
        let _ = fs::remove_file(&self.part);
        let file = OpenOptions::new().write(true).create_new(true).open(&self.part)?;
        if let Ok(old) = fs::metadata(&self.path) {
            // What was for its owner's eyes only stays so.
            file.set_permissions(old.permissions())?;
        }
        Ok(file)
    }

    /// Writes, makes sure that it is on disk, and puts the file in its place; or leaves nothing.
    pub(crate) fn finish(self, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), DeliveryError> {
        let moved = signals::held(|| {
            let written = self.create().and_then(|mut file| {
                write(&mut file)?;
                file.sync_all()
            });
            let moved = written.and_then(|()| fs::rename(&self.part, &self.path));
            if moved.is_err() {
                let _ = fs::remove_file(&self.part);
            }
            moved
        });
        moved.map_err(|source| DeliveryError { path: self.path, source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_only_once_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        fs::write(&path, "old").unwrap();
        let target = Target::open(Some(&path)).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        target.deliver(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["out.json"]);
    }

    #[test]
    fn a_target_that_is_given_up_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        drop(Target::open(Some(&folder.path().join("out.json"))).unwrap());
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn a_bad_path_fails_before_the_work() {
        let folder = tempfile::tempdir().unwrap();
        let error = Target::open(Some(folder.path())).unwrap_err().to_string();
        assert!(error.ends_with("cannot be written: it is a folder"), "{error}");
        let error = Target::open(Some(&folder.path().join("no/such/out.json"))).unwrap_err().to_string();
        assert!(error.contains("no/such/out.json: cannot be written: "), "{error}");
    }
}
