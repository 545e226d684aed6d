# SPDX-License-Identifier: MIT
"""The deployment files of examples/backend/deploy as their tools read them.

Deployed(root, oracle) has each deployment as {service: Part}, whichever tool starts it: that of
each Compose file and of each kustomization; the values for Helm; and what configures Grafana and
the Collector.  What a tool does not take, and what leads nowhere in one, is Broken.
"""
import base64
import json
import pathlib
import re
import subprocess


class Part:
    """A container: what it is given, and on which ports others reach it."""

    def __init__(self, image, variables, command, mounts, ports):
        self.image, self.variables, self.command = image, variables, command
        self.mounts = mounts  # {a file in it: its text, or None where there is none}
        self.ports = ports  # {as others name it: as it listens}
        self.probes = []  # (port, path)


class Broken(Exception):
    """What a tool says of a file that it does not take."""


def leaves(value, path=''):
    if not isinstance(value, dict):
        return {path: value}
    return {key: leaf for name, inner in value.items()
            for key, leaf in leaves(inner, f'{path}.{name}'.lstrip('.')).items()}


class Deployed:
    def __init__(self, root, oracle):
        self.root, self.oracle = pathlib.Path(root), oracle
        self.here = self.root / 'examples/backend/deploy'
        self.dockerfile = (self.here / 'Dockerfile').read_text().replace('\\\n', ' ')
        self.collector = self.ask('values', 'otel-collector-config.yaml')
        self.helm = {name: self.ask('values', f'helm/{name}.yaml')
                     for name in ('prometheus', 'collector')}
        self.source = self.ask('values', 'grafana/datasource.yaml')
        self.provider = self.ask('values', 'grafana/dashboards.yaml')
        self.deployments = {
            'compose.yaml': self.compose('compose.yaml'),
            'compose.collector.yaml': self.compose('compose.yaml', 'compose.collector.yaml'),
            'kubernetes/pull': self.kubernetes('kubernetes/pull'),
            'kubernetes/push': self.kubernetes('kubernetes/push')}

    def ask(self, *words):
        command = [str(self.oracle), words[0], *[str(self.here / word) for word in words[1:]]]
        done = subprocess.run(command, capture_output=True, text=True, env={})
        if done.returncode:
            raise Broken(f'{" ".join(words)}: {done.stderr.strip()}')
        return json.loads(done.stdout)

    def compose(self, *files):
        parts = {}
        for name, service in self.ask('compose', *files)['services'].items():
            mounts = {}
            for mount in service.get('volumes', []):
                source = pathlib.Path(mount['source'])
                mounts[mount['target']] = source.read_text() if source.is_file() else None
            ports = {int(port['published']): port['target'] for port in service.get('ports', [])}
            parts[name] = Part(service['image'], service.get('environment', {}),
                               service['command'] or [], mounts, ports)
            build = service.get('build')
            if build and f' AS {build["target"]}\n' not in self.dockerfile:
                raise Broken(f'{name}: the Dockerfile makes no {build["target"]}')
            if build and not (pathlib.Path(build['context']) / build['dockerfile']).is_file():
                raise Broken(f'{name}: no {build["dockerfile"]} in {build["context"]}')
        return parts

    def kubernetes(self, directory):
        objects = self.ask('kustomize', directory)
        held, parts = {}, {}
        for one in objects:
            if one['kind'] in ('ConfigMap', 'Secret'):
                held[one['kind'], one['metadata']['name']] = {
                    key: base64.b64decode(text).decode() if one['kind'] == 'Secret' else text
                    for key, text in one['data'].items()}
        used = set()

        def get(kind, name):
            if (kind, name) not in held:
                raise Broken(f'{directory}: there is no {kind} {name}')
            used.add((kind, name))
            return held[kind, name]
        services = [one for one in objects if one['kind'] == 'Service']
        for one in objects:
            if one['kind'] != 'Deployment':
                continue
            pod = one['spec']['template']
            [container] = pod['spec']['containers']
            volumes = {}
            for volume in pod['spec'].get('volumes', []):
                if 'configMap' in volume:
                    volumes[volume['name']] = get('ConfigMap', volume['configMap']['name'])
                elif 'secret' in volume:
                    volumes[volume['name']] = get('Secret', volume['secret']['secretName'])
                else:
                    volumes[volume['name']] = {}
            mounts = {}
            for mount in container.get('volumeMounts', []):
                if mount['name'] not in volumes:
                    raise Broken(f'{directory}: there is no volume {mount["name"]}')
                for key, text in volumes[mount['name']].items():
                    mounts[f'{mount["mountPath"]}/{key}'] = text
            variables = {each['name']: each['value'] for each in container.get('env', [])}
            for each in container.get('envFrom', []):
                variables |= get('Secret', each['secretRef']['name'])
            named = {port['name']: port['containerPort'] for port in container['ports']}
            labels = pod['metadata']['labels'].items()
            if not one['spec']['selector']['matchLabels'].items() <= labels:
                raise Broken(f'{directory}: {one["metadata"]["name"]} does not select its own pods')
            ports = {}
            for service in services:
                if service['spec']['selector'].items() <= labels:
                    if service['metadata']['name'] != one['metadata']['name']:
                        raise Broken(f'{directory}: {service["metadata"]["name"]} is another name')
                    ports = {port['port']: named.get(port['targetPort'], port['targetPort'])
                             for port in service['spec']['ports']}
            part = Part(container['image'], variables, container.get('args', []), mounts, ports)
            for probe in ('readinessProbe', 'livenessProbe'):
                get_ = container[probe]['httpGet']
                part.probes.append((named.get(get_['port'], get_['port']), get_['path']))
            part.container_ports = set(named.values())
            parts[one['metadata']['name']] = part
        for kind, name in held.keys() - used:
            raise Broken(f'{directory}: nothing uses the {kind} {name}')
        return parts

    def variables_of_image(self):
        set_there = self.dockerfile[self.dockerfile.index('\nENV '):]
        return dict(re.findall(r'\b([A-Z_]+)=(\S+)', set_there))

    def listens(self, image):
        """The ports of a container, as what runs in it is configured."""
        name = image.rpartition(':')[0].rpartition('/')[2]
        if name == 'infisical-backend':
            own = self.variables_of_image()
            return {int(own['BACKEND_PORT']), int(own['OTEL_EXPORTER_PROMETHEUS_PORT'])}
        if name == 'opentelemetry-collector-contrib':
            return {int(text.rpartition(':')[2]) for key, text in leaves(self.collector).items()
                    if key.endswith('endpoint') and text.startswith('0.0.0.0:')}
        return {{'prometheus': 9090, 'infisical-grafana': 3000}[name]}
