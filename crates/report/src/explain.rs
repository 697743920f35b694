//! How a usage type is classified, and by which rule.

use classify::{Charge, Decision, Meter, Product, UsageType};

/// Line item types that AWS documents or that real bills hold.
const LINE_ITEM_TYPES: [&str; 17] = [
    "Usage",
    "FlatRateSubscription",
    "SavingsPlanCoveredUsage",
    "DiscountedUsage",
    "SavingsPlanNegation",
    "Discount",
    "BundledDiscount",
    "EdpDiscount",
    "PrivateRateDiscount",
    "SppDiscount",
    "Credit",
    "Refund",
    "Tax",
    "Fee",
    "RIFee",
    "SavingsPlanUpfrontFee",
    "SavingsPlanRecurringFee",
];

/// What is asked.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) usage_type: String,
    /// `None`: each product that knows the usage type, or all where none does.
    pub(crate) product: Option<Product>,
    pub(crate) operation: Option<String>,
}

/// How one product's line item of this usage type is read.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) product: Product,
    pub(crate) meter: Decision<Meter>,
    /// The Region that the prefix tells; a Region column on the row goes first.
    pub(crate) region: Option<&'static str>,
}

/// The answer.
#[derive(Debug)]
pub(crate) struct Explanation {
    pub(crate) usage_type: String,
    pub(crate) operation: Option<String>,
    pub(crate) readings: Vec<Reading>,
    /// What becomes of each line item type, whatever the usage type.
    pub(crate) charges: Vec<(&'static str, Decision<Charge>)>,
}

impl Explanation {
    pub(crate) fn of(question: &Question) -> Self {
        let read = |product| Reading {
            product,
            meter: classify::meter(UsageType {
                product,
                usage_type: Some(&question.usage_type),
                operation: question.operation.as_deref(),
                service_code: None,
            }),
            region: classify::region_of_usage_type(product, &question.usage_type),
        };
        let mut readings: Vec<Reading> = match question.product {
            Some(product) => vec![read(product)],
            None => Product::ALL.into_iter().map(read).collect(),
        };
        if readings.iter().any(|reading| reading.meter.value != Meter::Other) {
            readings.retain(|reading| reading.meter.value != Meter::Other);
        }
        Self {
            usage_type: question.usage_type.clone(),
            operation: question.operation.clone(),
            readings,
            charges: LINE_ITEM_TYPES.map(|name| (name, classify::charge(name))).to_vec(),
        }
    }
}
