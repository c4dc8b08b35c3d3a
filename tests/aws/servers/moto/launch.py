"""A moto server for the tests:

Env:
  MOTO_PORT        port (default 5555), loopback only
  LAMBDA_ENDPOINTS JSON {"function-name": "http://127.0.0.1:9001"}; each URL is an AWS Lambda RIE
                   (path /2015-03-31/functions/function/invocations is added) -> Invoke runs REAL handler code
  S3_ENDPOINT      optional: Step Functions' own S3 calls (ItemReader/ResultWriter/aws-sdk:s3) go to this
                   server (e.g. versitygw) rather than moto's S3; S3_ACCESS/S3_SECRET are its keys
"""
import json, os, sys, urllib.request
os.environ.setdefault("MOTO_PORT", "5555")
PORT = int(os.environ["MOTO_PORT"])
import moto.core.config as cfg
cfg.default_user_config["stepfunctions"]["execute_state_machine"] = True   # real ASL execution
cfg.default_user_config["lambda"]["use_docker"] = False                    # no docker
cfg.default_user_config["batch"]["use_docker"] = False
if os.environ.get("IAM_MANAGED"): cfg.default_user_config["iam"]["load_aws_managed_policies"] = True

def runners(kind):
    with open(os.environ["RUNNERS"]) as f: return json.load(f)[kind]
from moto.awslambda_simple.models import LambdaSimpleBackend
_orig = LambdaSimpleBackend.invoke
def invoke(self, function_name, qualifier, body, headers, response_headers):
    name = function_name.split(":function:")[-1].split(":")[0]
    url = runners("functions").get(name)
    if not url:
        return _orig(self, function_name, qualifier, body, headers, response_headers)
    data = body.encode() if isinstance(body, str) else (body or b"{}")
    req = urllib.request.Request(url + "/2015-03-31/functions/function/invocations", data=data)
    with urllib.request.urlopen(req, timeout=900) as r:
        out = r.read()
        err = r.headers.get("X-Amz-Function-Error") or r.headers.get("Lambda-Runtime-Function-Error-Type")
    if not err:
        try:   # RIE does not always set the header: an error body is {errorType, errorMessage, ...}
            j = json.loads(out)
            if isinstance(j, dict) and "errorType" in j and "errorMessage" in j: err = "Unhandled"
        except ValueError: pass
    if err: response_headers["x-amz-function-error"] = "Unhandled"
    return out
LambdaSimpleBackend.invoke = invoke

if os.environ.get("S3_ENDPOINT"):
    import boto3, moto.stepfunctions.parser.asl.utils.boto_client as bc
    from botocore.config import Config
    _bc = bc.boto_client_for
    def boto_client_for(region, service, state_credentials=None):
        if service == "s3":
            return boto3.client("s3", region_name=region, endpoint_url=os.environ["S3_ENDPOINT"],
                aws_access_key_id=os.environ["S3_ACCESS"], aws_secret_access_key=os.environ["S3_SECRET"],
                config=Config(s3={"addressing_style": "path"}))
        return _bc(region=region, service=service, state_credentials=state_credentials)
    bc.boto_client_for = boto_client_for
    import importlib, pkgutil, moto.stepfunctions.parser.asl as asl
    for m in pkgutil.walk_packages(asl.__path__, asl.__name__ + "."):
        if "antlr" in m.name: continue
        try: mod = importlib.import_module(m.name)
        except Exception: continue
        if getattr(mod, "boto_client_for", None) is _bc: mod.boto_client_for = boto_client_for

# Glue column statistics: moto 5.2.5 lacks them; Trino writes (CTAS/INSERT) need them. In-memory store is enough.
from moto.glue.responses import GlueResponse
_stats = {}
def _key(r): return (r._get_param("DatabaseName"), r._get_param("TableName"), tuple(r._get_param("PartitionValues") or []))
def _upd(self):
    d = _stats.setdefault(_key(self), {})
    for c in self._get_param("ColumnStatisticsList") or []: d[c["ColumnName"]] = c
    return json.dumps({"Errors": []})
def _get(self):
    d = _stats.get(_key(self), {}); names = self._get_param("ColumnNames") or []
    return json.dumps({"ColumnStatisticsList": [d[n] for n in names if n in d], "Errors": []})
def _del(self):
    _stats.get(_key(self), {}).pop(self._get_param("ColumnName"), None); return json.dumps({})
for k in ("table", "partition"):
    for verb, f in (("update", _upd), ("get", _get), ("delete", _del)):
        n = f"{verb}_column_statistics_for_{k}"
        if not hasattr(GlueResponse, n): setattr(GlueResponse, n, f)

# Step Functions fixes: (1) JSONata (moto leaves the evaluator unset) via PyPI jsonata-python;
# (2) Distributed Map over s3:listObjectsV2 puts datetime objects in the state -> make them strings
try:
    import jsonata as _pyjsonata, moto.stepfunctions.parser.asl.jsonata.jsonata as mj
    def _ev(expr):
        try: return json.loads(json.dumps(_pyjsonata.Jsonata(expr).evaluate(None)))
        except Exception as e: raise mj.JSONataException("UNKNOWN", str(e))
    def eval_jsonata_expression(expr): return _ev(expr)
    mj.eval_jsonata_expression = eval_jsonata_expression
    import moto.stepfunctions.parser.asl.component.common.string.string_expression as se, moto.stepfunctions.parser.asl.jsonata.validations as va
    se.eval_jsonata_expression = va.eval_jsonata_expression = eval_jsonata_expression
except ImportError: pass
from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval.resource_eval_s3 import ResourceEvalS3
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
def _lo(env, resource_runtime_part, state_credentials):
    s3 = ResourceEvalS3._get_s3_client(resource_runtime_part=resource_runtime_part, state_credentials=state_credentials)
    env.stack.append(json.loads(to_json_str(s3.list_objects_v2(**env.stack.pop()).get("Contents", []))))
ResourceEvalS3._handle_list_objects_v2 = staticmethod(_lo)

# ECS RunTask runs a REAL local process: ECS_RUNNERS={"family": ["node", "worker.mjs"]}; environment overrides are
# passed on, exit code and STOPPED status come from the process. Also fixes two moto gaps: (a) Step Functions'
# ecs integration sends PascalCase keys to boto (moto left the conversion out), (b) FAILED exit -> States.TaskFailed.
import subprocess
from moto.ecs.models import EC2ContainerServiceBackend as _ECS, Task as _Task
def _advance(self):
    p = getattr(self, "_proc", None)
    if p is None: return super(_Task, self).advance()
    rc = p.poll()
    if rc is not None:
        self.status = self.desired_status = "STOPPED"; self.stopped_reason = "Essential container in task exited"
        for c in self.containers: c.exitCode = rc; c.last_status = "STOPPED"
_Task.advance = _advance
_run = _ECS.run_task
def run_task(self, *a, **k):
    tasks = _run(self, *a, **k)
    for t in tasks:
        fam = t.task_definition_arn.split("/")[-1].split(":")[0]
        if fam in runners('tasks'):
            td = self.describe_task_definition(t.task_definition_arn)
            env = dict(os.environ); cmd = list(runners('tasks')[fam])
            for cd in td.container_definitions: env.update({e["name"]: e["value"] for e in cd.get("environment", [])})
            for o in (t.overrides or {}).get("containerOverrides", []):
                env.update({e["name"]: e["value"] for e in o.get("environment", [])}); cmd += o.get("command", [])
            t._proc = subprocess.Popen(cmd, env=env)
    return tasks
_ECS.run_task = run_task
def _conv(v, f):
    if isinstance(v, dict): return {f(k): _conv(x, f) for k, x in v.items()}
    if isinstance(v, list): return [_conv(x, f) for x in v]
    return v
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_ecs import StateTaskServiceEcs as _S
def _np(self, parameters, boto_service_name=None, service_action_name=None):
    n = _conv(dict(parameters), lambda k: k[:1].lower() + k[1:]); parameters.clear(); parameters.update(n)
def _nr(self, response, boto_service_name=None, service_action_name=None):
    if isinstance(response, dict):
        n = json.loads(to_json_str(_conv(dict(response), lambda k: k[:1].upper() + k[1:]))); response.clear(); response.update(n)
_S._normalise_parameters, _S._normalise_response = _np, _nr
_bsr = _S._build_sync_resolver
def _build(self, *a, **k):
    r = _bsr(self, *a, **k)
    def f():
        t = r()
        if t and any(c.get("ExitCode") not in (0, None) for c in t.get("Containers", [])): _ecs_failed(self, k.get("env") or a[0], t)
        return t
    return f
_S._build_sync_resolver = _build
def _ecs_failed(svc, env, task):
    from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
    from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
    from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType as T
    from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
    from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
    raise FailureEventException(FailureEvent(env=env, error_name=StatesErrorName(typ=T.StatesTaskFailed), event_type=HistoryEventType.TaskFailed,
        event_details=EventDetails(taskFailedEventDetails=TaskFailedEventDetails(error=T.StatesTaskFailed.to_name(), cause=json.dumps(task), resourceType="ecs", resource="runTask.sync"))))

from moto.server import main
main(["-H", "127.0.0.1", "-p", str(PORT)])
