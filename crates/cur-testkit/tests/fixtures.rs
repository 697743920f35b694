//! What is committed under `fixtures/` is what the code writes.

use std::fs;
use std::path::{Path, PathBuf};

use cur_testkit::{files_below, write_sample};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// The two folders hold the same files with the same bytes.
fn assert_same(committed: &Path, written: &Path, regenerate: &str) {
    assert_eq!(files_below(committed).unwrap(), files_below(written).unwrap(), "regenerate with `{regenerate}`");
    for path in files_below(written).unwrap() {
        let same = fs::read(committed.join(&path)).unwrap() == fs::read(written.join(&path)).unwrap();
        assert!(same, "`{}` differs: regenerate with `{regenerate}`", path.display());
    }
}

#[test]
fn the_sample_is_what_the_code_writes() {
    let folder = tempfile::tempdir().unwrap();
    write_sample(folder.path()).unwrap();
    assert_same(&fixtures().join("sample"), folder.path(), "cargo run -p cur-testkit -- sample fixtures/sample");
}
