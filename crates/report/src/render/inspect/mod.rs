//! Both views of `inspect`.

mod json;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use json::json;
pub(crate) use table::table;
