#!/usr/bin/env python3
"""Loads the outputs of `tamis batch` with the programs that corpora are built with.

    pip install pyarrow duckdb polars datatrove orjson dolma
    scripts/load_outputs.py [TAMIS [INPUT]]

TAMIS is the command (default: target/release/tamis), INPUT an archive or a folder (default: corpus/pages). Every program
that is not installed is skipped with a message; Parquet needs a build with that feature. The exit status is 1 if a program
reads something else than what is in the JSON lines.
"""

import gzip
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
failed = []


def check(program, what, found, expected):
    """Tells whether a program reads what is there."""
    good = found == expected
    print(f"{'ok' if good else 'FAILED':8}{program}: {what}" + ("" if good else f": {found!r}, not {expected!r}"))
    if not good:
        failed.append(program)


def installed(*names):
    """Tells which modules are missing."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        print(f"skipped {' '.join(missing)}: not installed")
    return not missing


def main():
    tamis = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/release/tamis")
    source = sys.argv[2] if len(sys.argv) > 2 else str(ROOT / "corpus/pages")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tamis-load-"))

    def batch(name, *arguments):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([tamis, "batch", source, "-q", "-o", path, *arguments], stderr=subprocess.PIPE, text=True)
        if done.returncode not in (0, 1):
            print(f"skipped {name}: {done.stderr.strip()}")
            return None
        return path

    lines = batch("own.jsonl.gz")
    with gzip.open(lines, "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    texts = [page["text"] for page in pages]
    ids = [page["id"] for page in pages]
    table = batch("own.parquet")

    if installed("pyarrow"):
        import pyarrow.json

        read = pyarrow.json.read_json(pyarrow.input_stream(str(lines)), parse_options=pyarrow.json.ParseOptions(newlines_in_values=False))
        check("pyarrow", "JSON lines", read["text"].to_pylist(), texts)
        if table:
            import pyarrow.parquet

            read = pyarrow.parquet.read_table(table)
            check("pyarrow", "Parquet", read["text"].to_pylist(), texts)
            check("pyarrow", "ids", read["id"].to_pylist(), ids)
            groups = pyarrow.parquet.ParquetFile(table).metadata
            names = groups.schema.names
            has = groups.row_group(0).column(names.index("record_input")).is_stats_set
            check("pyarrow", "statistics, by which row groups are pruned", has, True)

    if installed("duckdb"):
        import duckdb

        query = f"select text from read_json('{lines}', format='newline_delimited', maximum_object_size=67108864)"
        check("DuckDB", "JSON lines", sorted(row[0] for row in duckdb.sql(query).fetchall()), sorted(texts))
        if table:
            read = duckdb.sql(f"select text from '{table}' order by file_row_number").fetchall()
            check("DuckDB", "Parquet", [row[0] for row in read], texts)
            query = f"select count(*) from '{table}' where record_input = '{pages[0]['record']['input']}'"
            inputs = [page["record"]["input"] for page in pages]
            check("DuckDB", "a query of one input", duckdb.sql(query).fetchall()[0][0], inputs.count(inputs[0]))

    if installed("polars"):
        import polars

        with gzip.open(lines, "rb") as file:
            read = polars.read_ndjson(file.read(), infer_schema_length=None)
        check("Polars", "JSON lines", read["text"].to_list(), texts)
        if table:
            read = polars.scan_parquet(table).select("text").collect()
            check("Polars", "Parquet", read["text"].to_list(), texts)

    if installed("datatrove", "orjson"):
        from datatrove.pipeline.readers import JsonlReader

        batch("datatrove/own.jsonl.gz", "--schema", "datatrove")
        documents = list(JsonlReader(str(folder / "datatrove")).run())
        check("datatrove", "texts", [document.text for document in documents], texts)
        check("datatrove", "ids", [document.id for document in documents], ids)
        values = [value for document in documents for value in document.metadata.values()]
        check("datatrove", "single values", all(isinstance(value, (str, int, float, bool)) for value in values), True)
        if table and importlib.util.find_spec("pyarrow"):
            from datatrove.pipeline.readers import ParquetReader

            documents = list(ParquetReader(str(folder), glob_pattern="*.parquet").run())
            check("datatrove", "Parquet", [document.text for document in documents], texts)

    if installed("dolma", "msgspec"):
        import msgspec

        # The types of its readers, without the rest of the package.
        home = pathlib.Path(importlib.util.find_spec("dolma").submodule_search_locations[0])
        spec = importlib.util.spec_from_file_location("dolma_types", home / "core/data_types.py")
        types = importlib.util.module_from_spec(spec)
        sys.modules["dolma_types"] = types
        spec.loader.exec_module(types)
        with gzip.open(batch("dolma.jsonl.gz", "--schema", "dolma"), "rb") as file:
            documents = [msgspec.json.decode(line, type=types.InputSpecWithMetadata) for line in file]
        check("Dolma", "texts", [document.text for document in documents], texts)
        check("Dolma", "ids", [document.id for document in documents], ids)
        whole = all(document.source and document.added and document.created for document in documents)
        check("Dolma", "source and times", whole, True)

    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
