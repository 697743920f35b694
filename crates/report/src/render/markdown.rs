//! The summary as Markdown: short enough for a comment on a pull request or a message in a chat.
//!
//! GitHub's dialect, without HTML. Texts from the bill cannot open a table cell, a tag, a link or a mention.

use std::collections::HashMap;
use std::fmt::Write;

use analysis::{Api, Finding, Summary, amount, grouped};
use ledger::Decimal;

use super::answer::{self, Answer, INCOMPLETE};
use super::safe;
use super::words::{counted, millions, percent, quotient};
use crate::source::Source;

/// So many APIs get a row of their own.
const MOST_APIS: usize = 10;
/// So many findings are told; a comment of GitHub holds 65,536 characters.
const MOST_FINDINGS: usize = 10;
/// Characters of a text that may quote a name of any length.
const LONG: usize = 400;

/// The summary, with a newline at its end.
pub(crate) fn summary(summary: &Summary, source: &Source) -> String {
    let currency = answer::currency(summary);
    let answer = Answer { summary, source, currency: &currency };
    let sections = [layers(answer), apis(answer), workloads(answer), findings(answer), notes(answer)];
    let mut text = head(answer);
    for section in sections.into_iter().flatten() {
        text.push('\n');
        text.push_str(&section);
    }
    text
}

fn head(answer: Answer<'_>) -> String {
    let mut text = format!("## {}\n", escaped(&answer.headline()));
    if !answer.source.complete {
        let _ = writeln!(text, "\n> **{INCOMPLETE}**");
        for line in answer.damage() {
            let _ = writeln!(text, "> - {}", escaped(&safe::shortened(&line, LONG)));
        }
    }
    for sentence in [answer.lambda(), answer.findings()].into_iter().flatten() {
        let _ = writeln!(text, "\n{}", escaped(&sentence));
    }
    text.push('\n');
    for (name, fact) in answer.facts() {
        let _ = writeln!(text, "- {name}: {}", escaped(&fact));
    }
    text
}

fn layers(answer: Answer<'_>) -> Option<String> {
    let (layers, currency) = (&answer.summary.layers, escaped(answer.currency));
    if answer.summary.meters.is_empty() {
        return None;
    }
    let lambda = &layers.lambda;
    let row = |name: &str, quantity: Option<(Decimal, &str)>, rate: Option<Decimal>, cost: Decimal| {
        let quantity = quantity.map_or_else(String::new, |(value, unit)| format!("{} {unit}", grouped(value, 0)));
        let rate = rate.map_or_else(String::new, |rate| grouped(rate, 6));
        let share = percent(layers.share(cost));
        format!("| {name} | {quantity} | {rate} | {} | {share} |\n", escaped(&amount(cost)))
    };
    let (messages, minutes) = (&layers.messages, &layers.connection_minutes);
    let mut text = format!(
        "### Layers\n\n| layer | quantity | {currency} per million | cost ({currency}) | share |\n|---|--:|--:|--:|--:|\n"
    );
    let requests = (lambda.requests, "requests");
    text.push_str(&row("Messages", Some((messages.quantity, "of 32 KB")), messages.per_million(), messages.cost));
    text.push_str(&row("Connection time", Some((minutes.quantity, "min")), minutes.per_million(), minutes.cost));
    text.push_str(&row("Lambda requests", Some(requests), lambda.requests_per_million(), lambda.request_cost));
    let duration = (lambda.gb_seconds, "GB-seconds");
    text.push_str(&row("Lambda duration", Some(duration), lambda.gb_seconds_per_million(), lambda.duration_cost));
    if !lambda.other_cost().is_zero() {
        text.push_str(&row("Lambda, other meters", None, None, lambda.other_cost()));
    }
    text.push_str(&row("**Three layers**", None, None, layers.cost()));
    let _ = writeln!(text, "\n{}", bridge(answer));
    Some(text)
}

/// The way to Cost Explorer's total, in one line.
fn bridge(answer: Answer<'_>) -> String {
    let summary = answer.summary;
    let steps = summary.bridge.steps();
    let steps = steps.iter().filter(|(name, cost)| *name == "layers" || !cost.is_zero());
    let mut sentence = String::from("To Cost Explorer's total: ");
    for (at, (name, cost)) in steps.enumerate() {
        let plus = if at == 0 { "" } else { " + " };
        let value = if *cost < Decimal::ZERO { format!("({})", amount(*cost)) } else { amount(*cost) };
        let _ = write!(sentence, "{plus}{} {value}", name.replace('_', " "));
    }
    let total = amount(summary.bridge.total);
    let _ = write!(sentence, " = **{total} {}** {}", escaped(answer.currency), summary.cost_basis.name());
    // FOCUS has other columns than Cost Explorer.
    let (unblended, tax) = (summary.unblended_total, summary.unblended_tax);
    let without_tax = unblended.zip(tax).map(|(unblended, tax)| unblended.minus(tax));
    let others = [
        ("unblended", unblended),
        ("unblended without tax", without_tax),
        ("as billed", summary.billed_total),
        ("at list prices", summary.list_total),
    ];
    for (name, total) in others {
        if let Some(total) = total {
            let _ = write!(sentence, "; {name} {}", amount(total));
        }
    }
    sentence.push('.');
    sentence
}

fn apis(answer: Answer<'_>) -> Option<String> {
    let mut apis: Vec<&Api> = answer.summary.apis.iter().collect();
    if apis.is_empty() {
        return None;
    }
    apis.sort_by(|left, right| right.cost().cmp(&left.cost()).then(right.minutes.cmp(&left.minutes)));
    let currency = escaped(answer.currency);
    let mut text = format!(
        "### APIs by cost\n\n| API / stage | account | Region | messages (M) | minutes (M) | min/msg | × parity | \
         messages ({currency}) | minutes ({currency}) |\n|---|---|---|--:|--:|--:|--:|--:|--:|\n"
    );
    for api in apis.iter().take(MOST_APIS) {
        text.push_str(&api_row(answer, api));
    }
    if let Some(rest) = apis.get(MOST_APIS..).filter(|rest| !rest.is_empty()) {
        let cost: Decimal = rest.iter().map(|api| api.cost()).sum();
        let more = counted(rest.len() as u64, "API");
        let _ = writeln!(text, "\n{more} more cost {} {currency}: `--format json` has them all.", amount(cost));
    }
    Some(text)
}

fn api_row(answer: Answer<'_>, api: &Api) -> String {
    let text = |value: &Option<String>| escaped(&safe::shortened(value.as_deref().unwrap_or("-"), 40));
    let cost = |cost: Decimal| if api.is_free() { "free tier".to_owned() } else { amount(cost) };
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        escaped(&safe::shortened(&api.name(), 40)),
        escaped(&answer.account(api.account.as_deref(), 20).unwrap_or_else(|| "-".to_owned())),
        text(&api.region),
        // `<0.001` must not open a tag.
        escaped(&millions(api.messages)),
        escaped(&millions(api.minutes)),
        quotient(api.minutes_per_message, 2),
        quotient(api.times_parity(), 2),
        escaped(&cost(api.message_cost)),
        escaped(&cost(api.minute_cost)),
    )
}

/// What belongs together, as the configuration says.
fn workloads(answer: Answer<'_>) -> Option<String> {
    let workloads = &answer.summary.workloads;
    if workloads.is_empty() {
        return None;
    }
    let mut text = format!(
        "### Workloads\n\n| workload | APIs | functions | messages ({0}) | minutes ({0}) | Lambda ({0}) | all ({0}) \
         |\n|---|--:|--:|--:|--:|--:|--:|\n",
        escaped(answer.currency)
    );
    for workload in workloads {
        let name = escaped(&safe::shortened(&workload.name, 40));
        let _ = write!(text, "| {name} | {} | {} |", workload.api_ids.len(), workload.functions);
        for cost in [workload.message_cost, workload.minute_cost, workload.lambda_cost, workload.cost()] {
            let _ = write!(text, " {} |", escaped(&amount(cost)));
        }
        text.push('\n');
    }
    let _ = write!(text, "| (in none) | | |");
    for cost in answer.in_no_workload() {
        let _ = write!(text, " {} |", escaped(&amount(cost)));
    }
    text.push('\n');
    Some(text)
}

fn findings(answer: Answer<'_>) -> Option<String> {
    let findings = &answer.summary.findings;
    if findings.is_empty() {
        return None;
    }
    let mut said = HashMap::new();
    let mut text = "### Findings\n\nNumbers are read from the bill unless marked as model or assumed.\n".to_owned();
    for (at, finding) in findings.iter().take(MOST_FINDINGS).enumerate() {
        text.push_str(&one(answer, at + 1, finding, &mut said));
    }
    if findings.len() > MOST_FINDINGS {
        let _ = writeln!(text, "\nand {} more: `--format json` has them all", findings.len() - MOST_FINDINGS);
    }
    Some(text)
}

/// One finding. What it takes for granted is left to the table and the JSON, and nothing is said twice.
fn one<'a>(answer: Answer<'a>, number: usize, finding: &'a Finding, said: &mut HashMap<&'a str, usize>) -> String {
    let class = finding.class.map_or_else(String::new, |class| format!(" {}", class.name()));
    let severity = finding.severity.name().to_uppercase();
    let place = match answer.place(finding) {
        place if place.is_empty() => place,
        place => format!(" · {}", escaped(&place)),
    };
    let mut text = format!("\n{number}. **{severity}** `{}`{class}{place}  \n", finding.rule);
    let title = escaped(&safe::shortened(&finding.title, LONG));
    let _ = writeln!(text, "   **{title}**");
    if let Some(saving) = answer.saving(finding) {
        let _ = writeln!(text, "   - Saving: {}", escaped(&saving));
    }
    let _ = writeln!(text, "   - Evidence: {}", escaped(&answer.evidence(&finding.evidence)));
    let unsaid = [
        ("Next", Some(finding.advice.as_str()).filter(|advice| !advice.is_empty())),
        ("Cannot show", finding.may_not_claim.first().map(String::as_str)),
    ];
    for (label, line) in unsaid {
        match line.map(|line| (line, said.entry(line).or_insert(number))) {
            Some((line, first)) if *first == number => {
                let _ = writeln!(text, "   - {label}: {}", escaped(line));
            }
            Some((_, first)) => {
                let _ = writeln!(text, "   - {label}: as in finding {first}");
            }
            None => {}
        }
    }
    text
}

fn notes(answer: Answer<'_>) -> Option<String> {
    let notes = answer.notes();
    let lines = notes.iter().map(|note| format!("- {}\n", escaped(&safe::shortened(note, LONG))));
    (!notes.is_empty()).then(|| format!("### Notes\n\n{}", lines.collect::<String>()))
}

/// A text that means itself: what prints nothing is shown as its code, what Markdown or HTML would obey is escaped.
pub(super) fn escaped(text: &str) -> String {
    let text: Vec<char> = safe::prose(text).chars().collect();
    let mut plain = String::with_capacity(text.len());
    for (at, &character) in text.iter().enumerate() {
        let next = text.get(at + 1).copied();
        let in_word = |side: Option<&char>| side.is_some_and(|side| side.is_alphanumeric());
        match character {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            // As code, it calls no one, and begins no mathematics, from which GitHub lets no backslash escape.
            '@' | '$' => plain.extend(['`', character, '`']),
            // Within a word it emphasises nothing, and a chat would show the backslash.
            '_' if at > 0 && in_word(text.get(at - 1)) && in_word(next.as_ref()) => plain.push('_'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '#' => plain.extend(['\\', character]),
            // No link that the bill could choose.
            ':' if next == Some('/') => plain.push_str("\\:"),
            '.' if at >= 3 && text[at - 3..at].iter().all(|letter| letter.eq_ignore_ascii_case(&'w')) => {
                plain.push_str("\\.");
            }
            _ => plain.push(character),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use classify::{Charge, Meter};
    use ledger::{Coverage, Row};

    use super::*;
    use crate::testing::{coverage, opened, small_month, summarized, usage};

    fn rendered_from(rows: Vec<Row<'_>>, coverage: Coverage) -> String {
        let opened = opened(rows, vec![coverage]);
        let answer = analysis::summary(&opened.ledger, &analysis::SummaryRequest::default()).unwrap();
        summary(&answer, &Source::of(&opened))
    }

    #[test]
    fn says_what_the_table_says() {
        let (answer, source) = summarized(small_month());
        let text = summary(&answer, &source);
        for part in [
            "## WebSocket APIs cost 4,123.40 USD in October 2026: 118.00 for messages and 4,005.40 for connection minutes.\n",
            "| Messages | 118,000,000 of 32 KB | 1.000000 | 118.00 | 2.8 % |\n",
            "| **Three layers** |  |  | 4,180.73 | 100.0 % |\n",
            // 4,180.7334 + 3.50 + 2.50 + 1.23
            "layers 4,180.73 + other meters 6.00 + tax 1.23 = **4,187.96 USD** amortized; unblended 4,187.96; unblended without tax 4,186.73.\n",
            "| idle000001/prod | 111111111111 | us-east-1 | 100.000 | 16,000.000 | 160.00 | 40.00 | 100.00 | 4,000.00 |\n",
            "1. **HIGH** `WS-IDLE-RATIO` silent · idle000001/prod, us-east-1, 111111111111  \n",
            "   - Saving: 3,900.00 USD a month expected, from 0.00 to 4,100.00 (model)\n",
            "DELETE `@`connections",
            "\n### Notes\n\n- ",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("INCOMPLETE") && text.ends_with('\n') && !text.contains("\n\n\n"));
    }

    #[test]
    fn incomplete_input_stands_in_a_box_below_the_headline() {
        let damaged = Coverage { damage: vec!["a|b.gz: ends early".to_owned()], unparsed_rows: 2, ..coverage() };
        let text = rendered_from(small_month(), damaged);
        let expected = "\n> **INCOMPLETE: part of the bill could not be read. Every amount below may be short.**\n\
                        > - a\\|b.gz: ends early\n> - 2 line items could not be read and are in no total\n";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn hostile_names_open_nothing() {
        let hostile = "a|b<script>*x*[l](http://e.x)@team `c` $y$ www.e.x\u{1b}\n# h";
        let named = |row: Row<'static>| Row { resource: Some(hostile), region: Some(hostile), ..row };
        let rows = vec![
            named(usage(Meter::Messages, "a", 1, "0.001")),
            Row { usage_type: Some(hostile), ..named(usage(Meter::Other, "a", 1, "1")) },
            Row { charge: Charge::Other, ..usage(Meter::Messages, "a", 0, "1") },
        ];
        let text = rendered_from(rows, coverage());
        for part in ["<script>", "\u{1b}", "http://", "www.e", "(http:", "[l]", "\n# h", "@team ", "$y", "y$"] {
            let found = text.replace("\\[", "").replace("`@`", "").replace("`$`", "");
            assert!(!found.contains(part), "{part} in {text}");
        }
        // Whatever the names hold, every row of the table of APIs has its nine cells.
        let rows =
            text.lines().skip_while(|line| !line.starts_with("| API / stage")).take_while(|line| !line.is_empty());
        for row in rows {
            assert_eq!(row.replace("\\|", "").matches('|').count(), 10, "{row}");
        }
    }

    #[test]
    fn a_bill_without_usage_is_short() {
        let text = rendered_from(Vec::new(), coverage());
        assert!(text.starts_with("## There is no WebSocket usage in October 2026.\n"), "{text}");
        assert!(!text.contains("### Layers") && !text.contains("### APIs"));
    }

    #[test]
    fn many_findings_fit_a_comment() {
        let ids: Vec<String> = (0..200).map(|number| format!("api{number:07}")).collect();
        let rows = ids.iter().flat_map(|id| {
            let named = |row: Row<'static>| Row { resource: Some(id), ..row };
            [
                named(usage(Meter::Messages, "", 1_000_000, "1")),
                named(usage(Meter::ConnectionMinutes, "", 20_000_000, "5")),
            ]
        });
        let text = rendered_from(rows.collect(), coverage());
        assert!(text.contains("190 APIs more cost 1,140.00 USD") && text.contains("and 190 more"));
        // Advice is said once, and every other finding tells where.
        assert_eq!(text.matches("   - Next: Ask the owner").count(), 1);
        assert_eq!(text.matches("   - Next: as in finding 1\n").count(), 9);
        assert!(text.len() < 65_536, "{}", text.len());
    }
}
