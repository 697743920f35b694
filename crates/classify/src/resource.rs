//! `line_item_resource_id` → API and stage, or function (`docs/domain.md` §6).

use crate::Product;

/// What kind of thing a resource id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// A REST API (`…/restapis/ID`).
    RestApi,
    /// An HTTP or a WebSocket API (`…/apis/ID`), or an API of which the id alone is known: the text does not tell.
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
///
/// An ARN speaks for itself, whatever the product; a bare text is read as the product's: an API id, or a function
/// name. A function's version or alias is dropped, because the function is what costs.
///
/// ```
/// use classify::{Product, ResourceKind, resource};
///
/// let function = resource(Product::Lambda, "arn:aws:lambda:eu-west-1:111122223333:function:chat:live");
/// assert_eq!(function.map(|found| (found.kind, found.name)), Some((ResourceKind::Function, "chat")));
/// assert_eq!(resource(Product::Lambda, "  "), None);
/// ```
#[must_use]
pub fn resource(product: Product, resource_id: &str) -> Option<Resource<'_>> {
    let text = resource_id.trim();
    if text.is_empty() {
        return None;
    }
    let found = match (Arn::parse(text), product) {
        (Some(arn), _) => from_arn(&arn),
        (None, Product::ApiGateway) => bare_api(text),
        (None, Product::Lambda) => function(text, is_function_name),
    };
    Some(found.unwrap_or(Resource { kind: ResourceKind::Unknown, name: resource_id, stage: None, region: None }))
}

/// `arn:PARTITION:SERVICE:REGION:ACCOUNT:REST`
struct Arn<'a> {
    service: &'a str,
    region: Option<&'a str>,
    rest: &'a str,
}

impl<'a> Arn<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (partition, text) = text.strip_prefix("arn:")?.split_once(':')?;
        let (service, text) = text.split_once(':')?;
        let (region, text) = text.split_once(':')?;
        let (_account, rest) = text.split_once(':')?;
        let known = is_partition(partition) && region.bytes().all(is_region_byte);
        known.then_some(Self { service, region: filled(region), rest })
    }
}

/// `aws`, `aws-cn`, `aws-us-gov`, and whatever partition comes next.
fn is_partition(text: &str) -> bool {
    text == "aws" || text.starts_with("aws-")
}

fn is_region_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

fn from_arn<'a>(arn: &Arn<'a>) -> Option<Resource<'a>> {
    let found = match arn.service {
        "apigateway" => managed_api(arn.rest),
        "execute-api" => called_api(arn.rest),
        "lambda" => function(arn.rest.strip_prefix("function:")?, |name| !name.is_empty()),
        _ => None,
    }?;
    Some(Resource { region: arn.region, ..found })
}

/// `/restapis/ID[/stages/STAGE]` or `/apis/ID[/stages/STAGE]`.
fn managed_api(path: &str) -> Option<Resource<'_>> {
    let (collection, path) = path.strip_prefix('/').unwrap_or(path).split_once('/')?;
    let kind = match collection {
        "restapis" => ResourceKind::RestApi,
        "apis" => ResourceKind::Api,
        _ => return None,
    };
    match path.split_once('/') {
        None => api(kind, path, None),
        Some((id, below)) => {
            let stage = below.strip_prefix("stages/")?;
            (!stage.contains('/')).then_some(())?;
            api(kind, id, Some(filled(stage)?))
        }
    }
}

/// `APIID[/STAGE[/METHOD/PATH]]`. A stage of `*` is any stage, thus none.
fn called_api(path: &str) -> Option<Resource<'_>> {
    let mut parts = path.split('/');
    let id = parts.next()?;
    api(ResourceKind::Api, id, parts.next().and_then(filled).filter(|&stage| stage != "*"))
}

/// `APIID` or `APIID/STAGE` without an ARN around it. Unlike in an ARN, only the id's own shape tells that it is one.
fn bare_api(text: &str) -> Option<Resource<'_>> {
    let (id, stage) = match text.split_once('/') {
        None => (text, None),
        Some((id, stage)) => (id, Some(stage)),
    };
    (is_api_id(id) && stage.is_none_or(is_stage)).then_some(())?;
    api(ResourceKind::Api, id, stage)
}

fn api<'a>(kind: ResourceKind, id: &'a str, stage: Option<&'a str>) -> Option<Resource<'a>> {
    filled(id).map(|name| Resource { kind, name, stage, region: None })
}

/// `NAME[:QUALIFIER]`
fn function(text: &str, is_name: impl Fn(&str) -> bool) -> Option<Resource<'_>> {
    let (name, qualifier) = text.split_once(':').unwrap_or((text, "-"));
    let plain = !qualifier.is_empty() && !qualifier.contains(':');
    (plain && is_name(name)).then_some(Resource { kind: ResourceKind::Function, name, stage: None, region: None })
}

/// AWS makes API ids of ten lower case letters and digits.
fn is_api_id(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

fn is_stage(text: &str) -> bool {
    text == "$default" || !text.is_empty() && text.bytes().all(is_name_byte)
}

/// Lambda allows 64 characters.
fn is_function_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(is_name_byte)
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
