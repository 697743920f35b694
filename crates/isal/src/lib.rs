//! Raw deflate streams inflated by the system's libisal (ISA-L, Debian's `libisal-dev`): on processors with AVX about
//! twice as fast as the inflater that the program has by default.
//!
//! The only calls into C of the workspace, and no more of the library than two functions. What wraps a stream, its
//! checksum and its length are for the caller, who must check both: the library takes some streams that other inflaters
//! refuse.
//!
//! # The layout of the library's state
//!
//! `State` repeats the beginning of `struct inflate_state` of `isa-l/igzip_lib.h`, which has been the same since
//! version 2.20 and is part of what the name `libisal.so.2` promises. Of its fields only those that the library's
//! documentation tells callers to set and read are touched. Behind them is more room than any version needs, and
//! [`Inflater::new`] tries the library on a stream that it knows before it trusts the layout.

use std::ffi::c_int;
use std::sync::OnceLock;

/// Inflates one raw deflate stream after another.
pub struct Inflater(Box<State>);

/// The stream is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

/// What a call did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Bytes taken from the input.
    pub taken: usize,
    /// Bytes given to the output.
    pub given: usize,
    /// The stream has ended: bytes that were taken, in this call or before, and stand behind it.
    pub end: Option<Behind>,
}

/// Up to eight bytes behind a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    bytes: [u8; 8],
    length: usize,
}

impl Behind {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// `ISAL_DECODE_LONG_BITS` and the aligned number of codes beyond them: `struct inflate_huff_code_large`.
const LITERAL_CODES: (usize, usize) = (1 << 12, 1264);
/// `ISAL_DECODE_SHORT_BITS` and the aligned number of codes beyond them: `struct inflate_huff_code_small`.
const DISTANCE_CODES: (usize, usize) = (1 << 10, 80);
/// Some 66 KB follow `phase`: two windows of 32 KiB that were inflated, and counters.
const ROOM: usize = 128 * 1024;
/// `ISAL_BLOCK_FINISH`: the stream has ended, and all of it was given to the output.
const FINISHED: c_int = 5;

/// `struct inflate_state`.
#[repr(C, align(64))]
struct State {
    next_out: *mut u8,
    avail_out: u32,
    total_out: u32,
    next_in: *const u8,
    /// Bits taken from the input and not yet used, the next one lowest.
    read_in: u64,
    avail_in: u32,
    /// How many bits there are in `read_in`.
    read_in_length: i32,
    literal_short: [u32; LITERAL_CODES.0],
    literal_long: [u16; LITERAL_CODES.1],
    distance_short: [u16; DISTANCE_CODES.0],
    distance_long: [u16; DISTANCE_CODES.1],
    /// `block_state`: how far the stream is.
    phase: c_int,
    /// Not ours.
    rest: [u8; ROOM],
}

// SAFETY: the declarations are those of `isa-l/igzip_lib.h`. Both functions read and write the state that they are given
// and what it points to, keep nothing of it elsewhere, and may be called on any thread.
#[expect(unsafe_code, reason = "calls into a C library")]
#[link(name = "isal")]
unsafe extern "C" {
    fn isal_inflate_init(state: *mut State);
    fn isal_inflate(state: *mut State) -> c_int;
}

// SAFETY: the pointers in the state point to the input and output of one call of `inflate` and are cleared at its end;
// the library ties no state to a thread.
#[expect(unsafe_code, reason = "calls into a C library")]
unsafe impl Send for Inflater {}

impl Inflater {
    /// An inflater at the beginning of a stream. `None` where the library is not the one that this crate knows.
    #[must_use]
    pub fn new() -> Option<Self> {
        static TRUSTED: OnceLock<bool> = OnceLock::new();
        TRUSTED.get_or_init(|| Self::untried().knows_its_layout()).then(Self::untried)
    }

    fn untried() -> Self {
        // SAFETY: the state is numbers and raw pointers, for which zero is a value.
        #[expect(unsafe_code, reason = "more than a stack should hold")]
        let state = unsafe { Box::<State>::new_zeroed().assume_init() };
        let mut inflater = Self(state);
        inflater.begin();
        inflater
    }

    /// Tries a stream of ten letters with three bytes behind it, in two pieces.
    fn knows_its_layout(mut self) -> bool {
        const STREAM: [u8; 8] = [0x4b, 0x4c, 0x84, 0x01, 0x00, 1, 2, 3];
        let mut text = [0; 12];
        let Ok(Step { taken: 3, given, end: None }) = self.inflate(&STREAM[..3], &mut text) else { return false };
        let Some(room) = text.get_mut(given..) else { return false };
        let Ok(Step { taken, given: more, end: Some(behind) }) = self.inflate(&STREAM[3..], room) else { return false };
        let left = STREAM[3..].get(taken..).unwrap_or_default();
        [behind.bytes(), left].concat() == [1, 2, 3] && given + more == 10 && text == *b"aaaaaaaaaa\0\0"
    }

    /// Goes to the beginning of another stream.
    pub fn begin(&mut self) {
        // SAFETY: the state is ours, of the library's layout and larger than it needs.
        #[expect(unsafe_code, reason = "calls into a C library")]
        unsafe {
            isal_inflate_init(&raw mut *self.0);
        }
    }

    /// Goes on with the stream. Where input is left, all of the output was filled or the stream has ended.
    ///
    /// # Errors
    /// Where the stream is damaged; what was given to the output then counts for nothing.
    pub fn inflate(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Damaged> {
        // What does not fit is for the next call.
        let given_in = u32::try_from(input.len()).unwrap_or(u32::MAX);
        let given_out = u32::try_from(output.len()).unwrap_or(u32::MAX);
        let state = &mut *self.0;
        (state.next_in, state.avail_in) = (input.as_ptr(), given_in);
        (state.next_out, state.avail_out) = (output.as_mut_ptr(), given_out);
        // SAFETY: the state was begun; `next_in` and `next_out` point to as many bytes as `avail_in` and `avail_out` say,
        // which nobody else writes while the call lasts. The library checks every length and distance of the stream, which
        // may hold anything.
        #[expect(unsafe_code, reason = "calls into a C library")]
        let outcome = unsafe { isal_inflate(&raw mut *state) };
        (state.next_in, state.next_out) = (std::ptr::null(), std::ptr::null_mut());
        let taken = given_in.checked_sub(state.avail_in).ok_or(Damaged)? as usize;
        let given = given_out.checked_sub(state.avail_out).ok_or(Damaged)? as usize;
        if outcome != 0 {
            return Err(Damaged);
        }
        let end = (state.phase == FINISHED).then(|| state.behind());
        Ok(Step { taken, given, end })
    }
}

impl State {
    /// The whole bytes among the bits that were taken and not used: a stream ends within a byte.
    fn behind(&self) -> Behind {
        let bits = u32::try_from(self.read_in_length).unwrap_or_default().min(64);
        let bytes = self.read_in.checked_shr(bits % 8).unwrap_or_default().to_le_bytes();
        Behind { bytes, length: bits as usize / 8 }
    }
}
