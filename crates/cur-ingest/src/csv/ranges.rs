//! Cuts a large plain text where records begin, so that several threads share it.
//!
//! Whether a line end ends a record or stands in quotes is known for sure only from the start of the text. It is taken to
//! end one if the records behind it have as many fields as the header, many in a row. Were that wrong, one part would end
//! within quotes and the next begin with a row of too few fields: damage, and no silent loss.

use std::ops::Range;
use std::sync::Arc;

use super::fast::head_of;
use super::head::CsvHead;
use super::split::Split;
use crate::bytes::ByteSource;

/// Bytes of a part. Texts of less than two are read as one.
pub(crate) const PART: u64 = 32 << 20;
/// Where a record begins is looked for in so many bytes.
const WINDOW: u64 = 1 << 18;
/// So many records must have as many fields as the header.
const PROOF: usize = 16;
/// So many line ends are tried.
const TRIALS: usize = 100;

/// The header of a text and its parts, in order: each begins where a record begins. `None` where it is to be read whole.
pub(crate) fn ranges(source: &Arc<dyn ByteSource>, part: u64) -> Option<(CsvHead, Vec<Range<u64>>)> {
    let length = source.length();
    if length / 2 < part {
        return None;
    }
    let head = head_of(source)?;
    let mut starts = vec![0];
    let mut at = part;
    while length >= at + part / 2 {
        starts.extend(record_behind(source.as_ref(), at, head.width()));
        at += part;
    }
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([length]);
    let ranges: Vec<_> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
    (ranges.len() > 1).then_some((head, ranges))
}

/// The first record that begins behind an offset.
fn record_behind(source: &dyn ByteSource, offset: u64, width: usize) -> Option<u64> {
    let end = (offset + WINDOW).min(source.length());
    let text = source.read_range(offset..end).ok()?;
    let is_all = end == source.length();
    let mut split = Split::default();
    let starts = memchr::memchr_iter(b'\n', &text).map(|line_end| line_end + 1).take(TRIALS);
    let mut starts = starts.filter(|&start| begins_record(&text, start, width, is_all, &mut split));
    starts.next().map(|start| offset + start as u64)
}

fn begins_record(text: &[u8], start: usize, width: usize, is_all: bool, split: &mut Split) -> bool {
    let mut at = start;
    for proven in 0..PROOF {
        while matches!(text.get(at), Some(b'\n' | b'\r')) {
            at += 1;
        }
        if at >= text.len() {
            return is_all && proven > 0;
        }
        match split.record(text, at, is_all) {
            Some(end) if split.fields() == width && split.after_quote.is_none() => at = end,
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::batch::LineItemBatch;
    use crate::bytes::LocalFile;
    use crate::columns::{Number, Text};
    use crate::csv::{read, read_part};
    use crate::select::Selection;
    use crate::unit::{Tally, UnitReader};

    const HEADER: &str = "lineItem/LineItemType,lineItem/ProductCode,lineItem/UsageType,lineItem/LineItemDescription,\
                          lineItem/UsageAmount,lineItem/UsageStartDate,lineItem/UnblendedCost\n";

    fn source(text: &str) -> (tempfile::NamedTempFile, Arc<dyn ByteSource>) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let source = Arc::new(LocalFile::open(file.path()).unwrap());
        (file, source)
    }

    /// Rows as text and what was counted, read in parts, or as a whole.
    fn told(
        source: &Arc<dyn ByteSource>,
        cut: Option<&(CsvHead, Vec<Range<u64>>)>,
    ) -> (Vec<String>, (u64, u64, Vec<String>)) {
        let selection = Selection::of(["AWSLambda"]);
        let mut rows = Vec::new();
        let mut all = Tally::default();
        let parts: Vec<_> =
            cut.map_or(vec![None], |(head, ranges)| ranges.iter().map(|range| Some((head, range))).collect());
        for part in parts {
            let mut batch = LineItemBatch::default();
            let mut emit = |batch: &LineItemBatch| {
                for row in 0..batch.len() {
                    let column = batch.text(Text::Description);
                    let cost = batch.number(Number::UnblendedCost).values[row];
                    rows.push(format!("{} {cost:?}", column.dictionary.get(column.keys[row])));
                }
            };
            let mut unit = UnitReader {
                path: "x.csv",
                selection: &selection,
                sample_rows: None,
                batch: &mut batch,
                emit: &mut emit,
                tally: Tally::default(),
            };
            match part {
                None => read(&mut crate::bytes::SourceReader::new(Arc::clone(source)), &mut unit),
                Some((head, range)) => read_part(source, head, range.clone(), &mut unit),
            }
            all.merge(unit.finish());
        }
        (rows, (all.rows, all.matched, all.damage.iter().map(ToString::to_string).collect()))
    }

    #[test]
    fn parts_give_what_the_whole_gives() {
        let mut text = HEADER.to_owned();
        for row in 0..3000 {
            let product = if row % 3 == 0 { "AWSLambda" } else { "AmazonEC2" };
            // Line breaks and commas in quotes, one of which looks like the end of a row.
            let description = match row % 5 {
                0 => format!("\"a, {row}\n\"\"b\"\"\""),
                1 => format!("\"line\n{row},x,y,z\nline\""),
                _ => format!("plain {row}"),
            };
            let end = if row % 7 == 0 { "\r\n" } else { "\n" };
            text.extend([
                "Usage,",
                product,
                ",R,",
                &description,
                ",1,2026-10-01T00:00:00Z,",
                &row.to_string(),
                ".5",
                end,
            ]);
            if row == 2500 {
                text.push_str("Usage,AWSLambda,R,bad,1,2026-10-01T00:00:00Z,many\n\nUsage,AWSLambda\n");
            }
        }
        let (_file, source) = source(&text);
        let length = source.length();
        let whole = told(&source, None);
        assert_eq!(whole.1.2.len(), 2, "{:?}", whole.1.2);
        for part in [2_000, 7_919, 50_000] {
            let cut = ranges(&source, part).unwrap();
            let parts = &cut.1;
            assert!(parts.len() > 2, "{part}: {}", parts.len());
            assert_eq!((parts[0].start, parts.last().unwrap().end), (0, length));
            assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start && pair[0].start < pair[0].end));
            let cut = told(&source, Some(&cut));
            assert_eq!(cut.1, whole.1, "{part}");
            assert!(cut.0 == whole.0, "{part}");
        }
    }

    #[test]
    fn small_and_odd_texts_stay_whole() {
        let (_file, small) = source(HEADER);
        assert!(ranges(&small, 1 << 20).is_none());
        let (_file, odd) = source(&"no report at all\n".repeat(1000));
        assert!(ranges(&odd, 1000).is_none());
    }
}
