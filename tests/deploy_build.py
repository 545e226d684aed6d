# SPDX-License-Identifier: MIT
"""Build oracles/deploy, what the tools make of deployment files, from Go modules, once.

go.mod and go.sum pin Docker Compose's loader, kustomize and Kubernetes' types, each with its
checksum; Debian's Go compiles them in half a minute.  The binary, 27 MB, is kept beside the
Collector's: collector_build.py.  While it is built, modules and objects take 320 MB.
"""
import hashlib
import os
import pathlib
import shutil
import time

from collector_build import GO, OURS, cache_directory, run_go, take
from unavailable import Unavailable

SOURCE = pathlib.Path(__file__).parent / 'oracles/deploy'
FILES = ('main.go', 'go.mod', 'go.sum')


def make(work, binary):
    environment = os.environ | {
        'PATH': f'{GO.parent}:{os.environ.get("PATH", os.defpath)}', 'GOPATH': str(work / 'go'),
        'GOCACHE': str(work / 'objects'), 'GOMODCACHE': str(work / 'modules'),
        # Writable, so that it can be removed like anything else.
        'GOFLAGS': '-modcacherw', 'GO111MODULE': 'on', 'GOWORK': 'off', 'CGO_ENABLED': '0'}
    environment.pop('GOROOT', None)  # of another Go, where one is set
    for name in FILES:
        shutil.copy(SOURCE / name, work)
    for fetches, command in [(True, ['list', '-deps', '-f={{""}}', '.']),
                             (False, ['build', '-ldflags=-s -w', '-o', 'deploy', '.'])]:
        began = time.monotonic()
        done = run_go('the readers of deployment files', [GO, *command], fetches, cwd=work,
                      env=environment)
        print(f'deploy: go {command[0]}: {time.monotonic() - began:.1f} s', flush=True)
        if done.returncode:
            said = '\n'.join(done.stdout.splitlines()[-20:])
            if fetches and not OURS.search(done.stdout):
                raise Unavailable(f'the readers of deployment files: no modules:\n{said}')
            raise RuntimeError(f'go {command[0]} failed:\n{said}')
    binary.parent.mkdir(exist_ok=True)
    os.replace(work / 'deploy', binary)


def build():
    """The path of the binary.  Unavailable where it cannot be had: no Go, or no modules."""
    parts = [(SOURCE / name).read_bytes() for name in FILES]
    name = 'deploy-' + hashlib.sha256(b'\0'.join(parts)).hexdigest()[:12]
    cache = pathlib.Path(cache_directory()).resolve()
    binary, work = cache / name / 'deploy', cache / f'{name}.work'
    if binary.exists():
        return binary
    if not GO.exists():
        raise Unavailable(f'the readers of deployment files: no {GO}, which golang-1.19-go has')
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / f'{name}.lock', 'w') as lock:
        if take(lock, binary) and not binary.exists():
            work.mkdir(exist_ok=True)
            make(work, binary)
            shutil.rmtree(work)
    return binary

