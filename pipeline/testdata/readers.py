"""Print what a Python program reads from a published folder: sums over the
database and over each Parquet file, as one JSON object. A library that is not
installed is left out."""
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
out = {"database": {}, "parquet": {}}

import duckdb

con = duckdb.connect(str(folder / "jevons.duckdb"), read_only=True)
out["duckdb"] = duckdb.__version__
for schema, name in con.execute(
    "SELECT table_schema, table_name FROM information_schema.tables "
    "WHERE table_schema IN ('raw', 'latest', 'core', 'marts') ORDER BY 1, 2"
).fetchall():
    out["database"][f"{schema}.{name}"] = con.execute(f'SELECT count(*) FROM {schema}."{name}"').fetchone()[0]
for query in (
    "SELECT round(sum(value), 6) FROM latest.bls_ces",
    "SELECT round(sum(value), 6) FROM raw.bls_ces_asof('2026-04-01')",
    "SELECT round(sum(median_usd), 6) FROM marts.gpu_hour_price",
):
    out["database"][query] = con.execute(query).fetchone()[0]

files = json.loads((folder / "parquet" / "manifest.json").read_text())["files"]
for f in files:
    path = str(folder / "parquet" / f["file"])
    rows = {}
    try:
        import pandas

        rows["pandas"] = len(pandas.read_parquet(path))
        import polars

        rows["polars"] = polars.read_parquet(path).height
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(path)
        rows["pyarrow"] = table.num_rows
        rows["marked"] = table.schema.metadata[b"jevons_sample"].decode()
    except ImportError:
        pass
    rows["duckdb"] = con.execute("SELECT count(*) FROM read_parquet(?)", [path]).fetchone()[0]
    out["parquet"][f["file"]] = rows
print(json.dumps(out))
