#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Hold what the library reads in a receiver's answers against Python's json and protobuf's classes.

Usage: otlp_answers.py ANSWERS

ANSWERS is otlp_answers.cpp.  20,000 answers in JSON and as many in protobuf, made at random from a
seed, most of them with something wrong in them: each is read or refused as the other parser does,
and with the same number and message.  Takes 3 seconds, under Debian's own interpreter, the only one
that sees python3-protobuf.
"""
import json
import random
import subprocess
import sys
import warnings

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

COUNT = 20000
MOST = 256  # bytes of a message


def classes():
    """ExportMetricsServiceResponse and google.rpc.Status; a message is bytes, since one that is
    not UTF-8 is shown all the same."""
    kind = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name='answers.proto', syntax='proto3')
    for name, fields in {
            'Partial': [('rejected', 1, kind.TYPE_INT64, None), ('text', 2, kind.TYPE_BYTES, None)],
            'Response': [('partial', 1, kind.TYPE_MESSAGE, '.Partial')],
            'Status': [('code', 1, kind.TYPE_INT32, None), ('text', 2, kind.TYPE_BYTES, None)],
    }.items():
        message = file.message_type.add(name=name)
        for field, number, of, named in fields:
            message.field.add(name=field, number=number, type=of, type_name=named,
                              label=kind.LABEL_OPTIONAL)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return [factory.GetPrototype(pool.FindMessageTypeByName(name))
            for name in ('Response', 'Status')]


def shown(data):
    """As it is shown: UTF-8, cut on a character's boundary."""
    text = data.decode(errors='replace').encode()
    return text[:MOST].decode(errors='ignore').encode() if len(text) > MOST else text


class Twice(Exception):
    pass


def members(pairs):
    if len({key for key, _ in pairs}) != len(pairs):
        raise Twice
    return dict(pairs)


def no_constant(_):
    raise ValueError


def expected_json(body, success):
    """(rejected, message), or None for a text that the two may read differently."""
    try:
        read = json.loads(body.decode('latin-1'), object_pairs_hook=members,
                          parse_constant=no_constant)
    except Twice:
        return None
    except (ValueError, RecursionError):
        return 0, b''
    part = read.get('partialSuccess') if success and isinstance(read, dict) else read
    if not isinstance(part, dict):
        return 0, b''
    count = part.get('rejectedDataPoints') if success else 0
    if isinstance(count, str):
        count = int(count) if count.isascii() and count.isdigit() else 0
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < 1 << 63:
        count = 0
    text = part.get('errorMessage' if success else 'message')
    text = text if isinstance(text, str) else ''
    # Half of a pair is a character that cannot be shown.
    whole = text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')
    return count, shown(whole.encode())


def expected_protobuf(body, success, response, status):
    try:
        read = (response if success else status).FromString(body)
    except Exception:  # whatever it says
        return 0, b''
    if not success:
        return 0, shown(read.text)
    return max(read.partial.rejected, 0), shown(read.partial.text)


def random_json(chance, depth=0):
    pick = chance.randrange(10 if depth < 4 else 6)
    if pick < 2:
        return chance.choice([0, 3, -7, 1.5, 1e30, 2**63 - 1, 2**63, '3', '17', '', '007', '-1',
                              '9' * 25, True, False, None])
    if pick < 6:
        return ''.join(chance.choice('ab"\\/\b\n\t\u00e9\u20ac\U0001f600\x7f{}[]:,')
                       for _ in range(chance.choice([0, 3, 8, 90, 300])))
    if pick < 7:
        return [random_json(chance, depth + 1) for _ in range(chance.randrange(4))]
    keys = ['partialSuccess', 'rejectedDataPoints', 'errorMessage', 'message', 'code', 'a', '']
    return {key: random_json(chance, depth + 1)
            for key in chance.sample(keys, chance.randrange(6))}


def json_answer(chance):
    inner = {'rejectedDataPoints': random_json(chance, 9), 'errorMessage': random_json(chance, 9)}
    read = chance.choice([{'partialSuccess': inner}, {'message': random_json(chance, 9)},
                          random_json(chance)])
    text = json.dumps(read, ensure_ascii=True, indent=chance.choice([None, 1]))
    body = bytearray(text.encode())
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        change(chance, body, b'"\\{}[]:,0-.eEtu 9\x01d8')
    return bytes(body)


def change(chance, body, letters):
    at = chance.randrange(len(body) + 1)
    how = chance.randrange(4)
    if how == 0:
        body[at:at + 1] = bytes([chance.choice(letters)])
    elif how == 1:
        del body[at:at + chance.randrange(1, 4)]
    elif how == 2:
        body[at:at] = bytes([chance.choice(letters)])
    elif chance.randrange(3) == 0:
        del body[at:]


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def protobuf_fields(chance, depth=0):
    out = b''
    for _ in range(chance.randrange(5)):
        number = chance.choice([1, 1, 2, 2, 3, 19, 2**29 - 1])
        kind = chance.choice([0, 0, 1, 2, 2, 2, 5])
        out += varint(number << 3 | kind)
        if kind == 0:
            out += varint(chance.choice([0, 3, 127, 128, 2**63 - 1, 2**63, 2**64 - 1]))
        elif kind == 2:
            inner = protobuf_fields(chance, 1) if depth == 0 and chance.randrange(3) else bytes(
                chance.choice(b'ab\xc3\xa9\xf0\x9f\x98\x80\xff\x00')
                for _ in range(chance.choice([0, 3, 9, 300])))
            out += varint(len(inner)) + inner
        else:
            out += bytes(chance.randrange(256) for _ in range(8 if kind == 1 else 4))
    return out


def protobuf_answer(chance):
    body = bytearray(protobuf_fields(chance))
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        change(chance, body, bytes([0, 1, 2, 8, 10, 16, 18, 127, 128, 255]))
    return bytes(body)


def has_group(body):
    """Whether it may be that a group, which is not read, stands there."""
    return any(byte & 7 in (3, 4) for byte in body)


def main(answers):
    chance = random.Random(1)
    warnings.simplefilter('error')  # protobuf warns of half a message, and gives it
    response, status = classes()
    asked, wanted = [], []
    for kind in ('application/json', 'application/x-protobuf'):
        for _ in range(COUNT):
            code = chance.choice([200, 400])
            body = json_answer(chance) if kind.endswith('json') else protobuf_answer(chance)
            want = (expected_json(body, code == 200) if kind.endswith('json') else
                    expected_protobuf(body, code == 200, response, status))
            if want is not None:
                asked.append((code, kind, body))
                wanted.append(want)
    lines = ''.join(f'{code} {kind} x{body.hex()}\n' for code, kind, body in asked)
    done = subprocess.run([answers], input=lines, capture_output=True, text=True, check=True)
    faults, read = [], 0
    for question, want, line in zip(asked, wanted, done.stdout.splitlines(), strict=True):
        count, _, text = line.partition(' ')
        have = int(count), bytes.fromhex(text[1:])
        read += want != (0, b'')
        if have != want and not (have == (0, b'') and question[1].endswith('protobuf') and
                                 has_group(question[2])):
            faults.append(f'{question}: wanted {want}, read {have}')
    if read < COUNT / 8:
        faults.append(f'only {read} of the answers say anything')
    print('\n'.join(faults[:20]) or f'{len(asked)} answers, {read} of which say something, as '
          'Python and protobuf read them')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
