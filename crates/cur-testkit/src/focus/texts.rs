//! The texts of FOCUS that the CUR words otherwise: units, service names, categories, some descriptions.

use std::borrow::Cow;

use crate::item::{Line, Text};
use crate::kind::{API_GATEWAY, LAMBDA};
use crate::unrelated::UNRELATED;

/// The unit of connection minutes. *Unverified*, here and only here: the CUR's `minutes` by the rule that the *sample*
/// shows for other units (capital, plural: `Hrs` → `Hours`); no WebSocket row of FOCUS was seen.
const CONNECTION_MINUTES: &str = "Minutes";

/// `PricingUnit` and `ConsumedUnit`: the CUR's unit in the *spec*'s unit format, which AWS writes with a capital and in
/// the plural.
pub(super) fn unit(line: &Line) -> Option<Cow<'_, str>> {
    let unit = line.pricing.unit.as_deref()?;
    let usage_type = line.usage_type.as_deref().unwrap_or_default();
    let known = match unit {
        // No one has heard of this meter, so its unit is one that no one knows.
        _ if usage_type.ends_with("-ApiGatewayFoo") => "Foos",
        // *sample*: duration is in `Seconds`, provisioned duration in `Lambda-GB-Seconds`.
        "Lambda-GB-Second" if is_duration(usage_type) => "Seconds",
        "Lambda-GB-Second" => "Lambda-GB-Seconds",
        "minutes" => CONNECTION_MINUTES,
        "Hrs" | "hours" => "Hours",
        "GB-Mo" => "GB-Months",
        "LCU-Hrs" => "LCU-Hours",
        "Request" => "Requests",
        "ShardHour" => "Shard-Hours",
        _ => return Some(Cow::Borrowed(unit)),
    };
    Some(Cow::Borrowed(known))
}

/// `ChargeDescription`: the CUR's description (*sample*), but for rows of which the real wording is known.
pub(super) fn description(line: &Line) -> Cow<'_, str> {
    let usage_type = line.usage_type.as_deref().unwrap_or_default();
    let location = line.product.location.as_deref().unwrap_or_default();
    let is_free = line.description.contains("Free Tier");
    let words = if is_free && is_duration(usage_type) {
        "AWS Lambda - Compute Free Tier - 400,000 GB-Seconds"
    } else if is_free && line.product_code == LAMBDA {
        "AWS Lambda - Requests Free Tier - 1,000,000 Requests"
    } else if usage_type.contains("Lambda-Provisioned-GB-Second") && line.line_item_type == "Usage" {
        "AWS Lambda - Total Compute (Provisioned)"
    } else {
        return Cow::Borrowed(&line.description);
    };
    Cow::Owned(format!("{words} - {location}"))
}

/// Does a usage type end in that of on-demand duration, with or without `-ARM`?
fn is_duration(usage_type: &str) -> bool {
    let suffix = usage_type.strip_suffix("-ARM").unwrap_or(usage_type);
    suffix.ends_with("Lambda-GB-Second")
}

/// `ServiceName`, which rows without product columns have too.
pub(super) fn service_name(line: &Line) -> &str {
    match line.product_code.as_ref() {
        API_GATEWAY => "Amazon API Gateway",
        LAMBDA => "AWS Lambda",
        "ComputeSavingsPlans" => "Savings Plans for AWS Compute usage",
        code => UNRELATED.iter().find(|kind| kind.code == code).map_or(code, |kind| kind.name),
    }
}

/// `ServiceCategory` and `ServiceSubcategory` (1.2). Categories are those of the *sample* and the *exports*, where these
/// have the service; the subcategories are allowed values of the *spec*, which AWS's own choice may differ from.
pub(super) fn service_category(line: &Line) -> (&'static str, &'static str) {
    match line.product_code.as_ref() {
        API_GATEWAY | "AWSELB" => ("Networking", "Application Networking"),
        LAMBDA => ("Compute", "Serverless Compute"),
        "AmazonEC2" => ("Compute", "Virtual Machines"),
        "AmazonStates" | "ComputeSavingsPlans" => ("Compute", "Other (Compute)"),
        "AmazonS3" => ("Storage", "Object Storage"),
        "AmazonRDS" => ("Databases", "Relational Databases"),
        "AmazonDynamoDB" => ("Databases", "NoSQL Databases"),
        "AmazonElastiCache" => ("Databases", "Caching"),
        "AmazonVPC" | "AmazonRoute53" | "AWSDataTransfer" => ("Networking", "Network Infrastructure"),
        "AmazonCloudFront" => ("Networking", "Content Delivery"),
        "AmazonSNS" | "AWSQueueService" => ("Integration", "Messaging"),
        "awskms" => ("Identity", "Other (Identity)"),
        "AmazonCloudWatch" | "AWSCloudTrail" | "AWSConfig" => ("Management and Governance", "Observability"),
        _ => ("Other", "Other (Other)"),
    }
}

/// `RegionId`: the Region of the product columns, whichever has it; none on rows without any (tax, credits).
pub(super) fn region(line: &Line) -> Option<&Text> {
    let of_map = || line.product.map.iter().find(|(key, _)| *key == "region").map(|(_, region)| region);
    line.product.region_code.as_ref().or_else(of_map)
}
