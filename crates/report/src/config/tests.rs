use super::*;

fn read(text: &str) -> Result<Config, String> {
    Config::of("r.toml", text).map_err(|errors| errors.join("\n"))
}

#[test]
fn a_file_sets_flags_and_settings_in_either_notation() {
    let config = read("strict = true\nthreads = 2\nfail_on = \"high\"\nfloor.minutes = 5_000\n[ratio]\ndwarfs = 2.5\n");
    let config = config.unwrap();
    let shared: Vec<_> =
        config.shared.iter().map(|(key, given)| (*key, given.text.as_str(), given.origin.as_str())).collect();
    assert_eq!(shared, [("fail_on", "high", "r.toml:3"), ("strict", "true", "r.toml:1"), ("threads", "2", "r.toml:2")]);
    let settings = config.settings();
    assert_eq!(settings.get(Key::FloorMinutes).describe(), "floor.minutes = 5,000 minutes (r.toml:4)");
    assert_eq!(settings.get(Key::RatioDwarfs).describe(), "ratio.dwarfs = 2.5 × parity (r.toml:6)");
}

#[test]
fn unknown_keys_are_refused_with_the_nearest() {
    for (text, expected) in [
        ("[ratio]\n  dwarf = 2", "r.toml:2:3: unknown key `ratio.dwarf`; did you mean `ratio.dwarfs`?"),
        ("dwarfs = 2", "r.toml:1:1: unknown key `dwarfs`; did you mean `ratio.dwarfs`?"),
        ("fail-on = \"high\"", "r.toml:1:1: unknown key `fail-on`; did you mean `fail_on`?"),
        ("[[workloads]]\nname = \"x\"", "r.toml:1:3: unknown key `workloads`; did you mean `workload`?"),
        ("[[api]]\napi_id = \"a\"\nstages = \"b\"", "r.toml:3:1: unknown key `stages`; did you mean `stage`?"),
        (
            "[[api]]\napi_id = \"a\"\nratio.silents = 3",
            "r.toml:3:7: unknown key `ratio.silents`; did you mean `ratio.silent`?",
        ),
        (
            "[[workload]]\nname = \"a\"\nfunction = [\"b\"]",
            "r.toml:3:1: unknown key `function`; did you mean `functions`?",
        ),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.lines().next(), Some(expected), "{text}");
    }
    assert!(read("colour = 1").unwrap_err().starts_with("r.toml:1:1: unknown key `colour`; the keys here are cost, "));
}

#[test]
fn wrong_types_and_values_are_refused_with_the_fix() {
    for (text, expected) in [
        ("strict = \"yes\"", "r.toml:1:10: strict must be true or false, not a string; write strict = true"),
        ("threads = 0", "r.toml:1:11: threads must be a whole number from 1"),
        ("format = \"yaml\"", "r.toml:1:10: format is `yaml`; give one of table, json"),
        ("period = \"2026-13\"", "r.toml:1:10: period is `2026-13`; give a month such as \"2026-10\", or \"all\""),
        ("ratio = 3", "r.toml:1:9: ratio must be a table, not an integer; write [ratio]"),
        (
            "ratio.silent = \"ten\"",
            "r.toml:1:16: ratio.silent must be a number, not a string; write ratio.silent = 2.5",
        ),
        (
            "ratio.silent = nan",
            "r.toml:1:16: ratio.silent is `nan`, which is no number; give minutes per message as a number such as 10",
        ),
        ("floor.minutes = -1", "r.toml:1:17: floor.minutes is -1; give a number from 0 to 1,000,000,000,000"),
        ("[accounts]\n1234 = \"x\"", "r.toml:2:1: `1234` is no account id; give all 12 digits"),
        ("[accounts]\n111111111111 = \"\"", "r.toml:2:16: 111111111111 is empty; give it a text or leave it out"),
        (
            "[api]\napi_id = \"a\"",
            "r.toml:1:1: api must be a list of tables, not a table; write [[api]] with two brackets",
        ),
        ("[[api]]\nstage = \"a\"", "r.toml:1:1: [[api]] has no api_id; add api_id = \"…\""),
        ("[[api]]\napi_id = \"a\"\nseverity.low = 3", "r.toml:3:1: unknown key `severity`"),
        (
            "[[api]]\napi_id = \"a\"\nignore = [\"WS-IDLE-RATIO\"]",
            "r.toml:3:10: ignore needs a reason that the report can print; add reason = \"…\"",
        ),
        (
            "[[api]]\napi_id = \"a\"\nreason = \"b\"\nignore = [\"WS\"]",
            "r.toml:4:11: `WS` is no rule about a single API; those are WS-",
        ),
        (
            "[[workload]]\nname = \"a\"\ntags = [\"team\"]",
            "r.toml:3:8: tags must be a table of keys and values, not an array; write tags = { Team = \"core\" }",
        ),
        (
            "[[workload]]\nname = \"a\"\ntags = { team = \"b\", \"user:team\" = \"c\" }",
            "r.toml:3:22: the tag team is there twice; give it once",
        ),
        ("[[workload]]\nname = \"a\"\nfunctions = [\"b[12]\"]", "r.toml:3:14: `b[12]` is no glob"),
        ("a = ", "r.toml:1:5: this is no TOML: "),
        ("ä = ?", "r.toml:1:"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.starts_with(expected), "{text}\n{error}\n{expected}");
    }
}

#[test]
fn entries_that_speak_about_the_same_thing_are_refused() {
    let twice = "[[workload]]\nname = \"a\"\napi_ids = [\"x\"]\n[[workload]]\nname = \"b\"\napi_ids = [\"x\", \"y\"]";
    assert_eq!(
        read(twice).unwrap_err(),
        "r.toml:4: API x is in workload b and in workload a of r.toml:1; name it in one of them"
    );
    assert!(
        read(&twice.replace("\"y\"]", "\"y\"]\nregion = \"eu-west-1\"")).is_err(),
        "the first holds for every Region"
    );
    let apart =
        twice.replace("\"y\"]", "\"y\"]\nregion = \"eu-west-1\"").replace("[\"x\"]", "[\"x\"]\nregion = \"us-east-1\"");
    assert_eq!(read(&apart).unwrap().workloads.len(), 2);
    let same = "[[workload]]\nname = \"a\"\nfunctions = [\"x\"]\n";
    assert!(read(&same.repeat(2)).unwrap_err().starts_with("r.toml:4: there is a workload a at r.toml:1 already"));
    let api = "[[api]]\napi_id = \"x\"\nratio.dwarfs = 3\n";
    assert!(read(&api.repeat(2)).unwrap_err().starts_with("r.toml:4: ratio.dwarfs of API x is set at r.toml:1 too"));
}

#[test]
fn every_error_is_told_at_once() {
    assert_eq!(read("strickt = true\nthreads = \"2\"").unwrap_err().lines().count(), 2);
}
