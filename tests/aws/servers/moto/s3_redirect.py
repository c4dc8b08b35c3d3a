"""Lists that a Distributed Map reads, and results that it writes, lie on the S3 server of the tests and not in moto."""

import contextlib
import importlib
import os
import pkgutil

import boto3
import moto.stepfunctions.parser.asl as asl
from botocore.config import Config
from moto.stepfunctions.parser.asl.utils import boto_client


def install():
    if not os.environ.get("S3_ENDPOINT"):
        return
    moto_client_for = boto_client.boto_client_for

    def client_for(region, service, state_credentials=None):
        if service == "s3":
            return s3_client(region)
        return moto_client_for(region=region, service=service, state_credentials=state_credentials)

    boto_client.boto_client_for = client_for
    for module in modules_of(asl):
        if getattr(module, "boto_client_for", None) is moto_client_for:
            module.boto_client_for = client_for


def s3_client(region):
    return boto3.client(
        "s3",
        region_name=region,
        endpoint_url=os.environ["S3_ENDPOINT"],
        aws_access_key_id=os.environ["S3_ACCESS"],
        aws_secret_access_key=os.environ["S3_SECRET"],
        config=Config(s3={"addressing_style": "path"}),
    )


def modules_of(package):
    """Every module took the function under its own name when it was loaded; the generated parser takes long and has none."""
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if "antlr" not in found.name:
            with contextlib.suppress(ImportError):  # some were left without what they import
                yield importlib.import_module(found.name)
