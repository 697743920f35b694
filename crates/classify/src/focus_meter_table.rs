//! The table of meters for FOCUS rows without a usage type: which units, operations and descriptions belong to which meter.

use crate::{FocusUsage, Meter, Product, Rule, ascii};

/// What a row looks at: each part that is not empty must fit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looks {
    product: Option<Product>,
    operation: &'static str,
    /// The description has one of these in it, or the unit is one of those.
    words: &'static [&'static str],
    units: &'static [&'static str],
}

/// One row: what it looks at, the meter that follows, and the rule in words.
#[derive(Debug)]
pub(crate) struct Row {
    looks: Looks,
    pub(crate) meter: Meter,
    pub(crate) rule: Rule,
}

impl Row {
    pub(crate) fn takes(&self, usage: &FocusUsage<'_>) -> bool {
        let Looks { product, operation, words, units } = self.looks;
        let text = |text| ascii::present(text).unwrap_or_default();
        let (unit, description) = (text(usage.unit), text(usage.description));
        let tells = words.iter().any(|word| ascii::contains(description, word))
            || units.iter().any(|known| known.eq_ignore_ascii_case(unit));
        product.is_none_or(|product| product == usage.product)
            && (operation.is_empty() || operation.eq_ignore_ascii_case(text(usage.operation)))
            && (tells || (words.is_empty() && units.is_empty()))
    }
}

const ANY: Looks = Looks { product: None, operation: "", words: &[], units: &[] };
const API: Looks = Looks { product: Some(Product::ApiGateway), ..ANY };
const LAMBDA: Looks = Looks { product: Some(Product::Lambda), ..ANY };

const fn row(looks: Looks, meter: Meter, id: &'static str, says: &'static str) -> Row {
    Row { looks, meter, rule: Rule { id, says, source: "§7.7" } }
}

/// The rows in the order in which they are tried; the last one takes everything.
///
/// The order is part of the meaning: transfer carries the operation of what was called, Lambda's special meters share
/// words with the plain ones, and a unit says more than an operation that three meters share.
pub(crate) static FOCUS_METERS: [Row; 20] = [
    row(
        Looks { words: &["streaming"], ..LAMBDA },
        Meter::LambdaStreaming,
        "METER-FOCUS-LAMBDA-STREAMING",
        "A Lambda description with `streaming` in it is response streaming (text not seen in an export).",
    ),
    row(
        Looks { words: &["data transfer"], ..ANY },
        Meter::DataTransfer,
        "METER-FOCUS-TRANSFER",
        "A description with `data transfer` in it is data transfer, whatever the operation says.",
    ),
    row(
        Looks { units: &["GB"], ..API },
        Meter::DataTransfer,
        "METER-FOCUS-API-GB",
        "Nothing of API Gateway but data transfer is counted in `GB`.",
    ),
    row(
        Looks { units: &["Messages", "Message"], ..API },
        Meter::Messages,
        "METER-FOCUS-WS-MESSAGES-UNIT",
        "API Gateway usage in `Messages`, the unit of the price list, is WebSocket messages (not seen in an export).",
    ),
    row(
        Looks { units: &["minutes", "minute"], ..API },
        Meter::ConnectionMinutes,
        "METER-FOCUS-WS-MINUTES-UNIT",
        "API Gateway usage in `minutes`, the unit of the price list, is connection minutes (not seen in an export).",
    ),
    row(
        Looks { words: &["connection minute"], ..API },
        Meter::ConnectionMinutes,
        "METER-FOCUS-WS-MINUTES",
        "An API Gateway description with `connection minute` in it, as in the price list, is connection minutes (not seen \
         in an export).",
    ),
    row(
        Looks { words: &["websocket message", "messages"], ..API },
        Meter::Messages,
        "METER-FOCUS-WS-MESSAGES",
        "An API Gateway description with `messages` in it, as in the price list, is WebSocket messages (not seen in an \
         export).",
    ),
    row(
        Looks { operation: "ApiGatewayWebSocket", ..API },
        Meter::Other,
        "METER-FOCUS-WS-UNTOLD",
        "Operation `ApiGatewayWebSocket` where neither meter, unit nor description tells messages, minutes and transfer \
         apart is kept and shown as other.",
    ),
    row(
        Looks { words: &["http api"], ..API },
        Meter::HttpRequests,
        "METER-FOCUS-HTTP",
        "An API Gateway description with `HTTP API` in it, as in the price list, is HTTP API requests (not seen in an \
         export).",
    ),
    row(
        Looks { operation: "ApiGatewayHttpApi", ..API },
        Meter::HttpRequests,
        "METER-FOCUS-HTTP-OPERATION",
        "Operation `ApiGatewayHttpApi`, transfer taken out, is HTTP API requests.",
    ),
    row(
        Looks { words: &["cache"], units: &["Hrs", "Hours"], ..API },
        Meter::Cache,
        "METER-FOCUS-CACHE",
        "API Gateway usage in `Hrs` or `Hours`, or with `cache` in its description, is hours of a REST API cache.",
    ),
    row(
        Looks { words: &["calls received"], ..API },
        Meter::RestRequests,
        "METER-FOCUS-REST",
        "An API Gateway description with `calls received` in it, as in the price list, is REST API requests.",
    ),
    row(
        Looks { operation: "ApiGatewayRequest", ..API },
        Meter::RestRequests,
        "METER-FOCUS-REST-OPERATION",
        "Operation `ApiGatewayRequest`, transfer and cache taken out, is REST API requests.",
    ),
    row(
        Looks { words: &["edge"], ..LAMBDA },
        Meter::LambdaEdge,
        "METER-FOCUS-LAMBDA-EDGE",
        "A Lambda description with `Edge` in it is Lambda@Edge (text not seen in an export).",
    ),
    row(
        Looks { words: &["snapstart"], ..LAMBDA },
        Meter::LambdaSnapstart,
        "METER-FOCUS-LAMBDA-SNAPSTART",
        "A Lambda description with `SnapStart` in it is SnapStart (text not seen in an export).",
    ),
    row(
        Looks { words: &["provisioned"], ..LAMBDA },
        Meter::LambdaProvisioned,
        "METER-FOCUS-LAMBDA-PROVISIONED",
        "A Lambda description with `Provisioned` in it is provisioned concurrency, held ready or used.",
    ),
    row(
        Looks { words: &["storage"], ..LAMBDA },
        Meter::LambdaStorage,
        "METER-FOCUS-LAMBDA-STORAGE",
        "A Lambda description with `storage` in it is ephemeral storage (text not seen in an export).",
    ),
    row(
        Looks { words: &["total compute", "compute free tier", "duration"], ..LAMBDA },
        Meter::LambdaDuration,
        "METER-FOCUS-LAMBDA-DURATION",
        "A Lambda description with `Total Compute`, `Compute Free Tier` or `duration` in it is on-demand duration.",
    ),
    row(
        Looks { words: &["requests"], ..LAMBDA },
        Meter::LambdaRequests,
        "METER-FOCUS-LAMBDA-REQUESTS",
        "A Lambda description with `Requests` in it is invocations.",
    ),
    row(
        ANY,
        Meter::Other,
        "METER-FOCUS-UNTOLD",
        "Neither meter, unit, operation nor description tells what a FOCUS row meters: its cost is kept and shown as other.",
    ),
];
