"""Starts moto on loopback with what the tests need beside it; one module a subject.

MOTO_PORT   port to listen on
RUNNERS     JSON file, read at each call: {"functions": {name: address}, "tasks": {family: [command, ...]}}
S3_ENDPOINT, S3_ACCESS, S3_SECRET   an S3 server that state machines read and write instead of moto's own (optional)
"""

import os

os.environ.setdefault("MOTO_PORT", "5555")

from moto.core.config import default_user_config  # noqa: E402

default_user_config["stepfunctions"]["execute_state_machine"] = True
default_user_config["lambda"]["use_docker"] = False

import ecs_tasks  # noqa: E402
import glue_statistics  # noqa: E402
import lambda_invokes  # noqa: E402
import s3_redirect  # noqa: E402
import step_functions  # noqa: E402
from moto.server import main  # noqa: E402

for module in (lambda_invokes, ecs_tasks, s3_redirect, glue_statistics, step_functions):
    module.install()

main(["-H", "127.0.0.1", "-p", os.environ["MOTO_PORT"]])
