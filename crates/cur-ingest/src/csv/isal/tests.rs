//! What libisal gives is what the default inflater gives.

use std::io::Write;

use flate2::bufread::DeflateDecoder;
use flate2::read::MultiGzDecoder;
use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, GzBuilder};
use proptest::prelude::*;

use super::compressed::LONGEST_HEAD;
use super::*;

/// Everything that comes, asked for as the readers of texts do, and how it ends.
fn told(mut text: impl Read) -> (Vec<u8>, Option<String>) {
    let mut all = Vec::new();
    let mut piece = vec![0; READ];
    loop {
        match text.read(&mut piece) {
            Ok(0) => return (all, None),
            Ok(length) => all.extend(&piece[..length]),
            Err(error) => return (all, Some(format!("{:?}: {error}", error.kind()))),
        }
    }
}

fn by_libisal(bytes: &[u8]) -> (Vec<u8>, Option<String>) {
    told(Inflated::gzip(bytes, || MultiGzDecoder::new(bytes)).expect("libisal is not as it is known"))
}

fn agree(bytes: &[u8], what: &str) {
    let (plain, fast) = (told(MultiGzDecoder::new(bytes)), by_libisal(bytes));
    assert_eq!((plain.0.len(), &plain.1), (fast.0.len(), &fast.1), "{what}");
    assert!(plain.0 == fast.0, "{what}");
}

/// Lines as those of a bill: much of each is as in the one before.
fn text(lines: usize) -> Vec<u8> {
    (0..lines).fold(Vec::new(), |mut text, line| {
        let noise = (line as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        writeln!(text, "{noise:x},AmazonApiGateway,USE1-ApiGatewayMinute,{},0.{}", line % 97, noise % 1_000_003)
            .unwrap();
        text
    })
}

fn gzip(text: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn members_of_every_kind() {
    let text = text(20_000);
    for level in 0..=9 {
        let member = gzip(&text, level);
        let unasked = || -> MultiGzDecoder<&[u8]> { panic!("the default inflater is asked") };
        assert!(told(Inflated::gzip(&member[..], unasked).unwrap()) == (text.clone(), None), "level {level}");
        agree(&[&member[..], &gzip(b"", level), &gzip(b"x", level), &member].concat(), "members");
    }
    for length in [0, 1, 2, 30, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE] {
        agree(&gzip(&text[..length], 6), "lengths");
    }
}

#[test]
fn heads_of_every_kind() {
    let long = vec![b'n'; LONGEST_HEAD + 1];
    let heads = [
        GzBuilder::new().filename("october.csv"),
        GzBuilder::new().comment("a bill").mtime(7),
        GzBuilder::new().extra(vec![7; 60_000]).filename("x").comment("y"),
        GzBuilder::new().filename(long),
    ];
    for head in heads {
        let mut encoder = head.write(Vec::new(), Compression::default());
        encoder.write_all(b"a,b\n").unwrap();
        let member = encoder.finish().unwrap();
        assert_eq!(told(MultiGzDecoder::new(&member[..])), (b"a,b\n".to_vec(), None));
        agree(&member, "head");
        for flag in 0..8 {
            let mut other = member.clone();
            other[3] ^= 1 << flag;
            agree(&other, "flags");
        }
    }
}

#[test]
fn what_stands_behind() {
    let member = gzip(&text(3000), 6);
    for behind in [&b"\0"[..], b"\0\0\0\0\0\0\0\0\0\0\0\0", b"garbage", b"\x1f\x8b", b"\x1f\x8b\x08\0\0\0\0\0\0\0"] {
        agree(&[&member[..], behind].concat(), "behind");
    }
    for place in 1..=8 {
        let mut other = member.clone();
        let at = other.len() - place;
        other[at] ^= 1;
        agree(&other, "checksum or length");
    }
}

#[test]
fn cut_anywhere() {
    let members = [gzip(&text(300), 6), gzip(&text(500), 1)].concat();
    (0..members.len()).step_by(5).for_each(|end| agree(&members[..end], &format!("cut to {end}")));
    let large = gzip(&text(60_000), 6);
    (0..large.len()).step_by(40_009).for_each(|end| agree(&large[..end], &format!("cut to {end}")));
}

#[test]
fn flipped_bits() {
    let member = gzip(&text(60_000), 6);
    let mut state = 0x5eed_u64;
    for _ in 0..100 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut other = member.clone();
        let at = usize::try_from(state >> 33).unwrap() % other.len();
        other[at] ^= 1 << (state >> 60 & 7);
        // None of these is a table of codes that only one of the two refuses.
        agree(&other, &format!("byte {at}"));
    }
}

#[test]
fn entries_of_archives() {
    let text = text(20_000);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&text).unwrap();
    let stream = encoder.finish().unwrap();
    let mut crc = Crc::new();
    crc.update(&text);
    let (sum, size) = (crc.sum(), text.len() as u64);
    let by = |stream: &[u8], said| {
        let unasked = || -> DeflateDecoder<&[u8]> { panic!("the default inflater is asked") };
        told(Inflated::entry(stream, said, unasked).unwrap())
    };
    assert!(by(&stream, (sum, size)) == (text, None));
    for (stream, said) in [
        (&stream[..], (sum ^ 1, size)),
        (&stream[..], (sum, size + 1)),
        (&stream[..stream.len() - 1], (sum, size)),
        (&[&stream[..], b"x"].concat()[..], (sum, size)),
    ] {
        let plain = told(DeflateDecoder::new(stream));
        assert!(told(Inflated::entry(stream, said, || DeflateDecoder::new(stream)).unwrap()) == plain);
    }
}

proptest! {
    #[test]
    fn any_bytes_behind_any_members(
        texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..4),
        level in 0u32..10, behind in prop::collection::vec(any::<u8>(), 0..40), flip in any::<Option<(u16, u8)>>(),
    ) {
        let mut bytes: Vec<u8> = texts.iter().flat_map(|text| gzip(text, level)).chain(behind).collect();
        if let Some((at, bit)) = flip && !bytes.is_empty() {
            let at = usize::from(at) % bytes.len();
            bytes[at] ^= 1 << (bit & 7);
        }
        agree(&bytes, "any");
    }
}
