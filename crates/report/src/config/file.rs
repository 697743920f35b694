//! The bytes of a configuration file: as many as one may have, and of nothing that never ends.

use std::fs::{self, FileType, OpenOptions};
use std::io::Read;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

/// More than any configuration has.
const LARGEST: u64 = 1 << 20;

/// The text of a file; `by` is what named it.
pub(super) fn text(path: &Path, by: &str) -> Result<String, String> {
    let name = path.display();
    let refused = |what: &str| format!("{name}: the configuration cannot be read: {what}; give {by} a TOML file");
    let kind = fs::metadata(path).map_err(|error| refused(&error.to_string()))?.file_type();
    if kind.is_dir() {
        return Err(refused("it is a folder"));
    }
    if !kind.is_file() && !is_handed_over(path, kind) {
        return Err(refused("it is no regular file but a pipe or a device"));
    }
    let mut bytes = Vec::new();
    let file = OpenOptions::new().read(true).open(path);
    file.and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| refused(&error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refused("it has more than 1,048,576 bytes, the most that a configuration may have"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("{name}: the configuration is not UTF-8 at byte {}; save it as UTF-8", at + 1)
    })
}

/// Is it a pipe that the shell has opened for us, as in `--config <(…)`? Whoever writes to it is there already, which
/// nothing says of a pipe with a name of its own.
fn is_handed_over(path: &Path, kind: FileType) -> bool {
    let is_open = path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd") || path == Path::new("/dev/stdin");
    is_open && kind.is_fifo()
}
