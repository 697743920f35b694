# A convenience; nothing needs it. `just --list` shows what there is.

# Everything that a commit must pass.
[group('check')]
ci:
    bash .ci/run

# Formatting and lints.
[group('check')]
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# Documentation, warnings denied.
[group('check')]
doc:
    RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps

# All tests.
[group('test')]
test:
    cargo test --workspace

# The sample against DuckDB's own sums.
[group('test')]
duckdb:
    scripts/check-duckdb

# Reading with the build feature `isal` against the default inflater.
[group('test')]
isal:
    scripts/check-isal

# The main job under a profiler, with symbols (perf from the system).
[group('test')]
profile path="fixtures/sample":
    cargo build --profile profiling -p report
    perf record --call-graph dwarf -o target/perf.data target/profiling/report summary {{path}} --format json > /dev/null
    perf report -i target/perf.data

# The kernels of reading and summing, each alone.
[group('test')]
bench-kernels *arguments:
    cargo bench -p cur-ingest -p ledger --features ledger/internals --bench kernels --bench sums -- {{arguments}}

# The most bytes alive at once while exports are read: of growing ones, or of those named.
[group('test')]
peak *paths:
    cargo build --quiet --workspace --bins --tests --examples
    "${CARGO_TARGET_DIR:-target}/debug/examples/peak" {{paths}}

# The fuzz targets, each for some minutes.
[group('test')]
fuzz *arguments:
    scripts/fuzz {{arguments}}

# Times against DuckDB, Polars, chDB and DataFusion, as Markdown.
[group('test')]
bench *arguments:
    scripts/bench {{arguments}}

# Peak memory at 4 and at 40 million line items, as Markdown.
[group('test')]
bench-memory *arguments:
    scripts/bench-memory {{arguments}}

# Write the bundled sample and the damaged files again.
[group('data')]
fixtures:
    cargo run --release -p cur-testkit -- sample fixtures/sample
    cargo run --release -p cur-testkit -- damaged fixtures/damaged

# The main job on the bundled sample.
[group('run')]
sample:
    cargo run --release -p report -- summary fixtures/sample
