//! Comparisons without regard to ASCII case. AWS writes its names in one fixed case; tools between AWS and us do not.
//!
//! `str::get` answers `None` inside a multi-byte character, so no text can make these panic.

/// Does `text` begin with `head`?
pub(crate) fn starts_with(text: &str, head: &str) -> bool {
    text.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head))
}

/// Does `text` end with `tail`?
pub(crate) fn ends_with(text: &str, tail: &str) -> bool {
    text.len().checked_sub(tail.len()).and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(tail))
}

/// Does `text` contain `part`? `part` is not empty.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

/// The text without surrounding blanks; `None` where nothing is left.
pub(crate) fn present(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
