"""RunTask starts a process on this machine; its end is the task's end. State machines see a failed exit as it is in AWS."""

import json
import os
import subprocess

from moto.ecs.models import EC2ContainerServiceBackend, Task
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_ecs import (
    StateTaskServiceEcs,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from runners import runner


def install():
    start_processes()
    follow_processes()
    translate_names()
    fail_on_exit_code()


def start_processes():
    moto_run_task = EC2ContainerServiceBackend.run_task

    def run_task(self, *args, **kwargs):
        tasks = moto_run_task(self, *args, **kwargs)
        for task in tasks:
            family = task.task_definition_arn.split("/")[-1].split(":")[0]
            command = runner("tasks", family)
            if command is not None:
                definition = self.describe_task_definition(task.task_definition_arn)
                # moto answers with every attribute whose name has no underscore before it.
                task._process = subprocess.Popen(command, env=environment(definition, task))
        return tasks

    EC2ContainerServiceBackend.run_task = run_task


def environment(definition, task):
    """Of the process: this one's, then the definition's, then the call's own."""
    declared = [each.get("environment", []) for each in definition.container_definitions]
    overridden = [
        each.get("environment", []) for each in (task.overrides or {}).get("containerOverrides", [])
    ]
    pairs = [pair for group in declared + overridden for pair in group]
    return {**os.environ, **{pair["name"]: pair["value"] for pair in pairs}}


def follow_processes():
    moto_advance = Task.advance

    def advance(self):
        process = getattr(self, "_process", None)
        if process is None:
            moto_advance(self)
            return
        code = process.poll()
        if code is None:
            return
        self.status = self.desired_status = "STOPPED"
        self.stopped_reason = "Essential container in task exited"
        for container in self.containers:
            container.exitCode = code
            container.last_status = "STOPPED"

    Task.advance = advance


def translate_names():
    """State machines write `TaskDefinition`, the API says `taskDefinition`."""

    def to_api(self, parameters, boto_service_name=None, service_action_name=None):
        replace(parameters, renamed(dict(parameters), lambda key: key[:1].lower() + key[1:]))

    def from_api(self, response, boto_service_name=None, service_action_name=None):
        if isinstance(response, dict):
            named = renamed(dict(response), lambda key: key[:1].upper() + key[1:])
            replace(response, json.loads(to_json_str(named)))

    StateTaskServiceEcs._normalise_parameters = to_api
    StateTaskServiceEcs._normalise_response = from_api


def replace(target, content):
    target.clear()
    target.update(content)


def renamed(value, rename):
    if isinstance(value, dict):
        return {rename(key): renamed(each, rename) for key, each in value.items()}
    if isinstance(value, list):
        return [renamed(each, rename) for each in value]
    return value


def fail_on_exit_code():
    moto_resolver = StateTaskServiceEcs._build_sync_resolver

    def build(self, env, *args, **kwargs):
        resolve = moto_resolver(self, env, *args, **kwargs)

        def resolve_or_fail():
            task = resolve()
            codes = [each.get("ExitCode") for each in (task or {}).get("Containers", [])]
            if any(code not in (0, None) for code in codes):
                raise task_failed(env, task)
            return task

        return resolve_or_fail

    StateTaskServiceEcs._build_sync_resolver = build


def task_failed(env, task):
    kind = StatesErrorNameType.StatesTaskFailed
    details = TaskFailedEventDetails(
        error=kind.to_name(), cause=json.dumps(task), resourceType="ecs", resource="runTask.sync"
    )
    return FailureEventException(
        FailureEvent(
            env=env,
            error_name=StatesErrorName(typ=kind),
            event_type=HistoryEventType.TaskFailed,
            event_details=EventDetails(taskFailedEventDetails=details),
        )
    )
