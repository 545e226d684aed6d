# SPDX-License-Identifier: MIT
"""What needs nobody: the status, paths that are none, methods that a path does not take."""

STATUS = '/api/status'
NONE = ''  # no route


def status(lane):
    client = lane.draw((lane.client, lane.visitor))
    client.ask(lane.draw(('GET', 'HEAD')), STATUS, STATUS, expect=(200,))


def nowhere(lane):
    lane.client.ask(lane.draw(('GET', 'PUT')), '/api/v9/nothing', NONE, expect=(404,))
    lane.visitor.ask(lane.draw(('DELETE', 'OPTIONS', 'BREW')), STATUS, NONE, expect=(405,))


MIX = {status: 10, nowhere: 1}
