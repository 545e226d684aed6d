# SPDX-License-Identifier: MIT
"""Who asks: organizations, their projects, people and machine identities; and the text that the
backend reads them from.

Each person has a part: workers send the mixed traffic, a guest has roles that change, and a victim
is somebody whose password is guessed.
"""
import csv
import re
import secrets
import typing
import uuid

ORGANIZATIONS = ('Platform Engineering Team', 'Data Science')
WORKERS = 2  # people of each organization, and as many machine identities


class Organization(typing.NamedTuple):
    id: str
    name: str


class Project(typing.NamedTuple):
    id: str
    name: str


class Actor(typing.NamedTuple):
    of: Organization
    id: str
    name: str
    login: str
    password: str
    person: bool

    @property
    def part(self):
        return re.split('[-@]', self.login)[0]

    def attributes(self):
        kind = ('infisical.user.id', 'infisical.user.email') if self.person else (
            'infisical.identity.id', 'infisical.identity.name')
        return {'infisical.organization.id': self.of.id,
                'infisical.organization.name': self.of.name, **dict(zip(kind, self[1:3]))}


class People(typing.NamedTuple):
    projects: dict  # of each organization
    actors: list

    def workers(self):
        return [one for one in self.actors if one.part == 'worker']

    def one(self, part, organization):
        return next(one for one in self.actors if one.part == part and one.of == organization)


def make():
    def new():
        return str(uuid.uuid4())

    projects, actors = {}, []
    for number, name in enumerate(ORGANIZATIONS):
        of = Organization(new(), name)
        projects[of] = [Project(new(), 'web'), Project(new(), 'models')]
        people = ['guest', 'victim', *(f'worker-{i}' for i in range(WORKERS))]
        for part in people:
            email = f'{part}@{number}.example.org'
            actors.append(Actor(of, new(), email, email, secrets.token_hex(12), True))
        for i in range(WORKERS):
            actors.append(Actor(of, new(), f'operator-{i}', f'worker-{number}-{i}',
                                secrets.token_hex(12), False))
    return People(projects, actors)


def write(people, path):
    with open(path, 'w', encoding='utf-8', newline='') as out:
        lines = csv.writer(out, delimiter='\t', quoting=csv.QUOTE_NONE, lineterminator='\n')
        for of, projects in people.projects.items():
            lines.writerow(('organization', *of))
            lines.writerows(('project', *one) for one in projects)
            for one in people.actors:
                if one.of == of:
                    lines.writerow(('user', one.id, one.login, one.password) if one.person else
                                   ('identity', one.id, one.name, one.login, one.password))


def read(path):
    people = People({}, [])
    with open(path, encoding='utf-8', newline='') as lines:
        for kind, *rest in csv.reader(lines, delimiter='\t', quoting=csv.QUOTE_NONE):
            if kind == 'organization':
                of = Organization(*rest)
                people.projects[of] = []
            elif kind == 'project':
                people.projects[of].append(Project(*rest))
            elif kind == 'user':
                people.actors.append(Actor(of, rest[0], rest[1], rest[1], rest[2], True))
            elif kind == 'identity':
                people.actors.append(Actor(of, *rest, False))
    return people
