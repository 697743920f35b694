//! Billing Region prefix → Region.

use crate::Product;
use crate::usage_type::split;

/// Billing prefixes and their Regions, by area (`docs/domain.md` §1.3).
pub const REGION_PREFIXES: &[(&str, &str)] = &[
    ("USE1", "us-east-1"),
    ("USE2", "us-east-2"),
    ("USW1", "us-west-1"),
    ("USW2", "us-west-2"),
    ("CAN1", "ca-central-1"),
    ("CAN2", "ca-west-1"),
    ("MXC1", "mx-central-1"),
    ("SAE1", "sa-east-1"),
    ("EU", "eu-west-1"),
    ("EUW2", "eu-west-2"),
    ("EUW3", "eu-west-3"),
    ("EUC1", "eu-central-1"),
    ("EUC2", "eu-central-2"),
    ("EUN1", "eu-north-1"),
    ("EUS1", "eu-south-1"),
    ("EUS2", "eu-south-2"),
    ("ILC1", "il-central-1"),
    ("MES1", "me-south-1"),
    ("MEC1", "me-central-1"),
    ("AFS1", "af-south-1"),
    ("APE1", "ap-east-1"),
    ("APE2", "ap-east-2"),
    ("APN1", "ap-northeast-1"),
    ("APN2", "ap-northeast-2"),
    ("APN3", "ap-northeast-3"),
    ("APS1", "ap-southeast-1"),
    ("APS2", "ap-southeast-2"),
    ("APS3", "ap-south-1"),
    ("APS4", "ap-southeast-3"),
    ("APS5", "ap-south-2"),
    ("APS6", "ap-southeast-4"),
    ("APS7", "ap-southeast-5"),
    ("APS8", "ap-southeast-6"),
    ("APS9", "ap-southeast-7"),
    ("UGW1", "us-gov-west-1"),
    ("UGE1", "us-gov-east-1"),
    ("CNN1", "cn-north-1"),
    ("CNW1", "cn-northwest-1"),
];

/// The Region of a billing prefix such as `USE1` or `EU`; `None` where the table does not hold it.
///
/// ```
/// assert_eq!(classify::region_of_prefix("EU"), Some("eu-west-1"));
/// assert_eq!(classify::region_of_prefix("APS3"), Some("ap-south-1"));
/// assert_eq!(classify::region_of_prefix("Global"), None);
/// ```
#[must_use]
pub fn region_of_prefix(prefix: &str) -> Option<&'static str> {
    REGION_PREFIXES.iter().find(|(known, _)| known.eq_ignore_ascii_case(prefix)).map(|&(_, region)| region)
}

/// The Region that a usage type tells by its prefix. Lambda's usage types are bare in us-east-1; no other bare usage
/// type tells a Region. Of the two Regions in the name of a transfer, the first one is billed.
///
/// ```
/// use classify::{Product, region_of_usage_type};
///
/// assert_eq!(region_of_usage_type(Product::ApiGateway, "USE1-ApiGatewayMinute"), Some("us-east-1"));
/// assert_eq!(region_of_usage_type(Product::Lambda, "Lambda-GB-Second"), Some("us-east-1"));
/// assert_eq!(region_of_usage_type(Product::Lambda, "USW2-USE1-AWS-Out-Bytes"), Some("us-west-2"));
/// ```
#[must_use]
pub fn region_of_usage_type(product: Product, usage_type: &str) -> Option<&'static str> {
    let usage_type = usage_type.trim();
    match (split(usage_type), product) {
        ((Some(prefix), _), _) => region_of_prefix(prefix),
        ((None, bare), Product::Lambda) if !bare.is_empty() => Some("us-east-1"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{REGION_PREFIXES, region_of_prefix, region_of_usage_type};
    use crate::Product;

    #[test]
    fn every_prefix_leads_to_its_region() {
        assert_eq!(REGION_PREFIXES.len(), 38);
        for &(prefix, region) in REGION_PREFIXES {
            assert_eq!(region_of_prefix(prefix), Some(region));
            assert_eq!(region_of_prefix(&prefix.to_lowercase()), Some(region));
            for product in Product::ALL {
                assert_eq!(region_of_usage_type(product, &format!("{prefix}-Anything-At-All")), Some(region));
            }
        }
    }

    #[test]
    fn no_prefix_and_no_region_stands_twice() {
        for (at, (prefix, region)) in REGION_PREFIXES.iter().enumerate() {
            for (other, other_region) in &REGION_PREFIXES[..at] {
                assert_ne!(prefix, other);
                assert_ne!(region, other_region);
            }
        }
    }

    #[test]
    fn only_lambda_is_bare_in_us_east_1() {
        for (product, usage_type, region) in [
            (Product::Lambda, "Request", Some("us-east-1")),
            (Product::Lambda, "Lambda-Edge-Request", Some("us-east-1")),
            (Product::Lambda, "DataTransfer-Out-Bytes", Some("us-east-1")),
            (Product::Lambda, " Request ", Some("us-east-1")),
            (Product::ApiGateway, "ApiGatewayMinute", None),
            (Product::ApiGateway, "DataTransfer-Out-Bytes", None),
            (Product::ApiGateway, "USE1-ApiGatewayMinute", Some("us-east-1")),
        ] {
            assert_eq!(region_of_usage_type(product, usage_type), region, "{usage_type}");
        }
    }

    #[test]
    fn what_names_no_known_region_has_none() {
        for usage_type in ["Global-Request", "Global-Lambda-GB-Second", "ZZZ1-Request", "EUW1-Request", "", "  "] {
            assert_eq!(region_of_usage_type(Product::Lambda, usage_type), None, "{usage_type}");
        }
    }

    #[test]
    fn a_transfer_belongs_to_its_first_region() {
        for (usage_type, region) in [
            ("USW2-USE1-AWS-Out-Bytes", "us-west-2"),
            ("USW2-EU-AWS-In-Bytes", "us-west-2"),
            ("EU-USE1-AWS-In-Bytes", "eu-west-1"),
            ("APN2-DataTransfer-Out-Bytes", "ap-northeast-2"),
        ] {
            assert_eq!(region_of_usage_type(Product::ApiGateway, usage_type), Some(region));
        }
    }
}
