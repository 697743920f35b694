//! The tables as tables: every usage type, every shape, every rule, and the page of facts behind them.

mod docs;
mod focus;
mod meters;
mod properties;
mod resources;
mod rules;
