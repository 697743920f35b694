//! `--mask`: no account id in anything that a run says.

use std::fs;

use cur_testkit::{Delivery, Layout, Month, MonthOptions, Placement, Scenario};
use serde_json::Value;

use crate::harness::{Run, command, config_file, report, run};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

/// Digits of an account id that stand alone.
fn ids(text: &str) -> Vec<&str> {
    let runs = text.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
    runs.filter(|run| run.len() == 12 && !run.contains('.')).collect()
}

fn check(out: &Run) {
    assert_eq!(ids(&out.stdout), [""; 0]);
    assert_eq!(ids(&out.stderr), [""; 0], "{}", out.stderr);
}

#[test]
fn no_format_and_no_message_has_an_account_id() {
    let at = tempfile::tempdir().unwrap();
    let config = at.path().join("report.toml");
    let text = "mask = true\n[accounts]\n210000000001 = \"prod chat\"\n\
                [[api]]\napi_id = \"fduofclpma\"\naccount = \"210000000003\"\nignore = [\"WS-NO-MESSAGES\"]\nreason = \"of 210000000003\"\n\
                [[workload]]\nname = \"210000000001 chat\"\napi_ids = [\"whr5fc5olq\"]\nfunctions = [\"zzz\"]\n";
    fs::write(&config, text).unwrap();
    let config = config.to_str().unwrap();
    assert!(!ids(&report(&["summary", SAMPLE]).stdout).is_empty(), "there is something to mask");
    for format in ["table", "json", "csv", "markdown"] {
        for window in [&[][..], &["--from", "T-6d"]] {
            let out = report(&[&["summary", SAMPLE, "--format", format, "--config", config, "-v"], window].concat());
            assert_eq!(out.code, Some(0), "{}", out.stderr);
            check(&out);
            let names_accounts = format != "csv";
            assert_eq!(out.stdout.contains("account-2"), names_accounts, "{format}: {}", out.stdout);
            assert!(!out.stdout.contains("prod chat"));
        }
    }
    for suffix in ["json", "csv", "md", "txt"] {
        let file = at.path().join(format!("export.{suffix}"));
        let out = report(&["summary", SAMPLE, "--config", config, "--export", file.to_str().unwrap()]);
        assert_eq!(out.code, Some(0), "{}", out.stderr);
        assert_eq!(ids(&fs::read_to_string(&file).unwrap()), [""; 0], "{suffix}");
    }
    check(&report(&["config", "show", "--config", config]));
}

#[test]
fn numbers_rise_with_the_ids_and_nothing_else_changes() {
    let plain = report(&["summary", SAMPLE, "--format", "json"]).stdout;
    let masked = report(&["summary", SAMPLE, "--format", "json", "--mask"]).stdout;
    let accounts = |text: &str| -> Vec<String> {
        let report: Value = serde_json::from_str(text).unwrap();
        report["apis"].as_array().unwrap().iter().map(|api| api["account"].as_str().unwrap().to_owned()).collect()
    };
    // The payer has the lowest id of the sample.
    let names = ["110000000000", "210000000001", "210000000002", "210000000003", "210000000004", "210000000005"];
    let mut expected = plain.clone();
    for (at, id) in names.iter().enumerate() {
        expected = expected.replace(id, &format!("account-{}", at + 1));
    }
    assert_eq!(accounts(&masked), accounts(&expected));
    assert_eq!(masked, expected);
}

#[test]
fn paths_and_errors_are_masked_too() {
    let at = tempfile::tempdir().unwrap();
    let folder = at.path().join("cur-123456789012");
    fs::create_dir(&folder).unwrap();
    let options = MonthOptions { hours_of_data: Some(24), ..MonthOptions::new(1) };
    Delivery::new(Layout::cur2_csv(), Placement::Loose)
        .write(&Month::new(&options, &Scenario::everything(1)), &folder)
        .unwrap();
    fs::write(folder.join("210000000009.csv.gz"), b"\x1f\x8b\x08\x00broken").unwrap();
    let folder = folder.to_str().unwrap();
    for arguments in [&["summary", folder, "--mask", "--strict"][..], &["summary", "/no/210000000009", "--mask"]] {
        let out = report(arguments);
        assert_eq!(out.code, Some(2));
        assert!(out.stderr.contains("account-"), "{}", out.stderr);
        check(&out);
    }
}

#[test]
fn what_is_wrong_with_flags_and_configuration_is_masked_too() {
    let wrong = "[accounts]\n123456789012 = \"\"\n[[api]]\napi_id = \"a\"\naccount = \"12345678901\"\nstages = \"210000000001\"\n";
    let (_at, file) = config_file(wrong);
    let (_masked, masked) = config_file(&format!("mask = true\n{wrong}"));
    let (_torn, torn) = config_file("mask = true\n[accounts\n123456789012 = ?\n");
    let said = |arguments: &[&str], variables: &[(&str, &str)]| {
        let out = run(command(arguments).envs(variables.iter().copied()));
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        out.stderr
    };
    let unmasked = said(&["summary", SAMPLE, "--config", &file], &[]);
    assert!(unmasked.contains("123456789012"), "there is something to mask: {unmasked}");
    let set = "accounts.123456789012=x";
    for (arguments, variables) in [
        (&["summary", SAMPLE, "--config", &file, "--mask"][..], &[][..]),
        (&["summary", SAMPLE, "--config", &file], &[("REPORT_MASK", "1")]),
        (&["summary", SAMPLE, "--mask"], &[("REPORT_CONFIG", &*file)]),
        (&["summary", SAMPLE, "--config", &masked], &[]),
        (&["summary", SAMPLE, "--config", &torn], &[]),
        (&["config", "check", &file, "--mask"], &[]),
        (&["config", "check", &masked], &[]),
        (&["summary", SAMPLE, "--mask", "--set", set], &[]),
        (&["summary", SAMPLE, "--mask", "--nonsense-123456789012"], &[]),
        (&["summary", SAMPLE, "--mask", "--exclude", "123456789012/["], &[]),
        (&["summary", SAMPLE, "--period", "123456789012"], &[("REPORT_MASK", "yes")]),
        (&["summary", SAMPLE, "--period", "123456789012", "--config", &masked], &[]),
        (&["summary", SAMPLE, "--period", "123456789012", &format!("--config={masked}")], &[]),
        (&["summary", SAMPLE, "--period", "123456789012"], &[("REPORT_CONFIG", &*masked)]),
        (&["summary", SAMPLE], &[("REPORT_MASK", "1"), ("REPORT_COST", "123456789012")]),
        (&["summary", SAMPLE], &[("REPORT_MASK", "123456789012")]),
        (&["123456789012", "--mask"], &[]),
    ] {
        let said = said(arguments, variables);
        assert_eq!(ids(&said), [""; 0], "{arguments:?} {variables:?}: {said}");
    }
    let off = said(&["summary", SAMPLE, "--config", &masked], &[("REPORT_MASK", "0")]);
    assert!(off.contains("123456789012"), "the variable wins over the file: {off}");
}

#[test]
fn a_payer_that_is_refused_is_masked_even_if_its_id_is_none() {
    let at = tempfile::tempdir().unwrap();
    // An id as a spreadsheet leaves it, without its last digits.
    let odd = "1.23457E+11";
    let rows = ["123456789012", odd].map(|payer| {
        let options = MonthOptions { payer: payer.into(), hours_of_data: Some(24), ..MonthOptions::new(1) };
        Layout::cur2_csv().encode_month(&Month::new(&options, &Scenario::everything(1))).unwrap()
    });
    let behind = rows[1].iter().position(|&byte| byte == b'\n').unwrap() + 1;
    let path = |name: &str| at.path().join(name).to_str().unwrap().to_owned();
    for (name, text) in [("ab", [&rows[0][..], &rows[1][behind..]].concat()), ("b", rows[1].clone())] {
        fs::write(path(&format!("{name}.csv")), text).unwrap();
        let (csv, ledger) = (path(&format!("{name}.csv")), path(&format!("{name}.parquet")));
        assert_eq!(report(&["ledger", &csv, "-o", &ledger]).code, Some(0));
    }
    let (both, one) = (path("ab.parquet"), path("b.parquet"));
    let told =
        |payer| format!("error: {one}: holds 2026-10 of payer {payer}, and so does {both}; give one of the two\n");
    let out = report(&["summary", &both, &one]);
    assert_eq!((out.code, out.stderr), (Some(2), told(odd)));
    let out = report(&["summary", &both, &one, "--mask"]);
    assert_eq!((out.code, out.stderr), (Some(2), told("account-1")));
    let out = report(&["inspect", &both, &one, "--mask"]);
    assert_eq!(out.code, Some(2));
    assert!(out.stdout.contains("of payer account-") && !out.stdout.contains(odd), "{}", out.stdout);
}

#[test]
fn a_ledger_is_never_masked() {
    let at = tempfile::tempdir().unwrap();
    let ledger = at.path().join("l.parquet");
    let out = report(&["ledger", SAMPLE, "-o", ledger.to_str().unwrap(), "--mask"]);
    assert_eq!(out.code, Some(2));
    assert!(out.stderr.starts_with("error: a ledger cannot be masked"), "{}", out.stderr);
    assert!(!ledger.exists());
}

#[test]
fn scenarios_price_lists_and_what_is_explained_are_masked() {
    let at = tempfile::tempdir().unwrap();
    let path = |name: &str| at.path().join(name).to_str().unwrap().to_owned();
    let (scenario, list) = (path("s-987654321098.toml"), path("l-987654321098.csv"));
    // 10^11 messages are twelve digits too, and no account.
    let text = "[scenario]\nname = \"of 987654321098\"\nregion = \"us-east-1\"\nconnections_per_month = 100000000\n\
                connection_minutes = 10\nmessages_per_connection = 1000\n";
    fs::write(&scenario, text).unwrap();
    let rows = "OfferCode,AmazonApiGateway\nSKU,TermType,StartingRange,EndingRange,PricePerUnit,Currency,usageType,operation\n\
                A,OnDemand,0,Inf,0.000002,USD,USE1-ApiGatewayMessage,ApiGatewayWebSocket\n";
    fs::write(&list, rows).unwrap();
    let said = |out: &Run| out.stdout.contains("987654321098") || out.stderr.contains("987654321098");
    for format in ["table", "json", "csv", "markdown"] {
        for command in ["forecast", "levers"] {
            let arguments = [command, "--scenario", &scenario, "--price-list", &list, "--format", format];
            let out = report(&[&arguments[..], &["--mask"]].concat());
            assert_eq!(out.code, Some(0), "{}", out.stderr);
            assert!(said(&report(&arguments)) && !said(&out), "{command} {format}: {}{}", out.stdout, out.stderr);
            assert!(out.stdout.contains("of account-x") && out.stderr.contains("l-account-x.csv"), "{}", out.stderr);
            let has_quantity = command == "forecast" && ["json", "csv"].contains(&format);
            assert_eq!(out.stdout.contains("100000000000"), has_quantity, "{}", out.stdout);
        }
        let out = report(&["rates", SAMPLE, "--price-list", &list, "--format", format, "--mask"]);
        assert!(out.code == Some(0) && !said(&out), "{format}: {}{}", out.stdout, out.stderr);
    }
    let out = report(&["forecast", "--scenario", &path("none-987654321098.toml"), "--mask"]);
    assert!(out.code == Some(2) && out.stderr.contains("none-account-x.toml"), "{}", out.stderr);
    fs::write(&scenario, text.replace("us-east-1", "eu-west-1")).unwrap();
    for command in ["forecast", "levers"] {
        let out = report(&[command, "--scenario", &scenario, "--mask"]);
        assert!(out.code == Some(2) && out.stderr.contains("scenario of account-x: no price"), "{}", out.stderr);
    }
    for arguments in [&["explain", "987654321098"][..], &["explain", "987654321098", "--format", "json"]] {
        let out = report(&[arguments, &["--mask"]].concat());
        assert_eq!(out.code, report(arguments).code);
        assert!(said(&report(arguments)) && !said(&out), "{}{}", out.stdout, out.stderr);
    }
}
