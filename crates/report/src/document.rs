//! Texts that a user gives beside exports: as many bytes as one may have, and of nothing that never ends.

use std::fs::{self, FileType, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

/// A kind of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Document<'a> {
    /// What it is called: `configuration`.
    pub(crate) what: &'a str,
    /// What it has to be: `a TOML file`.
    pub(crate) expected: &'a str,
    /// What named it: `--config`.
    pub(crate) by: &'a str,
    /// More bytes than any has.
    pub(crate) most: u64,
}

/// What a file of settings or scenarios may have at most.
pub(crate) const MOST: u64 = 1 << 20;

/// The text of a file.
pub(crate) fn text(path: &Path, document: Document<'_>) -> Result<String, String> {
    let Document { what, expected, by, most } = document;
    let name = path.display();
    let refused = |why: &str| format!("{name}: the {what} cannot be read: {why}; give {by} {expected}");
    let kind = fs::metadata(path).map_err(|error| refused(&error.to_string()))?.file_type();
    if kind.is_dir() {
        return Err(refused("it is a folder"));
    }
    if !kind.is_file() && !is_handed_over(path, kind) {
        return Err(refused("it is no regular file but a pipe or a device"));
    }
    let mut bytes = Vec::new();
    // Some that call themselves regular wait for what is to come, as /proc/kmsg does.
    let flags = if kind.is_file() { libc::O_NONBLOCK } else { 0 };
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path);
    file.and_then(|file| file.take(most + 1).read_to_end(&mut bytes)).map_err(|error| match error.kind() {
        ErrorKind::WouldBlock => refused("it has no end, and waits for what is to come"),
        _ => refused(&error.to_string()),
    })?;
    if bytes.len() as u64 > most {
        let most = analysis::grouped(ledger::Decimal::from_int(i64::try_from(most).unwrap_or(i64::MAX)), 0);
        return Err(refused(&format!("it has more than {most} bytes, the most that a {what} may have")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("{name}: the {what} is not UTF-8 at byte {}; save it as UTF-8", at + 1)
    })
}

/// Is it a pipe that the shell has opened for us, as in `--config <(…)`? Whoever writes to it is there already, which
/// nothing says of a pipe with a name of its own.
fn is_handed_over(path: &Path, kind: FileType) -> bool {
    let is_open = path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd") || path == Path::new("/dev/stdin");
    is_open && kind.is_fifo()
}
