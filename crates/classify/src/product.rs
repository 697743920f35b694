//! The selected products.

/// A product whose line items the ledger keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Product {
    /// `AmazonApiGateway`: REST, HTTP and WebSocket APIs.
    ApiGateway,
    /// `AWSLambda`.
    Lambda,
}

impl Product {
    /// All selected products, in the order of their codes.
    pub const ALL: [Self; 2] = [Self::Lambda, Self::ApiGateway];

    /// The product code as AWS writes it in `line_item_product_code`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ApiGateway => "AmazonApiGateway",
            Self::Lambda => "AWSLambda",
        }
    }

    /// The product of a product code, compared without regard to case (some tools write `AmazonAPIGateway`).
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|product| product.code().eq_ignore_ascii_case(code))
    }

    /// The name of the service as AWS writes it in `product_product_name` and in FOCUS.
    #[must_use]
    pub const fn service_name(self) -> &'static str {
        match self {
            Self::ApiGateway => "Amazon API Gateway",
            Self::Lambda => "AWS Lambda",
        }
    }

    /// The product of a product code or of a service's name: FOCUS without columns of AWS has the name, which some tools
    /// fill with the code.
    #[must_use]
    pub fn from_code_or_name(text: &str) -> Option<Self> {
        let is_named = |product: &Self| product.service_name().eq_ignore_ascii_case(text);
        Self::from_code(text).or_else(|| Self::ALL.into_iter().find(is_named))
    }
}
