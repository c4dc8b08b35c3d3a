"""An invocation goes to a real runtime on this machine, by HTTP."""

import json
import urllib.request

from moto.awslambda_simple.models import LambdaSimpleBackend
from runners import runner

PATH = "/2015-03-31/functions/function/invocations"
LONGEST_SECONDS = 900


def install():
    moto_invoke = LambdaSimpleBackend.invoke

    def invoke(self, function_name, qualifier, body, headers, response_headers):
        name = function_name.split(":function:")[-1].split(":")[0]
        address = runner("functions", name)
        if address is None:
            return moto_invoke(self, function_name, qualifier, body, headers, response_headers)
        answer, failed = call(address, body)
        if failed:
            response_headers["x-amz-function-error"] = "Unhandled"
        return answer

    LambdaSimpleBackend.invoke = invoke


def call(address, body):
    """The answer's bytes, and whether the function threw: runtimes tell that by a header or only by the answer's shape."""
    payload = body.encode() if isinstance(body, str) else (body or b"{}")
    with urllib.request.urlopen(address + PATH, data=payload, timeout=LONGEST_SECONDS) as response:
        answer = response.read()
        return answer, "X-Amz-Function-Error" in response.headers or is_error(answer)


def is_error(answer):
    try:
        value = json.loads(answer)
    except ValueError:
        return False
    return isinstance(value, dict) and {"errorType", "errorMessage"} <= value.keys()
