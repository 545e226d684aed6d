# SPDX-License-Identifier: MIT
"""How the run went, second by second: requests by what was answered, and how long they took. Any
thread."""
import collections
import threading
import time

KINDS = ('succeeded', 'refused', 'limited', 'failed')


def kind_of(status):
    return KINDS[0 if status < 400 else 2 if status == 429 else 1 if status < 500 else 3]


def quantile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Record:
    def __init__(self):
        self.lock = threading.Lock()
        self.began = time.time()
        self.seconds = collections.defaultdict(list)  # of the run: (kind, seconds taken)
        self.marks = []  # (begin, end, what) of each fault
        self.requests = 0

    def request(self, status, taken):
        with self.lock:
            self.requests += 1
            self.seconds[int(time.time() - self.began)].append((kind_of(status), taken))

    def mark(self, what, begin):
        with self.lock:
            self.marks.append((begin - self.began, time.time() - self.began, what))

    def latest(self):
        """Requests, and the p99 in milliseconds, of the last whole second."""
        with self.lock:
            taken = sorted(each for _, each in
                           self.seconds.get(int(time.time() - self.began) - 1, ()))
        return len(taken), quantile(taken, 0.99) * 1000 if taken else 0

    def write(self, seconds, marks):
        """Two tables: a line for each second, with milliseconds, and one for each fault."""
        with open(seconds, 'w', encoding='utf-8') as out:
            out.write('\t'.join(('time', *KINDS, 'p50', 'p90', 'p99')) + '\n')
            for second in range(max(self.seconds, default=0) + 1):
                of = self.seconds.get(second, [])
                numbers = collections.Counter(kind for kind, _ in of)
                taken = sorted(each * 1000 for _, each in of)
                figures = [f'{quantile(taken, share):.3f}' if taken else 'NaN'
                           for share in (0.5, 0.9, 0.99)]
                out.write('\t'.join((f'{self.began + second:.3f}',
                                     *(str(numbers[kind]) for kind in KINDS), *figures)) + '\n')
        with open(marks, 'w', encoding='utf-8') as out:
            out.write('begin\tend\twhat\n')
            out.writelines(f'{begin:.2f}\t{end:.2f}\t{what}\n' for begin, end, what in self.marks)
