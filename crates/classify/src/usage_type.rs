//! The two parts of a usage type: billing prefix and suffix.

use crate::ascii;
use crate::region::region_of_prefix;

/// Prefix (where there is one) and suffix of a usage type: `USE2-Lambda-GB-Second` is `USE2` and `Lambda-GB-Second`,
/// the bare `Lambda-GB-Second` is all suffix.
pub(crate) fn split(usage_type: &str) -> (Option<&str>, &str) {
    match usage_type.split_once('-') {
        Some((prefix, suffix)) if is_prefix(prefix) => (Some(prefix), suffix),
        _ => (None, usage_type),
    }
}

/// Does a first word look like a billing prefix?
///
/// By its shape (upper case letters and digits), not by the table, so that a new Region keeps its meters. The shape
/// is what keeps a name such as `Lambda-Request` from being read as `Request` in a Region called `Lambda`. A
/// lower-cased copy of a bill has lost the shape, and there only a prefix that the table knows counts.
fn is_prefix(word: &str) -> bool {
    is_upper(word) && !is_own_name(word) || word.eq_ignore_ascii_case("Global") || region_of_prefix(word).is_some()
}

fn is_upper(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The first word of bare names, in a copy of a bill that is all upper case.
fn is_own_name(word: &str) -> bool {
    ["LAMBDA", "REQUEST", "DATATRANSFER"].contains(&word)
}

/// Does a suffix fit a pattern? A pattern is an exact suffix, or ends in `*`: then what stands before the star
/// begins the suffix.
pub(crate) fn fits(suffix: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(head) => ascii::starts_with(suffix, head),
        None => suffix.eq_ignore_ascii_case(pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::{fits, split};

    #[test]
    fn the_prefix_is_known_by_its_shape() {
        for (usage_type, prefix, suffix) in [
            ("USE1-ApiGatewayMinute", Some("USE1"), "ApiGatewayMinute"),
            ("EU-Request", Some("EU"), "Request"),
            ("eu-request", Some("eu"), "request"),
            ("ZZZ99-Request", Some("ZZZ99"), "Request"),
            ("Global-Request", Some("Global"), "Request"),
            ("USW2-USE1-AWS-Out-Bytes", Some("USW2"), "USE1-AWS-Out-Bytes"),
            ("Lambda-GB-Second", None, "Lambda-GB-Second"),
            ("LAMBDA-GB-SECOND", None, "LAMBDA-GB-SECOND"),
            ("REQUEST-ARM", None, "REQUEST-ARM"),
            ("DataTransfer-Out-Bytes", None, "DataTransfer-Out-Bytes"),
            ("DATATRANSFER-OUT-BYTES", None, "DATATRANSFER-OUT-BYTES"),
            ("Durable-Request", None, "Durable-Request"),
            ("durable-request", None, "durable-request"),
            ("-Request", None, "-Request"),
            ("ÜSE1-Request", None, "ÜSE1-Request"),
            ("Request", None, "Request"),
            ("", None, ""),
        ] {
            assert_eq!(split(usage_type), (prefix, suffix), "{usage_type}");
        }
    }

    #[test]
    fn a_star_stands_at_the_end_only() {
        assert!(fits("ApiGatewayCacheUsage:0.5GB", "ApiGatewayCacheUsage:*"));
        assert!(!fits("ApiGatewayCacheUsage", "ApiGatewayCacheUsage:*"));
        assert!(!fits("MyApiGatewayCacheUsage:1", "ApiGatewayCacheUsage:*"));
        assert!(fits("request", "Request"));
        assert!(!fits("Requests", "Request"));
    }
}
