//! Amounts, sizes and paragraphs for people.

use analysis::grouped;
use ledger::Decimal;

/// Columns that every line fits into.
pub(crate) const WIDTH: usize = 118;

/// A quotient with few digits, or a dash where there is none.
pub(crate) fn quotient(value: Option<Decimal>, digits: u32) -> String {
    value.map_or_else(|| "-".to_owned(), |value| grouped(value, digits))
}

/// A quantity in millions; what is little but not nothing says so.
pub(crate) fn millions(quantity: Decimal) -> String {
    let millions = quantity.over(Decimal::from_int(1_000_000)).unwrap_or_default();
    let least = Decimal::ONE.over(Decimal::from_int(1_000)).unwrap_or_default();
    if !quantity.is_zero() && millions < least { "<0.001".to_owned() } else { grouped(millions, 3) }
}

/// A number without zeros that say nothing, of at most six digits after the point.
pub(crate) fn plain(value: Decimal) -> String {
    let text = grouped(value, 6);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A whole count.
pub(crate) fn count(value: u64) -> String {
    grouped(Decimal::from_int(i64::try_from(value).unwrap_or(i64::MAX)), 0)
}

/// A count and its noun.
pub(crate) fn counted(value: u64, noun: &str) -> String {
    let plural = if value == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(value))
}

/// A size in decimal units.
pub(crate) fn bytes(value: u64) -> String {
    let size = Decimal::from_int(i64::try_from(value).unwrap_or(i64::MAX));
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    let fitting = units.into_iter().find(|&(unit, _)| size >= Decimal::from_int(unit));
    match fitting.and_then(|(unit, name)| Some((size.over(Decimal::from_int(unit))?, name))) {
        Some((value, name)) => format!("{} {name}", grouped(value, 1)),
        None => format!("{} bytes", grouped(size, 0)),
    }
}

/// A share as a percentage.
pub(crate) fn percent(share: Option<Decimal>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{} %", grouped(share.times(Decimal::from_int(100)), 1)))
}

/// A paragraph whose first line begins with `first` and whose others begin with as many blanks. Words that fit no
/// line are cut.
pub(crate) fn paragraph(first: &str, text: &str) -> String {
    let indent = first.chars().count();
    let room = WIDTH.saturating_sub(indent).max(20);
    let mut lines: Vec<String> = vec![String::new()];
    let mut length = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()).flat_map(|word| pieces(word, room)) {
        let more = word.chars().count();
        if length > 0 && length + 1 + more > room {
            lines.push(String::new());
            length = 0;
        }
        if let Some(line) = lines.last_mut() {
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(&word);
            length += more;
        }
    }
    let blanks = " ".repeat(indent);
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        text.push_str(if at == 0 { first } else { &blanks });
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn pieces(word: &str, room: usize) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters.chunks(room).map(|piece| piece.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_decimal() {
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(342_000_000), "342.0 MB");
        assert_eq!(bytes(1_000), "1.0 kB");
    }

    #[test]
    fn paragraphs_hang_and_cut_what_fits_nowhere() {
        let text = paragraph("- ", &format!("{} {}", "word ".repeat(30), "x".repeat(150)));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[0].starts_with("- word") && lines[1].starts_with("  word"));
        assert_eq!(lines[2].len(), WIDTH);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(paragraph("- ", ""), "- \n");
    }
}
