//! All that a usage type decides, for someone who asks.

use crate::usage_type::split;
use crate::{Decision, FocusUsage, Meter, Product, UsageType, focus_meter, meter, region_of_usage_type};

/// What one product makes of a usage type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The product under which it was read.
    pub product: Product,
    /// The meter, and the rule that says so.
    pub meter: Decision<Meter>,
    /// The Region that the usage type tells.
    pub region: Option<&'static str>,
}

impl Reading {
    /// Did a rule know the usage type?
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.meter.value != Meter::Other
    }
}

/// A usage type taken apart, and what the products make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation<'a> {
    /// The usage type without surrounding blanks.
    pub usage_type: &'a str,
    /// Its billing prefix, where it has one.
    pub prefix: Option<&'a str>,
    /// What follows the prefix: this is what the rules look at.
    pub suffix: &'a str,
    readings: [Option<Reading>; Product::ALL.len()],
    described: [Option<Reading>; Product::ALL.len()],
}

impl Explanation<'_> {
    /// One reading for each product that was asked: the given one, or all.
    pub fn readings(&self) -> impl Iterator<Item = Reading> {
        self.readings.into_iter().flatten()
    }

    /// The readings of those products that know the usage type. Data transfer is known to all of them.
    pub fn known(&self) -> impl Iterator<Item = Reading> {
        self.readings().filter(Reading::is_known)
    }

    /// What it tells as the description of a FOCUS row that names no usage type, where it is more than one word: the
    /// readings of those products that a rule knows.
    pub fn described(&self) -> impl Iterator<Item = Reading> {
        self.described.into_iter().flatten().filter(Reading::is_known)
    }
}

/// Explains how a usage type is classified. Without a product, each of them is tried.
///
/// ```
/// use classify::{Meter, Product, explain};
///
/// let explanation = explain("EU-Request", None, None);
/// assert_eq!((explanation.prefix, explanation.suffix), (Some("EU"), "Request"));
///
/// let known: Vec<_> = explanation.known().collect();
/// assert_eq!(known.len(), 1);
/// assert_eq!(known[0].product, Product::Lambda);
/// assert_eq!(known[0].meter.value, Meter::LambdaRequests);
/// assert_eq!(known[0].region, Some("eu-west-1"));
/// ```
#[must_use]
pub fn explain<'a>(usage_type: &'a str, product: Option<Product>, operation: Option<&str>) -> Explanation<'a> {
    let usage_type = usage_type.trim();
    let (prefix, suffix) = split(usage_type);
    let asked = |each| product.is_none_or(|product| product == each);
    let readings = Product::ALL.map(|each| asked(each).then(|| read(usage_type, each, operation)));
    let is_text = usage_type.contains(char::is_whitespace);
    let described = Product::ALL.map(|each| (is_text && asked(each)).then(|| describe(usage_type, each, operation)));
    Explanation { usage_type, prefix, suffix, readings, described }
}

fn read(usage_type: &str, product: Product, operation: Option<&str>) -> Reading {
    let usage = UsageType { product, usage_type: Some(usage_type), operation, service_code: None };
    Reading { product, meter: meter(usage), region: region_of_usage_type(product, usage_type) }
}

fn describe(description: &str, product: Product, operation: Option<&str>) -> Reading {
    let description = Some(description);
    let usage = FocusUsage { product, usage_type: None, sku_meter: None, operation, unit: None, description };
    Reading { product, meter: focus_meter(usage), region: None }
}

#[cfg(test)]
mod tests {
    use super::explain;
    use crate::{Meter, Product};

    #[test]
    fn without_a_product_each_is_tried() {
        for (usage_type, known) in [
            ("USE1-ApiGatewayMinute", &[Product::ApiGateway][..]),
            ("Request", &[Product::Lambda]),
            ("USW2-DataTransfer-Out-Bytes", &[Product::Lambda, Product::ApiGateway]),
            ("USE1-ConnectionMinutes", &[]),
        ] {
            let explanation = explain(usage_type, None, None);
            assert_eq!(explanation.readings().count(), 2, "{usage_type}");
            let products: Vec<_> = explanation.known().map(|reading| reading.product).collect();
            assert_eq!(products, known, "{usage_type}");
        }
    }

    #[test]
    fn a_given_product_is_the_only_one_asked() {
        let explanation = explain(" Request ", Some(Product::ApiGateway), None);
        let readings: Vec<_> = explanation.readings().collect();
        assert_eq!(explanation.usage_type, "Request");
        assert_eq!(readings.len(), 1);
        assert_eq!(readings[0].meter.value, Meter::Other);
        assert_eq!(explanation.known().count(), 0);
    }

    #[test]
    fn descriptions_are_read_as_focus_has_them() {
        let told = |text| {
            let explanation = explain(text, None, None);
            explanation.described().map(|reading| (reading.product, reading.meter.value)).collect::<Vec<_>>()
        };
        let requests = "AWS Lambda - Total Requests - US East (Ohio)";
        assert_eq!(told(requests), [(Product::Lambda, Meter::LambdaRequests)]);
        let minutes = "$0.25/million connection minutes - US East (N. Virginia)";
        assert_eq!(told(minutes), [(Product::ApiGateway, Meter::ConnectionMinutes)]);
        // One word is a usage type or nothing: no meter is guessed from its letters.
        assert_eq!(told("USE1-Lambda-Requests-New"), []);
        assert_eq!(told("something else"), []);
    }

    #[test]
    fn the_operation_is_looked_at() {
        let explanation = explain("USE1-Something", None, Some("ApiGatewayWebSocket"));
        let rules: Vec<_> = explanation.readings().map(|reading| reading.meter.rule.id).collect();
        assert_eq!(rules, ["METER-UNKNOWN", "METER-WS-UNKNOWN"]);
    }
}
