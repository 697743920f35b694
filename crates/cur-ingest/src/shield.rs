//! Decoders that are not ours meet hostile bytes. A panic in one of them is damage to one file, not the end of the run.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static SHIELDED: Cell<bool> = const { Cell::new(false) };
}

/// Is a panic on this thread caught and turned into damage? A program's panic hook asks this, to stay silent then.
#[must_use]
pub fn is_shielded() -> bool {
    SHIELDED.get()
}

/// Runs a decoder. `None`: it panicked, and what it was to yield is lost; values that it was writing to keep what was
/// complete before.
pub fn shielded<T>(decode: impl FnOnce() -> T) -> Option<T> {
    let outer = SHIELDED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(decode)).ok();
    SHIELDED.set(outer);
    outcome
}

/// What to say of bytes that made a decoder panic.
pub const UNDECODABLE: &str = "cannot be decoded: its bytes are damaged; fetch the file again";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_the_shield_ends() {
        assert_eq!(shielded(|| is_shielded().then_some(7)), Some(Some(7)));
        assert_eq!(shielded(|| -> u8 { panic!("hostile") }), None);
        assert!(!is_shielded());
    }
}
