"""Where moto's interpreter of state machines differs from AWS's."""

import json
import re

from moto.stepfunctions.parser.api import HistoryEventType
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
from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval.resource_eval_s3 import (
    ResourceEvalS3,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.distributed_iteration_component import (
    DistributedIterationComponent,
)
from moto.stepfunctions.parser.asl.parse import asl_parser
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

WHOLE_PERCENTAGE = re.compile(r'("ToleratedFailurePercentage"\s*:\s*\d+)(?![\d.])')


def install():
    read_whole_percentages()
    stop_at_tolerated_failures()
    list_objects_as_json()


def read_whole_percentages():
    """Its grammar takes a percentage with a decimal point only."""
    moto_stream = asl_parser.InputStream
    asl_parser.InputStream = lambda text: moto_stream(WHOLE_PERCENTAGE.sub(r"\1.0", text))


def stop_at_tolerated_failures():
    """It counts the children that failed, and then tolerates them all."""
    moto_map_run = DistributedIterationComponent._map_run

    def map_run(self, env, eval_input):
        moto_map_run(self, env, eval_input)
        counter = eval_input.map_run_record.item_counter
        failed, total = counter.failed.get(), counter.total.get()
        tolerated = eval_input.tolerated_failure_percentage or 0
        if failed * 100 > tolerated * total:
            raise too_many_failed(env, f"{failed} of {total} items failed")

    DistributedIterationComponent._map_run = map_run


def too_many_failed(env, cause):
    kind = StatesErrorNameType.StatesExceedToleratedFailureThreshold
    return FailureEventException(
        FailureEvent(
            env=env,
            error_name=StatesErrorName(typ=kind),
            event_type=HistoryEventType.MapStateFailed,
            event_details={
                "executionFailedEventDetails": {"error": kind.to_name(), "cause": cause}
            },
        )
    )


def list_objects_as_json():
    """A listing as the items of a Distributed Map holds dates, which are no JSON."""

    def list_objects(env, resource_runtime_part, state_credentials):
        s3 = ResourceEvalS3._get_s3_client(
            resource_runtime_part=resource_runtime_part, state_credentials=state_credentials
        )
        listing = s3.list_objects_v2(**env.stack.pop())
        env.stack.append(json.loads(to_json_str(listing.get("Contents", []))))

    ResourceEvalS3._handle_list_objects_v2 = staticmethod(list_objects)
