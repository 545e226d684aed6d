#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Read OTLP requests with protobuf's own classes and print what they say, as JSON.

Usage: otlp_reader.py CLASSES json|protobuf < REQUESTS

CLASSES is where protoc has written otlp_pb2.py.  Each request stands behind its size in a line.
Printed are faults of form, a point for each data point in the order of the requests, the
resources, and each request as canonical binary.  Runs under Debian's own interpreter, the only one
that sees python3-protobuf.
"""
import base64
import json
import sys

from google.protobuf import json_format

sys.path.insert(0, sys.argv[1])
import otlp_pb2  # noqa: E402


def requests(data):
    while data:
        size, _, data = data.partition(b'\n')
        yield data[:int(size)]
        data = data[int(size):]


def member(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f'a key twice in {keys}')
    # A histogram's count of 0 is said, as every other is.
    return {key: value for key, value in pairs if (key, value) != ('count', '0')}


def attribute(one):
    kind = one.value.WhichOneof('value')
    value = getattr(one.value, kind)
    if kind == 'double_value':
        value = value.hex()
    return [one.key, kind.removesuffix('_value'), str(value).lower() if kind == 'bool_value'
            else str(value)]


def attributes(listed, faults):
    read = [attribute(one) for one in listed]
    keys = [key for key, _, _ in read]
    if len(set(keys)) != len(keys) or '' in keys:
        faults.append(f'attribute keys {keys}')
    return read


def read_point(point, data, faults):
    if data.DESCRIPTOR.name == 'Histogram':
        if len(point.bucket_counts) != len(point.explicit_bounds) + 1:
            faults.append('E-29: not one bucket more than bounds')
        if sum(point.bucket_counts) != point.count:
            faults.append('E-29: the buckets are not the count')
        if not point.count and point.sum:
            faults.append('E-30: a sum of nothing')
        if point.HasField('min') != point.HasField('max'):
            faults.append('a minimum or a maximum alone')
        if point.HasField('min') and (not point.count or point.min > point.max):
            faults.append('E-30: a minimum and a maximum of nothing')
        range_ = [point.min.hex(), point.max.hex()] if point.HasField('min') else []
        value = ['double', point.sum.hex()] if point.HasField('sum') else None
        buckets = list(point.bucket_counts)
        bounds = [bound.hex() for bound in point.explicit_bounds]
    else:
        kind = point.WhichOneof('value')
        if kind is None:
            return faults.append('E-28: no value')
        value = ['double', point.as_double.hex()] if kind == 'as_double' else [
            'int', str(point.as_int)]
        buckets = bounds = range_ = []
    if point.start_time_unix_nano >= point.time_unix_nano or point.flags:
        faults.append('E-22: a start that is not before the time, or flags')
    return {'start': point.start_time_unix_nano, 'time': point.time_unix_nano, 'value': value,
            'attributes': attributes(point.attributes, faults), 'buckets': buckets,
            'bounds': bounds, 'range': range_}


def read_request(request, faults):
    resources, points = [], []
    if not request.resource_metrics:
        faults.append('E-12: an empty request')
    for resource in request.resource_metrics:
        resources.append(attributes(resource.resource.attributes, faults))
        if not resource.scope_metrics:
            faults.append('E-12: a resource without scopes')
        for scope in resource.scope_metrics:
            named = [scope.scope.name, scope.scope.version, scope.schema_url,
                     attributes(scope.scope.attributes, faults)]
            if not scope.metrics:
                faults.append('E-12: a scope without metrics')
            names = [metric.name for metric in scope.metrics]
            if len(set(names)) != len(names):
                faults.append('E-34: a metric twice')
            for metric in scope.metrics:
                kind = metric.WhichOneof('data')
                data = getattr(metric, kind)
                if not data.data_points:
                    faults.append('E-12: a metric without points')
                for point in data.data_points:
                    read = read_point(point, data, faults)
                    if read:
                        points.append(read | {
                            'scope': named,
                            'metric': [metric.name, metric.description, metric.unit],
                            'data': kind,
                            'temporality': getattr(data, 'aggregation_temporality', 0),
                            'monotonic': getattr(data, 'is_monotonic', False)})
    return resources, points


def main(encoding):
    result = {'faults': [], 'points': [], 'resources': [], 'binary': []}
    for body in requests(sys.stdin.buffer.read()):
        try:
            if encoding == 'json':
                request = json_format.Parse(body.decode(), otlp_pb2.ExportMetricsServiceRequest())
                plain = json_format.MessageToDict(request, use_integers_for_enums=True)
                if json.loads(body, object_pairs_hook=member) != plain:
                    result['faults'].append('not as protobuf itself would write it')
            else:
                request = otlp_pb2.ExportMetricsServiceRequest.FromString(body)
                size = request.ByteSize()
                request.DiscardUnknownFields()
                if request.ByteSize() != size:
                    result['faults'].append('unknown fields')
        except Exception as refused:  # whatever a parser says
            result['faults'].append(f'{encoding} refused: {refused}')
            continue
        resources, points = read_request(request, result['faults'])
        result['resources'] += resources
        result['points'] += points
        canonical = request.SerializeToString(deterministic=True)
        result['binary'].append(base64.b64encode(canonical).decode())
    json.dump(result, sys.stdout)


main(sys.argv[2])
