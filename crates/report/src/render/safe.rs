//! Texts from a bill may hold anything. What could move the cursor, hide or reorder other text is shown as its code.

use std::fmt::Write;

/// Characters that print nothing but change how their neighbours are shown.
const fn is_treacherous(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// A sentence: everything printable stays.
pub(crate) fn prose(text: &str) -> String {
    escaped(text, |character| !character.is_control() && !is_treacherous(character))
}

/// A cell of a table: only ASCII stays, since it alone has a known width everywhere; what is longer than `most`
/// characters is shortened in the middle.
pub(crate) fn cell(text: &str, most: usize) -> String {
    shortened(&escaped(text, |character| character.is_ascii() && !character.is_ascii_control()), most)
}

/// The text of a JSON document: what JSON lets stand though a terminal obeys it is escaped as JSON does. All of it can
/// only stand within strings, so the document says the same.
pub(crate) fn json(document: &str) -> String {
    let mut safe = String::with_capacity(document.len());
    let mut rest = document;
    while let Some(at) = rest.find(|character: char| {
        character != '\n' && !(' '..='~').contains(&character) && (character.is_control() || is_treacherous(character))
    }) {
        let (before, behind) = rest.split_at(at);
        safe.push_str(before);
        let mut behind = behind.chars();
        for unit in behind.next().iter().flat_map(|character| character.encode_utf16(&mut [0; 2]).to_vec()) {
            let _ = write!(safe, "\\u{unit:04x}");
        }
        rest = behind.as_str();
    }
    safe.push_str(rest);
    safe
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if stays(character) { safe.push(character) } else { safe.extend(character.escape_unicode()) }
    }
    safe
}

/// At most so many characters, the middle replaced by an ellipsis.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(1);
    let (head, tail) = (kept.div_ceil(2), kept / 2);
    let mut short: String = text.chars().take(head).collect();
    short.push('…');
    short.extend(text.chars().skip(length - tail));
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_fool_a_terminal_is_shown_as_its_code() {
        assert_eq!(prose("red \u{1b}[31m\r\n"), "red \\u{1b}[31m\\u{d}\\u{a}");
        assert_eq!(prose("\u{202e}abc\u{2066}\u{200b}\u{9b}"), "\\u{202e}abc\\u{2066}\\u{200b}\\u{9b}");
        assert_eq!(prose("Übersicht × 2"), "Übersicht × 2");
        assert_eq!(cell("Ü\u{7f}", 40), "\\u{dc}\\u{7f}");
    }

    #[test]
    fn json_says_the_same_without_what_a_terminal_obeys() {
        let text = "a\u{7f}\u{9b}\u{202e}\u{e0041} Ü\n";
        let document = serde_json::to_string_pretty(&[text]).unwrap();
        let safe = json(&document);
        assert_eq!(safe, "[\n  \"a\\u007f\\u009b\\u202e\\udb40\\udc41 Ü\\n\"\n]");
        assert_eq!(serde_json::from_str::<[String; 1]>(&safe).unwrap(), [text]);
    }

    #[test]
    fn long_texts_are_shortened_in_the_middle() {
        assert_eq!(cell("abcdefghij", 10), "abcdefghij");
        assert_eq!(cell("abcdefghijk", 10), "abcde…hijk");
        assert_eq!(shortened("abc", 0), "…");
    }
}
