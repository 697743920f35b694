//! CUR 2.0's `product` map as JSON text.

use crate::batch::Dictionary;

/// The attribute `region` of JSON product maps, each distinct text parsed once.
#[derive(Debug, Default)]
pub(crate) struct JsonRegions {
    maps: Dictionary,
    regions: Vec<Option<String>>,
}

impl JsonRegions {
    /// The region that a map names. What is no JSON object names none: the map is an optional source.
    pub(crate) fn region(&mut self, json: &str) -> Option<&str> {
        if json.len() < 2 {
            return None;
        }
        let key = self.maps.key(json) as usize;
        if key == self.regions.len() {
            self.regions.push(parse(json));
        }
        self.regions.get(key)?.as_deref()
    }
}

fn parse(json: &str) -> Option<String> {
    let map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).ok()?;
    let region = map.get("region")?.as_str()?.trim();
    (!region.is_empty()).then(|| region.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_region_and_nothing_else() {
        let mut regions = JsonRegions::default();
        for _ in 0..2 {
            assert_eq!(regions.region(r#"{"product_name":"Lambda","region":"eu-west-1"}"#), Some("eu-west-1"));
            assert_eq!(regions.region("{}"), None);
            assert_eq!(regions.region("[]"), None);
            assert_eq!(regions.region(""), None);
            assert_eq!(regions.region(r#"{"region":7}"#), None);
            assert_eq!(regions.region(r#"{"region":"#), None);
        }
    }
}
