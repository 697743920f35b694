"""Compares a summary on standard input with DuckDB's own reading of the export.

Usage: report summary EXPORT --format json --cost BASIS | check_duckdb.py EXPORT BASIS
"""

import json
import sys
from decimal import Decimal

import duckdb

EXPORT, BASIS = sys.argv[1], sys.argv[2]

# Money as the program keeps it: a double becomes its shortest text, the text a DECIMAL(38,18).
LINES = f"""
CREATE TABLE lines AS
SELECT
    CASE lower(line_item_product_code) WHEN 'awslambda' THEN 'AWSLambda' ELSE 'AmazonApiGateway' END AS product_code,
    line_item_usage_type AS usage_type,
    regexp_replace(line_item_usage_type, '^[A-Z0-9]+-', '') AS suffix,
    line_item_line_item_type AS type,
    product_servicecode AS service,
    coalesce(
        nullif(product_region_code, ''),
        nullif(regexp_extract(line_item_resource_id, '^arn:aws[a-z-]*:[a-z0-9-]+:([a-z0-9-]+):', 1), ''),
        nullif(product['region'], ''),
        CASE
            WHEN lower(line_item_product_code) = 'awslambda'
                AND NOT regexp_matches(line_item_usage_type, '^[A-Z0-9]+-') THEN 'us-east-1'
            ELSE CASE regexp_extract(line_item_usage_type, '^([A-Z0-9]+)-', 1)
                WHEN 'USE1' THEN 'us-east-1' WHEN 'USW2' THEN 'us-west-2' WHEN 'EU' THEN 'eu-west-1'
                WHEN 'APN2' THEN 'ap-northeast-2' WHEN 'EUC1' THEN 'eu-central-1' END
        END
    ) AS region,
    {{usage}} AS usage, {{unblended}} AS unblended, {{net}} AS net, {{public}} AS public,
    {{sp}} AS sp, {{net_sp}} AS net_sp, {{ri}} AS ri, {{net_ri}} AS net_ri
FROM read_parquet('{EXPORT}/**/*.parquet', union_by_name = true)
WHERE lower(line_item_product_code) IN ('amazonapigateway', 'awslambda')
""".format(
    **{
        name: f"coalesce(CAST(CAST({column} AS VARCHAR) AS DECIMAL(38, 18)), 0)"
        for name, column in {
            "usage": "line_item_usage_amount",
            "unblended": "line_item_unblended_cost",
            "net": "line_item_net_unblended_cost",
            "public": "pricing_public_on_demand_cost",
            "sp": "savings_plan_savings_plan_effective_cost",
            "net_sp": "savings_plan_net_savings_plan_effective_cost",
            "ri": "reservation_effective_cost",
            "net_ri": "reservation_net_effective_cost",
        }.items()
    }
)

METERS = """
SELECT product_code,
    CASE
        WHEN suffix LIKE 'Lambda-Streaming-%' THEN 'lambda_streaming'
        WHEN service = 'AWSDataTransfer' OR usage_type LIKE '%DataTransfer%' OR usage_type LIKE '%-Bytes' THEN 'data_transfer'
        WHEN suffix = 'ApiGatewayMessage' THEN 'messages'
        WHEN suffix = 'ApiGatewayMinute' THEN 'connection_minutes'
        WHEN suffix = 'ApiGatewayRequest' THEN 'rest_requests'
        WHEN suffix = 'ApiGatewayHttpRequest' THEN 'http_requests'
        WHEN suffix LIKE 'ApiGatewayCacheUsage:%' THEN 'cache'
        WHEN suffix IN ('Lambda-GB-Second', 'Lambda-GB-Second-ARM') THEN 'lambda_duration'
        WHEN suffix IN ('Request', 'Request-ARM') AND product_code = 'AWSLambda' THEN 'lambda_requests'
        WHEN suffix LIKE 'Lambda-Provisioned-%' THEN 'lambda_provisioned'
        WHEN suffix LIKE 'Lambda-Storage-%' THEN 'lambda_storage'
        WHEN suffix LIKE 'Lambda-Edge-%' THEN 'lambda_edge'
        WHEN suffix LIKE 'Lambda-SnapStart-%' THEN 'lambda_snapstart'
        ELSE 'other'
    END AS meter,
    CASE
        WHEN type IN ('Usage', 'FlatRateSubscription') THEN 'usage'
        WHEN type = 'SavingsPlanCoveredUsage' THEN 'savings_plan_covered'
        WHEN type = 'DiscountedUsage' THEN 'discounted'
        WHEN type = 'SavingsPlanNegation' THEN 'savings_plan_negation'
        WHEN type LIKE '%Discount' THEN 'discount'
        WHEN type = 'Credit' THEN 'credit'
        WHEN type = 'Refund' THEN 'refund'
        WHEN type = 'Tax' THEN 'tax'
        WHEN type LIKE '%Fee' THEN 'fee'
        ELSE 'other'
    END AS charge,
    region,
    count(*) AS rows,
    sum(CASE WHEN type IN ('Usage', 'FlatRateSubscription', 'SavingsPlanCoveredUsage', 'DiscountedUsage') THEN usage ELSE 0 END) AS quantity,
    sum(unblended) AS unblended,
    sum(net) AS net_unblended,
    sum(CASE type WHEN 'SavingsPlanCoveredUsage' THEN sp WHEN 'SavingsPlanNegation' THEN 0
        WHEN 'DiscountedUsage' THEN ri ELSE unblended END) AS amortized,
    sum(CASE type WHEN 'SavingsPlanCoveredUsage' THEN net_sp WHEN 'SavingsPlanNegation' THEN 0
        WHEN 'DiscountedUsage' THEN net_ri WHEN 'EdpDiscount' THEN 0 WHEN 'PrivateRateDiscount' THEN 0 ELSE net END) AS net_amortized,
    sum(public) AS public_on_demand
FROM lines GROUP BY ALL
"""

KEY = ("product_code", "meter", "charge", "region")
VALUES = ("rows", "quantity", "unblended", "net_unblended", "amortized", "net_amortized", "public_on_demand")
COLUMN = {"unblended": "unblended", "net": "net_unblended", "amortized": "amortized", "net-amortized": "net_amortized"}


def main() -> int:
    summary = json.load(sys.stdin, parse_float=Decimal, parse_int=Decimal)
    connection = duckdb.connect()
    connection.execute(LINES)
    cursor = connection.execute(METERS)
    names = [column[0] for column in cursor.description]
    theirs = {tuple(row[name] for name in KEY): row for row in (dict(zip(names, row)) for row in cursor.fetchall())}
    ours = {tuple(row[name] for name in KEY): row for row in summary["meters"]}

    wrong = [f"only in the summary: {key}" for key in ours.keys() - theirs.keys()]
    wrong += [f"only in DuckDB: {key}" for key in theirs.keys() - ours.keys()]
    for key in ours.keys() & theirs.keys():
        for name in VALUES:
            if Decimal(ours[key][name]) != Decimal(theirs[key][name]):
                wrong.append(f"{key} {name}: summary {ours[key][name]}, DuckDB {theirs[key][name]}")

    total = sum((Decimal(row[COLUMN[BASIS]]) for row in theirs.values()), Decimal(0))
    bridge = summary["bridge"]
    if bridge["total"] != total:
        wrong.append(f"bridge total {bridge['total']}, DuckDB {total}")
    if sum(value for name, value in bridge.items() if name != "total") != bridge["total"]:
        wrong.append("the bridge does not close")
    if not ours:
        wrong.append("the summary has no meters")

    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{BASIS}: {len(ours)} rows of meters against DuckDB {duckdb.__version__}: {len(wrong)} differences")
    return 1 if wrong else 0


sys.exit(main())
