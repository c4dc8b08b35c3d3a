"""Column statistics, which moto's Glue lacks and which Trino writes after every table; memory is enough for tests."""

import json

from moto.glue.responses import GlueResponse

kept = {}


def install():
    for owner in ("table", "partition"):
        for verb, answer in (("update", update), ("get", get), ("delete", delete)):
            name = f"{verb}_column_statistics_for_{owner}"
            if not hasattr(GlueResponse, name):
                setattr(GlueResponse, name, answer)


def statistics_of(request):
    table = (request._get_param("DatabaseName"), request._get_param("TableName"))
    partition = tuple(request._get_param("PartitionValues") or [])
    return kept.setdefault((table, partition), {})


def update(request):
    statistics = statistics_of(request)
    for column in request._get_param("ColumnStatisticsList") or []:
        statistics[column["ColumnName"]] = column
    return json.dumps({"Errors": []})


def get(request):
    statistics = statistics_of(request)
    names = request._get_param("ColumnNames") or []
    found = [statistics[name] for name in names if name in statistics]
    return json.dumps({"ColumnStatisticsList": found, "Errors": []})


def delete(request):
    statistics_of(request).pop(request._get_param("ColumnName"), None)
    return json.dumps({})
