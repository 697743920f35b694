"""The reduce step in another engine, as one whole process: the query its own users would write for speed.

Usage: bench_peers.py ENGINE FORMAT FOLDER    (FORMAT: csv or parquet; FOLDER: an export of one month)

Prints JSON: the engine's version, the seconds from after its import to the result, and the groups: five keys, then
rows, usage amount and unblended cost. Sums are doubles: none of them offers exact ones at this speed.
"""

import csv
import gzip
import json
import sys
import time
from pathlib import Path

ENGINE, FORMAT, FOLDER = sys.argv[1], sys.argv[2], Path(sys.argv[3])
PRODUCTS = ("AmazonApiGateway", "AWSLambda")

FILES = sorted(str(path) for path in FOLDER.rglob("*") if path.name.endswith((".csv", ".csv.gz", ".parquet")))
NAMES = {
    "csv": {
        "product": "lineItem/ProductCode",
        "usage_type": "lineItem/UsageType",
        "operation": "lineItem/Operation",
        "type": "lineItem/LineItemType",
        "account": "lineItem/UsageAccountId",
        "usage": "lineItem/UsageAmount",
        "cost": "lineItem/UnblendedCost",
    },
    "parquet": {
        "product": "line_item_product_code",
        "usage_type": "line_item_usage_type",
        "operation": "line_item_operation",
        "type": "line_item_line_item_type",
        "account": "line_item_usage_account_id",
        "usage": "line_item_usage_amount",
        "cost": "line_item_unblended_cost",
    },
}[FORMAT]
KEYS = ("product", "usage_type", "operation", "type", "account")


def sql(source: str, quote: str, number: str) -> str:
    """The query; `number` makes a number of a column's text, after the filter has thrown most rows away."""
    name = {key: quote + value + quote for key, value in NAMES.items()}
    keys = ", ".join(name[key] for key in KEYS)
    sums = ", ".join(f"sum({number.format(name[key])})" for key in ("usage", "cost"))
    return f"SELECT {keys}, count(*), {sums} FROM {source} WHERE {name['product']} IN {PRODUCTS} GROUP BY {keys}"


def header() -> list[str]:
    """Every column of a CSV export: an engine that is told them need not guess."""
    opened = gzip.open if FILES[0].endswith(".gz") else open
    with opened(FILES[0], "rt", newline="") as file:
        return next(csv.reader(file))


def duckdb():
    import duckdb as engine

    def run():
        if FORMAT == "parquet":
            return engine.sql(sql(f"read_parquet({FILES})", '"', "{}")).fetchall()
        # The form is told, not sniffed, and no cell is converted that is not summed.
        columns = dict.fromkeys(header(), "VARCHAR")
        form = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"'"
        source = f"read_csv({FILES}, columns = {columns}, {form})"
        return engine.sql(sql(source, '"', "CAST({} AS DOUBLE)")).fetchall()

    return engine.__version__, run


def polars():
    import polars as engine

    def run():
        column = {key: engine.col(name) for key, name in NAMES.items()}
        lines = engine.scan_csv(FILES, infer_schema=False) if FORMAT == "csv" else engine.scan_parquet(FILES)
        grouped = (
            lines.filter(column["product"].is_in(PRODUCTS))
            .group_by([column[key] for key in KEYS])
            .agg(engine.len(), *(column[key].cast(engine.Float64).sum() for key in ("usage", "cost")))
        )
        return grouped.collect(engine="streaming").rows()

    return engine.__version__, run


def chdb():
    import chdb as engine

    def run():
        # Only the columns named here: inferring the types of all takes longer than reading.
        number = "Nullable(Float64)" if FORMAT == "parquet" else "Float64"
        types = dict.fromkeys(KEYS, "String") | {"usage": number, "cost": number}
        structure = ", ".join(f"`{NAMES[key]}` {kind}" for key, kind in types.items())
        glob = str(Path(FILES[0]).parent / ("*" + "".join(Path(FILES[0]).suffixes)))
        source = f"file('{glob}', '{'CSVWithNames' if FORMAT == 'csv' else 'Parquet'}', '{structure}')"
        text = str(engine.query(sql(source, "`", "{}"), "JSONCompactEachRow"))
        return [json.loads(line) for line in text.splitlines()]

    return engine.__version__, run


def datafusion():
    import datafusion as engine
    import pyarrow

    def run():
        context = engine.SessionContext()
        number = "{}"
        if FORMAT == "parquet":
            context.register_parquet("lines", Path(FILES[0]).parent)
        else:
            number = "CAST({} AS DOUBLE)"
            packed = FILES[0].endswith(".gz")
            options = engine.CsvReadOptions(
                schema=pyarrow.schema([(name, pyarrow.string_view()) for name in header()]),
                newlines_in_values=True,
                file_extension=".csv.gz" if packed else ".csv",
                file_compression_type="gzip" if packed else "",
            )
            context.register_csv("lines", FILES, options=options)
        batches = context.sql(sql("lines", '"', number)).collect()
        return [row for batch in batches for row in zip(*(column.to_pylist() for column in batch.columns))]

    return engine.__version__, run


def main() -> None:
    version, run = {"duckdb": duckdb, "polars": polars, "chdb": chdb, "datafusion": datafusion}[ENGINE]()
    start = time.perf_counter()
    groups = run()
    seconds = time.perf_counter() - start
    json.dump({"version": version, "seconds": seconds, "groups": groups}, sys.stdout)


main()
