//! How a usage type, or a description of FOCUS, is classified, and by which rule.

use analysis::RULES;
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
    /// Are they of a description in FOCUS, since no usage type is known by this name?
    pub(crate) is_description: bool,
    /// The rule of findings that may have been meant, where no usage type is known by this name.
    pub(crate) nearest_rule: Option<&'static str>,
    /// What becomes of each line item type, whatever the usage type.
    pub(crate) charges: Vec<(&'static str, Decision<Charge>)>,
    /// What becomes of each kind of charge in FOCUS, likewise.
    pub(crate) focus_charges: Vec<Decision<Charge>>,
}

impl Explanation {
    pub(crate) fn of(question: &Question) -> Self {
        let explained = classify::explain(&question.usage_type, question.product, question.operation.as_deref());
        let mut readings: Vec<Reading> = explained.known().collect();
        let is_description = readings.is_empty() && explained.described().next().is_some();
        readings.extend(explained.described().filter(|_| is_description));
        let is_unknown = readings.is_empty();
        if is_unknown {
            readings.extend(explained.readings());
        }
        let may_be_a_rule = is_unknown && question.product.is_none() && question.operation.is_none();
        Self {
            usage_type: question.usage_type.clone(),
            operation: question.operation.clone(),
            readings,
            is_description,
            nearest_rule: if may_be_a_rule { nearest_rule(&question.usage_type) } else { None },
            charges: LINE_ITEM_TYPES.iter().map(|name| (*name, classify::charge(name))).collect(),
            focus_charges: classify::focus_charges().collect(),
        }
    }
}

/// The rule nearest to a text that looks like the id of one: capitals with dashes between them.
fn nearest_rule(text: &str) -> Option<&'static str> {
    let looks_like_one = text.contains('-') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-');
    let ids = RULES.iter().map(|rule| rule.id).filter(|_| looks_like_one);
    ids.min_by_key(|id| strsim::damerau_levenshtein(id, text))
}
