use super::*;

const BARE: &str = "region = \"us-east-1\"\nconnections_per_month = 30_000\nconnection_minutes = 720\n\
                    messages_per_connection = 600\n";

fn errors(text: &str) -> Vec<String> {
    of("s.toml", text).unwrap_err()
}

#[test]
fn one_table_or_several_are_scenarios() {
    let one = of("s.toml", &format!("[scenario]\n{BARE}")).unwrap();
    let [Entry { scenario, .. }] = &one[..] else { panic!("{one:?}") };
    assert_eq!((scenario.name.as_str(), scenario.connections.to_string().as_str()), ("scenario 1", "30000"));
    let two = of("s.toml", &format!("[[scenario]]\nname = \"a\"\n{BARE}[[scenario]]\nname = \"b\"\n{BARE}")).unwrap();
    assert_eq!(two.iter().map(|entry| entry.scenario.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn a_wrong_key_is_told_with_the_nearest_one() {
    let said = errors(&format!(
        "[[scenario]]\n{BARE}heartbeat_second = 30\n[scenario.lambda]\nmemory = 128\nduration_ms = 5\n"
    ));
    assert_eq!(
        said,
        [
            "s.toml:6:1: unknown key `heartbeat_second`; did you mean `heartbeat_seconds`?",
            "s.toml:8:1: unknown key `memory`; the keys here are invocations_per_message, invocations_per_heartbeat, \
             on_connect, on_disconnect, memory_mb, duration_ms, architecture",
            "s.toml:7:1: [scenario.lambda] has no memory_mb; add memory_mb = 512",
        ]
    );
}

#[test]
fn impossible_values_are_told_with_their_place_and_bound() {
    for (line, said) in [
        ("average_message_kb = 129", "s.toml:6:22: average_message_kb is 129; give at most 128 (KB of a message)"),
        ("average_message_kb = 0", "s.toml:6:22: average_message_kb is 0; give more than 0 (KB of a message)"),
        (
            "heartbeat_seconds = 0.5",
            "s.toml:6:21: heartbeat_seconds is 0.5; give 1 or more (seconds between two heartbeats)",
        ),
        ("scale = \"many\"", "s.toml:6:9: scale must be a number, not a string; write scale = 100"),
        ("heartbeat_reply = true", "s.toml:6:19: heartbeat_reply without heartbeat_seconds; add the seconds"),
        (
            "message_sizes = [{ kb = 2, share = 0.5 }]",
            "s.toml:6:17: the shares of message_sizes add up to 0.5; they must add up to 1",
        ),
        (
            "growth_per_month = -1",
            "s.toml:6:20: growth_per_month is -1; give more than -1 (growth from month to month, 0.05 for 5 %)",
        ),
        (
            "growth_per_month = nan",
            "s.toml:6:20: growth_per_month is nan; give a plain number (growth from month to month, 0.05 for 5 %)",
        ),
    ] {
        assert_eq!(errors(&format!("[[scenario]]\n{BARE}{line}\n")), [said], "{line}");
    }
    let negative = BARE.replace("720", "-1");
    let said = "s.toml:4:22: connection_minutes is -1; give 0 or more (minutes that one lives within a month)";
    assert_eq!(errors(&format!("[[scenario]]\n{negative}")), [said]);
    let none = BARE.replace("720", "0");
    assert!(errors(&format!("[[scenario]]\n{none}"))[0].contains("and yet messages are sent"));
}

#[test]
fn what_is_missing_is_told() {
    assert_eq!(errors(""), ["s.toml: holds no scenario; begin one with [[scenario]]"]);
    assert_eq!(errors("[[scenarios]]\n"), ["s.toml:1:3: unknown key `scenarios`; did you mean `scenario`?"]);
    let said = errors("[[scenario]]\n");
    assert_eq!(said.len(), 4);
    assert_eq!(said[0], "s.toml:1:1: [[scenario]] has no region; add region = \"us-east-1\"");
    assert!(errors("scenario = 5")[0].contains("scenario must be a table, not an integer"));
}

#[test]
fn levers_stand_below_their_scenario() {
    let text = format!(
        "[scenario]\n{BARE}[scenario.levers]\nclose_after_minutes = 15\nactive_minutes = 45\nbatch_messages = 6\n"
    );
    let levers = of("s.toml", &text).unwrap().remove(0).levers;
    let told = [levers.close_after, levers.active_minutes, levers.batch, levers.poll_seconds];
    let told = told.map(|value| value.map(|value| value.to_string()));
    assert_eq!(told, [Some("15".to_owned()), Some("45".to_owned()), Some("6".to_owned()), None]);
    let half = errors(&text.replace("active_minutes = 45\n", ""));
    assert_eq!(half, ["s.toml:6:1: [scenario.levers] has no active_minutes; add active_minutes = 45"]);
    let one = errors(&text.replace("batch_messages = 6", "batch_messages = 1"));
    assert_eq!(one, ["s.toml:9:18: batch_messages is 1; give 2 or more (messages put into one)"]);
}
