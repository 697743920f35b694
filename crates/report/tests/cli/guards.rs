//! What a run reads is never written over, nor taken for what a device never ends to say.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cur_testkit::{Delivery, Layout, Month, Placement};

use crate::harness::{Run, command, config_file, report};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The only folder of the billing period below one.
fn below(folder: &Path) -> PathBuf {
    fs::read_dir(folder).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn the_configuration_is_not_written_over() {
    let (at, path) = config_file("strict = true\n");
    // Named differently, it is the same file.
    let link = at.path().join("link.json");
    symlink(&path, &link).unwrap();
    for arguments in [
        &["summary", SAMPLE, "-o", &path][..],
        &["summary", SAMPLE, "--export", text(&link)],
        &["inspect", SAMPLE, "-o", &path],
        &["ledger", SAMPLE, "-o", &path],
        &["workloads", "suggest", SAMPLE, "-o", &path],
        &["rules", "-o", &path],
        &["explain", "Request", "-o", &path],
        &["config", "show", "-o", &path],
    ] {
        let out = report(&[arguments, &["--config", &path]].concat());
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(out.stderr.contains("it is the configuration file; choose a place elsewhere"), "{}", out.stderr);
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "strict = true\n");
}

#[test]
fn manifests_beside_the_data_and_files_behind_links_are_not_written_over() {
    let at = tempfile::tempdir().unwrap();
    let export = at.path().join("export");
    Delivery::new(Layout::cur2_csv(), Placement::DataExportsOverwrite).write(&Month::small(3), &export).unwrap();
    let metadata = below(&find(&export, "metadata"));
    let manifest = fs::read_dir(&metadata).unwrap().map(|entry| entry.unwrap().path()).next().unwrap();
    let before = fs::read(&manifest).unwrap();
    let data = below(&find(&export, "data"));
    for place in [manifest.clone(), metadata.join("new-Manifest.json")] {
        for arguments in [["summary", text(&data), "-o"], ["summary", text(data.parent().unwrap()), "-o"]] {
            let out = report(&[&arguments[..], &[text(&place)]].concat());
            assert_eq!(out.code, Some(2), "{arguments:?}");
            assert!(out.stderr.contains("it is what is read, or lies among it"), "{}", out.stderr);
        }
    }
    assert_eq!(fs::read(&manifest).unwrap(), before);
    // A folder of links: what they lead to lies elsewhere.
    let links = at.path().join("links");
    fs::create_dir(&links).unwrap();
    let file = fs::read_dir(&data).unwrap().next().unwrap().unwrap().path();
    symlink(&file, links.join("a.csv")).unwrap();
    let out = report(&["summary", text(&links), "-o", text(&file)]);
    assert!(out.code == Some(2) && out.stderr.contains("it is what is read"), "{}", out.stderr);
}

/// The folder of that name below another.
fn find(folder: &Path, name: &str) -> PathBuf {
    let folders = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut folders: Vec<PathBuf> = folders.collect();
    folders.sort();
    let own = folders.iter().find(|path| path.file_name().is_some_and(|own| own == name)).cloned();
    own.unwrap_or_else(|| find(&folders[0], name))
}

/// Runs to the end, or for so long at most.
fn within(seconds: u64, command: &mut Command) -> Run {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(seconds);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let out = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: out.status.code(), stdout: text(out.stdout), stderr: text(out.stderr) }
}

#[test]
fn a_configuration_that_never_ends_is_refused() {
    let at = tempfile::tempdir().unwrap();
    let pipe = at.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let large = at.path().join("large.toml");
    fs::write(&large, "#".repeat((1 << 20) + 1)).unwrap();
    for (path, why) in [
        (text(&pipe), "it is no regular file but a pipe or a device"),
        ("/dev/zero", "it is no regular file but a pipe or a device"),
        (text(&large), "it has more than 1,048,576 bytes, the most that a configuration may have"),
        (text(at.path()), "it is a folder"),
    ] {
        let out = within(20, &mut command(&["config", "show", "--config", path]));
        let expected = format!("error: {path}: the configuration cannot be read: {why}; give --config a TOML file\n");
        assert_eq!((out.code, out.stderr.as_str()), (Some(2), expected.as_str()));
        let out = within(20, &mut command(&["config", "check", path]));
        assert!(out.code == Some(2) && out.stderr.contains(why), "{}", out.stderr);
    }
    // At the bound it is read.
    fs::write(&large, "#".repeat(1 << 20)).unwrap();
    assert_eq!(report(&["config", "check", text(&large)]).code, Some(0));
    // A pipe that the shell has opened has someone at its other end.
    let shown = |script: &str| {
        let shell = &mut Command::new("bash");
        within(20, shell.args(["-c", script, env!("CARGO_BIN_EXE_report")]))
    };
    let out = shown("\"$0\" config show --config <(echo strict = true)");
    assert!(out.code == Some(0) && out.stdout.contains("/dev/fd/"), "{}", out.stderr);
    let out = shown("yes '# a comment' | \"$0\" config show --config /dev/stdin");
    assert!(out.code == Some(2) && out.stderr.contains("it has more than 1,048,576 bytes"), "{}", out.stderr);
}

#[test]
fn a_file_that_is_standard_input_is_not_written_over() {
    let at = tempfile::tempdir().unwrap();
    let ledger = at.path().join("october.parquet");
    assert_eq!(report(&["ledger", SAMPLE, "-o", text(&ledger)]).code, Some(0));
    let before = fs::read(&ledger).unwrap();
    let link = at.path().join("link");
    symlink(&ledger, &link).unwrap();
    let piped = |arguments: &[&str]| {
        let out = command(arguments).stdin(fs::OpenOptions::new().read(true).open(&ledger).unwrap()).output().unwrap();
        (out.status.code(), String::from_utf8(out.stderr).unwrap())
    };
    let exported = at.path().join("october.json");
    fs::hard_link(&ledger, &exported).unwrap();
    for arguments in [
        ["summary", "-", "-o", text(&ledger)],
        ["summary", "-", "-o", text(&link)],
        ["summary", "-", "--export", text(&exported)],
        ["rates", "-", "-o", text(&ledger)],
        ["ledger", "-", "-o", text(&ledger)],
    ] {
        let (code, stderr) = piped(&arguments);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(stderr.contains("it is what is read, or lies among it; choose a place elsewhere"), "{stderr}");
        assert!(fs::read(&ledger).unwrap() == before, "{arguments:?}");
    }
    // Another file is another file, and one device may be both.
    let (code, stderr) = piped(&["summary", "-", "-q", "-o", text(&at.path().join("other"))]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    let out = report(&["summary", "-", "-o", "/dev/null"]);
    assert!(!out.stderr.contains("it is what is read"), "{}", out.stderr);
}

#[test]
fn the_manifest_of_a_given_file_is_not_written_over() {
    for placement in [
        Placement::LegacyCreateNew,
        Placement::LegacyOverwrite,
        Placement::Athena,
        Placement::DataExportsCreateNew,
        Placement::DataExportsOverwrite,
    ] {
        let at = tempfile::tempdir().unwrap();
        let is_cur2 = matches!(placement, Placement::DataExportsCreateNew | Placement::DataExportsOverwrite);
        let layout = match placement {
            Placement::Athena => Layout::legacy_parquet(),
            _ if is_cur2 => Layout::cur2_csv(),
            _ => Layout::legacy_csv(),
        };
        Delivery::new(layout, placement).write(&Month::small(3), at.path()).unwrap();
        let (mut files, mut manifests) = (Vec::new(), Vec::new());
        all_files(at.path(), &mut |path| {
            let name = text(&path).to_lowercase();
            if name.ends_with("manifest.json") { manifests.push(path) } else { files.push(path) }
        });
        files.retain(|file| [".csv.gz", ".parquet", ".csv"].iter().any(|ending| text(file).ends_with(ending)));
        assert!(!manifests.is_empty(), "{placement:?}");
        for manifest in &manifests {
            let before = fs::read(manifest).unwrap();
            for arguments in [
                ["summary", text(&files[0]), "-o", text(manifest)],
                ["inspect", text(&files[0]), "-o", text(manifest)],
                ["summary", text(&files[0]), "--export", text(manifest)],
            ] {
                let out = report(&arguments);
                assert_eq!(out.code, Some(2), "{placement:?} {arguments:?}");
                assert!(out.stderr.contains("choose a place elsewhere"), "{}", out.stderr);
            }
            // The folder of a file alone: of its delivery, or of a table that is kept beside them.
            let folder = files[0].parent().unwrap();
            let out = report(&["summary", text(folder), "-o", text(manifest)]);
            assert!(out.code == Some(2) && out.stderr.contains("choose a place elsewhere"), "{}", out.stderr);
            assert!(fs::read(manifest).unwrap() == before);
        }
    }
}

fn all_files(folder: &Path, each: &mut impl FnMut(PathBuf)) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { all_files(&path, each) } else { each(path) }
    }
}

#[test]
fn a_file_that_waits_for_what_is_to_come_is_not_waited_for() {
    let endless = "/proc/kmsg";
    if let Err(error) = fs::OpenOptions::new().read(true).open(endless) {
        println!("skipped: {endless} cannot be opened here: {error}");
        return;
    }
    let text = "[scenario]\nregion = \"us-east-1\"\nconnections_per_month = 1\nconnection_minutes = 1\nmessages_per_connection = 1\n";
    let (_at, scenario) = config_file(text);
    for arguments in [
        &["config", "show", "--config", endless][..],
        &["forecast", "--scenario", endless],
        &["forecast", "--scenario", &scenario, "--price-list", endless],
    ] {
        // What it says depends on what has come before.
        let out = within(20, &mut command(arguments));
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
}
