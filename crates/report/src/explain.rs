//! How a usage type is classified, and by which rule.

use classify::{Charge, Decision, LINE_ITEM_TYPES, Product, Reading};

/// What is asked.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) usage_type: String,
    /// `None`: each product that knows the usage type, or all where none does.
    pub(crate) product: Option<Product>,
    pub(crate) operation: Option<String>,
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
        let explained = classify::explain(&question.usage_type, question.product, question.operation.as_deref());
        let mut readings: Vec<Reading> = explained.known().collect();
        if readings.is_empty() {
            readings.extend(explained.readings());
        }
        Self {
            usage_type: question.usage_type.clone(),
            operation: question.operation.clone(),
            readings,
            charges: LINE_ITEM_TYPES.iter().map(|name| (*name, classify::charge(name))).collect(),
        }
    }
}
