//! Guesses about workloads, as TOML to check and paste.

use analysis::{FunctionGlob, Suggestion};

use super::safe;

const HEAD: &str = "\
# Guesses, not facts: the bill ties no function to an API. Nothing here is applied until you check it, correct it and
# put it into the file that --config names. Two things that follow the same working day look alike too.
";

/// What stands above suggestions with masked accounts.
pub(crate) const MASKED: &str =
    "# Account ids are masked (--mask): to show, not to paste. A configuration takes the ids themselves.\n";

/// The suggestions; comments give the evidence.
pub(crate) fn toml(suggestions: &[Suggestion]) -> String {
    let mut text = HEAD.to_owned();
    if suggestions.is_empty() {
        text.push_str("#\n# Nothing to suggest: no function's name, tags or requests by day speak for an API of its account and Region.\n");
    }
    for suggestion in suggestions {
        let api_id = quoted(&suggestion.api_id);
        text.extend(["\n[[workload]]\nname = ", &api_id, "\napi_ids = [", &api_id, "]\n"]);
        for (key, value) in [("account", &suggestion.account), ("region", &suggestion.region)] {
            if let Some(value) = value {
                text.extend([key, " = ", &quoted(value), "\n"]);
            }
        }
        text.push_str("functions = [\n");
        for guess in &suggestion.guesses {
            // What is no glob, such as an id of unknown shape, would be refused when pasted.
            let mark = if FunctionGlob::new(&guess.function).is_ok() { "    " } else { "    # " };
            text.extend([mark, &quoted(&guess.function), ",  # ", &safe::prose(&guess.evidence), "\n"]);
        }
        text.push_str("]\n");
        for (key, value, functions) in &suggestion.tags {
            let functions = if *functions == 1 { "1 function" } else { &format!("{functions} functions") };
            let tag = [quoted(key), quoted(value)].join(" = ");
            text.extend(["# or by a tag that it shares with ", functions, ": tags = { ", &tag, " }\n"]);
        }
    }
    text
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let safe = safe::prose(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{safe}\"")
}
