#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read the deployment files of examples/backend as their tools do, and hold them to the backend.

usage: deploy.py SOURCE_DIR BACKEND PROMETHEUS

Docker Compose's own loader, kustomize and Kubernetes' types read them (deploy_build.py); ports,
names, files, variables, packages and images are held together (deploy_checks.py); the backend
runs with the variables of each deployment and answers its probes, as the real Prometheus does.
Then one offender after the other is planted in a copy, and must be found.
"""
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import deploy_build
from deploy_checks import (check_addresses, check_charts, check_files, check_images,
                           check_packages, check_ports, check_rules, check_variables)
from deploy_reader import Broken, Deployed
from e2e_load import directory
from e2e_programs import Backend, Prometheus
from unavailable import Unavailable, skip

PLANTED = [  # file, what stands there, what is put there, what must be said
    ('compose.yaml', '9464:9464', '9464:9465', 'does not listen on 9465'),
    ('compose.yaml', 'restart: unless', 'restarts: unless', 'restarts'),
    ('compose.yaml', './prometheus.yml', './prometeus.yml', 'is no file'),
    ('compose.yaml', 'prometheus/rules.yml', 'prometheus/alerts.yml', 'rules.yml" does not point'),
    ('compose.yaml', 'OTEL_EXPORT_TYPE', 'OTEL_EXPORT_TIPE', 'knows no OTEL_EXPORT_TIPE'),
    ('compose.yaml', 'target: grafana', 'target: grafama', 'makes no grafama'),
    ('compose.yaml', 'v2.42.0', 'latest', 'is no release'),
    ('compose.collector.yaml', './credentials.env', './credential.env', 'credential.env'),
    ('compose.collector.yaml', '--config=/etc/otelcol-contrib', '--config=/etc/otelcol', 'reads'),
    ('compose.collector.yaml', '4318/v1/metrics', '4317/v1/metrics', 'nobody is at otel'),
    ('compose.collector.yaml', '/v1/metrics', '/v1/traces', 'no OTLP at /v1/traces'),
    ('credentials.env', 'BASIC_AUTH_PASSWORD', 'BASIC_AUTH_PASSWD', 'knows no OTEL_COLLECTOR'),
    ('credentials.env', 'replace-this-password', 'tiger', 'is no sample'),
    ('prometheus.yml', 'infisical-backend:9464', 'infisical-backend:9090', 'nobody is at'),
    ('prometheus-collector.yml', 'otel-collector:8889', 'collector:8889', 'nobody is at'),
    ('otel-collector-config.yaml', '0.0.0.0:8889', '0.0.0.0:8888', 'does not listen on 8889'),
    ('grafana/datasource.yaml', 'prometheus:9090', 'prometheus:9091', 'nobody is at'),
    ('grafana/dashboards.yaml', 'grafana/dashboards', 'grafana/boards', 'no dashboard is put'),
    ('kubernetes/base/backend.yaml', 'containerPort: 9464', 'containerPort: 9465', '9465'),
    ('kubernetes/base/backend.yaml', 'livenessProbe:', 'livelinessProbe:', 'livelinessProbe'),
    ('kubernetes/base/backend.yaml', 'replicas: 1', 'replicas: one', 'replicas'),
    ('kubernetes/base/backend.yaml', 'path: /api/status', 'path: /api/health', '/api/health'),
    ('kubernetes/base/prometheus.yaml', 'path: /-/ready', 'path: /-/steady', '/-/steady'),
    ('kubernetes/push/collector.yaml', 'containerPort: 13133', 'containerPort: 1777', '1777'),
    ('kubernetes/push/collector.yaml', 'secretName: otel', 'secretName: hotel', 'no Secret hotel'),
    ('kubernetes/push/backend-pushes.yaml', 'OTEL_OTLP_PUSH', 'OTEL_OLTP_PUSH', 'OTEL_OLTP_PUSH'),
    ('kubernetes/pull/kustomization.yaml', '../../prometheus', '../prometheus', 'prometheus.yml'),
    ('kubernetes/pull/kustomization.yaml', 'configMapGenerator', 'configMapMaker', 'Maker'),
    ('kubernetes/pull/kustomization.yaml', '../../rules.yml', '../../credentials.env', 'not point'),
    ('kubernetes/push/kustomization.yaml', '../../rules.yml', '../../credentials.env', 'not point'),
    ('kubernetes/base/grafana.yaml', 'containerPort: 3000', 'containerPort: 3001', '3001'),
    ('rules.yml', "expr: 'sum by", "expr: 'sum of", 'could not parse'),
    ('helm/collector.yaml', 'fullnameOverride', 'fullNameOverride', 'has no fullNameOverride'),
    ('helm/collector.yaml', 'containerPort: 8889', 'containerPort: 8888', 'listens on 8888'),
    ('helm/collector.yaml', 'existingName: otel', 'existingName: hotel', 'is mounted'),
    ('helm/prometheus.yaml', 'configPath', 'configFile', 'has no server.configFile'),
    ('helm/prometheus.yaml', 'file=rules.yml', 'file=alerts.yml', "wanted ['prometheus.yml', 'rul"),
    ('helm/prometheus.yaml', 'deploy/prometheus.yml', 'deploy/prom.yml', 'there is no'),
    ('Dockerfile', 'libmicrohttpd-dev ', '', 'libmicrohttpd-dev'),
    ('Dockerfile', 'libcurl4 ', '', "needs ['libcurl4']"),
    ('Dockerfile', 'EXPOSE 8080 9464', 'EXPOSE 8080', 'EXPOSE'),
    ('Dockerfile', 'deploy/grafana/datasource', 'deploy/grafana/source', 'there is no'),
    ('Dockerfile', 'USER 10001:10001', 'USER root', 'unprivileged'),
]


class Facts:
    """What is so of the real programs."""

    def __init__(self, root, backend, prometheus):
        helped = subprocess.run([backend, '--help'], capture_output=True, text=True).stdout
        table = (root / 'include/zerometer/detail/environment_table.hpp').read_text()
        self.known = {*re.findall(r'^  --\S* +([A-Z_]+) ', helped, re.M),
                      *re.findall(r'^ {3,}([A-Z]+_[A-Z_]+) ', helped, re.M),
                      *re.findall(r'variable\{"(\w+)"', table)}
        said = subprocess.run([prometheus, '--version'], capture_output=True, text=True)
        self.prometheus = re.search(r'version (\d+\.\d+\.\d+)', said.stdout + said.stderr)[1]
        self.needed = packages_of(backend)


def packages_of(binary):
    """The packages of the libraries that it names itself."""
    dynamic = subprocess.run(['readelf', '-d', binary], capture_output=True, text=True, check=True)
    listed = subprocess.run(['ldd', binary], capture_output=True, text=True, check=True).stdout
    packages = set()
    for name in re.findall(r'\(NEEDED\).*\[(.+)\]', dynamic.stdout):
        path = pathlib.Path(re.search(rf'{re.escape(name)} => (\S+)', listed)[1]).resolve()
        # Debian 12 knows it below /usr or above it.
        found = subprocess.run(['dpkg', '-S', f'*/{path.name}'], capture_output=True, text=True)
        packages |= {line.partition(':')[0] for line in found.stdout.splitlines()
                     if line.endswith((str(path), str(path).removeprefix('/usr')))}
    return packages


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def check_running(deployed, paths, scratch):
    """The programs run as deployed, on other ports, and answer the probes."""
    asked = {(name, path) for parts in deployed.deployments.values()
             for name, part in parts.items() for _, path in part.probes}
    for where, parts in deployed.deployments.items():
        given = parts['infisical-backend'].variables
        name = re.sub(r'\W', '-', where)
        with Backend(paths[0], scratch, name, '--host=127.0.0.1', **given) as backend:
            said = backend.text()
            if backend.metrics and answers(f'http://{backend.metrics}/metrics') != 200:
                yield f'{where}: the backend has no /metrics'
            endpoint = given.get('OTEL_EXPORT_OTLP_ENDPOINT', backend.metrics)
            if endpoint not in said or re.search(r': want .*;', said):
                yield f'{where}: the backend says:\n{said}'
            for path in [path for name, path in asked if name == 'infisical-backend']:
                if answers(f'http://{backend.api}{path}') != 200:
                    yield f'{where}: the backend does not answer {path}'
            backend.process.kill()  # its last push would look for a host of the deployment
    with Prometheus(paths[1], scratch, []) as prometheus:
        prometheus.wait_for('Prometheus', 20, lambda: prometheus.get('/api/v1/status/config'))
        for path in [path for name, path in asked if name == 'prometheus']:
            if answers(prometheus.url + path) != 200:
                yield f'Prometheus does not answer {path}'
    for path in [path for name, path in asked if name == 'otel-collector']:
        if path != deployed.collector['extensions']['health_check'].get('path', '/'):
            yield f'the Collector is not asked for its health at {path}'


def check(root, oracle, facts, running):
    try:
        deployed = Deployed(root, oracle)
    except Broken as fault:
        return [str(fault)]
    return [*check_ports(deployed), *check_addresses(deployed), *check_files(deployed),
            *check_rules(deployed), *check_variables(deployed, facts.known),
            *check_images(deployed, facts.prometheus), *check_packages(deployed, facts.needed),
            *check_charts(deployed), *(running(deployed) if running else [])]


def check_planted(root, oracle, facts, running, scratch):
    copy = scratch / 'planted'
    for file, old, new, wanted in PLANTED:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(root / 'examples/backend/deploy', copy / 'examples/backend/deploy')
        shutil.copy(root / 'examples/run', copy / 'examples/run')
        shutil.copy(root / 'meson.build', copy)
        path = copy / 'examples/backend/deploy' / file
        text = path.read_text()
        if old not in text:
            yield f'{file} has no {old} to plant over'
        path.write_text(text.replace(old, new, 1))
        found = check(copy, oracle, facts, running if 'path: /' in new else None)
        if not any(wanted in fault for fault in found):
            yield f'planted and not found: {file}: {new}: {found}'


def main(root, *paths):
    root = pathlib.Path(root).resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('terminated'))
    try:
        oracle = deploy_build.build()
    except Unavailable as missing:
        skip(missing)
    with tempfile.TemporaryDirectory(prefix='zerometer-deploy-') as scratch:
        pathlib.Path(scratch, 'directory').write_text(directory())
        facts = Facts(root, *paths)

        def running(deployed):
            return check_running(deployed, paths, scratch)
        faults = check(root, oracle, facts, running)
        faults += check_planted(root, oracle, facts, running, pathlib.Path(scratch))
    print('\n'.join(fault[:2000] for fault in faults[:20]) or
          f'every file is taken by its tool, and {len(PLANTED)} offenders are found')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 4 else __doc__)
