//! The real binary from outside: usage errors, `explain`, exit codes. One module a subject; whole-bill tests come
//! beside them.

#[cfg(test)]
#[path = "cli/baseline.rs"]
mod baseline;
#[cfg(test)]
#[path = "cli/bill_levers.rs"]
mod bill_levers;
#[cfg(test)]
#[path = "cli/column_cases.rs"]
mod column_cases;
#[cfg(test)]
#[path = "cli/columns.rs"]
mod columns;
#[cfg(test)]
#[path = "cli/commitments.rs"]
mod commitments;
#[cfg(test)]
#[path = "cli/config.rs"]
mod config;
#[cfg(test)]
#[path = "cli/damaged.rs"]
mod damaged;
#[cfg(test)]
#[path = "cli/deliveries.rs"]
mod deliveries;
#[cfg(test)]
#[path = "cli/dollars.rs"]
mod dollars;
#[cfg(test)]
#[path = "cli/environment.rs"]
mod environment;
#[cfg(test)]
#[path = "cli/exits.rs"]
mod exits;
#[cfg(test)]
#[path = "cli/explain.rs"]
mod explain;
#[cfg(test)]
#[path = "cli/findings.rs"]
mod findings;
#[cfg(test)]
#[path = "cli/focus.rs"]
mod focus;
#[cfg(test)]
#[path = "cli/forecast.rs"]
mod forecast;
#[cfg(test)]
#[path = "cli/formats.rs"]
mod formats;
#[cfg(test)]
#[path = "cli/guards.rs"]
mod guards;
#[cfg(test)]
#[path = "cli/harness.rs"]
mod harness;
#[cfg(test)]
#[path = "cli/inputs.rs"]
mod inputs;
#[cfg(test)]
#[path = "cli/inspect.rs"]
mod inspect;
#[cfg(test)]
#[path = "cli/inspect_damaged.rs"]
mod inspect_damaged;
#[cfg(test)]
#[path = "cli/inspect_periods.rs"]
mod inspect_periods;
#[cfg(test)]
#[path = "cli/layouts.rs"]
mod layouts;
#[cfg(test)]
#[path = "cli/limits.rs"]
mod limits;
#[cfg(test)]
#[path = "cli/mask.rs"]
mod mask;
#[cfg(test)]
#[path = "cli/outlook.rs"]
mod outlook;
#[cfg(test)]
#[path = "cli/output.rs"]
mod output;
#[cfg(test)]
#[path = "cli/paths.rs"]
mod paths;
#[cfg(test)]
#[path = "cli/rates.rs"]
mod rates;
#[cfg(test)]
#[path = "cli/rules.rs"]
mod rules;
#[cfg(test)]
#[path = "cli/signals.rs"]
mod signals;
#[cfg(test)]
#[path = "cli/told.rs"]
mod told;
#[cfg(test)]
#[path = "cli/usage.rs"]
mod usage;
#[cfg(test)]
#[path = "cli/window.rs"]
mod window;
#[cfg(test)]
#[path = "cli/workload_tags.rs"]
mod workload_tags;
#[cfg(test)]
#[path = "cli/workloads.rs"]
mod workloads;
